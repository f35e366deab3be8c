// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/outgate/outgate/inventory"
)

// Tree is the finished walk: what a detector's tree step works on.
type Tree struct {
	entries []TreeEntry
	index   map[string]int
	reopens atomic.Int64
}

// TreeEntry is one file of the tree with what the walk learned of it.
type TreeEntry struct {
	inventory.Entry
	Role inventory.Role
	// Head is the first 512 bytes at most: enough to tell an executable or an archive.
	// nil for files of which no detector asks for it.
	Head []byte
	// Sketch is what the detector similar has made of the content; nil for none.
	Sketch *inventory.Sketch
	// Imports are those that the detector sbom has read from the content; nil for none.
	Imports *inventory.Imports

	content []byte // kept whole content; nil when not kept
	kept    bool
}

// Entries returns all files in path order. The slice is shared: do not modify it.
func (t *Tree) Entries() []TreeEntry { return t.entries }

// Lookup returns the entry of a path, or nil.
func (t *Tree) Lookup(path string) *TreeEntry {
	i, ok := t.index[path]
	if !ok {
		return nil
	}
	return &t.entries[i]
}

// Open returns the content of an entry: from memory when the walk kept it, else
// by opening the file once more. Such second opens are counted.
func (t *Tree) Open(e *TreeEntry) (io.ReadCloser, error) {
	if e.kept {
		return io.NopCloser(bytes.NewReader(e.content)), nil
	}
	t.reopens.Add(1)
	return e.Entry.Open()
}

// Reopens is the number of times that a tree step opened a file again.
func (t *Tree) Reopens() int { return int(t.reopens.Load()) }

// index makes the Tree of a finished walk. Files that could not be read are
// left out: their Gap says so already.
func index(walked []*result, beside []TreeEntry) *Tree {
	entries := slices.Clone(beside)
	kept := map[string][]byte{}
	for _, r := range walked {
		if !r.read {
			continue
		}
		e := r.entry
		e.Size, e.Blob = r.size, r.blob
		entries = append(entries, TreeEntry{Entry: e, Role: r.role, Head: r.head, Sketch: r.facts.Sketch, Imports: r.facts.Imports})
		if _, repeated := kept[e.Path]; r.kept != nil && !repeated {
			kept[e.Path] = r.kept
		}
	}
	return NewTree(entries, kept)
}

// treeSteps runs the tree step of each detector that has one.
func (s *scan) treeSteps(ctx context.Context, t *Tree) []inventory.Facts {
	all := make([]inventory.Facts, len(s.detectors))
	var steps sync.WaitGroup
	for i, d := range s.detectors {
		if d.Tree == nil {
			continue
		}
		steps.Go(func() { all[i] = treeStep(ctx, d, t) })
	}
	steps.Wait()
	return all
}

func treeStep(ctx context.Context, d *Detector, t *Tree) (facts inventory.Facts) {
	failed := func(why string) {
		facts.Gaps = append(facts.Gaps, inventory.Gap{Detector: d.Name, Code: inventory.GapDetector, Reason: why})
	}
	defer func() {
		if p := recover(); p != nil {
			failed(fmt.Sprintf("the detector panicked: %T", p))
		}
	}()
	facts, err := d.Tree(ctx, t)
	for i := range facts.Gaps {
		facts.Gaps[i].Detector = d.Name
	}
	if err != nil && ctx.Err() == nil {
		failed(reason(err))
	}
	return facts
}
