// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"encoding/binary"

	"github.com/outgate/outgate/inventory"
)

// readRIFF walks the chunks of WebP, WAV and AVI files.
func readRIFF(o *found, b []byte) {
	if len(b) < 12 {
		return
	}
	o.riff(b[12:], 0)
}

func (o *found) riff(b []byte, depth int) {
	for len(b) >= 8 {
		name, size := string(b[:4]), int64(binary.LittleEndian.Uint32(b[4:]))
		if size > int64(len(b))-8 { // the last chunk of a stream may say more than there is
			if name != "data" && name != "LIST" && name != "VP8 " && name != "VP8L" && name != "ANMF" && name != "ALPH" {
				o.damaged("it ends within a chunk")
			}
			return
		}
		data := b[8 : 8+size]
		switch name {
		case "EXIF":
			if len(data) > 6 && string(data[:6]) == "Exif\x00\x00" {
				data = data[6:]
			}
			readTIFF(o, data, "exif")
		case "XMP ", "_PMX":
			readRDF(o, data)
		case "LIST":
			if depth == 0 && len(data) >= 4 && string(data[:4]) == "INFO" {
				o.riff(data[4:], 1)
			}
		case "id3 ", "ID3 ":
			if len(data) > 10 && string(data[:3]) == "ID3" {
				readID3(o, data)
			}
		case "ICOP":
			o.add(inventory.MediaCopyright, "INFO ICOP", latin1(data))
		case "IART":
			o.add(inventory.MediaCreator, "INFO IART", latin1(data))
		}
		b = b[min(int64(len(b)), 8+size+size&1):]
	}
}
