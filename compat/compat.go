// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package compat answers whether code under one license may go into a release
// under another, by the way in which the release uses it.
//
//	t := compat.Default()
//	o := t.Pair(outbound, inbound, compat.Linked)
//	fmt.Println(o)  // Apache-2.0 into GPL-2.0-only, linked: conflict (pair: ...)
//
// # Layers
//
// The first layer that knows an answer decides, and the [Opinion] names it:
//
//	usage   nothing of a tool or of a test becomes part of the release
//	same    the same license, or one that adds permissions to it
//	pair    curated pairs with the source of each (rules/licenses/compatibility.yaml)
//	osadl   the compatibility matrix of OSADL, for code that is copied or linked in
//	family  what the kinds of the two licenses say: permissive, weak, strong, network copyleft
//	none    nobody knows one of them
//
// A policy comes before all of them: package policy asks its own lists first,
// and its own matrix in place of the family layer.
//
// # Algebra
//
// A license WITH an exception is looked up as a whole before the exception is
// left out. "Or later" is as good as the best of the versions it allows. Of
// AND the worst part counts, of OR the best choice, which [Decision] records.
// An outbound OR must hold for each of its choices, because whoever receives
// the release may take any of them; under an outbound AND code may go into the
// part that takes it best.
//
// # What it is not
//
// This is an automated screening of license statements against named tables:
// "compatible" means that no conflict is known to the table and its version. It
// is no legal advice; conditional answers and modified copyleft code need counsel.
package compat

import (
	"fmt"
	"sync"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

// Usages: how a release uses code. Strictness falls from Vendored to Dynamic.
const (
	Vendored = "vendored" // its bytes are part of the release
	Linked   = "linked"   // built into one program with it
	Dynamic  = "dynamic"  // loaded at run time, shipped apart
	Tool     = "tool"     // builds or checks the release and stays behind
	Test     = "test"     // used by tests, examples and documentation only
)

// Usages lists all usages.
func Usages() []string { return []string{Vendored, Linked, Dynamic, Tool, Test} }

// Answer says whether a combination is possible. A greater one is worse.
type Answer uint8

// The answers.
const (
	Compatible  Answer = iota // no conflict is known
	Conditional               // there is a condition that a person must look at
	Undecided                 // nobody knows; to be treated as a conflict
	Conflict                  // the licenses cannot both be kept
)

func (a Answer) String() string {
	return [...]string{"compatible", "conditional", "undecided", "conflict"}[a]
}

// Layers, as the package comment explains them.
const (
	LayerUsage  = "usage"
	LayerSame   = "same"
	LayerPair   = "pair"
	LayerOSADL  = "osadl"
	LayerFamily = "family"
	LayerNone   = "none"
)

// Opinion is what one layer says of one pair of licenses.
type Opinion struct {
	Outbound, Inbound spdx.License
	Usage             string
	Answer            Answer
	Layer             string // one of the Layer constants
	Because           string // a clause, with its source in parentheses
}

// String is the opinion in one line, the deciding layer included.
func (o Opinion) String() string {
	return fmt.Sprintf("%s into %s, %s: %s (%s: %s)", o.Inbound, o.Outbound, o.Usage, o.Answer, o.Layer, o.Because)
}

// Table is everything that the layers know. It is never modified; use [Default].
type Table struct {
	pairs      []rules.CompatibilityPair
	matrix     *rules.CompatibilityMatrix
	row        map[string]int // of matrix, by license
	categories map[string]string
	later      map[string][]string // current ids of the same series, from the oldest on, by id
}

// Default returns the table made of the built-in data.
func Default() *Table { return table() }

var table = sync.OnceValue(func() *Table {
	t := &Table{pairs: rules.CompatibilityPairs(), matrix: rules.OSADL(), categories: rules.Categories(), row: map[string]int{}}
	for i, name := range t.matrix.Licenses {
		t.row[name] = i
	}
	t.later = series(spdx.IDs())
	return t
})

// Data names the data and its version, for reports.
func (t *Table) Data() string { return "OSADL license compatibility matrix of " + t.matrix.Date }

// Pair answers for one license in a release under another. What may be copied
// into the release may be linked with it as well, and so on: an answer is never
// worse than that of a closer usage. An unknown usage is taken for Vendored, the
// strictest.
func (t *Table) Pair(outbound, inbound spdx.License, usage string) Opinion {
	closer := []string{Vendored}
	switch usage {
	case Linked:
		closer = []string{Linked, Vendored}
	case Dynamic, Tool, Test:
		closer = []string{usage, Linked, Vendored}
	}
	best := t.best(Opinion{Outbound: outbound, Inbound: inbound, Usage: closer[0]})
	for _, u := range closer[1:] {
		if best.Answer == Compatible || best.Layer == LayerNone {
			break
		}
		if o := t.best(Opinion{Outbound: outbound, Inbound: inbound, Usage: u}); o.Answer < best.Answer {
			best = o
		}
	}
	best.Inbound, best.Usage = inbound, usage
	return best
}

// best is the best answer of the versions that an "or later" allows.
func (t *Table) best(o Opinion) Opinion {
	best := t.one(o)
	for _, version := range t.versions(o.Inbound) {
		o.Inbound = version
		if other := t.one(o); other.Answer < best.Answer {
			best, best.Because = other, "as "+version.String()+", "+other.Because
		}
	}
	return best
}

// one asks the layers in turn.
func (t *Table) one(o Opinion) Opinion {
	if o.Usage == Tool || o.Usage == Test {
		return t.aside(o)
	}
	for _, layer := range []func(Opinion) (Opinion, bool){same, t.pair, t.osadl, t.bare} {
		if answer, ok := layer(o); ok {
			return answer
		}
	}
	return t.family(o)
}

// same: an exception only adds permissions, which the release need not pass on.
func same(o Opinion) (Opinion, bool) {
	in, out := o.Inbound, o.Outbound
	if in != out && (in.ID != out.ID || in.OrLater != out.OrLater || out.Exception != "") {
		return o, false
	}
	o.Answer, o.Layer, o.Because = Compatible, LayerSame, "the license of the release"
	return o, true
}

// Into answers for one license in a release under an expression. Without an
// outbound license, or with too many choices, it is Undecided in layer none.
func (t *Table) Into(outbound *spdx.Expr, inbound spdx.License, usage string) Opinion {
	var worst Opinion
	choices := outbound.Choices()
	if choices == nil {
		return Opinion{Inbound: inbound, Usage: usage, Answer: Undecided, Layer: LayerNone, Because: "the release has no license to compare with"}
	}
	for i, choice := range choices {
		var best Opinion
		for k, out := range choice {
			if o := t.Pair(out, inbound, usage); k == 0 || o.Answer < best.Answer {
				best = o
			}
		}
		if i == 0 || best.Answer > worst.Answer {
			worst = best
		}
	}
	return worst
}

// Decision is the answer for a whole inbound expression.
type Decision struct {
	Opinion                // of the license that decided
	Choice  []spdx.License // the choice taken; of an expression without OR all of its licenses
	Choices int            // how many there were
}

// Judge answers for an expression in a release under another.
func (t *Table) Judge(outbound, inbound *spdx.Expr, usage string) Decision {
	worst, choice, n := Fold(inbound, func(l spdx.License) Opinion { return t.Into(outbound, l, usage) }, func(a, b Opinion) bool { return a.Answer > b.Answer })
	if n == 0 {
		worst = Opinion{Usage: usage, Answer: Undecided, Layer: LayerNone, Because: "the expression has too many choices"}
	}
	return Decision{worst, choice, n}
}

// Fold evaluates an expression by SPDX algebra: of each choice the part counts
// that is worse than the others, and of the choices the one whose part is not.
// It returns the result that decides, the choice and the number of choices; 0
// means that there are too many to tell, or none.
func Fold[T any](e *spdx.Expr, single func(spdx.License) T, worse func(a, b T) bool) (decides T, choice []spdx.License, choices int) {
	all := e.Choices()
	for i, c := range all {
		var worst T
		for k, l := range c {
			if r := single(l); k == 0 || worse(r, worst) {
				worst = r
			}
		}
		if i == 0 || worse(decides, worst) {
			decides, choice = worst, c
		}
	}
	return decides, choice, len(all)
}
