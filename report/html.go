// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"io"

	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report/html"
)

// HTML writes the verdict as one page that stands alone; see package html.
func HTML(w io.Writer, v *policy.Verdict, o Options) error {
	if v == nil {
		return errNoVerdict
	}
	return html.Write(w, v, html.Options{Checks: o.Checks, Inventory: o.Inventory, Previous: o.Previous, Comparisons: o.Comparisons, Lang: o.Lang})
}
