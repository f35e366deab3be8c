// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"errors"
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
)

func TestHeadersLoad(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"license: MTI", "headers.license: "},
		{"template: [notcie]", `headers.template: unknown value "notcie"; did you mean "notice"?`},
		{"template: [notice]", `headers.template: "notice" needs headers.license`},
		{"{license: MIT, template: [notice]}", "headers.template: MIT has no standard notice"},
		{`template: ["file:h.txt"]`, `headers.template: "h.txt" cannot be read here`},
		{`template: ["Copyright {yaer} {holder}"]`, "known places are {year} and {holder}"},
		{"year: last", `headers.year: unknown value "last"`},
		{"altered: {cosmetic: never}", `headers.altered.cosmetic: unknown level "never"`},
		{"other-license: no", "headers.other-license: unknown level"},
		{`holders: [""]`, "headers.holders: is empty"},
	} {
		if !strings.HasPrefix(c.text, "{") {
			c.text = "{" + c.text + "}"
		}
		_, err := Load("p.yaml", []byte("version: 1\nheaders: "+c.text+"\n"))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "p.yaml:2:") {
			t.Errorf("%s: %v", c.text, err)
		}
	}
}

func TestHeaderTemplateFile(t *testing.T) {
	policy := []byte("version: 1\nheaders: {template: [\"file:h.txt\"]}\n")
	load := func(content string, fails error) (*Policy, error) {
		return LoadBeside("p.yaml", policy, func(path string) ([]byte, error) {
			if path != "h.txt" {
				t.Errorf("opened %q", path)
			}
			return []byte(content), fails
		})
	}
	a, err := load("Copyright {year} {holder}", nil)
	if err != nil || len(a.HeaderRule().Templates) != 1 || a.HeaderRule().Templates[0].Name != "h.txt" {
		t.Fatalf("%+v, %v", a, err)
	}
	b, err := load("Copyright {holder}", nil)
	if err != nil || a.Digest == b.Digest {
		t.Errorf("another template, the same digest %s: %v", b.Digest, err)
	}
	for _, c := range []struct {
		content string
		fails   error
	}{{"", nil}, {"a\x00b", nil}, {"a", errors.New("gone")}} {
		if _, err := load(c.content, c.fails); err == nil {
			t.Errorf("%q, %v: no error", c.content, c.fails)
		}
	}
}

func TestYearFits(t *testing.T) {
	for rule, fits := range map[string]string{YearAny: "|2019|2019-2021|2019, 2021|2019-present|", YearFirst: "2019", YearRange: "2019|2019-2021|2019-present", YearNone: ""} {
		for _, years := range []string{"", "2019", "2019-2021", "2019, 2021", "2019-2020, 2022", "2019-present"} {
			want := rule == YearAny || years == "" && rule == YearNone || years != "" && rule != YearNone && strings.Contains("|"+fits+"|", "|"+years+"|")
			if (&HeaderRule{Year: rule}).YearFits(years) != want {
				t.Errorf("%s: %q: %v", rule, years, !want)
			}
		}
	}
}

func TestLicenseFits(t *testing.T) {
	p, err := Load("p.yaml", []byte("version: 1\nheaders: {license: Apache-2.0}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for expression, want := range map[string]bool{"Apache-2.0": true, "MIT OR Apache-2.0": true, "MIT AND Apache-2.0": false, "MIT": false, "no license": false, "Apache-2.0 WITH LLVM-exception": false} {
		if got := p.HeaderRule().LicenseFits([]*inventory.License{{Expression: expression}}); got != want {
			t.Errorf("%s: %v", expression, got)
		}
	}
	if p.HeaderRule().LicenseFits(nil) {
		t.Error("no finding fits")
	}
}

// TestEntitiesAreOurs: the names of project.entities stand for headers.holders.
func TestEntitiesAreOurs(t *testing.T) {
	p, err := Load("p.yaml", []byte("version: 1\nproject: {outbound: MIT, entities: [{name: Example Corp, aliases: [Sample Labs]}], holders: [\"The * Authors\"]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if r := p.HeaderRule(); r.Holder() != "Example Corp" || !r.Ours("Example Corporation") || !r.Ours("Sample Labs") || !r.Ours("The A Authors") || r.Ours("Jane Doe") {
		t.Errorf("%+v", r.Holders)
	}
}

// TestHeaderRuleFor: a wish goes before the policy, and what is missing is said.
func TestHeaderRuleFor(t *testing.T) {
	p, err := Load("p.yaml", []byte("version: 1\nproject: {outbound: MIT, holders: [\"The * Authors\"]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	inv := &inventory.Inventory{}
	if _, err := p.HeaderRuleFor(inv, HeaderWish{}); err == nil || !strings.Contains(err.Error(), "--holder") {
		t.Errorf("no holder: %v", err)
	}
	r, err := p.HeaderRuleFor(inv, HeaderWish{Holder: "Example Corp"})
	if err != nil || r.License != "MIT" || r.Holder() != "Example Corp" || !r.Ours("example corp.") || !r.Ours("The A Authors") || r.Templates[0].Name != "spdx of MIT" || r.Demands("substantive") {
		t.Errorf("%+v, %v", r, err)
	}
	if p.HeaderRule().Ours("Example Corp") || p.HeaderRule().License != "" {
		t.Error("the policy was changed")
	}
	r, err = p.HeaderRuleFor(inv, HeaderWish{Holder: "X", License: "Apache-2.0", Template: "asf"})
	if err != nil || r.License != "Apache-2.0" || r.Templates[0].HasStatement() || !r.Demands("substantive") {
		t.Errorf("%+v, %v", r, err)
	}
}
