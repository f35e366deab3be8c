// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const cdxText = `{"bomFormat": "CycloneDX", "specVersion": "1.5", "metadata": {"component": {"bom-ref": "root", "name": "app", "components": [{"name": "inner", "version": "1"}]}},
 "components": [
  {"type": "library", "bom-ref": "a", "name": "a", "version": "1.0", "purl": "pkg:npm/a@1.0", "scope": "optional", "licenses": [{"license": {"id": "MIT"}}, {"license": {"name": "Apache-2.0", "acknowledgement": "concluded"}}]},
  {"type": "library", "bom-ref": "b", "group": "org.b", "name": "b", "version": "2.0", "purl": "pkg:maven/org.b/b@2.0", "scope": "excluded", "components": [{"bom-ref": "c", "name": "c"}]},
  {"type": "file", "name": "README"}],
 "dependencies": [{"ref": "root", "dependsOn": ["a"]}, {"ref": "a", "dependsOn": ["b"]}], "compositions": [{"aggregate": "complete", "dependencies": ["a"]}, {"aggregate": "incomplete", "dependencies": ["b"]}]}`

const tagText = `SPDXVersion: SPDX-2.3
DocumentName: x
PackageName: app
SPDXID: SPDXRef-app
PackageComment: <text>of two
PackageVersion: 9</text>
PackageName: a
SPDXID: SPDXRef-a
PackageVersion: 1.0
PackageLicenseDeclared: NOASSERTION
PackageLicenseConcluded: MIT
PackageDownloadLocation: https://example.org/a.tgz
ExternalRef: PACKAGE-MANAGER purl pkg:npm/a@1.0
PackageName: b
SPDXID: SPDXRef-b
ExternalRef: PACKAGE_MANAGER purl pkg:npm/b
FileName: ./x
SPDXID: SPDXRef-file
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-app
Relationship: SPDXRef-app DEPENDS_ON SPDXRef-a
Relationship: SPDXRef-a DEPENDS_ON SPDXRef-b
Relationship: SPDXRef-b BUILD_TOOL_OF SPDXRef-app
Relationship: SPDXRef-b DEPENDS_ON NONE
Relationship: SPDXRef-app CONTAINS SPDXRef-b
`

const spdx3Text = `{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
 {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1"},
 {"type": "software_Package", "spdxId": "u#app", "name": "app"},
 {"type": "software_Package", "spdxId": "u#a", "name": "a", "software_packageVersion": "1.0", "software_packageUrl": "pkg:npm/a@1.0", "software_downloadLocation": "https://example.org/a.tgz", "verifiedUsing": [{"type": "Hash", "algorithm": "sha3_256", "hashValue": "00FF"}]},
 {"type": "software_Package", "spdxId": "u#b", "name": "b", "externalIdentifier": [{"externalIdentifierType": "packageUrl", "identifier": "pkg:npm/b"}]},
 {"type": "software_Package", "spdxId": "u#t", "name": "t"},
 {"type": "simplelicensing_LicenseExpression", "spdxId": "u#mit", "simplelicensing_licenseExpression": "MIT"},
 {"type": "Relationship", "from": "u#a", "relationshipType": "hasDeclaredLicense", "to": ["u#mit"]},
 {"type": "Relationship", "from": "u#b", "relationshipType": "hasConcludedLicense", "to": "u#mit"},
 {"type": "LifecycleScopedRelationship", "from": "u#app", "relationshipType": "dependsOn", "scope": "runtime", "to": ["u#a", "u#b"]},
 {"type": "LifecycleScopedRelationship", "from": "u#app", "relationshipType": "dependsOn", "scope": "test", "to": ["u#t"]},
 {"type": "Relationship", "from": "u#a", "relationshipType": "dependsOn", "completeness": "complete", "to": ["u#b"]},
 {"type": "Relationship", "from": "u#b", "relationshipType": "dependsOn", "to": ["https://spdx.org/rdf/3.0.1/terms/Core/NoneElement"]},
 {"type": "Relationship", "from": "u#t", "relationshipType": "dependsOn", "completeness": "noAssertion", "to": ["https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement"]},
 {"type": "Relationship", "from": "u#t", "relationshipType": "dependsOn", "to": ["u#gone"]},
 {"type": "Relationship", "from": "u#app", "relationshipType": "contains", "to": ["u#b"]},
 {"type": "software_Sbom", "spdxId": "u#sbom", "rootElement": ["u#app"]}, {"type": "SpdxDocument", "spdxId": "u#doc", "rootElement": ["u#sbom"]}]}`

func TestReadSPDX3(t *testing.T) {
	d, err := ReadDocument("bom", []byte(spdx3Text))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"pkg:generic/t test product direct bom:0", "pkg:npm/a@1.0 runtime product direct MIT bom:0", "pkg:npm/b runtime product distributed bom:0"}, rows(d.Components)); diff != "" {
		t.Errorf("components (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{`bom unparsable: @graph[13]: to "u#gone", which is no package of the document`}, gaps(d.facts().Gaps)); diff != "" {
		t.Errorf("gaps (-want +got):\n%s", diff)
	}
	unknown, a, b := d.Components[0], d.Components[1], d.Components[2]
	if unknown.Requires != nil || !slices.Equal(a.Requires, []string{"pkg:npm/b"}) || b.Requires == nil || len(b.Requires) != 0 || b.Via != a.PURL || b.Licenses.Concluded != "MIT" ||
		a.Download != "https://example.org/a.tgz" || !slices.Equal(a.Hashes, []string{"sha3-256:00ff"}) || d.Kind != "SPDX 3.0" {
		t.Errorf("%+v\n%+v\n%+v", unknown, a, b)
	}
}

func TestReadDocument(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
		requires   []string // of the first
		gaps       []string
	}{
		{"CycloneDX", cdxText, []string{"pkg:generic/c runtime product bom:0", "pkg:generic/inner@1 runtime product bom:0", "pkg:maven/org.b/b@2.0 dev product bom:0", "pkg:npm/a@1.0 runtime product direct MIT bom:0"}, nil, nil},
		{"tag-value", tagText, []string{"pkg:npm/a@1.0 runtime product direct bom:7", "pkg:npm/b build product distributed bom:14"}, []string{"pkg:npm/b"}, nil},
		{"SPDX without a product", `{"spdxVersion": "SPDX-2.2", "documentDescribes": ["p"], "packages": [{"SPDXID": "p", "name": "p", "versionInfo": "1"}]}`, []string{"pkg:generic/p@1 runtime product bom:0"}, nil, nil},
		{"nothing in it", `{"bomFormat": "CycloneDX"}`, nil, nil, []string{"bom no-components: the document names no component"}},
		{"parts that cannot be used", `{"bomFormat": "CycloneDX", "components": [{"bom-ref": "x", "purl": "pkg:npm"}, {"version": "1"}, {"bom-ref": "y", "name": "y", "hashes": [{"alg": "MD5", "content": "xyz"}], "scope": "some"}, {"bom-ref": "y", "name": "z"}],
			"dependencies": [{"ref": "gone"}, {"ref": "y", "dependsOn": ["nowhere"]}]}`, []string{"pkg:generic/y runtime product bom:0", "pkg:generic/z runtime product bom:0"}, nil, []string{
			`bom unparsable: components[2].scope: "some" is not known; taken as required`, `bom unparsable: components[2].hashes: a hash that is no hexadecimal number`,
			`bom unparsable: dependencies[0]: "gone" is no component of the document`, `bom unparsable: components[0]: "pkg:npm" is no package URL`,
			`bom unparsable: components[1]: neither a package URL nor a name`, `bom unparsable: components[3]: the id "y" is given twice`, `bom unparsable: components[3]: requires "nowhere", which the document does not hold`}},
		{"a relationship to nothing", `{"spdxVersion": "SPDX-2.3", "packages": [{"SPDXID": "p", "name": "p"}, {"SPDXID": "q", "name": "q"}], "relationships": [{"spdxElementId": "p", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "r"}]}`,
			[]string{"pkg:generic/p runtime product bom:0", "pkg:generic/q runtime product bom:0"}, nil, []string{`bom unparsable: relationships[0]: between "p" and "r", one of which is no package of the document`}},
		{"a package of another document", `{"spdxVersion": "SPDX-2.3", "packages": [{"SPDXID": "p", "name": "p"}, {"SPDXID": "q", "name": "q"}], "relationships": [{"spdxElementId": "p", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "DocumentRef-x:SPDXRef-r"}]}`,
			[]string{"pkg:generic/p runtime product bom:0", "pkg:generic/q runtime product bom:0"}, nil, []string{`bom unparsable: relationships[0]: with a package of another document, which is not read`}},
		{"many of them", `{"bomFormat": "CycloneDX", "components": [{"name": "a"}` + strings.Repeat(`, {"version": "1"}`, 30) + `]}`, []string{"pkg:generic/a runtime product bom:0"}, nil,
			append(func() (all []string) {
				for i := range 20 {
					all = append(all, "bom unparsable: components["+[]string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20"}[i]+"]: neither a package URL nor a name")
				}
				return all
			}(), "bom unparsable: 10 more places of the document could not be used")},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := ReadDocument("bom", []byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			facts := d.facts()
			if diff := cmp.Diff(c.want, rows(facts.Components)); diff != "" {
				t.Errorf("components (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.gaps, gaps(facts.Gaps)); diff != "" {
				t.Errorf("gaps (-want +got):\n%s", diff)
			}
			if c.requires != nil && !slices.Equal(facts.Components[0].Requires, c.requires) {
				t.Errorf("requires %v", facts.Components[0].Requires)
			}
		})
	}
	d, _ := ReadDocument("bom", []byte(cdxText))
	a := d.Components[3]
	if a.Licenses.Concluded != "Apache-2.0" || !a.Optional || !slices.Equal(a.Requires, []string{"pkg:maven/org.b/b@2.0"}) || d.Components[2].Requires != nil || d.Components[2].Via != a.PURL {
		t.Errorf("%+v\n%+v", a, d.Components[2])
	}
}

func TestDocumentsThatCannotBeRead(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "bom: neither SPDX (JSON, tag-value) nor CycloneDX (JSON, XML)"},
		{"{\n  \"bomFormat\": \"CycloneDX\",\n  x}", "bom:3:3: invalid character 'x' looking for beginning of object key string"},
		{"{\"bomFormat\": \"CycloneDX\",\n\"components\": [{\"name\": 1}]}", "bom:2:25: components.name: a number is not expected here"},
		{"{}", "bom: a JSON document, and neither SPDX (spdxVersion) nor CycloneDX (bomFormat)"},
		{`{"spdxVersion": "SPDX-1.0"}`, `bom: spdxVersion: "SPDX-1.0" is not read; known are SPDX-2.2 and SPDX-2.3`},
		{"{\"@context\": \"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",\n \"@graph\": 1}", "bom:2:12: @graph: a number is not expected here"},
		{"<project/>", `bom: an XML document, and no CycloneDX: its root is <project> of ""`},
		{"<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">\n<components>", "bom:2: unexpected EOF"},
		{"<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"/>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"/>", "bom:2: <bom> behind the end of the document"},
		{"<bom xmlns=\"http://cyclonedx.org/schema/bom/1.8\"/>", `bom: specVersion: "1.8" is not read; known are 1.0 to 1.7`},
		{`{"bomFormat": "CycloneDX", "specVersion": "2.0", "components": []}`, `bom: specVersion: "2.0" is not read; known are 1.0 to 1.7`},
		{"SPDXVersion: SPDX-2.3\nrubbish\n", `bom:2: expected "Tag: value"`},
		{"SPDXVersion: SPDX-2.3\nPackageComment: <text>x\n", "bom:2: <text> without </text>"},
		{"SPDXVersion: SPDX-2.1\n", `bom: SPDXVersion: "SPDX-2.1" is not read; known are SPDX-2.2 and SPDX-2.3`},
	} {
		if _, err := ReadDocument("bom", []byte(c.text)); err == nil || err.Error() != c.want {
			t.Errorf("%q: %v, not %s", c.text, err, c.want)
		}
	}
}

func TestADocumentTakesThePlaceOfTheTree(t *testing.T) {
	d, err := ReadDocument("bom", []byte(cdxText))
	if err != nil {
		t.Fatal(err)
	}
	facts := scanTree(t, treeOf(map[string]string{"package-lock.json": packageLockText, "go.mod": "broken"}), Options{Document: d})
	if diff := cmp.Diff(d.Components, facts.Components); diff != "" || len(facts.Gaps) != 0 || len(facts.Manifests) != 1 || facts.Manifests[0].Kind != "CycloneDX 1.5" {
		t.Errorf("%s gaps %v manifests %v", diff, facts.Gaps, facts.Manifests)
	}
}

func FuzzReadDocument(f *testing.F) {
	f.Add([]byte(cdxText))
	f.Add([]byte(tagText))
	f.Add([]byte(spdx3Text))
	f.Add([]byte(`<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components><component><name>a</name><licenses><expression>MIT</expression></licenses></component></components></bom>`))
	f.Add([]byte(`{"spdxVersion": "SPDX-2.3", "packages": [{"SPDXID": "p", "name": "p"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := ReadDocument("bom", data)
		if err == nil && len(d.Components) == 0 && len(d.facts().Gaps) == 0 {
			t.Error("an empty list without a gap")
		}
		if err != nil && !strings.HasPrefix(err.Error(), "bom:") {
			t.Errorf("no place: %v", err)
		}
	})
}
