// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner/suppress"
)

// baselineFlags are the flags of the command baseline.
type baselineFlags struct {
	scan                  scanFlags
	output, reason, until string
	prune                 bool
	violations            bool
	check                 checkFlags // with violations: policy, preset and time
}

func newBaseline(s program) *cobra.Command {
	var flags baselineFlags
	cmd := &cobra.Command{
		Use:   "baseline [PATH]",
		Short: "Write the list of known findings",
		Long: `Baseline scans PATH (default: this directory), or reads an inventory that
"outgate scan" wrote, and lists its findings in .outgate/baseline, or in the file
of -o: one sorted line for each, by fingerprint, without any clear text.

Entries that are there already keep their date and reason. Those whose finding is
gone stay until --prune. Which entries count is up to the policy (suppressions):
the presets take the repository's own word for assigned and weak secrets, and for
structured ones only that of a baseline from outside (--baseline FILE).

With --violations it is the violations of the policy that are listed, in .outgate/known: debt
that does not decide as long as it does not get worse. The same flag of check (--baseline FILE)
takes such a list from outside; which of them count is up to the policy (verdict.new-only,
suppressions.repository). Structured secrets are never listed.

Look at each finding first, and revoke what is real: a baseline hides nothing from
whoever clones the repository.`,
		Example: `  outgate baseline --reason "looked at, sample data" --until 2026-12-31
  outgate baseline facts.json -o ../release/baseline --prune
  outgate baseline --violations --policy policy.yaml
  outgate check --baseline ../release/baseline`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path := pathArg(args)
			if flags.violations {
				return flags.listKnown(cmd.Context(), s, path)
			}
			if flags.check.policy+flags.check.preset+flags.check.now != "" {
				return usage("--policy, --preset and --now are for --violations: findings are listed without a judgment")
			}
			inv, file, err := flags.findings(cmd, s, path)
			if err != nil {
				return err
			}
			return flags.write(s, inv, file)
		},
	}
	flags.scan.registerSource(cmd.Flags())
	cmd.Flags().StringVar(&flags.scan.source.history, "history", "", "all or none: look at the git history too (default all for a repository)")
	cmd.Flags().StringVarP(&flags.output, "output", "o", "", "write to this file, whole or not at all (default .outgate/baseline below PATH); - is standard output")
	cmd.Flags().StringVar(&flags.reason, "reason", "", "reason of the new entries, in one line")
	cmd.Flags().StringVar(&flags.until, "until", "", "last day of the new entries, YYYY-MM-DD")
	cmd.Flags().BoolVar(&flags.violations, "violations", false, "list the violations of the policy in .outgate/known instead: what is listed does not decide as long as it does not get worse")
	cmd.Flags().StringVar(&flags.check.policy, "policy", "", "with --violations: policy FILE or preset:NAME")
	cmd.Flags().StringVar(&flags.check.preset, "preset", "", "with --violations: short for --policy preset:NAME")
	cmd.Flags().StringVar(&flags.check.now, "now", "", "with --violations: judge as of this time, RFC 3339 (default: SOURCE_DATE_EPOCH, else the clock)")
	cmd.Flags().BoolVar(&flags.prune, "prune", false, "drop entries whose finding is gone")
	return cmd
}

// findings returns the inventory of path, and the file to write.
func (f *baselineFlags) findings(cmd *cobra.Command, s program, path string) (inv *inventory.Inventory, file string, err error) {
	if _, err := time.Parse(time.DateOnly, f.until); f.until != "" && err != nil {
		return nil, "", usage("--until: %q is not a date (2026-01-31)", f.until)
	}
	if strings.ContainsFunc(f.reason, func(r rune) bool { return !unicode.IsPrint(r) }) || strings.HasPrefix(strings.TrimSpace(f.reason), "until") {
		return nil, "", usage("--reason: one line of text, which does not begin with until")
	}
	f.reason = strings.Join(strings.Fields(f.reason), " ")
	if f.prune && f.scan.source.history == "none" {
		return nil, "", errPrune()
	}
	if isInventory(path) {
		if f.output == "" {
			return nil, "", usage("%s is an inventory: say with -o where the baseline goes; - is standard output", path)
		}
		inv, err = readInventory(path)
		return inv, f.output, err
	}
	t, err := openTarget(cmd.Context(), path, f.scan.source)
	if err != nil {
		return nil, "", err
	}
	file = f.output
	if file == "" {
		if t.policyDir == "" {
			return nil, "", usage("%s has no files on disk to put a baseline beside; say with -o where it goes", path)
		}
		if _, err := t.ownFile(suppress.BaselinePath, suppress.MaxFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, "", usage("%s: %s", suppress.BaselinePath, cause(err)) // a link out of the repository, say
		}
		file = filepath.Join(t.policyDir, filepath.FromSlash(suppress.BaselinePath))
	}
	f.scan.only = []string{"secret"}
	inv, err = scanTarget(cmd.Context(), s, t, &f.scan)
	return inv, file, err
}

func (f *baselineFlags) write(s program, inv *inventory.Inventory, file string) error {
	b := &suppress.Baseline{}
	if file != "-" {
		data, err := readBeyond(file, suppress.MaxFile)
		switch {
		case err == nil:
			if b, err = parseBaseline(filepath.ToSlash(file), data); err != nil {
				return err
			}
		case !errors.Is(err, fs.ErrNotExist):
			return incomplete(err)
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return incomplete(err)
		}
	}
	if f.prune && (inv.Coverage.History == "none" || !slices.Contains(inv.Coverage.Detectors, "secret")) {
		return errPrune()
	}
	if f.prune && len(inv.Gaps) > 0 {
		return incomplete(fmt.Errorf("--prune: %d gaps: not everything could be examined, so nobody knows which findings are gone; nothing was written", len(inv.Gaps)))
	}
	added, gone := b.Update(inv, f.reason, f.until, f.prune)
	if err := deliver(s, file, func(w io.Writer) error { return b.Write(w) }); err != nil {
		return err
	}
	left := "kept; --prune drops them"
	if f.prune {
		left = "dropped"
	}
	note := fmt.Sprintf("outgate: %s, %d new", numbered(len(b.Entries), "entry", "entries"), added)
	if gone > 0 {
		note += fmt.Sprintf("; the finding of %d is gone (%s)", gone, left)
	}
	fmt.Fprintln(s.err, note)
	if n := len(inv.Gaps); n > 0 {
		fmt.Fprintf(s.err, "outgate: note: %d gaps: not everything could be examined\n", n)
	}
	return nil
}

func errPrune() error {
	return usage("--prune needs a scan for secrets with the history; without, nobody knows which findings are gone")
}
