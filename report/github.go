// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// annotationsShown is how many annotations of one kind GitHub shows for a step.
const annotationsShown = 10

// GitHub writes workflow commands of GitHub Actions, which become annotations of the
// run and of the changed lines: the verdict, then the violations, the worst and the new ones
// first, then the gaps. GitHub shows ten errors, ten warnings and ten notices of a step; the last
// line says how many were left out. What is excused is counted with the
// verdict, and each waiver of it is a notice, behind all others.
func GitHub(w io.Writer, v *policy.Verdict, _ Options) error {
	if v == nil {
		return errNoVerdict
	}
	a := &annotator{w: bufio.NewWriter(w)}
	state := stateOf(v.State)
	kind := "error"
	switch {
	case !blocked(state):
		kind = "notice"
	case state == policy.PendingApproval:
		kind = "warning"
	}
	a.write(kind, inventory.Location{}, "outgate: "+string(state), cmp.Or(v.Subject.Name, "the subject")+" "+meaning(v)+": "+totals(v))
	for _, one := range worstFirst(v.Violations) {
		text := told(one)
		if one.Help != "" {
			text += ". Help: " + one.Help
		}
		if at := place(one.Location); one.Location.Commit != "" || one.Location.Path == "" {
			text = at + ": " + text
		}
		a.write([...]string{"error", "warning", "notice"}[levelRank(one.Level)], one.Location, strings.TrimSpace(one.Check+" "+one.ID), text)
	}
	kind = "warning"
	if state == policy.Incomplete {
		kind = "error"
	}
	for _, g := range v.Gaps {
		a.write(kind, inventory.Location{Path: g.Path, Commit: g.Commit}, "gap "+g.Code, gapPlace(g)+": "+gapMessage(g))
	}
	if left := a.left(); left != "" {
		fmt.Fprintf(a.w, "outgate: not annotated: %s; GitHub shows %d annotations of a kind for a step, and all of them are in the other reports.\n", left, annotationsShown)
	}
	for _, one := range waivers(v) {
		w := &one.waiver
		a.write("notice", inventory.Location{Path: w.At.File, StartLine: w.At.Line}, strings.TrimSpace("waiver "+w.ID), "Waived: "+one.what()+": "+justification(w))
	}
	return a.w.Flush()
}

type annotator struct {
	w *bufio.Writer
	n map[string]int
}

// write writes an annotation, or counts it. A place in the history has no line that GitHub could show.
func (a *annotator) write(kind string, at inventory.Location, title, text string) {
	if a.n == nil {
		a.n = map[string]int{}
	}
	if a.n[kind]++; a.n[kind] > annotationsShown {
		return
	}
	properties := "title=" + annotationProperty(title)
	if at.Path != "" && at.Commit == "" {
		lines := ""
		if at.StartLine > 0 {
			lines = fmt.Sprintf("line=%d,endLine=%d,", at.StartLine, max(at.StartLine, at.EndLine))
		}
		properties = "file=" + annotationProperty(at.Path) + "," + lines + properties
	}
	fmt.Fprintf(a.w, "::%s %s::%s\n", kind, properties, annotationText(text))
}

// left counts what GitHub would not have shown: "3 errors, 1 warning".
func (a *annotator) left() string {
	var parts []string
	for _, kind := range []string{"error", "warning", "notice"} {
		if n := a.n[kind] - annotationsShown; n > 0 {
			parts = append(parts, count(n, kind))
		}
	}
	return strings.Join(parts, ", ")
}

// annotationText escapes the data of a workflow command. Control characters have
// become visible before, so that only the percent sign is left.
func annotationText(s string) string {
	return strings.ReplaceAll(Visible(s, 1000), "%", "%25")
}

func annotationProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(annotationText(s))
}
