// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"math"
	"unicode/utf16"
	"unicode/utf8"
)

// utf8Of turns UTF-16 with a byte order mark into UTF-8, line for line, and
// leaves anything else alone.
func utf8Of(b []byte) []byte {
	var at func(i int) uint16
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		at = func(i int) uint16 { return uint16(b[i]) | uint16(b[i+1])<<8 }
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		at = func(i int) uint16 { return uint16(b[i])<<8 | uint16(b[i+1]) }
	default:
		return b
	}
	out := make([]byte, 0, min(len(b), math.MaxInt32)/2)
	for i := 2; i+1 < len(b); i += 2 {
		r := rune(at(i))
		if utf16.IsSurrogate(r) && i+3 < len(b) {
			if pair := utf16.DecodeRune(r, rune(at(i+2))); pair != utf8.RuneError {
				r = pair
				i += 2
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}
