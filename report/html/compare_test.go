// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report/html"
)

// TestComparable: files with a text or a notice that a violation of licenses speaks of, each once, at most 40.
func TestComparable(t *testing.T) {
	inv := &inventory.Inventory{}
	add := func(path, class string) {
		inv.Files = append(inv.Files, inventory.File{Path: path, Licenses: []inventory.License{{Expression: "MIT", Class: class, StartLine: 3, EndLine: 9}}})
	}
	add("text", inventory.ClassText)
	add("notice", inventory.ClassNotice)
	add("tag", inventory.ClassTag)
	add("other", inventory.ClassText)
	at := func(check, path, commit string, line int) policy.Violation {
		return policy.Violation{Check: check, Location: inventory.Location{Path: path, Commit: commit, StartLine: line, EndLine: line}}
	}
	v := &policy.Verdict{
		Violations: []policy.Violation{at("license-denied", "text", "", 3), at("license-denied", "text", "", 3), at("license-denied", "tag", "", 3), at("license-denied", "gone", "", 3),
			at("license-denied", "other", commit, 3), at("license-denied", "other", "", 40), at("holder-foreign", "other", "", 3)},
		Waived: []policy.Violation{at("license-denied", "notice", "", 0)},
	}
	if got := html.Comparable(v, inv); !slices.Equal(got, []string{"text", "notice"}) {
		t.Errorf("%q", got)
	}
	if got := html.Comparable(v, nil); got != nil {
		t.Errorf("without an inventory %q", got)
	}
	for i := range 60 {
		path := fmt.Sprintf("many%02d", i)
		add(path, inventory.ClassText)
		v.Violations = append(v.Violations, at("license-denied", path, "", 3))
	}
	if got := html.Comparable(v, inv); len(got) != 40 {
		t.Errorf("%d files", len(got))
	}
}

// TestWordsBesideTheReference: differences are marked on both sides, long runs lose their middle, hostile words stay words.
func TestWordsBesideTheReference(t *testing.T) {
	long := strings.Repeat("same ", 60)
	l := inventory.License{Expression: "MIT", Class: inventory.ClassText, StartLine: 3, EndLine: 9, Confidence: 0.97}
	inv := &inventory.Inventory{Files: []inventory.File{{Path: "COPYING", Licenses: []inventory.License{l}}}}
	v := &policy.Verdict{Violations: []policy.Violation{{ID: "V-1", Check: "license-denied", Level: policy.LevelFail, Severity: policy.High, Message: "MIT", Location: inventory.Location{Path: "COPYING", StartLine: 3, EndLine: 9}}}}
	c := html.Comparison{Document: "spdx:MIT", Class: l.Class, StartLine: 3, EndLine: 9, Lost: 1, Added: 2, Pieces: []html.Piece{
		{Reference: "Permission is", Text: "PERMISSION IS"}, {Reference: "hereby"}, {Text: "<b>not</b> \u202egiven"}, {Reference: long, Text: long}}}
	o := html.Options{Inventory: inv, Comparisons: map[string][]html.Comparison{"COPYING": {c}}}
	page := string(render(t, v, o))
	for _, want := range []string{
		"Reference: spdx:MIT", "Permission is <del>hereby</del>", "PERMISSION IS <ins>&lt;b&gt;not&lt;/b&gt; \\u202egiven</ins>", `<span class="cut">[36 words left out]</span>`,
		"that are missing: 1; words that are added: 2.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(page, "outgate explain license") {
		t.Error("it sends the reader elsewhere for words that it shows")
	}
	// Of another place, another class, or without end.
	for name, change := range map[string]func(*html.Comparison){
		"lines": func(c *html.Comparison) { c.StartLine = 4 }, "class": func(c *html.Comparison) { c.Class = inventory.ClassNotice },
	} {
		other := c
		change(&other)
		o.Comparisons = map[string][]html.Comparison{"COPYING": {other}}
		if page := string(render(t, v, o)); strings.Contains(page, "<del>hereby") || !strings.Contains(page, "outgate explain license COPYING") {
			t.Errorf("%s: a comparison of something else is shown", name)
		}
	}
	plain := len(render(t, v, html.Options{Inventory: inv}))
	for i := range 50_000 {
		c.Pieces = append(c.Pieces, html.Piece{Reference: fmt.Sprint("lost", i)}, html.Piece{Text: fmt.Sprint("added", i)})
	}
	o.Comparisons = map[string][]html.Comparison{"COPYING": {c, c, c, c, c}}
	if n := len(render(t, v, o)) - plain; n > 300_000 {
		t.Errorf("comparisons without end add %d bytes", n)
	}
}
