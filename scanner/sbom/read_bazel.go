// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"cmp"
	"path"
	"regexp"
	"strings"

	"github.com/outgate/outgate/inventory"
)

var (
	bazelCall    = regexp.MustCompile(`(?m)^[ \t]*(bazel_dep|archive_override|git_override|single_version_override|local_path_override|http_archive|git_repository|new_git_repository|http_jar|http_file)\s*\(`)
	bazelComment = regexp.MustCompile(`(?m)(?:^|[ \t])#[^\n]*`)
	bazelField   = regexp.MustCompile(`\b(name|module_name|version|dev_dependency|url|remote|tag|commit|repo_name|sha256|strip_prefix)\s*=\s*(?:"([^"\n]*)"|(True|False))`)
	bazelMade    = regexp.MustCompile(`\*\*\w|\b(?:urls?|remote)\s*=\s*[A-Za-z_]`) // an address that a program makes
	bazelURLs    = regexp.MustCompile(`\burls\s*=\s*\[([^\]]*)\]`)
)

// readBazel reads MODULE.bazel: bazel_dep with its overrides; and the
// http_archive and git_repository of a WORKSPACE or a .bzl file, as far as their
// address names a repository.
func readBazel(w *workspace, m manifest) (r report) {
	if !bazelCall.Match(m.text) && !bazelMaven.Match(m.text) {
		return r
	}
	text := bazelComment.ReplaceAllFunc(m.text, func(c []byte) []byte { return bytes.Repeat([]byte(" "), len(c)) })
	local := map[string]bool{}
	version, taken := map[string]string{}, map[string]string{}
	unread := 0
	for _, at := range bazelCall.FindAllSubmatchIndex(text, 5000) {
		f := bazelFields(callBody(text[at[1]:]))
		line := 1 + bytes.Count(text[:at[2]], []byte("\n"))
		switch kind := string(text[at[2]:at[3]]); kind {
		case "local_path_override":
			local[f["module_name"]] = true
		case "single_version_override":
			if f["version"] != "" {
				version[f["module_name"]] = f["version"]
			}
		case "archive_override", "git_override": // the module has the version that it is taken from
			one, _ := archiveFound(f["remote"]+f["url"], f["commit"]+f["tag"], m.path, line)
			taken[f["module_name"]] = one.version
		case "bazel_dep":
			if f["name"] == "" {
				continue
			}
			one := found{name: f["name"], version: f["version"], scope: bazelScope(f["name"]), direct: true, path: m.path, line: line}
			if f["dev_dependency"] == "True" && one.scope != inventory.ScopeTest {
				one.scope = inventory.ScopeDev
			}
			r.found = append(r.found, one)
		default:
			one, ok := bazelSource(f, m.path, line)
			switch {
			case ok:
				r.found = append(r.found, one)
			case one.name != "" || bazelMade.Match(callBody(text[at[1]:])):
				unread++
			}
		}
	}
	for i := range r.found {
		f := &r.found[i]
		if f.purl != "" {
			continue
		}
		f.self = local[f.name]
		if v := version[f.name]; v != "" {
			f.version = v
		}
		if f.version == "" {
			f.version = taken[f.name]
		}
		f.purl = purl("bazel", "", f.name, f.version)
	}
	if !strings.HasSuffix(m.path, ".bzl") || bytes.Contains(text, []byte("maven_install")) {
		if len(w.withSuffix(path.Dir(m.path), "maven_install.json")) == 0 {
			jars, n := bazelJars(text, m.path)
			r.found = append(r.found, jars...)
			unread += n
		}
	}
	if unread > 0 && m.role == inventory.RoleProduct {
		r.problems = append(r.problems, noComponents(m.path, "Bazel file", unread))
	}
	return r
}

// bazelSource is a source that a repository rule fetches. Without an address it is
// none; one that cannot be named has only the name of its rule.
func bazelSource(f map[string]string, file string, line int) (one found, ok bool) {
	address, version := f["remote"]+f["url"], f["tag"]+f["commit"]
	if address == "" {
		return found{}, false
	}
	if one, ok = archiveFound(address, version, file, line); !ok {
		if one, ok = namedSource(f["name"], address, version, f["remote"] != ""); !ok {
			return found{name: cmp.Or(f["name"], address)}, false
		}
		one.direct, one.path, one.line = true, file, line
	}
	one.scope = bazelScope(path.Base(one.name))
	one.hashes = hexDigest("sha256", f["sha256"])
	return one, true
}

// bazelScope is the scope of a module: rules and toolchains serve the build.
func bazelScope(name string) string {
	for _, prefix := range [...]string{"rules_", "bazel_skylib", "bazel_features", "bazel_lib", "aspect_", "toolchains_", "io_bazel_", "build_bazel_", "com_github_bazelbuild_", "buildifier", "buildtools"} {
		if strings.HasPrefix(name, prefix) {
			return inventory.ScopeBuild
		}
	}
	for _, suffix := range [...]string{"_rules", ".bzl", "_toolchain", "_toolchains", "-toolchain"} {
		if strings.HasSuffix(name, suffix) {
			return inventory.ScopeBuild
		}
	}
	switch name {
	case "platforms", "apple_support", "stardoc", "gazelle", "bazel-skylib", "bazel-gazelle", "bazel-toolchain":
		return inventory.ScopeBuild
	}
	return toolScope(name)
}

func bazelFields(body []byte) map[string]string {
	out := map[string]string{}
	for _, m := range bazelField.FindAllSubmatch(body, 100) {
		if key := string(m[1]); out[key] == "" {
			out[key] = string(m[2]) + string(m[3])
		}
	}
	if list := bazelURLs.FindSubmatch(body); list != nil && out["url"] == "" {
		for _, s := range setupText.FindAllSubmatch(list[1], 20) {
			if address := string(s[1]) + string(s[2]); out["url"] == "" || strings.Contains(address, "//github.com/") {
				out["url"] = address
			}
		}
	}
	return out
}

// archiveFound names the source that an address leads to: a repository of GitHub
// with the tag or commit of the archive, or a repository elsewhere.
func archiveFound(address, version, file string, line int) (found, bool) {
	f := found{version: version, scope: inventory.ScopeRuntime, direct: true, path: file, line: line}
	if parts := githubPath.FindStringSubmatch(address); parts != nil {
		if f.version == "" {
			f.version = strings.TrimSuffix(strings.TrimSuffix(firstGroup(archiveRef, []byte(parts[3])), ".tar.gz"), ".zip")
		}
		if strings.Contains(f.version, "${") {
			f.version = ""
		}
		f.name = parts[1] + "/" + parts[2]
		f.purl = purl("github", parts[1], parts[2], f.version)
		return f, true
	}
	if strings.HasSuffix(address, ".git") {
		f.purl, f.name = repositoryPURL(address, version)
		return f, f.purl != ""
	}
	return f, false
}
