// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package bom

import (
	"cmp"
	"encoding/xml"
	"io"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
)

// cdxBOM is a CycloneDX document of version 1.6 or 1.7, for JSON and XML.
type cdxBOM struct {
	XMLName      xml.Name         `json:"-" xml:"bom"`
	XMLNS        string           `json:"-" xml:"xmlns,attr"`
	Format       string           `json:"bomFormat" xml:"-"`
	Spec         string           `json:"specVersion" xml:"-"`
	Serial       string           `json:"serialNumber" xml:"serialNumber,attr"`
	Version      int              `json:"version" xml:"version,attr"`
	Metadata     cdxMetadata      `json:"metadata" xml:"metadata"`
	Components   []cdxComponent   `json:"components" xml:"components>component"`
	Dependencies []cdxDependency  `json:"dependencies" xml:"dependencies>dependency"`
	Compositions []cdxComposition `json:"compositions,omitempty" xml:"compositions>composition"`
}

type cdxMetadata struct {
	Timestamp    string         `json:"timestamp" xml:"timestamp"`
	Lifecycles   []cdxLifecycle `json:"lifecycles" xml:"lifecycles>lifecycle"`
	Tools        cdxTools       `json:"tools" xml:"tools"`
	Authors      cdxAuthors     `json:"authors,omitempty" xml:"authors"`
	Component    cdxComponent   `json:"component" xml:"component"`
	Manufacturer *cdxEntity     `json:"manufacturer,omitempty" xml:"manufacturer,omitempty"`
	Supplier     *cdxEntity     `json:"supplier,omitempty" xml:"supplier,omitempty"`
	Licenses     []cdxLicense   `json:"licenses" xml:"licenses>license"`
	Properties   cdxProperties  `json:"properties,omitempty" xml:"properties"`
}

type cdxLifecycle struct {
	Phase string `json:"phase" xml:"phase"`
}

type cdxTools struct {
	Components []cdxComponent `json:"components" xml:"components>component"`
}

type cdxContact struct {
	Name string `json:"name" xml:"name"`
	Mail string `json:"email,omitempty" xml:"email,omitempty"`
}

type cdxEntity struct {
	Name string `json:"name" xml:"name"`
}

type cdxComponent struct {
	Type         string        `json:"type" xml:"type,attr"`
	Ref          string        `json:"bom-ref,omitempty" xml:"bom-ref,attr,omitempty"`
	Supplier     *cdxEntity    `json:"supplier,omitempty" xml:"supplier,omitempty"`
	Manufacturer *cdxEntity    `json:"manufacturer,omitempty" xml:"manufacturer,omitempty"`
	Authors      cdxAuthors    `json:"authors,omitempty" xml:"authors"`
	Group        string        `json:"group,omitempty" xml:"group,omitempty"`
	Name         string        `json:"name" xml:"name"`
	Version      string        `json:"version,omitempty" xml:"version,omitempty"`
	Scope        string        `json:"scope,omitempty" xml:"scope,omitempty"`
	Hashes       cdxHashes     `json:"hashes,omitempty" xml:"hashes"`
	Licenses     *cdxLicenses  `json:"licenses,omitempty" xml:"licenses,omitempty"`
	Copyright    string        `json:"copyright,omitempty" xml:"copyright,omitempty"`
	PURL         string        `json:"purl,omitempty" xml:"purl,omitempty"`
	External     cdxExternals  `json:"externalReferences,omitempty" xml:"externalReferences"`
	Properties   cdxProperties `json:"properties,omitempty" xml:"properties"`
	Evidence     *cdxEvidence  `json:"evidence,omitempty" xml:"evidence,omitempty"`
}

type cdxHash struct {
	Algorithm string `json:"alg" xml:"alg,attr"`
	Value     string `json:"content" xml:",chardata"`
}

// cdxLicenses is one expression, as CycloneDX wants it for a component, or, when there
// is an ID, what is declared and what is concluded as two licenses.
type cdxLicenses struct {
	Expression      string
	Acknowledgement string
	Declared        string // an id of the SPDX list; Expression is one, too, then
}

type cdxLicense struct {
	ID string
}

type cdxExternal struct {
	URL     string `json:"url" xml:"url"`
	Type    string `json:"type" xml:"type,attr"`
	Comment string `json:"comment,omitempty" xml:"comment,omitempty"`
}

type cdxNamedValue struct {
	Name  string `json:"name" xml:"name,attr"`
	Value string `json:"value" xml:",chardata"`
}

type cdxEvidence struct {
	Identity    []cdxIdentity  `json:"identity,omitempty" xml:"identity,omitempty"`
	Occurrences cdxOccurrences `json:"occurrences,omitempty" xml:"occurrences"`
	Licenses    *cdxLicenses   `json:"licenses,omitempty" xml:"licenses,omitempty"`
}

type cdxIdentity struct {
	Field   string      `json:"field" xml:"field"`
	Value   string      `json:"concludedValue,omitempty" xml:"concludedValue,omitempty"`
	Methods []cdxMethod `json:"methods" xml:"methods>method"`
}

type cdxMethod struct {
	Technique  string  `json:"technique" xml:"technique"`
	Confidence float64 `json:"confidence" xml:"confidence"`
	Value      string  `json:"value,omitempty" xml:"value,omitempty"`
}

type cdxOccurrence struct {
	Location string `json:"location" xml:"location"`
	Line     int    `json:"line,omitempty" xml:"line,omitempty"`
}

type cdxDependency struct {
	Ref       string   `json:"ref"`
	DependsOn []string `json:"dependsOn,omitempty"`
}

type cdxComposition struct {
	Aggregate    string   `json:"aggregate"`
	Assemblies   []string `json:"assemblies,omitempty"`
	Dependencies []string `json:"dependencies,omitempty"`
}

func (d *Document) cycloneDX(spec string) *cdxBOM {
	out := &cdxBOM{
		XMLNS: "http://cyclonedx.org/schema/bom/" + spec, Format: "CycloneDX", Spec: spec, Serial: "urn:uuid:" + d.UUID, Version: 1,
		Metadata: cdxMetadata{
			Timestamp:  d.created(),
			Lifecycles: []cdxLifecycle{{map[Phase]string{PhaseSource: "pre-build", PhaseBuild: "build"}[d.Phase]}},
			Tools:      cdxTools{[]cdxComponent{{Type: "application", Name: d.Tool.Name, Version: d.Tool.Version}}},
			Component:  d.cdxRoot(),
			Licenses:   []cdxLicense{{"CC0-1.0"}},
		},
		Components: []cdxComponent{},
	}
	if d.Author != "" {
		name, mail, _ := strings.Cut(strings.TrimSuffix(d.Author, ">"), " <")
		out.Metadata.Authors = []cdxContact{{name, mail}}
		if strings.HasPrefix(agent(d.Author), "Organization:") { // the field for those from 1.6 on; many readers know the other alone
			out.Metadata.Manufacturer = &cdxEntity{d.Author}
		}
	}
	if d.Supplier != "" {
		out.Metadata.Supplier = &cdxEntity{d.Supplier}
	}
	for i := range d.Packages {
		out.Components = append(out.Components, d.Packages[i].cycloneDX())
	}
	out.Dependencies, out.Compositions = d.cdxGraph()
	return out
}

func (d *Document) cdxRoot() cdxComponent {
	r := d.Root.cycloneDX()
	r.Type, r.Scope, r.Properties = "application", "", nil
	if d.Supplier != "" {
		r.Supplier = &cdxEntity{d.Supplier}
	}
	if d.Root.Commit != "" {
		r.Properties = []cdxNamedValue{{"outgate:commit", d.Root.Commit}}
	}
	return r
}

// vcsURL is an address as an IRI: git@host:path becomes ssh://git@host/path.
func vcsURL(remote string) string {
	return strings.TrimPrefix(strings.TrimSuffix(vcsLocation(remote, ""), "@"), "git+")
}

func (p *Package) cycloneDX() cdxComponent {
	out := cdxComponent{Type: "library", Ref: p.Ref, Group: p.Group, Name: p.Name, Version: p.Version, Scope: "required", PURL: p.PURL, Copyright: strings.Join(p.Copyrights, "\n")}
	switch {
	case p.Scope != inventory.ScopeRuntime:
		out.Scope = "excluded" // by CycloneDX: not part of what runs
	case p.Optional:
		out.Scope = "optional"
	}
	for _, h := range p.Hashes {
		if name := cdxAlgorithm(h.Algorithm); name != "" {
			out.Hashes = append(out.Hashes, cdxHash{name, h.Value})
		}
	}
	switch {
	case p.Concluded != "" && listedID(p.Concluded) && listedID(p.Declared):
		out.Licenses = &cdxLicenses{p.Concluded, "concluded", p.Declared}
	case p.Concluded != "":
		out.Licenses = &cdxLicenses{p.Concluded, "concluded", ""}
	case p.Declared != "":
		out.Licenses = &cdxLicenses{p.Declared, "declared", ""}
	}
	for _, v := range []cdxNamedValue{{"outgate:scope", p.Scope}, {"outgate:range", p.Range}, {"outgate:declared-license", p.Declared}} {
		if v.Value != "" && !(v.Name == "outgate:declared-license" && (p.Concluded == "" || out.Licenses.Declared != "")) {
			out.Properties = append(out.Properties, v)
		}
	}
	if p.Curated != nil {
		out.Properties = append(out.Properties, cdxNamedValue{"outgate:curated", p.Curated.String()})
	} else if note := p.concludedNote(); note != "" {
		out.Properties = append(out.Properties, cdxNamedValue{"outgate:license-evidence", note})
	}
	if o := p.Online; o != nil {
		out.Properties = append(out.Properties, cdxNamedValue{"outgate:online", o.Service + " on " + o.Date + ": " + cmp.Or(o.License, "no license")})
	}
	if p.Distributed {
		out.Properties = append(out.Properties, cdxNamedValue{"outgate:distributed", "true"})
	}
	if p.Download != "" {
		out.External = append(out.External, cdxExternal{p.Download, "distribution", ""})
	}
	p.originateCDX(&out)
	out.Evidence = p.cdxEvidence()
	return out
}

// listedID reports whether an expression is one id of the SPDX list and nothing more.
func listedID(expression string) bool {
	e, err := spdx.Parse(expression)
	if err != nil {
		return false
	}
	all := e.Licenses()
	return len(all) == 1 && all[0].ID == expression && !strings.Contains(expression, "LicenseRef-")
}

func (p *Package) cdxEvidence() *cdxEvidence {
	if len(p.Evidence) == 0 {
		return nil
	}
	e := &cdxEvidence{}
	for _, place := range p.Evidence {
		e.Occurrences = append(e.Occurrences, cdxOccurrence{place.Path, place.Line})
	}
	e.Identity = []cdxIdentity{{Field: "purl", Value: p.PURL, Methods: []cdxMethod{{Technique: "manifest-analysis", Confidence: 1, Value: p.Evidence[0].Path}}}}
	return e
}

// cdxAlgorithm is CycloneDX's name of a hash; "" when it has none.
func cdxAlgorithm(name string) string {
	return map[string]string{
		"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512",
		"sha3-256": "SHA3-256", "sha3-384": "SHA3-384", "sha3-512": "SHA3-512", "blake3": "BLAKE3",
	}[name]
}

// cdxGraph writes who requires whom, and for which packages that is all.
func (d *Document) cdxGraph() ([]cdxDependency, []cdxComposition) {
	deps := []cdxDependency{{Ref: d.Root.Ref, DependsOn: d.Root.Requires}}
	var known, unknown []string
	for i := range d.Packages {
		p := &d.Packages[i]
		if p.RequiresKnown || len(p.Requires) > 0 {
			deps = append(deps, cdxDependency{Ref: p.Ref, DependsOn: p.Requires})
		}
		if p.RequiresKnown {
			known = append(known, p.Ref)
		} else {
			unknown = append(unknown, p.Ref)
		}
	}
	root := "incomplete"
	if d.Complete {
		root = "complete"
	}
	all := []cdxComposition{{Aggregate: root, Assemblies: []string{d.Root.Ref}, Dependencies: []string{d.Root.Ref}}}
	if len(known) > 0 {
		all = append(all, cdxComposition{Aggregate: "complete", Dependencies: known})
	}
	if len(unknown) > 0 {
		all = append(all, cdxComposition{Aggregate: "unknown", Dependencies: unknown})
	}
	return deps, all
}

func writeXML(w io.Writer, b *cdxBOM) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(&inert{w: w, escape: xmlEscape})
	e.Indent("", "  ")
	if err := e.Encode(b); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
