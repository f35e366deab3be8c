// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

// Origin is what a package says of where it comes from: its own metadata, the
// lock file that fetches it, or a name that says it by a documented rule. It is
// the word of whoever wrote that, and nothing of it was looked up.
//
// Addresses are https or http. One that holds a user or a query, or a host that
// strangers cannot reach, is not kept.
type Origin struct {
	// Authors made the package, as it says: organizations first, then in its order.
	Authors []Maker `json:"authors,omitempty"`
	// Repository is the address of its source repository, without a fragment; "" when unknown.
	Repository string `json:"repository,omitempty"`
	// Revision is the commit of Repository that the package was made of; "" when unknown.
	Revision string `json:"revision,omitempty"`
	Homepage string `json:"homepage,omitempty"` // address of its web site; "" when unknown
	Issues   string `json:"issues,omitempty"`   // address of its issue tracker; "" when unknown
	// Path names the file that tells what no Evidence proves, and Cache, as in LicenseText, the
	// cache that holds it; both "" when Evidence proves all.
	Cache string `json:"cache,omitempty"`
	Path  string `json:"path,omitempty"`
}

// Maker is who made a package: a name alone. No mail address is ever kept.
type Maker struct {
	Name string `json:"name"`
	// Organization tells an organization or a group ("The X Team") from a person, by
	// the field that names it or the form of the name.
	Organization bool `json:"organization,omitempty"`
}
