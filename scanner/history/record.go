// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"io"
	"io/fs"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// record offers the text of a commit or tag while the walk holds it anyway.
func (w *walker) record(kind string, id plumbing.Hash, name string, text []byte, stored string) {
	if w.offer != nil {
		w.offer(recordEntry(kind, id, name, int64(len(text)), stored, func() (io.ReadCloser, error) {
			return content{Reader: bytes.NewReader(text), data: text, stored: stored}, nil
		}))
	}
}

// recordAgain offers the text of a commit that an earlier run has walked: it is
// read when somebody wants it.
func (w *walker) recordAgain(n *node) {
	id, repo := n.id, w.repo
	w.offer(recordEntry(inventory.RecordCommit, id, id.String(), int64(n.size), repo.store.stored(id), func() (io.ReadCloser, error) {
		o, stored, err := repo.store.find(id)
		if err == nil {
			err = o.must(plumbing.CommitObject)
		}
		if err != nil {
			return nil, &scanner.GapError{Gap: repo.missing("", "", "commit", id, err)}
		}
		text := withoutSignatures(o.data)
		return content{Reader: bytes.NewReader(text), data: text, stored: stored}, nil
	}))
}

func recordEntry(kind string, id plumbing.Hash, name string, size int64, stored string, open inventory.Opener) inventory.Entry {
	hex := id.String()
	return inventory.Entry{Path: ".git/" + kind + "/" + name, Mode: 0o644, Size: size, Blob: hex, Commit: hex, Record: kind, Role: inventory.RoleProduct, Stored: stored, Open: open}
}

// tag notes an annotated tag that a reference leads to.
func (w *walker) tag(t tip, id plumbing.Hash, data []byte, stored string) {
	name := strings.TrimPrefix(strings.TrimPrefix(t.name, "refs/"), "tags/")
	if !fs.ValidPath(name) || name == "." {
		name = id.String()
	}
	w.record(inventory.RecordTag, id, name, withoutSignatures(data), stored)
}

// withoutSignatures empties the lines of signatures that hold nothing but
// base64: random letters, in which detectors would see what is not there. Lines
// keep their numbers, and whatever else stands in a signature stays.
func withoutSignatures(data []byte) []byte {
	begin, end := []byte("-----BEGIN "), []byte("-----END ")
	if !bytes.Contains(data, begin) {
		return data
	}
	out := make([]byte, 0, len(data))
	inside := false
	for line := range bytes.Lines(data) {
		text := bytes.TrimSpace(line)
		text = bytes.TrimPrefix(text, []byte("gpgsig "))
		text = bytes.TrimPrefix(text, []byte("gpgsig-sha256 "))
		switch {
		case bytes.HasPrefix(text, begin):
			inside = bytes.HasSuffix(text, []byte(" SIGNATURE-----")) || bytes.HasSuffix(text, []byte(" SIGNED MESSAGE-----"))
		case bytes.HasPrefix(text, end):
			inside = false
		case inside && len(text) <= maxSignatureLine && len(bytes.Trim(text, base64Letters)) == 0:
			line = line[len(bytes.TrimRight(line, "\n")):]
		}
		out = append(out, line...)
	}
	return out
}

const (
	maxSignatureLine = 76 // RFC 4880, section 6.3
	base64Letters    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
)
