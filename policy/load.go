// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/outgate/outgate/holder"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
	"github.com/outgate/outgate/when"
)

// outboundFromFile and outboundNone are the words that project.outbound takes
// instead of a license.
const (
	outboundFromFile = "from-license-file"
	outboundNone     = "none"
)

// Load reads a policy, strictly. The error is a [rules.Errors] with every
// mistake of the file, and of the preset it extends, each with its position.
// file is the name for messages; "preset:NAME" for an embedded policy.
//
// A policy that names a file (headers.template) needs [LoadBeside].
func Load(file string, data []byte) (*Policy, error) { return LoadBeside(file, data, nil) }

// LoadBeside is [Load] with a reader for the files that the policy names, by
// their path relative to it. Their bytes are part of the digest.
func LoadBeside(file string, data []byte, open func(path string) ([]byte, error)) (*Policy, error) {
	r, err := ReadBeside(file, data, open)
	if err != nil {
		return nil, err
	}
	return r.Policy, nil
}

// ReadBeside is [LoadBeside] for tools that show where the values of a policy come from.
func ReadBeside(file string, data []byte, open func(path string) ([]byte, error)) (*Reading, error) {
	l := &loader{file: file, top: strings.ReplaceAll(file, `\`, "/"), open: open, sources: map[string][]byte{file: data}}
	doc := l.read(data)
	for i := range l.errs { // those of Decode repeat the file's words, too
		l.errs[i].Message = masked(l.errs[i].Message)
	}
	if doc == nil {
		return nil, l.errs.Err()
	}
	if !l.version(doc) {
		return nil, l.errs.Err() // the rest belongs to another format
	}
	p := l.policy(doc)
	if err := l.errs.Err(); err != nil {
		return nil, once(l.errs)
	}
	for _, b := range l.bases { // one that several extend is named once
		if !slices.Contains(p.Extends, b) {
			p.Extends = append(p.Extends, b)
		}
	}
	digest := sha256.New()
	digest.Write(data)
	digest.Write(l.named)
	p.Source, p.Digest = file, "sha256:"+hex.EncodeToString(digest.Sum(nil))
	return &Reading{Policy: p, own: l.own, base: l.below, joined: doc, unset: l.unset}, nil
}

// once leaves out what is told twice: what is wrong below is wrong in the joined
// policy as well, and in that of each subproject.
func once(errs rules.Errors) rules.Errors {
	seen := map[rules.Error]bool{}
	return slices.DeleteFunc(errs, func(e rules.Error) bool {
		twice := seen[e]
		seen[e] = true
		return twice
	})
}

type loader struct {
	file  string
	top   string // the file that judges, when this one lies below it
	errs  rules.Errors
	posts map[string]post
	open  func(path string) ([]byte, error) // nil: there is nothing beside the policy
	named []byte                            // the files read

	sources  map[string][]byte // bytes of the policies by the name in positions
	language when.Language

	own, below *document // as written; below is what it extends, nil for nothing
	bases      []Base    // that are extended, those below first
	dir        string    // where paths of the file begin, from the policy that judges
	above      []string  // files that led here
	unset      []leaf    // levels that nobody writes, with what counts then
}

// add appends a mistake; one without a place of its own is the whole file's.
func (l *loader) add(at rules.Position, format string, args ...any) {
	if at.Line == 0 {
		at = rules.Position{File: l.file, Line: 1, Column: 1}
	}
	l.errs.Add(at, "%s", masked(fmt.Sprintf(format, args...)))
}

// read decodes a policy and joins it with what it extends. The document is nil
// when nothing could be read.
func (l *loader) read(data []byte) *document {
	own := new(document)
	l.own = own
	errs := rules.Decode(l.file, data, own)
	l.errs = append(l.errs, errs...)
	if own.At.Line == 0 {
		if len(errs) == 0 { // a document that is null
			l.add(own.At, "the file is empty")
		}
		return nil
	}
	joined, base := l.extend(own, "", nil)
	l.below = base
	return joined
}

func (l *loader) version(d *document) bool {
	switch {
	case d.Version.At.Line == 0:
		l.add(d.At, "the key \"version\" is missing; write \"version: 1\"")
	case slices.ContainsFunc(l.errs, func(e rules.Error) bool { return e.At == d.Version.At }):
		return false // it is no number, and Decode has said so
	case d.Version.V != 1:
		l.add(d.Version.At, "version: %d is not supported; this program reads version 1", d.Version.V)
		return false
	}
	return true
}

func (l *loader) policy(d *document) *Policy {
	p := &Policy{categories: builtin()}
	p.Name = l.file
	if d.Name.At.Line > 0 {
		p.Name = l.text(d.Name, "name")
	}
	l.project(&d.Project, p)
	l.postsOf(&d.Posts, p)
	l.verdict(&d.Verdict, p)
	l.licenses(&d.Licenses, p)
	l.checks(d, p)
	l.secretsOf(&d.Secrets, p)
	l.leaksOf(&d.Leaks, p)
	l.identitiesOf(&d.Identities, p)
	l.mediaOf(&d.Media, p)
	l.copiedOf(&d.Copied, p)
	l.contributionsOf(&d.Contrib, p)
	l.suppressionsOf(&d.Suppress, p)
	l.reuseOf(&d.Reuse, p)
	l.scopeOf(d.Scope, p)
	p.vulns = l.vulnerabilities(&d.Vulns)
	p.curations = l.curations(d.Curations)
	p.questions = l.questions(d.Questions)
	l.rulesOf(d.Rules, p)
	p.approvals = l.approvals(d.Approvals, p.questions)
	p.waivers = l.waivers(d.Waivers, p)
	l.subprojects(d.Subprojects, p)
	l.tests(l.own.Tests, p)
	p.overridable = l.overridable(l.own.Overridable)
	return p
}

func (l *loader) project(d *projectDoc, p *Policy) {
	p.outboundAt, p.outboundText = Place{File: l.file}, "project.outbound is not set: "+outboundFromFile
	p.fromFile = true
	if d.Outbound.At.Line > 0 {
		p.outboundAt, p.outboundText = PlaceOf(d.Outbound.At), "project.outbound: "+d.Outbound.V
		switch d.Outbound.V {
		case outboundFromFile:
		case outboundNone:
			p.fromFile = false
		default:
			p.fromFile = false
			expr, err := spdx.Parse(d.Outbound.V)
			if err != nil {
				l.add(d.Outbound.At, "project.outbound: %v%s", err, suggestLicense(d.Outbound.V, err))
			}
			p.outbound = expr
		}
	}
	for _, h := range d.Holders {
		if p.holdersAt == (Place{}) {
			p.holdersAt = PlaceOf(h.At)
		}
		pattern := foldHolder(l.text(h, "project.holders"))
		p.holders = append(p.holders, pattern)
	}
	p.entities = l.entities(d.Entities)
	for _, v := range d.Distribution {
		l.oneOf(v, "project.distribution", []string{"source", "binary"})
		p.binary = p.binary || v.V == "binary"
	}
}

func (l *loader) postsOf(d *postsDoc, p *Policy) {
	p.posts = map[string]post{}
	for i, one := range []postDoc{d.Compliance, d.Security, d.IP, d.Operations} {
		name := Posts()[i]
		var approvers []string
		for _, a := range one.Approvers {
			approvers = append(approvers, l.text(a, "posts."+name+".approvers"))
		}
		if one.Owner.At.Line > 0 {
			l.text(one.Owner, "posts."+name+".owner")
		}
		p.posts[name] = post{owner: one.Owner.V, approvers: approvers}
	}
	l.posts = p.posts
	for i, one := range []postDoc{d.Compliance, d.Security, d.IP, d.Operations} {
		l.keysOf(Posts()[i], one.Keys)
	}
}

func (l *loader) verdict(d *verdictDoc, p *Policy) {
	p.gapsBlock, p.gapsAt, p.gapsText = true, Place{File: l.file}, "verdict.gaps is not set: incomplete"
	if d.Gaps.At.Line > 0 {
		l.oneOf(d.Gaps, "verdict.gaps", []string{"incomplete", "warn"})
		p.gapsBlock, p.gapsAt, p.gapsText = d.Gaps.V != "warn", PlaceOf(d.Gaps.At), "verdict.gaps: "+d.Gaps.V
	}
	p.newOnly = d.NewOnly.At.Line == 0 || d.NewOnly.V
	for _, v := range d.RequireApprovals {
		if !l.oneOf(v, "verdict.require-approvals", Posts()) {
			continue
		}
		if len(p.posts[v.V].approvers) == 0 {
			l.add(v.At, "verdict.require-approvals: post %s has no approvers; name them in posts.%s.approvers", v.V, v.V)
		}
		if !slices.ContainsFunc(p.required, func(r approvalDemand) bool { return r.post == v.V }) {
			p.required = append(p.required, approvalDemand{v.V, PlaceOf(v.At)})
		}
	}
}

func (l *loader) checks(d *document, p *Policy) {
	p.licenseMissing = l.setting(d.LicenseFile.Missing, "license-file.missing", "fail")
	p.licenseMismatch = l.setting(d.LicenseFile.Mismatch, "license-file.mismatch", "fail")
	p.licenseNotOpen = l.setting(d.LicenseFile.NotOpen, "license-file.not-open", "warn")
	p.manifestLicense = l.setting(d.LicenseFile.Manifest, "license-file.manifest", "warn")
	p.readmeLicense = l.setting(d.LicenseFile.Readme, "license-file.readme", "note")
	p.unknownFile = l.setting(d.Unknown.File, "unknown-license.file", "fail")
	p.unknownVendor = l.setting(d.Unknown.Vendored, "unknown-license.vendored", "fail")
	p.unknownShipped = l.setting(d.Unknown.Distributed, "unknown-license.distributed", "fail")
	p.unknownFetched = l.setting(d.Unknown.Fetched, "unknown-license.fetched", "fail")
	p.notice = l.demand(d.Notice.Required, d.Notice.Level, "notice")
	p.headers = scoped{l.demand(d.Headers.Required, d.Headers.Level, "headers"), l.roles(d.Headers.Roles, "headers.roles"), l.globs(d.Headers.Exclude, "headers.exclude")}
	p.header = l.headersOf(&d.Headers, p.headers, d.Project.owners())
	if d.Headers.Holders == nil && len(p.entities) > 0 {
		p.header.entity = func(name string) bool { return p.nearest(holder.Of(name)).diff == holder.None }
	}
	p.mismatch = scoped{l.setting(d.Headers.Mismatch, "headers.mismatch", "warn"), p.headers.roles, p.headers.exclude}
	p.ratchet = d.Headers.Ratchet.V
	p.lost = l.setting(d.Notice.Lost, "notice.lost", "fail")
	l.holders(&d.Holders, p)
	l.operationsOf(&d.Operations, p)
	l.releaseOf(d, p)
}

// demand reads a pair "required" and "level".
func (l *loader) demand(required flag, level word, key string) setting {
	s := l.setting(level, key+".level", "fail")
	if !required.V {
		return setting{at: PlaceOf(required.At), text: key + ".required: false"}
	}
	if level.At.Line == 0 {
		s.at, s.text = PlaceOf(required.At), key+".required: true"
	}
	return s
}

func (l *loader) secretsOf(d *secretsDoc, p *Policy) {
	p.history, p.historyAt = d.History.V, PlaceOf(d.History.At)
	if d.History.At.Line == 0 {
		p.history, p.historyAt = true, Place{File: l.file}
	}
	p.sinceIsEnough = d.Since.V
	p.secrets = map[string]tier{}
	for _, t := range []struct {
		name string
		doc  tierDoc
	}{{inventory.TierStructured, d.Structured}, {inventory.TierAssigned, d.Assigned}, {inventory.TierWeak, d.Weak}} {
		p.secrets[t.name] = l.tier(t.doc, "secrets."+t.name+".", "fail")
	}
}

// tier reads the levels of one kind of finding by role; key ends in a period.
func (l *loader) tier(d tierDoc, key, byDefault string) tier {
	one := tier{byDefault: l.setting(d.Default, key+"default", byDefault), byRole: map[inventory.Role]setting{}}
	for role, v := range map[inventory.Role]word{
		inventory.RoleProduct: d.Product, inventory.RoleTest: d.Test, inventory.RoleExample: d.Example, inventory.RoleDocs: d.Docs,
		inventory.RoleVendored: d.Vendored, inventory.RoleGenerated: d.Generated, inventory.RoleCI: d.CI,
	} {
		if v.At.Line > 0 {
			one.byRole[role] = l.setting(v, key+string(role), byDefault)
		}
	}
	if d.Removed.At.Line > 0 {
		s := l.setting(d.Removed, key+"removed", byDefault)
		one.removed = &s
	}
	one.local = l.setting(d.Local, key+"local", "warn")
	one.unreachable = l.setting(d.Unreachable, key+"unreachable", "note")
	return one
}

func (l *loader) text(v word, key string) string {
	if strings.TrimSpace(v.V) == "" && v.At.Line > 0 { // else Decode has complained of it
		l.add(v.At, "%s: is empty", key)
	}
	return strings.TrimSpace(v.V)
}

// required is text for a key that must be written; at is the mapping's place.
func (l *loader) required(v word, at rules.Position, key string) string {
	if v.At.Line == 0 {
		l.add(at, "%s: is missing", key)
		return ""
	}
	return l.text(v, key)
}

func (l *loader) oneOf(v word, key string, known []string) bool {
	if slices.Contains(known, v.V) || v.At.Line == 0 { // else Decode has complained of it
		return v.At.Line > 0
	}
	l.add(v.At, "%s: unknown value %q%s; known are %s", key, clip(v.V), rules.Suggest(v.V, known), strings.Join(known, ", "))
	return false
}

func (l *loader) roles(vs []word, key string) []inventory.Role {
	known := []string{"product", "test", "example", "docs", "vendored", "generated", "ci"}
	if vs == nil {
		return []inventory.Role{inventory.RoleProduct}
	}
	var out []inventory.Role
	for _, v := range vs {
		if l.oneOf(v, key, known) {
			out = append(out, inventory.Role(v.V))
		}
	}
	return out
}

func (l *loader) globs(vs []word, key string) []string {
	var out []string
	for _, v := range vs {
		out = append(out, l.glob(v, key))
	}
	return out
}

func (l *loader) glob(v word, key string) string {
	pattern := l.text(v, key)
	switch {
	case pattern == "":
	case len(pattern) > 512 || strings.Count(pattern, "*") > 16 || strings.Count(pattern, "{") > 8:
		l.add(v.At, "%s: the pattern is too long or has too many wildcards", key)
	case !doublestar.ValidatePattern(pattern):
		l.add(v.At, "%s: %q is not a valid pattern", key, clip(pattern))
	case strings.HasPrefix(pattern, "/") || strings.HasPrefix(pattern, "./") || strings.Contains(pattern, `\`):
		l.add(v.At, "%s: %q can never match; paths are relative to the root, with slashes and without \"./\"", key, clip(pattern))
	}
	return pattern
}

func matchPath(glob, path string) bool { return doublestar.MatchUnvalidated(glob, path) }

// date reads a day, YYYY-MM-DD, as midnight UTC.
func (l *loader) date(v word, at rules.Position, key string) (time.Time, bool) {
	text := l.required(v, at, key)
	if text == "" {
		return time.Time{}, false
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		l.add(v.At, "%s: expected a date YYYY-MM-DD, found %q", key, clip(text))
	}
	return day, err == nil
}

func isHex(s string, digits int) bool {
	return len(s) == digits && strings.Trim(s, "0123456789abcdef") == ""
}
