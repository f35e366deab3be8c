// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"bytes"
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Position is a place in a YAML file, for messages and for the "decided by"
// line of a violation. Line and Column count from 1; the zero value means "no
// file": a built-in default.
type Position struct {
	File   string
	Line   int
	Column int
}

func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Value is a scalar that remembers where it was written.
type Value[T any] struct {
	V  T
	At Position
}

func (v *Value[T]) slot() (any, *Position) { return &v.V, &v.At }

// Words is a list of texts, of which one may stand without being a list.
type Words []Value[string]

type positioned interface{ slot() (any, *Position) }

// Error is one mistake in a file, position first.
type Error struct {
	At      Position
	Message string
}

func (e Error) Error() string { return e.At.String() + ": " + e.Message }

// Errors are all mistakes of a file, in file order.
type Errors []Error

func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Add appends a mistake.
func (es *Errors) Add(at Position, format string, args ...any) {
	*es = append(*es, Error{at, fmt.Sprintf(format, args...)})
}

// Err returns nil when there is no mistake, else the list in file order.
func (es Errors) Err() error {
	if len(es) == 0 {
		return nil
	}
	slices.SortStableFunc(es, func(a, b Error) int {
		if a.At.File != b.At.File {
			return strings.Compare(a.At.File, b.At.File)
		}
		if a.At.Line != b.At.Line {
			return a.At.Line - b.At.Line
		}
		return a.At.Column - b.At.Column
	})
	return es
}

const (
	maxYAML      = 4 << 20
	maxYAMLDepth = 64
)

// Decode reads one YAML document into a pointer to a struct, strictly: unknown
// and repeated keys, wrong types, anchors, aliases and further documents are
// mistakes, and all mistakes of the file are returned at once, each with its
// position and, for a misspelled key, a suggestion.
//
// Struct fields name their key in a `yaml:"key"` tag; fields without a tag are
// not filled. A field "At Position" without tag receives the position of the
// mapping, a [Value] the position of its scalar. Supported are structs, maps
// with string keys, slices, strings, booleans, integers and floats.
func Decode(file string, data []byte, into any) (errs Errors) {
	d := &decoder{file: file}
	defer func() {
		if r := recover(); r != nil { // the parser has met input it was not made for
			errs = append(d.errs, Error{Position{File: file, Line: 1, Column: 1}, "not readable as YAML"})
		}
	}()
	if len(data) > maxYAML {
		return Errors{{Position{File: file, Line: 1, Column: 1}, fmt.Sprintf("larger than %d MiB", maxYAML>>20)}}
	}
	if bytes.HasPrefix(data, []byte("\ufeff")) { // it would be part of the first key
		return Errors{{Position{File: file, Line: 1, Column: 1}, "begins with a byte order mark; save the file as UTF-8 without one"}}
	}
	if at, deep := nesting(data); deep {
		at.File = file
		return Errors{{at, "nested too deeply"}}
	}
	doc, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return Errors{d.syntax(err)}
	}
	var bodies []ast.Node
	for _, one := range doc.Docs {
		if one.Body != nil {
			bodies = append(bodies, one.Body)
		}
	}
	if len(bodies) == 0 {
		d.errs.Add(Position{file, 1, 1}, "the file is empty")
		return d.errs
	}
	if len(bodies) > 1 {
		d.errs.Add(d.at(bodies[1]), "a second document; one is expected")
	}
	d.node(bodies[0], reflect.ValueOf(into).Elem(), 0)
	return d.errs
}

// nesting finds brackets or list marks inside each other beyond any sense, before
// the parser spends time and memory on them.
func nesting(data []byte) (at Position, deep bool) {
	const most = 200
	depth, line, column, dashes := 0, 1, 0, 0
	for i, b := range data {
		column++
		switch b {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(depth-1, 0)
		case '-', '?':
			if i+1 < len(data) && data[i+1] == ' ' {
				dashes++
			}
		case '\n':
			line, column, dashes = line+1, 0, 0
		}
		if depth > most || dashes > most {
			return Position{Line: line, Column: column}, true
		}
	}
	return at, false
}

// shown quotes a word of the file for a message. A long one, or one that looks
// like a key, is cut: a policy may be a link to something else, and messages end
// up in logs.
func shown(text string) string {
	letters := strings.ContainsFunc(text, unicode.IsLetter)
	digits := strings.ContainsFunc(text, unicode.IsDigit)
	if runes := []rune(text); len(runes) > 60 || len(runes) >= 20 && letters && digits && !strings.ContainsAny(text, " /") {
		return strconv.Quote(string(runes[:4])+"…") + fmt.Sprintf(" (%d characters)", len(runes))
	}
	return strconv.Quote(text)
}

type decoder struct {
	file string
	tag  string // of struct fields; "" is yaml
	errs Errors
}

func (d *decoder) syntax(err error) Error {
	at := Position{File: d.file, Line: 1, Column: 1}
	message := err.Error()
	type tokened interface {
		GetToken() *token.Token
		GetMessage() string
	}
	if t, ok := err.(tokened); ok {
		message = t.GetMessage()
		if tk := t.GetToken(); tk != nil && tk.Position != nil {
			at.Line, at.Column = tk.Position.Line, tk.Position.Column
		}
	}
	return Error{at, "not valid YAML: " + strings.SplitN(message, "\n", 2)[0]}
}

func (d *decoder) at(n ast.Node) Position {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 && m.Start.Value != "{" {
		return d.at(m.Values[0].Key)
	}
	if m, ok := n.(*ast.MappingValueNode); ok {
		return d.at(m.Key)
	}
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return Position{File: d.file, Line: 1, Column: 1}
	}
	p := n.GetToken().Position
	return Position{File: d.file, Line: p.Line, Column: p.Column}
}

func (d *decoder) node(n ast.Node, v reflect.Value, depth int) {
	if depth > maxYAMLDepth {
		d.errs.Add(d.at(n), "nested too deeply")
		return
	}
	if raw, ok := v.Addr().Interface().(*Node); ok {
		*raw = Node{At: d.at(n), n: n}
		return
	}
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		d.errs.Add(d.at(n), "anchors, aliases and merge keys are not supported; write the value out")
		return
	case *ast.TagNode:
		d.errs.Add(d.at(n), "tags are not supported")
		return
	}
	if p, ok := v.Addr().Interface().(positioned); ok {
		value, at := p.slot()
		*at = d.at(n)
		v = reflect.ValueOf(value).Elem()
	}
	if _, null := n.(*ast.NullNode); null && v.Type() == reflect.TypeFor[Words]() {
		v.Set(reflect.ValueOf(Words{{At: d.at(n)}}))
		return
	} else if null {
		return // an empty value leaves the zero value
	}
	switch v.Kind() {
	case reflect.Struct:
		d.mapping(n, v, depth)
	case reflect.Map:
		d.table(n, v, depth)
	case reflect.Slice:
		d.list(n, v, depth)
	case reflect.Pointer:
		fresh := reflect.New(v.Type().Elem())
		d.node(n, fresh.Elem(), depth)
		v.Set(fresh)
	default:
		d.scalar(n, v)
	}
}

// pairs returns the key-value pairs of a mapping and reports anything else.
func (d *decoder) pairs(n ast.Node) []*ast.MappingValueNode {
	var pairs []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		pairs = m.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{m}
	default:
		d.errs.Add(d.at(n), "expected a mapping (key: value), found %s", kindOf(n))
		return nil
	}
	seen := map[string]bool{}
	kept := pairs[:0:0]
	for _, p := range pairs {
		if _, merge := p.Key.(*ast.MergeKeyNode); merge {
			d.errs.Add(d.at(p.Key), "anchors, aliases and merge keys are not supported; write the value out")
			continue
		}
		key := keyOf(p)
		if seen[key] {
			d.errs.Add(d.at(p.Key), "key %s is given twice", shown(key))
			continue
		}
		seen[key] = true
		kept = append(kept, p)
	}
	return kept
}

func keyOf(p *ast.MappingValueNode) string {
	if s, ok := p.Key.(*ast.StringNode); ok {
		return s.Value
	}
	return p.Key.GetToken().Value
}

func (d *decoder) mapping(n ast.Node, v reflect.Value, depth int) {
	fields := map[string]reflect.Value{}
	var names []string
	for _, f := range reflect.VisibleFields(v.Type()) {
		if f.Name == "At" && f.Type == reflect.TypeFor[Position]() {
			v.FieldByIndex(f.Index).Set(reflect.ValueOf(d.at(n)))
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get(cmp.Or(d.tag, "yaml")), ",")
		if name != "" && name != "-" {
			fields[name] = v.FieldByIndex(f.Index)
			names = append(names, name)
		}
	}
	for _, p := range d.pairs(n) {
		key := keyOf(p)
		field, ok := fields[key]
		if !ok {
			d.errs.Add(d.at(p.Key), "unknown key %s%s", shown(key), Suggest(key, names))
			continue
		}
		d.node(p.Value, field, depth+1)
	}
}

func (d *decoder) table(n ast.Node, v reflect.Value, depth int) {
	v.Set(reflect.MakeMap(v.Type()))
	for _, p := range d.pairs(n) {
		value := reflect.New(v.Type().Elem()).Elem()
		d.node(p.Value, value, depth+1)
		v.SetMapIndex(reflect.ValueOf(keyOf(p)).Convert(v.Type().Key()), value)
	}
}

func (d *decoder) list(n ast.Node, v reflect.Value, depth int) {
	seq, ok := n.(*ast.SequenceNode)
	if _, single := scalarText(n); single && v.Type() == reflect.TypeFor[Words]() {
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		d.node(n, v.Index(0), depth)
		return
	}
	if !ok {
		d.errs.Add(d.at(n), "expected a list, found %s", kindOf(n))
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(seq.Values), len(seq.Values)))
	for i, item := range seq.Values {
		d.node(item, v.Index(i), depth+1)
	}
}

func (d *decoder) scalar(n ast.Node, v reflect.Value) {
	text, ok := scalarText(n)
	if !ok {
		d.errs.Add(d.at(n), "expected %s, found %s", nounOf(v.Kind()), kindOf(n))
		return
	}
	var err error
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		b, is := n.(*ast.BoolNode)
		if !is {
			err = strconv.ErrSyntax
			break
		}
		v.SetBool(b.Value)
	case reflect.Int, reflect.Int64:
		var i int64
		i, err = strconv.ParseInt(text, 10, 64)
		v.SetInt(i)
	case reflect.Float64:
		var f float64
		f, err = strconv.ParseFloat(text, 64)
		v.SetFloat(f)
	default:
		err = fmt.Errorf("type %s is not supported", v.Type())
	}
	if err != nil {
		d.errs.Add(d.at(n), "expected %s, found %s", nounOf(v.Kind()), shown(text))
	}
}

func scalarText(n ast.Node) (string, bool) {
	switch s := n.(type) {
	case *ast.StringNode:
		return s.Value, true
	case *ast.LiteralNode:
		return s.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func kindOf(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.NullNode:
		return "nothing"
	}
	if text, ok := scalarText(n); ok {
		return shown(text)
	}
	return n.Type().String()
}

func nounOf(k reflect.Kind) string {
	switch k {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	}
	return "text"
}
