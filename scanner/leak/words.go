// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package leak

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/outgate/outgate/rules"
)

// maxParts is how many parts of identifiers, or words of a phrase, make one word of
// a list at most: "Project Titan" is two.
const maxParts = 4 // a power of two

// wordMatcher compares the words of a text with a list. A text is parted at what is
// no letter or digit, and where an identifier changes case ("TitanClient",
// "HTTPTitan"); up to four neighbors, joined, are looked up by a hash that is made of
// the hashes of the parts. Hashed lists are asked the slow way, once for each word
// that has not been seen lately. Chinese, which has no gaps, is looked up at each
// character, for lengths that occur (hashed: two to eight).
type wordMatcher struct {
	bits   []uint64           // of the hashes of plain words, 64 Ki bits
	plain  map[uint64][]entry // by hash
	sha    map[string]string  // hash -> label
	hmac   map[string]string
	key    []byte
	runes  map[int]bool // lengths of words without gaps, in runes
	maxLen int          // of words, in bytes
	powers [rules.MaxWordBytes + 1]uint64
	absent sync.Pool // of *absence
}

type entry struct{ text, label string }

// absentBits sizes an absence: 2 MiB for each worker.
const absentBits = 18

// absence remembers words that are on no hashed list, by their own hash; a later one
// takes the place of another.
type absence [1 << absentBits]uint64

func newWordMatcher(list *rules.WordList, key []byte) *wordMatcher {
	m := &wordMatcher{bits: make([]uint64, 1<<10), plain: map[uint64][]entry{}, sha: map[string]string{}, hmac: map[string]string{}, key: key, runes: map[int]bool{}}
	m.absent.New = func() any { return new(absence) }
	m.powers[0] = 1
	for i := range rules.MaxWordBytes {
		m.powers[i+1] = m.powers[i] * hashBase
	}
	for _, w := range list.Plain {
		h := hashOf([]byte(w.Text))
		m.bits[bitOf(h)>>6] |= 1 << (bitOf(h) & 63)
		m.plain[h] = append(m.plain[h], entry{w.Text, w.Label})
		m.maxLen = max(m.maxLen, len(w.Text))
		if r, _ := utf8.DecodeRuneInString(w.Text); isHan(r) {
			m.runes[utf8.RuneCountInString(w.Text)] = true
		}
	}
	for _, w := range list.Hashed {
		if w.Keyed {
			m.hmac[w.Text] = w.Label
		} else {
			m.sha[w.Text] = w.Label
		}
	}
	if m.hashed() {
		m.maxLen = rules.MaxWordBytes
		for n := 2; n <= 8; n++ {
			m.runes[n] = true
		}
	}
	return m
}

func (m *wordMatcher) hashed() bool { return len(m.sha)+len(m.hmac) > 0 }

// hashBase makes a polynomial hash: that of two texts joined is that of the first,
// times a power of the base, plus that of the second.
const hashBase = 0x9E3779B97F4A7C15

func hashOf(text []byte) (h uint64) {
	for _, c := range text {
		h = h*hashBase + uint64(c) + 1
	}
	return h
}

func bitOf(h uint64) uint64 { return (h ^ h>>29) * hashBase >> 48 }

// isHan reports scripts that part words by no gap.
func isHan(r rune) bool {
	return r >= 0x2E80 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0xAC00 && r <= 0xD7A3)
}

// part is a part of a word: its place, and hash and length of its normal form.
type part struct {
	start, end int
	hash       uint64
	size       int
}

// each calls see for every place of a word of the list.
func (m *wordMatcher) each(text []byte, see func(at int, label string)) {
	w := &wordScan{m: m, text: text, see: see}
	if m.hashed() {
		w.absent = m.absent.Get().(*absence)
		defer m.absent.Put(w.absent)
	}
	w.run()
}

type wordScan struct {
	m      *wordMatcher
	text   []byte
	absent *absence // nil when no list is hashed
	see    func(at int, label string)
	parts  [maxParts]part // the last ones, in a ring
	n      int            // how many of them join on
	next   int            // place in the ring
	end    int            // of the last part
	fold   []byte
}

func (w *wordScan) run() {
	for i := 0; i < len(w.text); {
		c := w.text[i]
		if c < utf8.RuneSelf {
			if !isDigit(c) && !isAlpha(c) {
				// Phrases cross blanks, hyphens and the like, but no more than three of them.
				if i-w.end >= 3 {
					w.n = 0
				}
				i++
				continue
			}
			i = w.ascii(i)
			continue
		}
		r, size := utf8.DecodeRune(w.text[i:])
		switch {
		case isHan(r):
			w.han(i)
			w.n = 0
			i += size
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			i = w.letters(i)
		default:
			i += size
		}
	}
}

// ascii takes one part of an identifier: Title, lower, CAPITALS or digits.
func (w *wordScan) ascii(i int) int {
	t := w.text
	end := i + 1
	switch c := t[i]; {
	case isDigit(c):
		for end < len(t) && isDigit(t[end]) {
			end++
		}
	case asciiUpper(c) == 1:
		for end < len(t) && asciiUpper(t[end]) == 1 {
			end++
		}
		lowers := end < len(t) && isAlpha(t[end])
		if lowers && end-i > 1 {
			end-- // HTTPServer: the last capital begins the next part
		} else if lowers {
			for end < len(t) && isAlpha(t[end]) && asciiUpper(t[end]) == 0 {
				end++
			}
		}
	default:
		for end < len(t) && isAlpha(t[end]) && asciiUpper(t[end]) == 0 {
			end++
		}
	}
	if end < len(t) && t[end] >= utf8.RuneSelf {
		if r, _ := utf8.DecodeRune(t[end:]); !isHan(r) && unicode.IsLetter(r) {
			return w.letters(i) // the word goes on with a letter outside of ASCII
		}
	}
	w.push(i, end)
	return end
}

// letters takes a word with letters outside of ASCII, whatever their case.
func (w *wordScan) letters(i int) int {
	end := i
	for end < len(w.text) {
		r, size := utf8.DecodeRune(w.text[end:])
		if isHan(r) || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		end += size
	}
	if end == i {
		return i + 1
	}
	w.push(i, end)
	return end
}

// push appends a part and looks up all words that end with it.
func (w *wordScan) push(start, end int) {
	w.end = end
	var h uint64
	size := 0
	for i := start; i < end; {
		if c := w.text[i]; c < utf8.RuneSelf {
			h = h*hashBase + uint64(lower(c)) + 1
			size++
			i++
			continue
		}
		r, n := utf8.DecodeRune(w.text[i:])
		w.fold = utf8.AppendRune(w.fold[:0], unicode.ToLower(r))
		for _, c := range w.fold {
			h = h*hashBase + uint64(c) + 1
		}
		size += len(w.fold)
		i += n
	}
	if size > w.m.maxLen {
		w.n = 0
		return
	}
	w.parts[w.next] = part{start, end, h, size}
	w.n = min(w.n+1, maxParts)
	w.ask(start, end, h, size)
	for k := 1; k < w.n; k++ {
		p := &w.parts[(w.next-k)&(maxParts-1)]
		if size+p.size > w.m.maxLen {
			break
		}
		h += p.hash * w.m.powers[size]
		size += p.size
		w.ask(p.start, end, h, size)
	}
	w.next = (w.next + 1) & (maxParts - 1)
}

// han looks up the runs of characters that begin here.
func (w *wordScan) han(at int) {
	i, n, size := at, 0, 0
	var h uint64
	for i < len(w.text) && n < rules.MaxWordBytes {
		r, step := utf8.DecodeRune(w.text[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) || r == utf8.RuneError {
			break
		}
		w.fold = utf8.AppendRune(w.fold[:0], unicode.ToLower(r))
		for _, c := range w.fold {
			h = h*hashBase + uint64(c) + 1
		}
		size += len(w.fold)
		i += step
		if size > w.m.maxLen {
			break
		}
		if n++; w.m.runes[n] {
			w.ask(at, i, h, size)
		}
	}
}

// ask looks up the word between two places by the hash of its normal form.
func (w *wordScan) ask(start, end int, h uint64, size int) {
	if bit := bitOf(h); w.m.bits[bit>>6]&(1<<(bit&63)) != 0 {
		for _, e := range w.m.plain[h] {
			if e.text == rules.NormalWord(string(w.text[start:end])) {
				w.see(start, e.label)
			}
		}
	}
	if w.absent == nil || size < 2 {
		return
	}
	if seen := &w.absent[(h^h>>29)*hashBase>>(64-absentBits)]; *seen != h {
		if !w.askHashed(start, end) {
			*seen = h
		}
	}
}

func (w *wordScan) askHashed(start, end int) (found bool) {
	normal := w.fold[:0]
	for _, c := range w.text[start:end] {
		if c >= utf8.RuneSelf {
			normal = append(normal[:0], rules.NormalWord(string(w.text[start:end]))...)
			break
		}
		if isDigit(c) || isAlpha(c) {
			normal = append(normal, lower(c))
		}
	}
	w.fold = normal
	for _, list := range []struct {
		hashes map[string]string
		key    []byte
	}{{w.m.sha, nil}, {w.m.hmac, w.m.key}} {
		if len(list.hashes) == 0 {
			continue
		}
		sum := rules.HashWord(normal, list.key)
		if label, ok := list.hashes[string(sum[:])]; ok {
			found = true
			w.see(start, label)
		}
	}
	return found
}

// word reports a place; the word itself stays unsaid.
func (s *scan) word(at int, label string) {
	x := s.add("leak/word", at, strings.ToValidUTF8(label, "?"), "")
	x.shown, x.label, x.guessable = "", label, true
}

func (s *scan) wordInPath(_ int, label string) { s.word(0, label) }
