// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package text

import (
	"math/rand/v2"
	"testing"
)

// slowLCS is the table of the textbook.
func slowLCS(a, b []uint16) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		corner := 0
		for j, y := range b {
			above := row[j+1]
			switch {
			case x == y && x != 0:
				row[j+1] = corner + 1
			default:
				row[j+1] = max(row[j+1], row[j])
			}
			corner = above
		}
	}
	return row[len(b)]
}

func TestLCSIsThatOfTheTable(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	words := func() []uint16 {
		out := make([]uint16, r.IntN(300))
		for i := range out {
			out[i] = uint16(r.IntN(12)) // with unknown ones
		}
		return out
	}
	var l lcs
	for range 500 {
		a, b := words(), words()
		if got, want := l.length(a, b), slowLCS(a, b); got != want {
			t.Fatalf("length = %d, want %d of\n%v\n%v", got, want, a, b)
		}
	}
	for _, n := range []int{64, 128, 1} { // whole blocks
		a := make([]uint16, n)
		for i := range a {
			a[i] = uint16(i + 1)
		}
		if got := l.length(a, a); got != n {
			t.Errorf("length of a text with itself = %d, want %d", got, n)
		}
	}
}
