// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"slices"
	"strings"

	"github.com/outgate/outgate/spdx"
)

// headField is a field of a file in the manner of RFC 822: "Name: text", with
// further lines that are indented.
type headField struct {
	name   string // in lower case
	raw    []byte // from behind the colon
	group  int    // paragraph, from 0
	offset int
}

// text is the first line, and up to maxExpression bytes of the further ones
// without their indentation, joined by "\n".
func (f headField) text() string {
	var lines []string
	for line := range bytes.Lines(f.raw[:min(len(f.raw), maxExpression)]) {
		lines = append(lines, string(bytes.TrimSpace(line)))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// fieldsOf reads the fields of that name in all paragraphs, or in the first
// one. Lines that start with comment are skipped.
func fieldsOf(content []byte, comment string, first bool, names ...string) []headField {
	var out []headField
	group, offset, empty, more := 0, 0, true, false
	for line := range bytes.Lines(content) {
		at := offset
		offset += len(line)
		text := bytes.TrimSpace(line)
		switch {
		case len(text) == 0:
			if more = false; empty {
				continue
			}
			if group, empty = group+1, true; first {
				return out
			}
		case comment != "" && bytes.HasPrefix(text, []byte(comment)):
			more = false
		case line[0] == ' ' || line[0] == '\t':
			if more {
				last := &out[len(out)-1]
				last.raw = content[at-len(last.raw) : offset]
			}
		default:
			empty = false
			name, value, ok := bytes.Cut(line, []byte(":"))
			lower := strings.ToLower(string(name[:min(len(name), 64)]))
			if more = ok && slices.Contains(names, strings.TrimSpace(lower)); more {
				out = append(out, headField{strings.TrimSpace(lower), value, group, at})
			}
		}
	}
	return out
}

// cabalLicense reads license: of a package
// (cabal.readthedocs.io/en/stable/cabal-package-description-file.html).
func cabalLicense(content []byte) ([]declaration, error) {
	var out []declaration
	for _, f := range fieldsOf(content, "--", false, "license") {
		out = append(out, declaration{values: []string{singleSpaced(f.text())}, offset: f.offset, read: cabalNames.reader()})
	}
	return out, nil
}

// bundleLicense reads Bundle-License of a JAR's main section (OSGi Core 3.2.1):
// names or URLs with attributes, separated by commas.
func bundleLicense(content []byte) ([]declaration, error) {
	fields := fieldsOf(content, "", true, "bundle-license")
	if len(fields) == 0 {
		return nil, nil
	}
	d := declaration{op: spdx.And, offset: fields[0].offset}
	for _, clause := range splitQuoted(strings.ReplaceAll(fields[0].text(), "\n", ""), ',') {
		parts := splitQuoted(clause, ';')
		name, url := strings.Trim(strings.TrimSpace(parts[0]), `"`), ""
		for _, attribute := range parts[1:] {
			if link, ok := strings.CutPrefix(strings.TrimSpace(attribute), "link="); ok {
				url = strings.Trim(link, `"`)
			}
		}
		d.values, d.urls = append(d.values, name), append(d.urls, url) // <<EXTERNAL>> is elsewhere
	}
	return []declaration{d}, nil
}

// splitQuoted splits at a byte outside of double quotes.
func splitQuoted(s string, at byte) []string {
	var out []string
	from, quoted := 0, false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == at && !quoted:
			out = append(out, s[from:i])
			from = i + 1
		}
	}
	return append(out, s[from:])
}

// rDescription reads License of an R package (cran.r-project.org, Writing R
// Extensions, 1.1.2): alternatives behind "|", additions behind "+".
func rDescription(content []byte) ([]declaration, error) {
	has := map[string]bool{}
	var out []declaration
	for _, f := range fieldsOf(content, "", false, "package", "version", "license") {
		has[f.name] = true
		if f.name == "license" && len(out) == 0 {
			out = append(out, declaration{values: strings.Split(singleSpaced(f.text()), "|"), op: spdx.Or, offset: f.offset, read: rLicense})
		}
	}
	if !has["package"] || !has["version"] {
		return nil, nil
	}
	return out, nil
}

// rLicense reads one alternative: "MIT + file LICENSE", "GPL (>= 2)".
func rLicense(v string) (*spdx.Expr, float64) {
	name, _, _ := strings.Cut(v, "+")
	name = strings.TrimSpace(name)
	if elsewhere(name) {
		return nil, 0
	}
	base, condition, ok := strings.Cut(name, "(")
	condition, _, closed := strings.Cut(condition, ")")
	if !ok || !closed {
		return declaredIn(name, rNames)
	}
	sign, version := "", strings.TrimSpace(condition)
	for _, s := range []string{">=", "==", ">", "="} {
		if rest, ok := strings.CutPrefix(version, s); ok {
			sign, version = s, strings.TrimSpace(rest)
			break
		}
	}
	if e := rVersion(strings.TrimSpace(base), sign, version); e != nil {
		return e, 1
	}
	return declaredIn(name, rNames)
}

// rVersion puts a name and a condition on its version together.
func rVersion(base, sign, version string) *spdx.Expr {
	if sign == "" || len(version) > 10 {
		return nil
	}
	if !strings.Contains(version, ".") {
		version += ".0"
	}
	family := base
	switch strings.ToLower(base) {
	case "apache license", "apache":
		family = "Apache"
	case "artistic license":
		family = "Artistic"
	case "mozilla public license":
		family = "MPL"
	}
	id := family + "-" + version
	if _, _, known := spdx.Known(id); !known {
		return nil
	}
	switch {
	case sign == "=" || sign == "==":
		return ref(id)
	case sign == ">" && strings.HasSuffix(family, "GPL"):
		return nil // asks for a version that the text does not name
	}
	return ref(id + "+")
}

// debianCopyright reads the fields License of a machine-readable
// debian/copyright (www.debian.org/doc/packaging-manuals/copyright-format/1.0).
// The first line holds the short names; the text may follow.
func debianCopyright(content []byte) ([]declaration, error) {
	fields := fieldsOf(content, "#", false, "format", "format-specification", "license")
	machine := false
	for _, f := range fields {
		if f.group == 0 && f.name != "license" {
			text := strings.ToLower(f.text())
			machine = strings.Contains(text, "copyright-format") || strings.Contains(text, "dep5") || strings.Contains(text, "dep.debian.net")
		}
	}
	if !machine {
		return nil, nil
	}
	var out []declaration
	seen := map[string]bool{}
	for _, f := range fields {
		short, _, _ := strings.Cut(f.text(), "\n")
		if f.name != "license" || seen[short] {
			continue
		}
		seen[short] = true
		out = append(out, declaration{values: []string{short}, offset: f.offset, read: debianNames.reader()})
	}
	return out, nil
}
