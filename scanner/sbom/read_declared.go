// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// declaration is one line of a manifest whose exact versions a lock file holds.
type declaration struct {
	name, version, scope string // version only when the manifest names exactly one
	allowed              string // the range it allows, else
	optional             bool
	local                bool     // a directory of the repository
	line                 int      // 0 to look it up
	extras               []string // of a Python package
}

// declare turns declarations into findings, unless a lock file names what they
// stand for: its reader looks into the manifest for what is direct.
func declare(m manifest, kind string, locked bool, all []declaration) (r report) {
	if locked {
		return r
	}
	lines := headWords(m.text)
	for _, d := range all {
		f := found{name: d.name, version: d.version, allowed: d.allowed, scope: d.scope, direct: true, self: d.local, optional: d.optional, path: m.path, line: d.line}
		if f.line == 0 {
			f.line = lines[strings.Trim(d.name, edges)]
		}
		namespace, base := "", d.name
		if i := strings.LastIndexByte(d.name, '/'); i > 0 {
			namespace, base = d.name[:i], d.name[i+1:]
		}
		f.purl = purl(kind, namespace, base, d.version)
		r.found = append(r.found, f)
	}
	return r
}

// sortedKeys returns the keys of a map in order, where the order of findings matters.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// headWords returns the first line that begins with each word, quotes apart: the
// place where a manifest names a dependency.
func headWords(text []byte) map[string]int {
	lines := map[string]int{}
	n := 0
	for line := range bytes.Lines(text) {
		n++
		line = bytes.TrimLeft(line, " \t\"'@-")
		end := 0
		for end < len(line) && wordByte[line[end]] {
			end++
		}
		if word := string(bytes.Trim(line[:end], edges)); word != "" && lines[word] == 0 {
			lines[word] = n
		}
	}
	return lines
}

var separators = regexp.MustCompile(`[-_.]+`)

// plainName makes spellings of one name equal: registries ignore case and
// separators (PEP 503; Cargo for '-' and '_').
func plainName(name string) string { return separators.ReplaceAllString(strings.ToLower(name), "-") }

// memberScope is the scope of what a project of a workspace asks for: less than
// runtime when the project itself is a test or an example.
func memberScope(scope string, role inventory.Role) string {
	least := ""
	switch role {
	case inventory.RoleTest:
		least = inventory.ScopeTest
	case inventory.RoleExample, inventory.RoleDocs:
		least = inventory.ScopeDev
	}
	if least != "" && scopeRank(scope) < scopeRank(least) {
		return least
	}
	return scope
}

func table(v any) map[string]any {
	t, _ := v.(map[string]any)
	return t
}

func texts(v any) (out []string) {
	items, _ := v.([]any)
	for _, item := range items {
		if text, ok := item.(string); ok {
			out = append(out, text)
		}
	}
	return out
}

// tomlReason says where TOML is broken; the text itself is not repeated.
func tomlReason(kind string, err error) string {
	if e, ok := err.(*toml.DecodeError); ok {
		line, _ := e.Position()
		return fmt.Sprintf("not readable as %s, line %d", kind, line)
	}
	if errors.Is(err, scanner.ErrTOMLBounds) {
		return "not readable as " + kind + ": " + err.Error()
	}
	return "not readable as " + kind
}

// packageLines returns the line behind each [[package]] of a TOML lock file, in order.
func packageLines(text []byte, header string) (lines []int) {
	n := 0
	for line := range bytes.Lines(text) {
		n++
		if string(bytes.TrimSpace(line)) == header {
			lines = append(lines, n+1)
		}
	}
	return lines
}

func lineAt(lines []int, i int) int {
	if i < len(lines) {
		return lines[i]
	}
	return 0
}
