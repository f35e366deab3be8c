// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

// conanRef is name/version@user/channel#revision.
var conanRef = regexp.MustCompile(`^([A-Za-z0-9_][A-Za-z0-9_+.-]+)/(\[[^\]]*\]|[A-Za-z0-9_+.-]+)(?:@|#|%|\s|$)`)

// conanFound reads a reference; a version in brackets is a range.
func conanFound(ref, scope, file string, line int) (found, bool) {
	m := conanRef.FindStringSubmatch(strings.TrimSpace(ref))
	if m == nil {
		return found{}, false
	}
	f := found{name: m[1], version: m[2], scope: scope, path: file, line: line}
	if strings.HasPrefix(m[2], "[") {
		f.version, f.allowed = "", strings.Trim(m[2], "[]")
	}
	f.purl = purl(packageurl.TypeConan, "", f.name, f.version)
	return f, true
}

// readConanTxt reads a conanfile.txt.
func readConanTxt(_ *workspace, m manifest) (r report) {
	scope, n := "", 0
	for line := range bytes.Lines(withoutBOM(m.text)) {
		n++
		body, _, _ := strings.Cut(strings.TrimSpace(string(line)), " #")
		switch {
		case body == "" || body[0] == '#':
		case body[0] == '[' && strings.HasSuffix(body, "]"):
			scope = map[string]string{"requires": inventory.ScopeRuntime, "build_requires": inventory.ScopeBuild, "tool_requires": inventory.ScopeBuild, "test_requires": inventory.ScopeTest}[strings.Trim(body, "[]")]
		case scope != "":
			if f, ok := conanFound(body, scope, m.path, n); ok {
				f.direct = true
				r.found = append(r.found, f)
			}
		}
	}
	return r
}

var (
	conanCall = regexp.MustCompile(`\bself\.(requires|tool_requires|build_requires|test_requires)\s*\(\s*f?["']([^"']+)["']([^\n]*)`)
	conanList = regexp.MustCompile(`(?m)^\s+(requires|tool_requires|build_requires|test_requires)\s*=\s*`)
)

// readConanPy reads the literal references of a conanfile.py. A reference that a
// program makes is not known; a product file with such is a Gap.
func readConanPy(_ *workspace, m manifest) (r report) {
	text := pythonComments.ReplaceAllFunc(m.text, func(c []byte) []byte { return bytes.Repeat([]byte(" "), len(c)) })
	unread := 0
	row := func(kind, ref, rest string, at int) {
		scope := inventory.ScopeRuntime
		switch kind {
		case "tool_requires", "build_requires":
			scope = inventory.ScopeBuild
		case "test_requires":
			scope = inventory.ScopeTest
		}
		if strings.Contains(rest, "test=True") {
			scope = inventory.ScopeTest
		}
		f, ok := conanFound(ref, scope, m.path, 1+bytes.Count(text[:at], []byte("\n")))
		if !ok || strings.ContainsAny(ref, "{}") {
			unread++
			return
		}
		f.direct = true
		r.found = append(r.found, f)
	}
	for _, at := range conanCall.FindAllSubmatchIndex(text, 1000) {
		row(string(text[at[2]:at[3]]), string(text[at[4]:at[5]]), string(text[at[6]:at[7]]), at[0])
	}
	for _, at := range conanList.FindAllSubmatchIndex(text, 100) {
		rest := text[at[1]:]
		body := rest[:max(0, bytes.IndexByte(append(rest, '\n'), '\n'))]
		if len(rest) > 0 && (rest[0] == '(' || rest[0] == '[') {
			body = bracketed(rest[1:])
		}
		for _, s := range setupText.FindAllSubmatchIndex(body, 500) {
			i, end := max(s[2], s[4]), max(s[3], s[5])
			if ref := string(body[i:end]); strings.Contains(ref, "/") {
				row(string(text[at[2]:at[3]]), ref, "", at[0]+bytes.Index(text[at[0]:], body[i:end]))
			}
		}
	}
	if unread > 0 && m.role == inventory.RoleProduct {
		r.problems = append(r.problems, noComponents(m.path, "conanfile.py", unread))
	}
	return r
}

// readConanLock reads a conan.lock of Conan 1 (graph) or 2 (lists).
func readConanLock(_ *workspace, m manifest) (r report) {
	var lock struct {
		Graph struct {
			Nodes map[string]struct {
				Ref           string   `json:"ref"`
				Requires      []string `json:"requires"`
				BuildRequires []string `json:"build_requires"`
				Path          string   `json:"path"`
			} `json:"nodes"`
		} `json:"graph_lock"`
		Requires []npmText `json:"requires"`
		Build    []npmText `json:"build_requires"`
		Python   []npmText `json:"python_requires"`
	}
	if err := json.Unmarshal(withoutBOM(m.text), &lock); err != nil {
		r.unparsable(m.path, jsonReason("conan.lock", m.text, err))
		return r
	}
	for _, group := range []struct {
		refs  []npmText
		scope string
	}{{lock.Requires, inventory.ScopeRuntime}, {lock.Build, inventory.ScopeBuild}, {lock.Python, inventory.ScopeBuild}} {
		for _, ref := range group.refs {
			if f, ok := conanFound(string(ref), group.scope, m.path, 0); ok {
				r.found = append(r.found, f)
			}
		}
	}
	g := &lockGraph{}
	number := map[string]int{}
	for _, id := range sortedKeys(lock.Graph.Nodes) {
		n := lock.Graph.Nodes[id]
		f, ok := conanFound(n.Ref, "", m.path, 0)
		if !ok || n.Path != "" {
			f = found{name: n.Ref, self: true, path: m.path}
		}
		number[id] = g.add(f)
	}
	for id, n := range lock.Graph.Nodes {
		for _, list := range []struct {
			ids   []string
			scope string
		}{{n.Requires, inventory.ScopeRuntime}, {n.BuildRequires, inventory.ScopeBuild}} {
			for _, to := range list.ids {
				at, ok := number[to]
				switch {
				case !ok:
				case g.nodes[number[id]].self || list.scope == inventory.ScopeBuild:
					g.root(at, list.scope)
				default:
					g.need(number[id], at)
				}
			}
		}
	}
	if len(number) > 0 {
		r.add(g.report())
	}
	return r
}
