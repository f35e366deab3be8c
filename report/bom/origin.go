// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package bom

import (
	"strings"

	"github.com/outgate/outgate/inventory"
)

// Who made a package, as it says itself, is its originator (SPDX) and manufacturer or
// authors (CycloneDX), never its supplier: nobody says who hands it on. See
// docs/adr/0014-authors-are-no-suppliers.md.

// goSumKind names the hash of go.sum among references and properties.
const goSumKind = "go.sum"

// makerText is a name as an agent of SPDX 2.3 (clause 7.6); what stands in brackets
// there is a mail address, and no name has one.
func makerText(m inventory.Maker) string {
	name := strings.TrimSpace(strings.NewReplacer("(", " ", ")", " ").Replace(m.Name))
	if name == "" {
		return noAssertion
	}
	if m.Organization {
		return "Organization: " + name
	}
	return "Person: " + name
}

// originate23 writes what SPDX 2.3 can say of an origin: one originator, and the
// other makers as a comment.
func (p *Package) originate23(out *spdxPackage) {
	if len(p.Authors) > 0 {
		out.Originator = makerText(p.Authors[0])
		var more []string
		for _, m := range p.Authors[1:] {
			more = append(more, m.Name)
		}
		if len(more) > 0 {
			out.Comment = "further authors, as the package says: " + strings.Join(more, "; ")
		}
	}
	out.Homepage = p.Homepage
	for _, r := range []spdxRef{{"OTHER", "vcs", p.VCS}, {"OTHER", "issue-tracker", p.Issues}, {"OTHER", goSumKind, p.Sum}} {
		if r.Locator != "" {
			out.Refs = append(out.Refs, spdxRef{r.Category, r.Type, locator(r.Locator)})
		}
	}
	if note := p.origin(); note != "" {
		out.Source = strings.TrimPrefix(out.Source+"; "+note, "; ")
	}
}

// originateCDX writes what CycloneDX can say of an origin.
func (p *Package) originateCDX(out *cdxComponent) {
	for i, m := range p.Authors {
		if m.Organization && i == 0 {
			out.Manufacturer = &cdxEntity{m.Name}
			continue
		}
		out.Authors = append(out.Authors, cdxContact{Name: m.Name})
	}
	comment := ""
	if p.Commit != "" {
		comment = "commit " + p.Commit
	}
	for _, r := range []cdxExternal{{p.VCS, "vcs", comment}, {p.Homepage, "website", ""}, {p.Issues, "issue-tracker", ""}} {
		if r.URL != "" {
			out.External = append(out.External, r)
		}
	}
	if p.ToldBy != "" {
		out.Properties = append(out.Properties, cdxNamedValue{"outgate:origin-evidence", p.ToldBy})
	}
	if p.Sum != "" {
		out.Properties = append(out.Properties, cdxNamedValue{"outgate:go.sum", p.Sum})
	}
}

// originate3 writes what SPDX 3 can say of an origin.
func (b *spdx3Builder) originate3(p *Package, e *spdx3Element) {
	for _, m := range p.Authors {
		e.OriginatedBy = append(e.OriginatedBy, b.maker(m))
	}
	e.Homepage = p.Homepage
	for _, r := range []struct{ kind, url string }{{"vcs", p.VCS}, {"issueTracker", p.Issues}} {
		if r.url != "" {
			e.References = append(e.References, spdx3Ref{"ExternalRef", r.kind, []string{r.url}})
		}
	}
	if p.Sum != "" {
		e.Identifiers = append(e.Identifiers, spdx3Ident{"ExternalIdentifier", "other", p.Sum, goSumKind})
	}
	if note := p.origin(); note != "" {
		e.Source = strings.TrimPrefix(e.Source+"; "+note, "; ")
	}
}

// maker is the element of a person or an organization, one for each name.
func (b *spdx3Builder) maker(m inventory.Maker) string {
	kind := "Person"
	if m.Organization {
		kind = "Organization"
	}
	key := kind + ": " + m.Name
	if b.makers[key] == "" {
		b.makers[key] = b.add(spdx3Element{Type: kind, Name: m.Name}, strings.TrimSuffix("Maker-"+word(m.Name), "-")+"-"+digest(key))
	}
	return b.makers[key]
}
