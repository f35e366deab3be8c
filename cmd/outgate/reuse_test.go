// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	gitindex "github.com/go-git/go-git/v5/plumbing/format/index"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/reuse"
)

const reuseCases = "../../scanner/reuse/testdata/"

// reuseCase is a project with what reuse-tool says of it; see
// scanner/reuse/testdata/README.md.
type reuseCase struct {
	files                      map[string][]byte
	git                        bool
	track, gitlink, unreadable []string
	symlinks                   [][2]string
	verdict                    []string
}

func readReuseCase(t *testing.T, file string) *reuseCase {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := &reuseCase{files: map[string][]byte{}}
	quoted := map[string]bool{}
	_, directives, _ := strings.Cut(string(a.Comment), "\n\n")
	for line := range strings.Lines(directives) {
		key, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch key {
		case "git":
			c.git = true
		case "track":
			c.track = append(c.track, rest)
		case "gitlink":
			c.gitlink = append(c.gitlink, rest)
		case "unreadable":
			c.unreadable = append(c.unreadable, rest)
		case "symlink":
			name, to, _ := strings.Cut(rest, " ")
			c.symlinks = append(c.symlinks, [2]string{name, to})
		case "quoted":
			quoted[unquoted(t, rest)] = true
		case "verdict":
			kind, what, _ := strings.Cut(rest, " ")
			c.verdict = append(c.verdict, strings.TrimSuffix(kind+" "+unquoted(t, what), " "))
		default:
			t.Fatalf("%s: unknown line %q", file, line)
		}
	}
	for _, f := range a.Files {
		name := unquoted(t, f.Name)
		c.files[name] = f.Data
		if quoted[name] {
			c.files[name] = unquotedLines(t, f.Data)
		}
	}
	slices.Sort(c.verdict)
	return c
}

func unquoted(t *testing.T, s string) string {
	if !strings.HasPrefix(s, `"`) {
		return s
	}
	text, err := strconv.Unquote(s)
	if err != nil {
		t.Fatalf("%v: %s", err, s)
	}
	return text
}

// unquotedLines reads lines of a quoted text and, behind an asterisk, how often it stands there.
func unquotedLines(t *testing.T, data []byte) []byte {
	var out []byte
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		text, err := strconv.QuotedPrefix(line)
		if err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		n := 1
		if times, ok := strings.CutPrefix(line[len(text):], "*"); ok {
			if n, err = strconv.Atoi(times); err != nil {
				t.Fatal(err)
			}
		}
		out = append(out, bytes.Repeat([]byte(unquoted(t, text)), n)...)
	}
	return out
}

// build lays the project out; it reports false when the system cannot.
func (c *reuseCase) build(t *testing.T, root string) bool {
	t.Helper()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	var repo *git.Repository
	if c.git {
		var err error
		repo, err = git.PlainInit(root, false)
		must(err)
	}
	for name, content := range c.files {
		p := filepath.Join(root, filepath.FromSlash(name))
		must(os.MkdirAll(filepath.Dir(p), 0o755))
		must(os.WriteFile(p, content, 0o644))
	}
	for _, l := range c.symlinks {
		p := filepath.Join(root, filepath.FromSlash(l[0]))
		must(os.MkdirAll(filepath.Dir(p), 0o755))
		if os.Symlink(l[1], p) != nil {
			return false
		}
	}
	if len(c.track)+len(c.gitlink) > 0 {
		idx := &gitindex.Index{Version: 2}
		for _, name := range c.track {
			hash := plumbing.ComputeHash(plumbing.BlobObject, c.files[name])
			idx.Entries = append(idx.Entries, &gitindex.Entry{Name: name, Mode: filemode.Regular, Hash: hash, Size: uint32(len(c.files[name]))})
		}
		for _, name := range c.gitlink {
			idx.Entries = append(idx.Entries, &gitindex.Entry{Name: name, Mode: filemode.Submodule, Hash: plumbing.NewHash(strings.Repeat("1234567890", 4))})
		}
		must(repo.Storer.SetIndex(idx))
	}
	for _, name := range c.unreadable {
		p := filepath.Join(root, name)
		must(os.Chmod(p, 0))
		if f, err := os.Open(p); err == nil { // root reads everything
			f.Close()
			return false
		}
	}
	return true
}

// reuseVerdict words what the policy says in the way of the cases. Disagreements are
// no problem of the specification.
func reuseVerdict(t *testing.T, inv *inventory.Inventory, v *policy.Verdict) []string {
	var out []string
	for _, g := range v.Gaps {
		if g.Detector == "reuse" && g.Code == inventory.GapUnparsable || strings.HasSuffix(g.Path, "REUSE.toml") {
			return []string{"error"}
		}
	}
	result := reuse.Lint(inv)
	raised := map[string]int{}
	for i := range v.Violations {
		raised[v.Violations[i].Check] += max(1, len(v.Violations[i].Places))
	}
	for _, p := range result.Problems {
		what := p.Path
		switch p.Kind {
		case reuse.Disagreement:
			continue
		case reuse.ReadError:
			if p.Path == ".reuse/dep5" && p.Reason != "" {
				return []string{"error"}
			}
		case reuse.InvalidExpression:
			what += " " + p.License
		case reuse.BadLicense, reuse.DeprecatedLicense, reuse.WithoutExtension, reuse.MissingLicense, reuse.UnusedLicense:
			what = p.License
		}
		out = append(out, strings.TrimSuffix(p.Kind+" "+what, " "))
		if raised["reuse-"+p.Kind] == 0 {
			t.Errorf("%s of %s is no violation", p.Kind, p.Path)
		}
	}
	if fails := len(out) > 0; fails != (v.State == policy.Fail) && v.State != policy.Incomplete {
		t.Errorf("%d problems, and the verdict is %s", len(out), v.State)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestReuseCases compares the verdict on each case with that of reuse-tool. Where
// they are not the same, differences.txt says why.
func TestReuseCases(t *testing.T) {
	files, err := filepath.Glob(reuseCases + "cases/*.txtar")
	if err != nil || len(files) < 400 {
		t.Fatalf("%d cases: %v", len(files), err)
	}
	explained := map[string]string{}
	list, err := os.ReadFile(reuseCases + "differences.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(list)) {
		if name, why, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && !strings.HasPrefix(line, "#") {
			explained[name] = why
		}
	}
	equal, same, seen := 0, 0, 0
	s := program{out: io.Discard, err: io.Discard, getenv: func(string) string { return "" }, detectors: detectors(), secrets: sync.OnceValues(secretEngine)}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(name, func(t *testing.T) {
			c := readReuseCase(t, file)
			root := filepath.Join(t.TempDir(), "p")
			if err := os.Mkdir(root, 0o755); err != nil {
				t.Fatal(err)
			}
			if !c.build(t, root) {
				t.Skip("cannot be laid out here")
			}
			seen++
			flags := checkFlags{preset: "reuse", now: "2026-01-01"}
			flags.scan.maxBytes, flags.scan.noCache, flags.scan.quiet = 64<<20, true, true
			v, _, inv, err := judge(context.Background(), s, root, &flags)
			if err != nil {
				t.Fatal(err)
			}
			got := reuseVerdict(t, inv, v)
			if len(got) == 0 == (len(c.verdict) == 0) {
				same++
			}
			differs := !slices.Equal(got, c.verdict)
			if !differs {
				equal++
			}
			if _, known := explained[name]; known != differs {
				t.Errorf("ours %s\nreuse-tool %s\ngaps %v", fmt.Sprintf("%q", got), fmt.Sprintf("%q", c.verdict), v.Gaps)
			}
			delete(explained, name)
		})
	}
	t.Logf("%d of %d cases equal, kind by kind; %d in the verdict", equal, seen, same)
	if seen == len(files) && len(explained) > 0 {
		t.Errorf("explained and not there: %v", explained)
	}
}
