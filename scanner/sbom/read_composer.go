// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

// composerJSON is the part of a composer.json, or of a package in a composer.lock,
// that we read (getcomposer.org/doc/04-schema.md).
type composerJSON struct {
	Name       string             `json:"name"`
	Version    npmText            `json:"version"`
	Require    map[string]npmText `json:"require"`
	RequireDev map[string]npmText `json:"require-dev"`
	License    composerLicense    `json:"license"`
	Dist       struct {
		Shasum npmText `json:"shasum"`
		URL    npmText `json:"url"`
	} `json:"dist"`
	composerOrigin
}

// UnmarshalJSON tolerates the empty list that PHP writes for an empty map.
func (c *composerJSON) UnmarshalJSON(data []byte) error {
	type plain composerJSON
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return err
	}
	for _, name := range []string{"require", "require-dev", "dist", "source", "support"} {
		if v := strings.TrimSpace(string(fields[name])); v != "" && v[0] != '{' {
			delete(fields, name)
		}
	}
	clean, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	return json.Unmarshal(clean, (*plain)(c))
}

// composerLicense is a license or a list of them, of which one may choose.
type composerLicense string

func (l *composerLicense) UnmarshalJSON(data []byte) error {
	var one npmLicense
	if err := json.Unmarshal(data, &one); err != nil {
		return err
	}
	*l = composerLicense(one)
	return nil
}

// readComposer reads a composer.json. What is required of PHP itself is no package.
func readComposer(w *workspace, m manifest) (r report) {
	var doc composerJSON
	if err := json.Unmarshal(withoutBOM(m.text), &doc); err != nil {
		r.unparsable(m.path, jsonReason("composer.json", m.text, err))
		return r
	}
	if strings.Contains("/"+m.path, "/vendor/") {
		return r // an installed package's own
	}
	var all []declaration
	for _, group := range doc.groups() {
		for _, name := range sortedKeys(group.names) {
			version := string(group.names[name])
			if !strings.Contains(name, "/") {
				continue
			}
			d := declaration{name: name, scope: group.scope, allowed: version}
			if exactVersion(version) {
				d.version, d.allowed = version, ""
			}
			all = append(all, d)
		}
	}
	return declare(m, packageurl.TypeComposer, w.has(path.Join(path.Dir(m.path), "composer.lock")), all)
}

func (c *composerJSON) groups() []npmGroup {
	return []npmGroup{{scope: inventory.ScopeRuntime, names: c.Require}, {scope: inventory.ScopeDev, names: c.RequireDev}}
}

// readComposerLock reads a composer.lock: packages, packages-dev, and what they require.
func readComposerLock(w *workspace, m manifest) (r report) {
	var lock struct {
		Packages []composerJSON `json:"packages"`
		Dev      []composerJSON `json:"packages-dev"`
	}
	if err := json.Unmarshal(withoutBOM(m.text), &lock); err != nil {
		r.unparsable(m.path, jsonReason("composer.lock", m.text, err))
		return r
	}
	var root composerJSON
	if text, err := w.read(path.Join(path.Dir(m.path), "composer.json")); err == nil {
		_ = json.Unmarshal(withoutBOM(text), &root) // one that is broken is told of by its own reader
	}
	g := &lockGraph{}
	number := map[string]int{}
	all := slices.Concat(lock.Packages, lock.Dev)
	for i := range all {
		p := &all[i]
		namespace, base, _ := strings.Cut(p.Name, "/")
		f := found{purl: purl(packageurl.TypeComposer, namespace, base, string(p.Version)), name: p.Name, version: string(p.Version), scope: inventory.ScopeRuntime,
			license: licenseOf(string(p.License)), hashes: hexDigest("sha1", string(p.Dist.Shasum)), download: download(string(p.Dist.URL)), origin: p.origin(), path: m.path}
		if i >= len(lock.Packages) {
			f.scope = inventory.ScopeDev
		}
		for _, group := range root.groups() {
			for name := range group.names {
				f.direct = f.direct || strings.EqualFold(name, p.Name)
			}
		}
		if p.Name != "" {
			number[strings.ToLower(p.Name)] = g.add(f)
		}
	}
	for i := range all {
		from, ok := number[strings.ToLower(all[i].Name)]
		for name := range all[i].Require {
			if to, known := number[strings.ToLower(name)]; known && ok {
				g.need(from, to)
			}
		}
	}
	return g.report()
}
