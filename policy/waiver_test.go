// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

func waive(id, check, match, by string) string {
	return fmt.Sprintf("  - {id: %s, check: %s, match: %s, reason: r, owner: o, approved-by: %s, created: 2026-02-01, expires: 2026-06-30}\n", id, check, match, by)
}

const allWaivers = plantedPolicy + "waivers:\n"

func everyWaiver() string {
	return allWaivers + waive("W-1", "license-denied", `{path: src/copied.c, license: GPL-3.0-only}`, "carol") +
		waive("W-2", "secret-structured", `{path: src/config.go}`, "sam") +
		waive("W-3", "license-unknown", `{path: "third_party/lib/**"}`, "carol") +
		waive("W-4", "holder-foreign", `{path: "src/*"}`, "ivy") +
		waive("W-5", "header-missing", `{path: "**/bare.go"}`, "carol")
}

// TestWaiverLifeCycle moves the clock over one policy.
func TestWaiverLifeCycle(t *testing.T) {
	p := load(t, everyWaiver())
	for _, c := range []struct {
		now    string
		want   State
		waived int
		extra  string // a check that must be among the violations
		times  int
		all    int // violations
	}{
		{"2026-01-31", Fail, 0, "waiver-future", 5, 10},
		{"2026-02-01", PassWithWaivers, 5, "waiver-expiring", 0, 0},
		{"2026-04-01", PassWithWaivers, 5, "waiver-expiring", 0, 0},
		{"2026-04-02", PassWithWaivers, 5, "waiver-expiring", 2, 2}, // of the secret and the license, which are critical
		{"2026-05-02", PassWithWaivers, 5, "waiver-expiring", 2, 2}, // their last day, the 90th
		{"2026-05-03", Fail, 3, "waiver-expired", 2, 4},
		{"2026-05-31", Fail, 3, "waiver-expiring", 3, 7},
		{"2026-06-30", Fail, 3, "waiver-expiring", 3, 7},
		{"2026-07-01", Fail, 0, "waiver-expired", 5, 10},
	} {
		t.Run(c.now, func(t *testing.T) {
			v := Evaluate(planted(), p, day(c.now))
			if v.State != c.want || len(v.Waived) != c.waived {
				t.Errorf("%s with %d waived, want %s with %d: %v", v.State, len(v.Waived), c.want, c.waived, codes(v.Violations))
			}
			got := 0
			for _, x := range v.Violations {
				if x.Check == c.extra {
					got++
				}
			}
			if got != c.times || len(v.Violations) != c.all {
				t.Errorf("%d of %s: %v", got, c.extra, codes(v.Violations))
			}
		})
	}
	// The last second of the last day still counts.
	if v := Evaluate(planted(), p, day("2026-07-01").Add(-1)); len(v.Waived) != 3 {
		t.Errorf("one tick before the end: %s", v.State)
	}
	v := Evaluate(planted(), p, day("2026-03-01"))
	for _, x := range v.Waived {
		if x.Check == "license-denied" {
			if d := cmp.Diff(&WaiverRef{ID: "W-1", Reason: "r", Owner: "o", ApprovedBy: "carol", Expires: "2026-05-02", At: Place{"p.yaml", 9, 5}}, x.Waiver); d != "" {
				t.Error(d)
			}
		}
	}
	for _, x := range v.Waived { // the last day is that of the violation
		if want := map[bool]string{true: "2026-05-02", false: "2026-06-30"}[x.Severity == Critical]; x.Waiver.Expires != want {
			t.Errorf("%s until %s, want %s", x.Check, x.Waiver.Expires, want)
		}
	}
	if v.Posts[0].Waived != 3 || v.Posts[1].Waived != 1 || v.Posts[2].Waived != 1 || v.Posts[0].State != PassWithWaivers || v.Posts[3].State != Pass {
		t.Errorf("posts: %+v", v.Posts)
	}
}

func TestExpiredWaiverSaysWhatCountsAgain(t *testing.T) {
	v := Evaluate(planted(), load(t, everyWaiver()), day("2026-07-01"))
	for _, x := range v.Violations {
		if x.Check != "waiver-expired" {
			continue
		}
		if x.Level != LevelFail || x.PolicyAt.Line == 0 || !strings.Contains(x.Message, "expired on 2026-06-30; what it excused counts again (1 finding)") {
			t.Errorf("%+v", x)
		}
	}
	// Nothing is left to excuse: a note, and the verdict passes.
	v = Evaluate(clean(), load(t, allWaivers+waive("W-1", "license-denied", `{path: src/copied.c}`, "carol")), day("2026-07-01"))
	if v.State != Pass || len(v.Violations) != 1 || v.Violations[0].Check != "waiver-expired" || v.Violations[0].Level != LevelNote {
		t.Errorf("%s %v", v.State, v.Violations)
	}
}

func TestWaiverMatching(t *testing.T) {
	all := Evaluate(planted(), load(t, plantedPolicy), day("2026-03-01"))
	id := map[string]Violation{}
	for _, v := range all.Violations {
		id[v.Check] = v
	}
	denied, library := id["license-denied"], id["license-unknown"]
	for _, c := range []struct {
		name, waiver string
		waived       []string // checks
		unused       bool
	}{
		{"by id", waive("W", "license-denied", "{id: "+denied.ID+"}", "carol"), []string{"license-denied"}, false},
		{"by fingerprint", waive("W", "license-denied", "{fingerprint: "+denied.Fingerprint+"}", "carol"), []string{"license-denied"}, false},
		{"by id of a library", waive("W", "license-unknown", "{id: "+library.ID+"}", "carol"), []string{"license-unknown"}, false},
		{"by id and path", waive("W", "license-denied", "{id: "+denied.ID+", path: src/copied.c}", "carol"), []string{"license-denied"}, false},
		{"by id and another path", waive("W", "license-denied", "{id: "+denied.ID+", path: src/other.c}", "carol"), nil, true},
		{"by the id of another check", waive("W", "header-missing", "{id: "+denied.ID+"}", "carol"), nil, true},
		{"by license pattern", waive("W", "license-denied", `{license: "GPL-*"}`, "carol"), []string{"license-denied"}, false},
		{"by another license", waive("W", "license-denied", `{license: AGPL-3.0-only}`, "carol"), nil, true},
		{"by a path that is no prefix match", waive("W", "license-denied", `{path: src}`, "carol"), nil, true},
		{"by purl, which files have not", waive("W", "license-denied", `{purl: pkg:npm/x}`, "carol"), nil, true},
		{"half of a library", waive("W", "license-unknown", `{path: third_party/lib/b.c}`, "carol"), nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := Evaluate(planted(), load(t, allWaivers+c.waiver), day("2026-03-01"))
			var waived []string
			for _, x := range v.Waived {
				waived = append(waived, x.Check)
			}
			if d := cmp.Diff(c.waived, waived); d != "" {
				t.Errorf("waived:\n%s", d)
			}
			unused := false
			for _, x := range v.Violations {
				unused = unused || x.Check == "waiver-unused"
			}
			if unused != c.unused {
				t.Errorf("unused: %t; %v", unused, codes(v.Violations))
			}
		})
	}
}

// A waiver for one file of a group leaves its neighbors.
func TestWaiverForOneOfMany(t *testing.T) {
	inv := planted()
	inv.Files = append(inv.Files, inventory.File{Path: "src/copied2.c", Role: inventory.RoleProduct, Header: proper(), Licenses: tag("GPL-3.0-only")})
	v := Evaluate(inv, load(t, allWaivers+waive("W", "license-denied", `{path: src/copied.c}`, "carol")), day("2026-03-01"))
	if len(v.Waived) != 1 || v.Waived[0].Location.Path != "src/copied.c" {
		t.Errorf("waived: %v", codes(v.Waived))
	}
	if v.Violations[0].Check != "license-denied" || v.Violations[0].Location.Path != "src/copied2.c" {
		t.Errorf("open: %v", codes(v.Violations))
	}
}

// What concerns the whole repository is excused by id, or by the pattern of everything.
func TestWaiverForTheWhole(t *testing.T) {
	inv := clean()
	inv.Files = inv.Files[2:]
	for pattern, want := range map[string]State{"**": PassWithWaivers, "*": Fail, "LICENSE": Fail} {
		policy := allWaivers + strings.Replace(waive("W-1", "license-file-missing", "{path: '"+pattern+"'}", "carol"), "2026-06-30", "2026-05-01", 1)
		if v := Evaluate(inv, load(t, policy), day("2026-03-01")); v.State != want {
			t.Errorf("%s: %s %v", pattern, v.State, codes(v.Violations))
		}
	}
}

func TestWaiverByPURL(t *testing.T) {
	for purl, want := range map[string]bool{
		"pkg:npm/foo":                true,
		"pkg:npm/foo@1.2":            true,
		"pkg:npm/foo@1.3":            false,
		"pkg:npm/fo":                 false,
		"pkg:npm/*":                  true,
		"pkg:npm/foo@1.2?os=linux":   true,
		"pkg:golang/example.org/foo": false,
	} {
		if got := matchPURL(purl, "pkg:npm/foo@1.2") || matchPURL(purl, "pkg:npm/foo@1.2?os=linux"); got != want {
			t.Errorf("%s: %t", purl, got)
		}
	}
	if !matchPURL("pkg:npm/@scope/foo", "pkg:npm/@scope/foo@2") || matchPURL("pkg:npm/@scope/foo", "pkg:npm/@scope/foobar@2") {
		t.Error("scoped names")
	}
}

func TestWaivedGap(t *testing.T) {
	inv := clean()
	inv.Gaps = []inventory.Gap{
		{Detector: "license", Path: "assets/a.bin", Code: inventory.GapTooLarge, Reason: "larger than 64 MiB"},
		{Detector: "license", Path: "assets/b.bin", Code: inventory.GapTooLarge, Reason: "larger than 64 MiB"},
	}
	policy := allWaivers + waive("W-1", "gap", `{path: assets/a.bin}`, "sam")
	v := Evaluate(inv, load(t, policy), day("2026-03-01"))
	if v.State != Incomplete || len(v.Gaps) != 1 || len(v.Waived) != 1 || v.Waived[0].Location.Path != "assets/a.bin" {
		t.Errorf("%s %v %v", v.State, v.Gaps, codes(v.Waived))
	}
	v = Evaluate(inv, load(t, policy+waive("W-2", "gap", `{path: assets/b.bin}`, "sam")), day("2026-03-01"))
	if v.State != PassWithWaivers || len(v.Gaps) != 0 || len(v.Waived) != 2 {
		t.Errorf("%s %v %v", v.State, v.Gaps, codes(v.Waived))
	}
	v = Evaluate(inv, load(t, policy+waive("W-2", "gap", `{path: assets/b.bin}`, "sam")), day("2026-07-01"))
	if v.State != Fail || len(v.Gaps) != 2 { // the expired waivers fail, and the gaps are back
		t.Errorf("%s %v %v", v.State, v.Gaps, codes(v.Violations))
	}
	// A gap of the whole subject cannot be excused.
	inv.Gaps = []inventory.Gap{{Detector: "history", Code: inventory.GapShallow}}
	if v = Evaluate(inv, load(t, allWaivers+waive("W-1", "gap", `{path: "**"}`, "sam")), day("2026-03-01")); v.State != Incomplete {
		t.Errorf("%s", v.State)
	}
}

// An id that fits two violations excuses neither.
func TestAmbiguousID(t *testing.T) {
	p := load(t, allWaivers+waive("W", "header-missing", "{id: V-00000000}", "carol"))
	j := newJudge(clean(), p, day("2026-03-01"))
	groups := [][]*item{{{waiver: -1}}, {{waiver: -1}}}
	merged := []Violation{{Check: "header-missing", Fingerprint: "000000001"}, {Check: "header-missing", Fingerprint: "000000002"}}
	if got := j.waiversByID(groups, merged); len(got) != 0 || !j.uses[0].ambiguous {
		t.Errorf("%v", got)
	}
	j.lifecycle()
	if len(j.open) != 1 || !strings.Contains(j.open[0].Message, "more than one") {
		t.Errorf("%v", j.open)
	}
}

// A match that fits whatever comes is told, but for what only it can name.
func TestBroadMatch(t *testing.T) {
	for text, want := range map[string]bool{
		`{path: "**"}`: true, `{path: "**/*"}`: true, `{path: "{*,**/*}"}`: true, `{path: "*"}`: false, `{path: "**/*.c"}`: false, `{path: "src/**"}`: false,
		`{purl: "pkg:npm/*"}`: true, `{purl: "pkg:*/*"}`: true, `{purl: "pkg:npm/@scope/*"}`: false, `{purl: "pkg:npm/*", path: "src/**"}`: false, `{purl: "pkg:npm/*", path: "**"}`: true,
		`{path: "**", license: "GPL-*"}`: false, `{path: "**", id: V-12345678}`: false,
	} {
		p := load(t, allWaivers+waive("W", "license-denied", text, "carol"))
		if got := p.waivers[0].match.everything(); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
	inv := clean()
	inv.Files = inv.Files[2:]
	for _, c := range []struct {
		files []inventory.File
		check string
		broad bool
	}{
		{inv.Files, "license-file-missing", false},    // it meets what it is for
		{clean().Files, "license-file-missing", true}, // it meets nothing yet
		{planted().Files, "license-denied", true},
	} {
		inv.Files = c.files
		v := Evaluate(inv, load(t, allWaivers+strings.Replace(waive("W", c.check, `{path: "**"}`, "carol"), "2026-06-30", "2026-05-01", 1)), day("2026-03-01"))
		broad := slices.ContainsFunc(v.Violations, func(x Violation) bool {
			return x.Check == "waiver-broad" && x.Level == LevelWarn && x.PolicyAt.Line > 0
		})
		if broad != c.broad {
			t.Errorf("%s: %v", c.check, codes(v.Violations))
		}
	}
}

func TestWaiverTicket(t *testing.T) {
	p := load(t, allWaivers+strings.Replace(waive("W", "license-denied", `{path: "src/*"}`, "carol"), "reason: r", "reason: r, ticket: OSPO-1", 1))
	if v := Evaluate(planted(), p, day("2026-03-01")); len(v.Waived) != 1 || v.Waived[0].Waiver.Ticket != "OSPO-1" {
		t.Errorf("%v", v.Waived)
	}
}
