// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"strings"

	"github.com/outgate/outgate/rules"
)

// check is what a rule's `validate` names: a test beyond the pattern. It
// returns the weakest tier rank the match may keep (0 leaves it as it is), and
// whether it is a finding at all; it may extend the candidate.
type check func(s *scan, c *candidate) (tier int, ok bool)

const (
	tierAssigned = 1
	tierWeak     = 2
)

func checkNamed(name string) check {
	switch name {
	case "basic-auth":
		return checkBasic
	case "comment":
		return checkComment
	case "crc32-base62":
		return checkCRC32
	case "drawn":
		return checkDrawn
	case "key-name":
		return checkKeyName
	case "jwt":
		return checkJWT
	case "nkey":
		return checkNKey
	case "password":
		return checkPassword
	case "pem":
		return checkPEM
	case "random":
		return checkRandom
	case "secret-name":
		return checkName
	case "strong-password":
		return checkStrongPassword
	case "token":
		return checkToken
	case "url-password":
		return checkURLPassword
	}
	return nil
}

func (s *scan) value(c *candidate) []byte { return s.text[c.value.start:c.value.end] }

func (s *scan) nameOf(c *candidate) string { return string(s.text[c.name.start:c.name.end]) }

// checkBasic: base64 of user:password in printable ASCII.
func checkBasic(s *scan, c *candidate) (int, bool) {
	v := bytes.TrimRight(s.value(c), "=")
	plain := make([]byte, base64.RawStdEncoding.DecodedLen(len(v)))
	n, err := base64.RawStdEncoding.Decode(plain, v)
	if err != nil {
		return 0, false
	}
	_, password, found := bytes.Cut(plain[:n], []byte{':'})
	return 0, found && len(password) >= 3 && !template(password) && !blank(password) && printable(plain[:n])
}

// checkCRC32: the last six characters are the checksum of the thirty before
// (GitHub, npm). A token with a wrong one was never issued: weak.
func checkCRC32(s *scan, c *candidate) (int, bool) {
	v := s.value(c)
	if len(v) < 36 {
		return tierWeak, true
	}
	v = v[len(v)-36:]
	if rules.Base62CRC32(string(v[:30])) != string(v[30:]) {
		return tierWeak, true
	}
	return 0, true
}

// checkDrawn: for a long token of a documented form, where no generator draws a
// part of the alphabet or says a text again.
func checkDrawn(s *scan, c *candidate) (int, bool) {
	v := s.value(c)
	return 0, !alphabet(v) && !recurs(v)
}

// checkNKey: the checksum of a NATS seed holds. One with a wrong checksum was never made: weak.
func checkNKey(s *scan, c *candidate) (int, bool) {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(string(s.value(c)))
	if n := len(raw) - 2; err != nil || n < 0 || rules.CRC16(raw[:n]) != binary.LittleEndian.Uint16(raw[n:]) {
		return tierWeak, true
	}
	return 0, true
}

const (
	maxJWT          = 16 << 10 // bytes of a token
	minJWTSignature = 20       // characters
)

// checkJWT follows the token to its end: header and payload must be JSON
// objects, the header names an algorithm, a signature follows.
func checkJWT(s *scan, c *candidate) (int, bool) {
	end, limit := c.value.end, min(len(s.text), c.value.start+maxJWT)
	for end < limit && (isAlnum(s.text[end]) || strings.IndexByte("._-=", s.text[end]) >= 0) {
		end++
	}
	c.value.end = end
	c.whole.end = end
	s.done[c.rule] = end
	parts := bytes.SplitN(s.value(c), []byte{'.'}, 4)
	if len(parts) < 3 || len(parts[2]) < minJWTSignature || !s.spend(end-c.value.start) {
		return 0, false
	}
	parts = parts[:2]
	var header struct {
		Alg string `json:"alg"`
	}
	var payload map[string]any
	for i, into := range []any{&header, &payload} {
		plain, err := base64.RawURLEncoding.DecodeString(string(bytes.TrimRight(parts[i], "=")))
		if err != nil || json.Unmarshal(plain, into) != nil {
			return 0, false
		}
	}
	return 0, header.Alg != "" && !strings.EqualFold(header.Alg, "none")
}

// checkRandom: the value looks drawn by chance. A UUID is more often a name
// than a secret, and a hand makes short ones, too: weak.
func checkRandom(s *scan, c *candidate) (int, bool) {
	v := s.value(c)
	if uuid(v) {
		return tierWeak, c.name == span{} || !bareToken(s.nameOf(c))
	}
	if !s.random(v) || standIn(v) || ordered(v) || s.reference(v) || s.release(v) || s.unsigned(v) || s.slug(v) {
		return 0, false
	}
	if shortLower(v) {
		return tierWeak, true
	}
	return 0, true
}

// unsigned reports a JSON web token with a word for a signature: an example.
func (f *filters) unsigned(v []byte) bool {
	return bytes.HasPrefix(v, []byte("eyJ")) && f.plainWord(v[bytes.LastIndexByte(v, '.')+1:])
}

// checkName: the name is one under which a secret is kept, and no part of a path.
func checkName(s *scan, c *candidate) (int, bool) {
	if c.name.start > 0 && s.text[c.name.start-1] == '/' {
		return 0, false
	}
	return 0, secretName(s.nameOf(c)) && !coin(s.nameOf(c), s.value(c))
}

// coin reports a token of a ledger: the hash of a transaction, 0x and 64 digits, and
// maybe the number of its output. Anybody may know it; a key of that form has
// the name of a key.
func coin(name string, v []byte) bool {
	const size = len("0x") + 64
	if len(v) < size || v[0] != '0' || v[1]|0x20 != 'x' || kindsOf(v[2:size]).hex != size-2 || len(v) > size && v[size] != '_' {
		return false
	}
	name = strings.ToLower(name)
	return strings.Contains(name, "token") && !strings.Contains(name, "secret") && !strings.Contains(name, "priv")
}

// checkKeyName: the name says "key" and no more, and the value is no UUID, which
// under such a name is one of a mapping. In a document the words before
// it belong to the name ("the keyboard key = ...") and make it another one, and a
// value without quotes is too little to go by.
func checkKeyName(s *scan, c *candidate) (int, bool) {
	at := c.name.start
	if at > 0 && s.text[at-1] == '/' || s.dialect == prose && at > 1 && s.text[at-1] == ' ' && isAlnum(s.text[at-2]) {
		return 0, false
	}
	if s.dialect == prose && !s.quotedValue(c) {
		return 0, false
	}
	return 0, bareKey(s.nameOf(c)) && !uuid(s.value(c))
}

// checkStrongPassword: a value that is no word and no reference.
func checkStrongPassword(s *scan, c *candidate) (int, bool) {
	v := s.value(c)
	return 0, s.strongPassword(v) && !standIn(v) && !s.reference(v) && !saysNothing(v) && !s.release(v)
}

// checkPassword: anything that could be a password at all.
func checkPassword(s *scan, c *candidate) (int, bool) {
	v := s.value(c)
	if template(v) || madeUp(v) || saysNothing(v) || s.reference(v) && !(joined(v) && s.given(c)) || s.release(v) || strings.EqualFold(squeeze(v), squeeze([]byte(s.nameOf(c)))) {
		return 0, false
	}
	k := kindsOf(v)
	if k.digit == 0 && len(bytes.Trim(v, string(v[:1]))) == 0 { // yyyy
		return 0, false
	}
	if k.other > 0 || k.lower+k.upper+k.digit == 0 {
		return 0, false
	}
	if s.dialect == prose && c.name != (span{}) && !s.quotedValue(c) {
		return 0, k.digit > 0 && k.lower+k.upper > 0 || s.line(c)
	}
	return 0, true
}

func (s *scan) quotedValue(c *candidate) bool {
	before := s.text[max(0, c.value.start-2):c.value.start]
	return len(before) > 0 && strings.IndexByte("\"'`>", before[len(before)-1]) >= 0 && string(before) != "->"
}

// given reports whether a value is a literal rather than a name of something:
// it has quotes, or is no part of an assignment, or of one without blanks.
func (s *scan) given(c *candidate) bool {
	return c.name == span{} || s.quotedValue(c) || c.value.start == c.name.end+1 && s.text[c.name.end] == '='
}

// line reports whether a line is an assignment and nothing else, NAME=value, as
// a document shows them.
func (s *scan) line(c *candidate) bool {
	if c.value.start != c.name.end+1 || s.text[c.name.end] != '=' {
		return false
	}
	before, after := s.lineAround(span{c.name.start, c.value.end})
	before, after = bytes.TrimSpace(before), bytes.TrimSpace(after)
	return len(before) == 0 && (len(after) == 0 || string(after) == "\\")
}

// checkURLPassword: a password, but not "tobi:hello@example.com", two words and
// a host that documents use. An address, or a host that a program fills in,
// behind a scheme other than the web's belongs to a connection that somebody
// makes: there "user:password" is one, too.
func checkURLPassword(s *scan, c *candidate) (int, bool) {
	v := s.value(c)
	short := s.plainWord(v) && len(v) <= 3
	host := bytes.TrimPrefix(s.text[c.value.end:min(len(s.text), c.value.end+256)], []byte{'@'})
	if !short && !s.web(c.whole.start) && connects(host) {
		return 0, !madeUp(v) && kindsOf(v).other == 0
	}
	if tier, ok := checkPassword(s, c); !ok || short {
		return tier, false
	}
	user := s.text[c.whole.start:c.value.start]
	user = bytes.Trim(user[bytes.IndexByte(user, '/'):], "/:")
	if !s.plainWord(user) || !s.plainWord(v) {
		return 0, true
	}
	end := 0
	for end < len(host) && (isAlnum(host[end]) || host[end] == '.' || host[end] == '-') {
		end++
	}
	return 0, !exampleHost(strings.ToLower(string(host[:end])))
}

// web reports whether a URL whose match begins at start is one of the web's.
func (s *scan) web(start int) bool {
	scheme := s.text[max(0, start-16):min(len(s.text), start+8)]
	return bytes.Contains(bytes.ToLower(scheme), []byte("http"))
}

// connects tells an address, 10.0.0.1, and a format, %s, from the name of a host.
func connects(host []byte) bool {
	if len(host) > 1 && host[0] == '%' {
		return isLetter(host[1])
	}
	dots, end := 0, 0
	for end < len(host) && (isDigit(host[end]) || host[end] == '.') {
		if host[end] == '.' {
			dots++
		}
		end++
	}
	return dots == 3 && (end == len(host) || !isAlnum(host[end]))
}

// plainWord reports a short word of letters only.
func (f *filters) plainWord(v []byte) bool {
	k := kindsOf(v)
	return len(v) <= 12 && k.lower+k.upper == len(v) && (len(v) <= 4 || f.word(v))
}

// exampleHost reports the names kept for examples (RFC 2606), this machine, and
// words that stand for a name.
func exampleHost(host string) bool {
	host = strings.TrimSuffix(host, ".")
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	if n := len(labels); n > 1 && labels[n-2] == "example" {
		return true
	}
	return in(" example test invalid localhost ", last) || host == "127.0.0.1" || in(" host hostname server domain ip proxy myhost yourhost somehost dbhost db foo bar ", host)
}
