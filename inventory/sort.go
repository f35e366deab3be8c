// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

import (
	"cmp"
	"io"
	"slices"
	"strings"
)

// Opener returns the content of an entry. The caller closes it.
type Opener func() (io.ReadCloser, error)

// Sort brings every list into one total order and drops exact repeats of gaps and header texts,
// so that the same facts always give the same bytes. Equal elements stay in the
// order in which they came.
func (v *Inventory) Sort() {
	slices.SortStableFunc(v.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	for i := range v.Files {
		v.Files[i].sort()
	}
	slices.SortStableFunc(v.Secrets, func(a, b Secret) int {
		return cmp.Or(a.Location.Compare(b.Location), strings.Compare(a.Rule, b.Rule), strings.Compare(a.Fingerprint, b.Fingerprint))
	})
	slices.SortStableFunc(v.Leaks, func(a, b Leak) int {
		return cmp.Or(a.Location.Compare(b.Location), strings.Compare(a.Rule, b.Rule), strings.Compare(a.Fingerprint, b.Fingerprint))
	})
	slices.SortStableFunc(v.Identities, func(a, b Identity) int {
		return cmp.Or(strings.Compare(a.Mail, b.Mail), strings.Compare(a.Name, b.Name), strings.Compare(a.Part, b.Part))
	})
	for i := range v.Components {
		slices.SortStableFunc(v.Components[i].Evidence, func(a, b Evidence) int {
			return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
		})
	}
	slices.SortStableFunc(v.Components, func(a, b Component) int {
		return cmp.Or(strings.Compare(a.PURL, b.PURL), strings.Compare(a.Version, b.Version), strings.Compare(a.Scope, b.Scope), strings.Compare(string(a.Role), string(b.Role)))
	})
	slices.SortStableFunc(v.Manifests, func(a, b Manifest) int { return strings.Compare(a.Path, b.Path) })
	sortContributions(v.Contributions)
	sortMedia(v.Media)
	sortSimilar(v.Similar)
	sortSupply(v.Supply)
	if v.Community != nil {
		v.Community.sort()
	}
	slices.SortStableFunc(v.Gaps, compareGaps)
	v.Gaps = slices.Compact(v.Gaps)
	slices.SortFunc(v.HeaderTexts, func(a, b HeaderText) int { return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.Text, b.Text)) })
	v.HeaderTexts = slices.Compact(v.HeaderTexts)
	slices.SortStableFunc(v.Idle, func(a, b IdleSuppression) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), strings.Compare(a.By, b.By), strings.Compare(a.Reason, b.Reason))
	})
	slices.Sort(v.Coverage.Detectors)
	if v.Base != nil {
		v.Base.sort()
	}
}

// Compare orders locations: tree before history, then path, then lines.
func (l Location) Compare(o Location) int {
	return cmp.Or(strings.Compare(l.Commit, o.Commit), strings.Compare(l.Path, o.Path), cmp.Compare(l.StartLine, o.StartLine), cmp.Compare(l.EndLine, o.EndLine))
}

func (f *File) sort() {
	slices.SortStableFunc(f.Licenses, func(a, b License) int {
		return cmp.Or(cmp.Compare(a.StartLine, b.StartLine), cmp.Compare(a.EndLine, b.EndLine), strings.Compare(a.Expression, b.Expression), strings.Compare(a.Class, b.Class), cmp.Compare(b.Confidence, a.Confidence))
	})
	slices.SortStableFunc(f.Copyrights, func(a, b Copyright) int {
		return cmp.Or(cmp.Compare(a.StartLine, b.StartLine), cmp.Compare(a.EndLine, b.EndLine), strings.Compare(a.Statement, b.Statement))
	})
	slices.SortStableFunc(f.Authors, func(a, b Author) int {
		return cmp.Or(cmp.Compare(a.StartLine, b.StartLine), strings.Compare(a.Name, b.Name))
	})
}

func compareGaps(a, b Gap) int {
	return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Commit, b.Commit), strings.Compare(a.Detector, b.Detector), strings.Compare(a.Code, b.Code), strings.Compare(a.Reason, b.Reason))
}
