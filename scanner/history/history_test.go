// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// line is what drain says of a regular file.
func line(path string, c plumbing.Hash) string { return path + " " + short(c.String()) + " -rw-r--r--" }

// eachStorage runs a test on loose objects and on a pack.
func eachStorage(t *testing.T, test func(t *testing.T, finish func(*fixture))) {
	t.Run("loose", func(t *testing.T) { test(t, func(*fixture) {}) })
	t.Run("packed", func(t *testing.T) { test(t, (*fixture).repack) })
}

func TestHistory(t *testing.T) {
	eachStorage(t, func(t *testing.T, finish func(*fixture)) {
		f := newFixture(t, false)
		c1 := f.commit(map[string]string{"a": "one", "dir/s": "gone later", "l": "-> /etc/passwd", "sub": "@" + strings.Repeat("1", 40)})
		c2 := f.commit(map[string]string{"a": "two", "renamed/x": "one"}, c1)
		side := f.commit(map[string]string{"side": "only here", "a": "one"}, c1)
		// The merge brings content that neither parent has.
		merge := f.commit(map[string]string{"a": "two", "side": "only here", "evil": "in the merge"}, c2, side)
		branch := f.commit(map[string]string{"b": "of a branch"}, c2)
		tagged := f.commit(map[string]string{"t": "of a tag"}, c1)
		remote := f.commit(map[string]string{"r": "of a remote branch"}, c1)
		stash := f.commit(map[string]string{"z": "of a stash"}, c1)
		tag := f.object(plumbing.TagObject, []byte("object "+tagged.String()+"\ntype commit\ntag v1\n\nx\n"))
		tagTag := f.object(plumbing.TagObject, []byte("object "+tag.String()+"\ntype tag\ntag v2\n\nx\n"))
		blobTag := f.blob("named by a tag only")
		treeTag := f.tree(map[string]string{"deep/tree": "in a tagged tree"})
		f.ref("refs/heads/master", merge)
		f.ref("refs/heads/topic", branch)
		f.ref("refs/tags/v2", tagTag)
		f.ref("refs/tags/blob", blobTag)
		f.ref("refs/tags/tree", treeTag)
		f.ref("refs/remotes/origin/x", remote)
		f.ref("refs/stash", stash)
		f.ref("refs/replace/"+c1.String(), stash)
		finish(f)

		h := f.open().History(Options{})
		got, gaps := drain(t, h.Blobs(context.Background(), nil))
		want := map[string]string{
			idOf("one"): line("a", c1), idOf("gone later"): line("dir/s", c1), idOf("two"): line("a", c2), idOf("only here"): line("side", side),
			idOf("in the merge"): line("evil", merge), idOf("of a branch"): line("b", branch), idOf("of a tag"): line("t", tagged), idOf("of a remote branch"): line("r", remote),
			idOf("named by a tag only"): line("refs/tags/blob", blobTag), idOf("in a tagged tree"): line("deep/tree", treeTag),
			idOf("of a stash"):  line("z", stash),
			idOf("/etc/passwd"): "l " + short(c1.String()) + " Lrwxrwxrwx",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error("(-want +got)\n" + diff)
		}
		if len(gaps) > 0 {
			t.Errorf("gaps: %v", gaps)
		}
		if h.Commits() != 8 {
			t.Errorf("%d commits", h.Commits())
		}
		first, ok := h.First(idOf("only here"))
		if want := (First{Commit: side.String(), Author: "Ann <ann@example.org>", Date: dateOf(1_600_000_000 + 3*60 - 30), Path: "side", Order: first.Order}); !ok || first != want {
			t.Errorf("got %+v, want %+v", first, want)
		}
		for _, id := range []string{"", "xyz", strings.Repeat("0", 40)} {
			if _, ok := h.First(id); ok {
				t.Errorf("First knows %q", id)
			}
		}
	})
}

func TestSeen(t *testing.T) {
	f := newFixture(t, false)
	c := f.commit(map[string]string{"a": "one", "b": "two"})
	f.ref("refs/heads/master", c)
	h := f.open().History(Options{})
	got, _ := drain(t, h.Blobs(context.Background(), func(id string) (inventory.Role, bool) { return inventory.RoleProduct, id == idOf("one") }))
	if diff := cmp.Diff(map[string]string{idOf("two"): line("b", c)}, got); diff != "" {
		t.Error(diff)
	}
	if _, ok := h.First(idOf("one")); !ok {
		t.Error("a blob of the tree has no first commit")
	}
}

func TestDetachedAndEmpty(t *testing.T) {
	f := newFixture(t, false)
	r := f.open()
	if s := r.Subject(); s.Commit != "" || s.Ref != "master" || s.Kind != inventory.SubjectWorktree {
		t.Errorf("empty: %+v", s)
	}
	tracked, err := r.Tracked()
	if err != nil || tracked == nil || len(tracked) > 0 {
		t.Errorf("empty: tracked %v, %v", tracked, err)
	}
	got, gaps := drain(t, r.History(Options{}).Blobs(context.Background(), nil))
	if len(got)+len(gaps) > 0 {
		t.Errorf("empty: %v, %v", got, gaps)
	}
	if blobs, gaps := r.HeadBlobs(); len(blobs)+len(gaps) > 0 {
		t.Errorf("empty: %v, %v", blobs, gaps)
	}

	c := f.commit(map[string]string{"d/a": "detached"})
	f.write("HEAD", c.String()+"\n")
	r = f.open()
	if s := r.Subject(); s.Commit != c.String() || s.Ref != "" {
		t.Errorf("detached: %+v", s)
	}
	got, _ = drain(t, r.History(Options{}).Blobs(context.Background(), nil))
	if diff := cmp.Diff(map[string]string{idOf("detached"): line("d/a", c)}, got); diff != "" {
		t.Error(diff)
	}
	blobs, _ := r.HeadBlobs()
	if diff := cmp.Diff(map[string]string{"d/a": idOf("detached")}, blobs); diff != "" {
		t.Error(diff)
	}
}

func TestShallow(t *testing.T) {
	f := newFixture(t, false)
	old := f.commit(map[string]string{"a": "old"})
	c2 := f.commit(map[string]string{"a": "two"}, old)
	c3 := f.commit(map[string]string{"a": "three"}, c2)
	f.ref("refs/heads/master", c3)
	f.remove(old)
	f.write("shallow", c2.String()+"\n")
	r := f.open()
	if !r.Subject().Shallow {
		t.Error("the subject is not shallow")
	}
	got, gaps := drain(t, r.History(Options{}).Blobs(context.Background(), nil))
	if diff := cmp.Diff(map[string]string{idOf("two"): line("a", c2), idOf("three"): line("a", c3)}, got); diff != "" {
		t.Error(diff)
	}
	if len(gaps) != 1 || gaps[0].Code != inventory.GapShallow {
		t.Errorf("gaps: %v", gaps)
	}
}

func TestMissingObjects(t *testing.T) {
	f := newFixture(t, true)
	c1 := f.commit(map[string]string{"a": "one"})
	c2 := f.commit(map[string]string{"a": "two", "d/x": "below", "ok": "fine"}, c1)
	f.ref("refs/heads/master", c2)
	f.remove(c1)
	f.remove(f.tree(map[string]string{"x": "below"}))
	f.remove(plumbing.NewHash(idOf("two")))
	r := f.open()
	got, gaps := drain(t, r.History(Options{}).Blobs(context.Background(), nil))
	if diff := cmp.Diff(map[string]string{idOf("fine"): line("ok", c2)}, got); diff != "" {
		t.Error(diff)
	}
	is := " is missing from the repository"
	want := []inventory.Gap{
		{Detector: "history", Commit: c2.String(), Code: inventory.GapMissing, Reason: "commit " + c1.String() + is},
		{Detector: "history", Path: "d", Commit: c2.String(), Code: inventory.GapMissing, Reason: "tree " + f.treeID("x", "below") + is},
		{Detector: "history", Path: "a", Commit: c2.String(), Code: inventory.GapMissing, Reason: "blob " + idOf("two") + is},
	}
	if diff := cmp.Diff(want, gaps); diff != "" {
		t.Error(diff)
	}

	got, gaps = drain(t, r.Tree())
	if diff := cmp.Diff(map[string]string{idOf("fine"): "ok  -rw-r--r--"}, got); diff != "" {
		t.Error(diff)
	}
	for i := range want {
		want[i].Commit = ""
	}
	if diff := cmp.Diff([]inventory.Gap{want[2], want[1]}, gaps); diff != "" {
		t.Error(diff)
	}
	if _, gaps := r.HeadBlobs(); len(gaps) != 1 {
		t.Errorf("HeadBlobs: %v", gaps)
	}

	f.remove(c2)
	_, gaps = drain(t, f.open().Tree())
	if len(gaps) != 1 || gaps[0].Code != inventory.GapMissing {
		t.Errorf("without HEAD's commit: %v", gaps)
	}
	_, gaps = drain(t, f.open().History(Options{}).Blobs(context.Background(), nil))
	if len(gaps) != 1 || gaps[0].Code != inventory.GapMissing {
		t.Errorf("without HEAD's commit: %v", gaps)
	}
}

// treeID is the id of a tree with one file, which need not be stored.
func (f *fixture) treeID(name, content string) string {
	id := plumbing.NewHash(idOf(content))
	return plumbing.ComputeHash(plumbing.TreeObject, []byte("100644 "+name+"\x00"+string(id[:]))).String()
}

func TestPartialCloneAndAlternates(t *testing.T) {
	f := newFixture(t, true)
	c := f.commit(map[string]string{"a": "one", "b": "two"})
	f.ref("refs/heads/master", c)
	f.remove(plumbing.NewHash(idOf("one")))
	f.write("config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n")
	_, gaps := drain(t, f.open().Tree())
	if len(gaps) != 1 || !strings.Contains(gaps[0].Reason, "partial clone") {
		t.Errorf("partial: %v", gaps)
	}

	other := newFixture(t, true)
	other.blob("one")
	f.write("objects/info/alternates", filepath.Join(other.dir, "objects")+"\n")
	_, gaps = drain(t, f.open().Tree())
	if len(gaps) != 1 || !strings.Contains(gaps[0].Reason, "alternates") {
		t.Errorf("an alternate outside: %v", gaps)
	}

	f.write("objects/info/alternates", "# comment\n../more/objects\n")
	f.check(os.Rename(filepath.Join(other.dir, "objects"), mkdirFor(t, filepath.Join(f.dir, "more", "objects"))))
	got, gaps := drain(t, f.open().Tree())
	if len(gaps) > 0 || len(got) != 2 {
		t.Errorf("an alternate inside: %v, %v", got, gaps)
	}
}

func mkdirFor(t *testing.T, p string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTruncatedPack(t *testing.T) {
	f := newFixture(t, true)
	var last plumbing.Hash
	var parents []plumbing.Hash
	for i := range 20 {
		last = f.commit(map[string]string{"a": strings.Repeat("line of text\n", 50+i), "b": string(rune('a' + i))}, parents...)
		parents = []plumbing.Hash{last}
	}
	f.ref("refs/heads/master", last)
	f.repack()
	whole, gaps := drain(t, f.open().History(Options{}).Blobs(context.Background(), nil))
	if len(whole) != 40 || len(gaps) > 0 {
		t.Fatalf("whole: %d blobs, gaps %v", len(whole), gaps)
	}
	packs, err := filepath.Glob(filepath.Join(f.dir, "objects", "pack", "*.pack"))
	if err != nil || len(packs) != 1 {
		t.Fatal(packs, err)
	}
	data, err := os.ReadFile(packs[0])
	f.check(err)
	f.check(os.Chmod(packs[0], 0o644))
	for n := len(data) - 1; n >= 0; n -= 101 {
		f.check(os.WriteFile(packs[0], data[:n], 0o644))
		if got, gaps := drain(t, f.open().History(Options{}).Blobs(context.Background(), nil)); len(got) < 40 && len(gaps) == 0 {
			t.Errorf("cut to %d of %d bytes: %d blobs and no gap", n, len(data), len(got))
		}
	}
	for i := 12; i < len(data)-20; i += 13 { // damage
		bad := append([]byte(nil), data...)
		bad[i] ^= 0x55
		f.check(os.WriteFile(packs[0], bad, 0o644))
		if got, gaps := drain(t, f.open().History(Options{}).Blobs(context.Background(), nil)); len(got) < 40 && len(gaps) == 0 {
			t.Errorf("byte %d damaged: %d blobs and no gap", i, len(got))
		}
	}
	f.check(os.WriteFile(packs[0], data, 0o644))
	idx := strings.TrimSuffix(packs[0], ".pack") + ".idx"
	f.check(os.Remove(idx))
	if _, gaps := drain(t, f.open().History(Options{}).Blobs(context.Background(), nil)); len(gaps) == 0 {
		t.Error("a pack without index and no gap")
	}
}

// TestSwappedContent puts one object's file in the place of another's.
func TestSwappedContent(t *testing.T) {
	f := newFixture(t, true)
	c := f.commit(map[string]string{"a": "honest"})
	f.ref("refs/heads/master", c)
	id := f.blob("other!")
	objects := filepath.Join(f.dir, "objects")
	other, err := os.ReadFile(filepath.Join(objects, loosePath(id)))
	f.check(err)
	f.remove(plumbing.NewHash(idOf("honest")))
	f.check(os.WriteFile(filepath.Join(objects, loosePath(plumbing.NewHash(idOf("honest")))), other, 0o644))
	got, gaps := drain(t, f.open().Tree())
	if len(got) > 0 || len(gaps) != 1 || gaps[0].Code != inventory.GapMissing {
		t.Errorf("got %v, gaps %v", got, gaps)
	}
}

func TestLinkedWorktreeAndSubmodule(t *testing.T) {
	f := newFixture(t, false)
	c1 := f.commit(map[string]string{"a": "one"})
	c2 := f.commit(map[string]string{"a": "two"}, c1)
	f.ref("refs/heads/master", c1)
	f.ref("refs/heads/side", c2)
	f.write("worktrees/wt/HEAD", "ref: refs/heads/side\n")
	f.write("worktrees/wt/commondir", "../..\n")
	linked := t.TempDir()
	f.check(os.WriteFile(filepath.Join(linked, ".git"), []byte("gitdir: "+filepath.Join(f.dir, ".git", "worktrees", "wt")+"\n"), 0o644))
	r, err := Open(linked)
	f.check(err)
	defer r.Close()
	if s := r.Subject(); s.Commit != c2.String() || s.Ref != "side" || s.Kind != inventory.SubjectWorktree {
		t.Errorf("%+v", s)
	}
	got, gaps := drain(t, r.History(Options{}).Blobs(context.Background(), nil))
	if len(got) != 2 || len(gaps) > 0 {
		t.Errorf("%v, %v", got, gaps)
	}

	below := filepath.Join(linked, "x", "y")
	f.check(os.MkdirAll(below, 0o755))
	if top, ok := Enclosing(below); !ok || top != linked {
		t.Errorf("Enclosing: %q, %v", top, ok)
	}
	if _, err := Open(below); !errors.Is(err, ErrNotRepository) {
		t.Errorf("got %v", err)
	}
	f.check(os.WriteFile(filepath.Join(linked, ".git"), []byte("gitdir: nowhere\n"), 0o644))
	if _, err := Open(linked); err == nil || errors.Is(err, ErrNotRepository) {
		t.Errorf("a .git file that leads nowhere: %v", err)
	}
}

func TestSubmodules(t *testing.T) {
	link := strings.Repeat("ab", 20)
	f := newFixture(t, true)
	c := f.commit(map[string]string{
		"deps/lib": "@" + link, "a": "x",
		".gitmodules": "[submodule \"deps/lib\"]\n\tpath = deps/lib\n\turl = https://user:" + "pw@example.org/lib.git\n",
	})
	f.ref("refs/heads/master", c)
	want := []inventory.Submodule{{Path: "deps/lib", URL: "https://example.org/lib.git", Commit: link}}
	if diff := cmp.Diff(want, f.open().Submodules()); diff != "" {
		t.Error(diff)
	}
	got, gaps := drain(t, f.open().Tree())
	if len(got) != 2 || len(gaps) > 0 {
		t.Errorf("%v, %v", got, gaps)
	}
}

func TestTreeRoles(t *testing.T) {
	f := newFixture(t, true)
	f.ref("refs/heads/master", f.commit(map[string]string{".gitattributes": "lib/* linguist-vendored\n", "lib/a": "1", "b": "2", "lib/sub/.gitattributes": "* linguist-generated\n", "lib/sub/c": "3"}))
	got := map[string]inventory.Role{}
	for e, err := range f.open().Tree() {
		f.check(err)
		got[e.Path] = e.Role
	}
	want := map[string]inventory.Role{".gitattributes": "", "lib/a": inventory.RoleVendored, "b": "", "lib/sub/.gitattributes": inventory.RoleGenerated, "lib/sub/c": inventory.RoleGenerated}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOpenErrors(t *testing.T) {
	tests := map[string]struct {
		change func(*fixture)
		want   string
	}{
		"sha256":      {func(f *fixture) { f.write("config", "[extensions]\n\tobjectFormat = sha256\n") }, "object format sha256 is not supported"},
		"reftable":    {func(f *fixture) { f.write("config", "[extensions]\n\trefStorage = reftable\n") }, "reference storage reftable"},
		"extension":   {func(f *fixture) { f.write("config", "[extensions]\n\tnovelty = 1\n") }, `extension "novelty" is not supported`},
		"version":     {func(f *fixture) { f.write("config", "[core]\n\trepositoryformatversion = 7\n") }, "version \"7\""},
		"config":      {func(f *fixture) { f.write("config", "[core\n") }, "config: "},
		"packed-refs": {func(f *fixture) { f.write("packed-refs", "nonsense\n") }, "packed-refs: a line is not a reference"},
		"ref":         {func(f *fixture) { f.write("refs/heads/bad", "xyz\n") }, "refs/heads/bad: not an object id"},
		"circle":      {func(f *fixture) { f.write("refs/heads/master", "ref: refs/heads/master\n") }, "circle"},
		"HEAD":        {func(f *fixture) { f.write("HEAD", "") }, "HEAD: not an object id"},
		"no HEAD":     {func(f *fixture) { f.check(os.Remove(filepath.Join(f.gitDir(), "HEAD"))) }, "damaged"},
		"shallow":     {func(f *fixture) { f.write("shallow", "zzz\n") }, "shallow: a line is not an object id"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, false)
			tt.change(f)
			_, err := Open(f.dir)
			if err == nil || !strings.Contains(err.Error(), tt.want) || errors.Is(err, ErrNotRepository) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	if _, err := Open(t.TempDir()); !errors.Is(err, ErrNotRepository) {
		t.Errorf("an ordinary directory: %v", err)
	}
}

func TestIndexErrors(t *testing.T) {
	f := newFixture(t, false)
	f.write("index", "DIRC\x00\x00\x00\x02\x00\x00\x00\x05")
	if _, err := f.open().Tracked(); err == nil || !strings.HasPrefix(err.Error(), "index: ") {
		t.Errorf("got %v", err)
	}
}

func TestPublicURL(t *testing.T) {
	secret := "tok" + "en"
	tests := map[string]string{
		"https://example.org/a/b.git":                                      "https://example.org/a/b.git",
		"https://user:" + secret + "@example.org/a.git":                    "https://example.org/a.git",
		"https://" + secret + "@example.org/a.git":                         "https://example.org/a.git",
		"https://example.org/a.git?private_token=" + secret + "#" + secret: "https://example.org/a.git",
		"ssh://git:" + secret + "@example.org:22/a.git":                    "ssh://git@example.org:22/a.git",
		"git@example.org:a/b.git":                                          "git@example.org:a/b.git",
		"user:" + secret + "@example.org:a/b.git":                          "",
		"/srv/git/a.git":       "",
		"../a.git":             "",
		"file:///srv/a.git":    "",
		`C:\git\a`:             "",
		"https://%zz" + secret: "",
		"":                     "",
	}
	for in, want := range tests {
		if got := publicURL(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestSubjectName(t *testing.T) {
	f := newFixture(t, false)
	f.write("config", "[core]\n\tbare = false\n[remote \"origin\"]\n\turl = git@example.org:team/proj.git\n")
	if s := f.open().Subject(); s.Name != "proj" || s.Remote != "git@example.org:team/proj.git" {
		t.Errorf("%+v", s)
	}
	f.write("config", "[remote \"origin\"]\n\turl = /srv/git/other.git\n")
	if s := f.open().Subject(); s.Name != filepath.Base(f.dir) || s.Remote != "" {
		t.Errorf("%+v", s)
	}
}

// TestConcurrentReads is for the race detector.
func TestConcurrentReads(t *testing.T) {
	f := newFixture(t, true)
	var parents []plumbing.Hash
	for i := range 60 {
		parents = []plumbing.Hash{f.commit(map[string]string{"a": strings.Repeat("a line of text\n", 200+i)}, parents...)}
	}
	f.ref("refs/heads/master", parents[0])
	f.repack()
	h := f.open().History(Options{})
	var wg sync.WaitGroup
	for e, err := range h.Blobs(context.Background(), nil) {
		f.check(err)
		wg.Go(func() {
			r, err := e.Open()
			if err != nil {
				t.Error(err)
				return
			}
			if n, err := io.Copy(io.Discard, r); n != e.Size || err != nil {
				t.Errorf("%d of %d bytes, %v", n, e.Size, err)
			}
			if e.Record == "" { // those come while the commits are walked
				h.First(e.Blob)
			}
		})
	}
	wg.Wait()
}

func TestCancel(t *testing.T) {
	f := newFixture(t, true)
	f.ref("refs/heads/master", f.commit(map[string]string{"a": "1", "b": "2"}))
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	for range f.open().History(Options{}).Blobs(ctx, nil) {
		n++
		cancel()
	}
	if n != 1 {
		t.Errorf("%d pairs", n)
	}
	cancel()
}

// TestGitWorktree opens what git itself wrote: an index, a pack with deltas, a
// shallow clone.
func TestGitWorktree(t *testing.T) {
	exe, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	git := func(args ...string) string {
		t.Helper()
		cmd := exec.Command(exe, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
			"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=C", "GIT_COMMITTER_EMAIL=c@example.org")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	git("init", "-q", "-b", "main")
	text := strings.Repeat("some line of text that deltas well\n", 400)
	for i := range 8 {
		write("big", text+strings.Repeat("x", i))
		write("new", strings.Repeat("y", i))
		git("add", "-A")
		git("commit", "-q", "-m", "m", "--allow-empty")
	}
	git("update-index", "--index-version", "4")
	git("gc", "-q", "--aggressive", "--prune=now")
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	tracked, err := r.Tracked()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]TrackedFile{"big": {Blob: git("rev-parse", "HEAD:big"), Mode: 0o644}, "new": {Blob: git("rev-parse", "HEAD:new"), Mode: 0o644}}
	if diff := cmp.Diff(want, tracked); diff != "" {
		t.Error(diff)
	}
	got, gaps := drain(t, r.History(Options{}).Blobs(context.Background(), nil))
	if len(got) != 16 || len(gaps) > 0 {
		t.Errorf("%d blobs, gaps %v", len(got), gaps)
	}

	shallow := filepath.Join(t.TempDir(), "clone")
	git("clone", "-q", "--depth", "2", "file://"+dir, shallow)
	r2, err := Open(shallow)
	if err != nil {
		t.Fatal(err)
	}
	defer r2.Close()
	got, gaps = drain(t, r2.History(Options{}).Blobs(context.Background(), nil))
	if len(got) != 4 || len(gaps) != 1 || gaps[0].Code != inventory.GapShallow {
		t.Errorf("shallow: %d blobs, gaps %v", len(got), gaps)
	}

	git("config", "index.skipHash", "true")
	git("update-index", "--force-write-index")
	if tracked, err := r.Tracked(); err != nil || len(tracked) != 2 {
		t.Errorf("without a checksum: %v, %v", tracked, err)
	}
	git("update-index", "--split-index")
	if _, err := r.Tracked(); err == nil || !strings.Contains(err.Error(), "split") {
		t.Errorf("a split index: %v", err)
	}
}
