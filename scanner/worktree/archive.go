// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package worktree

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	format "github.com/outgate/outgate/archive"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/gitattr"
)

// Bounds for one archive, so that a small file cannot fill the disk or keep the
// scan busy for ever. What lies behind a bound is a Gap.
const (
	maxMembers  = 1_000_000
	maxUnpacked = 8 << 30 // bytes of all members
	freeBytes   = 256 << 20
	maxRatio    = 200 // bytes unpacked for one packed, beyond freeBytes
)

// ErrUnsupportedArchive is returned by Archive for a file of another kind.
var ErrUnsupportedArchive = errors.New("not a tar, tar.gz, tar.bz2, zip or jar file")

// Archive offers the members of a .tar, .tar.gz, .tgz, .tar.bz2, .tbz2, .zip or
// .jar file, sorted by path; the kind is told by the content. The members of a tar file are unpacked to
// a temporary file first, which has no name from then on where the system
// allows that, so that workers can read them in any order and as often as they
// like. Nothing is written anywhere else.
//
// A directory that all members of a tar or zip file share, as release archives
// have it, is left out of the paths. Names that lead out of the archive are
// cleaned, and reported. Hard links are offered with the content of their
// target. A member that is encrypted, a device, hidden by a later one of the
// same name, or behind a bound, and an archive that ends too early, are Gaps.
// So are bytes of a zip file that belong to no member. The comments of a zip file
// are offered as one file more, "(comment)", when they are short text.
//
// The error is one of opening the file; what is wrong inside becomes a Gap. When
// ctx is done, unpacking ends and nothing is offered.
func Archive(ctx context.Context, name string) (scanner.Source, error) {
	f, err := os.OpenFile(name, os.O_RDONLY|nonBlocking, 0) // a pipe is not waited for
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a regular file", name)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	magic := make([]byte, 512)
	n, _ := f.ReadAt(magic, 0) // a short file has a short head
	unpack := unpackerOf(magic[:n])
	if unpack == nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", name, ErrUnsupportedArchive)
	}
	strip := !strings.HasSuffix(strings.ToLower(name), ".jar")
	return func(yield func(inventory.Entry, error) bool) {
		a := &archive{ctx: ctx, file: f, size: info.Size(), index: map[string]int{}}
		unpack(a)
		if ctx.Err() != nil {
			return
		}
		if strip {
			a.strip()
		}
		if a.comment != "" {
			text := link("(comment)", a.comment)
			text.mode = 0o644
			a.add(text)
		}
		a.offer(yield)
	}, nil
}

func unpackerOf(magic []byte) func(*archive) {
	switch head := string(magic); {
	case strings.HasPrefix(head, "PK\x03\x04"), strings.HasPrefix(head, "PK\x05\x06"):
		return (*archive).zip
	case strings.HasPrefix(head, "\x1f\x8b"):
		return (*archive).gzip
	case strings.HasPrefix(head, "BZh"):
		return (*archive).bzip2
	case len(head) >= 262 && head[257:262] == "ustar", len(head) == blockSize && (format.IsOldTar(head) || isEndMark(magic)):
		return (*archive).plain
	}
	return nil
}

// isEndMark knows the end mark of a tar file, with which one without members begins.
func isEndMark(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }

// archive collects the members of one file.
type archive struct {
	ctx      context.Context // of one run over the source
	file     *os.File
	size     int64 // bytes, packed
	members  []member
	index    map[string]int // cleaned path -> position in members
	count    int            // members met, with those that are left out
	unpacked int64
	gaps     []inventory.Gap
	git      bool   // a .git directory was met
	comment  string // of a zip file, to be examined
}

type member struct {
	path string
	mode fs.FileMode
	size int64
	open inventory.Opener
}

func (a *archive) gap(p, code, why string) {
	a.gaps = append(a.gaps, inventory.Gap{Detector: "archive", Path: p, Code: code, Reason: why})
}

// take counts a member. It returns false when the archive has had enough.
func (a *archive) take(size int64) bool {
	a.count++
	a.unpacked += max(size, 0)
	switch {
	case a.count > maxMembers:
		a.gap("", inventory.GapTruncated, fmt.Sprintf("the archive has more than %d members; the rest was not read", maxMembers))
	case size > maxUnpacked || a.unpacked > maxUnpacked:
		a.gap("", inventory.GapTruncated, fmt.Sprintf("the archive unpacks to more than %d GiB; the rest was not read", maxUnpacked>>30))
	case a.unpacked > freeBytes && a.unpacked/maxRatio > a.size:
		a.gap("", inventory.GapTruncated, fmt.Sprintf("the archive unpacks to more than %d times its size; the rest was not read", maxRatio))
	default:
		return true
	}
	return false
}

// clean makes a member's name a path inside the archive. ok is false when the
// member is not to be offered.
func (a *archive) clean(name string) (p string, ok bool) {
	slashed := strings.ReplaceAll(name, `\`, "/")
	if len(slashed) >= 2 && slashed[1] == ':' { // a drive
		slashed = slashed[2:]
	}
	p = gitattr.CleanPath(path.Clean("/" + slashed)[1:])
	if strings.HasPrefix(slashed, "/") || slices.Contains(strings.Split(slashed, "/"), "..") {
		a.gap(p, inventory.GapUnsupported, "the member's name leads out of the archive; it was examined under the name given here")
	}
	if p == "" {
		return "", false
	}
	if first := slices.Index(strings.Split(p, "/"), ".git"); first >= 0 {
		if !a.git {
			a.git = true
			at := strings.Join(strings.Split(p, "/")[:first+1], "/")
			a.gap(at, inventory.GapUnsupported, "the archive holds a git repository, whose history was not examined")
		}
		return "", false
	}
	return p, true
}

// add notes a member. Of two with one name the later one counts, as it does
// when the archive is unpacked.
func (a *archive) add(m member) {
	if i, twice := a.index[m.path]; twice {
		a.gap(m.path, inventory.GapUnsupported, "the archive holds this path more than once; only the last one was examined")
		a.members[i] = m
		return
	}
	a.index[m.path] = len(a.members)
	a.members = append(a.members, m)
}

// strip drops a directory that all members share from their paths.
func (a *archive) strip() {
	if len(a.members) == 0 {
		return
	}
	top, _, below := strings.Cut(a.members[0].path, "/")
	if !below {
		return
	}
	top += "/"
	for _, m := range a.members {
		if !strings.HasPrefix(m.path, top) {
			return
		}
	}
	a.index = make(map[string]int, len(a.members))
	for i := range a.members {
		a.members[i].path = a.members[i].path[len(top):]
		a.index[a.members[i].path] = i
	}
	for i := range a.gaps {
		a.gaps[i].Path = strings.TrimPrefix(a.gaps[i].Path, top)
	}
}

// offer yields the members in path order, then the gaps.
func (a *archive) offer(yield func(inventory.Entry, error) bool) {
	slices.SortFunc(a.members, func(x, y member) int { return strings.Compare(x.path, y.path) })
	attrs := a.attributes()
	for _, m := range a.members {
		if a.ctx.Err() != nil {
			return
		}
		e := inventory.Entry{Path: m.path, Mode: m.mode, Size: m.size, Role: attributesFor(attrs, m.path).Role(m.path), Open: m.open}
		if !yield(e, nil) {
			return
		}
	}
	for _, g := range a.gaps {
		if !yield(inventory.Entry{}, &scanner.GapError{Gap: g}) {
			return
		}
	}
}

// attributes reads the .gitattributes of each directory that has one. Members
// are sorted, but a directory's file may come behind those of its
// subdirectories: shorter directories go first.
func (a *archive) attributes() map[string]*gitattr.Attributes {
	var found []member
	for _, m := range a.members {
		if path.Base(m.path) == ".gitattributes" && m.mode.IsRegular() && m.size <= gitattr.MaxBytes {
			found = append(found, m)
		}
	}
	slices.SortStableFunc(found, func(x, y member) int { return len(x.path) - len(y.path) })
	byDir := map[string]*gitattr.Attributes{}
	for _, m := range found {
		r, err := m.open()
		if err != nil {
			continue // the member itself becomes a Gap when it is read
		}
		content, err := io.ReadAll(io.LimitReader(r, gitattr.MaxBytes))
		r.Close()
		if err != nil {
			continue
		}
		dir := strings.TrimPrefix(path.Dir(m.path), ".")
		byDir[dir] = attributesFor(byDir, m.path).Child(dir, content)
	}
	return byDir
}

// attributesFor returns the attributes that hold in the directory of a path.
func attributesFor(byDir map[string]*gitattr.Attributes, p string) *gitattr.Attributes {
	for len(byDir) > 0 {
		i := strings.LastIndexByte(p, '/')
		if i < 0 {
			return byDir[""]
		}
		p = p[:i]
		if attrs, ok := byDir[p]; ok {
			return attrs
		}
	}
	return nil
}
