// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package vuln knows which components have known vulnerabilities, from a local
// database and without a network.
//
//	stats, err := vuln.Import("vuln.db", []string{"osv-npm.zip", "advisories/"}, nil)
//	db, err := vuln.Open("vuln.db")
//	facts, err := vuln.Match(db, inv.Components)
//
// # The database
//
// [Import] reads records in the OSV format (1.7) from zip files and directories,
// as osv.dev and the advisory databases publish them, and writes one compact
// file: what is needed of each record, grouped by package, in compressed blocks
// with a sorted index behind them and a digest at the end. The same records give
// the same bytes. [Open] verifies the digest, so that a damaged file is an error
// and never a clean bill.
//
// # Matching
//
// A component is found by its package URL, in the spelling of its ecosystem
// (PEP 503 for PyPI, group:artifact for Maven). Its version is compared by the
// rules of the ecosystem (SEMVER ranges by those of SemVer 2.0), with the events
// of the record as OSV defines them: introduced, fixed, last_affected, limit, and
// lists of versions. Withdrawn records do not count. Records that name each other
// as aliases are one vulnerability.
//
// A component without a version, of an ecosystem that the database does not
// cover, or with a version that its ecosystem's rules cannot read is not clean:
// it is counted as not evaluated, and the last kind is listed as undecided.
//
// # VEX
//
// [ReadVEX] reads OpenVEX and CycloneDX documents, in which somebody states
// that a product is not affected; [WriteOpenVEX] writes what was found. A
// statement is a fact beside the vulnerability; whether it counts is up to the policy.
package vuln

import "github.com/outgate/outgate/inventory"

// record is what is kept of an OSV record for one package.
type record struct {
	ID        string   `json:"i"`
	Aliases   []string `json:"a,omitempty"`
	Summary   string   `json:"s,omitempty"`
	Published string   `json:"p,omitempty"` // RFC 3339
	Modified  string   `json:"m,omitempty"`
	Severity  string   `json:"g,omitempty"` // one of the inventory.Vuln severities
	Score     float64  `json:"c,omitempty"` // CVSS base score; 0 when unknown
	Vector    string   `json:"v,omitempty"`
	Ranges    []span   `json:"r,omitempty"`
	Versions  []string `json:"l,omitempty"`
}

// span is a range of versions.
type span struct {
	Semver bool    `json:"s,omitempty"` // by the rules of SemVer 2.0 rather than those of the ecosystem
	Events []event `json:"e"`
}

type event struct {
	Kind    eventKind `json:"k"`
	Version string    `json:"v"`
}

type eventKind string

const (
	introduced   eventKind = "i"
	fixed        eventKind = "f"
	lastAffected eventKind = "l"
	limit        eventKind = "x"
)

// Meta says what a database holds.
type Meta struct {
	Date       string         `json:"date"`    // when the youngest record was published or changed, RFC 3339, UTC
	Records    int            `json:"records"` // OSV records that count
	Packages   int            `json:"packages"`
	Withdrawn  int            `json:"withdrawn"`  // records left out because they were withdrawn
	Elsewhere  int            `json:"elsewhere"`  // records left out because no ecosystem of theirs is known here
	Ecosystems map[string]int `json:"ecosystems"` // name to records
}

// database is what an inventory says of the database.
func (db *DB) database() *inventory.VulnDatabase {
	return &inventory.VulnDatabase{Date: db.Meta.Date, Digest: db.Digest, Records: db.Meta.Records}
}
