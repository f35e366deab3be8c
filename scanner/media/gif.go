// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"bytes"

	"github.com/outgate/outgate/inventory"
)

// readGIF walks the blocks (GIF89a, appendix A).
func readGIF(o *found, b []byte) {
	if len(b) < 13 {
		return
	}
	at := 13 + colors(b[10])
	for at < len(b) {
		switch b[at] {
		case 0x21: // an extension
			if at+2 > len(b) {
				return
			}
			label := b[at+1]
			if label == 0xff && at+14 <= len(b) && b[at+2] == 11 && string(b[at+3:at+14]) == "XMP DataXMP" {
				// The packet is written without lengths, and a ramp of bytes behind it leads every reader to the end.
				rest := b[at+14:]
				end := bytes.Index(rest, []byte("<?xpacket end"))
				if end < 0 {
					o.damaged("its XMP packet does not end")
					return
				}
				readRDF(o, rest[:end])
			}
			text, next := subBlocks(b, at+2, label == 0xfe)
			if label == 0xfe && speaksOfCopyright(latin1(text)) {
				o.add(inventory.MediaCopyright, "comment", latin1(text))
			}
			at = next
		case 0x2c: // a picture
			if at+11 > len(b) {
				return
			}
			_, at = subBlocks(b, at+11+colors(b[at+9]), false)
		default:
			return
		}
	}
}

// colors is the size of the table of colors that flags tell of.
func colors(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// subBlocks goes behind the blocks at a place, and joins them if asked to.
func subBlocks(b []byte, at int, keep bool) (text []byte, next int) {
	for at < len(b) && b[at] != 0 {
		end := at + 1 + int(b[at])
		if keep && end <= len(b) && len(text) < 8*maxText {
			text = append(text, b[at+1:end]...)
		}
		at = end
	}
	return text, at + 1
}
