// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"bytes"
	"encoding/binary"

	"github.com/outgate/outgate/inventory"
)

// readJPEG walks the segments up to the picture data (ITU T.81, annex B).
func readJPEG(o *found, b []byte) {
	for i := 2; i+4 <= len(b); {
		if b[i] != 0xff {
			return // no segment: the picture itself, or damage in it
		}
		mark := b[i+1]
		switch {
		case mark == 0xff: // fill
			i++
			continue
		case mark == 0xda, mark == 0xd9: // the picture begins, the file ends
			return
		case mark >= 0xd0 && mark <= 0xd8, mark == 0x01: // no content
			i += 2
			continue
		}
		size := int(binary.BigEndian.Uint16(b[i+2:]))
		end := i + 2 + size
		if size < 2 || end > len(b) {
			o.damaged("it ends within its header")
			return
		}
		segment(o, mark, b[i+4:end])
		i = end
	}
}

func segment(o *found, mark byte, b []byte) {
	switch mark {
	case 0xe1:
		if data, ok := bytes.CutPrefix(b, []byte("Exif\x00\x00")); ok {
			readTIFF(o, data, "exif")
		} else if data, ok := bytes.CutPrefix(b, []byte("http://ns.adobe.com/xap/1.0/\x00")); ok {
			readRDF(o, data)
		}
	case 0xed:
		if data, ok := bytes.CutPrefix(b, []byte("Photoshop 3.0\x00")); ok {
			readPhotoshop(o, data)
		}
	case 0xfe:
		if text := latin1(b); speaksOfCopyright(text) {
			o.add(inventory.MediaCopyright, "comment", text)
		}
	}
}

// readPhotoshop walks image resources to the IPTC record, number 0x0404.
func readPhotoshop(o *found, b []byte) {
	for len(b) >= 12 && string(b[:4]) == "8BIM" {
		id := binary.BigEndian.Uint16(b[4:])
		name := int(b[6]) + 1
		name += name & 1
		if 6+name+4 > len(b) {
			return
		}
		size := int(binary.BigEndian.Uint32(b[6+name:]))
		data := b[6+name+4:]
		if size < 0 || size > len(data) {
			return
		}
		if id == 0x0404 {
			readIPTC(o, data[:size])
		}
		b = data[min(len(data), size+size&1):]
	}
}

// readIPTC reads the data sets of an IIM record: 2:80 by-line, 2:116 copyright notice.
func readIPTC(o *found, b []byte) {
	for len(b) >= 5 && b[0] == 0x1c {
		record, set, size := b[1], b[2], int(binary.BigEndian.Uint16(b[3:]))
		if size > len(b)-5 {
			return
		}
		switch {
		case record == 2 && set == 116:
			o.add(inventory.MediaCopyright, "iptc 2:116", latin1(b[5:5+size]))
		case record == 2 && set == 80:
			o.add(inventory.MediaCreator, "iptc 2:80", latin1(b[5:5+size]))
		}
		b = b[5+size:]
	}
}
