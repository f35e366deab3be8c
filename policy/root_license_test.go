// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// rootCase is what the license checks say of root files. "" as outbound is a
// repository without a policy.
type rootCase struct {
	name, outbound string
	files          []inventory.File
	want           []string
}

// rootFile is a file with license texts one behind the other.
func rootFile(path string, expressions ...string) inventory.File {
	f := inventory.File{Path: path, Role: inventory.RoleProduct}
	for i, e := range expressions {
		f.Licenses = append(f.Licenses, inventory.License{Expression: e, Class: inventory.ClassText, StartLine: 1 + 300*i, EndLine: 300 * (i + 1), Confidence: 1})
	}
	return f
}

// with adds findings of one class to a file.
func with(f inventory.File, class string, expressions ...string) inventory.File {
	for i, e := range expressions {
		f.Licenses = append(f.Licenses, inventory.License{Expression: e, Class: class, StartLine: 2 + i, EndLine: 2 + i, Confidence: 0.9})
	}
	return f
}

// rootPointer is a LICENSE that names the licenses beside it.
func rootPointer() inventory.File {
	return with(rootFile("LICENSE"), inventory.ClassReference, "MIT", "Apache-2.0")
}

// Every license file at the root counts, and every text in it.
func TestRootLicenses(t *testing.T) {
	file, pointer := rootFile, rootPointer()
	docs := file("LICENSE", "GPL-3.0-only")
	docs.Role = inventory.RoleDocs
	type files = []inventory.File
	for _, c := range []rootCase{
		{"GPL beside MIT", "MIT", files{file("LICENSE", "GPL-3.0-only"), file("COPYING", "MIT")}, []string{"fail license-denied LICENSE", "fail license-file-mismatch LICENSE"}},
		{"GPL called documentation", "MIT", files{docs, file("COPYING", "MIT")}, []string{"fail license-file-mismatch LICENSE", "warn license-denied LICENSE"}},
		{"GPL beside MIT for something else", "MIT", files{file("LICENSE", "GPL-3.0-only"), file("LICENSE-docs.md", "MIT")}, []string{"fail license-denied LICENSE", "fail license-file-mismatch LICENSE"}},
		{"MIT beside GPL for something else", "MIT", files{file("LICENSE", "MIT"), file("LICENSE-GPL", "GPL-3.0-only")}, []string{"fail license-denied LICENSE-GPL"}},
		{"GPL, then MIT", "MIT", files{file("LICENSE", "GPL-3.0-only", "MIT")}, []string{"fail license-denied LICENSE", "fail license-file-mismatch LICENSE"}},
		{"MIT, then GPL", "MIT", files{file("LICENSE", "MIT", "GPL-3.0-only")}, []string{"fail license-denied LICENSE", "fail license-file-mismatch LICENSE"}},
		{"MIT, then GPL, no policy", "", files{file("LICENSE", "MIT", "GPL-3.0-only")}, []string{"fail license-denied LICENSE", "fail license-file-mismatch LICENSE"}},
		{"Apache, then bundled MIT", "Apache-2.0", files{file("LICENSE", "Apache-2.0", "MIT", "BSD-3-Clause")}, nil},
		{"another permissive license", "Apache-2.0", files{file("LICENSE", "MIT"), file("COPYING", "Apache-2.0")}, []string{"fail license-file-mismatch LICENSE"}},
		{"unrecognized beside MIT", "MIT", files{file("LICENSE"), file("COPYING", "MIT")}, []string{"fail license-file-mismatch LICENSE"}},
		{"unknown text beside MIT", "MIT", files{file("LICENSE", "LicenseRef-outgate-unknown"), file("COPYING", "MIT")}, []string{"fail license-file-mismatch LICENSE"}},
		{"unknown text beside MIT, no policy", "", files{file("LICENSE", "LicenseRef-outgate-unknown"), file("COPYING", "MIT")}, []string{"fail license-file-mismatch LICENSE"}},
		{"unknown text of a part", "MIT", files{file("LICENSE-MIT", "MIT"), file("LICENSE-x", "LicenseRef-outgate-unknown")}, []string{"fail license-unknown LICENSE-x"}},
		{"LGPL", "LGPL-3.0-or-later", files{file("COPYING", "GPL-3.0-only"), file("COPYING.LESSER", "LGPL-3.0-only")}, nil},
		{"LGPL 2", "LGPL-2.1-or-later", files{file("COPYING", "GPL-2.0-only"), file("COPYING.LIB", "LGPL-2.1-only")}, nil},
		{"GPL with a library", "GPL-3.0-only", files{file("COPYING", "GPL-3.0-only"), file("COPYING.LIB", "LGPL-2.1-only")}, nil},
		{"LGPL promised, GPL found", "MIT OR LGPL-3.0-only", files{file("LICENSE", "GPL-3.0-only"), file("COPYING", "MIT")}, []string{"fail license-denied LICENSE", "fail license-file-mismatch LICENSE"}},
		{"or later", "GPL-3.0-or-later", files{file("COPYING", "GPL-3.0-only")}, nil},
		{"dual", "MIT OR Apache-2.0", files{file("LICENSE-MIT", "MIT"), file("LICENSE-APACHE", "Apache-2.0")}, nil},
		{"dual with copyleft", "MIT OR GPL-3.0-only", files{file("LICENSE.MIT", "MIT"), file("LICENSE.GPL", "GPL-3.0-only")}, nil},
		{"dual, copyleft not named", "MIT", files{file("LICENSE.MIT", "MIT"), file("LICENSE.GPL", "GPL-3.0-only")}, []string{"fail license-denied LICENSE.GPL", "fail license-file-mismatch LICENSE.GPL"}},
		{"dual with a pointer", "MIT OR Apache-2.0", files{pointer, file("LICENSE-MIT", "MIT"), file("LICENSE-APACHE", "Apache-2.0")}, []string{"warn license-file-mismatch LICENSE"}},
		{"dual, no policy", "", files{file("LICENSE-MIT", "MIT"), file("LICENSE-APACHE", "Apache-2.0")}, []string{"warn license-file-mismatch LICENSE-APACHE"}},
		{"GPL beside MIT, no policy", "", files{file("LICENSE", "GPL-3.0-only"), file("COPYING", "MIT")}, []string{"fail license-file-mismatch COPYING"}},
		{"the same twice, no policy", "", files{file("LICENSE", "MIT"), file("COPYING", "MIT")}, nil},
		{"texts below LICENSES, no policy", "", files{file("LICENSES/MIT.txt", "MIT"), file("LICENSES/GPL-3.0-only.txt", "GPL-3.0-only")}, []string{"fail license-file-mismatch LICENSES/GPL-3.0-only.txt"}},
		{"texts below LICENSES", "MIT", files{file("LICENSES/MIT.txt", "MIT"), file("LICENSES/GPL-3.0-only.txt", "GPL-3.0-only")}, []string{"warn license-denied LICENSES/GPL-3.0-only.txt"}},
		{"LGPL, no policy", "", files{file("COPYING", "GPL-3.0-only"), file("COPYING.LESSER", "LGPL-3.0-only")}, nil},
		{"others' licenses", "MIT", files{file("LICENSE", "MIT"), file("LICENSE-3RD-PARTY.txt", "BSD-3-Clause")}, nil},
	} {
		c.run(t)
	}
}

// Mentions, exceptions alone and dedications to the public domain do not
// confuse what the license files at the root say.
func TestRootFindings(t *testing.T) {
	const lone, pd, mention = "LicenseRef-outgate-exception WITH GCC-exception-3.1", "LicenseRef-public-domain", inventory.ClassReference
	file, pointer := rootFile, rootPointer()
	type files = []inventory.File
	for _, c := range []rootCase{
		{"mentions in a text", "MIT", files{with(file("LICENSE", "MIT"), mention, "Apache-2.0", "BSD-3-Clause", "MIT")}, nil},
		{"mentions in a text, no policy", "", files{with(file("LICENSE", "MIT"), mention, "Apache-2.0", "MIT")}, nil},
		{"copyleft mentioned in a text", "MIT", files{with(file("LICENSE", "MIT"), mention, "GPL-3.0-only")}, []string{"warn license-denied LICENSE"}},
		{"mentions alone", "MIT", files{with(file("LICENSE"), mention, "MIT")}, []string{"fail license-file-mismatch LICENSE"}},
		{"mentions alone, no policy", "", files{with(file("LICENSE"), mention, "MIT", "Apache-2.0")}, []string{"fail license-file-mismatch LICENSE"}},
		{"a mention is no LICENSES", "MIT", files{file("LICENSE", "MIT"), with(file("LICENSES/x.txt"), mention, "GPL-3.0-only")}, []string{"warn license-denied LICENSES/x.txt"}},
		{"a pointer that mentions more", "MIT OR Apache-2.0", files{with(pointer, mention, "CC-BY-4.0", "GPL-1.0-or-later"), file("LICENSE-MIT", "MIT"), file("LICENSE-APACHE", "Apache-2.0")}, []string{"warn license-denied LICENSE", "warn license-file-mismatch LICENSE"}},
		{"a pointer elsewhere", "MIT OR Apache-2.0", files{with(file("LICENSE"), mention, "BSD-3-Clause"), file("LICENSE-MIT", "MIT"), file("LICENSE-APACHE", "Apache-2.0")}, []string{"fail license-file-mismatch LICENSE"}},
		{"an exception alone beside the text", "GPL-3.0-only", files{file("LICENSE", "GPL-3.0-only", lone)}, []string{"note license-unknown LICENSE"}},
		{"an exception alone in its own file", "GPL-3.0-only", files{file("COPYING", "GPL-3.0-only"), file("COPYING.RUNTIME", lone)}, []string{"note license-unknown COPYING.RUNTIME"}},
		{"nothing but an exception", "", files{file("LICENSE", lone)}, []string{"fail license-file-mismatch LICENSE"}},
		{"public domain, no policy", "", files{file("LICENSE", pd)}, nil},
		{"public domain", "LicenseRef-public-domain", files{file("UNLICENSE", pd)}, nil},
		{"public domain promised otherwise", "MIT", files{file("LICENSE", pd)}, []string{"fail license-file-mismatch LICENSE"}},
		{"a part in the public domain", "", files{file("LICENSE", pd, "MIT")}, nil},
		{"a part in the public domain, and a notice", "Apache-2.0", files{with(file("LICENSE", pd), inventory.ClassNotice, "Apache-2.0")}, nil},
		{"a part in the public domain, and a notice of another license", "Apache-2.0", files{with(file("LICENSE", pd), inventory.ClassNotice, "GPL-3.0-only"), file("COPYING", "Apache-2.0")}, []string{"fail license-denied LICENSE", "fail license-file-mismatch LICENSE"}},
		{"public domain by mention", "", files{with(file("LICENSE"), mention, pd)}, []string{"fail license-file-mismatch LICENSE"}},
	} {
		c.run(t)
	}
}

func (c *rootCase) run(t *testing.T) {
	t.Run(c.name, func(t *testing.T) {
		inv := clean()
		inv.Files = append(inv.Files[1:5:5], c.files...)
		name, _ := PresetFor(inv)
		p := preset(t, name)
		if c.outbound != "" {
			p = load(t, "version: 1\nextends: preset:generic-outbound\nproject: {outbound: "+c.outbound+"}\n")
		}
		var got []string
		for _, code := range codes(Evaluate(inv, p, day("2026-03-01")).Violations) {
			if strings.Contains(code, " license-") {
				got = append(got, code)
			}
		}
		slices.Sort(got)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("-want +got\n%s", d)
		}
		if c.outbound == "" { // what init writes does not settle it either
			p = load(t, string(InitPolicy(inv)))
			if before, after := len(c.want) > 0, slices.ContainsFunc(Evaluate(inv, p, day("2026-03-01")).Violations, func(v Violation) bool { return v.Check == "license-file-mismatch" }); before != after {
				t.Errorf("with the policy of init: %t, without: %t", after, before)
			}
		}
	})
}

// A tag that does not parse grants nothing, whatever the preset.
func TestInvalidTag(t *testing.T) {
	for _, name := range releasePresets() {
		if name == "internal-use" || name == "saas" || strings.HasPrefix(name, "osps-") { // licenses of files are not their business
			continue
		}
		inv := clean()
		inv.Files[5].Licenses = tag("LicenseRef-outgate-invalid-expression")
		if got := codes(Evaluate(inv, preset(t, name), day("2026-03-01")).Violations); !slices.Contains(got, "fail license-unknown src/main.go") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A credential that was pasted into a policy does not come out in a message.
func TestMistakesShowNoSecret(t *testing.T) {
	token := "ghq_" + strings.Repeat("aB3x9", 8)
	for _, text := range []string{
		"project: {outbound: X}", "project: {distribution: [X]}", "extends: X", "licenses: {deny: [X]}", "licenses: {categories: {X: [MIT]}}", "verdict: {gaps: X}",
		"waivers: [{id: W, check: X}]", "approvals: [{post: X, by: X, commit: X, date: X}]", "secrets: {weak: {default: X}}", "licenses: {allow: [LicenseRef-X], deny: [LicenseRef-X]}",
	} {
		_, err := Load("p.yaml", []byte("version: 1\n"+strings.ReplaceAll(text, "X", token)+"\n"))
		if err == nil || strings.Contains(err.Error(), token[:12]) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// The ids that stand for "no license" are words in what people read.
func TestEvidenceInWords(t *testing.T) {
	inv := clean()
	inv.Files[0].Licenses = text("LicenseRef-outgate-unknown")
	inv.Files[5].Licenses = append(tag("LicenseRef-outgate-invalid-expression"), text("LicenseRef-outgate-proprietary")...)
	inv.Files = append(inv.Files, inventory.File{Path: "src/b.go", Role: inventory.RoleProduct, Header: proper(), Licenses: text("LicenseRef-outgate-unknown")})
	var got []string
	for _, v := range Evaluate(inv, preset(t, "apache-2.0-outbound"), day("2026-03-01")).Violations {
		if strings.HasPrefix(v.Check, "license-") {
			got = append(got, v.Location.Path+": "+v.Message+"; "+v.Evidence)
		}
	}
	slices.Sort(got)
	if all := strings.Join(got, "\n"); len(got) != 4 || strings.Contains(all, "LicenseRef-outgate") || !strings.Contains(all, "no known license recognized (text)") {
		t.Errorf("%s", all)
	}
}
