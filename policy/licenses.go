// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/compat"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

// ruling is what the policy says of one license expression in one usage.
type ruling struct {
	setting
	license string // the license that decided
	chosen  string // the choice taken among alternatives; "" when there was none
	unknown bool   // no table knows the license that decided
}

// outboundOf is the license under which the release goes out.
type outboundOf struct {
	expr *spdx.Expr // nil: none
	text string
}

// judge rules on an expression: the best of its choices, each as good as its
// worst license. unknown is the setting for licenses that no table knows.
func (p *Policy) judge(expression, usage string, out outboundOf, unknown setting) ruling {
	expr, err := spdx.Parse(expression)
	if err != nil {
		return ruling{setting: unknown, license: expression, unknown: true}
	}
	if out.expr != nil && expr.String() == out.text {
		return ruling{}
	}
	single := func(l spdx.License) ruling { return p.single(l, usage, out, unknown) }
	best, choice, n := compat.Fold(expr, single, func(a, b ruling) bool { return a.stricter(b.setting) })
	switch {
	case n == 0:
		return ruling{setting: unknown, license: clip(expression), unknown: true}
	case n > 1:
		best.chosen = join(choice)
	}
	return best
}

// single rules on one license: the policy's lists and pairs, then what is known
// of it beside the outbound license, then the matrix.
func (p *Policy) single(l spdx.License, usage string, out outboundOf, unknown setting) ruling {
	name := l.String()
	r := ruling{license: name}
	for _, d := range p.deny {
		if wildcard(d.pattern, name) {
			r.setting = setting{LevelFail, High, d.at, "licenses.deny: " + d.pattern}
			return r
		}
	}
	if names(p.allow, l) {
		return r
	}
	if s, ok := p.paired(l, usage, out.expr); ok {
		r.setting = s
		return r
	}
	category := p.category(l)
	if category == categoryUnknown {
		r.setting, r.unknown = unknown, true
		return r
	}
	cell, ok := p.matrix[category][usage]
	if !ok {
		cell = setting{LevelFail, "", Place{File: p.Source}, fmt.Sprintf("licenses.matrix has no row %s: fail", category)}
	}
	if cell.level == LevelFail && cell.severity == "" {
		cell.severity = severityOf(category)
	}
	r.setting = p.beside(out.expr, l, usage, cell)
	return r
}

func names(list []listed, l spdx.License) bool {
	return slices.ContainsFunc(list, func(x listed) bool { return wildcard(x.pattern, l.String()) })
}

// severityOf grades a forbidden category when the policy does not.
func severityOf(category string) Severity {
	switch category {
	case rules.CategoryStrongCopyleft, rules.CategoryNetworkCopyleft, rules.CategoryProprietary:
		return Critical
	}
	return High
}

// category looks up the policy's own table, then the built-in one. A license
// with an exception has the category of the license, unless the policy says
// what the exception makes of it.
func (p *Policy) category(l spdx.License) string {
	name := l.String()
	for _, o := range p.overrides {
		if wildcard(o.pattern, name) {
			return o.category
		}
	}
	if c := p.categories[l.ID]; c != "" {
		return c
	}
	return categoryUnknown
}

// flowsInto reports whether a work under l may become part of a work under the
// outbound license because they are the same, or of one family in the right
// direction: LGPL into GPL into AGPL, older "or later" into newer. It must hold
// for every choice that the outbound license offers.
func flowsInto(l spdx.License, outbound *spdx.Expr) bool {
	choices := outbound.Choices()
	for _, choice := range choices {
		if !slices.ContainsFunc(choice, func(o spdx.License) bool { return flows(l, o) }) {
			return false
		}
	}
	return len(choices) > 0
}

func flows(in, out spdx.License) bool {
	if in == out || in.ID == out.ID && in.OrLater == out.OrLater && out.Exception == "" {
		return true // an exception only adds permissions
	}
	i, okIn := gnuOf(in.ID)
	o, okOut := gnuOf(out.ID)
	if !okIn || !okOut || out.Exception != "" && in.Exception != out.Exception || i.rank > o.rank {
		return false
	}
	switch {
	case i.rank == 0 && o.rank > 0 && i.version < "3":
		return true // LGPL 2.x, section 3: any version of the GPL
	case i.version == o.version:
		return i.later || !o.later || i.rank < o.rank && i.version == "3.0"
	}
	return i.later && i.version < o.version
}

// gnu is a license of the GNU family. Rank orders what may flow into what.
type gnu struct {
	rank    int // LGPL, GPL, AGPL
	version string
	later   bool
}

func gnuOf(id string) (gnu, bool) {
	for rank, prefix := range []string{"LGPL-", "GPL-", "AGPL-"} {
		rest, ok := strings.CutPrefix(id, prefix)
		if !ok {
			continue
		}
		version, later := strings.CutSuffix(rest, "-or-later")
		return gnu{rank, strings.TrimSuffix(version, "-only"), later}, true
	}
	return gnu{}, false
}

// plainID is an id without the words that a license text alone cannot decide:
// the text of GPL-3.0-only and GPL-3.0-or-later is the same.
func plainID(l spdx.License) string {
	id, _ := strings.CutSuffix(l.ID, "-or-later")
	id, _ = strings.CutSuffix(id, "-only")
	return id
}

func join(ls []spdx.License) string {
	words := make([]string, len(ls))
	for i, l := range ls {
		words[i] = l.String()
	}
	return strings.Join(words, " AND ")
}
