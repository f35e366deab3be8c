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
	Name    string `json:"name"`
	Host    bool   `json:"host"`
	Minimum string `json:"version>="`
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
	for name, f := range v.Features {
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

var (
	cmakeCall  = regexp.MustCompile(`(?i)\b(ExternalProject_Add|FetchContent_Declare|CPMAddPackage)\s*\(`)
	cmakeURL   = regexp.MustCompile(`(?i)\b(?:URL|GIT_REPOSITORY)\s+"?([^\s")]+)`)
	cmakeTag   = regexp.MustCompile(`(?i)\bGIT_TAG\s+"?([^\s")]+)`)
	cmakeShort = regexp.MustCompile(`(?i)\bGITHUB_REPOSITORY\s+"?([\w.-]+/[\w.-]+)`)
	// owner, repository and what follows in a download address of GitHub; the
	// host may be a variable, as in a mirror switch.
	githubPath = regexp.MustCompile(`^(?:https?://|git://|ssh://git@|git@)?(?:codeload\.|www\.)?(?:github\.com|\$\{\w+\})[/:]([\w.-]+)/([\w.-]+?)(?:\.git)?(?:/(.*))?$`)
	archiveRef = regexp.MustCompile(`(?:archive/(?:refs/tags/)?|releases/download/|tar\.gz/(?:refs/tags/)?|zip/(?:refs/tags/)?)([^/]+?)(?:/.*)?$`)
)

// readCMake reads the sources that a CMake file downloads: ExternalProject_Add,
// FetchContent_Declare and CPMAddPackage. GitHub addresses become components;
// another address in a product file is a Gap, because it is a dependency that
// has no name here.
func readCMake(_ *workspace, m manifest) (r report) {
	if !cmakeCall.Match(m.text) {
		return r
	}
	text := cmakeComments.ReplaceAllFunc(m.text, func(c []byte) []byte { return bytes.Repeat([]byte(" "), len(c)) })
	unread := 0
	for _, at := range cmakeCall.FindAllIndex(text, 1000) {
		body := callBody(text[at[1]:])
		address := firstGroup(cmakeURL, body)
		if short := firstGroup(cmakeShort, body); address == "" && short != "" {
			address = "https://github.com/" + short
		}
		if address == "" || strings.HasPrefix(address, "${CMAKE_") || strings.HasPrefix(address, "/") || strings.HasPrefix(address, ".") {
			continue // sources in the tree or next to it
		}
		f, ok := archiveFound(address, firstGroup(cmakeTag, body), m.path, bytes.Count(text[:at[0]], []byte("\n"))+1)
		if !ok {
			unread++
			continue
		}
		f.scope = toolScope(f.name)
		r.found = append(r.found, f)
	}
	if unread > 0 && m.role == inventory.RoleProduct {
		r.problems = append(r.problems, problem{m.path, inventory.GapNoComponents, fmt.Sprintf("CMake file downloads %d sources that could not be named", unread)})
	}
	return r
}

// toolScope is the scope of a source that a C or C++ project takes in: test for
// the usual frameworks of tests, build for package managers, else runtime.
func toolScope(name string) string {
	switch strings.ToLower(path.Base(name)) {
	case "googletest", "gtest", "catch2", "doctest", "cmocka", "unity", "cppunit", "fakeit", "benchmark", "google-benchmark", "criterion":
		return inventory.ScopeTest
	case "vcpkg", "depot_tools", "cmake-modules", "cpm.cmake", "conan", "buildtools":
		return inventory.ScopeBuild
	}
	return inventory.ScopeRuntime
}

var cmakeComments = regexp.MustCompile(`(?m)(?:^|[ \t])#[^\n]*`)

// callBody returns the arguments up to the closing parenthesis.
func callBody(text []byte) []byte {
	depth := 1
	for i, c := range text {
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return text[:i]
			}
		}
	}
	return text
}

func firstGroup(re *regexp.Regexp, text []byte) string {
	if m := re.FindSubmatch(text); m != nil {
		return string(m[1])
	}
	return ""
}
