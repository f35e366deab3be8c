// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"

	"github.com/outgate/outgate/header"
	"github.com/outgate/outgate/inventory"
)

func headerAltered() check {
	return check{
		Check: Check{
			Code: "header-altered", Post: PostCompliance,
			Title: "A header differs from the template",
			Doc: "The policy says what headers look like (headers.template) and which years they hold (headers.year). The header of this file differs: in case, punctuation, the scheme of " +
				"an address or the mark of copyright (cosmetic), in its years (year-only), or in words (substantive), which may change what is granted. headers.altered has a level for each. " +
				"Of several templates the nearest counts. Line breaks make no difference, and lines beside the template that speak of no rights are no part of the header.",
			Help: "write the header as the template has it (outgate fix headers --diff shows how), or settle why this file needs other words",
		},
		needs: []string{"copyright"}, waivable: true,
		on: func(p *Policy) bool {
			return (len(p.header.Templates) > 0 || p.header.Year != YearAny) &&
				slices.ContainsFunc([]header.Grade{header.Cosmetic, header.YearOnly, header.Substantive}, p.header.Demands)
		},
		run: func(j *judge) {
			compared := j.comparisons()
			for f := range j.headed {
				j.alteredHeader(f, compared[f.Header.Text])
			}
		},
	}
}

// comparison is a text of headers beside the template that it is nearest to.
type comparison struct {
	header.Difference
	template string
}

// comparisons compares each text of a header once, however many files have it.
func (j *judge) comparisons() map[string]comparison {
	out := map[string]comparison{}
	if len(j.p.header.Templates) == 0 {
		return out
	}
	for _, h := range j.inv.HeaderTexts {
		t, d := header.Nearest(j.p.header.Templates, h.Text)
		out[h.ID] = comparison{d, t.Name}
	}
	return out
}

func (j *judge) alteredHeader(f *inventory.File, c comparison) {
	where, whole := groupOf(f)
	r := &j.p.header
	if r.Demands(c.Grade) {
		j.raise(r.altered[c.Grade], gradeSeverity(c.Grade), item{
			v:       Violation{Message: fmt.Sprintf("the header differs from the template %s: %s", c.template, c.Grade), Location: headerPlace(f), Evidence: c.Words},
			content: f.Header.Text + "\n" + string(c.Grade), where: where, whole: whole,
		})
	}
	if !r.Demands(header.YearOnly) {
		return
	}
	for _, s := range HeaderStatements(f) {
		if len(s.Holders) > 0 && len(r.folded) > 0 && !slices.ContainsFunc(s.Holders, r.Ours) || r.YearFits(s.Years) {
			continue
		}
		set := r.altered[header.YearOnly]
		set.text += "; headers.year: " + r.Year + " at " + placeText(r.yearAt)
		years := s.Years
		if years == "" {
			years = "no year"
		}
		j.raise(set, Low, item{
			v: Violation{Message: fmt.Sprintf("the years of the header do not keep the rule %q", r.Year), Evidence: years + " in " + clip(s.Statement),
				Location: inventory.Location{Path: f.Path, StartLine: s.StartLine, EndLine: s.EndLine}},
			content: "years\n" + r.Year, where: where, whole: whole,
		})
	}
}

func gradeSeverity(g header.Grade) Severity {
	if g == header.Substantive {
		return Medium
	}
	return Low
}
