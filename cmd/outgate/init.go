// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/policy"
)

func newInit(s program) *cobra.Command {
	var flags scanFlags
	var stdout bool
	cmd := &cobra.Command{
		Use:   "init [PATH]",
		Short: "Write a commented policy that fits the repository",
		Long: `Init scans PATH (default: this directory) for its license and copyright holders and
writes .outgate/policy.yaml: a policy that extends the fitting preset, with the
posts, holders and rules to review. An existing policy is never overwritten.`,
		Example: `  outgate init
  outgate init --stdout ../service > policy.yaml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path := pathArg(args)
			flags.only = []string{"license", "copyright"}
			flags.source.history = "none"
			t, err := openTarget(cmd.Context(), path, flags.source)
			if err != nil {
				return err
			}
			if t.policyDir == "" && !stdout {
				return usage("%s has no files on disk to put a policy beside; use --stdout", path)
			}
			if own, _, err := t.ownPolicy(); t.caught == nil && !stdout && (err != nil || own != "") {
				if err == nil {
					err = usage("%s exists already in the repository; edit it, or print a fresh one with --stdout", own)
				}
				return err
			}
			inv, err := scanTarget(cmd.Context(), s, t, &flags)
			if err != nil {
				return err
			}
			text := policy.InitPolicy(inv)
			if stdout {
				_, err = s.out.Write(text)
				return err
			}
			return writeNew(s, filepath.Join(t.policyDir, filepath.FromSlash(policyNames[0])), text)
		},
	}
	flags.registerSource(cmd.Flags())
	cmd.Flags().BoolVar(&stdout, "stdout", false, "print the policy instead of writing it")
	return cmd
}

// writeNew creates a file that must not exist yet.
func writeNew(s program, path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return incomplete(err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return usage("%s exists already", path)
	}
	if err != nil {
		return incomplete(err)
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return incomplete(errors.Join(err, os.Remove(path)))
	}
	fmt.Fprintf(s.err, "outgate: wrote %s; review the holders, fill in the owners, then run `outgate check`\n", s.redact(path))
	return nil
}
