// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// sarifRun is the part of a log that the tests read back.
type sarifRun struct {
	Tool        sarifTool         `json:"tool"`
	Invocations []sarifInvocation `json:"invocations"`
	Provenance  []sarifProvenance `json:"versionControlProvenance"`
	Results     []sarifResult     `json:"results"`
}

func sarifOf(t *testing.T, v *policy.Verdict, o Options) sarifRun {
	t.Helper()
	var log struct{ Runs []sarifRun }
	if err := json.Unmarshal(render(t, SARIF, v, o), &log); err != nil {
		t.Fatal(err)
	}
	if len(log.Runs) != 1 {
		t.Fatalf("%d runs", len(log.Runs))
	}
	return log.Runs[0]
}

// Above the limit the worst results stay, and a notification counts the rest.
func TestSARIFLimit(t *testing.T) {
	v := large(maxResults + 1234)
	worst := &v.Violations[len(v.Violations)-1]
	worst.Severity, worst.Check = policy.Critical, "worst"
	for i := range 500 {
		v.Violations[i].Level = policy.LevelNote
	}
	v.Waived = waived().Waived
	run := sarifOf(t, v, Options{})
	if len(run.Results) != maxResults {
		t.Errorf("%d results", len(run.Results))
	}
	if run.Results[0].RuleID != "worst" {
		t.Errorf("the first result is of %s", run.Results[0].RuleID)
	}
	for _, r := range run.Results {
		if r.Level == "note" || len(*r.Suppressions) > 0 {
			t.Errorf("a lesser result was kept: %+v", r)
			break
		}
	}
	if n := run.Invocations[0].Notifications; len(n) != 2 || !strings.HasPrefix(n[0].Message.Text, "1,237 results left out: a report holds at most 25,000.") ||
		!strings.HasPrefix(n[1].Message.Text, "GitHub shows 5,000 of the 25,000 results") {
		t.Errorf("notifications: %+v", n)
	}
	if n := sarifOf(t, large(maxResults), Options{}).Invocations[0].Notifications; len(n) != 1 {
		t.Errorf("at the limit: %+v", n)
	}
	if n := sarifOf(t, large(resultsShown), Options{}).Invocations[0].Notifications; len(n) != 0 {
		t.Errorf("at the limit of what is shown: %+v", n)
	}
}

func TestSARIFNotificationLimit(t *testing.T) {
	v := base(policy.Incomplete)
	v.Gaps = make([]inventory.Gap, maxNotifications+5)
	n := sarifOf(t, v, Options{}).Invocations[0].Notifications
	if len(n) != maxNotifications+1 || n[maxNotifications].Message.Text != "5 more gaps; all of them are in the JSON report." {
		t.Errorf("%d notifications, the last: %+v", len(n), n[len(n)-1])
	}
}

func TestSARIFResult(t *testing.T) {
	v := failing()
	run := sarifOf(t, v, Options{Checks: checks()})
	if got, want := len(run.Results), len(v.Violations)+len(v.Waived); got != want {
		t.Fatalf("%d results, want %d", got, want)
	}
	for _, r := range run.Results {
		if got := run.Tool.Driver.Rules[r.RuleIndex].ID; got != r.RuleID {
			t.Errorf("rule index of %s names %s", r.RuleID, got)
		}
	}
	first := run.Results[0]
	want := sarifResult{
		RuleID: "license-denied", RuleIndex: 0, Level: "error",
		Message: sarifText{"GPL-3.0-only may not ship in this release. Seen: matched GPL-3.0-only (text, 0.98). " +
			"Policy: policy.yaml:7:5 strong-copyleft x vendored = fail. Help: replace the component, or `outgate waive " + v.Violations[0].ID + " --reason ... --until ...`."},
		Locations:           []sarifLocation{{sarifPhysical{sarifArtifact{"third_party/foo/LICENSE", srcRoot}, &sarifRegion{1, 674}}}},
		PartialFingerprints: map[string]string{"outgate/v1": v.Violations[0].Fingerprint},
		Suppressions:        &[]sarifSuppression{},
		Properties:          sarifResultProperties{ID: v.Violations[0].ID, Post: "compliance", Severity: "critical", Policy: "policy.yaml:7:5", PolicyText: "strong-copyleft x vendored = fail"},
	}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	last := run.Results[len(run.Results)-1]
	excuse := []sarifSuppression{{"external", "accepted", "sample key of the vendor's documentation (waiver W-2026-020, owner bob, until 2026-12-05, policy.yaml:44:5)"}}
	if diff := cmp.Diff(&excuse, last.Suppressions); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, p := range sarifOf(t, incomplete(), Options{}).Results {
		if p.Suppressions != nil {
			t.Error("suppressions in a run without waivers")
		}
	}
}

func TestSARIFRules(t *testing.T) {
	rules := sarifOf(t, failing(), Options{Checks: append(checks(), checks()...)}).Tool.Driver.Rules
	var got []string
	for _, r := range rules {
		got = append(got, r.ID+" "+r.Name+" "+r.DefaultConfiguration.Level)
	}
	want := []string{"license-denied LicenseDenied error", "secret Secret error", "never-seen NeverSeen warning",
		"file-missing FileMissing warning", "header-missing HeaderMissing error", "holder-unknown HolderUnknown warning", "license-unknown LicenseUnknown note"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if text := rules[2].FullDescription.Text; text != `It {{0}} is [quiet]\(http://example.org).` {
		t.Errorf("placeholders and links stand raw: %s", text)
	}
	if text := rules[1].Help.Markdown; strings.Contains(text, "<b>") {
		t.Errorf("HTML stands raw: %s", text)
	}
}

func TestSARIFInvocation(t *testing.T) {
	for state, ok := range map[policy.State]bool{policy.Pass: true, policy.PassWithWaivers: true, policy.Fail: true, policy.PendingApproval: true, policy.Incomplete: false, "": false} {
		v := base(state)
		v.Gaps = gaps()
		in := sarifOf(t, v, Options{}).Invocations[0]
		if in.ExecutionSuccessful != ok || len(in.Notifications) != len(v.Gaps) || in.EndTimeUTC != v.Now {
			t.Errorf("%s: %+v", state, in)
		}
		if want := map[bool]string{true: "warning", false: "error"}[ok]; in.Notifications[0].Level != want {
			t.Errorf("%s: level %s", state, in.Notifications[0].Level)
		}
	}
}

// Only an absolute address names a repository, and never with a password.
func TestSARIFProvenance(t *testing.T) {
	for remote, want := range map[string]string{
		"https://git.example.org/x.git":            "https://git.example.org/x.git",
		"https://user:" + "word@git.example.org/x": "https://git.example.org/x",
		"git@git.example.org:x/y.git":              "", "": "", "/srv/git/x.git": "", "%zz://x": "", "../x": "",
	} {
		v := base(policy.Pass)
		v.Subject.Remote = remote
		got := ""
		if p := sarifOf(t, v, Options{}).Provenance; len(p) > 0 {
			got = p[0].RepositoryURI
		}
		if got != want {
			t.Errorf("%q gave %q, want %q", remote, got, want)
		}
	}
}

// The further places of a violation are related locations, no more than the cap.
func TestSARIFRelatedLocations(t *testing.T) {
	for _, c := range []struct{ places, want int }{{0, 0}, {2, 1}, {100, 99}, {101, 99}, {400, 99}} {
		v := base(policy.Fail)
		one := violation("license-denied", policy.PostIP, policy.LevelFail, policy.High, "m", lineAt("f0000.go", 1, 2))
		for i := range c.places {
			one.Places = append(one.Places, lineAt(fmt.Sprintf("f%04d.go", i), 1, 2))
		}
		v.Violations = append(v.Violations, one)
		var log struct {
			Runs []struct {
				Results []struct {
					Message          sarifText
					RelatedLocations []sarifLocation
				}
			}
		}
		if err := json.Unmarshal(render(t, SARIF, v, Options{}), &log); err != nil {
			t.Fatal(err)
		}
		got := log.Runs[0].Results[0].RelatedLocations
		if len(got) != c.want || c.want > 0 && got[0].PhysicalLocation.ArtifactLocation.URI != "f0001.go" {
			t.Errorf("%d places: %d related, want %d", c.places, len(got), c.want)
		}
		left := ""
		if n := c.places - 1 - c.want; n > 0 {
			left = count(n, "more place") + " in the JSON report"
		}
		if text := log.Runs[0].Results[0].Message.Text; !strings.Contains(text, left) || left == "" && strings.Contains(text, "more place") {
			t.Errorf("%d places: %s", c.places, text)
		}
	}
}
