// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// readPNG walks the chunks (ISO/IEC 15948, clause 11.3).
func readPNG(o *found, b []byte) {
	for b = b[8:]; len(b) >= 12; {
		size := int64(binary.BigEndian.Uint32(b))
		name := string(b[4:8])
		if size > int64(len(b))-12 {
			if name != "IDAT" && name != "IEND" {
				o.damaged("it ends within a chunk")
			}
			return
		}
		data := b[8 : 8+size]
		switch name {
		case "tEXt":
			if key, text, ok := bytes.Cut(data, []byte{0}); ok {
				pngText(o, string(key), latin1(text))
			}
		case "zTXt":
			if key, text, ok := bytes.Cut(data, []byte{0}); ok && len(text) > 1 && pngKind(string(key)) != "" {
				pngText(o, string(key), latin1(o.inflated(text[1:])))
			}
		case "iTXt":
			pngInternational(o, data)
		case "eXIf":
			readTIFF(o, data, "exif")
		case "IEND":
			return
		}
		b = b[12+size:]
	}
}

// pngInternational reads keyword, compression flag and method, language,
// translated keyword and text.
func pngInternational(o *found, data []byte) {
	key, rest, ok := bytes.Cut(data, []byte{0})
	if !ok || len(rest) < 2 {
		return
	}
	packed := rest[0] == 1
	_, rest, _ = bytes.Cut(rest[2:], []byte{0})
	_, text, ok := bytes.Cut(rest, []byte{0})
	xmp := string(key) == "XML:com.adobe.xmp"
	if !ok || !xmp && pngKind(string(key)) == "" {
		return
	}
	if packed {
		text = o.inflated(text)
	}
	if xmp {
		readRDF(o, text)
		return
	}
	pngText(o, string(key), latin1(text))
}

func pngText(o *found, key, text string) {
	kind := pngKind(key)
	if kind == "" || strings.EqualFold(key, "comment") && !speaksOfCopyright(text) {
		return
	}
	o.add(kind, "text "+key, text)
}

func pngKind(key string) string {
	switch strings.ToLower(key) {
	case "copyright", "comment":
		return inventory.MediaCopyright
	case "author", "artist", "creator":
		return inventory.MediaCreator
	case "license":
		return inventory.MediaLicense
	}
	return ""
}

// inflated unpacks zlib data, within what may still be unpacked of the file.
func (o *found) inflated(b []byte) []byte {
	r, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		o.damaged("packed metadata: " + err.Error())
		return nil
	}
	out, err := io.ReadAll(io.LimitReader(r, int64(o.inflate)+1))
	if err != nil {
		o.damaged("packed metadata: " + err.Error())
		return nil
	}
	return o.spend(out)
}

// spend takes unpacked bytes off the budget; nil when it does not suffice.
func (o *found) spend(out []byte) []byte {
	if len(out) > o.inflate {
		o.gap(inventory.GapTruncated, "the metadata unpacks to more than is looked at")
		o.inflate = 0
		return nil
	}
	o.inflate -= len(out)
	return out
}
