// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// shape is what the loader knows of a pattern without running it.
type shape struct {
	min, max int // bytes a match has; max is -1 when unbounded
	groups   int
}

// analyze checks an RE2 pattern against the limits; message is "" when it is fine.
func analyze(pattern string, unboundedOK bool) (s shape, message string) {
	if len(pattern) > maxPattern {
		return s, fmt.Sprintf("longer than %d bytes", maxPattern)
	}
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return s, explainSyntax(pattern, err)
	}
	s.groups = re.MaxCap()
	s.min, s.max = matchLength(re)
	size := programBound(re)
	if size > maxProgram { // it may be: compiling takes as long as all the rest
		prog, err := syntax.Compile(re.Simplify())
		if err != nil {
			return s, err.Error()
		}
		size = len(prog.Inst)
	}
	switch {
	case size > maxProgram:
		return s, fmt.Sprintf("compiles to %d instructions, more than %d; make the repetitions shorter", size, maxProgram)
	case unboundedOK:
		return s, ""
	case s.max < 0:
		return s, "unbounded: give every *, + and {n,} an upper limit such as {0,200}"
	case s.max > maxMatch:
		return s, fmt.Sprintf("can match %d bytes, more than %d", s.max, maxMatch)
	case s.min == 0:
		return s, "matches the empty text"
	}
	return s, ""
}

// programBound is a number of instructions that a pattern never exceeds.
func programBound(re *syntax.Regexp) int {
	const ends = 2 // of the whole program, counted for each part: a bound may be too high
	n := ends
	for _, sub := range re.Sub {
		n += programBound(sub) + 1
	}
	switch re.Op {
	case syntax.OpLiteral:
		n += len(re.Rune)
	case syntax.OpRepeat:
		n *= max(re.Min+1, re.Max, 1)
	default:
		n++
	}
	return n
}

func explainSyntax(pattern string, err error) string {
	for _, look := range []string{"(?=", "(?!", "(?<=", "(?<!"} {
		if strings.Contains(pattern, look) {
			return "RE2 has no lookaround (" + look + "); capture the value in a group and name it in secret-group"
		}
	}
	var bad *syntax.Error
	if errors.As(err, &bad) {
		if bad.Code == syntax.ErrInvalidEscape && len(bad.Expr) == 2 && bad.Expr[1] >= '1' && bad.Expr[1] <= '9' {
			return "RE2 has no back-references (" + bad.Expr + ")"
		}
		return fmt.Sprintf("%s: %q", bad.Code, bad.Expr)
	}
	return err.Error()
}

// matchLength returns the least and the greatest number of bytes a match has;
// the greatest is -1 when there is no limit.
func matchLength(re *syntax.Regexp) (lo, hi int) {
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			n := utf8.RuneLen(r)
			lo, hi = lo+1, hi+max(n, foldedLen(re, r)) // an invalid byte or a folded form may be shorter
		}
		if re.Flags&syntax.FoldCase == 0 {
			lo = len(string(re.Rune))
		}
		return lo, hi
	case syntax.OpCharClass:
		if len(re.Rune) == 0 {
			return 0, 0
		}
		return 1, utf8.RuneLen(min(re.Rune[len(re.Rune)-1], utf8.MaxRune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1, utf8.UTFMax
	case syntax.OpCapture:
		return matchLength(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			l, h := matchLength(sub)
			lo, hi = lo+l, plus(hi, h)
		}
		return lo, hi
	case syntax.OpAlternate:
		lo, hi = matchLength(re.Sub[0])
		for _, sub := range re.Sub[1:] {
			l, h := matchLength(sub)
			lo = min(lo, l)
			if hi < 0 || h < 0 {
				hi = -1
			} else {
				hi = max(hi, h)
			}
		}
		return lo, hi
	case syntax.OpQuest:
		_, h := matchLength(re.Sub[0])
		return 0, h
	case syntax.OpStar:
		return 0, -1
	case syntax.OpPlus:
		l, _ := matchLength(re.Sub[0])
		return l, -1
	case syntax.OpRepeat:
		l, h := matchLength(re.Sub[0])
		if re.Max < 0 || h < 0 {
			return l * re.Min, -1
		}
		return l * re.Min, h * re.Max
	}
	return 0, 0 // empty-width
}

func plus(a, b int) int {
	if a < 0 || b < 0 {
		return -1
	}
	return a + b
}

// foldedLen is the size of the longest form of a letter when case is folded
// (the Kelvin sign folds to k).
func foldedLen(re *syntax.Regexp, r rune) int {
	if re.Flags&syntax.FoldCase == 0 {
		return 0
	}
	return utf8.UTFMax
}
