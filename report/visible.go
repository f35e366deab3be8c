// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible returns text that a terminal shows and never obeys: control
// characters, format characters (directions, joiners, tags), line separators,
// blank letters, unassigned characters and bytes that are not UTF-8 become
// escapes in Go's notation, everything else stays. The result is one line.
//
// The log of a CI service obeys text too: "::name::" at the start of a line,
// "##[name]" and "##vso[name]" anywhere. A backslash breaks these.
func visible(s string) string {
	if inert(s) {
		return s
	}
	var b strings.Builder
	start := true // at the start of a word, which may become that of a line
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == ':' && start && strings.HasPrefix(s[i:], "::"):
			b.WriteString(`\:`)
		case r == '#' && i > 0 && s[i-1] == '#':
			b.WriteString(`\#`)
		case shown(r):
			b.WriteString(s[i : i+size])
		default:
			writeEscape(&b, r)
		}
		start = unicode.IsSpace(r) && shown(r)
		i += size
	}
	return b.String()
}

// inert reports whether visible would change nothing, the common case.
func inert(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f {
			return false
		}
	}
	return !strings.Contains(s, "##") && !strings.HasPrefix(s, "::") && !strings.Contains(s, " ::")
}

func writeEscape(b *strings.Builder, r rune) {
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

// shown reports whether a character has a shape of its own, a space included.
func shown(r rune) bool {
	switch r {
	case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0: // joiner, fillers and other letters without a shape
		return false
	}
	return unicode.IsGraphic(r) && !unicode.Is(unicode.Variation_Selector, r)
}
