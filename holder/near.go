// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package holder

import (
	"strings"
	"unicode/utf8"
)

// Difference says how near two names are.
type Difference int

// The differences, nearest first.
const (
	None    Difference = iota // the same name
	Slip                      // the same name, with a mistake in the writing: "Incoporated", "Co,."
	Form                      // the same key and another legal form, or one name has none
	Typo                      // a few letters apart
	Foreign                   // another name
)

// Compare says how near n is to a name that is written as it should be.
func (n Name) Compare(right Name) Difference {
	switch {
	case n.Key == "" || right.Key == "":
		if n.Same(right) {
			return None
		}
		return Foreign
	case n.Same(right) && (n.Slip == "" || n.Slip == right.Slip):
		return None
	case n.Same(right):
		return Slip
	case n.Key == right.Key:
		return Form
	}
	a, b := squeeze(n.Key), squeeze(right.Key)
	if a == b && utf8.RuneCountInString(a) > 3 {
		return Typo // "We Bank"
	}
	reach := 0
	switch size := min(utf8.RuneCountInString(a), utf8.RuneCountInString(b)); {
	case size >= 10:
		reach = 2
	case size >= 6:
		reach = 1
	}
	first, _ := utf8.DecodeRuneInString(a)
	if other, _ := utf8.DecodeRuneInString(b); reach == 0 || first != other || digits(a) != digits(b) || distance(a, b, reach) > reach {
		return Foreign
	}
	return Typo
}

// squeeze takes the spaces out of a key.
func squeeze(key string) string { return strings.ReplaceAll(key, " ", "") }

// digits are the digits of a key: "Area 51" is no misspelt "Area 52".
func digits(key string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, key)
}

// distance is the optimal string alignment distance of two texts in letters; any
// number above limit when it is above.
func distance(a, b string, limit int) int {
	s, t := []rune(a), []rune(b)
	if len(s)-len(t) > limit || len(t)-len(s) > limit {
		return limit + 1
	}
	before, row, next := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for k := range row {
		row[k] = k
	}
	for i := 1; i <= len(s); i++ {
		next[0] = i
		for k := 1; k <= len(t); k++ {
			cost := 1
			if s[i-1] == t[k-1] {
				cost = 0
			}
			next[k] = min(row[k]+1, next[k-1]+1, row[k-1]+cost)
			if i > 1 && k > 1 && s[i-1] == t[k-2] && s[i-2] == t[k-1] {
				next[k] = min(next[k], before[k-2]+1)
			}
		}
		before, row, next = row, next, before
	}
	return row[len(t)]
}
