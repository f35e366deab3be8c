// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"bytes"
	"strings"
)

// rare finds the places at which a statement or an author line may begin. Its
// first look takes two bytes at once: each trigger is three bytes or longer, so
// one of its pairs stands at an even distance from where the search began,
// whichever it is. pairs holds a pair of each trigger for both cases; anchors
// are the bytes that triggered starts from.
//
//	p  the word, long or short    (  c in brackets  0xA9  the sign, in UTF-8 and Latin-1
//	&  &#169; &#xa9;              \  \u00a9 \(co    u     author
//	y  written by                 m  maintainer
type rare struct {
	pairs   [1 << 16]bool
	anchors [256]bool
}

// pairList gives each trigger by its pairs: for "copyright" these are "py",
// and "op" or "yr" where the first lies across two steps.
const pairList = "py yr op pr (c c) au ut bu by &# #1 #x \\u u0 u{ \\x xa \\( \\[ [c \\2 25 \\0 \\a a9 ma ai"

func newRare() *rare {
	t := new(rare)
	mark := func(a, b byte) {
		for _, x := range [2]byte{a, upper(a)} {
			for _, y := range [2]byte{b, upper(b)} {
				t.pairs[uint(x)<<8|uint(y)] = true
			}
		}
	}
	for _, p := range strings.Fields(pairList) {
		mark(p[0], p[1])
	}
	for _, p := range [...]string{"( ", " )", "y ", "y\t", "y\n", "y:", "\xe2\x93", "\x93\x92", "\xe2\x92", "\x92\xb8",
		"\xe7\x89", "\x89\x88", "\xe8\x91", "\x91\x97", "\xec\xa0", "\xa0\x80"} {
		mark(p[0], p[1])
	}
	for x := range 256 {
		t.pairs[x<<8|0xA9], t.pairs[0xA9<<8|x] = true, true
	}
	for _, c := range []byte("pPuUyYmM(&\\\xa9\x92\xb8\x88\x97\x80") {
		t.anchors[c] = true
	}
	return t
}

// next returns the offset of the first byte at or after i that may belong to a
// statement or an author line, or -1. It allocates nothing.
func (t *rare) next(b []byte, i int) int {
	from := i
	for ; i+1 < len(b); i += 2 {
		if !t.pairs[uint(b[i])<<8|uint(b[i+1])] {
			continue
		}
		for k := max(from, i-3); k < min(i+3, len(b)); k++ {
			if t.anchors[b[k]] && triggered(b, k) {
				return k
			}
		}
	}
	if i < len(b) && t.anchors[b[i]] && triggered(b, i) {
		return i
	}
	return -1
}

func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 32
	}
	return c
}

// triggered looks at the neighbors of a rare byte.
func triggered(b []byte, i int) bool {
	switch b[i] {
	case 'p', 'P':
		return i > 1 && lower(b[i-1]) == 'o' && i+2 < len(b) && copyTail(b[i-2], b[i+1:])
	case '(':
		return i+2 < len(b) && openSign(b, i)
	case 0xA9: // UTF-8 C2 A9 or Latin-1 A9; a lone continuation byte of another letter is no sign
		return (i == 0 || b[i-1] == 0xC2 || b[i-1] < 0x80) && !insideWord(b, i)
	case 0x88, 0x97, 0x80: // the last byte of the first letter of a word for copyright
		return i > 1 && b[i-2] >= 0xE7 && asianMark(string(b[i-2:min(len(b), i+13)])) != ""
	case 0x92: // U+24D2, circled small c
		return i > 1 && b[i-1] == 0x93 && b[i-2] == 0xE2
	case 0xB8: // U+24B8, circled capital C
		return i > 1 && b[i-1] == 0x92 && b[i-2] == 0xE2
	case '&':
		return i+3 < len(b) && b[i+1] == '#' && (hasFold(b[i:], "&#169") || hasFold(b[i:], "&#xa9") || hasFold(b[i:], "&#x00a9"))
	case '\\':
		return i+3 < len(b) && escapedSign(b, i)
	case 'u', 'U':
		return i > 0 && authorAt(b, i)
	case 'm', 'M':
		return hasFold(b[i:], "maintainer ") && (i == 0 || !letterDigit(b[i-1])) && mailAhead(b[i+len("maintainer "):])
	case 'y', 'Y':
		return i > 7 && i+2 < len(b) && lower(b[i-1]) == 'b' && (wordGap(b[i-2]) || b[i-2] == '\n') && (wordGap(b[i+1]) || b[i+1] == ':' || b[i+1] == '\n') && (madeBefore(b[:i-1]) || mailAhead(b[i+1:]))
	}
	return false
}

// copyTail tells copyright, (c)opyright, &copy; |copy| and copr from copy,
// copying and copper. before is the byte before "op", b what follows it.
func copyTail(before byte, b []byte) bool {
	switch n := lower(b[1]); lower(b[0]) {
	case 'y':
		return n == 'r' || lower(before) == 'c' && (n == ';' || n == '|')
	case 'r':
		return lower(before) == 'c' && (n == '.' || n == ' ')
	}
	return false
}

// openSign reports whether b[i:] is "(c)" that is not the argument of a call.
func openSign(b []byte, i int) bool {
	j := i + 1
	if b[j] == ' ' {
		j++
	}
	if j+1 >= len(b) || lower(b[j]) != 'c' {
		return false
	}
	j++
	if b[j] == ' ' && j+1 < len(b) {
		j++
	}
	if b[j] != ')' {
		return false
	}
	if i > 0 && (letterDigit(b[i-1]) || b[i-1] == '_' || b[i-1] == ')' || b[i-1] == ']') {
		return false
	}
	if i > 0 && b[i-1] == '(' && j+1 < len(b) && b[j+1] == ',' {
		return false
	}
	for j++; j < len(b) && b[j] == ' '; j++ {
	}
	if j < len(b) {
		switch b[j] {
		case ';', '{', '?', '+', '=', '>', '!', '%', '^':
			return false
		}
	}
	return true
}

// authorAt tells author and authors, and the tag SPDX-FileContributor, from
// authority and the rest; i is at the u.
func authorAt(b []byte, i int) bool {
	if lower(b[i-1]) == 'b' {
		return i >= len("__contrib") && hasFold(b[i:], "utors__") && hasFold(b[i-len("__contrib"):], "__contrib") || i >= len("spdx-filecontrib") && hasFold(b[i:], "utor:") && hasFold(b[i-len("spdx-filecontrib"):], "spdx-filecontrib")
	}
	if lower(b[i-1]) != 'a' || !hasFold(b[i:], "uthor") {
		return false
	}
	j := i + len("uthor")
	if j < len(b) && lower(b[j]) == 's' {
		j++
	}
	return j == len(b) || !letterDigit(b[j])
}

// escapedSign reports an escape that stands for the sign and is no member of a set of characters.
func escapedSign(b []byte, i int) bool {
	for _, e := range [...]string{`\u00a9`, `\xa9`, `\(co`, `\[co]`, `\251`, `\00a9`, `\a9`, `\u{a9}`, `\u{00a9}`} {
		if hasFold(b[i:], e) {
			rest := b[i+len(e):]
			return len(rest) == 0 || rest[0] != ']' && (rest[0] != '-' || len(rest) > 1 && rest[1] == ' ')
		}
	}
	return false
}

// insideWord reports a sign between two letters of an alphabet beyond ASCII: a list of characters.
func insideWord(b []byte, i int) bool {
	k := i - 1
	if k >= 0 && b[k] == 0xC2 {
		k--
	}
	alphabet := func(c byte) bool { return c >= 0xC3 && c < 0xE3 }
	if k < 1 || i+2 >= len(b) || !alphabet(b[i+1]) && (b[i+1] != 0xC2 || b[i+2] <= 0xA0) {
		return false
	}
	return alphabet(b[k-1]) && b[k]&0xC0 == 0x80 || k > 1 && alphabet(b[k-2]) && b[k]&0xC0 == 0x80
}

// mailAhead reports a mail address within the words that follow "by".
func mailAhead(b []byte) bool {
	b = b[:min(len(b), 80)]
	at := bytes.IndexByte(b, '@')
	return at > 0 && letterDigit(b[at-1]) && at+1 < len(b) && letterDigit(b[at+1]) && !bytes.ContainsAny(b[:at], ";{}=")
}

// madeBefore reports whether b ends with a word that makes "by" name an author.
func madeBefore(b []byte) bool {
	i := len(b)
	if n := i - 1; n >= 0 && !wordGap(b[n]) && b[n] != '\n' {
		return false
	}
	for k := 0; i > 0 && k < 16 && strings.IndexByte(" \t\r\n*#/;%", b[i-1]) >= 0; k++ { // the end of a line with a comment marker
		i--
	}
	b = b[:i]
	for i > 0 && letterDigit(b[i-1]) {
		i--
	}
	var buf [16]byte
	n := len(b) - i
	if n == 0 || n > len(buf) {
		return false
	}
	for k := range n {
		buf[k] = lower(b[i+k])
	}
	return isMade(string(buf[:n]))
}

func wordGap(c byte) bool { return c == ' ' || c == '\t' }

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 32
	}
	return c
}

func letterDigit(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// hasFold reports whether b begins with the lower-case ASCII text s, in any case.
func hasFold(b []byte, s string) bool {
	if len(b) < len(s) {
		return false
	}
	for i := range len(s) {
		if lower(b[i]) != s[i] {
			return false
		}
	}
	return true
}
