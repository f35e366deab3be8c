// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package vuln

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

// Statement is a word on a vulnerability of a component, from a VEX document.
type Statement struct {
	Vulnerability []string // ids, any of which names it
	Components    []string // package URLs; without a version any version is meant
	inventory.VEXStatement
}

type openVEX struct {
	Context    string             `json:"@context"`
	ID         string             `json:"@id"`
	Author     string             `json:"author"`
	Timestamp  string             `json:"timestamp"`
	Version    int                `json:"version"`
	Tooling    string             `json:"tooling,omitempty"`
	Statements []openVEXStatement `json:"statements"`
}

type openVEXStatement struct {
	Vulnerability   openVEXName      `json:"vulnerability"`
	Timestamp       string           `json:"timestamp,omitempty"`
	Products        []openVEXProduct `json:"products"`
	Status          string           `json:"status"`
	Justification   string           `json:"justification,omitempty"`
	ImpactStatement string           `json:"impact_statement,omitempty"`
	ActionStatement string           `json:"action_statement,omitempty"`
}

type openVEXName struct {
	ID      string   `json:"@id,omitempty"`
	Name    string   `json:"name"`
	Aliases []string `json:"aliases,omitempty"`
}

type openVEXProduct struct {
	ID          string            `json:"@id,omitempty"`
	Identifiers map[string]string `json:"identifiers,omitempty"`
	Parts       []openVEXProduct  `json:"subcomponents,omitempty"`
}

type cycloneVEX struct {
	Format     string `json:"bomFormat"`
	Components []struct {
		Ref  string `json:"bom-ref"`
		PURL string `json:"purl"`
	} `json:"components"`
	Metadata struct {
		Timestamp string `json:"timestamp"`
	} `json:"metadata"`
	Vulnerabilities []struct {
		ID         string `json:"id"`
		References []struct {
			ID string `json:"id"`
		} `json:"references"`
		Analysis struct {
			State         string `json:"state"`
			Justification string `json:"justification"`
			Detail        string `json:"detail"`
		} `json:"analysis"`
		Affects []struct {
			Ref      string `json:"ref"`
			Versions []struct {
				Version string `json:"version"`
				Range   string `json:"range"`
			} `json:"versions"`
		} `json:"affects"`
	} `json:"vulnerabilities"`
}

// ReadVEX reads an OpenVEX 0.2 or a CycloneDX 1.4 to 1.7 JSON document. Errors
// name the file and the statement.
func ReadVEX(path string, data []byte) ([]Statement, error) {
	var probe struct {
		Context string `json:"@context"`
		Format  string `json:"bomFormat"`
	}
	if err := json.Unmarshal(data, &probe); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	switch {
	case strings.HasPrefix(probe.Context, "https://openvex.dev/ns"):
		return readOpenVEX(path, data)
	case probe.Format == "CycloneDX":
		return readCycloneVEX(path, data)
	}
	return nil, fmt.Errorf("%s: neither an OpenVEX nor a CycloneDX document", path)
}

func readOpenVEX(path string, data []byte) ([]Statement, error) {
	var doc openVEX
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var out []Statement
	for i, s := range doc.Statements {
		bad := func(format string, args ...any) error {
			return fmt.Errorf("%s: statement %d: %s", path, i+1, fmt.Sprintf(format, args...))
		}
		known := []string{inventory.VEXNotAffected, inventory.VEXAffected, inventory.VEXFixed, inventory.VEXUnderInvestigation}
		switch {
		case !slices.Contains(known, s.Status):
			return nil, bad("unknown status %q; known are %s", s.Status, strings.Join(known, ", "))
		case s.Vulnerability.Name == "":
			return nil, bad("vulnerability.name is missing")
		case s.Status == inventory.VEXNotAffected && s.Justification == "" && s.ImpactStatement == "":
			return nil, bad("not_affected needs a justification or an impact_statement (OpenVEX 0.2.0)")
		}
		st := Statement{Vulnerability: append([]string{s.Vulnerability.Name}, s.Vulnerability.Aliases...)}
		for _, p := range s.Products {
			names := p.Parts
			if len(names) == 0 {
				names = []openVEXProduct{p}
			}
			for _, n := range names {
				st.Components = append(st.Components, first(n.Identifiers["purl"], n.ID))
			}
		}
		if len(st.Components) == 0 {
			return nil, bad("it names no product")
		}
		st.VEXStatement = inventory.VEXStatement{Status: s.Status, Justification: s.Justification, Impact: s.ImpactStatement, Author: doc.Author, Time: first(s.Timestamp, doc.Timestamp), Path: path}
		out = append(out, st)
	}
	return out, nil
}

func readCycloneVEX(path string, data []byte) ([]Statement, error) {
	var doc cycloneVEX
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	purls := map[string]string{}
	for _, c := range doc.Components {
		purls[c.Ref] = c.PURL
	}
	states := map[string]string{
		"resolved": inventory.VEXFixed, "resolved_with_pedigree": inventory.VEXFixed, "exploitable": inventory.VEXAffected,
		"in_triage": inventory.VEXUnderInvestigation, "false_positive": inventory.VEXNotAffected, "not_affected": inventory.VEXNotAffected,
	}
	var out []Statement
	for i, v := range doc.Vulnerabilities {
		if v.Analysis.State == "" {
			continue // a finding, nobody's word
		}
		status, ok := states[v.Analysis.State]
		if !ok || v.ID == "" {
			return nil, fmt.Errorf("%s: vulnerability %d: unknown analysis.state %q, or no id", path, i+1, v.Analysis.State)
		}
		st := Statement{Vulnerability: []string{v.ID}}
		for _, r := range v.References {
			st.Vulnerability = append(st.Vulnerability, r.ID)
		}
		for _, a := range v.Affects {
			ref := a.Ref
			if _, fragment, ok := strings.Cut(ref, "#"); ok && strings.HasPrefix(ref, "urn:cdx:") {
				ref = fragment
			}
			ref = first(purls[ref], ref)
			if len(a.Versions) == 0 {
				st.Components = append(st.Components, ref)
				continue
			}
			for _, v := range a.Versions { // the statement is about these alone
				one, err := packageurl.FromString(ref)
				if v.Version == "" || err != nil {
					return nil, fmt.Errorf("%s: vulnerability %d: affects has a range of versions, or versions of what is no package URL; name each version", path, i+1)
				}
				if one.Version == "" || one.Version == v.Version {
					one.Version = v.Version
					st.Components = append(st.Components, one.ToString())
				}
			}
		}
		if len(st.Components) == 0 {
			return nil, fmt.Errorf("%s: vulnerability %d: affects names no component", path, i+1)
		}
		st.VEXStatement = inventory.VEXStatement{Status: status, Justification: v.Analysis.Justification, Impact: v.Analysis.Detail, Time: doc.Metadata.Timestamp, Path: path}
		out = append(out, st)
	}
	return out, nil
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Apply notes what statements say of the vulnerabilities that were found. Of
// several on one, the youngest by its time counts, of those of one time the last.
// It returns the statements that are about none of them.
func Apply(v *inventory.Vulnerabilities, statements []Statement) (idle []Statement) {
	for _, s := range statements {
		used := false
		for i := range v.Found {
			f := &v.Found[i]
			if !s.about(f) {
				continue
			}
			used = true
			if f.VEX == nil || !moment(f.VEX.Time).After(moment(s.Time)) {
				word := s.VEXStatement
				f.VEX = &word
			}
		}
		if !used {
			idle = append(idle, s)
		}
	}
	return idle
}

// moment reads a time; what is none is older than every other.
func moment(rfc3339 string) time.Time {
	t, _ := time.Parse(time.RFC3339, rfc3339)
	return t
}

func (s *Statement) about(f *inventory.Vulnerability) bool {
	names := append([]string{f.ID}, f.Aliases...)
	if !slices.ContainsFunc(s.Vulnerability, func(id string) bool { return slices.Contains(names, id) }) {
		return false
	}
	found, err := packageurl.FromString(f.PURL)
	return err == nil && slices.ContainsFunc(s.Components, func(purl string) bool {
		p, err := packageurl.FromString(purl)
		return err == nil && p.Type == found.Type && p.Namespace == found.Namespace && p.Name == found.Name && (p.Version == "" || p.Version == found.Version)
	})
}

// WriteOpenVEX writes what was found as an OpenVEX 0.2.0 document about a
// product: with the statement that counts, or as under investigation. now is
// RFC 3339. The same facts give the same bytes.
func WriteOpenVEX(w io.Writer, product, author, tool, now string, v *inventory.Vulnerabilities) error {
	doc := openVEX{Context: "https://openvex.dev/ns/v0.2.0", ID: "urn:outgate:vex:" + product, Author: author, Timestamp: now, Version: 1, Tooling: tool, Statements: []openVEXStatement{}}
	for i := range v.Found {
		f := &v.Found[i]
		s := openVEXStatement{
			Vulnerability: openVEXName{Name: f.ID, Aliases: f.Aliases},
			Products:      []openVEXProduct{{ID: product, Parts: []openVEXProduct{{ID: f.PURL}}}},
			Status:        inventory.VEXUnderInvestigation,
		}
		if f.VEX != nil {
			s.Status, s.Justification, s.ImpactStatement, s.Timestamp = f.VEX.Status, f.VEX.Justification, f.VEX.Impact, f.VEX.Time
		}
		if s.Status == inventory.VEXAffected {
			s.ActionStatement = "no fixed version is known"
			if f.Fixed != "" {
				s.ActionStatement = "update to " + f.Fixed + " or later"
			}
		}
		doc.Statements = append(doc.Statements, s)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(doc)
}
