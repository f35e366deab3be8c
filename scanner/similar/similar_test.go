// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package similar

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// code makes a program of n statements that nobody else has; the seed decides which.
func code(seed uint64, n int) []string {
	r := rand.New(rand.NewPCG(seed, 1))
	word := func() string { return fmt.Sprintf("%c%c%d", 'a'+r.IntN(26), 'a'+r.IntN(26), r.IntN(1000)) }
	var lines []string
	for range n {
		switch r.IntN(4) {
		case 0:
			lines = append(lines, fmt.Sprintf("if %s(%s) > %d {", word(), word(), r.IntN(99)), fmt.Sprintf("\treturn %s", word()), "}")
		case 1:
			lines = append(lines, fmt.Sprintf("%s = %s + %s[%d]", word(), word(), word(), r.IntN(99)))
		default:
			lines = append(lines, fmt.Sprintf("%s(%s, %q)", word(), word(), word()))
		}
	}
	return lines
}

func text(lines []string) string { return strings.Join(lines, "\n") + "\n" }

// find scans files of a tree.
func find(t *testing.T, jobs int, files map[string]string) ([]inventory.Similar, []inventory.Gap) {
	t.Helper()
	tree := func(yield func(inventory.Entry, error) bool) {
		names := []string{}
		for name := range files {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(files[name])), nil }
			if !yield(inventory.Entry{Path: name, Mode: 0o644, Size: int64(len(files[name])), Open: open}, nil) {
				return
			}
		}
	}
	inv, err := scanner.Scan(context.Background(), scanner.Input{Tree: tree}, []*scanner.Detector{New()}, scanner.Options{Jobs: jobs})
	if err != nil {
		t.Fatal(err)
	}
	return inv.Similar, inv.Gaps
}

func TestSimilar(t *testing.T) {
	const theirs, ours = "// Copyright 2019 Other Ltd.\n", "// Copyright 2024 Example Corp\n"
	lib := code(1, 120)
	edited := slices.Clone(lib)
	for i := 5; i < len(edited); i += 25 {
		edited[i] = "changed(" + fmt.Sprint(i) + ")"
	}
	half := slices.Concat(lib[:60], code(2, 120))
	upper := make([]string, len(lib))
	for i, l := range lib {
		upper[i] = "\t\t" + strings.ReplaceAll(strings.ToUpper(l), " ", "  ") + " /* Example */ // here"
	}
	imports := ""
	for i := range 60 {
		imports += fmt.Sprintf("import org.example.part%d.Name%d;\n", i, i)
	}
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  []string // "a b", without shares
	}{
		{"a copy under another header", map[string]string{"src/a.go": ours + text(lib), "vendor/x/y/a.go": theirs + text(lib)}, []string{"src/a.go vendor/x/y/a.go"}},
		{"without any header", map[string]string{"src/a.go": text(lib), "third_party/x/a.go": text(lib)}, []string{"src/a.go third_party/x/a.go"}},
		{"edited here and there", map[string]string{"src/a.go": ours + text(edited), "third_party/x/a.go": theirs + text(lib)}, []string{"src/a.go third_party/x/a.go"}},
		{"case, white space and comments", map[string]string{"src/a.go": ours + text(upper), "third_party/x/a.go": theirs + text(lib)}, []string{"src/a.go third_party/x/a.go"}},
		{"other imports", map[string]string{"src/a.go": ours + imports + text(lib), "third_party/x/a.go": theirs + text(lib)}, []string{"src/a.go third_party/x/a.go"}},
		{"half of it", map[string]string{"src/a.go": ours + text(half), "third_party/x/a.go": theirs + text(lib)}, nil},
		{"another program", map[string]string{"src/a.go": ours + text(code(3, 120)), "third_party/x/a.go": theirs + text(lib)}, nil},
		{"few lines", map[string]string{"src/a.go": ours + text(lib[:24]), "third_party/x/a.go": theirs + text(lib[:24])}, nil},
		{"few words on many lines", map[string]string{"src/a.go": ours + strings.Repeat(text(lib[:1])+"\n", 30), "third_party/x/a.go": theirs + strings.Repeat(text(lib[:1])+"\n", 30)}, nil},
		{"imports alone", map[string]string{"src/A.java": imports + text(code(6, 30)), "third_party/x/A.java": imports + text(code(7, 30))}, nil},
		{"comments alone", map[string]string{"src/a.go": ours + "// " + strings.Join(lib, "\n// ") + "\n", "third_party/x/a.go": theirs + "// " + strings.Join(lib, "\n// ") + "\n"}, nil},
		{"no program", map[string]string{"src/a.json": text(lib), "third_party/x/a.json": text(lib)}, nil},
		{"a test", map[string]string{"src/a_test.go": text(lib), "third_party/x/a.go": text(lib)}, nil},
		{"vendored twice", map[string]string{"third_party/y/a.go": text(lib), "third_party/x/a.go": theirs + text(lib)}, nil},
		{"own files under one notice", map[string]string{"src/a.go": ours + text(lib), "src/b.go": "// copyright 2020 Example Corp\n" + text(lib)}, nil},
		{"own files under two notices", map[string]string{"src/a.go": ours + text(lib), "src/b.go": theirs + text(lib)}, []string{"src/a.go src/b.go", "src/b.go src/a.go"}},
		{"vendored many times", many(map[string]string{"src/a.go": ours + text(lib)}, "third_party/l%d/a.go", theirs+text(lib), 200), []string{"src/a.go third_party/l0/a.go"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, gaps := find(t, 1, tt.files)
			var pairs []string
			for _, s := range got {
				pairs = append(pairs, s.A+" "+s.B)
				if s.Share < minShare || s.Share > 100 || s.Lines < minLines {
					t.Errorf("%+v", s)
				}
			}
			if d := cmp.Diff(tt.want, pairs); d != "" || len(gaps) > 0 {
				t.Errorf("-want +got\n%s%v\n%v", d, got, gaps)
			}
			again, _ := find(t, 4, tt.files)
			if d := cmp.Diff(got, again); d != "" {
				t.Errorf("1 and 4 workers:\n%s", d)
			}
		})
	}
}

func many(files map[string]string, pattern, content string, n int) map[string]string {
	for i := range n {
		files[fmt.Sprintf(pattern, i)] = content
	}
	return files
}

// What the walk has seen may be gone when it is asked for again.
func TestSimilarGoneFileIsAGap(t *testing.T) {
	lib := text(code(1, 120))
	opened := map[string]int{}
	tree := func(yield func(inventory.Entry, error) bool) {
		for _, name := range []string{"src/a.go", "third_party/x/a.go"} {
			open := func() (io.ReadCloser, error) {
				if opened[name]++; opened[name] > 1 {
					return nil, io.ErrUnexpectedEOF
				}
				return io.NopCloser(strings.NewReader(lib)), nil
			}
			if !yield(inventory.Entry{Path: name, Mode: 0o644, Size: int64(len(lib)), Open: open}, nil) {
				return
			}
		}
	}
	inv, err := scanner.Scan(context.Background(), scanner.Input{Tree: tree}, []*scanner.Detector{New()}, scanner.Options{Jobs: 1})
	if err != nil || len(inv.Gaps) != 2 || inv.Gaps[0].Code != inventory.GapUnreadable || inv.Gaps[0].Detector != Name {
		t.Errorf("%v %+v", err, inv.Gaps)
	}
}

// The fingerprints are the least hashes of all windows, and no others.
func TestWinnow(t *testing.T) {
	l, _ := newLanguages().of("a.go")
	content := []byte(text(code(9, 200)))
	var all []uint64
	(&scan{language: l}).run(content, func(h uint64, _ int32) { all = append(all, h) })
	want := map[uint64]bool{}
	for i := 0; i+window <= len(all); i++ {
		want[slices.Min(all[i:i+window])] = true
	}
	got := map[uint64]bool{}
	for h := range winnow(content, l) {
		got[h] = true
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if len(got)*3 > len(all) {
		t.Errorf("%d fingerprints of %d hashes", len(got), len(all))
	}
}

func FuzzSketch(f *testing.F) {
	f.Add([]byte(text(code(4, 60))), "a.go")
	f.Add([]byte("/*/ a */ b // c\n/* open"), "a.c")
	f.Add([]byte("--[[ x\nimport\n-"), "a.lua")
	f.Add([]byte("(c) copyright 2020\n\ncopyright"), "a.S")
	languages := newLanguages()
	f.Fuzz(func(t *testing.T, content []byte, name string) {
		l, ok := languages.of(name)
		if !ok {
			return
		}
		if k := sketch(content, l); k != nil {
			if len(k.Least) > 4*sketched || k.Tokens > len(content) {
				t.Errorf("%+v", k)
			}
			for i := 4; i+4 <= len(k.Least); i += 4 {
				if bytes.Compare(k.Least[i-4:i], k.Least[i:i+4]) >= 0 {
					t.Errorf("not ascending: %x", k.Least)
				}
			}
		}
		p := winnow(content, l)
		if share, lines := p.within(p); len(p) > 0 && share != 100 || lines > bytes.Count(content, []byte("\n"))+1 {
			t.Errorf("share %d, %d lines", share, lines)
		}
	})
}

func BenchmarkSketch(b *testing.B) {
	l, _ := newLanguages().of("a.go")
	content := []byte(text(code(5, 2000)))
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		sketch(content, l)
	}
}
