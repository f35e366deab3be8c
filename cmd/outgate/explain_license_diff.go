// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"github.com/outgate/outgate/report"
	"github.com/outgate/outgate/scanner/license"
	"github.com/outgate/outgate/scanner/license/text"
)

// How much of a comparison is shown.
const (
	keptWords = 8    // unchanged words beside a difference
	keptDiff  = 40   // words at both ends of a long difference
	foldWords = 8    // fewer are not worth folding
	aside     = 120  // bytes of the line before and behind the text
	passed    = 1200 // bytes between two words, such as copyright lines
)

// token is a piece of a comparison without space in it.
type token struct {
	text  string
	op    text.Op // Equal for everything that is not marked
	first bool    // of a marked run
	last  bool
	glued bool // no space before it
	line  int  // where a new line of the file begins, its number; 0 elsewhere
	fold  bool // stands for words that are left out; on a line of its own
}

// flow turns a comparison into tokens.
type flow struct {
	content []byte
	out     []token
	line    int
	fresh   bool // a line begins
	space   bool // space stands before the next token
}

// comparison writes the lines of the file with the words that differ marked.
func (p *licensePage) comparison(c *license.Comparison, gutter int) {
	if len(c.Edits) == 0 {
		return
	}
	start := c.Edits[0].Start
	begin := max(bytes.LastIndexByte(p.content[:start], '\n')+1, start-aside)
	f := flow{content: p.content, line: c.StartLine, fresh: true}
	at := begin
	for _, e := range c.Edits {
		if e.Op == text.Lost {
			e.Start = p.between(at, e.Start)
			e.End = e.Start
		}
		f.file(at, e.Start, text.Equal)
		at = f.edit(&e)
	}
	end := min(len(p.content), at+aside)
	if n := bytes.IndexByte(p.content[at:end], '\n'); n >= 0 {
		end = at + n
	}
	f.file(at, end, text.Equal)
	p.tokens(f.out, gutter)
}

// between is where lost words are shown that would stand at an offset: behind
// the signs that end the word before, and before those that open the next one.
func (p *licensePage) between(before, at int) int {
	const blanks = " \t\r\n"
	if n := bytes.LastIndexAny(p.content[before:at], blanks); n >= 0 {
		return before + n + 1
	}
	if rest := p.content[at:min(len(p.content), at+aside)]; before == at {
		n := bytes.IndexAny(rest, blanks)
		if n < 0 {
			n = len(rest)
		}
		if !bytes.ContainsFunc(rest[:n], isWordRune) {
			return at + n
		}
	}
	return at
}

// edit adds an edit and returns where in the file it ends.
func (f *flow) edit(e *license.Edit) int {
	from := len(f.out)
	switch kept := keptWords; {
	case e.Op == text.Lost:
		f.lost(e)
	default:
		if e.Op == text.Added {
			kept = keptDiff
		}
		if e.Words <= 2*kept+foldWords {
			f.file(e.Start, e.End, e.Op)
			break
		}
		f.middle(e, kept)
	}
	if e.Op != text.Equal && len(f.out) > from {
		f.out[from].first, f.out[len(f.out)-1].last = true, true
	}
	return e.End
}

// middle adds the first and the last words of an edit, cut where there is space.
func (f *flow) middle(e *license.Edit, kept int) {
	blank := func(i int) bool { return bytes.IndexByte([]byte(" \t\r\n"), f.content[e.Offsets[i]-1]) >= 0 }
	i, k := kept, e.Words-kept
	for i < kept+foldWords/2 && !blank(i) {
		i++
	}
	for k > e.Words-kept-foldWords/2 && !blank(k) {
		k--
	}
	head, tail := e.Offsets[i], e.Offsets[k]
	if n := bytes.LastIndexByte(f.content[e.Start:head], '\n'); n >= 0 && !bytes.ContainsFunc(f.content[e.Start+n:head], isWordRune) {
		head = e.Start + n // nothing but a comment leader stands on the line
	}
	f.file(e.Start, head, e.Op)
	f.fold(k-i, map[text.Op]string{text.Equal: "unchanged", text.Added: "added"}[e.Op], e.Op)
	f.line += bytes.Count(f.content[head:tail], []byte("\n"))
	f.fresh = true
	f.file(tail, e.End, e.Op)
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// lost adds the words that the file lacks.
func (f *flow) lost(e *license.Edit) {
	words := strings.Fields(e.Reference)
	add := func(words []string) {
		for _, w := range words {
			f.space = true
			f.token(w, text.Lost)
		}
	}
	if len(words) <= 2*keptDiff+foldWords {
		add(words)
	} else {
		add(words[:keptDiff])
		f.fold(len(words)-2*keptDiff, "lost", text.Lost)
		add(words[len(words)-keptDiff:])
	}
	f.space = true
}

// file adds a piece of the file; a very long one without its middle.
func (f *flow) file(from, to int, op text.Op) {
	if op == text.Equal && to-from > passed {
		f.pieces(f.content[from:from+passed/2], op)
		f.line += bytes.Count(f.content[from+passed/2:to-passed/2], []byte("\n"))
		f.token("…", op)
		from = to - passed/2
	}
	f.pieces(f.content[from:to], op)
}

func (f *flow) pieces(b []byte, op text.Op) {
	for len(b) > 0 {
		switch c := b[0]; c {
		case '\n':
			f.line++
			f.fresh, f.space = true, true
			b = b[1:]
		case ' ', '\t', '\r', '\f', '\v':
			f.space = true
			b = b[1:]
		default:
			n := bytes.IndexAny(b, " \t\r\n\f\v")
			if n < 0 {
				n = len(b)
			}
			f.token(string(b[:n]), op)
			b = b[n:]
		}
	}
}

func (f *flow) token(s string, op text.Op) {
	t := token{text: s, op: op, glued: !f.space && len(f.out) > 0}
	if f.fresh {
		t.line = f.line
	}
	f.out = append(f.out, t)
	f.fresh, f.space = false, false
}

func (f *flow) fold(words int, what string, op text.Op) {
	f.out = append(f.out, token{text: fmt.Sprintf("... %d words %s ...", words, what), op: op, fold: true})
	f.fresh, f.space = false, true
}

// tokens lays tokens out in lines.
func (p *licensePage) tokens(list []token, gutter int) {
	room := p.room(gutter)
	var b strings.Builder
	number, used := 0, 0
	end := func() {
		if used > 0 {
			p.row(number, gutter, b.String())
		}
		b.Reset()
		number, used = 0, 0
	}
	for i, t := range list {
		if t.fold || t.line > 0 || i > 0 && list[i-1].fold {
			end()
			number = t.line
		}
		plain, shown := p.shown(&t, room)
		n := report.Columns(plain)
		switch {
		case used == 0:
		case used+n+1 > room:
			end()
		case !t.glued:
			b.WriteByte(' ')
			used++
		}
		b.WriteString(shown)
		used += n
	}
	end()
}

// shown is a token as it is printed, without and with color.
func (p *licensePage) shown(t *token, room int) (plain, inked string) {
	word := t.text
	if !t.fold {
		word = report.Visible(word, room-4)
	}
	switch {
	case p.color && t.fold:
		return word, p.ink(inkDim, word)
	case p.color:
		return word, p.marked(t.op, word)
	}
	if t.op != text.Equal {
		open, end := brackets(t.op)
		if t.first {
			word = open + word
		}
		if t.last {
			word += end
		}
	}
	return word, word
}

// marked is a run of words as it is marked.
func (p *licensePage) marked(op text.Op, words string) string {
	switch {
	case op == text.Equal:
		return words
	case !p.color:
		open, end := brackets(op)
		return open + words + end
	case op == text.Lost:
		return p.ink(inkLost, words)
	}
	return p.ink(inkAdded, words)
}

func brackets(op text.Op) (open, end string) {
	if op == text.Lost {
		return "[-", "-]"
	}
	return "{+", "+}"
}
