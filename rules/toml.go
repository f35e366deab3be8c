// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// decodeTOML is Decode for TOML: the same strictness, the same errors, the same
// kinds of fields, named by a `toml:"key"` tag in lower case. Case does not count
// in keys, as in the programs that read such files through viper.
func decodeTOML(file string, data []byte, into any) Errors {
	if len(data) > maxYAML {
		return Errors{{Position{File: file, Line: 1, Column: 1}, fmt.Sprintf("larger than %d MiB", maxYAML>>20)}}
	}
	t := &tomlReader{decoder: decoder{file: file}, lines: lineStarts(data)}
	var whole map[string]any // keys given twice and tables written twice are found here
	if err := toml.Unmarshal(data, &whole); err != nil {
		at := Position{File: file, Line: 1, Column: 1}
		if bad, ok := errors.AsType[*toml.DecodeError](err); ok {
			at.Line, at.Column = bad.Position()
		}
		return Errors{{at, "not valid TOML: " + strings.TrimPrefix(strings.SplitN(err.Error(), "\n", 2)[0], "toml: ")}}
	}
	root := t.tree(data)
	t.node(root, reflect.ValueOf(into).Elem(), 0)
	return t.errs
}

// tomlNode is a value of a TOML document with its place.
type tomlNode struct {
	at     Position
	kind   unstable.Kind // Table, Array, or that of a scalar
	text   string        // of a scalar, strings without their quotes
	keys   []tomlKey     // of a table, in the order of the file
	list   []*tomlNode
	tables bool // an array of tables, written [[name]]
}

type tomlKey struct {
	name  string // lower case
	shown string // as written
	at    Position
	value *tomlNode
}

func (n *tomlNode) lookup(name string) *tomlNode {
	for _, k := range n.keys {
		if k.name == name {
			return k.value
		}
	}
	return nil
}

type tomlReader struct {
	decoder
	lines []int // offsets at which lines begin
}

func lineStarts(data []byte) []int {
	starts := []int{0}
	for i, b := range data {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

func (t *tomlReader) at(offset uint32) Position {
	line := sort.SearchInts(t.lines, int(offset)+1)
	return Position{File: t.file, Line: line, Column: int(offset) - t.lines[line-1] + 1}
}

// tree reads the document into nodes. It is known to be valid.
func (t *tomlReader) tree(data []byte) *tomlNode {
	var p unstable.Parser
	p.Reset(data)
	root := &tomlNode{kind: unstable.Table, at: Position{File: t.file, Line: 1, Column: 1}}
	current := root
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			current = t.open(root, e)
		case unstable.KeyValue:
			t.assign(current, e, 0)
		}
	}
	return root
}

// open returns the table that a header names.
func (t *tomlReader) open(root *tomlNode, header *unstable.Node) *tomlNode {
	at := root
	for it := header.Key(); it.Next(); {
		key := t.key(it.Node())
		isArray := header.Kind == unstable.ArrayTable && it.IsLast()
		next := at.lookup(key.name)
		if next == nil {
			next = &tomlNode{kind: unstable.Table, at: key.at}
			if isArray {
				next = &tomlNode{kind: unstable.Array, at: key.at, tables: true}
			}
			key.value = next
			at.keys = append(at.keys, key)
		}
		if next.tables {
			if isArray {
				next.list = append(next.list, &tomlNode{kind: unstable.Table, at: key.at})
			}
			next = next.list[len(next.list)-1]
		}
		if next.kind != unstable.Table {
			t.errs.Add(key.at, "key %s is given twice", shown(key.shown))
			next = &tomlNode{kind: unstable.Table, at: key.at} // read on, apart
		}
		at = next
	}
	return at
}

func (t *tomlReader) key(n *unstable.Node) tomlKey {
	return tomlKey{name: strings.ToLower(string(n.Data)), shown: string(n.Data), at: t.at(n.Raw.Offset)}
}

// assign puts a value below the keys, which may be dotted.
func (t *tomlReader) assign(table *tomlNode, kv *unstable.Node, depth int) {
	for it := kv.Key(); it.Next(); {
		key := t.key(it.Node())
		next := table.lookup(key.name)
		switch {
		case it.IsLast() && next == nil:
			key.value = t.value(kv.Value(), key.at, depth)
			table.keys = append(table.keys, key)
			return
		case it.IsLast(), next != nil && next.kind != unstable.Table:
			t.errs.Add(key.at, "key %s is given twice", shown(key.shown))
			return
		case next == nil:
			next = &tomlNode{kind: unstable.Table, at: key.at}
			key.value = next
			table.keys = append(table.keys, key)
		}
		table = next
	}
}

func (t *tomlReader) value(n *unstable.Node, at Position, depth int) *tomlNode {
	out := &tomlNode{kind: n.Kind, at: at, text: string(n.Data)}
	if depth > maxYAMLDepth {
		t.errs.Add(at, "nested too deeply")
		return out
	}
	if n.Raw.Length > 0 {
		out.at = t.at(n.Raw.Offset)
	}
	switch n.Kind {
	case unstable.Array:
		for it := n.Children(); it.Next(); {
			if one := it.Node(); one.Kind != unstable.Comment {
				out.list = append(out.list, t.value(one, at, depth+1))
			}
		}
	case unstable.InlineTable:
		out.kind = unstable.Table
		for it := n.Children(); it.Next(); {
			if one := it.Node(); one.Kind == unstable.KeyValue {
				t.assign(out, one, depth+1)
			}
		}
	}
	return out
}

// node fills a field.
func (t *tomlReader) node(n *tomlNode, v reflect.Value, depth int) {
	if p, ok := v.Addr().Interface().(positioned); ok {
		value, at := p.slot()
		*at = n.at
		v = reflect.ValueOf(value).Elem()
	}
	switch v.Kind() {
	case reflect.Struct:
		t.table(n, v, depth)
	case reflect.Slice:
		if n.kind != unstable.Array {
			t.errs.Add(n.at, "expected a list, found %s", n.noun())
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), len(n.list), len(n.list)))
		for i, item := range n.list {
			t.node(item, v.Index(i), depth+1)
		}
	case reflect.Pointer:
		fresh := reflect.New(v.Type().Elem())
		t.node(n, fresh.Elem(), depth)
		v.Set(fresh)
	default:
		t.scalar(n, v)
	}
}

func (t *tomlReader) table(n *tomlNode, v reflect.Value, depth int) {
	if n.kind != unstable.Table {
		t.errs.Add(n.at, "expected a table, found %s", n.noun())
		return
	}
	fields := map[string]reflect.Value{}
	var names []string
	for field, into := range v.Fields() {
		if field.Name == "At" && field.Type == reflect.TypeFor[Position]() {
			into.Set(reflect.ValueOf(n.at))
			continue
		}
		if name := field.Tag.Get("toml"); name != "" {
			names = append(names, name)
			fields[strings.ToLower(name)] = into
		}
	}
	slices.Sort(names)
	for _, k := range n.keys {
		field, ok := fields[k.name]
		if !ok {
			t.errs.Add(k.at, "unknown key %s%s", shown(k.shown), Suggest(k.shown, names))
			continue
		}
		t.node(k.value, field, depth+1)
	}
}

func (t *tomlReader) scalar(n *tomlNode, v reflect.Value) {
	fits, err := false, error(nil)
	switch v.Kind() {
	case reflect.String:
		if fits = n.kind == unstable.String; fits {
			v.SetString(n.text)
		}
	case reflect.Bool:
		if fits = n.kind == unstable.Bool; fits {
			v.SetBool(n.text == "true")
		}
	case reflect.Int:
		if fits = n.kind == unstable.Integer; fits {
			var i int64
			i, err = strconv.ParseInt(strings.ReplaceAll(n.text, "_", ""), 10, 32)
			v.SetInt(i)
		}
	case reflect.Float64:
		if fits = n.kind == unstable.Integer || n.kind == unstable.Float; fits {
			var f float64
			f, err = strconv.ParseFloat(strings.ReplaceAll(n.text, "_", ""), 64)
			v.SetFloat(f)
		}
	}
	if !fits || err != nil {
		t.errs.Add(n.at, "expected %s, found %s", nounOf(v.Kind()), n.noun())
	}
}

// noun names a node for a message.
func (n *tomlNode) noun() string {
	switch n.kind {
	case unstable.Table:
		return "a table"
	case unstable.Array:
		return "a list"
	}
	return shown(n.text)
}
