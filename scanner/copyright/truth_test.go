// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/outgate/outgate/inventory"
	"github.com/rogpeppe/go-internal/txtar"
)

// known names the cases of testdata/truth that the detector does not master, each
// with what is missing. TestTruth fails when one of them passes, so the list only shrinks.
func known() map[string]string {
	out := map[string]string{}
	for why, names := range map[string]string{
		`authors`: "ru-avtor",
		`forms in cases written after the last mending`:                    "fresh-d-lang fresh-ga-dotted fresh-helm-notes fresh-ja-inc fresh-license-trading-as fresh-license-year-first fresh-no-author-sentence fresh-notice-separators fresh-ru-inst fresh-zh-gongsi-short fresh-zh-suoyou-middle",
		`marks of other languages without (c)`:                             "ja-reiwa-sentence",
		`names with words, quotes or handles in them, names in lower case`: "tree-link-lower-name tree-these-people",
	} {
		for _, n := range strings.Fields(names) {
			out[n] = why
		}
	}
	return out
}

// TestTruth reads testdata/truth: each archive holds one input and what a person
// expects of it. Its README says how that is written and decided; no program ever writes it.
func TestTruth(t *testing.T) {
	paths, err := filepath.Glob("testdata/truth/*.txtar")
	if err != nil || len(paths) < 400 {
		t.Fatalf("%d cases, %v", len(paths), err)
	}
	missing, nothing := known(), 0
	for _, p := range paths {
		name := strings.TrimSuffix(filepath.Base(p), ".txtar")
		why := missing[name]
		delete(missing, name)
		t.Run(name, func(t *testing.T) {
			a, err := txtar.ParseFile(p)
			if err != nil {
				t.Fatal(err)
			}
			if len(a.Files) != 2 || a.Files[1].Name != "want" {
				t.Fatal("an archive holds an input and what is wanted")
			}
			file, encoding, _ := strings.Cut(a.Files[0].Name, " ")
			input, err := encode(a.Files[0].Data, encoding)
			if err != nil {
				t.Fatal(err)
			}
			want := foldTruth(string(a.Files[1].Data))
			if want == "" || strings.HasPrefix(want, "header ") {
				nothing++
			}
			got := truth(look(t, file, input), want)
			switch d := cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); {
			case d != "" && why == "":
				t.Errorf("%s\nin %s (-want +got)\n%s", a.Files[0].Data, file, d)
			case d == "" && why != "":
				t.Errorf("passes: take it off the list of known failures (%s)", why)
			}
		})
	}
	for name := range missing {
		t.Errorf("%s is known to fail, and is no case", name)
	}
	if nothing < 80 {
		t.Errorf("%d cases in which nothing is to be found", nothing)
	}
}

// truth writes facts as the archives do. Headers and authors are left out where want does not speak of them.
func truth(f inventory.Facts, want string) string {
	var b strings.Builder
	at := func(start, end int) string {
		if start == end {
			return strconv.Itoa(start)
		}
		return fmt.Sprintf("%d-%d", start, end)
	}
	for _, c := range f.Copyrights {
		fmt.Fprintf(&b, "copyright %s %s\n", at(c.StartLine, c.EndLine), c.Statement)
		if len(c.Holders) == 0 {
			b.WriteString("\tno holder\n")
		}
		for _, h := range c.Holders {
			fmt.Fprintf(&b, "\tholder %s\n", h)
		}
		if c.Years != "" {
			fmt.Fprintf(&b, "\tyears %s\n", c.Years)
		}
	}
	if strings.Contains(want, "authors any\n") {
		b.WriteString("authors any\n")
	} else {
		for _, a := range f.Authors {
			fmt.Fprintf(&b, "author %s %s\n", at(a.StartLine, a.EndLine), a.Name)
		}
	}
	if strings.Contains(want, "header ") {
		switch h := f.Header; {
		case h == nil:
			b.WriteString("header none\n")
		case h.State == inventory.HeaderMissing:
			b.WriteString("header missing\n")
		default:
			fmt.Fprintf(&b, "header %s\n", at(h.StartLine, h.EndLine))
		}
	}
	return foldTruth(b.String())
}

// foldTruth drops what the cases do not assert: of statements the case, the punctuation
// and which of several marks they begin with ("Copyright (c)", "©", "SPDX-FileCopyrightText:", "by");
// of names whether full-width punctuation and bent apostrophes were made plain, and quotes.
func foldTruth(s string) string {
	lines := strings.Split(strings.NewReplacer("（", "(", "）", ") ", "，", ", ", "、", ", ", "：", ": ", "’", "'", "«", "", "»", "", "“", "", "”", "", `"`, "").Replace(s), "\n")
	for i, l := range lines {
		rest, ok := strings.CutPrefix(l, "copyright ")
		if !ok {
			continue
		}
		place, text, _ := strings.Cut(rest, " ")
		text = strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.N) }), " ")
		for was := ""; was != text; {
			was = text
			for _, m := range [...]string{"spdx", "filecopyrighttext", "snippetcopyrighttext", "copyright", "c", "by", "版权所有", "著作权所有", "著作権", "저작권", "авторские права"} {
				text = strings.TrimPrefix(text+" ", m+" ")
				text = strings.TrimSpace(text)
			}
		}
		lines[i] = "copyright " + place + " " + text
	}
	return strings.Join(lines, "\n")
}

// encode turns the text of a case into the bytes of its encoding; "quoted" text is Go strings, one a line.
func encode(text []byte, encoding string) ([]byte, error) {
	switch encoding {
	case "":
		return text, nil
	case "utf-8-bom":
		return append([]byte("\xef\xbb\xbf"), text...), nil
	case "crlf":
		return []byte(strings.ReplaceAll(string(text), "\n", "\r\n")), nil
	case "cr":
		return []byte(strings.ReplaceAll(string(text), "\n", "\r")), nil
	case "latin-1":
		var out []byte
		for _, r := range string(text) {
			if r > 0xff {
				return nil, fmt.Errorf("%q is not in Latin-1", r)
			}
			out = append(out, byte(r))
		}
		return out, nil
	case "utf-16le", "utf-16be":
		var out []byte
		for _, u := range append([]uint16{0xfeff}, utf16.Encode([]rune(string(text)))...) {
			if encoding == "utf-16le" {
				out = append(out, byte(u), byte(u>>8))
			} else {
				out = append(out, byte(u>>8), byte(u))
			}
		}
		return out, nil
	case "quoted":
		var out []byte
		for _, l := range strings.Fields(strings.ReplaceAll(string(text), " ", "\\x20")) {
			s, err := strconv.Unquote(l)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", l, err)
			}
			out = append(out, s...)
		}
		return out, nil
	}
	return nil, fmt.Errorf("unknown encoding %q", encoding)
}

// TestTruthIsReadable holds the archives to the form that their README describes.
func TestTruthIsReadable(t *testing.T) {
	paths, _ := filepath.Glob("testdata/truth/*.txtar")
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range strings.Split(string(txtar.Parse(data).Files[1].Data), "\n") {
			word, _, _ := strings.Cut(strings.TrimPrefix(l, "\t"), " ")
			switch word {
			case "copyright", "author", "authors", "header", "holder", "no", "years", "":
			default:
				t.Errorf("%s: %q", p, l)
			}
		}
	}
}
