// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Node is a part of a YAML file whose form depends on what stands elsewhere in
// the file. [Decode] leaves it as it is; the zero value was not written.
type Node struct {
	At Position
	n  ast.Node
}

// Decode reads the node into a pointer to a struct as [Decode] does, but for the
// names of keys: they are those of the `json` tags.
func (n Node) Decode(into any) Errors {
	d := &decoder{file: n.At.File, tag: "json"}
	if n.n == nil {
		d.errs.Add(n.At, "expected a mapping (key: value), found nothing")
		return d.errs
	}
	d.node(n.n, reflect.ValueOf(into).Elem(), 0)
	return d.errs
}

// String writes the node in one line, as JSON, which is YAML too.
func (n Node) String() string {
	var b strings.Builder
	writeNode(&b, n.n, 0)
	return b.String()
}

func writeNode(b *strings.Builder, n ast.Node, depth int) {
	if depth > maxYAMLDepth {
		b.WriteString("null")
		return
	}
	switch m := n.(type) {
	case *ast.MappingNode:
		b.WriteByte('{')
		for i, p := range m.Values {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(quoted(keyOf(p)) + ": ")
			writeNode(b, p.Value, depth+1)
		}
		b.WriteByte('}')
	case *ast.MappingValueNode:
		b.WriteString("{" + quoted(keyOf(m)) + ": ")
		writeNode(b, m.Value, depth+1)
		b.WriteByte('}')
	case *ast.SequenceNode:
		b.WriteByte('[')
		for i, v := range m.Values {
			if i > 0 {
				b.WriteString(", ")
			}
			writeNode(b, v, depth+1)
		}
		b.WriteByte(']')
	case *ast.StringNode, *ast.LiteralNode:
		text, _ := scalarText(n)
		b.WriteString(quoted(text))
	default:
		if text, ok := scalarText(n); ok {
			b.WriteString(text)
		} else {
			b.WriteString("null")
		}
	}
}

func quoted(s string) string {
	data, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(data)
}

// Within finds the place of a byte of a scalar's text in the file that holds it,
// whether the scalar is plain, quoted or a block. data is the file, at the place of the scalar.
func Within(data []byte, at Position, text string, offset int) Position {
	source := []rune(string(data))
	i, line, column := 0, 1, 1
	step := func() {
		if source[i] == '\n' {
			line, column = line+1, 0
		}
		i, column = i+1, column+1
	}
	for i < len(source) && (line < at.Line || line == at.Line && column < at.Column) {
		step()
	}
	if i < len(source) && (source[i] == '|' || source[i] == '>') {
		for i < len(source) && source[i] != '\n' {
			step()
		}
	} else if i < len(source) && (source[i] == '"' || source[i] == '\'') {
		step()
	}
	blank := func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }
	for k, want := range text {
		// Indentation, folded lines and marks of escapes stand in the file alone.
		for i < len(source) && source[i] != want && (blank(source[i]) || source[i] == '\\' || source[i] == '\'') && !(blank(want) && blank(source[i])) {
			step()
		}
		if i >= len(source) {
			break
		}
		if k >= offset {
			return Position{File: at.File, Line: line, Column: column}
		}
		if source[i] == want || blank(want) && blank(source[i]) {
			step()
		}
	}
	return Position{File: at.File, Line: line, Column: column}
}
