// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"encoding/base64"
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
	case "crc32-base62":
		return checkCRC32
	case "jwt":
		return checkJWT
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

const (
	maxPEM  = 64 << 10 // bytes of a key block
	costPEM = 2048     // of looking for the end of one
	minPEM  = 64       // characters of base64; a key has at least that
)

// checkPEM follows a header to its footer and looks at what lies between: it
// must be base64, in whatever way a programming language breaks a string over
// lines. An encrypted key counts less.
func checkPEM(s *scan, c *candidate) (int, bool) {
	text := s.text[c.value.end:min(len(s.text), c.value.end+maxPEM)]
	if len(text) < minPEM || !s.spend(costPEM) {
		return 0, false
	}
	encrypted := bytes.Contains(s.value(c), []byte("ENCRYPTED"))
	end := bytes.Index(text, []byte("-----END"))
	if end < 0 {
		end = bytes.Index(text, []byte("---- END"))
	}
	length := end
	if end < 0 {
		end, length = min(len(text), 2048), -1
	}
	body := text[:end]
	head := body[:min(len(body), 512)]
	encrypted = encrypted || bytes.Contains(head, []byte("Proc-Type: 4,ENCRYPTED")) || bytes.HasPrefix(bytes.TrimLeft(head, "\r\n\t \"'+\\"), []byte("b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni"))
	if base64Length(body) < minPEM {
		return 0, false
	}
	if length >= 0 {
		c.value.end += length
		if rest := s.text[c.value.end:min(len(s.text), c.value.end+80)]; len(rest) > 8 {
			if close := bytes.Index(rest[8:], []byte("----")); close >= 0 {
				c.value.end += 8 + close + len("----")
			}
		}
		c.whole.end = max(c.whole.end, c.value.end)
		s.done[c.rule] = c.whole.end
	}
	if encrypted {
		return tierAssigned, true
	}
	return 0, true
}

// base64Length is the number of base64 characters in the lines of a key block,
// or 0 when they are no random data. Header lines (Name: value), quotes, plus
// signs and escaped line ends do not count.
func base64Length(body []byte) int {
	body = bytes.ReplaceAll(body, []byte(`\n`), []byte("\n"))
	body = bytes.ReplaceAll(body, []byte(`\r`), nil)
	var all []byte
	for line := range bytes.SplitSeq(body, []byte{'\n'}) {
		line = bytes.Trim(line, " \t\r\"'`+\\,;.#*/|>()")
		if bytes.IndexByte(line, ':') >= 0 || len(line) == 0 {
			continue
		}
		for _, c := range line {
			if !isAlnum(c) && c != '+' && c != '/' && c != '=' {
				return 0
			}
		}
		all = append(all, line...)
	}
	if entropy(all) < 4 || blank(all[:min(len(all), 64)]) {
		return 0
	}
	return len(all)
}

// checkRandom: the value looks drawn by chance. A UUID is more often a name
// than a secret: weak.
func checkRandom(s *scan, c *candidate) (int, bool) {
	v := s.value(c)
	if uuid(v) {
		return tierWeak, true
	}
	return 0, s.random(v) && !standIn(v) && !s.reference(v)
}

// checkName: the name is one under which a secret is kept, and no part of a path.
func checkName(s *scan, c *candidate) (int, bool) {
	if c.name.start > 0 && s.text[c.name.start-1] == '/' {
		return 0, false
	}
	return 0, secretName(s.nameOf(c))
}

// checkStrongPassword: a value that is no word and no reference.
func checkStrongPassword(s *scan, c *candidate) (int, bool) {
	v := s.value(c)
	return 0, s.strongPassword(v) && !standIn(v) && !s.reference(v) && !saysNothing(v)
}

// checkPassword: anything that could be a password at all.
func checkPassword(s *scan, c *candidate) (int, bool) {
	v := s.value(c)
	if template(v) || standIn(v) || saysNothing(v) || s.reference(v) || strings.EqualFold(squeeze(v), squeeze([]byte(s.nameOf(c)))) {
		return 0, false
	}
	k := kindsOf(v)
	if k.digit == 0 && len(bytes.Trim(v, string(v[:1]))) == 0 { // yyyy
		return 0, false
	}
	if k.other > 0 || k.lower+k.upper+k.digit == 0 {
		return 0, false
	}
	quoted := c.value.start > 0 && strings.IndexByte("\"'`>", s.text[c.value.start-1]) >= 0
	if s.dialect == prose && !quoted && c.name != (span{}) {
		return 0, k.digit > 0 && k.lower+k.upper > 0
	}
	return 0, true
}
