// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"fmt"
	"strings"
)

// blockNode is an entry of a YAML file of block style: a key with a value or with
// entries below it, or an item of a list.
type blockNode struct {
	key   string // "" for an item of a list
	value string // plain or quoted scalar, or the text of a flow collection; "" when entries follow
	line  int
	below []*blockNode
}

// get returns the entry of a key; an empty one when there is none.
func (n *blockNode) get(key string) *blockNode {
	for _, b := range n.below {
		if b.key == key {
			return b
		}
	}
	return &blockNode{}
}

// flow reads a flow mapping of scalars, {a: b, c: 'd'}, and of block entries alike.
func (n *blockNode) flow() map[string]string {
	out := map[string]string{}
	for _, b := range n.below {
		if b.key != "" {
			out[b.key] = b.value
		}
	}
	text := strings.TrimSpace(n.value)
	if !strings.HasPrefix(text, "{") || !strings.HasSuffix(text, "}") {
		return out
	}
	for _, pair := range cutFlow(text[1 : len(text)-1]) {
		if key, rest, ok := cutKey(strings.TrimSpace(pair)); ok {
			out[key] = unquoteYAML(strings.TrimSpace(rest))
		}
	}
	return out
}

// list reads a list of scalars, block or flow.
func (n *blockNode) list() (out []string) {
	for _, b := range n.below {
		if b.key == "" && b.value != "" {
			out = append(out, b.value)
		}
	}
	if text := strings.TrimSpace(n.value); strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
		for _, item := range cutFlow(text[1 : len(text)-1]) {
			if item = unquoteYAML(strings.TrimSpace(item)); item != "" {
				out = append(out, item)
			}
		}
	}
	return out
}

// cutFlow cuts the inside of a flow collection at the commas outside of quotes and brackets.
func cutFlow(text string) []string {
	var out []string
	from, depth := 0, 0
	quote := byte(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		case c == ',' && depth == 0:
			out = append(out, text[from:i])
			from = i + 1
		}
	}
	return append(out, text[from:])
}

// parseBlockYAML reads the subset of YAML 1.2 that lock files and charts are
// written in: block mappings and lists, scalars, flow collections on one line,
// long keys after "?". It is linear in the text and knows every line. What is
// outside of the subset is an error that names the line.
func parseBlockYAML(text []byte) (*blockNode, error) {
	root := &blockNode{}
	stack := []blockLevel{{-1, root}}
	n, skip, openQuote := 0, -1, byte(0)
	var last *blockNode // whose value may go on in the next line
	var question *blockNode
	for line := range bytes.Lines(withoutBOM(text)) {
		n++
		raw := strings.TrimRight(string(line), "\r\n\t ")
		body := strings.TrimLeft(raw, " ")
		indent := len(raw) - len(body)
		if body == "" || (openQuote == 0 && body[0] == '#') {
			continue
		}
		if openQuote != 0 { // a quoted text over several lines
			last.value += " " + body
			if closed(last.value, openQuote) {
				last.value, openQuote = unquoteYAML(last.value), 0
			}
			continue
		}
		if skip >= 0 {
			if indent > skip {
				continue
			}
			skip = -1
		}
		if indent == 0 && (body == "---" || body == "..." || body[0] == '%') {
			continue
		}
		if body[0] == '\t' {
			return nil, fmt.Errorf("line %d", n)
		}
		if question != nil && strings.HasPrefix(body, ":") { // the value of a long key
			stack = pop(stack, indent)
			stack = append(stack, blockLevel{indent, question})
			body = strings.TrimLeft(body[1:], " ")
			question = nil
			if body == "" {
				continue
			}
			indent = len(raw) - len(body)
		}
		if last != nil && last.value != "" && indent > lastIndent(stack) && !strings.HasPrefix(body, "- ") && !keyLine(body) {
			last.value += " " + body // a plain text over several lines
			continue
		}
		items := 0
		for body == "-" || strings.HasPrefix(body, "- ") {
			if items++; items > 64 {
				return nil, fmt.Errorf("line %d", n)
			}
			stack = popItem(stack, indent)
			item := &blockNode{line: n}
			stack[len(stack)-1].node.below = append(stack[len(stack)-1].node.below, item)
			stack = append(stack, blockLevel{indent, item})
			rest := strings.TrimLeft(body[1:], " ")
			indent += len(body) - len(rest)
			body = rest
			last = item
		}
		if body == "" {
			continue
		}
		if strings.HasPrefix(body, "? ") {
			stack = pop(stack, indent)
			question = &blockNode{key: unquoteYAML(strings.TrimSpace(body[2:])), line: n}
			top := stack[len(stack)-1].node
			top.below = append(top.below, question)
			last = nil
			continue
		}
		key, rest, ok := cutKey(body)
		if !ok {
			if items == 0 || last == nil {
				return nil, fmt.Errorf("line %d", n)
			}
			last.value = body
		} else {
			stack = pop(stack, indent)
			node := &blockNode{key: key, line: n, value: strings.TrimSpace(rest)}
			top := stack[len(stack)-1].node
			top.below = append(top.below, node)
			stack = append(stack, blockLevel{indent, node})
			last = node
		}
		last.value = uncomment(last.value)
		switch v := last.value; {
		case v == "":
		case v[0] == '|' || v[0] == '>':
			last.value, skip = "", indent
		case (v[0] == '"' || v[0] == '\'') && !closed(v, v[0]):
			openQuote = v[0]
		case v[0] == '&' || v[0] == '*' || v[0] == '!': // an anchor, an alias, a tag: kept as text
		default:
			last.value = unquoteYAML(v)
		}
	}
	if openQuote != 0 {
		return nil, fmt.Errorf("line %d", n)
	}
	return root, nil
}

// blockLevel is an open entry and the column it stands in.
type blockLevel struct {
	indent int
	node   *blockNode
}

func lastIndent(stack []blockLevel) int { return stack[len(stack)-1].indent }

// pop closes the entries that a key of a column ends.
func pop(stack []blockLevel, indent int) []blockLevel {
	for len(stack) > 1 && lastIndent(stack) >= indent {
		stack = stack[:len(stack)-1]
	}
	return stack
}

// popItem is pop for an item of a list, which may stand in the column of its key.
func popItem(stack []blockLevel, indent int) []blockLevel {
	for len(stack) > 1 && (lastIndent(stack) > indent || lastIndent(stack) == indent && stack[len(stack)-1].node.key == "") {
		stack = stack[:len(stack)-1]
	}
	return stack
}

func keyLine(body string) bool {
	_, _, ok := cutKey(body)
	return ok
}

// cutKey cuts "key: value" and "key:"; the key may be quoted.
func cutKey(body string) (key, rest string, ok bool) {
	if body != "" && (body[0] == '"' || body[0] == '\'') {
		end := endOfQuote(body)
		if end < 0 || end+1 >= len(body) || body[end+1] != ':' {
			return "", "", false
		}
		return unquoteYAML(body[:end+1]), body[end+2:], true
	}
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c == ':' && (i+1 == len(body) || body[i+1] == ' '):
			return body[:i], body[i+1:], i > 0
		case c == '#' && i > 0 && body[i-1] == ' ':
			return "", "", false
		}
	}
	return "", "", false
}

// endOfQuote returns where the quote that a text begins with is closed; -1 when it is not.
func endOfQuote(text string) int {
	quote := text[0]
	for i := 1; i < len(text); i++ {
		switch {
		case quote == '"' && text[i] == '\\':
			i++
		case text[i] == quote && quote == '\'' && i+1 < len(text) && text[i+1] == quote:
			i++
		case text[i] == quote:
			return i
		}
	}
	return -1
}

func closed(text string, quote byte) bool {
	return text != "" && text[0] == quote && endOfQuote(text) == len(text)-1
}

// uncomment drops a comment behind a value.
func uncomment(v string) string {
	if v == "" || v[0] == '#' {
		return ""
	}
	from := 0
	if v[0] == '"' || v[0] == '\'' {
		if from = endOfQuote(v); from < 0 {
			return v
		}
	}
	if i := strings.Index(v[from:], " #"); i >= 0 {
		v = strings.TrimRight(v[:from+i], " ")
	}
	return v
}

// unquoteYAML resolves quotes; of escapes only those that keep a character as it is.
func unquoteYAML(v string) string {
	if len(v) < 2 || v[0] != v[len(v)-1] {
		return v
	}
	switch v[0] {
	case '\'':
		return strings.ReplaceAll(v[1:len(v)-1], "''", "'")
	case '"':
		return strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\/`, `/`).Replace(v[1 : len(v)-1])
	}
	return v
}
