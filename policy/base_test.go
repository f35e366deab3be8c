// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// TestOrigin: what a file was in the base.
func TestOrigin(t *testing.T) {
	file := func(path, blob string, size int64) inventory.File {
		return inventory.File{Path: path, Blob: blob, Size: size, Role: inventory.RoleProduct}
	}
	j := &judge{inv: &inventory.Inventory{
		Files: []inventory.File{file("same.c", "1", 10), file("changed.c", "2", 10), file("new/whole.c", "3", 10), file("new/name.c", "4", 10), file("new/large.c", "5", 30), file("new/main.go", "6", 10),
			file("new/a/twice.c", "7", 10), file("new/b/twice.c", "8", 10), file("new/was.c", "9", 10), file("new/empty.c", "e", 0), file("fresh.c", "f", 10)},
		Base: &inventory.Base{New: []string{"fresh.c", "new/a/twice.c", "new/b/twice.c", "new/empty.c", "new/large.c", "new/main.go", "new/name.c", "new/was.c", "new/whole.c"},
			Files: []inventory.File{file("changed.c", "20", 10), file("old/other.c", "3", 10), file("old/name.c", "40", 20), file("old/large.c", "50", 10), file("old/main.go", "60", 10), file("old/twice.c", "70", 10),
				file("old/a/was.c", "90", 10), file("old/b/was.c", "91", 10), file("old/empty.c", "e", 0)}},
	}}
	then := j.then()
	got := map[string]string{}
	for i := range j.inv.Files {
		f := &j.inv.Files[i]
		before, how := then.of(f)
		text := ""
		if before != nil {
			text = before.Path + []string{"", " whole", " by name"}[how]
		}
		got[f.Path] = text
	}
	want := map[string]string{
		"same.c": "same.c", "changed.c": "changed.c", "new/whole.c": "old/other.c whole", "new/name.c": "old/name.c by name", "new/large.c": "", "new/main.go": "",
		"new/a/twice.c": "", "new/b/twice.c": "", "new/was.c": "", "new/empty.c": "old/empty.c by name", "fresh.c": "",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestBaseIsNotTouched: judging sorts a copy, and the order of the base does not matter.
func TestBaseIsNotTouched(t *testing.T) {
	make := func(reverse bool) *inventory.Inventory {
		inv := clean()
		inv.Files = append(inv.Files, inventory.File{Path: "src/a.c", Role: inventory.RoleProduct, Blob: "2", Header: &inventory.Header{State: inventory.HeaderMissing}},
			inventory.File{Path: "src/b.c", Role: inventory.RoleProduct, Blob: "3", Header: &inventory.Header{State: inventory.HeaderMissing}})
		inv.Base = &inventory.Base{Ref: "v1", Commit: "c", New: []string{"src/b.c", "src/a.c"}, Files: []inventory.File{{Path: "src/z.c"}, {Path: "src/main.go", Blob: "9", Copyrights: []inventory.Copyright{
			{Statement: "b", Holders: []string{"B Ltd."}, StartLine: 2, Confidence: 0.95}, {Statement: "a", Holders: []string{"A Ltd."}, StartLine: 1, Confidence: 0.95}}}}}
		if reverse {
			slices.Reverse(inv.Base.New)
			slices.Reverse(inv.Base.Files)
		}
		return inv
	}
	p := load(t, "version: 1\nextends: preset:apache-2.0-outbound\nproject: {entities: [{name: Example Corp}]}\nheaders: {ratchet: true}\n")
	inv := make(false)
	one, two := Evaluate(inv, p, day("2026-03-01")), Evaluate(make(true), p, day("2026-03-01"))
	if d := cmp.Diff(one, two); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(make(false), inv); d != "" {
		t.Errorf("touched:\n%s", d)
	}
	if want := []string{"fail notice-lost src/main.go", "fail header-new src/a.c", "fail header-new src/b.c"}; !slices.Equal(codes(one.Violations), want) {
		t.Errorf("%v, want %v", codes(one.Violations), want)
	}
}
