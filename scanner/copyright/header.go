// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"bytes"
	"strings"
	"sync"
	"unique"

	"github.com/outgate/outgate/header"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// headerOf says whether a file that could carry a header has one, and what it
// says; nothing when the question does not arise. found are the statements of the file.
func headerOf(t *header.Table, seen *headerTexts, f *scanner.File, content []byte, found []inventory.Copyright) (*inventory.Header, *inventory.HeaderText) {
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
	from, to := h.Lines()
	one := seen.text(lang, content, &h)
	return &inventory.Header{State: inventory.HeaderProper, StartLine: from, EndLine: to, Text: one.ID}, one
}

// headerTexts remembers the texts of headers by the comments they were taken from:
// thousands of files begin with the same bytes.
type headerTexts struct {
	mu    sync.RWMutex
	known map[string]knownHeader // by the bytes from the first comment to the end of the last
}

type knownHeader struct {
	lang   *header.Language
	blocks int
	text   *inventory.HeaderText
}

// most comments that are remembered; those of a tree differ by year and owner.
const most = 1 << 10

func (t *headerTexts) text(lang *header.Language, content []byte, h *header.Found) *inventory.HeaderText {
	raw := content[h.Blocks[0].Start:h.Blocks[len(h.Blocks)-1].End]
	t.mu.RLock()
	k, known := t.known[string(raw)]
	t.mu.RUnlock()
	if known && k.lang == lang && k.blocks == len(h.Blocks) {
		return k.text
	}
	text := header.MaskYears(h.Text(lang, content))
	if len(text) > inventory.MaxHeaderText {
		text = strings.ToValidUTF8(text[:inventory.MaxHeaderText], "")
	}
	// Headers of different languages and years share a text: the same string stands for all of them.
	one := unique.Make(inventory.HeaderText{ID: inventory.HeaderTextID(text), Text: text}).Value()
	t.mu.Lock()
	if !known && len(t.known) < most {
		t.known[string(raw)] = knownHeader{lang, len(h.Blocks), &one}
	}
	t.mu.Unlock()
	return &one
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
