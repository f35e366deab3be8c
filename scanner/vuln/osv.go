// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package vuln

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// osv is the part of an OSV record (schema 1.7) that is read.
type osv struct {
	ID        string        `json:"id"`
	Modified  string        `json:"modified"`
	Published string        `json:"published"`
	Withdrawn string        `json:"withdrawn"`
	Aliases   []string      `json:"aliases"`
	Summary   string        `json:"summary"`
	Details   string        `json:"details"`
	Severity  []osvScore    `json:"severity"`
	Affected  []osvAffected `json:"affected"`
	Specific  struct {
		Severity string `json:"severity"`
	} `json:"database_specific"`
}

type osvScore struct {
	Type  string `json:"type"`
	Score string `json:"score"`
}

type osvAffected struct {
	Package struct {
		Ecosystem string `json:"ecosystem"`
		Name      string `json:"name"`
	} `json:"package"`
	Severity []osvScore `json:"severity"`
	Ranges   []struct {
		Type   string              `json:"type"`
		Events []map[string]string `json:"events"`
	} `json:"ranges"`
	Versions []string `json:"versions"`
}

// entry is a record with the package it is about.
type entry struct {
	ecosystem string
	key       string
	record
}

// maxSummary bounds the summary of a record, in bytes.
const maxSummary = 200

// readOSV reads one record into an entry for each package of a known ecosystem.
// A withdrawn record has none. The error is one of a damaged record.
func readOSV(data []byte) (r *osv, entries []entry, err error) {
	r = &osv{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, nil, err
	}
	if r.ID == "" || r.Modified == "" {
		return nil, nil, fmt.Errorf("no OSV record: id or modified is missing")
	}
	for _, t := range []string{r.Modified, r.Published, r.Withdrawn} {
		if _, err := time.Parse(time.RFC3339, t); t != "" && err != nil {
			return nil, nil, fmt.Errorf("%s: %q is no RFC 3339 time", r.ID, t)
		}
	}
	if r.Withdrawn != "" {
		return r, nil, nil
	}
	byKey := map[string]int{}
	for i := range r.Affected {
		a := &r.Affected[i]
		eco, key := keyOf(a.Package.Ecosystem, a.Package.Name)
		if key == "" {
			continue
		}
		spans, err := spansOf(r.ID, a)
		if err != nil {
			return nil, nil, err
		}
		if len(spans) == 0 && len(a.Versions) == 0 {
			continue // commits only: no version of a package
		}
		k, ok := byKey[key]
		if !ok {
			k = len(entries)
			byKey[key] = k
			entries = append(entries, entry{ecosystem: eco, key: key, record: r.plain(a)})
		}
		e := &entries[k]
		e.Ranges, e.Versions = append(e.Ranges, spans...), append(e.Versions, a.Versions...)
	}
	for i := range entries {
		slices.Sort(entries[i].Versions)
		entries[i].Versions = slices.Compact(entries[i].Versions)
	}
	return r, entries, nil
}

// plain is the record without ranges.
func (r *osv) plain(a *osvAffected) record {
	scores := a.Severity
	if len(scores) == 0 {
		scores = r.Severity
	}
	out := record{ID: r.ID, Aliases: slices.Clone(r.Aliases), Published: r.Published, Modified: r.Modified, Summary: oneLine(r.Summary)}
	if out.Summary == "" {
		out.Summary = oneLine(r.Details)
	}
	slices.Sort(out.Aliases)
	out.Score, out.Vector = baseScore(scores)
	out.Severity = severityOf(out.Score, r.Specific.Severity)
	return out
}

// oneLine is the first line, without Markdown's marks of a heading, cut between words.
func oneLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	line = strings.Join(strings.Fields(strings.TrimLeft(line, "#* ")), " ")
	if len(line) <= maxSummary {
		return line
	}
	cut := strings.LastIndexByte(line[:maxSummary], ' ')
	if cut < 0 {
		cut = maxSummary
	}
	return strings.ToValidUTF8(line[:cut], "") + " ..."
}

// spansOf reads the ranges over versions; those over commits are left out.
func spansOf(id string, a *osvAffected) ([]span, error) {
	var spans []span
	for _, r := range a.Ranges {
		if r.Type == "GIT" {
			continue
		}
		if r.Type != "SEMVER" && r.Type != "ECOSYSTEM" {
			return nil, fmt.Errorf("%s: unknown type of range %q", id, r.Type)
		}
		s := span{Semver: r.Type == "SEMVER"}
		for _, e := range r.Events {
			if len(e) != 1 {
				return nil, fmt.Errorf("%s: an event of a range has %d keys", id, len(e))
			}
			for name, version := range e {
				kind, ok := map[string]eventKind{"introduced": introduced, "fixed": fixed, "last_affected": lastAffected, "limit": limit}[name]
				if !ok {
					return nil, fmt.Errorf("%s: unknown event %q", id, name)
				}
				s.Events = append(s.Events, event{kind, version})
			}
		}
		if !slices.ContainsFunc(s.Events, func(e event) bool { return e.Kind == introduced }) {
			return nil, fmt.Errorf("%s: a range without introduced", id)
		}
		spans = append(spans, s)
	}
	return spans, nil
}
