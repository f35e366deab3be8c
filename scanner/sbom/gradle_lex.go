// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"strings"
)

// gradleToken is a token of a Groovy or Kotlin build script, as far as a
// static reader needs to tell them apart.
type gradleToken struct {
	kind gradleKind
	text string // of a string: its content, escapes resolved but for '$'
	line int
	skip int // of an opening bracket: how many tokens further its closing one stands; 0 when it is not closed
}

type gradleKind byte

const (
	gradleWord    gradleKind = iota // identifier, number or keyword
	gradleText                      // 'literal'
	gradleFormat                    // "with $interpolation"
	gradlePunct                     // one byte
	gradleNewline                   // ends a statement
)

func (t gradleToken) is(punct string) bool { return t.kind == gradlePunct && t.text == punct }

func (t gradleToken) str() bool { return t.kind == gradleText || t.kind == gradleFormat }

// lexGradle never fails: a string that is not closed ends with its line.
func lexGradle(src []byte) []gradleToken {
	l := gradleLexer{src: src, line: 1}
	for l.at < len(l.src) {
		l.next()
	}
	var open []int
	for i, t := range l.out {
		switch {
		case t.kind != gradlePunct:
		case strings.Contains("([{", t.text):
			open = append(open, i)
		case strings.Contains(")]}", t.text) && len(open) > 0:
			last := open[len(open)-1]
			open = open[:len(open)-1]
			l.out[last].skip = i - last
		}
	}
	return l.out
}

type gradleLexer struct {
	src  []byte
	at   int
	line int
	out  []gradleToken
}

func (l *gradleLexer) emit(kind gradleKind, text string, line int) {
	l.out = append(l.out, gradleToken{kind: kind, text: text, line: line})
}

func (l *gradleLexer) has(prefix string) bool {
	return len(l.src)-l.at >= len(prefix) && string(l.src[l.at:l.at+len(prefix)]) == prefix
}

func (l *gradleLexer) next() {
	c := l.src[l.at]
	switch {
	case c == '\n':
		l.emit(gradleNewline, "\n", l.line)
		l.line++
		l.at++
	case c == '\\' && l.has("\\\n"): // the statement goes on
		l.line++
		l.at += 2
	case c == ' ' || c == '\t' || c == '\r':
		l.at++
	case l.has("//"):
		for l.at < len(l.src) && l.src[l.at] != '\n' {
			l.at++
		}
	case l.has("/*"):
		body := l.src[l.at+2:]
		end := bytes.Index(body, []byte("*/"))
		if end < 0 {
			end = len(body)
		}
		l.line += bytes.Count(body[:end], []byte("\n"))
		l.at = min(l.at+4+end, len(l.src))
	case l.has(`"""`) || l.has(`'''`):
		l.long(c)
	case c == '"' || c == '\'':
		l.short(c)
	case wordStart(c):
		from := l.at
		for l.at < len(l.src) && (wordStart(l.src[l.at]) || l.src[l.at] == '$') {
			l.at++
		}
		l.emit(gradleWord, string(l.src[from:l.at]), l.line)
	default:
		l.emit(gradlePunct, string(c), l.line)
		l.at++
	}
}

func wordStart(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

func (l *gradleLexer) long(quote byte) {
	line, body := l.line, l.src[l.at+3:]
	end := bytes.Index(body, []byte{quote, quote, quote})
	if end < 0 {
		end = len(body)
	}
	l.emit(quoteKind(quote), string(body[:end]), line)
	l.line += bytes.Count(body[:end], []byte("\n"))
	l.at = min(l.at+6+end, len(l.src))
}

func (l *gradleLexer) short(quote byte) {
	var text strings.Builder
	l.at++
	depth := 0 // of ${...}, which may hold quotes
	for l.at < len(l.src) && l.src[l.at] != '\n' {
		c := l.src[l.at]
		switch {
		case c == '\\' && l.at+1 < len(l.src) && l.src[l.at+1] != '\n':
			l.at++
			if l.src[l.at] == '$' { // an escaped dollar sign starts no expression
				text.WriteByte(0)
			}
			c = l.src[l.at]
		case quote == '"' && l.has("${"):
			depth++
		case depth > 0 && c == '}':
			depth--
		case depth == 0 && c == quote:
			l.at++
			l.emit(quoteKind(quote), text.String(), l.line)
			return
		}
		text.WriteByte(c)
		l.at++
	}
	l.emit(quoteKind(quote), text.String(), l.line)
}

func quoteKind(quote byte) gradleKind {
	if quote == '"' {
		return gradleFormat
	}
	return gradleText
}

// inside returns the tokens between the bracket at i and its closing one;
// nothing when none closes it, which also keeps the work linear.
func inside(ts []gradleToken, i int) []gradleToken {
	if n := ts[i].skip; n > 1 && i+n <= len(ts) {
		return ts[i+1 : i+n]
	}
	return nil
}

// splitArgs cuts tokens at the commas that lie outside of brackets.
func splitArgs(ts []gradleToken) [][]gradleToken {
	var out [][]gradleToken
	from := 0
	end := func(i int) {
		if one := trimNewlines(ts[from:i]); len(one) > 0 {
			out = append(out, one)
		}
		from = i + 1
	}
	for i := 0; i < len(ts); i++ {
		if ts[i].is(",") {
			end(i)
		}
		i += ts[i].skip
	}
	if from < len(ts) {
		end(len(ts))
	}
	return out
}

func trimNewlines(ts []gradleToken) []gradleToken {
	for len(ts) > 0 && ts[0].kind == gradleNewline {
		ts = ts[1:]
	}
	for len(ts) > 0 && ts[len(ts)-1].kind == gradleNewline {
		ts = ts[:len(ts)-1]
	}
	return ts
}
