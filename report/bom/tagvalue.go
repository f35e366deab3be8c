// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package bom

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// writeTagValue writes SPDX 2.3 in its tag-value form: the same facts as the JSON.
func (d *Document) writeTagValue(out io.Writer) error {
	doc := d.spdx23()
	w := &tagWriter{w: bufio.NewWriter(out)}
	w.tag("SPDXVersion", doc.Version)
	w.tag("DataLicense", doc.DataLicense)
	w.tag("SPDXID", doc.ID)
	w.tag("DocumentName", doc.Name)
	w.tag("DocumentNamespace", doc.Namespace)
	for _, c := range doc.Creation.Creators {
		w.tag("Creator", c)
	}
	w.tag("Created", doc.Creation.Created)
	w.text("CreatorComment", doc.Creation.Comment)
	w.text("DocumentComment", doc.Comment)
	for i := range doc.Packages {
		w.pack(&doc.Packages[i])
	}
	for _, x := range doc.Extracted {
		w.blank("Extracted license")
		w.tag("LicenseID", x.ID)
		w.text("ExtractedText", x.Text)
		w.tag("LicenseName", x.Name)
	}
	w.blank("Relationships")
	for _, r := range doc.Relationships {
		w.tag("Relationship", r.From+" "+r.Type+" "+r.To)
		if r.Comment != "" {
			w.text("RelationshipComment", r.Comment)
		}
	}
	if w.err != nil {
		return w.err
	}
	return w.w.Flush()
}

type tagWriter struct {
	w   *bufio.Writer
	err error
}

func (w *tagWriter) printf(format string, args ...any) {
	if w.err == nil {
		_, w.err = fmt.Fprintf(w.w, format, args...)
	}
}

// tag writes a value of one line. No name that is written so has a line end of
// its own; that of a hostile file becomes a blank, lest it begin a tag. The form has no
// escapes: those of Go stand for what a terminal would obey.
func (w *tagWriter) tag(name, value string) {
	w.printf("%s: ", name)
	w.value(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, value))
	w.printf("\n")
}

// text writes a value between <text> and </text>, which it must not hold itself. A
// line that begins like a command of a CI service begins with a backslash.
func (w *tagWriter) text(name, value string) {
	w.printf("%s: <text>", name)
	lines := strings.Split(strings.ReplaceAll(value, "</text>", "<\\/text>"), "\n")
	for i, l := range lines {
		if strings.HasPrefix(strings.TrimSpace(l), "::") {
			lines[i] = "\\" + strings.TrimSpace(l)
		}
	}
	w.value(strings.Join(lines, "\n"))
	w.printf("</text>\n")
}

func (w *tagWriter) value(text string) {
	if w.err == nil {
		_, w.err = io.WriteString(&inert{w: w.w, escape: jsonEscape}, strings.ToValidUTF8(text, "\ufffd"))
	}
}

func (w *tagWriter) blank(title string) { w.printf("\n##### %s\n\n", title) }

func (w *tagWriter) pack(p *spdxPackage) {
	w.blank("Package")
	w.tag("PackageName", p.Name)
	w.tag("SPDXID", p.ID)
	if p.Version != "" {
		w.tag("PackageVersion", p.Version)
	}
	if p.Supplier != "" {
		w.tag("PackageSupplier", p.Supplier)
	}
	if p.Originator != "" {
		w.tag("PackageOriginator", p.Originator)
	}
	w.tag("PackageDownloadLocation", p.Download)
	if p.Purpose != "" {
		w.tag("PrimaryPackagePurpose", p.Purpose)
	}
	w.tag("FilesAnalyzed", "false")
	for _, c := range p.Checksums {
		w.tag("PackageChecksum", c.Algorithm+": "+c.Value)
	}
	if p.Homepage != "" {
		w.tag("PackageHomePage", p.Homepage)
	}
	if p.Source != "" {
		w.text("PackageSourceInfo", p.Source)
	}
	w.tag("PackageLicenseConcluded", p.Concluded)
	w.tag("PackageLicenseDeclared", p.Declared)
	if p.Comments != "" {
		w.text("PackageLicenseComments", p.Comments)
	}
	if p.Copyright == noAssertion {
		w.tag("PackageCopyrightText", p.Copyright)
	} else {
		w.text("PackageCopyrightText", p.Copyright)
	}
	if p.Comment != "" {
		w.text("PackageComment", p.Comment)
	}
	for _, r := range p.Refs {
		w.tag("ExternalRef", r.Category+" "+r.Type+" "+r.Locator)
	}
}
