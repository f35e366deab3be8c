// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"

	"github.com/outgate/outgate/policy"
)

// knownPlaces caps the known violations of one check, lifted by Options.All.
const knownPlaces = 3

// comparing reports whether what an earlier state held does not decide.
func comparing(v *policy.Verdict) bool { return v.Base != nil && v.Base.NewOnly }

// compared sums a comparison up: "with v1.4.0 (abc123): 3 new, 120 known, 2 gone".
func compared(b *policy.BaseRef) string {
	text := fmt.Sprintf("with %s (%s): %s new, %s known", b.Ref, short(b.Commit), number(int64(b.New)), number(int64(b.Known)))
	if b.Gone > 0 {
		text += ", " + number(int64(b.Gone)) + " gone"
	}
	if !b.NewOnly {
		text += "; the policy lets all of them decide (verdict.new-only)"
	}
	if len(b.Gaps) > 0 {
		text += fmt.Sprintf("; %s in it, which excuse nothing: %s", count(len(b.Gaps), "gap"), gapSummary(b.Gaps))
	}
	return text
}

// listed says what a list of known violations did.
func listed(l *policy.KnownRef, known int) string {
	text := fmt.Sprintf("%s names %s", l.Path, count(l.Entries, "place"))
	if l.Stale > 0 {
		text += fmt.Sprintf(", %s of them gone (outgate baseline --violations --prune)", number(int64(l.Stale)))
	}
	switch {
	case !l.Counts && l.Outside:
		text += "; the policy lets all of them decide (verdict.new-only)"
	case !l.Counts:
		text += "; the policy lets all of them decide (verdict.new-only, suppressions.repository)"
	default:
		text += "; " + count(known, "violation") + " listed below " + map[bool]string{true: "does", false: "do"}[known == 1] + " not decide"
	}
	return text
}

// known lists what the base held already, by check, the worst first.
func (s *screen) known(v *policy.Verdict, all bool) {
	byCheck := map[string][]*policy.Violation{}
	var checks []string
	for i := range v.Known {
		check := v.Known[i].Check
		if byCheck[check] == nil {
			checks = append(checks, check)
		}
		byCheck[check] = append(byCheck[check], &v.Known[i])
	}
	for _, check := range checks {
		members := byCheck[check]
		what := " known already, which do not decide"
		if len(members) == 1 {
			what = " known already, which does not decide"
		}
		s.blank()
		s.heading(ink(cyan, "known["+check+"]: "), ink(bold, count(len(members), "violation")+what), span{})
		shown := members
		if !all && len(shown) > knownPlaces {
			shown = shown[:knownPlaces]
		}
		var rows []row
		for _, m := range shown {
			rows = append(rows, row{s.place(m), ink(plain, m.ID+"  "+m.Message)})
		}
		s.table(3, rows)
		if n := len(members) - len(shown); n > 0 {
			s.more(n)
		}
	}
}
