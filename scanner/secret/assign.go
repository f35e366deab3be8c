// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
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
}

// dialect says how far an unquoted word can be a value.
type dialect int

const (
	data  dialect = iota // configuration: an unquoted word is a value
	prose                // documentation: so it is, but sentences look alike
	code                 // a programming language: it is an identifier
)

func dialectOf(name string) dialect {
	switch strings.ToLower(path.Ext(name)) {
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
func assignmentAt(text []byte, p, q int, d dialect) (assignment, bool) {
	a := assignment{}
	a.name.start = p
	for a.name.start > max(0, p-maxNameLeft) && isNameByte(text[a.name.start-1]) {
		a.name.start--
	}
	a.name.end = nameEnd(text, q)
	r := reader{text: text, i: a.name.end, dialect: d, last: a.name.end == q}
	quotedName := r.closers()
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
	xml     bool // the value ends at the next '<'
	quoted  bool // only a quoted value counts
	tight   bool // no blank beside the operator
	last    bool // the keyword ends the name
	pair    bool // the value must be the last of its brackets
}

func (r *reader) peek(n int) byte {
	if r.i+n < len(r.text) {
		return r.text[r.i+n]
	}
	return 0
}

func (r *reader) closers() (quoted bool) {
	for range 4 {
		switch r.peek(0) {
		case '"', '\'', '`':
			quoted = true
		case ']', '\\', ')':
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
	case strings.IndexByte("?+.|&", c) >= 0 && c != 0 && (r.peek(1) == '=' || r.peek(1) == c && r.peek(2) == '='):
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
		return true
	case c == ',' && quotedName && r.firstItem(a.name.start), c == '(' && r.last: // define("NAME", "x"), setPassword("x"), but not checkPasswordOf("x")
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

// firstItem reports whether a quoted name opens a list of arguments or a pair,
// not some item of a longer list.
func (r *reader) firstItem(start int) bool {
	before := bytes.TrimRight(r.text[max(0, start-8):start], " \t\"'`\\@")
	return len(before) > 0 && strings.IndexByte("([{", before[len(before)-1]) >= 0
}

// closed reports whether a bracket follows a quoted value.
func (r *reader) closed(end int) bool {
	rest := bytes.TrimLeft(r.text[end:min(len(r.text), end+16)], "\\\"'` \t")
	return len(rest) > 0 && strings.IndexByte(")]}", rest[0]) >= 0
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
	if c := r.peek(0); c == '\n' || c == '\r' { // the value on the next line must be quoted
		r.space()
		r.quoted = true
	}
	return true
}

// typed skips the type of "name: Type = value".
func (r *reader) typed() {
	j := r.i
	for j < len(r.text) && j < r.i+40 && (isAlnum(r.text[j]) || strings.IndexByte("_.<>[]?|", r.text[j]) >= 0) {
		j++
	}
	if j == r.i {
		return
	}
	for j < len(r.text) && j < r.i+44 && r.text[j] == ' ' {
		j++
	}
	if j+1 < len(r.text) && r.text[j] == '=' && r.text[j+1] == ' ' {
		r.i = j + 1
		r.blanks()
	}
}

// valueAttribute reads the second half of name="password" value="...", also
// when it stands on the next line as in a list of environment variables.
func (r *reader) valueAttribute() bool {
	save := r.i
	for n := 0; n < maxBlank && strings.IndexByte(" \t\r\n,\"'", r.peek(0)) >= 0 && r.peek(0) != 0; n++ {
		r.i++
	}
	if strings.IndexByte(" \t\r\n,", r.text[r.i-1]) < 0 && r.text[r.i-1] != '"' || len(r.text)-r.i < 6 || !bytes.EqualFold(r.text[r.i:r.i+5], []byte("value")) {
		r.i = save
		return false
	}
	r.i += 5
	r.closers()
	r.blanks()
	if c := r.peek(0); c != '=' && c != ':' {
		r.i = save
		return false
	}
	return r.equals()
}

// flag reads a value that follows after a blank: --password x, ENV PASSWORD x,
// PASSWORD 'x'.
func (r *reader) flag(a *assignment, quotedName bool) bool {
	if quotedName || a.name.end == len(r.text) || r.text[a.name.end] == ')' || r.text[a.name.end] == ']' {
		return false
	}
	name := r.text[a.name.start:a.name.end]
	if cut := bytes.IndexByte(name, ' '); cut >= 0 { // the name took the value along
		a.name.end = a.name.start + cut
		r.i = a.name.end
		name = name[:cut]
		r.blanks()
	}
	if r.i == a.name.end {
		return false
	}
	if c := r.peek(0); c == '\'' || c == '"' {
		r.quoted = true
		return true
	}
	if bytes.HasPrefix(name, []byte("--")) {
		return r.dialect != code
	}
	line := r.text[max(0, a.name.start-8):a.name.start]
	word := string(bytes.TrimSpace(line[bytes.LastIndexByte(line, '\n')+1:]))
	return word == "ENV" || word == "ARG"
}

// value reads the value that begins at r.i.
func (r *reader) value(a *assignment) bool {
	if r.xml {
		return r.element(a)
	}
	start := r.i
	for n := 0; n < 3 && strings.IndexByte("bBrRuUfFlL@", r.peek(n)) >= 0 && r.peek(n) != 0; n++ { // string prefixes
		if c := r.peek(n + 1); c == '"' || c == '\'' {
			r.i += n + 1
			break
		}
	}
	escaped := r.peek(0) == '\\' && (r.peek(1) == '"' || r.peek(1) == '\'')
	if escaped {
		r.i++
	}
	switch quote := r.peek(0); quote {
	case '"', '\'', '`':
		return r.quotedValue(a, quote, escaped) && (!r.pair || r.closed(a.value.end))
	}
	r.i = start
	if r.quoted {
		return false
	}
	return r.word(a)
}

func (r *reader) quotedValue(a *assignment, quote byte, escaped bool) bool {
	r.i++
	if r.peek(0) == quote && r.peek(1) == quote { // three quotes
		r.i += 2
	}
	end := min(len(r.text), r.i+maxValue)
	for j := r.i; j < end; j++ {
		switch c := r.text[j]; {
		case c == '\n':
			return false
		case c == '\\' && escaped:
			if j+1 < end && r.text[j+1] == quote {
				a.value, a.quoted = span{r.i, j}, true
				return true
			}
		case c == '\\':
			j++
		case c == quote:
			a.value, a.quoted = span{r.i, j}, true
			return true
		}
	}
	return false
}

func (r *reader) element(a *assignment) bool {
	end := bytes.IndexByte(r.text[r.i:min(len(r.text), r.i+maxValue)], '<')
	if end < 0 {
		return false
	}
	body := bytes.TrimRight(r.text[r.i:r.i+end], " \t\r\n")
	a.value, a.quoted = span{r.i, r.i + len(body)}, true
	return true
}

// word reads an unquoted value. In a programming language it counts only inside
// a string ("...;Password=x;"), which shows in the missing blanks and in what ends it.
func (r *reader) word(a *assignment) bool {
	end := min(len(r.text), r.i+maxValue)
	j, open := r.i, 0
	for j < end && r.text[j] > ' ' && r.text[j] < 0x7f && strings.IndexByte("\"'`,;<>|", r.text[j]) < 0 {
		c := r.text[j]
		if c == '&' && r.tight || c == '\\' || c == ')' && r.dialect != data || c == '=' && j+1 < end && isAlnum(r.text[j+1]) {
			break
		}
		if c == '{' {
			open++
		} else if c == '}' {
			if open--; open < 0 { // of the mapping around it
				break
			}
		}
		j++
	}
	if j == end && end < len(r.text) {
		return false
	}
	if r.dialect == code && (!r.tight || j >= len(r.text) || strings.IndexByte("\"'`;&\\", r.text[j]) < 0 || !r.inString(a.name.start)) {
		return false
	}
	a.value = span{r.i, j}
	return true
}

// inString guesses from the quotes before it on the line whether a place lies in a string.
func (r *reader) inString(at int) bool {
	line := r.text[max(0, at-maxValue):at]
	line = line[bytes.LastIndexByte(line, '\n')+1:]
	return bytes.Count(line, []byte{'"'})%2 == 1 || bytes.Count(line, []byte{'\''})%2 == 1 || bytes.Count(line, []byte{'`'})%2 == 1
}
