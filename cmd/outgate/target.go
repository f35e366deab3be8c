// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/gitattr"
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
	// top is the work tree that policyDir is below, "" when it is below none.
	top string

	// caught holds the own policy of a subject without files on disk, once the
	// scan has read it; nil for one that lies on disk.
	caught *catcher

	// staged is what a commit would bring, when that alone is judged.
	staged *history.Staged

	cacheName string // tells the cache of this subject from others; "" for none
	repo      *history.Repo
	history   *history.History
	scope     history.Options
	since     string // of a history since a reference: its name and commit
	base      *base  // the earlier state to compare with; nil for none
	// contributionsSince is the reference behind which contributions are counted, as since.
	contributionsSince string
	stats              worktree.Stats
}

// sourceOptions are the flags that decide what is read.
type sourceOptions struct {
	history        string // "all", "none", "everything", "since:REF" or "" for the default
	base           string // reference of the earlier state to compare with; "" for none
	includeIgnored bool
	staged         bool   // what the next commit would bring, nothing else
	index          string // with staged: another index file than the repository's own, see GIT_INDEX_FILE
}

// since is the REF of "since:REF".
func (o sourceOptions) since() (ref string, ok bool) { return strings.CutPrefix(o.history, "since:") }

// wantsHistory reports whether a history was asked for by name.
func (o sourceOptions) wantsHistory() bool { return o.history != "" && o.history != "none" }

func (o sourceOptions) check() error {
	if ref, ok := o.since(); ok {
		if strings.TrimSpace(ref) == "" {
			return usage("--history since: names no reference; write since:REF, as in since:origin/main")
		}
		return nil
	}
	known := []string{inventory.HistoryAll, inventory.HistoryNone, inventory.HistoryEverything}
	if o.history != "" && !slices.Contains(known, o.history) {
		return usage("--history: %q is not one of %s, since:REF%s", o.history, strings.Join(known, ", "), rules.Suggest(o.history, known))
	}
	return nil
}

// openTarget finds out what path is and opens its sources.
func openTarget(ctx context.Context, path string, o sourceOptions) (*target, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, usage("%s: %v", path, errors.Unwrap(err))
	}
	t := &target{}
	t.subject.Name = baseName(path)
	if o.staged {
		return t, t.openStaged(path, o)
	}
	if !info.IsDir() {
		if o.base != "" {
			return nil, usage("--since %s: %s is no repository, so there is nothing to compare with", o.base, path)
		}
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
	if err == nil && o.base != "" {
		err = t.openBase(path, o.base)
	}
	return t, err
}

func (t *target) openArchive(ctx context.Context, path string, o sourceOptions) error {
	if o.wantsHistory() {
		return usage("--history %s: %s is an archive and holds no history", o.history, path)
	}
	src, err := worktree.Archive(ctx, path)
	if err != nil {
		return usage("%s: %v", path, err)
	}
	t.subject.Kind = inventory.SubjectArchive
	t.caught = &catcher{found: map[string]*bytes.Buffer{}}
	t.input.Tree = t.caught.watch(src)
	return nil
}

// openDirectory takes a directory that is not the top of a repository. Below
// one, the files that the repository tracks or does not ignore are taken.
func (t *target) openDirectory(ctx context.Context, path string, o sourceOptions) error {
	t.subject.Kind = inventory.SubjectDirectory
	t.policyDir = path
	top, inside := history.Enclosing(path)
	switch {
	case o.wantsHistory() && inside:
		return usage("--history %s: %s is below the repository %s; run outgate on %s itself", o.history, path, top, top)
	case o.wantsHistory():
		return usage("--history %s: %s is not a git repository", o.history, path)
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
	t.top = top
	t.notes = append(t.notes, fmt.Sprintf("%s is below the repository %s: it is judged on its own, without the history", path, top))
	t.input.Tree = relative(worktree.Files(ctx, top, options), gitattr.CleanPath(options.Below)+"/")
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
		t.caught = &catcher{found: map[string]*bytes.Buffer{}}
		t.input.Tree = t.caught.watch(repo.Tree())
	} else {
		t.policyDir = path
		options, err := worktreeOptions(repo, o, &t.stats)
		if err != nil {
			return incomplete(fmt.Errorf("%s: %w", path, err))
		}
		t.input.Tree = worktree.Files(ctx, path, options)
	}
	t.input.Hash = true // to tell whether the files are those of the commit
	if o.history == "none" {
		return nil
	}
	options := history.Options{Scope: o.history}
	if ref, ok := o.since(); ok {
		id, err := repo.Resolve(ref)
		if err != nil {
			return incomplete(fmt.Errorf("%s: --history since: %w", path, err))
		}
		options = history.Options{Since: id}
		t.since = ref + " (" + id + ")"
	}
	t.scope = options
	t.history = repo.History(options)
	if abs, err := filepath.Abs(path); err == nil && t.since == "" { // a part would take the place of the whole
		t.cacheName = abs + " " + t.scope.Scope
	}
	t.input.History = func(seen func(string) (inventory.Role, bool)) scanner.Source { return t.history.Blobs(ctx, seen) }
	return nil
}

// complete adds to the inventory what the source alone knows.
func (t *target) complete(inv *inventory.Inventory) {
	inv.Subject = t.subject
	if t.staged != nil {
		t.completeStaged(inv)
		return
	}
	inv.Coverage.Ignored = t.stats.Ignored
	inv.Coverage.Untracked = t.stats.Untracked
	switch {
	case t.repo == nil:
		inv.Coverage.History = inventory.HistoryNotApplicable
	case t.history != nil:
		inv.Coverage.History, inv.Coverage.Since = cmp.Or(t.scope.Scope, inv.Coverage.History), t.since
		if t.since != "" {
			inv.Coverage.History = inventory.HistorySince
		}
		inv.Coverage.Commits, inv.Coverage.Began = t.history.Commits(), t.history.Began()
		inv.Coverage.SkippedRefs = t.history.Skipped()
		history.Attribute(inv, t.history)
		inv.Identities = append(inv.Identities, t.history.Identities()...)
		inv.Contributions, inv.Coverage.ContributionsSince = t.history.Contributions(), t.contributionsSince
		inv.AddHistory(t.history.Contributors())
	}
	if t.repo != nil && !t.repo.Bare() {
		head, gaps := t.repo.HeadBlobs()
		inv.Gaps = append(inv.Gaps, gaps...)
		inv.Subject.Dirty = t.dirty(inv.Files, head)
	}
	inv.Sort()
}

// dirty reports whether the files on disk are others than those of the commit:
// changed, missing, or beside them. A file that could not be read has a gap and
// says nothing here.
func (t *target) dirty(files []inventory.File, head map[string]string) bool {
	found := 0
	for _, f := range files {
		blob, committed := head[f.Path]
		if !committed {
			return true
		}
		found++
		if f.Blob != "" && f.Blob != blob && !t.sameButLineEnds(f.Path, blob) {
			return true
		}
	}
	return found != len(head)
}

// sameButLineEnds reports whether a file differs from a blob by the line ends
// alone that git wrote when it checked the file out.
func (t *target) sameButLineEnds(path, blob string) bool {
	root, err := os.OpenRoot(t.policyDir)
	if err != nil {
		return false
	}
	defer root.Close()
	content, err := root.ReadFile(filepath.FromSlash(path))
	return err == nil && scanner.BlobID(bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))) == blob
}

func baseName(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		abs = path
	}
	return filepath.Base(abs)
}
