// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// curatedPlaces caps the files and packages of one curation, lifted by Options.All.
const curatedPlaces = 5

// curated lists the licenses that the policy corrects, by curation, in its order.
func (s *screen) curated(v *policy.Verdict, all bool) {
	for from := 0; from < len(v.Curated); {
		c := &v.Curated[from]
		to := from + 1
		for to < len(v.Curated) && v.Curated[to].At == c.At {
			to++
		}
		s.blank()
		s.heading(ink(cyan, "curated["+c.License+"]: "), ink(bold, cmp.Or(c.Reason, "no reason given")), span{})
		shown := v.Curated[from:to]
		if !all && len(shown) > curatedPlaces {
			shown = shown[:curatedPlaces]
		}
		var rows []row
		for i := range shown {
			where := ink(plain, shown[i].Component)
			if shown[i].Path != "" {
				where = s.where(place(inventory.Location{Path: shown[i].Path}))
			}
			rows = append(rows, row{where, ink(plain, "detected: "+cmp.Or(shown[i].Detected, "nothing"))})
		}
		s.table(3, rows)
		if n := to - from - len(shown); n > 0 {
			s.more(n)
		}
		s.line(3, ink(dim, strings.TrimSuffix("by "+c.By+", "+c.Date+", "+placeOf(c.At), ", ")))
		from = to
	}
}

// curatedCount counts the licenses that the policy corrects.
func curatedCount(v *policy.Verdict) string {
	if len(v.Curated) == 0 {
		return ""
	}
	return "; it corrects " + count(len(v.Curated), "license") + ", listed below"
}
