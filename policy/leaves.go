// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"

	"github.com/outgate/outgate/rules"
)

// leaf is one scalar that a document holds, or an empty list.
type leaf struct {
	key   string // "licenses.deny[0]"
	text  string // as YAML
	at    rules.Position
	empty bool // a list without entries; it has no position
}

// leaves lists what is written in a document, in the order of its type.
func leaves(d *document) []leaf {
	var out []leaf
	leavesOf(reflect.ValueOf(d).Elem(), "", &out)
	return out
}

func leavesOf(v reflect.Value, key string, out *[]leaf) {
	below := func(name string) string {
		if key == "" {
			return name
		}
		return key + "." + name
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			leavesOf(v.Elem(), key, out)
		}
	case reflect.Slice:
		if v.Len() == 0 && !v.IsNil() {
			*out = append(*out, leaf{key: key, text: "[]", empty: true})
		}
		for i := range v.Len() {
			leavesOf(v.Index(i), fmt.Sprintf("%s[%d]", key, i), out)
		}
	case reflect.Map:
		for _, name := range slices.Sorted(maps.Keys(stringKeys(v))) {
			one := reflect.New(v.Type().Elem()).Elem()
			one.Set(v.MapIndex(reflect.ValueOf(name)))
			leavesOf(one, below(name), out)
		}
	case reflect.Struct:
		if n, ok := v.Interface().(rules.Node); ok {
			if n.At.Line > 0 {
				*out = append(*out, leaf{key: key, text: n.String(), at: n.At})
			}
			return
		}
		if f := v.FieldByName("V"); f.IsValid() {
			if at := v.FieldByName("At").Interface().(rules.Position); at.Line > 0 {
				*out = append(*out, leaf{key: key, text: scalar(f), at: at})
			}
			return
		}
		for i := range v.NumField() {
			if name := v.Type().Field(i).Tag.Get("yaml"); name != "" {
				leavesOf(v.Field(i), below(name), out)
			}
		}
	}
}

func stringKeys(v reflect.Value) map[string]bool {
	names := map[string]bool{}
	for _, k := range v.MapKeys() {
		names[k.String()] = true
	}
	return names
}

func scalar(v reflect.Value) string {
	if v.Kind() == reflect.String {
		return yamlText(v.String())
	}
	if v.Kind() == reflect.Float64 {
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	}
	return fmt.Sprint(v.Interface())
}
