// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"regexp/syntax"
	"slices"
	"sync"
	"unicode"
)

const maxGuard = 24 // positions

// limits are the bytes that a match of a pattern may have. They are worked out
// when they are first wanted, as patterns are.
type limits struct {
	once     sync.Once
	source   string      // the pattern, which is known to be valid
	guard    [][256]bool // at its first positions
	anywhere [256]bool   // at all
}

func (l *limits) get() *limits {
	if l == nil {
		return new(limits)
	}
	l.once.Do(func() {
		prog, err := programOf(l.source)
		if err != nil {
			panic(err) // as regexp.MustCompile does
		}
		l.guard, l.anywhere = guardOf(prog), bytesOf(prog)
	})
	return l
}

// programOf compiles a pattern for those who look at what it can match.
func programOf(pattern string) (*syntax.Prog, error) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, err
	}
	return syntax.Compile(re.Simplify())
}

// guardOf returns, for the first positions of a match, the bytes that may stand
// there. Where a match could already have ended it stops. It is a necessary
// condition that costs some nanoseconds and spares most regexp calls.
func guardOf(prog *syntax.Prog) [][256]bool {
	var guard [][256]bool
	states := []uint32{uint32(prog.Start)}
	for range maxGuard {
		runes, ended := closure(prog, states)
		if ended || len(runes) == 0 {
			return guard
		}
		var bytes [256]bool
		states = states[:0]
		wide := false
		for _, pc := range runes {
			in := &prog.Inst[pc]
			ascii(in, func(b byte) { bytes[b] = true })
			wide = wide || matchesWide(in)
			states = append(states, in.Out)
		}
		if wide { // a rune of several bytes: later positions are not known
			for b := 128; b < 256; b++ {
				bytes[b] = true
			}
			return append(guard, bytes)
		}
		guard = append(guard, bytes)
	}
	return guard
}

// bytesOf returns the bytes that can occur in a match: the run of them from the
// keyword on bounds what the regular expression has to read.
func bytesOf(prog *syntax.Prog) (set [256]bool) {
	for i := range prog.Inst {
		in := &prog.Inst[i]
		switch in.Op {
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			ascii(in, func(b byte) { set[b] = true })
			if matchesWide(in) {
				for b := 128; b < 256; b++ {
					set[b] = true
				}
			}
		}
	}
	return set
}

// closure follows empty instructions; empty-width conditions count as met.
func closure(prog *syntax.Prog, from []uint32) (runes []uint32, ended bool) {
	seen := make([]bool, len(prog.Inst))
	stack := slices.Clone(from)
	for len(stack) > 0 {
		pc := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		switch in := &prog.Inst[pc]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			stack = append(stack, in.Out, in.Arg)
		case syntax.InstCapture, syntax.InstEmptyWidth, syntax.InstNop:
			stack = append(stack, in.Out)
		case syntax.InstMatch:
			ended = true
		case syntax.InstFail:
		default:
			runes = append(runes, pc)
		}
	}
	slices.Sort(runes)
	return runes, ended
}

// ascii calls see for every byte below 128 that an instruction matches.
func ascii(in *syntax.Inst, see func(b byte)) {
	runes := in.Rune
	switch {
	case in.Op == syntax.InstRuneAny, in.Op == syntax.InstRuneAnyNotNL:
		runes = []rune{0, unicode.MaxASCII}
	case len(runes) == 1 && syntax.Flags(in.Arg)&syntax.FoldCase == 0:
		runes = []rune{runes[0], runes[0]}
	case len(runes) == 1: // in either case
		r := runes[0]
		for f := r; ; {
			if f <= unicode.MaxASCII {
				see(byte(f))
			}
			if f = unicode.SimpleFold(f); f == r {
				return
			}
		}
	}
	for i := 0; i+1 < len(runes); i += 2 {
		for r := runes[i]; r <= min(runes[i+1], unicode.MaxASCII); r++ {
			see(byte(r))
		}
	}
}

func matchesWide(in *syntax.Inst) bool {
	switch in.Op {
	case syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		return true
	case syntax.InstRune1:
		return in.Rune[0] > 127 || syntax.Flags(in.Arg)&syntax.FoldCase != 0 && foldsWide(in.Rune[0])
	}
	if len(in.Rune) == 1 {
		return in.Rune[0] > 127 || syntax.Flags(in.Arg)&syntax.FoldCase != 0 && foldsWide(in.Rune[0])
	}
	return len(in.Rune) > 0 && in.Rune[len(in.Rune)-1] > 127
}

// foldsWide reports whether a letter has a form outside ASCII: k (Kelvin sign) and s (long s).
func foldsWide(r rune) bool {
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		if f > 127 {
			return true
		}
	}
	return false
}
