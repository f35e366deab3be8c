// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

// categoryUnknown is what a license has that no table knows.
const categoryUnknown = "unknown"

func categoryNames() []string {
	return []string{
		rules.CategoryPublicDomain, rules.CategoryPermissive, rules.CategoryWeakCopyleft,
		rules.CategoryStrongCopyleft, rules.CategoryNetworkCopyleft, rules.CategoryProprietary,
	}
}

func (l *loader) licenses(d *licensesDoc, p *Policy) {
	for _, v := range d.Allow {
		p.allow = append(p.allow, listed{l.license(v, "licenses.allow"), PlaceOf(v.At)})
	}
	for _, v := range d.Deny {
		id := l.license(v, "licenses.deny")
		p.deny = append(p.deny, listed{id, PlaceOf(v.At)})
		if slices.ContainsFunc(p.allow, func(a listed) bool { return a.pattern == id && id != "" }) {
			l.add(v.At, "licenses.deny: %q is in licenses.allow as well", clip(id))
		}
	}
	names := slices.Sorted(maps.Keys(d.Categories))
	for _, name := range names {
		for _, v := range d.Categories[name] {
			l.category(name, v.At, "licenses.categories")
			p.overrides = append(p.overrides, override{l.license(v, "licenses.categories"), name})
		}
	}
	// The longest pattern decides, so that an exact id beats a family.
	slices.SortStableFunc(p.overrides, func(a, b override) int { return cmp.Compare(len(b.pattern), len(a.pattern)) })
	p.matrix = map[string]map[string]setting{}
	for name, row := range d.Matrix {
		l.category(name, row.At, "licenses.matrix")
		p.matrix[name] = map[string]setting{}
		for i, cell := range row.cells() {
			s := l.setting(*cell, name+" x "+usages()[i], "fail")
			if cell.At.Line > 0 {
				s.text = fmt.Sprintf("%s x %s = %s", name, usages()[i], cell.V)
			}
			p.matrix[name][usages()[i]] = s
		}
	}
	p.disagreement = l.setting(d.Disagreement, "licenses.disagreement", "warn")
	p.obligations = l.setting(d.Obligations, "licenses.obligations", "note")
	p.minCoverage, p.minCoverageAt = d.MinCoverage.V, PlaceOf(d.MinCoverage.At)
	if p.minCoverage < 0 || p.minCoverage > 100 {
		l.add(d.MinCoverage.At, "licenses.min-coverage: expected 0 to 100 percent, found %d", p.minCoverage)
	}
	p.pairs = l.pairs(d.Compatibility)
	l.classes(d, p)
}

func (l *loader) category(name string, at rules.Position, key string) {
	if !slices.Contains(categoryNames(), name) {
		l.add(at, "%s: unknown category %q%s; known are %s", key, clip(name), rules.Suggest(name, categoryNames()), strings.Join(categoryNames(), ", "))
	}
}

// license reads a license id, an id WITH an exception, or a pattern with *.
func (l *loader) license(v word, key string) string {
	text := l.text(v, key)
	switch {
	case text == "":
		return ""
	case strings.Contains(text, "*"):
		if strings.Trim(text, "* ") == "" {
			l.add(v.At, "%s: %q names every license; use the matrix", key, clip(text))
		}
		return text
	}
	if id, deprecated, ok := spdx.Known(text); ok && deprecated {
		if again, err := spdx.Parse(id); err == nil && again.String() != id {
			l.add(v.At, "%s: the license id %q is deprecated; write %s", key, id, currentIDs(id, again))
			return id
		}
	}
	expr, err := spdx.Parse(text)
	if err != nil {
		l.add(v.At, "%s: %v%s", key, err, suggestLicense(text, err))
		return text
	}
	if len(expr.Licenses()) != 1 {
		l.add(v.At, "%s: expected one license, found the expression %q", key, clip(text))
	}
	return expr.String()
}

// currentIDs names what may be meant by a deprecated id.
func currentIDs(id string, current *spdx.Expr) string {
	if only, ok := strings.CutSuffix(current.String(), "-only"); ok && !strings.HasSuffix(id, "+") {
		return fmt.Sprintf("%q or %q", only+"-only", only+"-or-later")
	}
	return fmt.Sprintf("%q", current.String())
}

// suggestLicense adds the nearest id, unless the parser named one already.
func suggestLicense(text string, err error) string {
	if strings.Contains(err.Error(), "did you mean") {
		return ""
	}
	if s := spdx.Suggest(text); s != "" {
		return fmt.Sprintf("; did you mean %q?", s)
	}
	return ""
}
