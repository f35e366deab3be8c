// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"regexp"
	"strings"

	"github.com/outgate/outgate/spdx"
)

// The grammar of a GNU name in a sentence:
//
//	[version N [or later] of the] family [published] [version N] [only | or later]
//
// in which words such as "as published by the Free Software Foundation" and
// "of the License" may stand between the parts.
const (
	gnuPublisher = `(?:,? ?\(?(?:as )?published by (?:the )?(?:free software foundation|fsf)(?:,? inc\.?)?(?: \(fsf\))?\)?[;:,.]?)?`
	gnuWordVer   = `(?:versions?|vers\.?|ver\.?|v\.?)`
	gnuOption    = `(?:\(?at (?:your|its|the recipient's|the user's) (?:option|choice)\)?,? )?`
	gnuAnyLater  = `(?:or|and) \(?,? ?` + gnuOption + `(?:any |all )?(?:later|newer|above|higher|greater|up|subsequent)\b(?: versions?)?\)?`
)

var (
	gnuFamily = regexp.MustCompile(`^(?:free software foundation'?s? )?(?:gnu )?(?:\(?(lesser |library |lesser/library |lesser or library |lesser \(library\) |affero )?(?:gnu )?(?:general public(?: licen[cs]es?)?|gpl(?: licen[cs]es?)?)(?: \(?"?(?:the )?(?:gnu )?[al]?gpl"?\))?|(lgpl|agpl|gpl)(?:[ -]licen[cs]es?)?|(free documentation licen[cs]e|f(?:ree )?dl|gfdl)(?: \(?"?g?fdl"?\))?)`)
	gnuFirst  = regexp.MustCompile(`^(?:either )?` + gnuWordVer + `[ -]?([123](?:\.[0-3])?)(,? \(?only\)?)?(?:,? ?(` + gnuAnyLater + `))?,? of (?:the )?(?:terms of (?:the )?)?`)
	gnuNumber = regexp.MustCompile(`^` + gnuPublisher + `,? ?(?:either |only )?[(,-]? ?(?:the )?(?:[al]?gpl[ -]?)?` + gnuWordVer + `?[ -]?([123](?:\.[0-3])?)\b(?:\.0\b)?`)
	gnuOnly   = regexp.MustCompile(`^[ ,;)]*\(?(?:only|and only|exclusively|and no other)\b(?: version [123](?:\.[0-3])?)?\)?`)
	gnuLater  = regexp.MustCompile(`^(?:\+|[ ,;)]*(?:of (?:the|that|this) licen[cs]e)?[ ,;]*\(?` + gnuAnyLater + `)`)
	gnuSecond = regexp.MustCompile(`^(?: of (?:the|that|this) licen[cs]e)?[ ,;]*or \(?,? ?` + gnuOption + gnuWordVer + ` ?([23](?:\.[01])?)\b(?: of the licen[cs]e)?`)
	gnuBody   = regexp.MustCompile(`^[ ,;)]*(?:accepted|approved|published) by`)
	gnuFar    = regexp.MustCompile(`\b` + gnuAnyLater)
	gnuURL    = regexp.MustCompile(`^https?://(?:www\.)?gnu\.org/(?:licenses|copyleft)/(?:old-licenses/)?([al]?gpl|fdl)-([123]\.[0-3])`)
	otherName = regexp.MustCompile(`\b(?:[al]?gpl|general public|apache|mit|bsd|mozilla|mpl|eclipse|epl|artistic|cddl|documentation)\b`)
)

// farLater is how far behind its version a sentence may allow later ones.
const farLater = 160

// readGNU reads a name of the GNU family with its version and "or later". A
// name without a version allows any.
func readGNU(s string) (named, bool) {
	if m := gnuURL.FindStringSubmatch(s); m != nil {
		return gnuNamed(strings.Replace(strings.ToUpper(m[1]), "FDL", "GFDL", 1), m[2], "-only", exactName, len(m[0]))
	}
	size, version, suffix := 0, "", ""
	if m := gnuFirst.FindStringSubmatch(s); m != nil {
		size, version = len(m[0]), m[1]
		switch {
		case m[3] != "":
			suffix = "-or-later"
		case m[2] != "":
			suffix = "-only"
		}
	}
	m := gnuFamily.FindStringSubmatch(s[size:])
	if m == nil {
		return named{}, false
	}
	size += len(m[0])
	if incompatible := strings.TrimLeft(s[size:], " -"); strings.HasPrefix(incompatible, "compatible") || strings.HasPrefix(incompatible, "incompatible") {
		return named{}, false
	}
	family := familyOf(m[1], m[2], m[3])
	if version == "" {
		number := gnuNumber.FindStringSubmatch(s[size:])
		if number == nil {
			if !endsWord(s, size) {
				return named{}, false
			}
			return named{firstGNU(family) + "-or-later", looseName, size}, true
		}
		size += len(number[0])
		version = number[1]
	}
	if m := gnuSecond.FindStringSubmatch(s[size:]); m != nil && suffix == "" {
		return gnuPair(family, version, m[1], s, size+len(m[0]))
	}
	if suffix == "" {
		var n int
		suffix, n = gnuSuffix(s[size:])
		if size += n; n == 0 && !endsWord(s, size) {
			return named{}, false
		}
	}
	return gnuNamed(family, version, suffix, exactName, size)
}

// gnuPair reads "version 2 or version 3": later ones that somebody must accept
// first are not granted yet.
func gnuPair(family, first, second, s string, size int) (named, bool) {
	suffix, n := gnuSuffix(s[size:])
	if n > 0 && gnuBody.MatchString(s[size+n:]) {
		suffix = "-only"
	}
	a, ok := gnuNamed(family, first, "-only", exactName, size+n)
	b, also := gnuNamed(family, second, suffix, exactName, size+n)
	if !ok || !also {
		return a, ok
	}
	a.id += " OR " + b.id
	return a, true
}

func familyOf(adjective, short, documentation string) string {
	switch adjective = strings.TrimSpace(adjective); {
	case documentation != "":
		return "GFDL"
	case short != "":
		return strings.ToUpper(short)
	case adjective == "":
		return "GPL"
	case adjective == "affero":
		return "AGPL"
	}
	return "LGPL"
}

// gnuSuffix reads which versions are allowed beside the one before s, and how
// many bytes say so. Words that speak of another license end the search.
func gnuSuffix(s string) (suffix string, size int) {
	if m := gnuOnly.FindString(s); m != "" {
		return "-only", len(m)
	}
	if m := gnuLater.FindString(s); m != "" {
		return "-or-later", len(m)
	}
	near := s[:min(len(s), farLater)]
	if n := strings.Index(near, ". "); n >= 0 {
		near = near[:n]
	}
	if m := gnuFar.FindStringIndex(near); m != nil && !otherName.MatchString(near[:m[0]]) {
		return "-or-later", m[1]
	}
	return "-only", 0
}

func gnuNamed(family, version, suffix string, confidence float64, size int) (named, bool) {
	if len(version) == 1 {
		version += ".0"
	}
	id := family + "-" + version + suffix
	if _, _, ok := spdx.Known(id); !ok {
		return named{}, false
	}
	return named{id, confidence, size}, true
}

// firstGNU is the first version of a family, "" for others.
func firstGNU(family string) string {
	switch family {
	case "GPL", "AGPL":
		return family + "-1.0"
	case "LGPL":
		return "LGPL-2.0"
	case "GFDL":
		return "GFDL-1.1"
	}
	return ""
}

// gnuExceptions are the exceptions that notices name instead of spelling them
// out, and the license that each belongs to.
var gnuExceptions = []struct {
	base, id string
	re       *regexp.Regexp
}{
	{"GPL-2.0", "Classpath-exception-2.0", regexp.MustCompile(`\bclasspath\W{0,3}exception\b`)},
	{"GPL-3.0", "GCC-exception-3.1", regexp.MustCompile(`\bgcc runtime library exception\b`)},
}

// exceptionIn is the exception to the license that a text names, and where the
// name ends, or "".
func exceptionIn(id, text string) (exception string, end int) {
	for _, e := range gnuExceptions {
		if m := e.re.FindStringIndex(text); m != nil && strings.HasPrefix(id, e.base) {
			return e.id, m[1]
		}
	}
	return "", 0
}
