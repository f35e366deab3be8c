// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func content(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func expect(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s holds %.40q (%d bytes), want %.40q", path, got, len(got), want)
	}
}

func TestAtomicFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.json")
	if err := AtomicFile(path, content("one")); err != nil {
		t.Fatal(err)
	}
	expect(t, path, "one")
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := AtomicFile(path, content(strings.Repeat("two", 100_000))); err != nil {
		t.Fatal(err)
	}
	expect(t, path, strings.Repeat("two", 100_000))
	if info, _ := os.Stat(path); runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("permissions became %v", info.Mode())
	}
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("left behind: %v", got)
	}
}

// Whatever goes wrong, the old content stays, no temporary file is left, and
// the error names the file.
func TestAtomicFileErrors(t *testing.T) {
	writes := map[string]func(io.Writer) error{
		"at once": func(io.Writer) error { return errFull },
		"half-way": func(w io.Writer) error {
			return errors.Join(content(strings.Repeat("x", 1<<20))(w), errFull)
		},
		"with the name of another file": func(io.Writer) error { return &fs.PathError{Op: "open", Path: "other", Err: errFull} },
	}
	for name, write := range writes {
		for _, old := range []string{"", "old"} {
			t.Run(name+" "+old, func(t *testing.T) {
				dir := t.TempDir()
				path := filepath.Join(dir, "out.json")
				want := 0
				if old != "" {
					want = 1
					if err := os.WriteFile(path, []byte(old), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				err := AtomicFile(path, write)
				if !errors.Is(err, errFull) || !strings.HasPrefix(err.Error(), path+": not written: ") {
					t.Errorf("got %v", err)
				}
				if strings.Contains(name, "another") != strings.Contains(err.Error(), "other") {
					t.Errorf("the cause is lost: %v", err)
				}
				if got := names(t, dir); len(got) != want {
					t.Errorf("left behind: %v", got)
				}
				if old != "" {
					expect(t, path, old)
				}
			})
		}
	}
}

func TestAtomicFilePanic(t *testing.T) {
	dir := t.TempDir()
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is lost")
			}
		}()
		_ = AtomicFile(filepath.Join(dir, "out"), func(io.Writer) error { panic("renderer") })
	}()
	if got := names(t, dir); len(got) != 0 {
		t.Errorf("left behind: %v", got)
	}
}

func TestAtomicFileTargets(t *testing.T) {
	dir := t.TempDir()
	real := filepath.Join(dir, "real")
	if err := os.WriteFile(real, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	dangling := filepath.Join(dir, "dangling")
	if err := errors.Join(os.Symlink("real", link), os.Symlink("nowhere", dangling)); err != nil {
		t.Skip(err)
	}
	if err := AtomicFile(link, content("new")); err != nil {
		t.Fatal(err)
	}
	expect(t, real, "new")
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v %v", info, err)
	}
	for path, want := range map[string]string{
		dir:                                 "it is a directory",
		dangling:                            "symbolic link to a file that does not exist",
		"":                                  "no file name",
		filepath.Join(dir, "absent", "out"): "no such file",
		filepath.Join(real, "out"):          "not a directory",
	} {
		if err := AtomicFile(path, content("x")); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), tempSuffix) {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
	if got := names(t, dir); len(got) != 3 {
		t.Errorf("left behind: %v", got)
	}
}

// A device is written to and never replaced.
func TestAtomicFileDevice(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full here")
	}
	for _, text := range []string{"x", strings.Repeat("x", 1<<20)} {
		err := AtomicFile("/dev/full", content(text))
		if err == nil || !strings.Contains(err.Error(), "/dev/full: not written: no space left on device") {
			t.Errorf("%d bytes: %v", len(text), err)
		}
	}
	if err := AtomicFile("/dev/null", content("x")); err != nil {
		t.Error(err)
	}
	for _, device := range []string{"/dev/full", "/dev/null"} {
		if info, err := os.Stat(device); err != nil || info.Mode()&fs.ModeDevice == 0 {
			t.Fatalf("%s is no device any more: %v %v", device, info, err)
		}
	}
}
