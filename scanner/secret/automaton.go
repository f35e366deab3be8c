// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import "errors"

// automaton is an Aho-Corasick machine as one dense table: it finds every
// occurrence of every keyword in one pass, whatever the case, at the price of one
// table look-up a byte. Bytes that no keyword contains share class 0, so a row is
// short and the table stays in the second-level cache.
type automaton struct {
	class   [256]uint8
	next    []uint32 // next[state+class]; a state is the offset of its row
	accept  uint32   // states from here on end at least one keyword
	stride  uint32
	longest int        // keyword, in bytes
	ends    [][]uint16 // by (state-accept)/stride: keywords that end here, longest first
}

const maxStates = 1 << 16

func newAutomaton(words []string) (*automaton, error) {
	a := &automaton{}
	classes := 1
	for _, w := range words {
		a.longest = max(a.longest, len(w))
		for _, c := range []byte(w) {
			if a.class[c] == 0 {
				a.class[c] = uint8(classes)
				if c >= 'a' && c <= 'z' {
					a.class[c-'a'+'A'] = uint8(classes)
				}
				classes++
			}
		}
	}
	trie := &trie{width: classes}
	trie.node()
	for i, w := range words {
		if err := trie.add(a.class, w, uint16(i)); err != nil {
			return nil, err
		}
	}
	order := trie.link()

	// Rows in breadth-first order, those that end no keyword first.
	a.stride = 1
	for a.stride < uint32(classes) {
		a.stride *= 2
	}
	row := make([]uint32, len(order))
	at := uint32(0)
	for _, accepting := range []bool{false, true} {
		if accepting {
			a.accept = at
		}
		for _, n := range order {
			if len(trie.ends[n]) > 0 != accepting {
				continue
			}
			row[n] = at
			at += a.stride
			if accepting {
				a.ends = append(a.ends, trie.ends[n])
			}
		}
	}
	a.next = make([]uint32, at)
	for _, n := range order {
		for c := range classes {
			a.next[row[n]+uint32(c)] = row[trie.to[n][c]]
		}
	}
	return a, nil
}

type trie struct {
	width int
	to    [][]int32 // -1 where there is no edge yet
	ends  [][]uint16
}

func (t *trie) node() int32 {
	edges := make([]int32, t.width)
	for i := range edges {
		edges[i] = -1
	}
	t.to, t.ends = append(t.to, edges), append(t.ends, nil)
	return int32(len(t.to) - 1)
}

func (t *trie) add(class [256]uint8, word string, id uint16) error {
	at := int32(0)
	for _, c := range []byte(word) {
		k := class[c]
		if t.to[at][k] < 0 {
			if len(t.to) == maxStates {
				return errors.New("too many keywords")
			}
			n := t.node()
			t.to[at][k] = n
		}
		at = t.to[at][k]
	}
	t.ends[at] = append(t.ends[at], id)
	return nil
}

// link completes the edges by the failure function and returns the nodes
// breadth first.
func (t *trie) link() []int32 {
	fail := make([]int32, len(t.to))
	order := make([]int32, 1, len(t.to))
	for i := 0; i < len(order); i++ {
		n := order[i]
		t.ends[n] = append(t.ends[n], t.ends[fail[n]]...)
		for c := range t.to[n] {
			child := t.to[n][c]
			below := int32(0)
			if n != 0 {
				below = t.to[fail[n]][c]
			}
			if child < 0 {
				t.to[n][c] = below
				continue
			}
			fail[child] = below
			order = append(order, child)
		}
	}
	return order
}

// at returns the keywords that end in an accepting state.
func (a *automaton) at(state uint32) []uint16 { return a.ends[(state-a.accept)/a.stride] }
