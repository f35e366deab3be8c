// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"strconv"
	"strings"
)

// Alphabets of the generators.
const (
	digits      = "0123456789"
	lower       = "abcdefghijklmnopqrstuvwxyz"
	upper       = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	base62      = digits + upper + lower
	maxExpanded = 16 << 10
)

func alphabet(name string) string {
	switch name {
	case "hex":
		return digits + "abcdef"
	case "hex-upper":
		return digits + "ABCDEF"
	case "digits":
		return digits
	case "lower":
		return lower
	case "upper":
		return upper
	case "alpha":
		return lower + upper
	case "alnum", "base62":
		return base62
	case "lower-digits":
		return lower + digits
	case "upper-digits":
		return upper + digits
	case "base32":
		return upper + "234567"
	case "bech32-upper":
		return "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
	case "base64":
		return base62 + "+/"
	case "base64url":
		return base62 + "-_"
	case "password":
		return base62 + "!*+^~"
	}
	return ""
}

// Generators returns the names that stand before the colon in {name:argument}, sorted.
func Generators() []string {
	return []string{"alnum", "alpha", "base32", "base62", "base64", "base64url", "basic", "bech32-upper", "card", "crc32", "digits", "hex", "hex-upper", "iban", "jwt", "lower", "lower-digits",
		"nkey", "none", "password", "pem", "prc-id", "repeat", "upper", "upper-digits", "uscc", "uuid"}
}

// Expand turns an example into text: {hex:40} becomes forty hexadecimal digits
// and so on, the same ones for the same example and seed. "{{" stands for a
// brace. Beside the alphabets of [Generators], which take a count, there are
// {repeat:x20} (the character x, twenty times), {uuid}, {jwt} (a signed token),
// {basic:user} (base64 of user and a password), {crc32:prefix} (prefix, thirty
// characters and their checksum, as GitHub and npm issue them), {nkey:SU} (a
// NATS seed of that kind, checksum included) and {pem:LABEL}
// (a block of that label, for OPENSSH PRIVATE KEY with the format's own header),
// for leaks {prc-id}, {uscc}, {iban:DE} and {card:PREFIX:LENGTH} with their check
// characters, and {none}, which makes nothing: it parts what would be a finding.
// The error names the generator.
func Expand(example string, seed uint64) (string, error) {
	g := &generator{state: seed}
	for _, c := range []byte(example) {
		g.state = (g.state ^ uint64(c)) * 0x100000001b3
	}
	var out strings.Builder
	for rest := example; rest != ""; {
		open := strings.IndexByte(rest, '{')
		if open < 0 {
			out.WriteString(rest)
			break
		}
		out.WriteString(rest[:open])
		rest = rest[open+1:]
		if strings.HasPrefix(rest, "{") {
			out.WriteByte('{')
			rest = rest[1:]
			continue
		}
		end := strings.IndexByte(rest, '}')
		if end < 0 {
			return "", fmt.Errorf("a { without }; write {{ for a brace")
		}
		text, err := g.make(rest[:end])
		if err != nil {
			return "", err
		}
		out.WriteString(text)
		if out.Len() > maxExpanded {
			return "", fmt.Errorf("expands to more than %d bytes", maxExpanded)
		}
		rest = rest[end+1:]
	}
	return out.String(), nil
}

type generator struct{ state uint64 }

// next is splitmix64: short, and the same in every Go version.
func (g *generator) next() uint64 {
	g.state += 0x9e3779b97f4a7c15
	z := g.state
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

func (g *generator) pick(alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[g.next()%uint64(len(alphabet))]
	}
	return string(b)
}

func (g *generator) make(spec string) (string, error) {
	name, argument, _ := strings.Cut(spec, ":")
	switch name {
	case "uuid":
		h := g.pick(alphabet("hex"), 32)
		return fmt.Sprintf("%s-%s-4%s-a%s-%s", h[:8], h[8:12], h[13:16], h[17:20], h[20:]), nil
	case "jwt":
		return g.jwt(), nil
	case "basic":
		return base64.StdEncoding.EncodeToString([]byte(argument + ":" + g.password(14))), nil
	case "crc32":
		body := g.pick(base62, 30)
		return argument + body + Base62CRC32(body), nil
	case "nkey":
		return g.nkey(argument)
	case "pem":
		return g.pem(argument), nil
	case "repeat":
		if len(argument) < 2 {
			return "", fmt.Errorf("{%s}: expected {repeat:x20}", spec)
		}
		n, err := count(spec, argument[1:])
		return strings.Repeat(argument[:1], n), err
	}
	if text, ok, err := g.personal(name, argument); ok {
		return text, err
	}
	letters := alphabet(name)
	if letters == "" {
		return "", fmt.Errorf("{%s}: unknown generator%s", spec, Suggest(name, Generators()))
	}
	n, err := count(spec, argument)
	if err != nil {
		return "", err
	}
	if name == "password" {
		return g.password(n), nil
	}
	return g.mixed(letters, n), nil
}

func count(spec, argument string) (int, error) {
	n, err := strconv.Atoi(argument)
	if err != nil || n < 1 || n > 4096 {
		return 0, fmt.Errorf("{%s}: expected a count from 1 to 4096", spec)
	}
	return n, nil
}

// mixed avoids what only chance would make: a long value of an alphabet with
// letters and digits has both.
func (g *generator) mixed(letters string, n int) string {
	for {
		s := g.pick(letters, n)
		if n < 8 || !strings.ContainsAny(letters, digits) || letters == digits || strings.ContainsAny(s, digits) && strings.ContainsAny(s, lower+upper) {
			return s
		}
	}
}

func (g *generator) password(n int) string {
	b := []byte(g.pick(alphabet("password"), n))
	for i, letters := range []string{lower, upper, digits, "!*+^~"} {
		if at := n - 1 - 2*i; at >= 0 {
			b[at] = letters[g.next()%uint64(len(letters))]
		}
	}
	return string(b)
}

func (g *generator) jwt() string {
	enc := base64.RawURLEncoding.EncodeToString
	return enc([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + enc([]byte(`{"sub":"`+g.pick(digits, 10)+`","iat":1516239022}`)) + "." + g.mixed(alphabet("base64url"), 43)
}

func (g *generator) pem(label string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "-----BEGIN %s-----\n", label)
	body, width := g.pick(alphabet("base64"), 12*64+38)+"==", 64
	if strings.HasPrefix(label, "OPENSSH ") {
		body, width = openSSHHeader()+body, 70
	}
	for ; len(body) > width; body = body[width:] {
		b.WriteString(body[:width] + "\n")
	}
	fmt.Fprintf(&b, "%s\n-----END %s-----", body, label)
	return b.String()
}

// openSSHHeader is what every Ed25519 key of OpenSSH begins with that is not
// encrypted, up to the public key: the name of the format; cipher, key
// derivation and its options; one key of 51 bytes; its kind.
func openSSHHeader() string {
	header := []byte("openssh-key-v1\x00")
	for _, field := range []string{"none", "none", ""} {
		header = append(binary.BigEndian.AppendUint32(header, uint32(len(field))), field...)
	}
	for _, n := range []uint32{1, 51, 11} {
		header = binary.BigEndian.AppendUint32(header, n)
	}
	return base64.StdEncoding.EncodeToString(append(header, "ssh-ed25519\x00\x00"...)) // 60 bytes: no padding
}

// Base62CRC32 is the checksum that ends GitHub's and npm's tokens: CRC-32 (IEEE)
// of the random part in six base-62 digits, most significant first.
func Base62CRC32(body string) string {
	sum := crc32.ChecksumIEEE([]byte(body))
	out := make([]byte, 6)
	for i := range out {
		out[i] = base62[sum%62]
		sum /= 62
	}
	slices.Reverse(out)
	return string(out)
}

// nkey makes a NATS seed: a byte that says seed and kind, 32 random ones, CRC-16.
func (g *generator) nkey(kind string) (string, error) {
	b := make([]byte, 36)
	if len(kind) != 2 || kind[0] != 'S' || strings.IndexByte("AUONCX", kind[1]) < 0 {
		return "", fmt.Errorf("{nkey:%s}: expected {nkey:SU} or another kind of seed", kind)
	}
	of := kind[1] - 'A'
	b[0], b[1] = 18<<3|of>>2, of<<6
	for i := 2; i < 34; i++ {
		b[i] = byte(g.next())
	}
	binary.LittleEndian.PutUint16(b[34:], CRC16(b[:34]))
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b), nil
}

// CRC16 is the checksum of NATS keys: CRC-16/XMODEM, polynomial 0x1021.
func CRC16(b []byte) uint16 {
	var crc uint16
	for _, c := range b {
		crc ^= uint16(c) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}
