// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "github.com/outgate/outgate/reuse"

// reuseDoc says what problems with the REUSE specification do.
type reuseDoc struct {
	Required          flag `yaml:"required"`
	BadLicense        word `yaml:"bad-license"`
	DeprecatedLicense word `yaml:"deprecated-license"`
	WithoutExtension  word `yaml:"license-without-extension"`
	MissingLicense    word `yaml:"missing-license"`
	UnusedLicense     word `yaml:"unused-license"`
	ReadError         word `yaml:"read-error"`
	InvalidExpression word `yaml:"invalid-expression"`
	MissingCopyright  word `yaml:"missing-copyright"`
	MissingLicensing  word `yaml:"missing-licensing"`
	Disagreement      word `yaml:"disagreement"`
}

// reuseOf reads the section. A kind that is not written fails where REUSE is
// required, and is allowed elsewhere; a disagreement warns.
func (l *loader) reuseOf(d *reuseDoc, p *Policy) {
	p.reuse = map[string]setting{}
	for kind, v := range map[string]word{
		reuse.BadLicense: d.BadLicense, reuse.DeprecatedLicense: d.DeprecatedLicense, reuse.WithoutExtension: d.WithoutExtension, reuse.MissingLicense: d.MissingLicense,
		reuse.UnusedLicense: d.UnusedLicense, reuse.ReadError: d.ReadError, reuse.InvalidExpression: d.InvalidExpression, reuse.MissingCopyright: d.MissingCopyright,
		reuse.MissingLicensing: d.MissingLicensing, reuse.Disagreement: d.Disagreement,
	} {
		byDefault := "allow"
		switch {
		case d.Required.V && kind == reuse.Disagreement:
			byDefault = "warn"
		case d.Required.V:
			byDefault = "fail"
		}
		s := l.setting(v, "reuse."+kind, byDefault)
		if v.At.Line == 0 && d.Required.At.Line > 0 {
			s.at, s.text = PlaceOf(d.Required.At), "reuse.required: true"
		}
		p.reuse[kind] = s
	}
}

func (l *loader) scopeOf(v word, p *Policy) {
	if v.At.Line > 0 && l.oneOf(v, "scope", []string{scopeReuse, scopeAll}) && v.V != scopeAll {
		p.scope, p.PolicyRef.Scope = v.V, v.V
	}
}

// scopeAll is the scope of a policy on a release, and the default.
const scopeAll = "all"
