// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// base is the earlier state that the tree is compared with (--since).
type base struct {
	ref, commit string
	tree        *scanner.Tree // of today, once it was walked
}

// openBase looks the reference up. A base that is not there leaves the question open.
func (t *target) openBase(path, ref string) error {
	if t.repo == nil || t.top != "" {
		return usage("--since %s: %s is not the top of a git repository, so there is nothing to compare with", ref, path)
	}
	id, err := t.repo.Resolve(ref)
	if err != nil {
		return incomplete(fmt.Errorf("%s: %w", path, err))
	}
	t.base = &base{ref: ref, commit: id}
	t.input.Walked = func(tree *scanner.Tree) { t.base.tree = tree }
	return nil
}

// addBase adds to the inventory what the base held. The files that are others than
// today's are read straight from the object store and shown to the same detectors; tree
// steps see them among today's. What could not be read is a gap of the base.
func (t *target) addBase(ctx context.Context, inv *inventory.Inventory, ds []*scanner.Detector, o scanner.Options) error {
	if t.base == nil {
		return nil
	}
	today := make(map[string]*inventory.File, len(inv.Files))
	for i := range inv.Files {
		today[inv.Files[i].Path] = &inv.Files[i]
	}
	held := map[string]bool{} // path -> the base holds it
	var differ []string       // of these, what is another file today
	var beside []scanner.TreeEntry
	same := func(path, blob string, role inventory.Role) bool {
		held[path] = true
		now := today[path]
		if now == nil || now.Blob != blob || blob == "" || cmp.Or(role, scanner.RoleOfPath(path)) != now.Role && (role != "" || now.Role != inventory.RoleGenerated) {
			differ = append(differ, path)
			return false
		}
		if e := t.base.tree.Lookup(path); e != nil {
			beside = append(beside, *e)
		}
		return true
	}
	entries, gaps := gather(t.repo.TreeAt(t.base.commit, same))
	b := &inventory.Base{Ref: t.base.ref, Commit: t.base.commit, Gaps: gaps}
	for i := range inv.Files {
		if path := inv.Files[i].Path; !held[path] {
			b.New = append(b.New, path)
		}
	}
	if err := t.scanBase(ctx, b, inv, scanner.Input{Tree: entries, Beside: beside}, ds, o); err != nil {
		return err
	}
	b.Files = append(b.Files, unread(b.Files, differ)...)
	if t.history != nil {
		reached, gaps := t.history.Reached(ctx, b.Commit, namedCommits(inv))
		b.Reached, b.Gaps = reached, append(b.Gaps, gaps...)
	}
	for i := range b.Gaps {
		g := &b.Gaps[i]
		g.Commit = b.Commit
		if g.Code == inventory.GapMissing && !strings.Contains(g.Reason, "git archive") {
			g.Reason += "; where a server has it, git archive " + b.Commit + " > /dev/null fetches it"
		}
	}
	inv.Base = b
	inv.Sort()
	return nil
}

// scanBase adds the facts of the files that differ. When none does, all that is known of
// the tree of today was true then.
func (t *target) scanBase(ctx context.Context, b *inventory.Base, inv *inventory.Inventory, in scanner.Input, ds []*scanner.Detector, o scanner.Options) error {
	o.Progress = nil
	then, err := scanner.Scan(ctx, in, ds, o)
	if err != nil {
		return err
	}
	b.Files, b.Secrets, b.Leaks, b.Media, b.HeaderTexts, b.Detectors = then.Files, then.Secrets, then.Leaks, then.Media, then.HeaderTexts, then.Coverage.Detectors
	if b.Supply = then.Supply; then.Community != nil {
		b.Documents = then.Community.Documents
	}
	for i := range b.Secrets {
		b.Secrets[i].Status = cmp.Or(b.Secrets[i].Status, inventory.StatusInTree)
	}
	for i := range b.Leaks {
		b.Leaks[i].Status = cmp.Or(b.Leaks[i].Status, inventory.StatusInTree)
	}
	w := &inventory.Whole{Components: then.Components, Manifests: then.Manifests, Similar: then.Similar}
	if !sameWhole(w, &inventory.Whole{Components: inv.Components, Manifests: inv.Manifests, Similar: inv.Similar}) {
		b.Whole = w
	}
	b.Gaps = append(b.Gaps, slices.DeleteFunc(then.Gaps, func(g inventory.Gap) bool {
		return g.Code == inventory.GapNoFiles || slices.ContainsFunc(in.Beside, func(e scanner.TreeEntry) bool { return e.Path == g.Path }) // the same is missing today
	})...)
	return nil
}

// unread are the files that are not among those of a scan, because the source could not
// offer them: nothing is known of what they held, and today's facts are not theirs.
func unread(files []inventory.File, differ []string) (out []inventory.File) {
	read := make(map[string]bool, len(files))
	for i := range files {
		read[files[i].Path] = true
	}
	for _, path := range differ {
		if !read[path] {
			out = append(out, inventory.File{Path: path, Role: scanner.RoleOfPath(path)})
		}
	}
	return out
}

func sameWhole(a, b *inventory.Whole) bool {
	same := func(x, y any) bool {
		v, w := reflect.ValueOf(x), reflect.ValueOf(y)
		return v.Len() == 0 && w.Len() == 0 || reflect.DeepEqual(x, y)
	}
	return same(a.Components, b.Components) && same(a.Manifests, b.Manifests) && same(a.Similar, b.Similar)
}

// gather reads a source to its end: what it leaves out is known before anything is scanned.
func gather(src scanner.Source) (scanner.Source, []inventory.Gap) {
	var entries []inventory.Entry
	var gaps []inventory.Gap
	for e, err := range src {
		if err != nil {
			gaps = append(gaps, scanner.GapOf(err))
			continue
		}
		entries = append(entries, e)
	}
	return func(yield func(inventory.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}, gaps
}

// namedCommits lists the commits that findings and identities name.
func namedCommits(inv *inventory.Inventory) []string {
	var out []string
	for i := range inv.Secrets {
		out = append(out, inv.Secrets[i].Commit)
	}
	for i := range inv.Leaks {
		out = append(out, inv.Leaks[i].Commit)
	}
	for i := range inv.Identities {
		out = append(out, inv.Identities[i].FirstCommit)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return slices.DeleteFunc(out, func(id string) bool { return id == "" })
}
