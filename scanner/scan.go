// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package scanner runs detectors over the files of a source. It knows no
// particular detector, no policy and no report.
//
// # One walk, one read
//
// A [Source] yields entries. [Scan] opens each of them once, into a buffer that
// every [Detector] sees; nothing is read twice but the few files that a tree
// step (components) asks for and the walk did not keep, and those are counted.
//
//	source -> entries -> N workers: read once -> File of each detector -+-> Inventory
//	                                          \-> index, kept manifests -> Tree of each detector
//
// # Gaps
//
// Whatever should have been looked at and was not is a Gap in the inventory: a
// file that could not be read or is too large, a detector that failed or
// panicked on a file, an object that a source misses, a tree without files. A
// scan does not stop for any of them, and only a cancelled context makes it
// return an error: the facts of half a scan are never handed on as whole.
//
// # Order
//
// Workers finish in any order; the inventory is sorted at the end. Equal input
// gives equal bytes for any number of workers.
//
// # A new detector
//
// A detector is a value: a folder scanner/NAME with a function New that returns
// a *Detector, and one line in cmd/outgate/detectors.go.
package scanner

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/outgate/outgate/inventory"
)

// Source yields the entries of one tree or one history. A *[GapError] tells of
// something that could not be offered and becomes a Gap; any other error
// becomes a Gap of code unreadable for the source as a whole. Either way the
// scan goes on with the next pair.
type Source = iter.Seq2[inventory.Entry, error]

// GapError is how a source reports a Gap.
type GapError struct{ Gap inventory.Gap }

func (e *GapError) Error() string { return e.Gap.Path + ": " + e.Gap.Reason }

// DefaultMaxBytes is the largest file that is read when Options say nothing.
const DefaultMaxBytes = 64 << 20

// Options bound a scan. The zero value means the documented defaults.
type Options struct {
	Jobs     int       // workers; 0 means one per processor
	MaxBytes int64     // largest file read, in bytes; 0 means DefaultMaxBytes
	Progress *Progress // counts what was done, for a display; may be nil
	Cache    *Cache    // what earlier runs have found; nil for none
}

// Progress counts what a scan has done so far. It may be read at any time.
type Progress struct {
	Files   atomic.Int64 // files of the tree read
	Bytes   atomic.Int64 // bytes of them
	Blobs   atomic.Int64 // blobs of history read
	Reopens atomic.Int64 // files that a tree step opened a second time
}

// Input is what a scan reads.
type Input struct {
	// Tree yields the files of the tree that is to be published.
	Tree Source
	// Hash asks for the git object id of every file. History needs it.
	Hash bool
	// History, when set, yields the blobs that only history holds, each with its
	// first commit and path. seen reports whether a git object id was examined
	// as part of the tree, so that the source can leave it out, and the role that
	// is judged most strictly (see Strictness) of those that its paths there have.
	History func(seen func(blob string) (inventory.Role, bool)) Source
	// Beside are files of the tree that are known from another scan and not read again: tree
	// steps see them beside those that the source yields.
	Beside []TreeEntry
	// Walked, when set, is given the index of the finished walk, for the Beside of another scan.
	Walked func(*Tree)
}

// Scan reads every entry once and shows it to the detectors. The inventory is
// complete as it is returned, Gaps included, but for Tool, Subject and the
// attribution of history findings, which the caller fills in. The error is
// that of ctx when the scan was cancelled; nothing else stops it.
func Scan(ctx context.Context, in Input, ds []*Detector, o Options) (*inventory.Inventory, error) {
	if o.Jobs <= 0 {
		o.Jobs = runtime.GOMAXPROCS(0)
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.Progress == nil {
		o.Progress = new(Progress)
	}
	s := &scan{options: o, detectors: ds, hashing: in.Hash}
	if in.History != nil {
		s.shelf = new(shelf)
	}
	for _, d := range ds {
		s.coverage.Detectors = append(s.coverage.Detectors, d.Name)
	}

	walked := s.run(ctx, in.Tree, s.treeFile)
	tree := index(walked, in.Beside)
	if in.Walked != nil {
		in.Walked(tree)
	}
	var components sync.WaitGroup
	var treeFacts []inventory.Facts
	components.Go(func() { treeFacts = s.treeSteps(ctx, tree) })

	s.coverage.History = inventory.HistoryNone
	var old []*result
	if in.History != nil {
		s.coverage.History = inventory.HistoryAll
		old = s.run(ctx, in.History(seenIn(walked)), s.historyBlob)
	}
	components.Wait()
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	o.Cache.save()
	o.Progress.Reopens.Store(int64(tree.Reopens()))
	return s.inventory(walked, old, treeFacts), nil
}

// scan is the state of one call of Scan.
type scan struct {
	options   Options
	detectors []*Detector
	hashing   bool // git object ids of the tree's files are wanted
	coverage  inventory.Coverage
	kept      atomic.Int64
	blobs     atomic.Int64 // of history, read
	large     sync.Mutex   // held while a file above largeFile is in memory
	shelf     *shelf       // of what detectors keep for other versions of a file; nil without a history
}

// result is what a worker learned of one entry.
type result struct {
	number     int // place of the entry in the source, from 1; 0 for a Gap of the source
	entry      inventory.Entry
	file       bool // a regular file or symlink was offered, as opposed to a Gap alone
	read       bool
	size       int64
	role       inventory.Role
	overridden bool // the role is not that of path and content
	blob       string
	head       []byte
	kept       []byte
	facts      inventory.Facts
}

// run reads the source with all workers and returns what they learned in the
// order of the source: an archive may hold two files of one name. Of a blob of
// history nothing is kept but facts. Entries that follow each other go to one
// worker.
func (s *scan) run(ctx context.Context, src Source, look func(context.Context, *worker, inventory.Entry) *result) []*result {
	if src == nil {
		return nil
	}
	batches := make(chan []numbered, 2*s.options.Jobs)
	parts := make([][]*result, s.options.Jobs)
	var workers sync.WaitGroup
	for i := range parts {
		workers.Go(func() {
			w := new(worker)
			for batch := range batches {
				for _, e := range batch {
					if ctx.Err() != nil {
						break
					}
					r := look(ctx, w, e.Entry)
					if r.number = e.number; r.file || !r.facts.Empty() { // most blobs of history have nothing to say
						parts[i] = append(parts[i], r)
					}
				}
			}
		})
	}
	all := offer(ctx, src, batches)
	close(batches)
	workers.Wait()
	for _, p := range parts {
		all = append(all, p...)
	}
	slices.SortStableFunc(all, func(a, b *result) int { return a.number - b.number })
	return all
}

// numbered is an entry with its place in the source.
type numbered struct {
	inventory.Entry
	number int
}

// Bounds of what is handed to one worker at once. A long line of entries that
// follow each other is cut: the other workers want something to do. Small entries
// that do not are handed over in handfuls: to wake a worker costs as much as to read one.
const (
	batchEntries = 64
	batchBytes   = 32 << 20
	handful      = 16
	handfulBytes = 128 << 10
)

// offer hands every entry of the source to the workers and returns the Gaps
// that the source itself reports. A source that panics (a damaged pack, say)
// is a Gap too: what it had still to offer was not examined.
func offer(ctx context.Context, src Source, batches chan<- []numbered) (gaps []*result) {
	var batch []numbered
	size := int64(0)
	flush := func() {
		if len(batch) > 0 {
			batches <- batch
			batch, size = nil, 0
		}
	}
	defer flush()
	defer func() {
		if p := recover(); p != nil {
			g := inventory.Gap{Detector: "source", Code: inventory.GapUnreadable, Reason: fmt.Sprintf("the source failed half-way: %v", p)}
			gaps = append(gaps, &result{facts: inventory.Facts{Gaps: []inventory.Gap{g}}})
		}
	}()
	number := 0
	for e, err := range src {
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			gaps = append(gaps, &result{facts: inventory.Facts{Gaps: []inventory.Gap{GapOf(err)}}})
			continue
		}
		if !e.Follows && (len(batch) >= handful || size > handfulBytes) || len(batch) >= batchEntries || size > batchBytes {
			flush()
		}
		number++
		batch, size = append(batch, numbered{e, number}), size+max(e.Size, 0)
	}
	return gaps
}

// GapOf turns the error of a source into a Gap.
func GapOf(err error) inventory.Gap {
	if g, ok := errors.AsType[*GapError](err); ok {
		return g.Gap
	}
	return inventory.Gap{Detector: "source", Code: inventory.GapUnreadable, Reason: err.Error()}
}

// seenIn returns a test for the blobs that the walk has examined. What the
// content alone makes of a file, generated code say, is left aside: it would be
// the same at every path.
func seenIn(walked []*result) func(string) (inventory.Role, bool) {
	roles := make(map[string]inventory.Role, len(walked))
	for _, r := range walked {
		if !r.read || r.blob == "" {
			continue
		}
		role := r.entry.Role
		if role == "" {
			role = RoleOfPath(r.entry.Path)
		}
		if known, ok := roles[r.blob]; !ok || Strictness(role) > Strictness(known) {
			roles[r.blob] = role
		}
	}
	return func(blob string) (inventory.Role, bool) {
		role, ok := roles[blob]
		return role, ok
	}
}

// Strictness orders roles by how strictly policies judge what is found in such
// files, 2 highest: product, or a role that is not known; then what is built or
// shipped with it (vendored, generated, ci); then test, example and docs.
func Strictness(r inventory.Role) int {
	switch r {
	case inventory.RoleVendored, inventory.RoleGenerated, inventory.RoleCI:
		return 1
	case inventory.RoleTest, inventory.RoleExample, inventory.RoleDocs:
		return 0
	}
	return 2
}

// inventory joins all facts into one.
func (s *scan) inventory(walked, old []*result, treeFacts []inventory.Facts) *inventory.Inventory {
	v := &inventory.Inventory{Schema: inventory.Schema, Coverage: s.coverage}
	for _, r := range walked {
		if r.file {
			v.Files = append(v.Files, fileOf(r))
		}
		if r.entry.Regular() && r.read {
			v.Coverage.Files++
			v.Coverage.Bytes += r.size
			if r.overridden {
				v.Coverage.Overridden++
			}
		}
		v.Add(r.facts)
	}
	v.Coverage.Blobs = int(s.blobs.Load())
	for _, r := range old {
		v.Add(r.facts)
	}
	for _, f := range treeFacts {
		v.Add(f)
	}
	if v.Coverage.Files == 0 {
		v.Gaps = append(v.Gaps, inventory.Gap{Code: inventory.GapNoFiles, Reason: "no file could be read, so nothing was examined"})
	}
	v.Sort()
	return v
}

func fileOf(r *result) inventory.File {
	f := inventory.File{
		Path: r.entry.Path, Role: r.role, Size: r.size, Blob: r.blob,
		Header: r.facts.Header, Licenses: r.facts.Licenses, Copyrights: r.facts.Copyrights, Authors: r.facts.Authors, Reuse: r.facts.Reuse,
	}
	reconcile(&f)
	return f
}
