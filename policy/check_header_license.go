// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

func headerLicense() check {
	return check{
		Check: Check{
			Code: "header-license", Post: PostCompliance,
			Title: "A header does not name the required license",
			Doc: "The policy names the license of headers (headers.license), and the header of this file names another one, or none. A license that is one of several to choose " +
				"from is named. The file may come from elsewhere, or the project has changed its license and missed the file. Whether that other license may be used at all is " +
				"for license-denied.",
			Help: "for a file of the project, write its header anew (outgate fix headers); for the file of others, move it to third_party with its license, or exclude it with headers.exclude",
		},
		needs: []string{"license", "copyright"}, waivable: true,
		on: func(p *Policy) bool { return p.header.License != "" && !p.header.licenseAt.allows() },
		run: func(j *judge) {
			for f := range j.headed {
				found := HeaderLicenses(f)
				if j.p.header.LicenseFits(found) {
					continue
				}
				ids := expressionsOf(found)
				message := "the header names no license, and must name " + j.p.header.License
				if len(ids) > 0 {
					message = fmt.Sprintf("the header names %s, not %s", strings.Join(ids, ", "), j.p.header.License)
				}
				evidence := ""
				if st := HeaderStatements(f); len(st) > 0 {
					evidence = clip(st[0].Statement)
				}
				j.raise(j.p.header.licenseAt, High, item{
					v:       Violation{Message: message, Location: headerPlace(f), Evidence: evidence},
					license: strings.Join(ids, " AND "), content: strings.Join(ids, "\n"),
				})
			}
		},
	}
}

// expressionsOf returns the distinct expressions of findings, sorted.
func expressionsOf(found []*inventory.License) []string {
	var ids []string
	for _, l := range found {
		ids = append(ids, l.Expression)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
