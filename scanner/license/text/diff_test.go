// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package text_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/scanner/license/text"
	"github.com/outgate/outgate/scanner/license/text/sources"
)

// written is a diff as `git diff --word-diff` shows it; differences in a
// holder's name are marked with ~, long equal runs cut.
func written(edits []text.Edit) string {
	var parts []string
	for _, e := range edits {
		free := map[bool]string{true: "~"}[e.Free]
		switch e.Op {
		case text.Lost:
			parts = append(parts, "[-"+free+e.Reference+"-]")
		case text.Added:
			parts = append(parts, "{+"+free+e.Text+"+}")
		default:
			t := strings.Fields(e.Text)
			if len(t) > 4 {
				t = []string{t[0], t[1], "...", t[len(t)-1]}
			}
			parts = append(parts, strings.Join(t, " "))
		}
	}
	return strings.Join(parts, " ")
}

func TestDiff(t *testing.T) {
	c, err := text.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	const from = "spdx:MIT"
	mit, err := sources.Text(from)
	if err != nil {
		t.Fatal(err)
	}
	body := mit[strings.Index(mit, "Permission"):]
	tests := []struct {
		name, content, want string
	}{
		{"identical", body, "Permission is ... SOFTWARE"},
		{"case, leaders, hyphens and signs", "/* " + strings.ReplaceAll(strings.ToUpper(body), "\n", "\n * ") + " */", "PERMISSION IS ... SOFTWARE"},
		{"a dated copyright line within", strings.Replace(body, "\n\nTHE SOFTWARE", "\nCopyright (c) 2020 Ada Example\n\nTHE SOFTWARE", 1), "Permission is ... SOFTWARE"},
		{"a changed word", strings.Replace(body, "sublicense", "rent", 1), "Permission is ... distribute [-sublicense-] {+rent+} and/or sell ... SOFTWARE"},
		{"a lost word", strings.Replace(body, "sublicense, ", "", 1), "Permission is ... distribute [-sublicense-] and/or sell ... SOFTWARE"},
		{"words of the holder's name", strings.Replace(body, "AUTHORS OR COPYRIGHT HOLDERS", "Regents of Example, Inc.", 1), "Permission is ... THE [-~AUTHORS OR COPYRIGHT HOLDERS-] {+~Regents of Example, Inc+} BE LIABLE ... SOFTWARE"},
		{"added on lines of a comment", strings.Replace(body, "\n\nTHE SOFTWARE", "\n * You must (in the\n * \"sea\") swim.\n\nTHE SOFTWARE", 1), `Permission is ... Software {+You must (in the "sea") swim+} THE SOFTWARE ... SOFTWARE`},
		{"lost at the end", body[:strings.Index(body, "IN NO")], "Permission is ... NONINFRINGEMENT [-IN NO EVENT SHALL-] [-~THE AUTHORS OR COPYRIGHT HOLDERS-] [-BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE-]"},
		{"a divided word", strings.Replace(body, "sublicense", "sub-\n * license", 1), "Permission is ... SOFTWARE"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := strings.Index(strings.ToLower(tt.content), "permission")
			edits := c.Diff(c.Document(from), body, []byte(tt.content), start, len(tt.content))
			if diff := cmp.Diff(tt.want, written(edits)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			for i, e := range edits {
				if e.Op != text.Lost && (len(e.Offsets) != e.Words || e.Offsets[0] != e.Start || e.End <= e.Offsets[e.Words-1]) {
					t.Errorf("edit %d of %d words: from %d to %d, offsets %v", i, e.Words, e.Start, e.End, e.Offsets)
				}
				if i > 0 && e.Start < edits[i-1].End {
					t.Errorf("edit %d begins at %d, before the end of the last", i, e.Start)
				}
			}
		})
	}
}

// TestDiffOfEverySource compares every document with its own text: no edits.
func TestDiffOfEverySource(t *testing.T) {
	c, err := text.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, d := range c.Docs {
		s, err := sources.Text(d.From)
		if err != nil {
			t.Fatal(err)
		}
		edits := c.Diff(&d, s, []byte(s), 0, len(s))
		n++
		if len(edits) != 1 || edits[0].Op != text.Equal || edits[0].Words != len(d.Words) {
			t.Errorf("%s, %d words: %s", d.From, len(d.Words), fmt.Sprintf("%.200q", written(edits)))
		}
	}
	if n < 500 {
		t.Errorf("only %d documents", n)
	}
}

// FuzzDiff: edits cover every word of both sides, in order, whatever the text.
func FuzzDiff(f *testing.F) {
	c, err := text.Load(nil)
	if err != nil {
		f.Fatal(err)
	}
	d := c.Document("spdx:ISC")
	ref, err := sources.Text(d.From)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(ref), 0, len(ref))
	f.Add([]byte("per-\nmission to use\xff 中文 copy-\r\n * right (c) 2020\nmodify <!-- i. --> & distribute"), 2, 40)
	f.Fuzz(func(t *testing.T, content []byte, start, end int) {
		end = max(0, min(end, len(content)))
		start = max(0, min(start, end))
		words, last := 0, start
		for _, e := range c.Diff(d, ref, content, start, end) {
			if e.Op != text.Added {
				words += e.Words
			}
			if e.Start < last || e.End < e.Start || e.End > len(content) {
				t.Fatalf("%+v behind %d", e, last)
			}
			last = e.End
		}
		if words != len(d.Words) {
			t.Fatalf("%d words of the document, want %d", words, len(d.Words))
		}
	})
}
