// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package spdx

import (
	"fmt"
	"strings"
)

// ParseError is a mistake in an expression.
type ParseError struct {
	Offset int    // byte offset into the input
	Msg    string // what is wrong, and often what was meant
}

func (e *ParseError) Error() string { return fmt.Sprintf("offset %d: %s", e.Offset, e.Msg) }

const (
	maxInput = 64 << 10
	maxDepth = 100
)

// Parse reads an SPDX 2.3 annex D expression. The error is a *ParseError.
func Parse(s string) (*Expr, error) {
	if len(s) > maxInput {
		return nil, &ParseError{maxInput, "expression longer than 64 KiB"}
	}
	p := &parser{s: s}
	p.next()
	e, err := p.or(0)
	if err == nil && p.tok != tokEnd {
		err = p.unexpected()
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokID
	tokAnd
	tokOr
	tokWith
	tokOpen
	tokClose
	tokPlus // a "+" that follows an id at once
	tokBad
)

// parser is a recursive descent parser with one token of look-ahead. Its
// methods return error values of type *ParseError only.
type parser struct {
	s    string
	pos  int       // end of the current token
	tok  tokenKind // current token
	at   int       // its offset
	text string    // its text
}

func idByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == ':'
}

// next reads the token at pos.
func (p *parser) next() {
	afterID := p.tok == tokID
	end := p.pos
	for p.pos < len(p.s) && strings.IndexByte(" \t\r\n", p.s[p.pos]) >= 0 {
		p.pos++
	}
	p.at = p.pos
	if p.pos == len(p.s) {
		p.tok, p.text = tokEnd, ""
		return
	}
	p.pos++
	switch c := p.s[p.at]; {
	case c == '(':
		p.tok = tokOpen
	case c == ')':
		p.tok = tokClose
	case c == '+' && afterID && p.at == end:
		p.tok = tokPlus
	case idByte(c):
		for p.pos < len(p.s) && idByte(p.s[p.pos]) {
			p.pos++
		}
		p.tok = wordKind(p.s[p.at:p.pos])
	default:
		p.tok = tokBad
	}
	p.text = p.s[p.at:p.pos]
}

func wordKind(w string) tokenKind {
	switch w {
	case "AND", "and":
		return tokAnd
	case "OR", "or":
		return tokOr
	case "WITH", "with":
		return tokWith
	}
	return tokID
}

func (p *parser) unexpected() error {
	switch {
	case p.tok == tokEnd && p.at == 0:
		return &ParseError{0, "empty expression"}
	case p.tok == tokEnd:
		return &ParseError{p.at, "expression ends where a license is expected"}
	case p.tok == tokBad && (p.text == "/" || p.text == ","):
		return &ParseError{p.at, fmt.Sprintf("%q does not say whether all or one of the licenses apply; write AND or OR", p.text)}
	case p.tok == tokBad:
		return &ParseError{p.at, fmt.Sprintf("unexpected character %q", firstRune(p.s[p.at:]))}
	case p.tok == tokID:
		if up := strings.ToUpper(p.text); wordKind(up) != tokID {
			return &ParseError{p.at, fmt.Sprintf("operators are upper or lower case: %s", up)}
		}
		return &ParseError{p.at, fmt.Sprintf("expected AND, OR or WITH before %q", clip(p.text))}
	}
	return &ParseError{p.at, fmt.Sprintf("unexpected %q", p.text)}
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// clip keeps messages short on hostile input.
func clip(s string) string {
	if len(s) > 80 {
		return s[:80] + "..."
	}
	return s
}

func (p *parser) or(depth int) (*Expr, error) {
	return p.list(tokOr, Or, func() (*Expr, error) {
		return p.list(tokAnd, And, func() (*Expr, error) { return p.term(depth) })
	})
}

func (p *parser) list(op tokenKind, join func(...*Expr) *Expr, operand func() (*Expr, error)) (*Expr, error) {
	var xs []*Expr
	for {
		x, err := operand()
		if err != nil {
			return nil, err
		}
		xs = append(xs, x)
		if p.tok != op {
			return join(xs...), nil
		}
		p.next()
	}
}

func (p *parser) term(depth int) (*Expr, error) {
	switch p.tok {
	case tokID:
		return p.license()
	case tokOpen:
		if depth == maxDepth {
			return nil, &ParseError{p.at, "parentheses nested too deeply"}
		}
		p.next()
		e, err := p.or(depth + 1)
		if err != nil {
			return nil, err
		}
		if p.tok == tokEnd {
			return nil, &ParseError{p.at, "missing )"}
		}
		if p.tok != tokClose {
			return nil, p.unexpected()
		}
		p.next()
		return e, nil
	}
	return nil, p.unexpected()
}

// license reads id ["+"] ["WITH" exception].
func (p *parser) license() (*Expr, error) {
	at, word := p.at, p.text
	id, _, ok := Known(word)
	if !ok {
		return nil, &ParseError{at, unknown("license", word, Suggest(word))}
	}
	p.next()
	plus := false
	if p.tok == tokPlus {
		if strings.Contains(id, "LicenseRef-") {
			return nil, &ParseError{p.at, "+ is not allowed after LicenseRef-"}
		}
		plus = true
		p.next()
	}
	l := replace(id, plus)
	if p.tok != tokWith {
		return &Expr{license: l}, nil
	}
	withAt := p.at
	p.next()
	if p.tok != tokID {
		return nil, &ParseError{p.at, "expected an exception after WITH"}
	}
	exception, ok := KnownException(p.text)
	if !ok {
		return nil, &ParseError{p.at, unknown("exception", p.text, suggestException(p.text))}
	}
	if l.Exception != "" && l.Exception != exception {
		return nil, &ParseError{withAt, fmt.Sprintf("%s already has the exception %s", id, l.Exception)}
	}
	l.Exception = exception
	p.next()
	return &Expr{license: l}, nil
}

func unknown(kind, word, suggestion string) string {
	msg := fmt.Sprintf("unknown %s %q", kind, clip(word))
	if suggestion != "" {
		msg += fmt.Sprintf("; did you mean %q?", suggestion)
	}
	return msg
}
