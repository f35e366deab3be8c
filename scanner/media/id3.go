// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"encoding/binary"
	"strings"

	"github.com/outgate/outgate/inventory"
)

const maxFrames = 1024

// readID3 reads the frames of an ID3v2 tag, versions 2 to 4.
func readID3(o *found, b []byte) {
	if len(b) < 10 || b[3] < 2 || b[3] > 4 {
		return
	}
	version, flags := b[3], b[5]
	size := syncSafe(b[6:10])
	if size > len(b)-10 {
		o.damaged("it ends within its tag")
		return
	}
	b = b[10 : 10+size]
	if flags&0x80 != 0 && version < 4 {
		b = synchronized(b)
	}
	if flags&0x40 != 0 && version > 2 && len(b) >= 4 { // an extended header
		skip := int(binary.BigEndian.Uint32(b)) + 4
		if version == 4 {
			skip = syncSafe(b)
		}
		if skip < 0 || skip > len(b) {
			o.damaged("the header of its tag is wrong")
			return
		}
		b = b[skip:]
	}
	for range maxFrames {
		name, data, rest, ok := id3Frame(b, version)
		if !ok {
			return
		}
		id3Text(o, name, data)
		b = rest
	}
}

// id3Frame takes the first frame. ok is false at the padding and where no frame can be.
func id3Frame(b []byte, version byte) (name string, data, rest []byte, ok bool) {
	head, id := 10, 4
	if version == 2 {
		head, id = 6, 3
	}
	if len(b) < head || b[0] == 0 {
		return "", nil, nil, false
	}
	var size int
	switch version {
	case 2:
		size = int(b[3])<<16 | int(b[4])<<8 | int(b[5])
	case 3:
		size = int(binary.BigEndian.Uint32(b[4:]))
	default:
		size = syncSafe(b[4:8])
	}
	if size < 0 || size > len(b)-head {
		return "", nil, nil, false
	}
	data = b[head : head+size]
	if version == 4 && b[9]&0x02 != 0 {
		data = synchronized(data)
	}
	return string(b[:id]), data, b[head+size:], true
}

func id3Text(o *found, name string, b []byte) {
	switch name {
	case "TCOP", "TCR":
		o.add(inventory.MediaCopyright, "id3 "+name, id3String(b))
	case "TPE1", "TP1", "TCOM", "TCM":
		o.add(inventory.MediaCreator, "id3 "+name, id3String(b))
	case "TOWN":
		o.add(inventory.MediaCopyright, "id3 "+name, id3String(b))
	case "WCOP", "WCP":
		o.add(inventory.MediaLicense, "id3 "+name, latin1(b))
	}
}

// id3String decodes a text by the byte before it.
func id3String(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	s := ""
	switch b[0] {
	case 1:
		s = marked(b[1:])
	case 2:
		s = wide(b[1:], binary.BigEndian)
	default:
		s = latin1(b[1:])
	}
	return strings.ReplaceAll(s, "\x00", " ")
}

func syncSafe(b []byte) int {
	return int(b[0]&0x7f)<<21 | int(b[1]&0x7f)<<14 | int(b[2]&0x7f)<<7 | int(b[3]&0x7f)
}

// synchronized takes out the zeros that keep players from taking a tag for sound.
func synchronized(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i, c := range b {
		if c == 0 && i > 0 && b[i-1] == 0xff {
			continue
		}
		out = append(out, c)
	}
	return out
}
