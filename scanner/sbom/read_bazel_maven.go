// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"encoding/json"
	"path"
	"regexp"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

var (
	bazelMaven     = regexp.MustCompile(`\b(?:\w+\.install|maven_install|\w+\.artifact)\s*\(`)
	bazelArtifacts = regexp.MustCompile(`\bartifacts\s*=\s*[^\[\n]*\[`)
	bazelArtifact  = regexp.MustCompile(`\b(group|artifact|version|testonly)\s*=\s*(?:"([^"\n]*)"|(True|False))`)
)

// bazelJars reads the Maven artifacts that rules_jvm_external fetches:
// artifacts = ["g:a:v"] of maven.install and maven_install, and maven.artifact.
func bazelJars(text []byte, file string) (all []found) {
	add := func(group, artifact, version, scope string, at int) {
		if !mavenPart.MatchString(group) || !mavenPart.MatchString(artifact) {
			return
		}
		version = definite(version)
		all = append(all, found{purl: purl(packageurl.TypeMaven, group, artifact, version), name: group + ":" + artifact, version: version, scope: scope, direct: true, path: file,
			line: 1 + bytes.Count(text[:at], []byte("\n"))})
	}
	for _, at := range bazelMaven.FindAllIndex(text, 1000) {
		body := callBody(text[at[1]:])
		fields := map[string]string{}
		for _, m := range bazelArtifact.FindAllSubmatch(body, 20) {
			fields[string(m[1])] = string(m[2]) + string(m[3])
		}
		if fields["group"] != "" && fields["artifact"] != "" {
			scope := jvmScope(fields["group"], fields["artifact"])
			if fields["testonly"] == "True" {
				scope = inventory.ScopeTest
			}
			add(fields["group"], fields["artifact"], fields["version"], scope, at[0])
			continue
		}
		for _, list := range bazelArtifacts.FindAllIndex(body, 10) {
			for _, s := range setupText.FindAllSubmatchIndex(bracketed(body[list[1]:]), 5000) {
				i, end := max(s[2], s[4]), max(s[3], s[5])
				parts := strings.Split(string(body[list[1]+i:list[1]+end]), ":")
				if len(parts) < 2 {
					continue
				}
				version := ""
				if len(parts) > 2 {
					version = parts[len(parts)-1]
				}
				add(parts[0], parts[1], version, jvmScope(parts[0], parts[1]), at[1]+list[1]+i)
			}
		}
	}
	return all
}

// jvmScope is the scope of a package of a list that tells none: test for the usual
// frameworks of tests, else runtime.
func jvmScope(group, artifact string) string {
	for _, prefix := range [...]string{"junit", "org.junit", "org.mockito", "org.assertj", "org.hamcrest", "org.powermock", "org.testng", "org.awaitility", "org.easymock", "org.jmock", "org.openjdk.jmh", "org.testcontainers", "com.google.truth", "org.spockframework", "io.mockk", "io.kotest"} {
		if group == prefix || strings.HasPrefix(group, prefix+".") {
			return inventory.ScopeTest
		}
	}
	for _, suffix := range [...]string{"-testing", "-testlib", "-test", "-mock"} {
		if strings.HasSuffix(artifact, suffix) {
			return inventory.ScopeTest
		}
	}
	return inventory.ScopeRuntime
}

// readBazelJars reads the lock file of rules_jvm_external, of the form that names
// artifacts with their versions and what they require. The Bazel file beside it
// says what is direct.
func readBazelJars(w *workspace, m manifest) (r report) {
	var lock struct {
		Artifacts map[string]struct {
			Version string             `json:"version"`
			Sums    map[string]npmText `json:"shasums"`
		} `json:"artifacts"`
		Needs map[string][]string `json:"dependencies"`
	}
	if err := json.Unmarshal(withoutBOM(m.text), &lock); err != nil {
		r.unparsable(m.path, jsonReason(path.Base(m.path), m.text, err))
		return r
	}
	asked := map[string]string{}
	for _, name := range []string{"MODULE.bazel", "WORKSPACE", "WORKSPACE.bazel"} {
		if text, err := w.read(path.Join(path.Dir(m.path), name)); err == nil {
			for _, f := range bazelJars(text, name) {
				asked[f.name] = f.scope
			}
		}
	}
	lines := keyLines(m.text)
	g := &lockGraph{}
	number := map[string]int{}
	for _, key := range sortedKeys(lock.Artifacts) {
		parts := strings.Split(key, ":")
		if len(parts) != 2 || lock.Artifacts[key].Version == "" { // others are classifiers of a package that is there
			continue
		}
		a := lock.Artifacts[key]
		f := found{purl: purl(packageurl.TypeMaven, parts[0], parts[1], a.Version), name: key, version: a.Version, hashes: hexDigest("sha256", string(a.Sums["jar"])), path: m.path, line: lines[key]}
		number[key] = g.add(f)
	}
	for key, n := range number {
		for _, need := range lock.Needs[key] {
			if to, ok := number[need]; ok {
				g.need(n, to)
			}
		}
	}
	for _, key := range sortedKeys(number) {
		if scope := asked[key]; scope != "" {
			g.root(number[key], scope)
		}
	}
	return g.report()
}
