// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/index"
	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// stage writes an index. Names and contents are those of fixture.tree; "?" is
// only intended to be added, "1:", "2:" and "3:" lead the sides of a conflict.
func (f *fixture) stage(file string, files map[string]string) {
	f.t.Helper()
	idx := &index.Index{Version: 3}
	for _, p := range slices.Sorted(maps.Keys(files)) {
		content := files[p]
		e := &index.Entry{Name: p, Mode: filemode.Regular}
		if side, rest, conflict := strings.Cut(content, ":"); conflict && len(side) == 1 {
			e.Stage, content = index.Stage(side[0]-'0'), rest
		}
		switch {
		case content == "?":
			e.IntentToAdd, content = true, ""
			e.Hash = f.blob(content)
		case strings.HasPrefix(content, "-> "):
			e.Mode, e.Hash = filemode.Symlink, f.blob(content[3:])
		case strings.HasPrefix(content, "@"):
			e.Mode, e.Hash = filemode.Submodule, plumbing.NewHash(content[1:])
		case strings.HasPrefix(content, "* "):
			e.Mode, e.Hash = filemode.Executable, f.blob(content[2:])
		default:
			e.Hash = f.blob(content)
		}
		idx.Entries = append(idx.Entries, e)
	}
	var b bytes.Buffer
	f.check(index.NewEncoder(&b).Encode(idx))
	f.write(file, b.String())
}

// stagedPaths are the paths offered, with their modes, and the gaps.
func stagedPaths(t *testing.T, s *Staged) (paths []string, gaps []string) {
	t.Helper()
	for e, err := range s.Source() {
		if err != nil {
			gaps = append(gaps, err.Error())
			continue
		}
		paths = append(paths, e.Path+" "+e.Mode.String()[:1]+" "+string(e.Role))
	}
	return paths, gaps
}

func TestStaged(t *testing.T) {
	f := newFixture(t, false)
	base := map[string]string{
		"same": "1", "dir/same": "2", "dir/changed": "3", "gone": "4", "dir/moved": "5", "link": "-> same", "becomes/file": "6", "kind": "same", "module": "@" + strings.Repeat("1", 40), "script": "7",
		"other/a": "8", "other/b": "9",
	}
	f.ref("refs/heads/master", f.commit(base))
	now := maps.Clone(base)
	delete(now, "gone")
	delete(now, "dir/moved")
	delete(now, "becomes/file")
	maps.Copy(now, map[string]string{
		"dir/changed": "3b", "dir/new": "n", "moved": "5", "becomes": "6", "kind": "-> same", "module": "@" + strings.Repeat("2", 40), "script": "* 7", "intended": "?", "link": "-> elsewhere",
		"vendored/x.c": "x", ".gitattributes": "vendored/* linguist-vendored\n", "module2": "@" + strings.Repeat("3", 40), "a b": "blank", "a-b": "before the directory a", "a/b": "in it",
	})
	f.stage("index", now)
	s, err := f.open().Staged("")
	f.check(err)
	paths, gaps := stagedPaths(t, s)
	want := []string{".gitattributes - ", "a b - ", "a-b - ", "a/b - ", "becomes - ", "dir/changed - ", "dir/new - ", "kind L ", "link L ", "moved - ", "vendored/x.c - vendored"}
	if diff := cmp.Diff(want, paths); diff != "" || len(gaps) > 0 || !s.Changes() {
		t.Error(diff, gaps)
	}
	entries, _ := drain(t, s.Source())
	if entries[idOf("3b")] == "" || entries[idOf("elsewhere")] == "" {
		t.Errorf("not the staged content: %v", entries)
	}
	if content, ok, err := s.File("dir/same"); !ok || err != nil || string(content) != "2" {
		t.Errorf("a file that is not changed: %q %v %v", content, ok, err)
	}
	if _, ok, err := s.File("link"); !ok || err == nil {
		t.Errorf("a link was read as a file: %v %v", ok, err)
	}
	if _, ok, _ := s.File("gone"); ok {
		t.Error("a removed file is there")
	}
}

func TestStagedNothing(t *testing.T) {
	f := newFixture(t, false)
	files := map[string]string{"a": "1", "b/c": "2"}
	f.ref("refs/heads/master", f.commit(files))
	f.stage("index", files)
	s, err := f.open().Staged("")
	f.check(err)
	if paths, gaps := stagedPaths(t, s); len(paths)+len(gaps) > 0 || s.Changes() {
		t.Errorf("%v %v", paths, gaps)
	}
	f.stage("index", map[string]string{"a": "1"})
	if s, err = f.open().Staged(""); err != nil || !s.Changes() {
		t.Errorf("a removed file is no change: %v", err)
	}
}

func TestStagedBeforeTheFirstCommit(t *testing.T) {
	f := newFixture(t, false)
	s, err := f.open().Staged("")
	f.check(err)
	if paths, gaps := stagedPaths(t, s); len(paths)+len(gaps) > 0 {
		t.Errorf("without an index: %v %v", paths, gaps)
	}
	f.stage("index", map[string]string{"a": "1", "b/c": "2"})
	s, err = f.open().Staged("")
	f.check(err)
	paths, gaps := stagedPaths(t, s)
	if diff := cmp.Diff([]string{"a - ", "b/c - "}, paths); diff != "" || len(gaps) > 0 {
		t.Error(diff, gaps)
	}
}

func TestStagedConflict(t *testing.T) {
	f := newFixture(t, false)
	f.ref("refs/heads/master", f.commit(map[string]string{"a": "1", "b": "1"}))
	idx := &index.Index{Version: 2}
	for stage := range 3 {
		idx.Entries = append(idx.Entries, &index.Entry{Name: "a", Mode: filemode.Regular, Hash: f.blob("side"), Stage: index.Stage(stage + 1)})
	}
	idx.Entries = append(idx.Entries, &index.Entry{Name: "b", Mode: filemode.Regular, Hash: f.blob("2")})
	var b bytes.Buffer
	f.check(index.NewEncoder(&b).Encode(idx))
	f.write("index", b.String())
	s, err := f.open().Staged("")
	f.check(err)
	paths, gaps := stagedPaths(t, s)
	if len(gaps) != 1 || !strings.HasPrefix(gaps[0], "a: a merge conflict") || !slices.Equal(paths, []string{"b - "}) {
		t.Errorf("%v %v", paths, gaps)
	}
}

func TestStagedWithObjectsMissing(t *testing.T) {
	f := newFixture(t, false)
	tree := map[string]string{"dir/a": "1", "dir/b": "2", "c": "3"}
	f.ref("refs/heads/master", f.commit(tree))
	tree["dir/a"], tree["c"] = "1b", "3b"
	f.stage("index", tree)
	f.remove(plumbing.NewHash(idOf("3b")))
	f.remove(f.tree(map[string]string{"a": "1", "b": "2"}))
	s, err := f.open().Staged("")
	f.check(err)
	entries, gaps := drain(t, s.Source())
	slices.SortFunc(gaps, func(a, b inventory.Gap) int { return strings.Compare(a.Path, b.Path) })
	if len(gaps) != 2 || gaps[0].Path != "c" || gaps[1].Path != "dir" || gaps[0].Code != inventory.GapMissing || entries[idOf("1b")] == "" || entries[idOf("2")] == "" {
		t.Errorf("%v %v", entries, gaps)
	}
}

// A directory that is the same is not read: its tree need not be there.
func TestStagedReadsNoEqualDirectory(t *testing.T) {
	f := newFixture(t, false)
	below := map[string]string{"a/x": "1", "a-b": "2", "a.b": "3", "a0": "4"}
	tree := map[string]string{"q": "5", "p/a/x": "1", "p/a-b": "2", "p/a.b": "3", "p/a0": "4"}
	f.ref("refs/heads/master", f.commit(tree))
	f.remove(f.tree(below))
	tree["q"] = "6"
	f.stage("index", tree)
	s, err := f.open().Staged("")
	f.check(err)
	if paths, gaps := stagedPaths(t, s); len(gaps) > 0 || !slices.Equal(paths, []string{"q - "}) {
		t.Errorf("%v %v", paths, gaps)
	}
}

// An index that git would not write ends in a Gap or an error.
func TestStagedDeepPath(t *testing.T) {
	f := newFixture(t, false)
	f.stage("index", map[string]string{"ok": "1", strings.Repeat("d/", 600) + "x": "2", "a/../b": "3", "": "4"})
	s, err := f.open().Staged("")
	f.check(err)
	paths, gaps := stagedPaths(t, s)
	if len(gaps) != 3 || !strings.Contains(strings.Join(gaps, "\n"), "512 directories") || !slices.Equal(paths, []string{"ok - "}) {
		t.Errorf("%v %v", paths, gaps)
	}
}

func FuzzStaged(f *testing.F) {
	fix := newFixture(f, false)
	fix.ref("refs/heads/master", fix.commit(map[string]string{"a": "1", "b/c": "2"}))
	for _, files := range []map[string]string{{"a": "1", "b/c": "3", "d": "?"}, {"a": "-> x", "b": "2:2", "m": "@" + strings.Repeat("1", 40)}} {
		fix.stage("index", files)
		data, err := os.ReadFile(filepath.Join(fix.dir, ".git", "index"))
		fix.check(err)
		for i := range 20 { // git takes an index without its checksum
			data[len(data)-1-i] = 0
		}
		f.Add(data)
	}
	r := fix.open()
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(filepath.Join(fix.dir, ".git", "index"), data, 0o644); err != nil {
			t.Fatal(err)
		}
		s, err := r.Staged("")
		if err != nil {
			return
		}
		for e, err := range s.Source() {
			if err == nil && (e.Path == "" || e.Open == nil) {
				t.Errorf("an entry without a path or content: %+v", e)
			}
		}
	})
}

// In a linked work tree, and with the index that git gives to a hook.
func TestStagedOtherIndex(t *testing.T) {
	f := newFixture(t, false)
	c := f.commit(map[string]string{"a": "1"})
	f.ref("refs/heads/master", c)
	f.ref("refs/heads/side", c)
	linked := t.TempDir()
	f.write("worktrees/wt/HEAD", "ref: refs/heads/side\n")
	f.write("worktrees/wt/commondir", "../..\n")
	f.check(os.WriteFile(filepath.Join(linked, ".git"), []byte("gitdir: "+filepath.Join(f.dir, ".git", "worktrees", "wt")+"\n"), 0o644))
	f.stage("index", map[string]string{"a": "main"})
	f.stage("worktrees/wt/index", map[string]string{"a": "linked"})
	f.stage("next-index-1.lock", map[string]string{"a": "hook"})
	r, err := Open(linked)
	f.check(err)
	defer r.Close()
	s, err := r.Staged("")
	f.check(err)
	if entries, _ := drain(t, s.Source()); entries[idOf("linked")] == "" {
		t.Errorf("linked work tree: %v", entries)
	}
	s, err = f.open().Staged(filepath.Join(f.dir, ".git", "next-index-1.lock"))
	f.check(err)
	if entries, _ := drain(t, s.Source()); entries[idOf("hook")] == "" {
		t.Errorf("index of a hook: %v", entries)
	}
	for _, name := range []string{filepath.Join(f.dir, ".git", "absent"), filepath.Join(linked, "index"), filepath.Join(f.dir, ".git", "..", "index")} {
		if _, err := f.open().Staged(name); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// What is staged is what git itself would list.
func TestStagedAgainstGit(t *testing.T) {
	exe, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	git := func(args ...string) string {
		t.Helper()
		cmd := exec.Command(exe, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.org")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	write := func(name, content string) {
		t.Helper()
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	git("init", "-q")
	rng := rand.New(rand.NewPCG(3, 4))
	names := []string{"a", "a.b", "a-b", "c/d", "c/e", "c.d/e", "c/f/g", "c/f/h", "ü/x", "k l/m", "z/y/x/w"}
	for round := range 12 {
		for _, n := range names {
			switch rng.IntN(4) {
			case 0:
				write(n, strings.Repeat("x", rng.IntN(5)))
			case 1:
				os.Remove(filepath.Join(dir, filepath.FromSlash(n)))
			}
		}
		git("add", "-A")
		if round%3 == 1 {
			git("update-index", "--index-version", "4")
		}
		write("c/d", "edited after it was added")
		var want []string
		args := []string{"-c", "core.quotePath=false", "diff", "--cached", "--name-only", "--diff-filter=d", "--no-renames"}
		if round == 0 {
			args = []string{"-c", "core.quotePath=false", "ls-files"}
		}
		for line := range strings.Lines(git(args...)) {
			want = append(want, strings.TrimSpace(line))
		}
		slices.Sort(want)
		r, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		s, err := r.Staged("")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for e, err := range s.Source() {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, e.Path)
		}
		r.Close()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("round %d: %s", round, diff)
		}
		git("commit", "-q", "--allow-empty", "-m", "round")
	}
	git("update-index", "--split-index")
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Staged(""); err == nil || !strings.Contains(err.Error(), "split") {
		t.Errorf("a split index: %v", err)
	}
}
