// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"errors"
	"slices"
	"strings"

	"github.com/outgate/outgate/header"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

// Rules for the years of copyright statements in headers.
const (
	YearAny   = "any"               // whatever the files say, or nothing
	YearFirst = "first-publication" // one year
	YearRange = "range"             // one year, or the first and the last
	YearNone  = "none"              // no year
)

// HeaderRule is what a policy asks of the headers of files. The zero value asks for nothing.
type HeaderRule struct {
	License   string             // SPDX expression that a header must name; "" for any
	Holders   []string           // names that a header may have, as the policy writes them; * stands for anything
	Templates []*header.Template // what a header may say; none for anything
	Year      string             // one of the Year constants

	scope                      scoped // setting: that of a missing header
	license                    *spdx.Expr
	licenseAt, holderAt        setting
	folded                     []string          // Holders
	entity                     func(string) bool // one of the project's entities, however it is written; nil when Holders stand alone
	altered                    map[header.Grade]setting
	elsewhere                  func(path string) bool // files that are another rule's; nil: none
	templateAt, yearAt, noneAt Place                  // of the keys template, year and headers
}

// HeaderRule returns what the policy asks of headers.
func (p *Policy) HeaderRule() *HeaderRule { return &p.header }

// HeaderWish is what a user asks for beside the policy; zero fields leave it to the policy.
type HeaderWish struct {
	License  string                       // SPDX expression
	Holder   string                       // of new statements; it counts among the project's
	Template string                       // as an entry of headers.template
	Open     func(string) ([]byte, error) // reads the file that Template names
}

// HeaderRuleFor returns the rule for writing headers into the repository of an
// inventory: that of the policy, with the user's wish on top, and a license
// and a template in any case. Files of subprojects are left alone. Where the policy has no template the standard
// notice of the license is taken, or an SPDX tag, and headers that are there
// are left alone. The error says what is missing.
func (p *Policy) HeaderRuleFor(inv *inventory.Inventory, w HeaderWish) (*HeaderRule, error) {
	r := p.header
	r.elsewhere = func(path string) bool { return p.subOf(path) >= 0 }
	l := &loader{file: "command line", open: w.Open}
	at := rules.Position{File: l.file, Line: 1, Column: 1}
	license := first(w.License, r.License)
	if out := p.outbound; license == "" {
		if p.fromFile {
			out = outboundFrom(rootLicenses(inv))
		}
		if out != nil {
			license = out.String()
		}
	}
	if license == "" {
		return nil, errors.New("it is not known which license the files are under; name it with --license, or as headers.license in the policy")
	}
	l.headerLicense(&headersDoc{License: word{V: license, At: at}}, &r)
	switch {
	case w.Template != "":
		r.Templates = nil
		l.template(word{V: w.Template, At: at}, &r)
	case len(r.Templates) == 0 || w.License != "":
		r.Templates, r.altered = nil, nil
		name := templateTag
		if header.Standard(r.License) != "" {
			name = templateNotice
		}
		l.template(word{V: name, At: at}, &r)
	}
	if len(l.errs) > 0 {
		return nil, errors.New(l.errs[0].Message)
	}
	if w.Holder != "" {
		r.Holders, r.folded = append([]string{w.Holder}, r.Holders...), append([]string{foldHolder(w.Holder)}, r.folded...)
	}
	if r.Templates[0].HasStatement() && r.Holder() == "" {
		return nil, errors.New("it is not known whose the files are; name a holder with --holder, or in project.holders of the policy (without *)")
	}
	return &r, nil
}

// Required reports whether a file must have a header at all.
func (r *HeaderRule) Required() bool { return !r.scope.allows() }

// Judges reports whether the headers of a file are judged: by its role, and by
// the paths that the policy leaves out.
func (r *HeaderRule) Judges(f *inventory.File) bool {
	return f.Header != nil && r.scope.judges(f) && (r.elsewhere == nil || !r.elsewhere(f.Path))
}

// Ours reports whether the policy names a holder for headers.
func (r *HeaderRule) Ours(holder string) bool {
	folded := foldHolder(holder)
	return slices.ContainsFunc(r.folded, func(pattern string) bool { return wildcard(pattern, folded) }) || r.entity != nil && r.entity(holder)
}

// Demands reports whether the policy says anything about a header that is as
// far from its template as the grade.
func (r *HeaderRule) Demands(g header.Grade) bool {
	return g != header.Conform && !r.altered[g].allows()
}

// NeedsHolder reports whether the policy says anything about a header that names none of its holders.
func (r *HeaderRule) NeedsHolder() bool { return len(r.folded) > 0 && !r.holderAt.allows() }

// Holder is the name that a new header gets: the first without a wildcard; "" when there is none.
func (r *HeaderRule) Holder() string {
	for _, h := range r.Holders {
		if !strings.Contains(h, "*") {
			return h
		}
	}
	return ""
}

// YearFits reports whether the years of a statement, in the form of
// [inventory.Copyright], keep the rule.
func (r *HeaderRule) YearFits(years string) bool {
	switch r.Year {
	case YearNone:
		return years == ""
	case YearFirst:
		return len(years) == 4
	case YearRange:
		return len(years) == 4 || len(years) == 9 && years[4] == '-' || strings.HasSuffix(years, "-present") && len(years) == 12
	}
	return true
}

// HeaderLicenses are the license findings within the header of a file; mentions
// only when nothing stronger is there.
func HeaderLicenses(f *inventory.File) []*inventory.License {
	var strong, mentioned []*inventory.License
	for i := range f.Licenses {
		l := &f.Licenses[i]
		switch {
		case f.Header == nil || l.StartLine < f.Header.StartLine || l.StartLine > f.Header.EndLine || l.Class == inventory.ClassManifest:
		case l.Class == inventory.ClassReference:
			mentioned = append(mentioned, l)
		default:
			strong = append(strong, l)
		}
	}
	if len(strong) > 0 {
		return strong
	}
	return mentioned
}

// HeaderStatements are the sure copyright statements within the header of a file.
func HeaderStatements(f *inventory.File) []*inventory.Copyright {
	var out []*inventory.Copyright
	for i := range f.Copyrights {
		if c := &f.Copyrights[i]; f.Header != nil && c.StartLine >= f.Header.StartLine && c.StartLine <= f.Header.EndLine && c.Confidence >= sureStatement {
			out = append(out, c)
		}
	}
	return out
}

// LicenseFits reports whether one of the findings puts a file under the required
// license, alone or as a choice; true when none is required.
func (r *HeaderRule) LicenseFits(found []*inventory.License) bool {
	if r.license == nil {
		return true
	}
	want := r.license.String()
	return slices.ContainsFunc(found, func(l *inventory.License) bool {
		e, err := spdx.Parse(l.Expression)
		if err != nil {
			return false
		}
		if e.String() == want {
			return true
		}
		return slices.ContainsFunc(e.Choices(), func(choice []spdx.License) bool {
			var all []string
			for _, one := range choice {
				all = append(all, one.String())
			}
			return strings.Join(all, " AND ") == want
		})
	})
}

// sidecars are the files that carry the header of another: name.license beside name.
func (j *judge) sidecars() map[string]*inventory.File {
	out := map[string]*inventory.File{}
	for i := range j.inv.Files {
		f := &j.inv.Files[i]
		if name, ok := strings.CutSuffix(f.Path, ".license"); ok && (len(f.Licenses) > 0 || len(f.Copyrights) > 0) {
			out[name] = f
		}
	}
	return out
}

// headed yields the files whose header the policy judges, without those whose
// header stands in a file beside them.
func (j *judge) headed(yield func(*inventory.File) bool) {
	beside := j.sidecars()
	for i := range j.inv.Files {
		f := &j.inv.Files[i]
		if j.p.header.Judges(f) && f.Header.State == inventory.HeaderProper && beside[f.Path] == nil && !yield(f) {
			return
		}
	}
}

// headerPlace is the place of a file's header.
func headerPlace(f *inventory.File) inventory.Location {
	return inventory.Location{Path: f.Path, StartLine: f.Header.StartLine, EndLine: f.Header.EndLine}
}
