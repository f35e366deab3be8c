// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"regexp/syntax"
	"unicode/utf8"
)

// tokenRun is what the value of a rule with services begins with: so many bytes
// of a class. Behind most names of services there is none that chance could have
// drawn, and finding that out costs a byte a nanosecond; the pattern, with its
// words in between, costs a hundred.
type tokenRun struct {
	min   int // 0: not known, so that the pattern itself has to look
	reach int // characters that may stand before it
	class [256]bool
}

// runOf reads the run off the group of a pattern that holds the value.
func runOf(pattern string, group int) (run tokenRun) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return run
	}
	value := captured(re, group)
	if value == nil || re.Op != syntax.OpConcat || re.Sub[len(re.Sub)-1] != value {
		return run
	}
	for _, sub := range re.Sub[:len(re.Sub)-1] {
		run.reach += longest(sub)
	}
	for value.Op == syntax.OpCapture || value.Op == syntax.OpConcat {
		value = value.Sub[0]
	}
	if value.Op != syntax.OpRepeat || value.Sub[0].Op != syntax.OpCharClass {
		return run
	}
	run.min = value.Min
	class := value.Sub[0].Rune
	for i := 0; i < len(class); i += 2 {
		for r := class[i]; r <= class[i+1] && r < utf8.RuneSelf; r++ {
			run.class[r] = true
		}
	}
	return run
}

// longest is the greatest number of characters that a pattern matches; every
// repetition of a rule has an upper limit.
func longest(re *syntax.Regexp) int {
	n := 0
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1
	case syntax.OpRepeat:
		return re.Max * longest(re.Sub[0])
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			n = max(n, longest(sub))
		}
	default: // concatenation, group, ?
		for _, sub := range re.Sub {
			n += longest(sub)
		}
	}
	return n
}

func captured(re *syntax.Regexp, group int) *syntax.Regexp {
	if re.Op == syntax.OpCapture && re.Cap == group {
		return re
	}
	for _, sub := range re.Sub {
		if found := captured(sub, group); found != nil {
			return found
		}
	}
	return nil
}

// lastToken returns where the last run ends that begins within reach of at and that
// chance could have drawn: with a digit, or with small and capital letters that make
// no words. read is how far it has looked.
func (s *scan) lastToken(run *tokenRun, at, end int) (last, read int, ok bool) {
	if run.min == 0 {
		return end, end, true
	}
	i := at
	for left := run.reach; i < end && left >= 0; {
		if !run.class[s.text[i]] {
			if i++; i < end && utf8.RuneStart(s.text[i]) {
				left--
			}
			continue
		}
		start := i
		digit, lower, upper := false, false, false
		for ; i < end && run.class[s.text[i]]; i++ {
			c := s.text[i]
			digit, lower, upper = digit || isDigit(c), lower || isLower(c), upper || isUpper(c)
		}
		if i-start >= run.min && (digit || (lower && upper || i-start >= 20) && s.wordiness(s.text[start:i]) < 0.5) {
			last, ok = i, true
		}
		left -= i - start
	}
	return last, i + 1, ok
}
