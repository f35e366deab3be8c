// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
)

// ruled makes a detector of rules as text, beside the general rule over names.
func ruled(t *testing.T, texts ...string) *scanner.Detector {
	t.Helper()
	var all []rules.SecretRule
	for _, r := range embedded(t).Rules {
		if r.ID == "secret/assigned-secret" {
			all = append(all, r)
		}
	}
	for _, text := range texts {
		loaded, err := rules.LoadSecretRules("a.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, loaded...)
	}
	set, err := rules.NewSecretSet(all)
	if err != nil {
		t.Fatal(err)
	}
	d, err := New(set)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const tail = "severity: high\nsource: https://acme.test/\nsince: 0.1.0\n"

func TestServices(t *testing.T) {
	d := ruled(t, "id: secret/service\ntitle: Key of a service\ntier: assigned\n"+tail+
		`pattern: '[ _](?:key|token)[ =]{1,3}([0-9A-Za-z-]{10,80})'`+"\nsecret-group: 1\nservices: acme zork-io\nvalidate: [token]\nmatch: ['{service} key {hex:40}']\nno-match: ['{service}']\n")
	for text, want := range map[string][]string{
		"acme key {hex:40}":                     {"service assigned 1-1"},
		"my_acme_token={hex:40}":                {"service assigned 1-1"},
		"zork-io key {uuid}":                    {"service assigned 1-1"},
		"acme key a1b2c3d4e5f6g7h8i9j0":         {"service weak 1-1"},
		"acme key abcd1234abcd1234abcd1234":     {"service weak 1-1"},
		"acme key something-to-be-named":        {},
		"placme key {hex:40}":                   {}, // another word
		"9acme key {hex:40}":                    {},
		"acme of another kind, key {hex:40}":    {},
		"acme key xxxxxxxx{hex:4}xxxxxxxxxxxx":  {},
		"acme key {hex:40} and acme key {uuid}": {"service assigned 1-1", "service assigned 1-1"},
	} {
		if diff := cmp.Diff(want, brief(look(t, d, "a.ini", []byte(expand(t, text, 3))))); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

// A service's rule takes a value from the general rule over names, not from
// the rule of a single vendor.
func TestServicesStandBetweenVendorAndGeneralRules(t *testing.T) {
	d := ruled(t, "id: secret/service\ntitle: Key of a service\ntier: assigned\n"+tail+
		`pattern: '_api_key=([0-9A-Za-z-]{10,600})'`+"\nsecret-group: 1\nservices: acme zork\nmatch: ['{service}_api_key={hex:40}']\nno-match: ['{service}']\n",
		"id: secret/vendor\ntitle: Acme key\ntier: assigned\n"+tail+"name: acme\npattern: '[0-9a-f]{40}'\nkeywords: [acme]\nmatch: ['acme_api_key={hex:40}']\nno-match: ['acme']\n")
	text := expand(t, "acme_api_key={hex:40}\nzork_api_key={hex:40}\nother_api_key={hex:40}\n", 1)
	if diff := cmp.Diff([]string{"vendor assigned 1-1", "service assigned 2-2", "assigned-secret assigned 3-3"}, brief(look(t, d, "a.ini", []byte(text)))); diff != "" {
		t.Error(diff)
	}
}

func TestExclusiveRules(t *testing.T) {
	d := ruled(t, "id: secret/marked\ntitle: Acme token\ntier: structured\n"+tail+`pattern: '\bacme_[0-9a-f]{20}\b'`+"\nkeywords: [acme_]\nexclusive: true\nmatch: ['acme_{hex:20}']\nno-match: ['acme_{hex:4}']\n",
		"id: secret/named\ntitle: Zork token\ntier: assigned\n"+tail+"name: '(?i)zork_?token$'\npattern: '[0-9a-f]{40}'\nkeywords: [zork]\nexclusive: true\nmatch: ['zork_token={hex:40}']\nno-match: ['zork_token={hex:32}']\n")
	for text, want := range map[string][]string{
		"my_token = acme_{hex:20}":                            {"marked structured 1-1"},
		"my_token = acme_{hex:26}":                            {}, // longer than any of this vendor
		"my_token = ACME_{alnum:20}":                          {},
		"my_token = acme.{alnum:24}":                          {"assigned-secret assigned 1-1"},
		"my_token = x-acme_{alnum:24}":                        {"assigned-secret assigned 1-1"},
		"zork_token={hex:40}":                                 {"named assigned 1-1"},
		"zork_token={hex:31}":                                 {}, // a piece of a token
		"zork_token={hex:32}":                                 {}, // the name is this vendor's, and its tokens are longer
		"zork_token={alnum:80}":                               {},
		"zork_token=q1m8e2r7b3y6z4i5q1m8e2r7b3y6z4i5z{hex:4}": {}, // says a text again
		"zork_id={hex:32}":                                    {},
		"zork_token_secret={hex:32}":                          {"assigned-secret assigned 1-1"},
		"zork_token=acme_{hex:20}":                            {"marked structured 1-1"},
		"zork_token=x\ntoken={hex:32}":                        {"assigned-secret assigned 2-2"},
	} {
		if diff := cmp.Diff(want, brief(look(t, d, "a.ini", []byte(expand(t, text, 3))))); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

func TestSlugs(t *testing.T) {
	f := filters{commonPairs()}
	for value, want := range map[string]bool{
		"46331044:A-some-other-thing-nkgv2dqeg1pm": true, "some_other_thing": true, "some-other-nkgvq-thing-x": false, "some-other": false, "Some-Other-Thing": false, "a-b-c-d": false,
	} {
		if f.slug([]byte(value)) != want {
			t.Errorf("%s: want %v", value, want)
		}
	}
	d := detector(t)
	for text, found := range map[string]bool{
		"api_token = \"{digits:8}:A-some-other-thing-{hex:16}\"": false, "api_token = \"{digits:8}:A-{hex:32}\"": true, "password = 'open_sesame'": false,
	} {
		if got := brief(look(t, d, "a.ini", []byte(expand(t, text, 3)))); (len(got) > 0) != found {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// A pattern that ends where a value goes on has found a part of it.
func TestServicesTakeWholeValues(t *testing.T) {
	d := ruled(t, "id: secret/service\ntitle: Key of a service\ntier: weak\n"+tail+
		`pattern: '[ =''"]{1,4}([0-9A-Za-z-]{16,120}={0,2})'`+"\nsecret-group: 1\nservices: acme\nvalidate: [token]\nmatch: ['{service} {hex:40}']\nno-match: ['{service}']\n")
	for text, want := range map[string]bool{
		`acme = "{alnum:20}"`: true, `acme = "{alnum:20}?{alnum:11}"`: false, `acme = "{alnum:20}%{alnum:11}"`: false, `acme = "{alnum:20}+x"`: false, `acme "{alnum:20}\n"`: true, `acme = "{alnum:20}, {alnum:20}"`: true,
		`acme {alnum:20}`: true, `acme {alnum:20}?x`: false, `acme {alnum:20}?`: true, `acme {alnum:20}.`: true, `acme {alnum:20};`: true, `acme = "={alnum:20}"`: false, `acme =={alnum:20}`: true,
		`acme = "{alnum:20}="`: true, `acme = "{alnum:19}q={alnum:11}"`: true, `acme = "{alnum:120}?{alnum:9}"`: true, `acme = "{alnum:80}?{alnum:9}"`: false,
		`acme {hex:40}`: true, `acme {hex:41}`: false, `acme {hex:40}x`: true,
	} {
		if got := brief(look(t, d, "a.ini", []byte(expand(t, text, 3)))); (len(got) == 1) != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// What no generator draws is no token of a long form.
func TestDrawn(t *testing.T) {
	d := ruled(t, "id: secret/long\ntitle: Long token\ntier: structured\n"+tail+`pattern: '\bacme_[0-9A-Za-z-]{40,90}\b'`+"\nkeywords: [acme_]\nvalidate: [drawn]\nmatch: ['acme_{alnum:40}']\nno-match: ['acme_{alnum:4}']\n")
	for text, want := range map[string]bool{
		"acme_{alnum:40}": true, "acme_{alnum:20}-mnopqrstuv{alnum:20}": false, "acme_{alnum:20}-MnOpQrStUv{alnum:20}": false, "acme_{alnum:20}-mnopqrstu-{alnum:20}": true,
		"acme_{alnum:20}-q1w8e2r7t3y6u4i5-q1w8e2r7t3y6u4i5": false, "acme_{alnum:20}-q1w8e2r7t3y6u4-q1w8e2r7t3y6u40": true,
	} {
		if got := brief(look(t, d, "a.ini", []byte(expand(t, text, 3)))); (len(got) == 1) != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func TestCounted(t *testing.T) {
	for v, want := range map[string]bool{
		"a1b2c3d4e5f6g7": true, "aAbBcCdDeEfFgG": true, "x1234567890x": true, "k-9876543210": true, "zyxwvuts1": true, "qwertyui0": true, "abcd1234abcd1234": true, "7890123456": true,
		"abcdefx1234567": false, "aceg-1357": false, "q1w2x9": false, "": false,
	} {
		if got := counted([]byte(v)); got != want {
			t.Errorf("%q: %v", v, got)
		}
	}
}

// A documented format around digits that count is weak; runs of one character
// and the words of a stand-in stay nothing.
func TestTypedValues(t *testing.T) {
	d := detector(t)
	ten := strings.Repeat("1234567890", 4)
	for text, want := range map[string][]string{
		"dop_v1_" + "{hex:10}" + ten + "abcdef01234567": {"digitalocean-token weak 1-1"},
		"dop_v1_" + "{hex:10}{repeat:a54}":              {},
		"api_token = 'q" + ten[:20] + "'":               {},
	} {
		if diff := cmp.Diff(want, brief(look(t, d, "a.ini", []byte(expand(t, text, 3))))); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

func TestNKeyChecksum(t *testing.T) {
	d := detector(t)
	seed := expand(t, "{nkey:SU}", 5)
	other := []byte(seed)
	other[20] = 'A' + (other[20]-'A'+1)%26
	for text, want := range map[string]string{seed: "nkey-seed structured 1-1", string(other): "nkey-seed weak 1-1"} {
		if diff := cmp.Diff([]string{want}, brief(look(t, d, "a.conf", []byte("x "+text)))); diff != "" {
			t.Error(diff)
		}
	}
}

func TestCommentsOfPrograms(t *testing.T) {
	d := detector(t)
	token := expand(t, "{lower-digits:6}.{lower-digits:16}", 2)
	for _, tt := range []struct {
		path, text string
		want       int
	}{
		{"doc.go", "//\t- token: \"" + token + "\"", 0}, {"doc.java", "   * token: \"" + token + "\"", 0}, {"a.go", "var token = \"" + token + "\" // x", 1}, {"a.yaml", "# token: \"" + token + "\"", 1},
	} {
		if got := brief(look(t, d, tt.path, []byte("x\n"+tt.text+"\n"))); len(got) != tt.want {
			t.Errorf("%s %s: %v", tt.path, strings.ReplaceAll(tt.text, token, "T"), got)
		}
	}
}

// What a value begins with is read off the pattern, so that nothing is given away
// to a text without it: every place where the pattern finds a random value has a run.
func TestRunOf(t *testing.T) {
	for _, tt := range []struct {
		pattern    string
		min, reach int
	}{
		{`(?i).{0,80}?\bkey[=:]{1,2}([0-9a-z]{16,40}={0,2})`, 16, 85},
		{`(?:key|secret)?[ ]{1,4}([0-9a-f]{32,64})`, 32, 10},
		{`key=([0-9a-f]{32,64})x`, 0, 0}, // not the last
		{`key=(?:[0-9a-f]{32,64})`, 0, 0},
		{`key=(abc[0-9]{4,8})`, 0, 4},
	} {
		if run := runOf(tt.pattern, 1); run.min != tt.min || run.reach != tt.reach {
			t.Errorf("%s: run %d, reach %d", tt.pattern, run.min, run.reach)
		}
	}
	e := built(t)
	for i := range e.rules {
		r := &e.rules[i]
		if !r.behind {
			continue
		}
		if r.run.min == 0 || r.run.reach == 0 {
			t.Errorf("%s: the run is not known", r.ID)
		}
		for _, text := range []string{
			strings.Repeat("é", r.run.reach) + strings.Repeat("a1", r.run.min), strings.Repeat(" ", r.run.reach) + strings.Repeat("QzxWvK", r.run.min),
		} {
			s := &scan{engine: e.engine, scratch: new(scratch), text: []byte(text)}
			if end, _, ok := s.lastToken(&r.run, 0, len(text)); !ok || end != len(text) {
				t.Errorf("%s: %.20q: %v to %d of %d", r.ID, text, ok, end, len(text))
			}
		}
		for _, text := range []string{strings.Repeat(" ", r.run.reach+1) + strings.Repeat("a1", r.run.min), strings.Repeat("word and ", 100), strings.Repeat("a1"[:1], r.run.min-1) + " 1"} {
			s := &scan{engine: e.engine, scratch: new(scratch), text: []byte(text)}
			if end, _, ok := s.lastToken(&r.run, 0, len(text)); ok {
				t.Errorf("%s: %.20q: a run to %d", r.ID, text, end)
			}
		}
	}
}

// Two letters of a mark come up by chance in a long base64 text: no token. In a
// path, or with words beside it, it is one.
func TestMarksWithinBase64(t *testing.T) {
	d := ruled(t, "id: secret/marked\ntitle: Acme token\ntier: structured\n"+tail+`pattern: '\bQZ[0-9A-Za-z_-]{38}'`+"\nkeywords: [qz]\nmatch: ['QZ{alnum:38}']\nno-match: ['QZ{alnum:4}']\n")
	marked := []string{"marked structured 1-1"}
	for text, want := range map[string][]string{
		"QZ{alnum:38}":                             marked,
		"QZ{alnum:62}":                             {}, // a line of a certificate
		"{alnum:24}/QZ{alnum:38}":                  {},
		"{alnum:24}+QZ{alnum:62}==":                {},
		"https://acme.test/api/v1/QZ{alnum:38}/x":  marked,
		"servicesOfAcme/accounts/QZ{alnum:38}":     marked,
		"{alnum:24}+QZ{alnum:20}_{alnum:17}":       marked, // no base64 of that alphabet
		"{alnum:24}:QZ{alnum:38}":                  marked,
		"{alnum:8}/QZ{alnum:38}/{alnum:8}":         marked,
		"key {alnum:24}\nQZ{alnum:38}\n{alnum:24}": {"marked structured 2-2"},
	} {
		if diff := cmp.Diff(want, brief(look(t, d, "a.ini", []byte(expand(t, text, 3))))); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

// A rule over text is searched for around each place of its keyword unless every
// match begins with one. With a word of every program for a keyword that costs
// more than all other rules together.
func TestEverydayWordsAreTriedInPlace(t *testing.T) {
	e, err := newEngine(embedded(t))
	if err != nil {
		t.Fatal(err)
	}
	everyday := " key keys token secret password pass access auth user name login id api url value data type "
	for i := range e.rules {
		r := &e.rules[i]
		if r.first || r.behind || r.name != nil || r.foreign != nil {
			continue
		}
		for _, k := range r.Keywords {
			if in(everyday, k) {
				t.Errorf("%s: every match must begin with one of the keywords, among them %q", r.ID, k)
			}
		}
	}
}
