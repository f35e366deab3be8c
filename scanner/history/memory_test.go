// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/plumbing/storer"

	"github.com/outgate/outgate/inventory"
)

// growing is a repository that changes between runs.
type growing struct {
	*fixture
	r       *rand.Rand
	commits []plumbing.Hash
	files   []map[string]string
	refs    []string
	cache   string
	fewNew  int // 0 for the ordinary
}

func newGrowing(t *testing.T, seed uint64, bare bool) *growing {
	g := &growing{fixture: newFixture(t, bare), r: rand.New(rand.NewPCG(seed, 11)), cache: filepath.Join(t.TempDir(), "cache")}
	g.grow(false)
	g.tip("refs/heads/master", 0)
	for range 30 {
		g.grow(g.r.IntN(3) == 0)
	}
	return g
}

// grow makes a commit on some others, as a rule by the clock, and moves a branch to it.
func (g *growing) grow(skewed bool) {
	files := map[string]string{}
	var parents []plumbing.Hash
	if len(g.commits) > 0 && g.r.IntN(15) > 0 { // else a root
		for range 1 + g.r.IntN(2) {
			p := max(0, len(g.commits)-1-g.r.IntN(8))
			parents = append(parents, g.commits[p])
			maps.Copy(files, g.files[p])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if g.r.IntN(10) == 0 {
			delete(files, name)
		}
	}
	tops := []string{"src", "test", "docs", "vendor/x"}
	for range 1 + g.r.IntN(4) { // few contents, so that they move and come back
		files[fmt.Sprintf("%s/e%d/f%d", tops[g.r.IntN(4)], g.r.IntN(2), g.r.IntN(4))] = fmt.Sprint("content ", g.r.IntN(40))
	}
	if len(g.files) > 0 && g.r.IntN(4) == 0 { // a directory turns up elsewhere
		from, to := tops[g.r.IntN(4)]+"/", tops[g.r.IntN(4)]+"/moved/"
		for name, content := range g.files[g.r.IntN(len(g.files))] {
			if rest, ok := strings.CutPrefix(name, from); ok {
				files[to+rest] = content
			}
		}
	}
	g.now += 60
	when := g.now
	if skewed {
		when -= int64(g.r.IntN(2000))
	}
	g.commits = append(g.commits, g.signed(g.tree(files), when, parents))
	g.files = append(g.files, files)
	g.tip(fmt.Sprintf("refs/heads/b%d", g.r.IntN(6)), len(g.commits)-1)
}

// signed makes a commit whose author and trailers vary.
func (g *growing) signed(tree plumbing.Hash, when int64, parents []plumbing.Hash) plumbing.Hash {
	var b strings.Builder
	fmt.Fprintf(&b, "tree %s\n", tree)
	for _, p := range parents {
		fmt.Fprintf(&b, "parent %s\n", p)
	}
	author := []string{"Ann <ann@example.org>", "Bob  <bob@example.org>", "Bob <bob@example.org>", "nobody", "<only@example.org>"}
	fmt.Fprintf(&b, "author %s %d +0200\ncommitter Com <com@example.org> %d +0000\n\nmessage\n\n", author[g.r.IntN(len(author))], when-30, when)
	for i := range g.r.IntN(3) {
		fmt.Fprintf(&b, "%s: %s\n", []string{"Signed-off-by", "Co-authored-by"}[(when/60+int64(i))%2], author[g.r.IntN(3)])
	}
	return g.object(plumbing.CommitObject, []byte(b.String()))
}

func (g *growing) tip(name string, commit int) {
	g.ref(name, g.commits[commit])
	if !slices.Contains(g.refs, name) {
		g.refs = append(g.refs, name)
	}
}

// pack moves loose objects into a new pack.
func (g *growing) pack() {
	var ids []plumbing.Hash
	names, err := filepath.Glob(filepath.Join(g.gitDir(), "objects", "??", "*"))
	g.check(err)
	for _, name := range names {
		id, _ := parseID(filepath.Base(filepath.Dir(name)) + filepath.Base(name))
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return
	}
	w, err := g.repo.Storer.(storer.PackfileWriter).PackfileWriter()
	g.check(err)
	_, err = packfile.NewEncoder(w, g.repo.Storer, false).Encode(ids, 10)
	g.check(err)
	g.check(w.Close())
	for _, id := range ids {
		g.remove(id)
	}
}

// run tells everything that a history says. known is the number of commits that
// were taken from the run before.
func (g *growing) run(remember bool, o Options, tool string) (said string, known int) {
	h := g.open().History(o)
	if g.fewNew > 0 {
		h.bounds = func(w *walker) { w.fewNew = g.fewNew }
	}
	if len(g.commits)%2 == 0 {
		h.CountContributionsSince(g.commits[len(g.commits)/2].String())
	}
	if remember {
		h.Remember(g.cache, g.dir, tool, nil)
	}
	var texts []string
	var out []any
	inv := &inventory.Inventory{}
	for e, err := range h.Blobs(g.t.Context(), nil) {
		if err != nil {
			out = append(out, err.Error())
			continue
		}
		line := fmt.Sprint(e.Path, e.Mode, e.Size, e.Blob, e.Commit, e.Stored, e.Record, e.Role)
		if f, err := e.Open(); err == nil {
			line += string(f.(content).data)
			f.Close()
		}
		if e.Record != "" {
			texts = append(texts, line) // in any order
		} else {
			out = append(out, line)
		}
		inv.Secrets = append(inv.Secrets, inventory.Secret{Rule: "r", Blob: e.Blob, Fingerprint: e.Blob[:2], Location: inventory.Location{Path: e.Path, Commit: e.Commit, StartLine: 1}})
	}
	Attribute(inv, h)
	inv.Sort()
	slices.Sort(texts)
	text, err := json.MarshalIndent(append(out, texts, inv.Secrets, h.Identities(), h.Contributions(), h.Commits()), "", " ")
	g.check(err)
	return string(text), h.walk.known
}

// same runs with and without memory.
func (g *growing) same(what string, o Options) (known int) {
	g.t.Helper()
	want, _ := g.run(false, o, "tool")
	got, known := g.run(true, o, "tool")
	if got != want {
		g.t.Fatalf("%s: a run that knows %d commits says something else\n%s", what, known, firstDifference(got, want))
	}
	return known
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i] + "\n" + y[i]
		}
	}
	return "one is longer"
}

// TestRememberedWalk changes repositories at random: a walk that goes on from the
// last run says what one from the beginning says.
func TestRememberedWalk(t *testing.T) {
	resumed, all := 0, 0
	for seed := range uint64(4) {
		g := newGrowing(t, seed, seed%2 == 0)
		if seed > 1 { // what is kept gets old
			g.fewNew = 4
		}
		for step := range 20 {
			what := g.change()
			if g.same(fmt.Sprintf("seed %d, step %d, %s", seed, step, what), Options{}) > 0 {
				resumed++
			}
			all++
		}
	}
	if resumed < all/3 {
		t.Errorf("%d of %d runs went on from the one before", resumed, all)
	}
}

func (g *growing) change() string {
	any := func() int { return g.r.IntN(len(g.commits)) }
	switch n := g.r.IntN(24); n {
	case 0:
		if i := g.r.IntN(len(g.refs)); g.refs[i] != "refs/heads/master" {
			g.check(g.repo.Storer.RemoveReference(plumbing.ReferenceName(g.refs[i])))
			g.refs = slices.Delete(g.refs, i, i+1)
		}
		return "a reference is gone"
	case 1:
		g.tip("refs/heads/master", any())
		return "another tip"
	case 2:
		g.grow(true)
		return "an old date"
	case 3, 4:
		g.pack()
		return "a pack"
	case 5:
		tag := g.object(plumbing.TagObject, fmt.Appendf(nil, "object %s\ntype commit\ntag t%d\ntagger Tom <tom@example.org> 1600000000 +0000\n\nt\n", g.commits[any()], n))
		g.ref(fmt.Sprintf("refs/tags/t%d", g.r.IntN(3)), tag)
		return "a tag"
	case 6:
		g.ref("refs/tags/blob", g.blob(fmt.Sprint("content ", g.r.IntN(60))))
		return "a tag of a blob"
	case 7:
		g.ref("refs/tags/tree", g.tree(map[string]string{"test/e0": fmt.Sprint("content ", g.r.IntN(60))}))
		return "a tag of a tree"
	case 8:
		g.check(g.repo.Storer.RemoveReference("refs/tags/blob"))
		g.check(g.repo.Storer.RemoveReference("refs/tags/tree"))
		return "no tags of files"
	case 9:
		g.ref("refs/stash", g.signed(g.tree(map[string]string{"src/stashed": fmt.Sprint("content ", g.r.IntN(60))}), g.now-int64(g.r.IntN(3000)), []plumbing.Hash{g.commits[any()]}))
		return "a stash"
	case 10:
		return "nothing"
	}
	for range 1 + g.r.IntN(4) {
		g.grow(false)
	}
	return "commits"
}

// TestWhatIsRemembered holds each condition under which a walk goes on.
func TestWhatIsRemembered(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*growing)
		most   bool // most commits are known
	}{
		{"nothing", func(*growing) {}, true},
		{"a later commit", func(g *growing) { g.grow(false) }, true},
		{"a commit of the same second", func(g *growing) { g.now -= 60; g.grow(false) }, false},
		{"an older commit", func(g *growing) { g.now -= 600; g.grow(false) }, false},
		{"a new name for an old commit", func(g *growing) { g.tip("refs/heads/other", 5) }, true},
		{"a tip that was rewritten", func(g *growing) { g.tip("refs/heads/end", 3) }, false},
		{"a tip that is stashed now", func(g *growing) {
			g.check(g.repo.Storer.RemoveReference("refs/heads/end"))
			g.ref("refs/stash", g.commits[len(g.commits)-1])
		}, false},
		{"a shallow clone", func(g *growing) { g.write("shallow", g.commits[20].String()+"\n") }, false},
		{"a pack that was touched", func(g *growing) {
			name, _ := filepath.Glob(filepath.Join(g.gitDir(), "objects/pack/*.pack"))
			g.check(os.Chtimes(name[0], time.Unix(1_500_000_000, 0), time.Unix(1_500_000_000, 0)))
		}, false},
		{"a loose tree that is damaged", func(g *growing) {
			data, _ := os.ReadFile(filepath.Join(g.gitDir(), "objects", loosePath(g.tree(map[string]string{"loose": "tree"}))))
			for i := range data {
				data[i] ^= 0x55
			}
			name := filepath.Join(g.gitDir(), "objects", loosePath(g.tree(map[string]string{"loose": "tree"})))
			g.check(os.Chmod(name, 0o644))
			g.check(os.WriteFile(name, data, 0o644))
		}, false},
		{"a missing tip", func(g *growing) { g.ref("refs/heads/nowhere", plumbing.NewHash(strings.Repeat("12", 20))) }, false},
		{"too many tags on top of each other", func(g *growing) {
			g.check(g.repo.Storer.RemoveReference("refs/heads/end"))
			id, kind := g.commits[len(g.commits)-1], "commit"
			for i := range maxSymbolic + 1 {
				id, kind = g.object(plumbing.TagObject, fmt.Appendf(nil, "object %s\ntype %s\ntag t%d\n\nt\n", id, kind, i)), "tag"
			}
			g.ref("refs/tags/high", id)
		}, false},
		{"a file that is cut off", func(g *growing) { g.walkFile(func(b []byte) []byte { return b[:len(b)-1] }) }, false},
		{"a file that is damaged", func(g *growing) { g.walkFile(func(b []byte) []byte { b[len(b)/2]++; return b }) }, false},
		{"a file of nothing", func(g *growing) { g.walkFile(func(b []byte) []byte { return nil }) }, false},
		{"a file that others can write", func(g *growing) {
			g.walkFile(func(b []byte) []byte { return b })
			names, _ := filepath.Glob(filepath.Join(g.cache, "*"))
			g.check(os.Chmod(names[0], 0o666))
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGrowing(t, 5, false)
			g.pack()
			g.now += 60
			g.commits = append(g.commits, g.commitTree(g.tree(map[string]string{"loose": "tree"}), g.now, g.commits[len(g.commits)-1]))
			g.files = append(g.files, map[string]string{"loose": "tree"})
			g.tip("refs/heads/end", len(g.commits)-1)
			g.same("first", Options{})
			if g.same("again", Options{}) == 0 {
				t.Fatal("nothing is remembered")
			}
			c.change(g)
			if known := g.same("then", Options{}); (known > 0) != c.most {
				t.Errorf("%d commits are known", known)
			}
			g.same("once more", Options{})
		})
	}
}

// TestFewNewCommits: for few of them the file is not written again, and serves on.
func TestFewNewCommits(t *testing.T) {
	g := newGrowing(t, 6, false)
	g.fewNew = 10
	grow := func() {
		g.now += 60
		g.commits = append(g.commits, g.commitTree(g.tree(map[string]string{"src/last": fmt.Sprint(g.now)}), g.now, g.commits[len(g.commits)-1]))
		g.tip("refs/heads/end", len(g.commits)-1)
	}
	kept := func() (data []byte) {
		g.walkFile(func(b []byte) []byte { data = b; return b })
		return data
	}
	grow()
	g.same("first", Options{})
	first, all := kept(), g.same("again", Options{})
	for n := range all / 10 {
		grow()
		if known := g.same("few more", Options{}); known != all || !bytes.Equal(kept(), first) {
			t.Errorf("%d more: %d of %d commits are known, or the file was written", n+1, known, all)
		}
	}
	grow()
	if known := g.same("one too many", Options{}); known != all || bytes.Equal(kept(), first) {
		t.Errorf("%d of %d commits are known, or the file was not written", known, all)
	}
	if known := g.same("afterwards", Options{}); known != all+all/10+1 || all < 20 {
		t.Errorf("%d of %d commits are known", known, all)
	}
}

func (g *growing) walkFile(change func([]byte) []byte) {
	names, err := filepath.Glob(filepath.Join(g.cache, "*.walk"))
	g.check(err)
	data, err := os.ReadFile(names[0])
	g.check(err)
	g.check(os.WriteFile(names[0], change(data), 0o600))
}

// TestMemoryIsPrivate looks at the file, and at what has none.
func TestMemoryIsPrivate(t *testing.T) {
	g := newGrowing(t, 3, true)
	for _, o := range []Options{{Scope: inventory.HistoryEverything}, {Since: g.commits[4].String()}} {
		g.same("a part", o)
		if _, err := os.Stat(g.cache); err == nil {
			t.Fatalf("%+v is remembered", o)
		}
	}
	hiding := g.open().History(Options{})
	hiding.Remember(g.cache, g.dir, "tool", func(s string) string { return strings.ReplaceAll(s, "/f1\n", "***\n") })
	drain(t, hiding.Blobs(t.Context(), nil))
	if _, err := os.Stat(g.cache); err == nil {
		t.Fatal("a credential in a path is kept")
	}
	g.same("first", Options{})
	names, err := filepath.Glob(filepath.Join(g.cache, "*"))
	g.check(err)
	info, err := os.Stat(names[0])
	g.check(err)
	if len(names) != 1 || info.Mode().Perm() != fs.FileMode(0o600) {
		t.Errorf("%v %v", names, info.Mode())
	}
	if _, known := g.run(true, Options{}, "another tool"); known > 0 {
		t.Error("what another program has judged is taken over")
	}
}

// TestExhaustedMemory has the bounds of a walk reached in a run that goes on.
func TestExhaustedMemory(t *testing.T) {
	for name, bounds := range map[string]func(*walker){
		"changes": func(w *walker) { w.log.maxChanges = 60 },
		"paths":   func(w *walker) { w.budget = 0 },
	} {
		g := newGrowing(t, 9, true)
		g.same("first", Options{})
		g.grow(false)
		h := g.open().History(Options{})
		h.Remember(g.cache, g.dir, "tool", nil)
		h.bounds = bounds
		_, gaps := drain(t, h.Blobs(t.Context(), nil))
		f := g.open().History(Options{})
		f.bounds = bounds
		if _, want := drain(t, f.Blobs(t.Context(), nil)); !slices.Equal(gaps, want) || len(gaps) == 0 {
			t.Errorf("%s: %v, want %v", name, gaps, want)
		}
	}
}

// FuzzPast reads what nothing has written.
func FuzzPast(f *testing.F) {
	g := &growing{fixture: newFixture(f, true), r: rand.New(rand.NewPCG(1, 11)), cache: filepath.Join(f.TempDir(), "cache")}
	for range 5 {
		g.grow(false)
	}
	g.tip("refs/heads/master", 4)
	h := g.open().History(Options{})
	h.Remember(g.cache, g.dir, "tool", nil)
	for range h.Blobs(f.Context(), nil) {
	}
	names, err := filepath.Glob(filepath.Join(g.cache, "*.walk"))
	g.check(err)
	data, err := os.ReadFile(names[0])
	g.check(err)
	body := data[len(walkMagic)+2*sha256.Size:]
	if decodePast(body) == nil {
		f.Fatal("a walk is not read")
	}
	f.Add(body)
	f.Add(body[:len(body)/2])
	f.Fuzz(func(t *testing.T, data []byte) {
		p := decodePast(data)
		if p == nil {
			return
		}
		p.whole(h.repo.store)
		p.begins(t.Context(), h.repo, h.repo.scope(Options{}).tips)
		w := newWalker(h.repo)
		w.nodes, w.byID, w.order, w.graph, w.people, w.paths = p.nodes, p.byID, p.order, p.graph, p.people, p.paths
		w.known = len(p.nodes)
		w.run(t.Context(), h.repo.scope(Options{}), nil)
	})
}
