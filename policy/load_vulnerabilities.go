// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"time"

	"github.com/outgate/outgate/inventory"
)

// vulnDoc says what known vulnerabilities of components do.
type vulnDoc struct {
	Critical     word   `yaml:"critical"`
	High         word   `yaml:"high"`
	Medium       word   `yaml:"medium"`
	Low          word   `yaml:"low"`
	Unrated      word   `yaml:"unrated"`
	Unfixed      word   `yaml:"unfixed"`
	Undecided    word   `yaml:"undecided"`
	Aside        word   `yaml:"aside"`
	VEX          word   `yaml:"vex"`
	NotEvaluated word   `yaml:"not-evaluated"`
	MaxAge       number `yaml:"max-age"`
	Stale        word   `yaml:"stale"`
}

// vulnRules is the section vulnerabilities of a policy.
type vulnRules struct {
	bySeverity                map[string]setting
	unfixed, undecided, aside setting // limits: a vulnerability of that kind goes no further
	vex                       bool    // statements count
	notEvaluated, stale       setting
	maxAge                    time.Duration // 0: any age
}

func (r *vulnRules) off() bool {
	for _, s := range r.bySeverity {
		if !s.allows() {
			return false
		}
	}
	return true
}

func (l *loader) vulnerabilities(d *vulnDoc) vulnRules {
	const key = "vulnerabilities."
	r := vulnRules{bySeverity: map[string]setting{}, vex: true}
	for _, one := range []struct {
		name      string
		level     word
		byDefault string
	}{
		{inventory.VulnCritical, d.Critical, "fail"}, {inventory.VulnHigh, d.High, "fail"}, {inventory.VulnMedium, d.Medium, "warn"},
		{inventory.VulnLow, d.Low, "note"}, {inventory.VulnUnrated, d.Unrated, "warn"},
	} {
		r.bySeverity[one.name] = l.setting(one.level, key+one.name, one.byDefault)
	}
	r.unfixed = l.setting(d.Unfixed, key+"unfixed", "fail")
	r.undecided = l.setting(d.Undecided, key+"undecided", "warn")
	r.aside = l.setting(d.Aside, key+"aside", "note")
	r.notEvaluated = l.setting(d.NotEvaluated, key+"not-evaluated", "warn")
	r.stale = l.setting(d.Stale, key+"stale", "warn")
	if d.VEX.At.Line > 0 {
		l.oneOf(d.VEX, key+"vex", []string{"honor", "ignore"})
		r.vex = d.VEX.V != "ignore"
	}
	if d.MaxAge.V < 0 || d.MaxAge.V > 3650 {
		l.add(d.MaxAge.At, "vulnerabilities.max-age: expected 0 to 3650 days, found %d", d.MaxAge.V)
	}
	r.maxAge = time.Duration(d.MaxAge.V) * 24 * time.Hour
	return r
}

// judge is what the policy makes of a vulnerability of a component.
func (r *vulnRules) judge(v *inventory.Vulnerability, c *inventory.Component) setting {
	s, ok := r.bySeverity[v.Severity]
	if !ok {
		s = r.bySeverity[inventory.VulnUnrated]
	}
	if v.Fixed == "" {
		s = s.under(r.unfixed)
	}
	if v.Undecided {
		s = s.under(r.undecided)
	}
	if !slices.Contains([]string{inventory.ScopeRuntime, ""}, c.Scope) {
		s = s.under(r.aside)
	}
	return s
}

// excusedBy says why a vulnerability does not count, by its VEX statement; "" when it does.
func (r *vulnRules) excusedBy(v *inventory.Vulnerability) string {
	if !r.vex || v.VEX == nil || v.VEX.Status != inventory.VEXNotAffected && v.VEX.Status != inventory.VEXFixed {
		return ""
	}
	return fmt.Sprintf("%s says %s", v.VEX.Path, v.VEX.Status)
}
