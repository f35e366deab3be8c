// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/outgate/outgate/rules"
)

// shape is what a Go type looks like in JSON: the names that an object may and
// must have, which package encoding/json does not insist on. The zero value is
// a scalar.
type shape struct {
	fields []fieldShape // of an object with fixed names, at most 64
	index  map[string]int
	needed uint64 // bit i: fields[i] is required
	of     *shape // what a list or an object with free names holds
}

type fieldShape struct {
	name string
	*shape
}

// shapeOf derives the shape from the struct tags: a field without omitempty or omitzero is
// required.
func shapeOf(t reflect.Type) *shape {
	switch t.Kind() {
	case reflect.Pointer:
		return shapeOf(t.Elem())
	case reflect.Slice, reflect.Map:
		return &shape{of: shapeOf(t.Elem())}
	case reflect.Struct:
		s := &shape{index: map[string]int{}}
		s.add(t)
		return s
	}
	return &shape{}
}

func (s *shape) add(t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag, embedded := f.Tag.Get("json"), f.Anonymous
		if embedded && tag == "" {
			s.add(f.Type)
			continue
		}
		name, option, _ := strings.Cut(tag, ",")
		if option != "omitempty" && option != "omitzero" {
			s.needed |= 1 << len(s.fields)
		}
		s.index[name] = len(s.fields)
		s.fields = append(s.fields, fieldShape{name, shapeOf(f.Type)})
	}
}

func (s *shape) names() []string {
	var names []string
	for _, f := range s.fields {
		names = append(names, f.name)
	}
	return names
}

// walker follows valid JSON text along a shape. It looks at each byte once and
// goes no deeper than the shape does.
type walker struct {
	text []byte
	at   int
}

// strict reports a name that is unknown, repeated or missing, and a null, at
// any depth of the valid JSON text. Names are compared as they are written, so
// "Tier" is not "tier". A value of another type than the shape's is passed over.
func strict(text []byte, s *shape) error { return (&walker{text: text}).value(s) }

func (w *walker) value(s *shape) error {
	switch c := w.peek(); {
	case c == 'n':
		return errors.New("null is no value here")
	case c == '{' && s.index != nil:
		return w.object(s)
	case c == '{' && s.of != nil:
		return w.free(s)
	}
	w.skip()
	return nil
}

// named walks the value of a name, which may be a list.
func (w *walker) named(name string, s *shape) error {
	if w.peek() == '[' && s.of != nil {
		return w.list(name, s)
	}
	return at(name, w.value(s))
}

func (w *walker) object(s *shape) error {
	var seen uint64
	for i := 0; w.more('}'); i++ {
		key := w.key()
		n := i // what was written by this program has the order of the shape
		if n >= len(s.fields) || s.fields[n].name != string(key) {
			var ok bool
			if n, ok = s.index[string(key)]; !ok {
				return fmt.Errorf("unknown field %q%s", key, rules.Suggest(string(key), s.names()))
			}
		}
		if seen&(1<<n) != 0 {
			return fmt.Errorf("field %q is given twice", key)
		}
		seen |= 1 << n
		if err := w.named(s.fields[n].name, s.fields[n].shape); err != nil {
			return err
		}
	}
	if missing := s.needed &^ seen; missing != 0 {
		for n, f := range s.fields {
			if missing&(1<<n) != 0 {
				return fmt.Errorf("field %q is missing", f.name)
			}
		}
	}
	return nil
}

// free walks an object whose names are data.
func (w *walker) free(s *shape) error {
	seen := map[string]bool{}
	for w.more('}') {
		var key string
		raw := w.key()
		if err := json.Unmarshal(bytes.Join([][]byte{[]byte(`"`), raw, []byte(`"`)}, nil), &key); err != nil {
			return err
		}
		if seen[key] {
			return fmt.Errorf("field %q is given twice", key)
		}
		seen[key] = true
		if err := w.named(key, s.of); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) list(name string, s *shape) error {
	for i := 0; w.more(']'); i++ {
		if err := w.value(s.of); err != nil {
			return at(fmt.Sprintf("%s[%d]", name, i), err)
		}
	}
	return nil
}

// peek returns the next byte that is no space; 0 at the end.
func (w *walker) peek() byte {
	for ; w.at < len(w.text); w.at++ {
		if c := w.text[w.at]; c > ' ' {
			return c
		}
	}
	return 0
}

// more steps over the opening bracket or a comma, and reports whether an
// element follows; at the end it steps over the closing bracket.
func (w *walker) more(end byte) bool {
	c := w.peek()
	w.at++
	if c == 0 || c == end {
		return false
	}
	if c != ',' && w.peek() == end { // an empty list
		w.at++
		return false
	}
	return true
}

// key returns the name that comes next, as written between its quotes, and
// steps over the colon.
func (w *walker) key() []byte {
	w.peek()
	start := w.at
	w.quoted()
	key := w.text[min(start+1, len(w.text)):max(w.at-1, min(start+1, len(w.text)))]
	w.peek()
	w.at++
	return key
}

// quoted steps over a string.
func (w *walker) quoted() {
	for w.at++; w.at < len(w.text); w.at++ {
		switch w.text[w.at] {
		case '\\':
			w.at++
		case '"':
			w.at++
			return
		}
	}
}

// skip steps over a value of any kind.
func (w *walker) skip() {
	depth := 0
	for w.peek() != 0 {
		switch w.text[w.at] {
		case '"':
			w.quoted()
		case '{', '[':
			depth++
			w.at++
		case '}', ']':
			if depth == 0 {
				return
			}
			depth--
			w.at++
		case ',', ':':
			if depth == 0 {
				return
			}
			w.at++
			continue
		default:
			for w.at < len(w.text) && strings.IndexByte(" \t\r\n,:]}", w.text[w.at]) < 0 {
				w.at++
			}
		}
		if depth == 0 {
			return
		}
	}
}
