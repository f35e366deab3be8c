// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/outgate/outgate/scanner/license/text"
)

// Bounds of the lines that are shown.
const (
	maxShown = 12  // lines
	maxPiece = 400 // bytes of one piece of a line
)

// lineOffsets returns where each line begins.
func lineOffsets(content []byte) []int {
	starts := make([]int, 1, 1+bytes.Count(content, []byte("\n")))
	for i, c := range content {
		if c == '\n' && i+1 < len(content) {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// lineOf is the number of the line in which an offset lies.
func (w *witness) lineOf(at int) int {
	i, found := slices.BinarySearch(w.starts, at)
	if found {
		i++
	}
	return i
}

// line is a line as a piece of the file, without its end.
func (w *witness) line(n int) text.Span {
	n = min(max(n, 1), len(w.starts))
	s := text.Span{From: w.starts[n-1], To: len(w.content)}
	if n < len(w.starts) {
		s.To = w.starts[n]
	}
	s.To = s.From + len(bytes.TrimRight(w.content[s.From:s.To], "\r\n"))
	return s
}

// lines are those of the spans, with the words marked.
func (w *witness) lines(e evidence) (out []Line, more int) {
	all := slices.Concat(e.spans, e.also)
	if len(all) == 0 {
		return nil, 0
	}
	from, to := all[0].From, all[0].To
	for _, s := range all {
		from, to = min(from, s.From), max(to, s.To)
	}
	first, last := w.lineOf(from), w.lineOf(max(from, to-1))
	more = max(0, last-first+1-maxShown)
	for n := first; n <= last-more; n++ {
		out = append(out, Line{n, w.pieces(w.line(n), e.spans)})
	}
	return out, more
}

// pieces divides a line where marks begin and end.
func (w *witness) pieces(line text.Span, marks []text.Span) (out []Piece) {
	at := line.From
	for _, m := range marks {
		from, to := max(m.From, at), min(m.To, line.To)
		for m.From < line.From && from < to && isLeader(w.content[from]) { // goes on behind a comment leader
			from++
		}
		if from >= to {
			continue
		}
		switch {
		case from > at && at == line.From: // of what stands before, the end matters
			out = append(out, Piece{abridge(w.content[at:from], 0, maxPiece), false})
		case from > at:
			out = append(out, Piece{abridge(w.content[at:from], maxPiece/2, maxPiece/2), false})
		}
		out = append(out, Piece{abridge(w.content[from:to], maxPiece, 0), true})
		at = to
	}
	if at < line.To || len(out) == 0 {
		out = append(out, Piece{abridge(w.content[at:line.To], maxPiece, 0), false})
	}
	return out
}

// abridge keeps some bytes of the beginning and of the end of a long text.
func abridge(b []byte, head, tail int) string {
	if len(b) <= head+tail {
		return string(b)
	}
	whole := func(i int) int { // never within a character
		for k := 0; k < utf8.UTFMax && i > 0 && i < len(b) && !utf8.RuneStart(b[i]); k++ {
			i--
		}
		return i
	}
	return string(b[:whole(head)]) + "…" + string(b[whole(len(b)-tail):])
}
