// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"strings"
)

// lexeme is a token of a program that declares a package.
type lexeme struct {
	kind    lexemeKind
	text    string // of a string without its quotes
	offset  int
	newline bool // it is the first of its line
}

type lexemeKind uint8

const (
	lexEnd lexemeKind = iota
	lexWord
	lexString
	lexSign // a run of = : < > + -, or one other character
)

// scriptSyntax is what a scriptLexer has to know of a language to tell strings and
// comments from the rest.
type scriptSyntax struct {
	line   []string    // start of a comment up to the end of the line
	block  [][2]string // start and end of a comment
	long   [][2]string // start and end of a string over several lines
	quotes string
}

var (
	pythonSyntax  = scriptSyntax{line: []string{"#"}, long: [][2]string{{`"""`, `"""`}, {"'''", "'''"}}, quotes: `"'`}
	rubySyntax    = scriptSyntax{line: []string{"#"}, block: [][2]string{{"\n=begin", "\n=end"}}, quotes: `"'`}
	perlSyntax    = scriptSyntax{line: []string{"#"}, block: [][2]string{{"\n=head", "\n=cut"}}, quotes: `"'`}
	elixirSyntax  = scriptSyntax{line: []string{"#"}, long: [][2]string{{`"""`, `"""`}}, quotes: `"'`}
	luaSyntax     = scriptSyntax{line: []string{"--"}, block: [][2]string{{"--[[", "]]"}}, long: [][2]string{{"[[", "]]"}}, quotes: `"'`}
	scalaSyntax   = scriptSyntax{line: []string{"//"}, block: [][2]string{{"/*", "*/"}}, long: [][2]string{{`"""`, `"""`}}, quotes: `"`}
	clojureSyntax = scriptSyntax{line: []string{";"}, quotes: `"`}
	opamSyntax    = scriptSyntax{line: []string{"#"}, block: [][2]string{{"(*", "*)"}}, long: [][2]string{{`"""`, `"""`}}, quotes: `"`}
)

// scriptLexer reads the tokens of a program one by one. It forgives everything: a
// string without an end is a sign, and each byte is looked at a bounded number
// of times.
type scriptLexer struct {
	scriptSyntax
	src     []byte
	pos     int
	newline bool
	open    map[string]int // no string or comment that starts so ends before this offset
}

func newScriptLexer(s scriptSyntax, src []byte) *scriptLexer {
	return &scriptLexer{scriptSyntax: s, src: src, newline: true, open: map[string]int{}}
}

// next returns the next token; the last one is lexEnd.
func (l *scriptLexer) next() lexeme {
	for l.pos < len(l.src) {
		switch c := l.src[l.pos]; {
		case l.comment():
		case c == '\n':
			l.newline = true
			l.pos++
		case c == ' ' || c == '\t' || c == '\r' || c == '\f':
			l.pos++
		default:
			t := l.token()
			t.newline, l.newline = l.newline, false
			return t
		}
	}
	return lexeme{offset: len(l.src)}
}

// comment skips a comment at the current place.
func (l *scriptLexer) comment() bool {
	for _, b := range l.block {
		if end := l.enclosed(b); end >= 0 {
			l.newline = l.newline || bytes.IndexByte(l.src[l.pos:end], '\n') >= 0
			l.pos = end
			return true
		}
	}
	for _, start := range l.line {
		if bytes.HasPrefix(l.src[l.pos:], []byte(start)) {
			n := bytes.IndexByte(l.src[l.pos:], '\n')
			if n < 0 {
				n = len(l.src) - l.pos
			}
			l.pos += n
			return true
		}
	}
	return false
}

// enclosed returns the end of what starts with pair[0] here, or -1.
func (l *scriptLexer) enclosed(pair [2]string) int {
	if !bytes.HasPrefix(l.src[l.pos:], []byte(pair[0])) || l.pos < l.open[pair[0]] {
		return -1
	}
	from := l.pos + len(pair[0])
	n := bytes.Index(l.src[from:], []byte(pair[1]))
	if n < 0 {
		l.open[pair[0]] = len(l.src)
		return -1
	}
	return from + n + len(pair[1])
}

func (l *scriptLexer) token() lexeme {
	at := l.pos
	for _, pair := range l.long {
		if end := l.enclosed(pair); end >= 0 {
			l.pos = end
			return lexeme{kind: lexString, text: string(l.src[at+len(pair[0]) : end-len(pair[1])]), offset: at}
		}
	}
	c := l.src[at]
	if strings.IndexByte(l.quotes, c) >= 0 {
		if t, ok := l.quoted(c); ok {
			return t
		}
	}
	l.pos++
	switch {
	case wordByte(c):
		for l.pos < len(l.src) && wordByte(l.src[l.pos]) {
			l.pos++
		}
		return lexeme{kind: lexWord, text: string(l.src[at:l.pos]), offset: at}
	case strings.IndexByte(signBytes, c) >= 0:
		for l.pos < len(l.src) && strings.IndexByte(signBytes, l.src[l.pos]) >= 0 && l.pos-at < 4 {
			l.pos++
		}
	}
	return lexeme{kind: lexSign, text: string(l.src[at:l.pos]), offset: at}
}

const signBytes = "=:<>+-"

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80
}

// quoted reads a string that ends on its line. A backslash keeps the next
// character, and joins lines.
func (l *scriptLexer) quoted(quote byte) (lexeme, bool) {
	key := string(quote)
	if l.pos < l.open[key] {
		return lexeme{}, false
	}
	var text []byte
	for i := l.pos + 1; i < len(l.src); i++ {
		switch c := l.src[i]; c {
		case quote:
			t := lexeme{kind: lexString, text: string(text), offset: l.pos}
			l.pos = i + 1
			return t, true
		case '\\':
			if i++; i < len(l.src) && l.src[i] != '\n' {
				text = append(text, unescaped(l.src[i]))
			}
		case '\n':
			l.open[key] = i
			return lexeme{}, false
		default:
			text = append(text, c)
		}
	}
	l.open[key] = len(l.src)
	return lexeme{}, false
}

func unescaped(c byte) byte {
	switch c {
	case 'n', 't', 'r':
		return ' '
	}
	return c
}
