// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

// holderIs reads a sentence that names the holder some words after the word
// copyright at i: "the same copyright terms except that the holder is Jane
// Doe", "the copyright holder, Example Enterprises of Oslo".
func (p *parser) holderIs(i int) (st statement, ok bool) {
	if !p.s.at(i).is(factWord) || p.s.at(i).is(factPeriod) {
		return st, false
	}
	for k := i + 1; k < i+12; k++ {
		t, n := p.s.at(k), p.s.at(k+1)
		if t == nil || n == nil || t.is(factBlank|factBreak|factSemi) || t.is(factWord) {
			return st, false
		}
		if !isHolderWord(t.low) {
			if t.is(factDot) {
				return st, false
			}
			continue
		}
		st = statement{from: k, mark: k, lead: k + 2, words: 1, by: true}
		switch {
		case k == i+1 && t.is(factComma):
			st.from, st.mark, st.lead = i, i, k+1
		case n.low != "is" && n.low != "are", t.is(factDot | factComma):
			return st, false
		}
		if first := p.s.at(st.lead); first == nil || !first.is(factName) || first.is(factStop) {
			return st, false
		}
		st.to = p.names(st.lead, &st)
		p.trim(&st)
		return st, st.proper > 1 && p.upper(&st) && !p.allUpper(&st)
	}
	return st, false
}
