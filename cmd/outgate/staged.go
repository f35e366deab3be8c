// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/scanner/history"
)

// stagedMakers leaves the detectors that --staged runs. The others look at the tree
// as a whole, and a part of it would mislead them.
func stagedMakers(all []maker, only []string) ([]maker, error) {
	for _, name := range only {
		if slices.ContainsFunc(all, func(m maker) bool { return m.name == name }) && !slices.Contains(policy.StagedDetectors(), name) {
			return nil, usage("--only: %s looks at the whole tree, and --staged judges single files; run it without --staged", name)
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(m maker) bool { return !slices.Contains(policy.StagedDetectors(), m.name) }), nil
}

// openStaged takes what is staged in the repository that path is in: its index
// knows nothing of directories.
func (t *target) openStaged(path string, o sourceOptions) error {
	switch {
	case o.history == "all":
		return usage("--staged and --history all: a commit that is being made has no history; run check without --staged")
	case o.base != "":
		return usage("--staged and --since: what is staged is judged for secrets only, and nothing is compared")
	case o.includeIgnored:
		return usage("--staged and --include-ignored: what is staged is not ignored")
	}
	info, err := os.Stat(path)
	if err != nil {
		return usage("%s: %v", path, errors.Unwrap(err))
	}
	if !info.IsDir() {
		return usage("--staged: %s is no directory", path)
	}
	repo, err := history.Open(path)
	if errors.Is(err, history.ErrNotRepository) {
		top, inside := history.Enclosing(path)
		if !inside {
			return usage("--staged: %s is not in the work tree of a git repository", path)
		}
		path = top
		repo, err = history.Open(top)
	}
	if err != nil {
		return incomplete(fmt.Errorf("%s: %w", path, err))
	}
	if repo.Bare() {
		return usage("--staged: %s is a bare repository, which has no index", path)
	}
	if t.staged, err = repo.Staged(o.index); err != nil {
		return incomplete(fmt.Errorf("%s: %w", path, err))
	}
	t.subject = repo.Subject()
	if t.subject.Remote == "" || t.subject.Name == "" {
		t.subject.Name = baseName(path)
	}
	t.subject.Dirty = t.staged.Changes()
	t.repo = repo
	t.input.Tree = t.staged.Source()
	return nil
}

// completeStaged marks the inventory. That there may be no file to look at is in
// order: a commit may remove files only.
func (t *target) completeStaged(inv *inventory.Inventory) {
	inv.Coverage.Staged = true
	inv.Gaps = slices.DeleteFunc(inv.Gaps, func(g inventory.Gap) bool { return g.Path == "" && g.Code == inventory.GapNoFiles })
	inv.Sort()
}

// stagedFile is a file as it is in the index, for a policy that is read from there.
func (t *target) stagedFile(name string) ([]byte, error) {
	content, ok, err := t.staged.File(name)
	if err == nil && !ok {
		err = fmt.Errorf("open %s: %w in the index", name, fs.ErrNotExist)
	}
	return content, err
}

// stagedPolicy is the repository's own policy as it is in the index.
func (t *target) stagedPolicy() (name string, data []byte, err error) {
	for _, candidate := range policyNames {
		content, ok, err := t.staged.File(candidate)
		switch {
		case err != nil:
			return "", nil, err
		case !ok:
			continue
		case name != "":
			return "", nil, twoPolicies(name, candidate)
		}
		name, data = candidate, content
	}
	return name, data, nil
}
