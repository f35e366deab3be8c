// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
)

// classes reads how far findings of each class go. A mention warns unless the
// policy says otherwise: a name or an address puts nothing under a license, so
// it alone must not block a release.
func (l *loader) classes(d *licensesDoc, p *Policy) {
	p.classes = map[string]setting{}
	for _, c := range []struct {
		class     string
		level     word
		byDefault string
	}{
		{inventory.ClassTag, d.Classes.Tag, "fail"},
		{inventory.ClassText, d.Classes.Text, "fail"},
		{inventory.ClassNotice, d.Classes.Notice, "fail"},
		{inventory.ClassReference, d.Classes.Reference, "warn"},
		{inventory.ClassManifest, d.Classes.Manifest, "fail"},
	} {
		s := l.setting(c.level, "licenses.classes."+c.class, c.byDefault)
		if c.level.At.Line > 0 {
			s.text += " at " + c.level.At.String() // a violation points at what the limit lowers
		}
		p.classes[c.class] = s
	}
	p.minConfidence, p.minConfidenceText = d.MinConfidence.V, fmt.Sprintf("licenses.min-confidence: %g at %s", d.MinConfidence.V, d.MinConfidence.At)
	if !(p.minConfidence >= 0 && p.minConfidence <= 1) { // NaN is neither
		l.add(d.MinConfidence.At, "licenses.min-confidence: expected 0 to 1, found %g", p.minConfidence)
	}
}

// limit is how far a finding goes by its class and confidence, whatever it
// says. A confidence of 0 belongs to what was not recognized: it measures no
// license, and an unknown one must not become milder by it.
func (p *Policy) limit(s setting, l *inventory.License) setting {
	if most, ok := p.classes[l.Class]; ok {
		s = s.under(most)
	}
	if l.Confidence > 0 && l.Confidence < p.minConfidence {
		s = s.under(setting{level: LevelNote, severity: Low, text: p.minConfidenceText})
	}
	return s
}

// soften lets a finding go no further than the policy has its class go, and
// evidence that is no grant less far still. The second result keeps apart what
// is no grant of the same license.
func (j *judge) soften(s setting, f *inventory.File, l *inventory.License) (setting, string) {
	s = j.p.limit(s, l)
	if loneException(l.Expression) != "" {
		s = s.under(setting{level: LevelNote, severity: Low, text: "an exception alone is a note at most"})
	}
	if l.Expression == licenseList {
		s = s.under(setting{level: LevelNote, severity: Low, text: "a list of license names is a note at most"})
	}
	switch {
	case l.Class == inventory.ClassReference && aside(f.Role):
		return s.under(setting{level: LevelNote, severity: Low, text: "a mention in documentation, tests or examples is a note at most"}), " mentioned"
	case l.Class == inventory.ClassReference:
		return s, " mentioned"
	case attribution(f):
		return s.cap(LevelWarn, "a copy of the text for attribution warns at most"), " attributed"
	}
	return s, ""
}

// echo reports whether a mention adds nothing to the file: stronger findings
// there, which the policy judges as strictly at least, name the same licenses.
func (j *judge) echo(f *inventory.File, l *inventory.License) bool {
	if l.Class != inventory.ClassReference {
		return false
	}
	full := setting{level: LevelFail}
	most := j.p.limit(full, l)
	said := map[string]bool{}
	for i := range f.Licenses {
		o := &f.Licenses[i]
		if o.Class != inventory.ClassReference && !most.stricter(j.p.limit(full, o)) {
			for _, name := range echoNames(o.Expression) {
				said[name] = true
			}
		}
	}
	return !slices.ContainsFunc(echoNames(l.Expression), func(name string) bool { return !said[name] })
}

// echoNames are the licenses of an expression, without what a mention leaves
// open: later versions and exceptions.
func echoNames(expression string) []string {
	e, err := spdx.Parse(expression)
	if err != nil {
		return []string{expression}
	}
	var names []string
	for _, l := range e.Licenses() {
		if strings.Contains(l.ID, "LicenseRef-") {
			names = append(names, l.String())
		} else {
			names = append(names, plainID(l))
		}
	}
	return names
}

// aside reports a role in which files speak of licenses more often than they
// are under them.
func aside(r inventory.Role) bool {
	return r == inventory.RoleDocs || r == inventory.RoleTest || r == inventory.RoleExample
}
