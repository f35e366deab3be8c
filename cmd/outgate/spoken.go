// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/scanner/suppress"
)

// spoken is what people say of findings, besides comments in the files: in the
// repository's own baseline and ignore file, and in a baseline from outside.
type spoken struct {
	baselines []*suppress.Baseline
	ignore    *suppress.Ignore // nil when there is none
}

// openSpoken reads the files that lie on disk, before the scan: a baseline that
// is broken is told at once.
func (t *target) openSpoken(outside []string) (*spoken, error) {
	s := &spoken{}
	for _, file := range outside {
		b, err := outsideBaseline(file, cmp.Or(t.top, t.policyDir))
		if err != nil {
			return nil, err
		}
		if b != nil {
			s.baselines = append(s.baselines, b)
		}
	}
	if t.policyDir == "" {
		return s, nil
	}
	data, err := t.ownFile(suppress.BaselinePath, suppress.MaxFile)
	if err == nil {
		err = s.own(data)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	switch data, err := t.ownFile(suppress.IgnorePath, suppress.MaxFile); {
	case err == nil:
		s.ignore = suppress.ParseIgnore(data)
	case !errors.Is(err, fs.ErrNotExist):
		s.ignore = &suppress.Ignore{}
		s.ignore.Broken(0, "the file was not read: "+cause(err))
	}
	return s, nil
}

// own takes the repository's baseline, unless --baseline has named it already.
func (s *spoken) own(data []byte) error {
	for _, b := range s.baselines {
		if !b.Outside {
			return nil
		}
	}
	b, err := parseBaseline(suppress.BaselinePath, data)
	if err == nil {
		s.baselines = append(s.baselines, b)
	}
	return err
}

// apply notes in the inventory who speaks for which finding. Of a subject without
// files on disk the scan has caught the files on its way.
func (s *spoken) apply(t *target, inv *inventory.Inventory) error {
	if t.caught != nil {
		if data, ok := t.caught.bytes(suppress.BaselinePath); ok {
			if err := s.own(data); err != nil {
				return err
			}
		}
		if data, ok := t.caught.bytes(suppress.IgnorePath); ok {
			s.ignore = suppress.ParseIgnore(data)
		}
	}
	for _, b := range s.baselines {
		b.Apply(inv, t.repo != nil && t.history == nil)
	}
	if s.ignore != nil {
		var blobAt func(commit, path string) (string, error)
		if t.history != nil {
			blobAt = t.repo.BlobAt
		}
		s.ignore.Apply(inv, blobAt)
	}
	return nil
}

// applyOutside applies a baseline to a stored inventory, which knows what the
// repository itself says.
func applyOutside(inv *inventory.Inventory, files []string) error {
	for _, file := range files {
		b, err := outsideBaseline(file, "")
		if err != nil {
			return err
		}
		if b != nil {
			b.Apply(inv, inv.Coverage.History == "none")
		}
	}
	inv.Sort()
	return nil
}

// outsideBaseline reads the file of --baseline. One that lies in the repository
// is the repository's own word, however it is named. A list of known violations is none: nil.
func outsideBaseline(file, dir string) (*suppress.Baseline, error) {
	data, err := readBeyond(file, suppress.MaxFile)
	if err != nil {
		return nil, usage("--baseline: %v", err)
	}
	if policy.IsKnownList(data) {
		return nil, nil
	}
	b, err := parseBaseline(filepath.ToSlash(file), data)
	if err != nil {
		return nil, err
	}
	b.Outside = dir == "" || !isBelow(file, dir)
	return b, nil
}

// isBelow reports whether a file lies in a directory, links resolved. What cannot
// be told counts as inside, which is trusted less.
func isBelow(file, dir string) bool {
	real := func(p string) (string, error) {
		abs, err := filepath.Abs(p)
		if err != nil {
			return "", err
		}
		return filepath.EvalSymlinks(abs)
	}
	f, err := real(file)
	if err != nil {
		return true
	}
	d, err := real(dir)
	if err != nil {
		return true
	}
	rel, err := filepath.Rel(d, f)
	return err != nil || rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func parseBaseline(name string, data []byte) (*suppress.Baseline, error) {
	b, err := suppress.ParseBaseline(name, data)
	if err != nil {
		return nil, usage("invalid baseline\n%v", err)
	}
	return b, nil
}

// ownFile reads a file of the repository by its fixed name, up to a byte more than its
// loader takes; no link is followed.
func (t *target) ownFile(name string, limit int64) ([]byte, error) {
	root, err := os.OpenRoot(t.policyDir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Lstat(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, usage("%s is no regular file; links are not followed", name)
	}
	f, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit+1))
}

// cause words an error without the path that stands beside it anyway.
func cause(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Sprint(p.Err)
	}
	return err.Error()
}

// bytes returns what passed by of a file.
func (c *catcher) bytes(name string) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept, ok := c.found[name]
	if !ok {
		return nil, false
	}
	return kept.Bytes(), true
}
