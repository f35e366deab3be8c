// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// The structure test of JUnit is in force.
func TestJUnitStructureRejects(t *testing.T) {
	good := string(render(t, JUnit, failing(), Options{Checks: checks()}))
	if bad := junitProblems([]byte(good)); len(bad) > 0 {
		t.Fatal(bad)
	}
	for _, r := range [][2]string{
		{`tests="`, `tests="9`}, {"<testsuites", "<testsuite"}, {"<failure ", "<fail "}, {` classname="outgate.verdict"`, ""}, {"<properties>", "<system-out>x</system-out><properties>"},
		{`<property name="subject"`, `<property key="subject"`}, {"<testcase ", "text <testcase "}, {"errors=", "wrongs="},
	} {
		if bad := junitProblems([]byte(strings.Replace(good, r[0], r[1], 1))); len(bad) == 0 {
			t.Errorf("%s instead of %s is accepted", r[1], r[0])
		}
	}
}

// Only a pass is green, in every format that a pipeline reads.
func TestNothingButAPassIsGreen(t *testing.T) {
	for _, state := range []policy.State{policy.Pass, policy.PassWithWaivers, policy.PendingApproval, policy.Fail, policy.Incomplete, "", "PASSED"} {
		v := base(state)
		for i := range v.Posts {
			v.Posts[i].State = state
		}
		green := state == policy.Pass || state == policy.PassWithWaivers
		junit := string(render(t, JUnit, v, Options{Checks: policy.Checks()}))
		if red := strings.Contains(junit, "<failure") || strings.Contains(junit, "<error"); red == green {
			t.Errorf("JUnit of %q: red is %v", state, red)
		}
		if stateOf(state) == policy.Incomplete && strings.Contains(junit, `<testcase name="license-denied" classname="outgate.compliance"/>`) {
			t.Errorf("JUnit of %q: a check passes that could not look at everything", state)
		}
		if issues := string(render(t, GitLab, v, Options{})); (issues == "[]\n") != green {
			t.Errorf("GitLab of %q: %s", state, issues)
		}
		if text := string(render(t, GitHub, v, Options{})); strings.HasPrefix(text, "::notice ") != green {
			t.Errorf("GitHub of %q: %s", state, text)
		}
		if text := string(render(t, Markdown, v, Options{})); strings.Contains(text, "✅ outgate") != green {
			t.Errorf("Markdown of %q: %s", state, text)
		}
	}
	// A policy of one thing alone does not make other checks pass, and a gap that it lets stand is no pass either.
	v := base(policy.Pass)
	v.Policy.Scope, v.Gaps = "reuse", []inventory.Gap{{Code: inventory.GapGiven, Path: "Dockerfile", Reason: "named by an argument"}}
	junit := string(render(t, JUnit, v, Options{Checks: policy.Checks()}))
	if strings.Contains(junit, "license-denied") || !strings.Contains(junit, `<testcase name="gap given-later" classname="outgate.coverage">`+"\n      <skipped") {
		t.Error(junit)
	}
}

// Each excused violation is skipped, with its reason; beside an open one it is told.
func TestJUnitExcuses(t *testing.T) {
	v := spoken()
	v.Waived = waived().Waived[:1]
	junit := string(render(t, JUnit, v, Options{}))
	for _, want := range []string{
		`<skipped message="waived: MPL file unmodified, source linked (waiver W-2026-014, owner alice, until 2027-03-31, approved by carol, ticket OSPO-214, policy.yaml:40:5)"/>`,
		`<skipped message="4 excused violations, the first known: the base held it already, and the policy lets that count"/>`,
		"suppressed: sample of the {manual} (comment, conf/app.yaml:3)",
	} {
		if !strings.Contains(junit, want) {
			t.Errorf("no %s in\n%s", want, junit)
		}
	}
}

// Caps are said, and count right.
func TestCapsAreSaid(t *testing.T) {
	v := large(1000)
	for i := range v.Violations {
		v.Violations[i].Check = "license-denied"
	}
	v.Gaps = make([]inventory.Gap, 150)
	junit := string(render(t, JUnit, v, Options{}))
	if !strings.Contains(junit, "and 900 more; all of them are in the JSON report") || !strings.Contains(junit, "and 50 more; all") {
		t.Error("JUnit does not count what it leaves out")
	}
	text := string(render(t, GitHub, v, Options{}))
	if !strings.Contains(text, "not annotated: 991 errors, 140 warnings;") || strings.Count(text, "\n::error ") != 9 || strings.Count(text, "::warning ") != 10 {
		t.Errorf("annotations:\n%s", text)
	}
	for _, limit := range []int{100_000, 5_000, 2_000, 1_000, 300, 60} {
		text := render(t, Markdown, v, Options{MaxBytes: limit})
		if len(text) > max(limit, 100) {
			t.Errorf("%d bytes of Markdown, %d are allowed", len(text), limit)
		}
		if !strings.Contains(string(text), "FAIL") || !strings.Contains(string(text), "1,000 errors") {
			t.Errorf("within %d bytes:\n%s", limit, text)
		}
		if limit >= 2_000 && !strings.Contains(string(text), "### Violations (1,000)") {
			t.Errorf("within %d bytes no violation is listed:\n%s", limit, text)
		}
		if listed := strings.Count(string(text), "- **error**"); strings.Contains(string(text), "### Violations") && !strings.Contains(string(text), fmt.Sprintf("… and %d more", 1000-listed)) {
			t.Errorf("%d listed within %d bytes:\n%s", listed, limit, text)
		}
	}
	full := render(t, Markdown, v, Options{MaxBytes: 100_000})
	if text := render(t, Markdown, v, Options{MaxBytes: len(full) - 1}); !strings.Contains(string(text), "### Violations (1,000)") || strings.Count(string(text), "- **error**") >= strings.Count(string(full), "- **error**") {
		t.Errorf("a byte less than the whole:\n%s", text)
	}
	if text := render(t, Markdown, large(100_000), Options{}); len(text) > commentBytes {
		t.Errorf("%d bytes by default", len(text))
	}
}

// What is new since the base stands first.
func TestDeltaFirst(t *testing.T) {
	text := string(render(t, Markdown, comparedVerdict(), Options{}))
	before := -1
	for _, want := range []string{"## ❌ outgate: FAIL", "### New since the base (2)", "library 3", "3 violations that the base held already, and that count", "7 violations that the base held already: known", "| compliance |", "### All violations that count (5)"} {
		at := strings.Index(text, want)
		if at <= before {
			t.Errorf("%q at %d, behind %d:\n%s", want, at, before, text)
		}
		before = at
	}
	for i := range 2 {
		if text := strings.Split(string(render(t, GitHub, comparedVerdict(), Options{})), "\n")[1+i]; i == 0 != strings.Contains(text, "library 3") {
			t.Errorf("annotation %d: %s", i, text)
		}
	}
	run := sarifOf(t, comparedVerdict(), Options{})
	states := map[string]int{}
	for _, r := range run.Results {
		states[fmt.Sprint(r.BaselineState, " ", r.Level, " ", len(*r.Suppressions))]++
	}
	if want := map[string]int{"new error 0": 1, "new warning 0": 1, "unchanged error 0": 3, "unchanged error 1": 7}; !reflect.DeepEqual(states, want) {
		t.Errorf("SARIF: %v, want %v", states, want)
	}
	old := comparedVerdict()
	for i := range old.Violations {
		old.Violations[i].Baseline = policy.BaselineUnchanged
	}
	if text := string(render(t, Markdown, old, Options{})); !strings.Contains(text, "### New since the base\n\nNothing.\n") {
		t.Error(text)
	}
	for name, v := range map[string]*policy.Verdict{"fail": failing(), "pass": passing()} {
		if text := string(render(t, Markdown, v, Options{})); strings.Contains(text, "New since") {
			t.Errorf("%s was compared with nothing:\n%s", name, text)
		}
	}
}

func TestCSVRows(t *testing.T) {
	v := spoken()
	v.Violations, v.Waived, v.Gaps = failing().Violations, waived().Waived, gaps()
	rows, err := csv.NewReader(strings.NewReader(string(render(t, ViolationsCSV, v, Options{})))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, r := range rows {
		kinds[r[0]]++
	}
	want := map[string]int{"kind": 1, "verdict": 1, "open": len(v.Violations), "waived": 3, "known": 1, "suppressed": 3, "gap": len(v.Gaps)}
	if !reflect.DeepEqual(kinds, want) {
		t.Errorf("rows %v, want %v", kinds, want)
	}
	o := release()
	o.Inventory.Gaps = append(o.Inventory.Gaps, inventory.Gap{Detector: "sbom", Path: "pom.xml", Code: inventory.GapUnparsable, Reason: "no XML"})
	if text := string(render(t, ComponentsCSV, v, o)); !strings.Contains(text, "\ngap,") || strings.Count(text, "\ngap,") != 1 || !strings.Contains(text, "no XML") {
		t.Errorf("components:\n%s", text)
	}
}

// What stands above the notices in a file stays there.
func TestNoticeKeepsTheHead(t *testing.T) {
	o := release()
	o.Existing = "Example\nCopyright 2026 Example Corp\n"
	if text := string(render(t, Notice, passing(), o)); !strings.HasPrefix(text, o.Existing+"\n========") || !strings.Contains(text, "This software is provided as it is.") {
		t.Error(text)
	}
}

// BenchmarkRender100k renders 100,000 violations; the inventory has 5,000 components.
func BenchmarkRender100k(b *testing.B) {
	v, o := large(100_000), release()
	one := o.Inventory.Components[0]
	for i := range 5000 {
		one.PURL = fmt.Sprintf("pkg:npm/a%d@1", i)
		o.Inventory.Components = append(o.Inventory.Components, one)
	}
	o.All = true
	for _, f := range formats() {
		b.Run(f.name, func(b *testing.B) {
			b.ReportAllocs()
			var peak uint64
			for b.Loop() {
				if err := f.render(io.Discard, v, o); err != nil {
					b.Fatal(err)
				}
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapSys)
			}
			b.ReportMetric(float64(peak)/(1<<20), "MiB-heap")
		})
	}
}
