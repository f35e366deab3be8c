// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package holder

import (
	"strings"
	"unicode"
)

// word is one word of a name: folded, and as it was written.
type word struct{ low, raw string }

// fold splits a name into folded words: lower case, without accents and
// punctuation, with full-width letters as ASCII. Chinese, Japanese and Korean words stay whole.
func fold(text string) []word {
	var words []word
	for _, raw := range strings.FieldsFunc(cjkForms(text), separates) {
		low := foldWord(raw)
		for _, part := range strings.Fields(low) {
			words = append(words, word{part, raw})
		}
	}
	for len(words) > 1 && (words[0].low == "the" || words[0].low == "by" || words[0].low == "copyright" || isYear(words[0].low)) {
		words = words[1:]
	}
	return words
}

// separates reports what stands between words. Hyphens, periods, apostrophes and slashes are
// within words as far as this goes; foldWord decides.
func separates(r rune) bool {
	switch r {
	case ',', ';', ':', '(', ')', '[', ']', '{', '}', '"', '“', '”', '，', '、', '；', '：', '（', '）', '|', '*', '\ufeff', '\u200b', '©':
		return true
	}
	return unicode.IsSpace(r) || unicode.IsControl(r)
}

// foldWord folds one word; a hyphen splits it in two.
func foldWord(raw string) string {
	var b strings.Builder
	initials := dotted(raw)
	for _, r := range raw {
		if r >= '！' && r <= '～' { // full width
			r -= '！' - '!'
		}
		r = unicode.ToLower(r)
		switch {
		case r == '.' || r == '/':
			if !initials {
				b.WriteByte(' ')
			}
		case r == '-' || r == '_' || r == '–' || r == '—' || r == '+' && b.Len() == 0:
			b.WriteByte(' ')
		case r == '&':
			b.WriteString(" and ")
		case r == '\'' || r == '’' || r == '`':
		case r > unicode.MaxASCII && r < 0x250:
			b.WriteString(base(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '+' || r == '#':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // a combining accent
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// dotted reports abbreviations whose periods fall away: "I.B.M.", "S.A.", "A/S".
func dotted(raw string) bool {
	run, letters := 0, 0
	for _, r := range raw {
		switch {
		case r == '.' || r == '/':
			run = 0
		case unicode.IsLetter(r):
			letters++
			if run++; run > 1 {
				return false
			}
		default:
			return false
		}
	}
	return letters > 1
}

// base is a Latin letter without its accent, in lower case.
func base(r rune) string {
	const from = "àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľŀłñńņňòóôõöøōŏőŕŗřśŝşšţťŧùúûüũūŭůűųŵýÿŷźżž"
	const to = "aaaaaaaaacccccddeeeeeeeeegggghhiiiiiiiiijklllllnnnnooooooooorrrsssstttuuuuuuuuuuwyyyzzz"
	i := 0
	for _, f := range from {
		if f == r {
			return to[i : i+1]
		}
		i++
	}
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'þ':
		return "th"
	case 'ð':
		return "d"
	}
	if unicode.IsLetter(r) {
		return string(r)
	}
	return " "
}
