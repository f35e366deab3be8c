// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAutomatonFindsEveryWord(t *testing.T) {
	words := []string{"he", "she", "his", "hers", "_key", "api_key", "key", "e"}
	a, err := newAutomaton(words)
	if err != nil {
		t.Fatal(err)
	}
	text := []byte("usHErs his SHE API_KEY monkey _ke\xff_key")
	got, want := map[[2]int]bool{}, map[[2]int]bool{}
	state := uint32(0)
	for i, c := range text {
		state = a.next[state+uint32(a.class[c])]
		if state >= a.accept {
			for _, k := range a.at(state) {
				got[[2]int{int(k), i + 1}] = true
			}
		}
	}
	for k, w := range words {
		for i := range text {
			if bytes.EqualFold(text[i:min(len(text), i+len(w))], []byte(w)) {
				want[[2]int{k, i + len(w)}] = true
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestStartsWithKeyword(t *testing.T) {
	for _, tt := range []struct {
		pattern  string
		keywords []string
		want     bool
	}{
		{`\bghp_[a-z]{3}`, []string{"ghp_"}, true}, {`gh[op]_x`, []string{"gho_", "ghp_"}, true}, {`gh[ops]_x`, []string{"gho_", "ghp_"}, false},
		{`(?i)token=x`, []string{"token"}, true}, {`x?ghp_`, []string{"ghp_"}, false}, {`[a-z]{3}ghp_`, []string{"ghp_"}, false}, {`key|token`, []string{"key", "token"}, true}, {`.key`, []string{"key"}, false}, {`ke`, []string{"key"}, false},
	} {
		prog, err := programOf(tt.pattern)
		if err != nil {
			t.Fatal(err)
		}
		if got := startsWithKeyword(prog, tt.keywords); got != tt.want {
			t.Errorf("%s %v: %v", tt.pattern, tt.keywords, got)
		}
	}
}

// What guard and byte set turn away, the pattern itself must not match.
func TestGuardIsNecessary(t *testing.T) {
	e, err := newEngine(embedded(t))
	if err != nil {
		t.Fatal(err)
	}
	anchored := 0
	for i := range e.rules {
		r := &e.rules[i]
		if !r.first {
			continue
		}
		anchored++
		for _, example := range r.Match {
			text := []byte("\n" + expand(t, example, 9))
			for at := 1; at < len(text); at++ {
				m := r.after.get().FindIndex(text[at-1:])
				if m == nil {
					continue
				}
				for n, allowed := range r.limits.get().guard {
					if !allowed[text[at+n]] {
						t.Errorf("%s: the guard refuses byte %d of a match", r.ID, n)
					}
				}
				for _, c := range text[at : at-1+m[1]] {
					if !r.limits.get().anywhere[c] {
						t.Errorf("%s: %q is not among the bytes of a match", r.ID, c)
					}
				}
			}
		}
	}
	if anchored < 100 {
		t.Errorf("only %d rules are tried at their keyword", anchored)
	}
}

func TestEntropy(t *testing.T) {
	for text, want := range map[string]float64{"": 0, "aaaa": 0, "abab": 1, "abcd": 2, "aabbccdd": 2} {
		if got := entropy([]byte(text)); math.Abs(got-want) > 1e-9 {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestRandom(t *testing.T) {
	f := &filters{commonPairs()}
	for _, no := range []string{"", "short1", "getAccessTokenForUser", "access_token_of_user", "my-service-account-2", "us-east-1-production", "2024-01-02T15:04:05", "1234567890123456", "correct horse battery", "application/json",
		"kubernetes.io/service-account-token", "sha256WithRSAEncryption", "com.example.security.TokenProvider", "NotAfterBeforeExpiry", "UTF8String", "x509v3_extension"} {
		if f.random([]byte(no)) {
			t.Errorf("%q passes as random", no)
		}
	}
	for _, generator := range []string{"{alnum:16}", "{alnum:20}", "{alnum:32}", "{hex:32}", "{hex:40}", "{base64:40}", "{base64url:43}", "{lower-digits:32}", "{upper-digits:24}"} {
		hits := 0
		for seed := range uint64(500) {
			if f.random([]byte(expand(t, generator, seed))) {
				hits++
			}
		}
		if hits < 480 {
			t.Errorf("%s: only %d of 500 pass as random", generator, hits)
		}
	}
}

func TestStandIns(t *testing.T) {
	for _, yes := range []string{"xxxxxxxx", "********", "AAAAAAAAAAAA", "abcdefghijkl", "0123456789", "SOME-EXAMPLE-KEY", "changeme!", "aAaAaAaAaAaA", `\r\n`, `\n\t`} {
		if !blank([]byte(yes)) {
			t.Errorf("%q is taken for a secret", yes)
		}
	}
	for _, no := range []string{"hunter2", "p4ss", "123456", `\r\nx`, `\d\n`, `rnrn`} {
		if blank([]byte(no)) {
			t.Errorf("%q is taken for a stand-in", no)
		}
	}
	for _, yes := range []string{"your-token", "INSERT_KEY_HERE", "dummy-value", "my_secret_key", "not-a-secret", "<replace-me>", "AES256-GCM-with-SHA512"} {
		if !standIn([]byte(yes)) {
			t.Errorf("%q is no stand-in", yes)
		}
	}
}

func TestTemplate(t *testing.T) {
	for _, yes := range []string{"${X}", "$(cmd)", "{{ .Values.x }}", "<password>", "%PASS%", "%s", "$PASSWORD", "@pass@", "ENC(abc)", "vault:secret/x", "process.env.X", "arn:aws:x", "#{x}", "!secret", "*anchor", "__PASS__", "[REDACTED]", "sha256:abc", "pre-{field}", "{x:02d}rest", "rest}", "###PASS###", "#pass-field", "'$PASS'", "'+h+'", "+ name +", "cpe:2.3:a:b", "pkg:npm/x@1"} {
		if !template([]byte(yes)) {
			t.Errorf("%q is no template", yes)
		}
	}
	for _, no := range []string{"hunter2", "p@ss", "$ecret!", "a_b", "100%", "#1-Rule!", "U]pP8a=}", "'", "##", "+a b+"} {
		if template([]byte(no)) {
			t.Errorf("%q is taken for a template", no)
		}
	}
}

func TestSecretName(t *testing.T) {
	for _, yes := range strings.Fields("password dbPassword DB_PASS spring.datasource.password apiKey API_KEY client_secret clientSecretProd access-token AWS_SECRET_ACCESS_KEY encryptionKey authToken oauth_token pwd1 secretKeyBase64 passphrase APIKEY userpass") {
		if !secretName(yes) {
			t.Errorf("%s keeps no secret", yes)
		}
	}
	for _, no := range strings.Fields("monkey keyboard tokenizer publicKey primary_key cacheKey key compass bypass password_file passwordField token_url tokenExpiry secretName api_key_id passwordHash csrf_token next_page_token sealed_token sortKey keywords search_keyword authority passenger is_token password_policy keyPrefix DB_SHA256_PASSWORD md5_password bcryptPassword") {
		if secretName(no) {
			t.Errorf("%s keeps a secret", no)
		}
	}
}

// Parts of a text put together, names of fields and stand-ins of web pages are no passwords.
func TestPasswordsOfPages(t *testing.T) {
	d := detector(t)
	for text, want := range map[string]int{
		`var r = ["password", "rePassword"].map(f)`:            0,
		`"explicitly pass \"'+name+'\" as a property"`:         0,
		`x = {"password": "FillInCorrectPassword"}`:            0,
		`x = {"password": "+q7w+e2r+"}`:                        1,
		`x = {"password": "` + strings.Repeat("ze9", 3) + `"}`: 1,
	} {
		if got := brief(look(t, d, "a.js", []byte(text))); len(got) != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// What a build tool calls an artifact is no password; what merely has colons may be.
func TestCoordinates(t *testing.T) {
	d := detector(t)
	for text, want := range map[string]int{
		`I cannot pass "io.tidy.format:tidy-format-maven-plugin:0.0.31:validate" goal`: 0,
		`password = "r.q7w8:` + strings.Repeat("Ze9", 3) + `:"`:                        1,
	} {
		if got := brief(look(t, d, ".git/commit/abc", []byte(text))); len(got) != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// What a ledger calls a token is the hash of a transaction; a key of that form stays.
func TestCoins(t *testing.T) {
	hash := "0x" + strings.Repeat("9f3a", 16)
	for _, yes := range [][2]string{{"Token1", hash}, {"tokenkey", hash + "_0"}, {"token", "0X" + hash[2:] + "_12"}} {
		if !coin(yes[0], []byte(yes[1])) {
			t.Errorf("%s = %s is none", yes[0], yes[1])
		}
	}
	for _, no := range [][2]string{{"privateKey", hash}, {"token_secret", hash}, {"privToken", hash}, {"token", hash[2:]}, {"token", hash[:60]}, {"token", hash + "0"}, {"token", hash[:60] + "wxyzuv"}} {
		if coin(no[0], []byte(no[1])) {
			t.Errorf("%s = %s is one", no[0], no[1])
		}
	}
	d := detector(t)
	for text, want := range map[string]int{"token = \"0x{hex:64}_0\"": 0, "private_key = \"0x{hex:64}\"": 1} {
		if got := brief(look(t, d, "a.js", []byte(expand(t, text, 3)))); len(got) != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func TestChecks(t *testing.T) {
	for _, tt := range []struct {
		name, example string
		want          bool
	}{
		{"basic-auth", "{basic:me}", true}, {"basic-auth", "{base64:24}", false}, {"basic-auth", "!!!", false},
		{"jwt", "{jwt}", true}, {"jwt", "a.b.c", false}, {"jwt", "eyJhbGciOiJub25lIn0.e30.{base64url:30}", false},
	} {
		text := []byte(expand(t, tt.example, 2))
		s := &scan{engine: &engine{filters: filters{commonPairs()}}, scratch: new(scratch), text: text, done: []int{0}}
		if _, got := checkNamed(tt.name)(s, &candidate{value: span{0, len(text)}}); got != tt.want {
			t.Errorf("%s of %s: %v", tt.name, tt.example, got)
		}
	}
}
