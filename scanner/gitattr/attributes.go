// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package gitattr

import (
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// The attributes that speak of roles, in the order in which they decide.
const (
	vendored = iota
	generated
	documentation
	attributeCount
)

func attributeIndex(name string) int {
	switch name {
	case "linguist-vendored":
		return vendored
	case "linguist-generated":
		return generated
	case "linguist-documentation":
		return documentation
	}
	return -1
}

// state of an attribute: not mentioned, set, switched off, or reset with "!".
type state uint8

const (
	unmentioned state = iota
	set
	unset
	unspecified
)

type states [attributeCount]state

// over lays s over t: what s does not mention is taken from t.
func (s states) over(t states) states {
	for i := range s {
		if s[i] == unmentioned {
			s[i] = t[i]
		}
	}
	return s
}

// Attributes is the stack of .gitattributes files that hold for one directory.
// The nil pointer knows nothing. A value is never modified.
type Attributes struct {
	parent *Attributes
	dir    string
	rules  []attributeRule
	macros map[string]states // of the root's file only
}

type attributeRule struct {
	pattern
	states
}

// Child adds the content of a .gitattributes file, which lies in dir (relative
// to the root, "" for the root). Later lines and deeper files win.
func (a *Attributes) Child(dir string, content []byte) *Attributes {
	child := &Attributes{parent: a, dir: dir}
	if a != nil {
		child.macros = a.macros
	}
	for line := range lines(content) {
		child.line(strings.Trim(line, " \t"))
	}
	if len(child.rules) == 0 && (dir != "" || child.macros == nil) {
		return a
	}
	return child
}

func (a *Attributes) line(line string) {
	if line == "" || line[0] == '#' || len(a.rules) >= maxRules {
		return
	}
	if rest, ok := strings.CutPrefix(line, "[attr]"); ok {
		name, attrs := cutBlank(rest)
		if a.dir == "" && name != "" && len(a.macros) < maxRules {
			if a.macros == nil {
				a.macros = map[string]states{}
			}
			a.macros[name] = a.parse(attrs)
		}
		return
	}
	text, attrs, ok := splitPattern(line)
	if !ok || text == "" || text[0] == '!' {
		return
	}
	st := a.parse(attrs)
	if st == (states{}) {
		return
	}
	if p, ok := compile(text); ok && !p.dirOnly {
		a.rules = append(a.rules, attributeRule{p, st})
	}
}

func cutBlank(s string) (head, tail string) {
	i := strings.IndexAny(s, " \t")
	if i < 0 {
		return s, ""
	}
	return s[:i], s[i:]
}

// splitPattern parts the pattern, which may be quoted as in C, from the attributes.
func splitPattern(line string) (text, attrs string, ok bool) {
	if line[0] != '"' {
		text, attrs = cutBlank(line)
		return text, attrs, true
	}
	var b strings.Builder
	for i := 1; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"':
			return b.String(), line[i+1:], true
		case c == '\\' && i+1 < len(line):
			i++
			if line[i] >= '0' && line[i] <= '3' && i+2 < len(line) {
				b.WriteByte((line[i]-'0')<<6 | (line[i+1]-'0')&7<<3 | (line[i+2]-'0')&7)
				i += 2
				continue
			}
			if at := strings.IndexByte(`abtnvfr`, line[i]); at >= 0 {
				b.WriteByte("\a\b\t\n\v\f\r"[at])
				continue
			}
			b.WriteByte(line[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", "", false
}

// parse reads the attribute words of a line; the last word for a name wins.
func (a *Attributes) parse(words string) states {
	var st states
	for word := range strings.FieldsSeq(words) {
		value := set
		switch word[0] {
		case '-':
			value, word = unset, word[1:]
		case '!':
			value, word = unspecified, word[1:]
		default:
			name, text, assigned := strings.Cut(word, "=")
			if assigned {
				word = name
				if text == "false" {
					value = unset
				}
			}
		}
		if i := attributeIndex(word); i >= 0 {
			st[i] = value
		} else if macro, ok := a.macros[word]; ok && value == set {
			st = macro.over(st)
		}
	}
	return st
}

// lookup returns the state of each attribute for a path.
func (a *Attributes) lookup(path string) states {
	var st states
	for ; a != nil; a = a.parent {
		rel, ok := relative(a.dir, path)
		if !ok {
			continue
		}
		for i := len(a.rules) - 1; i >= 0; i-- {
			if a.rules[i].match(rel, false) {
				st = st.over(a.rules[i].states)
			}
		}
	}
	return st
}

// Role returns the role that the attributes give to a path, or "" when they
// leave it to [scanner.RoleOf].
func (a *Attributes) Role(path string) inventory.Role {
	if a == nil {
		return ""
	}
	st := a.lookup(path)
	switch {
	case st[vendored] == set:
		return inventory.RoleVendored
	case st[generated] == set:
		return inventory.RoleGenerated
	case st[documentation] == set:
		return inventory.RoleDocs
	}
	off := make([]inventory.Role, 0, attributeCount)
	for i, role := range [...]inventory.Role{vendored: inventory.RoleVendored, generated: inventory.RoleGenerated, documentation: inventory.RoleDocs} {
		if st[i] == unset {
			off = append(off, role)
		}
	}
	if len(off) == 0 {
		return ""
	}
	role := scanner.RoleOfPath(path, off...)
	if st[generated] == unset || role != scanner.RoleOfPath(path) {
		return role
	}
	return "" // nothing was taken away: the content may still speak
}
