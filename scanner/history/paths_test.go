// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	gitobject "github.com/go-git/go-git/v5/plumbing/object"
	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// TestStrictestPath moves a file, alone and with its directory.
func TestStrictestPath(t *testing.T) {
	eachStorage(t, func(t *testing.T, finish func(*fixture)) {
		f := newFixture(t, false)
		c1 := f.commit(map[string]string{"tests/app.py": "moved", "tests/d/e/f.py": "deep", "vendor/x/v.go": "vendored", "src/p.py": "product first"})
		c2 := f.commit(map[string]string{"src/app.py": "moved", "src/d/e/f.py": "deep", "docs/v.go": "vendored", "tests/p.py": "product first"}, c1)
		c3 := f.commit(map[string]string{"lib/app.py": "moved", "a.md": "x"}, c2)
		f.ref("refs/heads/master", c3)
		finish(f)
		h := f.open().History(Options{})
		want := map[string]string{
			idOf("moved"): line("src/app.py", c2), idOf("deep"): line("src/d/e/f.py", c2), idOf("vendored"): line("vendor/x/v.go", c1),
			idOf("product first"): line("src/p.py", c1), idOf("x"): line("a.md", c3),
		}
		got, gaps := drain(t, h.Blobs(context.Background(), nil))
		if diff := cmp.Diff(want, got); diff != "" || len(gaps) > 0 {
			t.Error(diff, gaps)
		}
		if first, _ := h.First(idOf("moved")); first.Commit != c1.String() || first.Path != "tests/app.py" || first.Boundary {
			t.Errorf("first: %+v", first)
		}

		// What the tree holds is offered again only under a stricter path.
		for role, offered := range map[inventory.Role]int{inventory.RoleProduct: 0, inventory.RoleVendored: 3, inventory.RoleTest: 4} {
			got, _ := drain(t, h.Blobs(context.Background(), func(string) (inventory.Role, bool) { return role, true }))
			if len(got) != offered {
				t.Errorf("tree role %s: %v", role, got)
			}
		}
	})
}

// TestStrictestAgainstBruteForce looks at every path of every commit.
func TestStrictestAgainstBruteForce(t *testing.T) {
	tops := []string{"tests", "vendor/lib", "src", "docs", "examples/x", ".github/workflows", "a"}
	for seed := range uint64(4) {
		f := newFixture(t, true)
		r := rand.New(rand.NewPCG(seed, 3))
		files := map[string]string{}
		var last []plumbing.Hash
		for range 60 {
			switch r.IntN(3) {
			case 0: // move a whole directory
				from, to := tops[r.IntN(len(tops))], tops[r.IntN(len(tops))]
				moved := map[string]string{}
				for p, content := range files {
					if rest, ok := strings.CutPrefix(p, from+"/"); ok {
						p = to + "/" + rest
					}
					moved[p] = content
				}
				files = moved
			case 1:
				for p := range files {
					if r.IntN(4) == 0 {
						delete(files, p)
					}
				}
			}
			for range 3 {
				files[fmt.Sprintf("%s/d%d/f%d.py", tops[r.IntN(len(tops))], r.IntN(2), r.IntN(4))] = fmt.Sprint("content ", r.IntN(40))
			}
			last = []plumbing.Hash{f.commit(files, last...)}
		}
		f.ref("refs/heads/master", last[0])
		want := map[string]int{}
		commits, err := f.repo.CommitObjects()
		f.check(err)
		f.check(commits.ForEach(func(c *gitobject.Commit) error {
			all, err := c.Files()
			f.check(err)
			return all.ForEach(func(file *gitobject.File) error {
				id := file.Hash.String()
				want[id] = max(want[id], scanner.Strictness(scanner.RoleOfPath(file.Name)))
				return nil
			})
		}))
		got := map[string]int{}
		for e, err := range f.open().History(Options{}).Blobs(context.Background(), nil) {
			f.check(err)
			if e.Record != "" {
				continue
			}
			got[e.Blob] = scanner.Strictness(scanner.RoleOfPath(e.Path))
			c, err := f.repo.CommitObject(plumbing.NewHash(e.Commit))
			f.check(err)
			if file, err := c.File(e.Path); err != nil || file.Hash.String() != e.Blob {
				t.Errorf("seed %d: %s does not hold %s at %s: %v", seed, e.Commit, e.Blob, e.Path, err)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("seed %d: %s", seed, diff)
		}
	}
}

// TestTreesInTreesAreBounded walks few objects that stand for very many paths.
func TestTreesInTreesAreBounded(t *testing.T) {
	f := newFixture(t, true)
	tree := f.tree(map[string]string{"x": "leaf"})
	for range 30 {
		var b strings.Builder
		for i := range 10 {
			fmt.Fprintf(&b, "40000 %d\x00%s", i, tree[:])
		}
		tree = f.object(plumbing.TreeObject, []byte(b.String()))
	}
	tree = f.object(plumbing.TreeObject, []byte("40000 tests\x00"+string(tree[:])))
	f.ref("refs/heads/master", f.commitTree(tree, 1_600_000_000))
	got, gaps := drain(t, f.open().History(Options{}).Blobs(context.Background(), nil))
	if len(got) != 1 || len(gaps) != 1 || gaps[0].Code != inventory.GapTruncated {
		t.Errorf("got %v, gaps %v", got, gaps)
	}
}

func TestHeadOutsideHeads(t *testing.T) {
	for _, packed := range []bool{false, true} {
		f := newFixture(t, false)
		c := f.commit(map[string]string{"a": "here"})
		f.write("HEAD", "ref: refs/foo/main\n")
		if packed {
			f.write("packed-refs", c.String()+" refs/foo/main\n")
		} else {
			f.write("refs/foo/main", c.String()+"\n")
		}
		h := f.open().History(Options{})
		got, gaps := drain(t, h.Blobs(context.Background(), nil))
		if diff := cmp.Diff(map[string]string{idOf("here"): line("a", c)}, got); diff != "" || len(gaps) > 0 || h.Commits() != 1 {
			t.Errorf("packed %v: %s, gaps %v, %d commits", packed, diff, gaps, h.Commits())
		}
	}
}

func TestHeadLeadsNowhere(t *testing.T) {
	eachStorage(t, func(t *testing.T, finish func(*fixture)) {
		f := newFixture(t, false)
		f.commit(map[string]string{"a": "unreachable"})
		finish(f)
		_, gaps := drain(t, f.open().History(Options{}).Blobs(context.Background(), nil))
		want := []inventory.Gap{{Detector: "history", Code: inventory.GapMissing, Reason: `HEAD names "refs/heads/master", which is not there though the repository holds commits`}}
		if diff := cmp.Diff(want, gaps); diff != "" {
			t.Error(diff)
		}
	})
	f := newFixture(t, false) // a first commit in the making
	f.tree(map[string]string{"a": "staged"})
	if _, gaps := drain(t, f.open().History(Options{}).Blobs(context.Background(), nil)); len(gaps) > 0 {
		t.Errorf("unborn: %v", gaps)
	}
}

func TestNamespaces(t *testing.T) {
	for _, bare := range []bool{false, true} {
		f := newFixture(t, bare)
		c := f.commit(map[string]string{"a": "one"})
		f.ref("refs/heads/master", c)
		for i, name := range []string{"refs/pull/1/head", "refs/pull/2/head", "refs/notes/commits", "refs/stash", "refs/original/refs/heads/master"} {
			f.ref(name, f.commit(map[string]string{"b": fmt.Sprint("hidden ", i)}, c))
		}
		h := f.open().History(Options{})
		got, gaps := drain(t, h.Blobs(context.Background(), nil))
		blobs, skipped := 2, []string{"refs/notes (1)", "refs/original (1)", "refs/pull (2)"} // the stash is read
		if bare {
			blobs, skipped = 6, nil
		}
		if diff := cmp.Diff(skipped, h.Skipped()); diff != "" || len(got) != blobs || len(gaps) > 0 {
			t.Errorf("bare %v: %s %v %v", bare, diff, got, gaps)
		}
	}
	f := newFixture(t, false) // what is not read does no harm
	f.write("refs/odd/x", "nonsense\n")
	if diff := cmp.Diff([]string{"refs/odd (1)"}, f.open().History(Options{}).Skipped()); diff != "" {
		t.Error(diff)
	}
}

func TestNamesStayDifferent(t *testing.T) {
	names := []string{"", ".", "..", "%", "%00", "%2E", "%2E%2E", "a/b", "a%2Fb", "a%252Fb", "inv\xff", "inv%FF"}
	met := map[string]string{}
	for _, name := range names {
		safe := safeName(name)
		if other, twice := met[safe]; twice || safe == "" || safe == "." || safe == ".." || strings.Contains(safe, "/") {
			t.Errorf("%q and %q are both spelled %q", name, other, safe)
		}
		met[safe] = name
	}
}

func TestModuleURL(t *testing.T) {
	for in, want := range map[string]string{
		"../lib.git": "../lib.git", "./x?token=" + "abc": "./x", "../u:" + "pw@host/x": "", "https://u:" + "pw@host/x": "https://host/x", "/srv/x": "",
		"u:" + "pw@host:x": "", "git@host:x": "git@host:x",
	} {
		if got := moduleURL(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
