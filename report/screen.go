// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bufio"
	"io"
	"strings"
)

// style is an ANSI "select graphic rendition" parameter; "" is plain.
type style string

const (
	plain  style = ""
	bold   style = "1"
	dim    style = "2"
	green  style = "1;32"
	yellow style = "1;33"
	red    style = "1;31"
	cyan   style = "36"
)

// span is a piece of a line. Only ink makes one, so that no text of the
// examined repository reaches a terminal unseen.
type span struct {
	style style
	text  string
}

// More than this is a file's content and no message.
const (
	maxText  = 2000    // columns of one text
	maxBytes = 1 << 14 // bytes of it that are looked at
)

func ink(st style, text string) span {
	if len(text) > maxBytes {
		text = text[:maxBytes] + ellipsis
	}
	return span{st, clip(visible(text), maxText)}
}

// screen lays text out in columns.
type screen struct {
	w     *bufio.Writer
	width int
	whole bool // paths wider than the screen stand whole
	color bool
	lines int // written so far
}

func newScreen(w io.Writer, o Options) *screen {
	s := &screen{w: bufio.NewWriterSize(w, 1<<16), width: o.Width, color: o.Color}
	if s.width == 0 {
		s.width, s.whole = 100, true // not a terminal: what reads it can scroll
	}
	s.width = max(s.width, 40)
	return s
}

func widthOf(spans []span) int {
	n := 0
	for _, p := range spans {
		n += width(p.text)
	}
	return n
}

// line writes one line at an indent.
func (s *screen) line(indent int, spans ...span) {
	for len(spans) > 0 && strings.TrimSpace(spans[len(spans)-1].text) == "" {
		spans = spans[:len(spans)-1]
	}
	if len(spans) > 0 {
		s.w.WriteString(strings.Repeat(" ", indent))
		last := &spans[len(spans)-1]
		last.text = strings.TrimRight(last.text, " ")
	}
	for _, p := range spans {
		if s.color && p.style != plain {
			s.w.WriteString("\x1b[" + string(p.style) + "m" + p.text + "\x1b[0m")
			continue
		}
		s.w.WriteString(p.text)
	}
	s.w.WriteByte('\n')
	s.lines++
}

func (s *screen) blank() { s.line(0) }

// between is a blank line between two things, and none before the first.
func (s *screen) between() {
	if s.lines > 0 {
		s.blank()
	}
}

// pad is the space that brings a text to n columns.
func pad(text string, n int) span { return span{plain, strings.Repeat(" ", max(0, n-width(text)))} }

// paragraph writes a text behind a lead, wrapped; its further lines stand at
// the hanging indent.
func (s *screen) paragraph(indent, hang int, lead []span, p span) {
	room := s.width - indent - widthOf(lead)
	words := wrap(p.text, max(20, room))
	s.line(indent, append(lead, span{p.style, words[0]})...)
	if len(words) == 1 {
		return
	}
	if hang > s.width*2/3 {
		hang = 4
	}
	rest := strings.Join(words[1:], " ")
	for _, l := range wrap(rest, max(20, s.width-hang)) {
		s.line(hang, span{p.style, l})
	}
}

// heading writes a text at the left and one at the right edge; when they do not
// fit in one line, the left one is wrapped and the right one stands where there
// is room.
func (s *screen) heading(lead, title, right span) {
	used := width(lead.text)
	words := wrap(title.text, max(20, s.width-used-2))
	if len(words) > 1 { // further lines hang at 3
		words = append(words[:1], wrap(strings.Join(words[1:], " "), s.width-3)...)
	}
	for i, l := range words {
		spans, indent, end := []span{{title.style, l}}, 3, 3+width(l)
		if i == 0 {
			spans, indent, end = []span{lead, {title.style, l}}, 0, used+width(l)
		}
		if i == len(words)-1 && right.text != "" {
			if gap := s.width - end - width(right.text); gap >= 2 {
				spans = append(spans, pad("", gap), right)
				right.text = ""
			}
		}
		s.line(indent, spans...)
	}
	if right.text != "" {
		s.line(3, right)
	}
}

// row is a line of a table of two columns.
type row struct{ left, right span }

// table writes rows whose right column starts at one place. A left text that is
// wider than half of the screen keeps its whole length, and its right text goes
// to the next line; so does a right text that would become a tall column beside a wide one.
func (s *screen) table(indent int, rows []row) {
	const tall = 2 // lines
	column, limit, narrow := 0, (s.width-indent)/2, (s.width-indent)/4
	for _, r := range rows {
		if w := width(r.left.text); w <= limit && r.right.text != "" {
			column = max(column, w)
		}
	}
	for _, r := range rows {
		switch {
		case r.right.text == "":
			s.line(indent, r.left)
		case width(r.left.text) <= column && (column <= narrow || width(r.right.text) <= tall*(s.width-indent-column-2)):
			s.paragraph(indent, indent+column+2, []span{r.left, pad(r.left.text, column+2)}, r.right)
		case width(r.left.text)+2+width(r.right.text) <= s.width-indent:
			s.line(indent, r.left, span{plain, "  "}, r.right)
		default:
			s.line(indent, r.left)
			s.paragraph(indent+4, indent+4, nil, r.right)
		}
	}
}
