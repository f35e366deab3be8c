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
const maxParts = 4

// maxCache bounds what one worker remembers of hashes, in entries.
const maxCache = 1 << 19

// wordMatcher compares the words of a text with a list. A text is parted at what is
// no letter or digit, and where an identifier changes case ("TitanClient",
// "HTTPTitan"); up to four neighbors, joined, are looked up by a hash. Hashed lists
// are asked the slow way, once for each different word. Chinese, which has no gaps,
// is looked up at each character, for lengths that occur (hashed: two to eight).
type wordMatcher struct {
	bits   []uint64           // of the hashes of plain words, 64 Ki bits
	plain  map[uint64][]entry // by hash
	sha    map[string]string  // hash -> label
	hmac   map[string]string
	key    []byte
	runes  map[int]bool // lengths of plain words without gaps, in runes
	maxLen int          // of plain words, in bytes
	caches sync.Pool    // of map[uint64]bool: hashes of words that are on no hashed list
}

type entry struct{ text, label string }

func newWordMatcher(list *rules.WordList, key []byte) *wordMatcher {
	m := &wordMatcher{bits: make([]uint64, 1<<10), plain: map[uint64][]entry{}, sha: map[string]string{}, hmac: map[string]string{}, key: key, runes: map[int]bool{}}
	m.caches.New = func() any { return map[uint64]bool{} }
	for _, w := range list.Plain {
		h := uint64(fnvStart)
		for i := range len(w.Text) {
			h = fnv(h, w.Text[i])
		}
		m.bits[h>>6&1023] |= 1 << (h & 63)
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

const (
	fnvStart = 14695981039346656037
	fnvPrime = 1099511628211
)

func fnv(h uint64, c byte) uint64 { return (h ^ uint64(c)) * fnvPrime }

// isHan reports scripts that part words by no gap.
func isHan(r rune) bool {
	return r >= 0x2E80 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0xAC00 && r <= 0xD7A3)
}

// part is a part of a word: where it ends, and its normal form's end in folded.
type part struct{ start, end, foldStart, foldEnd int }

// each calls see for every place of a word of the list.
func (m *wordMatcher) each(text []byte, see func(at int, label string)) {
	var cache map[uint64]bool
	if m.hashed() {
		cache = m.caches.Get().(map[uint64]bool)
		if len(cache) > maxCache {
			cache = map[uint64]bool{}
		}
		defer m.caches.Put(cache)
	}
	w := &wordScan{m: m, text: text, cache: cache, see: see}
	w.run()
}

type wordScan struct {
	m     *wordMatcher
	text  []byte
	cache map[uint64]bool
	see   func(at int, label string)
	parts [maxParts]part // the last ones, oldest first
	n     int
	fold  []byte // normal form of the parts
}

func (w *wordScan) run() {
	for i := 0; i < len(w.text); {
		c := w.text[i]
		if c < utf8.RuneSelf {
			if !isDigit(c) && !isAlpha(c) {
				// Phrases cross blanks, hyphens and the like, but no more than three of them.
				if w.n > 0 && i-w.parts[w.n-1].end >= 3 {
					w.reset()
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
			w.reset()
			i += size
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			i = w.letters(i)
		default:
			i += size
		}
	}
}

func (w *wordScan) reset() { w.n, w.fold = 0, w.fold[:0] }

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
	if end-start > rules.MaxWordBytes {
		w.reset()
		return
	}
	if w.n == maxParts {
		cut := w.parts[0].foldEnd
		w.fold = append(w.fold[:0], w.fold[cut:]...)
		copy(w.parts[:], w.parts[1:])
		w.n--
		for i := range w.n {
			w.parts[i].foldStart -= cut
			w.parts[i].foldEnd -= cut
		}
	}
	from := len(w.fold)
	for i := start; i < end; {
		if c := w.text[i]; c < utf8.RuneSelf {
			w.fold = append(w.fold, lower(c))
			i++
			continue
		}
		r, size := utf8.DecodeRune(w.text[i:])
		w.fold = utf8.AppendRune(w.fold, unicode.ToLower(r))
		i += size
	}
	w.parts[w.n] = part{start, end, from, len(w.fold)}
	w.n++
	for k := w.n - 1; k >= 0; k-- {
		normal := w.fold[w.parts[k].foldStart:]
		if len(normal) > w.m.maxLen {
			break
		}
		w.ask(w.parts[k].start, normal)
	}
}

// han looks up the runs of characters that begin here.
func (w *wordScan) han(at int) {
	i, n := at, 0
	w.fold = w.fold[:0]
	for i < len(w.text) && len(w.fold) <= w.m.maxLen && n < rules.MaxWordBytes {
		r, size := utf8.DecodeRune(w.text[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) || r == utf8.RuneError {
			break
		}
		w.fold = utf8.AppendRune(w.fold, unicode.ToLower(r))
		i += size
		if n++; w.m.runes[n] {
			w.ask(at, w.fold)
		}
	}
}

// ask looks one normal form up.
func (w *wordScan) ask(at int, normal []byte) {
	h := uint64(fnvStart)
	for _, c := range normal {
		h = fnv(h, c)
	}
	if w.m.bits[h>>6&1023]&(1<<(h&63)) != 0 {
		for _, e := range w.m.plain[h] {
			if e.text == string(normal) {
				w.see(at, e.label)
			}
		}
	}
	if w.cache == nil || len(normal) < 2 || w.cache[h] {
		return
	}
	found := false
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
			w.see(at, label)
		}
	}
	if !found {
		w.cache[h] = true
	}
}

// word reports a place; the word itself stays unsaid.
func (s *scan) word(at int, label string) {
	x := s.add("leak/word", at, strings.ToValidUTF8(label, "?"), "")
	x.shown, x.label, x.guessable = "", label, true
}

func (s *scan) wordInPath(_ int, label string) { s.word(0, label) }
