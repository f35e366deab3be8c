// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

func copyleftObligation() check {
	return check{
		Check: Check{
			Code: "copyleft-obligation", Post: PostCompliance,
			Title: "A copyleft component asks for something",
			Doc: "A component that is passed on or loaded by the product is under a copyleft license, which the policy may well allow, and that license asks for something: its source, notices of changes, the means to put another version in its place. " +
				"One note for each component says what, in short and without legal advice; the text of the license counts. Components that only build or test the release ask for nothing here.",
			Help: "see to it before the release is passed on, and keep a record of how",
		},
		needs: []string{"sbom"}, waivable: true,
		on: func(p *Policy) bool { return !p.obligations.allows() },
		run: func(j *judge) {
			for i := range j.inv.Components {
				c := &j.inv.Components[i]
				usage := usageOfComponent(c)
				if usage == usageTool || usage == usageTest {
					continue
				}
				l, category := j.copyleftOf(first(c.Licenses.Concluded, c.Licenses.Declared))
				if category == "" {
					continue
				}
				v := componentViolation(c)
				v.Message = fmt.Sprintf("%s is under %s (%s): %s", nameOf(c), l.String(), usage, owed(l, category, usage, j.p.binary || usage == usageVendored))
				v.Evidence = fmt.Sprintf("%s, scope %s", first(c.Licenses.Concluded, c.Licenses.Declared), c.Scope)
				j.raise(j.p.obligations, Low, item{v: v, license: l.String(), where: c.PURL, whole: true, content: l.String()})
			}
		},
	}
}

// copyleftOf is the copyleft license that remains when the mildest choice is taken; category is "" when there is one without.
func (j *judge) copyleftOf(expression string) (l spdx.License, category string) {
	e, err := spdx.Parse(expression)
	if err != nil {
		return l, ""
	}
	order := []string{rules.CategoryWeakCopyleft, rules.CategoryStrongCopyleft, rules.CategoryNetworkCopyleft}
	best := len(order)
	for _, choice := range e.Choices() {
		worst := -1
		var of spdx.License
		for _, one := range choice {
			if at := slices.Index(order, j.p.category(one)); at > worst {
				worst, of = at, one
			}
		}
		if worst < best {
			best, l = worst, of
		}
	}
	if best < 0 || best == len(order) {
		return l, ""
	}
	return l, order[best]
}

// owed says in short what a copyleft license asks of whoever passes its code on.
func owed(l spdx.License, category, usage string, passedOn bool) string {
	var out []string
	switch {
	case category == rules.CategoryNetworkCopyleft:
		out = append(out, "the complete source of the work, to users over a network as well")
	case category == rules.CategoryStrongCopyleft:
		out = append(out, "the complete source of the work that holds it, or a written offer of it")
	case strings.HasPrefix(l.ID, "LGPL-"):
		out = append(out, "its source with your changes")
		if usage != usageVendored {
			out = append(out, "that users can put another version of it in its place")
		}
	default:
		out = append(out, "the source of its files with your changes")
	}
	out = append(out, "its license text and notices", "a mark on what you changed")
	text := strings.Join(out, "; ")
	if !passedOn {
		text += " (once it is passed on)"
	}
	return text
}

func sbomQuality() check {
	return check{
		Check: Check{
			Code: "sbom-quality", Post: PostCompliance,
			Title: "The list of components is not complete enough",
			Doc: "Too small a share of the components of the product has a purl with a version, a version, or a known license, as sbom.purl, sbom.version and sbom.license ask in percent. Whoever gets such a bill of materials cannot compare it with anything. " +
				"Without these keys the check is off.",
			Help: "add lock files, or name versions and licenses in the manifests; `outgate sbom` shows what is missing",
		},
		needs: []string{"sbom"}, waivable: true,
		on: func(p *Policy) bool {
			return !p.sbom.allows() && p.sbom.purl+p.sbom.version+p.sbom.license > 0
		},
		run: func(j *judge) { j.sbomQuality() },
	}
}

func (j *judge) sbomQuality() {
	all := 0
	type quality struct {
		what       string
		asked, has int
		first      string
		good       func(*inventory.Component) bool
	}
	list := []quality{
		{what: "a purl with a version", asked: j.p.sbom.purl, good: func(c *inventory.Component) bool {
			return strings.HasPrefix(c.PURL, "pkg:") && strings.Contains(c.PURL[4:], "@")
		}},
		{what: "a version", asked: j.p.sbom.version, good: func(c *inventory.Component) bool { return c.Version != "" }},
		{what: "a known license", asked: j.p.sbom.license, good: func(c *inventory.Component) bool { return !j.unlicensed(c) }},
	}
	for i := range j.inv.Components {
		c := &j.inv.Components[i]
		if c.Role != inventory.RoleProduct && c.Role != inventory.RoleVendored {
			continue
		}
		all++
		for k := range list {
			q := &list[k]
			if q.good(c) {
				q.has++
			} else if q.first == "" {
				q.first = first(c.PURL, c.Name)
			}
		}
	}
	for _, q := range list {
		if all == 0 || q.has*100 >= q.asked*all {
			continue
		}
		j.raise(j.p.sbom.setting, High, item{
			v: Violation{
				Message:  fmt.Sprintf("%d%% of the components have %s, %d%% are asked for", q.has*100/all, q.what, q.asked),
				Evidence: fmt.Sprintf("%d of %d; the first without is %s", q.has, all, clip(q.first)),
			},
			where: q.what, whole: true, content: q.what, weight: 100 - q.has*100/all,
		})
	}
}
