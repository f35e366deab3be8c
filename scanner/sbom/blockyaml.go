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
	if text := strings.TrimSpace(n.value); len(n.below) == 0 && strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
		for _, item := range cutFlow(text[1 : len(text)-1]) {
			if item = unquoteYAML(strings.TrimSpace(item)); item != "" {
				out = append(out, item)
			}
		}
	}
	return out
}

// parseBlockYAML reads the subset of YAML 1.2 that lock files and charts are
// written in: block mappings and lists, scalars, flow collections, long keys after
// "?". It is linear in the text and knows every line. What is outside of the subset,
// an alias in place of a section among it, is an error that names the line.
func parseBlockYAML(text []byte) (*blockNode, error) {
	p := &blockParser{skip: -1}
	p.stack = []blockLevel{{-1, &p.root}}
	for line := range bytes.Lines(withoutBOM(text)) {
		p.n++
		if !p.line(strings.TrimRight(string(line), "\r\n\t ")) || p.nodes > maxBlockNodes {
			return nil, fmt.Errorf("line %d", p.n)
		}
	}
	if p.quote != 0 || p.flow.depth > 0 {
		return nil, fmt.Errorf("line %d", p.n)
	}
	p.settle()
	return &p.root, p.spread()
}

const maxBlockNodes = 2_000_000

// blockParser is the state of parseBlockYAML.
type blockParser struct {
	root     blockNode
	stack    []blockLevel
	n, nodes int
	skip     int        // the column of a key whose text block goes on; -1: none
	last     *blockNode // whose value may go on in the next line
	more     []string   // the lines that it went on in
	quote    byte       // of the quoted text that goes on; 0: none
	flow     flowState  // of the flow collection that goes on
	question *blockNode
}

// settle joins the lines of a value that has come to its end.
func (p *blockParser) settle() {
	if len(p.more) > 0 {
		p.last.value += " " + strings.Join(p.more, " ")
		p.more = nil
	}
}

// open puts an entry into the one above it.
func (p *blockParser) open(n *blockNode) {
	top := p.stack[len(p.stack)-1].node
	top.below = append(top.below, n)
	p.nodes++
}

// line takes the next line; false when it is outside of the subset.
func (p *blockParser) line(raw string) bool {
	body := strings.TrimLeft(raw, " ")
	indent := len(raw) - len(body)
	switch {
	case body == "" || p.quote == 0 && body[0] == '#':
		return true
	case p.quote != 0: // a quoted text over several lines
		end := endOfQuote(body, 0, p.quote)
		p.more = append(p.more, body)
		if end >= 0 {
			p.settle()
			p.last.value, p.quote = unquoteYAML(p.last.value), 0
		}
		return end < 0 || end == len(body)-1
	case p.flow.depth > 0: // a flow collection over several lines
		p.more = append(p.more, uncomment(body))
		p.flow.read(p.more[len(p.more)-1])
		return true
	}
	if p.skip >= 0 {
		if indent > p.skip {
			return true
		}
		p.skip = -1
	}
	if indent == 0 && (body == "---" || body == "..." || body[0] == '%') {
		return true
	}
	if body[0] == '\t' {
		return false
	}
	if p.question != nil && strings.HasPrefix(body, ":") { // the value of a long key
		p.stack = pop(p.stack, indent)
		p.stack = append(p.stack, blockLevel{indent, p.question})
		body = strings.TrimLeft(body[1:], " ")
		p.question = nil
		if body == "" {
			return true
		}
		indent = len(raw) - len(body)
	}
	if p.last != nil && p.last.value != "" && indent > lastIndent(p.stack) && !strings.HasPrefix(body, "- ") && !keyLine(body) {
		p.more = append(p.more, body) // a plain text over several lines
		return true
	}
	p.settle()
	return p.entry(body, indent)
}

// entry takes the items and the key of a line.
func (p *blockParser) entry(body string, indent int) bool {
	items := 0
	for body == "-" || strings.HasPrefix(body, "- ") {
		if items++; items > 64 {
			return false
		}
		p.stack = popItem(p.stack, indent)
		item := &blockNode{line: p.n}
		p.open(item)
		p.stack = append(p.stack, blockLevel{indent, item})
		rest := strings.TrimLeft(body[1:], " ")
		indent += len(body) - len(rest)
		body = rest
		p.last = item
	}
	if body == "" {
		return true
	}
	if strings.HasPrefix(body, "? ") {
		p.stack = pop(p.stack, indent)
		p.question = &blockNode{key: unquoteYAML(strings.TrimSpace(body[2:])), line: p.n}
		p.open(p.question)
		p.last = nil
		return true
	}
	key, rest, ok := cutKey(body)
	if !ok {
		if items == 0 || p.last == nil {
			return false
		}
		p.last.value = body
	} else {
		p.stack = pop(p.stack, indent)
		p.last = &blockNode{key: key, line: p.n, value: strings.TrimSpace(rest)}
		p.open(p.last)
		p.stack = append(p.stack, blockLevel{indent, p.last})
	}
	p.value(indent)
	return true
}

// value tells whether the value that was just read goes on in the next lines.
func (p *blockParser) value(indent int) {
	p.last.value = uncomment(p.last.value)
	switch v := p.last.value; {
	case v == "":
	case v[0] == '|' || v[0] == '>':
		p.last.value, p.skip = "", indent
	case (v[0] == '"' || v[0] == '\'') && endOfQuote(v, 1, v[0]) != len(v)-1:
		p.quote = v[0]
	case v[0] == '{' || v[0] == '[':
		p.flow = flowState{}
		p.flow.read(v)
	case v[0] == '&' || v[0] == '*' || v[0] == '!': // an anchor, an alias, a tag: kept as text
	default:
		p.last.value = unquoteYAML(v)
	}
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
		end := endOfQuote(body, 1, body[0])
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

// endOfQuote returns where a quote is closed that is open at a place of a text; -1 when it is not.
func endOfQuote(text string, from int, quote byte) int {
	for i := from; i < len(text); i++ {
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

// uncomment drops a comment behind a value.
func uncomment(v string) string {
	if v == "" || v[0] == '#' {
		return ""
	}
	from := 0
	if v[0] == '"' || v[0] == '\'' {
		if from = endOfQuote(v, 1, v[0]); from < 0 {
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
