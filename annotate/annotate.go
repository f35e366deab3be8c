// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package annotate writes licensing information in the way of the REUSE
// specification: bytes in, bytes out. It reads and writes no file.
//
//	a := annotate.New()
//	out, why := a.Comment("src/main.c", content, lines) // lines: the tags
//	if why != "" { // such a file carries no comment: its sidecar does
//		out = annotate.Sidecar(nil, lines)
//	}
//
// Nothing of a content changes but for the lines that are added: byte order
// mark, what must stay first, line ends and the missing end of the last line stay.
package annotate

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/outgate/outgate/header"
	"github.com/outgate/outgate/inventory"
)

// Writer adds comments to files of all languages. It is safe for concurrent use.
type Writer struct{ table *header.Table }

// New returns a Writer.
func New() *Writer { return &Writer{header.NewTable()} }

// Comment writes lines as a comment at the head of a file, behind what must stay
// first. why says why that cannot be done; then the content is nil.
func (w *Writer) Comment(name string, content []byte, lines []string) (out []byte, why string) {
	switch {
	case bytes.IndexByte(content, 0) >= 0, bytes.HasPrefix(content, []byte{0xFF, 0xFE}), bytes.HasPrefix(content, []byte{0xFE, 0xFF}):
		return nil, "it is binary"
	case bytes.IndexByte(content, '\r') >= 0 && bytes.IndexByte(content, '\n') < 0:
		return nil, "its lines end in carriage returns alone"
	case !utf8.Valid(content) && !ascii(lines):
		return nil, "it is not in UTF-8, and the lines hold more than ASCII"
	}
	lang := w.table.Of(name, content)
	if lang == nil {
		return nil, "its language has no comments, or is not known"
	}
	head := lang.Read(content)
	if head.Why != "" {
		return nil, head.Why
	}
	comment, err := lang.Comment(lines)
	if err != nil {
		return nil, err.Error()
	}
	end := lineEnd(content)
	text := strings.Join(comment, end) + end
	before, after := content[:head.Start], content[head.Start:]
	if n := len(before); n > 0 && before[n-1] != '\n' && !bytes.Equal(before, []byte("\xef\xbb\xbf")) {
		text = end + text
	}
	if len(after) > 0 && !beginsBlank(after) {
		text += end
	}
	return slices.Concat(before, []byte(text), after), ""
}

func ascii(lines []string) bool {
	return !slices.ContainsFunc(lines, func(l string) bool {
		return strings.ContainsFunc(l, func(r rune) bool { return r >= utf8.RuneSelf })
	})
}

// lineEnd is that of the first line.
func lineEnd(content []byte) string {
	if n := bytes.IndexByte(content, '\n'); n > 0 && content[n-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

func beginsBlank(text []byte) bool {
	n := bytes.IndexByte(text, '\n')
	return n >= 0 && len(bytes.TrimSpace(text[:n])) == 0
}

// Sidecar adds lines to the sidecar of a file; content is nil where there is none yet.
func Sidecar(content []byte, lines []string) []byte {
	end := lineEnd(content)
	out := slices.Clone(content)
	if n := len(out); n > 0 && out[n-1] != '\n' {
		out = append(out, end...)
	}
	return append(out, strings.Join(lines, end)+end...)
}

// Table adds tables to a REUSE.toml, each of them for files in need of the same;
// content is nil where there is no file yet.
func Table(content []byte, tables []inventory.ReuseTable) []byte {
	end := lineEnd(content)
	var b strings.Builder
	if len(content) == 0 {
		b.WriteString("version = 1" + end)
	}
	if n := len(content); n > 0 && content[n-1] != '\n' {
		b.WriteString(end)
	}
	for _, t := range tables {
		b.WriteString(end + "[[annotations]]" + end + "path = [" + end)
		for _, p := range t.Paths {
			b.WriteString("  " + quote(escape(p)) + "," + end)
		}
		b.WriteString("]" + end)
		list := func(key string, texts []string) {
			quoted := make([]string, len(texts))
			for i, text := range texts {
				quoted[i] = quote(text)
			}
			switch len(texts) {
			case 0:
			case 1:
				b.WriteString(key + " = " + quoted[0] + end)
			default:
				b.WriteString(key + " = [" + strings.Join(quoted, ", ") + "]" + end)
			}
		}
		list("SPDX-"+"FileCopyrightText", t.Notices)
		list("SPDX-"+"License-Identifier", t.Licenses)
	}
	return append(slices.Clone(content), b.String()...)
}

// escape makes a pattern of a path.
func escape(name string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`).Replace(name)
}

// quote writes a basic string of TOML.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7F:
			const digits = "0123456789abcdef"
			b.WriteString(`\u00` + string(digits[r>>4]) + string(digits[r&15]))
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
