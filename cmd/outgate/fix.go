// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/policy"
)

func newFix(s program) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "fix",
		Short:   "Write what the policy asks for into files",
		Example: "  outgate fix headers --diff\n  outgate fix reuse --diff --copyright \"Example Corp\" --license MIT",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newFixHeaders(s), newFixReuse(s))
	return cmd
}

// fixHeaderFlags are the flags of fix headers.
type fixHeaderFlags struct {
	check checkFlags
	wish  policy.HeaderWish
	year  string
	diff  bool
	all   bool
}

func newFixHeaders(s program) *cobra.Command {
	var flags fixHeaderFlags
	cmd := &cobra.Command{
		Use:   "headers [PATH]",
		Short: "Add, correct and date the headers of source files",
		Long: `Headers gives the files of PATH (default: this directory) the header that the policy asks
for: it adds one where there is none, replaces one of the project's that differs from
the template, and corrects its years by the rule of the policy. Only files are touched
whose role the policy judges (headers.roles, headers.exclude).

Nothing but the header changes by a byte: byte order mark, encoding, interpreter line,
prolog, build tags, line ends and permissions stay. A second run changes nothing. A file
with another holder or license, words on rights that no template knows, generated,
vendored and binary files and links are left alone, and the summary says why.

Files are written at once, each whole or not at all; --diff shows what would be written.
Changes that are not committed yet are no obstacle, because they are not touched.

The template, license, holder and years are those of the policy (headers.template,
headers.license, headers.holders or project.holders, headers.year), or of the flags. Without a
template the standard notice of the license is taken, or an SPDX tag.`,
		Example: `  outgate fix headers --diff                      show what would change
  outgate fix headers
  outgate fix headers --license MIT --holder "Example Corp" ../service
  outgate fix headers --template file:header.txt
  outgate fix headers --year 2026                 ranges of years go on to 2026`,
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
	flags.check.scan.registerSource(cmd.Flags())
	cmd.Flags().StringVar(&flags.check.policy, "policy", "", "policy FILE or preset:NAME")
	cmd.Flags().StringVar(&flags.check.now, "now", "", "the year of this time, RFC 3339, is that of new statements (default: SOURCE_DATE_EPOCH, else the clock)")
	cmd.Flags().StringVar(&flags.year, "year", "", "year of new statements; with headers.year: range, ranges go on to it")
	cmd.Flags().StringVar(&flags.wish.Holder, "holder", "", "holder of new statements")
	cmd.Flags().StringVar(&flags.wish.License, "license", "", "license of new headers, an SPDX expression")
	cmd.Flags().StringVar(&flags.wish.Template, "template", "", "notice, spdx, asf, file:PATH, or the text itself")
	cmd.Flags().BoolVar(&flags.diff, "diff", false, "print what would change, write nothing")
	cmd.Flags().BoolVar(&flags.all, "all", false, "list every file that is left alone, uncapped")
	return cmd
}

// newYear is the year of new statements, and whether ranges go on to it.
func (f *fixHeaderFlags) newYear(s program) (year string, extend bool, err error) {
	now, err := f.check.time(s)
	if err != nil {
		return "", false, err
	}
	if f.year == "" {
		return now.Format("2006"), false, nil
	}
	if n, err := strconv.Atoi(f.year); err != nil || n < 1950 || n > 2999 || len(f.year) != 4 {
		return "", false, usage("--year: %q is not a year", f.year)
	}
	return f.year, true, nil
}

// summary says what was done, and which files were left alone and why.
func (j *fixJob) summary() string {
	var b strings.Builder
	done := "wrote"
	if j.flags.diff {
		done = "would write"
	}
	fmt.Fprintf(&b, "outgate: %s %s: %d added, %d replaced, %d dated; %d as they should be; %d left alone\n",
		done, counted(j.added+j.replaced+j.dated, "header"), j.added, j.replaced, j.dated, j.kept, len(j.left))
	listLeft(&b, j.left, j.flags.all)
	return b.String()
}

func counted(n int, noun string) string { return numbered(n, noun, noun+"s") }

func numbered(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
