// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"net/url"
	"strings"

	"github.com/outgate/outgate/spdx"
)

// licensePages are the pages of licenses: host and path in lower case, without
// "www." and without the ending of the file.
var licensePages = nameTable{
	"apache.org/licenses":                          "~Apache-2.0",
	"apache.org/licenses/license":                  "~Apache-2.0",
	"apache.org/licenses/license-1.0":              "Apache-1.0",
	"apache.org/licenses/license-1.1":              "Apache-1.1",
	"apache.org/licenses/license-2.0":              "Apache-2.0",
	"apache.org/license/license-2.0":               "Apache-2.0",
	"boost.org/license_1_0":                        "BSL-1.0",
	"creativecommons.org/licenses/publicdomain":    publicDomain,
	"creativecommons.org/publicdomain/zero/1.0":    "CC0-1.0",
	"dev.perl.org/licenses":                        "Artistic-1.0-Perl OR GPL-1.0-or-later",
	"eclipse.org/legal/epl-2.0":                    "EPL-2.0",
	"eclipse.org/legal/epl-v10":                    "EPL-1.0",
	"eclipse.org/legal/epl-v20":                    "EPL-2.0",
	"eclipse.org/org/documents/edl-v10":            "BSD-3-Clause",
	"eclipse.org/org/documents/epl-v10":            "EPL-1.0",
	"glassfish.dev.java.net/public/cddl+gpl":       "~CDDL-1.0 OR GPL-2.0-only WITH Classpath-exception-2.0",
	"glassfish.java.net/public/cddl+gpl_1_1":       "CDDL-1.1 OR GPL-2.0-only WITH Classpath-exception-2.0",
	"gnu.org/copyleft/gpl":                         "~GPL-1.0-or-later",
	"gnu.org/copyleft/lesser":                      "~LGPL-2.1-or-later",
	"gnu.org/licenses/agpl":                        "AGPL-3.0-only",
	"gnu.org/licenses/gpl":                         "~GPL-3.0-only",
	"gnu.org/licenses/lgpl":                        "~LGPL-3.0-only",
	"jquery.org/license":                           "~MIT",
	"mit-license.org":                              "MIT",
	"mozilla.org/mpl":                              "~MPL-2.0",
	"mozilla.org/mpl/1.0":                          "MPL-1.0",
	"mozilla.org/mpl/1.1":                          "MPL-1.1",
	"mozilla.org/mpl/2.0":                          "MPL-2.0",
	"mozilla.org/mpl/mpl-1.0":                      "MPL-1.0",
	"mozilla.org/mpl/mpl-1.1":                      "MPL-1.1",
	"mozilla.org/en-us/mpl/2.0":                    "MPL-2.0",
	"opensource.org/licenses/afl-3.0":              "AFL-3.0",
	"opensource.org/licenses/apache2.0":            "Apache-2.0",
	"opensource.org/licenses/artistic-license":     "~Artistic-1.0",
	"opensource.org/licenses/artistic-license-2.0": "Artistic-2.0",
	"opensource.org/licenses/bsd-license":          "BSD-2-Clause",
	"opensource.org/licenses/cddl1":                "CDDL-1.0",
	"opensource.org/licenses/cpl1.0":               "CPL-1.0",
	"opensource.org/licenses/eclipse-1.0":          "EPL-1.0",
	"opensource.org/licenses/gpl-license":          "~GPL-1.0-or-later",
	"opensource.org/licenses/isc-license":          "ISC",
	"opensource.org/licenses/lgpl-license":         "~LGPL-2.0-or-later",
	"opensource.org/licenses/mit-license":          "MIT",
	"opensource.org/licenses/ms-pl":                "MS-PL",
	"opensource.org/licenses/zlib-license":         "Zlib",
	"oss.oracle.com/licenses/upl":                  "UPL-1.0",
	"repository.jboss.org/licenses/apache-2.0":     "Apache-2.0",
	"repository.jboss.org/licenses/gpl-2.0-ce":     "GPL-2.0-only WITH Classpath-exception-2.0",
	"sam.zoy.org/wtfpl/copying":                    "WTFPL",
	"sam.zoy.org/wtfpl":                            "WTFPL",
	"scripts.sil.org/ofl":                          "OFL-1.1",
	"unlicense.org":                                "Unlicense",
	"wtfpl.net":                                    "WTFPL",
	"wtfpl.net/txt/copying":                        "WTFPL",
	"gnu.org/software/classpath/license":           "GPL-2.0-or-later WITH Classpath-exception-2.0",
	"openjdk.java.net/legal/gplv2+ce":              "GPL-2.0-only WITH Classpath-exception-2.0",
	"openjdk.org/legal/gplv2+ce":                   "GPL-2.0-only WITH Classpath-exception-2.0",
}

// idPages end in the SPDX id, or nearly so.
var idPages = []string{
	"opensource.org/licenses/", "opensource.org/license/", "spdx.org/licenses/", "licenses.nuget.org/",
	"choosealicense.com/licenses/", "gnu.org/licenses/old-licenses/", "gnu.org/licenses/", "repository.jboss.org/licenses/",
}

// nameAndPage reads a value with a URL: the name in front of it where there is one,
// else the page. ok is false where the value holds more than that.
func nameAndPage(v string) (e *spdx.Expr, confidence float64, ok bool) {
	at := strings.Index(v, "://")
	at = strings.LastIndexAny(v[:at], " \t\r\n<([\"'=,;") + 1
	link, rest, _ := strings.Cut(v[at:], " ")
	link = strings.TrimRight(link, ">)],;\"'.")
	before := strings.TrimRight(v[:at], " \t\r\n<([\"'=,;:-")
	if strings.Contains(rest, "://") || strings.Trim(rest, " \t\r\n.)]>") != "" && before != "" {
		return nil, 0, false
	}
	if before == "" {
		before = strings.Trim(rest, " ()-:")
	}
	e, confidence = licensePage(link)
	if before != "" && !strings.Contains(before, "://") {
		if named, sure := nameOf(before); named != nil && (e == nil || sure >= confidence || fieldFamily(named.String()) != fieldFamily(e.String())) {
			return named, sure, true
		}
	}
	return e, confidence, e != nil
}

// licensePage is the license that an address is known for.
func licensePage(link string) (*spdx.Expr, float64) {
	u, err := url.Parse(link)
	if err != nil {
		return nil, 0
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	p := strings.Trim(strings.ToLower(u.Path), "/")
	for _, ext := range []string{".html", ".htm", ".php", ".txt", ".en", ".json"} {
		p = strings.TrimSuffix(p, ext)
	}
	where := strings.TrimSuffix(host+"/"+p, "/")
	if e, confidence := licensePages.one(where); e != nil {
		return e, min(confidence, exactField)
	}
	if host == "creativecommons.org" {
		return commonsPage(p)
	}
	for _, prefix := range idPages {
		id, ok := strings.CutPrefix(where, prefix)
		if !ok || id == "" {
			continue
		}
		if e, confidence := pageID(strings.TrimSuffix(id, "-license"), prefix); e != nil {
			return e, confidence
		}
	}
	return nil, 0
}

// pageID reads the end of a path. NuGet's pages take whole expressions.
func pageID(id, prefix string) (*spdx.Expr, float64) {
	if !isExpression(strings.ToUpper(id)) {
		return nil, 0
	}
	if e := ref(strings.NewReplacer(" and ", " AND ", " or ", " OR ", " with ", " WITH ").Replace(id)); e != nil {
		return e, exactField
	}
	return nil, 0
}

// commonsPage reads licenses/by-sa/4.0 and what may follow.
func commonsPage(p string) (*spdx.Expr, float64) {
	parts := strings.Split(p, "/")
	if len(parts) < 3 || parts[0] != "licenses" {
		return nil, 0
	}
	id := "CC-" + parts[1] + "-" + parts[2]
	if _, _, known := spdx.Known(id); !known {
		return nil, 0
	}
	return ref(id), exactField
}
