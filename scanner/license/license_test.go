// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

func newDetector(t testing.TB, o Options) *scanner.Detector {
	t.Helper()
	d, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func scan(t testing.TB, d *scanner.Detector, path string, content []byte) inventory.Facts {
	t.Helper()
	facts, err := d.File(context.Background(), &scanner.File{
		Entry:   inventory.Entry{Path: path, Size: int64(len(content))},
		Content: content, Binary: bytes.IndexByte(content[:min(len(content), 8000)], 0) >= 0,
	})
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return facts
}

// summary is one line for each fact, as the cases write it.
func summary(f inventory.Facts) string {
	var b strings.Builder
	for _, l := range f.Licenses {
		fmt.Fprintf(&b, "%d-%d %s %.2f %s\n", l.StartLine, l.EndLine, l.Class, l.Confidence, l.Expression)
	}
	for _, g := range f.Gaps {
		fmt.Fprintf(&b, "gap %s: %s\n", g.Code, g.Reason)
	}
	return b.String()
}

// TestCases runs every file of testdata/cases. A case is a file name in the
// first line, the expected facts, a line of dashes, and the content; a line
// `include PATH` in the content stands for a document of licenseclassifier.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	d := newDetector(t, Options{})
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			head, content, ok := strings.Cut(string(data), "\n---\n")
			name, want, _ := strings.Cut(head, "\n")
			if !ok || !strings.HasPrefix(name, "file ") {
				t.Fatal("not a case: `file NAME`, facts, ---, content")
			}
			if want != "" {
				want += "\n"
			}
			got := summary(scan(t, d, strings.TrimPrefix(name, "file "), []byte(expand(t, content))))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
		})
	}
}

// expand replaces include lines.
func expand(t testing.TB, content string) string {
	var b strings.Builder
	for line := range strings.Lines(content) {
		path, ok := strings.CutPrefix(strings.TrimSpace(line), "include ")
		if !ok {
			b.WriteString(line)
			continue
		}
		b.Write(asset(t, path))
	}
	return b.String()
}

func TestFacts(t *testing.T) {
	d := newDetector(t, Options{})
	if got := scan(t, d, "empty.go", nil); len(got.Licenses)+len(got.Gaps) > 0 {
		t.Errorf("empty file: %v", got)
	}
	binary := append([]byte("SPDX-License-Identifier: MIT\n"), 0)
	if got := scan(t, d, "a.bin", binary); len(got.Licenses)+len(got.Gaps) > 0 {
		t.Errorf("binary file: %v", got)
	}
	if d.Wants(&inventory.Entry{Mode: os.ModeSymlink}) || !d.Wants(&inventory.Entry{}) {
		t.Error("Wants is not: regular files only")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := d.File(ctx, &scanner.File{Content: []byte("some words")}); err == nil {
		t.Error("a cancelled context is not reported")
	}
}

// TestSharedCache runs one detector from many goroutines; -race watches.
func TestSharedCache(t *testing.T) {
	d := newDetector(t, Options{})
	texts := []string{"License/MIT/pristine.txt", "Header/Apache-2.0/header.txt", "Header/GPL-2.0/header.txt", "License/ISC/license.txt"}
	want := make([]string, len(texts))
	for i, p := range texts {
		want[i] = summary(scan(t, newDetector(t, Options{}), "f.c", asset(t, p)))
	}
	for g := range 8 {
		t.Run(fmt.Sprint(g), func(t *testing.T) {
			t.Parallel()
			for i := range 20 {
				n := (g + i) % len(texts)
				if diff := cmp.Diff(want[n], summary(scan(t, d, "f.c", asset(t, texts[n])))); diff != "" {
					t.Errorf("%s (-alone +shared):\n%s", texts[n], diff)
				}
			}
		})
	}
}

func BenchmarkLicense(b *testing.B) {
	d := newDetector(b, Options{})
	header := asset(b, "Header/Apache-2.0/header.txt")
	var source bytes.Buffer
	fmt.Fprintf(&source, "/*\n%s*/\n", header)
	for i := range 400 {
		fmt.Fprintf(&source, "func handle%d(request *Request, id string) (err error) { return store.Put(request.Context(), id+%q) }\n", i, "x")
	}
	b.Run("source", func(b *testing.B) {
		b.SetBytes(int64(source.Len()))
		for b.Loop() {
			scan(b, d, "a.go", source.Bytes())
		}
	})
	gpl := asset(b, "License/GPL-2.0/license.txt")
	b.Run("text", func(b *testing.B) {
		b.SetBytes(int64(len(gpl)))
		for b.Loop() {
			scan(b, d, "COPYING", gpl)
		}
	})
}
