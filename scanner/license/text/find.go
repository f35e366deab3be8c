// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package text

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Bounds of a search.
const (
	chunkWords   = 1 << 20 // words examined at a time; bounds memory
	chunkOverlap = 12 << 10
	regionGap    = 200       // words without a hit that end a region
	fileWork     = 112 << 20 // steps of comparison for one file
	blockHits    = 1 << 14   // hits examined at a time
	blockOverlap = 6 << 10   // words of a block that the next one sees again
	maxPairs     = 1 << 20   // hits of documents in one block
)

// Match is a document found in a text.
type Match struct {
	Doc        *Document
	Confidence float64 // share of the document that is there unchanged, 0 to 1
	Edit       int     // words that differ
	Score      int     // how well the document explains the words it covers; of two at one place the higher is reported
	Start, End int     // byte offsets of the first and behind the last word
	Holes      []Span  // what the text adds in between and is not the document's
}

// Span is a piece of a text, in bytes.
type Span struct{ From, To int }

// Scratch is the working memory of one search, reused. The zero value is ready.
type Scratch struct {
	words  Words
	hits   []hit
	count  []int32 // by document
	docs   []int32
	pairs  []pair
	bag    []int32 // by word
	al     aligner
	budget int
}

// hit is a gram of the text that some document has.
type hit struct{ pos, place int32 }

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

// found is a document in a piece of the text, in words.
type found struct {
	doc         int32
	from        int // where the compared piece begins
	first, last int
	alignment
	confidence float64
	missing    int // words at the end of a document that is there in part
	unlisted   int // counts against a document that SPDX does not list
}

// Words reads the words of a text and keeps them in s until its next use.
func (c *Corpus) lex(content []byte, s *Scratch) *lexer {
	s.words.Reset()
	return &lexer{dict: c.Dict, src: content, out: &s.words}
}

// Find returns the documents in a text, by place, and the places of the marked
// words. cut tells that the work budget of one text was spent before its end.
// The results are valid until the next use of s.
func (c *Corpus) Find(ctx context.Context, content []byte, s *Scratch) (out []Match, marks []uint32, cut bool, err error) {
	l := c.lex(content, s)
	s.budget = fileWork
	chunks := 0
	for more := true; more; chunks++ {
		more = l.run(chunkWords)
		if err := ctx.Err(); err != nil {
			return nil, nil, false, err
		}
		found, short := c.chunk(ctx, s)
		cut = cut || short
		for _, f := range found {
			out = append(out, c.match(content, s, f))
		}
		if more { // keep the tail: a text may straddle the chunks
			n := len(s.words.IDs) - min(chunkOverlap, len(s.words.IDs))
			s.words.IDs = append(s.words.IDs[:0], s.words.IDs[n:]...)
			s.words.Off = append(s.words.Off[:0], s.words.Off[n:]...)
		}
	}
	slices.SortFunc(out, func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End), cmp.Compare(a.Doc.From, b.Doc.From))
	})
	if chunks > 1 {
		out = withoutHalves(out)
	}
	return out, s.words.Marks, cut, nil
}

// withoutHalves drops what was seen of a text before the chunk that holds it as
// a whole: of two matches of one kind in one place, the one with the lower
// score. Matches are in order of place.
func withoutHalves(found []Match) []Match {
	out := found[:0]
	for _, m := range found {
		i := len(out) - 1
		for i >= 0 && (out[i].Doc.Kind == Exception) != (m.Doc.Kind == Exception) {
			i--
		}
		if i < 0 || out[i].End <= m.Start+(m.End-m.Start)/4 {
			out = append(out, m)
		} else if m.Score > out[i].Score {
			out[i] = m
		}
	}
	return out
}

func (c *Corpus) match(content []byte, s *Scratch, f found) Match {
	end := int(s.words.Off[f.last])
	for end < len(content) && (class[content[end]] == classLetter || class[content[end]] == classDigit || content[end] >= 0x80) {
		end++
	}
	m := Match{Doc: &c.Docs[f.doc], Confidence: f.confidence, Edit: f.edit, Score: f.score(), Start: int(s.words.Off[f.first]), End: end}
	for _, h := range f.holes {
		m.Holes = append(m.Holes, Span{int(s.words.Off[f.from+h.first]), int(s.words.Off[f.from+h.last+1])})
	}
	return m
}

// chunk searches the words read so far, one region of hits after the other. A
// long region is searched in blocks.
func (c *Corpus) chunk(ctx context.Context, s *Scratch) (out []found, cut bool) {
	c.mark(s)
	blocks := false
	for from := 0; from < len(s.hits); {
		to := from + 1
		for to < len(s.hits) && s.hits[to].pos-s.hits[to-1].pos <= regionGap && to-from < blockHits {
			to++
		}
		if ctx.Err() != nil {
			return nil, false
		}
		if s.budget <= 0 {
			return out, true
		}
		found, over := c.region(s, s.hits[from:to])
		out = append(out, found...)
		cut = cut || over
		if to-from == blockHits && to < len(s.hits) {
			blocks = true
			last := s.hits[to-1].pos
			for next := to; next > from+blockHits/2 && s.hits[next-1].pos > last-blockOverlap; next-- {
				to = next - 1
			}
		}
		from = to
	}
	if blocks {
		out = c.choose(out)
	}
	return out, cut || s.budget <= 0
}

// mark lists the grams of the text that some document has.
func (c *Corpus) mark(s *Scratch) {
	s.hits = s.hits[:0]
	known := 0
	var gram uint64
	for i, id := range s.words.IDs {
		if id == 0 {
			known = 0
			continue
		}
		gram = gram<<16 | uint64(id)
		if known++; known < gramSize {
			continue
		}
		if p := c.grams.find(gram); p != 0 {
			s.hits = append(s.hits, hit{int32(i - gramSize + 1), p})
		}
	}
}

// region finds the documents around some hits. cut tells that there were too
// many to follow.
func (c *Corpus) region(s *Scratch, hits []hit) (all []found, cut bool) {
	if s.count == nil {
		s.count = make([]int32, len(c.Docs))
		s.al.heavy, s.al.rare = c.heavy, c.rare
	}
	s.docs = s.docs[:0]
	for _, h := range hits {
		for p := h.place; p != 0; p = c.grams.places[p-1].next {
			d := c.grams.places[p-1].doc
			if s.count[d] == 0 {
				s.docs = append(s.docs, d)
			}
			s.count[d]++
		}
	}
	candidate := s.docs[:0]
	for _, d := range s.docs {
		if int(s.count[d]) >= c.Docs[d].enough() {
			candidate = append(candidate, d)
			s.count[d] = -1
		} else {
			s.count[d] = 0
		}
	}
	s.pairs = s.pairs[:0]
	if len(candidate) > 0 {
		for _, h := range hits {
			for p := h.place; p != 0; p = c.grams.places[p-1].next {
				if len(s.pairs) == maxPairs {
					cut = true
				} else if pl := c.grams.places[p-1]; s.count[pl.doc] < 0 {
					s.pairs = append(s.pairs, makePair(pl.doc, h.pos, pl.pos))
				}
			}
		}
	}
	for _, d := range candidate {
		s.count[d] = 0
	}
	slices.Sort(s.pairs)
	return c.choose(c.compareAll(s, c.clusters(s.pairs))), cut
}

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
	for _, cl := range clusters {
		if s.budget <= 0 {
			break
		}
		best := 0
		exception := c.Docs[cl.doc].Kind == Exception
		for _, f := range all {
			if common := min(f.last, cl.last) - max(f.first, cl.first) + 1; common*2 > cl.last-cl.first+1 && exception == (c.Docs[f.doc].Kind == Exception) {
				best = max(best, f.score())
			}
		}
		if f, ok := c.compare(s, &cl, best); ok {
			all = append(all, f)
		}
	}
	return all
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
	size := abs(to-from-n) + 8 // words that only one side can have
	edits := min(limit+size, n+to-from-2*best)
	lost := n - s.common(d.Words, s.words.IDs[from:to])
	s.budget -= n + to - from
	tail := 0 // what the text may lack at the end costs less
	if n <= partMax {
		tail = min(lost, n-int(cl.high.docPos()))
	}
	if lost > limit || best > 0 && n-tail*5/4-(1+editCost)*max(0, lost-tail-d.freeCount) < best {
		return found{}, false
	}
	work := s.al.work
	al, ok := s.al.align(d, s.words.IDs[from:to], edits)
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
	if f.confidence < d.threshold() {
		f.missing = min(al.tail, al.edit)
		return f, d.isPart(&al)
	}
	return f, true
}

// grants reports whether the part that is there permits something: disclaimers
// are copied from license to license.
func (d *Document) grants(al *alignment) bool {
	return slices.ContainsFunc(d.grantWords, func(at int32) bool { return int(at) >= al.head && int(at) < len(d.Words)-al.tail })
}

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

// Bounds of a text that is there in part.
const (
	partMin   = 50  // words that must be there
	partMax   = 400 // words of the largest document that is looked for in part
	partShare = .45 // of the document
	partEdits = .06 // of the words that are there
)

// isPart reports whether the text holds a large part of a short license,
// without its beginning or end.
func (d *Document) isPart(al *alignment) bool {
	inner := al.edit - al.head - al.tail
	return d.Kind == License && d.grants(al) && len(d.Words) <= partMax && al.matched >= partMin && al.head <= len(d.Words)/10 &&
		float64(al.matched) >= partShare*float64(len(d.Words)) && float64(inner) <= partEdits*float64(al.matched)
}

// most is the best score that a document can reach of which so many grams are in
// the text: each difference breaks a few.
func (d *Document) most(hits int) int {
	missing := d.grams - hits
	if d.freeCount > 0 { // those of a holder's name break for nothing
		missing -= d.freeCount + gramSize
	}
	perEdit := 2
	if stretch := stretchOf(len(d.Words)); stretch < gramSize {
		perEdit = gramSize
	}
	return len(d.Words) - editCost*max(missing, 0)/perEdit
}

// score is how well a document explains the words it covers.
func (f *found) score() int {
	return f.matched - editCost*(f.edit-f.missing) - f.missing/4 - (f.lost-f.missing)/2 - heavyEdit*f.heavy - rareLost*f.rare - f.unlisted
}

// editCost is what a difference counts against the words in common: a shorter
// document that is there as it stands explains more than a longer one that is
// there with changes.
const editCost = 2

// heavyEdit is what the change of a word counts, beside the word itself, that
// decides between licenses.
const heavyEdit = 4

// rareLost is what the loss of a rare word counts beside the word itself: a
// text without the name of the company in it is not that company's license.
const rareLost = 4

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

// threshold is the least confidence that counts: a word matters more in a
// short text.
func (d *Document) threshold() float64 {
	switch n := len(d.Words); {
	case strings.HasPrefix(d.From, "lc:"): // as licenseclassifier has it
		return .8
	case n < 15:
		return 1
	case n < 25:
		return .85
	}
	return .8
}

// choose keeps, of documents that explain the same words, the one that explains
// them best.
func (c *Corpus) choose(all []found) (out []found) {
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.score(), a.score()), cmp.Compare(a.edit, b.edit), cmp.Compare(a.doc, b.doc), cmp.Compare(a.first, b.first))
	})
	var taken [2][]found // by layer, in order of place
	for _, f := range all {
		layer := &taken[0]
		if c.Docs[f.doc].Kind == Exception {
			layer = &taken[1]
		}
		i, _ := slices.BinarySearchFunc(*layer, f.first, func(o found, first int) int { return cmp.Compare(o.first, first) })
		clash := func(o *found) bool { return (min(f.last, o.last)-max(f.first, o.first)+1)*4 > f.last-f.first+1 }
		free := true
		for j := max(0, i-2); j < min(len(*layer), i+2) && free; j++ {
			free = !clash(&(*layer)[j])
		}
		if free {
			*layer = slices.Insert(*layer, i, f)
			out = append(out, f)
		}
	}
	return out
}

// heavyWords are those whose change may make another license of a text.
func heavyWords(d *Dict) []bool {
	heavy := make([]bool, MaxWords+1)
	for _, w := range []string{
		"lesser", "library", "affero", "general", "documentation", "noncommercial", "commercial", "noderivatives", "derivatives", "sharealike", "alike",
		"not", "no", "unported", "international", "igo", "1", "2", "3", "4", "5", "gpl", "lgpl", "agpl",
	} {
		heavy[d.ID(w)] = true
	}
	heavy[0] = false
	return heavy
}

// rareWords are those that the documents of few licenses have.
func rareWords(d *Dict, docs []Document) []bool {
	const few = 3
	count := make([]uint8, d.Len())
	last := make([]int32, d.Len())
	for i := range docs {
		for _, w := range docs[i].Words {
			if last[w] != int32(i)+1 {
				last[w] = int32(i) + 1
				if count[w] < 255 {
					count[w]++
				}
			}
		}
	}
	rare := make([]bool, d.Len())
	for w, n := range count {
		rare[w] = n <= few && w != 0
	}
	return rare
}
