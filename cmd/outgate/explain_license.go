// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/report"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/license"
)

// licenseFlags are the flags of explain license.
type licenseFlags struct {
	name     string
	json     bool
	maxBytes int64
}

func newExplainLicense(s program) *cobra.Command {
	var flags licenseFlags
	cmd := &cobra.Command{
		Use:   "license PATH",
		Short: "Show what the license findings of a file rest on",
		Long: `License finds what a scan finds in the file PATH and shows the evidence: for a
license text or a notice how it differs from the reference text, word by word;
for a tag, a name or a field the lines that say it; and for each why it counts
and what makes the confidence low.

Case, punctuation, comment leaders, list markers and dated copyright lines do
not count as differences. Words that the file lacks are shown as [-words-],
words that it adds as {+words+}, on a terminal in color.

PATH - is standard input, taken for a file of the name given by --name. The
status is 0, and 3 when the file could not be examined as a whole.`,
		Example: `  outgate explain license LICENSE
  outgate explain license --json src/main.c
  git show v1.0:COPYING | outgate explain license --name COPYING -`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if flags.name != "" && args[0] != "-" {
				return usage("--name is for standard input; PATH is %s", args[0])
			}
			if flags.maxBytes <= 0 {
				return usage("--max-bytes must be positive")
			}
			return explainLicense(cmd.Context(), s, cmd.InOrStdin(), args[0], &flags)
		},
	}
	cmd.Flags().StringVar(&flags.name, "name", "", "name of the file that standard input holds (default \"stdin\")")
	cmd.Flags().BoolVar(&flags.json, "json", false, "print JSON")
	cmd.Flags().Int64Var(&flags.maxBytes, "max-bytes", scanner.DefaultMaxBytes, "largest file examined, in bytes")
	return cmd
}

func explainLicense(ctx context.Context, s program, stdin io.Reader, path string, flags *licenseFlags) error {
	name, raw := filepath.ToSlash(filepath.Clean(path)), []byte(nil)
	var err error
	if path == "-" {
		name = flags.name
		if name == "" {
			name = "stdin"
		}
		raw, err = readUpTo(stdin, flags.maxBytes)
	} else {
		raw, err = readRegular(path, flags.maxBytes)
	}
	if err != nil {
		return err
	}
	content, binary := scanner.Decode(raw)
	content, name = []byte(s.redact(string(content))), s.redact(name) // the page shows lines of the file
	x := &license.Explanation{File: name}
	switch {
	case int64(len(raw)) > flags.maxBytes:
		x.Skipped = license.TooLarge
	case binary:
		x.Skipped = license.Binary
	default:
		if x, err = license.Explain(ctx, name, content); err != nil {
			return incomplete(err)
		}
	}
	if flags.json {
		err = report.WriteJSON(s.out, x)
	} else {
		err = newLicensePage(s, content).write(x)
	}
	switch {
	case err != nil:
		return incomplete(fmt.Errorf("standard output: %w", err))
	case x.Skipped == license.TooLarge || len(x.Gaps) > 0:
		return incomplete(fmt.Errorf("%s could not be examined as a whole", report.Visible(name, 0)))
	}
	return nil
}

// readRegular reads a regular file, and one byte more than limit of a larger one.
func readRegular(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, usage("%v", err)
	}
	if !info.Mode().IsRegular() { // opening a pipe could wait forever
		return nil, usage("%s is no regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, incomplete(err)
	}
	defer f.Close()
	return readUpTo(f, limit)
}

func readUpTo(r io.Reader, limit int64) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, incomplete(err)
	}
	return raw, nil
}
