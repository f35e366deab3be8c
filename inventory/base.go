// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

import (
	"slices"
	"strings"
)

// Base is what an earlier state of the repository, such as the last release, held
// where the tree of today differs from it. Files that both hold with the same content at
// the same path are left out: what is known of them today was true then.
type Base struct {
	Ref    string `json:"ref"`    // as it was asked for: a tag, branch or commit
	Commit string `json:"commit"` // full hexadecimal
	// New are the paths of today's files that the base does not hold, sorted.
	New []string `json:"new"`
	// Files are those of the base that are gone or have another content today, as they were then.
	Files []File `json:"files"`
}

// IsNew reports whether a path is one of today's alone. The list must be sorted.
func (b *Base) IsNew(path string) bool {
	_, ok := slices.BinarySearch(b.New, path)
	return ok
}

func (b *Base) sort() {
	slices.Sort(b.New)
	slices.SortStableFunc(b.Files, func(a, o File) int { return strings.Compare(a.Path, o.Path) })
	for i := range b.Files {
		b.Files[i].sort()
	}
}
