// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// What is staged is judged by the checks on single files, and by security alone.
func TestStaged(t *testing.T) {
	p := load(t, plantedPolicy+`verdict: {require-approvals: [security]}
waivers:
  - {id: W-1, check: secret-structured, match: {path: not/staged.go}, reason: r, owner: o, approved-by: sam, created: 2026-01-01, expires: 2026-12-31}
  - {id: W-2, check: secret-structured, match: {path: late.go}, reason: r, owner: o, approved-by: sam, created: 2026-01-01, expires: 2026-02-01}
  - {id: W-3, check: secret-structured, match: {path: excused.go}, reason: r, owner: o, approved-by: sam, created: 2026-01-01, expires: 2026-12-31}
`)
	staged := func(change func(*inventory.Inventory)) Verdict {
		inv := planted()
		inv.Secrets = nil
		inv.Coverage = inventory.Coverage{Files: 1, Detectors: []string{"leak", "secret"}, History: "none", Staged: true}
		change(inv)
		return Evaluate(inv, p, day("2026-03-01"))
	}
	secret := func(path string) inventory.Secret {
		return secretIn(path, inventory.RoleProduct, inventory.TierStructured, inventory.StatusInTree, path)
	}
	for _, tt := range []struct {
		name   string
		change func(*inventory.Inventory)
		state  State
		want   []string
	}{
		{"clean", func(*inventory.Inventory) {}, Pass, []string{}},
		{"no file at all", func(inv *inventory.Inventory) { inv.Files, inv.Coverage.Files = nil, 0 }, Pass, []string{}},
		{"secret", func(inv *inventory.Inventory) { inv.Secrets = []inventory.Secret{secret("a.go")} }, Fail, []string{"fail secret-structured a.go"}},
		{"waived", func(inv *inventory.Inventory) { inv.Secrets = []inventory.Secret{secret("excused.go")} }, PassWithWaivers, []string{}},
		{"waived too long", func(inv *inventory.Inventory) { inv.Secrets = []inventory.Secret{secret("late.go")} }, Fail, []string{"fail secret-structured late.go", "fail waiver-expired p.yaml"}},
		{"detector did not run", func(inv *inventory.Inventory) { inv.Coverage.Detectors = []string{} }, Incomplete, []string{}},
		{"gap of a source", func(inv *inventory.Inventory) {
			inv.Gaps = []inventory.Gap{{Detector: "license", Path: "a", Code: inventory.GapUnreadable, Reason: "r"}}
		}, Incomplete, []string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := staged(tt.change)
			if v.State != tt.state || len(v.Posts) != 1 || v.Posts[0].Post != PostSecurity || !v.Coverage.Staged {
				t.Errorf("state %s, posts %v, gaps %v", v.State, v.Posts, v.Gaps)
			}
			if diff := cmp.Diff(tt.want, codes(v.Violations)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
