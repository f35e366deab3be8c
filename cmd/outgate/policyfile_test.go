// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/zip"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// strictRepository passes by the preset that fits its LICENSE and fails by its
// own policy.
func strictRepository(t *testing.T) string {
	t.Helper()
	dir := cleanRepository(t)
	if err := os.Remove(filepath.Join(dir, "CONTRIBUTING.md")); err != nil {
		t.Fatal(err)
	}
	write(t, dir, ".outgate/policy.yaml", lenient+"operations: {contributing: fail}\n")
	commit(t, dir, "third")
	expect(t, 0, "PASS", "check", "--policy", "preset:mit-outbound", dir)
	return dir
}

// TestOwnPolicyCountsInEveryForm: a repository's own policy judges it as a work
// tree, as a bare repository and as an archive; an inventory asks for it.
func TestOwnPolicyCountsInEveryForm(t *testing.T) {
	dir := strictRepository(t)
	const want = "contributing-missing"
	expect(t, 1, want, "check", dir)

	bare := filepath.Join(t.TempDir(), "x.git")
	if err := os.CopyFS(bare, os.DirFS(filepath.Join(dir, ".git"))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(bare, "config"), []byte("[core]\n\trepositoryformatversion = 0\n\tbare = true\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	expect(t, 1, want, "check", bare)

	archive := filepath.Join(t.TempDir(), "x.zip")
	zipTree(t, dir, archive)
	expect(t, 1, want, "check", archive)

	facts := filepath.Join(t.TempDir(), "facts.json")
	expect(t, 0, "", "scan", "-q", "-o", facts, dir)
	expect(t, 2, "has a policy of its own, .outgate/policy.yaml", "check", facts)
	expect(t, 1, want, "check", "--policy", filepath.Join(dir, ".outgate/policy.yaml"), facts)
}

func zipTree(t *testing.T, dir, name string) {
	t.Helper()
	out, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(out)
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.Name() == ".git" {
				return fs.SkipDir
			}
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		f, err := w.Create(filepath.ToSlash(rel))
		if err == nil {
			_, err = f.Write(content)
		}
		return err
	})
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestOwnPolicyIsNoWayOut: a policy that is a link shows nothing of what it
// points to, and does not make outgate read without end.
func TestOwnPolicyIsNoWayOut(t *testing.T) {
	private := filepath.Join(t.TempDir(), "private")
	if err := os.WriteFile(private, []byte("innermost thoughts\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{private, "/dev/zero"} {
		dir := cleanRepository(t)
		own := filepath.Join(dir, ".outgate/policy.yaml")
		if err := os.Remove(own); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, own); err != nil {
			t.Skip(err)
		}
		status, out, stderr := outgate(t, "check", dir)
		if status != 2 || strings.Contains(out+stderr, "innermost") || !strings.Contains(stderr, "no regular file") {
			t.Errorf("%s: status %d\n%s%s", target, status, out, stderr)
		}
	}
}

func TestTwoPoliciesAreOneTooMany(t *testing.T) {
	dir := cleanRepository(t)
	write(t, dir, "outgate.yaml", lenient)
	expect(t, 2, "there are two, .outgate/policy.yaml and outgate.yaml", "check", dir)
}

// TestDirty: files that are not those of the commit are told, whatever the
// history flag says; line ends that git itself changed are not.
func TestDirty(t *testing.T) {
	for name, c := range map[string]struct {
		change func(dir string)
		dirty  bool
	}{
		"clean":     {func(string) {}, false},
		"modified":  {func(dir string) { write(t, dir, "main.go", "package main\n") }, true},
		"untracked": {func(dir string) { write(t, dir, "new.md", "# New\n") }, true},
		"line ends": {func(dir string) {
			text, err := os.ReadFile(filepath.Join(dir, "main.go"))
			if err != nil {
				t.Fatal(err)
			}
			write(t, dir, "main.go", strings.ReplaceAll(string(text), "\n", "\r\n"))
		}, false},
	} {
		for _, history := range []string{"all", "none"} {
			t.Run(name+" "+history, func(t *testing.T) {
				dir := cleanRepository(t)
				c.change(dir)
				if _, v := verdictOf(t, dir, "--history", history); v.Subject.Dirty != c.dirty {
					t.Errorf("dirty %v", v.Subject.Dirty)
				}
			})
		}
	}
}
