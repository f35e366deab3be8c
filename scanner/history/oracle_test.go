// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	gitobject "github.com/go-git/go-git/v5/plumbing/object"
)

// randomHistory makes a graph of commits with merges, skewed and equal clocks,
// content that comes, goes, moves and comes back.
func randomHistory(f *fixture, seed uint64, n int) []plumbing.Hash {
	r := rand.New(rand.NewPCG(seed, 7))
	var commits []plumbing.Hash
	var trees []map[string]string
	for i := range n {
		files := map[string]string{}
		var parents []plumbing.Hash
		if i > 0 && r.IntN(20) > 0 { // else a further root
			for range 1 + r.IntN(3) {
				p := max(0, i-1-r.IntN(12))
				parents = append(parents, commits[p])
				for name, content := range trees[p] {
					if r.IntN(12) > 0 {
						files[name] = content
					}
				}
			}
		}
		for range r.IntN(4) {
			files[fmt.Sprintf("d%d/e%d/f%d", r.IntN(3), r.IntN(2), r.IntN(5))] = fmt.Sprint("content ", r.IntN(n))
		}
		when := int64(1_600_000_000 + r.IntN(50))
		commits = append(commits, f.commitTree(f.tree(files), when, parents...))
		trees = append(trees, files)
	}
	for i, c := range commits {
		if i%17 == 0 || i == n-1 {
			f.ref(fmt.Sprintf("refs/heads/b%d", i), c)
		}
	}
	f.ref("refs/heads/master", commits[n-1])
	return commits
}

// bruteForce finds every blob's first commit the slow way, with go-git.
func bruteForce(f *fixture) (first map[string]string, order []string) {
	reachable := map[plumbing.Hash]*gitobject.Commit{}
	refs, err := f.repo.References()
	f.check(err)
	f.check(refs.ForEach(func(ref *plumbing.Reference) error {
		var visit func(id plumbing.Hash)
		visit = func(id plumbing.Hash) {
			if id.IsZero() || reachable[id] != nil {
				return
			}
			c, err := f.repo.CommitObject(id)
			f.check(err)
			reachable[id] = c
			for _, p := range c.ParentHashes {
				visit(p)
			}
		}
		visit(ref.Hash())
		return nil
	}))
	first = map[string]string{}
	placed := map[plumbing.Hash]bool{}
	for len(placed) < len(reachable) {
		var next *gitobject.Commit
	candidates:
		for id, c := range reachable {
			if placed[id] {
				continue
			}
			for _, p := range c.ParentHashes {
				if !placed[p] {
					continue candidates
				}
			}
			if next == nil || c.Committer.When.Before(next.Committer.When) || c.Committer.When.Equal(next.Committer.When) && bytes.Compare(c.Hash[:], next.Hash[:]) < 0 {
				next = c
			}
		}
		placed[next.Hash] = true
		order = append(order, next.Hash.String())
		files, err := next.Files()
		f.check(err)
		f.check(files.ForEach(func(file *gitobject.File) error {
			if _, known := first[file.Hash.String()]; !known {
				first[file.Hash.String()] = next.Hash.String()
			}
			return nil
		}))
	}
	return first, order
}

func TestFirstAgainstBruteForce(t *testing.T) {
	for seed := range uint64(3) {
		f := newFixture(t, true)
		randomHistory(f, seed, 200)
		want, order := bruteForce(f)
		if seed%2 == 1 {
			f.repack()
		}
		h := f.open().History(Options{})
		got, gaps := drain(t, h.Blobs(context.Background(), nil))
		if len(gaps) > 0 || len(got) != len(want) || h.Commits() != len(order) {
			t.Errorf("seed %d: %d blobs of %d, %d commits of %d, gaps %v", seed, len(got), len(want), h.Commits(), len(order), gaps)
		}
		for id, commit := range want {
			first, ok := h.First(id)
			if !ok || first.Commit != commit || order[first.Order] != commit {
				t.Errorf("seed %d: blob %s: got %+v, want commit %s", seed, id, first, commit)
			}
			c, err := f.repo.CommitObject(plumbing.NewHash(first.Commit))
			f.check(err)
			file, err := c.File(first.Path)
			if err != nil || file.Hash.String() != id {
				t.Errorf("seed %d: %s does not hold %s at %s: %v", seed, first.Commit, id, first.Path, err)
			}
		}
	}
}

// TestTwoReadingsAreEqual holds the order of the entries of two readings
// against each other.
func TestTwoReadingsAreEqual(t *testing.T) {
	f := newFixture(t, true)
	randomHistory(f, 9, 80)
	f.repack()
	var runs [2][]string
	for i := range runs {
		for e, err := range f.open().History(Options{}).Blobs(context.Background(), nil) {
			f.check(err)
			runs[i] = append(runs[i], e.Blob+e.Path+e.Commit)
		}
	}
	if fmt.Sprint(runs[0]) != fmt.Sprint(runs[1]) {
		t.Error("two readings differ")
	}
}

// TestObjectsAgainstGoGit reads every object of a pack in both ways.
func TestObjectsAgainstGoGit(t *testing.T) {
	f := newFixture(t, true)
	randomHistory(f, 11, 150)
	f.repack()
	s := f.open().store
	n := 0
	objects, err := f.repo.Storer.IterEncodedObjects(plumbing.AnyObject)
	f.check(err)
	f.check(objects.ForEach(func(o plumbing.EncodedObject) error {
		n++
		r, err := o.Reader()
		f.check(err)
		want, err := io.ReadAll(r)
		f.check(err)
		got, err := s.get(o.Hash())
		f.check(err)
		if got.kind != o.Type() || !bytes.Equal(got.data, want) {
			t.Errorf("object %s differs", o.Hash())
		}
		if size, err := s.size(o.Hash()); err != nil || size != int64(len(want)) {
			t.Errorf("object %s: size %d, %v", o.Hash(), size, err)
		}
		return nil
	}))
	if n < 500 {
		t.Errorf("only %d objects", n)
	}
}

// packBytes returns a pack with deltas and its index.
func packBytes(f *fixture) (pack, idx []byte) {
	randomHistory(f, 13, 12)
	f.repack()
	packs, err := filepath.Glob(filepath.Join(f.dir, "objects", "pack", "*.pack"))
	f.check(err)
	pack, err = os.ReadFile(packs[0])
	f.check(err)
	idx, err = os.ReadFile(packs[0][:len(packs[0])-len("pack")] + "idx")
	f.check(err)
	return pack, idx
}

// FuzzPack reads all objects of a pack of any bytes through a sound index, so
// that the reader of objects is met and not only the check of the index.
func FuzzPack(f *testing.F) {
	fx := newFixture(f, true)
	good, idx := packBytes(fx)
	dir := f.TempDir()
	idxName := filepath.Join(dir, "x.idx")
	if err := os.WriteFile(idxName, idx, 0o644); err != nil {
		f.Fatal(err)
	}
	f.Add(good, 12, byte(0))
	f.Add(good, 100, byte(0x70)) // turns objects into deltas
	f.Add(good, 13, byte(0x60))
	f.Fuzz(func(t *testing.T, data []byte, at int, change byte) {
		data = bytes.Clone(data)
		if at >= 0 && at < len(data) {
			data[at] ^= change
		}
		name := filepath.Join(t.TempDir(), "x.pack")
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		index, err := os.Open(idxName)
		if err != nil {
			t.Fatal(err)
		}
		defer index.Close()
		p, err := openPack("x", 0, file, index, newCache(1<<20))
		if err != nil {
			t.Fatal(err)
		}
		s := &store{packs: []*pack{p}}
		for bucket, names := range p.index.Names {
			for i := range len(names) / 20 {
				var id plumbing.Hash
				copy(id[:], names[20*i:])
				if at, ok := p.offset(id); !ok || at == 0 {
					t.Fatalf("bucket %d: %s is not found", bucket, id)
				}
				if o, err := s.get(id); err == nil && check(id, o) != nil {
					t.Fatalf("%s: content of another object", id)
				}
				s.size(id)
			}
		}
	})
}

// TestCircularDeltas turns a pack's objects into deltas on themselves and on
// each other: an error, and an end.
func TestCircularDeltas(t *testing.T) {
	f := newFixture(t, true)
	a, b := f.blob("content a"), f.blob("content b")
	f.repack()
	packs, err := filepath.Glob(filepath.Join(f.dir, "objects", "pack", "*.pack"))
	f.check(err)
	s := f.open().store
	offA, _ := s.packs[0].offset(a)
	offB, _ := s.packs[0].offset(b)
	data, err := os.ReadFile(packs[0])
	f.check(err)
	// There is room for a header and a base id in each object's place.
	refDelta := func(at int64, base plumbing.Hash) {
		data[at] = 0x70 | 5
		copy(data[at+1:], base[:])
	}
	if d := offB - offA; d > -21 && d < 21 {
		t.Fatalf("the objects are %d bytes apart", d)
	}
	f.check(os.Chmod(packs[0], 0o644))
	for name, bases := range map[string][2]plumbing.Hash{"self": {a, b}, "each other": {b, a}} {
		refDelta(offA, bases[0])
		refDelta(offB, bases[1])
		padded := append(bytes.Clone(data), make([]byte, 64)...)
		f.check(os.WriteFile(packs[0], padded, 0o644))
		if _, err := f.open().store.get(a); err == nil || !strings.Contains(err.Error(), "deltas on top of each other") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzDelta(f *testing.F) {
	f.Add([]byte("base text"), []byte("\x09\x05\x90\x03\x02xy"))
	f.Add([]byte("a"), []byte("\x01\xff\xff\xff\xff\x7f\x81\x00"))
	f.Fuzz(func(t *testing.T, base, delta []byte) {
		out, err := applyDelta(base, delta)
		if err != nil {
			return
		}
		_, rest, _ := deltaSize(delta)
		if size, _, _ := deltaSize(rest); int64(len(out)) != size {
			t.Errorf("%d bytes, %d stated", len(out), size)
		}
	})
}

func FuzzObjects(f *testing.F) {
	f.Add([]byte("tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nparent 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a@b> 1 +0000\ncommitter C <c@d> 2 -0100\n\nm"))
	f.Add([]byte("100644 a\x00aaaaaaaaaaaaaaaaaaaa40000 d\x00bbbbbbbbbbbbbbbbbbbb"))
	f.Add([]byte("object 4b825dc642cb6eb9a060e54bf8d69288fbee4904\ntype blob\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := parseCommit(data); err == nil && c.tree.IsZero() && !bytes.Contains(data, []byte("0000000000000000000000000000000000000000")) {
			t.Error("a commit without a tree")
		}
		entries, _ := parseTree(data)
		for _, e := range entries {
			if e.name == "" || e.name == "." || e.name == ".." || bytes.ContainsRune([]byte(e.name), '/') {
				t.Errorf("name %q", e.name)
			}
		}
		parseTag(data)
		parseIdentity(data)
		publicURL(string(data))
	})
}
