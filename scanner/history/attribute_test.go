// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// found makes an occurrence as a scan would record it.
func found(fingerprint, path, content, commit string, line int) inventory.Secret {
	return inventory.Secret{Rule: "secret/x", Fingerprint: fingerprint, Blob: idOf(content), Location: inventory.Location{Path: path, Commit: commit, StartLine: line, EndLine: line}, Status: "?"}
}

func TestAttribute(t *testing.T) {
	f := newFixture(t, false)
	c1 := f.commit(map[string]string{"old": "A removed"})
	c2 := f.commit(map[string]string{"old": "A removed, B", "cfg": "B first"}, c1)
	c3 := f.commit(map[string]string{"cfg": "B now", "copy": "B now", "k": "C"}, c2)
	f.ref("refs/heads/master", c3)
	h := f.open().History(Options{})
	if _, gaps := drain(t, h.Blobs(context.Background(), nil)); len(gaps) > 0 {
		t.Fatal(gaps)
	}
	s1, s2, s3 := c1.String(), c2.String(), c3.String()
	secrets := []inventory.Secret{
		found("B", "cfg", "B now", "", 4),
		found("B", "copy", "B now", "", 4),
		found("B", "cfg", "B first", s2, 1),
		found("B", "old", "A removed, B", s2, 1),
		found("A", "old", "A removed, B", s2, 2),
		found("A", "old", "A removed", s1, 9),
		found("A", "old", "A removed", s1, 3),
		found("C", "k", "C", "", 1),
		found("D", "new", "not committed", "", 1),
		found("B", "new", "not committed either", "", 7),
		found("", "cfg", "B first", s2, 5),
		found("", "cfg", "B first", s2, 6),
		found("E", "gone", "unknown blob", s1, 1),
	}
	date := func(minutes int64) string { return dateOf(1_600_000_000 + 60*minutes - 30) }
	with := func(s inventory.Secret, status, commit string, minutes int64) inventory.Secret {
		s.Status, s.FirstCommit = status, commit
		if minutes > 0 {
			s.FirstAuthor, s.FirstDate = "Ann <ann@example.org>", date(minutes)
		}
		return s
	}
	want := []inventory.Secret{
		with(secrets[0], inventory.StatusInTree, s2, 2),
		with(secrets[1], inventory.StatusInTree, s2, 2),
		with(secrets[9], inventory.StatusInTree, s2, 2),
		with(secrets[6], inventory.StatusRemoved, s1, 1),
		with(secrets[7], inventory.StatusInTree, s3, 3),
		with(secrets[8], inventory.StatusInTree, "", 0),
		with(secrets[10], inventory.StatusRemoved, s2, 2),
		with(secrets[11], inventory.StatusRemoved, s2, 2),
		with(secrets[12], inventory.StatusRemoved, s1, 0),
	}
	byPlace := func(s []inventory.Secret) []inventory.Secret {
		v := inventory.Inventory{Secrets: s}
		v.Sort()
		return v.Secrets
	}
	for _, reversed := range []bool{false, true} {
		inv := &inventory.Inventory{Secrets: slices.Clone(secrets)}
		if reversed {
			slices.Reverse(inv.Secrets)
		}
		Attribute(inv, h)
		if diff := cmp.Diff(byPlace(slices.Clone(want)), byPlace(inv.Secrets)); diff != "" {
			t.Errorf("reversed %v (-want +got)\n%s", reversed, diff)
		}
	}
}

func TestAttributeWithoutHistory(t *testing.T) {
	inv := &inventory.Inventory{Secrets: []inventory.Secret{found("A", "a", "x", "", 1)}}
	Attribute(inv, nil)
	if s := inv.Secrets[0]; s.Status != inventory.StatusInTree || s.FirstCommit != "" {
		t.Errorf("%+v", s)
	}
	empty := &inventory.Inventory{}
	Attribute(empty, nil)
	if len(empty.Secrets) != 0 {
		t.Error("secrets out of nothing")
	}
}
