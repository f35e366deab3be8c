// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"encoding/json"
	"path"
	"strings"
)

// bunLock is a bun.lock of text form (bun.sh/docs/install/lockfile).
type bunLock struct {
	Workspaces map[string]packageJSON       `json:"workspaces"`
	Packages   map[string][]json.RawMessage `json:"packages"`
}

// readBun reads a bun.lock. The key of a package is the path by which it is
// found: "b" at the top, "a/b" inside a.
func readBun(_ *workspace, m manifest) (r report) {
	var lock bunLock
	text := plainJSON(withoutBOM(m.text))
	if err := json.Unmarshal(text, &lock); err != nil {
		r.unparsable(m.path, jsonReason("bun.lock", text, err))
		return r
	}
	g := &lockGraph{}
	lines := keyLines(m.text)
	number := map[string]int{}
	inside := map[string]packageJSON{}
	for _, key := range sortedKeys(lock.Packages) {
		p := lock.Packages[key]
		var spec npmText
		if len(p) == 0 || json.Unmarshal(p[0], &spec) != nil || spec == "" {
			continue
		}
		name, version := cutSpec(string(spec))
		f := found{name: name, version: version, self: local(version) || strings.HasPrefix(version, "root:"), path: m.path, line: lines[key]}
		f.purl = npmPURL(name, version)
		for _, field := range p[1:] {
			var one packageJSON
			var text npmText
			if json.Unmarshal(field, &text) == nil && strings.HasPrefix(string(text), "sha") {
				f.hashes = integrity(string(text))
			} else if strings.HasPrefix(strings.TrimSpace(string(field)), "{") && json.Unmarshal(field, &one) == nil {
				inside[key] = one
			}
		}
		number[key] = g.add(f)
	}
	find := func(at, name string) (int, bool) { // as modules are looked up: the nearest above
		for {
			if n, ok := number[path.Join(at, name)]; ok {
				return n, true
			}
			if at == "" || at == "." {
				return 0, false
			}
			if at = path.Dir(at); strings.HasPrefix(path.Base(at), "@") {
				at = path.Dir(at)
			}
			if at == "." {
				at = ""
			}
		}
	}
	for _, key := range sortedKeys(inside) {
		p := inside[key]
		for _, group := range p.groups() {
			for _, name := range sortedKeys(group.names) {
				if to, ok := find(key, name); ok && !g.nodes[number[key]].self {
					g.need(number[key], to)
				}
			}
		}
	}
	for _, dir := range sortedKeys(lock.Workspaces) {
		p := lock.Workspaces[dir]
		at := p.Name
		if dir == "" { // what a package of the root's own name brings is not the root's
			at = ""
		}
		for _, group := range p.groups() {
			for name := range group.names {
				if to, ok := find(at, name); ok {
					g.root(to, group.scope)
				}
			}
		}
	}
	return g.report()
}

// plainJSON blanks comments and the commas before a closing bracket; every other
// byte keeps its place.
func plainJSON(text []byte) []byte {
	out := []byte(string(text))
	comma := -1
	for i := 0; i < len(out); i++ {
		switch c := out[i]; {
		case c == '"':
			for i++; i < len(out) && out[i] != '"'; i++ {
				if out[i] == '\\' {
					i++
				}
			}
			comma = -1
		case c == '/' && i+1 < len(out) && out[i+1] == '/':
			for ; i < len(out) && out[i] != '\n'; i++ {
				out[i] = ' '
			}
		case c == '/' && i+1 < len(out) && out[i+1] == '*':
			end := len(out)
			if n := bytes.Index(out[i+2:], []byte("*/")); n >= 0 {
				end = i + 2 + n + 2
			}
			for ; i < end; i++ {
				if out[i] != '\n' {
					out[i] = ' '
				}
			}
			i--
		case c == ',':
			comma = i
		case c == '}' || c == ']':
			if comma >= 0 {
				out[comma] = ' '
			}
			comma = -1
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		default:
			comma = -1
		}
	}
	return out
}
