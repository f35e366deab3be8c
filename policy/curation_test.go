// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

var (
	blobA  = strings.Repeat("a", 40)
	blobB  = strings.Repeat("b", 40)
	shaA   = "sha256:" + strings.Repeat("a", 64)
	shaB   = "sha256:" + strings.Repeat("b", 64)
	sha512 = "sha512:" + strings.Repeat("c", 128)
)

// curating is the outbound preset with curations, one a line.
func curating(t testing.TB, entries ...string) *Policy {
	t.Helper()
	p, err := Load("p.yaml", []byte("version: 1\nextends: preset:apache-2.0-outbound\ncurations:\n"+strings.Join(entries, "\n")+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func curationOf(match, content, license string) string {
	return fmt.Sprintf("  - {match: {%s}, content: [%q], license: %q, reason: read it, by: alice, date: 2026-01-15}", match, content, license)
}

func TestCurationOfAFile(t *testing.T) {
	at := inventory.File{Path: "src/hash.c", Role: inventory.RoleProduct, Blob: blobA, Header: proper(), Licenses: tag("GPL-3.0-only")}
	for name, c := range map[string]struct {
		entry string
		file  func(*inventory.File)
		want  []string // of the checks on licenses and curations
		told  string   // in a message or evidence
	}{
		"applies":         {entry: curationOf(`path: "src/*.c"`, "blob:"+blobA, "MIT")},
		"none":            {entry: curationOf(`path: src/hash.c`, "blob:"+blobA, "NONE")},
		"still forbidden": {entry: curationOf(`path: src/hash.c`, "blob:"+blobA, "AGPL-3.0-only"), want: []string{"fail license-denied src/hash.c"}, told: "curated by alice: read it"},
		"other content": {entry: curationOf(`path: src/hash.c`, "blob:"+blobB, "MIT"),
			want: []string{"fail license-denied src/hash.c", "warn curation-stale src/hash.c"}, told: "src/hash.c holds something else today, blob:" + blobA},
		"no repository": {entry: curationOf(`path: src/hash.c`, "blob:"+blobA, "MIT"), file: func(f *inventory.File) { f.Blob = "" },
			want: []string{"fail license-denied src/hash.c", "warn curation-stale src/hash.c"}, told: "no git object ids outside of a repository"},
		"nothing there": {entry: curationOf(`path: lib/hash.c`, "blob:"+blobA, "MIT"), want: []string{"fail license-denied src/hash.c", "note curation-unused p.yaml"}, told: "nothing fits it"},
		"in the future": {entry: strings.Replace(curationOf(`path: src/hash.c`, "blob:"+blobA, "MIT"), "2026-01-15", "2026-03-02", 1),
			want: []string{"fail license-denied src/hash.c", "warn curation-stale p.yaml"}, told: "dated 2026-03-02, which is in the future"},
	} {
		t.Run(name, func(t *testing.T) {
			inv := clean()
			f := at
			if c.file != nil {
				c.file(&f)
			}
			inv.Files = append(inv.Files, f)
			v := Evaluate(inv, curating(t, c.entry), day("2026-03-01"))
			if d := cmp.Diff(c.want, about(v.Violations, "license-denied", "license-unknown", "curation-"), cmp.Transformer("nil", func(s []string) []string { return append([]string{}, s...) })); d != "" {
				t.Errorf("violations (-want +got):\n%s", d)
			}
			if !strings.Contains(fmt.Sprint(v.Violations), c.told) {
				t.Errorf("%q is not told in %+v", c.told, v.Violations)
			}
			if applied := c.told == "" || name == "still forbidden"; applied != (len(v.Curated) == 1) {
				t.Errorf("curated: %+v", v.Curated)
			}
			if !reflect.DeepEqual(inv.Files[len(inv.Files)-1], f) {
				t.Error("the inventory was changed")
			}
		})
	}
}

// about lists the violations of checks by the beginnings of their names.
func about(vs []Violation, checks ...string) []string {
	return codes(slices.DeleteFunc(slices.Clone(vs), func(v Violation) bool {
		return !slices.ContainsFunc(checks, func(c string) bool { return strings.HasPrefix(v.Check, c) })
	}))
}

// A header is judged by what it says, whatever the file is under.
func TestCurationLeavesHeaders(t *testing.T) {
	inv := clean()
	f := inventory.File{Path: "src/x.c", Role: inventory.RoleProduct, Blob: blobA, Header: proper(), Licenses: tag("Apache-2.0")}
	inv.Files = append(inv.Files, f)
	p, err := Load("p.yaml", []byte("version: 1\nextends: preset:apache-2.0-outbound\nheaders: {license: Apache-2.0, other-license: fail}\ncurations:\n"+curationOf("path: src/x.c", "blob:"+blobA, "MIT")+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := about(Evaluate(inv, p, day("2026-03-01")).Violations, "header-", "license-"); len(got) != 0 {
		t.Errorf("%q", got)
	}
}

func TestCurationOfTheLicenseFile(t *testing.T) {
	inv := clean()
	inv.Files[0].Licenses, inv.Files[0].Blob = nil, blobA
	p := curating(t, curationOf("path: LICENSE", "blob:"+blobA, "Apache-2.0"))
	if got := about(Evaluate(inv, p, day("2026-03-01")).Violations, "license-file"); len(got) != 0 {
		t.Errorf("%q", got)
	}
	curated, list := Curate(inv, p, day("2026-03-01"))
	if RootLicense(curated) != "Apache-2.0" || RootLicense(inv) != "" || len(list) != 1 {
		t.Errorf("%q, %+v", RootLicense(curated), list)
	}
}

func TestCurationOfAPackage(t *testing.T) {
	file := func(digest string) []inventory.LicenseFile {
		return []inventory.LicenseFile{{Path: "node_modules/left/LICENSE", Digest: digest}}
	}
	for name, c := range map[string]struct {
		component inventory.Component
		content   string
		stale     string
		license   string
	}{
		"unrecognized file":     {component: inventory.Component{Licenses: inventory.ComponentLicenses{Others: file(shaA)}}, content: shaA, license: "MIT"},
		"recognized otherwise":  {component: inventory.Component{Licenses: inventory.ComponentLicenses{Declared: "GPL-2.0-only", Concluded: "GPL-2.0-only", Texts: []inventory.LicenseText{{Path: "node_modules/left/LICENSE", Digest: shaA}}}}, content: shaA, license: "MIT"},
		"archive":               {component: inventory.Component{Hashes: []string{sha512}}, content: sha512, license: "MIT"},
		"archive, files beside": {component: inventory.Component{Hashes: []string{sha512}, Licenses: inventory.ComponentLicenses{Others: file(shaB)}}, content: sha512, license: "MIT"},
		"two archives":          {component: inventory.Component{Hashes: []string{sha512, "sha512:" + strings.Repeat("9", 128)}}, content: sha512, stale: "pinned to an archive that was not read as well, sha512:9"},
		"two kinds of digests":  {component: inventory.Component{Hashes: []string{"sha1:" + strings.Repeat("9", 40), sha512}}, content: sha512, license: "MIT"},
		"changed":               {component: inventory.Component{Licenses: inventory.ComponentLicenses{Others: file(shaB)}}, content: shaA, stale: "is another today, " + shaB},
		"one file more": {component: inventory.Component{Licenses: inventory.ComponentLicenses{Texts: []inventory.LicenseText{{Digest: shaA}}, Others: file(shaB)}}, content: shaA,
			stale: "has a license file that was not read, " + shaB},
		"nothing to compare": {component: inventory.Component{}, content: shaA, stale: "no lock file pins it"},
	} {
		t.Run(name, func(t *testing.T) {
			inv := clean()
			c.component.PURL, c.component.Name, c.component.Version, c.component.Type = "pkg:npm/left@1.0.0", "left", "1.0.0", "npm"
			c.component.Scope, c.component.Role, c.component.Distributed = inventory.ScopeRuntime, inventory.RoleProduct, true
			inv.Components = []inventory.Component{c.component}
			inv.Files = append(inv.Files, inventory.File{Path: "node_modules/left/LICENSE", Role: inventory.RoleVendored, Licenses: text("LicenseRef-outgate-unknown")},
				inventory.File{Path: "node_modules/left/index.js", Role: inventory.RoleVendored})
			v := Evaluate(inv, curating(t, curationOf("purl: pkg:npm/left", c.content, "MIT")), day("2026-03-01"))
			stale := about(v.Violations, "curation-stale")
			if (c.stale != "") != (len(stale) == 1) || !strings.Contains(fmt.Sprint(v.Violations), c.stale) {
				t.Errorf("stale %q: %+v", c.stale, v.Violations)
			}
			if got := about(v.Violations, "component-license-"); len(got) != 0 && c.license != "" {
				t.Errorf("%q", got)
			}
			inFile := about(v.Violations, "license-unknown")
			if wrong := c.stale != "" || c.content == sha512; wrong != (len(inFile) == 1) {
				t.Errorf("%q in the license file", inFile)
			}
			if (len(v.Curated) == 1 && v.Curated[0].License == "MIT") != (c.license != "") {
				t.Errorf("%+v", v.Curated)
			}
		})
	}
}

// A version on PyPI has an archive for each platform, of which any tells which version was read.
func TestCurationOfAVersionWithManyArchives(t *testing.T) {
	inv := clean()
	inv.Components = []inventory.Component{{PURL: "pkg:pypi/left@1.0.0", Name: "left", Version: "1.0.0", Type: "pypi", Scope: inventory.ScopeRuntime, Role: inventory.RoleProduct, Hashes: []string{shaA, shaB}}}
	v := Evaluate(inv, curating(t, curationOf("purl: pkg:pypi/left", shaA, "MIT")), day("2026-03-01"))
	if len(v.Curated) != 1 {
		t.Errorf("%+v", v.Violations)
	}
}

// Of two that fit, the first counts, and the second is told.
func TestCurationsThatMeet(t *testing.T) {
	inv := clean()
	inv.Files = append(inv.Files, inventory.File{Path: "src/hash.c", Role: inventory.RoleProduct, Blob: blobA, Header: proper(), Licenses: tag("GPL-3.0-only")})
	p := curating(t, curationOf("path: src/hash.c", "blob:"+blobA, "MIT"), curationOf("path: src/*", "blob:"+blobA, "AGPL-3.0-only"))
	v := Evaluate(inv, p, day("2026-03-01"))
	if got := about(v.Violations, "license-denied", "curation-"); !slices.Equal(got, []string{"warn curation-stale src/hash.c"}) || v.Curated[0].License != "MIT" {
		t.Errorf("%q, %+v", got, v.Curated)
	}
}

func TestLoadCurations(t *testing.T) {
	good := curationOf("path: a.c", "blob:"+blobA, "MIT")
	for change, want := range map[string]string{
		"path: a.c -> nothing":                      "p.yaml:3:14: unknown key",
		"path: a.c -> ":                             "curations: match: is missing; name a path or a purl",
		"path: a.c -> path: /a":                     "can never match",
		"path: a.c -> path: a.c, purl: 'pkg:npm/x'": "path and purl exclude each other",
		"path: a.c -> purl: 'npm/x'":                "expected pkg:TYPE/NAME",
		"path: a.c -> purl: 'pkg:npm/x'":            "expected sha256: and 64",
		"blob: -> sha256:":                          "expected blob: and the git object id",
		"aaaa\" -> AAAA\"":                          "expected blob: and the git object id",
		"MIT -> MTI":                                "unknown license \"MTI\"",
		"reason: read it -> reason: ''":             "curations: reason: is empty",
		"by: alice, -> ":                            "curations: by: is missing",
		"date: 2026-01-15 -> date: soon":            "expected a date YYYY-MM-DD",
	} {
		from, to, _ := strings.Cut(change, " -> ")
		_, err := Load("p.yaml", []byte("version: 1\ncurations:\n"+strings.Replace(good, from, to, 1)+"\n"))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "p.yaml:3:") {
			t.Errorf("%s: %v, want %q", change, err, want)
		}
	}
	pkg := curationOf("purl: 'pkg:npm/x'", shaA, "NONE")
	if _, err := Load("p.yaml", []byte("version: 1\ncurations:\n"+pkg+"\n")); err == nil || !strings.Contains(err.Error(), "NONE is for a file") {
		t.Errorf("%v", err)
	}
	if _, err := Load("p.yaml", []byte("version: 1\nposts: {compliance: {approvers: [carol]}}\ncurations:\n"+good+"\n")); err == nil || !strings.Contains(err.Error(), `"alice" may not approve for post compliance`) {
		t.Errorf("%v", err)
	}
	if _, err := Load("p.yaml", []byte("version: 1\ncurations:\n  - {match: {path: a}, license: MIT, reason: r, by: b, date: 2026-01-01}\n")); err == nil || !strings.Contains(err.Error(), "content: is missing") {
		t.Errorf("%v", err)
	}
}

func TestLintCurations(t *testing.T) {
	one := curationOf("path: src/hash.c", "blob:"+blobA, "MIT")
	text := "version: 1\ncurations:\n" + one + "\n" + one + "\n" + strings.Replace(one, blobA, blobB, 1) + "\n"
	r, err := ReadBeside("p.yaml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	notes := fmt.Sprint(r.Lint())
	if !strings.Contains(notes, "p.yaml:4:") || !strings.Contains(notes, "curated for the same content at line 3") || strings.Count(notes, "curated for") != 1 {
		t.Errorf("%s", notes)
	}
}
