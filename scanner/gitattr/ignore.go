// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package gitattr

import "strings"

// Ignore is the stack of .gitignore files that hold for one directory. The nil
// pointer ignores nothing. A value is never modified: Child returns a new one,
// so that a walk can keep one for each directory.
type Ignore struct {
	parent *Ignore
	dir    string // "" for the root
	rules  []ignoreRule
}

type ignoreRule struct {
	pattern
	keep bool // a line that begins with "!"
}

// Child adds the content of a .gitignore file, which lies in dir (relative to
// the root of the walk, "" for the root). Later files win over earlier ones.
func (g *Ignore) Child(dir string, content []byte) *Ignore {
	var rules []ignoreRule
	for line := range lines(content) {
		if line = trimIgnore(line); line == "" || line[0] == '#' {
			continue
		}
		r := ignoreRule{}
		if line[0] == '!' {
			r.keep, line = true, line[1:]
		}
		var ok bool
		if r.pattern, ok = compile(line); ok && len(rules) < maxRules {
			rules = append(rules, r)
		}
	}
	if len(rules) == 0 {
		return g
	}
	return &Ignore{parent: g, dir: dir, rules: rules}
}

// Match reports whether the path itself is ignored. Whether a directory above it
// is ignored, which settles the question first, is for the caller to know: a
// walk does not come below such a directory.
func (g *Ignore) Match(path string, isDir bool) bool {
	for ; g != nil; g = g.parent {
		rel, ok := relative(g.dir, path)
		if !ok {
			continue
		}
		for i := len(g.rules) - 1; i >= 0; i-- {
			if g.rules[i].match(rel, isDir) {
				return !g.rules[i].keep
			}
		}
	}
	return false
}

// trimIgnore drops trailing spaces that are not escaped.
func trimIgnore(line string) string {
	for strings.HasSuffix(line, " ") && !escaped(line, len(line)-1) {
		line = line[:len(line)-1]
	}
	return line
}
