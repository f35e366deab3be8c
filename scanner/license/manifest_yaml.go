// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"errors"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/outgate/outgate/spdx"
)

// maxYAML is far more than a manifest has; the parser is not a fast one.
const maxYAML = 256 << 10

// yamlReader reads a string or a list of strings below the keys.
func yamlReader(op func(...*spdx.Expr) *spdx.Expr, own nameTable, keys ...string) func([]byte) ([]declaration, error) {
	read := own.reader()
	return func(content []byte) (out []declaration, err error) {
		if len(content) > maxYAML {
			return nil, fmt.Errorf("YAML manifest larger than %d KiB", maxYAML>>10)
		}
		if deepYAML(content) {
			return nil, errors.New("YAML nested too deeply")
		}
		defer func() {
			if r := recover(); r != nil { // the parser has met input it was not made for
				out, err = nil, errors.New("not valid YAML")
			}
		}()
		file, err := parser.ParseBytes(content, 0, parser.AllowDuplicateMapKey())
		if err != nil {
			return nil, errors.New("not valid YAML")
		}
		if len(file.Docs) == 0 {
			return nil, nil
		}
		field := yamlField(file.Docs[0].Body, keys)
		if field == nil {
			return nil, nil
		}
		if values := yamlValues(field.Value); len(values) > 0 {
			at := offsetOf(content, field.Key.GetToken().Position.Line)
			out = append(out, declaration{values: values, op: op, offset: at, read: read})
		}
		return out, nil
	}
}

// deepYAML is asked before the parser, which recurses.
func deepYAML(content []byte) bool {
	depth, dashes := 0, 0
	for i, c := range content {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(depth-1, 0)
		case '-', '?', ':', '!', '&':
			if i == 0 || content[i-1] == ' ' || content[i-1] == '\n' || content[i-1] == c {
				dashes++
			}
		case '\n':
			dashes = 0
		}
		if depth > maxNesting || dashes > 2*maxNesting {
			return true
		}
	}
	return false
}

// yamlField is the entry below the keys, or nil.
func yamlField(n ast.Node, keys []string) *ast.MappingValueNode {
	var found *ast.MappingValueNode
	for _, key := range keys {
		var values []*ast.MappingValueNode
		switch m := n.(type) {
		case *ast.MappingNode:
			values = m.Values
		case *ast.MappingValueNode:
			values = []*ast.MappingValueNode{m}
		}
		at := slices.IndexFunc(values, func(v *ast.MappingValueNode) bool {
			s, ok := v.Key.(*ast.StringNode)
			return ok && s.Value == key
		})
		if at < 0 {
			return nil
		}
		found = values[at]
		n = found.Value
	}
	return found
}

func yamlValues(n ast.Node) []string {
	switch n := n.(type) {
	case *ast.StringNode:
		return []string{n.Value}
	case *ast.LiteralNode:
		return []string{firstLine(n.Value.Value)}
	case *ast.SequenceNode:
		var out []string
		for _, one := range n.Values[:min(len(n.Values), maxManifests+1)] {
			if s, ok := one.(*ast.StringNode); ok {
				out = append(out, s.Value)
			}
		}
		return out
	}
	return nil
}

// offsetOf is the offset of a line, which counts from 1.
func offsetOf(content []byte, line int) int {
	for i, c := range content {
		if line <= 1 {
			return i
		}
		if c == '\n' {
			line--
		}
	}
	return len(content)
}
