// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// What runs leave for the next one: facts (see [Cache]) and walks of histories.
const (
	factsEnd   = ".facts"
	WalkEnd    = ".walk"   // the end of the name of a file that holds a walk
	maxPrivate = 64 << 20  // bytes of one file; a larger one is not kept
	allPrivate = 256 << 20 // bytes of all; the oldest go first
)

// ReadPrivate reads a regular file of a directory of what runs leave behind, that
// nobody but its owner can write or put there.
func ReadPrivate(name string) ([]byte, error) {
	dir, err := os.Lstat(filepath.Dir(name))
	if err != nil {
		return nil, err
	}
	info, err := os.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !dir.IsDir() || !private(dir) || !info.Mode().IsRegular() || !private(info) || info.Size() > maxPrivate {
		return nil, fs.ErrPermission
	}
	return os.ReadFile(name)
}

// private reports that the owner alone can write. Windows says that in another way.
func private(info fs.FileInfo) bool {
	return runtime.GOOS == "windows" || info.Mode().Perm()&0o022 == 0
}

// WritePrivate replaces a file that [ReadPrivate] reads, whole or not at all. What
// is too large is not written, and the oldest files of the directory give way when
// there is too much. That nothing could be written is no error.
func WritePrivate(name string, data []byte) {
	dir := filepath.Dir(name)
	if len(data) > maxPrivate || os.MkdirAll(dir, 0o700) != nil {
		return
	}
	f, err := os.CreateTemp(dir, "new-*.tmp") // 0600
	if err != nil {
		return
	}
	_, err = f.Write(data)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
		return
	}
	evict(dir, name, allPrivate)
}

// evict removes the files that were written longest ago until the rest is
// within limit bytes, and what broken runs have left.
func evict(dir, keep string, limit int64) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	type aged struct {
		name string
		size int64
		time time.Time
	}
	var files []aged
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		name := filepath.Join(dir, e.Name())
		switch {
		case strings.HasSuffix(name, factsEnd), strings.HasSuffix(name, WalkEnd):
			files = append(files, aged{name, info.Size(), info.ModTime()})
		case strings.HasSuffix(name, ".tmp") && time.Since(info.ModTime()) > time.Hour:
			os.Remove(name)
		}
	}
	slices.SortFunc(files, func(a, b aged) int { return b.time.Compare(a.time) })
	total := int64(0)
	for _, f := range files {
		if total += f.size; total > limit && f.name != keep {
			os.Remove(f.name)
		}
	}
}
