// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package worktree

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/outgate/outgate/scanner"
)

// tarOf writes members; "-> x" is a symbolic, "=> x" a hard link, "!pipe" a pipe.
func tarOf(t *testing.T, members ...[2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, m := range members {
		h := &tar.Header{Name: m[0], Mode: 0o644, Typeflag: tar.TypeReg, Size: int64(len(m[1]))}
		if target, ok := strings.CutPrefix(m[1], "-> "); ok {
			h.Typeflag, h.Linkname, h.Size = tar.TypeSymlink, target, 0
		} else if target, ok := strings.CutPrefix(m[1], "=> "); ok {
			h.Typeflag, h.Linkname, h.Size = tar.TypeLink, target, 0
		} else if m[1] == "!pipe" {
			h.Typeflag, h.Size = tar.TypeFifo, 0
		} else if strings.HasSuffix(m[0], "/") {
			h.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := io.WriteString(w, m[1]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gz(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zipOf(t *testing.T, edit func(*zip.FileHeader), members ...[2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		h := &zip.FileHeader{Name: m[0], Method: zip.Deflate}
		h.SetMode(0o644)
		content := m[1]
		if target, ok := strings.CutPrefix(content, "-> "); ok {
			h.SetMode(fs.ModeSymlink | 0o777)
			content = target
		}
		if edit != nil {
			edit(h)
		}
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readArchive(t *testing.T, name string, data []byte) []string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, data, 0o644); err != nil {
		t.Fatal(err)
	}
	src, err := Archive(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, src)
}

func TestTar(t *testing.T) {
	data := tarOf(t,
		[2]string{"proj-1.0/", ""},
		[2]string{"proj-1.0/b.txt", "bee"},
		[2]string{"proj-1.0/.gitattributes", "*.c linguist-vendored\n"},
		[2]string{"proj-1.0/a/x.c", "int x;"},
		[2]string{"proj-1.0/link", "-> ../../etc/passwd"},
		[2]string{"proj-1.0/hard", "=> proj-1.0/b.txt"},
		[2]string{"proj-1.0/lost", "=> nowhere"},
		[2]string{"proj-1.0/empty", ""},
		[2]string{"proj-1.0/pipe", "!pipe"},
		[2]string{"proj-1.0/.git/config", "x"},
		[2]string{"proj-1.0/.git/HEAD", "x"},
		[2]string{"proj-1.0/twice", "one"},
		[2]string{"proj-1.0/twice", "two"},
	)
	lines := []string{
		".gitattributes = *.c linguist-vendored\n", "a/x.c (vendored) = int x;", "b.txt = bee", "empty = ", "hard = bee", "link@ = ../../etc/passwd", "twice = two",
		"gap lost: unsupported: a hard link to a member that the archive does not hold",
		"gap pipe: unsupported: a device or pipe, not a file",
		"gap .git: unsupported: the archive holds a git repository, whose history was not examined",
		"gap twice: unsupported: the archive holds this path more than once; only the last one was examined",
	}
	want(t, readArchive(t, "a.tar", data), lines...)
	want(t, readArchive(t, "a.tgz", gz(t, data)), lines...)
	want(t, readArchive(t, "misnamed.zip", gz(t, data)), lines...)
}

func TestBzip2(t *testing.T) {
	// The standard library does not write this format: only the damage is tested
	// here, what is inside by TestBzip2Tool.
	want(t, readArchive(t, "a.tar.bz2", []byte("BZh91AY&SY")), "gap : unparsable: the archive ends too early; what was to follow is unknown")
}

func TestBzip2Tool(t *testing.T) {
	exe, err := exec.LookPath("bzip2")
	if err != nil {
		t.Skip("bzip2 is not installed")
	}
	cmd := exec.Command(exe, "-c")
	cmd.Stdin = bytes.NewReader(tarOf(t, [2]string{"a", "1"}, [2]string{"b", "2"}))
	data, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	want(t, readArchive(t, "a.tar.bz2", data), "a = 1", "b = 2")
	got := readArchive(t, "a.tar.bz2", data[:len(data)-10])
	if !strings.Contains(strings.Join(got, "\n"), "gap : unparsable") {
		t.Errorf("cut short: %q", got)
	}
}

func TestNamesThatLeadOut(t *testing.T) {
	out := "unsupported: the member's name leads out of the archive; it was examined under the name given here"
	data := tarOf(t, [2]string{"../../etc/x", "1"}, [2]string{"/abs/y", "2"}, [2]string{"a/../../z", "3"}, [2]string{`c:\w\v`, "4"}, [2]string{"ok/..f", "5"})
	want(t, readArchive(t, "a.tar", data),
		"abs/y = 2", "etc/x = 1", "ok/..f = 5", "w/v = 4", "z = 3", "gap etc/x: "+out, "gap abs/y: "+out, "gap z: "+out, "gap w/v: "+out)
	want(t, readArchive(t, "a.zip", zipOf(t, nil, [2]string{"../x", "1"}, [2]string{"y", "2"})), "x = 1", "y = 2", "gap x: "+out)
}

func TestZip(t *testing.T) {
	data := zipOf(t, func(h *zip.FileHeader) {
		switch h.Name {
		case "p/locked":
			h.Flags |= encryptedFlag
		}
	}, [2]string{"p/a", "1"}, [2]string{"p/link", "-> a"}, [2]string{"p/locked", "2"}, [2]string{"p/d/e", "3"})
	want(t, readArchive(t, "a.zip", data), "a = 1", "d/e = 3", "link@ = a", "gap locked: unsupported: the member is encrypted")
	want(t, readArchive(t, "a.jar", data), "p/a = 1", "p/d/e = 3", "p/link@ = a", "gap p/locked: unsupported: the member is encrypted")
}

func TestZipMethod(t *testing.T) {
	data := zipOf(t, func(h *zip.FileHeader) { h.Method = zip.Store }, [2]string{"a", "1"})
	for _, mark := range []string{"PK\x03\x04", "PK\x01\x02"} { // the method in both headers
		i := bytes.Index(data, []byte(mark))
		at := i + 8
		if mark == "PK\x01\x02" {
			at = i + 10
		}
		data[at] = 99
	}
	want(t, readArchive(t, "a.zip", data), "gap a: unsupported: compression method 99 is not supported")
}

func TestEveryTruncationShows(t *testing.T) {
	plain := tarOf(t, [2]string{"a", strings.Repeat("x", 600)}, [2]string{"b", "2"})
	packed := gz(t, plain)
	for name, data := range map[string][]byte{"a.tar.gz": packed, "a.zip": zipOf(t, nil, [2]string{"a", strings.Repeat("xyz", 100)}, [2]string{"b", "2"})} {
		for n := 20; n < len(data); n += 3 {
			got := readArchive(t, name, data[:n])
			if !strings.Contains(strings.Join(got, "\n"), "gap : unparsable") {
				t.Errorf("%s cut to %d of %d bytes: %q", name, n, len(data), got)
			}
		}
	}
	for n := 512; n < 3*512+1+511; n += 8 { // up to the end mark
		if got := readArchive(t, "a.tar", plain[:n]); !strings.HasPrefix(got[len(got)-1], "gap : unparsable") {
			t.Errorf("tar cut to %d bytes: %.80q", n, got)
		}
	}
}

func TestDataBehindTheEnd(t *testing.T) {
	data := append(tarOf(t, [2]string{"a", "1"}), tarOf(t, [2]string{"hidden", "2"})...)
	want(t, readArchive(t, "a.tar", data), "a = 1", "gap : unsupported: data behind the end of the archive was not examined")
}

func TestBomb(t *testing.T) {
	if testing.Short() {
		t.Skip("unpacks 300 MB")
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	zeros := make([]byte, 30<<20)
	for i := range 12 {
		if err := w.WriteHeader(&tar.Header{Name: fmt.Sprint(i), Size: int64(len(zeros)), Mode: 0o644}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	z.Close()
	got := readArchive(t, "bomb.tgz", b.Bytes())
	if last := got[len(got)-1]; last != "gap : truncated: the archive unpacks to more than 200 times its size; the rest was not read" {
		t.Errorf("%.200s", last)
	}
	if len(got) != 9 {
		t.Errorf("%d lines, want the members before the bound and one gap", len(got))
	}
}

func TestArchiveErrors(t *testing.T) {
	dir := t.TempDir()
	if _, err := Archive(context.Background(), dir); err == nil {
		t.Error("a directory was taken for an archive")
	}
	p := filepath.Join(dir, "x.txt")
	if err := os.WriteFile(p, []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Archive(context.Background(), p); !errors.Is(err, ErrUnsupportedArchive) {
		t.Errorf("got %v", err)
	}
}

func TestArchiveCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := filepath.Join(t.TempDir(), "a.tar")
	if err := os.WriteFile(p, tarOf(t, [2]string{"a", "1"}), 0o644); err != nil {
		t.Fatal(err)
	}
	src, err := Archive(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	for e, err := range src {
		t.Errorf("offered %q, %v after the end", e.Path, err)
	}
}

// TestReopen reads members again and out of order, as a tree step does.
func TestReopen(t *testing.T) {
	p := filepath.Join(t.TempDir(), "a.tar.gz")
	if err := os.WriteFile(p, gz(t, tarOf(t, [2]string{"a", "first"}, [2]string{"b", "second"})), 0o644); err != nil {
		t.Fatal(err)
	}
	src, err := Archive(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	var opens []func() (io.ReadCloser, error)
	for e, err := range src {
		if err != nil {
			t.Fatal(err)
		}
		opens = append(opens, e.Open)
	}
	for _, i := range []int{1, 0, 1} {
		f, err := opens[i]()
		if err != nil {
			t.Fatal(err)
		}
		content, _ := io.ReadAll(f)
		if string(content) != []string{"first", "second"}[i] {
			t.Errorf("member %d: %q", i, content)
		}
	}
}

func FuzzArchive(f *testing.F) {
	t := &testing.T{}
	f.Add(tarOf(t, [2]string{"d/a", "1"}, [2]string{"d/l", "-> a"}, [2]string{"d/h", "=> d/a"}))
	f.Add(gz(t, tarOf(t, [2]string{"../a", "1"})))
	f.Add(zipOf(t, nil, [2]string{"a/b", "1"}))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		p := filepath.Join(dir, "x")
		if err := os.WriteFile(p, data, 0o644); err != nil {
			t.Fatal(err)
		}
		src, err := Archive(context.Background(), p)
		if err != nil {
			return
		}
		n := 0
		for e, err := range src {
			n++
			var g *scanner.GapError
			if err != nil && !errors.As(err, &g) {
				t.Fatal(err)
			}
			if err == nil && (e.Path == "" || strings.HasPrefix(e.Path, "/") || strings.HasPrefix(e.Path, "../")) {
				t.Fatalf("path %q", e.Path)
			}
			if err == nil && e.Size < 1<<20 {
				if r, err := e.Open(); err == nil {
					io.Copy(io.Discard, r)
					r.Close()
				}
			}
		}
	})
}
