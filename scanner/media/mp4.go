// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"encoding/binary"

	"github.com/outgate/outgate/inventory"
)

// readMP4 walks the boxes of an ISO base media file (ISO/IEC 14496-12) for the
// copyright of the 3GPP and QuickTime user data and of iTunes, and for XMP packets.
func readMP4(o *found, b []byte) {
	boxes := 4096
	o.boxes(b, 0, &boxes)
	readRDF(o, b)
}

func (o *found) boxes(b []byte, depth int, left *int) {
	for len(b) >= 8 && *left > 0 {
		*left--
		size, head := int64(binary.BigEndian.Uint32(b)), int64(8)
		name := string(b[4:8])
		switch {
		case size == 1 && len(b) >= 16:
			size, head = int64(binary.BigEndian.Uint64(b[8:])), 16
		case size == 0:
			size = int64(len(b))
		}
		if size < head || size > int64(len(b)) {
			if name != "mdat" && depth == 0 && size > int64(len(b)) {
				o.damaged("it ends within a box")
			}
			return
		}
		data := b[head:size]
		switch name {
		case "moov", "udta", "ilst", "trak":
			if depth < 8 {
				o.boxes(data, depth+1, left)
			}
		case "meta": // a full box in ISO files, a plain one in QuickTime's
			if len(data) >= 8 && string(data[4:8]) != "hdlr" {
				data = data[4:]
			}
			if depth < 8 {
				o.boxes(data, depth+1, left)
			}
		case "cprt", "\xa9cpy":
			o.add(inventory.MediaCopyright, "box copyright", boxText(data))
		case "\xa9ART", "auth":
			o.add(inventory.MediaCreator, "box artist", boxText(data))
		}
		b = b[size:]
	}
}

// boxText reads the three shapes of texts: a data box of iTunes, version, flags
// and packed language of 3GPP, size and language of QuickTime.
func boxText(b []byte) string {
	switch {
	case len(b) > 16 && string(b[4:8]) == "data":
		return latin1(b[16:min(int64(len(b)), max(16, int64(binary.BigEndian.Uint32(b))))])
	case len(b) > 6 && binary.BigEndian.Uint32(b) == 0:
		return marked(b[6:])
	case len(b) > 4 && int(binary.BigEndian.Uint16(b)) <= len(b)-4:
		return latin1(b[4 : 4+int(binary.BigEndian.Uint16(b))])
	}
	return ""
}
