// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5"
)

// The repository's own words count in every form of it: as a work tree, as a bare
// repository, as an archive and as an inventory.
func TestOwnWordsCountInEveryForm(t *testing.T) {
	dir := cleanRepository(t)
	write(t, dir, "conf/a.yaml", "client_secret: \"kJ8vQ2mX7p"+"L4wR9tB3nZ6cY1\"\n")
	write(t, dir, "conf/b.yaml", "client_secret: \"Zt5cW1hN8s"+"D3yG6kV0uF2xQ9\"\n")
	if status, _, stderr := outgate(t, "baseline", dir, "-q"); status != 0 {
		t.Fatal(stderr)
	}
	baseline, err := os.ReadFile(filepath.Join(dir, ".outgate/baseline"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(baseline), "\n")
	write(t, dir, ".outgate/baseline", strings.Join(lines[:3], "")) // the first entry alone
	commit(t, dir, "with secrets")
	repo, err := git.PlainOpen(dir)
	if err != nil {
		t.Fatal(err)
	}
	head, err := repo.Head()
	if err != nil {
		t.Fatal(err)
	}
	id := head.Hash().String()
	write(t, dir, ".gitleaksignore", id+":conf/a.yaml:x:1\n"+id+":conf/b.yaml:x:1\n")
	commit(t, dir, "with an ignore file")

	const both = "suppressed  2 findings by the repository itself"
	policy := filepath.Join(dir, ".outgate/policy.yaml")
	expect(t, 0, both, "check", dir)
	facts := filepath.Join(t.TempDir(), "facts.json")
	expect(t, 0, "", "scan", "-q", "-o", facts, dir)
	expect(t, 0, both, "check", "--policy", policy, facts)

	bare := filepath.Join(t.TempDir(), "x.git")
	if err := os.CopyFS(bare, os.DirFS(filepath.Join(dir, ".git"))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(bare, "config"), []byte("[core]\n\trepositoryformatversion = 0\n\tbare = true\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	expect(t, 0, both, "check", bare)

	// Below a repository, a baseline of that repository comes from inside.
	expect(t, 1, "1 finding by the repository itself", "check", "--policy", policy, "--baseline", filepath.Join(dir, ".outgate/baseline"), filepath.Join(dir, "conf"))

	// An archive has no commits: the ignore file speaks for nothing there, and says so.
	archive := filepath.Join(t.TempDir(), "x.zip")
	zipTree(t, dir, archive)
	expect(t, 1, "suppressed  1 finding by the repository itself", "check", archive)
	expect(t, 1, "it names a commit, and no history was read", "check", archive)

	// Broken, it is told in every form, and nothing is judged.
	write(t, dir, ".outgate/baseline", "what\n")
	zipTree(t, dir, archive)
	expect(t, 2, ".outgate/baseline:1:1: expected a fingerprint", "check", archive)
	expect(t, 2, ".outgate/baseline:1:1: expected a fingerprint", "check", dir)
}
