// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package text

// alignment says how a document and a piece of text compare.
type alignment struct {
	matched     int // words in common, in order
	edit        int // words changed, lost or added, between the first and the last word in common
	first, last int // of the words in common, in the text
}

// Bounds of a comparison.
const (
	maxEdits  = 1500 // lost and added words after which two texts are called different
	maxAdded  = 40   // of the words added in one place that count
	heavyEdit = 3    // what a change of a word counts that decides between licenses
)

// aligner compares word sequences by Myers' greedy algorithm, which takes time
// in proportion to the size times the number of differences.
type aligner struct {
	v     []int32
	trace []int32
	start []int32 // offset in trace of each round
	path  []step
	heavy []bool // by word
	work  int    // steps taken so far
}

// step is a run of equal words, or a single word of one side.
type step struct {
	a, b int32 // where it begins
	n    int32 // equal words; 0 for a difference
}

// align compares the document with the text, of which words before and after
// the document are free. ok is false when they differ by more than limit words.
func (al *aligner) align(doc, text []uint16, limit int) (alignment, bool) {
	limit = min(limit, maxEdits, len(doc)+len(text))
	if !al.search(doc, text, limit) {
		return alignment{}, false
	}
	return al.measure(doc, text), true
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
// count as the larger number of both.
func (al *aligner) measure(doc, text []uint16) alignment {
	var r alignment
	r.first = -1
	lost, added, heavy := 0, 0, 0
	close := func(edge bool) {
		if edge {
			added = 0 // what stands before the document or behind it is not its own
		}
		if lost+added > 0 {
			r.edit += max(lost, min(added, maxAdded)) + heavy
		}
		lost, added, heavy = 0, 0, 0
	}
	for i := len(al.path) - 1; i >= 0; i-- {
		s := al.path[i]
		if s.n > 0 {
			close(r.first < 0)
			if r.first < 0 {
				r.first = int(s.b)
			}
			r.last = int(s.b + s.n - 1)
			r.matched += int(s.n)
			continue
		}
		// a difference: whose word it is shows in where the next step begins
		nx := int32(len(doc))
		if i > 0 {
			nx = al.path[i-1].a
		}
		if nx > s.a {
			lost++
			if al.heavy[doc[s.a]] {
				heavy += heavyEdit - 1
			}
		} else {
			added++
			if int(s.b) < len(text) && al.heavy[text[s.b]] && added <= maxAdded {
				heavy += heavyEdit - 1
			}
		}
	}
	close(true)
	return r
}
