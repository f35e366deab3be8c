// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package similar

import "bytes"

// Classes of bytes.
const (
	other = iota // a sign
	space        // blank
	newline
	letter // of words; digits and bytes beyond ASCII as well
)

// table gives class and folded value of each byte.
type table struct {
	class [256]uint8
	fold  [256]uint8
}

func newTable() *table {
	t := new(table)
	for c := range 256 {
		t.fold[c] = uint8(c)
		switch {
		case c == '\n':
			t.class[c] = newline
		case c <= ' ':
			t.class[c] = space
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '_', c >= 0x80:
			t.class[c] = letter
		case c >= 'A' && c <= 'Z':
			t.class[c], t.fold[c] = letter, uint8(c+'a'-'A')
		}
	}
	return t
}

// bytesTable is never modified.
var bytesTable = newTable()

// The multipliers of words and of runs: odd, with bits all over.
const (
	wordPrime = 0x100000001b3 // FNV-1a
	runPrime  = 0x9e3779b97f4a7c15
)

// runOut is what the oldest token of a run has been multiplied with: runPrime to the power of runLength.
func runOut() uint64 {
	p := uint64(1)
	for range runLength {
		p *= runPrime
	}
	return p
}

// scan cuts the code of one file into tokens and hashes their runs.
type scan struct {
	language  language
	tokens    int
	codeLines int // lines that hold a token

	ring [runLength]uint64
	sum  uint64
	out  uint64
	line int32
	last int32 // line of the last token
}

// run calls emit with the hash of each run of tokens and the line on which the run ends.
func (s *scan) run(b []byte, emit func(hash uint64, line int32)) {
	t := bytesTable
	s.out = runOut()
	s.line = 1
	mark := byte(0)
	if s.language.line != "" {
		mark = s.language.line[0]
	}
	fresh := true // nothing but blanks on this line so far
	for i := 0; i < len(b); {
		c := b[i]
		switch t.class[c] {
		case newline:
			s.line++
			fresh = true
			i++
		case space:
			i++
		case letter:
			if fresh {
				fresh = false
				if end := s.skipped(b[i:]); end > 0 {
					i += end
					continue
				}
			}
			h := uint64(0xcbf29ce484222325)
			for i < len(b) && t.class[b[i]] == letter {
				h = (h ^ uint64(t.fold[b[i]])) * wordPrime
				i++
			}
			s.token(h, emit)
		default:
			if c == mark && bytes.HasPrefix(b[i:], []byte(s.language.line)) || c == '/' && s.language.block && i+1 < len(b) && b[i+1] == '*' {
				i += s.comment(b[i:])
				continue
			}
			if fresh {
				fresh = false
				if end := s.skipped(b[i:]); end > 0 {
					i += end
					continue
				}
			}
			s.token((uint64(c)+1)*wordPrime, emit)
			i++
		}
	}
}

func (s *scan) token(h uint64, emit func(uint64, int32)) {
	at := s.tokens % runLength
	s.sum = s.sum*runPrime + h - s.ring[at]*s.out
	s.ring[at] = h
	s.tokens++
	if s.line != s.last {
		s.codeLines++
		s.last = s.line
	}
	if s.tokens >= runLength {
		mixed := s.sum ^ s.sum>>29
		emit(mixed*0xbf58476d1ce4e5b9, s.line)
	}
}

// comment returns the length of a comment and counts its lines.
func (s *scan) comment(b []byte) int {
	if s.language.block && b[0] == '/' && len(b) > 1 && b[1] == '*' {
		end := bytes.Index(b[2:], []byte("*/"))
		if end < 0 {
			end = len(b) - 4
		}
		end = max(end, 0) + 4
		end = min(end, len(b))
		s.line += int32(bytes.Count(b[:end], []byte{'\n'}))
		return end
	}
	if end := bytes.IndexByte(b, '\n'); end >= 0 {
		return end
	}
	return len(b)
}

// skipped returns the length of a line that only names other code; 0 for any other.
func (s *scan) skipped(b []byte) int {
	for _, w := range s.language.skip {
		if len(b) > len(w) && b[0] == w[0] && string(b[:len(w)]) == w && bytesTable.class[b[len(w)]] != letter {
			if end := bytes.IndexByte(b, '\n'); end >= 0 {
				return end
			}
			return len(b)
		}
	}
	return 0
}
