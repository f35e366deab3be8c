// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package worktree

import (
	"archive/tar"
	"bufio"
	"compress/bzip2"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"runtime"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner/gitattr"
)

func (a *archive) plain() { a.tar(a.whole()) }

func (a *archive) gzip() {
	z, err := gzip.NewReader(bufio.NewReader(a.whole()))
	if err != nil {
		a.damaged(err)
		return
	}
	a.tar(z)
}

func (a *archive) bzip2() { a.tar(bzip2.NewReader(bufio.NewReader(a.whole()))) }

// whole reads the file from its beginning, until the scan is cancelled.
func (a *archive) whole() io.Reader {
	return &cancellable{a.ctx, io.NewSectionReader(a.file, 0, a.size)}
}

type cancellable struct {
	ctx context.Context
	r   io.Reader
}

func (c *cancellable) Read(b []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(b)
}

func (a *archive) damaged(err error) {
	why := "the archive is damaged: " + err.Error()
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		why = "the archive ends too early; what was to follow is unknown"
	}
	a.gap("", inventory.GapUnparsable, why)
}

const blockSize = 512 // of the tar format

// counter knows how much of a stream was read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

// tar unpacks a stream into a temporary file.
func (a *archive) tar(stream io.Reader) {
	s, err := newSpool()
	if err != nil {
		a.gap("", inventory.GapUnreadable, "no temporary file to unpack to: "+reason(err))
		return
	}
	in := &counter{r: stream}
	r := tar.NewReader(in)
	for {
		block := (in.n + blockSize - 1) / blockSize * blockSize // where the next header begins
		h, err := r.Next()
		if err == io.EOF {
			if in.n < block+blockSize { // the reader takes a missing end mark for an end
				a.damaged(io.ErrUnexpectedEOF)
			}
			a.tail(in)
			return
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			a.damaged(err)
			return
		}
		if !a.take(h.Size) {
			return
		}
		err = a.tarMember(r, h, s)
		if err == nil {
			_, err = io.Copy(io.Discard, r) // what was not wanted
		}
		if err != nil {
			a.damaged(err)
			return
		}
	}
}

func (a *archive) tarMember(r io.Reader, h *tar.Header, s *spool) error {
	if h.Typeflag == tar.TypeDir || h.Typeflag == tar.TypeXGlobalHeader {
		return nil
	}
	p, ok := a.clean(h.Name)
	if !ok {
		return nil
	}
	switch h.Typeflag {
	case tar.TypeReg, tar.TypeGNUSparse:
		at, err := s.add(r, h.Size)
		if err != nil {
			return err
		}
		a.add(member{p, h.FileInfo().Mode().Perm(), h.Size, s.opener(at, h.Size)})
	case tar.TypeSymlink:
		a.add(link(p, h.Linkname))
	case tar.TypeLink:
		target := gitattr.CleanPath(strings.TrimPrefix(path.Clean("/"+h.Linkname), "/"))
		i, known := a.index[target]
		if !known {
			a.gap(p, inventory.GapUnsupported, "a hard link to a member that the archive does not hold")
			return nil
		}
		m := a.members[i]
		m.path = p
		a.add(m)
	default:
		a.gap(p, inventory.GapUnsupported, "a device or pipe, not a file")
	}
	return nil
}

func link(p, target string) member {
	return member{p, fs.ModeSymlink | 0o777, int64(len(target)), func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(target)), nil
	}}
}

// tail reads what follows the end of a tar archive: the checksum of the
// compression is behind it, and so could be anything that should stay unseen.
func (a *archive) tail(stream io.Reader) {
	buf := make([]byte, 32<<10)
	for total := 0; ; {
		n, err := stream.Read(buf)
		for _, c := range buf[:n] {
			if c != 0 {
				a.gap("", inventory.GapUnsupported, "data behind the end of the archive was not examined")
				return
			}
		}
		if total += n; total > freeBytes {
			a.gap("", inventory.GapTruncated, "the end of the archive is too long")
			return
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			a.damaged(err)
			return
		}
	}
}

// spool is the temporary file that holds the contents of a tar file's members.
type spool struct {
	f  *os.File
	at int64
}

func newSpool() (*spool, error) {
	f, err := os.CreateTemp("", "outgate-archive-")
	if err != nil {
		return nil, err
	}
	s := &spool{f: f}
	if os.Remove(f.Name()) != nil { // the system does not remove open files
		runtime.AddCleanup(s, func(f *os.File) {
			f.Close()
			os.Remove(f.Name())
		}, f)
	}
	return s, nil
}

func (s *spool) add(r io.Reader, size int64) (at int64, err error) {
	at = s.at
	n, err := io.CopyN(s.f, r, size)
	s.at += n
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return at, err
}

func (s *spool) opener(at, size int64) inventory.Opener {
	return func() (io.ReadCloser, error) {
		return io.NopCloser(&section{io.NewSectionReader(s.f, at, size), s}), nil
	}
}

// section keeps the spool while a part of it is read.
type section struct {
	*io.SectionReader
	spool *spool
}
