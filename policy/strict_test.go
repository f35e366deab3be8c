// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/outgate/outgate/rules"
)

// Every key of a policy has a place in the order of strictness, or is known to have none.
func TestEveryKeyIsPlaced(t *testing.T) {
	unordered := []string{"project.outbound", "posts.*.owner", "headers.license", "headers.year"}
	fixed := []string{"project.holders", "project.entities", "posts.*.approvers", "posts.*.keys", "headers.holders", "headers.template"}
	var walk func(typ reflect.Type, key string)
	walk = func(typ reflect.Type, key string) {
		name := key
		if parts := strings.Split(key, "."); len(parts) == 3 && parts[0] == "posts" {
			name = "posts.*." + parts[2]
		}
		_, falls := fallbacks()[key]
		switch {
		case slices.Contains([]string{"version", "name", "extends", "overridable", "tests"}, key):
		case typ.Kind() == reflect.Slice:
			if listOf(key) == listFixed && !slices.Contains(fixed, name) {
				t.Errorf("%s: no kind of list", key)
			}
		case typ == reflect.TypeFor[flag](), typ == reflect.TypeFor[number](), typ == reflect.TypeFor[fraction]():
			text := "1"
			if typ == reflect.TypeFor[flag]() {
				text = "true"
			}
			if _, ok := strictness(key, text); !ok || !falls {
				t.Errorf("%s: graded %v, with a value for what is not written %v", key, ok, falls)
			}
		case typ == reflect.TypeFor[word]():
			if slices.Contains(unordered, name) || falls {
				return
			}
			parts := strings.Split(key, ".")
			yaml := func(value string) string {
				return "version: 1\n" + strings.Join(parts, ": {") + ": " + value + strings.Repeat("}", len(parts)-1) + "\n"
			}
			_, err := Load("p.yaml", []byte(yaml("note")))
			_, wrong := Load("p.yaml", []byte(yaml("nota")))
			if err != nil || wrong == nil {
				t.Errorf("%s: is no level, and has no other place: %v", key, err)
			}
		case typ.Kind() == reflect.Struct:
			for i := range typ.NumField() {
				if tag := typ.Field(i).Tag.Get("yaml"); tag != "" && typ != reflect.TypeFor[rules.Node]() {
					walk(typ.Field(i).Type, strings.TrimPrefix(key+"."+tag, "."))
				}
			}
		}
	}
	walk(reflect.TypeFor[document](), "")
}
