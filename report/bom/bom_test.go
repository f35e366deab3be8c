// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package bom

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	spdxjson "github.com/spdx/tools-golang/json"
	"github.com/spdx/tools-golang/tagvalue"

	"github.com/outgate/outgate/inventory"
)

var update = flag.Bool("update", false, "write the golden files")

var now = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// facts is a small product: two packages of an npm lock file, a jar in the tree, a
// package without a version, a build tool, and one of a test.
func facts() *inventory.Inventory {
	const lock = "package-lock.json"
	return &inventory.Inventory{
		Tool: inventory.Tool{Name: "outgate", Version: "1.2.3"},
		Subject: inventory.Subject{Name: "shop", Kind: inventory.SubjectWorktree, Commit: "9f3c1a2b4d5e60718293a4b5c6d7e8f901234567",
			Remote: "https://github.com/Example/Shop.git"},
		Files: []inventory.File{
			{Path: "LICENSE", Copyrights: []inventory.Copyright{{Statement: "Copyright 2026 The Shop Authors", Confidence: 1}}},
			{Path: "node_modules/b/COPYING", Licenses: []inventory.License{{Expression: "GPL-3.0-only"}}, Copyrights: []inventory.Copyright{
				{Statement: "Copyright (C) 2007 Free Software Foundation, Inc.", Confidence: 1}, {Statement: "Copyright 2020 Jane  Doe", Confidence: 1}, {Statement: "Copyright 2020 Jane Doe", Confidence: 1}, {Statement: "Copyright guess", Confidence: 0.5}}},
			{Path: "node_modules/b/LICENSE", Copyrights: []inventory.Copyright{{Statement: "Copyright 2021 John <Roe> & Co", Confidence: 1}}},
			{Path: "src/main.c", Copyrights: []inventory.Copyright{{Statement: "Copyright 2026 Somebody Else", Confidence: 1}}},
		},
		Components: []inventory.Component{
			{PURL: "pkg:npm/%40team/a@1.0.0", Name: "@team/a", Version: "1.0.0", Type: "npm", Scope: inventory.ScopeRuntime, Role: inventory.RoleProduct, Direct: true, Range: "^1",
				Requires: []string{"pkg:npm/b@2.0.0"}, Hashes: []string{"sha512:" + strings.Repeat("ab", 64)}, Download: "https://registry.example.org/a.tgz",
				Licenses: inventory.ComponentLicenses{Declared: "MIT"}, Evidence: []inventory.Evidence{{Path: "package.json", Line: 7}, {Path: lock, Line: 12}}},
			{PURL: "pkg:npm/b@2.0.0", Name: "b", Version: "2.0.0", Type: "npm", Scope: inventory.ScopeRuntime, Role: inventory.RoleProduct, Optional: true, Requires: []string{},
				Origin:   &inventory.Origin{Authors: []inventory.Maker{{Name: "Bee Team", Organization: true}, {Name: "Max Sample"}}, Repository: "https://git.example.org/b", Homepage: "https://b.example.org/", Issues: "https://git.example.org/b/issues"},
				Licenses: inventory.ComponentLicenses{Declared: "LicenseRef-b OR MIT", Concluded: "MIT", Texts: []inventory.LicenseText{{Path: "node_modules/b/LICENSE", Line: 3}, {Cache: inventory.CacheGo, Path: "src/main.c", Line: 9}}, Others: []inventory.LicenseFile{{Path: "node_modules/b/COPYING"}}},
				Evidence: []inventory.Evidence{{Path: lock, Line: 20}}},
			{PURL: "pkg:maven/org.example/c@3.0", Name: "org.example:c", Version: "3.0", Type: "maven", Scope: inventory.ScopeRuntime, Role: inventory.RoleProduct, Distributed: true,
				Origin: &inventory.Origin{Authors: []inventory.Maker{{Name: "John Roe"}}, Cache: inventory.CacheMaven, Path: "org/example/c/3.0/c-3.0.pom"},
				Hashes: []string{"sha256:" + strings.Repeat("cd", 32), "sha3-256:" + strings.Repeat("ef", 32)}, Evidence: []inventory.Evidence{{Path: "lib/c-3.0.jar"}}},
			{PURL: "pkg:pypi/d", Name: "d", Type: "pypi", Scope: inventory.ScopeRuntime, Role: inventory.RoleProduct, Direct: true, Range: ">=1", Evidence: []inventory.Evidence{{Path: "requirements.txt", Line: 1}}},
			{PURL: "pkg:npm/e@5.0.0", Name: "e", Version: "5.0.0", Type: "npm", Scope: inventory.ScopeBuild, Role: inventory.RoleProduct, Direct: true, Evidence: []inventory.Evidence{{Path: lock, Line: 30}}},
			{PURL: "pkg:npm/f@6.0.0", Name: "f", Version: "6.0.0", Type: "npm", Scope: inventory.ScopeRuntime, Role: inventory.RoleTest, Direct: true, Evidence: []inventory.Evidence{{Path: "testdata/package.json"}}},
			{PURL: "pkg:golang/github.com/example/g@v1.2.0", Name: "github.com/example/g", Version: "v1.2.0", Type: "golang", Scope: inventory.ScopeRuntime, Role: inventory.RoleProduct, Requires: []string{}, Sum: "h1:" + strings.Repeat("A", 43) + "=",
				Origin: &inventory.Origin{Repository: "https://github.com/example/g", Revision: strings.Repeat("e1", 20)}, Evidence: []inventory.Evidence{{Path: "go.mod", Line: 5}, {Path: "go.sum", Line: 1}}},
		},
	}
}

func document(t testing.TB, inv *inventory.Inventory, o Options) *Document {
	t.Helper()
	if o.Now.IsZero() {
		o.Now = now
	}
	d, err := New(inv, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func written(t testing.TB, d *Document, f Format) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := d.Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// variants are documents with everything and with as little as possible.
func variants(t testing.TB) map[string]*Document {
	bare := facts()
	bare.Subject = inventory.Subject{Name: "x"}
	bare.Components = nil
	return map[string]*Document{
		"plain": document(t, facts(), Options{License: "Apache-2.0"}),
		"full": document(t, facts(), Options{Author: "Ada Example <ada@example.org>", Supplier: "Example Corp", Name: "shop", Version: "v1.0", License: "Apache-2.0", Phase: PhaseBuild,
			Scopes: []string{inventory.ScopeRuntime, inventory.ScopeBuild, inventory.ScopeDev, inventory.ScopeTest, inventory.ScopeCI}, All: true}),
		"bare": document(t, bare, Options{}),
	}
}

func TestGolden(t *testing.T) {
	for name, d := range variants(t) {
		for _, f := range Formats() {
			file := filepath.Join("testdata", "golden", fmt.Sprintf("%s.%s", name, f))
			got := written(t, d, f)
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), string(got)); d != "" {
				t.Errorf("%s (-golden +got):\n%s", file, d)
			}
			if again := written(t, variants(t)[name], f); !bytes.Equal(got, again) {
				t.Errorf("%s: a second run differs", file)
			}
		}
	}
}

// schemas compiles the official schemas; see testdata/schema/README.md.
func schemas(t testing.TB) map[Format]*jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.UseRegexpEngine(compile)
	files, err := filepath.Glob("testdata/schema/*.json")
	if err != nil || len(files) < 7 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(f)
		f.Close()
		if err != nil {
			t.Fatal(file, err)
		}
		url := "http://cyclonedx.org/schema/" + filepath.Base(file)
		if err := c.AddResource(url, doc); err != nil {
			t.Fatal(file, err)
		}
	}
	out := map[Format]*jsonschema.Schema{}
	for f, file := range map[Format]string{SPDX23JSON: "spdx-2.3", SPDX3JSON: "spdx-3.0.1", CycloneDX16JSON: "bom-1.6", CycloneDX17JSON: "bom-1.7"} {
		s, err := c.Compile("http://cyclonedx.org/schema/" + file + ".schema.json")
		if err != nil {
			t.Fatal(file, err)
		}
		out[f] = s
	}
	return out
}

// compile knows the one look-ahead of the schemas, "^(?!_:)", which RE2 does not.
func compile(pattern string) (jsonschema.Regexp, error) {
	rest, not := strings.CutPrefix(pattern, "^(?!_:)")
	if not {
		pattern = "^" + rest
	}
	re, err := regexp.Compile(pattern)
	return notBlank{re, not}, err
}

type notBlank struct {
	*regexp.Regexp
	not bool
}

func (n notBlank) MatchString(s string) bool {
	return !(n.not && strings.HasPrefix(s, "_:")) && n.Regexp.MatchString(s)
}

func TestSchemas(t *testing.T) {
	for f, schema := range schemas(t) {
		for name, d := range variants(t) {
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(written(t, d, f)))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(doc); err != nil {
				t.Errorf("%s %s: %v", f, name, err)
			}
		}
	}
}

// TestSchemasReject: the schemas are in force.
func TestSchemasReject(t *testing.T) {
	broken := map[Format][2]string{
		SPDX23JSON:      {`"relationshipType": "DEPENDS_ON"`, `"relationshipType": "NEEDS"`},
		SPDX3JSON:       {`"relationshipType": "dependsOn"`, `"relationshipType": "needs"`},
		CycloneDX16JSON: {`"type": "library"`, `"type": "gem"`},
		CycloneDX17JSON: {`"alg": "SHA-512"`, `"alg": "SHA512"`},
	}
	d := variants(t)["plain"]
	for f, schema := range schemas(t) {
		text := string(written(t, d, f))
		bad := strings.Replace(text, broken[f][0], broken[f][1], 1)
		if bad == text {
			t.Fatalf("%s: nothing broken", f)
		}
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(doc) == nil {
			t.Errorf("%s accepts %s", f, broken[f][1])
		}
	}
}

// Both libraries that others read such documents with find the same packages.
func TestReadBack(t *testing.T) {
	for name, d := range variants(t) {
		want := []string{}
		for _, p := range d.Packages {
			want = append(want, p.PURL)
		}
		slices.Sort(want)
		for f, format := range map[Format]cdx.BOMFileFormat{CycloneDX16JSON: cdx.BOMFileFormatJSON, CycloneDX16XML: cdx.BOMFileFormatXML, CycloneDX17JSON: cdx.BOMFileFormatJSON, CycloneDX17XML: cdx.BOMFileFormatXML} {
			var b cdx.BOM
			if err := cdx.NewBOMDecoder(bytes.NewReader(written(t, d, f)), format).Decode(&b); err != nil {
				t.Errorf("%s %s: %v", f, name, err)
				continue
			}
			got := []string{}
			for _, c := range deref(b.Components) {
				got = append(got, c.PackageURL)
				if c.Evidence == nil || c.Evidence.Occurrences == nil {
					t.Errorf("%s %s: %s has no evidence", f, name, c.PackageURL)
				}
			}
			slices.Sort(got)
			if d := cmp.Diff(want, got); d != "" || b.Metadata.Component.PackageURL == "" || len(deref(b.Dependencies)) == 0 || len(deref(b.Compositions)) == 0 {
				t.Errorf("%s %s: %s\n%+v", f, name, d, b.Metadata)
			}
		}
		for _, f := range []Format{SPDX23JSON, SPDX23TagValue} {
			read := spdxjson.Read
			if f == SPDX23TagValue {
				read = tagvalue.Read
			}
			doc, err := read(bytes.NewReader(written(t, d, f)))
			if err != nil {
				t.Errorf("%s %s: %v", f, name, err)
				continue
			}
			if len(doc.Packages) != len(want)+1 || len(doc.Relationships) != len(d.relationships23()) {
				t.Errorf("%s %s: %d packages, %d relationships", f, name, len(doc.Packages), len(doc.Relationships))
			}
		}
	}
}

func deref[T any](p *[]T) []T {
	if p == nil {
		return nil
	}
	return *p
}

// What is in it: the product's packages of the scopes that are asked for, and
// what the repository holds.
func TestSelection(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want []string
	}{
		{Options{}, []string{"pkg:golang/github.com/example/g@v1.2.0", "pkg:maven/org.example/c@3.0", "pkg:npm/%40team/a@1.0.0", "pkg:npm/b@2.0.0", "pkg:pypi/d"}},
		{Options{Scopes: []string{inventory.ScopeBuild}}, []string{"pkg:maven/org.example/c@3.0", "pkg:npm/e@5.0.0"}},
		{Options{All: true}, []string{"pkg:golang/github.com/example/g@v1.2.0", "pkg:maven/org.example/c@3.0", "pkg:npm/%40team/a@1.0.0", "pkg:npm/b@2.0.0", "pkg:npm/e@5.0.0", "pkg:npm/f@6.0.0", "pkg:pypi/d"}},
	} {
		var got []string
		for _, p := range document(t, facts(), c.o).Packages {
			got = append(got, p.PURL)
		}
		slices.Sort(got)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%+v: %s", c.o, d)
		}
	}
}

// TestOnlyWhatIsProved strips one fact after the other from the inventory. What a
// document said of it must be gone then, in every format, and nothing be filled in.
func TestOnlyWhatIsProved(t *testing.T) {
	hash := strings.Repeat("ab", 64)
	for _, c := range []struct {
		name  string
		strip func(*inventory.Inventory)
		gone  string // text that must be there before and gone after
		in    []Format
	}{
		{"version", func(v *inventory.Inventory) { v.Components[0].Version, v.Components[0].PURL = "", "pkg:npm/%40team/a" }, "1.0.0", Formats()},
		{"hash", func(v *inventory.Inventory) { v.Components[0].Hashes = nil }, hash, Formats()},
		{"download", func(v *inventory.Inventory) { v.Components[0].Download = "" }, "registry.example.org", Formats()},
		{"declared license", func(v *inventory.Inventory) { v.Components[1].Licenses.Declared = "" }, "LicenseRef-b", Formats()},
		{"concluded license", func(v *inventory.Inventory) {
			v.Components[1].Licenses.Concluded, v.Components[1].Licenses.Declared = "", ""
			v.Components[0].Licenses.Declared = ""
		}, "MIT", Formats()},
		{"evidence", func(v *inventory.Inventory) { v.Components[2].Evidence = nil }, "lib/c-3.0.jar", Formats()},
		{"commit", func(v *inventory.Inventory) { v.Subject.Commit = "" }, "9f3c1a2b4d5e", Formats()},
		{"remote", func(v *inventory.Inventory) { v.Subject.Remote = "" }, "github.com/Example/Shop", Formats()},
		{"remote as purl", func(v *inventory.Inventory) { v.Subject.Remote = "" }, "pkg:github/", Formats()},
		{"license text", func(v *inventory.Inventory) { v.Components[1].Licenses.Texts = v.Components[1].Licenses.Texts[:1] }, "go cache: src/main.c:9", Formats()},
		{"file of the origin", func(v *inventory.Inventory) { v.Components[2].Origin.Path = "" }, "c-3.0.pom", Formats()},
		{"copyright", func(v *inventory.Inventory) { v.Components[1].Licenses.Texts = nil }, "Copyright 2021 John", Formats()},
		{"copyright of a file without license", func(v *inventory.Inventory) { v.Components[1].Licenses.Others = nil }, "Copyright 2020 Jane Doe", Formats()},
		{"copyright of the product", func(v *inventory.Inventory) { v.Files[0].Copyrights = nil }, "Copyright 2026 The Shop Authors", Formats()},
		{"organization", func(v *inventory.Inventory) { v.Components[1].Origin.Authors = v.Components[1].Origin.Authors[1:] }, "Bee Team", Formats()},
		{"second author", func(v *inventory.Inventory) { v.Components[1].Origin.Authors = v.Components[1].Origin.Authors[:1] }, "Max Sample", Formats()},
		{"author", func(v *inventory.Inventory) { v.Components[2].Origin = nil }, "John Roe", Formats()},
		{"homepage", func(v *inventory.Inventory) { v.Components[1].Origin.Homepage = "" }, "b.example.org", Formats()},
		{"issues", func(v *inventory.Inventory) { v.Components[1].Origin.Issues = "" }, "git.example.org/b/issues", Formats()},
		{"repository", func(v *inventory.Inventory) { v.Components[6].Origin.Repository = "" }, "https://github.com/example/g", Formats()},
		{"revision", func(v *inventory.Inventory) { v.Components[6].Origin.Revision = "" }, strings.Repeat("e1", 20), Formats()},
		{"sum", func(v *inventory.Inventory) { v.Components[6].Sum = "" }, strings.Repeat("A", 43), Formats()},
		{"range", func(v *inventory.Inventory) { v.Components[0].Range = "" }, "^1", Formats()},
	} {
		stripped := facts()
		c.strip(stripped)
		for _, f := range c.in {
			before, after := written(t, document(t, facts(), Options{}), f), written(t, document(t, stripped, Options{}), f)
			if !bytes.Contains(before, []byte(c.gone)) || bytes.Contains(after, []byte(c.gone)) {
				t.Errorf("%s, %s: %q before %t, after %t", c.name, f, c.gone, bytes.Contains(before, []byte(c.gone)), bytes.Contains(after, []byte(c.gone)))
			}
		}
	}
	for _, f := range Formats() {
		text := string(written(t, document(t, facts(), Options{}), f))
		for _, other := range []string{"Free Software", "Somebody Else", "guess"} {
			if strings.Contains(text, other) || strings.Count(text, "2020 Jane Doe") != 1 {
				t.Errorf("%s says %q, which is no statement of a package, or one twice", f, other)
			}
		}
	}
	// Who made a package is not who supplies it.
	for _, f := range Formats() {
		if text := strings.ToLower(string(written(t, document(t, facts(), Options{}), f))); strings.Contains(text, "supplie") {
			t.Errorf("%s names a supplier, and nobody did", f)
		}
	}
	// Nobody named an author or a supplier.
	nobody := facts()
	for i := range nobody.Components {
		nobody.Components[i].Origin = nil
	}
	for _, f := range Formats() {
		text := strings.ToLower(string(written(t, document(t, nobody, Options{}), f)))
		for _, word := range []string{"supplier", "suppliedby", "\"authors\"", "<author", "organization", "person"} {
			if strings.Contains(text, word) {
				t.Errorf("%s says %q, and nobody did", f, word)
			}
		}
	}
}

// What a person concluded stands in every document, with name, reason and content.
func TestCurated(t *testing.T) {
	o := Options{Curated: map[string]Curation{facts().Components[1].PURL: {By: "alice", Date: "2026-01-15", Reason: "read <it> & found </text>", Content: []string{"sha256:00ff"}}}}
	for _, f := range Formats() {
		text := string(written(t, document(t, facts(), o), f))
		for _, want := range []string{"concluded by alice on 2026-01-15", "sha256:00ff"} {
			if strings.Count(text, want) != 1 {
				t.Errorf("%s: %q stands there %d times", f, want, strings.Count(text, want))
			}
		}
		if strings.Contains(string(written(t, document(t, facts(), Options{}), f)), "concluded by") {
			t.Errorf("%s names somebody, and nobody has concluded anything", f)
		}
	}
}

// Completeness is claimed only where every package tells what it requires.
func TestCompleteness(t *testing.T) {
	whole := facts()
	whole.Components = whole.Components[:2]
	gap := facts()
	gap.Components = gap.Components[:2]
	gap.Gaps = []inventory.Gap{{Detector: "sbom", Path: "x/pom.xml", Code: inventory.GapUnparsable}}
	other := facts()
	other.Components = other.Components[:2]
	other.Gaps = []inventory.Gap{{Detector: "secret", Path: "x", Code: inventory.GapTooLarge}}
	none := facts()
	none.Components = nil
	for _, c := range []struct {
		name string
		inv  *inventory.Inventory
		want bool
	}{{"lock files tell", whole, true}, {"some do not", facts(), false}, {"a manifest was not read", gap, false}, {"a gap elsewhere", other, true}, {"nothing found", none, false}} {
		d := document(t, c.inv, Options{})
		text := string(written(t, d, CycloneDX16JSON))
		if d.Complete != c.want || strings.Contains(text, `"aggregate": "incomplete"`) == c.want {
			t.Errorf("%s: complete %t", c.name, d.Complete)
		}
	}
}

// Hostile names stay inside their fields.
func TestHostile(t *testing.T) {
	inv := facts()
	nasty := "a\"b<c>&\x01\r\nRelationship: x </text> ]]> \u202e"
	inv.Components[0].Name, inv.Components[0].PURL = nasty, "pkg:npm/"+nasty
	inv.Components[0].Evidence = []inventory.Evidence{{Path: nasty, Line: 1}}
	inv.Subject.Name = nasty
	d := document(t, inv, Options{Author: nasty, Supplier: nasty})
	for _, f := range []Format{SPDX23JSON, SPDX3JSON, CycloneDX16JSON, CycloneDX17JSON} {
		if !json.Valid(written(t, d, f)) {
			t.Errorf("%s is no JSON", f)
		}
	}
	for _, f := range []Format{CycloneDX16XML, CycloneDX17XML} {
		var b cdx.BOM
		if err := cdx.NewBOMDecoder(bytes.NewReader(written(t, d, f)), cdx.BOMFileFormatXML).Decode(&b); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
	if doc, err := tagvalue.Read(bytes.NewReader(written(t, d, SPDX23TagValue))); err != nil || len(doc.Packages) != len(d.Packages)+1 {
		t.Errorf("tag-value: %v", err)
	}
	if err := d.Write(&bytes.Buffer{}, "docx"); err == nil {
		t.Error("an unknown format is written")
	}
	for _, p := range d.Packages {
		if word(p.Ref) != p.Ref {
			t.Errorf("reference %q", p.Ref)
		}
	}
}

// Hostile names make documents that are still valid, and in which nothing stands raw
// that a terminal or a CI service obeys.
func TestHostileDocuments(t *testing.T) {
	all := schemas(t)
	for _, text := range []string{"a\x1b[31mb", "a\u202eb\u2066", "\u009b31m", "::error::x", "a##[group]b", "a\n::set-env name=x::y", "\xff\xc0\xaf", "half \xe4\xb8", "</text>\nPackageName: y", `"},{"x":"`, `"><script/>`, "]]><x/>", "a\U000e0041b", "\u2028\u2029\u0085", "=1+1", "  "} {
		inv := facts()
		inv.Subject.Name, inv.Subject.Remote = text, "https://example.org/"+text
		for i := range inv.Components {
			c := &inv.Components[i]
			c.Name, c.Version, c.Range, c.Licenses.Declared, c.Licenses.Concluded, c.Download = text, text, text, text, text, text
			inv.Files[1].Copyrights[1].Statement = "Copyright " + text
			c.Sum, c.Origin = text, &inventory.Origin{Authors: []inventory.Maker{{Name: text, Organization: i%2 == 0}, {Name: text + "(x)"}}, Repository: text, Revision: text, Homepage: "https://example.org/" + text, Issues: text, Cache: text, Path: text}
			c.Licenses.Texts = []inventory.LicenseText{{Cache: text, Path: text}}
			c.Hashes = []string{"sha256:" + text}
			for k := range c.Evidence {
				c.Evidence[k].Path = text
			}
		}
		d := document(t, inv, Options{All: true, Author: text, Supplier: text})
		for _, f := range Formats() {
			got := written(t, d, f)
			for _, r := range string(got) {
				if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
					t.Errorf("%q: %s holds %U", text, f, r)
				}
			}
			for line := range strings.SplitSeq(string(got), "\n") {
				if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") || !utf8.ValidString(line) {
					t.Errorf("%q: %s has the line %q", text, f, line)
				}
			}
			if schema := all[f]; schema != nil {
				doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(got))
				if err == nil {
					err = schema.Validate(doc)
				}
				if err != nil {
					t.Errorf("%q: %s: %v", text, f, err)
				}
			}
		}
	}
}

// Escapes do not depend on how the text is cut into writes.
func TestInertInPieces(t *testing.T) {
	const text = "a\u202eb##[x]\u009b文\U000e0041\n\x7f"
	const want = `a\u202eb#\u0023[x]\u009b文\udb40\udc41` + "\n" + `\u007f`
	for n := 1; n <= len(text); n++ {
		var b strings.Builder
		w := &inert{w: &b, escape: jsonEscape}
		for i := 0; i < len(text); i += n {
			if _, err := io.WriteString(w, text[i:min(i+n, len(text))]); err != nil {
				t.Fatal(err)
			}
		}
		if b.String() != want {
			t.Errorf("pieces of %d: %s, want %s", n, b.String(), want)
		}
	}
}

// The address of a repository has a scheme, as every form wants it, or is left out.
func TestAddresses(t *testing.T) {
	for remote, want := range map[string]string{
		"git@git.example.org:a/b.git": "ssh://git@git.example.org/a/b.git", "https://git.example.org/a.git": "https://git.example.org/a.git",
		"": "", "https://git.example.org/a b": "", "https://git.example.org/\x1b": "", "https://%zz/": "",
	} {
		inv := facts()
		inv.Subject.Remote = remote
		if got := document(t, inv, Options{}).Root.VCS; got != want {
			t.Errorf("%q: %q, want %q", remote, got, want)
		}
	}
	for hash, want := range map[string]int{"sha256:" + strings.Repeat("a", 64): 1, "sha256:xyz": 0, "sha256:" + strings.Repeat("a", 62): 0, "sha256": 0} {
		inv := facts()
		inv.Components[0].Hashes = []string{hash}
		for _, p := range document(t, inv, Options{All: true}).Packages {
			if p.PURL == inv.Components[0].PURL && len(p.Hashes) != want {
				t.Errorf("%q: %d hashes", hash, len(p.Hashes))
			}
		}
	}
}
