// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package spdx reads, normalizes and combines SPDX license expressions, as
// annex D of the SPDX 2.3 specification defines them, and knows the
// identifiers of the SPDX License List.
//
//	e, err := spdx.Parse("gpl-2.0+ with classpath-exception-2.0 or (MIT)")
//	e.String()   // GPL-2.0-or-later WITH Classpath-exception-2.0 OR MIT
//	e.Licenses() // the two leaves
//	e.Choices()  // two sets with one license each
//
// # Grammar
//
// "+" binds tightest, then WITH, AND, OR. Operators are upper or lower case,
// identifiers are matched without regard to case. Lists written with "/" or
// "," are errors, because they do not say whether all or one of the licenses
// apply. Unknown identifiers are errors too, with the nearest known one as a
// suggestion; LicenseRef-... and DocumentRef-...:LicenseRef-... are accepted
// by form. A [ParseError] carries the byte offset of the mistake.
//
// # Normal form
//
// An [Expr] is immutable and always normalized: nested operators of one kind
// are flattened, repeats dropped, canonical case used, and deprecated
// identifiers replaced where the replacement says the same: GPL-2.0 becomes
// GPL-2.0-only, GPL-2.0+ GPL-2.0-or-later, and the ids with a built-in
// exception a WITH. [Expr.String] writes the fewest parentheses, and parsing
// its result gives the same expression. Operands keep their order.
//
// # Limits
//
// Input over 64 KiB and parentheses deeper than 100 are errors. Choices gives
// up beyond 1,000 combinations.
//
// The package imports the standard library only; the lists are embedded (see
// data/README.md for their origin).
package spdx

import (
	"slices"
	"strings"
)

// License is one leaf of an expression: a license, perhaps with later
// versions, perhaps with an exception.
type License struct {
	ID        string // canonical SPDX id, or LicenseRef-..., or DocumentRef-...:LicenseRef-...
	OrLater   bool   // the "+" operator; false for the GNU ids that end in -or-later, which say it themselves
	Exception string // canonical SPDX exception id; "" when there is none
}

// String returns the leaf as an expression.
func (l License) String() string {
	s := l.ID
	if l.OrLater {
		s += "+"
	}
	if l.Exception != "" {
		s += " WITH " + l.Exception
	}
	return s
}

type operator uint8

const (
	leaf operator = iota
	and
	or
)

// Expr is an immutable, normalized license expression: one license, or an AND
// or OR over several expressions. A nil *Expr is the absence of an expression;
// its methods return zero values.
type Expr struct {
	op      operator
	license License // when op is leaf
	kids    []*Expr // when op is and or or: at least two, none of the same op, all different
}

// String returns the normal form: minimal parentheses, upper case operators.
func (e *Expr) String() string {
	if e == nil {
		return ""
	}
	var b strings.Builder
	e.write(&b)
	return b.String()
}

func (e *Expr) write(b *strings.Builder) {
	if e.op == leaf {
		b.WriteString(e.license.String())
		return
	}
	word := " AND "
	if e.op == or {
		word = " OR "
	}
	for i, k := range e.kids {
		if i > 0 {
			b.WriteString(word)
		}
		if e.op == and && k.op == or {
			b.WriteByte('(')
			k.write(b)
			b.WriteByte(')')
			continue
		}
		k.write(b)
	}
}

// Licenses returns all leaves in order, each once.
func (e *Expr) Licenses() []License {
	var out []License
	seen := map[License]bool{}
	e.leaves(func(l License) {
		if !seen[l] {
			seen[l] = true
			out = append(out, l)
		}
	})
	return out
}

func (e *Expr) leaves(visit func(License)) {
	if e == nil {
		return
	}
	if e.op == leaf {
		visit(e.license)
		return
	}
	for _, k := range e.kids {
		k.leaves(visit)
	}
}

// maxChoices bounds Choices.
const maxChoices = 1000

// Choices returns the disjunctive normal form: each choice is a set of
// licenses that must be satisfied together, and satisfying any one choice
// satisfies the expression. Every expression has at least one choice, so nil
// means that there are more than 1,000 (or that e is nil): undecided, and to
// be treated as such.
func (e *Expr) Choices() [][]License {
	if e == nil {
		return nil
	}
	switch e.op {
	case leaf:
		return [][]License{{e.license}}
	case or:
		var all [][]License
		for _, k := range e.kids {
			some := k.Choices()
			if some == nil || len(all)+len(some) > maxChoices {
				return nil
			}
			all = append(all, some...)
		}
		return distinctSets(all)
	}
	all := [][]License{nil}
	for _, k := range e.kids {
		some := k.Choices()
		if some == nil || len(all)*len(some) > maxChoices {
			return nil
		}
		product := make([][]License, 0, len(all)*len(some))
		for _, left := range all {
			for _, right := range some {
				product = append(product, union(left, right))
			}
		}
		all = distinctSets(product)
	}
	return all
}

func union(a, b []License) []License {
	out := slices.Clone(a)
	for _, l := range b {
		if !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// distinctSets drops choices that hold the same licenses as an earlier one.
func distinctSets(sets [][]License) [][]License {
	seen := map[string]bool{}
	out := sets[:0:0]
	for _, s := range sets {
		names := make([]string, len(s))
		for i, l := range s {
			names[i] = l.String()
		}
		slices.Sort(names)
		if key := strings.Join(names, "\n"); !seen[key] {
			seen[key] = true
			out = append(out, s)
		}
	}
	return out
}

// And returns the expression that needs all of xs: flattened, repeats dropped,
// order kept. nil operands are skipped; And of nothing is nil.
func And(xs ...*Expr) *Expr { return combine(and, xs) }

// Or returns the expression that any one of xs satisfies: flattened, repeats
// dropped, order kept. nil operands are skipped; Or of nothing is nil.
func Or(xs ...*Expr) *Expr { return combine(or, xs) }

func combine(op operator, xs []*Expr) *Expr {
	var kids []*Expr
	seen := map[string]bool{}
	add := func(x *Expr) {
		if key := x.String(); !seen[key] {
			seen[key] = true
			kids = append(kids, x)
		}
	}
	for _, x := range xs {
		switch {
		case x == nil:
		case x.op == op:
			for _, k := range x.kids {
				add(k)
			}
		default:
			add(x)
		}
	}
	switch len(kids) {
	case 0:
		return nil
	case 1:
		return kids[0]
	}
	return &Expr{op: op, kids: kids}
}
