// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"sort"
	"strings"
	"unicode"
)

// wide reports whether a character takes two columns: East Asian Wide and
// Fullwidth of Unicode annex 11, ranges drawn together where the characters
// between them are unassigned.
func wide(r rune) bool {
	ranges := [...][2]rune{ // first and last, ascending
		{0x1100, 0x115f}, {0x231a, 0x231b}, {0x2329, 0x232a}, {0x23e9, 0x23ec}, {0x23f0, 0x23f0}, {0x23f3, 0x23f3},
		{0x25fd, 0x25fe}, {0x2614, 0x2615}, {0x2630, 0x2637}, {0x2648, 0x2653}, {0x267f, 0x267f}, {0x268a, 0x268f}, {0x2693, 0x2693}, {0x26a1, 0x26a1}, {0x26aa, 0x26ab},
		{0x26bd, 0x26be}, {0x26c4, 0x26c5}, {0x26ce, 0x26ce}, {0x26d4, 0x26d4}, {0x26ea, 0x26ea}, {0x26f2, 0x26f3}, {0x26f5, 0x26f5},
		{0x26fa, 0x26fa}, {0x26fd, 0x26fd}, {0x2705, 0x2705}, {0x270a, 0x270b}, {0x2728, 0x2728}, {0x274c, 0x274c}, {0x274e, 0x274e},
		{0x2753, 0x2755}, {0x2757, 0x2757}, {0x2795, 0x2797}, {0x27b0, 0x27b0}, {0x27bf, 0x27bf}, {0x2b1b, 0x2b1c}, {0x2b50, 0x2b50},
		{0x2b55, 0x2b55}, {0x2e80, 0x303e}, {0x3041, 0x3247}, {0x3250, 0x4dbf}, {0x4dc0, 0x4dff}, {0x4e00, 0xa4cf}, {0xa960, 0xa97f},
		{0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe10, 0xfe19}, {0xfe30, 0xfe6f}, {0xff01, 0xff60}, {0xffe0, 0xffe6}, {0x16fe0, 0x18dff},
		{0x1aff0, 0x1b2ff}, {0x1d300, 0x1d376}, {0x1f004, 0x1f004}, {0x1f0cf, 0x1f0cf}, {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a}, {0x1f200, 0x1f320},
		{0x1f32d, 0x1f335}, {0x1f337, 0x1f37c}, {0x1f37e, 0x1f393}, {0x1f3a0, 0x1f3ca}, {0x1f3cf, 0x1f3d3}, {0x1f3e0, 0x1f3f0},
		{0x1f3f4, 0x1f3f4}, {0x1f3f8, 0x1f43e}, {0x1f440, 0x1f440}, {0x1f442, 0x1f4fc}, {0x1f4ff, 0x1f53d}, {0x1f54b, 0x1f54e},
		{0x1f550, 0x1f567}, {0x1f57a, 0x1f57a}, {0x1f595, 0x1f596}, {0x1f5a4, 0x1f5a4}, {0x1f5fb, 0x1f64f}, {0x1f680, 0x1f6c5},
		{0x1f6cc, 0x1f6cc}, {0x1f6d0, 0x1f6d2}, {0x1f6d5, 0x1f6df}, {0x1f6eb, 0x1f6ef}, {0x1f6f4, 0x1f6ff}, {0x1f7e0, 0x1f7ff},
		{0x1f90c, 0x1f93a}, {0x1f93c, 0x1f945}, {0x1f947, 0x1f9ff}, {0x1fa70, 0x1faff}, {0x20000, 0x3fffd},
	}
	i := sort.Search(len(ranges), func(i int) bool { return ranges[i][1] >= r })
	return i < len(ranges) && ranges[i][0] <= r
}

// runeWidth is the number of terminal columns of a character.
func runeWidth(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me) || 0x1160 <= r && r <= 0x11ff { // the latter: vowels and finals of decomposed Hangul
		return 0
	}
	if wide(r) {
		return 2
	}
	return 1
}

// width is the number of terminal columns of a visible text.
func width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

const ellipsis = "…"

// clip cuts a text at its end to at most n columns.
func clip(s string, n int) string {
	if len(s) <= n || width(s) <= n {
		return s
	}
	return strings.TrimRight(prefix(s, n-1), " ") + ellipsis
}

// clipWords is clip for prose: it does not end within a word if it can help it.
func clipWords(s string, n int) string {
	cut := clip(s, n)
	if cut == s {
		return s
	}
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		return strings.TrimRight(cut[:i], " ,;:") + " " + ellipsis
	}
	return cut
}

// shorten cuts a text in its middle to at most n columns. More is kept of the
// end, where a path has its file name and line.
func shorten(s string, n int) string {
	if len(s) <= n || width(s) <= n {
		return s
	}
	tail := (n - 1) * 2 / 3
	return prefix(s, n-1-tail) + ellipsis + suffix(s, tail)
}

func prefix(s string, n int) string {
	for i, r := range s {
		n -= runeWidth(r)
		if n < 0 {
			return s[:i]
		}
	}
	return s
}

func suffix(s string, n int) string {
	rs := []rune(s)
	i := len(rs)
	for i > 0 && n >= runeWidth(rs[i-1]) {
		i--
		n -= runeWidth(rs[i])
	}
	return string(rs[i:])
}

// wrap breaks a text at spaces into lines of at most n columns. A word that is
// longer than a line stands alone and unbroken, so that it can be copied.
func wrap(s string, n int) []string {
	var lines []string
	line, used := "", 0
	for word := range strings.FieldsSeq(s) {
		w := width(word)
		if used > 0 && used+1+w > n {
			lines = append(lines, line)
			line, used = "", 0
		}
		if used > 0 {
			line += " "
			used++
		}
		line += word
		used += w
	}
	return append(lines, line)
}
