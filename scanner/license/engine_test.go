// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	classifier "github.com/google/licenseclassifier/v2"
	"github.com/google/licenseclassifier/v2/assets"
)

func asset(t testing.TB, path string) []byte {
	t.Helper()
	text, err := assets.ReadLicenseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func testEngine(t testing.TB) *engine {
	t.Helper()
	e, err := newEngine()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestAssetList compares the list with the files of the pinned module.
func TestAssetList(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/google/licenseclassifier/v2").Output()
	if err != nil {
		t.Skip("no go command: ", err)
	}
	root := filepath.Join(strings.TrimSpace(string(dir)), "assets")
	found, err := filepath.Glob(filepath.Join(root, "*", "*", "*"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no assets in %s: %v", root, err)
	}
	var want []string
	for _, f := range found {
		if info, err := os.Stat(f); err == nil && info.Mode().IsRegular() {
			rel, _ := filepath.Rel(root, f)
			want = append(want, filepath.ToSlash(rel))
		}
	}
	got := strings.Fields(assetList)
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("assets.txt (-module +list):\n%s", diff)
	}
}

func TestCorpus(t *testing.T) {
	c, err := loadCorpus()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(c.docs); n != 431 {
		t.Errorf("%d documents, want 431", n)
	}
	if c.dict.full() {
		t.Errorf("dictionary is full: %d words", len(c.dict.words))
	}
	if c.grams.used > len(c.grams.slots)*3/4 {
		t.Errorf("gram table holds %d of %d", c.grams.used, len(c.grams.slots))
	}
	for _, w := range c.dict.words[1:] {
		if len(w) > maxWord {
			t.Errorf("dictionary word of %d bytes is never found: %s", len(w), w)
		}
	}
}

// rebuild writes tokens as text, one word a piece.
func rebuild(d *dictionary, toks *tokens) string {
	var b strings.Builder
	b.WriteString("x")
	for _, id := range toks.ids {
		b.WriteByte(' ')
		if id == 0 {
			b.WriteString("x")
		} else {
			b.WriteString(d.words[id])
		}
	}
	return spelledOut(b.String())
}

// agrees checks that licenseclassifier reads text as the words our tokenizer
// read: a document of just these words then matches it from end to end.
func agrees(t *testing.T, text string) {
	t.Helper()
	var toks tokens
	d := newDictionary()
	tk := newTokenizer(d, []byte(text), &toks)
	tk.grow = true
	tk.run(1 << 30)
	if toks.len() < 5 || d.full() {
		return
	}
	lc := classifier.NewClassifier(1)
	lc.AddContent("License", "as", "read", []byte(rebuild(d, &toks)[2:]))
	for _, m := range lc.Match([]byte(text)).Matches {
		if m.Name == "as" && m.StartTokenIndex == 0 && m.EndTokenIndex == toks.len()-1 {
			return
		}
	}
	t.Errorf("licenseclassifier reads other words than %.300q\nin %.300q", rebuild(d, &toks), text)
}

func TestTokenizerAgrees(t *testing.T) {
	for _, text := range []string{
		"1. Licensed under the A.B.C. license, version 2.0. (c) 2020 and so on",
		"a) first b. second\niv. third fourth fifth\n2.1 sixth seventh\n(3) eighth ninth tenth",
		"Copyright (c) 2019 Someone\nwords that stay on this line here\n2019-01-02\nmore words stay here",
		"* The copyright 2019 line goes\nCopyright: the words of this line stay",
		"xx copyright (C) 1999-2001 gone\nlonger prefix copyright 2001 stays here now",
		"hyphen-\nated words are joined to one word\nand the next line goes on",
		"hyphen-\nated\nwords go on here and there",
		"see https://example.org/a-b?c=d&amp;e HTTPS and xhttpsy z&lt;b &quot;quoted&quot; words",
		"Größe ändert ﬁle naïve café — dash–dash © 2020 §5 ¤x a·b c*d words words",
		"licence organisation favour judgment behaviour colour words here",
		"tab\tseparated\vwords\ffeed\rreturn and no-break\u00a0space words",
		"trailing dots... 1.2.3... 4-5- 6.-. words words words",
		"\xff\xfe broken \xc3 bytes in\xe2\x82 words here and there",
		strings.Repeat("very", 60) + "long word and some others follow here",
	} {
		agrees(t, text)
	}
	for path := range strings.Lines(assetList) {
		agrees(t, string(asset(t, strings.TrimSpace(path))))
	}
}

func FuzzTokenizer(f *testing.F) {
	f.Add("Copyright (c) 2019 A-\nB https://x 1.2. & licence ﬁ words words words")
	f.Add("a. b c d e\nf- \n g h i j k")
	f.Fuzz(func(t *testing.T, text string) {
		var toks tokens
		d := newDictionary()
		tk := newTokenizer(d, []byte(text), &toks)
		tk.grow = true
		tk.run(1 << 30)
		last := uint32(0)
		for i := range toks.ids {
			if toks.off[i] < last || int(toks.off[i]) >= len(text) {
				t.Fatalf("offset %d after %d in %q", toks.off[i], last, text)
			}
			last = toks.off[i]
			if want := 1 + strings.Count(text[:toks.off[i]], "\n"); int(toks.line[i]) != want {
				t.Fatalf("word %d on line %d, want %d, in %q", i, toks.line[i], want, text)
			}
		}
	})
}

// ids are the names of matches, once each, without the pieces that mean
// nothing by themselves.
func ids(ms []match) []string {
	var out []string
	for _, m := range ms {
		if m.kind != "Supplement" {
			out = append(out, m.kind+"/"+m.name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestFastEqualsPlain holds the engine to what unmodified licenseclassifier
// says: every document alone, and generated mixtures of documents, prose and
// code with words lost, changed and added.
func TestFastEqualsPlain(t *testing.T) {
	p, err := newPlain()
	if err != nil {
		t.Fatal(err)
	}
	e := testEngine(t)
	compare := func(what string, text []byte) {
		t.Helper()
		got, cut, err := e.find(context.Background(), text, new(scratch))
		if err != nil || cut {
			t.Fatalf("%s: cut %v, error %v", what, cut, err)
		}
		if diff := cmp.Diff(ids(p.find(text)), ids(got)); diff != "" {
			t.Errorf("%s (-plain +fast):\n%s", what, diff)
		}
	}
	var docs [][]byte
	for path := range strings.Lines(assetList) {
		path = strings.TrimSpace(path)
		docs = append(docs, asset(t, path))
		if !testing.Short() || len(docs)%8 == 0 {
			compare(path, docs[len(docs)-1])
		}
	}
	r := rand.New(rand.NewPCG(7, 11))
	for i := range 120 {
		text := mixture(r, docs)
		compare(fmt.Sprintf("mixture %d", i), text)
	}
}

// mixture is a text of one to three documents with noise.
func mixture(r *rand.Rand, docs [][]byte) []byte {
	var b bytes.Buffer
	noise := strings.Fields("the of in this code a file func return value request license software and is used for to be or by with x y z")
	prose := func(n int) {
		for i := range n {
			b.WriteString(noise[r.IntN(len(noise))])
			b.WriteByte(" \n"[min(1, i%9/8)])
		}
		b.WriteByte('\n')
	}
	prose(r.IntN(200))
	for range 1 + r.IntN(3) {
		doc := docs[r.IntN(len(docs))]
		if len(doc) > 8000 {
			doc = doc[:8000]
		}
		damage := r.IntN(5) // percent
		leader := []string{"", "// ", " * ", "# "}[r.IntN(4)]
		for line := range bytes.Lines(doc) {
			b.WriteString(leader)
			for _, w := range bytes.Fields(line) {
				if r.IntN(100) < damage {
					w = []byte(noise[r.IntN(len(noise))])
				}
				b.Write(w)
				b.WriteByte(' ')
			}
			b.WriteByte('\n')
		}
		prose(r.IntN(120))
	}
	return b.Bytes()
}

// TestHostile bounds the time for input made to be slow. The bound is loose:
// machines differ; what it catches is quadratic.
func TestHostile(t *testing.T) {
	e := testEngine(t)
	corpus := e.corpus
	r := rand.New(rand.NewPCG(3, 5))
	words := func(n int, sep string) []byte {
		var b bytes.Buffer
		for range n {
			b.WriteString(corpus.dict.words[1+r.IntN(len(corpus.dict.words)-1)])
			b.WriteString(sep)
		}
		return b.Bytes()
	}
	gpl := asset(t, "License/GPL-3.0/license.txt")
	shuffled := bytes.Fields(gpl)
	r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for name, text := range map[string][]byte{
		"one line of words":      words(400_000, " "),
		"a word a line":          words(400_000, "\n"),
		"letters":                bytes.Repeat([]byte("a "), 1<<20),
		"no spaces":              bytes.Repeat([]byte("a"), 4<<20),
		"hyphens":                bytes.Repeat([]byte("a-\n"), 1<<20),
		"not ASCII":              bytes.Repeat([]byte("é & "), 1<<19),
		"one gram":               bytes.Repeat([]byte("the terms of the license "), 40_000),
		"license, license":       bytes.Repeat([]byte("license "), 500_000),
		"shuffled license":       bytes.Repeat(append(bytes.Join(shuffled, []byte(" ")), '\n'), 20),
		"a license many times":   bytes.Repeat(gpl, 60),
		"license on one line":    bytes.Repeat(bytes.ReplaceAll(gpl, []byte("\n"), []byte(" ")), 20),
		"licensed under":         bytes.Repeat([]byte("licensed under the "), 200_000),
		"tags":                   bytes.Repeat([]byte("SPDX-License-Identifier: ((((MIT AND "), 100_000),
		"unclosed tag per line":  bytes.Repeat([]byte("// SPDX-License-Identifier: (MIT OR\n"), 100_000),
		"almost a tag, no colon": bytes.Repeat([]byte("SPDX-License-Identifier"), 100_000),
	} {
		t.Run(name, func(t *testing.T) {
			d := newDetector(t, Options{})
			start := time.Now()
			scan(t, d, "hostile.txt", text)
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("%d bytes took %v", len(text), took)
			} else {
				t.Logf("%d bytes took %v", len(text), took)
			}
		})
	}
}

// TestBudgetLeavesGap shows that work that was cut short is told.
func TestBudgetLeavesGap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	gpl := asset(t, "License/GPL-3.0/license.txt")
	var b bytes.Buffer
	for range 80 { // each copy different, so that no verdict is known already
		for line := range bytes.Lines(gpl) {
			if r.IntN(20) > 0 {
				b.Write(line)
			}
		}
		b.WriteString(strings.Repeat("\nzzz", 9000))
	}
	facts := scan(t, newDetector(t, Options{}), "many.txt", b.Bytes())
	if len(facts.Gaps) != 1 || facts.Gaps[0].Code != "truncated" || facts.Gaps[0].Path != "many.txt" {
		t.Errorf("gaps %v, want one of code truncated", facts.Gaps)
	}
}

// TestChunks finds a text that straddles two chunks of a long file.
func TestChunks(t *testing.T) {
	e := testEngine(t)
	mit := asset(t, "License/MIT/pristine.txt")
	text := append(bytes.Repeat([]byte("zz "), chunkTokens-100), '\n')
	before := bytes.Count(text, []byte("\n"))
	text = append(text, mit...)
	text = append(text, bytes.Repeat([]byte("zz\n"), 3000)...)
	got, cut, err := e.find(context.Background(), text, new(scratch))
	if err != nil || cut {
		t.Fatal(cut, err)
	}
	if len(got) != 1 || got[0].name != "MIT" || got[0].first <= before {
		t.Errorf("found %+v", got)
	}
}
