// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

import (
	"cmp"
	"slices"
	"strings"
)

// Parts that somebody plays in a Contribution.
const (
	ContributionAuthor   = "author"    // the author of the commit
	ContributionCoAuthor = "co-author" // named by Co-authored-by
)

// Contribution says how many published commits of one person bear the person's own
// line Signed-off-by, the statement of the Developer Certificate of Origin.
// Merges do not count. Source history gives it.
type Contribution struct {
	Name     string `json:"name"`
	Mail     string `json:"mail"`
	Part     string `json:"part"`               // one of the Contribution constants
	Commits  int    `json:"commits"`            // commits of the person that are no merges
	Signed   int    `json:"signed"`             // those of them with a Signed-off-by of the same name or mail
	Unsigned string `json:"unsigned,omitempty"` // the earliest without; "" when there is none
}

func sortContributions(list []Contribution) {
	slices.SortStableFunc(list, func(a, b Contribution) int {
		return cmp.Or(strings.Compare(a.Mail, b.Mail), strings.Compare(a.Name, b.Name), strings.Compare(a.Part, b.Part))
	})
}
