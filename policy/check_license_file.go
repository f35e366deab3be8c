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

func licenseFileMissing() check {
	return check{
		Check: Check{
			Code: "license-file-missing", Post: PostCompliance,
			Title: "The repository has no LICENSE file",
			Doc: "Without a license nobody may use what is published. The text must stand at the root, in a file named LICENSE, LICENCE, COPYING or UNLICENSE " +
				"(with any ending), or below LICENSES as the REUSE specification has it.",
			Help: "put the text of the outbound license into a file LICENSE at the root",
		},
		needs: []string{"license"}, waivable: true,
		on: func(p *Policy) bool { return !p.licenseMissing.allows() },
		run: func(j *judge) {
			if len(j.roots) > 0 {
				return
			}
			message := "no LICENSE file at the root"
			if j.dir != "" {
				message = "no LICENSE file in " + j.dir
			}
			if j.p.outbound != nil {
				message += "; the policy publishes under " + j.p.outbound.String()
			}
			j.raise(j.p.licenseMissing, Critical, item{v: Violation{Message: message, Evidence: fmt.Sprintf("%s, none of them a license file at the root", plural(len(j.inv.Files), "file"))}})
		},
	}
}

func licenseFileMismatch() check {
	return check{
		Check: Check{
			Code: "license-file-mismatch", Post: PostCompliance,
			Title: "The LICENSE file is not that of the outbound license",
			Doc: "The policy says under which license the project is published, and a license file at the root says another one, holds a further text that may not ship, or no license was " +
				"recognized in it. Every LICENSE and COPYING must fit. The texts of GPL-3.0-only and GPL-3.0-or-later are the same and count as equal. A choice (OR) needs the text " +
				"of one alternative. When the outbound license is read from the files and they say several, the choice is assumed: that is a warning, and fails when a copyleft " +
				"or proprietary license stands beside a permissive one.",
			Help: "put the unchanged text of the outbound license into LICENSE, or correct project.outbound in the policy",
		},
		needs: []string{"license"}, waivable: true,
		on: func(p *Policy) bool { return !p.licenseMismatch.allows() && (p.fromFile || p.outbound != nil) },
		run: func(j *judge) {
			if len(j.roots) == 0 {
				return
			}
			j.assumedChoice()
			if j.p.outbound != nil && !j.uncovered() {
				return // one violation for the files as a whole
			}
			for _, r := range j.roots {
				j.unfit(r)
			}
		},
	}
}

// raiseMismatch raises the violation at the license that a file is about.
func (j *judge) raiseMismatch(s setting, r rootLicense, message, evidence, content string) {
	v := Violation{Location: location(r.file.Path), Message: message, Evidence: evidence}
	if r.main != nil {
		v.Location.StartLine, v.Location.EndLine = r.main.StartLine, r.main.EndLine
	}
	s.text += "; " + j.p.outboundText
	j.raise(s, Critical, item{v: v, content: content})
}

// uncovered raises a violation, and returns false, when the root files together
// hold no choice of the policy's outbound license.
func (j *judge) uncovered() bool {
	var found []string
	for _, r := range j.roots {
		found = append(found, licenseIDs(r.file, map[string][]string{})...)
	}
	slices.Sort(found)
	found = slices.Compact(found)
	if covers(found, j.p.outbound) {
		return true
	}
	var said []string
	for _, id := range found {
		said = append(said, inWords(clip(id)))
	}
	r, words := j.roots[0], inOrder(said)
	message, evidence := fmt.Sprintf("the LICENSE file is %s, and the policy publishes under %s", words, j.p.outbound), "recognized: "+words
	if !slices.ContainsFunc(found, func(id string) bool { return id != "LicenseRef-outgate-unknown" }) {
		message, evidence = "no known license was recognized in the LICENSE file", "no license text in "+r.file.Path
	}
	j.raiseMismatch(j.p.licenseMismatch, r, message, evidence, strings.Join(found, " "))
	return false
}

// unfit raises a violation when one root file says something else than the
// outbound license, whatever the other files say.
func (j *judge) unfit(r rootLicense) {
	if dir, _ := split(r.file.Path); dir != "" {
		return // LICENSES holds the texts of all that is used
	}
	all := granted(r.file)
	own := slices.ContainsFunc(all, j.fitsOutbound)
	var others, refused []string
	for _, expression := range all {
		if j.fitsOutbound(expression) {
			continue
		}
		others = append(others, inWords(clip(expression)))
		if r := j.ruling(expression, usageVendored, j.p.unknownFile); rank(r.level) >= rank(LevelFail) {
			refused = append(refused, inWords(clip(expression)))
		}
	}
	s := j.p.licenseMismatch
	switch {
	case len(all) == 0 || r.main == nil && !own:
		if !plainLicense(r) && j.out.expr != nil {
			return // LICENSE-x, about a part; license-unknown speaks of it
		}
		if j.pointer(r.file) {
			s = s.cap(LevelWarn, "a file that names the licenses warns at most")
		}
		j.raiseMismatch(s, r, "no known license was recognized in "+r.file.Path, "no license text in "+r.file.Path, "")
	case !own && plainLicense(r):
		j.raiseMismatch(s, r, fmt.Sprintf("%s is %s, and the release goes out under %s", r.file.Path, inOrder(others), j.out.text), "recognized: "+inOrder(others), strings.Join(others, " "))
	case len(refused) > 0:
		j.raiseMismatch(s, r, fmt.Sprintf("%s holds %s, and the release goes out under %s", r.file.Path, inOrder(refused), j.out.text), "recognized: "+inOrder(refused), strings.Join(refused, " "))
	}
}

// pointer reports whether a file does no more than name licenses, one of the
// outbound choice among them, as a LICENSE does that points at LICENSE-MIT.
// license-denied speaks of the others: a mention makes nothing fail.
func (j *judge) pointer(f *inventory.File) bool {
	return !slices.ContainsFunc(f.Licenses, func(l inventory.License) bool { return l.Class != inventory.ClassReference }) &&
		slices.ContainsFunc(f.Licenses, func(l inventory.License) bool { return j.fitsOutbound(l.Expression) })
}

// assumedChoice raises a violation when several licenses stand at the root and
// nobody has said that they are a choice.
func (j *judge) assumedChoice() {
	exprs := rootExprs(j.roots)
	if !j.p.fromFile || len(exprs) < 2 {
		return
	}
	s, words := j.p.licenseMismatch, make([]string, len(exprs))
	var bound, free bool
	for i, e := range exprs {
		words[i] = e.String()
		for _, l := range e.Licenses() {
			switch j.p.category(l) {
			case rules.CategoryStrongCopyleft, rules.CategoryNetworkCopyleft, rules.CategoryProprietary:
				bound = true
			default:
				free = true
			}
		}
	}
	if !bound || !free {
		s = s.cap(LevelWarn, "licenses of one kind warn at most")
	}
	r := j.roots[slices.IndexFunc(j.roots, func(r rootLicense) bool { return r.main != nil })]
	j.raiseMismatch(s, r, "several licenses at the root; the choice between them is assumed", "recognized: "+inOrder(words), strings.Join(words, " "))
	j.items[len(j.items)-1].v.Help = "name project.outbound in the policy"
}

func inOrder(words []string) string {
	words = slices.Clone(words)
	slices.Sort(words)
	return strings.Join(slices.Compact(words), ", ")
}

// covers reports whether the texts found are those of one choice of the
// outbound license.
func covers(found []string, outbound *spdx.Expr) bool {
	var ids []string
	for _, f := range found {
		if e, err := spdx.Parse(f); err == nil {
			for _, l := range e.Licenses() {
				ids = append(ids, plainID(l))
			}
		}
	}
	return slices.ContainsFunc(outbound.Choices(), func(choice []spdx.License) bool {
		return !slices.ContainsFunc(choice, func(l spdx.License) bool { return !slices.Contains(ids, plainID(l)) })
	})
}
