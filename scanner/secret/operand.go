// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"strings"
)

const (
	maxWrap  = 3   // a list of decoded values in a conversion
	maxItems = 4   // of a list that are looked at behind the first
	maxLine  = 200 // bytes to either side of a value in a line of configuration
	minInner = 16  // characters of a string inside a value
)

// wrappers are the functions that hand their argument on: what they are called
// with is the value. Lower case, without the package or the receiver.
const wrappers = " string stringptr stringvalue ptr pointer bytes byte bytearray buffer frombytes getbytes from fromstring of valueof text str literal literals sensitive secret secretstring securestring array list arrayof listof aslist list_of " +
	"decode decodestring decodebase64 b64decode base64decode base64_decode urlsafe_b64decode urlsafedecode frombase64 frombase64string atob unhexlify fromhex decodehex parsehex hex2bin hextobytes mustdecode protect "

// value reads the value that begins at r.i.
func (r *reader) value(a *assignment) bool {
	if r.xml {
		return r.body(a)
	}
	r.unwrap()
	start := r.i
	for n := 0; n < 3 && strings.IndexByte("bBrRuUfFlL@", r.peek(n)) >= 0 && r.peek(n) != 0; n++ { // string prefixes
		if c := r.peek(n + 1); c == '"' || c == '\'' {
			r.i += n + 1
			break
		}
	}
	escaped := r.peek(0) == '\\' && (r.peek(1) == '"' || r.peek(1) == '\'')
	if escaped {
		r.i++
	}
	switch quote := r.peek(0); quote {
	case '"', '\'', '`':
		ok := r.quotedValue(a, quote, escaped) && (!r.pair || r.closed(a.value.end))
		if ok && r.list {
			r.items(a, quote, escaped)
		}
		return ok
	}
	r.i = start
	if r.quoted {
		return false
	}
	return r.word(a)
}

// unwrap moves over what may stand between operator and quote: the bracket of a
// list, a conversion, a decoder, as in ["x"], []string{"x"},
// aws.String("x"), Base64.decode("x"). Without a quote behind it nothing moves.
func (r *reader) unwrap() {
	save := r.i
	for range maxWrap {
		if r.peek(0) == 'n' && r.peek(1) == 'e' && r.peek(2) == 'w' && r.peek(3) == ' ' {
			r.i += len("new ")
		}
		at := r.i
		for n := 0; n < maxBlank && (isAlnum(r.peek(0)) || r.peek(0) != 0 && strings.IndexByte("_.[]", r.peek(0)) >= 0); n++ {
			r.i++
		}
		word := r.text[at:r.i]
		switch c := r.peek(0); {
		case c == '(' && handsOn(word):
			r.i++
		case c == '{' && bytes.HasPrefix(word, []byte("[]")):
			r.i++
			r.list = true
		case len(word) > 0 && word[0] == '[' && bytes.IndexByte(word, ']') < 0:
			r.i = at + 1
			r.list = true
		default:
			r.i, r.list = save, false
			return
		}
		r.space()
		if c := r.peek(0); c == '"' || c == '\'' || c == '`' || c|0x20 == 'b' && (r.peek(1) == '"' || r.peek(1) == '\'') || c == '\\' && (r.peek(1) == '"' || r.peek(1) == '\'') {
			return
		}
	}
	r.i, r.list = save, false
}

// handsOn tells the name of a wrapper, and of []byte.
func handsOn(word []byte) bool {
	word = bytes.TrimPrefix(word, []byte("[]"))
	word = word[bytes.LastIndexByte(word, '.')+1:]
	return len(word) > 0 && in(wrappers, string(bytes.ToLower(word)))
}

func (r *reader) quotedValue(a *assignment, quote byte, escaped bool) bool {
	r.i++
	if r.peek(0) == quote && r.peek(1) == quote { // three quotes
		r.i += 2
	}
	end := min(len(r.text), r.i+maxValue)
	for j := r.i; j < end; j++ {
		switch c := r.text[j]; {
		case c == '\n':
			return false
		case c == '\\' && escaped:
			if j+1 < end && r.text[j+1] == quote {
				a.value, a.quoted = span{r.i, j}, true
				return true
			}
		case c == '\\':
			j++
		case c == quote:
			a.value, a.quoted = span{r.i, j}, true
			return true
		}
	}
	return false
}

// items goes on from the first item of a list to the one of the highest entropy.
func (r *reader) items(a *assignment, quote byte, escaped bool) {
	next := assignment{value: a.value}
	for range maxItems {
		r.i = next.value.end + 1
		if escaped {
			r.i++
		}
		r.space()
		if r.peek(0) != ',' {
			return
		}
		r.i++
		r.space()
		if escaped {
			r.i++
		}
		if r.peek(0) != quote || !r.quotedValue(&next, quote, escaped) {
			return
		}
		a.items++
		if entropy(r.text[next.value.start:next.value.end]) > entropy(r.text[a.value.start:a.value.end]) {
			a.value = next.value
		}
	}
}

// innerOf narrows a value that is itself a mapping, {"user":"x","sig":"..."},
// to the longest string in it, quoted plainly or with escapes.
func innerOf(text []byte, v span) span {
	if v.end-v.start < 2*minInner || text[v.start] != '{' && text[v.start] != '[' {
		return v
	}
	best, start := span{}, -1
	for i := v.start; i < v.end; i++ {
		switch c := text[i]; {
		case c == '"' || c == '\'':
			if start >= 0 && i-start >= max(minInner, best.end-best.start+1) {
				best = span{start, i}
			}
			start = i + 1
		case c == '\\' && i+1 < v.end && (text[i+1] == '"' || text[i+1] == '\''):
			if start >= 0 && i-start >= max(minInner, best.end-best.start+1) {
				best = span{start, i}
			}
			start = -1
		case !isAlnum(c) && strings.IndexByte("_-+/=.", c) < 0:
			start = -1
		}
	}
	if best.end == 0 {
		return v
	}
	return best
}

func (r *reader) body(a *assignment) bool {
	end := bytes.IndexByte(r.text[r.i:min(len(r.text), r.i+maxValue)], '<')
	if end < 0 {
		return false
	}
	body := bytes.TrimRight(r.text[r.i:r.i+end], " \t\r\n")
	a.value, a.quoted = span{r.i, r.i + len(body)}, true
	return true
}

// word reads an unquoted value. In a programming language it counts only inside
// a string ("...;Password=x;"), which shows in the missing blanks and in what ends it,
// in a string of several lines, and as a parameter of a URL.
func (r *reader) word(a *assignment) bool {
	if r.dialect == code && !r.parameter(a) && r.shortLine() && r.raw.holds(a.name.start) {
		r.dialect = data
	}
	end := min(len(r.text), r.i+maxValue)
	j, open := r.i, 0
	for j < end && r.text[j] > ' ' && r.text[j] < 0x7f && strings.IndexByte("\"'`,;<>|", r.text[j]) < 0 {
		c := r.text[j]
		if c == '&' && r.tight || c == '\\' || c == ')' && r.dialect != data || c == '=' && j+1 < end && isAlnum(r.text[j+1]) {
			break
		}
		if c == '{' {
			open++
		} else if c == '}' {
			if open--; open < 0 { // of the mapping around it
				break
			}
		}
		j++
	}
	if j == end && end < len(r.text) {
		return false
	}
	if r.dialect == code && !r.parameter(a) && (!r.tight || j >= len(r.text) || strings.IndexByte("\"'`;&\\", r.text[j]) < 0 || !r.inString(a.name.start)) {
		return false
	}
	a.value = span{r.i, j}
	return j > r.i && r.text[j-1] != '[' && r.text[j-1] != '(' // of an expression
}

// shortLine tells configuration from packed code, in which no line ends for long.
func (r *reader) shortLine() bool {
	after := r.text[r.i:min(len(r.text), r.i+maxLine)]
	before := r.text[max(0, r.i-maxLine):r.i]
	return (len(after) < maxLine || bytes.IndexByte(after, '\n') >= 0) && (len(before) < maxLine || bytes.IndexByte(before, '\n') >= 0)
}

// parameter reports whether a name stands where the parameters of a URL do.
func (r *reader) parameter(a *assignment) bool {
	return r.tight && a.name.start > 1 && strings.IndexByte("?&#", r.text[a.name.start-1]) >= 0 && (isAlnum(r.text[a.name.start-2]) || r.text[a.name.start-2] == '/')
}

// inString guesses from the quotes before it on the line whether a place lies in a string.
func (r *reader) inString(at int) bool {
	line := r.text[max(0, at-maxValue):at]
	line = line[bytes.LastIndexByte(line, '\n')+1:]
	return bytes.Count(line, []byte{'"'})%2 == 1 || bytes.Count(line, []byte{'\''})%2 == 1 || bytes.Count(line, []byte{'`'})%2 == 1
}
