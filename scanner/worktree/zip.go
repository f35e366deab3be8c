// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package worktree

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/outgate/outgate/inventory"
)

// zip reads the directory of a zip file; members are read in place.
func (a *archive) zip() {
	r, err := zip.NewReader(a.file, a.size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		a.damaged(err)
		return
	}
	for _, f := range r.File {
		if !a.take(int64(min(f.UncompressedSize64, 1<<62))) {
			return
		}
		if !strings.HasSuffix(f.Name, "/") {
			a.zipMember(f)
		} else if p, ok := a.clean(f.Name); ok && holdsContent(f) {
			a.gap(p, inventory.GapUnsupported, "a directory with content, which was not examined")
		}
	}
	a.comments(r)
	a.layout(r)
}

// holdsContent tells a directory that hides something. Compressing nothing gives
// some bytes, too few for anything.
func holdsContent(f *zip.File) bool {
	return f.UncompressedSize64 > 0 || f.CompressedSize64 > 8 || f.Method == zip.Store && f.CompressedSize64 > 0
}

const encryptedFlag = 1

func (a *archive) zipMember(f *zip.File) {
	p, ok := a.clean(f.Name)
	if !ok {
		return
	}
	mode := f.Mode()
	switch {
	case f.Flags&encryptedFlag != 0:
		a.gap(p, inventory.GapUnsupported, "the member is encrypted")
	case f.Method != zip.Store && f.Method != zip.Deflate:
		a.gap(p, inventory.GapUnsupported, fmt.Sprintf("compression method %d is not supported", f.Method))
	case mode&fs.ModeSymlink != 0:
		target, err := readLink(f)
		if err != nil {
			a.gap(p, inventory.GapUnreadable, "symbolic link: "+err.Error())
			return
		}
		a.add(link(p, target))
	case mode.IsRegular(), mode.IsDir(): // by its name it is no directory: there may be something in it
		a.add(member{p, mode.Perm(), int64(f.UncompressedSize64), f.Open})
	default:
		a.gap(p, inventory.GapUnsupported, "a device or pipe, not a file")
	}
}

const maxLink = 64 << 10

func readLink(f *zip.File) (string, error) {
	r, err := f.Open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	target, err := io.ReadAll(io.LimitReader(r, maxLink+1))
	if len(target) > maxLink {
		return "", fmt.Errorf("the target is longer than %d bytes", maxLink)
	}
	return string(target), err
}

// maxComment is the most text in comments that is examined, in bytes.
const maxComment = 4 << 10

// comments offers the comments of the archive and of its members as one file.
// The commit that git archive writes there is left out.
func (a *archive) comments(r *zip.Reader) {
	var b strings.Builder
	if c := r.Comment; c != "" && !isCommit(c) {
		b.WriteString(c + "\n")
	}
	for _, f := range r.File {
		if f.Comment != "" && b.Len() <= maxComment {
			b.WriteString(f.Comment + "\n")
		}
	}
	text := b.String()
	odd := func(c rune) bool { return c != '\n' && c != '\r' && c != '\t' && !unicode.IsPrint(c) }
	switch {
	case text == "":
	case len(text) > maxComment || !utf8.ValidString(text) || strings.ContainsFunc(text, odd):
		a.gap("", inventory.GapUnsupported, "the comments of the archive were not examined: too long, or not text")
	default:
		a.comment = text
	}
}

func isCommit(s string) bool {
	return (len(s) == 40 || len(s) == 64) && strings.Trim(s, "0123456789abcdef") == ""
}

// layout finds the bytes that no member accounts for. A zip file is to be its
// members one behind the other, then the directory that names each of them.
// What lies between them would be seen by a program that reads the file from
// its beginning, and by nobody who goes by the directory.
func (a *archive) layout(r *zip.Reader) {
	z := zipLayout{file: a.file, size: a.size}
	files := slices.Clone(r.File)
	starts := make(map[*zip.File]int64, len(files))
	for _, f := range files {
		at, err := f.DataOffset()
		if err != nil {
			return // reading the member fails likewise, and is a Gap
		}
		starts[f] = at
	}
	slices.SortStableFunc(files, func(x, y *zip.File) int { return cmp.Compare(starts[x], starts[y]) })
	for _, f := range files {
		if a.ctx.Err() != nil {
			return
		}
		if !z.member(f, starts[f]) {
			a.gap("", inventory.GapUnsupported, fmt.Sprintf("the bytes from offset %d on belong to no member, or to several; they were not examined", z.at))
			return
		}
	}
	if !z.directory(len(files)) {
		a.gap("", inventory.GapUnsupported, fmt.Sprintf("the bytes from offset %d on belong to no member; they were not examined", z.at))
	}
}

// zipLayout goes through a zip file from its beginning.
type zipLayout struct {
	file io.ReaderAt
	size int64
	at   int64 // what is before is accounted for
}

const (
	localMark     = "PK\x03\x04"
	centralMark   = "PK\x01\x02"
	endMark       = "PK\x05\x06"
	end64Mark     = "PK\x06\x06"
	locator64Mark = "PK\x06\x07"
	dataMark      = "PK\x07\x08"

	localSize     = 30 // bytes of the fixed part of each record
	centralSize   = 46
	endSize       = 22
	end64Size     = 56
	locator64Size = 20

	descriptorFlag = 8
)

// peek reads n bytes at an offset; nil when there are fewer.
func (z *zipLayout) peek(at int64, n int) []byte {
	b := make([]byte, n)
	if at < 0 || at > z.size-int64(n) {
		return nil
	}
	if _, err := z.file.ReadAt(b, at); err != nil {
		return nil
	}
	return b
}

// marked reads a record of n bytes that begins with mark, where z stands.
func (z *zipLayout) marked(mark string, n int) []byte {
	b := z.peek(z.at, n)
	if b == nil || string(b[:4]) != mark {
		return nil
	}
	return b
}

func length16(b []byte, at ...int) (n int64) {
	for _, i := range at {
		n += int64(binary.LittleEndian.Uint16(b[i:]))
	}
	return n
}

// member steps over a member whose content begins at data.
func (z *zipLayout) member(f *zip.File, data int64) bool {
	head := z.marked(localMark, localSize)
	if head == nil || z.at+localSize+length16(head, 26, 28) != data || f.CompressedSize64 > uint64(z.size-data) {
		return false
	}
	if name := z.peek(z.at+localSize, len(f.Name)); int64(len(f.Name)) != length16(head, 26) || string(name) != f.Name {
		return false // one name in the directory, another for those who read from the beginning
	}
	z.at = data + int64(f.CompressedSize64)
	if f.Flags&descriptorFlag != 0 {
		z.descriptor(f)
	}
	return true
}

// descriptor steps over the record behind a member whose size was not known
// when its header was written: an optional mark, the checksum and two sizes of
// 4 or 8 bytes each.
func (z *zipLayout) descriptor(f *zip.File) {
	for _, mark := range []string{dataMark, ""} {
		record := binary.LittleEndian.AppendUint32([]byte(mark), f.CRC32)
		long := binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(bytes.Clone(record), f.CompressedSize64), f.UncompressedSize64)
		forms := [][]byte{long}
		if max(f.CompressedSize64, f.UncompressedSize64) <= math.MaxUint32 {
			short := binary.LittleEndian.AppendUint32(record, uint32(f.CompressedSize64))
			forms = append(forms, binary.LittleEndian.AppendUint32(short, uint32(f.UncompressedSize64)))
		}
		for _, form := range forms {
			if bytes.Equal(z.peek(z.at, len(form)), form) {
				z.at += int64(len(form))
				return
			}
		}
	}
}

// directory steps over the directory with n members and what ends the file.
func (z *zipLayout) directory(n int) bool {
	for range n {
		b := z.marked(centralMark, centralSize)
		if b == nil {
			return false
		}
		z.at += centralSize + length16(b, 28, 30, 32)
	}
	if b := z.marked(end64Mark, end64Size); b != nil {
		if binary.LittleEndian.Uint64(b[4:]) != end64Size-12 {
			return false
		}
		z.at += end64Size
		if z.marked(locator64Mark, locator64Size) == nil {
			return false
		}
		z.at += locator64Size
	}
	end := z.marked(endMark, endSize)
	return end != nil && z.at+endSize+length16(end, 20) == z.size
}
