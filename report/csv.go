// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// ViolationsCSV writes a table for spreadsheets (RFC 4180, UTF-8, lines end with LF): a
// row with the verdict, a row for each violation, those that are waived, known or
// suppressed included, and a row for each gap. The column "kind" tells them apart. Text that a
// spreadsheet would take for a formula has an apostrophe before it.
func ViolationsCSV(w io.Writer, v *policy.Verdict, _ Options) error {
	if v == nil {
		return errNoVerdict
	}
	t := &table{w: csv.NewWriter(w)}
	t.row("kind", "id", "check", "post", "severity", "level", "message", "path", "line", "end line", "commit", "places", "evidence", "component",
		"policy at", "policy text", "help", "baseline", "fingerprint", "reason", "owner", "approved by", "ticket", "expires")
	state := string(stateOf(v.State))
	t.row("verdict", "", "", "", "", state, cmp.Or(v.Subject.Name, "the subject")+" "+meaning(v)+": "+totals(v), "", "", "", v.Subject.Commit, "", "", "", policyName(v.Policy), v.Policy.Digest, "", "", "", "", "", "", "", "")
	for as, one := range all(v) {
		var waiver policy.WaiverRef
		if one.Waiver != nil {
			waiver = *one.Waiver
		}
		expires := waiver.Expires
		if one.Suppression != nil && as == asSuppressed {
			expires = one.Suppression.Expires
		}
		l := one.Location
		t.row(string(as), one.ID, one.Check, one.Post, string(one.Severity), string(one.Level), one.Message, l.Path, line(l.StartLine), line(l.EndLine), l.Commit, strconv.Itoa(max(1, len(one.Places))),
			one.Evidence, one.Component, placeOf(one.PolicyAt), one.PolicyText, one.Help, one.Baseline, one.Fingerprint, excuse(as, one), waiver.Owner, waiver.ApprovedBy, waiver.Ticket, expires)
	}
	for _, g := range v.Gaps {
		t.row("gap", "", g.Code, "", "", "", gapMessage(g), g.Path, "", "", g.Commit, "", "", "", "", "", gapHelp(g.Code), "", "", "", "", "", "", "")
	}
	return t.flush()
}

// ComponentsCSV writes the components of [Options].Inventory in the form of
// [ViolationsCSV]: a row for each, and a row for each gap that may have hidden some.
func ComponentsCSV(w io.Writer, v *policy.Verdict, o Options) error {
	if v == nil {
		return errNoVerdict
	}
	if o.Inventory == nil {
		return errNoInventory("components-csv")
	}
	if err := looked("components-csv", o.Inventory, "sbom"); err != nil {
		return err
	}
	t := &table{w: csv.NewWriter(w)}
	t.row("kind", "purl", "name", "version", "range", "type", "scope", "role", "direct", "distributed", "optional", "linked", "via", "license declared", "license concluded",
		"license files", "download", "hashes", "evidence", "note")
	for i := range o.Inventory.Components {
		c := &o.Inventory.Components[i]
		var texts, evidence []string
		for _, l := range c.Licenses.Texts {
			texts = append(texts, fmt.Sprintf("%s:%d", l.Path, l.Line))
		}
		for _, e := range c.Evidence {
			evidence = append(evidence, place(inventory.Location{Path: e.Path, StartLine: e.Line}))
		}
		t.row("component", c.PURL, c.Name, c.Version, c.Range, c.Type, c.Scope, string(c.Role), strconv.FormatBool(c.Direct), strconv.FormatBool(c.Distributed), strconv.FormatBool(c.Optional), c.Linked, c.Via,
			c.Licenses.Declared, c.Licenses.Concluded, strings.Join(texts, " "), c.Download, strings.Join(c.Hashes, " "), strings.Join(evidence, " "), "")
	}
	for _, g := range o.Inventory.Gaps {
		if g.Detector == "" || g.Detector == "sbom" {
			t.row("gap", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", gapPlace(g), gapMessage(g))
		}
	}
	return t.flush()
}

// line is a line number; "" where there is none.
func line(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

type table struct {
	w   *csv.Writer
	err error
}

func (t *table) row(cells ...string) {
	for i := range cells {
		cells[i] = cell(cells[i])
	}
	if err := t.w.Write(cells); t.err == nil {
		t.err = err
	}
}

func (t *table) flush() error {
	t.w.Flush()
	if t.err != nil {
		return t.err
	}
	return t.w.Error()
}

// cell makes text inert in a spreadsheet: on one line, with an apostrophe before what
// begins like a formula. Where ";" separates cells, as it does in half of Europe, one begins behind it as well.
func cell(s string) string {
	const begins = "=+-@＝＋－＠"
	if s = Visible(s, maxText); !strings.ContainsAny(s, begins) {
		return s
	}
	var b strings.Builder
	start := true
	for _, r := range s {
		if start && strings.ContainsRune(begins, r) {
			b.WriteByte('\'')
		}
		start = r == ';' || start && (r == ' ' || r == '"' || r == '\u00a0' || r == '\u3000')
		b.WriteRune(r)
	}
	return b.String()
}
