// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"bytes"
	"strings"
	"unique"

	"github.com/outgate/outgate/header"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// headerOf says whether a file that could carry a header has one, and what it
// says; nothing when the question does not arise. found are the statements of the file.
func headerOf(t *header.Table, f *scanner.File, content []byte, found []inventory.Copyright) (*inventory.Header, *inventory.HeaderText) {
	if f.Role == inventory.RoleGenerated || header.Minified(f.Path, content) {
		return nil, nil
	}
	lang := t.Of(f.Path, content)
	content = content[:min(len(content), header.HeadBytes)]
	if lang == nil || len(bytes.TrimSpace(content)) == 0 {
		return nil, nil
	}
	h := lang.Find(content, lang.Read(content), func(b header.Block) bool { return hasStatement(found, b) })
	if h.Generated {
		return nil, nil
	}
	if len(h.Blocks) == 0 {
		return &inventory.Header{State: inventory.HeaderMissing}, nil
	}
	text := header.MaskYears(h.Text(lang, content))
	if len(text) > inventory.MaxHeaderText {
		text = strings.ToValidUTF8(text[:inventory.MaxHeaderText], "")
	}
	// Thousands of files share a text: the same string stands for all of them.
	one := unique.Make(inventory.HeaderText{ID: inventory.HeaderTextID(text), Text: text}).Value()
	from, to := h.Lines()
	return &inventory.Header{State: inventory.HeaderProper, StartLine: from, EndLine: to, Text: one.ID}, &one
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
