// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fact is what the state machine knows of a word.
type fact uint32

const (
	factFirst  fact = 1 << iota // first word of its line
	factBlank                   // an empty line stands before it
	factBreak                   // the text is over after it (string, comment or cell closed)
	factComma                   // followed by a comma
	factPeriod                  // followed by a period that is no abbreviation
	factDot                     // followed by a period of any kind
	factColon                   // followed by a colon or an equals sign
	factSemi                    // followed by a semicolon
	factOpen                    // begins with a parenthesis
	factClose                   // ends with a parenthesis
	factWord                    // the word copyright or a tag that means it
	factSign                    // (c) or the copyright sign
	factYear                    // a year, list of years or range
	factMail                    // a mail address
	factURL                     // a URL
	factName                    // written like a name: a capital, or a letter without case
	factSuffix                  // Inc, Ltd, GmbH, ...
	factStop                    // never part of a holder
	factPlace                   // a placeholder such as <year>
	factDash                    // a dash or slash by itself
	factGap                     // an indented continuation or a field separated by wide space
)

// token is one word with its facts. core is the text without punctuation
// around it, low the same in lower case.
type token struct {
	text, core, low string
	line            int
	end             int // column after the word, in bytes of the cleaned line
	from, to        int // offsets of the word in the content
	facts           fact
}

func (t *token) is(f fact) bool { return t.facts&f != 0 }

// words splits a cleaned line.
func (s *stream) words(line string) {
	first, n := true, len(s.toks)
	for i := 0; i < len(line); {
		switch c := line[i]; {
		case c == softBreak:
			first = true
			i++
		case c == hardBreak:
			if k := len(s.toks); k > n {
				s.toks[k-1].facts |= factBreak
			}
			i++
		case c == ' ':
			i++
		default:
			j := i
			for j < len(line) && line[j] != ' ' && line[j] != softBreak && line[j] != hardBreak {
				j++
			}
			k := len(s.toks)
			if s.word(line[i:j], j, first, k > n) {
				first = false
			}
			if k < len(s.toks) {
				t := &s.toks[k]
				start := i + max(0, strings.Index(line[i:j], t.text))
				t.from, t.to = s.here.at(start), s.here.at(start+len(t.text))
			}
			i = j
		}
	}
	s.blank = len(s.toks) == n
}

// word adds one word, or the punctuation it consists of to the word before it.
func (s *stream) word(w string, end int, first, prior bool) bool {
	if w == "<>" {
		s.toks = append(s.toks, token{text: w, core: w, low: w, line: s.number, end: end, facts: factPlace | s.start(first)})
		return true
	}
	if isDashWord(w) {
		return s.punctuation(w, end, first, prior)
	}
	if w[0] == '"' && strings.Count(w, `"`) == 2 || strings.HasPrefix(w, "«") {
		s.quotation(w, end, first)
		return true
	}
	if first && !prior && (w == "dnl" || w == "REM" || w == "rem") {
		return false
	}
	text := trimLeft(w)
	core := text
	if n := len(text); n > 0 && !wordByte(text[n-1]) {
		core = strings.TrimRight(text, ".,;:!?=*#~|_-/)>'\"%+")
	}
	if core == "" || core == "(" || core == "<" {
		return s.punctuation(w, end, first, prior)
	}
	tail := text[len(core):]
	t := token{text: text, line: s.number, end: end, facts: s.start(first)}
	if strings.HasPrefix(core, "(") && !strings.HasPrefix(core, "(주)") && !strings.HasPrefix(core, "(株)") && !strings.HasPrefix(core, "(有)") {
		t.facts |= factOpen
	}
	t.core = core
	if !wordByte(core[0]) {
		t.core = strings.TrimLeft(core, "(<'\"")
	}
	if t.core == "" {
		return false
	}
	t.low = strings.ToLower(t.core)
	t.tail(tail)
	t.classify()
	s.toks = append(s.toks, t)
	return true
}

// quotation adds the quoted part of a name, which is one word.
func (s *stream) quotation(w string, end int, first bool) {
	t := token{text: w, core: strings.Trim(w, `"«»,.`), line: s.number, end: end, facts: s.start(first) | factName}
	t.low = strings.ToLower(t.core)
	t.tail(w[strings.LastIndexAny(w, `"»`)+1:])
	s.toks = append(s.toks, t)
}

// start gives the facts of a word by its place on the line.
func (s *stream) start(first bool) fact {
	switch {
	case !first:
		return 0
	case s.blank:
		return factFirst | factBlank
	}
	return factFirst
}

// wordByte reports a byte that is no punctuation.
func wordByte(c byte) bool { return letterDigit(c) || c >= utf8.RuneSelf }

// trimLeft drops decoration before a word.
func trimLeft(w string) string {
	if w == "(c)" || w == "(C)" || wordByte(w[0]) && w[0] != 'u' {
		return w
	}
	t := strings.TrimLeft(w, "*#/|=~+!;:,.'\"%^_$>?)")
	if len(t) > 1 && t[0] == '-' {
		t = strings.TrimLeft(t, "-")
	}
	if strings.HasPrefix(t, "u'") && len(t) > 2 { // a Python string
		t = t[2:]
	}
	return t
}

func isDashWord(w string) bool {
	switch w {
	case "-", "--", "–", "—", "‐", "‑", "−", "/", "&", "+":
		return true
	}
	return false
}

// punctuation gives a word without letters to the word before it.
func (s *stream) punctuation(w string, end int, first, prior bool) bool {
	if isDashWord(w) {
		if first {
			return false
		}
		t := token{text: w, core: w, low: w, line: s.number, end: end, facts: factDash}
		s.toks = append(s.toks, t)
		return true
	}
	if !prior {
		return false
	}
	t := &s.toks[len(s.toks)-1]
	t.tail(w)
	if w[0] == '.' && t.is(factMail|factURL) {
		t.facts |= factPeriod
	}
	if (w == "," || w == ".") && !t.is(factWord|factSign) {
		t.text += w
	}
	return false
}

// tail records the punctuation after a word.
func (t *token) tail(p string) {
	for i := range len(p) {
		switch p[i] {
		case ',':
			t.facts |= factComma
		case ';':
			t.facts |= factSemi
		case ':', '=':
			t.facts |= factColon
		case '.':
			t.facts |= factDot
		case ')':
			t.facts |= factClose
		}
	}
}

// classify fills the facts that follow from the letters of the word.
func (t *token) classify() {
	switch {
	case t.text == "(c)" || t.text == "(C)" || t.core == "©":
		t.facts |= factSign
		t.facts &^= factOpen | factClose
		return
	case isCopyrightWord(t.low):
		t.facts |= factWord
		return
	}
	if _, ok := parseYears(t.core); ok {
		t.facts |= factYear
		if i := strings.Index(t.text, t.core) + len(t.core); i < len(t.text) && (t.text[i] == '+' || t.text[i] == '-') {
			t.core += t.text[i : i+1] // open to later years
		}
		return
	}
	if isPlaceholderWord(t.core) {
		t.facts |= factPlace
		return
	}
	if at := strings.IndexByte(t.core, '@'); at > 0 && at < len(t.core)-1 {
		t.facts |= factMail
		if t.is(factDot) {
			t.facts |= factPeriod
		}
		return
	}
	if strings.Contains(t.low, "://") || strings.HasPrefix(t.low, "www.") || strings.HasPrefix(t.low, "mailto:") {
		t.facts |= factURL
		return
	}
	if strings.HasPrefix(t.text, "<") {
		t.facts |= factMail
		return
	}
	if isSuffix(strings.TrimSuffix(strings.ReplaceAll(t.low, ".", ""), ",")) {
		t.facts |= factSuffix
	}
	if isStop(t.low) {
		t.facts |= factStop
	}
	if nameShaped(t.core) {
		t.facts |= factName
	}
	if t.is(factDot) && !t.is(factSuffix) && !isAbbreviation(t.core, t.low) {
		t.facts |= factPeriod
	}
}

// nameShaped reports whether a word is written like a name: it has a capital
// or a letter of a script without case, and no sign that only code has.
func nameShaped(w string) bool {
	if strings.ContainsAny(w, `=;\^$~{}[]`) || strings.Contains(w, "::") || strings.Contains(w, "->") || strings.Contains(w, "_") || strings.Contains(w, "()") {
		return false
	}
	for _, r := range w {
		if r < utf8.RuneSelf {
			if 'A' <= r && r <= 'Z' {
				return true
			}
			continue
		}
		if unicode.IsLetter(r) && !unicode.IsLower(r) {
			return true
		}
	}
	return false
}
