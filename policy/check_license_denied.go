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

func licenseDenied() check {
	return check{
		Check: Check{
			Code: "license-denied", Post: PostCompliance,
			Title: "A file is under a license that may not ship",
			Doc: "A file of the repository carries a license text, tag or notice whose category the policy does not allow for its usage. Files of the release are " +
				"judged by the column vendored (their bytes are published), CI files by tool, and tests, examples and documentation by test. The outbound license " +
				"itself, and what may flow into it within the GNU family, is fine; so is, with project.outbound: none, a file of the project's own entities that reserves all rights. Of OR the best choice counts, of AND the worst part. A finding goes " +
				"no further than licenses.classes has its class go: a mere mention (class reference) warns at most, unless the policy says otherwise. " +
				"A copy of a license text in a notice file or below LICENSES warns at most. One violation is raised for a " +
				"vendored library, and one for each license below a top-level directory of own files.",
			Help: "remove or replace the code, ask its holder for another license, or waive it by path with a reason",
		},
		needs: []string{"license"}, waivable: true,
		run: func(j *judge) {
			for i := range j.lic.Files {
				f := &j.lic.Files[i]
				for k := range f.Licenses {
					j.deny(f, &f.Licenses[k])
				}
			}
		},
	}
}

func (j *judge) deny(f *inventory.File, l *inventory.License) {
	r := j.ruling(l.Expression, usageOfFile(f), j.p.unknownFile)
	if r.allows() || r.unknown || j.speaksForProject(f, l) || j.ownReserve(f, l) || j.echo(f, l) {
		return
	}
	s, kind := j.soften(r.setting, f, l)
	where, whole := groupOf(f)
	what := inWords(r.license)
	if r.chosen != "" {
		what = fmt.Sprintf("%s, the best choice of %s,", r.chosen, l.Expression)
	}
	message := what + " may not ship in this release"
	if s.level != LevelFail {
		message = what + " needs a look before it ships in this release"
	}
	if j.out.expr != nil {
		message += ", which goes out under " + j.out.text
	}
	j.raise(s, Medium, item{
		v: Violation{
			Message:  message,
			Location: inventory.Location{Path: f.Path, StartLine: l.StartLine, EndLine: l.EndLine},
			Evidence: matched(l),
		},
		license: r.license, content: r.license + kind, where: where, whole: whole,
	})
}

// matched says what was seen, in words where there is no license to name.
func matched(l *inventory.License) string {
	switch l.Expression {
	case "LicenseRef-outgate-unknown":
		return "no known license recognized (" + l.Class + ")"
	case "LicenseRef-outgate-invalid-expression", "LicenseRef-outgate-proprietary":
		return inWords(l.Expression) + " (" + l.Class + ")"
	}
	if x := loneException(l.Expression); x != "" {
		return fmt.Sprintf("matched %s (%s, %.2f)", x, l.Class, l.Confidence)
	}
	return fmt.Sprintf("matched %s (%s, %.2f)", clip(l.Expression), l.Class, l.Confidence)
}

// speaksForProject reports whether a statement is the outbound license itself,
// in a LICENSE file at the root or as the same text elsewhere.
func (j *judge) speaksForProject(f *inventory.File, l *inventory.License) bool {
	if slices.ContainsFunc(j.roots, func(r rootLicense) bool { return r.file == f }) && j.fitsOutbound(l.Expression) {
		return true
	}
	if l.Class != inventory.ClassText || j.out.expr == nil {
		return false
	}
	e, err := spdx.Parse(l.Expression)
	return err == nil && covers([]string{e.String()}, j.out.expr)
}

// ownReserve reports whether a file says that nobody is licensed, of a release that
// licenses nobody (project.outbound: none), and all its holders are the project's.
func (j *judge) ownReserve(f *inventory.File, l *inventory.License) bool {
	if l.Expression != "LicenseRef-outgate-proprietary" || j.out.expr != nil || j.p.fromFile || len(f.Copyrights) == 0 {
		return false
	}
	return !slices.ContainsFunc(f.Copyrights, func(c inventory.Copyright) bool {
		return len(c.Holders) == 0 || slices.ContainsFunc(c.Holders, func(h string) bool { return !j.owner(h).ours() })
	})
}

// attribution reports whether a file carries license texts on behalf of others.
func attribution(f *inventory.File) bool {
	if f.Header != nil {
		return false
	}
	dir, name := split(f.Path)
	if dir == "LICENSES" || strings.HasPrefix(dir, "LICENSES/") {
		return true
	}
	return hasStem(name, "notice", "notices", "third-party", "third_party", "thirdparty", "thirdpartynotices", "thirdpartynotice", "attribution", "attributions")
}

func usageOfFile(f *inventory.File) string {
	if buildWrapper(f.Path) {
		return usageTool
	}
	switch f.Role {
	case inventory.RoleTest, inventory.RoleExample, inventory.RoleDocs:
		return usageTest
	case inventory.RoleCI:
		return usageTool
	}
	return usageVendored
}

// groupOf names the library of a vendored file, or the top-level directory of
// an own one; whole reports whether that is one thing whatever files it has.
func groupOf(f *inventory.File) (where string, whole bool) {
	if f.Role == inventory.RoleVendored {
		dir, _ := libraryOf(f.Path)
		return dir, true
	}
	if top, _, ok := strings.Cut(f.Path, "/"); ok {
		return top, false
	}
	return ".", false
}
