// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
)

// and joins expressions; those that cannot be parsed are none of ours.
func and(expressions []string) *spdx.Expr {
	var all []*spdx.Expr
	for _, s := range expressions {
		if e, err := spdx.Parse(s); err == nil {
			all = append(all, e)
		}
	}
	return spdx.And(all...)
}

// declare returns what a package declares, nil when that is no expression, and
// writes it into the licenses of its component.
func (o *ownLicense) declare(l *inventory.ComponentLicenses) *spdx.Expr {
	o.onlyThat = o.onlyThat || onlyWord.MatchString(l.Declared) && len(o.declared) == 0
	declared, err := spdx.Parse(l.Declared)
	if err != nil || l.Declared == "" {
		declared = nil
		if e := and(o.declared); len(o.declared) > 0 && !o.doubt && e != nil {
			declared = e
		} else if s, sure := o.by.Value(l.Declared); l.Declared != "" && s != "" && sure >= sureName {
			declared, _ = spdx.Parse(s)
		}
	}
	if o.several && l.Declared == "" {
		if names := ids(o.declared); !slices.ContainsFunc(names, func(s string) bool { return strings.HasPrefix(s, "LicenseRef-outgate-") }) {
			l.Declared = strings.Join(sorted(names), ", ")
		}
		return nil
	}
	if l.Declared == "" && declared == nil {
		l.Declared = o.named()
		declared, _ = spdx.Parse(l.Declared)
	}
	if declared == nil {
		return nil
	}
	for _, name := range o.classifiers {
		if s, sure := o.by.Value(name); sure >= sureName && !o.onlyThat {
			declared = later(declared, and([]string{s}))
		}
	}
	l.Declared = declared.String()
	return declared
}

// ids are the licenses that expressions name.
func ids(expressions []string) (all []string) {
	for _, l := range and(expressions).Licenses() {
		all = append(all, l.String())
	}
	return all
}

// later returns what is declared with the later versions that others allow: a
// name such as "GPLv3" leaves them open.
func later(declared, others *spdx.Expr) *spdx.Expr {
	words := strings.Fields(declared.String())
	for i, w := range words {
		id := strings.Trim(w, "()")
		if slices.ContainsFunc(others.Licenses(), func(l spdx.License) bool { return laterThan(l.ID, id) }) {
			words[i] = strings.Replace(w, "-only", "-or-later", 1)
		}
	}
	e, err := spdx.Parse(strings.Join(words, " "))
	if err != nil {
		return declared
	}
	return e
}

// laterThan reports whether a license is another one with later versions allowed,
// with its exception or, when it has none, any.
func laterThan(l, only string) bool {
	same, ok := strings.CutSuffix(only, "-only")
	if id, exception, with := strings.Cut(only, " WITH "); with {
		same, ok = strings.CutSuffix(id, "-only")
		return ok && l == same+"-or-later WITH "+exception
	}
	return ok && (l == same+"-or-later" || strings.HasPrefix(l, same+"-or-later WITH "))
}

// fill writes what is known into the licenses of a component.
func (o *ownLicense) fill(l *inventory.ComponentLicenses) {
	declared := o.declare(l)
	texts := o.texts
	if len(texts) == 0 && !o.unread {
		texts = o.readme
	}
	if names := and(distinct(o.byName)); len(texts) == 0 && declared != nil && names != nil && len(spdx.Beyond(declared, names)) == 0 {
		texts = o.byName // several names alone decide nothing, but all of them are declared
	}
	found := and(withoutBase(withoutBare(texts)))
	if declared == nil && found != nil { // what is put under a license by its name alone may be all but a part of it
		for _, n := range o.byName {
			if e, err := spdx.Parse(n.Expression); err == nil && !spdx.Agree(e, found) && n.Expression != "LicenseRef-public-domain" {
				found, texts = spdx.And(found, e), append(texts, n)
			}
		}
	}
	switch {
	case found == nil:
		return
	case declared == nil && o.unread: // half of what it says is not known
		return
	case declared == nil:
		l.Concluded = found.String()
	case !spdx.Agree(declared, found):
		if o.unread {
			return
		}
		l.Concluded = found.String()
	case len(spdx.Beyond(declared, found)) > 0 && strings.Contains(found.String(), " OR "): // the files offer more than the field
		l.Concluded = found.String()
		if strings.Contains(declared.String(), "LicenseRef-") { // but what that says nobody knows
			l.Concluded = spdx.And(declared, found).String()
		}
	default:
		all := []*spdx.Expr{declared}
		if !o.onlyThat {
			all[0] = later(declared, found)
		}
		for _, b := range spdx.Beyond(declared, found) {
			if e, err := spdx.Parse(b.String()); err == nil {
				all = append(all, e)
			}
		}
		l.Concluded = spdx.And(all...).String()
	}
	for _, t := range texts {
		l.Texts = append(l.Texts, t.LicenseText)
	}
}

// withoutBase drops what another expression brings along as a part: the texts
// between which a file offers the choice, the text of the GPL beside an exception
// to it, or beside the LGPL-3.0, which is written as an addition to it.
func withoutBase(expressions []string) []string {
	return slices.DeleteFunc(expressions, func(s string) bool {
		return slices.ContainsFunc(expressions, func(o string) bool {
			return o != s && slices.ContainsFunc(strings.Split(o, " OR "), func(part string) bool { return part == s || laterThan(part, s) && part != o }) || strings.HasPrefix(o, s+" WITH ") || strings.HasPrefix(s, "GPL-3.0-") && !strings.Contains(s, " ") && strings.HasPrefix(o, "LGPL-3.0-")
		})
	})
}

// withoutBare returns the expressions of texts, each once, in order, without the
// bare texts of which the package says elsewhere that later versions are allowed.
func withoutBare(texts []granted) []string {
	return slices.DeleteFunc(distinct(texts), func(s string) bool {
		allowed, firm := false, false
		for _, t := range texts {
			allowed = allowed || laterThan(t.Expression, s)
			firm = firm || t.Expression == s && !t.bare
		}
		return allowed && !firm
	})
}
