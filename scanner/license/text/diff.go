// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package text

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Op tells on which side the words of an [Edit] stand.
type Op string

// What an Edit can be.
const (
	Equal Op = "equal" // both sides have the words, in this order
	Lost  Op = "lost"  // the document has them, the text lacks them
	Added Op = "added" // the text has them, the document does not
)

// Edit is a run of words of a comparison.
type Edit struct {
	Op        Op     `json:"op"`
	Words     int    `json:"words"`
	Reference string `json:"reference,omitempty"` // as the document writes them; "" for Added
	Text      string `json:"text,omitempty"`      // as the text writes them; "" for Lost
	Free      bool   `json:"free,omitempty"`      // a difference in a holder's name, which anybody may change
	// Start and End are byte offsets in the text, of the first and behind the
	// last word. Lost words have none: both are where they would stand.
	Start int `json:"-"`
	End   int `json:"-"`
	// Offsets are those of each word in the text, nil for Lost.
	Offsets []int `json:"-"`
}

// Document returns the document of a From, or nil.
func (c *Corpus) Document(from string) *Document {
	for i := range c.Docs {
		if c.Docs[i].From == from {
			return &c.Docs[i]
		}
	}
	return nil
}

// Diff compares a piece of a text with the document that was found there, word
// by word as a search does: case, punctuation, comment leaders, list markers
// and dated copyright lines do not count. reference is the text from which the
// document was made. Of the words that differ in one place the lost ones come
// first. Without a difference there is one Edit, and none without words.
func (c *Corpus) Diff(d *Document, reference string, content []byte, start, end int) []Edit {
	df := differ{ref: c.sideOf([]byte(reference), 0, len(reference)), txt: c.sideOf(content, start, end), end: end}
	df.owner = Document{Words: df.ref.ids, free: d.free}
	if d.free != nil && !slices.Equal(df.ref.ids, d.Words) {
		df.owner.free = freeWords(c.Dict, df.ref.ids)
	}
	var al aligner
	var common []step
	if al.search(df.ref.ids, df.txt.ids, min(len(df.ref.ids)+len(df.txt.ids), 2*maxEdits)) { // else one replaces the other
		common = df.joined(al.path)
	}
	return df.edits(common)
}

// Bytes around a piece of text that are read with it, so that its first and
// last line are read as they are in the whole.
const lineContext = 4096

// side is one side of a comparison.
type side struct {
	src  []byte
	ids  []uint16
	offs []int
}

// sideOf reads the words of src between two offsets.
func (c *Corpus) sideOf(src []byte, start, end int) side {
	from := max(0, start-lineContext)
	from += bytes.LastIndexByte(src[from:start], '\n') + 1
	to := min(len(src), end+lineContext)
	if n := bytes.IndexByte(src[end:to], '\n'); n >= 0 {
		to = end + n
	}
	var w Words
	l := lexer{dict: c.Dict, src: src[from:to], out: &w}
	l.run(1 << 30)
	s := side{src: src}
	for i, off := range w.Off {
		if at := from + int(off); at >= start && at < end {
			s.ids, s.offs = append(s.ids, w.IDs[i]), append(s.offs, at)
		}
	}
	return s
}

// differ turns an alignment into edits.
type differ struct {
	ref, txt side
	owner    Document // the reference: its words, and those of the holder's name
	end      int      // of the compared piece of the text
	out      []Edit
}

// joined returns the runs of equal words of a path, first one first. A run that
// could as well lie beside its neighbor does: one difference instead of two.
func (df *differ) joined(path []step) (runs []step) {
	for _, s := range slices.Backward(path) {
		n := len(runs)
		switch {
		case s.n == 0:
		case n > 0 && df.slides(runs[n-1], s, 0):
			runs[n-1].n += s.n
		case n > 0 && (n > 1 || runs[0].a > 0 || runs[0].b > 0) && df.slides(runs[n-1], s, runs[n-1].n-s.n):
			k := runs[n-1].n
			runs[n-1] = step{s.a - k, s.b - k, s.n + k}
		default:
			runs = append(runs, s)
		}
	}
	return runs
}

// slides reports whether all words of the run s stand behind the run p as well
// (shift 0), or those of p before s (shift p.n-s.n), with nothing between the
// runs on one side.
func (df *differ) slides(p, s step, shift int32) bool {
	ids, first, second, n := df.txt.ids, p.b+p.n, s.b, s.n
	if s.a != p.a+p.n {
		if s.b != p.b+p.n {
			return false
		}
		ids, first, second = df.ref.ids, p.a+p.n, s.a
	}
	if shift != 0 {
		first, second, n = first-p.n, second-p.n, p.n
	}
	return slices.Equal(ids[first:first+n], ids[second:second+n])
}

func (df *differ) edits(common []step) []Edit {
	a, b := 0, 0
	for _, s := range common {
		df.differ(a, int(s.a), b, int(s.b))
		a, b = int(s.a+s.n), int(s.b+s.n)
		e := df.textEdit(Equal, int(s.b), int(s.n))
		e.Reference = df.ref.spelling(int(s.a), int(s.n))
		df.out = append(df.out, e)
	}
	df.differ(a, len(df.ref.ids), b, len(df.txt.ids))
	return df.out
}

// textEdit is a run of n words of the text from word b on.
func (df *differ) textEdit(op Op, b, n int) Edit {
	return Edit{Op: op, Words: n, Text: df.txt.spelling(b, n), Start: df.txt.offs[b], End: df.txt.wordEnd(b + n - 1), Offsets: df.txt.offs[b : b+n : b+n]}
}

// differ writes what differs in one place: words a0 to a1 of the document are
// lost, words b0 to b1 of the text added.
func (df *differ) differ(a0, a1, b0, b1 int) {
	where := df.end
	switch n := len(df.txt.offs); {
	case b0 < n:
		where = df.txt.offs[b0]
	case n > 0:
		where = df.txt.wordEnd(n - 1)
	}
	free := df.owner.isFree(a0)
	for from := a0; from < a1; {
		to := from + 1
		for to < a1 && df.isName(to) == df.isName(from) {
			to++
		}
		free = free || df.isName(from)
		df.out = append(df.out, Edit{Op: Lost, Words: to - from, Reference: df.ref.spelling(from, to-from), Free: df.isName(from), Start: where, End: where})
		from = to
	}
	if b0 < b1 {
		e := df.textEdit(Added, b0, b1-b0)
		e.Free = free
		df.out = append(df.out, e)
	}
}

// isName reports whether a word of the document belongs to a holder's name.
func (df *differ) isName(a int) bool { return df.owner.free != nil && df.owner.free[a] }

// wordEnd is the end of word i as it stands. A word that a hyphen divides at
// the end of a line ends in the next one.
func (s *side) wordEnd(i int) int {
	limit := len(s.src)
	if i+1 < len(s.offs) {
		limit = s.offs[i+1]
	}
	end := s.runEnd(s.offs[i], limit)
	if end+1 >= limit || s.src[end] != '-' || s.src[end+1] != '\n' && s.src[end+1] != '\r' || class[s.src[s.offs[i]]] == classDigit {
		return end
	}
	next := end + 1
	for next < limit && next-end < 40 && class[s.src[next]] != classLetter {
		next++
	}
	if i+1 == len(s.offs) || next >= limit || class[s.src[next]] != classLetter {
		return end
	}
	return s.runEnd(next, limit)
}

// runEnd is the end of the run of letters or of digits at an offset.
func (s *side) runEnd(at, limit int) int {
	digits := class[s.src[at]] == classDigit
	i := at
	for i < limit {
		c := s.src[i]
		if c < utf8.RuneSelf {
			if digits != (class[c] == classDigit) || !digits && class[c] != classLetter {
				break
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(s.src[i:])
		if digits || !unicode.IsLetter(r) && !unicode.IsMark(r) {
			break
		}
		i += n
	}
	return max(i, min(at+1, limit))
}

// spelling is n words from word i on as they are written: the signs between
// them are kept, white space is one space, and what is no part of the sentence
// (comment leaders, passed-over words) is left out.
func (s *side) spelling(i, n int) string {
	var b strings.Builder
	for k := i; k < i+n; k++ {
		end := s.wordEnd(k)
		word := s.src[s.offs[k]:end]
		if cut := bytes.IndexByte(word, '\n'); cut >= 0 { // divided
			b.Write(bytes.TrimRight(word[:cut], "-\r"))
			word = word[cut+bytes.LastIndexFunc(word[cut:], func(r rune) bool { return !unicode.IsLetter(r) })+1:]
		}
		b.Write(word)
		if k+1 < i+n {
			b.WriteString(signs(s.src[end:s.offs[k+1]]))
		}
	}
	return b.String()
}

// signs is what stands between two words, on one line.
func signs(between []byte) string {
	const most = 12
	first, rest, broken := bytes.Cut(between, []byte("\n"))
	if len(first) > most || bytes.ContainsFunc(first, isWordRune) {
		return " "
	}
	if !broken {
		return oneSpace(string(first))
	}
	opening := len(rest) - len(bytes.TrimRight(rest, "([{\"'`"))
	return oneSpace(strings.TrimRight(string(first), " \t\r*/#|")+" ") + string(rest[len(rest)-min(opening, most):])
}

// oneSpace makes each stretch of white space one space.
func oneSpace(s string) string {
	var b strings.Builder
	blank := false
	for _, r := range s {
		if r == ' ' || r == '\t' || r == '\r' {
			blank = true
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
	}
	if blank {
		b.WriteByte(' ')
	}
	return b.String()
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
