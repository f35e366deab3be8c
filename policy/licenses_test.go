// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
)

func TestAlgebra(t *testing.T) {
	p := load(t, `version: 1
extends: preset:apache-2.0-outbound
licenses:
  allow: [LicenseRef-Ours]
  deny: [JSON, "BUSL-*"]
  categories: {strong-copyleft: [LicenseRef-Share, "LicenseRef-Theirs-*"]}
unknown-license: {file: medium}
`)
	out := outboundOf{p.outbound, p.outbound.String()}
	for _, c := range []struct {
		expression, usage string
		level             Level
		license, chosen   string
		unknown           bool
	}{
		{"Apache-2.0", usageVendored, "", "", "", false},
		{"MIT", usageVendored, "", "", "", false},
		{"GPL-3.0-only", usageVendored, LevelFail, "GPL-3.0-only", "", false},
		{"GPL-3.0-only OR MIT", usageVendored, "", "MIT", "MIT", false},
		{"GPL-3.0-only AND MIT", usageVendored, LevelFail, "GPL-3.0-only", "", false},
		{"GPL-3.0-only OR LGPL-2.1-only", usageLinked, LevelWarn, "LGPL-2.1-only", "LGPL-2.1-only", false},
		{"(GPL-3.0-only AND MIT) OR (MIT AND AGPL-3.0-only)", usageTest, LevelWarn, "GPL-3.0-only", "GPL-3.0-only AND MIT", false},
		{"GPL-2.0-only WITH Classpath-exception-2.0", usageDynamic, "", "GPL-2.0-only WITH Classpath-exception-2.0", "", false},
		{"GPL-2.0-only WITH Classpath-exception-2.0", usageLinked, LevelWarn, "GPL-2.0-only WITH Classpath-exception-2.0", "", false},
		{"GPL-2.0-only", usageDynamic, LevelFail, "GPL-2.0-only", "", false},
		{"Apache-2.0 WITH LLVM-exception", usageVendored, "", "", "", false},
		{"LicenseRef-Unheard", usageVendored, LevelWarn, "LicenseRef-Unheard", "", true},
		{"LicenseRef-Unheard OR MIT", usageVendored, "", "MIT", "MIT", false},
		{"LicenseRef-Ours", usageVendored, "", "LicenseRef-Ours", "", false},
		{"LicenseRef-Share", usageVendored, LevelFail, "LicenseRef-Share", "", false},
		{"LicenseRef-Theirs-2", usageVendored, LevelFail, "LicenseRef-Theirs-2", "", false},
		{"GPL-3.0-only WITH LLVM-exception", usageVendored, LevelFail, "GPL-3.0-only WITH LLVM-exception", "", false},
		{"AGPL-3.0-only WITH Classpath-exception-2.0", usageVendored, LevelFail, "AGPL-3.0-only WITH Classpath-exception-2.0", "", false},
		{"GPL-2.0-or-later WITH Autoconf-exception-2.0", usageVendored, "", "", "", false},
		{"LGPL-2.1-or-later WITH Libtool-exception", usageVendored, "", "", "", false},
		{"JSON", usageVendored, LevelFail, "JSON", "", false},
		{"BUSL-1.1 OR JSON", usageTest, LevelFail, "BUSL-1.1", "BUSL-1.1", false},
		{"not a license", usageVendored, LevelWarn, "not a license", "", true},
		{"", usageVendored, LevelWarn, "", "", true},
		{"LicenseRef-outgate-proprietary", usageVendored, LevelFail, "LicenseRef-outgate-proprietary", "", false},
		{"LicenseRef-outgate-invalid-expression", usageVendored, LevelWarn, "LicenseRef-outgate-invalid-expression", "", true},
		{"CC0-1.0", usageVendored, "", "CC0-1.0", "", false},
	} {
		r := p.judge(c.expression, c.usage, out, p.unknownFile)
		if r.level != c.level || r.unknown != c.unknown || r.chosen != c.chosen || c.level != "" && r.license != c.license {
			t.Errorf("%s %s: %+v; want %q by %q chosen %q", c.expression, c.usage, r, c.level, c.license, c.chosen)
		}
	}
}

// Beyond 1,000 choices nothing is decided, so it is unknown.
func TestTooManyChoices(t *testing.T) {
	p := preset(t, "mit-outbound")
	part := "(MIT OR ISC OR Zlib OR GPL-3.0-only)"
	r := p.judge(strings.TrimSuffix(strings.Repeat(part+" AND ", 3), " AND "), usageVendored, outboundOf{}, p.unknownFile)
	if r.unknown || r.level != "" {
		t.Errorf("64 choices: %+v", r)
	}
	var parts []string
	for _, pair := range []string{"MIT OR 0BSD", "ISC OR Zlib", "X11 OR NCSA", "BSD-2-Clause OR BSD-3-Clause", "Apache-2.0 OR Apache-1.1", "PSF-2.0 OR PHP-3.01", "Ruby OR Vim", "curl OR libtiff", "Libpng OR IJG", "TCL OR SMLNJ"} {
		parts = append(parts, "("+pair+")")
	}
	if r = p.judge(strings.Join(parts, " AND "), usageVendored, outboundOf{}, p.unknownFile); !r.unknown || r.level != LevelFail {
		t.Errorf("1024 choices: %+v", r)
	}
}

func TestFlows(t *testing.T) {
	for _, c := range []struct {
		in, out string
		want    bool
	}{
		{"MIT", "MIT", true},
		{"MIT", "Apache-2.0", false}, // not by family: the matrix allows it
		{"GPL-3.0-only", "GPL-3.0-only", true},
		{"GPL-3.0-or-later", "GPL-3.0-only", true},
		{"GPL-3.0-only", "GPL-3.0-or-later", false},
		{"GPL-2.0-or-later", "GPL-3.0-only", true},
		{"GPL-2.0-only", "GPL-3.0-only", false},
		{"GPL-3.0-only", "GPL-2.0-or-later", false},
		{"LGPL-2.1-only", "GPL-2.0-only", true},
		{"LGPL-2.1-or-later", "GPL-3.0-only", true},
		{"LGPL-3.0-only", "GPL-2.0-only", false},
		{"LGPL-3.0-only", "GPL-3.0-or-later", true},
		{"GPL-3.0-only", "LGPL-3.0-only", false},
		{"GPL-3.0-only", "AGPL-3.0-only", true},
		{"AGPL-3.0-only", "GPL-3.0-only", false},
		{"LGPL-2.0-or-later", "LGPL-2.1-only", true},
		{"GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only", true},
		{"GPL-2.0-only", "GPL-2.0-only WITH Classpath-exception-2.0", false},
		{"MPL-2.0", "MPL-2.0", true},
		{"MPL-2.0", "MIT OR MPL-2.0", false},
		{"GPL-3.0-only", "GPL-3.0-only OR MIT", false},
		{"GPL-3.0-only", "GPL-3.0-only AND MIT", true},
	} {
		in, err := spdx.Parse(c.in)
		if err != nil {
			t.Fatal(err)
		}
		out, err := spdx.Parse(c.out)
		if err != nil {
			t.Fatal(err)
		}
		if got := flowsInto(in.Licenses()[0], out); got != c.want {
			t.Errorf("%s into %s: %t", c.in, c.out, got)
		}
	}
	if flowsInto(spdx.License{ID: "MIT"}, nil) {
		t.Error("into nothing")
	}
}

// An OR is never worse than its best part, an AND never better than its worst.
func TestAlgebraProperties(t *testing.T) {
	p := preset(t, "apache-2.0-outbound")
	out := outboundOf{p.outbound, p.outbound.String()}
	ids := []string{"MIT", "GPL-3.0-only", "LGPL-2.1-only", "AGPL-3.0-only", "MPL-2.0", "CC0-1.0", "BUSL-1.1", "LicenseRef-x"}
	for _, usage := range usages() {
		for _, a := range ids {
			for _, b := range ids {
				ra, rb := p.judge(a, usage, out, p.unknownFile), p.judge(b, usage, out, p.unknownFile)
				or, and := p.judge(a+" OR "+b, usage, out, p.unknownFile), p.judge(a+" AND "+b, usage, out, p.unknownFile)
				if or.stricter(ra.setting) || or.stricter(rb.setting) {
					t.Errorf("%s OR %s (%s): %+v", a, b, usage, or)
				}
				if ra.stricter(and.setting) || rb.stricter(and.setting) {
					t.Errorf("%s AND %s (%s): %+v", a, b, usage, and)
				}
				if and.stricter(ra.setting) && and.stricter(rb.setting) || ra.stricter(or.setting) && rb.stricter(or.setting) {
					t.Errorf("%s, %s (%s): neither part says so", a, b, usage)
				}
			}
		}
	}
}

func TestPresetFor(t *testing.T) {
	license := func(files ...inventory.File) *inventory.Inventory { return &inventory.Inventory{Files: files} }
	file := func(path, expression string) inventory.File {
		return inventory.File{Path: path, Role: inventory.RoleProduct, Licenses: text(expression)}
	}
	for _, c := range []struct {
		name            string
		inv             *inventory.Inventory
		preset, because string
		state           string // violations of the license checks
	}{
		{"Apache", license(file("LICENSE", "Apache-2.0")), "apache-2.0-outbound", "LICENSE is Apache-2.0", ""},
		{"MIT", license(file("LICENSE.md", "MIT")), "mit-outbound", "LICENSE.md is MIT", ""},
		{"BSD", license(file("COPYING", "BSD-3-Clause")), "generic-outbound", "COPYING is BSD-3-Clause", ""},
		{"GPL with later files", license(file("COPYING", "GPL-3.0-only"), inventory.File{Path: "a.c", Role: inventory.RoleProduct, Header: proper(), Licenses: tag("GPL-3.0-or-later")}), "generic-outbound", "COPYING is GPL-3.0-only", ""},
		{"LGPL", license(file("COPYING", "GPL-3.0-only"), file("COPYING.LESSER", "LGPL-3.0-only")), "generic-outbound", "say LGPL-3.0-only", ""},
		{"dual", license(file("LICENSE-APACHE", "Apache-2.0"), file("LICENSE-MIT", "MIT")), "generic-outbound", "Apache-2.0 OR MIT", "warn license-file-mismatch LICENSE-APACHE"},
		{"none", license(file("src/LICENSE", "MIT")), "apache-2.0-outbound", "no LICENSE file", "fail license-file-missing"},
		{"code named license", license(inventory.File{Path: "license.go", Header: proper(), Licenses: tag("MIT")}), "apache-2.0-outbound", "no LICENSE file", "fail license-file-missing"},
		{"unrecognized", license(inventory.File{Path: "LICENSE"}), "generic-outbound", "no known license", "fail license-file-mismatch LICENSE"},
		{"unknown text", license(file("LICENSE", "LicenseRef-outgate-unknown")), "generic-outbound", "no known license", "fail license-file-mismatch LICENSE"},
		{"public domain", license(file("LICENSE", "LicenseRef-public-domain")), "generic-outbound", "LICENSE is LicenseRef-public-domain", ""},
		{"MIT, and a part in the public domain", license(inventory.File{Path: "LICENSE", Licenses: append(text("LicenseRef-public-domain"), text("MIT")...)}), "mit-outbound", "LICENSE is MIT", ""},
		{"MIT, and mentions before it", license(inventory.File{Path: "LICENSE", Licenses: append([]inventory.License{{Expression: "GPL-3.0-only", Class: inventory.ClassReference, Confidence: 0.9}}, text("MIT")...)}), "mit-outbound", "LICENSE is MIT", "warn license-denied LICENSE"},
		{"REUSE", license(file("LICENSES/MIT.txt", "MIT")), "mit-outbound", "LICENSES/MIT.txt is MIT", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			name, why := PresetFor(c.inv)
			if name != c.preset || !strings.Contains(why, c.because) {
				t.Errorf("%s because %s", name, why)
			}
			var got []string
			for _, code := range codes(Evaluate(c.inv, preset(t, name), day("2026-03-01")).Violations) {
				if strings.Contains(code, " license-") {
					got = append(got, code)
				}
			}
			if strings.Join(got, "\n") != c.state {
				t.Errorf("violations %q, want %q", got, c.state)
			}
		})
	}
}

func TestWildcard(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"the * authors", "the go authors", true}, {"the * authors", "the authors", false}, {"*", "", true}, {"", "", true}, {"", "a", false},
		{"a*b*c", "axxbyyc", true}, {"a*b*c", "axxbyy", false}, {"*a*", "bab", true}, {"a", "ab", false}, {"**a", "a", true},
	} {
		if got := wildcard(c.pattern, c.text); got != c.want {
			t.Errorf("%q %q: %t", c.pattern, c.text, got)
		}
	}
}

func TestLibraryOf(t *testing.T) {
	for path, want := range map[string]string{
		"third_party/foo/src/a.c":                "third_party/foo",
		"third_party/a.c":                        "third_party/a.c",
		"vendor/github.com/x/y/z/a.go":           "vendor/github.com/x/y",
		"vendor/golang.org/x/net/html/a.go":      "vendor/golang.org/x/net",
		"vendor/k8s.io/klog/v2/a.go":             "vendor/k8s.io/klog",
		"vendor/modules.txt":                     "vendor/modules.txt",
		"web/node_modules/@s/p/i.js":             "web/node_modules/@s/p",
		"web/node_modules/p/node_modules/q/i.js": "web/node_modules/p/node_modules/q",
		"src/external/copied/a.c":                "src/external/copied",
		"external/lib/src/a.c":                   "external/lib",
		"lib/copied/a.c":                         "lib/copied",
		"a.c":                                    "a.c",
	} {
		if got, _ := libraryOf(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
