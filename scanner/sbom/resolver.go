// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/anchore/syft/syft/file"
)

// resolver shows the tree to syft's catalogers. Paths are relative to the root,
// without a leading slash; symbolic links do not exist for it.
type resolver struct {
	w *workspace
	x *index
}

var _ file.Resolver = (*resolver)(nil)

// clean turns a path that a cataloger computed into a path of the tree; dots
// cannot lead out of it. The root is ".".
func clean(p string) string {
	p = strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(p, `\`, "/")), "/")
	if p == "" {
		return "."
	}
	return p
}

// HasPath reports whether a file or a directory of that path exists.
func (r *resolver) HasPath(p string) bool {
	p = clean(p)
	return p == "." || r.x.dirs[p] || r.w.has(p)
}

// FilesByPath returns those of the paths that are files.
func (r *resolver) FilesByPath(paths ...string) ([]file.Location, error) {
	var out []file.Location
	for _, p := range paths {
		if p = clean(p); r.w.has(p) {
			out = append(out, file.NewLocation(p))
		}
	}
	return out, r.w.ctx.Err()
}

// FilesByGlob returns the files that any of the patterns matches.
func (r *resolver) FilesByGlob(patterns ...string) ([]file.Location, error) {
	var out []file.Location
	for _, pattern := range patterns {
		if err := r.w.ctx.Err(); err != nil {
			return nil, err
		}
		paths, err := r.x.glob(pattern)
		if err != nil {
			return nil, err
		}
		for _, p := range paths {
			out = append(out, file.NewLocation(p))
		}
	}
	return out, nil
}

// FilesByMIMEType finds executables and shared libraries by their first bytes;
// other media types are not known.
func (r *resolver) FilesByMIMEType(types ...string) ([]file.Location, error) {
	var out []file.Location
	for _, p := range r.x.paths {
		if e := r.w.tree.Lookup(p); len(e.Head) > 0 {
			if kind := executable(e.Head); kind != "" && slices.Contains(types, kind) {
				out = append(out, file.NewLocation(p))
			}
		}
	}
	return out, r.w.ctx.Err()
}

// RelativeFileByPath returns the file of a path, which catalogers give from the root.
func (r *resolver) RelativeFileByPath(_ file.Location, p string) *file.Location {
	if p = clean(p); !r.w.has(p) {
		return nil
	}
	l := file.NewLocation(p)
	return &l
}

// content is a file in memory; some parsers need to seek.
type content struct{ *bytes.Reader }

func (content) Close() error { return nil }

// FileContentsByLocation opens a file through the tree.
func (r *resolver) FileContentsByLocation(l file.Location) (io.ReadCloser, error) {
	data, err := r.w.read(clean(l.RealPath))
	if err != nil {
		return nil, err
	}
	return content{bytes.NewReader(data)}, nil
}

// FileMetadataByLocation tells name, size, mode and, for executables, the media type.
func (r *resolver) FileMetadataByLocation(l file.Location) (file.Metadata, error) {
	p := clean(l.RealPath)
	if !r.w.has(p) {
		return file.Metadata{}, errNotInTree
	}
	e := r.w.tree.Lookup(p)
	return file.Metadata{FileInfo: fileInfo{path.Base(p), e.Size, e.Mode}, Path: p, MIMEType: executable(e.Head)}, nil
}

// AllLocations yields every file.
func (r *resolver) AllLocations(ctx context.Context) <-chan file.Location {
	out := make(chan file.Location)
	go func() {
		defer close(out)
		for _, p := range r.x.paths {
			select {
			case out <- file.NewLocation(p):
			case <-ctx.Done():
				return
			case <-r.w.ctx.Done():
				return
			}
		}
	}()
	return out
}

type fileInfo struct {
	name string
	size int64
	mode fs.FileMode
}

func (f fileInfo) Name() string       { return f.name }
func (f fileInfo) Size() int64        { return f.size }
func (f fileInfo) Mode() fs.FileMode  { return f.mode }
func (f fileInfo) ModTime() time.Time { return time.Time{} }
func (f fileInfo) IsDir() bool        { return false }
func (f fileInfo) Sys() any           { return nil }
