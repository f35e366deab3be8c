// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"fmt"
	"io"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// gitlabIssue is an entry of GitLab's code quality report, which is a subset of the
// Code Climate issue format.
type gitlabIssue struct {
	Description string         `json:"description"`
	Check       string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"` // info, minor, major, critical or blocker
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
}

// GitLab writes GitLab's code quality report: an issue for each open violation and
// each gap. A verdict that lets nothing be published and has neither is an issue
// itself. GitLab compares the fingerprints with those of the target branch; an issue without a
// file stands at ".". What is excused is no issue; a waiver
// that excuses something is one, of severity info, where the policy has it.
func GitLab(w io.Writer, v *policy.Verdict, _ Options) error {
	if v == nil {
		return errNoVerdict
	}
	e := newEncoder(w)
	e.open('[')
	seen := map[string]int{}
	issue := func(check, fingerprint, severity, text string, at inventory.Location) {
		if seen[fingerprint]++; seen[fingerprint] > 1 { // GitLab drops the second of two
			fingerprint = fmt.Sprintf("%s-%d", fingerprint, seen[fingerprint])
		}
		e.next()
		e.value(gitlabIssue{Visible(text, maxText), check, fingerprint, severity, gitlabLocation{cmp.Or(at.Path, "."), gitlabLines{max(at.StartLine, 1)}}})
	}
	if blocked(v.State) && len(v.Gaps) == 0 && !anyFails(v.Violations) {
		issue("verdict", "outgate-verdict", "blocker", string(stateOf(v.State))+": "+cmp.Or(v.Subject.Name, "the subject")+" "+meaning(v), inventory.Location{})
	}
	for _, one := range worstFirst(v.Violations) {
		text := told(one)
		if one.Location.Commit != "" || one.Location.Path == "" {
			text += " (" + place(one.Location) + ")"
		}
		if one.Help != "" {
			text += ". Help: " + one.Help
		}
		issue(one.Check, cmp.Or(one.Fingerprint, one.ID, one.Check), gitlabSeverity(one), text, one.Location)
	}
	for _, one := range waivers(v) {
		w := &one.waiver
		issue("waiver", "waiver/"+cmp.Or(w.ID, "without id"), "info", "Waived: "+one.what()+": "+justification(w), inventory.Location{Path: w.At.File, StartLine: w.At.Line})
	}
	severity := "info"
	if stateOf(v.State) == policy.Incomplete {
		severity = "blocker"
	}
	for _, g := range v.Gaps {
		issue("gap/"+g.Code, "gap/"+g.Code+"/"+g.Detector+"/"+g.Commit+"/"+g.Path, severity, string(stateOf(v.State))+": "+gapMessage(g), inventory.Location{Path: g.Path})
	}
	e.close(']')
	return e.flush()
}

func anyFails(vs []policy.Violation) bool {
	for i := range vs {
		if levelRank(vs[i].Level) == 0 {
			return true
		}
	}
	return false
}

// gitlabSeverity grades by the level first: a note is info, whatever its severity.
func gitlabSeverity(v *policy.Violation) string {
	switch levelRank(v.Level) {
	case 2:
		return "info"
	case 1:
		return "minor"
	}
	return [...]string{"blocker", "critical", "major", "minor"}[severityRank(v.Severity)]
}
