// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// derived is a content in memory with a base.
type derived struct {
	*bytes.Reader
	text []byte
	base *Base
}

func (d derived) Close() error   { return nil }
func (d derived) Bytes() []byte  { return d.text }
func (d derived) Stored() string { return "" }
func (d derived) Base() *Base    { return d.base }

// told is what a detector is told of each content, and keeps its text.
func told(name string, out *[]string) *Detector {
	return &Detector{Name: name, History: true, File: func(_ context.Context, f *File) (inventory.Facts, error) {
		if bytes.Contains(f.Content, []byte("fails")) {
			return inventory.Facts{Gaps: []inventory.Gap{{Code: "x"}}}, nil
		}
		was, _ := f.Recall().(string)
		line := fmt.Sprintf("%s %q recalls %q", name, f.Content, was)
		if f.Base != nil {
			for _, c := range f.Base.Copies {
				line += fmt.Sprintf(" %q", f.Content[c.To:c.To+c.Len])
				if was != "" && was[len(name):][c.From:c.From+c.Len] != string(f.Content[c.To:c.To+c.Len]) {
					line += " WRONG"
				}
			}
		}
		*out = append(*out, line)
		f.Keep(name+string(f.Content), len(f.Content))
		return inventory.Facts{}, nil
	}}
}

func TestWhatIsKeptOfABase(t *testing.T) {
	const bom = "\xef\xbb\xbf"
	type one struct {
		text, of string
		copies   []Copy
	}
	for _, test := range []struct {
		name     string
		versions []one
		want     string // of the last version
	}{
		{"a base that was seen", []one{{"abcdef", "", nil}, {"xabcd", "abcdef", []Copy{{1, 0, 4}}}}, `a "xabcd" recalls "aabcdef" "abcd"`},
		{"one that was not", []one{{"xabcd", "abcdef", []Copy{{1, 0, 4}}}}, `a "xabcd" recalls ""`},
		{"with a mark, both", []one{{bom + "abcdef", "", nil}, {bom + "abxdef", bom + "abcdef", []Copy{{0, 0, 5}, {6, 6, 3}}}}, `a "abxdef" recalls "aabcdef" "ab" "def"`},
		{"with a mark, the base", []one{{bom + "abcdef", "", nil}, {"abcdef", bom + "abcdef", []Copy{{0, 3, 6}}}}, `a "abcdef" recalls "aabcdef" "abcdef"`},
		{"with a mark, the version", []one{{"abcdef", "", nil}, {bom + "abcdef", "abcdef", []Copy{{3, 0, 6}}}}, `a "abcdef" recalls "aabcdef" "abcdef"`},
		{"another encoding", []one{{"a\x00b\x00c\x00d\x00e\x00f\x00g\x00h\x00i\x00", "", nil}, {"xyz", "a\x00b\x00c\x00d\x00e\x00f\x00g\x00h\x00i\x00", []Copy{{0, 0, 1}}}}, `a "xyz" recalls ""`},
		{"a base with a gap", []one{{"it fails", "", nil}, {"it", "it fails", []Copy{{0, 0, 2}}}}, `a "it" recalls ""`},
	} {
		var a, b []string
		history := func(func(string) (inventory.Role, bool)) Source {
			return func(yield func(inventory.Entry, error) bool) {
				for n, v := range test.versions {
					d := derived{bytes.NewReader([]byte(v.text)), []byte(v.text), nil}
					if v.of != "" {
						d.base = &Base{Blob: BlobID([]byte(v.of)), Size: len(v.of), Copies: v.copies}
					}
					e := inventory.Entry{Path: "f", Size: -1, Blob: BlobID(d.text), Commit: fmt.Sprint(n), Follows: n > 0, Open: func() (io.ReadCloser, error) { return d, nil }}
					if !yield(e, nil) {
						return
					}
				}
			}
		}
		scanned(t, Input{Hash: true, History: history}, Options{Jobs: 2}, told("a", &a), told("b", &b))
		if diff := cmp.Diff(test.want, a[len(a)-1]); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
		if len(b) == 2 && b[1][0] != 'b' {
			t.Errorf("%s: what another detector has kept", test.name)
		}
	}
}

func TestAShelfIsBounded(t *testing.T) {
	s := new(shelf)
	for n := range 1000 {
		s.put(fmt.Sprint(n), shelved{size: 1 << 20})
		if _, ok := s.take(fmt.Sprint(n)); !ok {
			t.Fatal("forgotten at once")
		}
		s.take("0") // stays young
	}
	if _, ok := s.take("0"); !ok {
		t.Error("what is asked for is forgotten")
	}
	if n := len(s.young) + len(s.old); n > shelfBytes>>20 {
		t.Errorf("%d MiB are kept", n)
	}
}
