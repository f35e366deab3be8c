// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

import (
	"strconv"
	"strings"
)

// YearRange is a range of years of a copyright statement, inclusive. To equals
// From for a single year and is 0 for a range without an end.
type YearRange struct{ From, To int }

// Ranges gives Years as numbers, in order. A part that is no year is left out,
// which happens only in an inventory that was written by hand.
func (c *Copyright) Ranges() []YearRange {
	if c.Years == "" {
		return nil
	}
	var out []YearRange
	for part := range strings.SplitSeq(c.Years, ",") {
		first, last, ranged := strings.Cut(strings.TrimSpace(part), "-")
		from, err := strconv.Atoi(first)
		if err != nil {
			continue
		}
		r := YearRange{From: from, To: from}
		if ranged {
			if r.To, err = strconv.Atoi(last); err != nil && last != "" && last != "present" {
				continue
			}
		}
		out = append(out, r)
	}
	return out
}
