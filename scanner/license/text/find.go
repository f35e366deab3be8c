// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package text

import (
	"cmp"
	"context"
	"slices"
)

// Bounds of a search.
const (
	chunkWords   = 1 << 20 // words examined at a time; bounds memory
	chunkOverlap = 12 << 10
	regionGap    = 200      // words without a hit that end a region
	fileWork     = 80 << 20 // steps of comparison for one file
	blockHits    = 1 << 14  // hits examined at a time
	blockOverlap = 6 << 10  // words of a block that the next one sees again
	maxPairs     = 1 << 20  // hits of documents in one block
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
	lcs    lcs
	budget int
}

// hit is a gram of the text that some document has.
type hit struct{ pos, place int32 }

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
