// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package html writes a verdict as one HTML file that stands alone: it asks for
// nothing from anywhere, and a browser without JavaScript shows the verdict, who must
// act, the worst violations and every chart. With JavaScript all violations
// and components can be searched, filtered, sorted and grouped, 100,000 of them and more.
//
// # How it is made
//
// [Write] builds a page (page.go and a file per section), which assets/page.tmpl
// writes through html/template. Behind it stands the table of all violations and components
// (rows.go): columns as JSON, gzip, base64, in a script element that is never run.
// assets/script unpacks it. Charts are inline SVG (charts.go, icicle.go). The
// page's own words are in assets/lang, one file per language.
//
// # Hostile content
//
// Names, texts and messages come from the examined repository. html/template escapes
// them for their place, the script sets them as textContent only, and
// [glyph.Line] shows control characters, directions and bytes that are not
// UTF-8 as escapes. The policy of the page (csp.go) lets run the one script and the one style
// sheet whose digests it names, and forbids every request.
//
// The same verdict and options give the same bytes.
package html

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report/glyph"
)

// Options are what a page shows beside the verdict. The zero value is an English
// page of the verdict alone.
type Options struct {
	Checks    []policy.Check       // titles and explanations of the checks
	Inventory *inventory.Inventory // nil: what needs facts says that they are not at hand
	Previous  []*policy.Verdict    // earlier runs on the same subject, in any order
	// Comparisons are license texts and notices of files beside their references, by path; of those that
	// Comparable names. nil when the files are not at hand: the page shows the beginning of the reference.
	Comparisons map[string][]Comparison
	Lang        string // "" or "en" is English, "zh" Simplified Chinese; another one is an error
}

// Write writes the page. It returns the first error of the writer; a nil verdict
// is an error.
func Write(w io.Writer, v *policy.Verdict, o Options) error {
	if v == nil {
		return errors.New("no verdict to report")
	}
	words, err := catalogOf(o.Lang)
	if err != nil {
		return err
	}
	b := newBuilder(v, o, words)
	p := b.page()
	t, err := pageTemplate(words)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 1<<16)
	part := func(name string) error {
		var text bytes.Buffer
		if err := t.ExecuteTemplate(&text, name, p); err != nil {
			return err
		}
		_, err := pipelines().WriteString(out, text.String())
		return err
	}
	if err := part("top"); err != nil {
		return err
	}
	if err := b.writeTable(out); err != nil {
		return err
	}
	if err := part("bottom"); err != nil {
		return err
	}
	return out.Flush()
}

// pipelines writes what the log of a pipeline would obey so that a browser alone
// shows it as it is: a page may be printed there. Style and script hold neither.
func pipelines() *strings.Replacer {
	return strings.NewReplacer("##[", "&#35;#[", "##vso[", "&#35;#vso[")
}

// builder makes a page of a verdict.
type builder struct {
	v          *policy.Verdict
	inv        *inventory.Inventory // nil when it is not at hand
	o          Options
	words      catalog
	facts      *facts
	title      map[string]policy.Check // by code
	categories *categorizer
}

func newBuilder(v *policy.Verdict, o Options, words catalog) *builder {
	b := &builder{v: v, inv: o.Inventory, o: o, words: words, title: make(map[string]policy.Check, len(o.Checks)), categories: newCategorizer()}
	for _, c := range o.Checks {
		b.title[c.Code] = c
	}
	b.facts = newFacts(o.Inventory, words)
	b.facts.compared = o.Comparisons
	return b
}

// line is text of the examined repository, as one line that shows everything.
func line(s string) string { return glyph.Line(s) }
