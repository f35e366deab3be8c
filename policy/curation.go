// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/outgate/outgate/inventory"
)

// noLicense says in a curation that a file is under no license of its own.
const noLicense = "NONE"

// curation is what a person concluded of a license after reading it. It holds as
// long as the content is the one that was read.
type curation struct {
	path, purl string   // exactly one of them: a doublestar pattern, a purl with * and, without a version, for all of them
	content    []string // "blob:", "sha256:", ... and hexadecimal digits, sorted
	license    string   // an SPDX expression, or noLicense
	reason, by string
	date       time.Time // day, UTC
	at         Place
}

// Curate corrects the licenses in an inventory as the curations of the policy say,
// in a copy, and lists what was corrected in the order of the policy. A curation that is dated after
// now, or whose content is not there any more, corrects nothing.
func Curate(inv *inventory.Inventory, p *Policy, now time.Time) (*inventory.Inventory, []Curated) {
	out, curated, _ := curate(inv, p, now)
	return out, curated
}

// idleCuration is a curation that corrected nothing.
type idleCuration struct {
	*curation
	stale string       // what is another today, in words; "" when nothing fits the match
	near  curatedPlace // where
}

// curatedPlace is a place that a stale curation is about.
type curatedPlace struct{ path, purl string }

func curate(inv *inventory.Inventory, p *Policy, now time.Time) (*inventory.Inventory, []Curated, []idleCuration) {
	if len(p.curations) == 0 {
		return inv, nil, nil
	}
	out := *inv
	out.Files, out.Components = slices.Clone(inv.Files), slices.Clone(inv.Components)
	var curated []Curated
	var idle []idleCuration
	taken := map[curatedPlace]bool{}
	for i := range p.curations {
		c := &p.curations[i]
		one := curator{curation: c, taken: taken}
		switch {
		case c.date.After(now):
			one.stale = "it is dated " + c.date.Format(time.DateOnly) + ", which is in the future"
		case c.path != "":
			one.files(out.Files)
		default:
			one.components(out.Components, out.Files)
		}
		curated = append(curated, one.done...)
		if len(one.done) == 0 {
			idle = append(idle, idleCuration{c, one.stale, one.near})
		}
	}
	return &out, curated, idle
}

// curator applies one curation.
type curator struct {
	*curation
	taken map[curatedPlace]bool // corrected by an earlier one, which counts
	done  []Curated
	stale string
	near  curatedPlace
}

func (c *curator) note(at curatedPlace, format string, args ...any) {
	if c.stale == "" {
		c.stale, c.near = fmt.Sprintf(format, args...), at
	}
}

func (c *curator) correct(at curatedPlace, detected string) {
	c.taken[at] = true
	c.done = append(c.done, Curated{
		Path: at.path, Component: at.purl, Detected: detected, License: c.license, Content: c.content,
		Reason: c.reason, By: c.by, Date: c.date.Format(time.DateOnly), At: c.at,
	})
}

func (c *curator) files(all []inventory.File) {
	for i := range all {
		f := &all[i]
		at := curatedPlace{path: f.Path}
		switch {
		case !matchPath(c.path, f.Path):
		case f.Blob == "":
			c.note(at, "what %s holds cannot be compared: there are no git object ids outside of a repository", f.Path)
		case !slices.Contains(c.content, "blob:"+f.Blob):
			c.note(at, "%s holds something else today, blob:%s", f.Path, f.Blob)
		case c.taken[at]:
			c.note(at, "another curation speaks for %s", f.Path)
		default:
			c.correct(at, detected(f.Licenses))
			c.put(f)
		}
	}
}

// put gives a file the license that was concluded.
func (c *curator) put(f *inventory.File) {
	f.Licenses = nil
	if c.license != noLicense {
		f.Licenses = []inventory.License{{Expression: c.license, Class: inventory.ClassTag, Confidence: 1}}
	}
}

// detected lists the expressions that were found in a file.
func detected(all []inventory.License) string {
	var out []string
	for i := range all {
		out = append(out, all[i].Expression)
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), ", ")
}

// components corrects packages, and their license files with them where those were read.
func (c *curator) components(all []inventory.Component, files []inventory.File) {
	for i := range all {
		x := &all[i]
		at := curatedPlace{purl: x.PURL}
		if !matchPURL(c.purl, x.PURL) {
			continue
		}
		switch why := c.differs(x); {
		case why != "":
			c.note(at, "%s", why)
		case c.taken[at]:
			c.note(at, "another curation speaks for %s", x.PURL)
		default:
			c.correct(at, first(x.Licenses.Concluded, x.Licenses.Declared))
			x.Licenses.Concluded = c.license
			for k := range files {
				if f := &files[k]; !c.taken[curatedPlace{path: f.Path}] && c.read(x, f.Path) {
					c.put(f)
				}
			}
		}
	}
}

// read reports whether a file of the tree is a license file of a component whose content was read.
func (c *curator) read(x *inventory.Component, path string) bool {
	return slices.ContainsFunc(x.Licenses.Texts, func(t inventory.LicenseText) bool {
		return t.Cache == "" && t.Path == path && slices.Contains(c.content, t.Digest)
	}) || slices.ContainsFunc(x.Licenses.Others, func(f inventory.LicenseFile) bool {
		return f.Cache == "" && f.Path == path && slices.Contains(c.content, f.Digest)
	})
}

// differs says why the content of a component is not the one that was read; "" when it
// is: the archive that a lock file pins, or all license files of the package.
func (c *curator) differs(x *inventory.Component) string {
	var files []string
	for _, t := range x.Licenses.Texts {
		files = append(files, t.Digest)
	}
	for _, f := range x.Licenses.Others {
		files = append(files, f.Digest)
	}
	slices.Sort(files)
	files = slices.Compact(files)
	known := slices.Concat(files, x.Hashes)
	if len(known) == 0 {
		return "the content of " + x.PURL + " is not known: it has no license file here, and no lock file pins it"
	}
	for _, pin := range c.content {
		if !slices.Contains(known, pin) {
			return fmt.Sprintf("the content of %s is another today, %s", x.PURL, strings.Join(known, ", "))
		}
	}
	if slices.ContainsFunc(x.Hashes, func(h string) bool { return slices.Contains(c.content, h) }) {
		return c.another(x)
	}
	for _, f := range files {
		if !slices.Contains(c.content, f) {
			return fmt.Sprintf("%s has a license file that was not read, %s", x.PURL, f)
		}
	}
	return ""
}

// another says that lock files pin a package to an archive that was not read as well. Where
// one version has many archives, of a wheel for each platform and the like, any of them will do.
func (c *curator) another(x *inventory.Component) string {
	if x.Type == "pypi" || x.Type == "maven" {
		return ""
	}
	read := map[string]bool{} // kinds of digests of which one was named
	for _, pin := range c.content {
		kind, _, _ := strings.Cut(pin, ":")
		read[kind] = read[kind] || slices.Contains(x.Hashes, pin)
	}
	for _, h := range x.Hashes {
		if kind, _, _ := strings.Cut(h, ":"); read[kind] && !slices.Contains(c.content, h) {
			return fmt.Sprintf("%s is pinned to an archive that was not read as well, %s", x.PURL, h)
		}
	}
	return ""
}

// curatedAt returns what was corrected at a place; nil when nothing was.
func (j *judge) curatedAt(path, purl string) *Curated {
	for i := range j.curated {
		if c := &j.curated[i]; path != "" && c.Path == path || purl != "" && c.Component == purl {
			return c
		}
	}
	return nil
}

// tellCuration adds to a violation that speaks of a license who concluded that it is this one.
func (j *judge) tellCuration(v *Violation) {
	if len(j.curated) == 0 || !strings.HasPrefix(v.Check, "license-") && !strings.HasPrefix(v.Check, "component-license-") {
		return
	}
	path := v.Location.Path
	if v.Component != "" {
		path = ""
	}
	if c := j.curatedAt(path, v.Component); c != nil {
		v.Evidence = also(v.Evidence, fmt.Sprintf("curated by %s: %s", c.By, c.Reason))
	}
}

// curationLifecycle reports curations that correct nothing.
func (j *judge) curationLifecycle() {
	if j.staged() || j.p.scope != "" {
		return // what they are about need not be there
	}
	for _, c := range j.idle {
		v := Violation{
			Check: "curation-unused", Post: PostCompliance, Level: LevelNote, Severity: Low, PolicyAt: c.at, PolicyText: c.String(), Location: location(c.at.File),
			Message: "the curation of " + first(c.path, c.purl) + " corrects nothing: nothing fits it", Evidence: "concluded " + c.license + " by " + c.by,
		}
		if c.stale != "" {
			v.Check, v.Level, v.Severity = "curation-stale", LevelWarn, Medium
			v.Message = "the curation of " + first(c.path, c.purl) + " does not apply: " + c.stale
		}
		if c.near.path != "" {
			v.Location = location(c.near.path)
		}
		v.Component = c.near.purl
		j.late(v, c.String()+strings.Join(c.content, " "))
	}
}

// String writes the curation in short.
func (c *curation) String() string {
	if c.path != "" {
		return "path: " + c.path + ", license: " + c.license
	}
	return "purl: " + c.purl + ", license: " + c.license
}
