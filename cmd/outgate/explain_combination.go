// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/compat"
	"github.com/outgate/outgate/spdx"
)

func newExplainCombination(s program) *cobra.Command {
	return &cobra.Command{
		Use:   "combination OUTBOUND INBOUND",
		Short: "Say whether code under one license may go into a release under another",
		Long: `Combination says, for each way in which a release uses code, what is known of
code under INBOUND in a release under OUTBOUND, which table knows it and what that
rests on. Both are SPDX expressions. The lists and the matrix of a policy come
before and after these tables; see docs/policy.md. No legal advice: a screening of
license names against named tables.`,
		Example: `  outgate explain combination GPL-2.0-only Apache-2.0
  outgate explain combination MIT "LGPL-2.1-or-later OR MPL-2.0"`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			var both [2]*spdx.Expr
			for i, text := range args {
				e, err := spdx.Parse(text)
				if err != nil {
					return usage("%s: %v", text, err)
				}
				both[i] = e
			}
			t := compat.Default()
			fmt.Fprintf(s.out, "%s in a release under %s\n\n", both[1], both[0])
			for _, u := range compat.Usages() {
				d := t.Judge(both[0], both[1], u)
				because := d.Because
				if d.Choices > 1 {
					because = fmt.Sprintf("by the choice of %s: %s", licenseNames(d.Choice), because)
				}
				fmt.Fprintf(s.out, "%-9s %-12s %s: %s\n", u, d.Answer, d.Layer, because)
			}
			fmt.Fprintf(s.out, "\nScreened against curated pairs and the %s; no legal advice.\n", t.Data())
			return nil
		},
	}
}

func licenseNames(ls []spdx.License) string {
	var all []*spdx.Expr
	for _, l := range ls {
		if e, err := spdx.Parse(l.String()); err == nil {
			all = append(all, e)
		}
	}
	return spdx.And(all...).String()
}
