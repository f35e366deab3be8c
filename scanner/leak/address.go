// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package leak

import (
	"bytes"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// addressPattern is four octets; -1 stands for any.
type addressPattern [4]int

func parseAddressPattern(text string) (p addressPattern, err error) {
	parts := strings.Split(text, ".")
	if len(parts) != 4 {
		return p, fmt.Errorf("known-addresses: %q is no address of four parts", text)
	}
	for i, part := range parts {
		if part == "*" {
			p[i] = -1
			continue
		}
		if p[i], err = strconv.Atoi(part); err != nil || p[i] < 0 || p[i] > 255 {
			return p, fmt.Errorf("known-addresses: %q: %q is no octet", text, part)
		}
	}
	return p, nil
}

type octets [4]int

// parseIPv4 takes a dotted quad and nothing else; no leading zeros.
func parseIPv4(text string) (o octets, ok bool) {
	o, n := leadingIPv4([]byte(text))
	return o, n == len(text) && n > 0
}

// leadingIPv4 reads the dotted quad that text begins with and its length; 0 when
// there is none.
func leadingIPv4(text []byte) (o octets, n int) {
	for i := range o {
		if i > 0 {
			if n >= len(text) || text[n] != '.' {
				return o, 0
			}
			n++
		}
		start := n
		for n < len(text) && n-start < 3 && isDigit(text[n]) {
			o[i] = o[i]*10 + int(text[n]-'0')
			n++
		}
		if n == start || o[i] > 255 || n-start > 1 && text[start] == '0' {
			return o, 0
		}
	}
	return o, n
}

// isPrivate knows the ranges of RFC 1918, RFC 6598 (carriers) and RFC 3927 (link-local).
func isPrivate(o octets) bool {
	switch o[0] {
	case 10:
		return true
	case 172:
		return o[1] >= 16 && o[1] < 32
	case 192:
		return o[1] == 168
	case 169:
		return o[1] == 254
	case 100:
		return o[1] >= 64 && o[1] < 128
	}
	return false
}

// isKnownAddress reports addresses that say nothing: of the list, of a network as
// such, or that look thought up.
func (e *engine) isKnownAddress(o octets) bool {
	for _, p := range e.known {
		fits := true
		for i := range o {
			fits = fits && (p[i] < 0 || p[i] == o[i])
		}
		if fits {
			return true
		}
	}
	small := o[1] < 10 && o[2] < 10 && o[3] < 10
	switch {
	case o[3] == 0 || o[3] == 255:
		return true
	case o[1] == o[2] && o[2] == o[3], o[2] == o[3] && o[2] < 10 && o[0] != 192:
		return true
	case o[0] == 10 && (small || o[2] == o[1]+o[1]-o[0] && o[3] == o[2]+o[1]-o[0] || o[1] == 0 && o[2] == 0):
		return true
	case o[0] == 10 && o[1] == 10 && o[2] < 11, o[0] == 10 && o[2] == 0 && o[3] < 10:
		return true
	}
	return false
}

// ipv4 reads a private address outside of a URL.
func (s *scan) ipv4(at int) {
	if at < s.hostDone {
		return
	}
	before := s.byteAt(at - 1)
	if isHost(before) || before == '+' || before == '~' || before == '^' || before == '$' || before == '\\' && isWord(s.byteAt(at-2)) {
		return
	}
	o, n := leadingIPv4(s.text[at:])
	if n == 0 {
		return
	}
	end := at + n
	s.hostDone = end
	next := s.byteAt(end)
	if !isPrivate(o) || s.isKnownAddress(o) || isWord(next) || next == '-' || next == '*' || (next == '.' || next == '+') && isWord(s.byteAt(end+1)) {
		return
	}
	if next == '/' && isDigit(s.byteAt(end+1)) && s.isRange(o, end+1) || s.isVersion(at) || s.isOutline(o, at, end) {
		return
	}
	if o[0] == 192 && next != ':' && !s.hostKey(at) {
		return // every home has such a network
	}
	if (o[0] == 100 || o[0] == 169) && (next != ':' || !isDigit(s.byteAt(end+1))) && !s.hostKey(at) {
		return // seldom used for hosts, more often numbers of other things
	}
	if s.lockFile || strings.HasSuffix(s.base, ".lock") || s.isIllustration(at) || o[0] == 192 && s.setting == code && s.inComment(s.lineBefore(at)) {
		return // versions; examples
	}
	if s.isContainerNetwork(at) || before == '(' && next == ')' && o[1] < 10 && o[2] < 10 {
		return
	}
	text := string(s.text[at:end])
	s.add("leak/private-address", at, text, text)
}

// isContainerNetwork reports addresses of a network that the file itself sets up.
func (s *scan) isContainerNetwork(at int) bool {
	if s.ownNetwork == 0 {
		s.ownNetwork = 1
		for _, w := range []string{"docker network", "podman network", "ipv4_address:", "--subnet", "ipam:", "_nw --ip"} {
			if bytes.Contains(s.text, []byte(w)) {
				s.ownNetwork = 2
			}
		}
	}
	line := bytes.ToLower(s.lineBefore(at))
	if len(bytes.Trim(line, " -\"'")) == 0 { // of a list, whose name stands above
		line = bytes.ToLower(s.text[max(0, at-60):at])
	}
	return s.ownNetwork == 2 || bytes.Contains(line, []byte("clusterip")) || bytes.Contains(line, []byte("nodeport"))
}

// isRange reports whether address/bits names a network: no host bits are set.
func (s *scan) isRange(o octets, at int) bool {
	bits := 0
	for i := at; i < at+3 && isDigit(s.byteAt(i)); i++ {
		bits = bits*10 + int(s.byteAt(i)-'0')
	}
	value := uint32(o[0])<<24 | uint32(o[1])<<16 | uint32(o[2])<<8 | uint32(o[3])
	return bits < 32 && value<<bits == 0
}

// isVersion reports numbers that the words before call a version.
func (s *scan) isVersion(at int) bool {
	line := bytes.ToLower(s.lineBefore(at))
	line = line[max(0, len(line)-40):]
	for _, w := range []string{"version", "ver.", "release", "revision", "upgrade", "driver", "firmware", "oid", "v8\"", "chrome", "edge"} {
		if bytes.Contains(line, []byte(w)) {
			return true
		}
	}
	line = bytes.TrimRight(line, " \"'")
	switch {
	case len(line) == 0:
		return false
	case bytes.HasSuffix(line, []byte(">=")), bytes.HasSuffix(line, []byte("==")), bytes.HasSuffix(line, []byte("<=")), bytes.HasSuffix(line, []byte("~>")), bytes.HasSuffix(line, []byte(" v")):
		return true
	}
	// A product and its version: Chrome/10.0.648.205.
	return line[len(line)-1] == '/' && len(line) > 1 && isAlpha(line[len(line)-2])
}

// isOutline reports the number of a section of a document or a standard: with words
// behind it, at the head of a line of prose, or in a comment and low.
func (s *scan) isOutline(o octets, at, end int) bool {
	next := s.byteAt(end + 1)
	if s.byteAt(end) != ' ' || !isAlpha(next) && next != '[' {
		return false
	}
	line := s.lineBefore(at)
	if s.setting == prose && len(bytes.Trim(line, "# \t*")) == 0 {
		return true
	}
	return o[1] < 10 && o[2] < 10 && (s.setting == prose || s.inComment(line))
}

// isULA reports a unique local address (RFC 4193) with enough of its own to name a
// host: four groups that are not zero.
func isULA(text string) bool {
	a, err := netip.ParseAddr(text)
	if err != nil || !a.Is6() {
		return false
	}
	b := a.As16()
	if b[0] != 0xfd || b[1] == 0 || b[1]&0x0f == b[1]>>4 {
		return false // fd00 and the like are invented
	}
	groups, large := 0, 0
	for i := 0; i < 16; i += 2 {
		if b[i] != 0 || b[i+1] != 0 {
			groups++
		}
		if b[i] != 0 {
			large++
		}
	}
	return groups >= 4 && large >= 3
}

// ipv6 reads a unique local address outside of a URL.
func (s *scan) ipv6(at int) {
	before := s.byteAt(at - 1)
	if at < s.hostDone || isHost(before) || before == ':' {
		return
	}
	end := at
	for end < len(s.text) && end-at < 40 && (isDigit(s.text[end]) || s.text[end] == ':' || s.text[end]|0x20 >= 'a' && s.text[end]|0x20 <= 'f') {
		end++
	}
	if isWord(s.byteAt(end)) || s.byteAt(end) == '/' && isDigit(s.byteAt(end+1)) {
		return
	}
	if text := strings.ToLower(string(s.text[at:end])); isULA(text) {
		s.hostDone = end
		s.add("leak/private-address", at, text, text)
	}
}
