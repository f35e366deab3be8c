// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

// categoryUnknown is the category of a license that the tables do not know, and of none.
const categoryUnknown = "unknown"

// categories are those of licenses, what asks for least first; the unknown one is last.
func categories() []string {
	return []string{rules.CategoryPublicDomain, rules.CategoryPermissive, rules.CategoryWeakCopyleft, rules.CategoryStrongCopyleft, rules.CategoryNetworkCopyleft, rules.CategoryProprietary, categoryUnknown}
}

// categorizer knows the categories of expressions.
type categorizer struct {
	ids  map[string]string
	seen map[string]string
}

func newCategorizer() *categorizer {
	return &categorizer{ids: rules.Categories(), seen: map[string]string{}}
}

// of is the category of an expression: of OR the best one, of AND the worst.
func (c *categorizer) of(expression string) string {
	if known, ok := c.seen[expression]; ok {
		return known
	}
	out := c.judge(expression)
	c.seen[expression] = out
	return out
}

func (c *categorizer) judge(expression string) string {
	e, err := spdx.Parse(expression)
	if err != nil {
		return categoryUnknown
	}
	rank := func(category string) int { return slices.Index(categories(), category) }
	best := categoryUnknown
	for _, choice := range e.Choices() {
		worst := ""
		for _, l := range choice {
			id, _, _ := strings.Cut(l.String(), " WITH ")
			of := cmp.Or(c.ids[strings.TrimSuffix(id, "+")], categoryUnknown)
			if worst == "" || rank(of) > rank(worst) {
				worst = of
			}
		}
		if worst != "" && rank(worst) < rank(best) {
			best = worst
		}
	}
	return best
}

// barView is a line of a bar chart: its label, its number, its share of the
// largest in percent.
type barView struct {
	Label, Category string
	N               int
	Width           string
}

// licenseBars counts files by license, the most frequent first.
const licenseBars = 16

func (b *builder) licenses() (bars []barView, more int) {
	counts := b.v.Facts.Licenses
	ids := slices.SortedFunc(maps.Keys(counts), func(x, y string) int { return cmp.Or(counts[y]-counts[x], strings.Compare(x, y)) })
	for _, id := range ids[:min(len(ids), licenseBars)] {
		bars = append(bars, barView{Label: line(id), Category: b.categories.of(id), N: counts[id]})
	}
	measure(bars)
	return bars, len(ids) - len(bars)
}

// categoryShare is a part of a stacked bar.
type categoryShare struct {
	Category, X, Width string
	N                  int
}

// shares sums up numbers by category, as parts of a bar 100 wide.
func shares(counts map[string]int) []categoryShare {
	total := 0
	for _, n := range counts {
		total += n
	}
	var out []categoryShare
	at := 0
	for _, c := range categories() {
		if n := counts[c]; n > 0 {
			out = append(out, categoryShare{c, percent(at, total), percent(n, total), n})
			at += n
		}
	}
	return out
}

func (b *builder) fileCategories() []categoryShare {
	counts := map[string]int{}
	for id, n := range b.v.Facts.Licenses {
		counts[b.categories.of(id)] += n
	}
	return shares(counts)
}
