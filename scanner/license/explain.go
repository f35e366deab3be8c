// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/license/text"
	"github.com/outgate/outgate/scanner/license/text/sources"
)

// Why the content of a file was not looked at.
const (
	Empty    = "empty"
	Binary   = "binary"
	TooLarge = "too-large"
)

// Explanation is what one file says about its license, with the evidence.
type Explanation struct {
	File string `json:"file"`
	// Skipped is Empty, Binary or TooLarge when the content was not looked at.
	Skipped  string          `json:"skipped,omitempty"`
	Findings []Finding       `json:"findings"`
	Gaps     []inventory.Gap `json:"gaps"`
}

// Finding is a fact of the scan with its evidence.
type Finding struct {
	inventory.License
	// Why says in a sentence or two what counted, and what makes the confidence
	// low. It may quote the file.
	Why string `json:"why"`
	// Lines are those that say it; of a text, Comparisons shows them instead.
	Lines     []Line `json:"lines,omitempty"`
	MoreLines int    `json:"more_lines,omitempty"` // that are left out
	// Comparisons are the documents that were found: the text or the notice
	// itself, and those that a finding was joined from.
	Comparisons []Comparison `json:"comparisons,omitempty"`
}

// Line is a line of the file, in pieces. A long one is cut around what is
// marked; an ellipsis stands for the rest.
type Line struct {
	Number int     `json:"number"`
	Pieces []Piece `json:"pieces"`
}

// Piece is a part of a line.
type Piece struct {
	Text string `json:"text"`
	Mark bool   `json:"mark,omitempty"` // the words of the finding
}

// Comparison is a document that was found in the file.
type Comparison struct {
	Document   string   `json:"document"`                // "spdx:MIT", "lc:Header/Apache-2.0/header.txt"
	Kind       string   `json:"kind"`                    // license, header or exception
	ID         string   `json:"id"`                      // as the document's source calls it
	SameWords  []string `json:"same_words_as,omitempty"` // other ids whose text has these words
	Confidence float64  `json:"confidence"`
	StartLine  int      `json:"start_line"`
	EndLine    int      `json:"end_line"`
	Words      int      `json:"words"` // of the document
	Lost       int      `json:"lost"`  // of them, those that the file lacks
	Added      int      `json:"added"` // words of the file within
	Edits      []Edit   `json:"edits"`
}

// Edit is a run of words that are equal, lost or added.
type Edit struct {
	text.Edit
	Line int `json:"line"` // in the file
}

// Explain finds what a scan finds in the file and collects the evidence. The
// content is text, decoded as a scan decodes it (see scanner.Decode); the name
// counts as it does in a scan.
func Explain(ctx context.Context, file string, content []byte) (*Explanation, error) {
	return Explainer()(ctx, file, content)
}

// Explainer is Explain for several files: the tables are read once.
func Explainer() func(ctx context.Context, file string, content []byte) (*Explanation, error) {
	return build(Options{}).explain
}

func (d *detector) explain(ctx context.Context, file string, content []byte) (*Explanation, error) {
	x := &Explanation{File: file, Findings: []Finding{}, Gaps: []inventory.Gap{}}
	if len(content) == 0 {
		x.Skipped = Empty
		return x, nil
	}
	found, gaps, err := d.find(ctx, &scanner.File{Entry: inventory.Entry{Path: file, Size: int64(len(content))}, Content: content})
	if err != nil {
		return nil, err
	}
	x.Gaps = append(x.Gaps, gaps...)
	e, err := d.engine()
	if err != nil {
		return nil, err
	}
	w := witness{corpus: e.corpus, file: file, content: content, starts: lineOffsets(content)}
	for _, f := range tidy(found) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		one, err := w.finding(&f)
		if err != nil {
			return nil, err
		}
		x.Findings = append(x.Findings, one)
	}
	return x, nil
}

// witness collects the evidence in one file.
type witness struct {
	corpus  *text.Corpus
	file    string
	content []byte
	starts  []int   // offset of each line
	tags    *places // nil as long as none was asked for
	fields  *places
}

// evidence is what a finding without a document rests on.
type evidence struct {
	why   string
	spans []text.Span // words that say it, in order
	also  []text.Span // words whose lines are shown too
}

func (w *witness) finding(f *fact) (Finding, error) {
	out := Finding{License: f.License}
	documents := slices.Clone(f.also)
	if f.match != nil {
		documents = slices.Insert(documents, 0, *f)
	}
	for _, d := range documents {
		if d.match == nil {
			continue
		}
		c, err := w.compare(d.match)
		if err != nil {
			return out, err
		}
		out.Comparisons = append(out.Comparisons, c)
	}
	e := w.evidenceOf(f, out.Comparisons)
	out.Why = e.why
	out.Lines, out.MoreLines = w.lines(e)
	return out, nil
}

// compare shows how the document of a match differs from the file.
func (w *witness) compare(m *match) (Comparison, error) {
	d := w.corpus.Document(m.from)
	if d == nil {
		return Comparison{}, fmt.Errorf("%s is no document of the license tables", m.from)
	}
	reference, err := sources.Text(m.from)
	if err != nil {
		return Comparison{}, err
	}
	c := Comparison{Document: m.from, Kind: d.Kind, ID: d.ID, SameWords: d.Also, Confidence: math.Round(m.confidence*1e4) / 1e4, StartLine: m.first, EndLine: m.last, Words: len(d.Words)}
	for _, e := range w.corpus.Diff(d, reference, w.content, m.start, m.end) {
		switch e.Op {
		case text.Lost:
			c.Lost += e.Words
		case text.Added:
			c.Added += e.Words
		}
		c.Edits = append(c.Edits, Edit{Edit: e, Line: w.lineOf(e.Start)})
	}
	return c, nil
}
