// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"strings"
	"testing"
)

type nodeDoc struct {
	Text Value[string] `yaml:"text"`
	Any  Node          `yaml:"any"`
}

type nodeFact struct {
	Path string `json:"path"`
	place
	Tags  []string `json:"tags,omitempty"`
	Below *struct {
		N int `json:"n"`
	} `json:"below"`
}

type place struct {
	Line int `json:"line"`
}

func TestNode(t *testing.T) {
	var d nodeDoc
	if errs := Decode("p.yaml", []byte("any:\n  path: \"a b\"\n  line: 3\n  tags: [x, 'y']\n  below: {n: 4}\n"), &d); errs != nil {
		t.Fatal(errs)
	}
	var f nodeFact
	if errs := d.Any.Decode(&f); errs != nil {
		t.Fatal(errs)
	}
	if f.Path != "a b" || f.Line != 3 || len(f.Tags) != 2 || f.Below == nil || f.Below.N != 4 {
		t.Errorf("%+v", f)
	}
	if got := d.Any.String(); got != `{"path": "a b", "line": 3, "tags": ["x", "y"], "below": {"n": 4}}` {
		t.Error(got)
	}
	if d.Any.At != (Position{"p.yaml", 2, 3}) {
		t.Error(d.Any.At)
	}
	d = nodeDoc{}
	if errs := Decode("p.yaml", []byte("any: {pth: x, line: y}\n"), &d); errs != nil {
		t.Fatal(errs)
	}
	if errs := d.Any.Decode(&f); len(errs) != 2 || errs.Error() != "p.yaml:1:7: unknown key \"pth\"; did you mean \"path\"?\np.yaml:1:21: expected a whole number, found \"y\"" {
		t.Error(errs)
	}
	if errs := (Node{}).Decode(&f); len(errs) != 1 {
		t.Error(errs)
	}
}

func TestWithin(t *testing.T) {
	for _, c := range []struct{ text, find, want string }{
		{"text: file.path == x\n", "path", "1:12"},
		{"text: 'file.path == \"x\"'\n", "path", "1:13"},
		{"text: 'it''s path'\n", "path", "1:14"},
		{"text: \"a \\\"b\\\" path\"\n", "path", "1:16"},
		{"text: \"ä path\"\n", "path", "1:10"},
		{"text: |\n  one\n    two\n  path\n", "path", "4:3"},
		{"text: >-\n  one\n  two path\n", "path", "3:7"},
		{"text: one\n  two path\n", "path", "2:7"},
		{"any: x\ntext:\n  \"one\n   path\"\n", "path", "4:4"},
	} {
		var d nodeDoc
		if errs := Decode("p.yaml", []byte(c.text), &d); errs != nil {
			t.Fatal(errs)
		}
		got := Within([]byte(c.text), d.Text.At, d.Text.V, strings.Index(d.Text.V, c.find))
		if got.String() != "p.yaml:"+c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
	if got := Within(nil, Position{"p.yaml", 3, 4}, "x", 0); got.File != "p.yaml" {
		t.Error(got)
	}
}
