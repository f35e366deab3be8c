// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/scanner/history"
)

// knownLists reads the lists of known violations that count for path: those of
// --baseline, and the repository's own. Of a subject without files on disk there is no own one.
func knownLists(path string, files []string) ([]*policy.KnownList, error) {
	var lists []*policy.KnownList
	dir := ""
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		dir = path
	}
	top := dir
	if above, ok := history.Enclosing(dir); ok && dir != "" {
		if _, err := history.Open(dir); err != nil { // else dir is the top itself
			top = above
		}
	}
	inside := false
	for _, file := range files {
		data, err := readBeyond(file, policy.MaxKnown)
		if err != nil {
			return nil, usage("--baseline: %v", err)
		}
		if !policy.IsKnownList(data) {
			continue
		}
		l, err := parseKnown(filepath.ToSlash(file), data)
		if err != nil {
			return nil, err
		}
		l.Outside = top == "" || !isBelow(file, top)
		inside = inside || !l.Outside
		lists = append(lists, l)
	}
	if dir == "" || inside {
		return lists, nil
	}
	t := &target{policyDir: dir}
	switch data, err := t.ownFile(policy.KnownPath, policy.MaxKnown); {
	case err == nil:
		l, err := parseKnown(policy.KnownPath, data)
		if err != nil {
			return nil, err
		}
		lists = append(lists, l)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, usage("%s: %s", policy.KnownPath, cause(err))
	}
	return lists, nil
}

func parseKnown(name string, data []byte) (*policy.KnownList, error) {
	l, err := policy.ParseKnown(name, data)
	if err != nil {
		return nil, usage("invalid list of known violations\n%v", err)
	}
	return l, nil
}

// listKnown writes the list of today's violations.
func (f *baselineFlags) listKnown(ctx context.Context, s program, path string) error {
	if f.reason != "" || f.until != "" {
		return usage("--reason and --until are for findings; a list of violations is debt, and has neither (a waiver has both)")
	}
	file := f.output
	if file == "" {
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			return usage("%s has no files on disk to put a list beside; say with -o where it goes", path)
		}
		file = filepath.Join(path, filepath.FromSlash(policy.KnownPath))
	}
	l := &policy.KnownList{}
	if file != "-" {
		data, err := readBeyond(file, policy.MaxKnown)
		switch {
		case err == nil:
			if l, err = parseKnown(filepath.ToSlash(file), data); err != nil {
				return err
			}
		case !errors.Is(err, fs.ErrNotExist):
			return incomplete(err)
		}
	}
	now, err := f.check.time(s)
	if err != nil {
		return err
	}
	f.check.scan = f.scan
	inv, p, err := judged(ctx, s, path, &f.check)
	if err != nil {
		return err
	}
	if n := blocking(inv.Gaps); f.prune && (n > 0 || inv.Coverage.History == inventory.HistoryNone) {
		return incomplete(fmt.Errorf("--prune: %d gaps, history %s: not everything was examined, so nobody knows which violations are gone; nothing was written", n, inv.Coverage.History))
	}
	added, gone := l.Merge(policy.Known(inv, p, now), f.prune)
	if err := s.scrub(l); err != nil {
		return err
	}
	if file != "-" {
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return incomplete(err)
		}
	}
	if err := deliver(s, file, l.Write); err != nil {
		return err
	}
	note := fmt.Sprintf("outgate: %s, %d new", counted(len(l.Entries), "place"), added)
	if gone > 0 {
		note += fmt.Sprintf("; what %d name is gone (%s)", gone, map[bool]string{true: "dropped", false: "kept; --prune drops them"}[f.prune])
	}
	fmt.Fprintln(s.err, note)
	return nil
}
