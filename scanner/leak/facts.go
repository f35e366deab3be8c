// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package leak

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// maxFindings is how many different things of one rule are reported of one file;
// the last one stands for the rest as well.
const maxFindings = 200

// scan is the search through one content.
type scan struct {
	*engine
	f         *scanner.File
	text      []byte
	base, ext string // of the name, lower case
	setting   setting
	buildFile bool
	lockFile  bool

	ownNetwork uint8 // 0 not known, 1 no, 2 the file sets up a network of containers

	hostDone   int // up to here a host name has been read as part of an address
	markerDone int // up to here a phrase has been reported
	patentDone int // up to here a patent has been looked for
	found      map[foundKey]*found
	perRule    map[string]int
	tally      tally

	numbersSeen map[string]bool // rule and number
}

type foundKey struct{ rule, content string }

// found is one thing in one file.
type found struct {
	at, count int
	shown     string // inventory.Leak.Text
	guessable bool   // the content must not be hashed into a fingerprint
	label     string // instead of the content, where that is guessable
}

// add counts one place of content. shown is "" where it may not be shown.
func (s *scan) add(rule string, at int, content, shown string) *found {
	if s.found == nil {
		s.found, s.perRule = map[foundKey]*found{}, map[string]int{}
	}
	key := foundKey{rule, content}
	x := s.found[key]
	if x == nil {
		if s.perRule[rule] >= maxFindings {
			key.content, shown = "", "and more"
			if x = s.found[key]; x != nil {
				x.count++
				return x
			}
		}
		s.perRule[rule]++
		x = &found{at: at, shown: shown}
		s.found[key] = x
	}
	x.count++
	return x
}

// facts turns what was found into leaks, in the order of the text.
func (s *scan) facts() inventory.Facts {
	if len(s.found) == 0 {
		return inventory.Facts{}
	}
	type one struct {
		foundKey
		*found
	}
	var all []one
	for k, x := range s.found {
		all = append(all, one{k, x})
	}
	slices.SortFunc(all, func(a, b one) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.rule, b.rule), cmp.Compare(a.content, b.content))
	})
	status := inventory.StatusInTree
	if s.f.Commit != "" {
		status = inventory.StatusRemoved
	}
	var facts inventory.Facts
	line, at := 1, 0
	for _, x := range all {
		line += bytes.Count(s.text[at:x.at], []byte{'\n'})
		at = x.at
		r := s.rules[x.rule]
		l := inventory.Leak{
			Rule: x.rule, Title: r.Title, Kind: r.Kind, Context: s.f.Role,
			Location: inventory.Location{Path: s.f.Path, Commit: s.f.Commit, StartLine: line, EndLine: line},
			Blob:     s.f.Blob, Trace: inventory.Trace{Status: status}, Text: x.shown, Count: x.count, Fingerprint: digest(x.rule, x.content),
		}
		if x.guessable {
			l.Fingerprint = digest(x.rule, s.f.Path, x.label)
			if x.label != "" {
				l.Title += " (" + x.label + ")"
			}
		}
		if r.Kind == inventory.LeakOpaque {
			l.StartLine, l.EndLine = 0, 0
			l.Fingerprint = digest(x.rule, cmp.Or(s.f.Blob, s.f.Path))
		}
		l.Suppression = s.inline(&l, x.at)
		facts.Leaks = append(facts.Leaks, l)
	}
	return facts
}

// digest is SHA-256 over the fields, each led by its length, cut to 128 bits.
func digest(fields ...string) string {
	h := sha256.New()
	h.Write([]byte("outgate.leak.v1"))
	var n [8]byte
	for _, f := range fields {
		binary.BigEndian.PutUint64(n[:], uint64(len(f)))
		h.Write(n[:])
		h.Write([]byte(f))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// inline is what a comment on the line says for a leak. One that does not name the
// content speaks for its own line, not for the further places that the leak stands for.
func (s *scan) inline(l *inventory.Leak, at int) *inventory.Suppression {
	if l.StartLine == 0 || s.f.Binary {
		return nil
	}
	line := s.text[bytes.LastIndexByte(s.text[:at], '\n')+1:]
	if n := bytes.IndexByte(line, '\n'); n >= 0 {
		line = line[:n]
	}
	w := scanner.InlineSuppression(l.Fingerprint, line)
	if w == nil || !w.Bound && l.Count > 1 {
		return nil
	}
	w.Path, w.Line = s.f.Path, l.StartLine
	if l.Text == "" {
		w.Reason = "" // it may repeat what must not be shown
	}
	return w
}

// lineBefore is what stands on the line before at, 300 bytes at most.
func (s *scan) lineBefore(at int) []byte {
	b := s.text[max(0, at-300):at]
	return b[bytes.LastIndexByte(b, '\n')+1:]
}

// lineAfter is the rest of the line from at on, 300 bytes at most.
func (s *scan) lineAfter(at int) []byte {
	b := s.text[at:min(len(s.text), at+300)]
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		b = b[:i]
	}
	return b
}

// byteAt is the byte at a place, 0 outside the text.
func (s *scan) byteAt(i int) byte {
	if i < 0 || i >= len(s.text) {
		return 0
	}
	return s.text[i]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isAlpha(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isWord(c byte) bool  { return isDigit(c) || isAlpha(c) || c == '_' }
func isHost(c byte) bool  { return isWord(c) || c == '.' || c == '-' }
func isQuote(c byte) bool { return c == '"' || c == '\'' || c == '`' }
