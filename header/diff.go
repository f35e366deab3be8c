// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package header

import (
	"strings"
	"unicode"
)

// word is a word of a header: as it is written, and as it is compared.
type word struct{ text, norm string }

// maxWords bounds what is compared of one text.
const maxWords = 1500

// wordsOf splits text into words. Spacing, case, punctuation and the scheme of an
// address make no other word, and any year is the same.
func wordsOf(text string) []word {
	var out []word
	for _, f := range strings.Fields(text) {
		if n := norm(f); n != "" && len(out) < maxWords {
			out = append(out, word{f, n})
		}
	}
	return out
}

func norm(s string) string {
	s = strings.ToLower(s)
	for _, scheme := range [...]string{"https://", "http://"} {
		if i := strings.Index(s, scheme); i >= 0 {
			s = s[i+len(scheme):]
		}
	}
	s = strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if s == "licence" || s == "licences" || s == "licenced" {
		s = strings.Replace(s, "licence", "license", 1)
	}
	if isYears(s) {
		return "0000"
	}
	return s
}

// isYears reports a year or a range of years.
func isYears(s string) bool {
	from, to, ranged := strings.Cut(s, "-")
	return isYear(from) && (!ranged || isYear(to) || to == "present")
}

func isYear(s string) bool {
	return len(s) == 4 && (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20")) && strings.Trim(s, "0123456789") == ""
}

// change is a piece of a diff: words of both sides that are equal, or that one side lacks.
type change struct {
	same   bool
	want   []word
	have   []word
	offset int // of have[0] in the words compared
}

// compare aligns two texts by their longest common subsequence of words.
func compare(want, have []word) []change {
	n, m := len(want), len(have)
	head, tail := 0, 0
	for head < min(n, m) && want[head].norm == have[head].norm {
		head++
	}
	for tail < min(n, m)-head && want[n-1-tail].norm == have[m-1-tail].norm {
		tail++
	}
	a := aligned{at: head, stride: m - tail - head + 1, length: make([]int16, (n-tail-head+1)*(m-tail-head+1))}
	for i := n - tail - 1; i >= head; i-- {
		for k := m - tail - 1; k >= head; k-- {
			if want[i].norm == have[k].norm {
				*a.of(i, k) = *a.of(i+1, k+1) + 1
			} else {
				*a.of(i, k) = max(*a.of(i+1, k), *a.of(i, k+1))
			}
		}
	}
	var out []change
	piece := func(same bool, at int) *change {
		if len(out) == 0 || out[len(out)-1].same != same {
			out = append(out, change{same: same, offset: at})
		}
		return &out[len(out)-1]
	}
	for i, k := 0, 0; i < n || k < m; {
		outside := i < head || i >= n-tail && k >= m-tail
		switch {
		case outside || i < n-tail && k < m-tail && want[i].norm == have[k].norm:
			c := piece(true, k)
			c.want, c.have = append(c.want, want[i]), append(c.have, have[k])
			i, k = i+1, k+1
		case k == m-tail || i < n-tail && *a.of(i+1, k) >= *a.of(i, k+1):
			c := piece(false, k)
			c.want = append(c.want, want[i])
			i++
		default:
			c := piece(false, k)
			c.have = append(c.have, have[k])
			k++
		}
	}
	return out
}

// Part is a piece of two texts laid side by side: the same words in both, or words
// that only one has. Same words may differ in case, punctuation and years.
type Part struct {
	Same       bool
	Want, Have string
}

// SideBySide lays a text beside the one that it should be, word by word. Line
// breaks are lost. Of each text at most 1,500 words are looked at.
func SideBySide(want, have string) []Part {
	var out []Part
	for _, c := range compare(wordsOf(want), wordsOf(have)) {
		out = append(out, Part{c.same, join(c.want), join(c.have)})
	}
	return out
}

// aligned holds the lengths of the longest common subsequences of the ends of two
// texts, from the word at on.
type aligned struct {
	at, stride int
	length     []int16
}

func (a *aligned) of(i, k int) *int16 { return &a.length[(i-a.at)*a.stride+k-a.at] }

// show writes a diff in the manner of `git diff --word-diff`, with a few equal
// words around each difference: [-in the template alone-] {+in the header alone+}.
func show(changes []change) string {
	const around = 3
	var out []string
	for i, c := range changes {
		if !c.same {
			if len(c.want) > 0 {
				out = append(out, "[-"+join(c.want)+"-]")
			}
			if len(c.have) > 0 {
				out = append(out, "{+"+join(c.have)+"+}")
			}
			continue
		}
		before, after := c.have[:min(around, len(c.have))], c.have[max(0, len(c.have)-around):]
		switch {
		case i == 0 && i+1 == len(changes):
		case i == 0:
			out = append(out, ellipsis(len(after) < len(c.have))+join(after))
		case i+1 == len(changes):
			out = append(out, join(before)+ellipsis(len(before) < len(c.have)))
		case len(c.have) <= 2*around:
			out = append(out, join(c.have))
		default:
			out = append(out, join(before)+" ... "+join(after))
		}
	}
	return strings.Join(out, " ")
}

func ellipsis(cut bool) string {
	if cut {
		return "... "
	}
	return ""
}

func join(ws []word) string {
	texts := make([]string, len(ws))
	for i, w := range ws {
		texts[i] = w.text
	}
	return strings.Join(texts, " ")
}
