// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"math/bits"
	"slices"
	"sync"
)

const (
	maxLit   = 286
	maxDist  = 30
	maxCode  = 15 // bits of a Huffman code
	rootBits = 9  // of a code that are looked up at once
)

// meaning, an entry of a table, says what the next bits mean: bits 0 to 3 the length of the
// code, 4 to 7 that of the extra bits behind it, 8 to 10 the kind, from 16 on the value. Zero is no code.
type meaning uint32

const (
	isLiteral meaning = 1 << 8
	isEnd     meaning = 1 << 9
	isLink    meaning = 1 << 10 // value is where a second table begins, the extra bits its size
)

func (e meaning) size() int     { return int(e & 15) }
func (e meaning) extra() int    { return int(e >> 4 & 15) }
func (e meaning) value() uint32 { return uint32(e >> 16) }

// sum is the value and the number in the extra bits at the head of buf. Of a
// link it is the place in the table that these bits lead to.
func (e meaning) sum(buf uint64) int { return int(e>>16) + int(buf&(1<<(e>>4&15)-1)) }

// table decodes one Huffman code: first by root bits, then by a second table for
// the codes that are longer.
type table struct {
	e    [1<<rootBits + maxLit/2<<(maxCode-rootBits)]meaning // the second tables, of two words at least, behind the first
	root int
}

var (
	lengthBase  = [29]uint16{3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258}
	lengthExtra = [29]uint8{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0}
	distBase    = [30]uint16{1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577}
	codeOrder   = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
)

// What the symbols of the three kinds of codes mean; those that must not occur are zero.
var (
	literals  = literalEntries()
	distances = distanceEntries()
	lengths   = lengthEntries()
)

func literalEntries() (all [288]meaning) {
	for i := range 256 {
		all[i] = isLiteral | meaning(i)<<16
	}
	all[256] = isEnd
	for i, base := range lengthBase {
		all[257+i] = meaning(base)<<16 | meaning(lengthExtra[i])<<4
	}
	return all
}

func distanceEntries() (all [32]meaning) {
	for i, base := range distBase {
		all[i] = meaning(base)<<16 | meaning(max(i/2-1, 0))<<4
	}
	return all
}

func lengthEntries() (all [19]meaning) {
	for i := range all {
		all[i] = isLiteral | meaning(i)<<16
	}
	return all
}

// fixed are the tables of a block that brings none along.
var fixed = sync.OnceValues(func() (lit, dist *table) {
	lit, dist = new(table), new(table)
	lens := slices.Concat(bytes.Repeat([]byte{8}, 144), bytes.Repeat([]byte{9}, 112), bytes.Repeat([]byte{7}, 24), bytes.Repeat([]byte{8}, 8))
	lit.build(lens, literals[:])
	dist.build(bytes.Repeat([]byte{5}, 32), distances[:])
	return lit, dist
})

// build makes the table of a canonical code out of the lengths of its words. As
// in compress/flate a code must be complete, but for one of a single word; an
// empty one is refused when it is used.
func (t *table) build(lens []uint8, symbols []meaning) bool {
	var count, next [maxCode + 1]int
	for _, l := range lens {
		count[l&maxCode]++
	}
	count[0] = 0
	longest := maxCode
	for longest > 0 && count[longest] == 0 {
		longest--
	}
	code := 0
	for l := 1; l <= longest; l++ {
		code = (code + count[l-1]) << 1
		next[l] = code
	}
	if code += count[longest]; code != 1<<longest && !(code == 1 && longest == 1) && longest > 0 {
		return false
	}
	root := min(longest, rootBits)
	t.root = root
	used := 1 << root
	first := t.e[:used]
	clear(first)
	for symbol, l := range lens {
		if l == 0 {
			continue
		}
		word := int(bits.Reverse16(uint16(next[l])) >> (16 - l))
		next[l]++
		e := symbols[symbol]
		if e == 0 {
			continue // a symbol that must not occur
		}
		if int(l) <= root {
			for i := word; i < len(first); i += 1 << l {
				first[i] = e | meaning(l)
			}
			continue
		}
		link := &first[word&(1<<rootBits-1)]
		more := longest - rootBits
		if *link == 0 {
			*link = meaning(used)<<16 | isLink | meaning(more)<<4 | rootBits
			clear(t.e[used : used+1<<more])
			used += 1 << more
		}
		second := t.e[link.value() : int(link.value())+1<<more]
		for i := word >> rootBits; i < 1<<more; i += 1 << (int(l) - rootBits) {
			second[i] = e | meaning(int(l)-rootBits)
		}
	}
	return true
}
