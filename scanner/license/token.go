// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokens are the words of a text as licenseclassifier sees them: in its
// dictionary's numbers, with the place of each. Words it drops (list markers,
// dated copyright lines) are not there; words outside the dictionary are 0.
type tokens struct {
	ids  []uint16
	off  []uint32 // byte offset of the word's first byte
	line []int32  // line of the word's first byte, from 1
}

func (t *tokens) len() int { return len(t.ids) }

func (t *tokens) reset() { t.truncate(0) }

func (t *tokens) truncate(n int) {
	t.ids, t.off, t.line = t.ids[:n], t.off[:n], t.line[:n]
}

// tokenizer repeats licenseclassifier's tokenizer word for word, several times
// faster: plain ASCII words take a path without allocation, all others one
// that is written like the original. TestTokenizerAgrees holds the two equal.
type tokenizer struct {
	dict *dictionary
	grow bool // add unknown words to dict
	src  []byte
	pos  int
	line int32
	out  *tokens

	words     int  // words in the line buffer so far, dropped ones included
	lineFirst int  // index in out of the line buffer's first token
	joined    int  // runes of the line buffer's words, joined by spaces
	copyright int  // 1 after the word copyright, 2 after "copyright (c)"
	ignore    bool // the line is a dated copyright line
	lastRaw   string
	joinNext  bool // a hyphenated word was joined: the next word ended by a space ends the line buffer
}

func newTokenizer(d *dictionary, src []byte, out *tokens) *tokenizer {
	return &tokenizer{dict: d, src: src, line: 1, out: out, lineFirst: out.len()}
}

// Classes of bytes inside a word.
const (
	byteOther = iota // dropped from the word
	byteLetter
	byteDigit
	byteNumber // . and -: kept in numbers
	byteSpace
	byteNewline
	byteSpecial // & and everything outside ASCII
)

var byteClass = func() (class [256]uint8) {
	for c := range class {
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			class[c] = byteLetter
		case c >= '0' && c <= '9':
			class[c] = byteDigit
		case c == '.' || c == '-':
			class[c] = byteNumber
		case c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f':
			class[c] = byteSpace
		case c == '\n':
			class[c] = byteNewline
		case c == '&' || c >= utf8.RuneSelf:
			class[c] = byteSpecial
		}
	}
	return class
}()

// run reads words until the end of the input, or, when there are more than
// limit tokens, until the end of a line. It reports whether input is left.
func (t *tokenizer) run(limit int) bool {
	for t.pos < len(t.src) {
		c := t.src[t.pos]
		switch byteClass[c] {
		case byteNewline:
			t.endLine()
			t.pos++
			t.line++
			if t.out.len() >= limit {
				return t.pos < len(t.src)
			}
		case byteLetter, byteDigit:
			t.fastWord()
		case byteSpecial:
			r, n := utf8.DecodeRune(t.src[t.pos:])
			if r != '&' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				t.pos += n
				continue
			}
			t.slowWord()
		default:
			if c == '(' {
				t.fastWord()
				continue
			}
			t.pos++
		}
	}
	t.endLine()
	return false
}

// maxWord bounds the words looked up; the longest of the dictionary is shorter.
const maxWord = 96

// fastWord reads a word of ASCII letters, digits and punctuation.
func (t *tokenizer) fastWord() {
	src, start := t.src, t.pos
	var buf [maxWord]byte
	n := 0
	number := byteClass[src[start]] == byteDigit
	i := start
scan:
	for ; i < len(src); i++ {
		c := src[i]
		keep := false
		switch byteClass[c] {
		case byteLetter:
			keep = !number
			if c|0x20 == 's' && i-start >= 4 && src[i-1]|0x20 == 'p' && src[i-2]|0x20 == 't' && src[i-3]|0x20 == 't' && src[i-4]|0x20 == 'h' {
				t.slowWord() // https
				return
			}
			c |= 0x20
		case byteDigit, byteNumber:
			keep = number
		case byteSpace:
			break scan
		case byteNewline:
			if src[i-1] == '-' && i > start {
				t.slowWord()
				return
			}
			break scan
		case byteSpecial:
			t.slowWord()
			return
		}
		if keep {
			if n < maxWord {
				buf[n] = c
			}
			n++
		}
	}
	last := src[i-1]
	if t.words == 0 && (last == '.' || last == ':' || last == ')') && header(strings.ToLower(string(src[start:i]))) {
		n = 0
	}
	if number {
		for n > 0 && n <= maxWord && buf[n-1] == '.' {
			n--
		}
	}
	if t.words == 0 || t.copyright > 0 || t.joined <= 5 {
		t.watch(src[start:i])
	}
	t.words++
	if n > 0 {
		id := uint16(0)
		if n <= maxWord {
			id = t.dict.lookup(buf[:n], t.grow)
		} else if t.grow {
			id = t.dict.lookup(cleanAll(src[start:i]), t.grow)
		}
		t.emit(id, start)
	}
	t.pos = i
	t.afterWord()
}

// cleanAll is the kept part of a word that is too long for the buffer.
func cleanAll(raw []byte) []byte {
	return []byte(cleanup(strings.ToLower(string(raw))))
}

func (t *tokenizer) emit(id uint16, start int) {
	t.out.ids = append(t.out.ids, id)
	t.out.off = append(t.out.off, uint32(start))
	t.out.line = append(t.out.line, t.line)
}

// afterWord ends the line buffer early after a hyphenated word, as
// licenseclassifier does.
func (t *tokenizer) afterWord() {
	if t.joinNext && t.pos < len(t.src) && t.src[t.pos] != '\n' {
		t.joinNext = false
		t.endLine()
	}
}

// watch follows the first words of a line for `copyright [(c)] YEAR`, at most
// five characters into the line.
func (t *tokenizer) watch(raw []byte) {
	switch {
	case t.copyright > 0 && fourDigits(raw):
		t.ignore, t.copyright = true, 0
	case t.copyright == 1 && len(raw) == 3 && raw[0] == '(' && raw[1]|0x20 == 'c' && raw[2] == ')':
		t.copyright = 2
	default:
		t.copyright = 0
		if n := len(raw) - len("copyright"); n >= 0 && t.joined <= 5 && bytes.EqualFold(raw[n:], []byte("copyright")) && t.joined+utf8.RuneCount(raw[:n]) <= 5 {
			t.copyright = 1
		}
	}
	if t.words == 0 {
		t.lastRaw = ""
		if len(raw) == 10 || len(raw) == 11 {
			t.lastRaw = string(raw)
		}
	}
	t.joined += utf8.RuneCount(raw) + 1
}

func fourDigits(raw []byte) bool {
	if len(raw) < 4 {
		return false
	}
	for _, c := range raw[:4] {
		if byteClass[c] != byteDigit {
			return false
		}
	}
	return true
}

// isDate matches 2006-01-02 and 2006-jan-02.
func isDate(raw string) bool {
	if len(raw) < 10 || !fourDigits([]byte(raw)) || raw[4] != '-' || raw[len(raw)-3] != '-' {
		return false
	}
	all := func(s string, class uint8) bool {
		for i := range len(s) {
			if byteClass[s[i]] != class {
				return false
			}
		}
		return true
	}
	middle := raw[5 : len(raw)-3]
	return all(raw[len(raw)-2:], byteDigit) && (len(middle) == 2 && all(middle, byteDigit) || len(middle) == 3 && all(middle, byteLetter))
}

// endLine closes the line buffer and takes its tokens back when the whole line
// is one that licenseclassifier ignores.
func (t *tokenizer) endLine() {
	if t.words > 0 && (t.ignore || t.words == 1 && isDate(t.lastRaw)) {
		t.out.truncate(t.lineFirst)
	}
	t.words, t.joined, t.copyright, t.ignore, t.lastRaw = 0, 0, 0, false, ""
	t.lineFirst = t.out.len()
}

// slowWord reads any word the way licenseclassifier does.
func (t *tokenizer) slowWord() {
	start, line := t.pos, t.line
	r, n := utf8.DecodeRune(t.src[t.pos:])
	b := utf8.AppendRune(nil, unicode.ToLower(r))
	t.pos += n
	split := false // a hyphen at the end of a line waits for the rest of the word
scan:
	for t.pos < len(t.src) {
		r, n := utf8.DecodeRune(t.src[t.pos:])
		switch {
		case r == '\n':
			if b[len(b)-1] != '-' {
				break scan
			}
			b = b[:len(b)-1] // never the first: a word does not begin with one
			split = true
			t.line++
		case unicode.IsSpace(r):
			if !split {
				break scan
			}
		default:
			if split {
				split, t.joinNext = false, true
			}
			b = appendMapped(b, r)
		}
		t.pos += n
	}
	raw := string(b)
	if strings.Contains(raw, "&") {
		raw = html.UnescapeString(raw)
	}
	raw = strings.ReplaceAll(raw, "https", "http")
	first := t.words == 0
	t.watch([]byte(raw))
	t.words++
	if first && header(raw) {
		raw = ""
	}
	if word := cleanup(raw); word != "" {
		end := t.line
		t.line = line
		t.emit(t.dict.lookup([]byte(word), t.grow), start)
		t.line = end
	}
	t.afterWord()
}

func appendMapped(b []byte, r rune) []byte {
	switch r {
	case '‒', '–', '—', '‐':
		return append(b, '-')
	case '©':
		return append(b, "(c)"...)
	case '§', '¤':
		return append(b, "(s)"...)
	case '·', '*':
		return append(b, ' ')
	}
	return utf8.AppendRune(b, unicode.ToLower(r))
}

// header reports whether the first word of a line is a list marker or a
// section number.
func header(word string) bool {
	if word == "" {
		return false
	}
	body, end := word[:len(word)-1], word[len(word)-1]
	if end != '.' && end != ':' && end != ')' {
		return false
	}
	if end != ')' && listMarker(body) {
		return true
	}
	for _, r := range body {
		if !unicode.IsDigit(r) && r != '.' {
			return false
		}
	}
	return true
}

func listMarker(s string) bool {
	if len(s) == 1 {
		return s[0] >= 'a' && s[0] <= 'r' || s[0] == 'v'
	}
	switch s {
	case "ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii", "xiv", "xv":
		return true
	}
	return false
}

// cleanup reduces a word to its letters, or a number to digits, dots and dashes.
func cleanup(word string) string {
	first, _ := utf8.DecodeRuneInString(word)
	var b strings.Builder
	if !unicode.IsLetter(first) && unicode.IsDigit(first) {
		for _, r := range word {
			if unicode.IsDigit(r) || r == '.' || r == '-' {
				b.WriteRune(r)
			}
		}
		return strings.TrimRight(b.String(), ".")
	}
	for _, r := range word {
		if unicode.IsLetter(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}
