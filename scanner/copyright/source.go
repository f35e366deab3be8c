// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// source leads from places in a cleaned line back to the content. Each way of
// cleaning leaves a trail of its own; the last one is the first to go back.
type source struct {
	offset                     int // of the line in the content
	cleaned, unescaped, latin1 trail
}

func (s *source) reset(offset int) {
	s.offset = offset
	s.cleaned, s.unescaped, s.latin1 = s.cleaned[:0], s.unescaped[:0], s.latin1[:0]
}

// at is the offset in the content of the byte at column i of the cleaned line.
func (s *source) at(i int) int {
	return s.offset + s.latin1.back(s.unescaped.back(s.cleaned.back(i)))
}

// trail lists the places where a text was rewritten to another length.
type trail []step

// step says that from column to of the new text on, the old text goes on at column from.
type step struct{ to, from int }

// add records that what follows column to of the new text follows column from of the old one.
func (t *trail) add(to, from int) {
	last := 0
	if n := len(*t); n > 0 {
		last = (*t)[n-1].from - (*t)[n-1].to
	}
	if from-to != last {
		*t = append(*t, step{to, from})
	}
}

// rewrote records that the old text from..to was written as piece at column
// start. White space at its ends was put there and belongs to nothing.
func (t *trail) rewrote(piece string, start, from, to int) {
	if n := len(piece) - len(strings.TrimLeft(piece, " ")); n > 0 && n < len(piece) {
		t.add(start+n, from)
	}
	if n := len(strings.TrimRight(piece, " ")); n > 0 && n < len(piece) {
		t.add(start+n, to)
	}
	t.add(start+len(piece), to)
}

// back is the column of the old text for column i of the new one.
func (t trail) back(i int) int {
	n := sort.Search(len(t), func(k int) bool { return t[k].to > i })
	if n == 0 {
		return i
	}
	return t[n-1].from + i - t[n-1].to
}

// decode gives the text of a raw line: UTF-8 when it is valid, else the encoding
// that its bytes have the shape of, else Latin-1. There a run of bytes beyond
// ASCII is a word of an encoding that is not known: it becomes one replacement character.
func decode(raw []byte, t *trail) string {
	if utf8.Valid(raw) {
		return string(raw)
	}
	if e := legacy(raw); e != nil {
		return recode(raw, e, t)
	}
	b := make([]byte, 0, len(raw)+16)
	for i := 0; i < len(raw); {
		n := 0
		for i+n < len(raw) && raw[i+n] >= utf8.RuneSelf {
			n++
		}
		if n >= foreignRun {
			b = utf8.AppendRune(b, utf8.RuneError)
			i += n
		} else {
			b = utf8.AppendRune(b, rune(raw[i]))
			i++
		}
		t.add(len(b), i)
	}
	return string(b)
}

// foreignRun is the number of bytes beyond ASCII in a row from which on a text is not Latin-1.
const foreignRun = 4
