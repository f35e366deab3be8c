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
)

// record offers the text of a commit or tag while the walk holds it anyway.
func (w *walker) record(kind string, id plumbing.Hash, name string, data []byte) {
	if w.offer == nil {
		return
	}
	data = withoutSignatures(data)
	hex := id.String()
	w.offer(inventory.Entry{
		Path: ".git/" + kind + "/" + name, Mode: 0o644, Size: int64(len(data)), Blob: hex, Commit: hex, Record: kind, Role: inventory.RoleProduct,
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	})
}

// tag notes an annotated tag that a reference leads to.
func (w *walker) tag(t tip, id plumbing.Hash, data []byte) {
	name := strings.TrimPrefix(strings.TrimPrefix(t.name, "refs/"), "tags/")
	if !fs.ValidPath(name) || name == "." {
		name = id.String()
	}
	w.record(inventory.RecordTag, id, name, data)
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
