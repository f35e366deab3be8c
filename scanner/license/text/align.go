// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package text

// alignment says how a document and a piece of text compare.
type alignment struct {
	matched     int // words in common, in order
	edit        int // words changed, lost or added, between the first and the last word in common
	lost        int // words of the document that the text lacks
	heavy       int // words among them that decide between licenses
	rare        int // lost words that few documents have, such as the name of a company
	first, last int // of the words in common, in the text
	holes       []hole
	head, tail  int // words of the document before the first and behind the last word in common
}

// hole is a run of words that the text adds within the document.
type hole struct{ first, last int }

// minHole is how many added words make a hole: something else may be said there.
const minHole = 8

// Bounds of a comparison.
const (
	maxEdits    = 1500 // lost and added words after which two texts are called different
	maxAdded    = 40   // of the words that stand in the place of others that count
	maxInserted = 16   // of the words put in between that count
)

// aligner compares word sequences by Myers' greedy algorithm, which takes time
// in proportion to the size times the number of differences.
type aligner struct {
	v     []int32
	trace []int32
	start []int32 // offset in trace of each round
	path  []step
	heavy []bool // by word: its change may make another license of a text
	rare  []bool // by word: few documents have it
	work  int    // steps taken so far
}

// step is a run of equal words, or a single word of one side.
type step struct {
	a, b int32 // where it begins
	n    int32 // equal words; 0 for a difference
}

// align compares the document with the text, of which words before and after
// the document are free. ok is false when they differ by more than limit words.
func (al *aligner) align(d *Document, text []uint16, limit int) (alignment, bool) {
	doc := d.Words
	limit = min(limit, maxEdits, len(doc)+len(text))
	if !al.search(doc, text, limit) {
		return alignment{}, false
	}
	return al.measure(d, text), true
}

// search runs Myers' algorithm forward and leaves the path, last step first.
func (al *aligner) search(a, b []uint16, limit int) bool {
	n, m := int32(len(a)), int32(len(b))
	if size := 2*limit + 3; len(al.v) < size {
		al.v = make([]int32, size)
	}
	off := int32(limit + 1)
	al.trace, al.start = al.trace[:0], al.start[:0]
	v := al.v
	v[off+1] = 0
	for d := int32(0); d <= int32(limit); d++ {
		al.start = append(al.start, int32(len(al.trace)))
		for k := -d; k <= d; k += 2 {
			var x int32
			if k == -d || k != d && v[off+k-1] < v[off+k+1] {
				x = v[off+k+1] // a word of the text is added
			} else {
				x = v[off+k-1] + 1 // a word of the document is lost
			}
			y := x - k
			from := x
			for x < n && y < m && y >= 0 && a[x] == b[y] && a[x] != 0 {
				x++
				y++
			}
			al.work += int(x-from) + 1
			v[off+k] = x
			if x >= n && y >= m {
				al.trace = append(al.trace, v[off-d:off+d+1]...)
				al.retrace(a, b, d)
				return true
			}
		}
		al.trace = append(al.trace, v[off-d:off+d+1]...)
	}
	return false
}

// retrace walks back from the end.
func (al *aligner) retrace(a, b []uint16, d int32) {
	al.path = al.path[:0]
	x, y := int32(len(a)), int32(len(b))
	for ; d > 0; d-- {
		prev := al.trace[al.start[d-1]:] // rounds are stored from diagonal -(d-1)
		at := func(k int32) int32 {
			if k < -(d-1) || k > d-1 {
				return -1 << 30
			}
			return prev[k+d-1]
		}
		k := x - y
		var px int32
		if k == -d || k != d && at(k-1) < at(k+1) {
			px = at(k + 1)
			k++
		} else {
			px = at(k - 1)
			k--
		}
		py := px - k
		// the snake after the difference
		sx := px
		if k < x-y {
			sx++
		}
		sy := sx - (x - y)
		if x > sx {
			al.path = append(al.path, step{sx, sy, x - sx})
		}
		al.path = append(al.path, step{px, py, 0})
		x, y = px, py
	}
	if x > 0 {
		al.path = append(al.path, step{0, y - x, x})
	}
}

// measure adds the differences up. Several words lost and added in one place
// count as the larger number of both; those of a holder's name count nothing.
func (al *aligner) measure(d *Document, text []uint16) alignment {
	r := alignment{first: -1}
	from, to := al.core(len(d.Words))
	low, high := al.extend(d.Words, text, from, to)
	var h hunk
	lose := func(at int) {
		if at < low || at >= high {
			r.rare += al.lose(&h, d, at)
		}
	}
	for i := len(al.path) - 1; i >= 0; i-- {
		s := al.path[i]
		inside := i <= from && i >= to
		switch {
		case s.n > 0 && inside:
			if r.first < 0 {
				r.head = low
				r.first = int(s.b) - (int(s.a) - low)
			} else if h.added >= minHole {
				r.holes = append(r.holes, hole{int(s.b) - h.run, int(s.b) - 1})
			}
			r.add(&h)
			h = hunk{}
			r.last = int(s.b + s.n - 1)
			r.matched += int(s.n)
			if i == to {
				r.matched += int(al.path[from].a) - low + high - int(s.a+s.n)
				r.last += high - int(s.a+s.n)
				r.tail = len(d.Words) - high
			}
		case s.n > 0: // a word here and there, far from the rest
			for k := range s.n {
				lose(int(s.a + k))
			}
		case al.isLoss(i, len(d.Words)):
			if inside {
				r.rare += al.lose(&h, d, int(s.a))
			} else {
				lose(int(s.a))
			}
		case inside: // what stands before or behind is not the document's
			if h.run++; !d.isFree(int(s.a)) {
				h.added++
				if int(s.b) < len(text) && al.heavy[text[s.b]] {
					h.heavyAdded++
				}
			}
		}
	}
	r.add(&h)
	return r
}

// extend returns the first and the last word, plus one, of the document that
// the text has when the core is followed word by word at both ends.
func (al *aligner) extend(doc, text []uint16, from, to int) (low, high int) {
	if from < to || al.path[from].n == 0 {
		return 0, 0
	}
	a, b := int(al.path[from].a), int(al.path[from].b)
	for a > 0 && b > 0 && doc[a-1] == text[b-1] {
		a, b = a-1, b-1
	}
	low = a
	end := al.path[to]
	a, b = int(end.a+end.n), int(end.b+end.n)
	for a < len(doc) && b < len(text) && doc[a] == text[b] {
		a, b = a+1, b+1
	}
	return low, a
}

// isLoss reports whether the difference at a step of the path is a word that
// the text lacks: that shows in where the next step begins.
func (al *aligner) isLoss(i, n int) bool {
	next := int32(n)
	if i > 0 {
		next = al.path[i-1].a
	}
	return next > al.path[i].a
}

// core is the part of the path in which most is equal: its first and last step,
// as indices that fall. Words in common outside are accidents.
func (al *aligner) core(n int) (from, to int) {
	best, sum, start, added := int32(0), int32(0), len(al.path)-1, 0
	from, to = start, 0
	for i := len(al.path) - 1; i >= 0; i-- {
		switch s := al.path[i]; {
		case s.n > 0:
			if sum <= 0 {
				sum, start = 0, i
			}
			sum += s.n
			added = 0
			if sum > best {
				best, from, to = sum, start, i
			}
		case al.isLoss(i, n):
			sum--
		default:
			if added++; added <= maxAdded {
				sum--
			}
		}
	}
	return from, to
}

// add counts what differs in one place.
func (r *alignment) add(h *hunk) {
	most := maxAdded
	if h.lost == 0 {
		most = maxInserted
	}
	r.edit += max(h.lost, min(h.added, most))
	r.lost += h.lost
	r.heavy += h.heavyLost + min(h.heavyAdded, maxAdded/4)
}

// hunk is what differs in one place.
type hunk struct {
	lost, added, heavyLost, heavyAdded int
	run                                int // added words, those of a holder's name too
}

// lose counts a word of the document that the text lacks, and returns 1 when
// it is a rare one.
func (al *aligner) lose(h *hunk, d *Document, at int) (rare int) {
	w := d.Words[at]
	if al.rare[w] {
		rare = 1
	}
	if d.free != nil && d.free[at] {
		return rare
	}
	h.lost++
	if al.heavy[w] {
		h.heavyLost++
	}
	return rare
}

// isFree reports whether words added before word at belong to a holder's name.
func (d *Document) isFree(at int) bool {
	return d.free != nil && (at < len(d.free) && d.free[at] || at > 0 && at <= len(d.free) && d.free[at-1])
}
