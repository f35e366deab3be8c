// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"slices"
	"strings"

	"github.com/outgate/outgate/spdx"
)

// classifierNames are the license classifiers of pypi.org/classifiers. "~"
// marks those that leave the version or the variant open.
var classifierNames = nameTable{
	"aladdin free public license (afpl)":                     "~Aladdin",
	"cc0 1.0 universal (cc0 1.0) public domain dedication":   "CC0-1.0",
	"cecill-b free software license agreement (cecill-b)":    "CECILL-B",
	"cecill-c free software license agreement (cecill-c)":    "CECILL-C",
	"eiffel forum license (efl)":                             "~EFL-2.0",
	"free for educational use":                               UnknownLicense,
	"free for home use":                                      UnknownLicense,
	"free for non-commercial use":                            UnknownLicense,
	"free to use but restricted":                             UnknownLicense,
	"freely distributable":                                   UnknownLicense,
	"freeware":                                               UnknownLicense,
	"netscape public license (npl)":                          "~NPL-1.1",
	"nokia open source license (nokos)":                      "Nokia",
	"other/proprietary license":                              "~" + proprietary,
	"public domain":                                          publicDomain,
	"repoze public license":                                  "BSD-3-Clause-Modification",
	"osi approved :: academic free license (afl)":            "~AFL-3.0",
	"osi approved :: apache software license":                "~Apache-2.0",
	"osi approved :: apple public source license":            "~APSL-2.0",
	"osi approved :: artistic license":                       "~Artistic-1.0",
	"osi approved :: attribution assurance license":          "AAL",
	"osi approved :: bsd license":                            "~BSD-3-Clause",
	"osi approved :: blue oak model license (blueoak-1.0.0)": "BlueOak-1.0.0",
	"osi approved :: boost software license 1.0 (bsl-1.0)":   "BSL-1.0",
	"osi approved :: cea cnrs inria logiciel libre license, version 2.1 (cecill-2.1)": "CECILL-2.1",
	"osi approved :: cmu license (mit-cmu)":                                           "MIT-CMU",
	"osi approved :: common development and distribution license 1.0 (cddl-1.0)":      "CDDL-1.0",
	"osi approved :: common public license":                                           "CPL-1.0",
	"osi approved :: eclipse public license 1.0 (epl-1.0)":                            "EPL-1.0",
	"osi approved :: eclipse public license 2.0 (epl-2.0)":                            "EPL-2.0",
	"osi approved :: educational community license, version 2.0 (ecl-2.0)":            "ECL-2.0",
	"osi approved :: eiffel forum license":                                            "~EFL-2.0",
	"osi approved :: european union public licence 1.0 (eupl 1.0)":                    "EUPL-1.0",
	"osi approved :: european union public licence 1.1 (eupl 1.1)":                    "EUPL-1.1",
	"osi approved :: european union public licence 1.2 (eupl 1.2)":                    "EUPL-1.2",
	"osi approved :: gnu affero general public license v3":                            "AGPL-3.0-only",
	"osi approved :: gnu affero general public license v3 or later (agplv3+)":         "AGPL-3.0-or-later",
	"osi approved :: gnu free documentation license (fdl)":                            "~GFDL-1.1-or-later",
	"osi approved :: gnu general public license (gpl)":                                "~GPL-1.0-or-later",
	"osi approved :: gnu general public license v2 (gplv2)":                           "GPL-2.0-only",
	"osi approved :: gnu general public license v2 or later (gplv2+)":                 "GPL-2.0-or-later",
	"osi approved :: gnu general public license v3 (gplv3)":                           "GPL-3.0-only",
	"osi approved :: gnu general public license v3 or later (gplv3+)":                 "GPL-3.0-or-later",
	"osi approved :: gnu lesser general public license v2 (lgplv2)":                   "LGPL-2.0-only",
	"osi approved :: gnu lesser general public license v2 or later (lgplv2+)":         "LGPL-2.0-or-later",
	"osi approved :: gnu lesser general public license v3 (lgplv3)":                   "LGPL-3.0-only",
	"osi approved :: gnu lesser general public license v3 or later (lgplv3+)":         "LGPL-3.0-or-later",
	"osi approved :: gnu library or lesser general public license (lgpl)":             "~LGPL-2.0-or-later",
	"osi approved :: historical permission notice and disclaimer (hpnd)":              "HPND",
	"osi approved :: ibm public license":                                              "IPL-1.0",
	"osi approved :: isc license (iscl)":                                              "ISC",
	"osi approved :: mit license":                                                     "MIT",
	"osi approved :: mit no attribution license (mit-0)":                              "MIT-0",
	"osi approved :: miros license (miros)":                                           "MirOS",
	"osi approved :: motosoto license":                                                "Motosoto",
	"osi approved :: mozilla public license 1.0 (mpl)":                                "MPL-1.0",
	"osi approved :: mozilla public license 1.1 (mpl 1.1)":                            "MPL-1.1",
	"osi approved :: mozilla public license 2.0 (mpl 2.0)":                            "MPL-2.0",
	"osi approved :: mulan permissive software license v2 (mulanpsl-2.0)":             "MulanPSL-2.0",
	"osi approved :: nasa open source agreement v1.3 (nasa-1.3)":                      "NASA-1.3",
	"osi approved :: nethack general public license":                                  "NGPL",
	"osi approved :: nokia open source license":                                       "Nokia",
	"osi approved :: open group test suite license":                                   "OGTSL",
	"osi approved :: open software license 3.0 (osl-3.0)":                             "OSL-3.0",
	"osi approved :: postgresql license":                                              "PostgreSQL",
	"osi approved :: python license (cnri python license)":                            "CNRI-Python",
	"osi approved :: python software foundation license":                              "~PSF-2.0",
	"osi approved :: qt public license (qpl)":                                         "QPL-1.0",
	"osi approved :: ricoh source code public license":                                "RSCPL",
	"osi approved :: sil open font license 1.1 (ofl-1.1)":                             "OFL-1.1",
	"osi approved :: sleepycat license":                                               "Sleepycat",
	"osi approved :: sun public license":                                              "SPL-1.0",
	"osi approved :: the unlicense (unlicense)":                                       "Unlicense",
	"osi approved :: universal permissive license (upl)":                              "UPL-1.0",
	"osi approved :: university of illinois/ncsa open source license":                 "NCSA",
	"osi approved :: vovida software license 1.0":                                     "VSL-1.0",
	"osi approved :: w3c license":                                                     "W3C",
	"osi approved :: zero-clause bsd (0bsd)":                                          "0BSD",
	"osi approved :: zope public license":                                             "~ZPL-2.1",
	"osi approved :: zlib/libpng license":                                             "Zlib",
}

// troveName reads the part of a classifier behind "License ::". A license
// that the table lacks is unknown; "OSI Approved" names none.
func troveName(v string) (*spdx.Expr, float64) {
	if e, confidence := classifierNames.one(v); e != nil {
		return e, min(confidence, 0.95) // a label next to the license, not the license
	}
	switch strings.ToLower(v) {
	case "", "osi approved", "dfsg approved":
		return nil, 0
	}
	return ref(UnknownLicense), 0
}

// withClassifiers adds the license classifiers to the fields. One of a family
// that a field names already says nothing new.
func withClassifiers(fields []declaration, labels []fieldText) []declaration {
	families := map[string]bool{}
	for _, d := range fields[:min(len(fields), maxManifests/10)] {
		if e, confidence := declared(d); confidence > 0 {
			for _, l := range ref(e).Licenses() {
				families[fieldFamily(l.ID)] = true
			}
		}
	}
	for _, label := range labels[:min(len(labels), maxDeclarations)] {
		top, rest, ok := strings.Cut(label.text, "::")
		if !ok || strings.TrimSpace(top) != "License" {
			continue
		}
		rest = strings.TrimSpace(rest)
		e, confidence := troveName(rest)
		if e == nil || confidence > 0 && !slices.ContainsFunc(e.Licenses(), func(l spdx.License) bool { return !families[fieldFamily(l.ID)] }) {
			continue
		}
		fields = append(fields, declaration{values: []string{rest}, offset: label.offset, read: troveName})
	}
	return fields
}

// setupPy reads the arguments license and classifiers of setup(), where they
// are literals (setuptools.pypa.io/en/latest/references/keywords.html).
func setupPy(content []byte) ([]declaration, error) {
	a := assignment{scriptSyntax: pythonSyntax, keys: []string{"license", "classifiers"}, signs: []string{"="}, call: "setup", join: true}
	var fields []declaration
	var labels []fieldText
	for _, v := range a.find(content) {
		if v.key == "license" {
			fields = append(fields, declaration{values: []string{firstLine(v.strings[0].text)}, offset: v.offset})
			continue
		}
		for _, s := range v.strings {
			labels = append(labels, linesOf(s)...)
		}
	}
	return withClassifiers(fields, labels), nil
}

// linesOf splits a string over several lines, as in """...""".splitlines().
func linesOf(s fieldText) []fieldText {
	var out []fieldText
	at := s.offset
	for line := range strings.Lines(s.text) {
		if text := strings.TrimSpace(line); text != "" {
			out = append(out, fieldText{text, at})
		}
		if len(out) > maxDeclarations {
			break
		}
		at += len(line)
	}
	// the quotes stand before the first line
	for i := range out {
		if i > 0 || len(s.text) > 0 && strings.HasPrefix(strings.TrimLeft(s.text, " \t\r"), "\n") {
			out[i].offset += len(`"""`)
		}
	}
	return out
}

// setupCfg reads license and classifiers of [metadata]
// (setuptools.pypa.io/en/latest/userguide/declarative_config.html).
func setupCfg(content []byte) ([]declaration, error) {
	section, key, offset := "", "", 0
	var fields []declaration
	var labels []fieldText
	for raw := range bytes.Lines(content) {
		at := offset
		offset += len(raw)
		line := strings.TrimSpace(string(raw))
		text := line
		switch {
		case line == "" || line[0] == '#' || line[0] == ';':
			continue
		case raw[0] == ' ' || raw[0] == '\t':
		case line[0] == '[' && strings.HasSuffix(line, "]"):
			section, key = line[1:len(line)-1], ""
			continue
		default:
			n := strings.IndexAny(line, "=:")
			if n < 0 {
				key = ""
				continue
			}
			key, text = strings.ToLower(strings.TrimSpace(line[:n])), strings.TrimSpace(line[n+1:])
		}
		switch {
		case section != "metadata" || text == "" || len(fields)+len(labels) > maxDeclarations:
		case key == "license":
			fields = append(fields, declaration{values: []string{text}, offset: at})
			key = "" // the rest of a text
		case key == "classifiers" || key == "classifier":
			labels = append(labels, fieldText{text, at})
		}
	}
	return withClassifiers(fields, labels), nil
}

// pythonMetadata reads the head of PKG-INFO and METADATA
// (packaging.python.org/en/latest/specifications/core-metadata).
func pythonMetadata(content []byte) ([]declaration, error) {
	var fields []declaration
	var labels []fieldText
	version := false
	for _, f := range fieldsOf(content, "", true, "metadata-version", "license", "license-expression", "classifier") {
		switch f.name {
		case "metadata-version":
			version = true
		case "license", "license-expression":
			if text := firstLine(f.text()); text != "UNKNOWN" { // what distutils wrote for nothing
				fields = append(fields, declaration{values: []string{text}, offset: f.offset})
			}
		case "classifier":
			labels = append(labels, fieldText{f.text(), f.offset})
		}
	}
	if !version {
		return nil, nil
	}
	return withClassifiers(fields, labels), nil
}
