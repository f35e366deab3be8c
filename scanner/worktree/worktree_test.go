// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package worktree

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// plant writes files; a value "-> x" makes a symbolic link to x.
func plant(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if target, link := strings.CutPrefix(content, "-> "); link {
			err = os.Symlink(target, p)
		} else {
			err = os.WriteFile(p, []byte(content), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// read drains a source: one line for each entry or gap.
func read(t *testing.T, src scanner.Source) []string {
	t.Helper()
	var lines []string
	for e, err := range src {
		var g *scanner.GapError
		if errors.As(err, &g) {
			lines = append(lines, fmt.Sprintf("gap %s: %s: %s", g.Gap.Path, g.Gap.Code, g.Gap.Reason))
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		line := e.Path
		if e.Mode&fs.ModeSymlink != 0 {
			line += "@"
		}
		if e.Role != "" {
			line += " (" + string(e.Role) + ")"
		}
		f, err := e.Open()
		if err != nil {
			lines = append(lines, line+" ! "+err.Error())
			continue
		}
		content, err := io.ReadAll(f)
		f.Close()
		if err != nil {
			lines = append(lines, line+" ! "+err.Error())
			continue
		}
		if int64(len(content)) != e.Size {
			t.Errorf("%s: size %d, but %d bytes", e.Path, e.Size, len(content))
		}
		lines = append(lines, line+" = "+string(content))
	}
	return lines
}

func want(t *testing.T, got []string, lines ...string) {
	t.Helper()
	if diff := cmp.Diff(lines, got); diff != "" {
		t.Error("(-want +got)\n" + diff)
	}
}

func TestPlainDirectory(t *testing.T) {
	dir := plant(t, map[string]string{
		"b.txt": "b", "a/x": "x", "a.txt": "a", "a/.gitignore": "*", ".git/config": "c", "a/.git/config": "c", "n/.git": "gitdir: elsewhere",
		"odd/.git": "hidden", "in": "-> a/x", "out": "-> /etc/hostname", "up": "-> ..", "gone": "-> nowhere",
	})
	var stats Stats
	got := read(t, Files(context.Background(), dir, Options{Stats: &stats}))
	own := ": unsupported: a git repository of its own, whose history was not examined; run outgate on it"
	want(t, got,
		"gap .git"+own, "gap a/.git"+own, "a/.gitignore = *", "a/x = x", "a.txt = a", "b.txt = b", "gone@ = nowhere", "in@ = a/x", "gap n/.git"+own, "odd/.git = hidden", "out@ = /etc/hostname", "up@ = ..")
	if stats != (Stats{}) {
		t.Errorf("stats of a plain directory: %+v", stats)
	}
}

func TestTracked(t *testing.T) {
	dir := plant(t, map[string]string{
		".gitignore": "*.log\nout/\n!keep.log\n", "main.go": "m", "x.log": "1", "keep.log": "2", "out/built": "3", "out/tracked": "4", "out/deep/more": "5",
		"deep/.gitignore": "/y\n", "deep/y": "6", "deep/z/y": "7", "sub/inside": "8", "secret": "9", "nested/.git/HEAD": "x", "nested/f": "10",
	})
	o := Options{
		Tracked: map[string]Tracked{
			".gitignore": {}, "main.go": {}, "out/tracked": {}, "sub": {Submodule: true}, "lost/file": {}, "sparse": {SkipWorktree: true}, "deep/.gitignore": {},
		},
		Exclude: []byte("secret\n"),
		Stats:   &Stats{},
	}
	got := read(t, Files(context.Background(), dir, o))
	lines := []string{
		".gitignore = *.log\nout/\n!keep.log\n", "deep/.gitignore = /y\n", "deep/z/y = 7", "keep.log = 2", "main.go = m",
		"gap nested/.git: unsupported: a git repository of its own, whose history was not examined; run outgate on it", "nested/f = 10", "out/tracked = 4",
		"gap lost/file: unreadable: tracked file is missing from the work tree",
		"gap sparse: unreadable: tracked file is not checked out (sparse checkout)",
	}
	want(t, got, lines...)
	if *o.Stats != (Stats{Ignored: 5, Untracked: 3}) {
		t.Errorf("got %+v", *o.Stats)
	}

	o.IncludeIgnored = true
	got = read(t, Files(context.Background(), dir, o))
	if len(got) != len(lines)+5 || !slices.Contains(got, "out/deep/more = 5") || !slices.Contains(got, "secret = 9") {
		t.Errorf("with ignored files: %q", got)
	}
	if *o.Stats != (Stats{Untracked: 8}) {
		t.Errorf("got %+v", *o.Stats)
	}
}

func TestNestedRepositories(t *testing.T) {
	bare := map[string]string{"HEAD": "ref: refs/heads/x", "objects/pack/p": "", "packed-refs": ""}
	files := map[string]string{"out/lib/.git/HEAD": "x", "out/keep": "k", "sub/.git": "gitdir: x", "sub/f": "f", ".git/HEAD": "x", "docs/HEAD": "no repository"}
	for name, content := range bare {
		files["mirror.git/"+name], files["fixture.git/"+name] = content, content
	}
	dir := plant(t, files)
	gapsOf := func(o Options) (gaps []string) {
		for _, line := range read(t, Files(context.Background(), dir, o)) {
			if p, ok := strings.CutSuffix(line, ": unsupported: a git repository of its own, whose history was not examined; run outgate on it"); ok {
				gaps = append(gaps, p)
			}
		}
		return gaps
	}
	want(t, gapsOf(Options{}), "gap .git", "gap fixture.git", "gap mirror.git", "gap out/lib/.git", "gap sub/.git")
	o := Options{Tracked: map[string]Tracked{"sub": {Submodule: true}, "fixture.git/HEAD": {}, "out/keep": {}}, Exclude: []byte("out/\n")}
	want(t, gapsOf(o), "gap mirror.git")
	o.IncludeIgnored = true
	want(t, gapsOf(o), "gap mirror.git", "gap out/lib/.git")
}

// A directory stays open while its files are being read, and not for ever.
func TestOpenedDuringTheWalkOrLongAfterIt(t *testing.T) {
	files := map[string]string{}
	for i := range 3 * lingering {
		files[fmt.Sprintf("d%03d/sub/f", i)] = fmt.Sprint(i)
	}
	root := plant(t, files)
	content := func(e inventory.Entry) string {
		r, err := e.Open()
		if err != nil {
			t.Fatalf("%s: %v", e.Path, err)
		}
		defer r.Close()
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%s: %v", e.Path, err)
		}
		return string(data)
	}
	var all []inventory.Entry
	for e, err := range Files(t.Context(), root, Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
		for _, one := range all[:1] { // the oldest, whose directory has been left
			if content(one) != files[one.Path] {
				t.Errorf("%s during the walk", one.Path)
			}
		}
		if content(e) != files[e.Path] {
			t.Errorf("%s as it is met", e.Path)
		}
	}
	for _, e := range all {
		if content(e) != files[e.Path] {
			t.Errorf("%s after the walk", e.Path)
		}
	}
	if len(all) != len(files) {
		t.Errorf("%d files", len(all))
	}
}

func TestBelow(t *testing.T) {
	dir := plant(t, map[string]string{".gitignore": "*.o\n", ".gitattributes": "a/b/** linguist-vendored\n", "a/b/c": "1", "a/b/d.o": "2", "a/e": "3", "l": "-> a"})
	o := Options{Tracked: map[string]Tracked{"a/b/c": {}, "a/b/gone": {}, "a/gone": {}}, Below: "a/b/"}
	want(t, read(t, Files(context.Background(), dir, o)), "a/b/c (vendored) = 1", "gap a/b/gone: unreadable: tracked file is missing from the work tree")
	o.Below = "l"
	want(t, read(t, Files(context.Background(), dir, o)), "gap l: unreadable: not a directory")
	o.Below = "../../etc"
	want(t, read(t, Files(context.Background(), dir, o)), "gap etc: unreadable: no such file or directory")
}

func TestRoles(t *testing.T) {
	dir := plant(t, map[string]string{
		".gitattributes": "*.c linguist-vendored\n", "x.c": "", "sub/.gitattributes": "mine.c -linguist-vendored\n", "sub/mine.c": "", "sub/theirs.c": "", "lnk/.gitattributes": "-> ../sub/.gitattributes", "lnk/mine.c": "",
	})
	want(t, read(t, Files(context.Background(), dir, Options{})),
		".gitattributes = *.c linguist-vendored\n", "lnk/.gitattributes@ = ../sub/.gitattributes", "lnk/mine.c (vendored) = ",
		"sub/.gitattributes = mine.c -linguist-vendored\n", "sub/mine.c = ", "sub/theirs.c (vendored) = ", "x.c (vendored) = ")
}

func TestSpecialFiles(t *testing.T) {
	dir := t.TempDir()
	if err := makePipe(filepath.Join(dir, "pipe")); err != nil {
		t.Skip(err)
	}
	l, err := net.Listen("unix", filepath.Join(dir, "sock"))
	if err != nil {
		t.Skip(err)
	}
	defer l.Close()
	want(t, read(t, Files(context.Background(), dir, Options{})), "gap pipe: unsupported: a named pipe, not a file", "gap sock: unsupported: a socket, not a file")
}

func TestReplacedDuringTheWalk(t *testing.T) {
	outside := plant(t, map[string]string{"f": "outside", "file": "outside"})
	dir := plant(t, map[string]string{"a": "1", "b/f": "2", "c/f": "3", "d": "4", "e": "5"})
	var openB, openC inventory.Opener
	got := []string{}
	for e, err := range Files(context.Background(), dir, Options{}) {
		if err != nil {
			got = append(got, err.Error())
			continue
		}
		got = append(got, e.Path)
		switch e.Path {
		case "b/f": // the directory of an entry that is still to be opened
			openB = e.Open
			replace(t, filepath.Join(dir, "b"), outside)
		case "c/f":
			openC = e.Open
			if err := os.Remove(filepath.Join(dir, "c", "f")); err != nil {
				t.Fatal(err)
			}
		case "d": // a file that is still to be met
			replace(t, filepath.Join(dir, "e"), filepath.Join(outside, "file"))
		}
	}
	want(t, got, "a", "b/f", "c/f", "d", "e")
	for name, open := range map[string]inventory.Opener{"b/f": openB, "c/f": openC} {
		if f, err := open(); err == nil {
			t.Errorf("%s: opened after it was replaced", name)
			f.Close()
		} else if strings.Contains(err.Error(), dir) {
			t.Errorf("%s: the error names a path of this machine: %v", name, err)
		}
	}
}

func replace(t *testing.T, name, target string) {
	t.Helper()
	if err := os.RemoveAll(name); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, name); err != nil {
		t.Fatal(err)
	}
}

func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root reads everything")
	}
	dir := plant(t, map[string]string{"closed/f": "1", "g": "2"})
	for _, name := range []string{"closed", "g"} {
		if err := os.Chmod(filepath.Join(dir, name), 0); err != nil {
			t.Fatal(err)
		}
	}
	defer os.Chmod(filepath.Join(dir, "closed"), 0o755)
	o := Options{Tracked: map[string]Tracked{"closed/f": {}, "g": {}}}
	want(t, read(t, Files(context.Background(), dir, o)), "gap closed: unreadable: permission denied", "g ! g: permission denied")
}

func TestNoDirectory(t *testing.T) {
	want(t, read(t, Files(context.Background(), filepath.Join(t.TempDir(), "none"), Options{})), "gap : unreadable: no such file or directory")
}

func TestNamesOfAnyBytes(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"bad\xff%", "new\nline", "100%"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o644); err != nil {
			t.Skip("the file system takes no such names:", err)
		}
	}
	want(t, read(t, Files(context.Background(), dir, Options{})), "100% = x", "bad%FF% = x", "new\nline = x")
}

func TestDepth(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	for range maxDepth + 3 {
		if err := root.Mkdir("d", 0o755); err != nil {
			t.Fatal(err)
		}
		next, err := root.OpenRoot("d")
		if err != nil {
			t.Fatal(err)
		}
		root.Close()
		root = next
	}
	root.Close()
	got := read(t, Files(context.Background(), dir, Options{}))
	if len(got) != 1 || !strings.HasSuffix(got[0], ": unsupported: more than 400 directories below each other") {
		t.Errorf("got %q", got)
	}
}

func TestCancel(t *testing.T) {
	dir := plant(t, map[string]string{"a": "1", "b": "2", "c": "3"})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n := 0
	for range Files(ctx, dir, Options{Tracked: map[string]Tracked{"missing": {}}}) {
		n++
		cancel()
	}
	if n != 1 {
		t.Errorf("%d pairs after the first was cancelled", n)
	}
}

func TestBreak(t *testing.T) {
	dir := plant(t, map[string]string{"a/b/c": "1", "b": "2"})
	for range Files(context.Background(), dir, Options{Tracked: map[string]Tracked{"x": {}, "y": {}}}) {
		break
	}
}

// TestAgainstGit compares the choice of files with that of git on random trees.
func TestAgainstGit(t *testing.T) {
	exe, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	r := rand.New(rand.NewPCG(5, 6))
	names := []string{"a", "b", "c.o", "build"}
	rules := []string{"*.o\n", "/a\n", "build/\n", "!c.o\n", "a/*\n!a/b\n", "**/b\n", "build\n!build/a\n", "*\n!*/\n!b\n"}
	for round := range 12 {
		files := map[string]string{}
		for range 25 {
			p := names[r.IntN(4)] + "1/" + names[r.IntN(4)] + "2/" + names[r.IntN(4)]
			files[strings.Join(strings.Split(p, "/")[r.IntN(3):], "/")] = "x"
		}
		for _, dir := range []string{"", "a1", "b2"} {
			if r.IntN(2) == 0 {
				files[path.Join(dir, ".gitignore")] = rules[r.IntN(len(rules))] + rules[r.IntN(len(rules))]
			}
		}
		dir := plant(t, files)
		git := func(args ...string) []string {
			cmd := exec.Command(exe, args...)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "XDG_CONFIG_HOME="+dir)
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("git %v: %v", args, err)
			}
			return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
		}
		git("init", "-q")
		tracked := map[string]Tracked{}
		add := []string{"add", "-f", "--"}
		for name := range files {
			if len(name)%3 == 0 {
				add = append(add, name)
				tracked[name] = Tracked{}
			}
		}
		git(add...)
		wanted := git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
		slices.Sort(wanted)
		wanted = slices.DeleteFunc(wanted, func(s string) bool { return s == "" })
		var got []string
		for e, err := range Files(context.Background(), dir, Options{Tracked: tracked}) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, e.Path)
		}
		slices.Sort(got)
		if diff := cmp.Diff(wanted, got); diff != "" {
			t.Errorf("round %d (-git +got)\n%s", round, diff)
		}
	}
}
