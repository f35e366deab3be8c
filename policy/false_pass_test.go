// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
)

// gapCodes are the constants of package inventory, so that a new kind of gap is tested
// by being there.
func gapCodes(t *testing.T) (codes []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../inventory/inventory.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(v.Names[0].Name, "Gap") || len(v.Values) != 1 {
			return true
		}
		if text, ok := v.Values[0].(*ast.BasicLit); ok {
			code, err := strconv.Unquote(text.Value)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, code)
		}
		return true
	})
	if len(codes) < 12 {
		t.Fatalf("gaps: %v", codes)
	}
	return codes
}

// No preset passes what it could not see, whatever kept it from looking.
func TestNoGapPasses(t *testing.T) {
	quiet := 0
	for _, preset := range releasePresets() {
		p := load(t, "version: 1\nextends: preset:"+preset+"\n")
		inv := clean()
		if v := Evaluate(inv, p, day("2026-03-01")); v.State == Pass {
			quiet++
		}
		for _, code := range gapCodes(t) {
			if code == inventory.GapGiven { // nobody could have looked: who builds decides
				continue
			}
			inv := clean()
			inv.Gaps = []inventory.Gap{{Code: code, Path: "a.go", Reason: "x"}}
			if v := Evaluate(inv, p, day("2026-03-01")); StateExit(v.State) == 0 {
				t.Errorf("preset %s with a gap %q: %s", preset, code, v.State)
			}
		}
	}
	if quiet < 2 {
		t.Errorf("without a gap %d presets pass what is clean: the test could not fail", quiet)
	}
}
