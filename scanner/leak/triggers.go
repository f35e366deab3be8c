// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package leak

import "encoding/binary"

// needle is a text that makes the scan look closer, four bytes long at least.
type needle struct {
	text string
	fold bool // ASCII letters in either case; the text is in lower case then
	what trigger
	arg  int // what it stands for, by trigger
}

// triggers finds needles in one pass: the four bytes at each place, hashed, are
// looked up in a bit map of 8 KiB that fits the first-level cache. Unlike in an
// automaton no step waits for the one before. Most places end there; the rest is
// compared with the needles that begin alike.
type triggers struct {
	bits    [1 << 10]uint64
	buckets map[uint32][]needle
}

const gramLen = 4

func gram(b []byte) uint32 { return binary.LittleEndian.Uint32(b) | 0x20202020 }
func slot(g uint32) uint32 { return g * 0x9E3779B1 >> 16 }
func lower(c byte) byte    { return c | asciiUpper(c)<<5 }
func asciiUpper(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return 1
	}
	return 0
}

func newTriggers(ns []needle) *triggers {
	t := &triggers{buckets: map[uint32][]needle{}}
	for _, n := range ns {
		g := gram([]byte(n.text))
		s := slot(g)
		t.bits[s>>6] |= 1 << (s & 63)
		t.buckets[g] = append(t.buckets[g], n)
	}
	return t
}

// each calls see for every needle, in the order of its places in text.
func (t *triggers) each(text []byte, see func(n *needle, at int)) {
	for i := 0; i+gramLen <= len(text); i++ {
		g := gram(text[i : i+gramLen])
		s := slot(g)
		if t.bits[s>>6]&(1<<(s&63)) == 0 {
			continue
		}
		bucket := t.buckets[g]
		for k := range bucket {
			if bucket[k].at(text[i:]) {
				see(&bucket[k], i)
			}
		}
	}
}

func (n *needle) at(text []byte) bool {
	if len(text) < len(n.text) {
		return false
	}
	for i := range len(n.text) {
		if c := text[i]; c != n.text[i] && (!n.fold || lower(c) != n.text[i]) {
			return false
		}
	}
	return true
}
