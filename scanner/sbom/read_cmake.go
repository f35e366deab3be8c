// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

var (
	cmakeCall  = regexp.MustCompile(`(?i)\b(ExternalProject_Add|FetchContent_Declare|FetchContent_Populate|CPMAddPackage|CPMFindPackage|CPMDeclarePackage|download_project)\s*\(`)
	cmakeFirst = regexp.MustCompile(`^\s*"?([^\s")]+)`)
	cmakeName  = regexp.MustCompile(`\b(?:NAME|PROJ)\s+"?([^\s")]+)`)
	cmakeURL   = regexp.MustCompile(`\b(?:URL|GIT_REPOSITORY|HG_REPOSITORY|SVN_REPOSITORY)\s+"?([^\s")]+)`)
	cmakeGit   = regexp.MustCompile(`\b(?:GIT|HG|SVN)_REPOSITORY\s`)
	cmakeTag   = regexp.MustCompile(`\b(?:GIT_TAG|HG_TAG|SVN_REVISION)\s+"?([^\s")]+)`)
	cmakeVer   = regexp.MustCompile(`\bVERSION\s+"?([^\s")]+)`)
	cmakeHash  = regexp.MustCompile(`(?i)\bURL_HASH\s+"?(SHA256|SHA512|SHA1|MD5)=([0-9a-f]+)`)
	cmakeShort = regexp.MustCompile(`\b(GITHUB|GITLAB|BITBUCKET)_REPOSITORY\s+"?([\w.-]+/[\w./-]+)`)
	cmakeBrief = regexp.MustCompile(`^\s*"(?:URI\s+)?(?:(gh|gl|bb):([\w.-]+/[\w./-]+)|(https?://[^\s"@#]+))(?:@([^\s"#]+))?(?:#([^\s"]+))?"`)
	cmakeSet   = regexp.MustCompile(`(?i)\bset\s*\(\s*(\w+)\s+(?:"([^"]*)"|([^\s")]+))\s*(?:\)|CACHE\b)`)

	cmakeComments = regexp.MustCompile(`(?m)(?:^|[ \t])#[^\n]*`)
	// owner, repository and what follows in a download address of GitHub; the
	// host may be a variable, as in a mirror switch.
	githubPath = regexp.MustCompile(`^(?:https?://|git://|ssh://git@|git@)?(?:codeload\.|www\.)?(?:github\.com|\$\{\w+\})[/:]([\w.-]+)/([\w.-]+?)(?:\.git)?(?:/(.*))?$`)
	archiveRef = regexp.MustCompile(`(?:archive/(?:refs/tags/)?|releases/download/|tar\.gz/(?:refs/tags/)?|zip/(?:refs/tags/)?)([^/]+?)(?:/.*)?$`)
	// the version in the name of an archive, or in the directory before it
	archiveVersion = regexp.MustCompile(`[-_/]v?(\d+(?:[._]\d+)+(?:-?(?:alpha|beta|rc|p|r)\.?\d*)?)(?:[-_.](?:src|source|orig|all|tar|zip|tgz|tbz2|txz|7z)[\w.]*|/|$)`)
)

// readCMake reads the sources that a CMake file downloads: ExternalProject_Add,
// FetchContent, CPM. One from GitHub has the name of its repository, another one
// that of the call. What has neither, as in a function of the project's own, is a
// Gap in a product file.
func readCMake(w *workspace, m manifest) (r report) {
	if !cmakeCall.Match(m.text) {
		return r
	}
	text := withoutCMakeComments(m.text)
	vars := cmakeVars(text)
	unread, unreadAt := 0, 0
	for _, at := range cmakeCall.FindAllIndex(text, 1000) {
		line := bytes.Count(text[:at[0]], []byte("\n")) + 1
		f, known := w.cmakeSource(callBody(text[at[1]:]), vars, m.path, line)
		switch {
		case !known:
			if unread++; unreadAt == 0 {
				unreadAt = line
			}
		case f.purl != "":
			r.found = append(r.found, f)
		}
	}
	if unread > 0 && m.role == inventory.RoleProduct {
		r.problems = append(r.problems, problem{m.path, inventory.GapNoComponents, fmt.Sprintf("CMake file downloads %d sources that could not be named, the first in line %d", unread, unreadAt)})
	}
	return r
}

// cmakeSource reads the arguments of one call. Sources in the tree, or next to
// it, are known and no component.
func (w *workspace) cmakeSource(body []byte, vars map[string][]string, file string, line int) (f found, known bool) {
	fill := func(text string) string { return w.fillCMake(text, vars, 0) }
	name := fill(cmp.Or(firstGroup(cmakeName, body), firstGroup(cmakeFirst, body)))
	address, version := fill(firstGroup(cmakeURL, body)), fill(firstGroup(cmakeTag, body))
	repository := cmakeGit.Match(body)
	if short := cmakeShort.FindSubmatch(body); address == "" && short != nil {
		host := map[string]string{"GITHUB": "github.com", "GITLAB": "gitlab.com", "BITBUCKET": "bitbucket.org"}[string(short[1])]
		address, repository = "https://"+host+"/"+string(short[2]), true
	}
	if brief := cmakeBrief.FindSubmatch(body); address == "" && brief != nil {
		host := map[string]string{"gh": "github.com/", "gl": "gitlab.com/", "bb": "bitbucket.org/"}[string(brief[1])]
		address, version = string(brief[3]), fill(cmp.Or(string(brief[5]), string(brief[4])))
		if host != "" {
			address = "https://" + host + string(brief[2])
		}
		repository = host != "" || strings.HasSuffix(address, ".git")
		name = path.Base(strings.TrimSuffix(address, ".git"))
	}
	if address == "" || strings.HasPrefix(address, "${CMAKE_") || strings.HasPrefix(address, "${PROJECT_") || strings.HasPrefix(address, "/") || strings.HasPrefix(address, ".") {
		return f, true
	}
	if version == "" && cmakeName.Match(body) { // CPM makes the tag of it
		version = fill(firstGroup(cmakeVer, body))
	}
	f, ok := archiveFound(address, version, file, line)
	if !ok {
		if f, ok = namedSource(name, address, version, repository); !ok {
			return f, false
		}
		f.direct, f.path, f.line = true, file, line
	}
	f.scope = toolScope(f.name)
	if sum := cmakeHash.FindSubmatch(body); sum != nil {
		f.hashes = hexDigest(strings.ToLower(string(sum[1])), strings.ToLower(string(sum[2])))
	}
	return f, true
}

// namedSource is a source from another place than GitHub, under the name that the
// build gives it.
func namedSource(name, address, version string, repository bool) (f found, ok bool) {
	version = settledCMake(version)
	if repository && !strings.Contains(address, "$") {
		if f.purl, f.name = repositoryPURL(address, version); f.purl != "" {
			f.version = version
			return f, true
		}
	}
	if name == "" || strings.ContainsAny(name, "${}<>/") {
		return f, false
	}
	for _, suffix := range []string{"_ep", "-ep", "_external", "_project", "_src", "_source", "-src", "-source"} {
		name = strings.TrimSuffix(name, suffix)
	}
	if version == "" {
		version = strings.ReplaceAll(firstGroup(archiveVersion, []byte(address)), "_", ".")
	}
	var qualifiers packageurl.Qualifiers
	if from := download(address); from != "" && !strings.Contains(address, "$") {
		qualifiers = packageurl.Qualifiers{{Key: "download_url", Value: from}}
	}
	f = found{name: name, version: version}
	f.purl = normalPURL(packageurl.NewPackageURL(packageurl.TypeGeneric, "", name, version, qualifiers, "").ToString())
	return f, true
}

// settledCMake drops a version that is, in part, still a variable.
func settledCMake(version string) string {
	if strings.Contains(version, "${") {
		return ""
	}
	return version
}

func withoutCMakeComments(text []byte) []byte {
	return cmakeComments.ReplaceAllFunc(text, func(c []byte) []byte { return bytes.Repeat([]byte(" "), len(c)) })
}

// cmakeVars returns the values that a file sets.
func cmakeVars(text []byte) map[string][]string {
	vars := map[string][]string{}
	for _, m := range cmakeSet.FindAllSubmatch(text, 5000) {
		name, value := string(m[1]), string(m[2])+string(m[3])
		if !slices.Contains(vars[name], value) {
			vars[name] = append(vars[name], value)
		}
	}
	return vars
}

// fillCMake fills in ${NAME}: what the file sets once, else what all files of the
// tree agree on. Another one stays as it is.
func (w *workspace) fillCMake(text string, vars map[string][]string, depth int) string {
	for from := 0; depth < 6; {
		i := strings.Index(text[from:], "${")
		if i < 0 {
			break
		}
		i += from
		end := strings.IndexByte(text[i:], '}')
		if end < 0 {
			break
		}
		name := text[i+2 : i+end]
		values, own := vars[name]
		if !own {
			values = w.cmakeTree()[name]
		}
		if len(values) != 1 || len(text)+len(values[0]) > 2000 {
			from = i + end
			continue
		}
		value := w.fillCMake(values[0], vars, depth+1)
		text = text[:i] + value + text[i+end+1:]
		from = i + len(value)
	}
	return text
}

// cmakeTree returns what the CMake files of the tree set.
func (w *workspace) cmakeTree() map[string][]string {
	if w.cmake != nil {
		return w.cmake
	}
	w.cmake = map[string][]string{}
	entries := w.tree.Entries()
	for i := range entries {
		e := &entries[i]
		if !e.Regular() || e.Size > maxScript || !strings.HasSuffix(e.Path, ".cmake") && path.Base(e.Path) != "CMakeLists.txt" || w.role(e.Path) != inventory.RoleProduct {
			continue
		}
		text, err := w.read(e.Path)
		if err != nil {
			continue
		}
		for name, values := range cmakeVars(withoutCMakeComments(text)) {
			for _, v := range values {
				if !slices.Contains(w.cmake[name], v) {
					w.cmake[name] = append(w.cmake[name], v)
				}
			}
		}
	}
	return w.cmake
}

// toolScope is the scope of a source that a C or C++ project takes in: test for
// the usual frameworks of tests, build for package managers, else runtime.
func toolScope(name string) string {
	switch strings.ToLower(path.Base(name)) {
	case "googletest", "gtest", "catch2", "catch", "doctest", "cmocka", "unity", "cppunit", "cpputest", "fakeit", "benchmark", "google-benchmark", "google_benchmark", "googlebenchmark", "nanobench", "criterion", "trompeloeil", "approvaltests.cpp":
		return inventory.ScopeTest
	case "vcpkg", "depot_tools", "cmake-modules", "cpm.cmake", "conan", "buildtools", "cmakerc", "cmake-scripts", "sanitizers-cmake", "packageproject.cmake", "format.cmake":
		return inventory.ScopeBuild
	}
	return inventory.ScopeRuntime
}

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
