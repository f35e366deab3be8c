// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// traceOf attributes one secret that a blob holds.
func traceOf(h *History, blob string) inventory.Trace {
	first, _ := h.First(blob)
	inv := &inventory.Inventory{Secrets: []inventory.Secret{{Fingerprint: "1", Blob: blob, Location: inventory.Location{Path: first.Path, Commit: first.Commit}}}}
	Attribute(inv, h)
	return inv.Secrets[0].Trace
}

// TestOddTrees: names twice in one tree, out of order, and one tree at many
// places; git makes no such trees, but whoever wants to hide something can.
func TestOddTrees(t *testing.T) {
	f := newFixture(t, true)
	hidden, shown := f.blob("hidden"), f.blob("shown")
	raw := func(lines ...string) plumbing.Hash {
		return f.object(plumbing.TreeObject, []byte(strings.Join(lines, "")))
	}
	file := func(name string, id plumbing.Hash) string { return "100644 " + name + "\x00" + string(id[:]) }
	dir := func(name string, id plumbing.Hash) string { return "40000 " + name + "\x00" + string(id[:]) }
	twice := raw(file("x", shown), file("x", hidden))
	c1 := f.commitTree(raw(dir("b", twice), dir("a", twice)), 1)
	c2 := f.commitTree(raw(dir("a", twice), file("z", shown)), 2, c1)
	c3 := f.commitTree(raw(file("z", shown), dir("a", raw(file("x", shown), file("x", shown)))), 3, c2)
	c4 := f.commitTree(raw(dir("n", raw(dir("m", twice)))), 4, c3)
	c5 := f.commitTree(raw(file("z", shown)), 5, c4)
	f.ref("refs/heads/master", c5)
	f.ref("refs/heads/old", c3)
	for _, kept := range []int{maxKept, 0} {
		h := f.open().History(Options{})
		h.bounds = func(w *walker) { w.log.maxKept = kept }
		drain(t, h.Blobs(context.Background(), nil))
		want := inventory.Trace{
			Status: inventory.StatusRemoved, FirstCommit: c1.String(), FirstAuthor: "Ann <ann@example.org>", Refs: []string{"refs/heads/master", "refs/heads/old"}, RefCount: 2,
			Paths: []string{"a/x", "b/x", "n/m/x"}, Rewrite: 5,
		}
		if diff := cmp.Diff(want, traceOf(h, hidden.String())); diff != "" {
			t.Errorf("%d kept: %s", kept, diff)
		}
	}
}

// TestNamesTwice: of two entries of one name, one is taken away.
func TestNamesTwice(t *testing.T) {
	f := newFixture(t, true)
	hidden, shown := f.blob("hidden"), f.blob("shown")
	both := f.object(plumbing.TreeObject, []byte("100644 x\x00"+string(hidden[:])+"100644 x\x00"+string(shown[:])))
	one := f.object(plumbing.TreeObject, []byte("100644 x\x00"+string(hidden[:])))
	f.ref("refs/heads/master", f.commitTree(both, 1))
	f.ref("refs/heads/other", f.commitTree(one, 2))
	h := f.open().History(Options{})
	drain(t, h.Blobs(context.Background(), nil))
	inv := &inventory.Inventory{}
	for _, blob := range []string{hidden.String(), shown.String()} {
		inv.Secrets = append(inv.Secrets, inventory.Secret{Fingerprint: blob, Blob: blob, Location: inventory.Location{Path: "x", Commit: "?"}})
	}
	Attribute(inv, h)
	if inv.Secrets[0].Rewrite != 2 || inv.Secrets[1].Rewrite != 1 {
		t.Errorf("%+v", inv.Secrets)
	}
}

// TestMessagesAreTold: what several messages hold is told once, at the first.
func TestMessagesAreTold(t *testing.T) {
	f := newFixture(t, true)
	c1 := f.commit(map[string]string{"a": "1"})
	c2 := f.commit(map[string]string{"a": "2"}, c1)
	f.ref("refs/heads/master", c2)
	h := f.open().History(Options{})
	drain(t, h.Blobs(context.Background(), nil))
	inv := &inventory.Inventory{}
	for _, c := range []plumbing.Hash{c2, c1} {
		inv.Secrets = append(inv.Secrets, inventory.Secret{Fingerprint: "1", Blob: c.String(), Location: inventory.Location{Path: ".git/commit/" + c.String(), Commit: c.String()}})
	}
	Attribute(inv, h)
	if len(inv.Secrets) != 1 || inv.Secrets[0].Commit != c1.String() || inv.Secrets[0].FirstCommit != c1.String() || len(inv.Secrets[0].Paths) != 2 || inv.Secrets[0].Rewrite != 2 {
		t.Errorf("%+v", inv.Secrets)
	}
}

// TestSpreadIsBounded: who cannot tell how far something went says so, and takes
// the worst.
func TestSpreadIsBounded(t *testing.T) {
	f := newFixture(t, false)
	c := f.commit(map[string]string{"a": "1", "b": "2"})
	side := f.commit(map[string]string{"a": "1", "side": "3"}, c)
	f.ref("refs/heads/master", c)
	f.ref("refs/heads/side", side)
	h := f.open().History(Options{})
	h.bounds = func(w *walker) { w.log.maxChanges = 2 }
	_, gaps := drain(t, h.Blobs(context.Background(), nil))
	if len(gaps) != 1 || gaps[0].Code != inventory.GapTruncated {
		t.Errorf("%+v", gaps)
	}
	got := traceOf(h, idOf("3"))
	if got.Status != inventory.StatusRemoved || got.FirstCommit != side.String() || got.RefCount != 0 {
		t.Errorf("%+v", got)
	}
}

// TestTracesAreCapped: 64 findings and more, references and paths.
func TestTracesAreCapped(t *testing.T) {
	f := newFixture(t, true)
	files := map[string]string{}
	for i := range 30 {
		files[fmt.Sprintf("p%02d", i)] = "everywhere"
	}
	for i := range 200 {
		files[fmt.Sprintf("own/%03d", i)] = fmt.Sprint("own ", i)
	}
	c := f.commit(files)
	top := f.commit(map[string]string{"own/150": "own 150"}, c)
	f.ref("refs/heads/master", top)
	for i := range 30 {
		f.ref(fmt.Sprintf("refs/heads/r%02d", i), c)
	}
	h := f.open().History(Options{})
	drain(t, h.Blobs(context.Background(), nil))
	inv := &inventory.Inventory{}
	for path, content := range files {
		inv.Secrets = append(inv.Secrets, inventory.Secret{Fingerprint: content, Blob: idOf(content), Location: inventory.Location{Path: path, Commit: c.String()}})
	}
	Attribute(inv, h)
	for _, s := range inv.Secrets {
		paths := []string{s.Path}
		if s.Fingerprint == "everywhere" {
			paths = nil
			for i := range inventory.MaxTracePaths {
				paths = append(paths, fmt.Sprintf("p%02d", i))
			}
		}
		if s.RefCount != 31 || len(s.Refs) != inventory.MaxTraceRefs || s.Refs[19] != "refs/heads/r18" || s.Rewrite != 2 || !slices.Equal(s.Paths, paths) {
			t.Fatalf("%s: %+v", s.Fingerprint, s.Trace)
		}
	}
}

// TestSinceIsHonest: nobody can tell since when what was there before is there.
func TestSinceIsHonest(t *testing.T) {
	f := newFixture(t, true)
	old := f.commit(map[string]string{"a": "old", "b": "other"})
	c := f.commit(map[string]string{"a": "old", "moved": "other", "n": "new"}, old)
	f.ref("refs/heads/master", c)
	h := f.open().History(Options{Since: old.String()})
	got, gaps := drain(t, h.Blobs(context.Background(), nil))
	if diff := cmp.Diff(map[string]string{idOf("new"): line("n", c)}, got); diff != "" || len(gaps) > 0 || h.Commits() != 1 {
		t.Errorf("%s %v, %d commits", diff, gaps, h.Commits())
	}
	if got := traceOf(h, idOf("old")); got.FirstCommit != "" || got.Rewrite != 1 {
		t.Errorf("%+v", got)
	}
	if got := traceOf(h, idOf("new")); got.FirstCommit != c.String() {
		t.Errorf("%+v", got)
	}
	inv := &inventory.Inventory{Secrets: []inventory.Secret{
		{Fingerprint: "1", Blob: idOf("new"), Location: inventory.Location{Path: "n"}}, {Fingerprint: "1", Blob: idOf("old"), Location: inventory.Location{Path: "a"}},
	}}
	if Attribute(inv, h); inv.Secrets[0].FirstCommit != "" {
		t.Errorf("%+v", inv.Secrets)
	}
	// Neither what the branch was made from nor what the reference holds is new.
	main := f.commit(map[string]string{"m": "of main"}, old)
	branch := f.commit(map[string]string{"a": "old", "m": "of main", "x": "of the branch"}, old)
	f.ref("refs/heads/master", branch)
	h = f.open().History(Options{Since: main.String()})
	if got, _ := drain(t, h.Blobs(context.Background(), nil)); len(got) != 1 || got[idOf("of the branch")] == "" {
		t.Errorf("%v", got)
	}
}

// TestLogsOfNothing: a log may name what is no longer there, or be no log.
func TestLogsOfNothing(t *testing.T) {
	f := newFixture(t, false)
	c := f.commit(map[string]string{"a": "1"})
	f.ref("refs/heads/master", c)
	for _, log := range []string{"", "nonsense", "a b c\n\n", strings.Repeat("0", 40) + " " + strings.Repeat("0", 40) + " x\n" + c.String() + " " + c.String() + " x\n"} {
		f.write("logs/refs/stash", log)
		if _, gaps := drain(t, f.open().History(Options{}).Blobs(context.Background(), nil)); len(gaps) > 0 {
			t.Errorf("%q: %v", log, gaps)
		}
	}
}

func TestWithoutSignatures(t *testing.T) {
	block := func(indent string) string {
		return "-----BEGIN PGP SIGNATURE-----\n" + indent + "Comment: kept\n" + indent + "\n" + indent + strings.Repeat("aB3d", 16) + "\n" + indent + "=aB3d\n" + indent + "-----END PGP SIGNATURE-----\n"
	}
	commit := "tree x\ngpgsig " + block(" ") + "\nmessage " + strings.Repeat("aB3d", 16) + "\n"
	got := string(withoutSignatures([]byte(commit)))
	if strings.Count(got, "\n") != strings.Count(commit, "\n") || strings.Count(got, "aB3d") != 16 || !strings.Contains(got, "Comment: kept") {
		t.Errorf("got %q", got)
	}
	key := "x\n-----BEGIN PRIVATE KEY-----\n" + strings.Repeat("aB3d", 16) + "\n-----END PRIVATE KEY-----\n"
	if got := string(withoutSignatures([]byte(key))); got != key {
		t.Errorf("got %q", got)
	}
}

func FuzzRecord(f *testing.F) {
	f.Add([]byte("tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a@b> 1 +0000\n\nm\n\nSigned-off-by: B <b@c>\nCc: <<@>\n"))
	f.Add([]byte("object 4b825dc642cb6eb9a060e54bf8d69288fbee4904\ntype blob\ntagger T <t@u> 9 +0\n\n-----BEGIN PGP SIGNATURE-----\nabcd\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got := withoutSignatures(data); bytes.Count(got, []byte("\n")) != bytes.Count(data, []byte("\n")) || len(got) > len(data) {
			t.Errorf("lines moved: %q", got)
		}
		p := newPeople()
		if c, err := parseCommit(data); err == nil {
			p.of(c.author)
			p.trailers(0, 0, c.message)
		}
		p.tag(0, data)
		if len(p.more) > 2*maxTrailers+1 {
			t.Errorf("%d mentions", len(p.more))
		}
		for _, who := range p.who {
			if who.name != cleanText(who.name) || who.mail != cleanText(who.mail) {
				t.Errorf("%q", who)
			}
		}
	})
}
