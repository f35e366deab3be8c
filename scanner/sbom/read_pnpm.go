// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"path"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// readPnpm reads a pnpm-lock.yaml of versions 5 to 9: packages, what they
// require, and what each project of the workspace (importer) asks for.
func readPnpm(w *workspace, m manifest) (r report) {
	if strings.Contains("/"+m.path, "/node_modules/") {
		return r
	}
	doc, err := parseBlockYAML(m.text)
	if err != nil {
		r.unparsable(m.path, "not readable as pnpm-lock.yaml, "+err.Error())
		return r
	}
	g := &lockGraph{}
	keys := map[string]int{} // as references write them -> number
	for _, p := range doc.get("packages").below {
		name, version := pnpmKey(p.key)
		if v := p.get("version").value; v != "" {
			version = v
		}
		if n := p.get("name").value; n != "" {
			name = n
		}
		f := found{purl: npmPURL(name, version), name: name, version: version, hashes: integrity(p.get("resolution").flow()["integrity"]), self: local(version) || strings.HasPrefix(p.key, "file:"),
			path: m.path, line: p.line}
		f.optional = p.get("optional").value == "true"
		keys[p.key] = g.add(f)
	}
	for _, s := range doc.get("snapshots").below { // version 9 keeps what is required apart
		if n, ok := keys[withoutPeers(s.key)]; ok {
			keys[s.key] = n
		}
	}
	find := func(name, reference string) (int, bool) {
		for _, key := range []string{reference, name + "@" + reference, "/" + name + "@" + reference, "/" + name + "/" + reference} {
			if n, ok := keys[key]; ok {
				return n, true
			}
			if n, ok := keys[withoutPeers(key)]; ok {
				return n, true
			}
		}
		return 0, false
	}
	needs := func(list []*blockNode) {
		for _, p := range list {
			from, ok := keys[p.key]
			if !ok {
				continue
			}
			for _, section := range []string{"dependencies", "optionalDependencies"} {
				for _, d := range p.get(section).below {
					if to, ok := find(d.key, d.value); ok {
						g.need(from, to)
					}
				}
			}
		}
	}
	needs(doc.get("packages").below)
	needs(doc.get("snapshots").below)
	importers := doc.get("importers").below
	if len(importers) == 0 {
		importers = []*blockNode{doc}
	}
	for _, p := range importers {
		for _, section := range pnpmSections() {
			for _, d := range p.get(section.name).below {
				reference := d.value
				if len(d.below) > 0 {
					reference = d.get("version").value
				}
				if to, ok := find(d.key, reference); ok {
					g.root(to, memberScope(section.scope, w.role(path.Join(path.Dir(m.path), p.key, "package.json"))))
				}
			}
		}
	}
	return g.report()
}

type lockSection struct{ name, scope string }

func pnpmSections() []lockSection {
	return []lockSection{{"dependencies", inventory.ScopeRuntime}, {"optionalDependencies", inventory.ScopeRuntime}, {"devDependencies", inventory.ScopeDev}}
}

// withoutPeers drops the peers that a key ends with: "a@1.0.0(b@2.0.0)", "/a/1.0.0_b@2.0.0".
func withoutPeers(key string) string {
	if i := strings.IndexByte(key, '('); i > 0 {
		return key[:i]
	}
	return key
}

// pnpmKey reads name and version from "a@1.0.0", "/a@1.0.0(peers)" and "/a/1.0.0_peers".
func pnpmKey(key string) (name, version string) {
	old := strings.HasPrefix(key, "/")
	key = withoutPeers(strings.TrimPrefix(key, "/"))
	if i := strings.IndexByte(key, '/'); i > 0 && strings.Contains(key[:i], ".") && !strings.HasPrefix(key, "@") { // a host before it
		return path.Base(key), ""
	}
	if name, version = cutSpec(key); version != "" && !strings.Contains(name, "/") || version != "" && strings.Count(name, "/") == 1 && strings.HasPrefix(name, "@") {
		if !old || !strings.Contains(version, "/") {
			return name, version
		}
	}
	i := strings.LastIndexByte(key, '/')
	if i < 0 {
		return key, ""
	}
	name, version = key[:i], key[i+1:]
	version, _, _ = strings.Cut(version, "_")
	return name, version
}
