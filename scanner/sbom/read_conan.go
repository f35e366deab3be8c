// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"encoding/json"
	"path"
	"regexp"
	"slices"
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

// readConanTxt reads a conanfile.txt: the sections of requirements.
func readConanTxt(w *workspace, m manifest) (r report) {
	all, _ := conanTxt(m.path, m.text)
	r.found = w.conanSettled(m.path, all)
	return r
}

func conanTxt(p string, text []byte) (all []found, unread int) {
	scope, n := "", 0
	for line := range bytes.Lines(withoutBOM(text)) {
		n++
		body, _, _ := strings.Cut(strings.TrimSpace(string(line)), " #")
		switch {
		case body == "" || body[0] == '#':
		case body[0] == '[' && strings.HasSuffix(body, "]"):
			scope = conanScope(strings.Trim(body, "[]"))
		case scope != "":
			if f, ok := conanFound(body, scope, p, n); ok {
				f.direct = true
				all = append(all, f)
			}
		}
	}
	return all, 0
}

// conanScope is the scope of a list of requirements; "" for other words.
func conanScope(kind string) string {
	switch kind {
	case "requires":
		return inventory.ScopeRuntime
	case "tool_requires", "build_requires":
		return inventory.ScopeBuild
	case "test_requires":
		return inventory.ScopeTest
	}
	return ""
}

var (
	conanCall = regexp.MustCompile(`\bself\.(requires|tool_requires|build_requires|test_requires)\s*\(\s*f?["']([^"']+)["']([^\n]*)`)
	conanList = regexp.MustCompile(`(?m)^\s+(requires|tool_requires|build_requires|test_requires)\s*=\s*`)
)

// readConanPy reads the requirements of a conanfile.py that are written as
// literals: calls and class attributes.
func readConanPy(w *workspace, m manifest) (r report) {
	all, unread := conanPy(m.path, m.text)
	r.found = w.conanSettled(m.path, all)
	if unread > 0 && m.role == inventory.RoleProduct {
		r.problems = append(r.problems, noComponents(m.path, "conanfile.py", unread))
	}
	return r
}

func conanPy(p string, source []byte) (all []found, unread int) {
	text := pythonComments.ReplaceAllFunc(source, func(c []byte) []byte { return bytes.Repeat([]byte(" "), len(c)) })
	row := func(kind, ref, rest string, at int) {
		scope := conanScope(kind)
		if strings.Contains(rest, "test=True") {
			scope = inventory.ScopeTest
		}
		f, ok := conanFound(ref, scope, p, 1+bytes.Count(text[:at], []byte("\n")))
		if !ok || strings.ContainsAny(ref, "{}") {
			unread++
			return
		}
		f.direct = true
		all = append(all, f)
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
	return all, unread
}

// conanSettled joins what a conanfile asks for with the lock file beside or above
// it, which names the versions of ranges. A recipe that the tree holds for one of
// its dependencies asks on behalf of that: it is not direct, and where a lock file
// tells what the graph holds, that alone counts.
func (w *workspace) conanSettled(p string, all []found) []found {
	dir := path.Dir(p)
	locked := map[string][]string{}
	at := dir
	for ; ; at = path.Dir(at) {
		if text, err := w.read(path.Join(at, "conan.lock")); err == nil {
			locked = conanVersions(text)
			break
		}
		if at == "." {
			break
		}
	}
	if w.has(path.Join(dir, "conandata.yml")) && dir != "." {
		if len(locked) > 0 {
			return nil
		}
		for i := range all {
			all[i].direct = false
		}
		return all
	}
	for i := range all {
		f := &all[i]
		if v := locked[f.name]; at == dir && f.version == "" && len(v) == 1 {
			f.version, f.allowed = v[0], ""
			f.purl = purl(packageurl.TypeConan, "", f.name, f.version)
		}
	}
	return all
}

// conanVersions returns the versions that a lock file of Conan 2 names.
func conanVersions(text []byte) map[string][]string {
	var lock struct {
		Requires []npmText `json:"requires"`
		Build    []npmText `json:"build_requires"`
		Python   []npmText `json:"python_requires"`
	}
	out := map[string][]string{}
	if json.Unmarshal(withoutBOM(text), &lock) != nil {
		return out
	}
	for _, ref := range slices.Concat(lock.Requires, lock.Build, lock.Python) {
		if f, ok := conanFound(string(ref), "", "", 0); ok {
			out[f.name] = append(out[f.name], f.version)
		}
	}
	for name := range out {
		out[name] = sorted(out[name])
	}
	return out
}

// conanAsked returns the scopes under which the conanfile beside a lock file asks
// for packages; the strongest counts.
func (w *workspace) conanAsked(dir string) map[string]string {
	asked := map[string]string{}
	for _, name := range []string{"conanfile.py", "conanfile.txt"} {
		text, err := w.read(path.Join(dir, name))
		if err != nil {
			continue
		}
		read := conanPy
		if name == "conanfile.txt" {
			read = conanTxt
		}
		all, _ := read(name, text)
		for _, f := range all {
			if asked[f.name] == "" || scopeRank(f.scope) < scopeRank(asked[f.name]) {
				asked[f.name] = f.scope
			}
		}
	}
	return asked
}

// readConanLock reads a conan.lock of Conan 1 (graph) or 2 (lists).
func readConanLock(w *workspace, m manifest) (r report) {
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
	asked := w.conanAsked(path.Dir(m.path))
	for _, group := range []struct {
		refs  []npmText
		scope string
	}{{lock.Requires, inventory.ScopeRuntime}, {lock.Build, inventory.ScopeBuild}, {lock.Python, inventory.ScopeBuild}} {
		for _, ref := range group.refs {
			if f, ok := conanFound(string(ref), group.scope, m.path, 0); ok {
				f.direct = asked[f.name] != ""
				if asked[f.name] == inventory.ScopeTest { // the lock file has one list for both
					f.scope = inventory.ScopeTest
				}
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
