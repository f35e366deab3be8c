// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/spdx"
)

// Bounds of a value that joins several names.
const (
	maxValue      = 1024     // bytes of a value that are read for names
	maxExpression = 16 << 10 // and for an SPDX expression, which is the quicker way
	maxPieces     = 64       // names and operators
	maxJoined     = 4        // operators that one name may hold: "Version 2, or later"
)

// pieceKind is what a piece of a value is.
type pieceKind uint8

const (
	pieceName pieceKind = iota
	pieceOpen
	pieceClose
	pieceAnd
	pieceOr
	pieceComma // and or or, as the next operator says
)

// valuePiece is a name, an operator or a parenthesis of a value.
type valuePiece struct {
	kind     pieceKind
	weak     bool // behind a comma, which takes in more than the other operators
	guessed  bool // a comma, which does not say whether all or one apply
	from, to int
}

// combiner reads names that are joined by operators as in
//
//	MIT/Apache-2.0   GPLv2+ and (MIT or BSD)   Artistic or GPL-1+, and Expat
//
// An operator may be part of a name ("GPL version 2 or later"), so the longest
// run of pieces that is a name is one.
type combiner struct {
	text   string
	pieces []valuePiece
	name   func(string) (*spdx.Expr, float64)
	either bool // "dual licensed": every operator is a choice
	known  bool // some name is a known license
}

// combineNames reads a value. It returns nil when no piece of it is known.
func combineNames(v string, either bool, name func(string) (*spdx.Expr, float64)) (*spdx.Expr, float64) {
	c := &combiner{text: v, name: name, either: either}
	if len(v) > maxValue {
		return nil, 0
	}
	if c.pieces = cutValue(v); len(c.pieces) > maxPieces {
		return nil, 0
	}
	e, confidence, _ := c.group(0, 0)
	if !c.known {
		return nil, 0
	}
	return e, confidence
}

// cutValue splits a value into pieces. A parenthesis within a name belongs to it.
func cutValue(v string) []valuePiece {
	var out []valuePiece
	open, from := 0, -1 // groups; start of the current name
	flush := func(to int) {
		if from >= 0 {
			out = append(out, valuePiece{kind: pieceName, from: from, to: to})
		}
		from = -1
	}
	for i := 0; i < len(v) && len(out) <= maxPieces; {
		kind, size := operatorAt(v, i)
		switch c := v[i]; {
		case size > 0:
			flush(i)
			out = append(out, valuePiece{kind: kind, from: i, to: i + size})
			i += size
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		case c == '(' && from < 0:
			out = append(out, valuePiece{kind: pieceOpen, from: i, to: i + 1})
			open++
			i++
		case c == ')' && open > 0:
			flush(i)
			out = append(out, valuePiece{kind: pieceClose, from: i, to: i + 1})
			open--
			i++
		default:
			if from < 0 {
				from = i
			}
			i = endOfWord(v, i)
		}
	}
	flush(len(v))
	return out
}

// endOfWord is the end of the word at i. URLs and parentheses are whole.
func endOfWord(v string, i int) int {
	if v[i] == '(' {
		if n := strings.IndexByte(v[i:], ')'); n >= 0 {
			return i + n + 1
		}
		return len(v)
	}
	if n := strings.IndexAny(v[i:], " \t\r\n<>\""); n != 0 {
		if n < 0 {
			n = len(v) - i
		}
		if strings.Contains(v[i:i+n], "://") {
			return i + len(strings.TrimRight(v[i:i+n], ",;)"))
		}
	}
	if n := strings.IndexAny(v[i+1:], " \t\r\n,;|/()"); n >= 0 {
		return i + 1 + n
	}
	return len(v)
}

// operatorAt reads an operator at i: its kind and size, or 0.
func operatorAt(v string, i int) (pieceKind, int) {
	switch v[i] {
	case ',', ';':
		return pieceComma, 1
	case '/':
		return pieceOr, 1 // Cargo's old form, and the habit elsewhere
	case '|':
		if strings.HasPrefix(v[i:], "||") {
			return pieceOr, 2
		}
		return pieceOr, 1
	}
	if i > 0 && strings.IndexByte(" \t\r\n),;", v[i-1]) < 0 {
		return 0, 0
	}
	word := v[i:]
	if n := strings.IndexAny(word, " \t\r\n("); n >= 0 {
		word = word[:n]
	}
	switch strings.ToLower(word) {
	case "and", "&", "&&", "+", "plus":
		return pieceAnd, len(word)
	case "or", "and/or":
		return pieceOr, len(word)
	}
	return 0, 0
}

// group reads pieces up to the end or a closing parenthesis, and returns the
// index behind it.
func (c *combiner) group(i, depth int) (*spdx.Expr, float64, int) {
	var xs []*spdx.Expr
	var ops []valuePiece
	confidence := 1.0
	op := valuePiece{kind: pieceComma}
	for i < len(c.pieces) {
		var e *spdx.Expr
		sure := 1.0
		switch p := c.pieces[i]; p.kind {
		case pieceClose:
			return foldNames(xs, ops), confidence, i + 1
		case pieceOpen:
			if depth > maxNesting {
				return nil, 0, len(c.pieces)
			}
			e, sure, i = c.group(i+1, depth+1)
		case pieceName:
			e, sure, i = c.operand(i)
		default:
			op, i = c.operator(i)
			continue
		}
		if e == nil {
			continue
		}
		if len(xs) > 0 {
			ops = append(ops, op)
			if op.guessed {
				sure = min(sure, looseField)
			}
		}
		xs, confidence = append(xs, e), min(confidence, sure)
	}
	return foldNames(xs, ops), confidence, i
}

// operand reads the longest name at i. What nobody knows is kept as such.
func (c *combiner) operand(i int) (*spdx.Expr, float64, int) {
	last := i
	for last+2 < len(c.pieces) && last < i+2*maxJoined && c.pieces[last+2].kind == pieceName && c.pieces[last+1].kind > pieceClose {
		last += 2
	}
	for ; last >= i; last -= 2 {
		text := strings.TrimSpace(c.text[c.pieces[i].from:c.pieces[last].to])
		if last == i && elsewhere(text) {
			return nil, 0, i + 1
		}
		if last > i && isExpression(text) { // which this parser has to take apart
			continue
		}
		if e, confidence := c.name(text); e != nil {
			c.known = true
			return e, confidence, last + 1
		}
	}
	return ref(UnknownLicense), 0, i + 1
}

// operator reads the run of operators at i as one.
func (c *combiner) operator(i int) (valuePiece, int) {
	op := c.pieces[i]
	for i++; i < len(c.pieces) && c.pieces[i].kind >= pieceAnd; i++ {
		weak := op.kind == pieceComma
		if op = c.pieces[i]; op.kind != pieceComma {
			op.weak = weak
		}
	}
	if op.kind == pieceComma { // the list ends in "and X" or "or X"
		n := slices.IndexFunc(c.pieces[i:], func(p valuePiece) bool { return p.kind == pieceAnd || p.kind == pieceOr || p.kind == pieceClose })
		switch {
		case n >= 0 && c.pieces[i+n].kind != pieceClose:
			op.kind = c.pieces[i+n].kind
			op.weak = c.pieces[i+n-1].kind == pieceComma
		default:
			op.kind, op.guessed = pieceAnd, !c.either
		}
	}
	if c.either {
		op.kind = pieceOr
	}
	return op, i
}

// foldNames joins expressions: and binds more tightly than or, and both more than
// an operator behind a comma.
func foldNames(xs []*spdx.Expr, ops []valuePiece) *spdx.Expr {
	if len(xs) < 2 {
		return spdx.And(xs...)
	}
	weak := slices.ContainsFunc(ops, func(p valuePiece) bool { return p.weak })
	or := slices.ContainsFunc(ops, func(p valuePiece) bool { return p.kind == pieceOr })
	if !weak && !or {
		return spdx.And(xs...)
	}
	out, from, join := (*spdx.Expr)(nil), 0, spdx.Or
	for i := range xs {
		if i < len(ops) && (weak && !ops[i].weak || !weak && ops[i].kind != pieceOr) {
			continue
		}
		out = join(out, foldNames(xs[from:i+1], ops[from:i]))
		if from = i + 1; i < len(ops) && ops[i].kind == pieceAnd {
			join = spdx.And
		} else {
			join = spdx.Or
		}
	}
	return out
}

// isExpression reports whether all words of a text are identifiers of SPDX or
// operators. The parser of package spdx would search for what was meant
// instead, which is too slow for every piece of a value.
func isExpression(s string) bool {
	if len(s) > maxExpression {
		return false
	}
	for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(" \t\r\n()+", r) }) {
		if _, _, known := spdx.Known(word); known {
			continue
		}
		if _, known := spdx.KnownException(word); !known && !slices.Contains([]string{"AND", "OR", "WITH", "and", "or", "with"}, word) {
			return false
		}
	}
	return true
}
