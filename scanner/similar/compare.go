// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package similar

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

const (
	common      = 64   // files from which on a hash says nothing
	agreeing    = 20   // percent of a sketch that must agree
	tried       = 3    // files of each kind, vendored and not, that one file is compared with: those that agree most
	minShare    = 60   // percent, from which on a pair is a fact
	maxCompared = 8000 // pairs
	maxReported = 2000
)

// comparison finds the pairs among the files of a tree.
type comparison struct {
	tree      *scanner.Tree
	languages languages
	files     []candidate
	facts     inventory.Facts
}

// candidate is one file with a sketch. Files whose sketches are the same, of one role and with one
// notice, are one candidate under the first path.
type candidate struct {
	entry  *scanner.TreeEntry
	least  []uint32
	vendor bool
}

// pair is two candidates whose sketches agree; the first one is of the product.
type pair struct{ a, b, agree int32 }

func (c *comparison) run(ctx context.Context) (inventory.Facts, error) {
	c.gather()
	pairs := c.pairs()
	best := map[[2]bool]map[int32]inventory.Similar{}
	opened := contents{comparison: c}
	for i, p := range pairs {
		if err := ctx.Err(); err != nil {
			return c.facts, err
		}
		if i == maxCompared {
			c.gap(fmt.Sprintf("%d pairs of files agree in part; %d were compared in full", len(pairs), maxCompared))
			break
		}
		a, b := c.files[p.a], c.files[p.b]
		pa, pb := opened.prints(a.entry), opened.prints(b.entry)
		if pa == nil || pb == nil {
			continue // a Gap says so
		}
		share, lines := pa.within(pb)
		if back, _ := pb.within(pa); share < minShare || back < minShare/2 {
			continue
		}
		kind := [2]bool{a.vendor, b.vendor}
		if best[kind] == nil {
			best[kind] = map[int32]inventory.Similar{}
		}
		if old, ok := best[kind][p.a]; !ok || share > old.Share {
			best[kind][p.a] = inventory.Similar{A: a.entry.Path, B: b.entry.Path, Share: share, Lines: lines}
		}
	}
	for _, kind := range best {
		c.facts.Similar = slices.AppendSeq(c.facts.Similar, maps.Values(kind))
	}
	slices.SortFunc(c.facts.Similar, func(a, b inventory.Similar) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	if n := len(c.facts.Similar); n > maxReported {
		c.facts.Similar = c.facts.Similar[:maxReported]
		c.gap(fmt.Sprintf("%d pairs of files are nearly identical; %d are listed", n, maxReported))
	}
	return c.facts, nil
}

func (c *comparison) gap(reason string) {
	c.facts.Gaps = append(c.facts.Gaps, inventory.Gap{Code: inventory.GapTruncated, Reason: reason})
}

// gather makes the candidates, in path order.
func (c *comparison) gather() {
	type key struct {
		role   inventory.Role
		notice uint32
		least  string
	}
	seen := map[key]bool{}
	product := false
	entries := c.tree.Entries()
	for i := range entries {
		e := &entries[i]
		if e.Sketch == nil {
			continue
		}
		vendor := e.Role == inventory.RoleVendored
		// Two product files with one sketch and one notice are reported both, if at all.
		k := key{e.Role, e.Sketch.Notice, string(e.Sketch.Least)}
		if vendor && seen[k] {
			continue
		}
		seen[k] = true
		product = product || !vendor
		f := candidate{entry: e, vendor: vendor}
		for b := e.Sketch.Least; len(b) >= 4; b = b[4:] {
			f.least = append(f.least, binary.BigEndian.Uint32(b))
		}
		c.files = append(c.files, f)
	}
	if !product {
		c.files = nil
	}
}

// pairs counts for each file of the product the hashes that it has in common with others.
func (c *comparison) pairs() []pair {
	files := map[uint32][]int32{}
	for i := range c.files {
		for _, h := range c.files[i].least {
			if at := files[h]; len(at) <= common {
				files[h] = append(at, int32(i))
			}
		}
	}
	var out []pair
	for i := range c.files {
		a := &c.files[i]
		if a.vendor {
			continue
		}
		counts := map[int32]int32{}
		for _, h := range a.least {
			if at := files[h]; len(at) <= common {
				for _, b := range at {
					if b != int32(i) && c.matters(a, &c.files[b]) {
						counts[b]++
					}
				}
			}
		}
		var mine []pair
		for b, n := range counts {
			if int(n)*100 >= agreeing*sketched {
				mine = append(mine, pair{int32(i), b, n})
			}
		}
		slices.SortFunc(mine, comparePairs)
		kept := map[bool]int{}
		for _, p := range mine {
			if vendor := c.files[p.b].vendor; kept[vendor] < tried {
				kept[vendor]++
				out = append(out, p)
			}
		}
	}
	slices.SortFunc(out, comparePairs)
	return out
}

// comparePairs puts first what agrees most.
func comparePairs(x, y pair) int {
	return cmp.Or(cmp.Compare(y.agree, x.agree), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
}

// matters reports a pair that could be of different owners.
func (c *comparison) matters(a, b *candidate) bool {
	return b.vendor || a.entry.Sketch.Notice != b.entry.Sketch.Notice
}

// contents keeps the fingerprints of the files that were opened last.
type contents struct {
	*comparison
	known map[string]prints
}

const maxKnown = 256 // files

// prints are the fingerprints of a file; nil for one that cannot be read any more.
func (o *contents) prints(e *scanner.TreeEntry) prints {
	if p, ok := o.known[e.Path]; ok {
		return p
	}
	if o.known == nil || len(o.known) >= maxKnown {
		o.known = map[string]prints{}
	}
	raw, err := o.read(e)
	if err != nil {
		o.facts.Gaps = append(o.facts.Gaps, inventory.Gap{Path: e.Path, Code: inventory.GapUnreadable, Reason: "it could not be read a second time: " + err.Error()})
		o.known[e.Path] = nil
		return nil
	}
	text, _ := scanner.Decode(raw)
	l, _ := o.languages.of(e.Path)
	o.known[e.Path] = winnow(text, l)
	return o.known[e.Path]
}

func (o *contents) read(e *scanner.TreeEntry) ([]byte, error) {
	r, err := o.tree.Open(e)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, maxSource+1))
}
