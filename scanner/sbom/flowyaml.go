// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"fmt"
	"strings"
)

// maxFlowDepth is how deep flow collections may be nested.
const maxFlowDepth = 32

// spread makes entries of the flow collections that stand in the place of a section or
// of its entries. The error is one of an alias there.
func (p *blockParser) spread() error {
	for _, section := range p.root.below {
		if strings.HasPrefix(bare(section.value), "*") {
			return fmt.Errorf("line %d", section.line)
		}
		for _, n := range section.below {
			if !p.spreadFlow(n, bare(n.value), 0) {
				return fmt.Errorf("line %d", n.line)
			}
		}
		if !p.spreadFlow(section, bare(section.value), 0) {
			return fmt.Errorf("line %d", section.line)
		}
	}
	return nil
}

// spreadFlow makes entries of the text of a flow collection; other texts have none.
func (p *blockParser) spreadFlow(n *blockNode, text string, depth int) bool {
	if text == "" || text[0] != '{' && text[0] != '[' {
		return true
	}
	end := byte(text[0] + 2)      // '}' is two behind '{', ']' behind '['
	if text[len(text)-1] != end { // {{a}}-b of a template: no collection
		return true
	}
	if depth > maxFlowDepth {
		return false
	}
	for _, part := range cutFlow(text[1 : len(text)-1]) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		child := &blockNode{line: n.line}
		if text[0] == '{' {
			key, rest, ok := cutKey(part)
			if !ok {
				key = part
			}
			child.key, part = unquoteYAML(key), strings.TrimSpace(rest)
		}
		child.value = unquoteYAML(part)
		n.below = append(n.below, child)
		if p.nodes++; p.nodes > maxBlockNodes || !p.spreadFlow(child, bare(part), depth+1) {
			return false
		}
	}
	return true
}

// bare drops the anchor and the tag that a value begins with.
func bare(value string) string {
	for value != "" && (value[0] == '&' || value[0] == '!') {
		_, value, _ = strings.Cut(value, " ")
		value = strings.TrimLeft(value, " ")
	}
	return value
}

// flowState follows the brackets and quotes of a flow collection.
type flowState struct {
	depth int
	quote byte
	fresh bool // nothing of a scalar has been read: a quote may begin here
}

func (f *flowState) read(text string) {
	f.fresh = true
	for i := 0; i < len(text); i++ {
		i += f.step(text[i])
	}
}

// step takes a byte and returns how many behind it mean nothing.
func (f *flowState) step(c byte) int {
	switch {
	case f.quote == '"' && c == '\\':
		return 1
	case f.quote != 0:
		if c == f.quote {
			f.quote = 0
		}
	case c == ' ':
	case (c == '"' || c == '\'') && f.fresh:
		f.quote, f.fresh = c, false
	case c == '{' || c == '[':
		f.depth++
		f.fresh = true
	case c == '}' || c == ']':
		f.depth--
		f.fresh = false
	default:
		f.fresh = c == ',' || c == ':'
	}
	return 0
}

// cutFlow cuts the inside of a flow collection at the commas outside of quotes and brackets.
func cutFlow(text string) []string {
	var out []string
	from, f := 0, flowState{fresh: true}
	for i := 0; i < len(text); i++ {
		if text[i] == ',' && f.depth == 0 && f.quote == 0 {
			out = append(out, text[from:i])
			from = i + 1
		}
		i += f.step(text[i])
	}
	return append(out, text[from:])
}
