// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"cmp"
	"strings"

	"github.com/outgate/outgate/policy"
)

// compared says what the verdict was compared with, and which lists of known
// violations it took.
func (b *builder) compared() []string {
	var out []string
	w := b.words
	if base := b.v.Base; base != nil {
		text := w.text("base.with", "ref", base.Ref, "commit", short(base.Commit), "new", base.New, "known", base.Known, "gone", base.Gone)
		if !base.NewOnly {
			text += "; " + w.text("base.all")
		}
		if len(base.Gaps) > 0 {
			text += "; " + w.count("base.gaps", len(base.Gaps))
		}
		out = append(out, text)
	}
	for _, l := range b.v.Lists {
		text := w.count("known.list", l.Entries, "path", l.Path, "stale", l.Stale)
		if l.Outside {
			text += w.text("comma") + w.text("suppressed.outside")
		}
		if !l.Counts {
			text += "; " + w.text("base.all")
		}
		out = append(out, text)
	}
	return out
}

// known is what the base held already, as one group.
func (b *builder) known() []apart {
	if len(b.v.Known) == 0 {
		return nil
	}
	list := make([]*policy.Violation, len(b.v.Known))
	for i := range b.v.Known {
		list[i] = &b.v.Known[i]
	}
	a := b.members(list)
	a.Tone, a.Title = toneNote, b.words.count("known.title", a.N)
	return []apart{a}
}

// curated groups the licenses that the policy corrects by curation, in its order.
func (b *builder) curated() []apart {
	var out []apart
	for from := 0; from < len(b.v.Curated); {
		c, to := &b.v.Curated[from], from+1
		for to < len(b.v.Curated) && b.v.Curated[to].At == c.At {
			to++
		}
		a := apart{Tone: toneNote, Title: line(c.License) + ": " + cmp.Or(line(c.Reason), b.words.text("waiver.noreason")), N: to - from}
		a.Lines = append(a.Lines, strings.TrimSuffix(b.words.text("curated.by", "by", c.By, "date", c.Date)+b.words.text("comma")+policyPlace(c.At), b.words.text("comma")))
		for i := range b.v.Curated[from:min(to, from+staticApart)] {
			m := &b.v.Curated[from+i]
			a.Members = append(a.Members, apartMember{Where: line(cmp.Or(m.Path, m.Component)), Message: b.words.text("curated.detected", "license", cmp.Or(m.Detected, b.words.text("curated.nothing")))})
		}
		a.More = a.N - len(a.Members)
		out = append(out, a)
		from = to
	}
	return out
}
