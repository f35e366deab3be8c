// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package fix

import (
	"strings"

	"github.com/outgate/outgate/header"
	"github.com/outgate/outgate/policy"
)

// date writes the years of a line with a copyright statement by the rule: the
// first one, the first and the last, or none. A line without years stays as it is.
func (s *Spec) date(line string) string {
	from, to := header.YearsIn(line)
	if from == to {
		return line
	}
	years := line[from:to]
	first, last := bounds(years)
	switch s.Rule.Year {
	case policy.YearNone:
		before, after := strings.TrimRight(line[:from], " "), strings.TrimLeft(line[to:], " ,")
		if before != "" && after != "" {
			return before + " " + after
		}
		return before + after
	case policy.YearFirst:
		return line[:from] + first + line[to:]
	case policy.YearRange:
		if s.Extend && last != "present" && s.Year > last {
			last = s.Year
		} else if s.Rule.YearFits(strings.ReplaceAll(years, "–", "-")) {
			return line
		}
		if first == last {
			return line[:from] + first + line[to:]
		}
		return line[:from] + first + "-" + last + line[to:]
	}
	return line
}

// bounds are the first and the last of a run of years.
func bounds(years string) (first, last string) {
	for i := 0; i+4 <= len(years); i++ {
		y := years[i : i+4]
		if strings.Trim(y, "0123456789") != "" {
			continue
		}
		if first == "" || y < first {
			first = y
		}
		if y > last {
			last = y
		}
		i += 3
	}
	if low := strings.ToLower(years); strings.HasSuffix(low, "present") || strings.HasSuffix(low, "now") {
		last = "present"
	}
	return first, last
}

// inForm writes a statement as the template has it: its marks, then years and
// the rest where they belong. One whose years stand elsewhere than behind its
// marks stays as it is.
func inForm(t *header.Template, statement string) string {
	from, to := header.YearsIn(statement)
	years := statement[from:to]
	rest := unmarked(statement)
	if from < to {
		if unmarked(statement[:from]) != "" {
			return statement
		}
		rest = unmarked(statement[to:])
	}
	if rest == "" {
		return statement
	}
	if !t.HasYear() && years != "" {
		return t.Fill("", years+" "+rest)
	}
	return t.Fill(years, rest)
}

// unmarked takes the marks off the beginning of a statement.
func unmarked(text string) string {
	rest := strings.Join(strings.Fields(text), " ")
	for again := true; again; {
		again = false
		for _, mark := range [...]string{"spdx-filecopyrighttext:", "copyright", "(c)", "©", "by ", ":", ",", "-", "–"} {
			if len(rest) >= len(mark) && strings.EqualFold(rest[:len(mark)], mark) {
				rest, again = strings.TrimSpace(rest[len(mark):]), true
			}
		}
	}
	return rest
}
