// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package when

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// The kinds of facts. A condition on one sees it as the variable of that name.
const (
	File          = "file"
	Component     = "component"
	Secret        = "secret"
	Leak          = "leak"
	Vulnerability = "vulnerability"
	Identity      = "identity"
	Contribution  = "contribution"
	Media         = "media"
	Similar       = "similar"
	Violating     = "violation" // what a waiver may excuse
)

// Violation is what a condition of a waiver looks at.
type Violation struct {
	Check     string `json:"check"`
	Post      string `json:"post"`
	Severity  string `json:"severity"`
	Level     string `json:"level"`
	Message   string `json:"message"`
	Evidence  string `json:"evidence"`
	Path      string `json:"path"`
	Line      int    `json:"line"`
	Commit    string `json:"commit"`
	Component string `json:"component"` // purl
	License   string `json:"license"`   // SPDX id
	// Subproject is the path of the one whose policy judged; "" for none.
	Subproject string `json:"subproject"`
}

func goTypes() map[string]reflect.Type {
	return map[string]reflect.Type{
		File: reflect.TypeFor[inventory.File](), Component: reflect.TypeFor[inventory.Component](), Secret: reflect.TypeFor[inventory.Secret](), Leak: reflect.TypeFor[inventory.Leak](),
		Vulnerability: reflect.TypeFor[inventory.Vulnerability](), Identity: reflect.TypeFor[inventory.Identity](), Contribution: reflect.TypeFor[inventory.Contribution](),
		Media: reflect.TypeFor[inventory.Media](), Similar: reflect.TypeFor[inventory.Similar](), Violating: reflect.TypeFor[Violation](),
	}
}

// Kinds lists the kinds of facts that rules may be about, in the order of documentation.
func Kinds() []string {
	return []string{File, Component, Secret, Leak, Vulnerability, Identity, Contribution, Media, Similar}
}

// NewFact returns a pointer to a fresh fact of a kind, one of [Kinds]; nil for another word.
func NewFact(kind string) any {
	if t, ok := goTypes()[kind]; ok {
		return reflect.New(t).Interface()
	}
	return nil
}

// typeOf is the name that CEL gives to a Go type.
func typeOf(t reflect.Type) string {
	return t.PkgPath()[strings.LastIndexByte(t.PkgPath(), '/')+1:] + "." + t.Name()
}

// nameOf is the name of a field: that of its JSON form.
func nameOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "" {
		return f.Name // an embedded one, whose fields are known themselves
	}
	return name
}

// fields are those of a type by name.
func fields(t reflect.Type) map[string]reflect.StructField {
	out := map[string]reflect.StructField{}
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() && !f.Anonymous {
			out[nameOf(f)] = f
		}
	}
	return out
}

// allFields lists the names of fields of a kind and of what it holds.
func allFields(kind string) []string {
	names := map[string]bool{}
	seen := map[reflect.Type]bool{}
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || seen[t] {
			return
		}
		seen[t] = true
		for name, f := range fields(t) {
			names[name] = true
			walk(f.Type)
		}
	}
	walk(goTypes()[kind])
	return slices.Sorted(maps.Keys(names))
}

// Text is a message with places for fields of the fact: "no holder in {path}".
type Text struct {
	parts []string // words and, at odd places, nothing
	paths [][][]int
}

// ReadText reads a text on facts of a kind. In braces stand fields with a text,
// a number or a list of texts, or such fields of a field: {licenses.declared}.
func ReadText(kind, source string) (*Text, []Problem) {
	t := &Text{}
	var found []Problem
	rest, at := source, 0
	for {
		before, after, ok := strings.Cut(rest, "{")
		t.parts = append(t.parts, before)
		if !ok {
			return t, found
		}
		at += len(before) + 1
		name, behind, ok := strings.Cut(after, "}")
		if !ok {
			return nil, append(found, Problem{Offset: at - 1, Message: "the brace is not closed"})
		}
		path, problem := resolve(kind, name)
		if problem != nil {
			problem.Offset += at
			found = append(found, *problem)
		}
		t.paths = append(t.paths, path)
		at += len(name) + 1
		rest = behind
	}
}

func resolve(kind, name string) (path [][]int, problem *Problem) {
	t := goTypes()[kind]
	offset := 0
	for part := range strings.SplitSeq(name, ".") {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			return nil, &Problem{Offset: offset, Message: fmt.Sprintf("nothing stands below {%s}", name[:max(0, offset-1)])}
		}
		known := fields(t)
		f, ok := known[part]
		if !ok {
			return nil, &Problem{Offset: offset, Message: fmt.Sprintf("unknown field %q", part), Word: part, Known: slices.Sorted(maps.Keys(known))}
		}
		path = append(path, f.Index)
		t = f.Type
		offset += len(part) + 1
	}
	if t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String {
		return path, nil
	}
	switch t.Kind() {
	case reflect.String, reflect.Int, reflect.Int64, reflect.Float64, reflect.Bool:
		return path, nil
	}
	return nil, &Problem{Message: fmt.Sprintf("{%s} is no text; name a field of it, or another one", name)}
}

// maxWord is the longest text, in characters, that a field puts into a message.
const maxWord = 200

// Of writes the text for a fact, a pointer to the Go type of the kind.
func (t *Text) Of(fact any) string {
	var b strings.Builder
	for i, part := range t.parts {
		b.WriteString(part)
		if i >= len(t.paths) {
			break
		}
		text := []rune(strings.Join(strings.Fields(wordOf(reflect.ValueOf(fact).Elem(), t.paths[i])), " "))
		if len(text) > maxWord {
			text = append(text[:maxWord:maxWord], []rune("...")...)
		}
		b.WriteString(string(text))
	}
	return b.String()
}

func wordOf(v reflect.Value, path [][]int) string {
	for _, index := range path {
		for v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return ""
			}
			v = v.Elem()
		}
		v = v.FieldByIndex(index)
	}
	if list, ok := v.Interface().([]string); ok {
		return strings.Join(list, ", ")
	}
	return fmt.Sprint(v.Interface())
}
