// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"testing"

	"github.com/outgate/outgate/inventory"
)

// TestBackInTheTree: a secret that the base had in its history alone is new in the tree,
// also where both stand at the same level.
func TestBackInTheTree(t *testing.T) {
	p := load(t, "version: 1\nextends: preset:apache-2.0-outbound\nsecrets: {assigned: {default: fail, test: fail, removed: fail}}\nverdict: {new-only: true}\n")
	inv := clean()
	one := inventory.Secret{Rule: "secret/x", Title: "X", Tier: inventory.TierAssigned, Context: inventory.RoleTest, Location: inventory.Location{Path: "conf/a", StartLine: 3}, Trace: inventory.Trace{Status: inventory.StatusInTree}, Fingerprint: "aa"}
	gone := one
	gone.Context, gone.Commit, gone.Status = inventory.RoleProduct, "c1", inventory.StatusRemoved
	inv.Secrets = []inventory.Secret{one, gone}
	inv.Base = &inventory.Base{Ref: "v1", Commit: "c2", New: []string{"conf/a"}, Reached: []string{"c1"}, Detectors: inv.Coverage.Detectors}
	v := Evaluate(inv, p, day("2026-03-01"))
	if open, known := codes(v.Violations), codes(v.Known); !slices.Contains(open, "fail secret-assigned conf/a") || !slices.Contains(known, "fail secret-assigned conf/a") {
		t.Errorf("open %v, known %v", open, known)
	}
}

// TestWorse: more of a thing, and more things in one, are new.
func TestWorse(t *testing.T) {
	it := &item{v: Violation{Level: LevelWarn, Severity: Medium}, weight: 2, members: []string{"a", "b"}, waiver: -1}
	for name, h := range map[string]*held{
		"the same": {level: LevelWarn, severity: Medium, weight: 2, members: []string{"b", "a", "c"}}, "level": {level: LevelNote, severity: Medium, weight: 2, members: it.members},
		"severity": {level: LevelFail, severity: Low, weight: 2, members: it.members}, "weight": {level: LevelWarn, severity: Medium, weight: 1, members: it.members}, "member": {level: LevelWarn, severity: Medium, weight: 2, members: it.members[:1]},
		"excused": {level: LevelWarn, severity: Medium, weight: 2, members: it.members, excused: true}, "place": {level: LevelWarn, severity: Medium, weight: 2, members: it.members, at: inHistory},
	} {
		if why := h.worse(it); (why == "") != (name == "the same") {
			t.Errorf("%s: %q", name, why)
		}
	}
}
