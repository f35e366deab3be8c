// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"context"

	"github.com/outgate/outgate/inventory"
)

// Detector finds one kind of fact. It is a value, made by the New function of
// its package (scanner/license, scanner/secret, ...); the scan knows nothing of
// its insides. Name, and at least one of File and Tree, must be set.
type Detector struct {
	// Name is what --only takes and what gaps and coverage name: "license".
	Name string
	// Doc is one sentence for people.
	Doc string
	// Version is part of every cache key; it is bumped when results change.
	Version int
	// Rules names the data the detector judges by: a version, a digest ("sha256:...") or both; "" when it has none.
	Rules string

	// Wants is a cheap test on name and size before the content is read.
	// nil wants every regular file of the tree.
	Wants func(*inventory.Entry) bool
	// History asks to see the blobs that only history holds as well.
	History bool
	// Archives asks to see the members of archives in the tree (zip and jar, tar,
	// gzip, bzip2, zstd) as files of paths like "lib/a.jar!/META-INF/x.properties".
	Archives bool
	// File looks at one file. It is called by several goroutines at once, must
	// not modify or keep f.Content, and reports what it could not examine as a
	// Gap among the facts. An error, or a panic, becomes a Gap of code
	// detector-failed for this file, and the scan goes on.
	File func(ctx context.Context, f *File) (inventory.Facts, error)

	// Keep names the files whose content the tree step will ask for, so that
	// it is not opened twice. nil keeps none.
	Keep func(path string) bool
	// Head tells the files whose first bytes the tree step looks at (TreeEntry.Head);
	// nil: all of them. A file that nobody wants to see any bytes of is not opened.
	Head func(*inventory.Entry) bool
	// Tree runs once, beside the walk's end, over the index of all files.
	Tree func(ctx context.Context, t *Tree) (inventory.Facts, error)
}

// File is one entry with its content, read once and shared by all detectors.
type File struct {
	inventory.Entry
	Role    inventory.Role // decided; never ""
	Content []byte         // whole content as UTF-8 where the encoding is known; never modified
	Raw     []byte         // the bytes as they are stored, for formats that are no text; never modified
	Binary  bool           // no text: a NUL among the first 8000 bytes, and more than 2 % control bytes there
	// Base is what Content has in common with a content that the detectors have
	// seen, in terms of what they saw of both. nil when there is no such thing.
	Base *Base

	recalled, kept any
	keptSize       int
}
