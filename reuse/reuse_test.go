// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package reuse

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"a/b.txt", "a/b.txt", true}, {"a", "a/b.txt", false}, {"*", "b.txt", true}, {"*", "a/b.txt", false}, {"**", "a/b.txt", true}, {"", "", true}, {"", "a", false},
		{"a/*.txt", "a/b.txt", true}, {"a/*.txt", "a/c/b.txt", false}, {"a/**.txt", "a/c/b.txt", true}, {"**/b.txt", "b.txt", true}, {"**/b.txt", "a/b.txt", true},
		{`a\*`, "a*", true}, {`a\*`, "ab", false}, {`a\\b`, `a\b`, true}, {`\a`, "a", true}, {`a\`, "a", true}, {"a?", "ab", false}, {"[a]", "a", false}, {"*/*/x", "a/x", false},
		{"ä*", "äö", true}, {"***", "a/b", true},
	} {
		if got := Match(c.pattern, c.name); got != c.want {
			t.Errorf("Match(%q, %q) = %t", c.pattern, c.name, got)
		}
	}
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{{"*", "a/b", true}, {"a/?.x", "a/ä.x", true}, {"a/?.x", "a/bc.x", false}, {`\*`, "*", true}, {`\*`, "a", false}, {"a", "a/b", false}} {
		if got := matchDEP5(c.pattern, c.name); got != c.want {
			t.Errorf("matchDEP5(%q, %q) = %t", c.pattern, c.name, got)
		}
	}
}

// The last table that fits counts, by name or by wildcard; and only a name is exact.
func TestLastTable(t *testing.T) {
	table := func(paths ...string) inventory.ReuseTable { return inventory.ReuseTable{Line: 1, Paths: paths} }
	set := newTables(&inventory.File{Reuse: &inventory.Reuse{Tables: []inventory.ReuseTable{table("a", "b*"), table("*"), table("c", `d\*`), table("c*", "x/**"), table("b1")}}}, compile)
	for name, want := range map[string]string{"a": "1 false", "b": "1 false", "b1": "4 true", "c": "3 false", "d*": "2 true", "da": "1 false", "x/y": "3 false", "y/z": "none", "x": "1 false"} {
		got := "none"
		if found, exact := set.last(name); found != nil {
			got = fmt.Sprintf("%d %t", slices.IndexFunc(set.list, func(o inventory.ReuseTable) bool { return &o.Paths[0] == &found.Paths[0] }), exact)
		}
		if got != want {
			t.Errorf("%s: %s, not %s", name, got, want)
		}
	}
}

// The matcher against a slow one that tries everything.
func FuzzMatch(f *testing.F) {
	f.Add("**/a*", "b/ab")
	f.Add(`a\**b`, "a*xb")
	f.Add(strings.Repeat("*a", 20), strings.Repeat("a", 40))
	f.Fuzz(func(t *testing.T, pattern, name string) {
		got := Match(pattern, name)
		matchDEP5(pattern, name)
		if len(pattern) < 12 && len(name) < 12 {
			if want := slowMatch(compile(pattern), name); got != want {
				t.Errorf("Match(%q, %q) = %t", pattern, name, got)
			}
		}
	})
}

func slowMatch(steps []step, name string) bool {
	if len(steps) == 0 {
		return name == ""
	}
	switch s := steps[0]; s.kind {
	case stepByte:
		return name != "" && name[0] == s.b && slowMatch(steps[1:], name[1:])
	default:
		return slowMatch(steps[1:], name) || name != "" && (s.kind == stepAll || name[0] != '/') && slowMatch(steps, name[1:])
	}
}

func TestLicenses(t *testing.T) {
	for text, want := range map[string]string{
		"MIT": "MIT", "mit or (ISC AND Zlib)": "mit ISC Zlib", "MIT WITH x": "MIT x", "MIT OR MIT": "MIT", "MIT+": "MIT+", "é": "é",
		"": "error", "()": "error", "MIT ISC": "error", "MIT,ISC": "error", "(MIT": "error", "MIT)": "error", "AND": "error", "MIT WITH (x)": "error", "MIT OR": "error", "MIT WITH a WITH b": "error",
		strings.Repeat("(", 5000) + "MIT": "error", strings.Repeat("a", 9<<10): "error",
	} {
		ids, err := Licenses(text)
		if got := strings.Join(ids, " "); err == nil && got != want || (err != nil) != (want == "error") {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

func FuzzLicenses(f *testing.F) {
	f.Add("MIT OR (ISC AND Zlib WITH x)")
	f.Fuzz(func(t *testing.T, text string) {
		ids, err := Licenses(text)
		if err == nil && len(ids) == 0 || err != nil && ids != nil {
			t.Errorf("%q: %q, %v", text, ids, err)
		}
	})
}

func tagged(name, license string) inventory.File {
	return inventory.File{Path: name, Size: 9, Reuse: &inventory.Reuse{Tags: []inventory.ReuseTag{{Kind: inventory.TagNotice, Text: "Ana", Line: 1}, {Kind: inventory.TagLicense, Text: license, Line: 2}}}}
}

// What could not be read is a problem where it counts, and nowhere else.
func TestUnread(t *testing.T) {
	override := inventory.File{Path: "REUSE.toml", Size: 9, Reuse: &inventory.Reuse{Tables: []inventory.ReuseTable{{Line: 1, Paths: []string{"over"}, Precedence: inventory.PrecedenceOverride, Notices: []string{"Ana"}, Licenses: []string{"MIT"}}}}}
	text := inventory.File{Path: "LICENSES/MIT.txt", Size: 9}
	bare := func(name string) inventory.File { return inventory.File{Path: name, Size: 9} }
	for _, c := range []struct {
		name  string
		files []inventory.File
		gap   string
		want  string
	}{
		{"a file", []inventory.File{bare("a"), tagged("b", "MIT")}, "a", "read-error a"},
		{"a file with a sidecar", []inventory.File{bare("a"), tagged("a.license", "MIT")}, "a", ""},
		{"a sidecar", []inventory.File{tagged("a", "MIT"), bare("a.license"), tagged("b", "MIT")}, "a.license", "read-error a"},
		{"a file that a table overrides", []inventory.File{bare("over"), override}, "over", ""},
		{"a license text", []inventory.File{tagged("a", "MIT")}, "LICENSES/MIT.txt", ""},
	} {
		inv := &inventory.Inventory{Files: append(c.files, text), Gaps: []inventory.Gap{{Path: c.gap, Code: inventory.GapUnreadable}}}
		var got []string
		for _, p := range Lint(inv).Problems {
			got = append(got, p.Kind+" "+p.Path)
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: %s, not %s", c.name, s, c.want)
		}
	}
}

func TestLinks(t *testing.T) {
	link := func(name, to string) inventory.File {
		return inventory.File{Path: name, Size: 3, Reuse: &inventory.Reuse{Link: to}}
	}
	inv := &inventory.Inventory{Files: []inventory.File{{Path: "d/a", Size: 1}, link("d/a.license", "../h"), tagged("h", "MIT"), {Path: "b", Size: 1}, link("b.license", "/h"), {Path: "c", Size: 1}, link("c.license", "c.license"), link("l", "h"), link("LICENSES/MIT.txt", "../x")}}
	var got []string
	for _, p := range Lint(inv).Problems {
		got = append(got, p.Kind+" "+path.Base(p.Path))
	}
	if d := cmp.Diff([]string{"missing-copyright b", "missing-copyright c", "missing-licensing b", "missing-licensing c"}, got); d != "" {
		t.Error(d)
	}
}

// The order of problems is total, whatever the order of files.
func TestOrder(t *testing.T) {
	var files []inventory.File
	for _, name := range []string{"z", "a", "m/x", "LICENSES/Q.txt", "LICENSES/P"} {
		files = append(files, inventory.File{Path: name, Size: 1})
	}
	files = append(files, tagged("k", "X OR Y"), tagged("j", "X"))
	first := Lint(&inventory.Inventory{Files: files})
	slices.Reverse(files)
	if d := cmp.Diff(first, Lint(&inventory.Inventory{Files: files})); d != "" {
		t.Error(d)
	}
}
