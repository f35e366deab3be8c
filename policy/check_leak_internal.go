// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "github.com/outgate/outgate/inventory"

func leakInternal() check {
	return leakCheck(Check{
		Code: "leak-internal", Post: PostSecurity,
		Title: "A trace of the inside of an organization",
		Doc: "A host or address of a private network, a package registry that strangers cannot reach, a link into an organization's own tracker, wiki or git server, or a home " +
			"directory. None of them works outside, and together they draw a map of the inside. One violation is raised for each kind of trace in a file.",
		Help: "replace it by a placeholder (db.example.com, 192.0.2.7, /path/to) and read the real value from the environment or a file outside the repository",
	}, Medium, []string{inventory.LeakHost, inventory.LeakRegistry, inventory.LeakLink, inventory.LeakAddress, inventory.LeakPath},
		leakItem)
}
