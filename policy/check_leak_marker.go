// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "github.com/outgate/outgate/inventory"

func leakMarker() check {
	return leakCheck(Check{
		Code: "leak-marker", Post: PostSecurity,
		Title: "A marker of confidentiality",
		Doc: "The file says of itself that it is confidential, for internal use or not to be distributed, in a header, a comment or a title. Either the marker is wrong by now, or " +
			"the file must not be published.",
		Help: "ask who owns the content whether it may be published; if so remove the marker, else the file",
	}, Medium, []string{inventory.LeakMarker}, leakItem)
}
