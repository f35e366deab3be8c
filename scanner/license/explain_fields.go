// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/outgate/outgate/scanner/license/text"
)

// said is what a tag or a field says, and where.
type said struct {
	line       int
	expression string
	confidence float64
}

// place is the words of a tag or of a field.
type place struct {
	spans []text.Span
	field *declaration
	macro bool
}

// places are the tags or the fields of a file by what they say. Exceptions may
// have been joined to a finding, so that the first of each line is kept as well.
type places struct {
	exact map[said]*place
	first map[int]*place
}

func newPlaces() *places { return &places{map[said]*place{}, map[int]*place{}} }

func (ps *places) add(s said, p *place) {
	if ps.exact[s] == nil {
		ps.exact[s] = p
	}
	if ps.first[s.line] == nil {
		ps.first[s.line] = p
	}
}

func (ps *places) of(f *fact) *place {
	if p := ps.exact[said{f.StartLine, f.Expression, f.Confidence}]; p != nil {
		return p
	}
	if p := ps.first[f.StartLine]; p != nil {
		return p
	}
	return &place{}
}

// tagged is the evidence of a tag, or of the license macro of a kernel module.
func (w *witness) tagged(f *fact) evidence {
	if w.tags == nil {
		w.tags = w.tagPlaces()
	}
	p := w.tags.of(f)
	if p.macro {
		return evidence{why: "The license macro of a kernel module. What its value stands for is in the kernel's documentation; it is coarse, so the confidence is not full.", spans: slices.Clone(p.spans)}
	}
	return evidence{why: whyTag(f), spans: slices.Clone(p.spans)}
}

// tagPlaces reads the tags once more, as tags and moduleTags do.
func (w *witness) tagPlaces() *places {
	out := newPlaces()
	finder := newTagFinder(w.content)
	for at := finder.next(0); at >= 0; at = finder.next(at + len(tagName)) {
		value, ok := tagValue(w.content, at)
		if !ok {
			continue
		}
		expression, confidence := readTag(value)
		if expression == "" {
			continue
		}
		from, shown := at+len(tagName), cutComment(value)
		from += max(0, bytes.Index(w.content[from:min(len(w.content), from+maxTag)], []byte(shown)))
		out.add(said{w.lineOf(at), expression, confidence}, &place{spans: []text.Span{{From: from, To: from + len(shown)}}})
	}
	for at := index(w.content, moduleMacro, 0); at >= 0; at = index(w.content, moduleMacro, at+len(moduleMacro)) {
		line := w.content[at:min(len(w.content), at+80+len(moduleMacro))]
		value := bytes.TrimLeft(line[len(moduleMacro):], " \t(")
		if len(value) == 0 || value[0] != '"' {
			continue
		}
		inner, rest, closed := bytes.Cut(value[1:], []byte{'"'})
		if e := moduleLicense(string(inner)); closed && e != "" {
			end := at + len(line) - len(rest) - 1
			out.add(said{w.lineOf(at), e, exactName}, &place{spans: []text.Span{{From: end - len(inner), To: end}}, macro: true})
		}
	}
	return out
}

// field is the evidence of a license field of a manifest.
func (w *witness) field(f *fact) evidence {
	if w.fields == nil {
		w.fields = w.fieldPlaces()
	}
	p := w.fields.of(f)
	e := evidence{why: whyField(path.Base(w.file), p.field, f), spans: slices.Clone(p.spans)}
	if len(p.spans) == 0 { // it is written in another way
		e.also = append(e.also, w.line(f.StartLine))
	}
	if p.field != nil {
		at := min(p.field.offset, len(w.content))
		e.also = append(e.also, text.Span{From: at, To: at})
	}
	return e
}

// fieldPlaces reads the manifest once more.
func (w *witness) fieldPlaces() *places {
	out := newPlaces()
	kind, ok := manifestKindOf(path.Base(w.file))
	if !ok {
		return out
	}
	fields, _ := kind.read(w.content) // what cannot be parsed is a gap already
	for i := range fields {
		d := &fields[i]
		expression, confidence := declared(*d)
		if expression == "" {
			continue
		}
		at := min(d.offset, len(w.content))
		p := &place{field: d}
		for _, v := range d.values {
			const reach = 4096
			if v = strings.TrimSpace(v); v == "" {
				continue
			}
			from := at
			if n := len(p.spans); n > 0 {
				from = p.spans[n-1].To
			}
			if n := bytes.Index(w.content[from:min(len(w.content), from+reach+len(v))], []byte(v)); n >= 0 {
				p.spans = append(p.spans, text.Span{From: from + n, To: from + n + len(v)})
			}
		}
		out.add(said{w.lineOf(at), expression, confidence}, p)
	}
	return out
}
