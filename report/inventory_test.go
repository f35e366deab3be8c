// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

func written(t testing.TB, inv *inventory.Inventory) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteInventory(&b, inv); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// emptyDirectory is an inventory of an empty directory.
func emptyDirectory() *inventory.Inventory {
	return &inventory.Inventory{Subject: inventory.Subject{Kind: inventory.SubjectDirectory}, Coverage: inventory.Coverage{History: "not applicable"}}
}

func TestInventoryRoundTrip(t *testing.T) {
	want := everything()
	text := written(t, want)
	got, err := ReadInventory(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-written +read:\n%s", diff)
	}
	if again := written(t, got); again != text {
		t.Error("written again, it differs")
	}
	if strings.Contains(text, "null") || strings.Contains(text, `\u003c`) {
		t.Errorf("null or HTML escapes in\n%s", text)
	}
	empty, err := ReadInventory(strings.NewReader(written(t, emptyDirectory())))
	if err != nil {
		t.Fatal(err)
	}
	if empty.Files == nil || empty.Gaps == nil || empty.Schema != inventory.Schema {
		t.Errorf("the empty inventory came back as %+v", empty)
	}
}

// Writing does not touch what the caller has.
func TestWriteInventoryChangesNothing(t *testing.T) {
	inv := &inventory.Inventory{Files: []inventory.File{{Path: "a", Role: inventory.RoleDocs, Copyrights: []inventory.Copyright{{Statement: "x"}}}}, Components: []inventory.Component{{}}}
	written(t, inv)
	if inv.Schema != "" || inv.Files[0].Copyrights[0].Holders != nil || inv.Components[0].Evidence != nil {
		t.Errorf("the inventory was changed: %+v", inv)
	}
	if err := WriteInventory(io.Discard, nil); err == nil {
		t.Error("no inventory, no error")
	}
}

// Each mutation of a good inventory is refused, with the place, by the reader;
// where a schema can see it, by the published schema as well.
func TestReadInventoryStrict(t *testing.T) {
	schema := compileSchema(t, filepath.Join(schemaDir, "inventory.v1.schema.json"))
	good := written(t, everything())
	tests := []struct {
		name, old, new, err string
		bySchema            bool
	}{
		{"other schema", "outgate.inventory.v1", "outgate.inventory.v2", `inventory: schema is "outgate.inventory.v2"; this version reads "outgate.inventory.v1"`, true},
		{"verdict", "outgate.inventory.v1", "outgate.verdict.v1", `schema is "outgate.verdict.v1"`, true},
		{"unknown field at the top", `"gaps": [`, `"gasp": [`, `unknown field "gasp"; did you mean "gaps"? (is this an inventory`, true},
		{"unknown field within", `"role": "product",`, `"rule": "product",`, `files[0]: unknown field "rule"`, true},
		{"role", `"role": "product",`, `"role": "vendord",`, `files[0]: role: unknown value "vendord" (known: product, test, example, docs, vendored, generated, ci); did you mean "vendored"?`, true},
		{"empty role", `"role": "product",`, `"role": "",`, `files[0]: role: unknown value ""`, true},
		{"header", `"state": "proper"`, `"state": "fine"`, `files[0]: header: state: unknown value "fine"`, true},
		{"class", `"class": "tag"`, `"class": "gat"`, `files[0]: licenses[0]: class: unknown value "gat"`, true},
		{"tier", `"tier": "structured"`, `"tier": "T1"`, `secrets[0]: tier: unknown value "T1"`, true},
		{"status", `"removed_but_in_history"`, `"gone"`, `secrets[0]: status: unknown value "gone"`, true},
		{"scope", `"scope": "runtime"`, `"scope": "none"`, `components[0]: scope: unknown value "none"`, true},
		{"gap code", `"code": "too-large"`, `"code": "too-big"`, `gaps[0]: code: unknown value "too-big"`, true},
		{"kind", `"kind": "worktree"`, `"kind": "tree"`, `subject: kind: unknown value "tree"`, true},
		{"confidence", `"confidence": 0.97`, `"confidence": 1.5`, `files[0]: copyrights[0]: confidence: 1.5 is not between 0 and 1`, true},
		{"lines", `"start_line": 3,`, `"start_line": 30,`, `secrets[0]: lines: 30 to 4 is not a range`, false},
		{"negative", `"size": 100`, `"size": -1`, `files[0]: size: below zero: -1`, true},
		{"negative count", `"commits": 3`, `"commits": -3`, `coverage: a count below zero: -3`, true},
		{"path upward", `"path": "src/a.go",`, `"path": "../a.go",`, `files[0]: path: "../a.go" is not a slash-separated path below the root`, false},
		{"path absolute", `"path": "src/a.go",`, `"path": "/src/a.go",`, `files[0]: path: "/src/a.go"`, false},
		{"path empty", `"path": "src/a.go",`, `"path": "",`, `files[0]: path: ""`, false},
		{"null list", `"leaks": [`, `"leaks": null, "x": [`, `leaks: expected a list, found null`, true},
		{"null element", `"gaps": [`, `"gaps": [null,`, `gaps[0]: null is no value here`, true},
		{"null holders", `"holders": [` + "\n            \"The <A> & Co Authors\"\n          ]", `"holders": null`, `files[0]: copyrights[0]: holders: null is no value here`, true},
		{"wrong type", `"size": 100`, `"size": "100"`, `files[0]: field "size": expected int64, found string`, true},
		{"object for list", `"gaps": [`, `"gaps": {}, "y": [`, `gaps: expected a list, found {`, true},
		{"twice", `"leaks": [`, `"gaps": [], "leaks": [`, `field "gaps" is given twice`, false},
		{"repeated within", `"tier": "structured",`, `"tier": "structured", "tier": "weak",`, `secrets[0]: field "tier" is given twice`, false},
		{"repeated in another spelling", `"tier": "structured",`, `"tier": "structured", "Tier": "weak",`, `secrets[0]: unknown field "Tier"; did you mean "tier"?`, true},
		{"repeated with an escape", `"tier": "structured",`, `"tier": "structured", "\u0074ier": "weak",`, `secrets[0]: unknown field "\\u0074ier"`, false},
		{"repeated deep", `"declared": "MIT",`, `"declared": "AGPL-3.0-only", "declared": "MIT",`, `components[0]: licenses: field "declared" is given twice`, false},
		{"repeated rule set", `"secrets": "sha256:5e1f"`, `"secrets": "sha256:5e1f", "s\u0065crets": "x"`, `tool: rules: field "secrets" is given twice`, false},
		{"no confidence", `,` + "\n" + `          "confidence": 0.97`, ``, `files[0]: copyrights[0]: field "confidence" is missing`, true},
		{"null confidence", `0.97`, `null`, `files[0]: copyrights[0]: confidence: null is no value here`, true},
		{"null optional", `"blob": "` + commit + `",`, `"blob": null,`, `blob: null is no value here`, true},
		{"no commit", `"commit": "` + commit + `",` + "\n      \"start_line\"", `"start_line"`, `secrets[0]: field "commit" is missing`, true},
		{"no history", `"history": "since",`, ``, `coverage: field "history" is missing`, true},
		{"history", `"history": "since"`, `"history": "banana"`, `coverage: history: unknown value "banana" (known: all, everything, since, none, not applicable)`, true},
		{"empty kind", `"kind": "worktree"`, `"kind": ""`, `subject: kind: unknown value ""`, true},
		{"no kind", `"kind": "worktree",`, ``, `subject: field "kind" is missing`, true},
		{"more files than listed", `"files": 1,`, `"files": 2,`, `coverage: files: 2 were examined, and 1 are listed`, false},
		{"a header text that is not there", `"id": "0123456789abcdef"`, `"id": "0123456789abcdee"`, `files[0]: header: text "0123456789abcdef" is not among header_texts`, false},
		{"a header text without id", `"id": "0123456789abcdef"`, `"id": ""`, `header_texts[0]: id: is empty`, false},
		{"not JSON", `"size": 100,`, `"size": 100`, "files[0]: invalid character", false},
		{"number too large", `"size": 100`, `"size": 1e99`, `files[0]: field "size"`, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			bad := strings.Replace(good, test.old, test.new, 1)
			if bad == good {
				t.Fatalf("nothing to replace: %s", test.old)
			}
			_, err := ReadInventory(strings.NewReader(bad))
			if err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("got %v\nwant %s", err, test.err)
			}
			if test.bySchema {
				if schemaAccepts(t, schema, bad) {
					t.Error("the published schema accepts it")
				}
			}
		})
	}
}

func TestReadInventoryMissingField(t *testing.T) {
	for _, name := range fields() {
		var b bytes.Buffer
		e := newEncoder(&b)
		e.open('{')
		for _, other := range fields() {
			switch {
			case other == name:
			case other == "schema":
				e.field(other, inventory.Schema)
			case other == "tool":
				e.field(other, inventory.Tool{})
			case other == "subject":
				e.field(other, emptyDirectory().Subject)
			case other == "coverage":
				e.field(other, coverage(emptyDirectory().Coverage))
			default:
				e.field(other, []int{})
			}
		}
		e.close('}')
		if err := e.flush(); err != nil {
			t.Fatal(err)
		}
		_, err := ReadInventory(&b)
		if want := `inventory: field "` + name + `" is missing`; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// A file that was cut off anywhere is refused; none of its beginnings passes
// for the whole.
func TestReadInventoryTruncated(t *testing.T) {
	good := strings.TrimSuffix(written(t, everything()), "\n")
	for n := range len(good) {
		_, err := ReadInventory(strings.NewReader(good[:n]))
		if err == nil {
			t.Fatalf("the first %d of %d bytes are accepted", n, len(good))
		}
		if !strings.Contains(err.Error(), "cut off") {
			t.Fatalf("%d bytes: %v", n, err)
		}
	}
}

func TestReadInventoryTrailing(t *testing.T) {
	good := written(t, everything())
	for _, tail := range []string{"{}", "x", "]", good, "\x00"} {
		if _, err := ReadInventory(strings.NewReader(good + tail)); err == nil || !strings.Contains(err.Error(), "data after the end") {
			t.Errorf("tail %.10q: %v", tail, err)
		}
	}
	if _, err := ReadInventory(strings.NewReader(good + " \n\t ")); err != nil {
		t.Errorf("space at the end: %v", err)
	}
}

// spaces is an endless file.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestInventoryReaderIsBounded(t *testing.T) {
	const limit = 1 << 20
	good := strings.TrimSuffix(written(t, everything()), "\n")
	for name, r := range map[string]io.Reader{
		"endless space":       io.MultiReader(strings.NewReader(good), spaces{}),
		"endless text":        io.MultiReader(strings.NewReader(`{"schema":"`), spaces{}),
		"endless list":        io.MultiReader(strings.NewReader(`{"gaps":[`), spaces{}),
		"data past the limit": strings.NewReader(good + strings.Repeat(" ", limit) + "x"),
	} {
		if _, err := readInventory(r, limit); err == nil || err.Error() != "inventory: larger than 1.0 MiB" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := readInventory(strings.NewReader(good), int64(len(good))); err != nil {
		t.Errorf("a file of the largest size: %v", err)
	}
}

func TestReadInventoryReadError(t *testing.T) {
	r := io.MultiReader(strings.NewReader(`{"schema":`), errReader{})
	if _, err := ReadInventory(r); err == nil || !strings.Contains(err.Error(), errFull.Error()) {
		t.Errorf("got %v", err)
	}
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errFull }

func FuzzReadInventory(f *testing.F) {
	schema := compileSchema(f, filepath.Join(schemaDir, "inventory.v1.schema.json"))
	f.Add([]byte(written(f, everything())))
	f.Add([]byte(written(f, &inventory.Inventory{})))
	f.Add([]byte(`{"schema":"outgate.inventory.v1","files":[{}]}`))
	f.Add([]byte(strings.Repeat(`{"tool":`, 100)))
	f.Fuzz(func(t *testing.T, data []byte) {
		inv, err := ReadInventory(bytes.NewReader(data))
		if err != nil {
			return
		}
		text := written(t, inv) // what is accepted is valid and stays the same
		validate(t, schema, []byte(text))
		again, err := ReadInventory(strings.NewReader(text))
		if err != nil {
			t.Fatalf("what was accepted is refused when written: %v\n%s", err, text)
		}
		if written(t, again) != text {
			t.Error("a second round differs")
		}
	})
}
