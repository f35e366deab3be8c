// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestLeaks(t *testing.T) {
	set, err := Leaks()
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Rules) != len(LeakIDs()) || !strings.HasPrefix(set.Digest, "sha256:") {
		t.Errorf("%d rules, digest %q", len(set.Rules), set.Digest)
	}
	again, _ := Leaks()
	if again.Digest != set.Digest {
		t.Error("the digest changes")
	}
}

// What the engine does not know, and what it needs and does not get, is told.
func TestLeakLoaderErrors(t *testing.T) {
	_, err := loadLeakFS(fstest.MapFS{"leaks/a.yaml": {Data: []byte(`rules:
  - id: leak/ibann
    title: x
    help: y
    since: 0.1.0
  - id: leak/iban
    title: x
    since: 0.1.0
    match: [{path: a, text: '{digits:0}'}, {path: a}]
lists:
  host-key: [a]
  markers: [b, b]
  crypto-needles: [AES]
  code-needles: []
`)}})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`rules/leaks/a.yaml:2:9: id "leak/ibann" is no rule that the engine knows; did you mean "leak/iban"?`, "help is missing", "no-match: at least one example", "match: {digits:0}", "an example needs text and path",
		`"host-key" is no list that the engine reads; did you mean "host-keys"?`, `markers: "b" is empty or given twice`, `no file describes the rule "leak/word"`, `no file holds the list "test-cards"`, `crypto-needles: "AES": expected`, `"code-needles" is empty`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in\n%v", want, err)
		}
	}
}

func TestLoadWords(t *testing.T) {
	key := []byte("0123456789abcdef")
	plain := "# comment\nProject Titan # P-7\n\nKuafu\r\n夸父 # P-8\n"
	list, err := LoadWords("w", []byte(plain), nil)
	if err != nil || list.Size() != 3 || list.Plain[0].Text != "projecttitan" || list.Plain[0].Label != "P-7" || list.Plain[1].Label != "line 4 of w" {
		t.Fatalf("%+v %v", list, err)
	}
	for _, k := range [][]byte{nil, key} {
		hashed, err := HashWords("w", []byte(plain), k)
		if err != nil || strings.Contains(strings.ToLower(string(hashed)), "titan") || !strings.Contains(string(hashed), " # P-7\n") {
			t.Fatalf("%s %v", hashed, err)
		}
		list, err := LoadWords("w", hashed, k)
		if want := HashWord([]byte("projecttitan"), k); err != nil || len(list.Hashed) != 3 || list.Hashed[0].Text != string(want[:]) || list.Hashed[0].Keyed != (k != nil) {
			t.Fatalf("%+v %v", list, err)
		}
	}
	for _, c := range []struct{ data, want string }{
		{"", "w:1:1: the list holds no word"},
		{"# only\n\n", "w:1:1: the list holds no word"},
		{"ok\nx\n", "w:2:1: a word needs two letters"},
		{"Titan\ntitan\n", "w:2:1: the word of line 1 once more"},
		{"sha256:12\n", "w:1:1: expected sha256: and 64 hexadecimal digits"},
		{"hmac:" + strings.Repeat("a", 64), "w:1:1: a keyed hash, but there is no key"},
		{"a\xff\n", "w:1:1: not UTF-8"},
		{strings.Repeat("a", 500), "w:1:1: a line of more than"},
		{strings.Repeat("a", 100), "w:1:1: longer than"},
	} {
		_, err := LoadWords("w", []byte(c.data), nil)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.data, err, c.want)
		}
	}
}

func FuzzLoadWords(f *testing.F) {
	f.Add([]byte("Titan # x\nsha256:00\n夸父\n"), []byte(nil))
	f.Fuzz(func(t *testing.T, data, key []byte) {
		list, err := LoadWords("w", data, key)
		if err != nil {
			return
		}
		hashed, err := HashWords("w", data, key)
		if err != nil {
			t.Fatal(err)
		}
		k := key
		if again, err := LoadWords("w", hashed, k); len(k) == 0 || len(k) >= MinWordKey {
			if err != nil || again.Size() > list.Size() {
				t.Fatalf("%v: %d of %d words", err, again.Size(), list.Size())
			}
		}
	})
}

// Check characters as the standards' own examples have them.
func TestChecksums(t *testing.T) {
	if got := PRCIDCheck("11010519491231002"); got != "X" { // GB 11643-1999, annex
		t.Error(got)
	}
	if got := LuhnCheck("7992739871"); got != "3" {
		t.Error(got)
	}
	if got := IBANRest("370400440532013000" + "DE" + "89"); got != 1 {
		t.Error(got)
	}
	if got := USCCCheck("9135010" + "0M000100Y4"); got != "3" { // the example of the registration authority
		t.Error(got)
	}
}
