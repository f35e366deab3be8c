// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"context"
	"slices"
	"sync"
)

// Bounds of the text engine.
const (
	chunkTokens  = 1 << 20 // words examined at a time; bounds memory
	chunkOverlap = 12 << 10
	windowTokens = 24 << 10 // longest region given to licenseclassifier in one piece
	fileTokens   = 256 << 10
	cacheBytes   = 16 << 20
	oneLine      = 4096 // regions on one line are joined up to this many words
)

// match is what licenseclassifier said of a piece of a file.
type match struct {
	doc        *document // nil from the plain engine's unknown names
	kind, name string
	confidence float64
	start, end int // byte offsets of the first and last word
	first      int // line of the first word
	last       int // line of the last word
}

// engine answers which documents of the corpus a text holds, as
// licenseclassifier does, without showing it more than it must see.
//
// A document can only match where four-word grams it shares with the text
// cover 80 % of it. So the engine marks all grams of the text that any
// document holds, joins them to regions (no possible match straddles two, see
// regions), keeps for each region the documents whose grams cover enough of
// it, and gives licenseclassifier the region and those documents. Its answer
// is kept by the region's words, so that a header in thousands of files costs
// one classification.
type engine struct {
	corpus *corpus
	judge  *judge

	mu    sync.Mutex
	cache map[string]*verdict
	bytes int
}

// verdict is what is known of one sequence of words.
type verdict struct {
	docs    []int32 // documents whose grams cover enough
	answers map[string][]answer
}

// answer is a match in words counted from the start of the region.
type answer struct {
	doc         int32
	confidence  float64
	first, last int
}

func newEngine() (*engine, error) {
	c, err := loadCorpus()
	if err != nil {
		return nil, err
	}
	return &engine{corpus: c, judge: newJudge(c), cache: map[string]*verdict{}}, nil
}

// scratch is the working memory of one file, reused.
type scratch struct {
	toks   tokens
	hits   []int32 // positions of grams that a document holds
	slots  []*gramSlot
	counts []uint32
	cover  []int32 // by document: words covered
	until  []int32 // by document: end of the last covered gram
	key    []byte
	seen   map[string]bool // what the budget has paid for in this file
}

// find returns the matches in a text, and whether a budget cut the work short.
func (e *engine) find(ctx context.Context, content []byte, s *scratch) (out []match, cut bool, err error) {
	s.toks.reset()
	s.seen = map[string]bool{}
	t := newTokenizer(e.corpus.dict, content, &s.toks)
	budget := fileTokens
	for more := true; more; {
		more = t.run(chunkTokens)
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		found, c, err := e.chunk(ctx, content, s, &budget)
		if err != nil {
			return nil, false, err
		}
		cut = cut || c
		out = append(out, found...)
		if more { // keep the tail: a text may straddle the chunks
			n := s.toks.len() - chunkOverlap
			s.toks.ids = append(s.toks.ids[:0], s.toks.ids[n:]...)
			s.toks.off = append(s.toks.off[:0], s.toks.off[n:]...)
			s.toks.line = append(s.toks.line[:0], s.toks.line[n:]...)
			t.lineFirst = s.toks.len()
		}
	}
	sortMatches(out)
	return slices.CompactFunc(out, func(a, b match) bool {
		return a.doc == b.doc && a.start == b.start && a.end == b.end
	}), cut, nil
}

func (e *engine) chunk(ctx context.Context, content []byte, s *scratch, budget *int) (out []match, cut bool, err error) {
	e.mark(s)
	regions := e.regions(s)
	if len(regions) == 0 {
		return nil, false, nil
	}
	e.count(s)
	for _, r := range regions {
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		found, spent := e.region(content, s, r, *budget)
		if *budget -= spent; *budget < 0 {
			*budget, cut = 0, true
			continue
		}
		out = append(out, found...)
	}
	return out, cut, nil
}

// mark lists the grams of the text that any document holds.
func (e *engine) mark(s *scratch) {
	s.hits, s.slots = s.hits[:0], s.slots[:0]
	known := 0
	var gram uint64
	for i, id := range s.toks.ids {
		if id == 0 {
			known = 0
			continue
		}
		gram = (gram<<13 | uint64(id)) & (1<<52 - 1)
		if known++; known < gramSize {
			continue
		}
		if slot := e.corpus.grams.find(gram); slot != nil {
			s.hits = append(s.hits, int32(i-gramSize+1))
			s.slots = append(s.slots, slot)
		}
	}
}

// region is a run of words: [from, to), and the marks in it: [hit, hitEnd).
type region struct {
	from, to, hit, hitEnd int
	covered               int
	need                  int // fewest covered words that any document of its marks needs
}

// regions joins marks to regions that no match can straddle. A match of n
// words has at least 0.8 n covered by marks, so its gaps together are at most
// a quarter of what is covered; two neighbors are joined when the gap is at
// most a third of what both cover, which by induction joins all parts of any
// match. Regions are widened to whole lines.
func (e *engine) regions(s *scratch) []region {
	var stack []region
	for i, h := range s.hits {
		pos, end := int(h), min(int(h)+gramSize, s.toks.len())
		if n := len(stack); n > 0 && pos <= stack[n-1].to {
			top := &stack[n-1]
			top.covered += end - top.to
			top.to, top.hitEnd = end, i+1
			top.need = min(top.need, int(s.slots[i].need))
			continue
		}
		stack = join(append(stack, region{pos, end, i, i + 1, end - pos, int(s.slots[i].need)}))
	}
	stack = join(stack)
	out := stack[:0]
	for _, r := range stack {
		if r.covered < r.need {
			continue
		}
		for r.from > 0 && s.toks.line[r.from-1] == s.toks.line[r.from] && r.to-r.from < oneLine {
			r.from--
		}
		for r.to < s.toks.len() && s.toks.line[r.to] == s.toks.line[r.to-1] && r.to-r.from < oneLine {
			r.to++
		}
		if n := len(out); n > 0 && r.from < out[n-1].to {
			out[n-1].to, out[n-1].hitEnd = max(r.to, out[n-1].to), r.hitEnd
			out[n-1].covered += r.covered
			continue
		}
		out = append(out, r)
	}
	return out
}

// join merges the two topmost regions as long as they belong together. The
// topmost may still have grown since it was pushed, so the pair below it is
// looked at again after each merge.
func join(stack []region) []region {
	for len(stack) > 1 {
		a, b := &stack[len(stack)-2], &stack[len(stack)-1]
		if gap := b.from - a.to; gap > max(8, (a.covered+b.covered)/3) {
			break
		}
		a.to, a.hitEnd = b.to, b.hitEnd
		a.covered += b.covered
		a.need = min(a.need, b.need)
		stack = stack[:len(stack)-1]
	}
	return stack
}

// count counts the words of the whole text: licenseclassifier asks whether it
// holds enough of a document's words, wherever they are.
func (e *engine) count(s *scratch) {
	if s.counts == nil {
		s.counts = make([]uint32, len(e.corpus.dict.words))
	}
	clear(s.counts)
	for _, id := range s.toks.ids {
		s.counts[id]++
	}
}

// region examines one region, in windows when it is long. It returns the
// words it showed licenseclassifier.
func (e *engine) region(content []byte, s *scratch, r region, budget int) (out []match, spent int) {
	if r.to-r.from <= windowTokens {
		return e.window(content, s, r, budget)
	}
	for from := r.from; from < r.to; from += windowTokens - chunkOverlap {
		w := region{from: from, to: min(from+windowTokens, r.to)}
		w.hit, _ = slices.BinarySearch(s.hits, int32(w.from))
		w.hitEnd, _ = slices.BinarySearch(s.hits, int32(w.to-gramSize+1))
		found, n := e.window(content, s, w, budget-spent)
		out = append(out, found...)
		if spent += n; spent > budget || w.to == r.to {
			break
		}
	}
	return out, spent
}

func (e *engine) window(content []byte, s *scratch, r region, budget int) ([]match, int) {
	v := e.verdict(s, r)
	set := e.passing(s, v.docs)
	if len(set) == 0 {
		return nil, 0
	}
	setKey := string(appendInts(nil, set))
	spent := 0
	if key := string(s.key) + setKey; !s.seen[key] { // counted whether known from another file or not, so that the outcome does not depend on the order of files
		if spent = r.to - r.from; spent > budget {
			return nil, spent
		}
		s.seen[key] = true
	}
	e.mu.Lock()
	answers, known := v.answers[setKey]
	e.mu.Unlock()
	if !known {
		answers = e.judge.ask(content, s, r, set)
		e.mu.Lock()
		v.answers[setKey] = answers
		e.mu.Unlock()
	}
	out := make([]match, 0, len(answers))
	for _, a := range answers {
		d := &e.corpus.docs[a.doc]
		first, last := min(r.from+a.first, r.to-1), min(r.from+a.last, r.to-1)
		out = append(out, match{
			doc: d, kind: d.kind, name: d.name, confidence: a.confidence,
			start: int(s.toks.off[first]), end: int(s.toks.off[last]),
			first: int(s.toks.line[first]), last: int(s.toks.line[last]),
		})
	}
	return out, spent
}

// verdict looks the region's words up, or finds the documents it may hold.
func (e *engine) verdict(s *scratch, r region) *verdict {
	s.key = s.key[:0]
	line := s.toks.line[r.from]
	for i := r.from; i < r.to; i++ {
		id := s.toks.ids[i]
		s.key = append(s.key, byte(id), byte(id>>8))
		if l := s.toks.line[i]; l != line { // line breaks count: overlaps are judged by line
			for d := l - line; d > 0; d -= 254 {
				s.key = append(s.key, 0xFF, byte(min(d, 254)))
			}
			line = l
		}
	}
	e.mu.Lock()
	v := e.cache[string(s.key)]
	e.mu.Unlock()
	if v != nil {
		return v
	}
	v = &verdict{docs: e.candidates(s, r), answers: map[string][]answer{}}
	e.mu.Lock()
	defer e.mu.Unlock()
	if known := e.cache[string(s.key)]; known != nil {
		return known
	}
	if e.bytes+len(s.key) <= cacheBytes {
		e.bytes += len(s.key)
		e.cache[string(s.key)] = v
	}
	return v
}

// candidates returns the documents whose own grams cover enough of the region.
func (e *engine) candidates(s *scratch, r region) []int32 {
	c := e.corpus
	if s.cover == nil {
		s.cover, s.until = make([]int32, len(c.docs)), make([]int32, len(c.docs))
	}
	clear(s.cover)
	clear(s.until)
	for i := r.hit; i < r.hitEnd; i++ {
		pos := s.hits[i]
		for n := s.slots[i].head; n != 0; n = c.grams.nodes[n-1].next {
			d := c.grams.nodes[n-1].doc
			s.cover[d] += pos + gramSize - max(pos, s.until[d])
			s.until[d] = pos + gramSize
		}
	}
	var out []int32
	for d, n := range s.cover {
		if n > 0 && int(n) >= c.docs[d].need {
			out = append(out, int32(d))
		}
	}
	return out
}

// passing keeps the documents of which the whole text holds enough words,
// licenseclassifier's first test.
func (e *engine) passing(s *scratch, docs []int32) []int32 {
	var out []int32
	for _, d := range docs {
		words := e.corpus.docs[d].words
		hits := 0
		for _, w := range words {
			if s.counts[w.id] >= uint32(w.count) {
				hits++
			}
		}
		if float64(hits)/float64(len(words)) >= threshold {
			out = append(out, d)
		}
	}
	return out
}

func appendInts(b []byte, ints []int32) []byte {
	for _, n := range ints {
		b = append(b, byte(n), byte(n>>8))
	}
	return b
}
