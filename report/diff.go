// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// DiffSchema names the version of the JSON form of a [Diff].
const DiffSchema = "outgate.diff.v1"

// Diff is what two states of a project differ in.
type Diff struct {
	Schema  string                 `json:"schema"`
	From    DiffSide               `json:"from"`
	To      DiffSide               `json:"to"`
	Policy  string                 `json:"policy,omitempty"` // the one that both were judged by; "" for none
	Counts  map[string]int         `json:"counts"`           // kind -> differences
	Changes []inventory.Difference `json:"changes"`
}

// DiffSide names one of the states.
type DiffSide struct {
	Name   string `json:"name"`             // as it was asked for
	Commit string `json:"commit,omitempty"` // full hexadecimal
	Gaps   int    `json:"gaps"`             // what could not be examined: there may be more differences
}

// NewDiff counts the differences, which are sorted.
func NewDiff(from, to DiffSide, policy string, changes []inventory.Difference) *Diff {
	d := &Diff{Schema: DiffSchema, From: from, To: to, Policy: policy, Counts: map[string]int{}, Changes: notNil(changes)}
	for i := range changes {
		d.Counts[changes[i].Kind]++
	}
	return d
}

// diffLines caps the differences of one kind in text and Markdown.
const diffLines = 25

// DiffFormats lists the names that [Diff.Write] takes.
func DiffFormats() []string { return []string{"text", "json", "markdown"} }

// Write renders a diff in a format of [DiffFormats]. all lists every difference, uncapped; JSON always does.
func (d *Diff) Write(w io.Writer, format string, all bool) error {
	var text string
	switch format {
	case "json":
		e := newEncoder(w)
		e.open('{')
		e.field("schema", d.Schema)
		e.field("from", d.From)
		e.field("to", d.To)
		if d.Policy != "" {
			e.field("policy", d.Policy)
		}
		e.field("counts", d.Counts)
		list(e, "changes", d.Changes, same)
		e.close('}')
		return e.flush()
	case "text":
		text = d.lines(all, &diffStyle{word: visible, head: "%s\n", kind: "\n%s: %s\n", line: "  %s %s\n", more: "  ... and %s more\n"})
	case "markdown":
		text = d.lines(all, &diffStyle{word: markdownWord, head: "### %s\n", kind: "\n**%s: %s**\n\n", line: "- %s %s\n", more: "- ... and %s more\n"})
	default:
		return fmt.Errorf("unknown format %q; formats are %s", format, strings.Join(DiffFormats(), ", "))
	}
	_, err := io.WriteString(w, text)
	return err
}

// diffStyle is how a diff is written for people.
type diffStyle struct {
	word                   func(string) string // makes a word of the repository harmless
	head, kind, line, more string
}

func (d *Diff) lines(all bool, s *diffStyle) string {
	var out strings.Builder
	title := fmt.Sprintf("%s to %s: %s", s.side(d.From), s.side(d.To), count(len(d.Changes), "difference"))
	fmt.Fprintf(&out, s.head, title)
	for _, kind := range inventory.DifferenceKinds() {
		n := 0
		for i := range d.Changes {
			c := &d.Changes[i]
			if c.Kind != kind {
				continue
			}
			if n++; n == 1 {
				fmt.Fprintf(&out, s.kind, kind, tally(d.Changes, kind))
			}
			if all || n <= diffLines {
				sign, text := s.change(c)
				fmt.Fprintf(&out, s.line, sign, text)
			}
		}
		if !all && n > diffLines {
			fmt.Fprintf(&out, s.more, number(int64(n-diffLines)))
		}
	}
	if n := d.From.Gaps + d.To.Gaps; n > 0 {
		fmt.Fprintf(&out, "\n%s: not everything could be examined, there may be more differences\n", count(n, "gap"))
	}
	return out.String()
}

func (s *diffStyle) side(x DiffSide) string {
	if x.Commit == "" || x.Commit == x.Name {
		return s.word(x.Name)
	}
	return s.word(x.Name) + " (" + s.word(short(x.Commit)) + ")"
}

// tally counts what is new, gone and changed.
func tally(changes []inventory.Difference, kind string) string {
	var fresh, gone, other int
	for i := range changes {
		switch c := &changes[i]; {
		case c.Kind != kind:
		case c.Before == "":
			fresh++
		case c.After == "":
			gone++
		default:
			other++
		}
	}
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{fresh, "new"}, {gone, "gone"}, {other, "changed"}} {
		if p.n > 0 {
			parts = append(parts, number(int64(p.n))+" "+p.word)
		}
	}
	return strings.Join(parts, ", ")
}

func (s *diffStyle) change(c *inventory.Difference) (sign, text string) {
	text = s.word(c.What)
	if c.Path != "" {
		text += " " + s.word(c.Path)
	}
	switch {
	case c.Before == "":
		return "new", text + detail(c.After, s)
	case c.After == "":
		return "gone", text + detail(c.Before, s)
	}
	return "changed", text + ": " + s.word(c.Before) + " to " + s.word(c.After)
}

func detail(text string, s *diffStyle) string {
	if text == "found" {
		return ""
	}
	return " (" + s.word(text) + ")"
}

// markdownWord writes a text such that no Markdown, HTML, mention or link comes of it.
func markdownWord(text string) string {
	var out strings.Builder
	out.WriteString("<code>")
	for _, r := range visible(text) {
		switch {
		case r < 0x80 && !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune(" ./-,", r)):
			fmt.Fprintf(&out, "&#%d;", r)
		default:
			out.WriteRune(r)
		}
	}
	out.WriteString("</code>")
	return out.String()
}
