// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// spdxIn is the part of an SPDX 2.2 or 2.3 document that we read.
type spdxIn struct {
	Version       string         `json:"spdxVersion"`
	Describes     []string       `json:"documentDescribes"`
	Packages      []spdxPart     `json:"packages"`
	Relationships []spdxRelation `json:"relationships"`
	within        bool           // tag-value: the tags are those of the last package
}

type spdxPart struct {
	ID         string `json:"SPDXID"`
	Name       string `json:"name"`
	Version    string `json:"versionInfo"`
	Download   string `json:"downloadLocation"`
	Originator string `json:"originator"`
	Homepage   string `json:"homepage"`
	Comment    string `json:"comment"`
	Concluded  string `json:"licenseConcluded"`
	Declared   string `json:"licenseDeclared"`
	Checksums  []struct {
		Algorithm string `json:"algorithm"`
		Value     string `json:"checksumValue"`
	} `json:"checksums"`
	Refs []struct {
		Type    string `json:"referenceType"`
		Locator string `json:"referenceLocator"`
	} `json:"externalRefs"`
	line int
}

type spdxRelation struct {
	From    string `json:"spdxElementId"`
	Type    string `json:"relationshipType"`
	To      string `json:"relatedSpdxElement"`
	Comment string `json:"comment"`
	line    int
}

// given is a value that somebody has given.
func given(s string) string {
	if s == "NOASSERTION" || s == "NONE" {
		return ""
	}
	return s
}

func (b *spdxIn) draft() *draft {
	d := &draft{kind: strings.Replace(b.Version, "-", " ", 1), roots: map[string]bool{}}
	number := map[string]int{}
	for i := range b.Packages {
		p := &b.Packages[i]
		at := fmt.Sprintf("packages[%d]", i)
		if p.line > 0 {
			at = fmt.Sprintf("line %d", p.line)
		}
		one := part{id: p.ID, at: at, name: p.Name, version: p.Version, declared: given(p.Declared), concluded: given(p.Concluded), download: download(given(p.Download)), line: p.line}
		for _, r := range p.Refs {
			if r.Type == "purl" {
				one.purl = cmp.Or(one.purl, r.Locator)
			}
			one.refersTo(r.Type, r.Locator, "")
		}
		one.refersTo("website", given(p.Homepage), "")
		one.origin.Authors = agentOf(p.Originator)
		if more, ok := strings.CutPrefix(p.Comment, furtherAuthors); ok && len(one.origin.Authors) > 0 {
			one.origin.Authors = append(one.origin.Authors, makers(false, strings.Split(more, "; ")...)...)
			one.origin.Authors = one.origin.Authors[:min(len(one.origin.Authors), maxMakers)]
		}
		one.madeOf(p.Download)
		for _, c := range p.Checksums {
			one.hashes = append(one.hashes, d.hash(at+".checksums", c.Algorithm, c.Value)...)
		}
		if p.ID != "" {
			number[p.ID] = len(d.parts)
		}
		d.parts = append(d.parts, one)
	}
	for _, id := range b.Describes {
		d.roots[id] = true
	}
	for _, r := range b.Relationships {
		switch {
		case r.Type == "DESCRIBES" && r.From == "SPDXRef-DOCUMENT":
			d.roots[r.To] = true
		case r.Type == "DESCRIBED_BY" && r.To == "SPDXRef-DOCUMENT":
			d.roots[r.From] = true
		}
	}
	if len(d.roots) == len(b.Packages) { // a flat list: every package is described, none is the product
		d.roots = map[string]bool{}
	}
	d.relate(b.Relationships, number)
	return d
}

// kindsOfDependency says what "A is a ... of B" makes of A.
func kindsOfDependency() map[string]string {
	return map[string]string{
		"DEPENDENCY_OF": "", "RUNTIME_DEPENDENCY_OF": inventory.ScopeRuntime, "OPTIONAL_DEPENDENCY_OF": "", "PROVIDED_DEPENDENCY_OF": inventory.ScopeRuntime,
		"BUILD_DEPENDENCY_OF": inventory.ScopeBuild, "BUILD_TOOL_OF": inventory.ScopeBuild, "DEV_DEPENDENCY_OF": inventory.ScopeDev, "DEV_TOOL_OF": inventory.ScopeDev,
		"TEST_DEPENDENCY_OF": inventory.ScopeTest, "TEST_TOOL_OF": inventory.ScopeTest,
	}
}

// relate applies the relationships. What is a dependency of the product is a direct
// one, unless only that is said of it and another package requires it, too.
func (d *draft) relate(all []spdxRelation, number map[string]int) {
	kinds := kindsOfDependency()
	maybe, needed := map[int]bool{}, map[int]bool{}
	for i, r := range all {
		scope, reverse := kinds[r.Type]
		if !reverse && r.Type != "DEPENDS_ON" && r.Type != "CONTAINS" && r.Type != "DYNAMIC_LINK" && r.Type != "STATIC_LINK" {
			continue
		}
		from, to := r.From, r.To
		if reverse {
			from, to = to, from
		}
		a, knownA := number[from]
		b, knownB := number[to]
		switch {
		case r.Type == "CONTAINS":
			if knownB && d.roots[from] {
				d.parts[b].distributed = true
			}
			continue
		case knownA && (to == "NONE" || to == "NOASSERTION"):
			d.parts[a].knows = to == "NONE"
			continue
		case !knownB || !knownA && from != "SPDXRef-DOCUMENT":
			at := fmt.Sprintf("relationships[%d]", i)
			if r.line > 0 {
				at = fmt.Sprintf("line %d", r.line)
			}
			if strings.HasPrefix(from, "DocumentRef-") || strings.HasPrefix(to, "DocumentRef-") {
				d.gap("%s: with a package of another document, which is not read", at)
			} else {
				d.gap("%s: between %q and %q, one of which is no package of the document", at, clip(r.From), clip(r.To))
			}
			continue
		}
		p := &d.parts[b]
		if scope != "" && (p.scope == "" || scopeRank(scope) < scopeRank(p.scope)) {
			p.scope = scope
		}
		p.optional = p.optional || r.Type == "OPTIONAL_DEPENDENCY_OF"
		switch {
		case !knownA || d.roots[from]:
			words, _, _ := strings.Cut(r.Comment, ";")
			if _, allowed, ok := strings.Cut(r.Comment, allowedRange); ok {
				p.allowed = allowed
			}
			maybe[b] = maybe[b] || reverse && words != notDirectly
			p.direct = p.direct || !reverse || words == directly
		default:
			needed[b] = true
			d.parts[a].needs = append(d.parts[a].needs, to)
		}
	}
	for n := range maybe {
		d.parts[n].direct = d.parts[n].direct || maybe[n] && !needed[n]
	}
}

// decodeTagValue reads the tag-value form: "Tag: value" lines, values in <text>
// over several.
func decodeTagValue(name string, data []byte) (*draft, error) {
	b := &spdxIn{}
	n := 0
	var text *strings.Builder // of a value that goes on
	tag, from := "", 0
	for line := range bytes.Lines(data) {
		n++
		s := strings.TrimRight(string(line), "\r\n")
		if text != nil {
			body, end := strings.CutSuffix(strings.TrimRight(s, " \t"), "</text>")
			text.WriteString("\n" + body)
			if end {
				b.tag(tag, text.String(), from)
				text = nil
			}
			continue
		}
		if s = strings.TrimSpace(s); s == "" || s[0] == '#' {
			continue
		}
		key, value, ok := strings.Cut(s, ":")
		if !ok {
			return nil, fmt.Errorf("%s:%d: expected \"Tag: value\"", name, n)
		}
		value = strings.TrimSpace(value)
		if body, open := strings.CutPrefix(value, "<text>"); open {
			var closed bool
			if value, closed = strings.CutSuffix(body, "</text>"); !closed {
				text, tag, from = &strings.Builder{}, key, n
				text.WriteString(body)
				continue
			}
		}
		b.tag(key, value, n)
	}
	if text != nil {
		return nil, fmt.Errorf("%s:%d: <text> without </text>", name, from)
	}
	if b.Version != "SPDX-2.2" && b.Version != "SPDX-2.3" {
		return nil, fmt.Errorf("%s: SPDXVersion: %q is not read; known are SPDX-2.2 and SPDX-2.3", name, clip(b.Version))
	}
	return b.draft(), nil
}

// tag takes one tag; those that follow a PackageName are of that package.
func (b *spdxIn) tag(key, value string, line int) {
	switch key {
	case "SPDXVersion":
		b.Version = value
	case "PackageName":
		b.Packages = append(b.Packages, spdxPart{Name: value, line: line})
		b.within = true
	case "FileName", "SnippetSPDXID", "LicenseID": // what follows is not of the package
		b.within = false
	case "RelationshipComment":
		if n := len(b.Relationships); n > 0 {
			b.Relationships[n-1].Comment = value
		}
	case "Relationship":
		if f := strings.Fields(value); len(f) >= 3 {
			b.Relationships = append(b.Relationships, spdxRelation{From: f[0], Type: f[1], To: f[2], line: line})
		}
	}
	if !b.within {
		return
	}
	p := &b.Packages[len(b.Packages)-1]
	switch key {
	case "SPDXID":
		p.ID = value
	case "PackageVersion":
		p.Version = value
	case "PackageDownloadLocation":
		p.Download = value
	case "PackageOriginator":
		p.Originator = value
	case "PackageComment":
		p.Comment = value
	case "PackageHomePage":
		p.Homepage = value
	case "PackageLicenseConcluded":
		p.Concluded = value
	case "PackageLicenseDeclared":
		p.Declared = value
	case "PackageChecksum":
		algorithm, digest, _ := strings.Cut(value, ":")
		p.Checksums = append(p.Checksums, struct {
			Algorithm string `json:"algorithm"`
			Value     string `json:"checksumValue"`
		}{algorithm, strings.TrimSpace(digest)})
	case "ExternalRef":
		if f := strings.Fields(value); len(f) >= 3 {
			p.Refs = append(p.Refs, struct {
				Type    string `json:"referenceType"`
				Locator string `json:"referenceLocator"`
			}{f[1], f[2]})
		}
	}
}
