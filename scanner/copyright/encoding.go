// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// legacy is the encoding of a line that is no UTF-8, by the shape of its bytes
// beyond ASCII; nil for Latin-1, which any line can be. A line is only taken for
// another encoding when all of it fits and it could hardly be Latin-1, in which
// letters with accents stand alone.
//
//	Windows-1251  words of three or more letters, all of them 0xC0 and above, capitals first; KOI8-R has the cases the other way round
//	Shift-JIS     two or more pairs in a row that begin with 0x81 to 0x9F, which no text in Latin-1 has
//	GBK, EUC-KR   two or more pairs in a row of bytes from 0xA1 on; Hangul if all begin with 0xB0 to 0xC8 and there are four
func legacy(raw []byte) encoding.Encoding {
	switch {
	case cyrillic(raw, windows1251):
		return charmap.Windows1251
	case cyrillic(raw, koi8):
		return charmap.KOI8R
	case paired(raw, shiftJIS):
		return japanese.ShiftJIS
	case paired(raw, hangul) && highBytes(raw) >= 8:
		return korean.EUCKR
	case paired(raw, hanzi):
		return simplifiedchinese.GBK
	}
	return nil
}

func highBytes(raw []byte) int {
	n := 0
	for _, c := range raw {
		if c >= utf8.RuneSelf {
			n++
		}
	}
	return n
}

// cyrillic reports a line whose bytes beyond ASCII are words of Cyrillic letters:
// three letters and more, one of them at least written like a name, more than shorter ones.
func cyrillic(raw []byte, letter func(byte) (ok, capital bool)) bool {
	words, short := 0, 0
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c < utf8.RuneSelf, c == 0xA9, c == 0xBF, c == 0xAB, c == 0xBB, c == 0x96, c == 0x97: // the sign in either encoding, quotes, dashes
			continue
		}
		first, capitals, n := false, 0, 0
		for ; i+n < len(raw); n++ {
			ok, capital := letter(raw[i+n])
			if !ok {
				break
			}
			if capital {
				capitals++
				first = first || n == 0
			}
		}
		if n == 0 || capitals > 0 && !first || capitals > 1 && capitals < n {
			return false
		}
		switch {
		case n >= 3 && first && capitals < n, n >= 5:
			words++
		case n < 3:
			short++
		}
		i += n - 1
	}
	return words > 0 && words >= short
}

func windows1251(c byte) (ok, capital bool) {
	return c >= 0xC0 || c == 0xA8 || c == 0xB8, c < 0xE0 && c != 0xB8
}

func koi8(c byte) (ok, capital bool) {
	return c >= 0xC0 || c == 0xA3 || c == 0xB3, c >= 0xE0 || c == 0xB3
}

// shape says whether two bytes are a character of an encoding, and whether the first alone is one.
type shape func(lead, trail byte) (pair, single bool)

func shiftJIS(lead, trail byte) (pair, single bool) {
	if lead >= 0xA1 && lead <= 0xDF {
		return false, true // half-width kana
	}
	return (lead >= 0x81 && lead <= 0x9F || lead >= 0xE0 && lead <= 0xFC) && (trail >= 0x40 && trail <= 0x7E || trail >= 0x80 && trail <= 0xFC), false
}

func hanzi(lead, trail byte) (pair, single bool) {
	return (lead >= 0xB0 && lead <= 0xF7 || lead >= 0xA1 && lead <= 0xA3) && trail >= 0xA1 && trail != 0xFF, false
}

func hangul(lead, trail byte) (pair, single bool) {
	return lead >= 0xB0 && lead <= 0xC8 && trail >= 0xA1 && trail != 0xFF, false
}

// paired reports a line whose bytes beyond ASCII are pairs of this shape, two or
// more in a row on the whole.
func paired(raw []byte, is shape) bool {
	runs, pairs, low := 0, 0, false
	for i := 0; i < len(raw); {
		if raw[i] < utf8.RuneSelf {
			i++
			continue
		}
		runs++
		for i < len(raw) && raw[i] >= utf8.RuneSelf {
			if i+1 == len(raw) {
				return false
			}
			pair, single := is(raw[i], raw[i+1])
			if !pair && !single {
				return false
			}
			low = low || raw[i] >= 0x81 && raw[i] <= 0x9F
			i++
			if pair {
				pairs++
				i++
			}
		}
	}
	_, kana := is(0xB1, 0)
	return pairs >= 2*runs && pairs > 0 && (low || !kana)
}

// recode gives the text of a line in a legacy encoding.
func recode(raw []byte, e encoding.Encoding, t *trail) string {
	d := e.NewDecoder()
	b := make([]byte, 0, len(raw)+16)
	for i := 0; i < len(raw); {
		n := 1
		if raw[i] >= utf8.RuneSelf {
			out, err := d.Bytes(raw[i : i+1])
			if (err != nil || string(out) == string(utf8.RuneError)) && i+1 < len(raw) {
				n = 2
				out, err = d.Bytes(raw[i : i+2])
			}
			if err != nil {
				out = []byte(string(utf8.RuneError))
			}
			b = append(b, out...)
		} else {
			b = append(b, raw[i])
		}
		i += n
		t.add(len(b), i)
	}
	return string(b)
}
