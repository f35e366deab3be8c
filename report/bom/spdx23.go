// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package bom

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

const noAssertion, none = "NOASSERTION", "NONE"

// spdxDoc is an SPDX 2.3 document.
type spdxDoc struct {
	Version       string             `json:"spdxVersion"`
	DataLicense   string             `json:"dataLicense"`
	ID            string             `json:"SPDXID"`
	Name          string             `json:"name"`
	Namespace     string             `json:"documentNamespace"`
	Comment       string             `json:"comment,omitempty"`
	Creation      spdxCreation       `json:"creationInfo"`
	Describes     []string           `json:"documentDescribes"`
	Packages      []spdxPackage      `json:"packages"`
	Relationships []spdxRelationship `json:"relationships"`
	Extracted     []spdxExtracted    `json:"hasExtractedLicensingInfos,omitempty"`
}

type spdxCreation struct {
	Created  string   `json:"created"`
	Creators []string `json:"creators"`
	Comment  string   `json:"comment,omitempty"`
}

type spdxPackage struct {
	ID            string         `json:"SPDXID"`
	Name          string         `json:"name"`
	Version       string         `json:"versionInfo,omitempty"`
	Supplier      string         `json:"supplier,omitempty"`
	Originator    string         `json:"originator,omitempty"`
	Download      string         `json:"downloadLocation"`
	FilesAnalyzed bool           `json:"filesAnalyzed"`
	Checksums     []spdxChecksum `json:"checksums,omitempty"`
	Concluded     string         `json:"licenseConcluded"`
	Declared      string         `json:"licenseDeclared"`
	Comments      string         `json:"licenseComments,omitempty"`
	Copyright     string         `json:"copyrightText"`
	Source        string         `json:"sourceInfo,omitempty"`
	Homepage      string         `json:"homepage,omitempty"`
	Comment       string         `json:"comment,omitempty"`
	Purpose       string         `json:"primaryPackagePurpose,omitempty"`
	Refs          []spdxRef      `json:"externalRefs,omitempty"`
}

type spdxChecksum struct {
	Algorithm string `json:"algorithm"`
	Value     string `json:"checksumValue"`
}

type spdxRef struct {
	Category string `json:"referenceCategory"`
	Type     string `json:"referenceType"`
	Locator  string `json:"referenceLocator"`
}

type spdxRelationship struct {
	From    string `json:"spdxElementId"`
	Type    string `json:"relationshipType"`
	To      string `json:"relatedSpdxElement"`
	Comment string `json:"comment,omitempty"`
}

type spdxExtracted struct {
	ID   string `json:"licenseId"`
	Text string `json:"extractedText"`
	Name string `json:"name,omitempty"`
}

func spdxID(ref string) string { return "SPDXRef-" + ref }

func (d *Document) spdx23() *spdxDoc {
	doc := &spdxDoc{
		Version: "SPDX-2.3", DataLicense: "CC0-1.0", ID: "SPDXRef-DOCUMENT", Name: d.title(),
		Namespace: "https://spdx.org/spdxdocs/" + word(d.title()) + "-" + d.UUID,
		Creation:  spdxCreation{Created: d.created(), Creators: []string{"Tool: " + d.Tool.Name + "-" + word(d.Tool.Version)}, Comment: "SBOM type (CISA, Types of Software Bill of Materials): " + string(d.Phase)},
		Comment:   d.words(),
		Describes: []string{spdxID(d.Root.Ref)},
	}
	if d.Author != "" {
		doc.Creation.Creators = append([]string{agent(d.Author)}, doc.Creation.Creators...)
	}
	doc.Packages = append(doc.Packages, d.spdxRoot())
	for i := range d.Packages {
		doc.Packages = append(doc.Packages, d.Packages[i].spdx23())
	}
	doc.Relationships = d.relationships23()
	for _, id := range d.Licenses {
		doc.Extracted = append(doc.Extracted, spdxExtracted{ID: id, Name: id, Text: "The license is named in the places that the packages under it give as their source; its text is not part of this document."})
	}
	return doc
}

func (d *Document) title() string {
	if d.Root.Version == "" {
		return d.Root.Name
	}
	return d.Root.Name + "-" + d.Root.Version
}

// words say in prose what SPDX 2.3 has no field for.
func (d *Document) words() string {
	scopes := "scopes: " + strings.Join(d.scopes, ", ") + ", and what the repository holds itself"
	if d.Complete {
		return "Made of the " + string(d.Phase) + "; " + scopes + ". Complete, as lock files tell."
	}
	return "Made of the " + string(d.Phase) + "; " + scopes + ". What some packages require is not known."
}

// agent says whether a name is that of a person, who has a mail address behind it
// and no company's suffix, or of an organization (SPDX 2.3, 6.8).
func agent(name string) string {
	if bare, mail, ok := strings.Cut(strings.TrimSuffix(name, ">"), " <"); ok {
		return "Person: " + bare + " (" + mail + ")"
	}
	return "Organization: " + name
}

func (d *Document) spdxRoot() spdxPackage {
	r := &d.Root
	p := r.spdx23()
	p.Purpose = "SOURCE"
	if d.Supplier != "" {
		p.Supplier = agent(d.Supplier)
	}
	return p
}

// location is where a package can be had: its archive, else a commit of its repository; "" when neither is known.
func (p *Package) location() string {
	if p.Download == "" && p.VCS != "" && p.Commit != "" {
		return vcsLocation(p.VCS, p.Commit)
	}
	return p.Download
}

// vcsLocation is "git+https://host/path@commit" (SPDX 2.3, 7.7).
func vcsLocation(remote, commit string) string {
	if host, path, ok := strings.Cut(remote, ":"); ok && !strings.Contains(remote, "://") { // git@host:path
		remote = "ssh://" + host + "/" + path
	}
	return "git+" + remote + "@" + commit
}

func (p *Package) spdx23() spdxPackage {
	out := spdxPackage{
		ID: spdxID(p.Ref), Name: p.fullName(), Version: p.Version, Download: cmp.Or(p.location(), noAssertion), Concluded: cmp.Or(p.Concluded, noAssertion), Declared: cmp.Or(p.Declared, noAssertion),
		Copyright: cmp.Or(strings.Join(p.Copyrights, "\n"), noAssertion), Purpose: "LIBRARY",
	}
	if note := p.note(); note != "" {
		out.Source = "named in " + note
	}
	out.Comments = p.licenseNote()
	for _, h := range p.Hashes {
		out.Checksums = append(out.Checksums, spdxChecksum{spdxAlgorithm(h.Algorithm), h.Value})
	}
	if p.PURL != "" {
		out.Refs = []spdxRef{{"PACKAGE-MANAGER", "purl", locator(p.PURL)}}
	}
	p.originate23(&out)
	return out
}

func (p *Package) fullName() string {
	switch {
	case p.Group == "":
		return p.Name
	case p.Type == "maven":
		return p.Group + ":" + p.Name
	}
	return p.Group + "/" + p.Name
}

// spdxAlgorithm writes "sha3-256" as SHA3-256 and "sha256" as SHA256.
func spdxAlgorithm(name string) string { return strings.ToUpper(name) }

func (d *Document) relationships23() []spdxRelationship {
	out := []spdxRelationship{{From: "SPDXRef-DOCUMENT", Type: "DESCRIBES", To: spdxID(d.Root.Ref)}}
	root := spdxID(d.Root.Ref)
	needed := map[string]bool{}
	for i := range d.Packages {
		for _, ref := range d.Packages[i].Requires {
			needed[ref] = true
		}
	}
	for i := range d.Packages {
		p := &d.Packages[i]
		id := spdxID(p.Ref)
		if p.Distributed {
			out = append(out, spdxRelationship{From: root, Type: "CONTAINS", To: id})
		}
		switch kind := dependencyKind(p); {
		case p.Direct && kind == "":
			out = append(out, spdxRelationship{From: root, Type: "DEPENDS_ON", To: id, Comment: rangeWords(p.Range)})
		case kind != "":
			out = append(out, spdxRelationship{From: id, Type: kind, To: root, Comment: relationWords(p, needed[p.Ref])})
		case !p.Distributed:
			out = append(out, spdxRelationship{From: id, Type: "DEPENDENCY_OF", To: root, Comment: relationWords(p, needed[p.Ref])})
		}
	}
	for _, p := range append([]Package{d.Root}, d.Packages...) {
		for _, ref := range p.Requires {
			if p.Ref != d.Root.Ref {
				out = append(out, spdxRelationship{From: spdxID(p.Ref), Type: "DEPENDS_ON", To: spdxID(ref)})
			}
		}
		switch {
		case p.RequiresKnown && len(p.Requires) == 0:
			out = append(out, spdxRelationship{From: spdxID(p.Ref), Type: "DEPENDS_ON", To: none})
		case !p.RequiresKnown:
			out = append(out, spdxRelationship{From: spdxID(p.Ref), Type: "DEPENDS_ON", To: noAssertion})
		}
	}
	slices.SortStableFunc(out[1:], func(a, b spdxRelationship) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Type, b.Type), cmp.Compare(a.To, b.To))
	})
	return out
}

// dependencyKind is the relationship that says more than "depends on".
func dependencyKind(p *Package) string {
	switch {
	case p.Scope == inventory.ScopeBuild:
		return "BUILD_DEPENDENCY_OF"
	case p.Scope == inventory.ScopeDev || p.Scope == inventory.ScopeCI:
		return "DEV_DEPENDENCY_OF"
	case p.Scope == inventory.ScopeTest:
		return "TEST_DEPENDENCY_OF"
	case p.Optional:
		return "OPTIONAL_DEPENDENCY_OF"
	}
	return ""
}

// relationWords adds whether the product itself asks for a package where that cannot be
// told from who else requires it.
func relationWords(p *Package, needed bool) string {
	words := ""
	if p.Direct == needed {
		words = map[bool]string{true: "asked for directly", false: "not asked for directly"}[p.Direct]
	}
	if r := rangeWords(p.Range); r != "" && words != "" {
		return words + "; " + r
	}
	return words + rangeWords(p.Range)
}

func rangeWords(r string) string {
	if r == "" {
		return ""
	}
	return "allowed: " + r
}

// locator writes a package URL without blanks and control characters (SPDX 2.3, 7.21).
func locator(purl string) string {
	var b strings.Builder
	for i := range len(purl) {
		if c := purl[i]; c <= ' ' || c == 0x7f {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
