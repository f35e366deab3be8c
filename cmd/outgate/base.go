// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/copyright"
)

// base is the earlier state that the tree is compared with (--since).
type base struct{ ref, commit string }

// openBase looks the reference up. A base that is not there leaves the question open.
func (t *target) openBase(path, ref string) error {
	if t.repo == nil || t.top != "" {
		return usage("--since %s: %s is not the top of a git repository, so there is nothing to compare with", ref, path)
	}
	id, err := t.repo.Resolve(ref)
	if err != nil {
		return incomplete(fmt.Errorf("%s: --since: %w", path, err))
	}
	t.base = &base{ref, id}
	return nil
}

// baseDetectors are those whose facts of the base are of use: they stand in one file each.
func baseDetectors(all []*scanner.Detector) []*scanner.Detector {
	return slices.DeleteFunc(slices.Clone(all), func(d *scanner.Detector) bool { return d.Name != "license" && d.Name != copyright.Name })
}

// addBase reads the files of the base that are others than today's, straight from the object
// store, and adds what they held to the inventory. What could not be read is a gap.
func (t *target) addBase(ctx context.Context, inv *inventory.Inventory, all []*scanner.Detector, o scanner.Options) error {
	if t.base == nil {
		return nil
	}
	today := make(map[string]string, len(inv.Files))
	for i := range inv.Files {
		today[inv.Files[i].Path] = inv.Files[i].Blob
	}
	held := map[string]bool{}
	same := func(path, blob string) bool {
		held[path] = true
		now, ok := today[path]
		return ok && now == blob && blob != ""
	}
	o.Cache, o.Progress = nil, nil
	then, err := scanner.Scan(ctx, scanner.Input{Tree: t.repo.TreeAt(t.base.commit, same)}, baseDetectors(all), o)
	if err != nil {
		return err
	}
	b := &inventory.Base{Ref: t.base.ref, Commit: t.base.commit, New: []string{}, Files: then.Files}
	if b.Files == nil {
		b.Files = []inventory.File{}
	}
	for i := range inv.Files {
		if !held[inv.Files[i].Path] {
			b.New = append(b.New, inv.Files[i].Path)
		}
	}
	inv.Base = b
	for _, g := range then.Gaps {
		if g.Code == inventory.GapNoFiles { // nothing differs
			continue
		}
		g.Commit = t.base.commit
		if g.Code == inventory.GapMissing {
			g.Reason += "; where a server has it, git archive " + t.base.commit + " > /dev/null fetches it"
		}
		inv.Gaps = append(inv.Gaps, g)
	}
	return nil
}
