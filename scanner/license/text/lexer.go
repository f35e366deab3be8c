// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package text

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// Words are the words of a text that can matter to a comparison, by their
// numbers in the dictionary, with the place of each. List markers, dated
// copyright lines, markup and comment leaders are not there.
type Words struct {
	IDs   []uint16
	Off   []uint32 // byte offset of the word's first byte
	Marks []uint32 // byte offsets of the marked words and of "://", wherever they stand
}

// Reset empties w and keeps its memory.
func (w *Words) Reset() {
	w.IDs, w.Off, w.Marks = w.IDs[:0], w.Off[:0], w.Marks[:0]
}

func (w *Words) truncate(n int) { w.IDs, w.Off = w.IDs[:n], w.Off[:n] }

// Classes of bytes.
const (
	classOther   = iota // separates words
	classLetter         // ASCII
	classDigit          //
	classNewline        //
	classSpecial        // < & \ : and everything outside ASCII: looked at closely
)

var class, lower = func() (class, lower [256]uint8) {
	for c := range class {
		lower[c] = uint8(c)
		switch {
		case c >= 'A' && c <= 'Z':
			lower[c] |= 0x20
			class[c] = classLetter
		case c >= 'a' && c <= 'z':
			class[c] = classLetter
		case c >= '0' && c <= '9':
			class[c] = classDigit
		case c == '\n':
			class[c] = classNewline
		case c == '<' || c == '&' || c == '\\' || c == ':' || c >= utf8.RuneSelf:
			class[c] = classSpecial
		}
	}
	return class, lower
}()

// Bounds of what is passed over.
const (
	maxMarkup     = 300 // bytes of one tag
	maxLineWords  = 24  // a copyright line with more words is passed over in part
	copyrightPart = 8   // words of a long copyright line that are passed over
	maxWordBytes  = 64  // longer words are in no dictionary
)

// lexer reads words. It is the same for license texts and for files, so that
// whatever it passes over is passed over on both sides.
type lexer struct {
	dict *Dict
	grow bool // add unknown words
	src  []byte
	pos  int
	out  *Words

	lineWords int // words of the line so far, passed over or not
	lineFirst int // length of out at the line's first word
	copyright int // words of the line in out before its copyright, plus one; 0 without
	dated     bool
}

// run reads words until the end of the input, or until the end of a line
// after limit words. It reports whether input is left.
func (l *lexer) run(limit int) bool {
	src := l.src
	i := l.pos
	for i < len(src) {
		switch class[src[i]] {
		case classLetter:
			start, h := i, uint32(hashSeed)
			for i < len(src) && class[src[i]] == classLetter {
				h = (h ^ uint32(lower[src[i]])) * hashPrime
				i++
			}
			if i < len(src) && src[i] >= utf8.RuneSelf {
				i = l.wide(start)
				continue
			}
			if i+1 < len(src) && src[i] == '-' && (src[i+1] == '\n' || src[i+1] == '\r') {
				if end := l.joined(start, i); end > 0 {
					i = end
					continue
				}
			}
			l.word(start, i, finish(h))
		case classDigit:
			start, h := i, uint32(hashSeed)
			for i < len(src) && class[src[i]] == classDigit {
				h = (h ^ uint32(src[i])) * hashPrime
				i++
			}
			l.word(start, i, finish(h))
		case classNewline:
			l.endLine()
			i++
			if len(l.out.IDs) >= limit {
				l.pos = i
				return i < len(src)
			}
		case classSpecial:
			i = l.special(i)
		default:
			i++
		}
	}
	l.endLine()
	l.pos = i
	return false
}

// word looks one word up and keeps it.
func (l *lexer) word(start, end int, h uint32) {
	var id uint16
	if l.grow && end-start <= maxWordBytes {
		id = l.dict.Add(string(bytes.ToLower(l.src[start:end])))
	} else {
		id = l.dict.find(h, l.src[start:end])
	}
	l.keep(id, start, end)
}

func (l *lexer) keep(id uint16, start, end int) {
	if f := l.dict.flags[id]; f != 0 || l.lineWords < 2 || l.copyright != 0 {
		if f&flagMark != 0 {
			l.out.Marks = append(l.out.Marks, uint32(start))
		}
		if l.watch(id, f, start, end) {
			l.lineWords++
			return
		}
	}
	l.lineWords++
	l.out.IDs = append(l.out.IDs, l.dict.canon[id])
	l.out.Off = append(l.out.Off, uint32(start))
}

// watch sees list markers, comment leaders that are words, and copyright
// lines. It reports whether the word is to be passed over.
func (l *lexer) watch(id uint16, f flag, start, end int) bool {
	if l.lineWords == 0 {
		l.lineFirst = len(l.out.IDs)
		switch {
		case f&flagLeader != 0:
			return true
		case f&flagRoman != 0 || end-start <= 2 && class[l.src[start]] == classDigit:
			if l.listMarker(start, end) {
				return true
			}
		}
	}
	switch {
	case l.copyright == 0 && f&flagCopyright != 0 && l.lineWords <= 2:
		l.copyright = len(l.out.IDs) - l.lineFirst + 1
		l.dated = l.isDated(end)
	case l.copyright != 0 && !l.dated && class[l.src[start]] == classDigit && end-start == 4 && l.lineWords <= 5:
		l.dated = true
	}
	return false
}

// listMarker reports whether the first word of a line only numbers it.
func (l *lexer) listMarker(start, end int) bool {
	if end >= len(l.src) || l.src[end] != '.' && l.src[end] != ')' {
		return false
	}
	if end+1 < len(l.src) && class[l.src[end+1]] == classDigit {
		return false // 2.0
	}
	return true
}

// isDated reports whether what follows the word copyright is a sign or a place
// to be filled in.
func (l *lexer) isDated(end int) bool {
	rest := bytes.TrimLeft(l.src[end:min(len(l.src), end+12)], " \t:,")
	if len(rest) == 0 {
		return false
	}
	for _, sign := range []string{"(c)", "(C)", "©", "&copy", "<", "[", "{", "\xa9", "@"} {
		if bytes.HasPrefix(rest, []byte(sign)) {
			return true
		}
	}
	return false
}

// endLine takes the words of a dated copyright line back.
func (l *lexer) endLine() {
	if l.dated {
		first := l.lineFirst
		if n := len(l.out.IDs) - first; n > maxLineWords {
			from := first + l.copyright - 1
			to := min(from+copyrightPart, len(l.out.IDs))
			l.out.IDs = append(l.out.IDs[:from], l.out.IDs[to:]...)
			l.out.Off = append(l.out.Off[:from], l.out.Off[to:]...)
		} else {
			l.out.truncate(first)
		}
	}
	l.lineWords, l.copyright, l.dated = 0, 0, false
}

// joined reads a word that a hyphen divides at the end of a line, when the
// whole is in the dictionary. It returns the end of the word, or 0.
func (l *lexer) joined(start, end int) int {
	i := end + 1
	for i < len(l.src) && i-end < 40 && class[l.src[i]] != classLetter {
		if c := l.src[i]; class[c] == classDigit || c == '.' || c == ',' || c >= utf8.RuneSelf || c == '<' {
			return 0
		}
		i++
	}
	next := i
	for i < len(l.src) && class[l.src[i]] == classLetter {
		i++
	}
	if i == next || i-next+end-start > maxWordBytes {
		return 0
	}
	if l.src[next] < 'a' && l.src[end-1] >= 'a' { // "-Name" is no rest of a word in small letters
		return 0
	}
	whole := append(bytes.ToLower(l.src[start:end]), bytes.ToLower(l.src[next:i])...)
	id := l.dict.ID(string(whole))
	if id == 0 || l.dict.flags[id]&flagCopyright != 0 {
		return 0
	}
	l.keep(id, start, end)
	if bytes.IndexByte(l.src[end:next], '\n') >= 0 {
		l.endLine()
		l.lineWords = 1
	}
	return i
}

// special passes over markup, entities and escapes, keeps the place of a URL,
// and reads words that begin outside ASCII. It returns where to go on.
func (l *lexer) special(i int) int {
	src := l.src
	switch c := src[i]; {
	case c == ':':
		if i+2 < len(src) && src[i+1] == '/' && src[i+2] == '/' {
			l.out.Marks = append(l.out.Marks, uint32(i))
		}
	case c == '<':
		return l.markup(i)
	case c == '&':
		for j := i + 1; j < len(src) && j-i < 10; j++ {
			if src[j] == ';' && j > i+1 {
				return j + 1
			}
			if k := class[src[j]]; k != classLetter && k != classDigit && src[j] != '#' {
				break
			}
		}
	case c == '\\':
		if i+1 < len(src) && (src[i+1] == 'n' || src[i+1] == 't' || src[i+1] == 'r') && (i+2 >= len(src) || !isLower(src[i+2]) || i > 0 && src[i-1] == '.') {
			return i + 2
		}
	default:
		return l.wide(i)
	}
	return i + 1
}

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }

// markup returns the end of a tag such as <p class="x">, or the next byte. The
// marks within are kept: an attribute may hold a URL or a name.
func (l *lexer) markup(i int) int {
	src := l.src
	if i+1 >= len(src) {
		return i + 1
	}
	if c := src[i+1]; class[c] != classLetter && c != '/' && c != '!' && c != '?' {
		return i + 1
	}
	if bytes.HasPrefix(src[i:], []byte("<!--")) {
		return i + 4
	}
	end := i + 1
	for ; end < len(src) && end-i < maxMarkup && src[end] != '>'; end++ {
		if src[end] == '<' {
			return i + 1
		}
	}
	if end >= len(src) || src[end] != '>' {
		return i + 1
	}
	l.marksIn(i+1, end)
	for j := i; j < end; j++ {
		if src[j] == '\n' {
			l.endLine()
		}
	}
	return end + 1
}

// marksIn keeps the marked words of a piece that is passed over.
func (l *lexer) marksIn(from, to int) {
	for i := from; i < to; {
		if class[l.src[i]] != classLetter {
			if l.src[i] == ':' && i+2 < to && l.src[i+1] == '/' && l.src[i+2] == '/' {
				l.out.Marks = append(l.out.Marks, uint32(i))
			}
			i++
			continue
		}
		start := i
		for i < to && class[l.src[i]] == classLetter {
			i++
		}
		if id := l.dict.find(hashLower(l.src[start:i]), l.src[start:i]); l.dict.flags[id]&flagMark != 0 {
			l.out.Marks = append(l.out.Marks, uint32(start))
		}
	}
}

func hashLower(word []byte) uint32 {
	h := uint32(hashSeed)
	for _, c := range word {
		h = (h ^ uint32(lower[c])) * hashPrime
	}
	return finish(h)
}

// wide reads a word with letters outside ASCII; of scripts without spaces,
// each letter is a word. It returns the end.
func (l *lexer) wide(start int) int {
	var buf [maxWordBytes]byte
	b := buf[:0]
	i := start
	for i < len(l.src) {
		c := l.src[i]
		if c < utf8.RuneSelf {
			if class[c] != classLetter {
				break
			}
			b = appendBounded(b, rune(lower[c]))
			i++
			continue
		}
		r, n := utf8.DecodeRune(l.src[i:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			break
		}
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			if i > start {
				break
			}
			l.wideWord(utf8.AppendRune(b, r), i, i+n)
			return i + n
		}
		b = appendBounded(b, unicode.ToLower(r))
		i += n
	}
	if i == start { // neither letter nor mark
		_, n := utf8.DecodeRune(l.src[i:])
		return i + n
	}
	l.wideWord(b, start, i)
	return i
}

func appendBounded(b []byte, r rune) []byte {
	if len(b)+utf8.RuneLen(r) > maxWordBytes {
		return b
	}
	return utf8.AppendRune(b, r)
}

func (l *lexer) wideWord(word []byte, start, end int) {
	var id uint16
	if l.grow {
		id = l.dict.Add(string(word))
	} else {
		id = l.dict.find(hashLower(word), word)
	}
	l.keep(id, start, end)
}
