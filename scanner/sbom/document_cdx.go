// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// cdxIn is the part of a CycloneDX document, as JSON or XML, that we read.
type cdxIn struct {
	XMLName  xml.Name `json:"-"`
	Spec     string   `json:"specVersion" xml:"-"`
	Metadata struct {
		Component *cdxPart `json:"component" xml:"component"`
	} `json:"metadata" xml:"metadata"`
	Components   []cdxPart `json:"components" xml:"components>component"`
	Dependencies []struct {
		Ref       string   `json:"ref" xml:"ref,attr"`
		DependsOn []string `json:"dependsOn" xml:"-"`
		Nested    []cdxRef `json:"-" xml:"dependency"`
	} `json:"dependencies" xml:"dependencies>dependency"`
	Compositions []struct {
		Aggregate    string   `json:"aggregate" xml:"aggregate"`
		Dependencies []string `json:"dependencies" xml:"-"`
		Nested       []cdxRef `json:"-" xml:"dependencies>dependency"`
	} `json:"compositions" xml:"compositions>composition"`
}

type cdxRef struct {
	Ref string `xml:"ref,attr"`
}

type cdxName struct {
	Name string `json:"name" xml:"name"`
}

type cdxPart struct {
	Type    string `json:"type" xml:"type,attr"`
	Ref     string `json:"bom-ref" xml:"bom-ref,attr"`
	Group   string `json:"group" xml:"group"`
	Name    string `json:"name" xml:"name"`
	Version string `json:"version" xml:"version"`
	Scope   string `json:"scope" xml:"scope"`
	PURL    string `json:"purl" xml:"purl"`
	Hashes  []struct {
		Algorithm string `json:"alg" xml:"alg,attr"`
		Content   string `json:"content" xml:",chardata"`
	} `json:"hashes" xml:"hashes>hash"`
	Licenses     cdxLicensesIn `json:"licenses" xml:"licenses"`
	Manufacturer cdxName       `json:"manufacturer" xml:"manufacturer"`
	Authors      []cdxName     `json:"authors" xml:"authors>author"`
	External     []struct {
		Type    string `json:"type" xml:"type,attr"`
		URL     string `json:"url" xml:"url"`
		Comment string `json:"comment" xml:"comment"`
	} `json:"externalReferences" xml:"externalReferences>reference"`
	Properties []struct {
		Name  string `json:"name" xml:"name,attr"`
		Value string `json:"value" xml:",chardata"`
	} `json:"properties" xml:"properties>property"`
	Components []cdxPart `json:"components" xml:"components>component"`
}

// cdxLicensesIn is the list of licenses of a component: of each an id, a name or
// an expression, and who says so.
type cdxLicensesIn []struct {
	License *struct {
		ID              string `json:"id"`
		Name            string `json:"name"`
		Acknowledgement string `json:"acknowledgement"`
	} `json:"license"`
	Expression      string `json:"expression"`
	Acknowledgement string `json:"acknowledgement"`
}

// UnmarshalXML reads <licenses> into the form that JSON has.
func (l *cdxLicensesIn) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	var in struct {
		License []struct {
			Acknowledgement string `xml:"acknowledgement,attr"`
			ID              string `xml:"id"`
			Name            string `xml:"name"`
		} `xml:"license"`
		Expression []struct {
			Acknowledgement string `xml:"acknowledgement,attr"`
			Text            string `xml:",chardata"`
		} `xml:"expression"`
	}
	if err := d.DecodeElement(&in, &start); err != nil {
		return err
	}
	*l = make(cdxLicensesIn, len(in.License)+len(in.Expression))
	for i, one := range in.License {
		(*l)[i].License = &struct {
			ID              string `json:"id"`
			Name            string `json:"name"`
			Acknowledgement string `json:"acknowledgement"`
		}{one.ID, one.Name, one.Acknowledgement}
	}
	for i, one := range in.Expression {
		(*l)[len(in.License)+i].Expression, (*l)[len(in.License)+i].Acknowledgement = one.Text, one.Acknowledgement
	}
	return nil
}

func (b *cdxIn) draft() *draft {
	d := &draft{kind: "CycloneDX " + clip(b.Spec), roots: map[string]bool{}}
	root := ""
	if c := b.Metadata.Component; c != nil {
		root = c.Ref
		if root != "" {
			d.roots[root] = true
		}
		d.cdxParts(c.Components, "metadata.component.components")
	}
	d.cdxParts(b.Components, "components")
	number := map[string]int{}
	for i := range d.parts {
		if id := d.parts[i].id; id != "" {
			number[id] = i
		}
	}
	direct := map[string]bool{}
	for i, dep := range b.Dependencies {
		for _, n := range dep.Nested {
			dep.DependsOn = append(dep.DependsOn, n.Ref)
		}
		at, known := number[dep.Ref]
		switch {
		case dep.Ref == root && root != "":
			for _, to := range dep.DependsOn {
				direct[to] = true
				if _, ok := number[to]; !ok {
					d.gap("dependencies[%d]: %q is no component of the document", i, clip(to))
				}
			}
		case known:
			d.parts[at].needs = append(d.parts[at].needs, dep.DependsOn...)
		default:
			d.gap("dependencies[%d]: %q is no component of the document", i, clip(dep.Ref))
		}
	}
	for _, c := range b.Compositions {
		for _, n := range c.Nested {
			c.Dependencies = append(c.Dependencies, n.Ref)
		}
		for _, ref := range c.Dependencies {
			if at, ok := number[ref]; ok && c.Aggregate == "complete" {
				d.parts[at].knows = true
			}
		}
	}
	for i := range d.parts {
		d.parts[i].direct = direct[d.parts[i].id] && d.parts[i].id != ""
	}
	return d
}

// cdxParts takes components and those inside them.
func (d *draft) cdxParts(all []cdxPart, where string) {
	for i := range all {
		c := &all[i]
		at := fmt.Sprintf("%s[%d]", where, i)
		p := part{id: c.Ref, at: at, purl: c.PURL, group: c.Group, name: c.fullName(), version: c.Version, skip: c.Type == "file"}
		switch c.Scope {
		case "excluded":
			p.scope = inventory.ScopeDev
		case "optional":
			p.scope, p.optional = inventory.ScopeRuntime, true
		case "required", "":
			p.scope = inventory.ScopeRuntime
		default:
			d.gap("%s.scope: %q is not known; taken as required", at, clip(c.Scope))
		}
		for _, h := range c.Hashes {
			p.hashes = append(p.hashes, d.hash(at+".hashes", h.Algorithm, strings.TrimSpace(h.Content))...)
		}
		p.declared, p.concluded = c.Licenses.text()
		for _, e := range c.External {
			if e.Type == "distribution" && p.download == "" {
				p.download = download(e.URL)
			}
			p.refersTo(e.Type, e.URL, strings.TrimPrefix(e.Comment, "commit "))
		}
		p.origin.Authors = makers(true, c.Manufacturer.Name)
		for _, a := range c.Authors {
			p.origin.Authors = append(p.origin.Authors, makers(false, a.Name)...)
		}
		p.origin.Authors = p.origin.Authors[:min(len(p.origin.Authors), maxMakers)]
		for _, v := range c.Properties { // our own, see report/bom
			switch v.Name {
			case "outgate:scope":
				if scopeRank(v.Value) >= 0 {
					p.scope = v.Value
				}
			case "outgate:go.sum":
				p.sum = goSumHash(v.Value)
			case "outgate:range":
				p.allowed = v.Value
			case "outgate:declared-license":
				p.declared = v.Value
			case "outgate:distributed":
				p.distributed = v.Value == "true"
			}
		}
		d.parts = append(d.parts, p)
		d.cdxParts(c.Components, at+".components")
	}
}

// fullName joins group and name as the ecosystem does.
func (c *cdxPart) fullName() string {
	switch {
	case c.Group == "":
		return c.Name
	case strings.HasPrefix(c.PURL, "pkg:maven/"):
		return c.Group + ":" + c.Name
	case c.PURL == "":
		return c.Name
	}
	return c.Group + "/" + c.Name
}

// text joins the licenses, all of which apply. What nobody calls concluded is declared.
func (l cdxLicensesIn) text() (declared, concluded string) {
	var says, found []string
	for _, one := range l {
		text, by := one.Expression, one.Acknowledgement
		if one.License != nil {
			by = one.License.Acknowledgement
			if text = one.License.ID; text == "" {
				text = one.License.Name
			}
		}
		if by == "concluded" {
			found = append(found, text)
		} else {
			says = append(says, text)
		}
	}
	return licenseOf(says...), licenseOf(found...)
}
