// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package header knows how files of each language carry a header: the comment
// at their head that says whose they are and under which license.
//
//	table := header.NewTable()                  // once; safe for concurrent use
//	lang := table.Of("cmd/main.go", content)    // nil: such a file has no comments
//	head := lang.Read(content)                  // the comments before the first line of code
//	for _, b := range head.Blocks {
//		text := lang.Text(content, b)       // without comment marks
//	}
//	lines, err := lang.Comment([]string{"Copyright 2026 Example Corp", "SPDX-License-Identifier: MIT"})
//	// insert lines at head.Start
//
// # Languages
//
// [Table.Of] goes by name, extension or the interpreter of the first line, and
// where languages share an extension by what the file begins with. A row says
// how the language writes comments, which lines must stay before a header
// (interpreter, XML prolog, doctype, encoding, directives of Docker, Swift, Ruby,
// <?php, modelines of editors) and which lines of code may stand before one that
// is there (build tags, include guards).
//
// # Blocks
//
// A [Block] is a run of line comments without an empty line between them, or
// one comment between marks; comments between marks that begin and end on one
// line count as line comments. What makes a block a header is for the caller to
// say: a copyright statement, or [Notice] of its text. The header of a file is the
// run from its first such block to its last; see [Language.Find].
//
// # Encodings
//
// Content is UTF-8 or any encoding that keeps ASCII. A byte order mark of UTF-8 is
// skipped. UTF-16 must be converted before.
//
// Offsets are in bytes, lines count from 1. The package reads no file.
package header

import (
	"bytes"
	"strings"
)

var bom = []byte("\xef\xbb\xbf")

// HeadBytes is how far into a file callers should look for its header.
const HeadBytes = 32 << 10

// Head is the beginning of a file: what stands before its first line of code.
type Head struct {
	// Start is where a header belongs that is not there yet: behind the byte
	// order mark and all that must stay first. It is the beginning of a line, or the
	// end of the content when that lacks a line end.
	Start  int
	Blocks []Block // comments before the first line of code, in order; without those of lines that must stay first
	// Why says why the file cannot be given a header where its language could; "" when it can.
	Why string
}

// Block is a comment.
type Block struct {
	Start, End         int  // bytes, whole lines; End is behind the line end, or behind the closing mark when code follows
	StartLine, EndLine int  // both inclusive
	Doc                bool // a doc string: its text is part of the program
	Mixed              bool // code follows on its last line
	Open               bool // never closed
	lined              bool // line comments
	section            int  // counts the lines of code before it
}

// lineReader walks over the lines of a file's head.
type lineReader struct {
	content []byte
	next    int // offset of the line that read returns next
	number  int // of the line that read returned last
}

// read returns the bounds of the next line, its line end included.
func (r *lineReader) read() (from, to int, ok bool) {
	if r.next >= len(r.content) {
		return 0, 0, false
	}
	from, to = r.next, len(r.content)
	if n := bytes.IndexByte(r.content[from:], '\n'); n >= 0 {
		to = from + n + 1
	}
	r.next = to
	r.number++
	return from, to, true
}

// reader is the state of one call of Read.
type reader struct {
	*Language
	lineReader
	head Head
	top  bool // nothing but what must stay first was seen
	code int  // lines of code seen
	met  bool // the line that the language needs was seen
}

// Read finds the comments before the first line of code and the place for a new
// header. content may be cut anywhere behind them.
func (l *Language) Read(content []byte) Head {
	r := &reader{Language: l, lineReader: lineReader{content: content}, top: true}
	if bytes.HasPrefix(content, bom) {
		r.next = len(bom)
	}
	r.head.Start = r.next
	for r.line() {
	}
	if l.needs != "" && !r.met {
		r.head.Why = "it does not begin with " + l.needs
	}
	return r.head
}

// line reads one line, or one comment of several, and reports whether more may follow.
func (r *reader) line() bool {
	from, to, ok := r.read()
	if !ok {
		return false
	}
	text := bytes.TrimSpace(r.content[from:to])
	if len(text) == 0 {
		return true
	}
	if r.number == 1 && bytes.HasPrefix(text, []byte("#!")) && !bytes.HasPrefix(text, []byte("#![")) {
		r.keep()
		return true
	}
	if p := prefixOf(r.must, text); p != "" {
		return r.prolog(p, text)
	}
	if prefixOf(r.may, text) != "" {
		r.top = false
		r.code++
		switch {
		case hasFold(text, "<!doctype") || hasFold(text, "<?xml"):
			r.skipTo(text, ">")
		case hasFold(text, "<%@"):
			r.skipTo(text, "%>")
		}
		return true
	}
	if opened, closing := r.opening(text); opened != "" {
		return r.block(from, from+bytes.Index(r.content[from:to], text), opened, closing)
	}
	if !r.comment(text) {
		return false
	}
	if r.top && modeline(text) {
		r.keep()
		return true
	}
	r.add(Block{Start: from, End: to, StartLine: r.number, EndLine: r.number, lined: true})
	return true
}

// keep says that a header cannot stand before the end of the line just read.
func (r *reader) keep() {
	if r.top {
		r.head.Start = r.next
	}
}

// prolog reads a line that must stay first; p is its beginning.
func (r *reader) prolog(p string, text []byte) bool {
	rest := bytes.TrimSpace(text[len(p):])
	switch {
	case p == "<?php" || p == "<?":
		r.met = r.met || r.top
		if bytes.Contains(rest, []byte("?>")) || hasFold(rest, "/*") || len(rest) > 0 && !hasFold(rest, "declare(") && !r.comment(rest) {
			r.head.Why = "something follows on the line of " + p
			return false
		}
	case p == "<?xml" || p == "<!doctype":
		text = r.skipTo(text, ">")
		if n := bytes.IndexByte(text, '>'); n >= 0 && len(bytes.TrimSpace(text[n+1:])) > 0 {
			r.head.Why = "the document goes on behind the prolog on its line"
			return false
		}
	case p == "<%@":
		r.skipTo(text, "%>")
	case p == r.needs:
		r.met = r.met || r.top
	}
	r.keep()
	return true
}

// skipTo reads on until a line holds the mark, and returns that line; text is
// the line already read.
func (r *reader) skipTo(text []byte, mark string) []byte {
	for !bytes.Contains(text, []byte(mark)) {
		from, to, ok := r.read()
		if !ok {
			return nil
		}
		text = r.content[from:to]
	}
	return text
}

// block reads a comment between marks; it opens at offset at, on the line that
// begins at from.
func (r *reader) block(from, at int, opened, closing string) bool {
	b := Block{Start: from, StartLine: r.number, Doc: prefixOf(r.style.doc, []byte(opened)) != ""}
	search := at + len(opened)
	for {
		n := bytes.Index(r.content[search:r.next], []byte(closing))
		if n >= 0 {
			end := search + n + len(closing)
			b.End, b.EndLine = r.next, r.number
			if after := bytes.TrimSpace(r.content[end:r.next]); len(after) > 0 && !bytes.HasPrefix(after, []byte("}}")) && !bytes.HasPrefix(after, []byte("-}}")) {
				b.End, b.Mixed = end, true
			}
			break
		}
		search = r.next
		if _, _, ok := r.read(); !ok {
			b.End, b.EndLine, b.Open = len(r.content), r.number, true
			break
		}
	}
	text := r.content[b.Start:b.End]
	b.lined = b.StartLine == b.EndLine && !b.Doc && !b.Mixed
	if r.top && !b.Mixed && (b.lined && modeline(text) || pinned(r.pins, text)) {
		r.keep()
		return true
	}
	r.add(b)
	return !b.Mixed && !b.Open
}

// add appends a block, joined with the one before when both are line comments
// without a line between them.
func (r *reader) add(b Block) {
	r.top = false
	b.section = r.code
	if n := len(r.head.Blocks); n > 0 && b.lined {
		if last := &r.head.Blocks[n-1]; last.lined && last.EndLine+1 >= b.StartLine {
			last.End, last.EndLine = b.End, b.EndLine
			return
		}
	}
	r.head.Blocks = append(r.head.Blocks, b)
}

// comment reports a line comment.
func (l *Language) comment(text []byte) bool { return l.mark(text) != "" }

// mark is the mark of a line comment with which text begins, "" for none. A mark that ends in a
// blank may also stand alone.
func (l *Language) mark(text []byte) string {
	found := ""
	for _, p := range l.style.line {
		if bare := strings.TrimRight(p, " \t"); hasFold(text, p) || len(text) == len(bare) && hasFold(text, bare) {
			if len(p) > len(found) {
				found = p
			}
		}
	}
	return found
}

// opening recognizes the beginning of a comment between marks.
func (l *Language) opening(text []byte) (opened, closing string) {
	for _, b := range l.style.blocks {
		if hasFold(text, b[0]) && len(b[0]) > len(opened) {
			opened, closing = b[0], b[1]
		}
	}
	return opened, closing
}

// prefixOf is the first of the prefixes that text begins with, "" for none.
func prefixOf(prefixes []string, text []byte) string {
	for _, p := range prefixes {
		if hasFold(text, p) {
			return p
		}
	}
	return ""
}

// modeline reports a comment that tells an editor, and some compilers, how to
// read the file; it works on the first lines only.
func modeline(text []byte) bool {
	if n := bytes.Index(text, []byte("-*-")); n >= 0 && bytes.Contains(text[n+3:], []byte("-*-")) {
		return true
	}
	return bytes.Contains(text, []byte("vim:")) || bytes.Contains(text, []byte(" vi:")) || bytes.Contains(text, []byte(" ex: "))
}

// pinned reports a comment that works as the first one of its file only.
func pinned(words []string, text []byte) bool {
	for _, w := range words {
		if bytes.Contains(text, []byte(w)) {
			return true
		}
	}
	return false
}
