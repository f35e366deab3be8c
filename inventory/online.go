// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

// ServiceDepsDev is the one service that may be asked.
const ServiceDepsDev = "deps.dev"

// Lookup is what an online service says of a package that the tree knows no
// license of: the word of a package registry, and no look at its files.
type Lookup struct {
	Service string `json:"service"` // one of the Service constants
	Date    string `json:"date"`    // day of the answer, YYYY-MM-DD, UTC
	URL     string `json:"url"`     // what was asked
	// License is the answer as it came, several joined by ", "; Licenses.Declared
	// holds it as well when it is an SPDX expression. "" when the service knows none.
	License    string `json:"license"`
	Repository string `json:"repository,omitempty"` // address of the source; "" when the service knows none
}

// Online says how much an online service was asked, and how much it knew.
type Online struct {
	Service string `json:"service"` // one of the Service constants
	Asked   int    `json:"asked"`   // packages without a known license that it was asked about, answers kept from earlier runs included
	Known   int    `json:"known"`   // of these, with a license in the answer
	Failed  int    `json:"failed"`  // of these, without an answer
	// Left are packages without a known license that were not asked about: of an
	// ecosystem that the service does not know, without a version, excluded, or
	// from where strangers may not look.
	Left int `json:"left"`
}
