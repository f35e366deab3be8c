// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package bom

import (
	"strings"

	"github.com/outgate/outgate/inventory"
)

// spdx3Doc is an SPDX 3.0.1 document as JSON-LD: a flat list of elements.
type spdx3Doc struct {
	Context string `json:"@context"`
	Graph   []any  `json:"@graph"`
}

const (
	spdx3Context  = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
	spdx3Creation = "_:creation"
)

type spdx3Info struct {
	Type         string   `json:"type"`
	ID           string   `json:"@id"`
	Created      string   `json:"created"`
	CreatedBy    []string `json:"createdBy"`
	CreatedUsing []string `json:"createdUsing,omitempty"`
	SpecVersion  string   `json:"specVersion"`
}

// spdx3Element has the fields of all elements that are written.
type spdx3Element struct {
	Type         string       `json:"type"`
	ID           string       `json:"spdxId"`
	Info         string       `json:"creationInfo"`
	Name         string       `json:"name,omitempty"`
	Comment      string       `json:"comment,omitempty"`
	Identifiers  []spdx3Ident `json:"externalIdentifier,omitempty"`
	Verified     []spdx3Hash  `json:"verifiedUsing,omitempty"`
	SuppliedBy   string       `json:"suppliedBy,omitempty"`
	OriginatedBy []string     `json:"originatedBy,omitempty"`
	References   []spdx3Ref   `json:"externalRef,omitempty"`
	Homepage     string       `json:"software_homePage,omitempty"`
	PURL         string       `json:"software_packageUrl,omitempty"`
	Version      string       `json:"software_packageVersion,omitempty"`
	Download     string       `json:"software_downloadLocation,omitempty"`
	Source       string       `json:"software_sourceInfo,omitempty"`
	Copyright    string       `json:"software_copyrightText,omitempty"`
	Purpose      string       `json:"software_primaryPurpose,omitempty"`
	Expression   string       `json:"simplelicensing_licenseExpression,omitempty"`
	From         string       `json:"from,omitempty"`
	Relationship string       `json:"relationshipType,omitempty"`
	To           []string     `json:"to,omitempty"`
	Completeness string       `json:"completeness,omitempty"`
	Scope        string       `json:"scope,omitempty"`
	DataLicense  string       `json:"dataLicense,omitempty"`
	SbomType     []string     `json:"software_sbomType,omitempty"`
	Profiles     []string     `json:"profileConformance,omitempty"`
	RootElement  []string     `json:"rootElement,omitempty"`
	Elements     []string     `json:"element,omitempty"`
}

type spdx3Hash struct {
	Type      string `json:"type"`
	Algorithm string `json:"algorithm"`
	Value     string `json:"hashValue"`
}

type spdx3Ident struct {
	Type       string `json:"type"`
	Kind       string `json:"externalIdentifierType"`
	Identifier string `json:"identifier"`
	Comment    string `json:"comment,omitempty"`
}

type spdx3Ref struct {
	Type    string   `json:"type"`
	Kind    string   `json:"externalRefType"`
	Locator []string `json:"locator"`
}

// noneElement and unknownElement are individuals of SPDX 3.0.1, Core.
const (
	noneElement    = "https://spdx.org/rdf/3.0.1/terms/Core/NoneElement"
	unknownElement = "https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement"
)

type spdx3Builder struct {
	d        *Document
	base     string
	elements []spdx3Element
	licenses map[string]string // expression -> id of its element
	makers   map[string]string // kind and name -> id of its element
}

func (d *Document) spdx3() *spdx3Doc {
	b := &spdx3Builder{d: d, base: "urn:uuid:" + d.UUID + "#", licenses: map[string]string{}, makers: map[string]string{}}
	info, author := b.creation()
	supplier := author
	if d.Supplier != "" && d.Supplier != d.Author {
		supplier = b.add(spdx3Element{Type: strings.SplitN(agent(d.Supplier), ":", 2)[0], Name: d.Supplier}, "Supplier")
	}
	root := spdx3Element{Type: "software_Package", Name: d.Root.fullName(), PURL: d.Root.PURL, Version: d.Root.Version, Purpose: "source"}
	if d.Supplier != "" {
		root.SuppliedBy = supplier
	}
	root.Download, root.Copyright = d.Root.location(), strings.Join(d.Root.Copyrights, "\n")
	b.originate3(&d.Root, &root)
	b.add(root, d.Root.Ref)
	for i := range d.Packages {
		p := &d.Packages[i]
		e := p.spdx3()
		b.originate3(p, &e)
		b.add(e, p.Ref)
	}
	for _, p := range append([]Package{d.Root}, d.Packages...) {
		b.license(&p, p.Declared, "hasDeclaredLicense")
		b.license(&p, p.Concluded, "hasConcludedLicense")
	}
	b.relate()
	return b.document(info)
}

// creation makes the tool and who stands behind the document: the author, or
// the program itself where nobody said.
func (b *spdx3Builder) creation() (spdx3Info, string) {
	tool := b.add(spdx3Element{Type: "Tool", Name: b.d.Tool.Name + " " + b.d.Tool.Version}, "Tool")
	by := ""
	if b.d.Author != "" {
		by = b.add(spdx3Element{Type: strings.SplitN(agent(b.d.Author), ":", 2)[0], Name: b.d.Author}, "Author")
	} else {
		by = b.add(spdx3Element{Type: "SoftwareAgent", Name: b.d.Tool.Name}, "Agent")
	}
	return spdx3Info{Type: "CreationInfo", ID: spdx3Creation, Created: b.d.created(), CreatedBy: []string{by}, CreatedUsing: []string{tool}, SpecVersion: "3.0.1"}, by
}

func (b *spdx3Builder) add(e spdx3Element, name string) string {
	e.ID, e.Info = b.base+name, spdx3Creation
	b.elements = append(b.elements, e)
	return e.ID
}

func (p *Package) spdx3() spdx3Element {
	e := spdx3Element{Type: "software_Package", Name: p.fullName(), PURL: p.PURL, Version: p.Version, Purpose: "library", Download: p.location(), Copyright: strings.Join(p.Copyrights, "\n")}
	e.Comment = rangeWords(p.Range)
	if note := p.note(); note != "" {
		e.Source = "named in " + note
	}
	if p.PURL != "" {
		e.Identifiers = []spdx3Ident{{"ExternalIdentifier", "packageUrl", p.PURL, ""}}
	}
	for _, h := range p.Hashes {
		e.Verified = append(e.Verified, spdx3Hash{"Hash", strings.ReplaceAll(h.Algorithm, "-", "_"), h.Value})
	}
	return e
}

func (b *spdx3Builder) license(p *Package, expression, kind string) {
	if expression == "" {
		return
	}
	id := b.licenses[expression]
	if id == "" {
		id = b.add(spdx3Element{Type: "simplelicensing_LicenseExpression", Expression: expression}, "License-"+word(expression)+"-"+digest(expression))
		b.licenses[expression] = id
	}
	comment := p.declaredNote()
	if kind == "hasConcludedLicense" {
		comment = p.concludedNote()
	}
	b.add(spdx3Element{Type: "Relationship", Comment: comment, From: b.base + p.Ref, Relationship: kind, To: []string{id}}, "Relation-"+kind+"-"+p.Ref)
}

// spdx3Way is how the product needs a package.
type spdx3Way struct {
	scope    string // phase of life
	direct   bool
	optional bool
}

// relateRoot writes what the product contains and what it needs.
func (b *spdx3Builder) relateRoot() {
	root := b.base + b.d.Root.Ref
	ways := map[spdx3Way][]string{}
	var contained []string
	for i := range b.d.Packages {
		p := &b.d.Packages[i]
		if p.Distributed {
			contained = append(contained, b.base+p.Ref)
		}
		if p.Direct || p.Optional || !p.Distributed || p.Scope != inventory.ScopeRuntime {
			w := spdx3Way{lifecycle(p.Scope), p.Direct, p.Optional}
			ways[w] = append(ways[w], b.base+p.Ref)
		}
	}
	if len(contained) > 0 {
		b.add(spdx3Element{Type: "Relationship", From: root, Relationship: "contains", To: contained}, "Relation-contains-"+b.d.Root.Ref)
	}
	completeness := "incomplete"
	if b.d.Complete {
		completeness = "complete"
	}
	for _, scope := range []string{"runtime", "build", "development", "test"} {
		for _, w := range []spdx3Way{{scope, true, false}, {scope, false, false}, {scope, true, true}, {scope, false, true}} {
			if len(ways[w]) == 0 {
				continue
			}
			e := spdx3Element{Type: "LifecycleScopedRelationship", Comment: "asked for directly", From: root, Relationship: "dependsOn", To: ways[w], Scope: scope, Completeness: completeness}
			name := "Relation-" + scope + "-"
			if !w.direct {
				e.Comment, name = "not asked for directly", name+"indirect-"
			}
			if w.optional {
				e.Relationship, name = "hasOptionalDependency", name+"optional-"
			}
			b.add(e, name+b.d.Root.Ref)
		}
	}
}

// relate writes who requires whom, by the phase of life in which it does.
func (b *spdx3Builder) relate() {
	b.relateRoot()
	for i := range b.d.Packages {
		p := &b.d.Packages[i]
		e := spdx3Element{Type: "Relationship", From: b.base + p.Ref, Relationship: "dependsOn", Completeness: "complete"}
		for _, ref := range p.Requires {
			e.To = append(e.To, b.base+ref)
		}
		switch {
		case p.RequiresKnown && len(e.To) == 0:
			e.To = []string{noneElement}
		case !p.RequiresKnown && len(e.To) == 0:
			e.To, e.Completeness = []string{unknownElement}, "noAssertion"
		case !p.RequiresKnown:
			e.Completeness = "incomplete"
		}
		b.add(e, "Relation-dependsOn-"+p.Ref)
	}
}

func lifecycle(scope string) string {
	switch scope {
	case inventory.ScopeBuild:
		return "build"
	case inventory.ScopeTest:
		return "test"
	case inventory.ScopeDev, inventory.ScopeCI:
		return "development"
	}
	return "runtime"
}

// document adds the bill of materials and the document around the elements.
func (b *spdx3Builder) document(info spdx3Info) *spdx3Doc {
	var all []string
	for _, e := range b.elements {
		all = append(all, e.ID)
	}
	root := b.base + b.d.Root.Ref
	data := b.add(spdx3Element{Type: "simplelicensing_LicenseExpression", Expression: "CC0-1.0"}, "DataLicense")
	sbom := b.add(spdx3Element{
		Type: "software_Sbom", Name: b.d.title(), Comment: b.d.words(), SbomType: []string{string(b.d.Phase)}, RootElement: []string{root}, Elements: all,
	}, "SBOM")
	b.add(spdx3Element{
		Type: "SpdxDocument", Name: b.d.title(), DataLicense: data, RootElement: []string{sbom}, Elements: []string{sbom}, Profiles: []string{"core", "software", "simpleLicensing"},
	}, "Document")
	doc := &spdx3Doc{Context: spdx3Context, Graph: []any{info}}
	for i := range b.elements {
		doc.Graph = append(doc.Graph, &b.elements[i])
	}
	return doc
}
