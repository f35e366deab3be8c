// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/outgate/outgate/policy"
)

// waiverLife is a verdict with a waived violation and one violation for each stage of a waiver's life.
func waiverLife() *policy.Verdict {
	v := base(policy.Fail)
	v.Posts[0] = policy.PostVerdict{Post: policy.PostCompliance, Owner: "oss@example.org", State: policy.Fail, Fails: 2, Warns: 1, Waived: 1}
	w := violation("license-denied", policy.PostCompliance, policy.LevelFail, policy.Medium, "MPL-2.0 may not be vendored", lineAt("third_party/mpl/a.c", 1, 15))
	w.Waiver = &policy.WaiverRef{ID: "W-2026-014", Reason: "unmodified-sources", Owner: "alice-of-oss", ApprovedBy: "carol-of-legal", Ticket: "OSPO-214", Expires: "2027-03-31", At: policy.Place{File: "policy.yaml", Line: 40, Column: 5}}
	v.Waived = append(v.Waived, w)
	for i, stage := range []struct {
		check    string
		level    policy.Level
		severity policy.Severity
	}{
		{"waiver-expired", policy.LevelFail, policy.High}, {"waiver-future", policy.LevelFail, policy.High}, {"waiver-broad", policy.LevelWarn, policy.Medium},
		{"waiver-unused", policy.LevelNote, policy.Low}, {"waiver-expiring", policy.LevelNote, policy.Low},
	} {
		one := violation(stage.check, policy.PostCompliance, stage.level, stage.severity, fmt.Sprintf("W-2026-1%02d-%s", i, stage.check), lineAt("policy.yaml", 0, 0))
		one.Evidence = fmt.Sprintf("for license-denied, owner owner-%d", i)
		v.Violations = append(v.Violations, one)
	}
	return v
}

// TestWaiversAreVisibleEverywhere: who reads one format alone learns what is waived, why, by whom and until
// when, and which waivers themselves ask for something.
func TestWaiversAreVisibleEverywhere(t *testing.T) {
	noViolations := map[string]string{"components-csv": "a table of components", noticeFormat: "the notices of third parties"}
	for _, f := range documents() {
		noViolations[f.name] = "a bill of materials"
	}
	v := waiverLife()
	shown := 0
	for _, f := range formats() {
		if _, ok := noViolations[f.name]; ok {
			continue
		}
		shown++
		t.Run(f.name, func(t *testing.T) {
			o := release()
			o.All, o.Checks = true, policy.Checks()
			text := string(render(t, f.render, v, o))
			w := v.Waived[0].Waiver
			for what, want := range map[string]string{"place": v.Waived[0].Location.Path, "id": w.ID, "reason": w.Reason, "owner": w.Owner, "expiry": w.Expires, "approver": w.ApprovedBy, "ticket": w.Ticket} {
				if !strings.Contains(text, want) {
					t.Errorf("the %s of what is waived, %q, is not told", what, want)
				}
			}
			for i := range v.Violations {
				one := &v.Violations[i]
				for what, want := range map[string]string{"check": one.Check, "message": one.Message, "owner": fmt.Sprintf("owner-%d", i)} {
					if !strings.Contains(text, want) {
						t.Errorf("the %s of %s, %q, is not told", what, one.Check, want)
					}
				}
			}
			if t.Failed() {
				t.Log(text[:min(len(text), 5000)])
			}
		})
	}
	if shown != 9 {
		t.Errorf("%d formats show violations", shown)
	}
}
