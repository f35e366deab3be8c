// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"hash/maphash"
	"sync/atomic"
)

// memo remembers texts in which a pattern had no match: names of services, say,
// stand in the same words in many files. It forgets one for another. What it holds
// are hashes of 64 bits under a key that is drawn for each run, so that nobody can
// write a text that is taken for another one.
type memo struct {
	seed  maphash.Seed
	slots [memoSlots]atomic.Uint64
}

const memoSlots = 1 << 16

func newMemo() *memo { return &memo{seed: maphash.MakeSeed()} }

// key names a search: the rule, in which of its two forms, and what it reads.
func (m *memo) key(rule, form int, text []byte) uint64 {
	return (maphash.Bytes(m.seed, text) ^ uint64(2*rule+form)*0x9E3779B97F4A7C15) | 1 // 0 is an empty slot
}

func (m *memo) has(key uint64) bool { return m.slots[key>>48].Load() == key }
func (m *memo) add(key uint64)      { m.slots[key>>48].Store(key) }
