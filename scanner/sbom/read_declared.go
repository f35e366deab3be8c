// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/anchore/packageurl-go"
	"github.com/pelletier/go-toml/v2"

	"github.com/outgate/outgate/inventory"
)

// declaration is one line of a manifest whose exact versions a lock file holds.
type declaration struct {
	name, version, scope string // version only when the manifest names exactly one
	local                bool   // a directory of the repository
}

// hint says that the lock files of a directory hold a direct dependency.
type hint struct{ dir, kind, name string }

// declare turns declarations into findings, or, when a lock file stands beside
// the manifest or above it, into hints about the rows of that lock file.
func declare(w *workspace, m manifest, kind string, locks []string, all []declaration) (r report) {
	locked := w.hasAbove(path.Dir(m.path), locks...)
	lines := headWords(m.text)
	for _, d := range all {
		if locked {
			r.hints = append(r.hints, hint{path.Dir(m.path), kind, plainName(d.name)})
			continue
		}
		f := found{name: d.name, version: d.version, scope: d.scope, direct: true, self: d.local, path: m.path, line: lines[strings.Trim(d.name, edges)]}
		namespace, base := "", d.name
		if i := strings.LastIndexByte(d.name, '/'); i > 0 {
			namespace, base = d.name[:i], d.name[i+1:]
		}
		f.purl = purl(kind, namespace, base, d.version)
		r.found = append(r.found, f)
	}
	return r
}

// headWords returns the first line that begins with each word, quotes apart: the
// place where a manifest names a dependency.
func headWords(text []byte) map[string]int {
	lines := map[string]int{}
	n := 0
	for line := range bytes.Lines(text) {
		n++
		line = bytes.TrimLeft(line, " \t\"'@-")
		end := 0
		for end < len(line) && wordByte[line[end]] {
			end++
		}
		if word := string(bytes.Trim(line[:end], edges)); word != "" && lines[word] == 0 {
			lines[word] = n
		}
	}
	return lines
}

var separators = regexp.MustCompile(`[-_.]+`)

// plainName makes spellings of one name equal: registries ignore case and
// separators (PEP 503; Cargo for '-' and '_').
func plainName(name string) string { return separators.ReplaceAllString(strings.ToLower(name), "-") }

// applyHints marks the rows of lock files that manifests declare directly.
func applyHints(all []found, hints []hint) {
	if len(hints) == 0 {
		return
	}
	type row struct{ kind, name string }
	dirs := map[row][]string{}
	for _, h := range hints {
		dirs[row{h.kind, h.name}] = append(dirs[row{h.kind, h.name}], h.dir)
	}
	for i := range all {
		f := &all[i]
		lockDir := path.Dir(f.path)
		for _, dir := range dirs[row{purlType(f.purl), plainName(f.name)}] {
			if dir == lockDir || lockDir == "." || strings.HasPrefix(dir, lockDir+"/") {
				f.direct = true
			}
		}
	}
}

// readCargo reads a Cargo.toml.
func readCargo(w *workspace, m manifest) (r report) {
	var doc map[string]any
	if err := toml.Unmarshal(withoutBOM(m.text), &doc); err != nil {
		r.unparsable(m.path, tomlReason("Cargo.toml", err))
		return r
	}
	var all []declaration
	tables := func(t map[string]any) {
		for key, scope := range map[string]string{"dependencies": inventory.ScopeRuntime, "build-dependencies": inventory.ScopeBuild, "dev-dependencies": inventory.ScopeDev} {
			for name, v := range table(t[key]) {
				d := declaration{name: name, scope: scope}
				if spec, ok := v.(map[string]any); ok {
					if real, ok := spec["package"].(string); ok {
						d.name = real
					}
					_, d.local = spec["path"]
				}
				all = append(all, d)
			}
		}
	}
	tables(doc)
	tables(table(doc["workspace"]))
	for _, target := range table(doc["target"]) {
		tables(table(target))
	}
	return declare(w, m, packageurl.TypeCargo, []string{"Cargo.lock"}, all)
}

// readComposer reads a composer.json. What is required of PHP itself is no package.
func readComposer(w *workspace, m manifest) (r report) {
	var doc struct {
		Require    map[string]npmText `json:"require"`
		RequireDev map[string]npmText `json:"require-dev"`
	}
	if err := json.Unmarshal(withoutBOM(m.text), &doc); err != nil {
		r.unparsable(m.path, jsonReason("composer.json", m.text, err))
		return r
	}
	if strings.Contains("/"+m.path, "/vendor/") {
		return r // an installed package's own
	}
	var all []declaration
	add := func(list map[string]npmText, scope string) {
		for name, version := range list {
			if !strings.Contains(name, "/") {
				continue
			}
			d := declaration{name: name, scope: scope}
			if exactVersion(string(version)) {
				d.version = string(version)
			}
			all = append(all, d)
		}
	}
	add(doc.Require, inventory.ScopeRuntime)
	add(doc.RequireDev, inventory.ScopeDev)
	return declare(w, m, packageurl.TypeComposer, []string{"composer.lock"}, all)
}

// readPyproject reads a pyproject.toml: PEP 621, PEP 735 and Poetry.
func readPyproject(w *workspace, m manifest) (r report) {
	var doc map[string]any
	if err := toml.Unmarshal(withoutBOM(m.text), &doc); err != nil {
		r.unparsable(m.path, tomlReason("pyproject.toml", err))
		return r
	}
	var all []declaration
	list := func(v any, scope string) {
		items, _ := v.([]any)
		for _, item := range items {
			text, _ := item.(string)
			if match := requirement.FindStringSubmatch(text); match != nil {
				d := declaration{name: match[1], scope: scope}
				clause, _, _ := strings.Cut(match[2], ";")
				if v := pinned.FindStringSubmatch(strings.TrimSpace(clause)); v != nil {
					d.version = v[1]
				}
				all = append(all, d)
			}
		}
	}
	poetry := func(v any, scope string) {
		for name, spec := range table(v) {
			if strings.EqualFold(name, "python") {
				continue
			}
			d := declaration{name: name, scope: scope}
			if text, ok := spec.(string); ok && exactVersion(strings.TrimPrefix(text, "==")) {
				d.version = strings.TrimPrefix(text, "==")
			}
			_, d.local = table(spec)["path"]
			all = append(all, d)
		}
	}
	project := table(doc["project"])
	list(project["dependencies"], inventory.ScopeRuntime)
	for group, v := range table(project["optional-dependencies"]) {
		list(v, extraScope(group))
	}
	for group, v := range table(doc["dependency-groups"]) {
		list(v, groupScope(group))
	}
	list(table(doc["build-system"])["requires"], inventory.ScopeBuild)
	tool := table(table(doc["tool"])["poetry"])
	poetry(tool["dependencies"], inventory.ScopeRuntime)
	poetry(tool["dev-dependencies"], inventory.ScopeDev)
	for group, v := range table(tool["group"]) {
		poetry(table(v)["dependencies"], groupScope(group))
	}
	return declare(w, m, packageurl.TypePyPi, []string{"poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock"}, all)
}

// extraScope maps an extra, which users may ask for at run time, to a scope.
func extraScope(name string) string {
	switch strings.ToLower(name) {
	case "test", "tests", "testing":
		return inventory.ScopeTest
	case "dev", "develop", "development", "lint", "doc", "docs":
		return inventory.ScopeDev
	}
	return inventory.ScopeRuntime
}

func table(v any) map[string]any {
	t, _ := v.(map[string]any)
	return t
}

// tomlReason says where TOML is broken; the text itself is not repeated.
func tomlReason(kind string, err error) string {
	if e, ok := err.(*toml.DecodeError); ok {
		line, _ := e.Position()
		return fmt.Sprintf("not readable as %s, line %d", kind, line)
	}
	return "not readable as " + kind
}
