// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/docs/schema"
)

func newSchema(s program) *cobra.Command {
	return &cobra.Command{
		Use:   "schema policy|inventory|verdict|diff",
		Short: "Print a JSON Schema",
		Long: `Schema prints the JSON Schema (draft 2020-12) of the policy file, of the inventory that
"outgate scan" writes, of the verdict that "outgate check --format json" writes, or of what "outgate diff --format json" writes.`,
		Example: `  outgate schema policy > policy.schema.json     for editors that complete YAML
  outgate schema verdict`,
		Args:      cobra.ExactArgs(1),
		ValidArgs: schema.Names(),
		RunE: func(_ *cobra.Command, args []string) error {
			data, err := schema.Read(args[0])
			if err != nil {
				return usage("%v", err)
			}
			return deliver(s, "", func(w io.Writer) error {
				_, err := w.Write(data)
				return err
			})
		},
	}
}
