// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/outgate/outgate/inventory"
)

const (
	minToken  = 16      // characters of an encoded token
	minShort  = 8       // the same for a value of a Kubernetes Secret, all of which are base64
	stride    = 3       // bytes from one that is looked at to the next
	minLine   = 32      // characters of a line of a token that goes on in the next line
	minWide   = 8       // characters of a string of UTF-16 in a binary file
	maxBefore = 64      // bytes before a token that are searched for the name it is given to
	maxToken  = 4 << 10 // bytes of an escaped token; a longer one is read in parts
)

// token is a part of a text that stands for other bytes.
type token struct {
	encoding string // one of inventory's
	span     span   // in the text it was found in
	plain    []byte // what it stands for
	name     span   // that it is given to as a value; empty when there is none
	anchors  []anchor
	num, den int // bytes of the text for bytes of plain, behind an anchor
}

// anchor is a place where the two texts of a token run side by side.
type anchor struct{ plain, text int }

// at is where a byte of the plain text stands in the encoded one.
func (t *token) at(plain int) int {
	lo, hi := 0, len(t.anchors)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; t.anchors[mid].plain <= plain {
			lo = mid
		} else {
			hi = mid
		}
	}
	a, end := t.anchors[lo], t.span.end-1
	if hi < len(t.anchors) { // text of several bytes a character would lead beyond its line
		end = min(end, t.anchors[hi].text)
	}
	return max(t.span.start, min(end, a.text+(plain-a.plain)*t.num/t.den))
}

// finder looks for tokens in one text. Each method calls yield until it returns false.
type finder struct {
	*alphabets
	text  []byte
	zones []span // where to look, in order; nil for everywhere
	reach int    // see defaultReach
	min   int    // characters of a token of base64 or hexadecimal digits
	yield func(*token) bool

	cutAt []int  // where words end in the run that is read
	gave  bool   // a token of the run or word that is read was yielded
	live  []span // runs and words that have to be looked at again wherever they are copied
}

// give yields a token.
func (f *finder) give(t *token) bool {
	f.gave = true
	return f.yield(t)
}

// read notes a run or word that was read, with beside bytes to its left and right.
// whole means that nothing but the text has said where it begins and ends.
func (f *finder) read(v span, whole bool) {
	const beside = 200
	if f.gave || !whole || v.end-v.start > f.reach-beside {
		f.live = append(f.live, v)
	}
	f.gave = false
}

// all finds the tokens of all encodings.
func (f *finder) all(binary bool) {
	if f.zones == nil {
		f.zones = []span{{0, len(f.text)}}
	}
	if !f.runs() || bytes.IndexByte(f.text, 0) >= 0 && !f.wide() || binary {
		return
	}
	_ = f.escaped(inventory.EncodingPercent, '%', f.percent) &&
		f.escaped(inventory.EncodingEscape, '\\', f.escape) &&
		f.escaped(inventory.EncodingEntity, '&', f.entity)
}

// runs finds tokens of base64 and of hexadecimal digits. It looks at every
// third byte: only where enough of them in a row are digits can there be a token.
func (f *finder) runs() bool {
	text, digit, enough := f.text, &f.alphabets.digit, uint64(1)<<(f.min/stride)-1
	last, floor, i := uint64(0), 0, 0
	for _, z := range f.zones {
		if i < z.start {
			i, last = z.start, 0
		}
		for ; i < z.end; i += stride {
			if last = last<<1 | uint64(digit[text[i]]&1); last&enough != enough {
				continue
			}
			start := i
			for start > floor && digit[text[start-1]] != 0 {
				start--
			}
			end, more := f.run(start)
			if f.read(span{start, end}, true); !more {
				return false
			}
			i, last, floor = end, 0, end
		}
	}
	return true
}

func (f *finder) runEnd(i int) int {
	for i < len(f.text) && f.sextet[f.text[i]] >= 0 {
		i++
	}
	return i
}

// run reads the run of characters of base64 that begins at a place: a token from
// its beginning, or from behind a separator in it (a path, a prefix). It returns
// where to go on.
func (f *finder) run(start int) (next int, more bool) {
	text, digit, end := f.text, &f.alphabets.digit, start
	f.cutAt = f.cutAt[:0]
	for ; end < len(text) && digit[text[end]] != 0; end++ {
		if digit[text[end]] == 3 {
			f.cutAt = append(f.cutAt, end)
		}
	}
	if end-start < f.min {
		return end, true
	}
	if start > 0 && f.text[start-1] == '\\' && strings.IndexByte("nrt", f.text[start]) >= 0 {
		start++ // of the escape before it
	}
	if f.text[start] == '0' && f.text[start+1]|0x20 == 'x' {
		start += 2
	}
	want := proof
	for at, i := start, 0; end-at >= f.min; i++ {
		if f.hopeful(f.text[at:end]) {
			if t := f.digitToken(at, end, want); t != nil {
				return max(end, t.span.end), f.give(t)
			}
		}
		if i == len(f.cutAt) {
			break
		}
		at, want = f.cutAt[i]+1, proofLong
	}
	return end, true
}

// digitToken reads the token at the beginning of a run; nil when it is none.
func (f *finder) digitToken(at, end, want int) *token {
	if end-at < minToken && (at > 0 && f.sextet[f.text[at-1]] >= 0 || f.nameOf(at) == (span{})) {
		return nil
	}
	if end-at >= minToken && beginsText(f.text[at:at+minToken], &f.nibble, 4, want) {
		stop := at
		for stop < end && f.nibble[f.text[stop]] >= 0 {
			stop++
		}
		if stop == end || !isAlnum(f.text[stop]) {
			t := &token{encoding: inventory.EncodingHex, span: span{at, stop}, anchors: []anchor{{0, at}}, num: 2, den: 1}
			t.plain = new(bitReader).read(nil, f.text[at:stop-(stop-at)%2], &f.nibble, 4)
			return f.named(t)
		}
	}
	if !beginsText(f.text[at:end], &f.sextet, 6, want) {
		return nil
	}
	return f.named(f.base64(at, end))
}

// base64 reads a token whose first line is given, over the lines that follow.
func (f *finder) base64(at, end int) *token {
	t := &token{encoding: inventory.EncodingBase64, num: 4, den: 3}
	var b bitReader
	first, length := 0, 0 // characters of the first line and of this one
	for {
		t.anchors = append(t.anchors, anchor{len(t.plain), at})
		t.plain = b.read(t.plain, f.text[at:end], &f.sextet, 6)
		length += end - at
		if bytes.HasPrefix(f.text[end:], []byte(`\/`)) { // as JSON is free to write it
			at, end = end+1, f.runEnd(end+1)
			continue
		}
		if first == 0 {
			first = length
		}
		next := f.nextLine(end)
		if next < 0 || first < minLine || length < first || !f.continues(next, first, b, t.plain) {
			break
		}
		at, end, length = next, f.runEnd(next), 0
	}
	for n := 0; n < 2 && end < len(f.text) && f.text[end] == '='; n++ {
		end++
	}
	t.span = span{t.anchors[0].text, end}
	return t
}

// continues reports whether the line at a place goes on with a token whose lines
// have width characters: what follows a token may look like a line of it.
func (f *finder) continues(next, width int, b bitReader, before []byte) bool {
	end := f.runEnd(next)
	if end == next || end-next > width {
		return false
	}
	plain := b.read(nil, f.text[next:end], &f.sextet, 6)
	if len(before) > 1 && (before[1] == 0 || before[0] == 0xff) {
		return isWide(plain, len(before)%2)
	}
	for n := 0; n < utf8.UTFMax-1 && len(plain) > 0 && !utf8.RuneStart(plain[0]); n++ {
		plain = plain[1:] // of a character that began in the line before
	}
	return len(plain) == 0 || startsText(plain)
}

// nextLine returns where the next line of a token begins whose line ends at i;
// -1 when none follows. Between them there may be quotes, blanks, the marks that
// join strings, and those of a comment.
func (f *finder) nextLine(i int) int {
	for _, escaped := range []string{`\r\n`, `\n`} {
		if bytes.HasPrefix(f.text[i:], []byte(escaped)) {
			i += len(escaped)
			if i < len(f.text) && f.sextet[f.text[i]] >= 0 {
				return i
			}
			break
		}
	}
	skip := func(set string, limit int) {
		for limit += i; i < limit && i < len(f.text) && strings.IndexByte(set, f.text[i]) >= 0; {
			i++
		}
	}
	skip("\"' \t\r\\+", 8)
	if i >= len(f.text) || f.text[i] != '\n' {
		return -1
	}
	i++
	skip("\"' \t#*", 80)
	return i
}

// named notes the name that a token is given to, and turns away what is too
// short to stand without one.
func (f *finder) named(t *token) *token {
	if plain, ok := narrow(t.plain); ok {
		t.narrowed(plain)
	}
	if t.span.end-t.span.start >= minToken && (len(t.plain) > maxValue || bytes.IndexByte(bytes.TrimRight(t.plain, "\r\n"), '\n') >= 0) {
		return t
	}
	t.name = f.nameOf(t.span.start)
	if t.span.end-t.span.start < minToken && ((t.span.end-t.span.start)%4 != 0 || !isText(t.plain) || t.encoding != inventory.EncodingBase64) {
		return nil
	}
	return t
}

// narrowed puts the UTF-8 of a token's UTF-16 in its place. The anchors move along:
// the share of the text before them is that of its bytes, which is exact for ASCII.
func (t *token) narrowed(plain []byte) {
	for i := range t.anchors {
		t.anchors[i].plain = t.anchors[i].plain * len(plain) / len(t.plain)
	}
	t.plain, t.num = plain, 2*t.num
}

// nameOf returns the name to which the value at a place is given: behind : or =
// and quotes, and perhaps as an argument of the function that decodes it.
func (f *finder) nameOf(at int) span {
	i, limit := at, max(0, at-maxBefore)
	back := func(set string) {
		for i > limit && strings.IndexByte(set, f.text[i-1]) >= 0 {
			i--
		}
	}
	back("\"'`\\ \t")
	if i < at && i > limit && (f.text[i-1] == 'b' || f.text[i-1] == 'B') {
		i-- // a string of bytes
	}
	if i > limit && f.text[i-1] == '(' {
		for i--; i > limit && (isNameByte(f.text[i-1]) || f.text[i-1] == ':'); {
			i--
		}
		back(" \t")
	}
	op := i
	back("=:>")
	if i == op {
		return span{}
	}
	back("\"'`\\ \t])")
	end := i
	for i > limit && isNameByte(f.text[i-1]) {
		i--
	}
	return span{i, end}
}

// wide finds strings of UTF-16 among other bytes, as executables hold them.
func (f *finder) wide() bool {
	visible := func(c byte) bool { return c >= ' ' && c < 0x7f || c == '\n' || c == '\r' || c == '\t' }
	for i := 0; i+1 < len(f.text); {
		start := i
		for i+1 < len(f.text) && f.text[i+1] == 0 && visible(f.text[i]) {
			i += 2
		}
		if i-start < 2*minWide {
			i = max(i, start+1)
			continue
		}
		t := &token{encoding: inventory.EncodingUTF16, span: span{start, i}, anchors: []anchor{{0, start}}, num: 2, den: 1}
		for at := start; at < i; at += 2 {
			t.plain = append(t.plain, f.text[at])
		}
		if !f.yield(t) {
			return false
		}
	}
	return true
}

// escaped finds tokens in which single characters are escaped. read decodes the
// one at the beginning of a text, which begins with mark.
func (f *finder) escaped(encoding string, mark byte, read func([]byte) (rune, int)) bool {
	done, i := 0, 0
	for _, z := range f.zones {
		for i = max(i, z.start); i < z.end; {
			skip := bytes.IndexByte(f.text[i:z.end], mark)
			if skip < 0 {
				break
			}
			i += skip
			if c, n := read(f.text[i:]); n == 0 || c >= 0x80 {
				i += max(n, 1)
				continue
			}
			word := f.wordAround(i, done)
			more := true
			if bytes.Count(f.text[word.start:word.end], []byte{mark}) > 1 {
				if t := f.escapedToken(encoding, word, read); t != nil {
					more = f.give(t)
				}
			}
			if f.read(word, f.bounds(word)); !more {
				return false
			}
			i = max(word.end, i+1)
			done = i
		}
	}
	return true
}

// wordAround returns the word around an escape, not before done.
func (f *finder) wordAround(i, done int) span {
	v := span{i, f.tokenEnd(i)}
	for v.start > done && i-v.start < maxToken && !endsToken(f.text[v.start-1]) {
		v.start--
	}
	return v
}

// bounds says that a word ends where the text says so, on both sides.
func (f *finder) bounds(v span) bool {
	return (v.start == 0 || endsToken(f.text[v.start-1])) && (v.end == len(f.text) || endsToken(f.text[v.end]))
}

// tokenEnd returns the end of the word around a place: a blank, a quote, a
// bracket of a tag.
func (f *finder) tokenEnd(i int) int {
	end := min(len(f.text), i+maxToken)
	for i < end && !endsToken(f.text[i]) {
		i++
	}
	return i
}

func endsToken(c byte) bool {
	return c <= ' ' || c == '"' || c == '\'' || c == '`' || c == '<' || c == '>'
}

// escapedToken reads a word with an escape; nil when it is too short or has no second one.
func (f *finder) escapedToken(encoding string, word span, read func([]byte) (rune, int)) *token {
	start, end := word.start, word.end
	if end-start < minToken {
		return nil
	}
	t := &token{encoding: encoding, span: span{start, end}, num: 1, den: 1, anchors: []anchor{{0, start}}}
	count := 0
	for at := start; at < end; {
		c, n := read(f.text[at:end])
		if n == 0 {
			t.plain = append(t.plain, f.text[at])
			at++
			continue
		}
		count++
		t.anchors = append(t.anchors, anchor{len(t.plain), at})
		if encoding == inventory.EncodingPercent || c < 0x80 {
			t.plain = append(t.plain, byte(c))
		} else {
			t.plain = utf8.AppendRune(t.plain, c)
		}
		at += n
		t.anchors = append(t.anchors, anchor{len(t.plain), at})
	}
	if count < 2 {
		return nil
	}
	t.name = f.nameOf(start)
	return t
}
