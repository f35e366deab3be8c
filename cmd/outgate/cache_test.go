// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSecondRunSaysTheSame changes a repository between runs with a cache, and
// holds each of them against one without.
func TestSecondRunSaysTheSame(t *testing.T) {
	dir, cache := plantedRepository(t), filepath.Join(t.TempDir(), "cache")
	scan := func(cache string, args ...string) string {
		t.Helper()
		var out, err bytes.Buffer
		s := program{out: &out, err: &err, getenv: func(string) string { return "" }, detectors: detectors(), cacheDir: cache}
		if status := run(t.Context(), append([]string{"scan", "-q", dir}, args...), s); status != 0 && status != exitIncomplete {
			t.Fatalf("status %d: %s", status, err.String())
		}
		return out.String()
	}
	steps := []struct {
		name   string
		change func()
	}{
		{"nothing", func() {}},
		{"a file that was not committed", func() { write(t, dir, "new.go", "package main\n\nconst key = \""+planted()+"\"\n") }},
		{"a commit", func() { commit(t, dir, "more") }},
		{"content that came back at a stricter path", func() {
			write(t, dir, "docs/token.md", planted()+" was here\n")
			commit(t, dir, "in a document")
			write(t, dir, "token.go", planted()+" was here\n")
			if err := os.Remove(filepath.Join(dir, "docs/token.md")); err != nil {
				t.Fatal(err)
			}
			commit(t, dir, "in the product")
		}},
		{"roles of the repository's own", func() { write(t, dir, ".gitattributes", "*.go linguist-vendored\n") }},
		{"another license", func() { write(t, dir, "sort.go", header+"package main\n") }},
		{"a blob that is gone", func() {
			name := ""
			err := filepath.WalkDir(filepath.Join(dir, ".git", "objects"), func(p string, d os.DirEntry, err error) error {
				if err == nil && !d.IsDir() && p > name {
					name = p
				}
				return err
			})
			if err == nil {
				err = os.Remove(name)
			}
			if err != nil {
				t.Fatal(err)
			}
		}},
	}
	for _, step := range steps {
		step.change()
		want := scan("")
		for _, args := range [][]string{{"--jobs=1"}, {"--jobs=4"}, {"--no-cache"}} {
			if diff := cmp.Diff(want, scan(cache, args...)); diff != "" {
				t.Errorf("%s, %v (-without +with cache):\n%s", step.name, args, diff)
			}
		}
	}
	files, err := filepath.Glob(filepath.Join(cache, "*"))
	if err != nil || len(files) != 2 { // facts, and the walk of the history
		t.Fatalf("%v, %v", files, err)
	}
	findings := false
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil || strings.Contains(string(data), planted()) {
			t.Errorf("%s holds a token: %v", name, err)
		}
		findings = findings || strings.Contains(string(data), "secret/")
	}
	if !findings {
		t.Error("the cache holds no finding")
	}
}

func TestNoCacheLeavesNothing(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "cache")
	var out, err bytes.Buffer
	s := program{out: &out, err: &err, getenv: func(string) string { return "" }, detectors: detectors(), cacheDir: cache}
	if run(t.Context(), []string{"scan", "-q", "--no-cache", plantedRepository(t)}, s); out.Len() == 0 {
		t.Fatal(err.String())
	}
	if _, err := os.Stat(cache); !os.IsNotExist(err) {
		t.Errorf("%v", err)
	}
}
