// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/licenseclassifier/v2/assets"

	"github.com/outgate/outgate/scanner/license/text"
	"github.com/outgate/outgate/scanner/license/text/sources"
)

func asset(t testing.TB, path string) []byte {
	t.Helper()
	text, err := assets.ReadLicenseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// yardstick compares the text engine with unmodified licenseclassifier.
type yardstick struct {
	plain  *plain
	engine *engine
	byName map[string][]*text.Document // "kind/name" -> licenseclassifier's documents
}

func newYardstick(t testing.TB) *yardstick {
	t.Helper()
	p, err := newPlain()
	if err != nil {
		t.Fatal(err)
	}
	e, err := newEngine()
	if err != nil {
		t.Fatal(err)
	}
	y := &yardstick{p, e, map[string][]*text.Document{}}
	for i := range e.corpus.Docs {
		d := &e.corpus.Docs[i]
		for _, id := range append([]string{d.ID}, d.Also...) {
			y.byName[d.Kind+"/"+id] = append(y.byName[d.Kind+"/"+id], d)
		}
	}
	return y
}

// missing are the matches of licenseclassifier that the engine does not
// account for: it reports neither the same license on some of the same lines,
// nor a document there that explains the words better.
func (y *yardstick) missing(t testing.TB, content []byte) (out []string) {
	t.Helper()
	var s text.Scratch
	found, _, cut, err := y.engine.corpus.Find(context.Background(), content, &s)
	if err != nil || cut {
		t.Fatalf("cut %v, error %v", cut, err)
	}
	fast := matchesOf(slices.Clone(found), content)
	for _, p := range y.plain.find(content) {
		if countsOtherwise(p.name) {
			continue
		}
		want := expressionOf(p.kind, p.name)
		if want == "" || slices.ContainsFunc(fast, func(f match) bool { return overlap(&p, &f) && sameLicense(want, &f) }) {
			continue
		}
		edit, score := y.nearest(&p, content)
		better := slices.ContainsFunc(fast, func(f match) bool { return overlap(&p, &f) && f.score >= score })
		if !better {
			out = append(out, fmt.Sprintf("%s/%s %.3f lines %d-%d, %d words differ; reported: %s", p.kind, p.name, p.confidence, p.first, p.last, edit, names(fast)))
		}
	}
	return out
}

// nearest is how many words differ between a match of licenseclassifier and the
// best of the documents that have its name, and the score of that document.
func (y *yardstick) nearest(p *match, content []byte) (edit, score int) {
	edit, score = 1<<30, -1<<30
	var s text.Scratch
	for _, d := range y.byName[p.kind+"/"+p.name] {
		if m, ok := y.engine.corpus.Compare(d, content[p.start:p.end], &s); ok && m.Score > score {
			edit, score = m.Edit, m.Score
		}
	}
	return edit, score
}

// countsOtherwise names short documents that are a URL, a date or names for a
// good part: licenseclassifier counts one word where the engine counts several,
// and so forgives the loss of all of them.
func countsOtherwise(name string) bool {
	return name == "Cloud-Pre-GA" || name == "blessing" || name == "LicenseRef-nacl"
}

func overlap(a, b *match) bool { return a.first <= b.last && b.first <= a.last }

func sameLicense(want string, f *match) bool {
	got := f.name
	if !f.spdx {
		got = expressionOf(f.kind, f.name)
	}
	trim := func(s string) string {
		s, _, _ = strings.Cut(s, " WITH ")
		return strings.TrimSuffix(strings.TrimSuffix(s, "-only"), "-or-later")
	}
	return trim(want) == trim(got) || slices.Contains(f.also, want)
}

func names(ms []match) string {
	var out []string
	for _, m := range ms {
		out = append(out, fmt.Sprintf("%s/%s %.3f edit %d lines %d-%d", m.kind, m.name, m.confidence, m.edit, m.first, m.last))
	}
	return strings.Join(out, "; ")
}

// TestFastFindsWhatPlainFinds holds the engine to unmodified
// licenseclassifier: every document alone, and generated mixtures of
// documents, prose and code with words lost, changed and added.
func TestFastFindsWhatPlainFinds(t *testing.T) {
	y := newYardstick(t)
	var docs [][]byte
	for i, path := range sources.Assets() {
		docs = append(docs, asset(t, path))
		if testing.Short() && i%8 > 0 {
			continue
		}
		for _, m := range y.missing(t, docs[i]) {
			t.Errorf("%s: %s", path, m)
		}
	}
	r := rand.New(rand.NewPCG(7, 11))
	for i := range 200 {
		for _, m := range y.missing(t, mixture(r, docs)) {
			t.Errorf("mixture %d: %s", i, m)
		}
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

// FuzzFastFindsWhatPlainFinds is the same property over mixtures of any seed.
func FuzzFastFindsWhatPlainFinds(f *testing.F) {
	y := newYardstick(f)
	var docs [][]byte
	for _, path := range sources.Assets() {
		docs = append(docs, asset(f, path))
	}
	f.Add(uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, a, b uint64) {
		for _, m := range y.missing(t, mixture(rand.New(rand.NewPCG(a, b)), docs)) {
			t.Error(m)
		}
	})
}
