// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package bom

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// Format names a form of the document.
type Format string

// Formats.
const (
	SPDX23JSON      Format = "spdx-json"
	SPDX23TagValue  Format = "spdx-tv"
	SPDX3JSON       Format = "spdx3-json"
	CycloneDX16JSON Format = "cyclonedx-json"
	CycloneDX16XML  Format = "cyclonedx-xml"
	CycloneDX17JSON Format = "cyclonedx17-json"
	CycloneDX17XML  Format = "cyclonedx17-xml"
)

// Formats lists all forms.
func Formats() []Format {
	return []Format{SPDX23JSON, SPDX23TagValue, SPDX3JSON, CycloneDX16JSON, CycloneDX16XML, CycloneDX17JSON, CycloneDX17XML}
}

// Write writes the document. The error is that of the writer, or one about the format.
func (d *Document) Write(w io.Writer, f Format) error {
	switch f {
	case SPDX23JSON:
		return writeJSON(w, d.spdx23())
	case SPDX23TagValue:
		return d.writeTagValue(w)
	case SPDX3JSON:
		return writeJSON(w, d.spdx3())
	case CycloneDX16JSON:
		return writeJSON(w, d.cycloneDX("1.6"))
	case CycloneDX17JSON:
		return writeJSON(w, d.cycloneDX("1.7"))
	case CycloneDX16XML:
		return writeXML(w, d.cycloneDX("1.6"))
	case CycloneDX17XML:
		return writeXML(w, d.cycloneDX("1.7"))
	}
	return fmt.Errorf("unknown format %q", f)
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(&inert{w: w, escape: jsonEscape})
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func (d *Document) created() string { return d.Created.Format(time.RFC3339) }

// note says where a package is known from: "package.json:12, package-lock.json:40".
func (p *Package) note() string {
	var places []string
	for _, e := range p.Evidence {
		place := e.Path
		if e.Line > 0 {
			place = fmt.Sprintf("%s:%d", e.Path, e.Line)
		}
		places = append(places, place)
	}
	return strings.Join(places, ", ")
}

// origin says in prose where the source of a package is, as it says itself; "" when it does not.
func (p *Package) origin() string {
	words := ""
	if p.VCS != "" {
		words = "source repository: " + p.VCS
		if p.Commit != "" {
			words += " at " + p.Commit
		}
	}
	if p.ToldBy != "" {
		words = strings.TrimPrefix(words+"; origin as told by "+p.ToldBy, "; ")
	}
	return words
}
