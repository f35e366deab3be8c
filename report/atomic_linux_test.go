// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestAtomicFileFull lets the kernel refuse the write half-way, as a full disk
// does: a child process may write files of 64 KiB only.
func TestAtomicFileFull(t *testing.T) {
	const size = 64 << 10
	if path := os.Getenv("OUTGATE_TEST_FULL"); path != "" {
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: size}); err != nil {
			t.Fatal(err)
		}
		err := AtomicFile(path, content(strings.Repeat("new", size)))
		if err == nil || err.Error() != path+": not written: file too large" {
			t.Errorf("got %v", err)
		}
		return
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "out.json")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0], "-test.run=^TestAtomicFileFull$")
	child.Env = append(os.Environ(), "OUTGATE_TEST_FULL="+path)
	if out, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	expect(t, path, "old")
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("left behind: %v", got)
	}
}
