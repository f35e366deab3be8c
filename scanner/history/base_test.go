// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

func TestTreeAt(t *testing.T) {
	f := newFixture(t, true)
	id := f.commit(map[string]string{"a.txt": "one\n", "dir/sub/b.txt": "two\n", "dir/c.txt": "three\n", ".gitattributes": "dir/c.txt linguist-vendored\n"})
	later := f.commit(map[string]string{"a.txt": "four\n"}, id)
	f.ref("refs/heads/master", later)
	r := f.open()
	list := func(commit string, same func(string, string, inventory.Role) bool) []string {
		var out []string
		for e, err := range r.TreeAt(commit, same) {
			if g, ok := err.(*scanner.GapError); ok {
				out = append(out, fmt.Sprintf("gap %.7s %s", g.Gap.Commit, g.Gap.Code))
				continue
			}
			body, err := e.Open()
			if err != nil {
				t.Fatal(err)
			}
			text, _ := io.ReadAll(body)
			out = append(out, fmt.Sprintf("%s %s %q", e.Path, e.Role, text))
		}
		return out
	}
	all := list(id.String(), func(string, string, inventory.Role) bool { return false })
	if want := []string{`.gitattributes  "dir/c.txt linguist-vendored\n"`, `a.txt  "one\n"`, `dir/c.txt vendored "three\n"`, `dir/sub/b.txt  "two\n"`}; !slices.Equal(all, want) {
		t.Errorf("%q, want %q", all, want)
	}
	var asked []string
	some := list(id.String(), func(path, blob string, _ inventory.Role) bool {
		asked = append(asked, path)
		return blob != idOf("one\n")
	})
	if want := []string{`a.txt  "one\n"`}; !slices.Equal(some, want) || len(asked) != 4 {
		t.Errorf("%q of %q", some, asked)
	}
	for _, commit := range []string{"HEAD", strings.Repeat("0", 40), idOf("one\n")} {
		if got := list(commit, func(string, string, inventory.Role) bool { return false }); len(got) != 1 || !strings.HasPrefix(got[0], "gap ") {
			t.Errorf("%s: %q", commit, got)
		}
	}
}
