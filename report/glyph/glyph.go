// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package glyph knows which characters have a shape of their own, and how the
// others are written so that a reader sees them. All formats for people share it.
package glyph

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Shown reports whether a character has a shape of its own, a space included.
func Shown(r rune) bool {
	switch r {
	case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0: // joiner, fillers and other letters without a shape
		return false
	}
	return unicode.IsGraphic(r) && !unicode.Is(unicode.Variation_Selector, r)
}

// Escape writes a character in Go's notation: \n, \x1b, \u202e, \U000e0041.
func Escape(b *strings.Builder, r rune) {
	switch {
	case r == '\n':
		b.WriteString(`\n`)
	case r == '\t':
		b.WriteString(`\t`)
	case r == '\r':
		b.WriteString(`\r`)
	case r < 0x80:
		fmt.Fprintf(b, `\x%02x`, r)
	case r < 0x10000:
		fmt.Fprintf(b, `\u%04x`, r)
	default:
		fmt.Fprintf(b, `\U%08x`, r)
	}
}

// Line returns text as one line in which everything is seen: control and format
// characters (directions, joiners, tags), line separators, letters without a
// shape and bytes that are not UTF-8 become escapes, everything else stays.
func Line(s string) string { return show(s, false) }

// Text is Line for a text of several lines: it keeps line ends and tabs.
func Text(s string) string { return show(s, true) }

func show(s string, lines bool) string {
	if plain(s, lines) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case Shown(r), lines && (r == '\n' || r == '\t'):
			b.WriteString(s[i : i+size])
		case lines && r == '\r' && strings.HasPrefix(s[i+1:], "\n"): // the line end of another system
		default:
			Escape(&b, r)
		}
		i += size
	}
	return b.String()
}

// plain reports whether show would change nothing, the common case.
func plain(s string, lines bool) bool {
	for i := range len(s) {
		if c := s[i]; (c < ' ' || c >= 0x7f) && !(lines && (c == '\n' || c == '\t')) {
			return false
		}
	}
	return true
}
