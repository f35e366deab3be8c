// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"strings"
)

const (
	maxPEM    = 64 << 10 // bytes of a key block
	costPEM   = 2048     // of reading one
	minPEM    = 64       // characters of base64; a key has at least that
	longField = 32       // characters of a line of base64 that shares its line with others
)

// What an OpenSSH key begins with: the name of the format, and then "none" for
// the cipher of a key that is not encrypted. Everything up to the public key is
// the same in all keys of a kind, and full of zero bytes.
const (
	openSSHMagic  = "b3BlbnNzaC1rZXktdjEA"
	openSSHPlain  = "AAAABG5vbmUA"
	openSSHHeader = 72 // characters
)

// checkPEM reads the key behind a header line: base64, in whatever way files
// and programming languages break a text over lines. The finding extends to the
// footer, or to the end of the base64. An encrypted key counts less, one of which
// documents show the first line least.
func checkPEM(s *scan, c *candidate) (int, bool) {
	if !s.spend(costPEM) {
		return 0, false
	}
	b := readPEM(s.text[:min(len(s.text), c.value.end+maxPEM)], c.value.end)
	if !b.key() {
		return 0, false
	}
	b.encrypted = b.encrypted || bytes.Contains(s.value(c), []byte("ENCRYPTED"))
	c.value.end = b.end
	c.whole.end = max(c.whole.end, b.end)
	s.done[c.rule] = c.whole.end
	switch {
	case b.cut():
		return tierWeak, true
	case b.encrypted:
		return tierAssigned, true
	}
	return 0, true
}

// pemBody is what follows a header line.
type pemBody struct {
	data      []byte // base64, line ends and the like dropped
	end       int    // where the footer ends; without one, the last line of base64
	encrypted bool
}

// readPEM reads lines of base64 and headers until a footer or something else.
func readPEM(text []byte, at int) pemBody {
	b := pemBody{end: at}
	for at < len(text) {
		n, next := pemLine(text[at:])
		if next == 0 { // dashes
			if n == 0 || b.line(text[at:at+n]) {
				b.end = pemFooter(text, at+n)
			}
			return b
		}
		if !b.line(text[at : at+n]) {
			return b
		}
		if at += next; len(bytes.TrimSpace(text[at-next:at-next+n])) > 0 {
			b.end = at - next + n
		}
	}
	return b
}

// pemLine returns the length of the first line and where the next one begins, 0
// when the line ends in the dashes of a footer. Lines also end with an escape
// for a line end, however often escaped, as they do in strings and in XML.
func pemLine(text []byte) (n, next int) {
	for i, c := range text {
		switch c {
		case '\n':
			return i, i + 1
		case '-':
			if bytes.HasPrefix(text[i:], []byte("----")) {
				return i, 0
			}
		case '\\':
			j := i + 1
			for j < len(text) && text[j] == '\\' {
				j++
			}
			if j < len(text) && strings.IndexByte("nrt", text[j]) >= 0 {
				return i, j + 1
			}
		case '&':
			for _, entity := range []string{"&#10;", "&#13;", "&#xA;", "&#xD;", "&#xa;", "&#xd;"} {
				if bytes.HasPrefix(text[i:], []byte(entity)) {
					return i, i + len(entity)
				}
			}
		}
	}
	return len(text), len(text)
}

// pemFooter returns the end of the footer at a run of dashes, up to the four
// dashes that all footers end in, or at itself when the dashes begin something else.
func pemFooter(text []byte, at int) int {
	line := text[at:min(len(text), at+100)]
	label := bytes.TrimLeft(line, "- ")
	if !bytes.HasPrefix(label, []byte("END")) {
		return at
	}
	if close := bytes.Index(label, []byte("----")); close >= 0 {
		label = label[close+len("----"):]
	}
	return at + len(line) - len(label)
}

// line takes a line, and reports whether it can be part of a key block.
func (b *pemBody) line(line []byte) bool {
	line = bytes.TrimLeft(line, " \t\r-")
	if n := bytes.IndexAny(line, `"'`); n == 1 || n == 2 && isLetter(line[1]) {
		if isLetter(line[0]) || line[0] == '@' {
			line = line[n:] // b"..." and other strings with a prefix
		}
	}
	if bytes.IndexByte(line, '\\') >= 0 { // as JSON is free to write it
		for _, e := range [][2]string{{`\/`, "/"}, {`\u002f`, "/"}, {`\u002F`, "/"}, {`\u002b`, "+"}, {`\u002B`, "+"}, {`\u003d`, "="}, {`\u003D`, "="}} {
			line = bytes.ReplaceAll(line, []byte(e[0]), []byte(e[1]))
		}
	}
	name := bytes.TrimLeft(line, " \t\"'`+/#*>|")
	header := pemHeader(name)
	if header && bytes.HasPrefix(name, []byte("Proc-Type:")) && bytes.Contains(name[:min(len(name), 40)], []byte("ENCRYPTED")) {
		b.encrypted = true
	}
	fields := bytes.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t\r\"'`\\,;.#*|<>()[]", r) })
	kept := len(b.data)
	for i, f := range fields {
		switch ok := onlyBase64(f); {
		case len(bytes.Trim(f, "+/")) == 0: // joins strings, begins a comment
		case header && (!ok || len(f) < longField):
		case !ok, i < len(fields)-1 && len(f) < longField && len(bytes.Trim(bytes.Join(fields[i+1:], nil), "+/")) > 0:
			b.data = b.data[:kept]
			return false
		default:
			b.data = append(b.data, f...)
		}
	}
	return true
}

// pemHeader tells "Proc-Type: 4,ENCRYPTED" and the like.
func pemHeader(line []byte) bool {
	colon := bytes.IndexByte(line[:min(len(line), 40)], ':')
	return colon > 0 && isLetter(line[0]) && onlyName(string(line[:colon]))
}

func onlyBase64(v []byte) bool {
	for _, c := range v {
		if !isAlnum(c) && c != '+' && c != '/' && c != '=' {
			return false
		}
	}
	return true
}

// key reports whether there is enough of a key, and whether most of it looks
// random: keys hold constants, stand-ins hold little else.
func (b *pemBody) key() bool {
	data := bytes.TrimLeft(b.data, "+/") // the mark of a patch or a comment before it
	if rest, ok := bytes.CutPrefix(data, []byte(openSSHMagic)); ok {
		b.encrypted = b.encrypted || !bytes.HasPrefix(rest, []byte(openSSHPlain))
		data = data[min(len(data), openSSHHeader):]
	}
	if len(data) < minPEM || entropy(data) < 4 || saysStandIn(data) {
		return false
	}
	const window = 32
	random, all := 0, 0
	for i := 0; i+window <= len(data); i += window {
		all++
		if part := data[i : i+window]; entropy(part) >= 3.5 && !blank(part) {
			random++
		}
	}
	return 2*random > all
}

// cut reports a key of which less than half is there: DER begins with a length.
func (b *pemBody) cut() bool {
	data := bytes.TrimLeft(b.data, "+/")
	var head [6]byte
	if len(data) < minPEM || !bytes.HasPrefix(data, []byte("MII")) {
		return false
	}
	if _, err := base64.StdEncoding.Decode(head[:], data[:8]); err != nil {
		return false
	}
	return 2*base64.StdEncoding.DecodedLen(len(data)) < int(binary.BigEndian.Uint16(head[2:4]))
}
