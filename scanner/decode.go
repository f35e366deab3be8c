// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"bytes"
	"encoding/binary"
	"path"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const sniffed = 8000 // bytes at the head of a file that decide what it is; git's number

// decode returns the bytes that detectors see, and whether they are no text.
// UTF-16 and UTF-32, with a byte order mark or told by their zero bytes, become
// UTF-8; a UTF-8 byte order mark is dropped; a stray NUL in a text becomes a
// space, wherever it stands, so that it hides nothing, but not those of UTF-16 in
// the midst of other text, by which it can be told; line ends of CR alone become
// LF. Line numbers do not change. The slice is valid until the next call.
func (w *worker) decode(raw []byte) (text []byte, isBinary bool) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xEF, 0xBB, 0xBF}):
		raw = raw[3:]
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE, 0, 0}) && !looksASCII(raw[4:]):
		return w.utf32(raw[4:], binary.LittleEndian), false
	case bytes.HasPrefix(raw, []byte{0, 0, 0xFE, 0xFF}) && !looksASCII(raw[4:]):
		return w.utf32(raw[4:], binary.BigEndian), false
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE}) && !looksASCII(raw[2:]):
		return w.utf16(raw[2:], binary.LittleEndian), false
	case bytes.HasPrefix(raw, []byte{0xFE, 0xFF}) && !looksASCII(raw[2:]):
		return w.utf16(raw[2:], binary.BigEndian), false
	}
	head := raw[:min(len(raw), sniffed)]
	if bytes.IndexByte(head, 0) < 0 {
		if bytes.IndexByte(raw[len(head):], 0) >= 0 {
			return w.filled(raw), false
		}
		return w.lines(raw), false
	}
	switch zeros := zeroPattern(head); {
	case zeros == [4]bool{false, true, true, true}:
		return w.utf32(raw, binary.LittleEndian), false
	case zeros == [4]bool{true, true, true, false}:
		return w.utf32(raw, binary.BigEndian), false
	case zeros == [4]bool{false, true, false, true}:
		return w.utf16(raw, binary.LittleEndian), false
	case zeros == [4]bool{true, false, true, false}:
		return w.utf16(raw, binary.BigEndian), false
	}
	if controls(head)*50 > len(head) { // more than 2 %
		return raw, true
	}
	return w.filled(raw), false
}

// filled writes spaces for stray NULs.
func (w *worker) filled(raw []byte) []byte {
	w.text = append(w.fresh(), raw...)
	at := func(i int) byte {
		if i < 0 || i >= len(raw) {
			return ' '
		}
		return raw[i]
	}
	for i, b := range raw {
		wide := at(i-1) != 0 && at(i+1) != 0 && (at(i-2) == 0 || at(i+2) == 0)
		if b == 0 && !wide {
			w.text[i] = ' '
		}
	}
	return w.text
}

// lines gives a text whose lines mostly end in CR alone, as old systems wrote
// them, ends that every detector knows.
func (w *worker) lines(raw []byte) []byte {
	returns := bytes.Count(raw, []byte("\r"))
	if returns == 0 || returns-bytes.Count(raw, []byte("\r\n")) <= bytes.Count(raw, []byte("\n")) {
		return raw
	}
	w.text = append(w.fresh(), raw...)
	for i, b := range w.text {
		if b == '\r' && (i+1 == len(w.text) || w.text[i+1] != '\n') {
			w.text[i] = '\n'
		}
	}
	return w.text
}

// looksASCII reports bytes behind a UTF-16 or UTF-32 mark that are plain text two by two:
// the mark is a disguise. Text in any script has few such pairs.
func looksASCII(raw []byte) bool {
	raw = raw[:min(len(raw), sniffed)&^1]
	pairs := 0
	for i := 0; i < len(raw); i += 2 {
		if plain(raw[i]) && plain(raw[i+1]) {
			pairs++
		}
	}
	return pairs*10 > len(raw)/2*6
}

func plain(b byte) bool { return b >= ' ' && b < 0x7F || b == '\n' || b == '\r' || b == '\t' }

// zeroPattern tells which of every four bytes are zero nearly always; the
// others must hardly ever be. A head that is neither gives no known pattern.
func zeroPattern(head []byte) (zero [4]bool) {
	head = head[:len(head)&^3]
	var count [4]int
	for i, b := range head {
		if b == 0 {
			count[i&3]++
		}
	}
	quarter := len(head) / 4
	for i, n := range count {
		switch {
		case quarter >= 4 && n*10 >= quarter*7:
			zero[i] = true
		case n*20 > quarter:
			return [4]bool{}
		}
	}
	return zero
}

// controls counts the bytes that text does not have.
func controls(head []byte) (n int) {
	for _, b := range head {
		if b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1B {
			n++
		}
	}
	return n
}

// isSource reports file names that stand for program text in every language:
// such a file cannot be binary by nature.
func isSource(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".go", ".py", ".js", ".java", ".rs", ".rb", ".php", ".sh", ".kt", ".swift", ".cs", ".scala":
		return true
	}
	return false
}

func (w *worker) fresh() []byte {
	if cap(w.text) > 2*largeFile {
		w.text = nil
	}
	return w.text[:0]
}

func (w *worker) utf16(raw []byte, order binary.ByteOrder) []byte {
	w.text = w.fresh()
	for len(raw) >= 2 {
		r := rune(order.Uint16(raw))
		raw = raw[2:]
		if utf16.IsSurrogate(r) && len(raw) >= 2 {
			if pair := utf16.DecodeRune(r, rune(order.Uint16(raw))); pair != utf8.RuneError {
				r, raw = pair, raw[2:]
			}
		}
		w.text = utf8.AppendRune(w.text, r)
	}
	return w.text
}

func (w *worker) utf32(raw []byte, order binary.ByteOrder) []byte {
	w.text = w.fresh()
	for ; len(raw) >= 4; raw = raw[4:] {
		w.text = utf8.AppendRune(w.text, rune(order.Uint32(raw)))
	}
	return w.text
}

// Decode returns the content of a file as detectors see it, and whether it is
// no text. The result may share memory with raw.
func Decode(raw []byte) (text []byte, isBinary bool) { return new(worker).decode(raw) }
