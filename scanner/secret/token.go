// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"strings"
)

const (
	// How many letters and digits in order are no chance: the hexadecimal letters are
	// six, and of a hundred thousand random UUIDs two or three have eight digits in order.
	letterRun = 7
	digitRun  = 8
	// Letters side by side: with ten of them nobody needs to wonder.
	alphabetRun = 10
	// Characters: of random hexadecimal digits, a text of that length is the same as another in one of 2^64.
	saidAgain = 16
	// Digits alone, no fewer than the least key in hexadecimal digits has: a number of that length is no identifier.
	digitsOfKey = 32
	keyboard    = "qwertyuiop asdfghjkl zxcvbnm"
)

// checkToken: under the name of a service whose tokens have no mark of their
// own. A UUID is a token there as good as any; a value that was typed is weak.
func checkToken(s *scan, c *candidate) (int, bool) {
	v := s.value(c)
	switch {
	case uuid(v) && !counted(v):
		return 0, true
	case s.rules[c.rule].tier == tierWeak && oddHex(v):
		return 0, false
	case template(v), s.reference(v), s.release(v):
		return 0, false
	case counted(v):
		k := kindsOf(v)
		return tierWeak, k.digit > 0 && k.lower+k.upper > 0 || s.wordiness(v) < 0.3
	}
	return 0, s.random(v) && !standIn(v)
}

// oddHex reports hexadecimal digits that stand for no whole bytes.
func oddHex(v []byte) bool { return len(v)%2 == 1 && kindsOf(v).hex == len(v) }

// checkComment: what stands in a comment of a program explains how to write the
// value, and is nothing under a more general rule either. Comments of a
// configuration are another matter: often values that somebody switched off.
func checkComment(s *scan, c *candidate) (int, bool) {
	line := s.text[bytes.LastIndexByte(s.text[:c.value.start], '\n')+1 : c.value.start]
	line = bytes.TrimLeft(line, " \t")
	if s.dialect == code && (bytes.HasPrefix(line, []byte("//")) || bytes.HasPrefix(line, []byte("/*")) || bytes.HasPrefix(line, []byte("*"))) {
		s.claimed = append(s.claimed, c.value)
		return 0, false
	}
	return 0, true
}

// counted reports a value that somebody typed: it is in some order, or says the
// same thing over again.
func counted(v []byte) bool { return ordered(v) || repeated(v) }

// ordered reports letters or digits that count up or down, whatever stands
// between them ("a1b2c3d4e5f6g7"), or follow the keyboard.
func ordered(v []byte) bool {
	var letters, digits []byte
	for _, c := range v {
		switch {
		case isLetter(c):
			letters = append(letters, c|0x20)
		case isDigit(c):
			digits = append(digits, c)
		}
	}
	return inOrder(letters, 26, letterRun) || inOrder(digits, 10, digitRun) || onKeyboard(letters)
}

// inOrder reports a long run up or down in an alphabet that goes around; a
// character may be doubled ("aAbBcC").
func inOrder(v []byte, size, run int) bool {
	up, down := 1, 1
	for i := 1; i < len(v); i++ {
		step := (int(v[i]) - int(v[i-1]) + size) % size
		if step == 0 {
			continue
		}
		up, down = next(step == 1, up), next(step == size-1, down)
		if up >= run || down >= run {
			return true
		}
	}
	return false
}

func onKeyboard(v []byte) bool {
	for i := 0; i+letterRun <= len(v); i++ {
		if strings.Contains(keyboard, string(v[i:i+letterRun])) {
			return true
		}
	}
	return false
}

// repeated reports a value that is two or more times the same text.
func repeated(v []byte) bool {
	for p := 1; 2*p <= len(v); p++ {
		if bytes.Equal(v[p:], v[:len(v)-p]) {
			return true
		}
	}
	return false
}

// recurs reports a value that says a text again, of a length that no chance repeats.
func recurs(v []byte) bool {
	for i := 0; i+2*saidAgain <= len(v); i++ {
		if bytes.Contains(v[i+saidAgain:], v[i:i+saidAgain]) {
			return true
		}
	}
	return false
}

// typed reports a stand-in that is one only because it counts up: a finding of
// a documented format stays, as a weak one, for it cannot be told from a value
// that somebody made so.
func typed(v []byte) bool {
	run, distinct := 1, map[byte]bool{}
	for i, c := range v {
		distinct[c] = true
		if i > 0 {
			run = next(c == v[i-1], run)
		}
		if run >= 8 || run >= 5 && (c|0x20 == 'x' || c == '*' || c == '.') {
			return false
		}
	}
	return len(distinct) > 4 && !saysStandIn(v)
}

// within reports a short match that is a stretch of a longer base64 text, as in a
// certificate or the bytes of a picture: two letters of a mark come up there by
// chance. What goes on beside it must look drawn by chance as well, so that a
// token in a path or behind a word stays.
func (s *scan) within(whole span) bool {
	const (
		short = 128 // characters; what is longer is no chance
		more  = 16  // characters on one side that are enough
	)
	if whole.end-whole.start > short {
		return false
	}
	for _, c := range s.text[whole.start:whole.end] {
		if !isBase64(c) {
			return false
		}
	}
	start, end := whole.start, whole.end
	for start > 0 && whole.start-start < short && isBase64(s.text[start-1]) {
		start--
	}
	for end < len(s.text) && end-whole.end < short && isBase64(s.text[end]) {
		end++
	}
	for _, beside := range [][]byte{s.text[start:whole.start], s.text[whole.end:end]} {
		if len(beside) >= more && s.random(beside) {
			return true
		}
	}
	return false
}

func isBase64(c byte) bool { return isAlnum(c) || c == '+' || c == '/' }
