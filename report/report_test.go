// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/policy"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func fixtures() map[string]*policy.Verdict {
	return map[string]*policy.Verdict{"pass": passing(), "pass-with-waivers": waived(), "fail": failing(), "incomplete": incomplete(), "pending-approval": pending(), "suppressed": spoken(), "zero": {}}
}

func render(t testing.TB, r Renderer, v *policy.Verdict, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := r(&b, v, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	variants := []struct {
		suffix string
		render Renderer
		o      Options
	}{
		{".txt", Text, Options{}},
		{".80.txt", Text, Options{Width: 80}},
		{".140.color.txt", Text, Options{Width: 140, Color: true}},
		{".quiet.txt", Text, Options{Quiet: true}},
		{".json", JSON, Options{}},
		{".sarif", SARIF, Options{Checks: checks()}},
	}
	for name, v := range fixtures() {
		for _, variant := range variants {
			t.Run(name+variant.suffix, func(t *testing.T) {
				got := render(t, variant.render, v, variant.o)
				if again := render(t, variant.render, v, variant.o); !bytes.Equal(got, again) {
					t.Error("the second rendering differs")
				}
				golden := filepath.Join("testdata", "golden", name+variant.suffix)
				if *update {
					if err := os.WriteFile(golden, got, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), string(got)); diff != "" {
					t.Errorf("-want +got (run with -update if it is right):\n%s", diff)
				}
			})
		}
	}
}

func TestByName(t *testing.T) {
	for _, name := range Formats() {
		r, err := ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(render(t, r, passing(), Options{})) == 0 {
			t.Errorf("%s writes nothing", name)
		}
		if err := r(io.Discard, nil, Options{}); err == nil {
			t.Errorf("%s reports without a verdict", name)
		}
	}
	_, err := ByName("sariff")
	if want := `unknown format "sariff" (known: text, json, sarif, html); did you mean "sarif"?`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestParseOutput(t *testing.T) {
	tests := []struct{ in, format, file, err string }{
		{"json=out.json", "json", "out.json", ""},
		{"sarif=a=b.sarif", "sarif", "a=b.sarif", ""},
		{"text=-", "text", "-", ""},
		{"json", "", "", `output "json": expected FORMAT=FILE, like json=report.json (formats: text, json, sarif, html)`},
		{"json=", "", "", `output "json=": no file after "json="`},
		{"", "", "", `output "": expected FORMAT=FILE, like json=report.json (formats: text, json, sarif, html)`},
		{"jsn=x", "", "", `output "jsn=x": unknown format "jsn" (known: text, json, sarif, html); did you mean "json"?`},
		{"=x", "", "", `output "=x": unknown format "" (known: text, json, sarif, html)`},
	}
	for _, test := range tests {
		format, file, err := ParseOutput(test.in)
		message := ""
		if err != nil {
			message = err.Error()
		}
		if format != test.format || file != test.file || message != test.err {
			t.Errorf("ParseOutput(%q) = %q, %q, %q; want %q, %q, %q", test.in, format, file, message, test.format, test.file, test.err)
		}
	}
}

// failingWriter takes n bytes and then fails, like a full disk.
type failingWriter struct{ n int }

var errFull = errors.New("no space left")

func (w *failingWriter) Write(p []byte) (int, error) {
	if len(p) > w.n {
		n := w.n
		w.n = 0
		return n, errFull
	}
	w.n -= len(p)
	return len(p), nil
}

func TestFailingWriter(t *testing.T) {
	writers := map[string]func(io.Writer) error{"inventory": func(w io.Writer) error { return WriteInventory(w, everything()) }}
	sizes := map[string]int{}
	for _, f := range formats() {
		writers[f.name] = func(w io.Writer) error { return f.render(w, failing(), Options{All: true}) }
	}
	for name, write := range writers {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		sizes[name] = b.Len()
		for _, room := range []int{0, 1, b.Len() / 2, b.Len() - 1} {
			if err := write(&failingWriter{room}); !errors.Is(err, errFull) {
				t.Errorf("%s with room for %d of %d bytes: error %v", name, room, b.Len(), err)
			}
		}
		if err := write(&failingWriter{b.Len()}); err != nil {
			t.Errorf("%s with room for all: %v", name, err)
		}
	}
	if full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0); err == nil {
		defer full.Close()
		for name, write := range writers {
			if err := write(full); err == nil {
				t.Errorf("%s on /dev/full: no error for %d bytes", name, sizes[name])
			}
		}
	}
}

// The zero verdict has judged nothing. No format may let it pass.
func TestZeroVerdictIsNoPass(t *testing.T) {
	for _, state := range []policy.State{"", "pass", "OK", "PASSED"} {
		v := &policy.Verdict{State: state, Posts: []policy.PostVerdict{{Post: policy.PostIP, State: state}}}
		for _, f := range formats() {
			for _, o := range []Options{{}, {Quiet: true}} {
				got := string(render(t, f.render, v, o))
				if !strings.Contains(got, "INCOMPLETE") || strings.Contains(got, "PASS") {
					t.Errorf("%s shows state %q as\n%s", f.name, state, got)
				}
			}
		}
	}
}

func TestParseLang(t *testing.T) {
	for in, want := range map[string]string{"en": "en", "zh": "zh", "zh-CN": "zh", "zh_CN.UTF-8": "zh", "EN-gb": "en"} {
		if got, err := ParseLang(in); got != want || err != nil {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "de", "english", "-zh"} {
		if got, err := ParseLang(in); err == nil || got != "" || !strings.Contains(err.Error(), "known: en, zh") {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

// TestHTML: the wrapper hands everything on.
func TestHTML(t *testing.T) {
	v := failing()
	out := string(render(t, HTML, v, Options{Lang: "zh", Previous: []*policy.Verdict{passing()}, Inventory: everything(), Checks: checks()}))
	for _, want := range []string{`lang="zh-CN"`, "目前不得发布", "A license that the policy does not allow", `class="trend"`, "Jane Doe"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q", want)
		}
	}
	if err := HTML(io.Discard, nil, Options{}); err == nil {
		t.Error("no verdict is no error")
	}
}
