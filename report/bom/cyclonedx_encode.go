// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package bom

import (
	"encoding/json"
	"encoding/xml"
)

// JSON and XML say these few things each in a way of its own.

// MarshalJSON writes [{"expression": "...", "acknowledgement": "..."}], or the two licenses.
func (l cdxLicenses) MarshalJSON() ([]byte, error) {
	if l.Declared != "" {
		type license struct {
			ID              string `json:"id"`
			Acknowledgement string `json:"acknowledgement"`
		}
		return json.Marshal([]map[string]license{{"license": {l.Declared, "declared"}}, {"license": {l.Expression, l.Acknowledgement}}})
	}
	type choice struct {
		Expression      string `json:"expression"`
		Acknowledgement string `json:"acknowledgement,omitempty"`
	}
	return json.Marshal([]choice{{l.Expression, l.Acknowledgement}})
}

// MarshalXML writes <licenses><expression acknowledgement="...">...</expression></licenses>, or the two licenses.
func (l cdxLicenses) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	if l.Declared != "" {
		type license struct {
			Acknowledgement string `xml:"acknowledgement,attr"`
			ID              string `xml:"id"`
		}
		return e.EncodeElement(struct {
			Licenses []license `xml:"license"`
		}{[]license{{"declared", l.Declared}, {l.Acknowledgement, l.Expression}}}, start)
	}
	type expression struct {
		Acknowledgement string `xml:"acknowledgement,attr,omitempty"`
		Text            string `xml:",chardata"`
	}
	return e.EncodeElement(struct {
		Expression expression `xml:"expression"`
	}{expression{l.Acknowledgement, l.Expression}}, start)
}

// MarshalJSON writes {"license": {"id": "..."}}.
func (l cdxLicense) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]map[string]string{"license": {"id": l.ID}})
}

// MarshalXML writes <license><id>...</id></license>.
func (l cdxLicense) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	return e.EncodeElement(struct {
		ID string `xml:"id"`
	}{l.ID}, start)
}

type xmlRef struct {
	Ref string `xml:"ref,attr"`
}

func xmlRefs(refs []string) []xmlRef {
	out := make([]xmlRef, len(refs))
	for i, r := range refs {
		out[i] = xmlRef{r}
	}
	return out
}

// MarshalXML writes <dependency ref="..."><dependency ref="..."/></dependency>.
func (d cdxDependency) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	return e.EncodeElement(struct {
		Ref string   `xml:"ref,attr"`
		On  []xmlRef `xml:"dependency"`
	}{d.Ref, xmlRefs(d.DependsOn)}, start)
}

// MarshalXML writes the references of a composition as elements.
func (c cdxComposition) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	return e.EncodeElement(struct {
		Aggregate    string   `xml:"aggregate"`
		Assemblies   []xmlRef `xml:"assemblies>assembly"`
		Dependencies []xmlRef `xml:"dependencies>dependency"`
	}{c.Aggregate, xmlRefs(c.Assemblies), xmlRefs(c.Dependencies)}, start)
}

// Lists that XML wraps in an element of their own, and leaves out when empty.
type (
	cdxHashes      []cdxHash
	cdxExternals   []cdxExternal
	cdxProperties  []cdxNamedValue
	cdxOccurrences []cdxOccurrence
	cdxAuthors     []cdxContact
)

func wrap[T any](e *xml.Encoder, start xml.StartElement, name string, items []T) error {
	if len(items) == 0 {
		return nil
	}
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	for _, item := range items {
		if err := e.EncodeElement(item, xml.StartElement{Name: xml.Name{Local: name}}); err != nil {
			return err
		}
	}
	return e.EncodeToken(start.End())
}

// MarshalXML writes <hashes><hash/>...</hashes>.
func (l cdxHashes) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	return wrap(e, start, "hash", l)
}

// MarshalXML writes <externalReferences><reference/>...</externalReferences>.
func (l cdxExternals) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	return wrap(e, start, "reference", l)
}

// MarshalXML writes <properties><property/>...</properties>.
func (l cdxProperties) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	return wrap(e, start, "property", l)
}

// MarshalXML writes <occurrences><occurrence/>...</occurrences>.
func (l cdxOccurrences) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	return wrap(e, start, "occurrence", l)
}

// MarshalXML writes <authors><author/>...</authors>.
func (l cdxAuthors) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	return wrap(e, start, "author", l)
}
