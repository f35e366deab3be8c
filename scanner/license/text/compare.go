// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package text

import (
	"cmp"
	"slices"
)

// pair is a gram that a document and the text have in common: the document, the
// place where it would begin, and the place of the gram, in bits from above, so
// that pairs sort as numbers.
type pair uint64

const (
	pairBits = 24      // a place; chunks are shorter
	pairBias = 1 << 20 // a document may begin before the text; none is longer
)

func makePair(doc, pos, docPos int32) pair {
	return pair(doc)<<(2*pairBits) | pair(pos-docPos+pairBias)<<pairBits | pair(pos)
}

func (p pair) doc() int32    { return int32(p >> (2 * pairBits)) }
func (p pair) start() int32  { return int32(p>>pairBits&(1<<pairBits-1)) - pairBias }
func (p pair) pos() int32    { return int32(p & (1<<pairBits - 1)) }
func (p pair) docPos() int32 { return p.pos() - p.start() }

// cluster is a document and the place where its grams suggest that it is.
type cluster struct {
	doc         int32
	low, high   pair // the first and the last common gram, in the order of the document
	first, last int  // where it would begin and end
	hits        int  // grams in common
	whole       int  // 1 when nearly all of its grams are there
	guess       int  // words that it probably explains
}

// clusters groups pairs, sorted by document and beginning, of one document at
// nearly one place.
func (c *Corpus) clusters(pairs []pair) (out []cluster) {
	for from := 0; from < len(pairs); {
		first := pairs[from]
		d := &c.Docs[first.doc()]
		spread := int32(24 + len(d.Words)/4)
		to := from + 1
		for to < len(pairs) && pairs[to].doc() == first.doc() && pairs[to].start()-pairs[to-1].start() <= spread/4+8 && pairs[to].start()-first.start() <= spread {
			to++
		}
		if n := to - from; n >= d.enough() {
			cl := cluster{doc: first.doc(), low: first, high: first, hits: min(n, d.grams)}
			for _, p := range pairs[from:to] {
				if p.docPos() < cl.low.docPos() || p.docPos() == cl.low.docPos() && p.pos() < cl.low.pos() {
					cl.low = p
				}
				if p.docPos() > cl.high.docPos() || p.docPos() == cl.high.docPos() && p.pos() > cl.high.pos() {
					cl.high = p
				}
			}
			cl.first = int(cl.low.start())
			cl.last = int(cl.high.pos()) + len(d.Words) - int(cl.high.docPos()) - 1
			if cl.hits*10 >= d.grams*9 {
				cl.whole = 1
			}
			cl.guess = len(d.Words) * cl.hits / d.grams
			out = append(out, cl)
		}
		from = to
	}
	return out
}

// compareAll compares the likeliest documents first: those that seem to be
// there as a whole, the longest of them first, so that those that cannot
// explain the same words better are soon out of the question.
func (c *Corpus) compareAll(s *Scratch, clusters []cluster) (all []found) {
	slices.SortFunc(clusters, func(a, b cluster) int {
		return cmp.Or(cmp.Compare(b.whole, a.whole), cmp.Compare(b.guess, a.guess), cmp.Compare(a.doc, b.doc), cmp.Compare(a.first, b.first))
	})
	var near places
	for _, cl := range clusters {
		if s.budget <= 0 {
			break
		}
		best := 0
		exception := c.Docs[cl.doc].Kind == Exception
		for _, i := range near.at((cl.first + cl.last) >> 1) {
			f := &all[i]
			if common := min(f.last, cl.last) - max(f.first, cl.first) + 1; common*2 > cl.last-cl.first+1 && exception == (c.Docs[f.doc].Kind == Exception) {
				best = max(best, f.score())
			}
		}
		if f, ok := c.compare(s, &cl, best); ok {
			near.add(f.first, f.last, len(all))
			all = append(all, f)
		}
	}
	return all
}

// places tells what was found around a word. What covers more than half of a
// piece of text covers the middle of it.
type places map[int][]int

const placeBits = 8 // words that share an entry, as a power of two

func (p *places) at(word int) []int { return (*p)[word>>placeBits] }

func (p *places) add(first, last, i int) {
	if *p == nil {
		*p = places{}
	}
	for at := first >> placeBits; at <= last>>placeBits; at++ {
		(*p)[at] = append((*p)[at], i)
	}
}

// enough is how many of a document's chosen grams a text must have to be compared.
func (d *Document) enough() int { return max(1, d.grams/5) }

// compare aligns a document with the piece of text where some of its grams are.
// Only a result with a better score than best is wanted.
func (c *Corpus) compare(s *Scratch, cl *cluster, best int) (found, bool) {
	d := &c.Docs[cl.doc]
	n := len(d.Words)
	if n < best || d.most(cl.hits) < best {
		return found{}, false
	}
	before := int(cl.low.docPos())
	rest := n - int(cl.high.docPos())
	from := max(0, int(cl.low.pos())-before-before/4-4)
	to := min(len(s.words.IDs), int(cl.high.pos())+rest+rest/4+4)
	if to-from < n/2 {
		return found{}, false
	}
	limit := n * 2 / 5
	if n <= partMax {
		limit = n * 3 / 5
	}
	window := s.words.IDs[from:to]
	lost := n - s.common(d.Words, window)
	s.budget -= n + len(window)
	if !d.mayBe(cl, lost, limit, best) {
		return found{}, false
	}
	lost = n - s.lcs.length(d.Words, window)
	s.budget -= n + len(window)*s.lcs.blocks(d.Words)/2
	if !d.mayBe(cl, lost, limit, best) {
		return found{}, false
	}
	// words that only one side has; the alignment need not look further
	edits := 2*lost + len(window) - n
	if edits > limit+abs(len(window)-n)+8 {
		return found{}, false
	}
	work := s.al.work
	al, ok := s.al.align(d, window, edits)
	if ok && al.matched > 0 && 1-float64(al.edit)/float64(n) < d.threshold() && al.matched > n/2 {
		// Words of other text may have drawn the comparison away: look at the place alone.
		first, last := max(from, from+al.first-al.head-2), min(to, from+al.last+al.tail+3)
		if again, fits := s.al.align(d, s.words.IDs[first:last], limit+abs(last-first-n)+8); fits && again.edit < al.edit {
			al, from = again, first
		}
	}
	s.budget -= s.al.work - work
	if !ok || al.matched == 0 {
		return found{}, false
	}
	f := found{doc: cl.doc, from: from, first: from + al.first, last: from + al.last, alignment: al}
	if !d.listed {
		f.unlisted = n / 20
	}
	f.confidence = 1 - float64(al.edit)/float64(n)
	if al.tail*endShare <= n && n <= partMax || f.confidence < d.threshold() {
		f.missing = min(al.tail, al.edit)
	}
	if f.confidence < d.threshold() {
		return f, d.isPart(&al)
	}
	return f, true
}

// mayBe reports whether a document can still be wanted when the text lacks so
// many of its words. What lacks at its end costs less.
func (d *Document) mayBe(cl *cluster, lost, limit, best int) bool {
	tail, n := 0, len(d.Words)
	if n <= partMax {
		tail = min(lost, n-int(cl.high.docPos()))
	}
	return lost <= limit && (best == 0 || n-tail*5/4-(1+editCost)*max(0, lost-tail-d.freeCount) >= best && n-lost >= best)
}

// endShare: of a text of which only an end up to 1/endShare lacks, such as a
// line about a trademark, that end counts less than a change within.
const endShare = 16

// common counts the words that two texts share, in whatever order: no
// comparison finds more.
func (s *Scratch) common(doc, text []uint16) (n int) {
	if s.bag == nil {
		s.bag = make([]int32, MaxWords+1)
	}
	for _, w := range text {
		s.bag[w]++
	}
	s.bag[0] = 0
	for _, w := range doc {
		if s.bag[w] > 0 {
			s.bag[w]--
			n++
		}
	}
	for _, w := range text {
		s.bag[w] = 0
	}
	return n
}

// Compare compares a text with one document, wherever in the text it stands. ok
// is false when they are nothing alike.
func (c *Corpus) Compare(d *Document, content []byte, s *Scratch) (m Match, ok bool) {
	c.lex(content, s).run(len(content) + 1)
	s.al.heavy, s.al.rare = c.heavy, c.rare
	al, ok := s.al.align(d, s.words.IDs, len(d.Words)+len(s.words.IDs))
	if !ok || al.matched == 0 {
		return Match{}, false
	}
	f := found{first: al.first, last: al.last, alignment: al, confidence: 1 - float64(al.edit)/float64(len(d.Words))}
	m = c.match(content, s, f)
	m.Doc = d
	return m, true
}

func abs(n int) int { return max(n, -n) }
