// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"hash/maphash"
	"sync/atomic"

	"github.com/bmatcuk/doublestar/v4"
)

// ofPath is what is known of a path: the rules that do not look at it, and that
// there is no secret in it.
type ofPath struct {
	path     string
	excluded []int
	clean    bool // false: it is not known
}

// ofPath looks a path up. Versions of a file come one after the other, and what the
// last paths were like is kept for them.
func (e *engine) ofPath(path string) (known *ofPath, slot *atomic.Pointer[ofPath]) {
	slot = &e.paths[maphash.String(e.nothing.seed, path)%uint64(len(e.paths))]
	known = slot.Load()
	if known == nil || known.path != path {
		known = &ofPath{path: path}
		for _, n := range e.placed {
			r := &e.rules[n]
			if matchesPath(r.Allow.Paths, path) || len(r.Paths) > 0 && !matchesPath(r.Paths, path) {
				known.excluded = append(known.excluded, n)
			}
		}
		slot.Store(known)
	}
	return known, slot
}

// excluded returns the rules that do not look at a path.
func (e *engine) excluded(path string) []int {
	known, _ := e.ofPath(path)
	return known.excluded
}

func matchesPath(globs []string, path string) bool {
	for _, g := range globs {
		if ok, err := doublestar.Match(g, path); err == nil && ok {
			return true
		}
	}
	return false
}
