// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"errors"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

const (
	narrowTOML  = 64 << 10 // bytes of a text in which no table can be too wide
	maxTOMLKeys = 20_000
	maxTOMLNest = 2_000
)

// ErrTOMLBounds is what UnmarshalTOML says of a text with too much of something.
var ErrTOMLBounds = errors.New("more than 20,000 keys in one table, or nested too deeply")

// UnmarshalTOML decodes a TOML text of a scanned repository into v. The time that the
// decoder takes grows with the square of the keys of a table, and its stack with the
// nesting: what has too much of either is ErrTOMLBounds.
func UnmarshalTOML(text []byte, v any) error {
	if err := boundTOML(text); err != nil {
		return err
	}
	return toml.Unmarshal(text, v)
}

// boundTOML passes over the text once. What is no TOML is left to the decoder.
func boundTOML(text []byte) error {
	depth := 0
	for _, c := range text { // without regard to quotes and comments, which only count too much
		switch c {
		case '[', '{':
			if depth++; depth > maxTOMLNest {
				return ErrTOMLBounds
			}
		case ']', '}':
			depth = max(depth-1, 0)
		}
	}
	if len(text) <= narrowTOML {
		return nil
	}
	var p unstable.Parser
	p.Reset(text)
	tables, keys := map[string]bool{}, 0
	for p.NextExpression() {
		e := p.Expression()
		if e.Kind == unstable.KeyValue {
			if keys++; wideTOML(e.Value()) {
				return ErrTOMLBounds
			}
		} else if e.Kind == unstable.Table || e.Kind == unstable.ArrayTable {
			tables[keyOfTOML(e)], keys = true, 0
		}
		if keys > maxTOMLKeys || len(tables) > maxTOMLKeys {
			return ErrTOMLBounds
		}
	}
	return nil
}

func keyOfTOML(e *unstable.Node) string {
	var name []byte
	for it := e.Key(); it.Next(); {
		name = append(append(name, it.Node().Data...), 0)
	}
	return string(name)
}

// wideTOML reports whether an inline table anywhere in a value has too many keys.
func wideTOML(n *unstable.Node) bool {
	count := 0
	for it := n.Children(); it.Next(); {
		child := it.Node()
		switch child.Kind {
		case unstable.KeyValue:
			if count++; count > maxTOMLKeys || wideTOML(child.Value()) {
				return true
			}
		case unstable.Array, unstable.InlineTable:
			if wideTOML(child) {
				return true
			}
		}
	}
	return false
}
