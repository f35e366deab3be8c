// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"encoding/binary"

	"github.com/outgate/outgate/inventory"
)

const (
	maxDirectories = 16   // of one TIFF file
	maxEntries     = 1024 // of one directory
)

// readTIFF walks the chained directories of a TIFF file, or of the EXIF data of
// another one, for Artist (0x013B), XMP (0x02BC) and Copyright (0x8298).
func readTIFF(o *found, b []byte, prefix string) {
	if len(b) < 8 {
		return
	}
	var order binary.ByteOrder = binary.LittleEndian
	if b[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(b[4:]))
	for range maxDirectories {
		if at == 0 {
			return
		}
		if at < 8 || at+2 > int64(len(b)) {
			o.damaged("a directory of tags lies outside")
			return
		}
		n := int64(order.Uint16(b[at:]))
		from := at + 2
		if n > maxEntries || from+12*n > int64(len(b)) {
			o.damaged("a directory of tags is cut off")
			return
		}
		for i := range n {
			tiffEntry(o, b, b[from+12*i:from+12*i+12], order, prefix)
		}
		at = 0
		if next := from + 12*n; next+4 <= int64(len(b)) {
			at = int64(order.Uint32(b[next:]))
		}
	}
}

func tiffEntry(o *found, b, e []byte, order binary.ByteOrder, prefix string) {
	tag, kind, size := order.Uint16(e), order.Uint16(e[2:]), int64(order.Uint32(e[4:]))
	if tag != 0x8298 && tag != 0x013b && tag != 0x02bc || kind != 1 && kind != 2 && kind != 7 { // texts and bytes
		return
	}
	value := e[8:12]
	if size > 4 {
		at := int64(order.Uint32(e[8:]))
		if at+size > int64(len(b)) {
			o.damaged("a tag lies outside")
			return
		}
		value = b[at : at+size]
	} else {
		value = value[:size]
	}
	switch tag {
	case 0x8298:
		o.add(inventory.MediaCopyright, prefix+" Copyright", latin1(value))
	case 0x013b:
		o.add(inventory.MediaCreator, prefix+" Artist", latin1(value))
	case 0x02bc:
		readRDF(o, value)
	}
}
