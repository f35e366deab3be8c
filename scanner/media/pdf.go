// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"bytes"
	"encoding/hex"

	"github.com/outgate/outgate/inventory"
)

const maxStreams = 2048 // object streams of a PDF

// readPDF reads the XMP packets of a PDF (ISO 32000-1) and its information dictionary, which
// stands in the open or in an object stream. The strings of an encrypted file say nothing.
func readPDF(o *found, b []byte) {
	readRDF(o, b)
	if bytes.Contains(b, []byte("/Encrypt ")) {
		return
	}
	number := infoNumber(b)
	if number == nil {
		return
	}
	for _, end := range []string{" 0 obj", " 1 obj"} {
		head := append(append([]byte{'\n'}, number...), end...)
		if at := bytes.LastIndex(b, head); at >= 0 {
			pdfInfo(o, b[at+len(head):])
			return
		}
	}
	o.objectStreams(b, number)
}

// infoNumber is the number of the object that the last trailer calls /Info.
func infoNumber(b []byte) []byte {
	at := bytes.LastIndex(b, []byte("/Info"))
	if at < 0 {
		return nil
	}
	rest := bytes.TrimLeft(b[at+5:min(len(b), at+40)], " \r\n\t")
	n := 0
	for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
		n++
	}
	if n == 0 || n > 10 {
		return nil
	}
	return rest[:n]
}

// objectStreams looks for the object in streams of type ObjStm: pairs of number and offset, then objects.
func (o *found) objectStreams(b, number []byte) {
	for range maxStreams {
		at := bytes.Index(b, []byte("/ObjStm"))
		if at < 0 {
			return
		}
		b = b[at:]
		start, end := bytes.Index(b, []byte("stream")), bytes.Index(b, []byte("endstream"))
		if start < 0 || end < start {
			return
		}
		data := bytes.TrimLeft(b[start+len("stream"):end], "\r\n")
		dict := b[:start]
		b = b[end:]
		if !bytes.Contains(dict, []byte("/FlateDecode")) && len(data) > 2 && data[0] != 0x78 {
			continue
		}
		objects := o.inflated(data)
		if objects == nil {
			return
		}
		if in := inObjects(objects, number); in != nil {
			pdfInfo(o, in)
			return
		}
	}
}

// inObjects returns the object of a number, and what is behind it.
func inObjects(objects, number []byte) []byte {
	first := bytes.IndexByte(objects, '<')
	if first < 0 {
		return nil
	}
	fields := bytes.Fields(objects[:first])
	for i := 0; i+1 < len(fields); i += 2 {
		if !bytes.Equal(fields[i], number) {
			continue
		}
		offset := 0
		for _, c := range fields[i+1] {
			if c < '0' || c > '9' || offset > len(objects) {
				return nil
			}
			offset = offset*10 + int(c-'0')
		}
		if first+offset > len(objects) {
			return nil
		}
		return objects[first+offset:]
	}
	return nil
}

// pdfInfo reads the keys of an information dictionary.
func pdfInfo(o *found, b []byte) {
	if end := bytes.Index(b, []byte("endobj")); end >= 0 {
		b = b[:end]
	}
	b = b[:min(len(b), 64<<10)]
	for _, f := range []struct{ key, kind string }{{"/Author", inventory.MediaCreator}, {"/Copyright", inventory.MediaCopyright}, {"/Company", inventory.MediaVendor}} {
		if at := bytes.Index(b, []byte(f.key)); at >= 0 {
			o.add(f.kind, "info "+f.key, pdfString(bytes.TrimLeft(b[at+len(f.key):], " \r\n")))
		}
	}
}

// pdfString decodes a string in parentheses or of hexadecimal digits.
func pdfString(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if b[0] == '<' {
		text, _, _ := bytes.Cut(b[1:], []byte(">"))
		out := make([]byte, len(text)/2)
		n, _ := hex.Decode(out, text[:len(text)&^1])
		return marked(out[:n])
	}
	if b[0] != '(' {
		return ""
	}
	var out []byte
	depth := 0
	for i := 0; i < len(b) && len(out) < 16*maxText; i++ {
		switch c := b[i]; {
		case c == '\\' && i+1 < len(b):
			i++
			if d := b[i]; d >= '0' && d <= '7' {
				v := 0
				for k := 0; k < 3 && i < len(b) && b[i] >= '0' && b[i] <= '7'; k++ {
					v = v*8 + int(b[i]-'0')
					i++
				}
				i--
				out = append(out, byte(v))
			} else if at := bytes.IndexByte([]byte("nrtbf"), d); at >= 0 {
				out = append(out, " \r\t\b\f"[at])
			} else {
				out = append(out, d)
			}
		case c == '(':
			if depth++; depth > 1 {
				out = append(out, c)
			}
		case c == ')':
			if depth--; depth == 0 {
				return marked(out)
			}
			out = append(out, c)
		default:
			out = append(out, c)
		}
	}
	return marked(out)
}
