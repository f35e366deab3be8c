// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package text

import "math/bits"

// lcs computes how many words two texts have in common in the same order, 64
// words of the document at a time: a tenth of the cost of an alignment, which
// most documents that share a paragraph with a text are then spared.
//
// Hyyrö, Bit-parallel LCS-length computation revisited, 2004.
type lcs struct {
	row   []int32  // by word: its row of bits, plus one
	masks []uint64 // rows: the places of a word in the document
	v     []uint64
}

// blocks is how many steps a word of the text costs.
func (l *lcs) blocks(doc []uint16) int { return (len(doc) + 63) / 64 }

func (l *lcs) length(doc, text []uint16) int {
	size := l.blocks(doc)
	if l.row == nil {
		l.row = make([]int32, MaxWords+1)
	}
	l.masks = l.masks[:0]
	for i, w := range doc {
		if w == 0 { // unknown words are never equal
			continue
		}
		if l.row[w] == 0 {
			l.row[w] = int32(len(l.masks)/size) + 1
			for range size {
				l.masks = append(l.masks, 0)
			}
		}
		l.masks[int(l.row[w]-1)*size+i/64] |= 1 << (i % 64)
	}
	l.v = l.v[:0]
	for range size {
		l.v = append(l.v, ^uint64(0))
	}
	for _, w := range text {
		r := l.row[w]
		if r == 0 {
			continue
		}
		var carry uint64
		for b, m := range l.masks[int(r-1)*size : int(r)*size] {
			v := l.v[b]
			u := v & m
			var sum uint64
			sum, carry = bits.Add64(v, u, carry)
			l.v[b] = sum | v&^m
		}
	}
	for _, w := range doc {
		l.row[w] = 0
	}
	n := 0
	for b, v := range l.v {
		if rest := len(doc) - 64*b; rest < 64 {
			v |= ^uint64(0) << rest
		}
		n += bits.OnesCount64(^v)
	}
	return n
}
