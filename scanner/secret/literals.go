// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"cmp"
	"regexp/syntax"
	"slices"
	"strings"
)

// Limits of what is known about a pattern.
const (
	maxExact   = 32 // texts that a part of a pattern stands for
	maxClass   = 4  // letters of a class that are told apart
	minLiteral = 2  // bytes; a single letter is everywhere
)

// literals returns texts in lower case of which every match of a pattern contains
// at least one, whatever the case; nil when there are none worth looking for.
func literals(re *syntax.Regexp) []string {
	k := known(re)
	return k.required()
}

// knowledge of a part of a pattern.
type knowledge struct {
	exact []string // all texts that it can match; nil when they are too many
	need  []string // every match contains one of these; nil when unknown
}

// required are the texts of which a match contains one.
func (k knowledge) required() []string {
	if k.exact != nil {
		return worthwhile(k.exact)
	}
	return k.need
}

// worthwhile returns the set without what another member of it is part of; nil when
// a member is too short to be looked for.
func worthwhile(set []string) []string {
	set = slices.Clone(set)
	slices.SortFunc(set, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) })
	var out []string
	for _, s := range set {
		if len(s) < minLiteral {
			return nil
		}
		if !slices.ContainsFunc(out, func(o string) bool { return strings.Contains(s, o) }) {
			out = append(out, s)
		}
	}
	return out
}

// better tells which of two sets is the rarer one to meet: the one whose shortest
// text is longer, then the smaller one.
func better(a, b []string) []string {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	shortest := func(set []string) int {
		n := len(set[0])
		for _, s := range set {
			n = min(n, len(s))
		}
		return n
	}
	if cmp.Or(cmp.Compare(shortest(b), shortest(a)), cmp.Compare(len(a), len(b))) <= 0 {
		return a
	}
	return b
}

func known(re *syntax.Regexp) knowledge {
	switch re.Op {
	case syntax.OpLiteral:
		return ofLiteral(re)
	case syntax.OpCharClass:
		return knowledge{exact: ofClass(re)}
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return knowledge{exact: []string{""}}
	case syntax.OpCapture:
		return known(re.Sub[0])
	case syntax.OpConcat:
		return ofConcat(re.Sub)
	case syntax.OpAlternate:
		return ofAlternate(re.Sub)
	case syntax.OpQuest:
		if sub := known(re.Sub[0]); sub.exact != nil && len(sub.exact) < maxExact {
			return knowledge{exact: union(sub.exact, []string{""})}
		}
	case syntax.OpPlus:
		return knowledge{need: known(re.Sub[0]).required()}
	case syntax.OpRepeat:
		sub := known(re.Sub[0])
		switch {
		case re.Min == 0:
		case re.Min == re.Max && re.Min <= 8: // x{3}: as often as it is written
			return ofConcat(slices.Repeat([]*syntax.Regexp{re.Sub[0]}, re.Min))
		default:
			return knowledge{need: sub.required()}
		}
	}
	return knowledge{}
}

// ofLiteral knows a text, as far as folding its case is a matter of ASCII.
func ofLiteral(re *syntax.Regexp) knowledge {
	folded := re.Flags&syntax.FoldCase != 0
	var parts []string
	part := ""
	for _, r := range re.Rune {
		if r > 127 && folded || r == 0xfffd { // or any invalid byte
			parts, part = append(parts, part), ""
			continue
		}
		part += lowerASCII(r)
	}
	parts = append(parts, part)
	if len(parts) == 1 {
		return knowledge{exact: parts}
	}
	longest := slices.MaxFunc(parts, func(a, b string) int { return len(a) - len(b) })
	return knowledge{need: worthwhile([]string{longest})}
}

func lowerASCII(r rune) string {
	if r >= 'A' && r <= 'Z' {
		r += 'a' - 'A'
	}
	return string(r)
}

// ofClass lists the letters of a small class; nil for any other.
func ofClass(re *syntax.Regexp) []string {
	var out []string
	for i := 0; i+1 < len(re.Rune); i += 2 {
		lo, hi := re.Rune[i], re.Rune[i+1]
		if lo == hi && (hi == 0x17f || hi == 0x212a) { // long s, Kelvin sign: no token is written with them
			continue
		}
		if hi > 127 || hi-lo > 2*maxClass {
			return nil
		}
		for r := lo; r <= hi; r++ {
			if s := lowerASCII(r); !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	if len(out) > maxClass {
		return nil
	}
	return out
}

// ofConcat joins texts that follow each other as long as all are known.
func ofConcat(subs []*syntax.Regexp) knowledge {
	run, whole := []string{""}, true
	var best []string
	for _, sub := range subs {
		k := known(sub)
		if k.exact != nil && len(run)*len(k.exact) <= maxExact {
			run = product(run, k.exact)
			continue
		}
		best = better(best, worthwhile(run))
		best = better(best, k.required())
		run, whole = []string{""}, false
		if k.exact != nil {
			run = k.exact
		}
	}
	if whole {
		return knowledge{exact: run}
	}
	return knowledge{need: better(best, worthwhile(run))}
}

func product(a, b []string) (out []string) {
	for _, x := range a {
		for _, y := range b {
			out = append(out, x+y)
		}
	}
	return union(out, nil)
}

func union(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}

func ofAlternate(subs []*syntax.Regexp) knowledge {
	var exact, need []string
	allExact, allNeed := true, true
	for _, sub := range subs {
		k := known(sub)
		allExact = allExact && k.exact != nil
		exact = union(exact, k.exact)
		one := k.required()
		allNeed = allNeed && one != nil
		need = union(need, one)
	}
	if allExact && len(exact) <= 2*maxExact {
		return knowledge{exact: exact}
	}
	if allNeed {
		return knowledge{need: need}
	}
	return knowledge{}
}
