// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package worktree

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestZipDirectoriesWithContent(t *testing.T) {
	data := zipOf(t, func(h *zip.FileHeader) {
		switch h.Name {
		case "unix":
			h.SetMode(fs.ModeDir | 0o755)
		case "dos":
			h.CreatorVersion, h.ExternalAttrs = 0, 0x10
		}
	}, [2]string{"unix", "1"}, [2]string{"dos", "2"}, [2]string{"plain", "3"})
	want(t, readArchive(t, "a.zip", data), "dos = 2", "plain = 3", "unix = 1")

	// The writer gives no directory a content: take the name of a file.
	data = bytes.ReplaceAll(zipOf(t, nil, [2]string{"dirX", "hidden"}, [2]string{"f", "1"}), []byte("dirX"), []byte("dir/"))
	want(t, readArchive(t, "a.zip", data), "f = 1", "gap dir: unsupported: a directory with content, which was not examined")

	// jar compresses directories: some bytes that stand for none.
	data = bytes.ReplaceAll(zipOf(t, nil, [2]string{"dirX", ""}, [2]string{"f", "1"}), []byte("dirX"), []byte("dir/"))
	want(t, readArchive(t, "a.zip", data), "f = 1")
}

// insert puts bytes into a zip file and mends the offsets behind them.
func insert(data []byte, at int, what string) []byte {
	out := append(append(bytes.Clone(data[:at]), what...), data[at:]...)
	fix := func(i int) {
		if v := binary.LittleEndian.Uint32(out[i:]); int(v) >= at {
			binary.LittleEndian.PutUint32(out[i:], v+uint32(len(what)))
		}
	}
	end := bytes.LastIndex(out, []byte(endMark))
	fix(end + 16)
	for i := int(binary.LittleEndian.Uint32(out[end+16:])); string(out[i:i+4]) == centralMark; {
		fix(i + 42)
		i += centralSize + int(length16(out[i:], 28, 30, 32))
	}
	return out
}

func TestZipHoles(t *testing.T) {
	data := zipOf(t, nil, [2]string{"a", "1"}, [2]string{"b", "2"})
	second := bytes.LastIndex(data, []byte(localMark))
	central := bytes.Index(data, []byte(centralMark))
	end := bytes.LastIndex(data, []byte(endMark))
	local := string(data[:second])
	hole := func(at int, of string) string {
		return fmt.Sprintf("gap : unsupported: the bytes from offset %d on belong to no member%s; they were not examined", at, of)
	}
	for name, tt := range map[string]struct {
		data []byte
		gap  string
	}{
		"before the first":     {insert(data, 0, local), hole(0, ", or to several")},
		"between members":      {insert(data, second, "hidden"), hole(second, ", or to several")},
		"a member unnamed":     {insert(data, second, local), hole(second, ", or to several")},
		"before the directory": {insert(data, central, local), hole(central, "")},
		"behind the directory": {insert(data, end, "hidden"), hole(end, "")},
	} {
		// The reader may have refused the file already.
		got := strings.Join(readArchive(t, "a.zip", tt.data), "\n")
		if !strings.Contains(got, tt.gap) && !strings.Contains(got, "gap : unparsable") {
			t.Errorf("%s: %s", name, got)
		}
		if strings.Contains(name, "member") && !strings.Contains(got, "a = 1\nb = 2\n"+tt.gap) {
			t.Errorf("%s: %s", name, got)
		}
	}
	want(t, readArchive(t, "a.zip", data), "a = 1", "b = 2")

	renamed := bytes.Clone(data)
	renamed[localSize] = 'z' // in the member's own header only
	want(t, readArchive(t, "a.zip", renamed), "a = 1", "b = 2", hole(0, ", or to several"))
}

func commented(t *testing.T, archive, member string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.CreateHeader(&zip.FileHeader{Name: "p/a", Comment: member})
	if err != nil {
		t.Fatal(err)
	}
	f.Write([]byte("1"))
	if err := w.SetComment(archive); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestZipComments(t *testing.T) {
	odd := "gap : unsupported: the comments of the archive were not examined: too long, or not text"
	want(t, readArchive(t, "a.zip", commented(t, "", "")), "a = 1")
	want(t, readArchive(t, "a.zip", commented(t, "hello", "")), "(comment) = hello\n", "a = 1")
	want(t, readArchive(t, "a.zip", commented(t, "hello", "there")), "(comment) = hello\nthere\n", "a = 1")
	want(t, readArchive(t, "a.zip", commented(t, strings.Repeat("a1", 20), "")), "a = 1")
	want(t, readArchive(t, "a.zip", commented(t, strings.Repeat("a", 5000), "")), "a = 1", odd)
	want(t, readArchive(t, "a.zip", commented(t, "", "a\x00b")), "a = 1", odd)
}

func TestEmptyTar(t *testing.T) {
	for _, blocks := range []int{2, 20} { // the end mark alone, and padded as tar does
		want(t, readArchive(t, "a.tar", make([]byte, blocks*blockSize)))
	}
	hidden := append(make([]byte, 4*blockSize), "hidden"...)
	want(t, readArchive(t, "a.tar", hidden), "gap : unsupported: data behind the end of the archive was not examined")
}

func TestArchiveIsAPipe(t *testing.T) {
	name := filepath.Join(t.TempDir(), "p.tar")
	if err := makePipe(name); err != nil {
		t.Skip(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := Archive(context.Background(), name)
		done <- err
	}()
	select {
	case err := <-done:
		if err == nil || !strings.Contains(err.Error(), "not a regular file") {
			t.Errorf("got %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("opening a pipe waits for a writer")
	}
}
