// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package archive reads the members of archives that are held in memory: zip and
// what is built on it (jar, war, whl, nupkg, apk, office documents), tar, and files
// compressed with gzip, bzip2 or zstd, a tar file inside included. Nothing is
// written anywhere. A [Budget] bounds what is decompressed, whatever sizes the
// archive names.
package archive

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Format is a kind of archive or compression.
type Format string

// The formats that can be told; the last three cannot be read.
const (
	None     Format = ""
	Zip      Format = "zip"
	Tar      Format = "tar"
	Gzip     Format = "gzip"
	Bzip2    Format = "bzip2"
	Zstd     Format = "zstd"
	XZ       Format = "xz"
	SevenZip Format = "7z"
	RAR      Format = "rar"
)

// Readable reports whether Walk can read the format.
func (f Format) Readable() bool { return f != None && f != XZ && f != SevenZip && f != RAR }

const blockSize = 512 // of the tar format

// FormatOf tells the format of a content; its first 512 bytes are enough.
func FormatOf(content []byte) Format {
	head := string(content[:min(len(content), blockSize)])
	for mark, f := range map[string]Format{
		"PK\x03\x04": Zip, "PK\x05\x06": Zip, "\x1f\x8b\x08": Gzip, "\x28\xb5\x2f\xfd": Zstd,
		"\xfd7zXZ\x00": XZ, "7z\xbc\xaf\x27\x1c": SevenZip, "Rar!\x1a\x07": RAR,
	} {
		if strings.HasPrefix(head, mark) {
			return f
		}
	}
	switch {
	case len(head) > 10 && strings.HasPrefix(head, "BZh") && (head[4:10] == "1AY&SY" || head[4:10] == "\x17\x72\x45\x38\x50\x90"):
		return Bzip2
	case len(head) >= 262 && head[257:262] == "ustar", len(head) == blockSize && IsOldTar(head):
		return Tar
	}
	return None
}

// IsOldTar checks the sum of the first header, the only mark of a tar file
// without "ustar". head is the first 512 bytes.
func IsOldTar(head string) bool {
	want, err := strconv.ParseInt(strings.Trim(head[148:156], " \x00"), 8, 64)
	if err != nil || head[0] == 0 {
		return false
	}
	have := int64(0)
	for i := range blockSize {
		if i >= 148 && i < 156 {
			have += ' '
		} else {
			have += int64(head[i])
		}
	}
	return have == want
}

// Budget is what may still be read, of one archive and those inside it.
type Budget struct {
	Bytes   int64 // decompressed
	Members int
}

// Errors of a spent Budget, of Walk and of the readers of members.
var (
	ErrBytes   = errors.New("it unpacks to too much")
	ErrMembers = errors.New("it has too many members")
)

// Member is one file of an archive.
type Member struct {
	Name   string    // cleaned: it leads nowhere out of the archive; may occur twice
	Closed string    // why the content cannot be read ("encrypted"); "" when it can
	Data   io.Reader // to be read during the call only; nil when Closed
}

// Walk calls visit for each file of an archive. name is that of the archive, from
// which the one of a file that is compressed alone is made. The error is the one of
// visit, of the spent budget, or says how the archive is damaged.
func Walk(content []byte, name string, b *Budget, visit func(Member) error) error {
	switch f := FormatOf(content); f {
	case Zip:
		return walkZip(content, b, visit)
	case Tar:
		return walkTar(bytes.NewReader(content), b, func(int64) bool { return false }, visit)
	default:
		r, err := decompress(f, content)
		if err != nil {
			return err
		}
		defer r.Close()
		in := bufio.NewReaderSize(&counted{r, b}, blockSize)
		if head, _ := in.Peek(blockSize); FormatOf(head) == Tar {
			return walkTar(in, b, func(size int64) bool { return size > b.Bytes+int64(in.Buffered()) }, visit)
		}
		return b.offer(Member{Name: strip(name), Data: in}, visit)
	}
}

func decompress(f Format, content []byte) (io.ReadCloser, error) {
	r := bytes.NewReader(content)
	switch f {
	case Gzip:
		return gzip.NewReader(r)
	case Bzip2:
		return io.NopCloser(bzip2.NewReader(r)), nil
	case Zstd:
		d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(64<<20))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	}
	return nil, fmt.Errorf("%s files cannot be read", f)
}

// strip takes the ending of a compressed file off its name.
func strip(name string) string {
	base := path.Base(name)
	if ext := path.Ext(base); len(ext) < len(base) {
		base = strings.TrimSuffix(base, ext)
	}
	return Clean(base)
}

func (b *Budget) offer(m Member, visit func(Member) error) error {
	if b.Members--; b.Members < 0 {
		return ErrMembers
	}
	return visit(m)
}

// counted takes what is read from the budget.
type counted struct {
	r io.Reader
	b *Budget
}

func (c *counted) Read(p []byte) (int, error) {
	if c.b.Bytes <= 0 {
		return 0, ErrBytes
	}
	n, err := c.r.Read(p[:min(int64(len(p)), c.b.Bytes)])
	c.b.Bytes -= int64(n)
	return n, err
}

const encrypted = 1 // flag of a zip member

func walkZip(content []byte, b *Budget, visit func(Member) error) error {
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return err
	}
	for _, f := range r.File {
		m := Member{Name: Clean(f.Name)}
		if strings.HasSuffix(f.Name, "/") && f.UncompressedSize64 == 0 {
			continue
		}
		switch {
		case f.Flags&encrypted != 0:
			m.Closed = "encrypted"
		default:
			data, err := f.Open()
			if err != nil {
				m.Closed = err.Error()
				break
			}
			m.Data = &counted{data, b}
		}
		if err := b.offer(m, visit); err != nil {
			return err
		}
	}
	return nil
}

// walkTar ends before a member whose size is more than what is left.
func walkTar(stream io.Reader, b *Budget, tooMuch func(size int64) bool, visit func(Member) error) error {
	r := tar.NewReader(stream)
	for {
		h, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return err
		}
		if h.Typeflag != tar.TypeReg && h.Typeflag != tar.TypeGNUSparse {
			continue // a link's target is another member; the rest holds nothing
		}
		if h.Typeflag == tar.TypeReg && tooMuch(h.Size) { // the rest could not be read, and a part of a member is shown to nobody
			return ErrBytes
		}
		if err := b.offer(Member{Name: Clean(h.Name), Data: r}, visit); err != nil {
			return err
		}
	}
}

// Clean makes a member's name a path that stays inside the archive, of printable
// characters; "member" when nothing is left.
func Clean(name string) string {
	name = strings.ReplaceAll(strings.ToValidUTF8(name, "?"), `\`, "/")
	if len(name) >= 2 && name[1] == ':' { // a drive
		name = name[2:]
	}
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '?'
		}
		return r
	}, path.Clean("/" + name)[1:])
	if name == "" {
		return "member"
	}
	return name
}
