// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// AtomicFile writes a file that is either complete or not there: write fills a
// temporary file in the same directory, which is then synced and renamed to
// path. On any error (full disk, short write, an error or panic of write) the
// temporary file is removed, what stood at path before stays as it was, and the
// error names the file.
//
// A symbolic link is followed, so that the link stays. A device or pipe
// (/dev/stdout) cannot be replaced and is written to directly. A directory is
// an error. A new file gets the permissions of the umask, an existing one keeps
// its own.
func AtomicFile(path string, write func(io.Writer) error) error {
	if err := atomicFile(path, write); err != nil {
		return fmt.Errorf("%s: not written: %w", path, cause(err, path))
	}
	return nil
}

// cause drops from an error the name of the temporary file, which helps nobody,
// and that of the file itself, which the message begins with.
func cause(err error, path string) error {
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	var pe *fs.PathError
	if errors.As(err, &pe) && (pe.Path == path || strings.HasSuffix(pe.Path, tempSuffix)) {
		return pe.Err
	}
	return err
}

const tempSuffix = ".tmp"

func atomicFile(path string, write func(io.Writer) error) error {
	if path == "" {
		return errors.New("no file name")
	}
	mode := fs.FileMode(0)
	target, err := filepath.EvalSymlinks(path)
	switch {
	case err == nil:
		info, err := os.Stat(target)
		if err != nil {
			return err
		}
		if info.IsDir() {
			return errors.New("it is a directory")
		}
		if !info.Mode().IsRegular() {
			return writeDevice(target, write)
		}
		mode = info.Mode().Perm()
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(path); err == nil {
			return errors.New("it is a symbolic link to a file that does not exist")
		}
		target = path
	default:
		return err
	}
	return replace(target, mode, write)
}

// replace puts new content in the place of target; mode 0 leaves the
// permissions to the umask.
func replace(target string, mode fs.FileMode, write func(io.Writer) error) (err error) {
	f, err := createTemp(target)
	if err != nil {
		return err
	}
	renamed := false
	defer func() { // runs on a panic of write as well
		if renamed {
			return
		}
		f.Close()
		os.Remove(f.Name())
	}()
	if mode != 0 {
		if err := f.Chmod(mode); err != nil {
			return err
		}
	}
	if err := fill(f, write); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), target); err != nil {
		return err
	}
	renamed = true
	return nil
}

// createTemp is os.CreateTemp with the permissions of an ordinary file, which
// others may read as far as the umask lets them.
func createTemp(target string) (*os.File, error) {
	dir, base := filepath.Split(target)
	if len(base) > 100 { // leave room below the usual limit of 255 bytes
		base = base[:100]
	}
	for n := 0; ; n++ {
		name := filepath.Join(dir, fmt.Sprintf(".%s.%d-%d%s", base, os.Getpid(), n, tempSuffix))
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) && n < 1000 {
			continue
		}
		return f, err
	}
}

func writeDevice(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(fill(f, write), f.Close())
}

func fill(f *os.File, write func(io.Writer) error) error {
	b := bufio.NewWriterSize(f, 1<<16)
	if err := write(b); err != nil {
		return err
	}
	return b.Flush()
}
