// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// vcpkgManifest is the part of a vcpkg.json that we read
// (learn.microsoft.com/vcpkg/reference/vcpkg-json).
type vcpkgManifest struct {
	Name          string            `json:"name"`
	Version       string            `json:"version"`
	VersionString string            `json:"version-string"`
	VersionSemver string            `json:"version-semver"`
	VersionDate   string            `json:"version-date"`
	Dependencies  []vcpkgDependency `json:"dependencies"`
	Default       []vcpkgName       `json:"default-features"`
	Features      map[string]struct {
		Dependencies []vcpkgDependency `json:"dependencies"`
	} `json:"features"`
	Overrides []struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	} `json:"overrides"`
}

func (v *vcpkgManifest) version() string {
	for _, s := range []string{v.Version, v.VersionSemver, v.VersionDate, v.VersionString} {
		if s != "" {
			return s
		}
	}
	return ""
}

// vcpkgDependency is a name or an object.
type vcpkgDependency struct {
	Name     string      `json:"name"`
	Host     bool        `json:"host"`
	Minimum  string      `json:"version>="`
	Features []vcpkgName `json:"features"`
	Default  *bool       `json:"default-features"`
}

// vcpkgName is a feature: a name, or an object with one.
type vcpkgName string

func (n *vcpkgName) UnmarshalJSON(data []byte) error {
	var object struct {
		Name string `json:"name"`
	}
	if json.Unmarshal(data, (*string)(n)) == nil {
		return nil
	}
	err := json.Unmarshal(data, &object)
	*n = vcpkgName(object.Name)
	return err
}

func (d *vcpkgDependency) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &d.Name) == nil {
		return nil
	}
	type plain vcpkgDependency
	return json.Unmarshal(data, (*plain)(d))
}

// readVcpkg reads a vcpkg.json with its features. A version is known only from
// an override or from an overlay port in the tree; the registry is not asked.
func readVcpkg(w *workspace, m manifest) (r report) {
	var v vcpkgManifest
	if err := json.Unmarshal(withoutBOM(m.text), &v); err != nil {
		r.unparsable(m.path, jsonReason("vcpkg.json", m.text, err))
		return r
	}
	versions := map[string]string{}
	for _, o := range v.Overrides {
		versions[o.Name] = o.Version
	}
	lines := valueLines(m.text)
	port := w.has(path.Join(path.Dir(m.path), "portfile.cmake")) // an overlay port: what it needs is not asked for directly
	row := func(d vcpkgDependency, scope string) {
		if d.Name == "" || d.Name == v.Name {
			return
		}
		version, ok := versions[d.Name]
		if !ok {
			version = w.portVersion(d.Name)
		}
		if d.Host {
			scope = inventory.ScopeBuild
		}
		allowed := ""
		if d.Minimum != "" {
			allowed = ">=" + d.Minimum
		}
		r.found = append(r.found, found{purl: purl("vcpkg", "", d.Name, version), name: d.Name, version: version, allowed: allowed, scope: scope, direct: !port, path: m.path, line: lines[d.Name]})
	}
	for _, d := range v.Dependencies {
		row(d, inventory.ScopeRuntime)
	}
	asked := w.vcpkgAsked(&v)
	for name, f := range v.Features {
		if port && asked != nil && !asked[name] {
			continue // nobody in the tree wants that feature of the port
		}
		scope := inventory.ScopeRuntime
		if n := strings.ToLower(name); strings.Contains(n, "test") || strings.Contains(n, "benchmark") {
			scope = inventory.ScopeTest
		}
		for _, d := range f.Dependencies {
			row(d, scope)
		}
	}
	return r
}

// vcpkgAsked returns the features of an overlay port that manifests of the tree
// ask for, the port's own defaults among them; nil when none asks for the port.
func (w *workspace) vcpkgAsked(port *vcpkgManifest) map[string]bool {
	if w.features == nil {
		w.features = map[string][]string{}
		for _, p := range w.named(".", "vcpkg.json") {
			var v vcpkgManifest
			text, err := w.read(p)
			if err != nil || json.Unmarshal(withoutBOM(text), &v) != nil {
				continue
			}
			all := slices.Clone(v.Dependencies)
			for _, f := range v.Features {
				all = append(all, f.Dependencies...)
			}
			for _, d := range all {
				if d.Name == v.Name {
					continue
				}
				if d.Default == nil || *d.Default {
					w.features[d.Name] = append(w.features[d.Name], "")
				}
				for _, f := range d.Features {
					w.features[d.Name] = append(w.features[d.Name], string(f))
				}
				if len(w.features[d.Name]) == 0 {
					w.features[d.Name] = []string{"core"}
				}
			}
		}
	}
	queue := slices.Clone(w.features[port.Name])
	if len(queue) == 0 {
		return nil
	}
	asked := map[string]bool{}
	for ; len(queue) > 0; queue = queue[1:] {
		f := queue[0]
		if asked[f] {
			continue
		}
		asked[f] = true
		if f == "" {
			for _, d := range port.Default {
				queue = append(queue, string(d))
			}
		}
		for _, d := range port.Features[f].Dependencies { // a feature may ask for others of its port
			if d.Name == port.Name {
				for _, more := range d.Features {
					queue = append(queue, string(more))
				}
			}
		}
	}
	return asked
}

// portVersion returns the version of an overlay port of the tree,
// ".../NAME/vcpkg.json" with that name and a portfile; "" without one.
func (w *workspace) portVersion(name string) string {
	if w.ports == nil {
		w.ports = map[string]string{}
		entries := w.tree.Entries()
		for i := range entries {
			dir := path.Dir(entries[i].Path)
			if path.Base(entries[i].Path) != "vcpkg.json" || !w.has(path.Join(dir, "portfile.cmake")) {
				continue
			}
			var v vcpkgManifest
			if text, err := w.read(entries[i].Path); err == nil && json.Unmarshal(withoutBOM(text), &v) == nil && v.Name == path.Base(dir) {
				w.ports[v.Name] = v.version()
			}
		}
	}
	return w.ports[name]
}

// valueLines returns the first line on which each quoted string stands.
func valueLines(text []byte) map[string]int {
	lines := map[string]int{}
	n := 0
	for line := range bytes.Lines(text) {
		n++
		for rest := line; ; {
			_, after, ok := bytes.Cut(rest, []byte(`"`))
			word, next, closed := bytes.Cut(after, []byte(`"`))
			if !ok || !closed {
				break
			}
			if lines[string(word)] == 0 {
				lines[string(word)] = n
			}
			rest = next
		}
	}
	return lines
}
