// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package leak

import (
	"bytes"
	"slices"
	"strings"
)

// standing is what a host name says of itself.
type standing uint8

const (
	public    standing = iota
	bare               // one label: a container, a service, a computer next door
	invented           // an example, a stand-in, a name that software gives itself
	internal           // below a suffix of internal networks
	weakly             // the same, but the suffix is a word of programs as well
	private            // an address of a private network
	wellKnown          // such an address that everybody uses
)

// hostStanding judges a host name in lower case.
func (e *engine) hostStanding(host string) standing {
	host = strings.TrimSuffix(host, ".")
	if octets, ok := parseIPv4(host); ok {
		switch {
		case octets[0] == 127 || octets[0] == 0:
			return invented
		case !isPrivate(octets):
			return public
		case e.isKnownAddress(octets):
			return wellKnown
		}
		return private
	}
	if strings.Contains(host, ":") {
		if isULA(host) {
			return private
		}
		return public
	}
	labels := strings.Split(host, ".")
	if slices.Contains(labels, "") {
		return invented
	}
	if len(labels) == 1 {
		if host == "localhost" || e.lists["placeholder-labels"][host] {
			return invented
		}
		return bare
	}
	if e.isPlaceholder(labels) || below(e.lists["known-hosts"], labels) != "" {
		return invented
	}
	for n := 1; n <= min(2, len(labels)-1); n++ {
		suffix := strings.Join(labels[len(labels)-n:], ".")
		if !e.lists["internal-suffixes"][suffix] {
			continue
		}
		switch {
		case e.lists["placeholder-labels"][labels[len(labels)-n-1]]:
			return invented
		case e.lists["weak-suffixes"][suffix]:
			return weakly
		}
		return internal
	}
	return public
}

// isPlaceholder knows names that are made up wherever they stand (RFC 2606, and habit).
func (e *engine) isPlaceholder(labels []string) bool {
	switch labels[len(labels)-1] {
	case "example", "test", "invalid", "localhost", "xx", "xxx":
		return true
	}
	for i, l := range labels {
		switch {
		case strings.Contains(l, "example"), l == "foo", l == "foobar", l == "xxx", l == "acme", l == "contoso", strings.HasPrefix(l, "your"), strings.HasPrefix(l, "my-"), strings.HasPrefix(l, "mycompany"):
			return true
		case strings.Trim(l, "x") == "", i == len(labels)-2 && (l == "company" || l == "corporation" || l == "mycorp" || l == "organization"):
			return true
		}
	}
	return false
}

// below returns the entry that is the domain itself or one above it; "" when none is.
func below(domains map[string]bool, labels []string) string {
	for i := range labels {
		if d := strings.Join(labels[i:], "."); domains[d] {
			return d
		}
	}
	return ""
}

// suffix reads a name that ends in an internal suffix, outside of a URL.
func (s *scan) suffix(at, arg int) {
	end := at + len(s.suffixes[arg])
	if at < s.hostDone || isWord(s.byteAt(end)) || s.byteAt(end) == '-' {
		return
	}
	next := s.byteAt(end)
	if next == '.' && isWord(s.byteAt(end+1)) || next == '(' || next == '[' || next == '{' || next == ':' && s.byteAt(end+1) == ':' {
		return
	}
	start := at
	for start > 0 && at-start < 200 && isHost(s.text[start-1]) {
		start--
	}
	name := string(s.text[start:end])
	if start == at || strings.Contains(name, "_") || name[0] == '-' || s.setting == code && name != strings.ToLower(name) {
		return
	}
	stand := s.hostStanding(strings.ToLower(name))
	if stand == internal || stand == weakly {
		if s.byteAt(start-1) == '@' && isWord(s.byteAt(start-2)) && (stand == weakly || strings.HasSuffix(name, ".localdomain")) {
			s.hostDone = end
			s.localMail(start, end)
			return
		}
		if !s.isIllustration(start) && s.hostEvidence(start, end, stand == weakly, strings.Count(name, ".")) {
			s.hostDone = end
			s.add("leak/internal-host", start, strings.ToLower(name), strings.ToLower(name))
		}
	}
}

// localMail reports the address that a machine made up for somebody.
func (s *scan) localMail(host, end int) {
	if s.f.Record != "" {
		return // trailers: see Identities
	}
	start := host - 1
	for start > 0 && host-start < 64 && (isHost(s.text[start-1]) || s.text[start-1] == '+') {
		start--
	}
	mail := strings.ToLower(string(s.text[start:end]))
	if before := s.byteAt(start - 1); before == '/' || before == '@' || strings.HasSuffix(mail, ".private") || isMessageID(mail[:host-1-start]) {
		return
	}
	s.add("leak/local-mail", start, mail, mail)
}

// isMessageID tells the random part of a mail's id from the name of an account.
func isMessageID(local string) bool {
	digits := strings.Count(local, ".")
	for i := range len(local) {
		if isDigit(local[i]) {
			digits++
		}
	}
	return len(local) > 12 && digits > 2
}

// isIllustration reports a line that says of itself that it shows an example.
func (s *scan) isIllustration(at int) bool {
	line := strings.ToLower(string(s.lineBefore(at)))
	for _, w := range []string{"e.g.", "example", "for instance", "such as", "i.e.", "例如", "比如", "示例", "=> ", "~> "} {
		if strings.Contains(line, w) {
			return true
		}
	}
	return false
}

// hostEvidence decides whether a bare name is a host and no code.
func (s *scan) hostEvidence(start, end int, weak bool, dots int) bool {
	before, next := s.byteAt(start-1), s.byteAt(end)
	if before == '/' || before == '$' || before == '}' || before == '\\' || before == '*' {
		return false
	}
	port := next == ':' && isDigit(s.byteAt(end+1)) && isDigit(s.byteAt(end+2))
	mail := before == '@' && isWord(s.byteAt(start-2))
	closed := isQuote(next) || port || next == ',' || next == '/'
	quoted := isQuote(before) && closed
	value := s.setting == config && (quoted || s.isValue(start, end))
	switch {
	case s.setting == prose:
		return mail || port && (dots > 1 || !weak)
	case mail:
		return true
	case !weak:
		return port || quoted || value
	case port:
		return quoted || value
	}
	return (quoted || value) && (dots > 1 || s.setting == config) && s.hostKey(start)
}

// isValue reports whether a text of a configuration file stands where values do:
// behind a separator, up to the end of the line or the next one.
func (s *scan) isValue(start, end int) bool {
	line := bytes.TrimRight(s.lineBefore(start), " \t\"'")
	if len(line) == 0 {
		return false
	}
	switch line[len(line)-1] {
	case '=', ':', '-', ',':
	case '>':
		if s.ext != "xml" {
			return false
		}
	default:
		return false
	}
	switch s.byteAt(end) {
	case 0, '\n', '\r', ' ', '\t', '"', '\'', ',', ';', ':', '<', '/':
		rest := bytes.TrimLeft(s.lineAfter(end), " \t")
		return len(rest) == 0 || rest[0] != '=' && (rest[0] != ':' || len(rest) > 1 && isDigit(rest[1]))
	}
	return false
}

// hostKey reports whether the key on the line, or the one above a list, speaks of hosts.
func (s *scan) hostKey(at int) bool {
	line := strings.ToLower(string(s.lineBefore(at)))
	key := line
	if i := strings.LastIndexAny(strings.TrimRight(line, " \t\"'=:>-"), "=:>,(\""); i >= 0 && strings.Trim(line[i+1:], " \t\"'") != "" {
		key = line[i+1:]
	}
	for k := range s.lists["host-keys"] {
		if strings.Contains(key, k) || strings.Contains(line, k) {
			return true
		}
	}
	return false
}
