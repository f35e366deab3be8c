// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/reuse"
)

// A policy with a scope judges nothing else, and one post.
func TestScope(t *testing.T) {
	inv := planted()
	for i := range inv.Files {
		inv.Files[i].Size = 1
	}
	inv.Coverage.Detectors, inv.Coverage.History = []string{"reuse"}, inventory.HistoryNone
	p := preset(t, "reuse")
	v := Evaluate(inv, p, day("2026-03-01"))
	if v.State != Fail || len(v.Posts) != 1 || v.Posts[0].Post != PostCompliance || v.Policy.Scope != "reuse" || p.Scope() != "reuse" {
		t.Errorf("%s, %+v, %+v", v.State, v.Posts, v.Policy)
	}
	for _, x := range v.Violations {
		if !strings.HasPrefix(x.Check, "reuse-") {
			t.Errorf("%s is judged", x.Check)
		}
	}
	inv.Files = []inventory.File{{Path: "LICENSE", Size: 1}}
	inv.Gaps = []inventory.Gap{{Detector: "worktree", Path: "x", Code: inventory.GapUnreadable, Reason: "r"}}
	if v := Evaluate(inv, p, day("2026-03-01")); v.State != Incomplete {
		t.Errorf("with a gap: %s", v.State)
	}
	inv.Gaps = nil
	if v := Evaluate(inv, p, day("2026-03-01")); v.State != Pass || len(v.Gaps) != 0 {
		t.Errorf("without the history: %s, %v", v.State, v.Gaps)
	}
}

// What nobody has looked for is a gap and no violation.
func TestReuseNotLookedFor(t *testing.T) {
	inv := clean()
	inv.Coverage.Detectors = slices.DeleteFunc(inv.Coverage.Detectors, func(name string) bool { return name == "reuse" })
	if v := Evaluate(inv, preset(t, "apache-2.0-outbound"), day("2026-03-01")); v.State != Pass {
		t.Errorf("not asked: %s", v.State)
	}
	v := Evaluate(inv, load(t, "version: 1\nextends: preset:apache-2.0-outbound\nreuse: {required: true}\n"), day("2026-03-01"))
	if v.State != Incomplete || len(v.Violations) > 0 || len(v.Gaps) != 1 || v.Gaps[0].Detector != "reuse" {
		t.Errorf("asked: %s, %v, %v", v.State, v.Violations, v.Gaps)
	}
}

// Every kind has its key, which alone decides.
func TestReuseLevels(t *testing.T) {
	if p := load(t, "version: 1\nextends: preset:apache-2.0-outbound\n"); len(p.Detectors()) != 0 {
		t.Error("the detector is asked for without a reason")
	}
	for _, kind := range reuse.Kinds() {
		p := load(t, "version: 1\nextends: preset:apache-2.0-outbound\nreuse: {"+kind+": note}\n")
		for _, other := range reuse.Kinds() {
			if got := p.reuse[other].level; (got == LevelNote) != (other == kind) || other != kind && got != "" {
				t.Errorf("%s: %s is %q", kind, other, got)
			}
		}
		if !slices.Equal(p.Detectors(), []string{"reuse"}) {
			t.Errorf("%s: nobody looks", kind)
		}
		if !slices.ContainsFunc(Checks(), func(c Check) bool { return c.Code == "reuse-"+kind }) {
			t.Errorf("no check for %s", kind)
		}
	}
	if _, err := Load("p.yaml", []byte("version: 1\nscope: reus\n")); err == nil || !strings.Contains(err.Error(), `p.yaml:2:8: scope: unknown value "reus"; did you mean "reuse"?`) {
		t.Errorf("misspelled scope: %v", err)
	}
}
