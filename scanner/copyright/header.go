// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"bytes"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// headBytes is how far into a file its header is looked for.
const headBytes = 32 << 10

// header judges whether a file that could carry a header has one; nil when the
// question does not arise. found are the statements of the file.
func (t *table) header(f *scanner.File, content []byte, found []inventory.Copyright) *inventory.Header {
	if f.Role == inventory.RoleGenerated || minified(f.Path, content) {
		return nil
	}
	lang := t.of(f.Path, content)
	if lang == nil || len(bytes.TrimSpace(content[:min(len(content), headBytes)])) == 0 {
		return nil
	}
	blocks := lang.blocks(content[:min(len(content), headBytes)])
	h := inventory.Header{State: inventory.HeaderMissing}
	for _, b := range blocks {
		if generated(b.text) {
			return nil
		}
		if !hasStatement(found, b) && !hasNotice(b.text) {
			continue
		}
		if h.State == inventory.HeaderMissing {
			h.State, h.StartLine = inventory.HeaderProper, b.start
		}
		h.EndLine = b.end
	}
	return &h
}

// block is a run of comment lines without an empty line between them.
type block struct {
	start, end int // lines, from 1
	text       []byte
}

// lines walks over the lines of a file's head.
type lines struct {
	rest   []byte
	number int // of the line that next returned
}

func (l *lines) next() ([]byte, bool) {
	if len(l.rest) == 0 {
		return nil, false
	}
	l.number++
	n := bytes.IndexByte(l.rest, '\n')
	if n < 0 {
		n = len(l.rest) - 1
	}
	line := l.rest[:n+1]
	l.rest = l.rest[n+1:]
	return line, true
}

// blocks returns the comments before the first line of code.
func (l *language) blocks(content []byte) []block {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	ls := &lines{rest: content}
	var out []block
	add := func(line []byte, from, to int) {
		if n := len(out); n > 0 && out[n-1].end+1 >= from {
			out[n-1].end = to
			out[n-1].text = content[offsetOf(content, out[n-1].text) : offsetOf(content, line)+len(line)]
			return
		}
		out = append(out, block{start: from, end: to, text: line})
	}
	for {
		line, ok := ls.next()
		if !ok {
			return out
		}
		text := bytes.TrimSpace(line)
		if len(text) == 0 || ls.number == 1 && bytes.HasPrefix(text, []byte("#!")) && !bytes.HasPrefix(text, []byte("#![")) {
			continue
		}
		if p := l.prolog(text); p != "" {
			if p == "<?xml" || p == "<!doctype" {
				ls.skipTo(text, ">")
			}
			if p == "<?php" && len(text) > len(p) && !l.comment(bytes.TrimSpace(text[len(p):])) {
				return out
			}
			continue
		}
		if opened, closing := l.opening(text); opened != "" {
			from := ls.number
			whole, over := ls.block(line, text, opened, closing)
			add(whole, from, ls.number)
			if over {
				return out
			}
			continue
		}
		if !l.comment(text) {
			return out
		}
		add(line, ls.number, ls.number)
	}
}

// offsetOf is the place of a part of content; both share their memory.
func offsetOf(content, part []byte) int { return cap(content) - cap(part) }

// prolog is the beginning of a line that must stay before the header, or "".
func (l *language) prolog(text []byte) string {
	for _, p := range l.first {
		if hasFold(text, p) {
			return p
		}
	}
	return ""
}

// comment reports a line comment.
func (l *language) comment(text []byte) bool {
	for _, p := range l.style.line {
		if hasFold(text, p) || hasFold(text, strings.TrimRight(p, " ")) && len(text) == len(strings.TrimRight(p, " ")) {
			return true
		}
	}
	return false
}

// opening recognizes the beginning of a block comment.
func (l *language) opening(text []byte) (opened, closing string) {
	for _, b := range l.style.blocks {
		if hasFold(text, b[0]) && len(b[0]) > len(opened) {
			opened, closing = b[0], b[1]
		}
	}
	return opened, closing
}

// skipTo reads on until a line holds the mark; text is the line already read.
func (l *lines) skipTo(text []byte, mark string) {
	for !bytes.Contains(text, []byte(mark)) {
		var ok bool
		if text, ok = l.next(); !ok {
			return
		}
	}
}

// block reads a block comment that begins on line. over reports that code follows on its last line.
func (l *lines) block(line, text []byte, opened, closing string) (whole []byte, over bool) {
	size, tail := len(line), text[len(opened):]
	for {
		if n := bytes.Index(tail, []byte(closing)); n >= 0 {
			after := bytes.TrimSpace(tail[n+len(closing):])
			return line[:offsetOf(line, tail)+n+len(closing)], len(after) > 0 && !bytes.HasPrefix(after, []byte("}}")) && !bytes.HasPrefix(after, []byte("-}}"))
		}
		next, ok := l.next()
		if !ok {
			return line[:size], false
		}
		line = line[:size+len(next)]
		size += len(next)
		tail = next
	}
}

// hasStatement reports a copyright statement that begins in the block.
func hasStatement(found []inventory.Copyright, b block) bool {
	for i := range found {
		if found[i].StartLine >= b.start && found[i].StartLine <= b.end {
			return true
		}
	}
	return false
}

// hasNotice reports words with which a license is given or a right is stated.
// The bare word license is not among them: package comments speak of licenses.
func hasNotice(text []byte) bool {
	low := bytes.ToLower(text)
	for _, n := range [...]string{
		"spdx-license-identifier", "spdx-filecopyrighttext", "licensed under", "licensed to the", "licensed as", "licence:", "license:", "license,", "under the terms of", "the license for", "license.txt", "license.md", "license file", "copying file",
		"file copying", "see license", "see copying", "see the license", "permission is hereby granted", "permission to use, copy", "redistribution and use", "all rights reserved", "public domain", "general public license", "apache license", "mit license", "bsd license",
		"bsd-style license", "mozilla public", "eclipse public", "subject to the terms", "license agreement", "governed by a", "proprietary and confidential", "unlicense", "creative commons", "copyright (c)", "copyright ©", "copyright year", "mulan psl",
	} {
		if bytes.Contains(low, []byte(n)) {
			return true
		}
	}
	return false
}

// generated reports the markers that code generators leave in a comment.
func generated(text []byte) bool {
	if !bytes.Contains(text, []byte("enerated")) && !bytes.Contains(text, []byte("ENERATED")) {
		return false
	}
	low := bytes.ToLower(text)
	for _, m := range [...]string{"@generated", "autogenerated by", "auto-generated by", "automatically generated", "autogenerated file", "auto-generated file", "<auto-generated", "this file was generated", "this file is generated"} {
		if bytes.Contains(low, []byte(m)) {
			return true
		}
	}
	edit := bytes.Contains(low, []byte("do not edit")) || bytes.Contains(low, []byte("do not modify")) || bytes.Contains(low, []byte("don't edit"))
	return edit && bytes.Contains(low, []byte("generated"))
}

// minified reports a script or style sheet without line breaks to speak of.
func minified(path string, content []byte) bool {
	if strings.HasSuffix(path, ".min.js") || strings.HasSuffix(path, ".min.css") {
		return true
	}
	if !strings.HasSuffix(path, ".js") && !strings.HasSuffix(path, ".css") {
		return false
	}
	head := content[:min(len(content), headBytes)]
	return len(head) > 2000 && len(head)/(bytes.Count(head, []byte{'\n'})+1) > 500
}
