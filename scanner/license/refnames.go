// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"regexp"
	"sync"
)

type licenseName struct {
	re         *regexp.Regexp
	id         string
	confidence float64
}

// Confidence of a name: exact ones carry version or variant, loose ones leave
// it to convention.
const (
	exactName = 0.9
	looseName = 0.6
)

// licenseNames are the spellings that the reference scanner understands, at
// the place where a sentence names a license. The first match counts, so the
// longer spelling stands first.
var licenseNames = sync.OnceValue(func() []licenseName {
	const (
		lic = `(?: public| open source| software)?(?: licen[cs]e)?`
		ver = `,? ?\(?(?:version|ver\.?|v\.?)? ?`
	)
	var out []licenseName
	for _, n := range []struct {
		id, re     string
		confidence float64
	}{
		{"Apache-2.0", `apache(?: software)?(?: foundation)?` + lic + `,?[ -]?\(?` + ver + `2(?:\.0)?`, exactName},
		{"Apache-2.0", `https?://(?:www\.)?apache\.org/licenses/license-2\.0(?:\.txt|\.html)?`, exactName},
		{"Apache-1.1", `apache(?: software)? licen[cs]e` + ver + `1\.1`, exactName},
		{"Apache-2.0", `apache(?: software)? licen[cs]e`, looseName},
		{"Apache-2.0", `(?:asl|al)[ -]?v?2(?:\.0)?`, exactName},
		{"MIT", `https?://(?:www\.)?opensource\.org/licenses/mit(?:-license)?(?:\.php|\.html)?`, exactName},
		{"MIT", `(?:the )?(?:mit/x11|mit/expat|mit|expat)(?:[ -](?:style )?licen[cs]e|\b)`, exactName},
		{"BSD-2-Clause", `(?:simplified|2[- ]clause|two[- ]clause) bsd(?:[ -]licen[cs]e)?`, exactName},
		{"BSD-2-Clause", `bsd[ -](?:2|two)[- ]clause(?: "?simplified"?)?(?: licen[cs]e)?`, exactName},
		{"BSD-3-Clause", `(?:new|modified|revised|3[- ]clause|three[- ]clause) bsd(?:[ -]licen[cs]e)?`, exactName},
		{"BSD-3-Clause", `bsd[ -](?:3|three)[- ]clause(?: "?(?:new|revised)"?)?(?: licen[cs]e)?`, exactName},
		{"BSD-4-Clause", `(?:original|4[- ]clause|four[- ]clause) bsd(?:[ -]licen[cs]e)?`, exactName},
		{"BSD-3-Clause", `bsd(?:[ -]style)?[ -]licen[cs]e`, looseName},
		{"BSD-3-Clause", `https?://(?:www\.)?opensource\.org/licenses/bsd-(?:3-clause|license)(?:\.php)?`, exactName},
		{"BSD-2-Clause", `https?://(?:www\.)?opensource\.org/licenses/bsd-2-clause`, exactName},
		{"MPL-2.0", `(?:mozilla public licen[cs]e|mpl)[ -]?` + ver + `2(?:\.0)?`, exactName},
		{"MPL-1.1", `(?:mozilla public licen[cs]e|mpl)[ -]?` + ver + `1\.1`, exactName},
		{"MPL-1.0", `(?:mozilla public licen[cs]e|mpl)[ -]?` + ver + `1\.0`, exactName},
		{"EPL-2.0", `(?:eclipse public licen[cs]e|epl)(?: -)?[ -]?` + ver + `2(?:\.0)?`, exactName},
		{"EPL-1.0", `(?:eclipse public licen[cs]e|epl)(?: -)?[ -]?` + ver + `1(?:\.0)?`, exactName},
		{"CPL-1.0", `(?:common public licen[cs]e|cpl)[ -]?` + ver + `1(?:\.0)?`, exactName},
		{"CDDL-1.0", `(?:common development and distribution licen[cs]e(?: \(cddl\))?|cddl)[ -]?` + ver + `1\.0`, exactName},
		{"CDDL-1.1", `(?:common development and distribution licen[cs]e(?: \(cddl\))?|cddl)[ -]?` + ver + `1\.1`, exactName},
		{"Artistic-2.0", `(?:perl )?artistic licen[cs]e[ -]?` + ver + `2(?:\.0)?`, exactName},
		{"BSL-1.0", `boost software licen[cs]e` + `(?:[ -]*` + ver + `1\.0)?`, exactName},
		{"ISC", `isc(?:[ -]style)? licen[cs]e`, exactName},
		{"Zlib", `zlib(?:/libpng)? licen[cs]e`, exactName},
		{"OFL-1.1", `(?:sil )?open font licen[cs]e[ -]?` + ver + `1\.1`, exactName},
		{"CC0-1.0", `(?:creative commons )?cc0(?:[ -]1\.0)?(?: universal)?`, exactName},
		{"Unlicense", `unlicense\b`, exactName},
		{"WTFPL", `(?:wtfpl|do what the fuck you want to public licen[cs]e)`, exactName},
		{"MulanPSL-2.0", `(?:mulan psl|mulan permissive software licen[cs]e)[ -]?` + ver + `2(?:\.0)?`, exactName},
		{"EUPL-1.2", `(?:european union public licen[cs]e|eupl)[ -]?` + ver + `1\.2`, exactName},
		{"PostgreSQL", `postgresql licen[cs]e`, exactName},
		{"OpenSSL", `openssl licen[cs]e`, exactName},
		{"PSF-2.0", `(?:python software foundation|psf) licen[cs]e`, looseName},
		{"CC-BY-SA-4.0", `(?:creative commons attribution[- ]share ?alike|cc[- ]by[- ]sa) (?:v?4(?:\.0)?)(?: international)?`, exactName},
		{"CC-BY-SA-3.0", `(?:creative commons attribution[- ]share ?alike|cc[- ]by[- ]sa) (?:v?3(?:\.0)?)(?: unported)?`, exactName},
		{"CC-BY-4.0", `(?:creative commons attribution|cc[- ]by) (?:v?4(?:\.0)?)(?: international)?`, exactName},
		{"CC-BY-3.0", `(?:creative commons attribution|cc[- ]by) (?:v?3(?:\.0)?)(?: unported)?`, exactName},
		{"CC-BY-4.0", `https?://creativecommons\.org/licenses/by/4\.0/?`, exactName},
		{"CC-BY-SA-4.0", `https?://creativecommons\.org/licenses/by-sa/4\.0/?`, exactName},
		{"CC0-1.0", `https?://creativecommons\.org/publicdomain/zero/1\.0/?`, exactName},
		{"MPL-2.0", `https?://(?:www\.)?mozilla\.org/mpl/2\.0/?`, exactName},
	} {
		out = append(out, licenseName{regexp.MustCompile(`^` + n.re), n.id, n.confidence})
	}
	return out
})
