// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"bytes"
	"unicode/utf8"
)

// stream gives the words of a file from one line on, reading lines as they are asked for.
type stream struct {
	content []byte
	offset  int   // start of the next raw line
	number  int   // its number, from 1
	first   int   // number of the first line
	ends    []int // offset after each line read
	blank   bool  // the line read last held no word
	done    bool
	cut     bool   // the line read last was longer than maxLine
	mark    string // comment marker of the first line
	closed  byte   // what closes said of the line read last
	noise   bool   // the first line is no text
	here    source // the line read last
	toks    []token
}

// reset starts a new stream at a raw line, or inside a very long one. The words of the one before are gone.
func (s *stream) reset(content []byte, offset, number int) {
	*s = stream{content: content, offset: offset, number: number, first: number, here: s.here, toks: s.toks[:0], ends: s.ends[:0]}
}

// more reads one more line and reports whether there was one.
func (s *stream) more() bool {
	if s.done || s.cut || s.offset >= len(s.content) {
		s.done = true
		return false
	}
	raw, next := s.rawLine()
	if s.number == s.first {
		s.mark = marker(raw)
		s.noise = isNoise(raw)
	} else if s.stops(raw) {
		s.done = true
		return false
	}
	if n := len(s.toks); n > 0 && s.closed != 0 && s.closed == opens(raw) {
		s.toks[n-1].facts &^= factBreak // a comment or string on each line is one text
	}
	s.closed = closes(raw)
	s.here.reset(s.offset)
	s.words(clean(raw, &s.here))
	s.offset = next
	s.ends = append(s.ends, next)
	s.number++
	return true
}

// isNoise reports control characters, which no text has.
func isNoise(raw []byte) bool {
	for _, c := range raw {
		if c < ' ' && c != '\t' && c != '\r' && c != '\f' && c != '\v' && c != '\b' && c != 0x1B {
			return true
		}
	}
	return false
}

// closes and opens tell lines that are one comment or one string each, which is
// one text: the first byte of what a line ends, or begins, with; else 0.
func closes(raw []byte) byte {
	t := bytes.TrimRight(raw, "\\ \t\r+.")
	switch {
	case bytes.HasSuffix(t, []byte("*/")):
		return '/'
	case bytes.HasSuffix(t, []byte("*)")):
		return '('
	case bytes.HasSuffix(t, []byte("-->")):
		return '<'
	case bytes.HasSuffix(t, []byte{'"'}):
		return '"'
	}
	return 0
}

func opens(raw []byte) byte {
	t := bytes.TrimLeft(raw, " \t")
	switch {
	case bytes.HasPrefix(t, []byte("/*")), bytes.HasPrefix(t, []byte("(*")), bytes.HasPrefix(t, []byte("<!--")), bytes.HasPrefix(t, []byte{'"'}):
		return t[0]
	}
	return 0
}

// rawLine is the line at offset, or as much of it as is looked at, and the offset after that.
func (s *stream) rawLine() ([]byte, int) {
	b := s.content[s.offset:]
	if n := bytes.IndexByte(b[:min(len(b), maxLine+1)], '\n'); n >= 0 {
		return b[:n], s.offset + n + 1
	}
	if len(b) <= maxLine {
		return b, s.offset + len(b)
	}
	s.cut = true
	n := maxLine
	for n > maxLine-utf8.UTFMax && !utf8.RuneStart(b[n]) {
		n--
	}
	return b[:n], s.offset + n
}

// stops reports whether a raw line cannot continue the text: code, or no
// comment where the text stood in a line comment.
func (s *stream) stops(raw []byte) bool {
	if isCode(raw) {
		return true
	}
	switch s.mark {
	case "//", "#", ";", "--", "%":
		m := marker(raw)
		return m != s.mark && len(bytes.TrimSpace(raw)) > 0
	}
	return false
}

// at returns the word at i, reading on when needed; nil at the end.
func (s *stream) at(i int) *token {
	for i >= len(s.toks) {
		if !s.more() {
			return nil
		}
	}
	return &s.toks[i]
}
