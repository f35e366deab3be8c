// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"slices"
	"strings"
)

// wordIndex knows on which lines the words of a manifest stand.
type wordIndex struct{ lines map[string][]int32 }

const (
	maxIndexed   = 16 << 20 // bytes of a manifest whose lines are looked up
	maxWordLines = 64       // lines remembered for one word
	nearby       = 3        // a version stands at most so many lines below the name
)

// lineOf returns the line that names a package, from 1: the first one that has
// the version on it or just below, else the first one. 0 when the file does not
// name it, or is not text.
func (w *workspace) lineOf(path, name, version string) int {
	x := w.wordsOf(path)
	if x == nil {
		return 0
	}
	words := []string{strings.Trim(name, edges)}
	if i := strings.LastIndexAny(name, ":/"); i >= 0 {
		words = append(words, strings.Trim(name[i+1:], edges))
	}
	for _, word := range words {
		named := x.lines[word]
		if len(named) == 0 {
			continue
		}
		versions := x.lines[strings.Trim(version, edges)]
		for _, l := range named {
			if version == "" {
				break
			}
			i, exact := slices.BinarySearch(versions, l)
			if exact || (i < len(versions) && versions[i] <= l+nearby) {
				return int(l)
			}
		}
		return int(named[0])
	}
	return 0
}

// edges are the bytes that may stand around a name and are no part of it.
const edges = "@./-+"

// wordsOf indexes a file once; nil when it is not kept text.
func (w *workspace) wordsOf(path string) *wordIndex {
	if x, ok := w.words[path]; ok {
		return x
	}
	var x *wordIndex
	e := w.tree.Lookup(path)
	if e != nil && e.Size <= maxIndexed && !bytes.Contains(e.Head, []byte{0}) {
		if text, err := w.read(path); err == nil && len(text) <= maxIndexed {
			x = indexWords(text)
		}
	}
	w.words[path] = x
	return x
}

func indexWords(text []byte) *wordIndex {
	x := &wordIndex{lines: map[string][]int32{}}
	line, start := int32(1), -1
	end := func(i int) {
		if start >= 0 {
			word := string(bytes.Trim(text[start:i], edges))
			if seen := x.lines[word]; len(seen) < maxWordLines && (len(seen) == 0 || seen[len(seen)-1] != line) {
				x.lines[word] = append(seen, line)
			}
			start = -1
		}
	}
	for i, c := range text {
		if wordByte[c] {
			if start < 0 {
				start = i
			}
			continue
		}
		end(i)
		if c == '\n' {
			line++
		}
	}
	end(len(text))
	return x
}

// wordByte holds the bytes of names and versions; '@' and ':' separate.
var wordByte = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("._/+-~", byte(c)) >= 0
	}
	return t
}()
