// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package bom writes software bills of materials: SPDX 2.3 (JSON and tag-value),
// SPDX 3.0.1 (JSON-LD) and CycloneDX 1.6 and 1.7 (JSON and XML).
//
//	doc, err := bom.New(inv, bom.Options{Now: now, Author: "Example Corp"})
//	err = doc.Write(w, bom.CycloneDX16JSON)
//
// # What is in it
//
// The root is the subject at its commit. The packages are the components of the
// product: by default those that the release needs at run time or holds itself,
// whichever scope; Options.Scopes and Options.All widen that. Packages of tests and
// examples are no part of a product and are left out unless asked for.
//
// # Proved fields only
//
// A field is written when a file of the tree proves it, or when the operator has
// said it (author, supplier, name and version of the product, lifecycle); nothing
// is filled in to please a score. A version that is not known is absent, a license
// that is not known is NOASSERTION, a supplier that nobody named is absent. What
// requires what is written where a lock file tells; where it does not, SPDX says
// NOASSERTION and CycloneDX an incomplete composition, never "none".
//
// # Determinism
//
// Identifiers are made of the content (name-based UUIDs, RFC 9562, version 8), lists are
// sorted, the time is that of Options. The same facts and options give the same bytes.
package bom

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

// Options say what the inventory cannot know.
type Options struct {
	Now      time.Time
	Author   string   // of the document: a person or an organization; "" when nobody said
	Supplier string   // of the product; "" when nobody said
	Name     string   // of the product; "" takes the subject's
	Version  string   // of the product; "" takes the commit
	Phase    Phase    // "" is PhaseSource
	License  string   // SPDX expression of the product, as its license file says; "" when unknown
	Scopes   []string // inventory.Scope constants; nil is runtime alone. What the release holds itself is always in it
	All      bool     // packages of tests, examples and pipelines as well
	// Curated says, by package URL, who concluded the license that the inventory has
	// for a package. nil: nobody.
	Curated map[string]Curation
}

// Curation is who concluded a license, and why: a person who has read the content.
type Curation struct {
	By      string // a name
	Date    string // YYYY-MM-DD
	Reason  string
	Content []string // what was read: "sha256:" and hexadecimal digits
}

// maxTexts is how many places of license texts a document names for a package.
const maxTexts = 8

// String is the curation in one sentence.
func (c *Curation) String() string {
	return "concluded by " + c.By + " on " + c.Date + ": " + c.Reason + " (read: " + strings.Join(c.Content, ", ") + ")"
}

// Phase is the phase of the lifecycle that the document describes (CISA, Types of
// SBOM; CycloneDX metadata.lifecycles).
type Phase string

// Phases.
const (
	PhaseSource Phase = "source" // of the source, before it is built
	PhaseBuild  Phase = "build"
)

// Document is a bill of materials, ready to be written.
type Document struct {
	Root     Package
	Packages []Package // sorted by reference
	Created  time.Time
	Author   string
	Supplier string
	Tool     inventory.Tool
	Phase    Phase
	UUID     string // of the content
	Complete bool   // everything that the root needs is listed, as lock files tell
	Licenses []string
	scopes   []string
}

// Package is the root or a component.
type Package struct {
	Ref     string // unique in the document: letters, digits, "-" and "."
	Name    string
	Group   string // namespace of the package URL; "" when it has none
	Version string
	PURL    string
	Type    string // purl type
	Scope   string
	// Declared and Concluded are SPDX expressions; "" when unknown.
	Declared, Concluded string
	Online              *inventory.Lookup `json:",omitempty"` // who declared it, when a service was asked; nil: a file says so
	Curated             *Curation         `json:",omitempty"` // who concluded it; nil: its files say so
	Hashes              []Hash
	Download            string            `json:",omitempty"` // URL of the archive; "" when unknown
	Sum                 string            `json:",omitempty"` // of a Go module, as go.sum pins it; "" when unknown
	Authors             []inventory.Maker `json:",omitempty"` // who made it, as it says
	ToldBy              string            `json:",omitempty"` // the file that says who made it and where its source is, when Evidence does not name it
	Homepage, Issues    string            // URLs; "" when unknown
	Copyrights          []string          `json:",omitempty"` // statements of its license files
	Texts               []string          `json:",omitempty"` // places that Concluded rests on
	Distributed         bool
	Optional            bool
	Direct              bool
	Requires            []string // references, sorted
	RequiresKnown       bool     // what it requires is known, also when that is nothing
	Range               string
	Evidence            []inventory.Evidence
	VCS                 string // URL of the repository, with a scheme; "" when unknown
	Commit              string // of VCS; "" when unknown
}

// licenseNote says what licenses rest on that no field says; "" when nothing is to be said.
func (p *Package) licenseNote() string {
	return strings.Join(slices.DeleteFunc([]string{p.concludedNote(), p.declaredNote()}, func(s string) bool { return s == "" }), "; ")
}

// concludedNote says who, or which files, the concluded license is from.
func (p *Package) concludedNote() string {
	switch {
	case p.Curated != nil:
		return p.Curated.String()
	case p.Concluded != "" && len(p.Texts) > 0:
		return "concluded from " + strings.Join(p.Texts, ", ")
	}
	return ""
}

// declaredNote says who declared a license when no file does.
func (p *Package) declaredNote() string {
	if p.Online == nil || p.Online.License == "" {
		return ""
	}
	return "declared as " + p.Online.Service + " said on " + p.Online.Date + ": " + p.Online.License
}

// Hash is a digest of the archive of a package, as a lock file pins it.
type Hash struct {
	Algorithm string // "sha256", "sha512", ...
	Value     string // hexadecimal digits
}

// New makes the document of an inventory.
func New(inv *inventory.Inventory, o Options) (*Document, error) {
	d := &Document{Created: o.Now.UTC().Truncate(time.Second), Author: o.Author, Supplier: o.Supplier, Tool: inv.Tool, Phase: cmp.Or(o.Phase, PhaseSource), scopes: o.Scopes}
	if d.scopes == nil {
		d.scopes = []string{inventory.ScopeRuntime}
	}
	d.Root = root(inv, o)
	refs := map[string]string{} // purl -> reference
	taken := map[string]bool{d.Root.Ref: true}
	var parts []*inventory.Component
	for i := range inv.Components {
		c := &inv.Components[i]
		if !o.All && (c.Role != inventory.RoleProduct && c.Role != inventory.RoleVendored || !c.Distributed && !slices.Contains(d.scopes, c.Scope)) {
			continue
		}
		if refs[c.PURL] != "" {
			continue
		}
		refs[c.PURL] = reference(c, taken)
		parts = append(parts, c)
	}
	statements := newCopyrights(inv)
	d.Root.Copyrights = statements.ofRoot(inv)
	for _, c := range parts {
		p := pack(c, refs)
		p.Copyrights = statements.of(&c.Licenses)
		if by, ok := o.Curated[c.PURL]; ok {
			p.Curated = &by
		}
		d.Packages = append(d.Packages, p)
	}
	slices.SortFunc(d.Packages, func(a, b Package) int { return cmp.Compare(a.Ref, b.Ref) })
	d.relate(inv)
	return d, d.identify()
}

func root(inv *inventory.Inventory, o Options) Package {
	s := &inv.Subject
	p := Package{Name: cmp.Or(o.Name, s.Name, "subject"), Version: cmp.Or(o.Version, s.Commit), VCS: address(vcsURL(s.Remote)), Commit: s.Commit, Declared: o.License, Concluded: o.License, Distributed: true, Scope: inventory.ScopeRuntime}
	p.Ref = "Root-" + word(p.Name)
	purl := packageurl.PackageURL{Type: packageurl.TypeGeneric, Name: p.Name, Version: p.Version}
	if owner, name, ok := onGitHub(s.Remote); ok {
		purl = packageurl.PackageURL{Type: packageurl.TypeGithub, Namespace: owner, Name: name, Version: p.Version}
	}
	p.Type, p.PURL = purl.Type, purl.ToString()
	return p
}

// onGitHub reads the address of a repository there.
func onGitHub(remote string) (owner, name string, ok bool) {
	rest := strings.TrimSuffix(remote, ".git")
	for _, prefix := range []string{"https://github.com/", "http://github.com/", "git@github.com:", "ssh://git@github.com/"} {
		if path, found := strings.CutPrefix(rest, prefix); found {
			owner, name, ok = strings.Cut(strings.ToLower(strings.Trim(path, "/")), "/")
			return owner, name, ok && !strings.Contains(name, "/")
		}
	}
	return "", "", false
}

func pack(c *inventory.Component, refs map[string]string) Package {
	p := Package{
		Ref: refs[c.PURL], Name: c.Name, Version: c.Version, PURL: c.PURL, Type: c.Type, Scope: c.Scope, Declared: c.Licenses.Declared, Concluded: c.Licenses.Concluded,
		Distributed: c.Distributed, Optional: c.Optional, Direct: c.Direct, RequiresKnown: c.Requires != nil, Range: c.Range, Evidence: c.Evidence, Download: address(c.Download), Online: c.Online, Sum: c.Sum,
	}
	for _, t := range c.Licenses.Texts[:min(len(c.Licenses.Texts), maxTexts)] {
		place := fmt.Sprintf("%s:%d", t.Path, t.Line)
		if t.Cache != "" {
			place = t.Cache + " cache: " + place
		}
		p.Texts = append(p.Texts, place)
	}
	if o := c.Origin; o != nil {
		p.ToldBy = o.Path
		if o.Cache != "" {
			p.ToldBy = o.Cache + " cache: " + o.Path
		}
		p.Authors, p.Homepage, p.Issues = o.Authors, address(o.Homepage), address(o.Issues)
		if p.VCS = address(vcsURL(o.Repository)); p.VCS != "" && isDigest(o.Revision) {
			p.Commit = o.Revision
		}
	}
	if c.Online != nil && p.VCS == "" {
		p.VCS = address(vcsURL(c.Online.Repository))
	}
	if u, err := packageurl.FromString(c.PURL); err == nil {
		p.Group, p.Name = u.Namespace, cmp.Or(u.Name, p.Name)
	}
	for _, h := range c.Hashes {
		if algorithm, value, ok := strings.Cut(h, ":"); ok && isDigest(value) {
			p.Hashes = append(p.Hashes, Hash{algorithm, value})
		}
	}
	for _, purl := range c.Requires {
		if ref := refs[purl]; ref != "" && ref != p.Ref {
			p.Requires = append(p.Requires, ref)
		}
	}
	slices.Sort(p.Requires)
	p.Requires = slices.Compact(p.Requires)
	return p
}

// address returns a URL that every form can hold, or "": a lock file may name anything.
func address(s string) string {
	if _, err := url.Parse(s); err != nil || s == "" || strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || strings.ContainsRune("<>\"\\^`{|}\ufffd", r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zs, unicode.Zl, unicode.Zp)
	}) {
		return ""
	}
	return s
}

// isDigest reports hexadecimal digits of a length that digests have.
func isDigest(s string) bool {
	_, err := hex.DecodeString(s)
	return err == nil && slices.Contains([]int{32, 40, 56, 64, 96, 128}, len(s))
}

// relate lets the root require what is direct, and says whether all is known.
func (d *Document) relate(inv *inventory.Inventory) {
	complete := len(d.Packages) > 0
	licenses := map[string]bool{}
	for i := range d.Packages {
		p := &d.Packages[i]
		if p.Direct {
			d.Root.Requires = append(d.Root.Requires, p.Ref)
		}
		complete = complete && p.RequiresKnown && p.Version != ""
	}
	for _, p := range append([]Package{d.Root}, d.Packages...) {
		for _, id := range append(refsOf(p.Declared), refsOf(p.Concluded)...) {
			licenses[id] = true
		}
	}
	for id := range licenses {
		d.Licenses = append(d.Licenses, id)
	}
	slices.Sort(d.Licenses)
	for i := range inv.Gaps {
		if g := &inv.Gaps[i]; g.Detector == "" || g.Detector == "sbom" {
			complete = false
		}
	}
	d.Complete, d.Root.RequiresKnown = complete, complete
}

// refsOf lists the LicenseRef- ids of an expression, which a document must explain.
func refsOf(expression string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(expression, func(r rune) bool { return strings.ContainsRune(" ()+", r) }) {
		if strings.HasPrefix(w, "LicenseRef-") {
			out = append(out, w)
		}
	}
	return out
}

// identify makes the UUID of what the document says, its time included.
func (d *Document) identify() error {
	data, err := json.Marshal(d)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	id := sum[:16]
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80 // version 8, RFC 9562
	d.UUID = fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
	return nil
}

// reference makes the reference of a component: its type, name and version, and
// a few digits of its package URL, so that no two are the same.
func reference(c *inventory.Component, taken map[string]bool) string {
	ref := word(c.Type + "-" + c.Name)
	if c.Version != "" {
		ref += "-" + word(c.Version)
	}
	sum := sha256.Sum256([]byte(c.PURL))
	digits := hex.EncodeToString(sum[:])
	for n := 8; ; n += 8 {
		if one := ref + "-" + digits[:n]; !taken[one] || n == len(digits) {
			taken[one] = true
			return one
		}
	}
}

// word keeps letters, digits, "-" and "." (SPDX 2.3, 3.2: SPDX identifiers).
func word(s string) string {
	const most = 80
	out := strings.Map(func(r rune) rune {
		if r == '-' || r == '.' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}, s)
	return strings.Trim(out[:min(len(out), most)], "-.")
}

// digest is a few digits that tell one text from another.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:4])
}
