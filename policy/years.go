// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"strconv"
	"strings"
	"time"

	"github.com/outgate/outgate/inventory"
)

// yearRange is one range of a statement's years; a single year has from == to.
// to is 0 when the range is open ("2012-present").
type yearRange struct{ from, to int }

// yearsOf reads the years of a statement in their normal form.
func yearsOf(c *inventory.Copyright) []yearRange {
	var out []yearRange
	for part := range strings.SplitSeq(c.Years, ",") {
		from, to, ranged := strings.Cut(strings.TrimSpace(part), "-")
		first, err := strconv.Atoi(strings.TrimSpace(from))
		if err != nil {
			continue
		}
		r := yearRange{first, first}
		if ranged {
			r.to, _ = strconv.Atoi(strings.TrimSpace(to)) // a word for now is an open end
		}
		out = append(out, r)
	}
	return out
}

// lastYear is the last year of a statement: that of now for an open range, 0 when it has none.
func lastYear(c *inventory.Copyright, now time.Time) int {
	last := 0
	for _, r := range yearsOf(c) {
		if r.to == 0 {
			r.to = yearOf(now)
		}
		last = max(last, r.to)
	}
	return last
}

// reversed finds a range in a statement's text whose end is before its beginning.
func reversed(statement string) (text string, ok bool) {
	for i := 0; i+4 <= len(statement); i++ {
		from, isYear := yearAt(statement, i)
		if !isYear {
			continue
		}
		rest := strings.TrimLeft(statement[i+4:], " ")
		dash := 0
		for _, d := range [...]string{"-", "–", "—", "‐", "‑", "−"} {
			if strings.HasPrefix(rest, d) {
				dash = len(d)
			}
		}
		if dash == 0 {
			continue
		}
		end := strings.TrimLeft(rest[dash:], " ")
		if to, isYear := yearAt(end, 0); isYear && to < from && (len(end) == 4 || end[4] != '-' && end[4] != '.') {
			return strconv.Itoa(from) + "-" + strconv.Itoa(to), true
		}
	}
	return "", false
}

// yearAt reads four digits of a year from 1900 to 2199 that stand alone.
func yearAt(s string, i int) (int, bool) {
	if i+4 > len(s) || i > 0 && isDigit(s[i-1]) || i+4 < len(s) && isDigit(s[i+4]) {
		return 0, false
	}
	y, err := strconv.Atoi(s[i : i+4])
	return y, err == nil && isDigit(s[i]) && y >= 1900 && y < 2200
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
