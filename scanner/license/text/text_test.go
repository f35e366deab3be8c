// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package text_test

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner/license/text"
	"github.com/outgate/outgate/scanner/license/text/sources"
)

func load(t testing.TB) *text.Corpus {
	t.Helper()
	c, err := text.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func find(t testing.TB, c *text.Corpus, content string) []text.Match {
	t.Helper()
	var s text.Scratch
	found, _, cut, err := c.Find(context.Background(), []byte(content), &s)
	if err != nil || cut {
		t.Fatalf("cut %v, error %v", cut, err)
	}
	return found
}

func TestTablesAreUpToDate(t *testing.T) {
	all, err := sources.All()
	if err != nil {
		t.Fatal(err)
	}
	c, chosen, err := text.Build(all)
	if err != nil {
		t.Fatal(err)
	}
	want, err := c.Encode(chosen)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("tables.zst")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Error("tables.zst is out of date: run go generate ./scanner/license/text")
	}
}

// TestEverySPDXTextNamesItself scans each text of the SPDX License List: it
// must be found as itself, as a whole, and as nothing else. Where several ids
// have one text, the text is that of the first (see docs/licenses.md).
func TestEverySPDXTextNamesItself(t *testing.T) {
	c := load(t)
	texts, err := rules.LicenseTexts()
	if err != nil {
		t.Fatal(err)
	}
	licenses := 0
	for _, x := range texts {
		found := find(t, c, x.Text)
		kind := text.License
		if x.Exception {
			kind = text.Exception
		} else {
			licenses++
		}
		own := slices.IndexFunc(found, func(m text.Match) bool {
			return m.Doc.Kind == kind && (m.Doc.ID == x.ID || slices.Contains(m.Doc.Also, x.ID))
		})
		switch {
		case own < 0:
			t.Errorf("%s is not found in its own text: %v", x.ID, names(found))
		case found[own].Confidence < 1:
			t.Errorf("%s is found with confidence %v in its own text", x.ID, found[own].Confidence)
		case !x.Exception && len(found) > 1:
			t.Errorf("%s: its text is also %v", x.ID, names(found))
		}
	}
	if licenses < 700 {
		t.Errorf("only %d licenses", licenses)
	}
}

func names(found []text.Match) (out []string) {
	for _, m := range found {
		out = append(out, m.Doc.Kind+" "+m.Doc.ID)
	}
	return out
}

const isc = `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR
CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT,
NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.
`

// TestDress finds a text in whatever dress it comes.
func TestDress(t *testing.T) {
	c := load(t)
	lead := func(leader, s string) string {
		return leader + strings.ReplaceAll(strings.TrimSpace(s), "\n", "\n"+leader)
	}
	for name, content := range map[string]string{
		"C":               "/*\n" + lead(" * ", isc) + "\n */\nint x;\n",
		"shell":           lead("# ", isc),
		"m4":              lead("dnl ", isc),
		"batch":           lead("REM ", isc),
		"CRLF":            strings.ReplaceAll(isc, "\n", "\r\n"),
		"one line":        strings.ReplaceAll(isc, "\n", " "),
		"a word a line":   strings.ReplaceAll(isc, " ", "\n"),
		"HTML":            "<p class=\"x\">" + strings.ReplaceAll(strings.ReplaceAll(isc, `"`, "&quot;"), "\n\n", "</p>\n<p>") + "</p>",
		"a C string":      `"` + strings.ReplaceAll(strings.ReplaceAll(isc, `"`, `\"`), "\n", `\n`) + `"`,
		"divided words":   strings.ReplaceAll(isc, "distribute", "distri-\n// bute"),
		"copyright lines": "Copyright (c) 2001, 2002 Jane Doe <jane@example.org>\nCopyright 2003-2005 The Company\n\n" + isc,
		"British":         strings.ReplaceAll(isc, "hereby", "hereby"),
		"curly quotes":    strings.ReplaceAll(isc, `"AS IS"`, "“AS IS”"),
	} {
		found := find(t, c, content)
		if len(found) != 1 || found[0].Doc.ID != "ISC" || found[0].Confidence < .97 {
			t.Errorf("%s: %v", name, names(found))
		}
	}
}

// TestPlace holds the first and last byte of what was found.
func TestPlace(t *testing.T) {
	before, after := "int a; // nothing to see here\n\n", "\nint b; // nor here\n"
	content := before + isc + after
	found := find(t, load(t), content)
	if len(found) != 1 {
		t.Fatal(names(found))
	}
	want := strings.TrimRight(strings.TrimSpace(isc), ".")
	if diff := cmp.Diff(want, content[found[0].Start:found[0].End]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestHoles shows what a text puts in between.
func TestHoles(t *testing.T) {
	extra := "This part was added by somebody and says something else altogether about the weather of today."
	content := strings.Replace(isc, "\n\n", "\n\n"+extra+"\n\n", 1)
	found := find(t, load(t), content)
	if len(found) != 1 || len(found[0].Holes) != 1 {
		t.Fatalf("%v with holes %v", names(found), found)
	}
	h := found[0].Holes[0]
	if got := strings.TrimSpace(content[h.From:h.To]); !strings.HasPrefix(extra, got) || len(got) < 60 {
		t.Errorf("hole %q", got)
	}
}

// TestNotALicense: prose with legal words, and parts too small to mean anything.
func TestNotALicense(t *testing.T) {
	for _, content := range []string{
		"", "license", "the software is provided as is",
		"We provide this software to users. It comes without any warranty, and we grant permission to use it.",
		"redistribution and use in source and binary forms",
		strings.Repeat("the terms of the license ", 1000),
	} {
		if found := find(t, load(t), content); len(found) > 0 {
			t.Errorf("%.60q: %v", content, names(found))
		}
	}
}

// TestChunks finds a text that straddles two chunks of a long file.
func TestChunks(t *testing.T) {
	content := strings.Repeat("zz ", 1<<20-60) + "\n" + isc + strings.Repeat("zz\n", 3000)
	found := find(t, load(t), content)
	if len(found) != 1 || found[0].Doc.ID != "ISC" {
		t.Error(names(found))
	}
}

// TestBudget shows that work that was cut short is told.
func TestBudget(t *testing.T) {
	texts, err := rules.LicenseTexts()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, x := range texts { // every word in twelve is another, so that all comparisons are long
		for i, w := range strings.Fields(x.Text) {
			if i%12 == 0 {
				w = "the"
			}
			b.WriteString(w + " ")
		}
	}
	var s text.Scratch
	_, _, cut, err := load(t).Find(context.Background(), []byte(strings.Repeat(b.String(), 2)), &s)
	if err != nil || !cut {
		t.Errorf("cut %v, error %v", cut, err)
	}
}

func TestCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var s text.Scratch
	if _, _, _, err := load(t).Find(ctx, []byte(isc), &s); err == nil {
		t.Error("a canceled context is not reported")
	}
}

// TestMarks keeps the places of marked words and of URLs, in markup too.
func TestMarks(t *testing.T) {
	c, err := text.Load([]string{"license", "unheardofword"})
	if err != nil {
		t.Fatal(err)
	}
	content := "A License <a href=\"http://x/license\">x</a>\nCopyright 2020 Unheardofword licenses"
	var s text.Scratch
	_, marks, _, err := c.Find(context.Background(), []byte(content), &s)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range marks {
		got = append(got, content[m:min(len(content), int(m)+7)])
	}
	if diff := cmp.Diff([]string{"License", "://x/li", "license", "Unheard"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestEndThatLacks: the X Consortium's text is often quoted without its
// title and its last sentence, on the trademark, and remains X11 rather than the variant that
// grants more in its midst.
func TestEndThatLacks(t *testing.T) {
	ref, err := sources.Text("spdx:X11")
	if err != nil {
		t.Fatal(err)
	}
	begin, end := strings.Index(ref, "Permission is"), strings.Index(ref, "X Window System is a trademark")
	if begin < 0 || end < begin {
		t.Fatal("the text begins or ends otherwise")
	}
	short := ref[begin:end]
	found := find(t, load(t), short)
	if len(found) != 1 || found[0].Doc.ID != "X11" {
		t.Errorf("found %d documents, the first %+v", len(found), found)
	}
}

// TestDividedWords: a hyphen at the end of a line divides words of small and of
// capital letters, and does not divide names.
func TestDividedWords(t *testing.T) {
	c := load(t)
	edit := func(purpose string) int {
		found := find(t, c, strings.Replace(isc, "purpose", purpose, 1))
		if len(found) != 1 || found[0].Doc.ID != "ISC" {
			t.Fatalf("%q: %+v", purpose, found)
		}
		return found[0].Edit
	}
	whole := edit("purpose")
	for _, divided := range []string{"pur-\n * pose", "PUR-\n# POSE", "pur-\nPose"} {
		if same := edit(divided) == whole; same != (divided != "pur-\nPose") {
			t.Errorf("%q: read as one word: %v", divided, same)
		}
	}
}

func FuzzFind(f *testing.F) {
	c, err := text.Load([]string{"license"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(isc)
	f.Add("IN CONNEC-\n# TION WITH; in connec-\n")
	f.Add("<a<b &amp; \\n a-\nb 1. (c) copyright 2000 \xff\xfe 許可 é")
	f.Add(strings.Repeat("permission is hereby granted free of charge ", 50))
	f.Fuzz(func(t *testing.T, content string) {
		var s text.Scratch
		found, marks, _, err := c.Find(context.Background(), []byte(content), &s)
		if err != nil {
			t.Fatal(err)
		}
		last := 0
		for _, m := range found {
			if m.Start < last || m.End <= m.Start || m.End > len(content) || m.Confidence < 0 || m.Confidence > 1 {
				t.Fatalf("%+v after %d of %d", m, last, len(content))
			}
			last = m.Start
			for _, h := range m.Holes {
				if h.From < m.Start || h.To > m.End || h.From > h.To {
					t.Fatalf("hole %v of %d-%d", h, m.Start, m.End)
				}
			}
		}
		for _, m := range marks {
			if int(m) >= len(content) {
				t.Fatalf("mark %d of %d", m, len(content))
			}
		}
		again, _, _, _ := c.Find(context.Background(), []byte(content), &s)
		if len(again) != len(found) {
			t.Fatalf("%d matches, then %d", len(found), len(again))
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b)
	}
}

func BenchmarkFind(b *testing.B) {
	c := load(b)
	texts, err := rules.LicenseTexts()
	if err != nil {
		b.Fatal(err)
	}
	var all strings.Builder
	for _, x := range texts {
		all.WriteString(x.Text)
	}
	source := strings.Repeat("func handle(request *Request, id string) (err error) { return store.Put(request.Context(), id) }\n", 20000)
	for name, content := range map[string]string{"texts": all.String(), "source": source} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(content)))
			var s text.Scratch
			for b.Loop() {
				if _, _, _, err := c.Find(context.Background(), []byte(content), &s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
