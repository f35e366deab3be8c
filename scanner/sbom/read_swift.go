// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"cmp"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

// swiftPURL names a Swift package by its address, as the purl type demands.
func swiftPURL(address, version string) (purlText, name string) {
	address = strings.TrimSuffix(strings.TrimSuffix(address, "/"), ".git")
	if i := strings.Index(address, "://"); i >= 0 {
		address = address[i+3:]
	}
	if i := strings.LastIndexByte(address, '@'); i >= 0 { // git@host:owner/name
		address = address[i+1:]
	}
	address = strings.Replace(address, ":", "/", 1)
	dir, base := path.Split(address)
	return purl(packageurl.TypeSwift, strings.TrimSuffix(dir, "/"), base, version), address
}

// readSwiftResolved reads a Package.resolved of version 1 to 3. What is direct,
// and what only tests use, comes from the Package.swift beside it.
func readSwiftResolved(w *workspace, m manifest) (r report) {
	type pin struct {
		Identity string `json:"identity"`
		Location string `json:"location"`
		URL      string `json:"repositoryURL"`
		Kind     string `json:"kind"`
		State    struct {
			Version  npmText `json:"version"`
			Revision npmText `json:"revision"`
		} `json:"state"`
	}
	var lock struct {
		Pins   []pin `json:"pins"`
		Object struct {
			Pins []pin `json:"pins"`
		} `json:"object"`
	}
	if err := json.Unmarshal(withoutBOM(m.text), &lock); err != nil {
		r.unparsable(m.path, jsonReason("Package.resolved", m.text, err))
		return r
	}
	scopes := map[string]string{}
	if text, err := w.read(path.Join(path.Dir(m.path), "Package.swift")); err == nil {
		for _, d := range swiftDeclared(text) {
			_, name := swiftPURL(d.name, "")
			scopes[strings.ToLower(name)] = d.scope
		}
	}
	for _, p := range slices.Concat(lock.Pins, lock.Object.Pins) {
		address, version := p.Location+p.URL, string(p.State.Version)
		if version == "" {
			version = string(p.State.Revision)
		}
		if address == "" {
			continue
		}
		f := found{version: version, self: strings.HasPrefix(p.Kind, "local"), path: m.path}
		f.purl, f.name = swiftPURL(address, version)
		f.scope, f.direct = scopes[strings.ToLower(f.name)], scopes[strings.ToLower(f.name)] != ""
		r.found = append(r.found, f)
	}
	return r
}

var (
	swiftPackage  = regexp.MustCompile(`\.package\s*\(`)
	swiftURL      = regexp.MustCompile(`\burl:\s*"([^"]+)"`)
	swiftName     = regexp.MustCompile(`\bname:\s*"([^"]+)"`)
	swiftExact    = regexp.MustCompile(`(?:\bexact(?:Version)?:\s*|\.exact\s*\(\s*)"([^"]+)"`)
	swiftRevision = regexp.MustCompile(`(?:\brevision:\s*|\.revision\s*\(\s*)"([^"]+)"`)
	swiftRange    = regexp.MustCompile(`\b(?:from:\s*|upToNextMajor\s*\(\s*from:\s*|upToNextMinor\s*\(\s*from:\s*|branch:\s*)"[^"]+"|"[^"]+"\s*\.\.[.<]\s*"[^"]+"`)
	swiftTarget   = regexp.MustCompile(`\.(target|executableTarget|testTarget|macro|plugin)\s*\(`)
	swiftComment  = regexp.MustCompile(`(?m)(?:^|[^:])//[^\n]*`)
)

// swiftDeclared reads the packages of a Package.swift that have an address; a
// package that only test targets name has test scope.
func swiftDeclared(text []byte) (all []declaration) {
	clean := swiftComment.ReplaceAllFunc(text, func(c []byte) []byte {
		return []byte(string(c[:1]) + strings.Repeat(" ", len(c)-1))
	})
	uses := func(body, name string) bool {
		return strings.Contains(body, `package: "`+name+`"`) || strings.Contains(body, `"`+name+`"`) || strings.Contains(body, `.byName(name: "`+name+`"`)
	}
	type target struct {
		body, scope string
	}
	var targets []target
	for _, at := range swiftTarget.FindAllSubmatchIndex(clean, 500) {
		t := target{string(bracketed(clean[at[1]:])), inventory.ScopeRuntime}
		switch string(clean[at[2]:at[3]]) {
		case "testTarget":
			t.scope = inventory.ScopeTest
		case "macro", "plugin": // run by the compiler, or before it
			t.scope = inventory.ScopeBuild
		}
		targets = append(targets, t)
	}
	for _, at := range swiftPackage.FindAllIndex(clean, 500) {
		body := bracketed(clean[at[1]:])
		address := firstGroup(swiftURL, body)
		if address == "" {
			continue
		}
		d := declaration{name: address, version: cmp.Or(firstGroup(swiftExact, body), firstGroup(swiftRevision, body)), line: 1 + strings.Count(string(clean[:at[0]]), "\n")}
		if d.version == "" {
			d.allowed = strings.Join(strings.Fields(string(swiftRange.Find(body))), " ")
		}
		name := firstGroup(swiftName, body)
		if name == "" {
			name = strings.TrimSuffix(path.Base(address), ".git")
		}
		scope := ""
		for _, t := range targets {
			if uses(t.body, name) && (scope == "" || scopeRank(t.scope) < scopeRank(scope)) {
				scope = t.scope
			}
		}
		d.scope = cmp.Or(scope, inventory.ScopeRuntime)
		all = append(all, d)
	}
	return all
}

// readSwift reads a Package.swift that has no Package.resolved.
func readSwift(w *workspace, m manifest) (r report) {
	if w.has(path.Join(path.Dir(m.path), "Package.resolved")) {
		return r
	}
	for _, d := range swiftDeclared(m.text) {
		f := found{version: d.version, allowed: d.allowed, scope: d.scope, direct: true, path: m.path, line: d.line}
		f.purl, f.name = swiftPURL(d.name, d.version)
		r.found = append(r.found, f)
	}
	return r
}
