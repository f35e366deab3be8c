// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

// Document is a bill of materials that was read, to take the place of what a scan
// would find. What could not be used of it is a Gap.
type Document struct {
	Kind       string // for people: "CycloneDX 1.6"
	Components []inventory.Component
	manifest   inventory.Manifest
	gaps       []inventory.Gap
}

// part is a component of a document of any format.
type part struct {
	id, at                               string // at: the place inside the document, for people
	purl, group, name, version, download string
	scope                                string
	optional, distributed, direct, skip  bool
	asked                                bool // the document says that the product asks for it itself
	declared, concluded, allowed         string
	hashes                               []string
	sum                                  string
	origin                               inventory.Origin
	needs                                []string // ids
	knows                                bool
	line                                 int
}

// What our own documents say in comments, see report/bom.
const (
	directly       = "asked for directly"
	notDirectly    = "not asked for directly"
	allowedRange   = "allowed: "
	furtherAuthors = "further authors, as the package says: "
)

// draft is a document on its way.
type draft struct {
	kind  string
	parts []part
	roots map[string]bool // ids of what the document is about
	gaps  []string
}

func (d *draft) gap(format string, args ...any) {
	d.gaps = append(d.gaps, fmt.Sprintf(format, args...))
}

// ReadDocument reads an SPDX document (2.2 or 2.3 as JSON or tag-value, 3.0 as JSON-LD) or a
// CycloneDX one (JSON or XML). name is what evidence and gaps call the file. An error names
// the place, "FILE:LINE:COLUMN" or a path inside the document; a component that
// cannot be used is a Gap, and so is a document without components.
func ReadDocument(name string, data []byte) (*Document, error) {
	if len(data) > maxManifest {
		return nil, fmt.Errorf("%s: larger than %d MiB", name, maxManifest>>20)
	}
	d, err := decodeDocument(name, withoutBOM(data))
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	out := &Document{Kind: d.kind, Components: d.components(name)}
	out.manifest = inventory.Manifest{Path: name, Kind: d.kind, Role: inventory.RoleProduct, Digest: "sha256:" + hex.EncodeToString(sum[:]), Components: len(out.Components)}
	if len(out.Components) == 0 {
		out.gaps = append(out.gaps, inventory.Gap{Detector: "sbom", Path: name, Code: inventory.GapNoComponents, Reason: "the document names no component"})
	}
	const most = 20
	for i, why := range d.gaps {
		if i == most {
			out.gaps = append(out.gaps, inventory.Gap{Detector: "sbom", Path: name, Code: inventory.GapUnparsable, Reason: fmt.Sprintf("%d more places of the document could not be used", len(d.gaps)-most)})
			break
		}
		out.gaps = append(out.gaps, inventory.Gap{Detector: "sbom", Path: name, Code: inventory.GapUnparsable, Reason: why})
	}
	return out, nil
}

// facts are those of the document alone.
func (d *Document) facts() inventory.Facts {
	return inventory.Facts{Components: slices.Clone(d.Components), Manifests: []inventory.Manifest{d.manifest}, Gaps: slices.Clone(d.gaps)}
}

func decodeDocument(name string, data []byte) (*draft, error) {
	text := bytes.TrimLeft(data, " \t\r\n")
	switch {
	case bytes.HasPrefix(text, []byte("{")):
		return decodeJSONDocument(name, data)
	case bytes.HasPrefix(text, []byte("<")):
		var b cdxIn
		in := xml.NewDecoder(bytes.NewReader(data))
		if err := in.Decode(&b); err != nil {
			return nil, xmlPlace(name, err)
		}
		for {
			switch more, err := in.Token(); more := more.(type) {
			case nil:
				if err != io.EOF {
					return nil, xmlPlace(name, err)
				}
			case xml.StartElement:
				line, _ := in.InputPos()
				return nil, fmt.Errorf("%s:%d: <%s> behind the end of the document", name, line, clip(more.Name.Local))
			default:
				continue
			}
			break
		}
		version, ok := strings.CutPrefix(b.XMLName.Space, "http://cyclonedx.org/schema/bom/")
		if b.XMLName.Local != "bom" || !ok {
			return nil, fmt.Errorf("%s: an XML document, and no CycloneDX: its root is <%s> of %q", name, b.XMLName.Local, b.XMLName.Space)
		}
		b.Spec = version
		return b.checked(name)
	case bytes.Contains(text[:min(len(text), 4096)], []byte("SPDXVersion:")):
		return decodeTagValue(name, data)
	}
	return nil, fmt.Errorf("%s: neither SPDX (JSON, tag-value) nor CycloneDX (JSON, XML)", name)
}

func decodeJSONDocument(name string, data []byte) (*draft, error) {
	var kind struct {
		Format  string          `json:"bomFormat"`
		Version string          `json:"spdxVersion"`
		Context json.RawMessage `json:"@context"`
	}
	if err := json.Unmarshal(data, &kind); err != nil {
		return nil, jsonPlace(name, data, err)
	}
	switch {
	case kind.Format == "CycloneDX":
		var b cdxIn
		if err := json.Unmarshal(data, &b); err != nil {
			return nil, jsonPlace(name, data, err)
		}
		return b.checked(name)
	case kind.Version == "SPDX-2.2" || kind.Version == "SPDX-2.3":
		var b spdxIn
		if err := json.Unmarshal(data, &b); err != nil {
			return nil, jsonPlace(name, data, err)
		}
		return b.draft(), nil
	case kind.Version != "":
		return nil, fmt.Errorf("%s: spdxVersion: %q is not read; known are SPDX-2.2 and SPDX-2.3", name, clip(kind.Version))
	case bytes.Contains(kind.Context, []byte("spdx.org/rdf/3")):
		var b spdx3In
		if err := json.Unmarshal(data, &b); err != nil {
			return nil, jsonPlace(name, data, err)
		}
		return b.draft(), nil
	}
	return nil, fmt.Errorf("%s: a JSON document, and neither SPDX (spdxVersion) nor CycloneDX (bomFormat)", name)
}

// jsonPlace words an error of the JSON decoder with its line and column.
func jsonPlace(name string, data []byte, err error) error {
	offset, why := int64(-1), "not readable as JSON"
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset, why = e.Offset, e.Error()
	}
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		offset, why = e.Offset, fmt.Sprintf("%s: a %s is not expected here", cmp.Or(e.Field, "document"), e.Value)
	}
	if offset < 0 || offset > int64(len(data)) {
		return fmt.Errorf("%s: %s", name, why)
	}
	before := data[:max(offset-1, 0)] // the offset is behind what is wrong
	return fmt.Errorf("%s:%d:%d: %s", name, bytes.Count(before, []byte("\n"))+1, len(before)-bytes.LastIndexByte(before, '\n'), why)
}

// checked is the draft of a document of a version that is known.
func (b *cdxIn) checked(name string) (*draft, error) {
	if minor, ok := strings.CutPrefix(b.Spec, "1."); b.Spec != "" && (!ok || len(minor) != 1 || minor > "7") {
		return nil, fmt.Errorf("%s: specVersion: %q is not read; known are 1.0 to 1.7", name, clip(b.Spec))
	}
	return b.draft(), nil
}

func xmlPlace(name string, err error) error {
	if e, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return fmt.Errorf("%s:%d: %s", name, e.Line, e.Msg)
	}
	return fmt.Errorf("%s: not readable as XML", name)
}

// clip keeps a value of the document short in a message.
func clip(s string) string { return s[:min(len(s), 40)] }

// components makes the component model of the parts: one for each package URL.
func (d *draft) components(file string) []inventory.Component {
	purls := map[string]string{} // id -> purl
	for i := range d.parts {
		p := &d.parts[i]
		switch _, err := packageurl.FromString(p.purl); {
		case p.skip:
		case p.purl == "" && p.name == "":
			d.gap("%s: neither a package URL nor a name", p.at)
			p.skip = true
		case p.purl == "":
			p.purl = packageurl.NewPackageURL(packageurl.TypeGeneric, p.group, p.name, p.version, nil, "").ToString()
		case err != nil:
			d.gap("%s: %q is no package URL", p.at, clip(p.purl))
			p.skip = true
		}
		if p.id != "" && !p.skip {
			if _, twice := purls[p.id]; twice {
				d.gap("%s: the id %q is given twice", p.at, clip(p.id))
			}
			purls[p.id] = p.purl
		}
	}
	byPURL := map[string]*inventory.Component{}
	for i := range d.parts {
		p := &d.parts[i]
		if p.skip || p.id != "" && d.roots[p.id] {
			continue
		}
		c := p.component(file)
		for _, id := range p.needs {
			if to, ok := purls[id]; ok {
				c.Requires = append(notNil(c.Requires), to)
			} else {
				d.gap("%s: requires %q, which the document does not hold", p.at, clip(id))
			}
		}
		if known := byPURL[p.purl]; known != nil {
			joinParts(known, &c)
			continue
		}
		byPURL[p.purl] = &c
	}
	out := make([]inventory.Component, 0, len(byPURL))
	for _, purl := range sortedKeys(byPURL) {
		c := byPURL[purl]
		c.Requires, c.Hashes = sorted(c.Requires), sorted(c.Hashes)
		out = append(out, *c)
	}
	onlyKnown(out)
	via(out)
	return out
}

func (p *part) component(file string) inventory.Component {
	u, _ := packageurl.FromString(p.purl) // was looked at before
	c := inventory.Component{
		PURL: p.purl, Name: cmp.Or(p.name, u.Name), Version: cmp.Or(p.version, u.Version), Type: u.Type, Scope: cmp.Or(p.scope, inventory.ScopeRuntime), Role: inventory.RoleProduct,
		Range: p.allowed, Direct: p.direct, Distributed: p.distributed, Optional: p.optional, Hashes: p.hashes, Download: p.download, Sum: p.sum,
		Licenses: inventory.ComponentLicenses{Declared: licenseOf(p.declared), Concluded: licenseOf(p.concluded)},
	}
	if p.knows {
		c.Requires = []string{}
	}
	if hasOrigin(&p.origin) {
		c.Origin = &p.origin
	}
	f := found{sum: p.sum, origin: p.origin, direct: p.direct, distributed: p.distributed, hashes: p.hashes, license: c.Licenses.Declared, allowed: p.allowed, version: c.Version, scope: p.scope, knows: p.knows, download: p.download}
	c.Evidence = []inventory.Evidence{{Path: file, Line: p.line, Proves: proves(&f)}}
	return c
}

// joinParts adds what a second part of one package URL says: the strictest counts.
func joinParts(c, more *inventory.Component) {
	if scopeRank(more.Scope) < scopeRank(c.Scope) {
		c.Scope = more.Scope
	}
	c.Direct, c.Distributed, c.Optional = c.Direct || more.Direct, c.Distributed || more.Distributed, c.Optional && more.Optional
	c.Hashes, c.Download, c.Sum = append(c.Hashes, more.Hashes...), cmp.Or(c.Download, more.Download), cmp.Or(c.Sum, more.Sum)
	if more.Origin != nil {
		if c.Origin == nil {
			c.Origin = &inventory.Origin{}
		}
		joinOrigins(c.Origin, *more.Origin)
	}
	if more.Requires != nil {
		c.Requires = append(notNil(c.Requires), more.Requires...)
	}
	c.Licenses.Declared, c.Licenses.Concluded = licenseOf(c.Licenses.Declared, more.Licenses.Declared), licenseOf(c.Licenses.Concluded, more.Licenses.Concluded)
}

// digestName writes "SHA-256", "SHA256" and "SHA3-256" as "sha256" and "sha3-256".
func digestName(s string) string {
	s = strings.ToLower(s)
	if rest, ok := strings.CutPrefix(s, "sha-"); ok {
		return "sha" + rest
	}
	return s
}

// hash takes a digest of a document; one that is no hexadecimal number is a gap.
func (d *draft) hash(at, algorithm, value string) []string {
	if _, err := hex.DecodeString(value); err != nil || value == "" {
		d.gap("%s: a hash that is no hexadecimal number", at)
		return nil
	}
	return []string{digestName(algorithm) + ":" + strings.ToLower(value)}
}
