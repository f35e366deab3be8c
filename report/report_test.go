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
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func fixtures() map[string]*policy.Verdict {
	return map[string]*policy.Verdict{"pass": passing(), "pass-with-waivers": waived(), "fail": failing(), "incomplete": incomplete(), "pending-approval": pending(), "suppressed": spoken(), "since": comparedVerdict(), "zero": {}}
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
		{".200-bytes.markdown", Markdown, Options{MaxBytes: 200}},
	}
	for _, f := range formats() {
		if !slices.Contains([]string{"text", "json", "sarif"}, f.name) && !NeedsInventory(f.name) {
			variants = append(variants, struct {
				suffix string
				render Renderer
				o      Options
			}{"." + f.name, f.render, Options{Checks: checks()}})
		}
	}
	for name, v := range fixtures() {
		for _, variant := range variants {
			t.Run(name+variant.suffix, func(t *testing.T) { golden(t, name+variant.suffix, variant.render, v, variant.o) })
		}
	}
	for _, f := range formats() {
		if NeedsInventory(f.name) {
			t.Run("release."+f.name, func(t *testing.T) { golden(t, "release."+f.name, f.render, passing(), release()) })
		}
	}
}

// assets are the style and the script of a page.
var assets = regexp.MustCompile(`(?s)(<style>|<script>).*?(</style>|</script>)`)

// golden compares a report, rendered twice, with a file.
func golden(t *testing.T, name string, r Renderer, v *policy.Verdict, o Options) {
	t.Helper()
	got := render(t, r, v, o)
	if again := render(t, r, v, o); !bytes.Equal(got, again) {
		t.Error("the second rendering differs")
	}
	if strings.HasSuffix(name, ".html") { // style and script are files of their own, and the same in every page
		got = assets.ReplaceAll(got, []byte("$1$2"))
	}
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("-want +got (run with -update if it is right):\n%s", diff)
	}
}

// release has all that any format needs: facts with a vendored library, and its texts.
func release() Options {
	inv := everything()
	inv.Coverage.Detectors = []string{"copyright", "license", "sbom"}
	license := inventory.File{Path: "third_party/zlib/LICENSE", Role: inventory.RoleVendored, Size: 10, Licenses: []inventory.License{{Expression: "Zlib", Class: inventory.ClassText, StartLine: 1, EndLine: 9, Confidence: 1}},
		Copyrights: []inventory.Copyright{{Statement: "Copyright 1995 Jean Example", Holders: []string{"Jean Example"}, StartLine: 1, EndLine: 1, Confidence: 1}}}
	notice := inventory.File{Path: "third_party/zlib/NOTICE", Role: inventory.RoleVendored, Size: 10}
	inv.Files = append(inv.Files, license, notice)
	inv.Components = append(inv.Components, inventory.Component{PURL: "pkg:npm/%40scope/c@2", Name: "@scope/c", Version: "2", Type: "npm", Scope: inventory.ScopeRuntime, Role: inventory.RoleProduct, Evidence: []inventory.Evidence{}})
	return Options{Checks: checks(), Inventory: inv, Texts: map[string][]byte{
		license.Path: []byte("Copyright 1995 Jean Example\n\nThis software is provided as it is.\n"), notice.Path: []byte("zlib\nmade by Jean Example\n")}}
}

func TestByName(t *testing.T) {
	for _, name := range Formats() {
		r, err := ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(render(t, r, passing(), release())) == 0 {
			t.Errorf("%s writes nothing", name)
		}
		if err := r(io.Discard, nil, Options{}); err == nil {
			t.Errorf("%s reports without a verdict", name)
		}
	}
	_, err := ByName("sariff")
	if want := `unknown format "sariff" (known: ` + strings.Join(Formats(), ", ") + `); did you mean "sarif"?`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestParseOutput(t *testing.T) {
	all := strings.Join(Formats(), ", ")
	tests := []struct{ in, format, file, err string }{
		{"json=out.json", "json", "out.json", ""},
		{"sarif=a=b.sarif", "sarif", "a=b.sarif", ""},
		{"text=-", "text", "-", ""},
		{"json", "", "", `output "json": expected FORMAT=FILE, like json=report.json (formats: ` + all + `)`},
		{"json=", "", "", `output "json=": no file after "json="`},
		{"", "", "", `output "": expected FORMAT=FILE, like json=report.json (formats: ` + all + `)`},
		{"jsn=x", "", "", `output "jsn=x": unknown format "jsn" (known: ` + all + `); did you mean "json"?`},
		{"=x", "", "", `output "=x": unknown format "" (known: ` + all + `)`},
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
	full := release()
	full.All = true
	for _, f := range formats() {
		writers[f.name] = func(w io.Writer) error { return f.render(w, failing(), full) }
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
			if NeedsInventory(f.name) { // facts and no verdict
				continue
			}
			for _, o := range []Options{{}, {Quiet: true}, {MaxBytes: 100}} {
				got := string(render(t, f.render, v, o))
				if !strings.Contains(got, "INCOMPLETE") || strings.Contains(got, "PASS") {
					t.Errorf("%s shows state %q as\n%s", f.name, state, got)
				}
			}
		}
	}
}

// Facts are asked for where they are needed, in words.
func TestFormatsThatNeedFacts(t *testing.T) {
	n := 0
	for _, f := range formats() {
		if !NeedsInventory(f.name) {
			continue
		}
		n++
		if err := f.render(io.Discard, passing(), Options{}); err == nil || err.Error() != f.name+" shows the facts behind a verdict: give it the inventory" {
			t.Errorf("%s: %v", f.name, err)
		}
		if err := f.render(io.Discard, passing(), Options{Inventory: release().Inventory}); NeedsTexts(f.name) != (err != nil) {
			t.Errorf("%s without texts: %v", f.name, err)
		}
		o := release()
		o.Inventory.Coverage.Detectors = []string{"license", "copyright"}
		if err := f.render(io.Discard, passing(), o); err == nil || err.Error() != f.name+" needs what detector sbom finds, and the scan ran without it" {
			t.Errorf("%s without a look at components: %v", f.name, err)
		}
	}
	if n < 7 {
		t.Errorf("%d formats need facts", n)
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
