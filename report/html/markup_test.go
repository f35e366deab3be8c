// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/outgate/outgate/policy"
	report "github.com/outgate/outgate/report/html"
)

// walk calls f for each element below n.
func walk(n *html.Node, f func(*html.Node)) {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode {
			f(c)
		}
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func content(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode && c.Parent.Data != "style" && c.Parent.Data != "script" {
			b.WriteString(c.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func parse(t testing.TB, page []byte) *html.Node {
	t.Helper()
	doc, err := html.ParseWithOptions(bytes.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// checkMarkup holds a page to the elements and attributes of its template: whatever the
// payload, it is text.
func checkMarkup(t *testing.T, payload string, page []byte) {
	t.Helper()
	known := []string{"html", "head", "meta", "title", "style", "body", "a", "svg", "symbol", "path", "header", "p", "nav", "ul", "li", "span", "div", "button", "main", "section", "h1", "h2", "h3", "h4", "h5", "b", "use", "dl", "dt", "dd", "code", "article",
		"table", "caption", "thead", "tbody", "tr", "th", "td", "bdi", "ol", "form", "label", "input", "select", "option", "noscript", "time", "rect", "figure", "figcaption", "text", "pre", "ins", "del", "line", "polyline", "circle", "g", "script", "footer"}
	scripts, styles := 0, 0
	walk(parse(t, page), func(n *html.Node) {
		if !slices.Contains(known, n.Data) {
			t.Errorf("%q: element %s", payload, n.Data)
		}
		switch n.Data {
		case "script":
			scripts++
		case "style":
			styles++
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "src" || a.Key == "srcdoc" || a.Key == "href" && !strings.HasPrefix(a.Val, "#") {
				t.Errorf("%q: attribute %s=%q of %s", payload, a.Key, a.Val, n.Data)
			}
		}
	})
	if scripts != 2 || styles != 1 {
		t.Errorf("%q: %d scripts, %d styles", payload, scripts, styles)
	}
}

// TestPolicyOfThePage: the digests are those of what stands in the page, and nothing else is allowed.
func TestPolicyOfThePage(t *testing.T) {
	v, o := fixture(t)
	page := render(t, v, o)
	digest := func(open, end string) string {
		_, rest, _ := strings.Cut(string(page), open)
		body, _, ok := strings.Cut(rest, end)
		if !ok || body == "" {
			t.Fatalf("nothing between %s and %s", open, end)
		}
		sum := sha256.Sum256([]byte(body))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	want := "default-src 'none'; style-src " + digest("<style>", "</style>") + "; script-src " + digest("<script>", "</script>") + "; base-uri 'none'; form-action 'none'"
	found := ""
	walk(parse(t, page), func(n *html.Node) {
		if n.Data == "meta" && attr(n, "http-equiv") == "Content-Security-Policy" {
			found += attr(n, "content")
		}
	})
	if found != want {
		t.Errorf("policy\n%s\nwant\n%s", found, want)
	}
	checkMarkup(t, "fixture", page)
}

// TestStructure holds what a screen reader and a keyboard need, in both languages and in
// every state. axe-core says more, where it is at hand (TestAccessibilityByAxe).
func TestStructure(t *testing.T) {
	full, o := fixture(t)
	empty := &policy.Verdict{State: policy.Pass}
	for name, page := range map[string][]byte{
		"en": render(t, full, o), "zh": render(t, full, report.Options{Checks: o.Checks, Inventory: o.Inventory, Previous: o.Previous, Lang: "zh"}),
		"verdict alone": render(t, full, report.Options{}), "empty": render(t, empty, report.Options{}), "large": render(t, many(500), report.Options{}),
	} {
		t.Run(name, func(t *testing.T) { checkStructure(t, parse(t, page)) })
	}
}

func checkStructure(t *testing.T, doc *html.Node) {
	ids, count, labels := map[string]bool{}, map[string]int{}, map[string]bool{}
	level := 0
	walk(doc, func(n *html.Node) {
		count[n.Data]++
		if id := attr(n, "id"); has(n, "id") && (id == "" || ids[id]) {
			t.Errorf("id %q of %s is empty or not the only one", id, n.Data)
		} else {
			ids[id] = true
		}
		if n.Data == "label" {
			labels[attr(n, "for")] = true
		}
	})
	walk(doc, func(n *html.Node) {
		switch n.Data {
		case "html":
			if attr(n, "lang") == "" {
				t.Error("no language")
			}
		case "h1", "h2", "h3", "h4", "h5":
			l := int(n.Data[1] - '0')
			if l > level+1 {
				t.Errorf("heading %s %q after one of level %d", n.Data, content(n), level)
			}
			if level = l; content(n) == "" {
				t.Errorf("an empty heading %s", n.Data)
			}
		case "section":
			if attr(n, "aria-label") == "" && !ids[attr(n, "aria-labelledby")] {
				t.Errorf("a section without a name: %v", n.Attr)
			}
		case "input", "select":
			if n.Parent.Data != "label" && !labels[attr(n, "id")] {
				t.Errorf("%s %s without a label", n.Data, attr(n, "id"))
			}
		case "button", "a":
			if content(n) == "" {
				t.Errorf("%s without a text: %v", n.Data, n.Attr)
			}
			if to, ok := strings.CutPrefix(attr(n, "href"), "#"); n.Data == "a" && ok && !ids[to] {
				t.Errorf("a link to %q, which is not there", to)
			}
		case "table":
			heads := 0
			walk(n, func(c *html.Node) {
				if c.Data == "th" {
					if heads++; attr(c, "scope") == "" {
						t.Errorf("th %q without a scope", content(c))
					}
				}
			})
			if heads == 0 {
				t.Error("a table without heads")
			}
		case "svg":
			if attr(n, "role") != "img" && attr(n, "aria-hidden") != "true" && n.Parent.Data != "svg" || attr(n, "role") == "img" && attr(n, "aria-label") == "" {
				t.Errorf("a picture that is neither named nor hidden: %v", n.Attr)
			}
		case "div":
			if strings.HasPrefix(attr(n, "class"), "scroll") && (attr(n, "tabindex") != "0" || attr(n, "aria-label") == "") {
				t.Errorf("what scrolls takes no focus or has no name: %v", n.Attr)
			}
		}
	})
	for _, one := range []string{"main", "h1", "footer", "title"} {
		n := count[one]
		if one == "title" {
			n = min(n, 1) // those of charts come on top
		}
		if n != 1 {
			t.Errorf("%d elements %s", n, one)
		}
	}
	if !ids["grid"] || !ids["violations"] || !ids["gaps"] {
		t.Error("a landmark is missing")
	}
}

// TestTellsWithoutScript: what JavaScript off and print show.
func TestTellsWithoutScript(t *testing.T) {
	v := many(500)
	doc := parse(t, render(t, v, report.Options{}))
	articles, notes := 0, ""
	walk(doc, func(n *html.Node) {
		if n.Data == "article" && strings.HasPrefix(attr(n, "class"), "violation ") {
			articles++
		}
		if n.Data == "noscript" {
			notes += content(n)
		}
	})
	if articles != 50 || !strings.Contains(notes, "The first 50 of 500 open violations") || !strings.Contains(notes, "verdict.json") {
		t.Errorf("%d violations, and it says %q", articles, notes)
	}
	for i := range 50 {
		if x := &v.Violations[i]; !strings.Contains(content(doc), x.Location.Path+fmt.Sprintf(":%d", x.Location.StartLine)) {
			t.Errorf("violation %d is not told", i)
		}
	}
}
