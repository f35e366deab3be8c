// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"bytes"
	"encoding/binary"

	"github.com/outgate/outgate/inventory"
)

func isPE(b []byte) bool {
	if len(b) < 0x40 || b[0] != 'M' || b[1] != 'Z' {
		return false
	}
	at := int64(binary.LittleEndian.Uint32(b[0x3c:]))
	return at+4 <= int64(len(b)) && string(b[at:at+4]) == "PE\x00\x00"
}

// readPE looks for the strings of version resources. Their keys are UTF-16 and
// occur nowhere else, so that the tree of resources need not be walked.
func readPE(o *found, b []byte) {
	for _, f := range []struct{ key, kind string }{{"LegalCopyright", inventory.MediaCopyright}, {"CompanyName", inventory.MediaVendor}} {
		key := []byte{1, 0} // wType: text
		for _, c := range []byte(f.key) {
			key = append(key, c, 0)
		}
		key = append(key, 0, 0)
		rest, base := b, 0
		for range maxFonts {
			at := bytes.Index(rest, key)
			if at < 0 {
				break
			}
			at += base
			o.add(f.kind, "version "+f.key, versionString(b, at, len(key)))
			base = at + len(key)
			rest = b[base:]
		}
	}
}

// versionString reads a String structure around its key: wLength, wValueLength in words, wType,
// key, padding to four bytes, value. The key begins with wType here.
func versionString(b []byte, at, key int) string {
	if at < 4 {
		return ""
	}
	length, words := int(binary.LittleEndian.Uint16(b[at-4:])), int(binary.LittleEndian.Uint16(b[at-2:]))
	value := at + key
	if pad := (value - (at - 4)) & 3; pad != 0 { // resources are aligned, so the structure is
		value += 4 - pad
	}
	end := min(value+2*words, at-4+length+3)
	if value >= end || end > len(b) {
		return ""
	}
	return wide(b[value:end], binary.LittleEndian)
}
