// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"strings"

	"github.com/outgate/outgate/policy"
)

// knownPlaces caps the known violations, lifted by Options.All.
const knownPlaces = 5

// known lists the violations that the base held already and that do not count.
func (s *screen) known(v *policy.Verdict, all bool) {
	if len(v.Known) == 0 {
		return
	}
	s.blank()
	s.heading(ink(cyan, "known: "), ink(bold, count(len(v.Known), "violation")+" that the base held already; the policy lets that count"), span{})
	shown := v.Known
	if !all && len(shown) > knownPlaces {
		shown = shown[:knownPlaces]
	}
	var rows []row
	for i := range shown {
		m := &shown[i]
		rows = append(rows, row{s.place(m), ink(plain, strings.TrimSpace(m.ID+"  "+m.Check+": "+m.Message))})
	}
	s.table(3, rows)
	if n := len(v.Known) - len(shown); n > 0 {
		s.more(n)
	}
}
