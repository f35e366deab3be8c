// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

const (
	largeFile  = 8 << 20  // above this, one file at a time is in memory
	keptBudget = 64 << 20 // bytes of manifests that the walk keeps for tree steps
	headBytes  = 512
)

// worker holds the buffers that one goroutine uses again and again.
type worker struct {
	raw  bytes.Buffer
	text []byte // UTF-16 converted
}

// treeFile reads a file of the tree and shows it to every detector that wants it.
func (s *scan) treeFile(ctx context.Context, w *worker, e inventory.Entry) *result {
	r := &result{entry: e, file: true, size: max(e.Size, 0), role: e.Role}
	keep := slices.ContainsFunc(s.detectors, func(d *Detector) bool { return d.Keep != nil && d.Keep(e.Path) })
	s.examine(ctx, w, r, keep)
	if r.role == "" { // not read: the path alone decides
		r.role = RoleOf(e.Path, nil)
	}
	if r.read {
		s.options.Progress.Files.Add(1)
		s.options.Progress.Bytes.Add(r.size)
	}
	return r
}

// historyBlob reads a blob that only history holds and shows it to the
// detectors that look at history.
func (s *scan) historyBlob(ctx context.Context, w *worker, e inventory.Entry) *result {
	r := &result{entry: e, size: max(e.Size, 0), role: e.Role}
	s.examine(ctx, w, r, false)
	if e.Record != "" {
		return r
	}
	if r.read {
		s.blobs.Add(1)
	}
	s.options.Progress.Blobs.Add(1)
	return r
}

// examine reads the entry once and runs the detectors on it.
func (s *scan) examine(ctx context.Context, w *worker, r *result, keep bool) {
	if r.entry.Size > s.options.MaxBytes {
		s.gap(r, "", inventory.GapTooLarge, fmt.Sprintf("%d bytes, larger than the size limit of %d", r.entry.Size, s.options.MaxBytes))
		return
	}
	if facts, ok := s.options.Cache.stored(&r.entry); ok {
		r.read, r.size, r.blob, r.facts = true, r.entry.Size, r.entry.Blob, facts
		return
	}
	idle := s.idle(&r.entry, keep)
	if idle && !s.headAsked(&r.entry) {
		r.read, r.size, r.blob = true, r.entry.Size, r.entry.Blob
		return
	}
	if r.entry.Size > largeFile {
		s.large.Lock()
		defer s.large.Unlock()
	}
	raw, stored, base, err := w.read(r.entry, s.options.MaxBytes, idle)
	switch {
	case errors.Is(err, errTooLarge):
		s.gap(r, "", inventory.GapTooLarge, fmt.Sprintf("larger than the size limit of %d bytes", s.options.MaxBytes))
		return
	case err != nil:
		if g, ok := errors.AsType[*GapError](err); ok { // the source knows better what is wrong
			r.facts.Gaps = append(r.facts.Gaps, g.Gap)
			return
		}
		s.gap(r, "", inventory.GapUnreadable, reason(err))
		return
	}
	r.read = true
	if r.size = int64(len(raw)); idle && r.size == sniffed {
		r.size = r.entry.Size
	}
	r.blob = r.entry.Blob
	if r.blob == "" && s.hashing {
		r.blob = BlobID(raw)
	}
	f := &File{Entry: r.entry, Role: r.role, Raw: raw}
	f.Content, f.Binary = w.decode(raw)
	f.Entry.Size, f.Entry.Blob = r.size, r.blob
	kin := s.kinOf(f, raw, base)
	if f.Binary && r.entry.Commit == "" && isSource(r.entry.Path) {
		s.gap(r, "", inventory.GapUnparsable, "a source file by its name, binary by its bytes: only its strings were searched for secrets")
	}
	if f.Role == "" {
		f.Role = RoleOf(r.entry.Path, f.Content)
	}
	r.role = f.Role
	r.overridden = r.entry.Role != "" && r.entry.Role != RoleOf(r.entry.Path, f.Content)
	if r.entry.Commit == "" {
		r.head = bytes.Clone(raw[:min(len(raw), headBytes)])
		if keep {
			if s.kept.Add(r.size) <= keptBudget {
				r.kept = bytes.Clone(f.Content)
			} else {
				s.kept.Add(-r.size)
			}
		}
	}
	if isLFSPointer(raw) {
		s.gap(r, "", inventory.GapLFS, "a Git LFS pointer; the content it stands for is not here")
	}
	s.detectAll(ctx, f, r, stored, kin)
	s.expand(ctx, r, f.Role, raw)
}

// idle reports whether nothing but the head of a file of the tree is asked for: no
// detector looks into it, no tree step keeps it and its object id is not wanted.
func (s *scan) idle(e *inventory.Entry, keep bool) bool {
	if keep || e.Commit != "" || !e.Regular() || e.Size < 0 || s.hashing && e.Blob == "" {
		return false
	}
	return !slices.ContainsFunc(s.detectors, func(d *Detector) bool { return d.wants(e) || d.Archives && d.File != nil })
}

// headAsked reports whether a tree step looks at the first bytes of a file.
func (s *scan) headAsked(e *inventory.Entry) bool {
	return slices.ContainsFunc(s.detectors, func(d *Detector) bool { return d.Tree != nil && (d.Head == nil || d.Head(e)) })
}

// detectAll runs the detectors on a file that was read, unless it is known what
// they would say.
func (s *scan) detectAll(ctx context.Context, f *File, r *result, stored string, kin *kin) {
	if r.facts.Empty() {
		if facts, known := s.options.Cache.read(&r.entry, r.blob, stored); known {
			r.facts = facts
			return
		}
	}
	for i, d := range s.detectors {
		if ctx.Err() != nil {
			return
		}
		if d.wants(&f.Entry) {
			kin.before(i, f)
			s.detect(ctx, d, f, r)
			kin.after(i, f)
		}
	}
	kin.put(r)
	if ctx.Err() == nil {
		s.options.Cache.note(&r.entry, r.blob, stored, r.facts)
	}
}

// detect runs one detector on one file. Whatever goes wrong inside is a Gap.
func (s *scan) detect(ctx context.Context, d *Detector, f *File, r *result) {
	defer func() {
		if p := recover(); p != nil {
			s.gap(r, d.Name, inventory.GapDetector, fmt.Sprintf("the detector panicked: %T", p))
		}
	}()
	facts, err := d.File(ctx, f)
	if err != nil && ctx.Err() == nil {
		s.gap(r, d.Name, inventory.GapDetector, reason(err))
	}
	for i := range facts.Gaps {
		facts.Gaps[i].Detector = d.Name
	}
	r.facts.Merge(facts)
}

func (s *scan) gap(r *result, detector, code, why string) {
	r.facts.Gaps = append(r.facts.Gaps, inventory.Gap{Detector: detector, Path: r.entry.Path, Commit: r.entry.Commit, Code: code, Reason: why})
}

// wants reports whether the detector looks at the entry at all.
func (d *Detector) wants(e *inventory.Entry) bool {
	switch {
	case d.File == nil, e.Commit != "" && !d.History:
		return false
	case d.Wants == nil:
		return e.Regular()
	}
	return d.Wants(e)
}

var errTooLarge = errors.New("too large")

// read returns the whole content, and what whoever opened it knows of it: where its
// bytes are stored, and what it has in common with another one. Of a file of which
// the head is enough it may return no more than that. The slice is valid until the
// next call.
func (w *worker) read(e inventory.Entry, limit int64, head bool) (raw []byte, stored string, base *Base, err error) {
	if w.raw.Cap() > 2*largeFile {
		w.raw = bytes.Buffer{}
	}
	w.raw.Reset()
	rc, err := e.Open()
	if err != nil {
		return nil, "", nil, err
	}
	defer rc.Close()
	if d, ok := rc.(Derived); ok {
		base = d.Base()
	}
	if m, ok := rc.(InMemory); ok {
		if int64(len(m.Bytes())) > limit {
			return nil, "", nil, errTooLarge
		}
		return m.Bytes(), m.Stored(), base, nil
	}
	if head {
		if done, err := w.readHead(rc, e.Size); done || err != nil {
			return w.raw.Bytes(), "", base, err
		}
	}
	if e.Size > 0 {
		w.raw.Grow(int(e.Size) + bytes.MinRead)
	}
	if _, err := w.raw.ReadFrom(io.LimitReader(rc, limit+1)); err != nil {
		return nil, "", nil, err
	}
	if int64(w.raw.Len()) > limit {
		return nil, "", nil, errTooLarge
	}
	return w.raw.Bytes(), "", base, nil
}

// readHead reads the head of a file of a known size, and one byte more when that is
// all of it: with one call of the system, it sees whether the file has grown. Then,
// it is not done: the rest is to be read.
func (w *worker) readHead(rc io.Reader, size int64) (done bool, err error) {
	want := int(min(size, sniffed))
	w.raw.Grow(want + 1)
	room := w.raw.AvailableBuffer()[:want+1]
	if size >= sniffed {
		room = room[:want]
	}
	n := 0
	for n < want && err == nil {
		var more int
		more, err = rc.Read(room[n:])
		n += more
	}
	if want == 0 {
		n, err = rc.Read(room)
	}
	w.raw.Write(room[:n])
	if err == io.EOF {
		err = nil
	}
	return n <= want, err
}

// InMemory is what an Opener may return for a content that is in memory as a
// whole: it spares a copy. Stored is as in an entry, but of the bytes that were
// read in fact.
type InMemory interface {
	Bytes() []byte // never modified
	Stored() string
}

// reason words an error for a Gap, without the path that the Gap names anyway.
func reason(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Op + ": " + p.Err.Error()
	}
	return err.Error()
}

// BlobID is the git object id of a content: SHA-1 over "blob SIZE\0" and the bytes.
func BlobID(content []byte) string {
	h := sha1.New()
	fmt.Fprintf(h, "blob %d\x00", len(content))
	h.Write(content)
	return hex.EncodeToString(h.Sum(nil))
}

// isLFSPointer knows the pointer files of Git LFS (git-lfs docs/spec.md).
func isLFSPointer(content []byte) bool {
	const mark = "version https://git-lfs.github.com/spec/"
	return len(content) < 1024 && strings.HasPrefix(string(content[:min(len(content), len(mark))]), mark)
}
