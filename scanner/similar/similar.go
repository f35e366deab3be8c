// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package similar finds files of the product that are nearly identical to a
// vendored file, or to another file of the product with another copyright notice:
// code that was copied, and whose notice was perhaps lost on the way.
//
//	scanner.Scan(ctx, in, []*scanner.Detector{similar.New()}, scanner.Options{})
//
// # How it works
//
// The code of a source file is cut into tokens: words, whose case does not count, and signs.
// Comments and white space are left out, so that another header makes no
// difference; so are lines that import something or name the package. Each run of 12 tokens has a hash.
//
// The walk keeps a sketch of each file, its 64 least hashes, which are a fair
// sample of all (bottom-k sampling): two files that have most of their code in
// common have most of their sketches in common. Of a file without code to speak of
// nothing is kept. The sketch is a fact, so that a cached file needs no second look.
//
// When all files are known, an index from hash to files finds the pairs whose
// sketches agree. Each such pair is compared in full by winnowing (Schleimer, Wilkerson
// and Aiken, 2003): of every 8 neighboring hashes the least is a fingerprint, and
// the share of A's fingerprints that B has as well is the fact. For each file of the product
// the best vendored file and the best one with another notice are reported.
//
// # What does not count
//
// Files of tests, examples, documentation and generators; data, markup and texts;
// files of less than 200 tokens, 25 lines of code or 64 different runs; hashes that more than 64 different files have.
// Pairs of vendored files, and of product files with the same notice.
//
// # Bounds
//
// A sketch takes 300 bytes. At most 2,000 pairs are compared in full, best first, and
// as many reported; what is left out is a Gap.
package similar

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/fnv"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// Name is the name of the detector.
const Name = "similar"

// version is bumped when results change.
const version = 1

const (
	runLength = 12 // tokens that are hashed together
	sketched  = 64 // hashes of a sketch
	minTokens = 200
	minLines  = 25
	maxSource = 2 << 20 // bytes of a source file; what is larger is data
)

// New returns the detector. It needs no data and holds no state.
func New() *scanner.Detector {
	languages := newLanguages()
	return &scanner.Detector{
		Name:    Name,
		Doc:     "files of the product that are nearly identical to a vendored file, or to one with another notice",
		Version: version,
		Wants: func(e *inventory.Entry) bool {
			_, ok := languages.of(e.Path)
			return ok && e.Regular() && e.Size <= maxSource && e.Size >= 2*minTokens
		},
		File: func(ctx context.Context, f *scanner.File) (inventory.Facts, error) {
			if f.Binary || f.Role != inventory.RoleProduct && f.Role != inventory.RoleVendored {
				return inventory.Facts{}, ctx.Err()
			}
			language, _ := languages.of(f.Path)
			return inventory.Facts{Sketch: sketch(f.Content, language)}, ctx.Err()
		},
		Tree: func(ctx context.Context, t *scanner.Tree) (inventory.Facts, error) {
			return (&comparison{tree: t, languages: languages}).run(ctx)
		},
	}
}

// sketch samples a file; nil for one without enough code.
func sketch(content []byte, l language) *inventory.Sketch {
	var least leastHashes
	s := scan{language: l}
	s.run(content, func(hash uint64, _ int32) { least.add(uint32(hash >> 32)) })
	if s.tokens < minTokens || s.codeLines < minLines || least.n < sketched { // too short, or the same again and again
		return nil
	}
	k := &inventory.Sketch{Tokens: s.tokens, Notice: notice(content), Least: make([]byte, 0, 4*least.n)}
	for _, h := range least.hashes[:least.n] {
		k.Least = binary.BigEndian.AppendUint32(k.Least, h)
	}
	return k
}

// leastHashes keeps the least of all hashes that it is given, each once, ascending.
type leastHashes struct {
	hashes [sketched]uint32
	n      int
}

func (l *leastHashes) add(h uint32) {
	if l.n == sketched && h >= l.hashes[sketched-1] { // nearly always
		return
	}
	at := l.n
	for at > 0 && l.hashes[at-1] > h {
		at--
	}
	if at > 0 && l.hashes[at-1] == h {
		return
	}
	if l.n < sketched {
		l.n++
	}
	copy(l.hashes[at+1:l.n], l.hashes[at:])
	l.hashes[at] = h
}

const noticeBytes = 4096

// notice is a sum over the words of the lines at the head of a file that speak of
// copyright, without digits and signs. 0 when there are none.
func notice(content []byte) uint32 {
	head := content[:min(len(content), noticeBytes)]
	sum := fnv.New32a()
	any := false
	for rest := head; ; {
		at := bytes.Index(rest, []byte("opyright"))
		if at < 0 {
			break
		}
		from := bytes.LastIndexByte(rest[:at], '\n') + 1
		end := len(rest)
		if n := bytes.IndexByte(rest[at:], '\n'); n >= 0 {
			end = at + n
		}
		letters := make([]byte, 0, 80)
		for _, c := range rest[from:end] {
			if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= 0x80 {
				letters = append(letters, c|0x20)
			}
		}
		sum.Write(letters)
		any = true
		rest = rest[end:]
	}
	if !any {
		return 0
	}
	return sum.Sum32() | 1
}
