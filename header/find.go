// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package header

import (
	"bytes"
	"strings"
)

// Found is the header of a file, if it has one.
type Found struct {
	Blocks    []Block // from the first comment that states or gives a right to the last; empty when there is none
	Generated bool    // a comment at the head says that a program wrote the file
}

// Lines returns the first and the last line of the header, 0 and 0 when there is none.
func (f *Found) Lines() (from, to int) {
	if len(f.Blocks) == 0 {
		return 0, 0
	}
	return f.Blocks[0].StartLine, f.Blocks[len(f.Blocks)-1].EndLine
}

// Text is the text of the header, its blocks joined with an empty line.
func (f *Found) Text(l *Language, content []byte) string {
	texts := make([]string, len(f.Blocks))
	for i, b := range f.Blocks {
		texts[i] = strings.Trim(l.Text(content, b), "\n")
	}
	return strings.Join(texts, "\n\n")
}

// Find picks the header among the comments of a head. states reports whether a
// copyright statement begins in a block, which callers know; nil stands for
// no. A comment that documents the package which the next line declares is no
// header for its words alone, and code between two comments parts them.
func (l *Language) Find(content []byte, h Head, states func(Block) bool) Found {
	var out Found
	first, last := -1, -1
	for i, b := range h.Blocks {
		text := content[b.Start:b.End]
		if Generated(text) {
			out.Generated = true
			return out
		}
		if first >= 0 && b.section != h.Blocks[first].section {
			break
		}
		if (states == nil || !states(b)) && (!Notice(text) || l.documents(content, b, first >= 0)) {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
	}
	if first >= 0 {
		out.Blocks = h.Blocks[first : last+1]
	}
	return out
}

// documents reports the comment of a Go package. One that stands below a header
// may speak of tags; where there is no other comment, a tag in it is the header.
func (l *Language) documents(content []byte, b Block, below bool) bool {
	if l.Name != "Go" || !bytes.HasPrefix(content[b.End:], []byte("package ")) {
		return false
	}
	text := l.Text(content, b)
	if below && (strings.HasPrefix(text, "Package ") || strings.HasPrefix(text, "Command ")) {
		return true
	}
	return (hasFold([]byte(text), "package ") || hasFold([]byte(text), "command ")) && !bytes.Contains(content[b.Start:b.End], []byte("SPDX-"))
}
