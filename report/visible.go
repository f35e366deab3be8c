// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/outgate/outgate/report/glyph"
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
			glyph.Escape(&b, r)
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

// shown reports whether a character has a shape of its own, a space included.
func shown(r rune) bool { return glyph.Shown(r) }
