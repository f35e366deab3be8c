// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/andybalholm/brotli"
)

// The builders make the smallest files in which the metadata can stand.

func be16(n int) []byte { return binary.BigEndian.AppendUint16(nil, uint16(n)) }
func be32(n int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(n)) }
func le16(n int) []byte { return binary.LittleEndian.AppendUint16(nil, uint16(n)) }
func le32(n int) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(n)) }

func cat(parts ...any) []byte {
	var b []byte
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			b = append(b, p...)
		case []byte:
			b = append(b, p...)
		case byte:
			b = append(b, p)
		case int:
			b = append(b, byte(p))
		}
	}
	return b
}

func utf16Text(s string, order binary.AppendByteOrder) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

func deflated(s string) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.Bytes()
}

// tiff has one directory with the texts of tags in order.
func tiff(tags []int, texts ...string) []byte {
	const at = 8
	head := cat("MM\x00*", be32(at), be16(len(tags)))
	data := []byte{}
	base := at + 2 + 12*len(tags) + 4
	for i, tag := range tags {
		value := cat(be32(base + len(data)))
		text := texts[i] + "\x00"
		if len(text) <= 4 {
			value = append([]byte(text), make([]byte, 4-len(text))...)
		} else {
			data = append(data, text...)
		}
		head = cat(head, be16(tag), be16(2), be32(len(text)), value)
	}
	return cat(head, be32(0), data)
}

func jpeg(segments ...[]byte) []byte {
	b := []byte("\xff\xd8")
	for _, s := range segments {
		b = cat(b, 0xff, s[0], be16(len(s)+1), s[1:])
	}
	return cat(b, "\xff\xda\x00\x02....")
}

func xmp(properties string) string {
	return `<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" ` + properties + `</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`
}

const rights = `xmlns:dc="http://purl.org/dc/elements/1.1/" xmpRights:WebStatement="https://creativecommons.org/licenses/by/4.0/"><dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2020 Other &amp; Sons Ltd.</rdf:li></rdf:Alt></dc:rights>` +
	`<dc:creator><rdf:Seq><rdf:li>Jane Doe</rdf:li></rdf:Seq></dc:creator>`

func png(chunks ...[]byte) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	for _, c := range chunks {
		b = cat(b, be32(len(c)-4), c, be32(0))
	}
	return cat(b, be32(0), "IEND", be32(0))
}

func gif(blocks ...[]byte) []byte {
	return cat("GIF89a", le16(1), le16(1), 0x80, 0, 0, "\x00\x00\x00\xff\xff\xff", bytes.Join(blocks, nil), ";")
}

func subBlock(s string) []byte { return cat(len(s), s, 0) }

func riff(kind string, chunks ...[]byte) []byte {
	body := []byte(kind)
	for _, c := range chunks {
		body = cat(body, c[:4], le32(len(c)-4), c[4:])
		if len(c)&1 == 1 {
			body = append(body, 0)
		}
	}
	return cat("RIFF", le32(len(body)), body)
}

func box(name string, parts ...any) []byte {
	body := cat(parts...)
	return cat(be32(len(body)+8), name, body)
}

func id3(version byte, frames ...[]byte) []byte {
	var body []byte
	for _, f := range frames {
		id, data := f[:4], f[4:]
		if version == 2 {
			id, data = f[:3], f[3:]
			body = cat(body, id, 0, be16(len(data)), data)
			continue
		}
		body = cat(body, id, be32(len(data)), 0, 0, data)
	}
	body = cat(body, make([]byte, 20))
	n := len(body)
	return cat("ID3", version, 0, 0, n>>21&127, n>>14&127, n>>7&127, n&127, body)
}

func vorbis(comments ...string) []byte {
	b := cat(le32(4), "test", le32(len(comments)))
	for _, c := range comments {
		b = cat(b, le32(len(c)), c)
	}
	return b
}

func flac(comments []byte) []byte {
	return cat("fLaC", 0, 0, 0, 2, "..", 0x84, 0, be16(len(comments)), comments)
}

// ogg cuts the packet into two pages.
func ogg(packet []byte) []byte {
	half := min(len(packet)/2, 250)
	page := func(data []byte) []byte {
		return cat("OggS", make([]byte, 22), 1, len(data), data)
	}
	return cat(page(packet[:half]), page(packet[half:]))
}

// nameTable holds the names by id, each for Windows and for the Macintosh.
func nameTable(names map[int]string) []byte {
	var records, texts []byte
	n := 0
	for _, id := range []int{0, 1, 7, 8, 9, 11, 13, 14} {
		s, ok := names[id]
		if !ok {
			continue
		}
		for _, platform := range []int{1, 3} {
			t := utf16Text(s, binary.BigEndian)
			if platform == 1 {
				t = []byte(strings.ReplaceAll(s, "©", "\xa9"))
			}
			records = cat(records, be16(platform), be16(1), be16(0), be16(id), be16(len(t)), be16(len(texts)))
			texts = append(texts, t...)
			n++
		}
	}
	return cat(be16(0), be16(n), be16(6+12*n), records, texts)
}

func sfntFile(table []byte) []byte {
	return cat("\x00\x01\x00\x00", be16(2), make([]byte, 6), "head", be32(0), be32(44), be32(4), "name", be32(0), be32(48), be32(len(table)), "HEAD", table)
}

func ttc(font []byte) []byte {
	// Offsets of tables count from the beginning of the collection.
	head := cat("ttcf", be32(0x10000), be32(1), be32(16))
	font = bytes.Clone(font)
	for _, e := range []int{12, 28} {
		at := binary.BigEndian.Uint32(font[e+8:])
		binary.BigEndian.PutUint32(font[e+8:], at+uint32(len(head)))
	}
	return cat(head, font)
}

func woff(table []byte, packed bool) []byte {
	data := table
	if packed {
		data = deflated(string(table))
	}
	return cat("wOFF", make([]byte, 8), be16(1), make([]byte, 30), "name", be32(64), be32(len(data)), be32(len(table)), be32(0), data)
}

func base128Bytes(n int) []byte { return cat(0x80|n>>14&127, 0x80|n>>7&127, n&127) }

func woff2(table []byte) []byte {
	var b bytes.Buffer
	w := brotli.NewWriter(&b)
	w.Write(cat("HEADglyf!", table))
	w.Close()
	list := cat(1, 4, // head
		10, base128Bytes(9000)[1:], 5, // glyf, transformed
		5, 0x80|len(table)>>7, len(table)&127) // name
	head := cat("wOF2", make([]byte, 8), be16(3), be16(0), be32(0), be32(b.Len()), make([]byte, 24))
	return cat(head, list, b.Bytes())
}

// peFile holds version strings.
func peFile(strings ...[2]string) []byte {
	b := cat("MZ", make([]byte, 0x3a), le32(0x40), "PE\x00\x00", make([]byte, 28))
	for _, s := range strings {
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
		key := utf16Text(s[0]+"\x00", binary.LittleEndian)
		value := utf16Text(s[1]+"\x00", binary.LittleEndian)
		one := cat(le16(1), key)
		for (len(one)+4)%4 != 0 {
			one = append(one, 0)
		}
		one = append(one, value...)
		b = cat(b, le16(len(one)+4), le16(len(value)/2), one)
	}
	return cat(b, make([]byte, 16))
}

func pdf(info, rest string) []byte {
	return fmt.Appendf(nil, "%%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n7 0 obj\n<< %s >>\nendobj\n%s\ntrailer\n<< /Root 1 0 R /Info 7 0 R >>\n%%%%EOF", info, rest)
}

func pdfPacked(info string) []byte {
	data := deflated("3 0 7 9 << /A 1 >><< " + info + " >>")
	return cat("%PDF-1.5\n9 0 obj\n<< /Type /ObjStm /N 2 /First 8 /Filter /FlateDecode >>\nstream\n", data, "\nendstream\nendobj\ntrailer << /Info 7 0 R >>")
}
