// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sshString is the length and the bytes, as in all SSH formats.
func sshString(parts ...[]byte) (out []byte) {
	for _, p := range parts {
		out = append(binary.BigEndian.AppendUint32(out, uint32(len(p))), p...)
	}
	return out
}

func mpint(n *big.Int) []byte { return append([]byte{0}, n.Bytes()...) }

// openSSH assembles a key file: the format, cipher, key derivation, one public
// key, and the private part.
func openSSH(cipher, kdf string, options, public, private []byte) []byte {
	out := append([]byte("openssh-key-v1\x00"), sshString([]byte(cipher), []byte(kdf), options)...)
	out = binary.BigEndian.AppendUint32(out, 1)
	private = append([]byte{1, 2, 3, 4, 1, 2, 3, 4}, private...)
	for pad := byte(1); len(private)%8 != 0; pad++ {
		private = append(private, pad)
	}
	return append(out, sshString(public, private)...)
}

// realKeys makes one key of every kind: label -> DER or OpenSSH bytes.
func realKeys(t testing.TB) map[string]*pem.Block {
	t.Helper()
	must := func(b []byte, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	keys := map[string]*pem.Block{}
	add := func(name, label string, b []byte) { keys[name] = &pem.Block{Type: label + " KEY", Bytes: b} }
	r, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	add("rsa pkcs1", "RSA PRIVATE", x509.MarshalPKCS1PrivateKey(r))
	add("rsa pkcs8", "PRIVATE", must(x509.MarshalPKCS8PrivateKey(r)))
	rsaPublic := sshString([]byte("ssh-rsa"), big.NewInt(int64(r.E)).Bytes(), mpint(r.N))
	add("rsa openssh", "OPENSSH PRIVATE", openSSH("none", "none", nil, rsaPublic, sshString([]byte("ssh-rsa"), mpint(r.N), big.NewInt(int64(r.E)).Bytes(), mpint(r.D), mpint(r.Precomputed.Qinv), mpint(r.Primes[0]), mpint(r.Primes[1]), []byte("me@host"))))
	for _, curve := range []elliptic.Curve{elliptic.P224(), elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		e, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		name, raw := curve.Params().Name, must(e.Bytes())
		add(name+" sec1", "EC PRIVATE", must(x509.MarshalECPrivateKey(e)))
		add(name+" pkcs8", "PRIVATE", must(x509.MarshalPKCS8PrivateKey(e)))
		point := append([]byte{4}, append(e.X.Bytes(), e.Y.Bytes()...)...)
		kind := sshString([]byte("ecdsa-sha2-nistp256"), []byte("nistp256"), point)
		add(name+" openssh", "OPENSSH PRIVATE", openSSH("none", "none", nil, kind, append(kind, sshString(append([]byte{0}, raw...), []byte("me@host"))...)))
		if curve == elliptic.P256() { // explicit parameters: the prime is one long run of ones and zeros
			p := curve.Params()
			a := new(big.Int).Sub(p.P, big.NewInt(3))
			params := must(asn1.Marshal(struct {
				Version int
				Field   struct {
					Type  asn1.ObjectIdentifier
					Prime *big.Int
				}
				Curve struct{ A, B []byte }
				Base  []byte
				Order *big.Int
			}{1, struct {
				Type  asn1.ObjectIdentifier
				Prime *big.Int
			}{asn1.ObjectIdentifier{1, 2, 840, 10045, 1, 1}, p.P}, struct{ A, B []byte }{a.Bytes(), p.B.Bytes()}, append([]byte{4}, append(p.Gx.Bytes(), p.Gy.Bytes()...)...), p.N}))
			inner := must(asn1.Marshal(struct {
				Version int
				Key     []byte
			}{1, raw}))
			add("P-256 explicit", "PRIVATE", must(asn1.Marshal(struct {
				Version int
				Kind    struct {
					Type   asn1.ObjectIdentifier
					Params asn1.RawValue
				}
				Key []byte
			}{0, struct {
				Type   asn1.ObjectIdentifier
				Params asn1.RawValue
			}{asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}, asn1.RawValue{FullBytes: params}}, inner})))
		}
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	add("ed25519 pkcs8", "PRIVATE", must(x509.MarshalPKCS8PrivateKey(private)))
	kind := sshString([]byte("ssh-ed25519"), public)
	add("ed25519 openssh", "OPENSSH PRIVATE", openSSH("none", "none", nil, kind, append(kind, sshString(private, []byte("me@host"))...)))
	noise := make([]byte, 600)
	if _, err := rand.Read(noise); err != nil {
		t.Fatal(err)
	}
	add("encrypted openssh", "OPENSSH PRIVATE", openSSH("aes256-ctr", "bcrypt", append(sshString(noise[:16]), 0, 0, 0, 16), kind, noise[16:144]))
	add("encrypted openssh chacha", "OPENSSH PRIVATE", openSSH("chacha20-poly1305@openssh.com", "bcrypt", append(sshString(noise[:16]), 0, 0, 0, 16), kind, noise[16:144]))
	add("encrypted pkcs8", "ENCRYPTED PRIVATE", noise)
	n := func(from, to int) *big.Int { return new(big.Int).SetBytes(noise[from:to]) }
	add("dsa", "DSA PRIVATE", must(asn1.Marshal([]*big.Int{big.NewInt(0), n(0, 128), n(128, 148), n(148, 276), n(276, 404), n(404, 424)})))
	keys["encrypted pkcs1"] = &pem.Block{Type: "RSA PRIVATE" + " KEY", Bytes: noise, Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": "AES-128-CBC," + strings.Repeat("0F", 16)}}
	return keys
}

// wrap writes a key in lines of a width.
func wrap(block *pem.Block, width int) string {
	text := string(pem.EncodeToMemory(block))
	if width == 64 {
		return text
	}
	lines := strings.SplitAfterN(text, "\n", 2)
	head, rest := lines[0], lines[1]
	if cut := strings.Index(rest, "\n\n"); cut >= 0 {
		head, rest = head+rest[:cut+2], rest[cut+2:]
	}
	foot := rest[strings.Index(rest, "-----"):]
	body := base64.StdEncoding.EncodeToString(block.Bytes)
	var b strings.Builder
	for b.WriteString(head); len(body) > width; body = body[width:] {
		b.WriteString(body[:width] + "\n")
	}
	return b.String() + body + "\n" + foot
}

func quoteJSON(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// Every kind of key in every notation is found once, to its last line.
func TestRealKeys(t *testing.T) {
	d := detector(t)
	replace := strings.ReplaceAll
	notations := map[string]func(string) string{
		"file":         func(k string) string { return k },
		"crlf":         func(k string) string { return replace(k, "\n", "\r\n") },
		"json":         func(k string) string { return `{"key": ` + quoteJSON(k) + `}` },
		"json in json": func(k string) string { return `{"x": ` + quoteJSON(`{"key": `+quoteJSON(k)+`}`) + `}` },
		"json slashes": func(k string) string {
			return `{"key": ` + replace(replace(quoteJSON(k), "/", `\/`), "=", `\u003d`) + `}`
		},
		"go":     func(k string) string { return fmt.Sprintf("var key = []byte(%q)\n", k) },
		"go raw": func(k string) string { return "var key = `" + k + "`\n" },
		"go lines": func(k string) string {
			return "key := \"" + replace(strings.TrimSpace(k), "\n", "\\n\" +\n\t\t\"") + "\\n\"\n"
		},
		"python": func(k string) string {
			return "key = (b'" + replace(strings.TrimSpace(k), "\n", "\\n'\n       b'") + "')\n"
		},
		"js array": func(k string) string {
			return "[\n  '" + replace(strings.TrimSpace(k), "\n", "',\n  '") + "',\n].join('\\n')\n"
		},
		"yaml block": func(k string) string {
			return "a:\n  key: |\n    " + replace(strings.TrimSpace(k), "\n", "\n    ") + "\n  b: c\n"
		},
		"one line":     func(k string) string { return "KEY='" + replace(strings.TrimSpace(k), "\n", " ") + "'\n" },
		"literal":      func(k string) string { return "KEY=" + replace(strings.TrimSpace(k), "\n", `\n`) + "\n" },
		"no breaks":    func(k string) string { return "KEY=" + replace(strings.TrimSpace(k), "\n", "") + "\n" },
		"comment":      func(k string) string { return "// " + replace(strings.TrimSpace(k), "\n", "\n// ") + "\n" },
		"hash comment": func(k string) string { return "# " + replace(strings.TrimSpace(k), "\n", "\n# ") + "\n" },
		"patch":        func(k string) string { return "+" + replace(strings.TrimSpace(k), "\n", "\n+") + "\n" },
		"xml":          func(k string) string { return "<key>" + replace(k, "\n", "&#10;") + "</key>\n" },
		"xml element":  func(k string) string { return "<key>\n" + k + "</key>\n" },
		"cut off":      func(k string) string { return k[:strings.Index(k, "-----END")] },
	}
	for name, block := range realKeys(t) {
		for notation, write := range notations {
			if notation == "no breaks" && block.Headers != nil {
				continue // no longer told from the base64
			}
			width := 64
			if strings.HasPrefix(block.Type, "OPENSSH") {
				width = 70
			}
			tier := "structured"
			if strings.Contains(name, "encrypted") {
				tier = "assigned"
			}
			text := write(wrap(block, width))
			facts := look(t, d, "a.txt", []byte(text+"\nmore text\n"))
			if len(facts.Secrets) != 1 || facts.Secrets[0].Rule != "secret/private-key" || facts.Secrets[0].Tier != tier {
				t.Errorf("%s, %s: %v, want one of tier %s", name, notation, brief(facts), tier)
				continue
			}
			if got, least := facts.Secrets[0].Length, base64.StdEncoding.EncodedLen(len(block.Bytes)); got < least || got > len(text) {
				t.Errorf("%s, %s: %d bytes, the base64 alone has %d", name, notation, got, least)
			}
		}
	}
}

// A header line with something else behind it is no key.
func TestPEMStandIns(t *testing.T) {
	d := detector(t)
	magic := base64.StdEncoding.EncodeToString(openSSH("none", "none", nil, sshString([]byte("ssh-ed25519"), make([]byte, 32)), nil))[:70]
	for name, body := range map[string]string{
		"empty": "\n", "dots": "\n...\n", "x": "\n" + strings.Repeat(strings.Repeat("x", 64)+"\n", 12), "A": "\n" + strings.Repeat(strings.Repeat("A", 64)+"\n", 12),
		"first line, then x": "\n" + expand(t, "MII{base64:61}\n", 1) + strings.Repeat(strings.Repeat("x", 64)+"\n", 12),
		"openssh and dots":   "\n" + magic + "\n...\n", "openssh and x": "\n" + magic + "\n" + strings.Repeat(strings.Repeat("x", 70)+"\n", 6), "openssh and zeros": "\n" + magic + strings.Repeat("\n"+strings.Repeat("A", 70), 6) + "\n",
		"words": "\nyour private key goes here, all of it, from the first line to the last\n", "example": "\n" + strings.Repeat(expand(t, "EXAMPLE{base64:57}\n", 2), 12),
		"code": "\" + base64.encode(key, 64) + \"\\n", "template": "\n{{ .Values.key | indent 4 }}\n", "counted": "\n" + strings.Repeat("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\n", 9), "short": "\n" + expand(t, "{base64:60}", 1) + "\n",
	} {
		text := expand(t, "{repeat:-5}BEGIN OPENSSH PRIVATE KEY{repeat:-5}", 1) + body + expand(t, "{repeat:-5}END OPENSSH PRIVATE KEY{repeat:-5}\n", 1)
		if got := brief(look(t, d, "a.txt", []byte(text))); len(got) > 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A key of which a document shows the beginning is for review: its first bytes say how long it is.
func TestShortenedKeysAreWeak(t *testing.T) {
	d := detector(t)
	for name, block := range realKeys(t) {
		if len(block.Bytes) < 300 || block.Headers != nil || strings.HasPrefix(block.Type, "OPENSSH") {
			continue
		}
		lines := strings.Split(wrap(block, 64), "\n")
		if !strings.HasPrefix(lines[1], "MII") {
			continue
		}
		for shown, tier := range map[int]string{2: "weak", len(lines) - 3: "structured"} {
			if strings.Contains(name, "encrypted") && tier == "structured" {
				tier = "assigned"
			}
			text := strings.Join(lines[:1+shown], "\n") + "\n"
			if facts := look(t, d, "a.txt", []byte(text)); len(facts.Secrets) != 1 || facts.Secrets[0].Tier != tier {
				t.Errorf("%s, %d lines: %v, want %s", name, shown, brief(facts), tier)
			}
		}
	}
}

// A block without footer does not swallow what follows, and keys differ.
func TestPEMWithoutFooter(t *testing.T) {
	d := detector(t)
	head := expand(t, "{repeat:-5}BEGIN PRIVATE KEY{repeat:-5}\n", 1)
	text := head + expand(t, "{base64:64}\n{base64:64}\n", 1) + "\nif (x) {\n" + expand(t, "t = \"{crc32:ghp_}\"\n", 1) + strings.Repeat("more\n", 5) + expand(t, "{pem:RSA PRIVATE KEY}\n", 1)
	facts := look(t, d, "a.txt", []byte(text))
	if diff := cmp.Diff([]string{"private-key structured 1-3", "github-pat structured 6-6", "private-key structured 12-26"}, brief(facts)); diff != "" {
		t.Error(diff)
	}
	other := look(t, d, "a.txt", []byte(head+expand(t, "{base64:64}\n{base64:64}\n", 2)))
	if len(other.Secrets) != 1 || other.Secrets[0].Fingerprint == facts.Secrets[0].Fingerprint {
		t.Error("two keys without footer share a fingerprint")
	}
}

func FuzzPEM(f *testing.F) {
	f.Add([]byte("\nMIIE\\n\\\\nabc&#10;Proc-Type: 4,ENCRYPTED\n\nb'x'\n----END X-----"))
	f.Add([]byte(`\u003d\/ "a" + "b" -----`))
	f.Fuzz(func(t *testing.T, body []byte) {
		text := append(bytes.Clone(body), "tail"...)
		b := readPEM(text, 0)
		if b.end < 0 || b.end > len(text) || len(b.data) > len(text) {
			t.Errorf("a block of %d bytes ends at %d of %d", len(b.data), b.end, len(text))
		}
		b.key()
		b.cut()
	})
}
