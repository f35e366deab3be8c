// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"

	"github.com/outgate/outgate/spdx"
)

func componentLicenseDisagrees() check {
	return check{
		Check: Check{
			Code: "component-license-disagrees", Post: PostCompliance,
			Title: "What a component declares is not the license in its files",
			Doc: "The metadata of a package names one license, and its own license files hold none of those that it names. What no text can tell is no disagreement: " +
				"which alternative of a choice is taken, whether later versions are allowed, an exception, a text less than is declared. Packages of tests, examples and documentation are not judged.",
			Help: "ask the authors of the component which license holds, and waive it by purl with the answer",
		},
		needs: []string{"sbom"}, waivable: true,
		on:  func(p *Policy) bool { return !p.disagreement.allows() },
		run: func(j *judge) { j.disagreeing() },
	}
}

func (j *judge) disagreeing() {
	for i := range j.inv.Components {
		c := &j.inv.Components[i]
		declared, err := spdx.Parse(c.Licenses.Declared)
		if err != nil || aside(c.Role) || j.curatedAt("", c.PURL) != nil {
			continue // settled, or a name that is no expression says too little to disagree with
		}
		concluded, err := spdx.Parse(c.Licenses.Concluded)
		if err != nil || spdx.Agree(declared, concluded) {
			continue
		}
		v := componentViolation(c)
		v.Message = fmt.Sprintf("%s declares %s, and its files hold %s", nameOf(c), declared, concluded)
		v.Evidence = "concluded from its files"
		if texts := c.Licenses.Texts; len(texts) > 0 {
			v.Evidence = fmt.Sprintf("%s in %s:%d", texts[0].Expression, texts[0].Path, texts[0].Line)
			if texts[0].Cache != "" {
				v.Evidence += " of the cache " + texts[0].Cache
			}
		}
		j.raise(j.p.disagreement, Medium, item{v: v, license: concluded.String(), where: c.PURL, whole: true, content: declared.String() + " " + concluded.String()})
	}
}
