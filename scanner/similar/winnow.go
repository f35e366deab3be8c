// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package similar

import "slices"

const window = 8 // neighboring hashes of which the least is a fingerprint

// prints are the fingerprints of a file by winnowing, with the lines on which
// their runs end. Of equal hashes the first line is kept.
type prints map[uint64]int32

// winnow selects the least of every window of hashes; among equals the last one,
// so that runs of the same code give few.
func winnow(content []byte, l language) prints {
	out := prints{}
	type mark struct {
		hash uint64
		line int32
	}
	var ring [window]mark
	n, least := 0, 0 // hashes so far, and the number of the least one in the window
	s := scan{language: l}
	s.run(content, func(hash uint64, line int32) {
		ring[n%window] = mark{hash, line}
		switch {
		case least <= n-window: // it has left the window, and the new one has its place in the ring
			least = n - window + 1
			for i := least + 1; i <= n; i++ {
				if ring[i%window].hash <= ring[least%window].hash {
					least = i
				}
			}
		case hash <= ring[least%window].hash:
			least = n
		}
		n++
		if n >= window {
			if m := ring[least%window]; out[m.hash] == 0 {
				out[m.hash] = m.line
			}
		}
	})
	return out
}

// within returns which percent of the fingerprints of p are in o as well, and how
// many lines they stand on.
func (p prints) within(o prints) (share, lines int) {
	if len(p) == 0 {
		return 0, 0
	}
	n := 0
	var at []int32
	for h, line := range p {
		if o[h] != 0 {
			n++
			at = append(at, line)
		}
	}
	slices.Sort(at)
	// A fingerprint stands for the lines between it and the one before, when they are near.
	last := int32(0)
	for _, line := range at {
		if gap := line - last; last > 0 && gap <= window {
			lines += int(gap)
		} else if gap > 0 {
			lines++
		}
		last = line
	}
	return n * 100 / len(p), lines
}
