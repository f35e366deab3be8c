// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"slices"
	"sync"
)

// Most versions of a file are mostly another version of it, and a source often
// knows: a pack stores them so. A detector that remembers where in the one it had
// to look closely need not search the other from end to end. What it finds must be
// the same as if it had.

// Base says what a content has in common with another one.
type Base struct {
	Blob   string // git object id of the other content, which was compared with it
	Size   int    // bytes of it
	Copies []Copy // in the order of To, which do not overlap there; their bytes were compared, too
}

// Copy is a range of bytes that both have: Len bytes, from From on in the base.
type Copy struct{ To, From, Len int }

// Derived is what an Opener may return for a content with a known base. Base
// is nil when there is none.
type Derived interface{ Base() *Base }

// Recall returns what the calling detector kept of the content of f.Base. It is
// nil when it kept nothing, or that is forgotten: then the file is searched whole.
func (f *File) Recall() any { return f.recalled }

// Keep remembers something of this content for files that have it as their base:
// v is not modified from now on, and takes about size bytes of memory. It is
// shown to no other detector, and forgotten when the scan is over.
func (f *File) Keep(v any, size int) { f.kept, f.keptSize = v, size }

// aligned is a base in terms of a text that begins shift bytes into the content
// that the base speaks of, as a text behind a byte order mark does, and of a text
// of the base that begins from bytes into that.
func (b *Base) aligned(shift, from int) *Base {
	if shift == 0 && from == 0 {
		return b
	}
	out := &Base{Blob: b.Blob, Size: b.Size - from, Copies: slices.Clone(b.Copies)}
	for i := range out.Copies {
		c := &out.Copies[i]
		c.To, c.From = c.To-shift, c.From-from
		if cut := max(0, -c.To, -c.From); cut > 0 {
			c.To, c.From, c.Len = c.To+cut, c.From+cut, max(0, c.Len-cut)
		}
	}
	return out
}

// shelf holds what detectors have kept, by git object id. It is bounded: when the
// younger half is full the older one is thrown away, and what is asked for becomes
// young again.
type shelf struct {
	mu         sync.Mutex
	young, old map[string]shelved
	size       int // of young
}

// shelved is what is kept of one content.
type shelved struct {
	shift int   // bytes before the text that detectors saw
	by    []any // by detector; nil for one that kept nothing
	size  int
}

const (
	shelfBytes    = 24 << 20
	shelfOverhead = 200 // bytes for each content, about
)

func (s *shelf) take(blob string) (shelved, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.young[blob]
	if !ok {
		if v, ok = s.old[blob]; ok {
			delete(s.old, blob)
			s.add(blob, v)
		}
	}
	return v, ok
}

func (s *shelf) put(blob string, v shelved) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.young[blob]; !ok {
		s.add(blob, v)
	}
}

func (s *shelf) add(blob string, v shelved) {
	if s.size += v.size + shelfOverhead; s.size > shelfBytes/2 {
		s.young, s.old, s.size = nil, s.young, v.size+shelfOverhead
	}
	if s.young == nil {
		s.young = map[string]shelved{}
	}
	s.young[blob] = v
}

// kin carries what detectors recall and keep while they look at one file. A nil
// *kin is for a file of which nothing is to be kept.
type kin struct {
	shelf *shelf
	blob  string
	base  []any // by detector, of the base; nil when it is not known
	ours  shelved
}

// kinOf sets the base of a file. Nothing is recalled or kept for a text that is no
// stretch of the bytes of the object: what stood in another encoding, say.
func (s *scan) kinOf(f *File, raw []byte, base *Base) *kin {
	shift := len(raw) - len(f.Content)
	if s.shelf == nil || f.Binary || f.Record != "" || f.Blob == "" || len(f.Content) == 0 || shift < 0 || &raw[shift] != &f.Content[0] {
		return nil
	}
	k := &kin{shelf: s.shelf, blob: f.Blob, ours: shelved{shift: shift, by: make([]any, len(s.detectors))}}
	if base != nil {
		if v, ok := s.shelf.take(base.Blob); ok {
			k.base, f.Base = v.by, base.aligned(shift, v.shift)
		}
	}
	return k
}

// before and after are called around what a detector does with the file.
func (k *kin) before(detector int, f *File) {
	if k != nil && k.base != nil {
		f.recalled = k.base[detector]
	}
}

func (k *kin) after(detector int, f *File) {
	if k != nil && f.kept != nil {
		k.ours.by[detector], k.ours.size = f.kept, k.ours.size+f.keptSize
	}
	f.recalled, f.kept, f.keptSize = nil, nil, 0
}

// put keeps what was kept, unless something was wrong with the file.
func (k *kin) put(r *result) {
	if k != nil && k.ours.size > 0 && len(r.facts.Gaps) == 0 {
		k.shelf.put(k.blob, k.ours)
	}
}
