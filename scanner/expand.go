// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"

	"github.com/outgate/outgate/archive"
	"github.com/outgate/outgate/inventory"
)

// Unpacking is the name that gaps give for what opens archives inside the tree.
const Unpacking = "unpack"

// Bounds for one archive of the tree and those inside it. What lies behind a
// bound is a Gap.
const (
	maxArchiveDepth   = 2
	maxArchiveMembers = 10_000
	maxArchiveBytes   = 256 << 20 // decompressed
	maxArchiveRatio   = 100       // bytes decompressed for one compressed, beyond freeArchiveBytes
	freeArchiveBytes  = 64 << 20
)

// expansion is the way through one archive of the tree.
type expansion struct {
	*scan
	ctx       context.Context
	r         *result // of what is inside
	detectors []*Detector
	budget    archive.Budget
	limit     int64 // bytes that the budget began with
}

// expand shows the members of an archive to the detectors that want them.
func (s *scan) expand(ctx context.Context, r *result, role inventory.Role, raw []byte) {
	if r.entry.Commit != "" || !r.entry.Regular() || archive.FormatOf(raw) == archive.None {
		return
	}
	if facts, ok := s.options.Cache.unpacked(&r.entry, r.blob); ok {
		r.facts.Merge(facts)
		return
	}
	in := &result{entry: r.entry}
	x := &expansion{scan: s, ctx: ctx, r: in}
	for _, d := range s.detectors {
		if d.Archives && d.File != nil {
			x.detectors = append(x.detectors, d)
		}
	}
	if len(x.detectors) == 0 {
		return
	}
	x.limit = min(maxArchiveBytes, max(freeArchiveBytes, maxArchiveRatio*int64(len(raw))))
	x.budget = archive.Budget{Bytes: x.limit, Members: maxArchiveMembers}
	if r.entry.Size <= largeFile { // else it is held already
		s.large.Lock()
		defer s.large.Unlock()
	}
	x.archive(r.entry.Path, role, raw, 1)
	if ctx.Err() == nil {
		s.options.Cache.noteUnpacked(&r.entry, r.blob, in.facts)
	}
	r.facts.Merge(in.facts)
}

// archive goes through an archive, at a depth from 1 on. It returns false when
// the budget is spent.
func (x *expansion) archive(name string, role inventory.Role, raw []byte, depth int) bool {
	format := archive.FormatOf(raw)
	switch {
	case format == archive.None:
		return true
	case !format.Readable():
		x.note(name, inventory.GapUnsupported, fmt.Sprintf("a file of format %s, which cannot be opened", format))
		return true
	case depth > maxArchiveDepth:
		x.note(name, inventory.GapTruncated, fmt.Sprintf("archives are opened to a depth of %d", maxArchiveDepth))
		return true
	}
	closed, why := 0, ""
	w := new(worker)
	err := archive.Walk(raw, path.Base(name), &x.budget, func(m archive.Member) error {
		if err := x.ctx.Err(); err != nil {
			return err
		}
		if m.Closed != "" {
			closed, why = closed+1, m.Closed
			return nil
		}
		w.raw.Reset()
		_, err := w.raw.ReadFrom(io.LimitReader(m.Data, x.options.MaxBytes+1))
		content := w.raw.Bytes()
		switch {
		case errors.Is(err, archive.ErrBytes):
			return err
		case err != nil:
			closed, why = closed+1, err.Error()
			if format == archive.Zip { // the next member is independent of this one
				return nil
			}
			return err
		case int64(len(content)) > x.options.MaxBytes:
			x.note(name, inventory.GapTruncated, fmt.Sprintf("the member %s is larger than the size limit of %d bytes", m.Name, x.options.MaxBytes))
			return nil
		}
		return x.member(w, name+"!/"+m.Name, role, content, depth)
	})
	switch {
	case x.ctx.Err() != nil:
		return false
	case errors.Is(err, archive.ErrBytes):
		x.note(name, inventory.GapTruncated, fmt.Sprintf("the archive unpacks to more than %d bytes; the rest was not examined", x.limit))
	case errors.Is(err, archive.ErrMembers):
		x.note(name, inventory.GapTruncated, fmt.Sprintf("the archive has more than %d members; the rest was not examined", maxArchiveMembers))
	case err != nil:
		x.note(name, inventory.GapUnparsable, "the archive is damaged: "+err.Error())
		return true
	case closed > 0:
		x.note(name, inventory.GapUnsupported, fmt.Sprintf("%d members of the archive cannot be read: %s", closed, why))
	}
	return err == nil
}

// member shows one member to the detectors, and goes into it when it is an archive.
func (x *expansion) member(w *worker, name string, role inventory.Role, content []byte, depth int) error {
	f := &File{Entry: inventory.Entry{Path: name, Mode: 0o644, Size: int64(len(content))}, Role: role}
	f.Open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }
	f.Content, f.Binary = w.decode(content)
	f.Raw = content
	if role == inventory.RoleProduct { // else what is in an archive serves what the archive serves
		f.Role = RoleOf(name, f.Content)
	}
	for _, d := range x.detectors {
		if d.wants(&f.Entry) {
			x.detect(x.ctx, d, f, x.r)
		}
	}
	if !x.archive(name, f.Role, content, depth+1) {
		if x.budget.Members < 0 {
			return archive.ErrMembers
		}
		return archive.ErrBytes
	}
	return nil
}

// note records a gap under the path of the archive in the tree.
func (x *expansion) note(name, code, why string) {
	if name != x.r.entry.Path {
		why = name + ": " + why
	}
	x.gap(x.r, Unpacking, code, why)
}
