// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/header"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

// Words that headers.template takes instead of a text.
const (
	templateNotice = "notice" // the standard notice of headers.license
	templateTag    = "spdx"   // a statement and an SPDX tag
	templateASF    = "asf"    // projects of the Apache Software Foundation
)

// headersOf reads what headers must hold. scope is that of a missing header.
func (l *loader) headersOf(d *headersDoc, scope scoped, project []word) HeaderRule {
	r := HeaderRule{Year: YearAny, scope: scope, noneAt: Place{File: l.file}}
	l.headerLicense(d, &r)
	r.licenseAt = l.setting(d.OtherLicense, "headers.other-license", "fail")
	if d.OtherLicense.At.Line == 0 && d.License.At.Line > 0 {
		r.licenseAt.at, r.licenseAt.text = PlaceOf(d.License.At), "headers.license: "+d.License.V
	}
	holders, byDefault := project, "allow"
	if d.Holders != nil {
		holders, byDefault = d.Holders, "fail"
	}
	for _, h := range holders {
		name := strings.TrimSpace(h.V)
		if d.Holders != nil {
			name = l.text(h, "headers.holders")
		}
		r.Holders, r.folded = append(r.Holders, name), append(r.folded, foldHolder(name))
	}
	r.holderAt = l.setting(d.OtherHolder, "headers.other-holder", byDefault)
	if d.OtherHolder.At.Line == 0 && len(d.Holders) > 0 {
		r.holderAt.at, r.holderAt.text = PlaceOf(d.Holders[0].At), "headers.holders: "+d.Holders[0].V
	}
	for _, t := range d.Template {
		l.template(t, &r)
	}
	r.altered = map[header.Grade]setting{
		header.Cosmetic:    l.setting(d.Altered.Cosmetic, "headers.altered.cosmetic", "note"),
		header.YearOnly:    l.setting(d.Altered.YearOnly, "headers.altered.year-only", "note"),
		header.Substantive: l.setting(d.Altered.Substantive, "headers.altered.substantive", "fail"),
	}
	r.yearAt = r.noneAt
	if d.Year.At.Line > 0 {
		l.oneOf(d.Year, "headers.year", []string{YearAny, YearFirst, YearRange, YearNone})
		r.Year, r.yearAt = d.Year.V, PlaceOf(d.Year.At)
	}
	for g, s := range r.altered { // a level that is not written stands where its demand does
		if s.at.Line == 0 {
			s.at = r.templateAt
			if s.at.Line == 0 || g == header.YearOnly && r.yearAt.Line > 0 {
				s.at = r.yearAt
			}
			r.altered[g] = s
		}
	}
	return r
}

// owners are all names of the project's holders: its entities first, under the
// names they have now, then what else holders lists.
func (d *projectDoc) owners() []word {
	var names, others []word
	for _, e := range d.Entities {
		names = append(names, e.Name)
		others = append(others, e.Aliases...)
		for _, f := range e.Former {
			others = append(others, f.Name)
		}
	}
	return slices.Concat(names, d.Holders, others)
}

func (l *loader) headerLicense(d *headersDoc, r *HeaderRule) {
	if d.License.At.Line == 0 {
		return
	}
	text := l.text(d.License, "headers.license")
	if text == "" {
		return
	}
	expr, err := spdx.Parse(text)
	if err != nil {
		l.add(d.License.At, "headers.license: %v%s", err, suggestLicense(text, err))
		return
	}
	r.license, r.License = expr, expr.String()
}

// template reads one entry of headers.template.
func (l *loader) template(v word, r *HeaderRule) {
	if r.templateAt.Line == 0 {
		r.templateAt = PlaceOf(v.At)
	}
	name, text := v.V, v.V
	path, fromFile := strings.CutPrefix(v.V, "file:")
	switch {
	case v.V == templateNotice || v.V == templateTag:
		if r.License == "" {
			l.add(v.At, "headers.template: %q needs headers.license", v.V)
			return
		}
		if text = header.Short(r.License); v.V == templateNotice {
			text = header.Standard(r.License)
		}
		if text == "" {
			l.add(v.At, "headers.template: %s has no standard notice; write \"spdx\", or the text itself", r.License)
			return
		}
		name += " of " + r.License
	case v.V == templateASF:
		text = header.ASF()
	case fromFile:
		if name, text = path, l.templateFile(v, path); text == "" {
			return
		}
	case !strings.ContainsAny(strings.TrimSpace(v.V), " \n"):
		l.add(v.At, "headers.template: unknown value %q%s; known are notice, spdx, asf, file:PATH, or the text itself", clip(v.V), rules.Suggest(v.V, []string{templateNotice, templateTag, templateASF}))
		return
	default:
		name = "of the policy"
	}
	t, err := header.NewTemplate(name, text)
	if err != nil {
		l.add(v.At, "headers.template: %s: %v", clip(name), err)
		return
	}
	r.Templates = append(r.Templates, t)
}

// templateFile reads a template that the policy names; "" after a mistake.
func (l *loader) templateFile(v word, path string) string {
	if l.open == nil {
		l.add(v.At, "headers.template: %q cannot be read here: the policy does not lie on disk; write the text into it", clip(path))
		return ""
	}
	if strings.TrimSpace(path) == "" {
		l.add(v.At, "headers.template: file: names no file")
		return ""
	}
	data, err := l.open(path)
	if err != nil {
		l.add(v.At, "headers.template: %v", err)
		return ""
	}
	if len(data) == 0 || slices.Contains(data, 0) {
		l.add(v.At, "headers.template: %q is empty, or no text", clip(path))
		return ""
	}
	l.named = append(l.named, data...)
	return string(data)
}
