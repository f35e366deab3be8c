// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// decode returns the bytes that detectors see: UTF-16 with a byte order mark
// becomes UTF-8, a UTF-8 byte order mark is dropped, all else stays as it is.
// Line numbers do not change. The slice is valid until the next call.
func (w *worker) decode(raw []byte) []byte {
	switch {
	case bytes.HasPrefix(raw, []byte{0xEF, 0xBB, 0xBF}):
		return raw[3:]
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE, 0, 0}): // UTF-32, not UTF-16
		return raw
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE}):
		return w.utf16(raw[2:], binary.LittleEndian)
	case bytes.HasPrefix(raw, []byte{0xFE, 0xFF}):
		return w.utf16(raw[2:], binary.BigEndian)
	}
	return raw
}

func (w *worker) utf16(raw []byte, order binary.ByteOrder) []byte {
	if cap(w.text) > 2*largeFile {
		w.text = nil
	}
	w.text = w.text[:0]
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
