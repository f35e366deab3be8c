// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
)

// maxSubprojects is the largest number of subprojects that a policy may name.
const maxSubprojects = 500

// subprojectDoc is a part of the repository that goes out by other rules.
type subprojectDoc struct {
	At          rules.Position
	Path        word           `yaml:"path"`
	Project     projectDoc     `yaml:"project"`
	LicenseFile licenseFileDoc `yaml:"license-file"`
	Licenses    licensesDoc    `yaml:"licenses"`
	Unknown     unknownDoc     `yaml:"unknown-license"`
	Headers     headersDoc     `yaml:"headers"`
	Holders     holdersDoc     `yaml:"holders"`
	Media       mediaDoc       `yaml:"media"`
	Copied      copiedDoc      `yaml:"copied"`
}

// subproject is a part of the repository with the policy that judges what lies below its path.
type subproject struct {
	path   string
	at     rules.Position
	policy *Policy
	own    bool // it goes out under a license of its own, and so its license files stand below its path
}

// subprojects reads the section. Each has the file's own settings with those of
// the subproject above them, and lies upon what the file extends: what a base
// does not leave to others no subproject may loosen.
func (l *loader) subprojects(docs []subprojectDoc, p *Policy) {
	seen := map[string]rules.Position{}
	for i := range docs {
		d := &docs[i]
		switch {
		case d.At.Line == 0:
			l.add(d.At, "subprojects: entry %d is empty", i+1)
			continue
		case i == maxSubprojects:
			l.add(d.At, "subprojects: there are more than %d", maxSubprojects)
			return
		}
		dir := l.required(d.Path, d.At, "subprojects: path")
		clean := strings.TrimSuffix(dir, "/")
		before, taken := seen[clean]
		switch {
		case dir == "":
		case path.Clean(clean) != clean || clean == "." || clean == ".." || strings.HasPrefix(clean, "../") || strings.HasPrefix(clean, "/") || strings.ContainsAny(clean, `*?[{\`):
			l.add(d.Path.At, "subprojects: path: expected a directory relative to the root, such as plugins/bridge, without patterns, found %q", clip(dir))
		case taken:
			l.add(d.Path.At, "subprojects: path %q is taken already at %s", clip(dir), before)
		}
		seen[clean] = d.Path.At
		above := &document{At: d.At, Version: l.own.Version, Project: d.Project, LicenseFile: d.LicenseFile, Licenses: d.Licenses, Unknown: d.Unknown, Headers: d.Headers, Holders: d.Holders, Media: d.Media, Copied: d.Copied}
		whole := (&merger{l: &loader{}}).join(l.own, above)
		whole.Extends, whole.Subprojects, whole.Waivers, whole.Approvals = l.own.Extends, nil, nil, nil
		inner := &loader{file: l.file, top: l.top, open: l.open, sources: l.sources, own: whole}
		joined, _ := inner.extend(whole, l.dir, l.above)
		joined.Subprojects = nil // those of what is extended are joined already, and a subproject has none
		one := subproject{path: clean, at: d.At, policy: inner.policy(joined), own: d.Project.Outbound.At.Line > 0}
		l.errs = append(l.errs, inner.errs...)
		l.named = append(l.named, inner.named...)
		p.subs = append(p.subs, one)
	}
	// The longest path decides.
	slices.SortStableFunc(p.subs, func(a, b subproject) int { return len(b.path) - len(a.path) })
}

// subOf is the subproject that a path belongs to; -1 when it is none's.
func (p *Policy) subOf(path string) int {
	for i := range p.subs {
		if rest, ok := strings.CutPrefix(path, p.subs[i].path); ok && (rest == "" || rest[0] == '/') {
			return i
		}
	}
	return -1
}

// ofTheWhole reports checks on the repository as a whole, which the policy itself
// judges whatever subprojects there are.
func (c *check) ofTheWhole(p *Policy) bool {
	for i := range p.rules {
		if r := &p.rules[i]; r.Code == c.Code {
			return r.kind == "identity" || r.kind == "contribution" || r.kind == "vulnerability"
		}
	}
	switch c.Code {
	case "gap", "notice-missing", "license-coverage", "vulnerability-known", "vulnerability-data", "identity-foreign", "contribution-unsigned", "sbom-quality", "license-manifest-mismatch", "dependency-unresolvable":
		return true
	}
	return c.Post == PostOperations || strings.HasPrefix(c.Code, "security-") || strings.HasPrefix(c.Code, "workflow-") || strings.HasPrefix(c.Code, "curation-") || strings.HasPrefix(c.Code, "reuse-") || strings.HasPrefix(c.Code, "waiver-") || strings.HasPrefix(c.Code, "suppression-") || strings.HasPrefix(c.Code, "subproject-")
}

// inParts runs the other checks on the parts of the repository, each with the
// policy of its subproject, and on the rest with the policy itself.
func (j *judge) inParts() {
	parts, curated := inventoryParts(j.inv, j.p), inventoryParts(j.lic, j.p)
	roots := rootLicenses(curated[len(parts)-1])
	for i, inv := range parts {
		p, dir := j.p, ""
		if i < len(j.p.subs) {
			if len(inv.Files)+len(inv.Components)+len(inv.Secrets)+len(inv.Leaks)+len(inv.Media)+len(inv.Similar) == 0 {
				continue // subproject-unused says so
			}
			p, dir = j.p.subs[i].policy, j.p.subs[i].path
		}
		part := &judge{inv: inv, lic: curated[i], p: p, now: j.now, checks: j.checks, dir: dir, rulings: map[rulingKey]ruling{}, owners: map[string]*owner{}, excused: j.excused, expired: j.expired, silent: j.silent, steps: j.steps, roots: roots}
		own := dir != "" && j.p.subs[i].own
		if own {
			part.roots = rootLicensesIn(part.lic, dir)
		}
		part.outbound()
		part.libraries = libraries(part.lic)
		part.runChecks(func(c *check) bool {
			if dir != "" && !own && strings.HasPrefix(c.Code, "license-file-") {
				return false // the license files at the root speak for it, and are judged once
			}
			return !c.ofTheWhole(p)
		})
		for k := range part.items {
			if it := &part.items[k]; dir != "" {
				it.v.Subproject = dir
				it.v.PolicyText = "in " + dir + ": " + it.v.PolicyText
			}
		}
		j.items = append(j.items, part.items...)
		j.steps = part.steps
		for _, g := range part.blocked {
			if !slices.Contains(j.blocked, g) && !slices.ContainsFunc(j.blocked, func(o inventory.Gap) bool { return o.Detector != "" && o.Detector == g.Detector && o.Code == g.Code }) {
				j.blocked = append(j.blocked, g)
			}
		}
	}
}

// inventoryParts divides the facts of an inventory by subproject; the last part is the rest.
// Every fact is in one part, and those without a path are in the rest.
func inventoryParts(inv *inventory.Inventory, p *Policy) []*inventory.Inventory {
	parts := make([]*inventory.Inventory, len(p.subs)+1)
	for i := range parts {
		v := *inv
		v.Files, v.Secrets, v.Leaks, v.Components, v.Media, v.Similar, v.Idle = nil, nil, nil, nil, nil, nil, nil
		if inv.Base != nil {
			b := *inv.Base
			b.Files, b.New = nil, nil
			v.Base = &b
		}
		parts[i] = &v
	}
	of := func(path string) *inventory.Inventory {
		if i := p.subOf(path); i >= 0 {
			return parts[i]
		}
		return parts[len(p.subs)]
	}
	for i := range inv.Files {
		part := of(inv.Files[i].Path)
		part.Files = append(part.Files, inv.Files[i])
	}
	for i := range inv.Secrets {
		part := of(inv.Secrets[i].Path)
		part.Secrets = append(part.Secrets, inv.Secrets[i])
	}
	for i := range inv.Leaks {
		part := of(inv.Leaks[i].Path)
		part.Leaks = append(part.Leaks, inv.Leaks[i])
	}
	for i := range inv.Media {
		part := of(inv.Media[i].Path)
		part.Media = append(part.Media, inv.Media[i])
	}
	for i := range inv.Similar {
		part := of(inv.Similar[i].A)
		part.Similar = append(part.Similar, inv.Similar[i])
	}
	for i := range inv.Components {
		part := of(homeOf(&inv.Components[i], p))
		part.Components = append(part.Components, inv.Components[i])
	}
	if inv.Base != nil {
		for i := range inv.Base.Files {
			part := of(inv.Base.Files[i].Path)
			part.Base.Files = append(part.Base.Files, inv.Base.Files[i])
		}
		for _, path := range inv.Base.New {
			part := of(path)
			part.Base.New = append(part.Base.New, path)
		}
	}
	return parts
}

// homeOf is the path by which a component belongs to a subproject: that of its
// evidence, when all of it lies in one; "" for one that others use as well.
func homeOf(c *inventory.Component, p *Policy) string {
	if len(c.Evidence) == 0 {
		return ""
	}
	first := p.subOf(c.Evidence[0].Path)
	if slices.ContainsFunc(c.Evidence, func(e inventory.Evidence) bool { return p.subOf(e.Path) != first }) {
		return ""
	}
	return c.Evidence[0].Path
}

func subprojectUnused() check {
	return check{
		Check: Check{
			Code: "subproject-unused", Post: PostCompliance,
			Title: "A subproject of the policy has no files",
			Doc: "An entry of subprojects names a path below which no file of the repository lies: it was moved, or is misspelled, and what it was meant for is judged by the policy of the whole. " +
				"What is staged and policies with a scope are not asked.",
			Help: "correct the path, or take the entry out of the policy",
		},
		waivable: true,
		on:       func(p *Policy) bool { return len(p.subs) > 0 },
		run: func(j *judge) {
			used := map[int]bool{}
			for i := range j.inv.Files {
				used[j.p.subOf(j.inv.Files[i].Path)] = true
			}
			for i := range j.p.subs {
				if s := &j.p.subs[i]; !used[i] && len(j.inv.Files) > 0 {
					j.raise(setting{LevelWarn, "", PlaceOf(s.at), "subprojects: path: " + s.path}, Medium, item{
						v:       Violation{Message: fmt.Sprintf("no file lies below the subproject %s", clip(s.path)), Evidence: plural(len(j.inv.Files), "file") + " elsewhere"},
						content: s.path,
					})
				}
			}
		},
	}
}
