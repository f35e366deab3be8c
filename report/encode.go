// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// encoder writes indented JSON piece by piece, so that a report of a hundred
// thousand violations never stands in memory as a whole. The first error
// sticks; flush returns it.
type encoder struct {
	w     *bufio.Writer
	buf   bytes.Buffer
	json  *json.Encoder
	depth int
	fresh bool // nothing was written into the innermost object or list yet
	err   error
}

const indent = "  "

func newEncoder(w io.Writer) *encoder {
	e := &encoder{w: bufio.NewWriterSize(w, 1<<16)}
	e.json = json.NewEncoder(&e.buf)
	e.json.SetEscapeHTML(false)
	return e
}

// open begins an object or a list; the bracket is '{' or '['.
func (e *encoder) open(bracket byte) {
	e.w.WriteByte(bracket)
	e.depth++
	e.fresh = true
}

// close ends what open began.
func (e *encoder) close(bracket byte) {
	e.depth--
	if !e.fresh {
		e.newline()
	}
	e.w.WriteByte(bracket)
	e.fresh = false
}

// next begins an element of the innermost object or list.
func (e *encoder) next() {
	if !e.fresh {
		e.w.WriteByte(',')
	}
	e.newline()
	e.fresh = false
}

func (e *encoder) newline() {
	e.w.WriteByte('\n')
	for range e.depth {
		e.w.WriteString(indent)
	}
}

// key begins a field of the innermost object. Names are ours and need no escape.
func (e *encoder) key(name string) {
	e.next()
	e.w.WriteString(`"` + name + `": `)
}

// value writes a whole value.
func (e *encoder) value(v any) {
	if e.err != nil {
		return
	}
	e.buf.Reset()
	e.json.SetIndent(strings.Repeat(indent, e.depth), indent)
	if err := e.json.Encode(v); err != nil {
		e.err = fmt.Errorf("encoding a report: %w", err)
		return
	}
	writeInert(e.w, bytes.TrimSuffix(e.buf.Bytes(), []byte("\n")))
}

func (e *encoder) field(name string, v any) {
	e.key(name)
	e.value(v)
}

// list writes a list field, element by element; nil is written as [].
func list[T any](e *encoder, name string, items []T, prepare func(T) any) {
	e.key(name)
	e.open('[')
	for _, item := range items {
		e.next()
		e.value(prepare(item))
	}
	e.close(']')
}

// same is the prepare function of elements that are written as they are.
func same[T any](v T) any { return v }

// flush ends the document.
func (e *encoder) flush() error {
	if e.err != nil {
		return e.err
	}
	e.w.WriteByte('\n')
	return e.w.Flush()
}

// writeInert copies JSON and writes the control and format characters in it,
// and the second of two "#", as \u escapes: the value stays the same, and no
// terminal, editor or CI log obeys it. All these stand only inside of strings.
func writeInert(w *bufio.Writer, text []byte) {
	start := 0
	for i := 0; i < len(text); {
		if text[i] < 0x7f && (text[i] != '#' || i == 0 || text[i-1] != '#') {
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if r == '#' || unicode.In(r, unicode.Cc, unicode.Cf) {
			w.Write(text[start:i])
			if r > 0xffff {
				r -= 0x10000
				fmt.Fprintf(w, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
			} else {
				fmt.Fprintf(w, `\u%04x`, r)
			}
			start = i + size
		}
		i += size
	}
	w.Write(text[start:])
}

// notNil turns a nil list into an empty one, which JSON writes as [].
func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
