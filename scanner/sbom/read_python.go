// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

// requirement is the head of a requirement specifier (PEP 508): name, extras
// and version clause.
var requirement = regexp.MustCompile(`^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(.*)$`)

// pinned is a clause that allows one version.
var pinned = regexp.MustCompile(`^={2,3}\s*([^\s,;*]+)$`)

// readRequirements reads a requirements file. A name without an exact version
// becomes a component without version; syft drops those.
func readRequirements(_ *workspace, m manifest) (r report) {
	scope := requirementsScope(m.path)
	n := 0
	for line := range bytes.Lines(m.text) {
		n++
		text := strings.TrimSpace(string(line))
		if text == "" || text[0] == '#' || text[0] == '-' { // comments, options, editable installs
			continue
		}
		if i := strings.Index(text, " #"); i >= 0 {
			text = text[:i]
		}
		text, _, _ = strings.Cut(text, " --")
		text, _, _ = strings.Cut(strings.TrimRight(text, " \\"), ";")
		match := requirement.FindStringSubmatch(strings.TrimSpace(text))
		if match == nil || strings.HasPrefix(match[2], "/") || strings.HasPrefix(match[2], ":") { // a path or a URL
			continue
		}
		clause := strings.Trim(strings.TrimSpace(match[2]), "()")
		if clause != "" && !strings.ContainsAny(clause[:1], "=<>!~@") {
			continue // prose: some text files only look like requirements
		}
		f := found{name: match[1], scope: scope, direct: true, path: m.path, line: n}
		if v := pinned.FindStringSubmatch(clause); v != nil {
			f.version = v[1]
		}
		f.purl = purl(packageurl.TypePyPi, "", f.name, f.version)
		r.found = append(r.found, f)
	}
	return r
}

// requirementsScope reads the purpose from the file name, as is the habit:
// requirements-dev.txt, test_requirements.txt.
func requirementsScope(p string) string {
	words := strings.FieldsFunc(strings.ToLower(p[strings.LastIndexByte(p, '/')+1:]), func(c rune) bool { return c < 'a' || c > 'z' })
	for _, word := range words {
		switch word {
		case "test", "tests", "testing":
			return inventory.ScopeTest
		case "dev", "develop", "development", "lint", "doc", "docs":
			return inventory.ScopeDev
		case "build":
			return inventory.ScopeBuild
		}
	}
	return ""
}

var (
	tomlString = regexp.MustCompile(`^(name|version|category)\s*=\s*"([^"]*)"`)
	tomlGroups = regexp.MustCompile(`^groups\s*=\s*\[([^\]]*)\]`)
)

// readPythonLock reads the dependency groups of poetry.lock and pdm.lock, which
// syft drops. Other keys are left to syft: a package that has no group here has
// no finding, so that nothing is judged by half a reading.
func readPythonLock(_ *workspace, m manifest) (r report) {
	f, n := found{}, 0
	end := func() {
		if f.name != "" && f.scope != "" {
			f.purl = purl(packageurl.TypePyPi, "", f.name, f.version)
			r.found = append(r.found, f)
		}
		f = found{path: m.path}
	}
	inPackage := false
	for line := range bytes.Lines(m.text) {
		n++
		text := strings.TrimRight(string(line), "\r\n")
		if strings.HasPrefix(text, "[") {
			if inPackage {
				end()
			}
			inPackage = text == "[[package]]"
			f = found{path: m.path, line: n}
			continue
		}
		if !inPackage {
			continue
		}
		if match := tomlString.FindStringSubmatch(text); match != nil {
			switch match[1] {
			case "name":
				f.name, f.line = match[2], n
			case "version":
				f.version = match[2]
			case "category":
				f.scope = groupScope(match[2])
			}
		}
		if match := tomlGroups.FindStringSubmatch(text); match != nil {
			f.scope = groupScope(strings.FieldsFunc(match[1], func(c rune) bool { return strings.ContainsRune(`", `, c) })...)
		}
	}
	if inPackage {
		end()
	}
	return r
}

// groupScope returns the strongest scope of dependency groups.
func groupScope(groups ...string) string {
	best := ""
	for _, g := range groups {
		scope := inventory.ScopeDev
		switch strings.ToLower(g) {
		case "main", "default":
			scope = inventory.ScopeRuntime
		case "test", "tests", "testing":
			scope = inventory.ScopeTest
		case "ci":
			scope = inventory.ScopeCI
		}
		if best == "" || slices.Index(scopeOrder[:], scope) < slices.Index(scopeOrder[:], best) {
			best = scope
		}
	}
	return best
}
