// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"

	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report/glyph"
	"github.com/outgate/outgate/report/html"
)

// payloads are texts that a hostile repository can put into names, texts and messages.
func payloads() []string {
	return []string{
		"<script>owned=1</script>", "</script><script>owned=1</script>", "<img src=x onerror=owned=1>", `"><b onclick=owned=1>`, "' onmouseover='owned=1", "</style><script>owned=1</script>", "</title><script>owned=1</script>",
		"<!--", "-->", "]]>", "<svg onload=owned=1>", "</svg><script>owned=1</script>", "</textarea></noscript><script>owned=1</script>", "javascript:owned=1", "data:text/html,<script>owned=1</script>", "//evil.example/x",
		"{{.Name}}", "${owned=1}", "`${owned=1}`", "{id}{name}{n}", "&lt;script&gt;", "&#60;script&#62;", "a\u2028b\u2029c", "a\u202etxt.exe\u2066b\u2069", "a\u200b\ufeff\u200d\u00adb", "a\x00b\x1b[31mc\x7f", "a\u009b31m", "a\nb\r\nc\td",
		"a\xff\xc0\xafb", "a\xed\xa0\x80b", "\U000e0041\U000e007f", "__proto__", "constructor", "x'\"`<>&", "%3Cscript%3E", strings.Repeat("a/", 2000), strings.Repeat("\u0301", 300), "<base href=//evil.example>", "<link rel=stylesheet href=//evil.example/x>",
		"<meta http-equiv=refresh content=0;url=//evil.example>", "<iframe srcdoc='<script>parent.owned=1</script>'>", "expression(owned=1)", "url(//evil.example/x)", "\ue000\U0010ffff", "[-a-] {+<script>owned=1</script>+}",
	}
}

// poisoned is the fixture with a payload in every text that a repository can name.
func poisoned(t testing.TB, payload string) (*policy.Verdict, html.Options) {
	t.Helper()
	v, o := fixture(t)
	v.Violations = v.Violations[:min(len(v.Violations), 8)]
	o.Previous = o.Previous[:2]
	o.Inventory.Files = o.Inventory.Files[len(o.Inventory.Files)-30:]
	poison(reflect.ValueOf(v).Elem(), payload)
	poison(reflect.ValueOf(&o.Checks).Elem(), payload)
	poison(reflect.ValueOf(o.Inventory).Elem(), payload)
	for _, p := range o.Previous {
		poison(reflect.ValueOf(p).Elem(), payload)
	}
	// What tells sections apart stays, or there is nothing to see.
	for i := range v.Violations {
		v.Violations[i].Check = []string{"secret-structured", "license-denied", "header-altered", "holder-foreign", "leak-internal", "media-foreign", "copied-file", "x" + payload}[i%8]
	}
	v.Now = "2026-11-23T08:00:00Z"
	return v, o
}

// poison puts a text into every string field below v.
func poison(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			poison(v.Elem(), text)
		}
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

func TestHostileContent(t *testing.T) {
	for _, payload := range payloads() {
		v, o := poisoned(t, payload)
		for _, lang := range []string{"en", "zh"} {
			o.Lang = lang
			page := render(t, v, o)
			checkShown(t, payload, string(page))
			checkMarkup(t, payload, page)
			checkShown(t, payload, string(unpack(t, page)))
		}
	}
}

// checkShown finds characters without a shape, and bytes that are no UTF-8.
func checkShown(t *testing.T, payload, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Errorf("%q: not UTF-8", payload)
	}
	for _, r := range text {
		if r != '\n' && r != '\t' && !glyph.Shown(r) {
			t.Errorf("%q: %U stands in the page", payload, r)
			return
		}
	}
}

// unpack reads the table of a page, as JSON.
func unpack(t testing.TB, page []byte) []byte {
	t.Helper()
	_, rest, _ := bytes.Cut(page, []byte(`<script type="application/gzip" id="table">`))
	packed, _, ok := bytes.Cut(rest, []byte("</script>"))
	if !ok {
		t.Fatal("no table")
	}
	r, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(packed)))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil || !json.Valid(data) {
		t.Fatalf("table: %v", err)
	}
	return data
}
