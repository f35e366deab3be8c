// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package copyright finds copyright statements, authors and file headers.
//
//	scanner.Scan(ctx, in, []*scanner.Detector{copyright.New()}, scanner.Options{})
//
// # What it reports
//
// For each statement a normal form (lines joined, the mark as "Copyright (c)", without
// comment markers, markup and "All rights reserved"), the source text and the mark as
// they are written; the holder, without years, addresses and joining words; the
// years in a normal form; mail addresses and URLs; the lines; and a confidence:
//
//	0.99        an SPDX-FileCopyrightText tag
//	0.95, 0.98  the word copyright with a year, and (c) as well
//	0.9         the word and (c), or (c) and a year; the word and a group or company that fill their line
//	0.6, 0.7    the word alone: "Copyright Jane Doe", "copyright by Example Inc."; (c) alone
//	0.4         years without a holder
//
// A gate should rely on 0.9 and above. Several holders in one statement stay
// one string, because only people know that "Alice, Bob and Carol" are three and
// "Smith, Jones and Company" is one. Whether two spellings are one legal entity is for policy.
//
// Prose about copyright, the boilerplate of licenses ("the copyright holders
// shall", "THE COPYRIGHT NOTICE") and templates with something to be filled in
// ("Copyright [yyyy] [name of copyright owner]") are no statements. A
// statement inside a license text (the FSF's own in the GPL) is reported here;
// joining it with the license found at the same lines is the caller's business.
//
// An author is named by a tag ("@author", "Author:", the MAINTAINER of a Dockerfile), by a list or
// object of that name in metadata, by "written by", "maintained by" and the like, or by any "by" before
// a name with a mail address, unless another work is what he wrote ("based on shell.c by"). A mail
// address without a name is an author of its own; names in one list stay one string.
//
// For each file whose language has comments (see package header) it also says
// whether the comments before the first line of code hold a statement, an SPDX
// tag or a license notice. Generated, minified, empty and data files have no header fact.
//
// # How it works
//
// One pass takes two bytes at a time and looks each pair up in a table; only a pair
// of a trigger such as "opyr" or "(c)" makes it look closer. A
// file without a trigger costs this pass and nothing else. Only the lines
// around a trigger are decoded (UTF-8, else GBK, EUC-KR, Shift-JIS, Windows-1251 or
// KOI8-R where the bytes have that shape, else Latin-1; what can be none of these becomes
// one replacement character and names nobody), cleaned of markup and split into
// words with facts: a year, a mail address, a capital, a company suffix, the first
// on its line. A hand-written state machine reads marks, years and names from these
// words, goes on over line ends where the text does, and keeps what it can account for.
// Each word knows its place in the file, from which the source text is taken.
// There is no regular expression.
//
// The files: trigger (the pass), stream and token (lines and words), clean, markup, quote and
// source (from bytes to text and back), statement, items, names, goeson, years,
// rights and phrase (the grammar), accept (what counts), text (what is reported),
// author, and words (the vocabulary).
//
// # Bounds
//
// At most 4 KiB of a line are read at a time and 600 words make a statement; a
// statement that is cut by the end of such a part leaves a Gap of code
// truncated. Time is linear in the size of the file.
package copyright

import (
	"bytes"
	"context"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/outgate/outgate/header"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// Name is the name of the detector.
const Name = "copyright"

// version is bumped when results change.
const version = 3

// maxLine bounds the part of a line, in bytes, that one statement is read from.
const maxLine = 4096

// New returns the detector. It needs no data and holds no state.
func New() *scanner.Detector {
	d := &detector{rare: newRare(), languages: header.NewTable(), headers: headerTexts{known: map[string]knownHeader{}}}
	return &scanner.Detector{
		Name:    Name,
		Doc:     "copyright statements with holders and years, authors, and file headers",
		Version: version,
		File:    d.file,
	}
}

type detector struct {
	rare      *rare
	languages *header.Table
	headers   headerTexts
	parsers   sync.Pool // of *parser, for the room of their words
}

func (d *detector) file(ctx context.Context, f *scanner.File) (inventory.Facts, error) {
	var facts inventory.Facts
	if f.Binary || !f.Regular() || len(f.Content) == 0 {
		return facts, ctx.Err()
	}
	content := plain(f.Content)
	if err := d.statements(ctx, f.Path, content, &facts); err != nil {
		return facts, err
	}
	facts.Header, facts.HeaderText = headerOf(d.languages, &d.headers, f, content, facts.Copyrights)
	return facts, nil
}

// plain turns UTF-16 with a byte order mark into UTF-8; anything else is returned as it is.
func plain(b []byte) []byte {
	if len(b) < 4 {
		return b
	}
	big := b[0] == 0xFE && b[1] == 0xFF
	if !big && (b[0] != 0xFF || b[1] != 0xFE) {
		return b
	}
	u := make([]uint16, 0, len(b)/2)
	for i := 2; i+1 < len(b); i += 2 {
		if big {
			u = append(u, uint16(b[i])<<8|uint16(b[i+1]))
		} else {
			u = append(u, uint16(b[i+1])<<8|uint16(b[i]))
		}
	}
	return []byte(string(utf16.Decode(u)))
}

// statements reads the lines on which a trigger lies.
func (d *detector) statements(ctx context.Context, path string, content []byte, facts *inventory.Facts) error {
	i := d.rare.next(content, 0)
	if i < 0 {
		return nil
	}
	p, _ := d.parsers.Get().(*parser)
	if p == nil {
		p = &parser{s: &stream{}}
	}
	defer func() {
		p.s.reset(nil, 0, 0)
		d.parsers.Put(p)
	}()
	line, seen, cut := 1, 0, false
	for ; i >= 0; i = d.rare.next(content, i) {
		start := seen + bytes.LastIndexByte(content[seen:i], '\n') + 1
		if i-start > maxLine/4 { // far inside a long line
			start = i - maxLine/16
			for start < i && !utf8.RuneStart(content[start]) {
				start++
			}
		}
		line += bytes.Count(content[seen:start], []byte{'\n'})
		p.s.reset(content, start, line)
		n := p.line(facts)
		cut = cut || p.cut
		p.cut = false
		if err := ctx.Err(); err != nil {
			return err
		}
		line += bytes.Count(content[start:n], []byte{'\n'})
		seen, i = n, n
	}
	if cut {
		facts.Gaps = append(facts.Gaps, inventory.Gap{Detector: Name, Path: path, Code: inventory.GapTruncated,
			Reason: "a copyright statement goes on beyond the part of its line that is read"})
	}
	return nil
}

// line reads every statement that begins on the first line of the stream, or
// on the last line of such a statement, and returns the offset after them.
func (p *parser) line(facts *inventory.Facts) int {
	last, floor := p.s.number, 0
	p.bare = 0
	for i := 0; ; {
		if i >= len(p.s.toks) && p.s.number > last {
			break // what follows is on later lines
		}
		t := p.s.at(i)
		if t == nil || t.line > last {
			break
		}
		if !t.is(factWord | factSign) {
			if a, next, ok := p.author(i); ok {
				facts.Authors = append(facts.Authors, a)
				last, i, floor = max(last, a.EndLine), next, next
				if n := p.s.at(next); next == p.bare && n != nil && isListLink(n.low) {
					last = max(last, n.line)
				}
				continue
			}
			i++
			continue
		}
		st, ok := p.parse(i, floor)
		if !ok {
			st, ok = p.holderIs(i)
		}
		if !ok {
			i++
			continue
		}
		facts.Copyrights = append(facts.Copyrights, p.fact(&st))
		last = p.s.at(st.to - 1).line
		i = max(st.to, i+1)
		floor = i
		p.cut = p.cut || p.s.cut && i == len(p.s.toks) || st.to-st.from >= maxWords
	}
	return p.s.ends[max(0, min(last-p.s.first, len(p.s.ends)-1))]
}
