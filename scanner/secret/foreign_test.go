// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"context"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
)

func foreignEngine(t testing.TB, file, text string) *engine {
	t.Helper()
	all, _, err := rules.LoadGitleaks(file, []byte(text), os.ReadFile)
	if err != nil {
		t.Fatal(err)
	}
	set, err := rules.NewSecretSet(all)
	if err != nil {
		t.Fatal(err)
	}
	e, err := newEngine(set)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// foreignLook returns "rule line value" for each finding, or "rule file" by path alone.
func foreignLook(t testing.TB, e *engine, path, commit, text string, binary bool) []string {
	t.Helper()
	s := &scan{engine: e, scratch: new(scratch), text: []byte(text), path: path, binary: binary, commit: commit}
	byPath, why, err := s.foreign(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range s.found {
		out = append(out, fmt.Sprintf("%s %d %s", strings.TrimPrefix(s.rules[c.rule].ID, "gitleaks/"), 1+strings.Count(text[:c.value.start], "\n"), s.text[c.value.start:c.value.end]))
	}
	for _, p := range byPath {
		out = append(out, strings.TrimPrefix(p.ID, "gitleaks/")+" file")
	}
	if why != "" {
		out = append(out, "gap")
	}
	return out
}

func TestForeignRules(t *testing.T) {
	hash := strings.Repeat("0123456789abcdef", 2)
	far := strings.Repeat("x\n", 40_000)
	for _, tt := range []struct {
		file, path, text string
		want             []string
	}{
		{"keywords", "a.txt", "acme\n" + far + hash, []string{"acme-hash 40002 " + hash}},
		{"keywords", "a.txt", hash + "\n" + far + "AcMe", []string{"acme-hash 1 " + hash}},
		{"keywords", "a.txt", "acm\n" + hash, nil},
		{"group", "a.txt", "pair left right\neither a=one\neither b=two", []string{"second 1 right", "first 2 one", "first 3 two"}},
		{"entropy", "a.txt", "value=abcdefgh\nvalue=abcdefghi", []string{"random 2 abcdefghi"}},
		{"path", "x/.env", "PIN=1234", []string{"env 1 1234"}},
		{"path", "x/env.txt", "PIN=1234", nil},
		{"path", "keys/a.p12", "\x00\x01", []string{"store file"}},
		{"path", "keys/a.p12", "", []string{"store file"}},
		{"allow", "a.txt", "token=real\ntoken=dummy1\ntoken=aSAMPLEb\ntoken=mine\ntoken=line # ok\ntoken=publicKey", []string{"token 1 real", "token 6 publicKey"}},
		{"allow", "fixtures/a.txt", "token=real", nil},
		{"allow", "docs/a.txt", "token=real\ntoken=publicKey", []string{"token 1 real"}},
		{"global", "a.txt", "one=everywhere\none=onlyone\ntwo=onlyone\ntwo=everywhere", []string{"two 3 onlyone"}},
		{"older", "a.txt", "older=everywhere\nolder=x # ok\nolder=y", []string{"older 3 y"}},
		{"extend", "a.txt", "acme " + hash + "\n" + strings.Repeat("0000ffff", 4), []string{"acme-hash 1 " + hash}},
		{"unbounded", "a.txt", "<<BEGIN " + far + " END>> <<BEGIN b END>>", []string{"block 1 " + far, "block 40001 b"}},
		{"unbounded", "a.txt", strings.Repeat("AF", 30) + "ab" + strings.Repeat("AB", 19), []string{"long 1 " + strings.Repeat("AF", 30)}},
		{"unbounded", "a.txt", "head=a\nhead=b\ntail=c\ntail=d\n", []string{"head 1 a", "tail 4 d"}},
		{"unbounded", "a.txt", "密码：geheim1", []string{"wide 1 geheim1"}},
	} {
		t.Run(tt.file, func(t *testing.T) {
			name := filepath.Join("testdata", "foreign", tt.file+".toml")
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := foreignLook(t, foreignEngine(t, name, string(data)), tt.path, "", tt.text, false)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestForeignCommitAllowlist(t *testing.T) {
	name := filepath.Join("testdata", "foreign", "allow.toml")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	e := foreignEngine(t, name, string(data))
	if got := foreignLook(t, e, "a.txt", "0123456789abcdef0123456789abcdef01234567", "token=real", false); got != nil {
		t.Errorf("in the allowed commit: %q", got)
	}
	if got := foreignLook(t, e, "a.txt", "1123456789abcdef0123456789abcdef01234567", "token=real", false); len(got) != 1 {
		t.Errorf("in another commit: %q", got)
	}
}

func TestForeignRulesInBinaries(t *testing.T) {
	e := foreignEngine(t, "a.toml", "[[rules]]\nid = 'a'\nregex = 'aa=(\\w+)'\n[[rules]]\nid = 'b'\nregex = 'bb=(\\w+)'\ntags = ['outgate:structured']")
	if diff := cmp.Diff([]string{"b 1 2"}, foreignLook(t, e, "a.bin", "", "\x00aa=1 bb=2", true)); diff != "" {
		t.Error(diff)
	}
}

// What is encoded is searched by foreign rules as well.
func TestForeignRulesInDecodedText(t *testing.T) {
	e := foreignEngine(t, "a.toml", "[[rules]]\nid = 'a'\nregex = 'acme=(\\w+)'\n")
	encoded := base64.StdEncoding.EncodeToString([]byte("configuration of acme=geheim1 and the rest"))
	f := &scanner.File{Entry: inventory.Entry{Path: "a.txt", Mode: 0o644}, Role: inventory.RoleProduct, Content: []byte("one\nx " + encoded + "\n")}
	facts, err := e.file(context.Background(), f)
	if err != nil || len(facts.Secrets) != 1 {
		t.Fatal(facts, err)
	}
	if s := facts.Secrets[0]; s.Rule != "gitleaks/a" || s.Decoded != inventory.EncodingBase64 || s.StartLine != 2 || s.Length != len("geheim1") {
		t.Errorf("%+v", s)
	}
}

// Beside our own rules: one finding for one value, the stronger tier first, then ours.
func TestForeignBesideOwn(t *testing.T) {
	own, err := rules.Secrets()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ value, tier, want string }{
		{"{crc32:ghp_}", "structured", "secret/github-pat"},
		{"ghp_{base62:36}", "weak", "secret/github-pat"}, // the checksum is wrong, so our own rule calls it weak
		{"ghp_{base62:36}", "assigned", "gitleaks/pat"},
	} {
		pat, err := rules.Expand(tt.value, 1)
		if err != nil {
			t.Fatal(err)
		}
		foreign, _, err := rules.LoadGitleaks("a.toml", []byte("[[rules]]\nid = 'pat'\nregex = 'ghp_\\w{36}'\ntags = ['outgate:"+tt.tier+"']\n[[rules]]\nid = 'other'\nregex = 'ot=\\w+'"), nil)
		if err != nil {
			t.Fatal(err)
		}
		set, err := rules.NewSecretSet(slices.Concat(own.Rules, foreign))
		if err != nil {
			t.Fatal(err)
		}
		d, err := New(set)
		if err != nil {
			t.Fatal(err)
		}
		facts, err := d.File(context.Background(), &scanner.File{Entry: inventory.Entry{Path: "a.go"}, Role: inventory.RoleProduct, Content: []byte("x = \"" + pat + "\"\not=1\n")})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range facts.Secrets {
			got = append(got, s.Rule)
		}
		if diff := cmp.Diff([]string{tt.want, "gitleaks/other"}, got); diff != "" {
			t.Errorf("%s as %s: %s", tt.value, tt.tier, diff)
		}
	}
}

func TestForeignBudget(t *testing.T) {
	e := foreignEngine(t, "a.toml", "[[rules]]\nid = 'slow'\nregex = '(?s)key.{0,900}?[0-9a-f]{400}[g-z]{3}'")
	got := foreignLook(t, e, "a.txt", "", strings.Repeat("key 0", 1<<20), false)
	if diff := cmp.Diff([]string{"gap"}, got); diff != "" {
		t.Error(diff)
	}
	e = foreignEngine(t, "a.toml", "[[rules]]\nid = 'many'\nregex = 'k\\d'")
	got = foreignLook(t, e, "a.txt", "", strings.Repeat("k1 ", 5000), false)
	if len(got) < 1000 || got[len(got)-1] != "gap" {
		t.Errorf("%d findings and no gap", len(got))
	}
}

// patterns of all shapes: bounded and not, with and without literals, anchored.
var foreignPatterns = []string{
	`(?i)[\w.-]{0,50}?(?:ab|key)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|:){1,3}['"\s=]{0,5}([\w.=-]{3,15})(?:['"\s;]|\\[nr]|$)`,
	`\b[ab]{3,5}\b`, `[ab]{4,}`, `(?s)ab.{0,9}?ba`, `(?s)ab.*?ba`, `(?m)^key.*$`, `\Akey`, `key\z`, `(?i)k(?:ey|a|)b`, `.{0,4}key.{0,4}`, `(?:ab|ba){2}`, `é+b`, `[^a]ab`, `\Bab`, `a=$`, `(?i)K=`, `x?y?key`, `(a|b)*=`, `(?:k|e)y{2}`, `[\x80-\x{ff}]b`, `\n+b`,
}

// What the windows find is what one run over the whole text finds.
func TestForeignEqualsWholeRun(t *testing.T) {
	words := []string{"ab", "ba", "a", "b", "key", "KEY", "=", ": ", "'", "\"", "\n", " ", "é", "\xc3", "x", "y", "0", ";", "\\n", "k", "K", "ſ", "_", "-", "."}
	rng := rand.New(rand.NewPCG(1, 2))
	for n, pattern := range foreignPatterns {
		e := foreignEngine(t, "a.toml", "[[rules]]\nid = 'r'\nregex = '''"+pattern+"'''")
		re := regexp.MustCompile(pattern)
		for range 300 {
			var b strings.Builder
			for range rng.IntN(400) {
				b.WriteString(words[rng.IntN(len(words))])
			}
			text := b.String()
			var want []span
			for _, m := range re.FindAllStringIndex(text, -1) {
				w := span{m[0], m[1]}
				for w.start < w.end && text[w.start] == '\n' {
					w.start++
				}
				for w.start < w.end && text[w.end-1] == '\n' {
					w.end--
				}
				if w.start < w.end {
					want = append(want, w)
				}
			}
			s := &scan{engine: e, scratch: new(scratch), text: []byte(text)}
			if _, _, err := s.foreign(context.Background()); err != nil {
				t.Fatal(err)
			}
			var got []span
			for _, c := range s.found {
				got = append(got, c.whole)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("pattern %d %s on %q:\n%v, want %v", n, pattern, text, got, want)
			}
		}
	}
}

func TestLiterals(t *testing.T) {
	for pattern, want := range map[string][]string{
		`(?i)(?:access|secret|token)\s*=`: {"access", "secret", "token"},
		`\b(?:AKIA|ASIA)[A-Z2-7]{16}`:     {"akia", "asia"},
		`gh[pousr]_[0-9a-z]{36}`:          {"gh"},
		`gh[ps]_[0-9a-z]{36}`:             {"ghp_", "ghs_"},
		`[0-9a-f]{40}`:                    nil,
		`(?:key)?[0-9]+`:                  nil,
		`(?:key|[0-9]+)`:                  nil,
		`(?:key)+x`:                       {"key"},
		`a(?:bc){2}d`:                     {"abcbcd"},
		`(?i)straße`:                      {"stra"},
		`x*abc.*longest`:                  {"longest"},
		`(?:passw(?:or)?d|api|apikey)`:    {"api", "passwd", "password"},
		`ab\x{fffd}cde`:                   {"cde"},
		`密码`:                              {"密码"},
	} {
		re, err := syntax.Parse(pattern, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		got := literals(re)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", pattern, got, want)
		}
	}
}

// A text that a pattern matches contains one of the pattern's literals.
func FuzzLiterals(f *testing.F) {
	for _, p := range foreignPatterns {
		f.Add(p, "a key = 'ab'\nba")
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(pattern) > 200 || len(text) > 1000 || strings.ContainsAny(text, "ſ\u212a") {
			return
		}
		parsed, err := syntax.Parse(pattern, syntax.Perl)
		if err != nil {
			return
		}
		re, err := regexp.Compile(pattern)
		if err != nil {
			return
		}
		set := literals(parsed)
		if set == nil {
			return
		}
		for _, m := range re.FindAllString(text, 20) {
			low := strings.Map(func(r rune) rune {
				if r >= 'A' && r <= 'Z' {
					r += 'a' - 'A'
				}
				return r
			}, m)
			if !slices.ContainsFunc(set, func(w string) bool { return strings.Contains(low, w) || strings.Contains(m, w) }) {
				t.Errorf("%q matches %q, which has none of %q", pattern, m, set)
			}
		}
	})
}
