// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

type file struct{ name, content string }

func zipOf(t testing.TB, files ...file) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f.name)
		if err == nil {
			_, err = io.WriteString(w, f.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func tarOf(t testing.TB, files ...file) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		err := w.WriteHeader(&tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.content)), Typeflag: tar.TypeReg})
		if err == nil {
			_, err = io.WriteString(w, f.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipOf(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, s); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zstdOf(t testing.TB, s string) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(w.EncodeAll([]byte(s), nil))
}

// seen scans one file and returns what a detector that opens archives was shown, as
// "path role first word", and the gaps.
func seen(t testing.TB, path, content string, o scanner.Options) (shown, gaps []string) {
	t.Helper()
	d := &scanner.Detector{Name: "spy", Archives: true, File: func(_ context.Context, f *scanner.File) (inventory.Facts, error) {
		head, _, _ := strings.Cut(string(f.Content[:min(len(f.Content), 20)]), "\n")
		if !f.Binary && strings.Contains(f.Path, "!/") {
			return inventory.Facts{Leaks: []inventory.Leak{{Location: inventory.Location{Path: f.Path + " " + string(f.Role) + " " + head}}}}, nil
		}
		return inventory.Facts{}, nil
	}}
	blind := &scanner.Detector{Name: "blind", File: func(_ context.Context, f *scanner.File) (inventory.Facts, error) {
		if strings.Contains(f.Path, "!/") {
			t.Errorf("%s was shown to a detector that opens no archives", f.Path)
		}
		return inventory.Facts{}, nil
	}}
	src := func(yield func(inventory.Entry, error) bool) {
		yield(inventory.Entry{Path: path, Mode: 0o644, Size: int64(len(content)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }}, nil)
	}
	inv, err := scanner.Scan(context.Background(), scanner.Input{Tree: src}, []*scanner.Detector{d, blind}, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range inv.Leaks {
		shown = append(shown, l.Path)
	}
	for _, g := range inv.Gaps {
		gaps = append(gaps, fmt.Sprintf("%s %s %s: %s", g.Detector, g.Code, g.Path, g.Reason))
	}
	return shown, gaps
}

func TestArchivesInTheTree(t *testing.T) {
	a, b := file{"META-INF/a.txt", "alpha\n"}, file{"b.txt", "beta\n"}
	plain := zipOf(t, a, b)
	locked := []byte(zipOf(t, a))
	locked[6] |= 1 // in the header of the member, and in the directory
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1
	damaged := []byte(zipOf(t, file{"a.txt", strings.Repeat("0123456789abcdef", 9)}, b))
	damaged[40] ^= 0xff
	for _, tt := range []struct {
		name, path, content string
		shown, gaps         []string
	}{
		{"zip", "lib/x.jar", plain, []string{"lib/x.jar!/META-INF/a.txt product alpha", "lib/x.jar!/b.txt product beta"}, nil},
		{"of tests", "tests/x.zip", plain, []string{"tests/x.zip!/META-INF/a.txt test alpha", "tests/x.zip!/b.txt test beta"}, nil},
		{"vendored", "third_party/x.jar", plain, []string{"third_party/x.jar!/META-INF/a.txt vendored alpha", "third_party/x.jar!/b.txt vendored beta"}, nil},
		{"tests within", "x.zip", zipOf(t, file{"tests/a.txt", "alpha"}), []string{"x.zip!/tests/a.txt test alpha"}, nil},
		{"tar", "x.tar", tarOf(t, a, b), []string{"x.tar!/META-INF/a.txt product alpha", "x.tar!/b.txt product beta"}, nil},
		{"tar.gz", "x.tgz", gzipOf(t, tarOf(t, a)), []string{"x.tgz!/META-INF/a.txt product alpha"}, nil},
		{"tar.zst", "x.tar.zst", zstdOf(t, tarOf(t, a)), []string{"x.tar.zst!/META-INF/a.txt product alpha"}, nil},
		{"gz", "d/x.sql.gz", gzipOf(t, "alpha\n"), []string{"d/x.sql.gz!/x.sql product alpha"}, nil},
		{"by content, not by name", "x.dat", plain, []string{"x.dat!/META-INF/a.txt product alpha", "x.dat!/b.txt product beta"}, nil},
		{"one in the other", "x.zip", zipOf(t, file{"in.tar", tarOf(t, b)}), []string{"x.zip!/in.tar!/b.txt product beta"}, nil},
		{"too deep", "x.zip", zipOf(t, file{"y.zip", zipOf(t, file{"z.zip", plain})}), nil, []string{"unpack truncated x.zip: x.zip!/y.zip!/z.zip: archives are opened to a depth of 2"}},
		{"names that lead out", "x.zip", zipOf(t, file{"../../a", "1"}, file{"/etc/b", "2"}, file{`C:\c`, "3"}, file{"d\n", "4"}), []string{"x.zip!/a product 1", "x.zip!/c product 3", "x.zip!/d? product 4", "x.zip!/etc/b product 2"}, nil},
		{"one name twice", "x.tar", tarOf(t, b, file{"b.txt", "gamma"}), []string{"x.tar!/b.txt product beta", "x.tar!/b.txt product gamma"}, nil},
		{"encrypted", "x.zip", string(locked), nil, []string{"unpack unsupported x.zip: 1 members of the archive cannot be read: encrypted"}},
		{"damaged member", "x.zip", string(damaged), []string{"x.zip!/b.txt product beta"}, []string{"unpack unsupported x.zip: 1 members"}},
		{"damaged", "x.zip", plain[:len(plain)-30], nil, []string{"unpack unparsable x.zip: the archive is damaged: zip: not a valid zip file"}},
		{"cut short", "x.gz", gzipOf(t, strings.Repeat("abcdefgh", 9))[:20], nil, []string{"unpack unparsable x.gz: the archive is damaged: unexpected EOF"}},
		{"no archive", "x.txt", "BZh is how bzip2 files begin\n", nil, nil},
		{"of a kind that is not read", "x.7z", "7z\xbc\xaf\x27\x1c\x00\x04\x01\x02\x03\x04", nil, []string{"unpack unsupported x.7z: a file of format 7z, which cannot be opened"}},
		{"much of nothing", "x.gz", gzipOf(t, strings.Repeat("\x00\x01", 40<<20)), nil, []string{"unpack truncated x.gz: the archive unpacks to more than 67108864 bytes; the rest was not examined"}},
		{"many", "x.tar", tarOf(t, slices.Repeat([]file{{"a\x01", "\x00\x01\x02"}}, 10_001)...), nil, []string{"unpack truncated x.tar: the archive has more than 10000 members; the rest was not examined"}},
	} {
		shown, gaps := seen(t, tt.path, tt.content, scanner.Options{})
		for i, g := range gaps {
			if i < len(tt.gaps) && strings.HasPrefix(g, tt.gaps[i]) {
				gaps[i] = tt.gaps[i]
			}
		}
		if diff := cmp.Diff(tt.shown, shown); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		if diff := cmp.Diff(tt.gaps, gaps); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
	_, gaps := seen(t, "x.zip", zipOf(t, file{"a.txt", strings.Repeat("a", 2000)}), scanner.Options{MaxBytes: 1000})
	if diff := cmp.Diff([]string{"unpack truncated x.zip: the member a.txt is larger than the size limit of 1000 bytes"}, gaps); diff != "" {
		t.Error(diff)
	}
}

func FuzzArchive(f *testing.F) {
	f.Add(zipOf(f, file{"a", "b"}))
	f.Add(zipOf(f, file{"a.tar", tarOf(f, file{"c", "d"})}))
	f.Add(gzipOf(f, tarOf(f, file{"c", "d"})))
	f.Add(zstdOf(f, "plain"))
	f.Add("BZh91AY&SY")
	f.Fuzz(func(t *testing.T, content string) {
		shown, gaps := seen(t, "x", content, scanner.Options{Jobs: 1})
		for _, g := range gaps {
			if !strings.Contains(g, " x: ") || strings.Contains(g, "panicked") {
				t.Error(g)
			}
		}
		for _, p := range shown {
			if !strings.HasPrefix(p, "x!/") || strings.Contains(p, "/../") {
				t.Error(p)
			}
		}
	})
}
