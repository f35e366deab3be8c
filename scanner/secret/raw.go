// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"path"
	"strings"
)

// rawText knows which places of a source file lie in a string of several lines.
// What stands there is configuration, not code: a word without quotes is a value.
// It reads the file once, as far as it is asked, and only in files that hold an
// assignment whose value is a bare word.
type rawText struct {
	text   []byte
	quotes []string // what opens and closes such a string
	line   string   // what begins a comment
	at     int      // read so far
	close  string   // what closes the string that is open; "" outside
	from   int      // where it opened
	last   span     // the last closed string
}

// rawOf returns nil for a language without such strings.
func rawOf(name string, text []byte) *rawText {
	r := &rawText{text: text, line: "//"}
	switch strings.ToLower(path.Ext(name)) {
	case ".go", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".vue":
		r.quotes = []string{"`"}
	case ".py":
		r.quotes, r.line = []string{`"""`, `'''`}, "#"
	case ".groovy", ".gradle", ".dart":
		r.quotes = []string{`"""`, `'''`}
	case ".java", ".kt", ".kts", ".scala", ".swift", ".cs":
		r.quotes = []string{`"""`}
	default:
		return nil
	}
	return r
}

// holds reports whether a place lies in a string of several lines. Places are
// asked for in order; one before the string that was read last counts as outside.
func (r *rawText) holds(at int) bool {
	if r == nil {
		return false
	}
	r.readTo(at)
	return r.close != "" && r.from <= at || at >= r.last.start && at < r.last.end
}

func (r *rawText) readTo(end int) {
	for r.at < end {
		if r.close != "" {
			n := bytes.Index(r.text[r.at:end], []byte(r.close))
			if n < 0 {
				r.at = max(r.at, end-len(r.close)+1)
				return
			}
			r.at += n + len(r.close)
			r.last, r.close = span{r.from, r.at}, ""
			continue
		}
		switch c := r.text[r.at]; c {
		case '"', '\'', '`':
			r.open(c)
		case r.line[0]:
			if bytes.HasPrefix(r.text[r.at:], []byte(r.line)) {
				r.at = r.lineEnd()
			} else if c == '/' && r.at+1 < len(r.text) && r.text[r.at+1] == '*' {
				n := bytes.Index(r.text[r.at:], []byte("*/"))
				if n < 0 {
					n = len(r.text) - r.at
				}
				r.at += n
			}
			r.at++
		default:
			r.at++
		}
	}
}

// open steps over a string of one line, or into one of several.
func (r *rawText) open(c byte) {
	for _, q := range r.quotes {
		if bytes.HasPrefix(r.text[r.at:], []byte(q)) {
			r.from, r.close = r.at, q
			r.at += len(q)
			return
		}
	}
	r.at++
	for r.at < len(r.text) && r.text[r.at] != '\n' {
		b := r.text[r.at]
		r.at++
		if b == '\\' {
			r.at++
		} else if b == c {
			return
		}
	}
}

func (r *rawText) lineEnd() int {
	if n := bytes.IndexByte(r.text[r.at:], '\n'); n >= 0 {
		return r.at + n
	}
	return len(r.text)
}
