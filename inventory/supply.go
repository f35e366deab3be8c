// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

import (
	"cmp"
	"slices"
	"strings"
)

// What is wrong with the way a release is built, or with where its parts come from.
const (
	SupplyUnpinned    = "unpinned-action"    // a workflow runs an action by a name that can be moved
	SupplyCheckout    = "untrusted-checkout" // a workflow with the rights of the repository checks out what strangers propose
	SupplyInjection   = "untrusted-input"    // a script of a workflow holds a text that strangers write
	SupplyPermissions = "broad-permissions"  // a workflow may write everything, or does not say what it may do
	SupplyLocal       = "local-path"         // a dependency is a directory; see Supply.Target
	SupplySSH         = "ssh"                // a dependency is fetched over ssh, which asks for an account
	SupplySystem      = "system-path"        // a dependency is a file of the machine that builds
)

// Supply is such a flaw. Detector supply finds them in workflows and manifests.
type Supply struct {
	Path    string `json:"path"`
	Line    int    `json:"line"`    // from 1; 0 for the whole file
	Context Role   `json:"context"` // role of the file
	Kind    string `json:"kind"`    // one of the Supply constants
	Text    string `json:"text"`    // what stands there, at most 200 bytes, without credentials of a URL
	// Target is where a local path leads, relative to the root; "" when it leaves the tree.
	Target string `json:"target,omitempty"`
}

func sortSupply(list []Supply) {
	slices.SortStableFunc(list, func(a, b Supply) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), strings.Compare(a.Kind, b.Kind), strings.Compare(a.Text, b.Text))
	})
}
