// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"os"
	"reflect"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
)

func newReport(s program) *cobra.Command {
	flags := checkFlags{scan: scanFlags{maxBytes: scanner.DefaultMaxBytes}}
	var facts string
	cmd := &cobra.Command{
		Use:   "report VERDICT|INVENTORY",
		Short: "Write reports of a stored verdict or inventory, without a scan",
		Long: `Report reads a verdict that "outgate check -o json=FILE" wrote, or an inventory that
"outgate scan" wrote, and writes reports of it in any format.

An inventory is judged first, as "outgate check" does: by --policy or --preset, as of
--now. A verdict is taken as it stands; formats that show facts (components-csv, SPDX,
CycloneDX) need the inventory beside it, with --inventory. A file that is no whole
verdict, or one that contradicts itself, is refused.

Standard output gets --format when no file is named with -o. The status is 0 when the
reports were written, whatever the verdict says; "outgate check" has its status.`,
		Example: `  outgate check -o json=verdict.json -o inventory=facts.json
  outgate report verdict.json -o markdown=comment.md -o junit=junit.xml
  outgate report verdict.json --inventory facts.json -o cyclonedx-json=bom.json
  outgate report facts.json --policy policy.yaml -o sarif=outgate.sarif`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			v, p, inv, err := flags.stored(cmd.Context(), s, args[0], facts)
			if err != nil {
				return err
			}
			if len(flags.outputs) > 0 && !cmd.Flags().Changed("format") {
				return flags.printFiles(s, v, p, inv)
			}
			return flags.print(s, v, p, inv)
		},
	}
	flags.registerJudging(cmd)
	flags.registerOutputs(cmd)
	flags.scan.vulns.register(cmd.Flags())
	cmd.Flags().StringArrayVar(&flags.scan.baseline, "baseline", nil, "`FILE` of known findings or known violations, from outside the repository, for an inventory; repeatable")
	cmd.Flags().StringVar(&facts, "inventory", "", "`FILE` with the inventory behind a verdict, for formats that show facts")
	cmd.Flags().BoolVarP(&flags.scan.quiet, "quiet", "q", false, "the verdict in one line")
	return cmd
}

// stored reads the verdict, or judges the inventory, that a file holds. The policy
// is nil for a verdict, which holds its name alone.
func (f *checkFlags) stored(ctx context.Context, s program, path, facts string) (*policy.Verdict, *policy.Policy, *inventory.Inventory, error) {
	if err := f.checkOutputs(); err != nil {
		return nil, nil, nil, err
	}
	if f.wants(report.NeedsTexts) {
		return nil, nil, nil, usage("a notice needs the texts of licenses, which neither a verdict nor an inventory holds; write it with `outgate notice`, or with -o notice=FILE of `outgate check`")
	}
	schema, err := storedSchema(path)
	if err != nil {
		return nil, nil, nil, err
	}
	switch schema {
	case inventory.Schema:
		if facts != "" {
			return nil, nil, nil, usage("%s is an inventory itself; --inventory is for a verdict", path)
		}
		f.isStored = true
		return judge(ctx, s, path, f)
	case policy.VerdictSchema:
	default:
		known := []string{policy.VerdictSchema, inventory.Schema}
		return nil, nil, nil, usage("%s: its schema is %q; known are %s and %s%s", path, schema, known[0], known[1], rules.Suggest(schema, known))
	}
	if f.policy != "" || f.preset != "" || f.now != "" || len(f.scan.baseline) > 0 || len(f.approvals) > 0 || f.scan.vulns.database != "" || len(f.scan.vulns.vex) > 0 {
		return nil, nil, nil, usage("%s is a verdict, which has been made: --policy, --preset, --now, --baseline, --approval, --vuln-db and --vex are for an inventory", path)
	}
	v, err := readVerdict(path)
	if err != nil {
		return nil, nil, nil, err
	}
	inv, err := f.beside(s, v, path, facts)
	if err != nil {
		return nil, nil, nil, err
	}
	return v, nil, inv, s.scrub(v)
}

// beside reads the inventory that goes with a verdict; nil when none is named and
// no format needs it.
func (f *checkFlags) beside(s program, v *policy.Verdict, path, facts string) (*inventory.Inventory, error) {
	if facts == "" {
		if f.wants(func(format string) bool { return report.NeedsInventory(format) || format == "inventory" }) {
			return nil, usage("%s is a verdict: the formats that show facts need the inventory beside it, with --inventory FILE", path)
		}
		return nil, nil
	}
	inv, err := readInventory(facts)
	if err != nil {
		return nil, err
	}
	if a, b := v.Subject, inv.Subject; !reflect.DeepEqual(a, b) {
		return nil, usage("--inventory: %s is of %s, and the verdict of %s: they do not belong together", facts, subjectName(b), subjectName(a))
	}
	return inv, s.scrub(inv)
}

func subjectName(sub inventory.Subject) string {
	text := report.Visible(sub.Name, 80)
	if sub.Commit != "" {
		text += " at commit " + report.Visible(sub.Commit, 12)
	}
	if sub.Dirty {
		text += " with uncommitted changes"
	}
	return text
}

// openStored opens a regular file: a pipe cannot be read twice, and what it holds is
// told by its schema first.
func openStored(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, usage("%v", err)
	}
	if !info.Mode().IsRegular() {
		return nil, usage("%s is no regular file; name a verdict or an inventory", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, usage("%v", err)
	}
	return file, nil
}

func storedSchema(path string) (string, error) {
	file, err := openStored(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	schema, err := report.StoredSchema(file)
	if err != nil {
		return "", usage("%s: %v (a verdict is written by `outgate check -o json=FILE`, an inventory by `outgate scan`)", path, err)
	}
	return schema, nil
}

func readVerdict(path string) (*policy.Verdict, error) {
	file, err := openStored(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	v, err := report.ReadVerdict(file)
	if err != nil {
		return nil, usage("%s: %v", path, err)
	}
	return v, nil
}
