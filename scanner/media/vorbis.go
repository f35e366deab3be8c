// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"bytes"
	"encoding/binary"
	"strings"

	"github.com/outgate/outgate/inventory"
)

const maxOgg = 256 << 10 // bytes of the packets at the head of a stream

// readFLAC walks the metadata blocks; number 4 holds Vorbis comments (RFC 9639).
func readFLAC(o *found, b []byte) {
	for b = b[4:]; len(b) >= 4; {
		size := int(b[1])<<16 | int(b[2])<<8 | int(b[3])
		if size > len(b)-4 {
			o.damaged("it ends within its metadata")
			return
		}
		if b[0]&0x7f == 4 {
			readVorbis(o, b[4:4+size])
		}
		if b[0]&0x80 != 0 {
			return
		}
		b = b[4+size:]
	}
}

// readOgg joins the first pages and looks for the comment packet of Vorbis, Opus or Theora (RFC 3533).
func readOgg(o *found, b []byte) {
	var head []byte
	for len(b) >= 27 && string(b[:4]) == "OggS" && len(head) < maxOgg {
		n := int(b[26])
		if 27+n > len(b) {
			break
		}
		size := 0
		for _, s := range b[27 : 27+n] {
			size += int(s)
		}
		if 27+n+size > len(b) {
			break
		}
		head = append(head, b[27+n:27+n+size]...)
		b = b[27+n+size:]
	}
	for _, mark := range []string{"\x03vorbis", "OpusTags", "\x81theora"} {
		if _, comments, ok := bytes.Cut(head, []byte(mark)); ok {
			readVorbis(o, comments)
		}
	}
}

// readVorbis reads a vendor string and a list of NAME=text.
func readVorbis(o *found, b []byte) {
	text := func() (s []byte, ok bool) {
		if len(b) < 4 {
			return nil, false
		}
		size := int64(binary.LittleEndian.Uint32(b))
		if size > int64(len(b))-4 {
			return nil, false
		}
		s, b = b[4:4+size], b[4+size:]
		return s, true
	}
	if _, ok := text(); !ok || len(b) < 4 {
		o.damaged("its comments are cut off")
		return
	}
	n := binary.LittleEndian.Uint32(b)
	b = b[4:]
	for range min(n, 4096) {
		s, ok := text()
		if !ok {
			o.damaged("its comments are cut off")
			return
		}
		name, value, _ := strings.Cut(string(s[:min(len(s), 16*maxText)]), "=")
		switch strings.ToUpper(name) {
		case "COPYRIGHT":
			o.add(inventory.MediaCopyright, "comment COPYRIGHT", value)
		case "LICENSE":
			o.add(inventory.MediaLicense, "comment LICENSE", value)
		case "ARTIST", "PERFORMER", "COMPOSER":
			o.add(inventory.MediaCreator, "comment "+strings.ToUpper(name), value)
		case "ORGANIZATION":
			o.add(inventory.MediaVendor, "comment ORGANIZATION", value)
		}
	}
}
