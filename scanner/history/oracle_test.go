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
	"os/exec"
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

// TestObjectsAgainstGit reads every object that git itself packed, and holds it
// against git's own reading.
func TestObjectsAgainstGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	f := newFixture(t, true)
	randomHistory(f, 17, 60)
	f.git("repack", "-q", "-d", "--depth=20", "--window=20")
	for i := range 5 {
		f.blob(fmt.Sprint("loose ", i))
	}
	out := f.git("cat-file", "--batch-all-objects", "--batch")
	s := f.open().store
	n := 0
	for ; len(out) > 0; n++ {
		line, rest, _ := bytes.Cut(out, []byte("\n"))
		var hex, kind string
		var size int
		if _, err := fmt.Sscan(string(line), &hex, &kind, &size); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		o, err := s.get(plumbing.NewHash(hex))
		if err != nil || o.kind.String() != kind || !bytes.Equal(o.data, rest[:size]) {
			t.Fatalf("%s: %s of %d bytes, %v", line, o.kind, len(o.data), err)
		}
		out = rest[size+1:]
	}
	if n < 200 || len(s.packs) != 1 {
		t.Errorf("git knows %d objects, in %d packs", n, len(s.packs))
	}
}

// git runs git in the repository, without the user's configuration.
func (f *fixture) git(args ...string) []byte {
	f.t.Helper()
	cmd := exec.Command("git", append([]string{"-C", f.dir}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull, "HOME="+f.dir)
	out, err := cmd.Output()
	f.check(err)
	return out
}
