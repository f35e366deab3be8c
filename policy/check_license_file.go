// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"

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
			Doc: "The policy says under which license the project is published, and the LICENSE file at the root says another one, or no license was recognized in it. " +
				"The texts of GPL-3.0-only and GPL-3.0-or-later are the same and count as equal. A choice (OR) needs the text of one alternative.",
			Help: "put the unchanged text of the outbound license into LICENSE, or correct project.outbound in the policy",
		},
		needs: []string{"license"}, waivable: true,
		on: func(p *Policy) bool { return !p.licenseMismatch.allows() && (p.fromFile || p.outbound != nil) },
		run: func(j *judge) {
			if len(j.roots) == 0 {
				return
			}
			var found []string
			for _, r := range j.roots {
				found = append(found, licenseIDs(r.file, map[string][]string{})...)
			}
			slices.Sort(found)
			found = slices.Compact(found)
			if j.p.fromFile && j.out.expr != nil || j.p.outbound != nil && covers(found, j.p.outbound) {
				return
			}
			v := Violation{Location: location(j.roots[0].file.Path), Evidence: "recognized: " + strings.Join(found, ", ")}
			if m := j.roots[0].main; m != nil {
				v.Location.StartLine, v.Location.EndLine = m.StartLine, m.EndLine
			}
			switch {
			case len(found) == 0:
				v.Message, v.Evidence = "no known license was recognized in the LICENSE file", "no license text in "+v.Location.Path
			default:
				v.Message = fmt.Sprintf("the LICENSE file is %s, and the policy publishes under %s", strings.Join(found, ", "), j.p.outbound)
			}
			s := j.p.licenseMismatch
			s.text += "; " + j.p.outboundText
			j.raise(s, Critical, item{v: v, content: strings.Join(found, " ")})
		},
	}
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
