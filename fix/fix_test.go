// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package fix

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/outgate/outgate/header"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/copyright"
)

// ruleOf loads the section headers of a policy.
func ruleOf(t testing.TB, section string) *policy.HeaderRule {
	t.Helper()
	p, err := policy.Load("p.yaml", []byte("version: 1\nproject: {holders: [Example Corp]}\nheaders:\n  required: true\n"+section))
	if err != nil {
		t.Fatal(err)
	}
	return p.HeaderRule()
}

const shortForm = "  license: Apache-2.0\n  template: [spdx]\n  holders: [Example Corp]\n"

// fixer is what tests need to fix files as the program does.
type fixer struct {
	detector *scanner.Detector
	spec     *Spec
}

func newFixer(t testing.TB, section string) *fixer {
	x := &fixer{copyright.New(), NewSpec(ruleOf(t, section), "Example Corp", "2026")}
	x.spec.Facts = func(f *inventory.File, content []byte) (*inventory.File, error) {
		if after, _ := x.facts(f.Path, content); after != nil {
			return after, nil
		}
		return &inventory.File{Path: f.Path}, nil
	}
	return x
}

// facts are those of a content; nil when no header applies to it.
func (x *fixer) facts(name string, content []byte) (*inventory.File, string) {
	found, err := x.detector.File(context.Background(), &scanner.File{Entry: inventory.Entry{Path: name}, Role: inventory.RoleProduct, Content: content})
	if err != nil || found.Header == nil {
		return nil, ""
	}
	text := ""
	if found.HeaderText != nil {
		text = found.HeaderText.Text
	}
	return &inventory.File{Path: name, Header: found.Header, Copyrights: found.Copyrights}, text
}

func (x *fixer) fix(name string, content []byte, licenses ...inventory.License) Result {
	f, _ := x.facts(name, content)
	if f == nil {
		return Result{content, Left, "takes no header"}
	}
	f.Licenses = licenses
	return x.spec.Header(f, content)
}

func utf16Bytes(order binary.ByteOrder, text string) []byte {
	return encoding{order: order}.encode([]byte(text))
}

// sample is a name of a file of the language.
func sample(l *header.Language) string {
	if e := l.Extensions(); len(e) > 0 {
		return "x." + e[0]
	}
	return l.Names()[0]
}

// prologs are what may stand before a header in a file of the language: nothing,
// each line that must stay first, and all of an interpreter line.
func prologs(l *header.Language) []string {
	var out []string
	if l.Needs() == "" {
		out = append(out, "")
	}
	for _, p := range l.Prologs() {
		switch p {
		case "<?xml":
			p = "<?xml version=\"1.0\"?>"
		case "<!doctype":
			p = "<!doctype html>"
		case "<%@":
			p = "<%@ page %>"
		case "<?":
			continue
		}
		if strings.HasSuffix(p, " ") {
			p += "1"
		}
		out = append(out, p+"\n")
	}
	if len(l.Interpreters()) > 0 && l.Needs() == "" {
		out = append(out, "#!/usr/bin/env "+l.Interpreters()[0]+"\n")
	}
	return out
}

// TestEveryLanguage: for every language of the table, line end, byte order mark or
// UTF-16, prolog, rest, and header that is there: fixing gives a header that the
// detector finds, fixing once more changes nothing, and the rest is the same bytes.
func TestEveryLanguage(t *testing.T) {
	x := newFixer(t, shortForm)
	x.spec.Facts = nil // the header must be right before anybody looks at it
	cases := 0
	for _, l := range x.spec.table.Languages() {
		t.Run(l.Name, func(t *testing.T) {
			old, err := l.Comment([]string{"Copyright (C) 2019 Example Corp. All rights reserved.", "", "Licensed under the Apache License, Version 2.0 (the License);", "you may not use this file except in compliance with the License.",
				"Unless required by applicable law or agreed to in writing, software", "distributed under the License is distributed on an AS IS BASIS,", "WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied."})
			if err != nil {
				t.Fatal(err)
			}
			for _, prolog := range prologs(l) {
				for _, rest := range []string{"", "zzz = 1\n", "zzz = 1", "\nzzz = 1\n", "\n\n"} {
					for _, existing := range []string{"", strings.Join(old, "\n") + "\n"} {
						for _, form := range []string{"lf", "crlf", "bom", "bom crlf", "utf-16le", "utf-16be crlf"} {
							if strings.HasPrefix(form, "utf") && !strings.HasSuffix(rest, "1\n") {
								continue // the text is treated alike
							}
							cases++
							x.property(t, l, sample(l), prolog, existing, rest, form)
						}
					}
				}
			}
		})
	}
	t.Logf("%d cases", cases)
}

func (x *fixer) property(t *testing.T, l *header.Language, name, prolog, existing, rest, form string) {
	t.Helper()
	enc := func(s string) []byte {
		if strings.HasSuffix(form, "crlf") {
			s = strings.ReplaceAll(s, "\n", "\r\n")
		}
		switch {
		case strings.HasPrefix(form, "utf-16le"):
			return utf16Bytes(binary.LittleEndian, s)[2:]
		case strings.HasPrefix(form, "utf-16be"):
			return utf16Bytes(binary.BigEndian, s)[2:]
		}
		return []byte(s)
	}
	var mark []byte
	switch {
	case strings.HasPrefix(form, "bom"):
		if strings.HasPrefix(prolog, "#!") {
			return // the kernel would not see it
		}
		mark = []byte("\xef\xbb\xbf")
	case strings.HasPrefix(form, "utf-16le"):
		mark = []byte{0xFF, 0xFE}
	case strings.HasPrefix(form, "utf-16be"):
		mark = []byte{0xFE, 0xFF}
	}
	before, after := append(bytes.Clone(mark), enc(prolog)...), enc(rest)
	content := bytes.Join([][]byte{before, enc(existing), after}, nil)
	where := fmt.Sprintf("%s, %s, %q", l.Name, form, content)
	f, _ := x.facts(name, content)
	if f == nil {
		if strings.TrimSpace(prolog+existing+rest) != "" {
			t.Errorf("%s: takes no header", where)
		}
		return
	}
	r := x.fix(name, content)
	if !r.Changed() {
		t.Errorf("%s: %s %s", where, r.Action, r.Why)
		return
	}
	if want := map[bool]Action{true: Added, false: Replaced}[existing == ""]; r.Action != want {
		t.Errorf("%s: %s, want %s", where, r.Action, want)
	}
	if !bytes.HasPrefix(r.Content, before) || !bytes.HasSuffix(r.Content, after) {
		t.Errorf("%s: other bytes changed: %q", where, r.Content)
	}
	f, text := x.facts(name, r.Content)
	if f == nil || f.Header.State != inventory.HeaderProper || !strings.Contains(text, "Copyright {year} Example Corp") || !strings.Contains(text, "SPDX-License-Identifier: Apache-2.0") || strings.Contains(text, "Licensed under") {
		t.Errorf("%s: the header is not found again in %q: %+v %q", where, r.Content, f, text)
		return
	}
	if again := x.fix(name, r.Content); again.Action != Kept {
		t.Errorf("%s: a second time: %s %s\n%q\n%q", where, again.Action, again.Why, r.Content, again.Content)
	}
	if strings.HasSuffix(form, "crlf") && !strings.HasPrefix(form, "utf") && prolog+rest != "" && bytes.Count(r.Content, []byte("\n")) != bytes.Count(r.Content, []byte("\r\n")) && strings.Contains(prolog+existing+rest, "\n") {
		t.Errorf("%s: mixed line ends: %q", where, r.Content)
	}
}
