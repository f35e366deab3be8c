// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// spdx3In is the part of an SPDX 3.0 document (JSON-LD) that we read: a flat list of elements.
type spdx3In struct {
	Graph []spdx3Part `json:"@graph"`
}

// spdx3Part has the fields of all elements that are read.
type spdx3Part struct {
	Type         string    `json:"type"`
	ID           string    `json:"spdxId"`
	Name         string    `json:"name"`
	Version      string    `json:"software_packageVersion"`
	PURL         string    `json:"software_packageUrl"`
	Download     string    `json:"software_downloadLocation"`
	Expression   string    `json:"simplelicensing_licenseExpression"`
	From         string    `json:"from"`
	To           spdx3List `json:"to"`
	Relationship string    `json:"relationshipType"`
	Scope        string    `json:"scope"`
	Completeness string    `json:"completeness"`
	Comment      string    `json:"comment"`
	Roots        spdx3List `json:"rootElement"`
	Makers       spdx3List `json:"originatedBy"`
	Homepage     string    `json:"software_homePage"`
	References   []struct {
		Kind    string    `json:"externalRefType"`
		Locator spdx3List `json:"locator"`
	} `json:"externalRef"`
	Identifiers []struct {
		Kind  string `json:"externalIdentifierType"`
		Value string `json:"identifier"`
	} `json:"externalIdentifier"`
	Verified []struct {
		Algorithm string `json:"algorithm"`
		Value     string `json:"hashValue"`
	} `json:"verifiedUsing"`
}

// spdx3List is a list of ids; JSON-LD lets a list of one stand as its only entry.
type spdx3List []string

// UnmarshalJSON reads a list or a single id. Elements that stand there themselves are not followed.
func (l *spdx3List) UnmarshalJSON(data []byte) error {
	var all []any
	if json.Unmarshal(data, &all) != nil {
		var one any
		if err := json.Unmarshal(data, &one); err != nil {
			return err
		}
		all = []any{one}
	}
	for _, v := range all {
		switch v := v.(type) {
		case string:
			*l = append(*l, v)
		case map[string]any:
			id, _ := v["spdxId"].(string)
			*l = append(*l, id)
		}
	}
	return nil
}

// The individuals of SPDX 3.0, Core, by the ends of their names.
func isNoneElement(id string) bool {
	return strings.HasSuffix(id, "/NoneElement") || id == "NoneElement"
}
func isUnknownElement(id string) bool {
	return strings.HasSuffix(id, "/NoAssertionElement") || id == "NoAssertionElement"
}

// spdx3Scopes are the scopes that a relationship has by the phase of life.
func spdx3Scopes() map[string]string {
	return map[string]string{"runtime": inventory.ScopeRuntime, "build": inventory.ScopeBuild, "development": inventory.ScopeDev, "test": inventory.ScopeTest}
}

func (b *spdx3In) draft() *draft {
	d := &draft{kind: "SPDX 3.0", roots: map[string]bool{}}
	number, licenses := map[string]int{}, map[string]string{}
	agents := map[string][]inventory.Maker{}
	for i := range b.Graph {
		switch e := &b.Graph[i]; e.Type {
		case "Person", "Agent":
			agents[e.ID] = makers(false, e.Name)
		case "Organization":
			agents[e.ID] = makers(true, e.Name)
		}
	}
	for i := range b.Graph {
		e := &b.Graph[i]
		at := fmt.Sprintf("@graph[%d]", i)
		switch e.Type {
		case "software_Package":
			one := part{id: e.ID, at: at, name: e.Name, version: e.Version, purl: e.PURL, download: download(given(e.Download))}
			if allowed, ok := strings.CutPrefix(e.Comment, allowedRange); ok {
				one.allowed = allowed
			}
			for _, x := range e.Identifiers {
				if x.Kind == "packageUrl" {
					one.purl = cmp.Or(one.purl, x.Value)
				}
				one.sum = cmp.Or(one.sum, goSumHash(x.Value))
			}
			for _, r := range e.References {
				for _, url := range r.Locator {
					one.refersTo(r.Kind, url, "")
				}
			}
			one.refersTo("website", e.Homepage, "")
			for _, id := range e.Makers {
				one.origin.Authors = append(one.origin.Authors, agents[id]...)
			}
			one.origin.Authors = one.origin.Authors[:min(len(one.origin.Authors), maxMakers)]
			one.madeOf(e.Download)
			for _, h := range e.Verified {
				if h.Value != "" {
					one.hashes = append(one.hashes, d.hash(at+".verifiedUsing", strings.ReplaceAll(h.Algorithm, "_", "-"), h.Value)...)
				}
			}
			if e.ID != "" {
				number[e.ID] = len(d.parts)
			}
			d.parts = append(d.parts, one)
		case "simplelicensing_LicenseExpression":
			licenses[e.ID] = e.Expression
		case "software_Sbom", "SpdxDocument":
			for _, id := range e.Roots {
				d.roots[id] = true
			}
		}
	}
	b.products(d, number)
	maybe, needed := map[int]bool{}, map[int]bool{}
	for i := range b.Graph {
		if e := &b.Graph[i]; e.Type == "Relationship" || e.Type == "LifecycleScopedRelationship" {
			d.spdx3Relation(e, fmt.Sprintf("@graph[%d]", i), number, licenses, maybe, needed)
		}
	}
	for n := range maybe { // the product may name all that it needs, direct or not
		d.parts[n].direct = d.parts[n].asked || !needed[n]
	}
	return d
}

// products leaves those roots that are packages; when every package is one, none is the product.
func (b *spdx3In) products(d *draft, number map[string]int) {
	for id := range d.roots {
		if _, ok := number[id]; !ok {
			delete(d.roots, id)
		}
	}
	if len(d.roots) == len(d.parts) {
		d.roots = map[string]bool{}
	}
}

// spdx3Relation applies one relationship.
func (d *draft) spdx3Relation(e *spdx3Part, at string, number map[string]int, licenses map[string]string, maybe, needed map[int]bool) {
	a, known := number[e.From]
	switch e.Relationship {
	case "hasDeclaredLicense", "hasConcludedLicense":
		for _, id := range e.To {
			text := given(licenses[id])
			if !known || text == "" {
				continue // of a file, or a license that is no expression: nothing is known by it
			}
			if e.Relationship == "hasDeclaredLicense" {
				d.parts[a].declared = licenseOf(d.parts[a].declared, text)
			} else {
				d.parts[a].concluded = licenseOf(d.parts[a].concluded, text)
			}
		}
		return
	case "contains":
		for _, id := range e.To {
			if b, ok := number[id]; ok && d.roots[e.From] {
				d.parts[b].distributed = true
			}
		}
		return
	case "dependsOn", "hasDynamicLink", "hasStaticLink", "hasOptionalDependency", "hasProvidedDependency":
	default:
		return
	}
	if !known {
		d.gap("%s: from %q, which is no package of the document", at, clip(e.From))
		return
	}
	if e.Relationship == "dependsOn" && e.Completeness == "complete" {
		d.parts[a].knows = true
	}
	for _, id := range e.To {
		b, ok := number[id]
		switch {
		case isNoneElement(id):
			d.parts[a].knows = true
			continue
		case isUnknownElement(id):
			continue
		case !ok:
			d.gap("%s: to %q, which is no package of the document", at, clip(id))
			continue
		}
		p := &d.parts[b]
		if scope := spdx3Scopes()[e.Scope]; scope != "" && d.roots[e.From] && (p.scope == "" || scopeRank(scope) < scopeRank(p.scope)) {
			p.scope = scope
		}
		p.optional = p.optional || e.Relationship == "hasOptionalDependency"
		switch {
		case d.roots[e.From] && e.Comment != notDirectly:
			maybe[b] = true
			if e.Comment == directly {
				p.asked = true
			}
		case d.roots[e.From]:
		default:
			needed[b] = true
			d.parts[a].needs = append(d.parts[a].needs, id)
		}
	}
}
