// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/outgate/outgate/scanner"
)

// Most versions of a file are copies of another version but for a few lines. What
// the search through that one has turned away for good need not be looked at in
// this one, where the same bytes stand around it.
//
// A keyword is turned away for good when no rule that was tried there had a match,
// and none has read further than reach bytes from it or gone by anything else than
// those bytes. All others, those in assignments and those where a rule was busy with
// an earlier match among them, are spots: they are looked at again wherever they are
// copied. So is a run of digits, or a word with escapes, that stood for something or
// is long. What has changed is searched from end to end, with reach bytes on both
// sides.
//
// What a search through all of the content would have spent is summed up on the way:
// where that is more than a file may cost, the whole of it is searched, to stop where
// it always stops.
//
// Places are looked at in the order of the text either way. So the rules that do
// something meet the same text in the same order and the same state, and find what a
// search through all of it would. Tests and a fuzz target hold the one against the other.

// defaultReach is how far from a keyword a rule may read for a look that need not be
// repeated. It is more than nearly all rules can match; a longer one is worth little,
// for all that stands so near to a change has to be searched. Any reach that is no less
// than the longest keyword gives the same findings.
const defaultReach = 256

const (
	minQuiet      = 32      // bytes that are worth leaving out
	maxRepeatable = 1 << 30 // bytes of a content
	maxKept       = 1 << 20 // bytes that are kept of one
	maxIdle       = 512     // work between two spots, about
)

// spot is a place where a keyword ends.
type spot struct {
	end   uint32
	state uint32 // of the automaton, which tells the keywords; 0 for none
	idle  uint32 // work on places since the spot before that need not be looked at again, at most
}

// past is what is kept of the search through one content.
type past struct {
	kind  kind
	spots []spot // in order
	words []span // runs of digits and words with escapes, in order, none within another
	idle  uint32 // work on places behind the last spot
}

// kind is all that decides beside the text what is found in it.
type kind struct {
	ext      string // dialect, and how strings of several lines are written
	excluded string // rules that do not look at this path
	min      int    // of encoded tokens
}

func (s *scan) kindOf() kind {
	var excluded []byte
	for _, i := range s.excluded(s.path) {
		excluded = binary.BigEndian.AppendUint32(excluded, uint32(i))
	}
	return kind{strings.ToLower(path.Ext(s.path)), string(excluded), s.leastToken()}
}

// again is where to look in a content that is known in part.
type again struct {
	zones []span // to be searched from end to end, in order
	spots []spot // outside of them
	words []span // the zones, and what else is to be looked at for encoded text
}

// repeatable reports whether it can be kept how the content is searched. Foreign
// rules go by words anywhere in it, strings of UTF-16 begin anywhere.
func (s *scan) repeatable(f *scanner.File) bool {
	return !s.binary && s.foreignRules == nil && len(s.text) > 0 && len(s.text) <= maxRepeatable && &s.text[0] == &f.Content[0] && bytes.IndexByte(s.text, 0) < 0
}

// recall says where to look in a file; nil for everywhere.
func (s *scan) recall(f *scanner.File) *again {
	p, ok := f.Recall().(*past)
	if !ok || f.Base == nil || p.kind != s.kindOf() {
		return nil
	}
	return againAt(f.Base, p, len(s.text), s.reach)
}

// againAt says where to look in a content with a base that was searched; nil for
// everywhere.
func againAt(b *scanner.Base, p *past, size, reach int) *again {
	a := &again{}
	last := 0
	for _, c := range b.Copies {
		lo, hi := c.To+reach, c.To+c.Len-reach
		if c.To == 0 && c.From == 0 {
			lo = 0
		}
		if c.To+c.Len == size && c.From+c.Len == b.Size {
			hi = size
		}
		if hi-lo < minQuiet {
			continue
		}
		if lo > last {
			a.zones = append(a.zones, span{last, lo})
			a.words = join(a.words, span{last, lo})
		}
		a.carry(p, lo, hi, c.To-c.From)
		last = hi
	}
	if last == 0 {
		return nil
	}
	if last < size {
		a.zones = append(a.zones, span{last, size})
		a.words = join(a.words, span{last, size})
	}
	return a
}

// carry takes over what is to be looked at between lo and hi, which stands by bytes
// further to the left in the base.
func (a *again) carry(p *past, lo, hi, by int) {
	idle := p.idle
	first, _ := slices.BinarySearchFunc(p.spots, lo-by+1, func(s spot, end int) int { return cmp.Compare(int(s.end), end) })
	for _, s := range p.spots[first:] {
		end := int(s.end) + by
		if end > hi {
			idle = s.idle
			break
		}
		a.spots = append(a.spots, spot{uint32(end), s.state, s.idle})
	}
	a.spots = append(a.spots, spot{uint32(hi), 0, idle})
	first = sort.Search(len(p.words), func(i int) bool { return p.words[i].end > lo-by })
	for _, w := range p.words[first:] {
		if w.start+by >= hi {
			break
		}
		a.words = join(a.words, span{max(lo, w.start+by), min(hi, w.end+by)})
	}
}

// join adds a range to others that begin before it.
func join(all []span, v span) []span {
	if n := len(all) - 1; n >= 0 && all[n].end >= v.start {
		all[n].end = max(all[n].end, v.end)
		return all
	}
	return append(all, v)
}

// remember keeps how the content was searched.
func (s *scan) remember(f *scanner.File) {
	p := &past{kind: s.kindOf(), spots: slices.Clone(s.spots), idle: uint32(s.idle)}
	slices.SortFunc(s.reread, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	for _, w := range s.reread {
		p.words = join(p.words, w)
	}
	if size := 12*len(p.spots) + 16*cap(p.words); size <= maxKept {
		f.Keep(p, 100+size)
	}
}
