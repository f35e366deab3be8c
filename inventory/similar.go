// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

import (
	"cmp"
	"slices"
	"strings"
)

// Similar is a pair of files of the tree that are nearly identical, when comments,
// white space and case are left aside. Detector similar finds them. A is a
// file of the product; B is vendored, or a file of the product with another notice.
type Similar struct {
	A     string `json:"a"`
	B     string `json:"b"`
	Share int    `json:"share"` // percent of A's code that B has as well
	Lines int    `json:"lines"` // lines of A on which that code stands
}

// Sketch is a sample of a file's code by which near copies are found without
// comparing each file with each other one.
type Sketch struct {
	Tokens int    `json:"tokens"` // words and signs of the code
	Notice uint32 `json:"notice"` // sum over the lines of the head that speak of copyright, years left aside
	Least  []byte `json:"least"`  // the least hashes of runs of tokens, four bytes each, ascending
}

func sortSimilar(list []Similar) {
	slices.SortStableFunc(list, func(a, b Similar) int {
		return cmp.Or(strings.Compare(a.A, b.A), strings.Compare(a.B, b.B), cmp.Compare(b.Share, a.Share), cmp.Compare(b.Lines, a.Lines))
	})
}
