// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
)

func diffOf(t *testing.T, d *Diff, format string, all bool) string {
	t.Helper()
	var b bytes.Buffer
	if err := d.Write(&b, format, all); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Words of the repository stay words, in every format.
func TestDiffHostile(t *testing.T) {
	const evil = "a\n### x\x1b[31m|<script>@user [l](http://x) `c` #1 **b** \u202e::error::"
	d := NewDiff(DiffSide{Name: evil, Commit: "0123456789abcdef", Gaps: 1}, DiffSide{Name: "HEAD"}, "p", []inventory.Difference{
		{Kind: inventory.DifferentLicense, What: evil, Before: "", After: "1 file"}, {Kind: inventory.DifferentComponent, What: evil, Path: evil, Before: evil, After: evil + "2"}, {Kind: inventory.DifferentSecret, What: "secret/x", Path: evil, Before: "found"},
	})
	markdown := diffOf(t, d, "markdown", false)
	for _, bad := range []string{"<script", "@user", "[l]", "`", "**b", "#1", "\x1b", "\u202e", "\n### x", "|"} {
		if strings.Contains(strings.ReplaceAll(markdown, "&#1", ""), bad) {
			t.Errorf("markdown holds %q:\n%s", bad, markdown)
		}
	}
	text := diffOf(t, d, "text", false)
	if strings.ContainsAny(text, "\x1b\u202e") || strings.Contains(text, "\n### x") || !strings.Contains(text, "license: 1 new\n") || !strings.Contains(text, "component: 1 changed\n") || !strings.Contains(text, "1 gap: ") {
		t.Errorf("text:\n%s", text)
	}
	validate(t, compileSchema(t, filepath.Join(schemaDir, "diff.v1.schema.json")), []byte(diffOf(t, d, "json", false)))
	validate(t, compileSchema(t, filepath.Join(schemaDir, "diff.v1.schema.json")), []byte(diffOf(t, NewDiff(DiffSide{}, DiffSide{}, "", nil), "json", false)))
	if err := d.Write(&bytes.Buffer{}, "xml", false); err == nil || !strings.Contains(err.Error(), "text, json, markdown") {
		t.Error(err)
	}
}

// Long lists are cut with a count, unless all is asked for; JSON is whole.
func TestDiffCaps(t *testing.T) {
	var list []inventory.Difference
	for i := range 40 {
		list = append(list, inventory.Difference{Kind: inventory.DifferentHolder, What: fmt.Sprint("h", i), After: "1 file"})
	}
	d := NewDiff(DiffSide{Name: "a"}, DiffSide{Name: "b"}, "", list)
	for _, format := range []string{"text", "markdown"} {
		if short, long := diffOf(t, d, format, false), diffOf(t, d, format, true); !strings.Contains(short, "and 15 more") || strings.Contains(long, "more") || strings.Count(long, "1 file") != 40 {
			t.Errorf("%s:\n%s\n%s", format, short, long)
		}
	}
	if strings.Count(diffOf(t, d, "json", false), `"kind"`) != 40 {
		t.Error("JSON is cut")
	}
}
