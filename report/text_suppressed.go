// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// suppressedPlaces caps the suppressed violations of one source, lifted by
// Options.All.
const suppressedPlaces = 5

// suppressedBy counts findings that somebody speaks for: "3 findings by the
// repository itself, 1 from outside".
func suppressedBy(f policy.FactCounts) string {
	var parts []string
	if n := f.Suppressed - f.SuppressedOutside; n > 0 {
		parts = append(parts, count(n, "finding")+" by the repository itself")
	}
	if f.SuppressedOutside > 0 {
		parts = append(parts, count(f.SuppressedOutside, "finding")+" from outside of it")
	}
	return strings.Join(parts, ", ") + "; listed below"
}

// speaker names the kind of a word for a finding.
func speaker(w *inventory.Suppression) string {
	text := map[string]string{inventory.SuppressedInline: "comment", inventory.SuppressedIgnoreFile: "ignore file", inventory.SuppressedBaseline: "baseline"}[w.By]
	if text = cmp.Or(text, "word"); w.Outside {
		text += " from outside of the repository"
	}
	if !w.Bound {
		text += ", of a place and not of its content"
	}
	return text
}

func spokenWhere(w *inventory.Suppression) string {
	if w.Line == 0 {
		return w.Path
	}
	return fmt.Sprintf("%s:%d", w.Path, w.Line)
}

// suppressed lists the violations that somebody speaks for, by who does, the
// repository itself first.
func (s *screen) suppressed(v *policy.Verdict, all bool) {
	groups := map[string][]*policy.Violation{}
	var kinds []string
	for i := range v.Suppressed {
		kind := "word"
		if w := v.Suppressed[i].Suppression; w != nil {
			kind = speaker(w)
		}
		if groups[kind] == nil {
			kinds = append(kinds, kind)
		}
		groups[kind] = append(groups[kind], &v.Suppressed[i])
	}
	outside := func(kind string) int { return strings.Count(kind, " from outside") }
	slices.SortStableFunc(kinds, func(a, b string) int { return cmp.Or(outside(a)-outside(b), strings.Compare(a, b)) })
	for _, kind := range kinds {
		members := groups[kind]
		s.blank()
		s.heading(ink(cyan, "suppressed["+kind+"]: "), ink(bold, count(len(members), "violation")+" that somebody speaks for"), span{})
		shown := members
		if !all && len(shown) > suppressedPlaces {
			shown = shown[:suppressedPlaces]
		}
		var rows []row
		for _, m := range shown {
			text := strings.TrimSpace(m.ID + "  " + m.Check + ": " + m.Message)
			if w := m.Suppression; w != nil {
				text += "; " + spokenFor(w)
			}
			rows = append(rows, row{s.place(m), ink(plain, text)})
		}
		s.table(3, rows)
		if n := len(members) - len(shown); n > 0 {
			s.more(n)
		}
	}
}
