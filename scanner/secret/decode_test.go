// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// each writes every character of a text in a form of its own.
func each(format string) func(string) string {
	return func(s string) string {
		var b strings.Builder
		for _, c := range []byte(s) {
			fmt.Fprintf(&b, format, c)
		}
		return b.String()
	}
}

// wrap breaks a text into lines.
func wrapAt(width int, between string) func(string) string {
	return func(s string) string {
		var lines []string
		for ; len(s) > width; s = s[width:] {
			lines = append(lines, s[:width])
		}
		return strings.Join(append(lines, s), between)
	}
}

func wide(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		b.Write([]byte{c, 0})
	}
	return b.String()
}

type form struct {
	name   string
	encode func(string) string
}

// forms are the encodings that are read, each in all its spellings.
func forms() []form {
	std, url := base64.StdEncoding, base64.URLEncoding
	return []form{
		{"base64", func(s string) string { return std.EncodeToString([]byte(s)) }},
		{"base64", func(s string) string { return url.EncodeToString([]byte(s)) }},
		{"base64", func(s string) string { return std.WithPadding(base64.NoPadding).EncodeToString([]byte(s)) }},
		{"base64", func(s string) string { return strings.ReplaceAll(std.EncodeToString([]byte(s)), "/", `\/`) }},
		{"base64", func(s string) string { return std.EncodeToString([]byte(wide(s))) }},
		{"base64", func(s string) string { return std.EncodeToString([]byte("\xff\xfe" + wide(s))) }},
		{"hex", func(s string) string { return hex.EncodeToString([]byte(s)) }},
		{"hex", func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) }},
		{"hex", func(s string) string { return "0x" + hex.EncodeToString([]byte(s)) }},
		{"percent", each("%%%02X")},
		{"percent", each("%%%02x")},
		{"escape", each(`\x%02x`)},
		{"escape", each(`\u%04x`)},
		{"escape", each(`\u{%x}`)},
		{"escape", each(`\\u%04X`)},
		{"entity", each("&#%d;")},
		{"entity", each("&#x%X;")},
	}
}

// A token is found under every chain of two encodings, in its place and as the
// same secret.
func TestEveryChainOfEncodings(t *testing.T) {
	d := detector(t)
	none := form{"", func(s string) string { return s }}
	for seed := range uint64(3) {
		token := expand(t, "{crc32:ghp_}", seed)
		plain := look(t, d, "a.txt", []byte(token)).Secrets[0]
		for _, around := range []string{"V", `x = "V"`, "see V.\n", "https://h.test/?a=V&b=1", "\tf('V')"} {
			for _, outer := range append(forms(), none) {
				for _, inner := range append(forms(), none) {
					text := "one\ntwo\n" + strings.ReplaceAll(around, "V", outer.encode(inner.encode(token))) + "\nfour\n"
					got := look(t, d, "a.txt", []byte(text)).Secrets
					want := plain
					want.StartLine, want.EndLine = 3, 3
					want.Decoded = strings.Trim(outer.name+"+"+inner.name, "+")
					if diff := cmp.Diff([]inventory.Secret{want}, got); diff != "" {
						t.Errorf("%s in %s, seed %d: %s\n%s", want.Decoded, around, seed, diff, text)
					}
				}
			}
		}
	}
}

// The lines of a finding are those on which its characters stand.
func TestDecodedLines(t *testing.T) {
	d := detector(t)
	for _, tt := range []struct{ name, lead, between, end string }{
		{"manifest", "data:\n  app.env: |\n    ", "\n    ", "\n"},
		{"windows", "x\r\n", "\r\n", "\r\n"},
		{"strings", "a = (\n  \"", "\"\n  \"", "\")\n"},
		{"joined strings", "a =\n  \"", "\" +\n  \"", "\";\n"},
		{"shell", "echo \\\n  ", "\\\n  ", " | base64 -d\n"},
		{"comment", "/*\n * ", "\n * ", "\n */"},
	} {
		for _, width := range []int{64, 70, 76} {
			config := strings.Repeat("mode = fast\n", 20) + expand(t, "token = \"{crc32:ghp_}\"\n", 7) + strings.Repeat("mode = slow\n", 20)
			at := strings.Index(config, "ghp_")
			encoded := base64.StdEncoding.EncodeToString([]byte(config))
			text := tt.lead + wrapAt(width, tt.between)(encoded) + tt.end
			line := func(plain int) int { return 1 + strings.Count(tt.lead, "\n") + plain*4/3/width }
			want := []string{fmt.Sprintf("github-pat structured %d-%d", line(at), line(at+39))}
			if diff := cmp.Diff(want, brief(look(t, d, "a.yaml", []byte(text)))); diff != "" {
				t.Errorf("%s, %d: %s", tt.name, width, diff)
			}
		}
	}
	escaped := `"` + wrapAt(64, `\n`)(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("# text\n", 30)+expand(t, "{crc32:ghp_}", 1)))) + `"`
	if diff := cmp.Diff([]string{"github-pat structured 1-1"}, brief(look(t, d, "a.json", []byte(escaped)))); diff != "" {
		t.Error(diff)
	}
}

// marked encodes what stands between « and » in base64, and between ‹ and › in UTF-16.
func marked(s string) string {
	for _, m := range []struct {
		open, close string
		encode      func(string) string
	}{{"«", "»", forms()[0].encode}, {"‹", "›", wide}} {
		for strings.Contains(s, m.open) {
			before, rest, _ := strings.Cut(s, m.open)
			inside, after, _ := strings.Cut(rest, m.close)
			s = before + m.encode(inside) + after
		}
	}
	return s
}

func TestDecodedFindings(t *testing.T) {
	d := detector(t)
	secret := "kind: Secret\ndata:\n"
	for _, tt := range []struct {
		name, path, text string
		want             []string
	}{
		{"password of a manifest", "a.yaml", secret + "  password: «{password:14}»", []string{"assigned-password assigned 3-3 base64"}},
		{"short password of a manifest", "a.yaml", secret + "  password: «hunter{digits:2}»", []string{"weak-password weak 3-3 base64"}},
		{"the same in JSON", "a.json", `{{"kind": "Secret", "data": {{"password": "«hunter{digits:2}»"}}`, []string{"weak-password weak 1-1 base64"}},
		{"short value elsewhere", "a.yaml", "colour: «hunter{digits:2}»", nil},
		{"token", "a.yaml", "api_key: «{alnum:32}»", []string{"assigned-secret assigned 1-1 base64"}},
		{"line end behind the value", "a.yaml", secret + "  password: «{password:14}\n»", []string{"assigned-password assigned 3-3 base64"}},
		{"stand-in", "a.yaml", "api_key: «this-is-an-example-token»", nil},
		{"template", "a.yaml", "password: «${{DATABASE_PASSWORD}»", nil},
		{"argument of a decoder", "a.py", `password = base64.b64decode("«{password:18}»")`, []string{"assigned-password assigned 1-1 base64"}},
		{"argument of a decoder, bytes", "a.py", `password = b64decode(b'«{password:18}»')`, []string{"assigned-password assigned 1-1 base64"}},
		{"two in one token", "a.yaml", "env: «user=me\npassword={password:14}\nGH={crc32:ghp_}\n»", []string{"assigned-password assigned 1-1 base64", "github-pat structured 1-1 base64"}},
		{"private key", "a.yaml", "tls.key: «{pem:RSA PRIVATE KEY}»", []string{"private-key structured 1-1 base64"}},
		{"URL in a parameter", "a.txt", "https://h.test/?next=https%3A%2F%2Fme%3A{alnum:16}%40h.acme.dev%2F&x={crc32:ghp_}", []string{"url-password weak 1-1 percent", "github-pat structured 1-1"}},
		{"escaped value", "a.json", `{{"password": "{password:10}\u0026\u003d{alnum:3}"}`, []string{"assigned-password assigned 1-1 escape"}},
		{"attribute", "a.xml", `<add connectionString="Server=db;Password=&quot;{password:12}&amp;a&quot;;"/>`, []string{"assigned-password assigned 1-1 entity"}},
		{"jwt", "a.txt", "{jwt}", []string{"jwt structured 1-1"}},
		{"header", "a.txt", "Authorization: Basic {basic:admin}", []string{"basic-auth-header weak 1-1"}},
		{"docker", "a.json", `{{"auths": {{"registry.test": {{"auth": "{basic:robot}"}}}`, []string{"docker-config-auth assigned 1-1"}},
		{"source map", "a.js", "//# sourceMappingURL=data:application/json;base64,«{{\"version\":3,\"sources\":[\"a.js\"],\"sourcesContent\":[\"x(); password = {password:14} ;\"]}»", nil},
		{"program", "a.bin", "\x00\x01\x02\x03‹key {crc32:ghp_} ›\xff\xfe\x00", []string{"github-pat structured 1-1 utf-16"}},
		{"base64 in a program", "a.bin", "\x00\x01\x02\x03 «token {crc32:ghp_}» \x00", []string{"github-pat structured 1-1 base64"}},
		{"key in a program", "a.bin", "\x00\x01\x02\x03{pem:RSA PRIVATE KEY}\x00\xff", []string{"private-key structured 1-15"}},
		{"UTF-16 within text", "a.txt", strings.Repeat("# some text\n", 1000) + "‹password = {password:14}\n›", []string{"assigned-password assigned 1001-1001 utf-16"}},
		{"password in a program", "a.bin", "\x00\x01\x02\x03 «password={password:14}» \x00‹password={password:14}›", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := []string{}
			for _, s := range look(t, d, tt.path, []byte(marked(expand(t, tt.text, 3)))).Secrets {
				got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %d-%d %s", strings.TrimPrefix(s.Rule, "secret/"), s.Tier, s.StartLine, s.EndLine, s.Decoded)))
			}
			if diff := cmp.Diff(append([]string{}, tt.want...), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Decoded or plain, a secret has one fingerprint, also where place and not value makes it.
func TestDecodedFingerprint(t *testing.T) {
	d := detector(t)
	for _, value := range []string{"hunter{digits:2}", "{password:12}", "{alnum:40}"} {
		value = expand(t, value, 5)
		plain := look(t, d, "a.yaml", []byte("kind: Secret\nstringData:\n  password: "+value+"\n")).Secrets
		encoded := look(t, d, "a.yaml", []byte("kind: Secret\ndata:\n  password: "+base64.StdEncoding.EncodeToString([]byte(value))+"\n")).Secrets
		if len(plain) != 1 || len(encoded) != 1 || encoded[0].Decoded != "base64" {
			t.Fatalf("%d plain, %d encoded", len(plain), len(encoded))
		}
		encoded[0].Decoded = ""
		if diff := cmp.Diff(plain, encoded); diff != "" {
			t.Error(diff)
		}
	}
}

func TestDecodingHasABudget(t *testing.T) {
	line := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("plain text and no more ", 33))) + ";\n"
	text := strings.Repeat(line, (maxDecoded+1<<20)*4/3/len(line))
	facts := look(t, detector(t), "a.txt", []byte(text))
	want := []inventory.Gap{{Detector: "secret", Path: "a.txt", Code: inventory.GapTruncated, Reason: "too much encoded text: the rest of it was not decoded"}}
	if diff := cmp.Diff(want, facts.Gaps); diff != "" {
		t.Error(diff)
	}
}

func FuzzDecode(f *testing.F) {
	d := detector(f)
	tables := newAlphabets()
	for _, outer := range forms() {
		for _, inner := range forms()[:7] {
			f.Add([]byte("token: \""+outer.encode(inner.encode("password = hunter22\nnext line"))+"\"\n"), false)
		}
	}
	f.Add([]byte("kind: Secret\ndata:\n  password: aHVudGVyMjI=\n"), false)
	f.Add([]byte("\x00\x01"+wide("password = a")), true)
	f.Add([]byte("a: \"kind: Secret abcdefg 0"), false)
	f.Add([]byte("token: \"YwBHAEYAegBjADMAZAB2AGMAbQBRAGcAUAEkARwB4ABkYFc\nANQAwAFoAWABJAHkATQBnAHAAdQBaAFgAaAAwAEkARwB4\x01\x00AAAgBtAFBaAFg=\"\n"), false)
	f.Add([]byte("%41\\u{41}&#x41;&#1114112;%zz\\\\\\x4"), false)
	f.Add([]byte("Ly8v\\/Ly8v//////////////////////////\\n\r\n  \"Ly8v"), false)
	f.Fuzz(func(t *testing.T, content []byte, binary bool) {
		file := &scanner.File{Entry: inventory.Entry{Path: "a.yaml"}, Content: content, Binary: binary}
		if _, err := d.File(context.Background(), file); err != nil {
			t.Fatal(err)
		}
		f := &finder{alphabets: tables, text: content, min: minShort}
		total := 0
		f.yield = func(tok *token) bool {
			total += len(tok.plain)
			if tok.span.start < 0 || tok.span.end > len(content) || tok.span.end <= tok.span.start {
				t.Fatalf("%s token at %v of %d bytes", tok.encoding, tok.span, len(content))
			}
			last := tok.span.start
			for i := range tok.plain {
				at := tok.at(i)
				if at < last || at >= tok.span.end {
					t.Fatalf("%s token at %v: byte %d lies at %d, after %d", tok.encoding, tok.span, i, at, last)
				}
				last = at
			}
			return true
		}
		f.all(binary)
		if total > 6*len(content) {
			t.Fatalf("%d bytes decoded of %d", total, len(content))
		}
	})
}

// A secret in an archive of the tree is found under the path of the member.
func TestSecretInAnArchive(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("conf/app.properties")
	if err == nil {
		_, err = w.Write([]byte(expand(t, "\ntoken={crc32:ghp_}\n", 1)))
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	src := func(yield func(inventory.Entry, error) bool) {
		yield(inventory.Entry{Path: "lib/a.jar", Size: int64(b.Len()), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b.Bytes())), nil }}, nil)
	}
	inv, err := scanner.Scan(context.Background(), scanner.Input{Tree: src}, []*scanner.Detector{detector(t)}, scanner.Options{})
	if err != nil || len(inv.Secrets) != 1 || inv.Secrets[0].Path != "lib/a.jar!/conf/app.properties" || inv.Secrets[0].StartLine != 2 {
		t.Errorf("%v, %v", err, inv.Secrets)
	}
}
