// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type garden struct {
	At      Position
	Name    Value[string]  `yaml:"name"`
	Area    float64        `yaml:"area"`
	Open    bool           `yaml:"open"`
	Beds    int            `yaml:"beds"`
	Plants  []plant        `yaml:"plants"`
	Labels  map[string]int `yaml:"labels"`
	Hidden  string
	Keeper  *plant          `yaml:"keeper"`
	Mottoes []Value[string] `yaml:"mottoes"`
}

type plant struct {
	At   Position
	Kind string `yaml:"kind"`
}

func TestDecode(t *testing.T) {
	text := `# a garden
name: Kew
area: 1.5
open: true
beds: 3
plants:
  - kind: rose
  - kind: |
      two
      lines
labels: {a: 1, "b c": 2}
keeper:
  kind: oak
mottoes: [x, 12]
`
	var got garden
	if errs := Decode("g.yaml", []byte(text), &got); errs.Err() != nil {
		t.Fatal(errs)
	}
	at := func(line, column int) Position { return Position{"g.yaml", line, column} }
	want := garden{
		At: at(2, 1), Name: Value[string]{"Kew", at(2, 7)}, Area: 1.5, Open: true, Beds: 3,
		Plants:  []plant{{at(7, 5), "rose"}, {at(8, 5), "two\nlines\n"}},
		Labels:  map[string]int{"a": 1, "b c": 2},
		Keeper:  &plant{at(13, 3), "oak"},
		Mottoes: []Value[string]{{"x", at(14, 11)}, {"12", at(14, 14)}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestDecodeBroken: each file with every message that it must give, at once and in file order.
func TestDecodeBroken(t *testing.T) {
	for _, c := range []struct {
		name, yaml string
		want       []string
	}{
		{"unknown and misspelt keys", "nmae: x\nsize: 2\n", []string{
			`g.yaml:1:1: unknown key "nmae"; did you mean "name"?`, `g.yaml:2:1: unknown key "size"`}},
		{"field without a tag", "Hidden: x\n", []string{`g.yaml:1:1: unknown key "Hidden"`}},
		{"key twice", "beds: 1\nbeds: 2\n", []string{`g.yaml:2:1: key "beds" is given twice`}},
		{"wrong types", "area: big\nopen: yes\nbeds: 1.5\nplants: rose\nlabels: [1]\nname: {a: b}\n", []string{
			`g.yaml:1:7: expected a number, found "big"`,
			`g.yaml:2:7: expected true or false, found "yes"`,
			`g.yaml:3:7: expected a whole number, found "1.5"`,
			`g.yaml:4:9: expected a list, found "rose"`,
			`g.yaml:5:9: expected a mapping (key: value), found a list`,
			`g.yaml:6:7: expected text, found a mapping`}},
		{"inside a list", "plants:\n  - kid: rose\n  - 3\n", []string{
			`g.yaml:2:5: unknown key "kid"; did you mean "kind"?`,
			`g.yaml:3:5: expected a mapping (key: value), found "3"`}},
		{"anchor and alias", "name: &n x\nkeeper:\n  kind: *n\n", []string{
			`g.yaml:1:7: anchors, aliases and merge keys are not supported; write the value out`,
			`g.yaml:3:9: anchors, aliases and merge keys are not supported; write the value out`}},
		{"two documents", "name: a\n---\nname: b\n", []string{`g.yaml:3:1: a second document; one is expected`}},
		{"empty", "# nothing\n", []string{`g.yaml:1:1: the file is empty`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var g garden
			err := Decode("g.yaml", []byte(c.yaml), &g).Err()
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(strings.Join(c.want, "\n"), err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDecodeHostile(t *testing.T) {
	for name, text := range map[string]string{
		"deep":      strings.Repeat("[", 200000),
		"dashes":    strings.Repeat("- ", 200000),
		"open maps": "version: 1\nname: " + strings.Repeat("{a: ", 100000),
		"deep maps": strings.Repeat("{a: ", 3000),
		"large":     strings.Repeat("a", maxYAML+1),
		"syntax":    "a: b: c: d\n\t- x",
		"binary":    "\x00\xff\xfe",
	} {
		var g garden
		if Decode("g.yaml", []byte(text), &g).Err() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestMessagesDoNotShowWhatMayBeSecret(t *testing.T) {
	key := "tok" + strings.Repeat("a1B2", 8)
	text := key + ": 1\nbeds: " + key + "\narea: " + strings.Repeat("long ", 50) + "\nkeeper: " + key + "\n"
	var g garden
	err := Decode("g.yaml", []byte(text), &g).Err()
	if err == nil || strings.Contains(err.Error(), key) || strings.Contains(err.Error(), "long long long long long long") {
		t.Errorf("%v", err)
	}
	if n := strings.Count(err.Error(), "(35 characters)"); n != 3 {
		t.Errorf("%d words cut in:\n%v", n, err)
	}
}

func TestSuggest(t *testing.T) {
	known := []string{"license-denied", "header-missing", "GPL-3.0-only"}
	for word, want := range map[string]string{
		"license-deneid": `; did you mean "license-denied"?`,
		"gpl-3.0-onyl":   `; did you mean "GPL-3.0-only"?`,
		"header":         "",
		"zzz":            "",
		"":               "",
		"license-denied": "",
	} {
		if got := Suggest(word, known); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

// A byte order mark is named, and not taken for a part of the first key.
func TestByteOrderMark(t *testing.T) {
	var into struct {
		Version Value[int] `yaml:"version"`
	}
	errs := Decode("p.yaml", []byte("\ufeffversion: 1\n"), &into)
	if len(errs) != 1 || errs[0].Error() != "p.yaml:1:1: begins with a byte order mark; save the file as UTF-8 without one" {
		t.Errorf("%v", errs)
	}
}
