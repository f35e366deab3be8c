// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"testing"

	"github.com/outgate/outgate/inventory"
)

// since judges an inventory against a base that lacks some files of today.
func since(t *testing.T, text string, inv *inventory.Inventory, b inventory.Base) (open, known []string) {
	t.Helper()
	b.Ref, b.Commit = "v1", "c2"
	if b.Detectors == nil {
		b.Detectors = inv.Coverage.Detectors
	}
	inv.Base = &b
	v := Evaluate(inv, load(t, "version: 1\nproject: {outbound: none}\n"+text), day("2026-03-01"))
	return codes(v.Violations), codes(v.Known)
}

// What the base had of documents, workflows and components is compared with today, and
// what nobody knows of the base excuses nothing.
func TestBaseOfTheCommunity(t *testing.T) {
	conduct := inventory.Document{Path: "CODE_OF_CONDUCT.md", Kind: inventory.DocumentConduct}
	was := inventory.File{Path: conduct.Path, Role: inventory.RoleDocs, Blob: "b1", Size: 5}
	const policy = "operations: {code-of-conduct: fail}\n"
	const missing = "fail code-of-conduct-missing"
	if open, _ := since(t, policy, clean(), inventory.Base{Files: []inventory.File{was}, Documents: []inventory.Document{conduct}}); !slices.Contains(open, missing) {
		t.Errorf("a code of conduct that the base had: open %q", open)
	}
	if open, known := since(t, policy, clean(), inventory.Base{}); !slices.Contains(known, missing) {
		t.Errorf("a code of conduct that was missing: open %q, known %q", open, known)
	}

	flaw := inventory.Supply{Path: ".github/workflows/ci.yml", Context: inventory.RoleCI, Kind: inventory.SupplyUnpinned, Text: "uses: a/b@v1"}
	file := inventory.File{Path: flaw.Path, Role: inventory.RoleCI, Blob: "b2", Size: 5}
	const unpinned = "fail workflow-unpinned .github/workflows/ci.yml"
	for name, c := range map[string]struct {
		base  inventory.Base
		known bool
	}{
		"the same file": {inventory.Base{}, true}, "a new file": {inventory.Base{New: []string{file.Path}}, false},
		"the flaw is new": {inventory.Base{Files: []inventory.File{file}}, false}, "another change": {inventory.Base{Files: []inventory.File{file}, Supply: []inventory.Supply{flaw}}, true},
	} {
		inv := clean()
		inv.Files, inv.Supply = append(inv.Files, file), []inventory.Supply{flaw}
		open, known := since(t, "workflows: {unpinned: fail}\n", inv, c.base)
		if slices.Contains(open, unpinned) == c.known || slices.Contains(known, unpinned) != c.known {
			t.Errorf("%s: open %q, known %q", name, open, known)
		}
	}
}

// Contributors and tags are known of today's history only.
func TestBaseKnowsNoPeople(t *testing.T) {
	inv := clean()
	inv.Coverage.History = inventory.HistoryAll
	open, known := since(t, "operations: {living-maintainers: fail, bus-factor: allow}\n", inv, inventory.Base{})
	if !slices.Contains(open, "fail maintainers-inactive") {
		t.Errorf("open %q, known %q", open, known)
	}
}

// A smaller share than the base had is worse.
func TestBaseOfShares(t *testing.T) {
	one := func(purl string) inventory.Component {
		return inventory.Component{PURL: purl, Role: inventory.RoleProduct, Licenses: inventory.ComponentLicenses{Declared: "MIT"}}
	}
	before := []inventory.Component{one("pkg:npm/a@1"), one("pkg:npm/b@1"), one("pkg:npm/c")}
	const few = "fail sbom-quality"
	for name, c := range map[string]struct {
		today []inventory.Component
		known bool
	}{"as many": {before, true}, "fewer": {append(slices.Clone(before), one("pkg:npm/d")), false}} {
		inv := clean()
		inv.Components = c.today
		open, known := since(t, "sbom: {purl: 100}\n", inv, inventory.Base{Whole: &inventory.Whole{Components: before}})
		if slices.Contains(open, few) == c.known || slices.Contains(known, few) != c.known {
			t.Errorf("%s: open %q, known %q", name, open, known)
		}
	}
}
