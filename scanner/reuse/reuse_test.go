// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package reuse

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

func words(tags []inventory.ReuseTag) string {
	var out []string
	for _, t := range tags {
		s := fmt.Sprintf("%d %s %s", t.Line, t.Kind, t.Text)
		if t.Snippet {
			s += " (snippet)"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// Lines count over ignored blocks and every kind of line end.
func TestTags(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"lines", "x\r\n# " + license + " MIT\r# " + fileNotice + " 2021 Ana\n", "2 license MIT; 3 notice " + fileNotice + " 2021 Ana"},
		{"ignored", ignoreStart + "\n" + license + " A\n\n" + ignoreEnd + "\n" + license + " B\n", "5 license B"},
		{"ignored to the end", license + " B\n" + ignoreStart + "\n" + license + " A\n", "1 license B"},
		{"joined over a block", license + " A" + ignoreStart + "\n\n" + ignoreEnd + " OR B\n" + license + " C", "1 license A OR B; 4 license C"},
		{"snippet", partBegin + "\n" + partNotice + " Bo\n" + license + " A\n" + partEnd + "\n" + license + " B\n", "2 notice " + partNotice + " Bo (snippet); 3 license A (snippet); 5 license B"},
		{"contributor", contributor + " Bo\n", "1 contributor Bo"},
		{"repeated", license + " A\n" + license + " A\n", "1 license A"},
		{"Fortran", "C " + license + " ISC\n", "1 license ISC"},
		{"mirrored", "xx " + license + " ISC xx\n", "1 license ISC"},
		{"attribute", `<meta content="` + license + ` ISC"/>` + "\n", "1 license ISC"},
		{"Latin-1", "\xa9 2021 Jos\xe9\n", "1 notice © 2021 José"},
		{"no Latin-1", "\x81 \xa9 2021\n", ""},
		{"binary", "\x00" + license + " A\n", ""},
		{"binary far behind", license + " A\n" + strings.Repeat("x", 2048) + "\x00", "1 license A"},
	} {
		found, cut := tags([]byte(c.text))
		if got := words(found); got != c.want || cut {
			t.Errorf("%s: %s, not %s", c.name, got, c.want)
		}
	}
	many := ""
	for i := range 1200 {
		many += fmt.Sprintf("%s A-%d\n", license, i)
	}
	if found, cut := tags([]byte(many)); !cut || len(found) != maxLicenses {
		t.Errorf("%d tags, cut: %t", len(found), cut)
	}
}

func TestMistakes(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"REUSE.toml", "version = 1\n[[annotations]\n", "REUSE.toml:2:14: not valid TOML"},
		{"a/REUSE.toml", "version = 1\n[[annotations]]\npath = 1\n", "a/REUSE.toml:2: path: expected a string"},
		{"REUSE.toml", "version = 2\n", "version 2 is not known"},
		{"REUSE.toml", "a = 2\n", `the key "version" is missing`},
		{"REUSE.toml", "version = 1\nannotations = [{path = 'a'}, {}]\n", "REUSE.toml:2: the table has no path"},
		{"REUSE.toml", "version = 1\n[[annotations]]\npath = 'a'\n[[annotations]]\npath = 'b'\nprecedence = 'x'\n", "REUSE.toml:4: precedence must be"},
		{"REUSE.toml", "\xff", "UTF-8"},
		{".reuse/dep5", "x\n", ".reuse/dep5:1: expected a field"},
		{".reuse/dep5", "Files: *\n", "no field Format"},
		{".reuse/dep5", "Format: x\n\nFiles: *\nCopyright: a\n", ".reuse/dep5:3: the paragraph lacks"},
		{".reuse/dep5", "Format: x\n\n y\n", ".reuse/dep5:3: a line that goes on"},
	} {
		facts := look(t, c.name, 0, c.text)
		if len(facts.Gaps) != 1 || facts.Gaps[0].Code != inventory.GapUnparsable || !strings.Contains(facts.Gaps[0].Reason, c.want) || facts.Reuse != nil {
			t.Errorf("%q: %+v", c.text, facts)
		}
	}
	for _, name := range []string{"reuse.toml", "LICENSES/REUSE.toml", "a/LICENSES/REUSE.toml", "a/.reuse/dep5"} {
		if facts := look(t, name, 0, "x ="); !facts.Empty() {
			t.Errorf("%s: %+v", name, facts)
		}
	}
	if facts := look(t, "REUSE.toml", fs.ModeSymlink, "other"); facts.Reuse == nil || facts.Reuse.Link != "other" {
		t.Errorf("link: %+v", facts)
	}
}

func look(t *testing.T, name string, mode fs.FileMode, text string) inventory.Facts {
	t.Helper()
	facts, err := New().File(t.Context(), &scanner.File{Entry: inventory.Entry{Path: name, Mode: mode}, Raw: []byte(text), Content: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

func FuzzTags(f *testing.F) {
	f.Add([]byte("# " + license + " MIT */\n" + ignoreStart + ignoreEnd))
	f.Add([]byte("\xff\xfe" + license))
	f.Add([]byte("\xa9\r\r\n" + partBegin + partEnd))
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := bytes.Clone(raw)
		found, _ := tags(raw)
		if !bytes.Equal(raw, before) {
			t.Fatal("the content was changed")
		}
		for _, tag := range found {
			if !utf8.ValidString(tag.Text) || tag.Line < 1 || tag.Line > 1+bytes.Count(raw, []byte("\n"))+bytes.Count(raw, []byte("\r")) && !wide(raw) {
				t.Errorf("%+v", tag)
			}
		}
	})
}

func FuzzTOML(f *testing.F) {
	f.Add([]byte("version = 1\n[[annotations]]\npath = ['a', '**']\nprecedence = 'override'\n" + spdx + "License-Identifier = 'MIT'\n"))
	f.Add([]byte("version = 1\nannotations = [{path = 'x'}]\n"))
	f.Fuzz(func(t *testing.T, raw []byte) { checkTables(t, raw, readTOML) })
}

func FuzzDep5(f *testing.F) {
	f.Add([]byte("Format: x\n\nFiles: a* b\n c\nCopyright: 2021 Ana\nLicense: MIT\n text\n"))
	f.Add([]byte("Format: x\n\n# c\nFiles: \\*\nCopyright:\n a\n b\nLicense:\n"))
	f.Fuzz(func(t *testing.T, raw []byte) { checkTables(t, raw, readDep5) })
}

func checkTables(t *testing.T, raw []byte, read func([]byte) ([]inventory.ReuseTable, error)) {
	tables, err := read(raw)
	if err != nil && (tables != nil || err.Error()[0] < '1' || err.Error()[0] > '9') {
		t.Fatalf("%v: %v", tables, err)
	}
	for _, one := range tables {
		if len(one.Paths) == 0 || one.Line < 1 || one.Line > 1+bytes.Count(raw, []byte("\n")) || one.Precedence == "" {
			t.Errorf("%+v", one)
		}
	}
}
