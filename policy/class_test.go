// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
)

// finding is a license statement of a class, sure as the detector says.
func finding(expression, class string, confidence float64) inventory.License {
	return inventory.License{Expression: expression, Class: class, StartLine: 3, EndLine: 4, Confidence: confidence}
}

// licenseCodes judges a clean repository with the given files and lists what
// the license checks of files raise.
func licenseCodes(t *testing.T, policy string, files ...inventory.File) ([]string, []Violation) {
	t.Helper()
	inv := clean()
	inv.Files = append(inv.Files, files...)
	var found []Violation
	for _, v := range Evaluate(inv, load(t, "version: 1\nextends: preset:apache-2.0-outbound\n"+policy), day("2026-03-01")).Violations {
		if strings.HasPrefix(v.Check, "license-") {
			found = append(found, v)
		}
	}
	return codes(found), found
}

func source(path string, found ...inventory.License) inventory.File {
	return inventory.File{Path: path, Role: inventory.RoleProduct, Header: proper(), Licenses: found}
}

// The same license goes as far as its class: it fails as text and warns as a mention.
func TestClasses(t *testing.T) {
	const gpl, vague, odd = "GPL-3.0-only", "GPL-1.0-or-later", "LicenseRef-outgate-unknown"
	all := []string{inventory.ClassTag, inventory.ClassText, inventory.ClassNotice, inventory.ClassReference, inventory.ClassManifest}
	for _, c := range []struct {
		name, policy, expression string
		confidence               float64
		want                     []Level // by class, as in all
		severity                 Severity
	}{
		{"default", "", gpl, 0.9, []Level{LevelFail, LevelFail, LevelFail, LevelWarn, LevelFail}, ""},
		{"default, unknown", "", odd, 0, []Level{LevelFail, LevelFail, LevelFail, LevelWarn, LevelFail}, ""},
		{"default, denied by name", "licenses: {deny: [\"GPL-*\"]}\n", vague, 0.6, []Level{LevelFail, LevelFail, LevelFail, LevelWarn, LevelFail}, ""},
		{"all allowed", "licenses: {classes: {tag: allow, text: allow, notice: allow, reference: allow, manifest: allow}}\n", gpl, 0.9, []Level{"", "", "", "", ""}, ""},
		{"all allowed, unknown", "licenses: {classes: {tag: allow, text: allow, notice: allow, reference: allow, manifest: allow}}\n", odd, 0, []Level{"", "", "", "", ""}, ""},
		{"mentions fail", "licenses: {classes: {reference: fail}}\n", gpl, 0.9, []Level{LevelFail, LevelFail, LevelFail, LevelFail, LevelFail}, ""},
		{"manifests warn", "licenses: {classes: {manifest: warn}}\n", gpl, 0.9, []Level{LevelFail, LevelFail, LevelFail, LevelWarn, LevelWarn}, ""},
		{"mentions are notes", "licenses: {classes: {reference: note, manifest: note}}\n", gpl, 0.9, []Level{LevelFail, LevelFail, LevelFail, LevelNote, LevelNote}, ""},
		{"graded", "licenses: {classes: {tag: high, text: high, notice: high, reference: high, manifest: high}}\n", gpl, 0.9, []Level{LevelFail, LevelFail, LevelFail, LevelFail, LevelFail}, High},
		{"a class raises nothing", "licenses: {classes: {reference: fail}, matrix: {strong-copyleft: {vendored: note}}}\n", "BSD-Protection", 0.9, []Level{LevelNote, LevelNote, LevelNote, LevelNote, LevelNote}, ""},
		{"sure enough", "licenses: {min-confidence: 0.6}\n", vague, 0.6, []Level{LevelFail, LevelFail, LevelFail, LevelWarn, LevelFail}, ""},
		{"not sure enough", "licenses: {min-confidence: 0.7}\n", vague, 0.6, []Level{LevelNote, LevelNote, LevelNote, LevelNote, LevelNote}, Low},
		{"not recognized, which has no confidence", "licenses: {min-confidence: 0.7}\n", odd, 0, []Level{LevelFail, LevelFail, LevelFail, LevelWarn, LevelFail}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []Level
			for i, class := range all {
				level := Level("")
				_, found := licenseCodes(t, c.policy, source("src/a.c", finding(c.expression, class, c.confidence)))
				if len(found) > 1 {
					t.Errorf("%s: %v", class, codes(found))
				}
				for _, v := range found {
					level = v.Level
					complete(t, &v)
					if c.severity != "" && v.Severity != c.severity {
						t.Errorf("%s is %s", all[i], v.Severity)
					}
				}
				got = append(got, level)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("tag, text, notice, reference, manifest (-want +got):\n%s", d)
			}
		})
	}
}

// A violation names the limit that lowered it, beside the line that decided.
func TestClassIsNamed(t *testing.T) {
	for _, c := range []struct {
		policy string
		l      inventory.License
		want   string
	}{
		{"", finding("GPL-3.0-only", inventory.ClassTag, 1), "strong-copyleft x vendored = critical"},
		{"", finding("GPL-3.0-only", inventory.ClassReference, 1), "strong-copyleft x vendored = critical, licenses.classes.reference is not set: warn"},
		{"licenses: {classes: {reference: note}}\n", finding("GPL-3.0-only", inventory.ClassReference, 1), "strong-copyleft x vendored = critical, licenses.classes.reference: note at p.yaml:3:33"},
		{"licenses: {classes: {text: warn}}\n", finding("LicenseRef-x", inventory.ClassText, 1), "unknown-license.file: fail, licenses.classes.text: warn at p.yaml:3:28"},
		{"licenses:\n  min-confidence: 0.75\n", finding("GPL-1.0-or-later", inventory.ClassReference, 0.6), "strong-copyleft x vendored = critical, licenses.classes.reference is not set: warn, licenses.min-confidence: 0.75 at p.yaml:4:19"},
		{"licenses: {matrix: {strong-copyleft: {vendored: warn}}}\n", finding("BSD-Protection", inventory.ClassReference, 1), "strong-copyleft x vendored = warn"},
	} {
		_, found := licenseCodes(t, c.policy, source("src/a.c", c.l))
		if len(found) != 1 || found[0].PolicyText != c.want || found[0].PolicyAt.Line == 0 {
			t.Errorf("%s: %+v, want %s", c.policy, found, c.want)
		}
	}
}

// Code that stays inside may say in its manifest that nobody is licensed; what
// is published may not.
func TestUnlicensedManifest(t *testing.T) {
	for _, name := range releasePresets() {
		inv := clean()
		inv.Files = append(inv.Files, inventory.File{Path: "package.json", Role: inventory.RoleProduct, Licenses: []inventory.License{finding("LicenseRef-outgate-proprietary", inventory.ClassManifest, 1)}})
		want := "fail license-denied package.json"
		if name == "internal-use" || name == "saas" {
			want = "warn license-denied package.json"
		}
		if got := codes(Evaluate(inv, preset(t, name), day("2026-03-01")).Violations); !slices.Contains(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestClassesExtend(t *testing.T) {
	for _, name := range releasePresets() {
		p := load(t, "version: 1\nextends: preset:"+name+"\nlicenses: {classes: {manifest: note}}\n")
		want := map[string]Level{inventory.ClassTag: LevelFail, inventory.ClassText: LevelFail, inventory.ClassNotice: LevelFail, inventory.ClassReference: LevelWarn, inventory.ClassManifest: LevelNote}
		for class, level := range want {
			if p.classes[class].level != level {
				t.Errorf("%s, %s: %+v", name, class, p.classes[class])
			}
		}
		if p.minConfidence != 0 {
			t.Errorf("%s: min-confidence %g", name, p.minConfidence)
		}
	}
	// What the base writes stays, key by key, until it is written again.
	base, own := new(document), new(document)
	text := "licenses:\n  classes: {reference: note, manifest: note}\n  min-confidence: 0.5\n"
	rules.Decode("base", []byte(text), base)
	rules.Decode("own", []byte("licenses: {classes: {manifest: warn}}\n"), own)
	over := (&merger{l: &loader{}}).join(base, own)
	if c := over.Licenses; c.Classes.Reference.V != "note" || c.Classes.Reference.At.File != "base" || c.Classes.Manifest.V != "warn" || c.Classes.Manifest.At.File != "own" || c.MinConfidence.V != 0.5 {
		t.Errorf("%+v", c)
	}
}

// A mention in a file that carries the license in a stronger way is no
// violation of its own; one in another file is, and does not join that of the grants.
func TestMentionBesideGrant(t *testing.T) {
	mention := func(expression string) inventory.License {
		return finding(expression, inventory.ClassReference, 0.8)
	}
	tagged := func(expression string) inventory.License {
		return finding(expression, inventory.ClassTag, 1)
	}
	const tagged2, both = "fail license-denied src/a.c", "warn license-denied src/a.c"
	for _, c := range []struct {
		name, policy string
		found        []inventory.License
		want         []string
	}{
		{"the same", "", []inventory.License{tagged("GPL-3.0-only"), mention("GPL-3.0-only")}, []string{tagged2}},
		{"whichever is said of later versions", "", []inventory.License{tagged("GPL-3.0-or-later"), mention("GPL-3.0-only")}, []string{tagged2}},
		{"without its exception", "", []inventory.License{tagged("GPL-2.0-only WITH Autoconf-exception-2.0"), mention("GPL-2.0-only")}, []string{}},
		{"one of a choice", "", []inventory.License{tagged("MIT OR GPL-3.0-only"), mention("GPL-3.0-only")}, []string{}},
		{"another license", "", []inventory.License{tagged("GPL-3.0-only"), mention("AGPL-3.0-only")}, []string{tagged2, both}},
		{"one more license", "", []inventory.License{tagged("GPL-3.0-only"), mention("GPL-3.0-only AND AGPL-3.0-only")}, []string{tagged2, both}},
		{"from two findings", "", []inventory.License{tagged("GPL-3.0-only"), tagged("AGPL-3.0-only"), mention("GPL-3.0-only OR AGPL-3.0-only")}, []string{tagged2, tagged2}},
		{"mentioned twice", "", []inventory.License{mention("GPL-3.0-only"), finding("GPL-3.0-only", inventory.ClassReference, 0.6)}, []string{both}},
		{"unknown", "", []inventory.License{finding("LicenseRef-outgate-unknown", inventory.ClassText, 0), finding("LicenseRef-outgate-unknown", inventory.ClassReference, 0)}, []string{"fail license-unknown src/a.c"}},
		{"no expression", "", []inventory.License{finding("no (", inventory.ClassTag, 1), mention("no (")}, []string{"fail license-unknown src/a.c"}},
		// The grant must count as much, or allowing tags would hide what is asked of mentions.
		{"beside a class that goes less far", "licenses: {classes: {tag: allow, reference: fail}}\n", []inventory.License{tagged("GPL-3.0-only"), mention("GPL-3.0-only")}, []string{tagged2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _ := licenseCodes(t, c.policy, source("src/a.c", c.found...))
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
	grant := source("src/a.c", tagged("GPL-3.0-only"))
	_, alone := licenseCodes(t, "", grant)
	got, more := licenseCodes(t, "", grant, source("src/b.c", mention("GPL-3.0-only")))
	if d := cmp.Diff([]string{tagged2, "warn license-denied src/b.c"}, got); d != "" || alone[0].Fingerprint != more[0].Fingerprint {
		t.Errorf("%s: %s", d, got)
	}
}

// Mentions make nothing fail that did not: whichever, wherever, under every preset.
func TestMentionsNeverFail(t *testing.T) {
	expressions := []string{"Apache-2.0", "MIT", "BSD-3-Clause", "GPL-1.0-or-later", "GPL-3.0-only", "AGPL-3.0-only", "BUSL-1.1", "GPL-2.0-only OR MIT", "LicenseRef-public-domain", "LicenseRef-outgate-unknown",
		"LicenseRef-outgate-proprietary", "LicenseRef-outgate-invalid-expression", "LicenseRef-outgate-exception WITH GCC-exception-3.1", "no ("}
	dual := clean()
	dual.Files = append(dual.Files[1:], inventory.File{Path: "LICENSE-MIT", Role: inventory.RoleProduct, Licenses: text("MIT")}, inventory.File{Path: "LICENSE-APACHE", Role: inventory.RoleProduct, Licenses: text("Apache-2.0")},
		inventory.File{Path: "LICENSE", Role: inventory.RoleProduct, Licenses: []inventory.License{finding("MIT OR Apache-2.0", inventory.ClassReference, 0.9)}})
	bundled := clean()
	bundled.Files = append(bundled.Files, inventory.File{Path: "third_party/x/COPYING", Role: inventory.RoleVendored, Licenses: text("Zlib")}, inventory.File{Path: "third_party/x/a.c", Role: inventory.RoleVendored},
		inventory.File{Path: "LICENSES/MIT.txt", Role: inventory.RoleProduct, Licenses: text("MIT")}, inventory.File{Path: "COPYING", Role: inventory.RoleProduct, Licenses: text("Apache-2.0")}, inventory.File{Path: "a_test.go", Role: inventory.RoleTest})
	none := clean()
	none.Files = none.Files[1:]
	r := rand.New(rand.NewPCG(3, 4))
	for name, base := range map[string]*inventory.Inventory{"clean": clean(), "dual": dual, "bundled": bundled, "no license": none, "planted": planted()} {
		for _, preset := range releasePresets() {
			p := load(t, "version: 1\nextends: preset:"+preset+"\n")
			before := fails(Evaluate(base, p, day("2026-03-01")))
			for range 100 {
				inv := sorted(base)
				for i := range inv.Files {
					for range r.IntN(3) {
						l := finding(expressions[r.IntN(len(expressions))], inventory.ClassReference, []float64{0, 0.6, 0.8, 0.9}[r.IntN(4)])
						l.StartLine = r.IntN(300)
						inv.Files[i].Licenses = append(inv.Files[i].Licenses, l)
					}
				}
				for _, f := range fails(Evaluate(inv, p, day("2026-03-01"))) {
					if !slices.Contains(before, f) {
						t.Fatalf("%s, %s: %s with %+v", name, preset, f, inv.Files)
					}
				}
			}
		}
	}
}

// fails lists what makes a verdict FAIL.
func fails(v Verdict) []string {
	var out []string
	for _, x := range v.Violations {
		if x.Level == LevelFail {
			out = append(out, fmt.Sprint(x.Check, " ", x.Location.Path, " ", x.Fingerprint))
		}
	}
	return out
}
