// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/outgate/outgate/inventory"
)

const (
	maxPackets = 8       // RDF blocks of one file
	maxPacket  = 4 << 20 // bytes of one
	maxDepth   = 64
)

// readRDF reads the RDF blocks of an XMP packet (ISO 16684-1) or of an SVG file.
// What stands around them does not matter, so that any file may be given.
func readRDF(o *found, b []byte) {
	for range maxPackets {
		start := bytes.Index(b, []byte("<rdf:RDF"))
		if start < 0 {
			return
		}
		b = b[start:]
		end := bytes.Index(b, []byte("</rdf:RDF>"))
		if end < 0 {
			o.damaged("its RDF metadata does not end")
			return
		}
		end += len("</rdf:RDF>")
		if end > maxPacket {
			o.gap(inventory.GapTruncated, "the RDF metadata is larger than is looked at")
			return
		}
		rdf(o, b[:end])
		b = b[end:]
	}
}

// rdf looks at every property that speaks of rights, as an element or as an
// attribute. Prefixes stand for their usual namespaces: those that an element
// outside of the block declares are not known.
func rdf(o *found, b []byte) {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var open []string // kind and field of the properties around
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			o.damaged("its RDF metadata is no XML")
			return
		}
		switch t := token.(type) {
		case xml.StartElement:
			if len(open) > maxDepth {
				o.damaged("its RDF metadata is nested too deep")
				return
			}
			name := t.Name.Space + ":" + t.Name.Local
			for _, a := range t.Attr {
				if field := a.Name.Space + ":" + a.Name.Local; property(field) != "" {
					o.add(property(field), "xmp "+field, a.Value)
				} else if (field == "rdf:resource" || field == "rdf:about") && (property(name) == inventory.MediaLicense || name == "cc:License") {
					o.add(inventory.MediaLicense, "xmp cc:license", a.Value)
				}
			}
			if property(name) == "" && len(open) > 0 {
				name = open[len(open)-1] // rdf:Alt, rdf:li, cc:Agent, dc:title of an agent
			}
			open = append(open, name)
		case xml.EndElement:
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		case xml.CharData:
			if len(open) > 0 && property(open[len(open)-1]) != "" {
				o.add(property(open[len(open)-1]), "xmp "+open[len(open)-1], string(t))
			}
		}
	}
}

// property tells what a property of RDF says of rights; "" for any other.
func property(name string) string {
	switch strings.ToLower(name) {
	case "dc:rights", "xmprights:owner", "photoshop:copyright", "tiff:copyright", "plus:copyrightownername", "pdfx:copyright":
		return inventory.MediaCopyright
	case "dc:creator", "tiff:artist", "xmpdm:artist":
		return inventory.MediaCreator
	case "xmprights:usageterms", "xmprights:webstatement", "cc:license", "dc:license", "dcterms:license", "plus:licensorurl":
		return inventory.MediaLicense
	}
	return ""
}
