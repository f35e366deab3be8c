// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package report writes a verdict for its readers: a person at a terminal
// ([Text]), a program ([JSON]), a code scanning service ([SARIF]), a test report
// ([JUnit]), a pull request ([Markdown]), the log of a pipeline ([GitHub], [GitLab]), a
// spreadsheet ([ViolationsCSV], [ComponentsCSV]); and the documents of a release, which
// packages bom and notice make of the facts. It also writes and reads the inventory
// ([WriteInventory], [ReadInventory]), reads a stored verdict ([ReadVerdict]) and puts
// reports into files that are either complete or absent ([AtomicFile]).
//
// # A format is a function
//
// A format is a [Renderer] in a file of its own, named in the one table of this
// file. To add one: write the function, add its line to the table, add its
// extension to the golden test. Nothing registers itself.
//
// # What every format holds to
//
// The same verdict and the same [Options] give the same bytes: no clock, no
// randomness, no order of a map. Nothing is left out unsaid: what a cap hides
// is counted, and the reader is told where all of it can be seen. A verdict
// without a state is written as INCOMPLETE, never as a pass.
//
// # Hostile content
//
// File names, license expressions, holders and messages come from the examined
// repository. The terminal report shows every control character, every
// direction control and every byte that is not UTF-8 as an escape (`\x1b`,
// `\u202e`, `\xff`). The JSON formats write control and format characters as
// \u escapes, so that a JSON report printed to a terminal is harmless too;
// bytes that are not UTF-8 become U+FFFD there, since JSON cannot hold them.
// SARIF addresses are percent-encoded byte by byte. Markdown has what is not plain
// prose in code spans, a spreadsheet an apostrophe before what begins like a formula.
//
// The package imports policy, inventory, rules and the documents below it, and no scanner.
package report

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report/html"
	"github.com/outgate/outgate/rules"
)

// Renderer writes one verdict in one format. It returns the first error of the
// writer; a nil verdict is an error.
type Renderer func(w io.Writer, v *policy.Verdict, o Options) error

// Options adjust a report. The zero value is a plain report, 100 columns wide,
// with long lists cut short.
type Options struct {
	Checks []policy.Check // descriptions of the checks; SARIF makes its rules of them

	// Inventory is what the verdict was made of, for formats that show facts
	// beside violations; nil when only the verdict is at hand.
	Inventory *inventory.Inventory

	// Texts are the contents of the license and notice files of third parties by path,
	// for notice; nil when they were not read.
	Texts map[string][]byte
	// Comparisons are license texts and notices of files beside their references, by path, for html;
	// nil when the files are not at hand.
	Comparisons map[string][]html.Comparison
	// Existing is what the file holds that notice is to be written into; "" when there is none.
	Existing string
	// MaxBytes is the size of the largest Markdown report; 0 means 60,000, which fits into a comment.
	MaxBytes int
	// Previous are verdicts of earlier runs on the same subject, in any order, for
	// formats that show a trend; empty when none were stored.
	Previous []*policy.Verdict
	// Lang is the language of a report's own words, one of [Langs]; "" is English.
	// What a verdict says (messages, help) stays English.
	Lang string

	Color bool // text: ANSI colors
	Width int  // text: columns, at least 40; 0 means not a terminal: 100, and longer paths stand whole
	All   bool // text: no list is cut short
	Quiet bool // text: one line only
}

// Langs returns the languages that [Options].Lang can name.
func Langs() []string { return []string{"en", "zh"} }

// ParseLang reads the name of a language: "en" or "zh", also with a region
// ("en-GB", "zh-CN", "zh_CN.UTF-8"). The error lists the known ones.
func ParseLang(s string) (string, error) {
	name, _, _ := strings.Cut(strings.ReplaceAll(s, "_", "-"), "-")
	if name = strings.ToLower(name); !slices.Contains(Langs(), name) {
		return "", fmt.Errorf("unknown language %q (known: %s)", s, strings.Join(Langs(), ", "))
	}
	return name, nil
}

// format is a line of the table.
type format struct {
	name   string
	render Renderer
}

// formats is the table of formats, in the order in which help shows them.
func formats() []format {
	return append([]format{
		{"text", Text},
		{"json", JSON},
		{"sarif", SARIF},
		{"html", HTML},
		{"junit", JUnit},
		{"markdown", Markdown},
		{"github", GitHub},
		{"gitlab", GitLab},
		{"violations-csv", ViolationsCSV},
		{"components-csv", ComponentsCSV},
		{noticeFormat, Notice},
	}, documents()...)
}

// Formats returns the names of the formats, in the order in which help shows
// them.
func Formats() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

// ByName returns the renderer of a format. The error of an unknown name lists
// the known ones and suggests the nearest.
func ByName(name string) (Renderer, error) {
	for _, f := range formats() {
		if f.name == name {
			return f.render, nil
		}
	}
	return nil, fmt.Errorf("unknown format %q (known: %s)%s", name, strings.Join(Formats(), ", "), rules.Suggest(name, Formats()))
}

// ParseOutput splits the value of an output option, FORMAT=FILE. The format is
// one that [ByName] knows; the file is not opened and may hold further "=".
func ParseOutput(s string) (name, file string, err error) {
	name, file, ok := strings.Cut(s, "=")
	if !ok {
		return "", "", fmt.Errorf("output %q: expected FORMAT=FILE, like json=report.json (formats: %s)", s, strings.Join(Formats(), ", "))
	}
	if _, err := ByName(name); err != nil {
		return "", "", fmt.Errorf("output %q: %w", s, err)
	}
	if file == "" {
		return "", "", fmt.Errorf("output %q: no file after %q", s, name+"=")
	}
	return name, file, nil
}

var errNoVerdict = errors.New("no verdict to report")

// stateOf is the state to show: a verdict that does not say a known one has not
// been reached.
func stateOf(s policy.State) policy.State {
	switch s {
	case policy.Pass, policy.PassWithWaivers, policy.PendingApproval, policy.Fail:
		return s
	}
	return policy.Incomplete
}

// levelRank orders levels, worst first. A level it does not know counts as fail.
func levelRank(l policy.Level) int {
	switch l {
	case policy.LevelNote:
		return 2
	case policy.LevelWarn:
		return 1
	}
	return 0
}

// severityRank orders severities, worst first. One it does not know counts as
// critical.
func severityRank(s policy.Severity) int {
	switch s {
	case policy.Low:
		return 3
	case policy.Medium:
		return 2
	case policy.High:
		return 1
	}
	return 0
}
