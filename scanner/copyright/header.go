// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"bytes"

	"github.com/outgate/outgate/header"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// headerOf judges whether a file that could carry a header has one; nil when the
// question does not arise. found are the statements of the file.
func headerOf(t *header.Table, f *scanner.File, content []byte, found []inventory.Copyright) *inventory.Header {
	if f.Role == inventory.RoleGenerated || header.Minified(f.Path, content) {
		return nil
	}
	lang := t.Of(f.Path, content)
	content = content[:min(len(content), header.HeadBytes)]
	if lang == nil || len(bytes.TrimSpace(content)) == 0 {
		return nil
	}
	h := inventory.Header{State: inventory.HeaderMissing}
	for _, b := range lang.Read(content).Blocks {
		text := content[b.Start:b.End]
		if header.Generated(text) {
			return nil
		}
		if !hasStatement(found, b) && !header.Notice(text) {
			continue
		}
		if h.State == inventory.HeaderMissing {
			h.State, h.StartLine = inventory.HeaderProper, b.StartLine
		}
		h.EndLine = b.EndLine
	}
	return &h
}

// hasStatement reports a copyright statement that begins in the block.
func hasStatement(found []inventory.Copyright, b header.Block) bool {
	for i := range found {
		if found[i].StartLine >= b.StartLine && found[i].StartLine <= b.EndLine {
			return true
		}
	}
	return false
}
