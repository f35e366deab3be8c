// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"regexp/syntax"
	"slices"
	"strings"
)

const maxSteps = 2000 // beginnings that are followed

// beginsWithKeyword reports whether every match of a pattern begins with one of the
// keywords, whatever the case, so that it can be tried at the keyword only. false
// may also mean that it cannot be told. parsed says that the pattern is known to be
// valid; it is not compiled then when its text shows the answer.
func beginsWithKeyword(pattern string, keywords []string, parsed bool) (bool, error) {
	if parsed {
		text := strings.ToLower(literalStart(pattern))
		if slices.ContainsFunc(keywords, func(k string) bool { return strings.HasPrefix(text, k) }) {
			return true, nil
		}
	}
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return false, err
	}
	longest := 0
	for _, k := range keywords {
		longest = max(longest, len(k))
	}
	clamp(re, longest+1)
	prog, err := syntax.Compile(re.Simplify())
	return err == nil && startsWithKeyword(prog, keywords), err
}

// clamp cuts repetitions to as many as matter to the first bytes of a match.
func clamp(re *syntax.Regexp, times int) {
	if re.Op == syntax.OpRepeat {
		re.Min, re.Max = min(re.Min, times), min(re.Max, times)
	}
	for _, sub := range re.Sub {
		clamp(sub, times)
	}
}

// literalStart is what every match of a pattern begins with, as far as its source
// shows it at a glance: "" is never wrong.
func literalStart(pattern string) string {
	if strings.ContainsRune(pattern, '|') {
		return ""
	}
	text := strings.TrimPrefix(pattern, `\b`)
	n := 0
	for n < len(text) && (isAlnum(text[n]) || text[n] == '_' || text[n] == '-' || text[n] == '/') {
		n++
	}
	if n > 0 && n < len(text) && strings.IndexByte("*?{+", text[n]) >= 0 { // it says how often the last one stands there
		n--
	}
	return text[:n]
}

func startsWithKeyword(prog *syntax.Prog, keywords []string) bool {
	type open struct {
		text string
		pc   uint32
	}
	work, seen := []open{{"", uint32(prog.Start)}}, map[open]bool{}
	for steps := 0; len(work) > 0; steps++ {
		w := work[len(work)-1]
		work = work[:len(work)-1]
		if slices.ContainsFunc(keywords, func(k string) bool { return strings.HasPrefix(w.text, k) }) {
			continue
		}
		onTheWay := slices.ContainsFunc(keywords, func(k string) bool { return strings.HasPrefix(k, w.text) })
		if !onTheWay || steps > maxSteps {
			return false
		}
		runes, ended := closure(prog, []uint32{w.pc})
		if ended {
			return false
		}
		for _, pc := range runes {
			in := &prog.Inst[pc]
			if matchesWide(in) && !foldable(in) {
				return false
			}
			ascii(in, func(b byte) {
				if isUpper(b) {
					b |= 0x20
				}
				next := open{w.text + string(rune(b)), in.Out}
				if !seen[next] {
					seen[next] = true
					work = append(work, next)
				}
			})
		}
	}
	return true
}

// foldable tells a letter k or s in any case, whose only wide forms are the Kelvin
// sign and the long s. The automaton does not fold these; no token is written
// with them.
func foldable(in *syntax.Inst) bool {
	if in.Op != syntax.InstRune && in.Op != syntax.InstRune1 || len(in.Rune) == 0 {
		return false
	}
	if len(in.Rune) == 1 {
		return in.Rune[0] < 128
	}
	for i := 0; i < len(in.Rune); i += 2 {
		if lo, hi := in.Rune[i], in.Rune[i+1]; hi > 127 && (lo != hi || hi != 0x17f && hi != 0x212a) {
			return false
		}
	}
	return true
}
