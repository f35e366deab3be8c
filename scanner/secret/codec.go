// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// alphabets holds the tables that tell and read encoded bytes.
type alphabets struct {
	sextet [256]int8  // value of a character of base64, in either alphabet; -1 for any other
	digit  [256]uint8 // 1 for a character of base64, 3 for one that also separates words
	nibble [256]int8  // value of a hexadecimal digit; -1 for any other
	opens  [256]bool  // bytes with which a character of UTF-8 may begin, and the mark of UTF-16
}

func newAlphabets() *alphabets {
	t := &alphabets{}
	for c := range 256 {
		t.sextet[c], t.nibble[c] = -1, -1
		t.opens[c] = c >= ' ' && c < 0x7f || c == '\n' || c == '\r' || c == '\t' || c >= 0xc2 && c <= 0xf4 || c == 0xff
	}
	for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		t.sextet[c] = int8(i)
	}
	t.sextet['-'], t.sextet['_'] = 62, 63
	for c, v := range t.sextet {
		t.digit[c] = uint8(1 + v>>7)
	}
	for i, c := range []byte("0123456789abcdef") {
		t.nibble[c] = int8(i)
	}
	for _, c := range []byte("/-_+") {
		t.digit[c] = 3
	}
	for i, c := range []byte("ABCDEF") {
		t.nibble[c] = int8(10 + i)
	}
	return t
}

// hopeful reports whether a run of four or more characters of base64 may begin an
// encoded text, from the first bytes that it stands for. It turns most away.
func (t *alphabets) hopeful(run []byte) bool {
	a, b, c, d := uint8(t.sextet[run[0]]), uint8(t.sextet[run[1]]), uint8(t.sextet[run[2]]), uint8(t.sextet[run[3]])
	if first, second, third := a<<2|b>>4, b<<4|c>>2, c<<6|d; t.opens[first] && (first >= 0x80 && second >= 0x80 || second == 0 || t.opens[second] && (t.opens[third] || second >= 0x80)) {
		return true
	}
	e, g := uint8(t.nibble[run[0]]), uint8(t.nibble[run[1]])
	return e|g < 16 && t.opens[e<<4|g] && t.nibble[run[2]] >= 0 && t.nibble[run[3]] >= 0
}

// bitReader joins the bits of digits to bytes; what is left over at the end of a
// line goes on in the next one.
type bitReader struct {
	bits uint32
	n    int
}

// read appends what a run of digits stands for, each of which holds width bits.
func (b *bitReader) read(plain, run []byte, digit *[256]int8, width int) []byte {
	for _, c := range run {
		b.bits = b.bits<<width | uint32(digit[c])
		if b.n += width; b.n >= 8 {
			b.n -= 8
			plain = append(plain, byte(b.bits>>b.n))
		}
	}
	return plain
}

const (
	proof     = 12 // bytes that must be text where a token begins
	proofLong = 24 // the same where it may begin in the middle of a word
)

// beginsText reports whether the first bytes that a run of digits stands for are
// text. Most of what is no encoded text is turned away by its first two bytes.
func beginsText(run []byte, digit *[256]int8, width, want int) bool {
	var head [proofLong]byte
	plain, marked, wide := head[:0], false, false
	var b bitReader
	for i := 0; i < len(run) && len(plain) < want; i++ {
		if digit[run[i]] < 0 {
			return false
		}
		n := len(plain)
		if plain = b.read(plain, run[i:i+1], digit, width); len(plain) == n {
			continue
		}
		switch c := plain[n]; {
		case n == 0 && c == 0xff:
			marked = true
		case n == 1 && (c == 0 || marked && c == 0xfe):
			wide = true
		case marked && !wide, wide && (c == 0) != (n%2 == 1):
			return false
		case wide && c == 0:
		case c < ' ' && c != '\n' && c != '\r' && c != '\t', c == 0x7f, c >= 0x80 && !startsText(plain):
			return false
		}
	}
	return len(plain) > 0
}

// isText reports whether decoded bytes are UTF-8 without control characters.
func isText(b []byte) bool { return utf8.Valid(b) && startsText(b) }

// startsText is isText for bytes that may end within a character.
func startsText(b []byte) bool {
	for i := 0; i < len(b); {
		if c := b[i]; c < utf8.RuneSelf {
			if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != 0x1b || c == 0x7f {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n <= 1 {
			return !utf8.FullRune(b[i:])
		}
		i += n
	}
	return true
}

// isWide reports whether the bytes at odd places are zero, and no others; odd is 1
// when the first byte stands at such a place.
func isWide(b []byte, odd int) bool {
	for i, c := range b {
		if (c == 0) != ((i+odd)%2 == 1) {
			return false
		}
	}
	return true
}

// narrow turns UTF-16, little-endian with or without a mark, into UTF-8. ok is
// false for anything else.
func narrow(b []byte) (text []byte, ok bool) {
	marked := bytes.HasPrefix(b, []byte{0xff, 0xfe})
	if marked {
		b = b[2:]
	}
	if len(b) < 4 || !marked && (b[1] != 0 || b[3] != 0) {
		return nil, false
	}
	for len(b) >= 2 {
		r := rune(b[0]) | rune(b[1])<<8
		b = b[2:]
		if utf16.IsSurrogate(r) && len(b) >= 2 {
			if pair := utf16.DecodeRune(r, rune(b[0])|rune(b[1])<<8); pair != utf8.RuneError {
				r, b = pair, b[2:]
			}
		}
		text = utf8.AppendRune(text, r)
	}
	return text, isText(text)
}

// percent reads %41 at the beginning of b; n is 0 when there is no such thing.
func (t *alphabets) percent(b []byte) (plain rune, n int) {
	if len(b) < 3 || b[0] != '%' || t.nibble[b[1]] < 0 || t.nibble[b[2]] < 0 {
		return 0, 0
	}
	return rune(t.nibble[b[1]])<<4 | rune(t.nibble[b[2]]), 3
}

const maxSlashes = 8 // before one escape, as strings within strings write them

// escape reads \x41, \u0041 and \u{41}, with any number of backslashes.
func (t *alphabets) escape(b []byte) (plain rune, n int) {
	i := 0
	for i < len(b) && b[i] == '\\' && i < maxSlashes {
		i++
	}
	if i == 0 || i+3 > len(b) {
		return 0, 0
	}
	switch kind := b[i]; {
	case kind == 'x':
		return t.digits(b, i+1, 2)
	case kind == 'u' && b[i+1] == '{':
		close := bytes.IndexByte(b[i:min(len(b), i+9)], '}')
		if close < 3 {
			return 0, 0
		}
		plain, n = t.digits(b, i+2, close-2)
		return plain, min(n, 1) * (n + 1)
	case kind == 'u':
		return t.digits(b, i+1, 4)
	}
	return 0, 0
}

// digits reads a number of hexadecimal digits; n is where they end.
func (t *alphabets) digits(b []byte, at, count int) (value rune, n int) {
	if at+count > len(b) {
		return 0, 0
	}
	for _, c := range b[at : at+count] {
		if t.nibble[c] < 0 {
			return 0, 0
		}
		value = value<<4 | rune(t.nibble[c])
	}
	return value, at + count
}

// entity reads &#65;, &#x41; and the five names of XML.
func (t *alphabets) entity(b []byte) (plain rune, n int) {
	end := bytes.IndexByte(b[:min(len(b), 10)], ';')
	if end < 3 || b[0] != '&' {
		return 0, 0
	}
	switch name := string(b[1:end]); {
	case name == "amp":
		return '&', end + 1
	case name == "lt":
		return '<', end + 1
	case name == "gt":
		return '>', end + 1
	case name == "quot":
		return '"', end + 1
	case name == "apos":
		return '\'', end + 1
	case name[0] == '#':
		base, number := 10, name[1:]
		if number[0]|0x20 == 'x' {
			base, number = 16, number[1:]
		}
		if v, err := strconv.ParseUint(number, base, 21); err == nil {
			return rune(v), end + 1
		}
	}
	return 0, 0
}
