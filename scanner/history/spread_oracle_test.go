// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	gitobject "github.com/go-git/go-git/v5/plumbing/object"
	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/secret"
)

// oracle knows a history by definition: go-git reads every commit and every
// tree, and each question is answered by looking at all of them.
type oracle struct {
	t       testing.TB
	repo    *git.Repository
	commits map[plumbing.Hash]*gitobject.Commit
	class   map[plumbing.Hash]int // 1 published, 2 of local references, 3 lost; the least counts
	order   []plumbing.Hash
	refs    map[string]plumbing.Hash // what they lead to in the end
	head    plumbing.Hash
	trees   map[plumbing.Hash][]gitobject.TreeEntry
}

// newOracle reads a repository; local are references that are not published,
// and lost are commits that nothing names.
func newOracle(t testing.TB, repo *git.Repository, local func(name string) bool, lost ...plumbing.Hash) *oracle {
	o := &oracle{t: t, repo: repo, commits: map[plumbing.Hash]*gitobject.Commit{}, class: map[plumbing.Hash]int{}, refs: map[string]plumbing.Hash{}, trees: map[plumbing.Hash][]gitobject.TreeEntry{}}
	all, err := repo.References()
	o.check(err)
	o.check(all.ForEach(func(ref *plumbing.Reference) error {
		if ref.Type() == plumbing.HashReference && ref.Name() != plumbing.HEAD {
			o.refs[string(ref.Name())] = o.peel(ref.Hash())
		}
		return nil
	}))
	if head, err := repo.Head(); err == nil {
		o.head = head.Hash()
		o.reach(o.head, 1)
	}
	for name, id := range o.refs {
		if local(name) {
			o.reach(id, 2)
		} else {
			o.reach(id, 1)
		}
	}
	for _, id := range lost {
		o.reach(id, 3)
	}
	o.sort()
	return o
}

func (o *oracle) check(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *oracle) peel(id plumbing.Hash) plumbing.Hash {
	for {
		tag, err := o.repo.TagObject(id)
		if err != nil {
			return id
		}
		id = tag.Target
	}
}

func (o *oracle) reach(id plumbing.Hash, class int) {
	for todo := []plumbing.Hash{id}; len(todo) > 0; {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if o.commits[id] != nil && o.class[id] <= class {
			continue
		}
		c, err := o.repo.CommitObject(id)
		if err != nil {
			continue // a tree or blob
		}
		o.commits[id] = c
		o.class[id] = class
		todo = append(todo, c.ParentHashes...)
	}
}

// sort places parents first; of those that are ready the published, the oldest,
// the lowest id.
func (o *oracle) sort() {
	less := func(a, b plumbing.Hash) bool {
		x, y := o.commits[a].Committer.When.Unix(), o.commits[b].Committer.When.Unix()
		switch {
		case o.class[a] != o.class[b]:
			return o.class[a] < o.class[b]
		case x != y:
			return x < y
		}
		return bytes.Compare(a[:], b[:]) < 0
	}
	waits, children := map[plumbing.Hash]int{}, map[plumbing.Hash][]plumbing.Hash{}
	var ready []plumbing.Hash // the next one last
	push := func(id plumbing.Hash) {
		at := sort.Search(len(ready), func(i int) bool { return less(ready[i], id) })
		ready = slices.Insert(ready, at, id)
	}
	for id, c := range o.commits {
		waits[id] = len(c.ParentHashes)
		for _, p := range c.ParentHashes {
			children[p] = append(children[p], id)
		}
		if waits[id] == 0 {
			push(id)
		}
	}
	for len(ready) > 0 {
		id := ready[len(ready)-1]
		ready = ready[:len(ready)-1]
		o.order = append(o.order, id)
		for _, child := range children[id] {
			if waits[child]--; waits[child] == 0 {
				push(child)
			}
		}
	}
}

func (o *oracle) entries(id plumbing.Hash) []gitobject.TreeEntry {
	if e, ok := o.trees[id]; ok {
		return e
	}
	tree, err := o.repo.TreeObject(id)
	o.check(err)
	o.trees[id] = tree.Entries
	return tree.Entries
}

// pathsIn lists the paths at which a tree holds one of the blobs. What a tree
// holds is remembered for one question.
func (o *oracle) pathsIn(id plumbing.Hash, blobs map[string]bool, memo map[plumbing.Hash][]string) []string {
	if p, ok := memo[id]; ok {
		return p
	}
	var out []string
	for _, e := range o.entries(id) {
		switch {
		case e.Mode == filemode.Submodule:
		case e.Mode == filemode.Dir:
			for _, p := range o.pathsIn(e.Hash, blobs, memo) {
				out = append(out, path.Join(e.Name, p))
			}
		case blobs[e.Hash.String()]:
			out = append(out, e.Name)
		}
	}
	memo[id] = out
	return out
}

// trace answers for what some blobs, and the messages of some commits, hold.
func (o *oracle) trace(blobs, messages map[string]bool) inventory.Trace {
	var t inventory.Trace
	memo := map[plumbing.Hash][]string{}
	all := map[string]bool{}
	tainted := map[plumbing.Hash]bool{}
	for _, id := range o.order {
		c := o.commits[id]
		found := o.pathsIn(c.TreeHash, blobs, memo)
		if messages[id.String()] {
			found = append(slices.Clone(found), ".git/commit/"+id.String())
		}
		for _, p := range found {
			all[p] = true
		}
		if len(found) > 0 && t.FirstCommit == "" {
			t.FirstCommit, t.FirstAuthor, t.FirstDate = id.String(), c.Author.Name+" <"+c.Author.Email+">", dateOf(c.Author.When.Unix())
		}
		if len(found) > 0 || slices.ContainsFunc(c.ParentHashes, func(p plumbing.Hash) bool { return tainted[p] }) {
			tainted[id] = true
			t.Rewrite++
		}
	}
	for name, id := range o.refs {
		if tainted[id] {
			t.RefCount++
			t.Refs = append(t.Refs, name)
		}
	}
	for p := range all {
		t.Paths = append(t.Paths, p)
	}
	slices.Sort(t.Refs)
	slices.Sort(t.Paths)
	t.Refs, t.Paths = t.Refs[:min(len(t.Refs), inventory.MaxTraceRefs)], t.Paths[:min(len(t.Paths), inventory.MaxTracePaths)]
	switch {
	case tainted[o.head]:
		t.Status = inventory.StatusRemoved
	case t.RefCount > 0:
		t.Status = inventory.StatusOnlyInRef
	default:
		t.Status = inventory.StatusUnreachable
	}
	return t
}

// busyHistory makes a history in which files and directories are made, changed,
// moved, copied, removed and brought back, on branches that are merged, tagged,
// stashed and forgotten.
func busyHistory(f *fixture, seed uint64, n int) (commits, lost []plumbing.Hash) {
	r := rand.New(rand.NewPCG(seed, 23))
	var trees []map[string]string
	name := func() string {
		return strings.Repeat(fmt.Sprintf("d%d/", r.IntN(3)), r.IntN(3)) + fmt.Sprintf("f%d", r.IntN(4))
	}
	for i := range n {
		files := map[string]string{}
		var parents []plumbing.Hash
		if i > 0 && r.IntN(25) > 0 {
			for range 1 + r.IntN(2) + r.IntN(2)*r.IntN(2) {
				p := max(0, i-1-r.IntN(8))
				parents = append(parents, commits[p])
				for path, content := range trees[p] {
					files[path] = content
				}
			}
		}
		for range 1 + r.IntN(3) {
			switch from, to := fmt.Sprintf("d%d/", r.IntN(3)), fmt.Sprintf("d%d/m%d/", r.IntN(3), r.IntN(3)); r.IntN(8) {
			case 0: // a directory moves
				for path, content := range files {
					if rest, ok := strings.CutPrefix(path, from); ok {
						delete(files, path)
						files[to+rest] = content
					}
				}
			case 1: // a directory is copied, so that one tree is at two places
				for path, content := range files {
					if rest, ok := strings.CutPrefix(path, from); ok && len(path) < 40 {
						files[to+rest] = content
					}
				}
			case 2:
				if i > 0 { // a revert
					files = map[string]string{}
					for path, content := range trees[r.IntN(i)] {
						files[path] = content
					}
				}
			case 3, 4:
				delete(files, name())
			default:
				files[name()] = fmt.Sprint("content ", r.IntN(n/3+1))
			}
		}
		consistent(files)
		when := int64(1_600_000_000 + 10*i + r.IntN(200))
		commits = append(commits, f.commitTree(f.tree(files), when, parents...))
		trees = append(trees, files)
		if i%13 == 5 { // forgotten
			lost = append(lost, f.commitTree(f.tree(map[string]string{"lost": fmt.Sprint("content ", r.IntN(n/3+1)), "also": fmt.Sprint("lost ", i)}), when, commits[i]))
		}
	}
	f.ref("refs/heads/master", commits[n-1-r.IntN(3)])
	for i := 0; i < n; i += 1 + r.IntN(15) {
		f.ref(fmt.Sprintf("refs/heads/b%d", i), commits[i])
	}
	for i := 0; i < n; i += 5 + r.IntN(15) {
		tag := f.object(plumbing.TagObject, fmt.Appendf(nil, "object %s\ntype commit\ntag v%d\ntagger Tag <tag@example.org> %d +0000\n\nrelease\n", commits[i], i, 1_600_000_000))
		f.ref(fmt.Sprintf("refs/tags/v%d", i), tag)
	}
	f.ref("refs/stash", f.commitTree(f.tree(map[string]string{"stashed": "in the stash", "d0/f0": "content 1"}), 1_600_000_500, commits[n-1]))
	f.ref("refs/notes/commits", f.commitTree(f.tree(map[string]string{"note": "a note"}), 1_600_000_600))
	return commits, lost
}

// consistent removes files that stand where a directory is.
func consistent(files map[string]string) {
	for path := range files {
		for dir := filepath.ToSlash(filepath.Dir(path)); dir != "."; dir = filepath.ToSlash(filepath.Dir(dir)) {
			delete(files, dir)
		}
	}
}

// TestSpreadAgainstOracle holds Attribute against the oracle on random histories.
func TestSpreadAgainstOracle(t *testing.T) {
	statuses := map[string]int{}
	for seed := range uint64(8) {
		f := newFixture(t, seed%4 == 3)
		commits, lost := busyHistory(f, seed, 60)
		if seed%2 == 1 {
			f.repack()
		}
		o := Options{}
		local := func(name string) bool { return name == "refs/stash" || name == "refs/notes/commits" }
		if seed%4 == 3 {
			local = func(string) bool { return false }
		}
		if seed%2 == 0 {
			o.Scope = inventory.HistoryEverything
			lost = append(lost, commits...) // as far as no branch reaches them
		} else {
			lost = nil
		}
		truth := newOracle(t, f.repo, local, lost...)
		if seed%4 == 1 { // notes are not read
			truth.forget("refs/notes/commits")
		}
		repo := f.open()
		h := repo.History(o)
		if seed%3 == 0 { // trees are forgotten on the way
			h.bounds = func(w *walker) { w.log.maxKept = 30 }
		}
		blobs, gaps := drain(t, h.Blobs(context.Background(), nil))
		if len(gaps) > 0 {
			t.Fatalf("seed %d: %v", seed, gaps)
		}
		if h.Commits() != len(truth.order) {
			t.Fatalf("seed %d: %d commits, %d by the oracle", seed, h.Commits(), len(truth.order))
		}
		compare(t, seed, truth, h, slices.Sorted(func(yield func(string) bool) {
			for id := range blobs {
				if !yield(id) {
					return
				}
			}
		}), commits, statuses)
	}
	for _, s := range []string{inventory.StatusInTree, inventory.StatusRemoved, inventory.StatusOnlyInRef, inventory.StatusUnreachable} {
		if statuses[s] == 0 {
			t.Errorf("no finding had the status %s: %v", s, statuses)
		}
	}
}

// forget takes a local reference out again, and the commits that only it reached.
func (o *oracle) forget(name string) {
	delete(o.refs, name)
	o.commits, o.order = map[plumbing.Hash]*gitobject.Commit{}, nil
	o.reach(o.head, 1)
	for name, id := range o.refs {
		if name == "refs/stash" {
			o.reach(id, 2)
		} else {
			o.reach(id, 1)
		}
	}
	o.sort()
}

// compare makes findings of random groups of blobs and messages, as secrets and
// as leaks, and compares their traces.
func compare(t *testing.T, seed uint64, truth *oracle, h *History, blobs []string, commits []plumbing.Hash, statuses map[string]int) {
	r := rand.New(rand.NewPCG(seed, 99))
	memo := map[plumbing.Hash][]string{}
	inTree := map[string]bool{}
	for _, id := range blobs {
		clear(memo)
		inTree[id] = len(truth.pathsIn(truth.commits[truth.head].TreeHash, map[string]bool{id: true}, memo)) > 0
	}
	inv := &inventory.Inventory{}
	want := map[string]inventory.Trace{}
	for g := range 150 {
		print := fmt.Sprint("group ", g)
		held, said, tree := map[string]bool{}, map[string]bool{}, false
		add := func(blob string, at inventory.Location) {
			inv.Secrets = append(inv.Secrets, inventory.Secret{Fingerprint: print, Blob: blob, Location: at})
			inv.Leaks = append(inv.Leaks, inventory.Leak{Fingerprint: print + " leak", Blob: blob, Location: at})
		}
		for range 1 + r.IntN(3) {
			id := blobs[r.IntN(len(blobs))]
			held[id] = true
			first, ok := h.First(id)
			if !ok {
				t.Fatalf("seed %d: %s is not known", seed, id)
			}
			at := inventory.Location{Path: first.Path, Commit: first.Commit}
			if inTree[id] {
				at.Commit, tree = "", true
			}
			add(id, at)
		}
		if r.IntN(4) == 0 {
			c := commits[r.IntN(len(commits))]
			if truth.commits[c] != nil {
				said[c.String()] = true
				add(c.String(), inventory.Location{Path: ".git/commit/" + c.String(), Commit: c.String()})
			}
		}
		trace := truth.trace(held, said)
		if tree {
			trace.Status = inventory.StatusInTree
		}
		statuses[trace.Status]++
		want[print] = trace
	}
	Attribute(inv, h)
	for _, s := range inv.Secrets {
		if diff := cmp.Diff(want[s.Fingerprint], s.Trace); diff != "" {
			t.Errorf("seed %d: %s (-oracle +got)\n%s", seed, s.Fingerprint, diff)
			return
		}
	}
	for _, l := range inv.Leaks {
		if diff := cmp.Diff(want[strings.TrimSuffix(l.Fingerprint, " leak")], l.Trace); diff != "" {
			t.Errorf("seed %d: %s (-oracle +got)\n%s", seed, l.Fingerprint, diff)
			return
		}
	}
	if len(inv.Secrets) < 150 || len(inv.Leaks) < 150 {
		t.Errorf("seed %d: %d secrets and %d leaks are left", seed, len(inv.Secrets), len(inv.Leaks))
	}
}

// TestRealRepositories compares the secrets of repositories on this machine, as
// a scan finds them, with the oracle. OUTGATE_HISTORY_REPOS names bare
// repositories, separated as in PATH.
func TestRealRepositories(t *testing.T) {
	list := os.Getenv("OUTGATE_HISTORY_REPOS")
	if list == "" {
		t.Skip("OUTGATE_HISTORY_REPOS names no repositories to compare")
	}
	set, err := rules.Secrets()
	if err != nil {
		t.Fatal(err)
	}
	d, err := secret.New(set)
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range filepath.SplitList(list) {
		repo, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		ctx := context.Background()
		h := repo.History(Options{})
		in := scanner.Input{Tree: repo.Tree(), Hash: true, History: func(seen func(string) (inventory.Role, bool)) scanner.Source { return h.Blobs(ctx, seen) }}
		inv, err := scanner.Scan(ctx, in, []*scanner.Detector{d}, scanner.Options{})
		if err != nil {
			t.Fatal(err)
		}
		type carried struct {
			blobs, messages map[string]bool
			tree            bool
		}
		groups := map[string]*carried{}
		for _, s := range inv.Secrets {
			c := groups[s.Fingerprint]
			if c == nil {
				c = &carried{map[string]bool{}, map[string]bool{}, false}
				groups[s.Fingerprint] = c
			}
			if kind, name := s.RecordAt(); kind != "" {
				c.messages[name] = true
			} else {
				c.blobs[s.Blob] = true
			}
			c.tree = c.tree || s.Commit == ""
		}
		Attribute(inv, h)
		plain, err := git.PlainOpen(dir)
		if err != nil {
			t.Fatal(err)
		}
		truth := newOracle(t, plain, func(string) bool { return !repo.Bare() })
		traces := map[string]inventory.Trace{}
		bad := 0
		statuses := map[string]int{}
		for _, s := range inv.Secrets {
			want, known := traces[s.Fingerprint]
			if !known {
				want = truth.trace(groups[s.Fingerprint].blobs, groups[s.Fingerprint].messages)
				traces[s.Fingerprint] = want
			}
			if s.Commit == "" {
				want.Status = inventory.StatusInTree
			}
			statuses[s.Status]++
			if diff := cmp.Diff(want, s.Trace); diff != "" {
				bad++
				if bad < 4 {
					t.Errorf("%s: %s (-oracle +got)\n%s", dir, s.Path, diff)
				}
			}
		}
		t.Logf("%s: %d commits, %d secrets of %d kinds, %d differ, statuses %v", dir, len(truth.order), len(inv.Secrets), len(groups), bad, statuses)
		repo.Close()
	}
}
