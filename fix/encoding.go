// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package fix

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// encoding is how the bytes of a file stand for text.
type encoding struct {
	order binary.ByteOrder // of UTF-16; nil: ASCII is plain
	bytes bool             // no UTF-8: an encoding of one byte a character, Latin-1 as far as anybody knows
}

// decode returns the text of a file whose ASCII is plain, its byte order mark
// left out when it was UTF-16.
func decode(content []byte) (text []byte, e encoding, err error) {
	switch {
	case bytes.HasPrefix(content, []byte{0xFF, 0xFE}):
		e.order = binary.LittleEndian
	case bytes.HasPrefix(content, []byte{0xFE, 0xFF}):
		e.order = binary.BigEndian
	case bytes.IndexByte(content, 0) >= 0:
		return nil, e, errors.New("is binary")
	default:
		if bytes.IndexByte(content, '\r') >= 0 && bytes.IndexByte(content, '\n') < 0 {
			return nil, e, errors.New("ends its lines with carriage returns alone")
		}
		e.bytes = !utf8.Valid(content)
		return content, e, nil
	}
	units := make([]uint16, 0, len(content)/2)
	for i := 2; i+1 < len(content); i += 2 {
		units = append(units, e.order.Uint16(content[i:]))
	}
	text = []byte(string(utf16.Decode(units)))
	if bytes.IndexByte(text, 0) >= 0 || !bytes.Equal(e.encode(text), content) {
		return nil, e, errors.New("is no whole UTF-16")
	}
	return text, e, nil
}

// encode is the way back.
func (e encoding) encode(text []byte) []byte {
	if e.order == nil {
		return text
	}
	units := utf16.Encode([]rune(string(text)))
	out := make([]byte, 2+2*len(units))
	e.order.PutUint16(out, 0xFEFF)
	for i, u := range units {
		e.order.PutUint16(out[2+2*i:], u)
	}
	return out
}

// line writes a line of a header in the encoding of the file.
func (e encoding) line(s string) (string, error) {
	if !e.bytes {
		return s, nil
	}
	var out []byte
	for _, r := range s {
		if r > 0xFF || r >= 0x80 && r < 0xA0 {
			return "", fmt.Errorf("is not UTF-8, and %q of the header is not in Latin-1", r)
		}
		out = append(out, byte(r))
	}
	return string(out), nil
}

// lineEnd is that of the first line; "\n" when there is none.
func lineEnd(content []byte) string {
	if n := bytes.IndexByte(content, '\n'); n > 0 && content[n-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}
