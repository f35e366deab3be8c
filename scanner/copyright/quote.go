// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxQuoted bounds a quoted part of a name.
const maxQuoted = 60

// quoted is the length of a quotation inside a name that begins at s[i] with a
// quote of the given width: a nickname or the proper name of a company. It
// stands between blanks and after a word, unlike a string in code. 0 is none.
func quoted(s string, i, width int, closing rune) int {
	if i < 2 || s[i-1] != ' ' || !nameEnds(s[:i-1]) {
		return 0
	}
	n := strings.IndexRune(s[i+width:min(len(s), i+maxQuoted)], closing)
	if n < 2 {
		return 0
	}
	in := s[i+width : i+width+n]
	if first, _ := utf8.DecodeRuneInString(in); !unicode.IsLetter(first) || strings.ContainsAny(in, `"\\=;:<>(){}[]%`) || strings.Count(in, " ") > 3 || hasMark(in) {
		return 0
	}
	end := i + width + n + utf8.RuneLen(closing)
	if end < len(s) && s[end] != ' ' && s[end] != ',' && s[end] != '.' {
		return 0
	}
	return end - i
}

func quotedGuillemets(s string, i int) int {
	if !strings.HasPrefix(s[i:], "«") {
		return 0
	}
	return quoted(s, i, len("«"), '»')
}

// nameEnds reports that s ends with a letter or an initial.
func nameEnds(s string) bool {
	s = strings.TrimSuffix(s, ".")
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsLetter(r)
}

// writeQuoted writes a quotation as one word.
func writeQuoted(b *strings.Builder, s string) { b.WriteString(strings.ReplaceAll(s, " ", hardSpace)) }
