// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/spf13/cobra"

func newFix(s program) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "fix",
		Short:   "Write what the policy asks for into files",
		Example: "  outgate fix reuse --diff --copyright \"Example Corp\" --license MIT",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newFixReuse(s))
	return cmd
}
