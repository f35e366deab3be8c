// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"cmp"
	"encoding/json"
	"path"
	"regexp"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

var (
	bazelMaven     = regexp.MustCompile(`\b(?:\w+\.install|maven_install|\w+\.artifact)\s*\(`)
	bazelArtifacts = regexp.MustCompile(`\bartifacts\s*=\s*`)
	bazelArtifact  = regexp.MustCompile(`\b(group|artifact|version|testonly)\s*=\s*(?:"([^"\n]*)"|(True|False))`)
	bazelEach      = regexp.MustCompile(`^\s*%\s*(\w+)\s+for\s+(\w+)\s+in\s+(\w+)`)
)

// bazelJars reads the Maven artifacts that rules_jvm_external fetches:
// artifacts = ["g:a:v"] of maven.install and maven_install, and maven.artifact.
// unread counts names that a program makes.
func bazelJars(text []byte, file string) (all []found, unread int) {
	r := &bazelJarReader{text: text, file: file}
	for _, at := range bazelMaven.FindAllIndex(text, 1000) {
		body := callBody(text[at[1]:min(len(text), at[1]+maxScript)])
		fields, scope := map[string]string{}, ""
		for _, m := range bazelArtifact.FindAllSubmatch(body, 20) {
			fields[string(m[1])] = string(m[2]) + string(m[3])
		}
		if fields["testonly"] == "True" {
			scope = inventory.ScopeTest
		}
		switch {
		case fields["group"] != "" && fields["artifact"] != "":
			r.add(strings.TrimSuffix(fields["group"]+":"+fields["artifact"]+":"+fields["version"], ":"), scope, at[0])
		case bytes.HasSuffix(bytes.TrimRight(text[at[0]:at[1]], " \t("), []byte(".artifact")):
			r.behind(at[1]+len(body), scope)
		default:
			r.lists(at[1], body)
		}
	}
	return r.all, r.unread
}

// bazelJarReader collects the artifacts of one Bazel file.
type bazelJarReader struct {
	text   []byte
	file   string
	all    []found
	unread int
}

// add takes "group:artifact:version", with packaging and classifier in between or
// without a version.
func (r *bazelJarReader) add(coordinate, scope string, at int) {
	parts := strings.Split(coordinate, ":")
	if len(parts) < 2 {
		return
	}
	if !mavenPart.MatchString(parts[0]) || !mavenPart.MatchString(parts[1]) {
		r.unread++
		return
	}
	version := ""
	if len(parts) > 2 {
		version = definite(parts[len(parts)-1])
	}
	r.all = append(r.all, found{purl: purl(packageurl.TypeMaven, parts[0], parts[1], version), name: parts[0] + ":" + parts[1], version: version, scope: cmp.Or(scope, jvmScope(parts[0], parts[1])), direct: true,
		path: r.file, line: 1 + bytes.Count(r.text[:at], []byte("\n"))})
}

// behind reads the list that a comprehension goes over, behind the call that it
// repeats: for g, a, v in [c.split(":") for c in ["g:a:v"]].
func (r *bazelJarReader) behind(from int, scope string) {
	list := r.text[from:min(len(r.text), from+4000)]
	stop := bytes.Index(list, []byte("]]"))
	for _, s := range setupText.FindAllSubmatchIndex(list[:max(stop, 0)], 500) {
		i, to := max(s[2], s[4]), max(s[3], s[5])
		if strings.Count(string(list[i:to]), ":") > 1 {
			r.add(string(list[i:to]), scope, from+i)
		}
	}
}

// lists reads artifacts = [...] + ["g:a-%s:v" % m for m in NAMES].
func (r *bazelJarReader) lists(start int, body []byte) {
	for _, from := range bazelArtifacts.FindAllIndex(body, 10) {
		list := untilComma(body[from[1]:])
		for _, s := range setupText.FindAllSubmatchIndex(list, 5000) {
			i, to := max(s[2], s[4]), max(s[3], s[5])
			one, at := string(list[i:to]), start+from[1]+i
			each := bazelEach.FindSubmatch(list[s[1]:])
			if each == nil || string(each[1]) != string(each[2]) || strings.Count(one, "%s") != 1 {
				r.add(one, "", at)
				continue
			}
			names := bazelList(r.text, string(each[3]))
			if len(names) == 0 {
				r.unread++
			}
			for _, name := range names {
				r.add(strings.Replace(one, "%s", name, 1), "", at)
			}
		}
	}
}

// untilComma returns an argument: the text up to a comma outside of brackets.
func untilComma(text []byte) []byte {
	depth := 0
	for i, c := range text {
		switch c {
		case '[', '(', '{':
			depth++
		case ']', ')', '}':
			if depth--; depth < 0 {
				return text[:i]
			}
		case ',':
			if depth == 0 {
				return text[:i]
			}
		}
	}
	return text
}

// bazelList returns the texts of NAME = ["a", "b"].
func bazelList(text []byte, name string) (out []string) {
	at := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + `\s*=\s*\[`).FindIndex(text)
	if at == nil {
		return nil
	}
	for _, s := range setupText.FindAllSubmatch(bracketed(text[at[1]:]), 500) {
		out = append(out, string(s[1])+string(s[2]))
	}
	return out
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
			all, _ := bazelJars(text, name)
			for _, f := range all {
				asked[f.name] = f.scope
			}
		}
	}
	lines := keyLines(m.text)
	g := &lockGraph{}
	number := map[string]int{}
	for _, key := range sortedKeys(lock.Artifacts) {
		parts := strings.Split(key, ":")
		a := lock.Artifacts[key]
		if len(parts) < 2 || a.Version == "" {
			continue
		}
		name := parts[0] + ":" + parts[1]
		if _, there := lock.Artifacts[name]; len(parts) > 2 && there { // a classifier of a package that is there
			continue
		}
		if n, there := number[name]; there {
			number[key] = n
			continue
		}
		f := found{purl: purl(packageurl.TypeMaven, parts[0], parts[1], a.Version), name: name, version: a.Version, hashes: hexDigest("sha256", string(a.Sums["jar"])), path: m.path, line: lines[key]}
		number[key] = g.add(f)
		number[name] = number[key]
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
