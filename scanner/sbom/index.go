// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"path"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/outgate/outgate/scanner"
)

// index answers glob questions about the paths of a tree without walking over
// all of them: by base name, by extension, by a directory's name. Answers are
// remembered. It is safe for concurrent use.
type index struct {
	paths []string            // of regular files, sorted
	base  map[string][]int32  // base name -> files
	ext   map[string][]int32  // path.Ext of the base name -> files
	dirs  map[string]bool     // full paths of directories
	named map[string][]string // base name of a directory -> full paths, sorted

	mu   sync.Mutex
	memo map[string][]int32
	full int // globs that needed a look at every path, for a test
}

func newIndex(t *scanner.Tree) *index {
	x := &index{base: map[string][]int32{}, ext: map[string][]int32{}, dirs: map[string]bool{}, named: map[string][]string{}, memo: map[string][]int32{}}
	entries := t.Entries()
	x.paths = make([]string, 0, len(entries))
	for i := range entries {
		if !entries[i].Regular() {
			continue
		}
		p := entries[i].Path
		n := int32(len(x.paths))
		x.paths = append(x.paths, p)
		base := path.Base(p)
		x.base[base] = append(x.base[base], n)
		if e := path.Ext(base); e != "" {
			x.ext[e] = append(x.ext[e], n)
		}
		for d := path.Dir(p); d != "." && !x.dirs[d]; d = path.Dir(d) {
			x.dirs[d] = true
			x.named[path.Base(d)] = append(x.named[path.Base(d)], d)
		}
	}
	for _, dirs := range x.named {
		slices.Sort(dirs)
	}
	return x
}

// glob returns the files that a doublestar pattern matches, in path order.
func (x *index) glob(pattern string) ([]string, error) {
	pattern = strings.TrimPrefix(pattern, "/")
	if !doublestar.ValidatePattern(pattern) {
		return nil, doublestar.ErrBadPattern
	}
	x.mu.Lock()
	hits, ok := x.memo[pattern]
	x.mu.Unlock()
	if !ok {
		among, all := x.candidates(pattern)
		for _, n := range among {
			if doublestar.MatchUnvalidated(pattern, x.paths[n]) {
				hits = append(hits, n)
			}
		}
		x.mu.Lock()
		x.memo[pattern] = hits
		if all {
			x.full++
		}
		x.mu.Unlock()
	}
	out := make([]string, len(hits))
	for i, n := range hits {
		out[i] = x.paths[n]
	}
	return out, nil
}

const meta = `*?[{\`

// candidates returns a superset of what the pattern can match, in path order,
// and whether that is every path.
func (x *index) candidates(pattern string) (among []int32, all bool) {
	head, last := "", pattern
	if !strings.Contains(pattern, "{") { // braces may span several segments
		head, last = path.Split(pattern)
	} else if i := strings.LastIndexByte(pattern, '/'); i > strings.LastIndexByte(pattern, '}') {
		head, last = "", pattern[i+1:]
	}
	nearest := ""
	for _, s := range strings.Split(strings.Trim(head, "/"), "/") {
		if s == "" || strings.ContainsAny(s, meta) {
			continue
		}
		if len(x.named[s]) == 0 {
			return nil, false
		}
		nearest = s
	}
	if !strings.ContainsAny(last, meta) {
		return x.base[last], false
	}
	if tail := last[strings.LastIndexAny(last, `*?]}\`)+1:]; strings.Contains(tail, ".") {
		return x.ext[path.Ext(tail)], false
	}
	if nearest != "" {
		return x.below(x.named[nearest]), false
	}
	if prefix := last[:strings.IndexAny(last, meta)]; prefix != "" {
		for base, files := range x.base {
			if strings.HasPrefix(base, prefix) {
				among = append(among, files...)
			}
		}
		slices.Sort(among)
		return among, false
	}
	among = make([]int32, len(x.paths))
	for i := range among {
		among[i] = int32(i)
	}
	return among, true
}

// below returns the files below any of the sorted directories, in path order.
func (x *index) below(dirs []string) []int32 {
	var among []int32
	for _, d := range dirs {
		from := sort.SearchStrings(x.paths, d+"/")
		for i := from; i < len(x.paths) && strings.HasPrefix(x.paths[i], d+"/"); i++ {
			among = append(among, int32(i))
		}
	}
	slices.Sort(among)
	return slices.Compact(among)
}
