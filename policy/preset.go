// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"

	"github.com/outgate/outgate/inventory"
)

// PresetFor picks the embedded policy for a repository that brings none, by the
// license found at its root, and says why. Apache-2.0 takes apache-2.0-outbound,
// MIT takes mit-outbound, any other known license generic-outbound, which
// judges with that license as outbound. A repository without a known license
// is judged for Apache-2.0, and fails because its LICENSE file is missing.
func PresetFor(inv *inventory.Inventory) (name, why string) {
	roots := rootLicenses(sorted(inv))
	expr := outboundFrom(roots)
	switch {
	case len(roots) == 0:
		return "apache-2.0-outbound", "no policy was named, and there is no LICENSE file at the root to choose by"
	case expr == nil:
		return "generic-outbound", fmt.Sprintf("no policy was named, and no known license was recognized in %s", roots[0].file.Path)
	}
	why = fmt.Sprintf("no policy was named, and %s is %s", roots[0].file.Path, expr)
	if len(roots) > 1 {
		why = fmt.Sprintf("no policy was named, and the license files at the root say %s", expr)
	}
	switch expr.String() {
	case "Apache-2.0":
		return "apache-2.0-outbound", why
	case "MIT":
		return "mit-outbound", why
	}
	return "generic-outbound", why
}
