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
	return inventory.Secret{Rule: "secret/x", Fingerprint: fingerprint, Blob: idOf(content), Location: inventory.Location{Path: path, Commit: commit, StartLine: line, EndLine: line}, Trace: inventory.Trace{Status: "?"}}
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
		with(secrets[12], inventory.StatusRemoved, s1, 1),
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
		for i := range inv.Secrets { // what the oracle is for
			trace := &inv.Secrets[i].Trace
			trace.Refs, trace.RefCount, trace.Paths, trace.Rewrite = nil, 0, nil, 0
		}
		if diff := cmp.Diff(byPlace(slices.Clone(want)), byPlace(inv.Secrets)); diff != "" {
			t.Errorf("reversed %v (-want +got)\n%s", reversed, diff)
		}
	}
}

// in sets the role of the file of an occurrence.
func in(role inventory.Role, s inventory.Secret) inventory.Secret {
	s.Context = role
	return s
}

func TestAttributeKeepsStricterHistory(t *testing.T) {
	f := newFixture(t, false)
	c1 := f.commit(map[string]string{"tests/k": "same", "src/old": "other"})
	c2 := f.commit(map[string]string{"src/k": "same"}, c1)
	f.ref("refs/heads/master", f.commit(map[string]string{"tests/k": "same"}, c2))
	h := f.open().History(Options{})
	drain(t, h.Blobs(context.Background(), nil))
	test, product, vendored := inventory.RoleTest, inventory.RoleProduct, inventory.RoleVendored
	s1, s2 := c1.String(), c2.String()
	moved := in(product, found("A", "src/k", "same", s2, 1)) // as Blobs offers it
	removed := in(product, found("A", "src/old", "other", s1, 1))
	for name, tt := range map[string]struct {
		secrets []inventory.Secret
		want    []string
	}{
		"a test does not excuse a product": {
			[]inventory.Secret{in(test, found("A", "tests/k", "same", "", 1)), moved, removed},
			[]string{"src/k removed_but_in_history " + s2, "src/old removed_but_in_history " + s1, "tests/k in_tree "},
		},
		"nor does what is vendored": {
			[]inventory.Secret{in(vendored, found("A", "vendor/k", "new", "", 1)), moved, in(test, found("A", "tests/k", "same", s1, 1))},
			[]string{"src/k removed_but_in_history " + s2, "vendor/k in_tree "},
		},
		"a product does": {
			[]inventory.Secret{in(product, found("A", "k", "new", "", 1)), in(test, found("A", "tests/k", "same", "", 1)), moved, removed},
			[]string{"k in_tree ", "tests/k in_tree "},
		},
		"the same file, of which the tree says that it is vendored": {
			[]inventory.Secret{in(vendored, found("A", "src/k", "same", "", 1)), moved},
			[]string{"src/k in_tree "},
		},
	} {
		inv := &inventory.Inventory{Secrets: tt.secrets}
		Attribute(inv, h)
		var got []string
		for _, s := range inv.Secrets {
			got = append(got, s.Path+" "+s.Status+" "+s.Commit)
			if s.FirstCommit != s1 {
				t.Errorf("%s: %s: first commit %q", name, s.Path, s.FirstCommit)
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestAttributeAtTheBoundary(t *testing.T) {
	for _, how := range []string{"shallow", "missing"} {
		f := newFixture(t, false)
		old := f.commit(map[string]string{"a": "one"})
		c2 := f.commit(map[string]string{"a": "one", "gone": "two"}, old)
		c3 := f.commit(map[string]string{"a": "one", "new": "three"}, c2)
		f.ref("refs/heads/master", c3)
		f.remove(old)
		if how == "shallow" {
			f.write("shallow", c2.String()+"\n")
		}
		h := f.open().History(Options{})
		drain(t, h.Blobs(context.Background(), nil))
		inv := &inventory.Inventory{Secrets: []inventory.Secret{found("A", "a", "one", "", 1), found("B", "gone", "two", c2.String(), 1), found("C", "new", "three", "", 1)}}
		Attribute(inv, h)
		for i, want := range []string{"", "", c3.String()} {
			s := inv.Secrets[i]
			if s.FirstCommit != want || (s.FirstAuthor == "") != (want == "") || (s.FirstDate == "") != (want == "") {
				t.Errorf("%s: %s: %q %q %q, want commit %q", how, s.Path, s.FirstCommit, s.FirstAuthor, s.FirstDate, want)
			}
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
