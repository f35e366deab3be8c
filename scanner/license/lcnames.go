// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"strings"

	"github.com/outgate/outgate/scanner/license/text"
	"github.com/outgate/outgate/spdx"
)

// expressionOf turns a name of licenseclassifier into an SPDX expression. It
// returns "" for names that grant nothing by themselves.
func expressionOf(kind, name string) string {
	if kind == "supplement" { // prefaces and appendices; the license is what follows or precedes
		return ""
	}
	if e, ok := renamed(name); ok {
		return e
	}
	base, exception := splitGNU(name)
	if base != "" {
		return gnuExpression(kind, base, exception)
	}
	if id, _, ok := spdx.Known(name); ok {
		if e, err := spdx.Parse(id); err == nil {
			return e.String()
		}
	}
	return "LicenseRef-" + refName(name)
}

// refName keeps what an SPDX idstring may hold.
func refName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-':
			return r
		}
		return '-'
	}, strings.TrimPrefix(name, "LicenseRef-"))
}

// renamed maps licenseclassifier's own names to SPDX, after comparing the
// texts. Names with a text that SPDX does not list become a LicenseRef.
func renamed(name string) (string, bool) {
	e, ok := map[string]string{
		"ANTLR":                              "ANTLR-PD",
		"Apache-2.0-Modified":                "Pixar",
		"Apache-with-LLVM-Exception":         "Apache-2.0 WITH LLVM-exception",
		"Apache-with-Runtime-Exception":      "Apache-2.0 WITH Swift-exception",
		"BSD-0-Clause":                       "0BSD",
		"BSD-2-Clause-Flex":                  "BSD-3-Clause-flex",
		"BSD-3-Clause-OpenMPI":               "BSD-3-Clause-Open-MPI",
		"BSD-Rice":                           "BSD-3-Clause",
		"Bitstream":                          "Bitstream-Vera",
		"Business-Source-License-1.1":        "BUSL-1.1",
		"CERN-OHL-WR-v2":                     "CERN-OHL-W-2.0",
		"CERN-OHL-v1.2":                      "CERN-OHL-1.2",
		"CLIPS":                              "Clips",
		"Entenssa":                           "Minpack",
		"GD-Graphic-Library":                 "GD",
		"GNU-All-permissive-Copying-License": "FSFAP",
		"GenericIntel":                       "Intel-ACPI",
		"InnerNet":                           "Inner-Net-2.0",
		"JTidy":                              "HTMLTIDY",
		"JasPer":                             "JasPer-2.0",
		"Khronos":                            "MIT-Khronos-old",
		"LZMA":                               "LZMA-SDK-9.22",
		"LicenseRef-C-Ares":                  "NTP",
		"LicenseRef-MIT-Lucent":              "HPND",
		"LicenseRef-SendMail":                "Sendmail",
		"LicenseRef-uthash":                  "BSD-1-Clause",
		"NCBI":                               "NCBI-PD",
		"OpenLDAP":                           "OLDAP-2.8",
		"Oracle-Open-Symphony":               "LicenseRef-OpenSymphony",
		"PIL":                                "MIT-CMU",
		"PNG":                                "libpng-2.0",
		"Python-2.0":                         "PSF-2.0", // the agreement of the PSF alone
		"Python-2.0-complete":                "Python-2.0",
		"RSA":                                "RSA-MD",
		"SQLite":                             "blessing",
		"UFL-1.0":                            "Ubuntu-font-1.0",
		"USGovernment":                       "LicenseRef-public-domain",
		"WordNet-3.0":                        "WordNet",
		"X11-Lucent":                         "dtoa",
		"aopalliance":                        "LicenseRef-public-domain",
		"bzip2":                              "bzip2-1.0.6",
		"cURL":                               "curl",
		"getopt":                             "LicenseRef-public-domain",
		"pffft":                              "NCL",
		"tcl_tk":                             "TCL",
		"wxWindows-3.1":                      "LGPL-2.0-or-later WITH WxWindows-exception-3.1",
	}[name]
	return e, ok
}

// splitGNU splits GPL-2.0-with-classpath-exception into its parts. The base is
// "" for names of other families.
func splitGNU(name string) (base, exception string) {
	base, suffix, _ := strings.Cut(name, "-with-")
	switch base {
	case "GPL-1.0", "GPL-2.0", "GPL-3.0", "LGPL-2.0", "LGPL-2.1", "LGPL-3.0", "AGPL-1.0", "AGPL-3.0":
	default:
		return "", ""
	}
	switch base + " " + suffix {
	case "GPL-2.0 GCC-exception":
		return base, "GCC-exception-2.0"
	case "GPL-2.0 autoconf-exception":
		return base, "Autoconf-exception-2.0"
	case "GPL-2.0 bison-exception", "GPL-3.0 bison-exception":
		return base, "Bison-exception-2.2"
	case "GPL-2.0 classpath-exception":
		return base, "Classpath-exception-2.0"
	case "GPL-2.0 font-exception":
		return base, "Font-exception-2.0"
	case "GPL-3.0 GCC-exception":
		return base, "GCC-exception-3.1"
	case "GPL-3.0 autoconf-exception":
		return base, "Autoconf-exception-3.0"
	}
	return base, ""
}

// gnuExpression is what a document of the GNU family stands for. A header is
// read for the versions it allows; this is what it says when it cannot be read.
func gnuExpression(kind, base, exception string) string {
	e := base + "-only"
	if kind == text.Header {
		e = base + "-or-later"
	}
	if exception != "" && !strings.HasPrefix(exception, "Autoconf-") { // several exceptions go by that name; their texts tell them apart
		e += " WITH " + exception
	}
	return e
}
