// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"slices"
	"strconv"
	"strings"
)

// span is a range of years; a single year has from == to, an open range has to == open or onward.
type span struct{ from, to int }

const (
	open   = 9999 // "2012-present"
	onward = 9998 // "2012-", "2012+"
)

// parseYears reads one word as a year, a range or a list of them: 2004,
// 1999-2003, 1999-03, 1995,1997, 2012-present, 2004-05-12, '99 is not one.
func parseYears(w string) ([]span, bool) {
	if len(w) < 4 {
		return nil, false
	}
	w = strings.TrimLeft(w, "('")
	if w == "" || w[0] < '0' || w[0] > '9' {
		return romanYears(w)
	}
	var out []span
	for len(w) > 0 {
		y, rest, ok := oneYear(w)
		if !ok {
			return dateYear(w, out)
		}
		s := span{y, y}
		rest = strings.TrimPrefix(rest, "年")
		if rest == "+" || rest == "-" || rest == "-," || rest == "–" {
			s.to, rest = onward, ""
		}
		for rest != "" {
			sep, n := dashLen(rest)
			if n == 0 || sep == ',' {
				break
			}
			to, after, ok := endYear(y, rest[n:])
			if !ok {
				break
			}
			s.to, rest = to, strings.TrimPrefix(after, "年")
		}
		out = append(out, span{min(s.from, s.to), max(s.from, s.to)})
		if rest == "" {
			return out, true
		}
		_, n := dashLen(rest)
		if n == 0 {
			return out, rest == "s" || rest == ")"
		}
		w = strings.TrimLeft(rest[n:], ",;/-")
	}
	return out, len(out) > 0
}

// oneYear reads four digits of the years 1950 to 2099.
func oneYear(w string) (int, string, bool) {
	if len(w) < 4 {
		return 0, w, false
	}
	y, err := strconv.Atoi(w[:4])
	if err != nil || w[0] == '+' || w[0] == '-' || y < 1950 || y > 2099 || len(w) > 4 && w[4] >= '0' && w[4] <= '9' {
		return 0, w, false
	}
	return y, w[4:], true
}

// endYear reads the end of a range: a year, its last two digits, or a word for now.
func endYear(from int, w string) (int, string, bool) {
	if y, rest, ok := oneYear(w); ok {
		return y, rest, true
	}
	low := strings.ToLower(w)
	for _, now := range [...]string{"present", "now", "today", "current", "date"} {
		if strings.HasPrefix(low, now) {
			return open, w[len(now):], true
		}
	}
	n := 0
	for n < len(w) && '0' <= w[n] && w[n] <= '9' {
		n++
	}
	if n != 1 && n != 2 || n < len(w) && w[n] != ',' {
		return 0, w, false
	}
	d, _ := strconv.Atoi(w[:n])
	y := from/100*100 + d
	if n == 1 {
		y = from/10*10 + d
	}
	if y < from && n == 2 {
		y += 100 // 1999-03
	}
	if y < from || y > from+70 {
		return 0, w, false
	}
	return y, w[n:], true
}

// dateYear reads the year out of a numeric date; seen are the years before it.
func dateYear(w string, seen []span) ([]span, bool) {
	digits := 0
	for i := range len(w) {
		switch c := w[i]; {
		case '0' <= c && c <= '9':
			digits++
		case c != '-' && c != '/' && c != '.' && c != ',':
			return nil, false
		}
	}
	if digits > 8 {
		return nil, false
	}
	if len(seen) > 0 {
		return seen, true
	}
	if i := strings.LastIndexAny(w, "/-."); i >= 0 {
		if y, rest, ok := oneYear(w[i+1:]); ok && rest == "" {
			return []span{{y, y}}, true
		}
	}
	return nil, false
}

// dashLen is the length of the separator at the beginning of w, and its kind.
func dashLen(w string) (byte, int) {
	for _, d := range [...]string{"–", "—", "--", "..", "‐", "‑", "−"} {
		if strings.HasPrefix(w, d) {
			return '-', len(d)
		}
	}
	switch w[0] {
	case '-', ',', '/', '~', '&', ';':
		return w[0], 1
	}
	return 0, 0
}

// formatYears gives years in the normal form "2019-2021, 2023".
func formatYears(in []span) string {
	if len(in) == 0 {
		return ""
	}
	slices.SortFunc(in, func(a, b span) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return a.to - b.to
	})
	merged := in[:1]
	for _, s := range in[1:] {
		last := &merged[len(merged)-1]
		if s.from <= last.to+1 {
			last.to = max(last.to, s.to)
			continue
		}
		merged = append(merged, s)
	}
	parts := make([]string, len(merged))
	for i, s := range merged {
		parts[i] = strconv.Itoa(s.from)
		switch {
		case s.to == open:
			parts[i] += "-present"
		case s.to == onward:
			parts[i] += "-"
		case s.to > s.from:
			parts[i] += "-" + strconv.Itoa(s.to)
		}
	}
	return strings.Join(parts, ", ")
}

// romanYears reads MMXXI, or a range of such years.
func romanYears(w string) ([]span, bool) {
	from, rest, found := strings.Cut(w, "-")
	a := roman(from, found)
	if a == 0 {
		return nil, false
	}
	b := a
	if found {
		if b = roman(rest, true); b < a {
			return nil, false
		}
	}
	return []span{{a, b}}, true
}

// roman is the value of a Roman numeral between 1950 and 2099, or 0. Where it
// stands alone it has four letters or more, because MMX is a name as well.
func roman(w string, ranged bool) int {
	if len(w) < 4 && !ranged || len(w) < 2 || w[0] != 'M' {
		return 0
	}
	n, last := 0, 0
	for i := len(w) - 1; i >= 0; i-- {
		k := strings.IndexByte("IVXLCDM", w[i])
		if k < 0 {
			return 0
		}
		v := [...]int{1, 5, 10, 50, 100, 500, 1000}[k]
		if v < last {
			v = -v
		} else {
			last = v
		}
		n += v
	}
	if n < 1950 || n > 2099 {
		return 0
	}
	return n
}
