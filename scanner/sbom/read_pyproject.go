// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"path"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// readPyproject reads a pyproject.toml: PEP 621, PEP 735, Poetry, PDM and uv.
func readPyproject(w *workspace, m manifest) (r report) {
	var doc map[string]any
	if err := scanner.UnmarshalTOML(withoutBOM(m.text), &doc); err != nil {
		r.unparsable(m.path, tomlReason("pyproject.toml", err))
		return r
	}
	all := pyprojectDeclared(doc)
	dir := path.Dir(m.path)
	if !w.pythonLocked(dir, doc) {
		r = w.setuptoolsLists(m, table(table(table(doc["tool"])["setuptools"])["dynamic"]))
		r.add(declare(m, packageurl.TypePyPi, false, all))
		return r
	}
	r = declare(m, packageurl.TypePyPi, true, all)
	var build []declaration // no lock file names what builds the package
	for _, d := range all {
		if d.scope == inventory.ScopeBuild {
			build = append(build, d)
		}
	}
	r.add(declare(m, packageurl.TypePyPi, false, build))
	return r
}

// setuptoolsLists reads the files that [tool.setuptools.dynamic] names as lists of
// requirements: dependencies = {file = ["a.in"]}.
func (w *workspace) setuptoolsLists(m manifest, dynamic map[string]any) (r report) {
	read := func(v any, scope string) {
		files := texts(table(v)["file"])
		if one, ok := table(v)["file"].(string); ok {
			files = []string{one}
		}
		for _, file := range files {
			more, ok := w.requirementList(path.Join(path.Dir(m.path), file), scope)
			if !ok && m.role == inventory.RoleProduct {
				r.problems = append(r.problems, problem{m.path, inventory.GapUnreadable, "takes requirements from a file that cannot be read in the tree"})
			}
			r.add(more)
		}
	}
	read(dynamic["dependencies"], inventory.ScopeRuntime)
	extras := table(dynamic["optional-dependencies"])
	for _, group := range sortedKeys(extras) {
		read(extras[group], extraScope(group))
	}
	return r
}

// pythonLocked reports whether a lock file stands for a pyproject.toml: one beside
// it, or a uv.lock above that knows the project.
func (w *workspace) pythonLocked(dir string, doc map[string]any) bool {
	for _, lock := range []string{"poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "pylock.toml"} {
		if w.has(path.Join(dir, lock)) {
			return true
		}
	}
	name, _ := table(doc["project"])["name"].(string)
	for name != "" && dir != "." {
		dir = path.Dir(dir)
		if text, err := w.read(path.Join(dir, "uv.lock")); err == nil && strings.Contains(string(text), "name = \""+plainName(name)+"\"\n") {
			return true
		}
	}
	return false
}

// pythonDeclared reads what a pyproject.toml asks for; nothing when it cannot be
// read, of which its own reader tells.
func (w *workspace) pythonDeclared(p string) []declaration {
	var doc map[string]any
	text, err := w.read(p)
	if err != nil || scanner.UnmarshalTOML(withoutBOM(text), &doc) != nil {
		return nil
	}
	return pyprojectDeclared(doc)
}

// pyprojectDeclared returns the declarations of a pyproject.toml.
func pyprojectDeclared(doc map[string]any) (all []declaration) {
	list := func(v any, scope string) {
		for _, text := range texts(v) {
			if d, ok := parseRequirement(text); ok {
				d.scope = scope
				all = append(all, d)
			}
		}
	}
	project := table(doc["project"])
	list(project["dependencies"], inventory.ScopeRuntime)
	extras := table(project["optional-dependencies"])
	for _, group := range sortedKeys(extras) {
		list(extras[group], extraScope(group))
	}
	groups := table(doc["dependency-groups"])
	for _, group := range sortedKeys(groups) {
		list(groups[group], groupScope(group))
	}
	list(table(doc["build-system"])["requires"], inventory.ScopeBuild)
	tool := table(doc["tool"])
	list(table(tool["uv"])["dev-dependencies"], inventory.ScopeDev)
	pdm := table(table(tool["pdm"])["dev-dependencies"])
	for _, group := range sortedKeys(pdm) {
		list(pdm[group], groupScope(group))
	}
	return append(all, poetryDeclared(table(tool["poetry"]))...)
}

// poetryDeclared returns the declarations of [tool.poetry].
func poetryDeclared(tool map[string]any) (all []declaration) {
	add := func(v any, scope string) {
		t := table(v)
		for _, name := range sortedKeys(t) {
			if strings.EqualFold(name, "python") {
				continue
			}
			spec := t[name]
			if several, ok := spec.([]any); ok && len(several) > 0 {
				spec = several[0]
			}
			d := declaration{name: name, scope: scope, extras: texts(table(spec)["extras"])}
			d.allowed, _ = spec.(string)
			if v, ok := table(spec)["version"].(string); ok {
				d.allowed = v
			}
			d.optional, _ = table(spec)["optional"].(bool)
			if v := strings.TrimPrefix(d.allowed, "=="); exactVersion(v) {
				d.version, d.allowed = v, ""
			}
			_, d.local = table(spec)["path"]
			all = append(all, d)
		}
	}
	add(tool["dependencies"], inventory.ScopeRuntime)
	add(tool["dev-dependencies"], inventory.ScopeDev)
	groups := table(tool["group"])
	for _, group := range sortedKeys(groups) {
		add(table(groups[group])["dependencies"], groupScope(group))
	}
	return all
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
