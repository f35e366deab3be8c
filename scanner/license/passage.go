// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"unicode/utf8"
)

// word is a word of a passage: a run of letters or of digits, in lower case.
type word struct {
	text     string // "" for words that the grammar does not know
	off, end int    // byte offsets in the file
	gap      gap    // what stands between the word before and this one
	next     byte   // the byte behind it; 0 at the end of the file
	upper    bool   // begins with an upper-case letter
	known    bool   // is in the vocabulary
}

// gap is a set of signs that stand between two words.
type gap uint32

const (
	gapSpace gap = 1 << iota
	gapLine      // a line ends
	gapBlank     // a line without words: a paragraph ends
	gapDot
	gapComma
	gapSemicolon
	gapColon
	gapSlash
	gapHyphen
	gapQuote
	gapOpen
	gapClose
	gapUnder
	gapPlus
	gapEquals
	gapBar
	gapGreater // > or >=
	gapLess
	gapAt
	gapTag // a tag of markup
	gapOther
)

// Bounds of a passage.
const (
	linesBefore  = 4
	linesAfter   = 12
	passageBytes = 64 << 10 // a longer one is read in pieces
	reachBefore  = 600      // bytes before a mark that are read at the most
	reachAfter   = 1600
)

// span is a piece of a file, in bytes.
type span struct{ from, to int }

// passages returns the pieces of a file around its marks, joined where they
// touch.
func passages(content []byte, marks []uint32) []span {
	var out []span
	for _, m := range marks {
		at := int(m)
		if n := len(out); n > 0 && at < out[n-1].to-reachAfter/2 && out[n-1].to-out[n-1].from < passageBytes {
			continue
		}
		from := back(content, at, linesBefore)
		to := forth(content, at, linesAfter)
		if n := len(out); n > 0 && from <= out[n-1].to {
			if to-out[n-1].from <= passageBytes {
				out[n-1].to = max(to, out[n-1].to)
				continue
			}
			from = max(out[n-1].to, back(content, at, 0))
		}
		if from < to {
			out = append(out, span{from, to})
		}
	}
	return out
}

// back returns the start of the line some lines before an offset.
func back(content []byte, at, lines int) int {
	low := max(0, at-reachBefore)
	for ; lines >= 0; lines-- {
		n := bytes.LastIndexByte(content[low:at], '\n')
		if n < 0 {
			return low
		}
		if at = low + n; lines == 0 {
			return at + 1
		}
	}
	return at
}

// forth returns the end of the line some lines behind an offset.
func forth(content []byte, at, lines int) int {
	high := min(len(content), at+reachAfter)
	for ; lines >= 0; lines-- {
		n := bytes.IndexByte(content[at:high], '\n')
		if n < 0 {
			return high
		}
		at += n + 1
	}
	return at
}

// words reads the words of a piece of a file. Comment leaders at the start of
// a line are passed over.
func (v *vocabulary) words(content []byte, s span, out []word) []word {
	g, lineStart, blank := gapLine, true, false
	for i := s.from; i < s.to; {
		c := content[i]
		switch {
		case isAlpha(c) || c >= utf8.RuneSelf:
			start := i
			for i < s.to && (isAlpha(content[i]) || content[i] >= utf8.RuneSelf) {
				i++
			}
			if c >= utf8.RuneSelf && !hasAlpha(content[start:i]) {
				g |= gapOther
				continue
			}
			out = v.keep(out, v.word(content, start, i, g), content)
			g, lineStart, blank = 0, false, false
		case isDigit(c):
			start := i
			for i < s.to && isDigit(content[i]) {
				i++
			}
			out = append(out, v.word(content, start, i, g))
			g, lineStart, blank = 0, false, false
		case c == '\n':
			if lineStart && blank {
				g |= gapBlank
			}
			g |= gapLine
			lineStart, blank = true, true
			i++
		case c == '<' && i+1 < s.to && (isAlpha(content[i+1]) || content[i+1] == '/'):
			g |= gapTag
			i++
		case lineStart && isLeader(c):
			i++
		case c == '\\' && i+1 < s.to && (content[i+1] == 'n' || content[i+1] == 't') && (i+2 >= s.to || !isLowerByte(content[i+2])):
			g |= gapLine
			i += 2
		default:
			g |= gapOf(c)
			i++
		}
	}
	return out
}

// keep adds a word, unless it only comments its line out or ends a word that a
// hyphen divides at the end of a line.
func (v *vocabulary) keep(out []word, w word, content []byte) []word {
	if w.gap&gapLine == 0 {
		return append(out, w)
	}
	if lead := string(content[w.off:w.end]); lead == "dnl" || lead == "REM" || lead == "rem" {
		return out
	}
	if n := len(out); n > 0 && w.gap&gapHyphen != 0 && out[n-1].next == '-' && !w.upper {
		last := &out[n-1]
		if whole, ok := v.intern(append(content[last.off:last.end:last.end], content[w.off:w.end]...)); ok {
			last.text, last.known, last.end, last.next = whole, true, w.end, w.next
			return out
		}
	}
	return append(out, w)
}

func (v *vocabulary) word(content []byte, start, end int, g gap) word {
	w := word{off: start, end: end, gap: g, upper: content[start] >= 'A' && content[start] <= 'Z'}
	if end < len(content) {
		w.next = content[end]
	}
	w.text, w.known = v.intern(content[start:end])
	return w
}

func isAlpha(c byte) bool     { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool     { return c >= '0' && c <= '9' }
func isLowerByte(c byte) bool { return c >= 'a' && c <= 'z' }

func hasAlpha(b []byte) bool {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			return true
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError || r < 0xC0 || r >= 0x2000 && r < 0x2C00 || r == 0xFEFF {
			i += n
			continue
		}
		return true
	}
	return false
}

func isLeader(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '*', '#', '/', ';', '!', '%', '|', '>', '-', '.', '\'', '+', '=', '~', ':':
		return true
	}
	return false
}

func gapOf(c byte) gap {
	switch c {
	case ' ', '\t', '\r', '\v', '\f':
		return gapSpace
	case '.':
		return gapDot
	case ',':
		return gapComma
	case ';':
		return gapSemicolon
	case ':':
		return gapColon
	case '/', '\\':
		return gapSlash
	case '-':
		return gapHyphen
	case '"', '\'', '`':
		return gapQuote
	case '(', '[', '{':
		return gapOpen
	case ')', ']', '}':
		return gapClose
	case '_':
		return gapUnder
	case '+':
		return gapPlus
	case '=':
		return gapEquals
	case '|':
		return gapBar
	case '>':
		return gapGreater
	case '<':
		return gapLess
	case '@':
		return gapAt
	}
	return gapOther
}

// endsSentence reports whether a sentence ends before word i.
func endsSentence(ws []word, i int) bool {
	if i <= 0 || i >= len(ws) {
		return true
	}
	w := &ws[i]
	if w.gap&gapBlank != 0 {
		return true
	}
	if w.gap&gapDot == 0 || w.gap&(gapSpace|gapLine) == 0 || !w.upper {
		return false
	}
	switch ws[i-1].text {
	case "v", "ver", "vers", "version", "inc", "no", "vol", "rev", "e", "g", "i", "corp", "ltd", "co":
		return false
	}
	return true
}
