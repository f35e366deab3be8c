// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"cmp"
	"slices"
)

// disown drops the findings of general rules in values that belong to a rule
// they do not fit: a piece of a token, or a token that its vendor never issued.
func (s *scan) disown() {
	if len(s.claimed) == 0 {
		return
	}
	slices.SortFunc(s.claimed, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	s.found = slices.DeleteFunc(s.found, func(c candidate) bool {
		n, _ := slices.BinarySearchFunc(s.claimed, c.value.end, func(v span, end int) int { return cmp.Compare(v.start, end) })
		return s.rules[c.rule].tier > 0 && n > 0 && s.claimed[n-1].end > c.value.start
	})
}

// resolve leaves one finding where several overlap: the strongest tier, then the
// longest match, then the pattern whose matches vary least in length, then the ID.
func (s *scan) resolve() {
	s.disown()
	better := func(a, b candidate) int {
		ra, rb := &s.rules[a.rule], &s.rules[b.rule]
		return cmp.Or(cmp.Compare(a.tier, b.tier), cmp.Compare(ra.tier, rb.tier), cmp.Compare(b.whole.end-b.whole.start, a.whole.end-a.whole.start), cmp.Compare(ra.spread, rb.spread), cmp.Compare(a.value.start, b.value.start), cmp.Compare(ra.ID, rb.ID))
	}
	slices.SortFunc(s.found, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.whole.start, b.whole.start), better(a, b)) })
	kept := s.found[:0]
	for _, c := range s.found {
		if n := len(kept); n > 0 && c.whole.start < kept[n-1].whole.end {
			if better(c, kept[n-1]) < 0 {
				kept[n-1] = c
			}
			continue
		}
		kept = append(kept, c)
	}
	s.found = kept
}
