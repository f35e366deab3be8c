// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"strings"
)

const (
	maxBlock = 200 // bytes from the brace of a declaration to its default
	minFlag  = 6   // characters of a flag with one dash
)

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

// compares cuts the method off name.equals("x") and moves into its brackets.
func (r *reader) compares(a *assignment) bool {
	name := r.text[a.name.start:a.name.end]
	dot := bytes.LastIndexByte(name, '.')
	if dot <= 0 || !in(" equals equalsignorecase contentequals eq ", string(bytes.ToLower(name[dot+1:]))) {
		return false
	}
	a.name.end = a.name.start + dot
	r.i++
	r.quoted = true
	r.blanks()
	return true
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
	r.closers(false)
	r.blanks()
	if c := r.peek(0); c != '=' && c != ':' {
		r.i = save
		return false
	}
	return r.equals()
}

// element steps over the start tag of an element without attributes.
func (r *reader) element(name string) bool {
	if r.peek(0) != '<' || len(r.text)-r.i < len(name)+2 || string(r.text[r.i+1:r.i+1+len(name)]) != name || r.peek(len(name)+1) != '>' {
		return false
	}
	r.i += len(name) + 2
	r.space()
	return true
}

// sibling moves from the end of an element that holds the name into the next
// one, which holds the value: <name>password</name> <value>x</value>.
func (r *reader) sibling() bool {
	save := r.i
	end := bytes.IndexByte(r.text[r.i:min(len(r.text), r.i+maxBlank)], '>')
	if end > 0 && onlyName(string(r.text[r.i+2:r.i+end])) {
		r.i += end + 1
		if r.space(); r.element("value") {
			r.xml = true
			return true
		}
	}
	r.i = save
	return false
}

// declared moves to the default of a declared variable: variable "x" { default = "y" }.
func (r *reader) declared() bool {
	block := r.text[r.i:min(len(r.text), r.i+maxBlock)]
	if end := bytes.IndexByte(block, '}'); end >= 0 {
		block = block[:end]
	}
	at := bytes.Index(block, []byte("default"))
	if at < 0 {
		return false
	}
	r.i += at + len("default")
	r.blanks()
	r.quoted = true
	return r.peek(0) == '=' && r.equals()
}

// serialized reads the length before a string in PHP's notation: "name";s:3:"abc".
func (r *reader) serialized() bool {
	n := 0
	for _, want := range []byte(";s:") {
		if r.peek(n) != want {
			return false
		}
		n++
	}
	digits := n
	for n < digits+6 && isDigit(r.peek(n)) {
		n++
	}
	if n == digits || r.peek(n) != ':' {
		return false
	}
	r.i += n + 1
	r.quoted = true
	return true
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
		return !r.verb(name, c)
	}
	if bytes.HasPrefix(name, []byte("--")) || name[0] == '-' && len(name) >= minFlag && bytes.IndexByte(name, '$') < 0 {
		return r.dialect != code
	}
	line := r.text[max(0, a.name.start-8):a.name.start]
	word := string(bytes.TrimSpace(line[bytes.LastIndexByte(line, '\n')+1:]))
	return word == "ENV" || word == "ARG"
}

// verb tells prose in the comments of a program, "and pass 'x' pointers to it", from pass "x":
// the words go on behind the quote.
func (r *reader) verb(name []byte, quote byte) bool {
	if r.dialect != code || !bytes.EqualFold(name, []byte("pass")) {
		return false
	}
	rest := r.text[r.i+1 : min(len(r.text), r.i+1+maxValue)]
	end := bytes.IndexByte(rest, quote)
	return end >= 0 && end+2 < len(rest) && rest[end+1] == ' ' && isLetter(rest[end+2])
}
