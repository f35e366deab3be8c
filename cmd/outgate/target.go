// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/history"
	"github.com/outgate/outgate/scanner/worktree"
)

// target is what PATH turned out to be: a directory, a work tree, a bare
// repository or an archive.
type target struct {
	input   scanner.Input
	subject inventory.Subject
	notes   []string // for standard error
	// policyDir is where a policy of the repository's own is looked for; "" when
	// the subject has no files on disk.
	policyDir string

	repo    *history.Repo
	history *history.History
	stats   worktree.Stats
}

// sourceOptions are the flags that decide what is read.
type sourceOptions struct {
	history        string // "all", "none" or "" for the default
	includeIgnored bool
}

// openTarget finds out what path is and opens its sources.
func openTarget(ctx context.Context, path string, o sourceOptions) (*target, error) {
	if o.history != "" && o.history != "all" && o.history != "none" {
		return nil, usage("--history: %q is not one of all, none", o.history)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, usage("%s: %v", path, errors.Unwrap(err))
	}
	t := &target{}
	t.subject.Name = baseName(path)
	if !info.IsDir() {
		return t, t.openArchive(ctx, path, o)
	}
	repo, err := history.Open(path)
	switch {
	case errors.Is(err, history.ErrNotRepository):
		err = t.openDirectory(ctx, path, o)
	case err == nil:
		err = t.openRepository(ctx, path, repo, o)
	default:
		err = incomplete(fmt.Errorf("%s: %w", path, err))
	}
	return t, err
}

func (t *target) openArchive(ctx context.Context, path string, o sourceOptions) error {
	if o.history == "all" {
		return usage("--history all: %s is an archive and holds no history", path)
	}
	src, err := worktree.Archive(ctx, path)
	if err != nil {
		return usage("%s: %v", path, err)
	}
	t.subject.Kind = inventory.SubjectArchive
	t.input.Tree = src
	return nil
}

// openDirectory takes a directory that is not the top of a repository. Below
// one, the files that the repository tracks or does not ignore are taken.
func (t *target) openDirectory(ctx context.Context, path string, o sourceOptions) error {
	t.subject.Kind = inventory.SubjectDirectory
	t.policyDir = path
	top, inside := history.Enclosing(path)
	switch {
	case o.history == "all" && inside:
		return usage("--history all: %s is below the repository %s; run outgate on %s itself", path, top, top)
	case o.history == "all":
		return usage("--history all: %s is not a git repository", path)
	case inside:
		return t.openBelow(ctx, path, top, o)
	}
	t.input.Tree = worktree.Files(ctx, path, worktree.Options{Stats: &t.stats})
	return nil
}

// openBelow takes the part of a work tree that is below path.
func (t *target) openBelow(ctx context.Context, path, top string, o sourceOptions) error {
	repo, err := history.Open(top)
	if err != nil {
		return incomplete(err)
	}
	options, err := worktreeOptions(repo, o, &t.stats)
	if err != nil {
		return incomplete(fmt.Errorf("%s: %w", top, err))
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return incomplete(err)
	}
	below, err := filepath.Rel(top, abs)
	if err != nil {
		return incomplete(err)
	}
	options.Below = filepath.ToSlash(below)
	t.notes = append(t.notes, fmt.Sprintf("%s is below the repository %s: it is judged on its own, without the history", path, top))
	t.input.Tree = relative(worktree.Files(ctx, top, options), options.Below+"/")
	return nil
}

// relative takes the prefix off all paths of a source.
func relative(src scanner.Source, prefix string) scanner.Source {
	return func(yield func(inventory.Entry, error) bool) {
		for e, err := range src {
			e.Path = strings.TrimPrefix(e.Path, prefix)
			if g, ok := errors.AsType[*scanner.GapError](err); ok {
				gap := g.Gap
				gap.Path = strings.TrimPrefix(gap.Path, prefix)
				err = &scanner.GapError{Gap: gap}
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

func worktreeOptions(repo *history.Repo, o sourceOptions, stats *worktree.Stats) (worktree.Options, error) {
	tracked, err := repo.Tracked()
	return worktree.Options{Tracked: tracked, Exclude: repo.Exclude(), IncludeIgnored: o.includeIgnored, Stats: stats}, err
}

func (t *target) openRepository(ctx context.Context, path string, repo *history.Repo, o sourceOptions) error {
	t.repo = repo
	name := t.subject.Name
	t.subject = repo.Subject()
	if t.subject.Remote == "" || t.subject.Name == "" {
		t.subject.Name = name
	}
	t.subject.Submodules = repo.Submodules()
	if repo.Bare() {
		t.input.Tree = repo.Tree()
	} else {
		t.policyDir = path
		options, err := worktreeOptions(repo, o, &t.stats)
		if err != nil {
			return incomplete(fmt.Errorf("%s: %w", path, err))
		}
		t.input.Tree = worktree.Files(ctx, path, options)
	}
	if o.history == "none" {
		return nil
	}
	t.history = repo.History(history.Options{})
	t.input.History = func(seen func(string) bool) scanner.Source { return t.history.Blobs(ctx, seen) }
	return nil
}

// complete adds to the inventory what the source alone knows.
func (t *target) complete(inv *inventory.Inventory) {
	inv.Subject = t.subject
	inv.Coverage.Ignored = t.stats.Ignored
	inv.Coverage.Untracked = t.stats.Untracked
	switch {
	case t.repo == nil:
		inv.Coverage.History = "not applicable"
	case t.history != nil:
		inv.Coverage.Commits = t.history.Commits()
		history.Attribute(inv, t.history)
	}
	if t.repo != nil && !t.repo.Bare() && t.history != nil {
		head, gaps := t.repo.HeadBlobs()
		inv.Gaps = append(inv.Gaps, gaps...)
		inv.Subject.Dirty = dirty(inv.Files, head)
	}
	inv.Sort()
}

// dirty reports whether the files on disk differ from those of the commit.
// Untracked files do not count.
func dirty(files []inventory.File, head map[string]string) bool {
	found := 0
	for _, f := range files {
		blob, tracked := head[f.Path]
		if !tracked {
			continue
		}
		found++
		if blob != f.Blob {
			return true
		}
	}
	return found != len(head)
}

func baseName(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		abs = path
	}
	return filepath.Base(abs)
}

// policyNames are the files in which a repository keeps its own policy.
var policyNames = []string{".outgate/policy.yaml", "outgate.yaml"}

// ownPolicy names the repository's own policy file, slash-separated and below
// policyDir, or "".
func (t *target) ownPolicy() (string, error) {
	if t.policyDir == "" {
		return "", nil
	}
	var found []string
	for _, name := range policyNames {
		path := filepath.Join(t.policyDir, filepath.FromSlash(name))
		if _, err := os.Lstat(path); err == nil {
			found = append(found, name)
		}
	}
	if len(found) > 1 {
		return "", usage("two policies: %s; keep one, or name it with --policy", strings.Join(found, " and "))
	}
	return slices.Concat(found, []string{""})[0], nil
}
