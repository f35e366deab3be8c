// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/spdx"
)

// fixReuseFlags are the flags of fix reuse.
type fixReuseFlags struct {
	scan      scanFlags
	now       string
	copyright string
	license   string
	year      string
	toml      bool
	diff      bool
	all       bool
}

func newFixReuse(s program) *cobra.Command {
	var flags fixReuseFlags
	cmd := &cobra.Command{
		Use:   "reuse [PATH]",
		Short: "Write the tags, license texts and tables that REUSE asks for",
		Long: `Reuse makes the files of PATH (default: this directory) say whose they are and under which
license, as the REUSE specification 3.3 asks: a comment at the head of the file, behind what
must stay first; FILE.license beside one that carries no comment or is generated; or, with
--toml, tables in REUSE.toml. The texts of all licenses of the SPDX list that are named are
written into LICENSES.

Only what is missing is written, and nothing else changes by a byte; a second run changes
nothing. A file that names another holder or another license by its words, a vendored file, and
one that a table overrides is left alone, and the summary says why.

Files are written at once, each whole or not at all; --diff shows what would be written.`,
		Example: `  outgate fix reuse --copyright "Example Corp" --license MIT --diff
  outgate fix reuse --copyright "Example Corp" --license Apache-2.0 ../service
  outgate fix reuse --copyright "Example Corp" --license MIT --year none --toml
  outgate fix reuse                               write missing license texts only`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			job, err := flags.open(cmd.Context(), s, pathArg(args))
			if err != nil {
				return err
			}
			defer job.root.Close()
			if err := job.run(cmd.Context(), s); err != nil {
				return err
			}
			return printSummary(s, job.summary(), job.flags.diff)
		},
	}
	flags.scan.registerSource(cmd.Flags())
	cmd.Flags().StringVar(&flags.copyright, "copyright", "", "holder of new copyright notices")
	cmd.Flags().StringVar(&flags.license, "license", "", "license of files that name none, an SPDX expression")
	cmd.Flags().StringVar(&flags.year, "year", "", "year of new copyright notices, or none (default: that of --now)")
	cmd.Flags().StringVar(&flags.now, "now", "", "the time whose year is taken, RFC 3339 (default: SOURCE_DATE_EPOCH, else the clock)")
	cmd.Flags().BoolVar(&flags.toml, "toml", false, "write tables into REUSE.toml instead of comments and sidecars")
	cmd.Flags().BoolVar(&flags.diff, "diff", false, "print what would change, write nothing")
	cmd.Flags().BoolVar(&flags.all, "all", false, "list every file that is left alone, uncapped")
	return cmd
}

// tags are the lines that files are given: the notice and the license, each ""
// when the flags name none.
func (f *fixReuseFlags) tags(s program) (notice, license string, err error) {
	for _, text := range []string{f.copyright, f.license} {
		if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7F }) {
			return "", "", usage("--copyright and --license take one line of text")
		}
	}
	year := f.year
	switch {
	case year == "none":
		year = ""
	case year == "":
		now, err := (&checkFlags{now: f.now}).time(s)
		if err != nil {
			return "", "", err
		}
		year = now.Format("2006")
	default:
		if n, err := strconv.Atoi(year); err != nil || n < 1950 || n > 2999 || len(year) != 4 {
			return "", "", usage("--year: %q is not a year, nor none", year)
		}
	}
	if holder := strings.TrimSpace(f.copyright); holder != "" {
		notice = "SPDX-" + "FileCopyrightText: " + strings.TrimSpace(year+" "+holder)
	}
	if f.license != "" {
		if _, err := spdx.Parse(f.license); err != nil {
			return "", "", usage("--license: %v", err)
		}
		license = "SPDX-" + "License-Identifier: " + strings.TrimSpace(f.license)
	}
	return notice, license, nil
}

// summary says what was written, and which files were left alone and why.
func (j *reuseJob) summary() string {
	var b strings.Builder
	done := "wrote"
	if j.flags.diff {
		done = "would write"
	}
	fmt.Fprintf(&b, "outgate: %s comments in %d, sidecars of %d, tables for %d, license texts %d; %d left alone\n", done, j.comments, j.sidecars, j.tabled, j.texts, len(j.left))
	listLeft(&b, j.left, j.flags.all)
	return b.String()
}
