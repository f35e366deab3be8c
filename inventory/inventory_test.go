// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// TestSortIsTotal shuffles every list of an inventory whose elements differ in
// the last key of their order only.
func TestSortIsTotal(t *testing.T) {
	full := func() *Inventory {
		return &Inventory{
			Coverage: Coverage{Detectors: []string{"b", "a"}},
			Files: []File{{Path: "b"}, {Path: "a",
				Licenses:   []License{{Expression: "MIT", StartLine: 1, EndLine: 2}, {Expression: "MIT", StartLine: 1, EndLine: 1}, {Expression: "ISC", StartLine: 1, EndLine: 1}},
				Copyrights: []Copyright{{Statement: "y", StartLine: 1}, {Statement: "x", StartLine: 1}},
				Authors:    []Author{{Name: "y"}, {Name: "x"}}}},
			Secrets: []Secret{
				{Rule: "r", Location: Location{Path: "a", StartLine: 1}, Fingerprint: "2"}, {Rule: "r", Location: Location{Path: "a", StartLine: 1}, Fingerprint: "1"},
				{Rule: "q", Location: Location{Path: "a", StartLine: 1}}, {Location: Location{Path: "a", Commit: "c"}}},
			Components: []Component{
				{PURL: "pkg:npm/a", Scope: "test", Evidence: []Evidence{{Path: "b", Line: 1}, {Path: "a", Line: 2}, {Path: "a", Line: 1}}}, {PURL: "pkg:npm/a", Scope: "dev"}, {PURL: "pkg:npm/a", Scope: "dev", Role: "docs"}},
			Media:   []Media{{Path: "a", Kind: "x", Field: "f", Text: "2"}, {Path: "a", Kind: "x", Field: "f", Text: "1"}, {Path: "a", Kind: "w"}},
			Similar: []Similar{{A: "a", B: "b"}, {A: "a", B: "a"}, {A: "a", B: "a", Share: 90}},
			Gaps:    []Gap{{Path: "a", Code: "y"}, {Path: "a", Code: "x"}, {Path: "a", Code: "x"}, {Path: "a", Commit: "c"}},
		}
	}
	var first string
	for range 50 {
		v := full()
		shuffle(reflect.ValueOf(v).Elem())
		v.Sort()
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = string(text)
		}
		if string(text) != first {
			t.Fatalf("two orders:\n%s\n%s", first, text)
		}
	}
	if n := strings.Count(first, `"code":"x"`); n != 1 {
		t.Errorf("a repeated gap is listed %d times", n)
	}
}

func shuffle(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			shuffle(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			shuffle(v.Index(i))
		}
		rand.Shuffle(v.Len(), reflect.Swapper(v.Interface()))
	}
}

// TestFactsAreNotLost: Merge and Add move every list of Facts. It fails when a
// list is added to Facts and forgotten there.
func TestFactsAreNotLost(t *testing.T) {
	one := func() Facts {
		return Facts{&Header{State: HeaderProper}, &HeaderText{ID: "1"}, make([]License, 1), make([]Copyright, 1), make([]Author, 1), &Reuse{}, make([]Secret, 1), make([]Leak, 1), make([]Component, 1), make([]Manifest, 1), make([]Media, 1), make([]Similar, 1), make([]Supply, 1), make([]Document, 1), make([]Alias, 1), new(Imports), new(Sketch), make([]Gap, 1)}
	}
	var f Facts
	f.Merge(one())
	f.Merge(one())
	v := reflect.ValueOf(f)
	for i := range v.NumField() {
		if v.Field(i).Kind() == reflect.Slice && v.Field(i).Len() != 2 {
			t.Errorf("Merge lost %s", v.Type().Field(i).Name)
		}
	}
	if f.Header == nil || f.HeaderText == nil || f.Sketch == nil || f.Imports == nil {
		t.Error("Merge lost the header or the sketch")
	}
	var inv Inventory
	inv.Add(f)
	if len(inv.Secrets) != 2 || len(inv.Leaks) != 2 || len(inv.Components) != 2 || len(inv.Media) != 2 || len(inv.Similar) != 2 || len(inv.Supply) != 2 || len(inv.Community.Documents) != 2 || len(inv.Community.Aliases) != 2 || len(inv.Gaps) != 2 || len(inv.HeaderTexts) != 1 {
		t.Errorf("Add lost facts: %+v", inv)
	}
}
