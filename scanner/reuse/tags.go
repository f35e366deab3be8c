// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package reuse

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// The marks of the specification are put together: this file is no example of them.
const (
	spdx        = "SPDX-"
	license     = spdx + "License-Identifier:"
	fileNotice  = spdx + "FileCopyrightText:"
	partNotice  = spdx + "SnippetCopyrightText:"
	contributor = spdx + "FileContributor:"
	partBegin   = spdx + "SnippetBegin"
	partEnd     = spdx + "SnippetEnd"
	word        = "Copyright"
	sign        = "©"
	ignoreStart = "REUSE-" + "IgnoreStart"
	ignoreEnd   = "REUSE-" + "IgnoreEnd"
)

const (
	maxNotices  = 100     // kept of a file: that there is one decides
	maxLicenses = 1000    // different ones of a file
	maxNotice   = 500     // bytes kept
	maxLicense  = 8 << 10 // bytes kept; no expression is as long
)

// tags returns the tags of a file, and whether some were left out.
func tags(raw []byte) (found []inventory.ReuseTag, cut bool) {
	text, latin, ok := textOf(raw)
	if !ok || !promising(text, latin) {
		return nil, false
	}
	r := &tagReader{seen: map[inventory.ReuseTag]bool{}, latin: latin}
	for part := range visible(text) {
		r.part(part)
	}
	r.flush()
	return r.found, r.cut
}

// promising tells most files without a tag from the others.
func promising(text []byte, latin bool) bool {
	return bytes.Contains(text, []byte(spdx)) || bytes.Contains(text, []byte(word)) || bytes.Contains(text, []byte(sign)) ||
		latin && bytes.IndexByte(text, 0xA9) >= 0
}

// textOf returns the text of a file in an encoding that keeps ASCII, and whether
// its bytes are Latin-1. It is not ok for a binary file.
func textOf(raw []byte) (text []byte, latin, ok bool) {
	if wide(raw) {
		text, binary := scanner.Decode(raw)
		return text, false, !binary && !bytes.HasPrefix(text, raw[:2])
	}
	head := raw[:min(len(raw), 2048)]
	high := false
	for _, b := range head {
		switch {
		case b < 7, b > 13 && b < 27, b > 27 && b < ' ', b == 127:
			return nil, false, false
		case b >= 0x80 && b < 0xA0 && b != 0x85: // Latin-1 has no such letters
			high = true
		}
	}
	return raw, !high && !validHead(head, len(raw) > len(head)), true
}

// wide reports a byte order mark of UTF-16 or UTF-32.
func wide(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte{0xFF, 0xFE}) || bytes.HasPrefix(raw, []byte{0xFE, 0xFF}) || bytes.HasPrefix(raw, []byte{0, 0, 0xFE, 0xFF})
}

// validHead reports UTF-8, but for a letter that is cut at the end.
func validHead(head []byte, cut bool) bool {
	for n := 0; cut && n < utf8.UTFMax && len(head) > n; n++ {
		if last := head[len(head)-1-n]; utf8.RuneStart(last) {
			if !utf8.FullRune(head[len(head)-1-n:]) {
				head = head[:len(head)-1-n]
			}
			break
		}
	}
	return utf8.Valid(head)
}

// visible yields the parts of a text that are not between the marks of an
// ignored block, and those that are as numbers of line ends: nil text.
func visible(text []byte) func(func(part) bool) {
	return func(yield func(part) bool) {
		for {
			shown, rest, ignored := bytes.Cut(text, []byte(ignoreStart))
			if !yield(part{text: shown}) || !ignored {
				return
			}
			hidden, after, closed := bytes.Cut(rest, []byte(ignoreEnd))
			if !closed || !yield(part{hidden: lines(hidden)}) {
				return
			}
			text = after
		}
	}
}

// part is a visible text, or the number of line ends of one that is not.
type part struct {
	text   []byte
	hidden int
}

func lines(text []byte) int { return bytes.Count(text, []byte{'\n'}) + loneReturns(text) }

func loneReturns(text []byte) int {
	return bytes.Count(text, []byte{'\r'}) - bytes.Count(text, []byte("\r\n"))
}

// tagReader reads lines; one may go on over an ignored block.
type tagReader struct {
	latin   bool
	line    []byte // the part of the current line before an ignored block
	begun   int    // its number
	past    int    // line ends before the text at hand
	snippet bool
	notices int
	wordsOf int // licenses
	seen    map[inventory.ReuseTag]bool
	found   []inventory.ReuseTag
	cut     bool
}

func (r *tagReader) part(p part) {
	if p.text == nil {
		r.past += p.hidden
		return
	}
	for text := p.text; ; {
		n := bytes.IndexAny(text, "\r\n")
		if n < 0 {
			if len(r.line) == 0 {
				r.begun = r.past + 1
			}
			r.line = append(r.line, text...)
			return
		}
		if len(r.line) > 0 {
			r.line = append(r.line, text[:n]...)
			r.flush()
		} else {
			r.read(text[:n], r.past+1)
		}
		if text[n] == '\r' && n+1 < len(text) && text[n+1] == '\n' {
			n++
		}
		r.past++
		text = text[n+1:]
	}
}

// flush reads the line at hand.
func (r *tagReader) flush() {
	if len(r.line) > 0 {
		r.read(r.line, r.begun)
	}
	r.line = r.line[:0]
}

// read looks at one line.
func (r *tagReader) read(line []byte, number int) {
	hasSPDX := bytes.Contains(line, []byte(spdx))
	if hasSPDX {
		if bytes.Contains(line, []byte(partBegin)) {
			r.snippet = true
		}
		if bytes.Contains(line, []byte(partEnd)) {
			defer func() { r.snippet = false }()
		}
	}
	if at := r.notice(line, hasSPDX); at >= 0 {
		if r.notices < maxNotices {
			r.notices++
			r.add(inventory.TagNotice, clip(r.value(line, at, at), maxNotice), number)
		}
		return
	}
	if !hasSPDX {
		return
	}
	if at := bytes.Index(line, []byte(license)); at >= 0 {
		if r.wordsOf++; r.wordsOf > maxLicenses && !r.cut {
			r.cut = true
		} else if !r.cut {
			r.add(inventory.TagLicense, clip(r.value(line, at, at+len(license)), maxLicense), number)
		}
		return
	}
	if at := bytes.Index(line, []byte(contributor)); at >= 0 && r.notices < maxNotices {
		r.notices++
		r.add(inventory.TagContributor, clip(r.value(line, at, at+len(contributor)), maxNotice), number)
	}
}

func (r *tagReader) add(kind, text string, line int) {
	t := inventory.ReuseTag{Kind: kind, Text: text, Snippet: r.snippet}
	if r.seen[t] {
		if kind == inventory.TagLicense {
			r.wordsOf--
		}
		return
	}
	r.seen[t] = true
	t.Line = line
	r.found = append(r.found, t)
}

// notice returns where a copyright notice begins, -1 for none.
func (r *tagReader) notice(line []byte, hasSPDX bool) int {
	first := -1
	note := func(at int) {
		if at >= 0 && (first < 0 || at < first) {
			first = at
		}
	}
	if hasSPDX {
		note(bytes.Index(line, []byte(fileNotice)))
		note(bytes.Index(line, []byte(partNotice)))
	}
	for from := 0; ; {
		n := bytes.Index(line[from:], []byte(word))
		if n < 0 {
			break
		}
		if from += n + len(word); r.follows(line[from:]) {
			note(from - len(word))
			break
		}
	}
	note(bytes.Index(line, []byte(sign)))
	if r.latin {
		note(bytes.IndexByte(line, 0xA9))
	}
	return first
}

// follows reports what makes the word a notice: a space, (C) or the sign behind it.
func (r *tagReader) follows(rest []byte) bool {
	if len(rest) == 0 {
		return false
	}
	if bytes.HasPrefix(rest, []byte(sign)) || len(rest) > 2 && rest[0] == '(' && rest[1]|0x20 == 'c' && rest[2] == ')' || r.latin && (rest[0] == 0xA9 || rest[0] == 0xA0) {
		return true
	}
	first, _ := utf8.DecodeRune(rest)
	return unicode.IsSpace(first)
}

// value returns the text from an offset to the end of the line, without what
// closes the comment; the tag begins at offset tag.
func (r *tagReader) value(line []byte, tag, from int) string {
	before, text := decode(line[:tag], r.latin), decode(line[from:], r.latin)
	return closed(strings.TrimSpace(before), strings.TrimSpace(text))
}

func decode(b []byte, latin bool) string {
	if !latin {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	out := make([]rune, len(b))
	for i, c := range b {
		out[i] = rune(c)
	}
	return string(out)
}

// closed takes off the marks before the tag, back to front, then what ends
// comments and attributes in the languages that do so.
func closed(before, text string) string {
	if mirror := reversed(before); mirror != "" && strings.HasSuffix(text, mirror) {
		rest := text[:len(text)-len(mirror)]
		r, _ := utf8.DecodeRuneInString(mirror)
		last, _ := utf8.DecodeLastRuneInString(rest)
		// A letter before the tag, as in Fortran, is no part of the last word.
		if !isWord(r) || rest == "" || !isWord(last) {
			text = strings.TrimSpace(rest)
		}
	}
	for {
		rest, ok := closing(text)
		if !ok {
			return strings.TrimSpace(text)
		}
		text = rest
	}
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func reversed(s string) string {
	runes := []rune(s)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}

// closing takes one mark off the end of a text.
func closing(text string) (rest string, ok bool) {
	for _, mark := range []string{"--%>", "*/", "-->", "#}", "*)", "}", ":)", "=#", "*#"} {
		if rest, ok = strings.CutSuffix(text, mark); ok {
			return rest, true
		}
	}
	if rest, ok = strings.CutSuffix(text, "::"); ok { // reStructuredText inside of brackets
		if rest, ok = strings.CutSuffix(strings.TrimRight(rest, " \t"), "]"); ok {
			return strings.TrimRight(rest, " \t"), true
		}
	}
	if rest, ok = strings.CutSuffix(text, ">"); ok { // an attribute of XML ends with its element
		rest = strings.TrimRight(strings.TrimRight(rest, "/"), " \t")
		if n := len(rest); n > 0 && (rest[n-1] == '"' || rest[n-1] == '\'') {
			return rest[:n-1], true
		}
	}
	return text, false
}

// clip cuts a text between letters.
func clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}
