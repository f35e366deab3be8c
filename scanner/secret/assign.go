// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"path"
	"strings"
)

// span is a range of bytes.
type span struct{ start, end int }

// assignment is a value given to a name, in whatever notation.
type assignment struct {
	name   span
	value  span
	quoted bool
	items  int // of a list that were looked at behind the first
}

// dialect says how far an unquoted word can be a value.
type dialect int

const (
	data  dialect = iota // configuration: an unquoted word is a value
	prose                // documentation: so it is, but sentences look alike
	code                 // a programming language: it is an identifier
)

func dialectOf(name string) dialect {
	name = strings.TrimSuffix(strings.ToLower(name), ".map") // a source map holds the text of programs
	switch path.Ext(name) {
	case ".go", ".java", ".kt", ".kts", ".scala", ".groovy", ".gradle", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".vue", ".py", ".rb", ".php", ".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".hh",
		".cs", ".m", ".mm", ".swift", ".rs", ".dart", ".lua", ".pl", ".pm", ".ex", ".exs", ".erl", ".hs", ".clj", ".jl", ".r", ".sol", ".proto", ".jsp", ".tf", ".hcl", ".jsonnet", ".cmake", ".s", ".asm", ".zig", ".fs", ".vb", ".css", ".scss", ".less":
		return code
	case ".md", ".rst", ".txt", ".adoc", ".html", ".htm", ".tex", ".markdown":
		return prose
	}
	return data
}

const (
	maxNameLeft  = 64
	maxNameRight = 48
	maxValue     = 400
	maxBlank     = 48
)

func isNameByte(c byte) bool { return isAlnum(c) || c == '_' || c == '.' || c == '-' || c == '$' }

// assignmentAt reads the assignment whose name contains text[p:q].
func assignmentAt(text []byte, p, q int, d dialect, raw *rawText) (assignment, bool) {
	a := assignment{}
	a.name.start = p
	for a.name.start > max(0, p-maxNameLeft) && isNameByte(text[a.name.start-1]) {
		a.name.start--
	}
	a.name.end = nameEnd(text, q)
	r := reader{text: text, i: a.name.end, dialect: d, raw: raw, last: a.name.end == q}
	quotedName := r.closers(a.name.start > 0 && text[a.name.start-1] == '{')
	r.blanks()
	if !r.operator(&a, quotedName) {
		return a, false
	}
	if !r.value(&a) {
		return a, false
	}
	return a, a.value.end > a.value.start
}

// nameEnd extends a name to the right: over name characters, and over a few
// more words on the same line ("api key", "password string").
func nameEnd(text []byte, q int) int {
	limit := min(len(text), q+maxNameRight)
	i := q
	for i < limit && isNameByte(text[i]) && !(text[i] == '-' && i+1 < limit && text[i+1] == '>') {
		i++
	}
	for words := 0; words < 2 && i+1 < limit && text[i] == ' ' && isLetter(text[i+1]); words++ {
		j := i + 1
		for j < limit && (isAlnum(text[j]) || text[j] == '_') {
			j++
		}
		i = j
	}
	for i > q && (text[i-1] == '.' || text[i-1] == '-') {
		i--
	}
	return i
}

type reader struct {
	text    []byte
	i       int
	dialect dialect
	raw     *rawText // nil when there is none
	xml     bool     // the value ends at the next '<'
	quoted  bool     // only a quoted value counts
	tight   bool     // no blank beside the operator
	last    bool     // the keyword ends the name
	pair    bool     // the value must be the last of its brackets
	list    bool     // the value is the first of several
}

func (r *reader) peek(n int) byte {
	if r.i+n < len(r.text) {
		return r.text[r.i+n]
	}
	return 0
}

// closers moves over what ends a name: quotes, brackets, a brace with its quote
// when one opened it, as in "${name}".
func (r *reader) closers(braced bool) (quoted bool) {
	for range 4 {
		switch c := r.peek(0); c {
		case '"', '\'', '`':
			quoted = true
		case ']', '\\', ')', '}':
			if c == '}' && (!braced || r.peek(1) != '"') {
				return quoted
			}
		default:
			return quoted
		}
		r.i++
	}
	return quoted
}

func (r *reader) blanks() {
	for n := 0; n < maxBlank && (r.peek(0) == ' ' || r.peek(0) == '\t'); n++ {
		r.i++
	}
}

// space also crosses line ends.
func (r *reader) space() {
	for n := 0; n < maxBlank; n++ {
		switch r.peek(0) {
		case ' ', '\t', '\r', '\n':
			r.i++
		default:
			return
		}
	}
}

// operator moves behind what stands between name and value.
func (r *reader) operator(a *assignment, quotedName bool) bool {
	r.tight = r.i == a.name.end
	before := byte(0)
	if a.name.start > 0 {
		before = r.text[a.name.start-1]
	}
	switch c := r.peek(0); {
	case c == '=' || c == ':':
		return r.equals()
	case strings.IndexByte("?+.|&!", c) >= 0 && c != 0 && (r.peek(1) == '=' || r.peek(1) == c && r.peek(2) == '='):
		r.i++
		if r.peek(0) == c {
			r.i++
		}
		return r.equals()
	case c == '-' && r.peek(1) == '>', c == '<' && r.peek(1) == '-':
		r.i += 2
		return true
	case c == '>' && (before == '<' || quotedName):
		r.i++
		r.xml = true
		r.space()
		r.element("value")
		return true
	case c == '<' && r.peek(1) == '/' && before == '>' && r.sibling(), c == '{' && quotedName && r.declared():
		return true
	case c == ';' && quotedName && r.serialized():
		return true
	case c == '(' && r.compares(a):
		return true
	case c == ',' && quotedName && r.firstItem(a.name.start), c == '(' && r.last && r.text[r.i-1] != ')': // define("NAME", "x"), setPassword("x"), but not checkPasswordOf("x") or f("password")("x")
		r.i++
		r.quoted = true
		r.pair = c == ','
		r.blanks()
		return true
	case quotedName || c == '\n' || c == '\r' || c == ',':
		if r.valueAttribute() {
			return true
		}
	}
	return r.flag(a, quotedName)
}

// equals reads =, ==, :=, :, ::, => and the like, and a type in between.
func (r *reader) equals() bool {
	start := r.i
	for r.i-start < 4 && (r.peek(0) == '=' || r.peek(0) == ':') {
		r.i++
	}
	op := string(r.text[start:r.i])
	if r.peek(0) == '~' || op == "::" && r.dialect == code {
		return false
	}
	if r.peek(0) == '>' {
		r.i++
	}
	at := r.i
	r.blanks()
	r.tight = r.tight && r.i == at
	if op == ":" {
		r.typed()
	}
	if c := r.peek(0); c == '\n' || c == '\r' { // the value on the next line must be quoted, or the first item of a list
		r.space()
		r.quoted = true
		if r.peek(0) == '-' && r.peek(1) == ' ' {
			r.i++
			r.blanks()
			r.quoted = false
		}
	}
	return true
}
