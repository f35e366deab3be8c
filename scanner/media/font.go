// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"bytes"
	"encoding/binary"
	"io"

	"github.com/andybalholm/brotli"

	"github.com/outgate/outgate/inventory"
)

const (
	maxFonts   = 16  // of a collection
	maxTables  = 512 // of a font
	maxRecords = 1024
)

// readSFNT reads TrueType and OpenType fonts, and collections of them (ISO/IEC 14496-22).
func readSFNT(o *found, b []byte) {
	if string(b[:4]) != "ttcf" {
		sfnt(o, b, 0)
		return
	}
	n := binary.BigEndian.Uint32(b[8:])
	for i := range min(int64(n), maxFonts) {
		if 16+4*i > int64(len(b)) {
			o.damaged("its list of fonts is cut off")
			return
		}
		sfnt(o, b, int64(binary.BigEndian.Uint32(b[12+4*i:])))
	}
}

func sfnt(o *found, b []byte, at int64) {
	if at+12 > int64(len(b)) {
		o.damaged("a font lies outside")
		return
	}
	n := int64(binary.BigEndian.Uint16(b[at+4:]))
	if n == 0 || n > maxTables {
		return // no font: four zero-like bytes begin other files, too
	}
	for i := range n {
		e := at + 12 + 16*i
		if e+16 > int64(len(b)) {
			o.damaged("its list of tables is cut off")
			return
		}
		if string(b[e:e+4]) != "name" {
			continue
		}
		from, size := int64(binary.BigEndian.Uint32(b[e+8:])), int64(binary.BigEndian.Uint32(b[e+12:]))
		if from+size > int64(len(b)) {
			o.damaged("its table of names is cut off")
			return
		}
		names(o, b[from:from+size])
	}
}

// readWOFF reads fonts whose tables are packed one by one (W3C WOFF 1.0).
func readWOFF(o *found, b []byte) {
	if len(b) < 44 {
		return
	}
	n := int64(binary.BigEndian.Uint16(b[12:]))
	for i := range min(n, maxTables) {
		e := 44 + 20*i
		if e+20 > int64(len(b)) {
			o.damaged("its list of tables is cut off")
			return
		}
		if string(b[e:e+4]) != "name" {
			continue
		}
		from, packed, size := int64(binary.BigEndian.Uint32(b[e+4:])), int64(binary.BigEndian.Uint32(b[e+8:])), int64(binary.BigEndian.Uint32(b[e+12:]))
		if from+packed > int64(len(b)) {
			o.damaged("its table of names is cut off")
			return
		}
		data := b[from : from+packed]
		if packed < size {
			data = o.inflated(data)
		}
		names(o, data)
	}
}

// readWOFF2 reads fonts whose tables are one brotli stream (W3C WOFF 2.0). The
// table of names is never transformed; those before it may be.
func readWOFF2(o *found, b []byte) {
	if len(b) < 48 || string(b[4:8]) == "ttcf" { // of a collection the tables are shared in ways of their own
		o.gap(inventory.GapUnsupported, "a font collection in WOFF2, whose names are not read")
		return
	}
	n, packed := int(binary.BigEndian.Uint16(b[12:])), int64(binary.BigEndian.Uint32(b[20:]))
	rest := b[48:]
	before, size := int64(-1), int64(0)
	sum := int64(0)
	for range min(n, maxTables) {
		name, length, tail, ok := woff2Table(rest)
		if !ok {
			o.damaged("its list of tables is cut off")
			return
		}
		if name == 5 { // the fifth of the known tags is "name"
			before, size = sum, length
		}
		sum += length
		rest = tail
	}
	if before < 0 {
		return
	}
	if packed > int64(len(rest)) {
		o.damaged("its tables are cut off")
		return
	}
	if before+size > int64(o.inflate) {
		o.gap(inventory.GapTruncated, "the font unpacks to more than is looked at")
		return
	}
	out, err := io.ReadAll(io.LimitReader(brotli.NewReader(bytes.NewReader(rest[:packed])), before+size))
	if int64(len(out)) < before+size {
		if err == nil {
			err = io.ErrUnexpectedEOF
		}
		o.damaged("its tables cannot be unpacked: " + err.Error())
		return
	}
	names(o, o.spend(out)[before:])
}

// woff2Table reads one entry of the list of tables: known tag, or 63 and a tag; the
// length that the table has in the stream.
func woff2Table(b []byte) (name byte, length int64, rest []byte, ok bool) {
	if len(b) < 2 {
		return 0, 0, nil, false
	}
	flags := b[0]
	b = b[1:]
	name = flags & 63
	if name == 63 {
		if len(b) < 4 {
			return 0, 0, nil, false
		}
		b = b[4:]
	}
	length, b, ok = base128(b)
	// glyf (10) and loca (11) are transformed unless the version is 3, others where it is not 0.
	if version := flags >> 6; ok && (name == 10 || name == 11) == (version != 3) && (version != 0 || name == 10 || name == 11) {
		length, b, ok = base128(b)
	}
	return name, length, b, ok
}

func base128(b []byte) (n int64, rest []byte, ok bool) {
	for i := range min(5, len(b)) {
		n = n<<7 | int64(b[i]&0x7f)
		if b[i]&0x80 == 0 {
			return n, b[i+1:], n <= 1<<32
		}
	}
	return 0, nil, false
}

// names reads the table of names: 0 copyright, 8 manufacturer, 9 designer, 13
// license, 14 its address. Each may be there in several encodings and languages;
// 7, the trademark, and 11, an address, say nothing of who owns the font.
func names(o *found, b []byte) {
	if len(b) < 6 {
		return
	}
	n, texts := int64(binary.BigEndian.Uint16(b[2:])), int64(binary.BigEndian.Uint16(b[4:]))
	for i := range min(n, maxRecords) {
		e := 6 + 12*i
		if e+12 > int64(len(b)) {
			o.damaged("its table of names is cut off")
			return
		}
		platform, id := binary.BigEndian.Uint16(b[e:]), binary.BigEndian.Uint16(b[e+6:])
		kind, field := nameKind(id)
		if kind == "" {
			continue
		}
		size, at := int64(binary.BigEndian.Uint16(b[e+8:])), texts+int64(binary.BigEndian.Uint16(b[e+10:]))
		if at+size > int64(len(b)) {
			o.damaged("a name lies outside")
			return
		}
		text := b[at : at+size]
		if platform == 1 {
			o.add(kind, field, macRoman(text))
		} else {
			o.add(kind, field, wide(text, binary.BigEndian))
		}
	}
}

func nameKind(id uint16) (kind, field string) {
	switch id {
	case 0:
		return inventory.MediaCopyright, "name 0"
	case 8:
		return inventory.MediaVendor, "name 8"
	case 9:
		return inventory.MediaCreator, "name 9"
	case 13:
		return inventory.MediaLicense, "name 13"
	case 14:
		return inventory.MediaLicense, "name 14"
	}
	return "", ""
}

// macRoman decodes ASCII and the signs that notices hold.
func macRoman(b []byte) string {
	r := make([]rune, 0, len(b))
	for _, c := range b {
		switch {
		case c < 0x80:
			r = append(r, rune(c))
		case c == 0xa8, c == 0xa9, c == 0xaa:
			r = append(r, []rune("®©™")[c-0xa8])
		case c == 0xd0, c == 0xd1:
			r = append(r, '-')
		case c >= 0xd2 && c <= 0xd5:
			r = append(r, '\'')
		default:
			r = append(r, '\uFFFD')
		}
	}
	return string(r)
}
