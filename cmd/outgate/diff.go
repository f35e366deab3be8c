// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report"
	"github.com/outgate/outgate/rules"
)

// diffFlags are the flags of the command diff.
type diffFlags struct {
	check    checkFlags // policy, time, and how trees are scanned
	repo     string
	output   string
	all      bool
	exitCode bool
	unlike   string // why not all differences are; "" when they are
}

func newDiff(s program) *cobra.Command {
	var flags diffFlags
	cmd := &cobra.Command{
		Use:   "diff A [B]",
		Short: "Say in what two states of a project differ",
		Long: `Diff compares two inventories that "outgate scan" wrote, or two commits of a repository
(--repo, default: this directory), each named by a tag, branch or id; without B the files on
disk. It lists licenses, components, holders, secrets and leaks of the tree that are new, gone or
changed, and violations when there is a policy: --policy, or the repository's own. The history is
not looked at.

Exit status: 0 compared · 1 with --exit-code: they differ · 2 usage or invalid policy ·
3 one of them could not be read, or not as a whole.`,
		Example: `  outgate diff v1.4.0
  outgate diff v1.3.0 v1.4.0 --format markdown -o comment.md
  outgate diff old.json new.json --policy policy.yaml`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(report.DiffFormats(), flags.check.format) {
				return usage("--format: %q is not one of %s%s", flags.check.format, strings.Join(report.DiffFormats(), ", "), rules.Suggest(flags.check.format, report.DiffFormats()))
			}
			d, err := flags.compare(cmd.Context(), s, args)
			if err != nil {
				return err
			}
			if err := s.scrub(d); err != nil {
				return err
			}
			if err := deliver(s, flags.output, func(w io.Writer) error { return d.Write(w, flags.check.format, flags.all) }); err != nil {
				return err
			}
			if flags.unlike != "" {
				return incomplete(errors.New(flags.unlike))
			}
			if n := d.From.Gaps + d.To.Gaps; n > 0 {
				return incomplete(fmt.Errorf("%d gaps: not everything could be examined; there may be more differences", n))
			}
			if flags.exitCode && len(d.Changes) > 0 {
				return &exitError{status: 1}
			}
			return nil
		},
	}
	flags.check.scan.registerSource(cmd.Flags())
	cmd.Flags().StringVar(&flags.repo, "repo", ".", "the repository whose commits are compared")
	cmd.Flags().StringVar(&flags.check.policy, "policy", "", "judge both by this policy FILE or preset:NAME, and compare the violations")
	cmd.Flags().StringVar(&flags.check.preset, "preset", "", "short for --policy preset:NAME")
	cmd.Flags().StringVar(&flags.check.now, "now", "", "judge as of this time, RFC 3339 (default: SOURCE_DATE_EPOCH, else the clock)")
	cmd.Flags().StringVar(&flags.check.format, "format", "text", "text, json or markdown (for a comment)")
	cmd.Flags().StringVarP(&flags.output, "output", "o", "", "write to this file, whole or not at all, instead of standard output")
	cmd.Flags().BoolVar(&flags.all, "all", false, "list every difference, uncapped")
	cmd.Flags().BoolVar(&flags.exitCode, "exit-code", false, "end with status 1 when there is a difference")
	return cmd
}

func (f *diffFlags) compare(ctx context.Context, s program, args []string) (*report.Diff, error) {
	now, err := f.check.time(s)
	if err != nil {
		return nil, err
	}
	var p *policy.Policy
	switch {
	case f.check.policy != "" && f.check.preset != "":
		return nil, usage("--policy and --preset both name a policy; write one of them")
	case f.check.preset != "":
		p, err = loadPolicy("preset:" + f.check.preset)
	case f.check.policy != "":
		p, err = loadPolicy(f.check.policy)
	}
	if err != nil {
		return nil, err
	}
	stored := slices.IndexFunc(args, isInventory) >= 0
	if stored && (len(args) != 2 || !isInventory(args[0]) || !isInventory(args[1])) {
		return nil, usage("an inventory is compared with another one: name two files, or two commits")
	}
	var before, after *inventory.Inventory
	if stored {
		if before, err = readInventory(args[0]); err == nil {
			after, err = readInventory(args[1])
		}
		if err == nil {
			f.unlike = unlike(before, after)
		}
	} else {
		before, after, p, err = f.commits(ctx, s, args, p)
	}
	if err != nil {
		return nil, err
	}
	before.Base, after.Base = nil, nil // each is judged as a whole
	from := report.DiffSide{Name: args[0], Commit: before.Subject.Commit, Gaps: blocking(before.Gaps)}
	to := report.DiffSide{Name: "the files on disk", Gaps: blocking(after.Gaps)}
	if len(args) == 2 {
		to.Name, to.Commit = args[1], after.Subject.Commit
	}
	changes := inventory.Differences(before, after)
	name := ""
	if p != nil {
		name = p.Name
		changes = append(changes, violationsBetween(before, after, p, now)...)
		inventory.SortDifferences(changes)
	}
	return report.NewDiff(from, to, name, changes), nil
}

// unlike tells that different detectors made two inventories, so that what only one of them
// has may be no difference; "" when the same ones did.
func unlike(before, after *inventory.Inventory) string {
	a, b := slices.Sorted(slices.Values(before.Coverage.Detectors)), slices.Sorted(slices.Values(after.Coverage.Detectors))
	if slices.Equal(a, b) {
		return ""
	}
	return fmt.Sprintf("different detectors made the inventories (%s; %s): not all that is listed has changed", strings.Join(a, ", "), strings.Join(b, ", "))
}

// commits scans the later state, with the earlier one as its base.
func (f *diffFlags) commits(ctx context.Context, s program, args []string, p *policy.Policy) (before, after *inventory.Inventory, _ *policy.Policy, err error) {
	o := f.check.scan.source
	o.history, o.base = inventory.HistoryNone, args[0]
	t, err := openTarget(ctx, f.repo, o)
	if err != nil {
		return nil, nil, nil, err
	}
	if len(args) == 2 {
		if err := t.takeCommit(args[1]); err != nil {
			return nil, nil, nil, incomplete(fmt.Errorf("%s: %w", f.repo, err))
		}
	}
	if p == nil {
		name, data, err := t.ownPolicy()
		if err == nil && name != "" {
			p, err = parsePolicy(name, data, t.besidePolicy(name))
		}
		if err != nil {
			return nil, nil, nil, err
		}
	}
	if p != nil {
		f.check.scan.words.policy = policyWords(p, "")
		f.check.scan.detectors.also = p.Detectors()
	}
	after, err = scanTarget(ctx, s, t, &f.check.scan)
	if err != nil {
		return nil, nil, nil, err
	}
	if len(args) == 2 {
		after.Subject.Commit, after.Subject.Dirty = t.subject.Commit, false
	}
	before = after.Before()
	before.Gaps = slices.Clone(after.Base.Gaps)
	return before, after, p, nil
}

// takeCommit has the files of a commit take the place of those on disk.
func (t *target) takeCommit(ref string) error {
	id, err := t.repo.Resolve(ref)
	if err != nil {
		return err
	}
	t.input.Tree = t.repo.TreeAt(id, func(string, string, inventory.Role) bool { return false })
	t.subject.Commit = id
	return nil
}

// violationsBetween lists the violations on which the states differ. What a scan of the tree
// alone cannot know is the same for both.
func violationsBetween(before, after *inventory.Inventory, p *policy.Policy, now time.Time) (out []inventory.Difference) {
	a, b := policy.Evaluate(before, p, now), policy.Evaluate(after, p, now)
	for _, c := range policy.Compare(&a, &b) {
		at := c.Violation.Location.Path
		if n := c.Violation.Location.StartLine; at != "" && n > 0 {
			at = fmt.Sprintf("%s:%d", at, n)
		}
		out = append(out, inventory.Difference{Kind: inventory.DifferentViolation, What: c.Violation.Check + ": " + c.Violation.Message, Path: cmp.Or(at, c.Violation.Component), Before: string(c.Before), After: string(c.After)})
	}
	return out
}
