// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/reuse"
	"github.com/outgate/outgate/spdx"
)

// reuseChecks are the checks of the REUSE specification 3.3, one for each kind
// of problem that package reuse knows.
func reuseChecks() []check {
	var out []check
	for _, c := range []struct {
		kind, title, doc, help string
		severity               Severity
		message                func(reuse.Problem) string
	}{
		{reuse.BadLicense, "A text in LICENSES has a name that is no license identifier",
			"LICENSES holds license texts and nothing else, each named by the identifier of the SPDX list, in its spelling, or by LicenseRef- and letters, digits, dots and dashes.",
			"name the file by its SPDX identifier and an extension, as in LICENSES/MIT.txt, or move it out of LICENSES", High,
			func(p reuse.Problem) string { return p.License + " is no license identifier" }},
		{reuse.DeprecatedLicense, "A text in LICENSES has a deprecated identifier",
			"The SPDX list has a newer identifier for the license, such as GPL-2.0-only for GPL-2.0, which does not say whether later versions are meant.",
			"rename the file, and write the newer identifier in the files that name the old one", Medium,
			func(p reuse.Problem) string { return p.License + " is deprecated" + instead(p.License) }},
		{reuse.WithoutExtension, "A license text has no file extension",
			"The specification names a license text by the identifier and an extension.",
			"add .txt to the name of the file", Medium,
			func(p reuse.Problem) string { return "the text of " + p.License + " has no file extension" }},
		{reuse.MissingLicense, "A license that is used has no text in LICENSES",
			"Every license and exception that is named for a file must have its text in LICENSES. An identifier with a plus is content with the text of the one without.",
			"add the text (outgate fix reuse writes those of the SPDX list), or correct the identifier in the files that name it", High,
			func(p reuse.Problem) string {
				return fmt.Sprintf("%s is used by %s and has no text in LICENSES", p.License, plural(p.Files, "file"))
			}},
		{reuse.UnusedLicense, "A text in LICENSES belongs to a license that no file uses",
			"A text that is there says that something is under the license. That nothing is leaves readers in doubt.",
			"remove the text, or name the license in the files that are under it", Medium,
			func(p reuse.Problem) string { return "no file uses " + p.License }},
		{reuse.ReadError, "Licensing information could not be read",
			"A covered file, or the sidecar that speaks for it, could not be read, or .reuse/dep5 and a REUSE.toml exclude each other. What is written there is not known.",
			"make the file readable, or keep one of REUSE.toml and dep5", High,
			func(p reuse.Problem) string { return first(p.Reason, "the file could not be read") }},
		{reuse.InvalidExpression, "A license tag does not hold an SPDX expression",
			"The value of SPDX-License-Identifier is an expression: identifiers joined by AND, OR and WITH. A tag in an example or a program that writes tags belongs between REUSE-IgnoreStart and REUSE-IgnoreEnd.",
			"write a valid expression, or put examples between REUSE-IgnoreStart and REUSE-IgnoreEnd", High,
			func(p reuse.Problem) string { return fmt.Sprintf("%q is no license expression", clip(p.License)) }},
		{reuse.MissingCopyright, "A file has no copyright notice",
			"Every covered file says whose it is: in a comment (SPDX-FileCopyrightText), in FILE.license, in a REUSE.toml above it or in .reuse/dep5.",
			"add SPDX-FileCopyrightText; outgate fix reuse does so for all files", High,
			func(reuse.Problem) string { return "no copyright notice" }},
		{reuse.MissingLicensing, "A file has no license",
			"Every covered file says under which license it is: in a comment (SPDX-License-Identifier), in FILE.license, in a REUSE.toml above it or in .reuse/dep5. An expression that is not valid does not count.",
			"add SPDX-License-Identifier; outgate fix reuse does so for all files", High,
			func(reuse.Problem) string { return "no license" }},
		{reuse.Disagreement, "Two places say different licenses of one file",
			"The file itself, its sidecar and the tables of REUSE.toml above it speak of one file and do not agree. The specification says which of them counts, and the others stay behind as a trap for whoever copies the file. Snippets are left aside.",
			"write the same expression in all places, or leave one", Medium,
			func(reuse.Problem) string { return "the places that speak of the file do not agree on its license" }},
	} {
		kind, severity, message := c.kind, c.severity, c.message
		out = append(out, check{
			Check: Check{Code: "reuse-" + kind, Post: PostCompliance, Title: c.title, Doc: c.doc, Help: c.help},
			needs: []string{reuseDetector}, waivable: true,
			on:  func(p *Policy) bool { return !p.reuse[kind].allows() },
			run: func(j *judge) { j.reuseProblems(kind, severity, message) },
		})
	}
	return out
}

// instead names the newer identifier, when there is one.
func instead(id string) string {
	e, err := spdx.Parse(id)
	if err != nil || e.String() == id {
		return ""
	}
	return "; write " + e.String()
}

func (j *judge) reuseProblems(kind string, severity Severity, message func(reuse.Problem) string) {
	if !slices.Contains(j.inv.Coverage.Detectors, reuseDetector) {
		return // nobody has looked, which is a gap
	}
	if j.reuse == nil {
		result := reuse.Lint(j.inv)
		j.reuse = &result
	}
	for _, p := range j.reuse.Problems {
		if p.Kind != kind {
			continue
		}
		v := Violation{Message: message(p), Location: location(p.Path), Evidence: p.Reason}
		v.Location.StartLine, v.Location.EndLine = p.Line, p.Line
		if v.Evidence == v.Message {
			v.Evidence = ""
		}
		it := item{v: v, content: p.License}
		if kind == reuse.MissingLicense { // one thing, whichever file uses it first
			it.where, it.whole = "LICENSES/"+p.License, true
		}
		if e, err := spdx.Parse(p.License); err == nil && p.License != "" {
			it.license = e.String()
		}
		j.raise(j.p.reuse[kind], severity, it)
	}
}

// reuseDetector is the name of the detector whose facts these checks judge.
const reuseDetector = "reuse"

// The word that limits a policy to what one detector finds.
const scopeReuse = "reuse"

// Scope returns the one detector that the policy judges by, "" for a policy on
// a release. With a scope nothing else needs to run.
func (p *Policy) Scope() string { return p.scope }

// Detectors returns the detectors that the policy asks for and that do not run
// by themselves.
func (p *Policy) Detectors() []string {
	for _, s := range p.reuse {
		if !s.allows() {
			return []string{reuseDetector}
		}
	}
	for i := range p.rules {
		if r := &p.rules[i]; !r.allows() && slices.Contains(r.needs(), reuseDetector) {
			return []string{reuseDetector}
		}
	}
	return nil
}

// judgesScope reports whether the check has a say under a policy with a scope.
func (c *check) judgesScope(scope string) bool {
	return c.Code == "gap" || strings.HasPrefix(c.Code, scope+"-")
}
