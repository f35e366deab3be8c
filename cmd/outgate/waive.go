// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/fix"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// waiveFlags are the flags of waive.
type waiveFlags struct {
	check  checkFlags
	waiver policy.NewWaiver
	until  string
	diff   bool
}

func newWaive(s program) *cobra.Command {
	var flags waiveFlags
	cmd := &cobra.Command{
		Use:   "waive V-ID [PATH]",
		Short: "Write a waiver for a violation into the policy",
		Long: `Waive judges PATH (default: this directory; an inventory is faster) and writes a waiver
for the violation V-ID into the policy that judged: .outgate/policy.yaml or outgate.yaml of
the repository, or --policy FILE.

Comments, order and form of the file stay: not a byte changes outside the entry that is
added at the end of the list. The result is tried first: it must load, and the violation
must be waived under it. Then the file is written whole or not at all.

A waiver has a reason, an owner (the post's, unless --owner names one), a last day, and the
approval of somebody whom the policy lists for the post, where it lists anybody. It lasts
365 days at most, 90 for a critical violation; days are UTC, the last one included.`,
		Example: `  outgate waive V-7c1e0a42 --reason "unmodified, source linked" --until 2027-01-31 --approved-by alice
  outgate waive V-7c1e0a42 facts.json --policy policy.yaml --diff --reason "..." --until 2027-01-31`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return flags.run(cmd.Context(), s, args[0], pathArg(args[1:]))
		},
	}
	flags.check.register(cmd)
	cmd.Flags().StringVar(&flags.waiver.Reason, "reason", "", "why the violation may stay (required)")
	cmd.Flags().StringVar(&flags.until, "until", "", "the last day, YYYY-MM-DD (required)")
	cmd.Flags().StringVar(&flags.waiver.Owner, "owner", "", "who sees to it that the cause goes away (default: the owner of the post)")
	cmd.Flags().StringVar(&flags.waiver.ApprovedBy, "approved-by", "", "who approves; an approver of the post")
	cmd.Flags().StringVar(&flags.waiver.Ticket, "ticket", "", "where the work is tracked")
	cmd.Flags().StringVar(&flags.waiver.ID, "id", "", "the waiver's id (default: the next free W-YEAR-NUMBER)")
	cmd.Flags().BoolVar(&flags.diff, "diff", false, "print what would change, write nothing")
	return cmd
}

func (f *waiveFlags) run(ctx context.Context, s program, id, path string) error {
	if err := f.parse(id); err != nil {
		return err
	}
	file, err := f.file(path)
	if err != nil {
		return err
	}
	before, err := readPolicyFile(file)
	if err != nil {
		return usage("%v", err)
	}
	now, err := f.check.time(s)
	if err != nil {
		return err
	}
	dir := "" // of the repository whose own policy it is
	if f.check.policy == "" {
		dir = path
	}
	verdict, _, inv, err := judge(ctx, s, path, &f.check)
	if err != nil {
		return err
	}
	if f.waiver.Violation, err = violationOf(verdict, id); err != nil {
		return err
	}
	name := f.check.policy
	if name == "" {
		name = verdict.Policy.Source
	}
	p, err := parsePolicy(name, before, besideFile(file))
	if err != nil {
		return err
	}
	f.waiver.Created = now
	after, waiver, err := p.Waive(before, f.waiver)
	if err != nil {
		return usage("%s: %v", id, err)
	}
	if err := f.prove(name, dir, file, after, inv, waiver, now); err != nil {
		return err
	}
	return f.write(s, file, name, before, after, waiver)
}

// parse reads the arguments.
func (f *waiveFlags) parse(id string) error {
	switch {
	case !strings.HasPrefix(id, "V-"):
		return usage("%q is not the id of a violation (V-...); `outgate check` lists them", id)
	case strings.TrimSpace(f.waiver.Reason) == "":
		return usage("--reason is missing: say why the violation may stay")
	case f.until == "":
		return usage("--until is missing: a waiver has a last day, YYYY-MM-DD")
	case f.check.scan.source.staged:
		return usage("--staged judges what is staged only; waive what a whole check finds")
	}
	var err error
	if f.waiver.Expires, err = time.Parse(time.DateOnly, f.until); err != nil {
		return usage("--until: %q is no date YYYY-MM-DD", f.until)
	}
	return nil
}

// file is the policy to write to.
func (f *waiveFlags) file(path string) (string, error) {
	switch {
	case f.check.preset != "" || strings.HasPrefix(f.check.policy, "preset:"):
		return "", usage("a preset holds no waivers; write a policy that extends it (`outgate init`)")
	case f.check.policy != "":
		return f.check.policy, nil
	case isInventory(path):
		return "", usage("%s is an inventory; name the policy to write to with --policy FILE", path)
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", usage("%v", err)
	}
	if !info.IsDir() {
		return "", usage("%s is no directory; name the policy to write to with --policy FILE", path)
	}
	own, _, err := readOwnPolicy(path)
	if err != nil {
		return "", usage("the repository's own policy: %v", err)
	}
	if own == "" {
		return "", usage("%s has no policy to write to; `outgate init` writes one, or name one with --policy FILE", path)
	}
	return filepath.Join(path, filepath.FromSlash(own)), nil
}

// violationOf finds an open violation.
func violationOf(v *policy.Verdict, id string) (policy.Violation, error) {
	is := func(x policy.Violation) bool { return x.ID == id }
	if i := slices.IndexFunc(v.Violations, is); i >= 0 {
		return v.Violations[i], nil
	}
	if i := slices.IndexFunc(v.Waived, is); i >= 0 {
		return policy.Violation{}, usage("%s is waived already, by %s until %s (%s:%d)", id, v.Waived[i].Waiver.ID, v.Waived[i].Waiver.Expires, v.Waived[i].Waiver.At.File, v.Waived[i].Waiver.At.Line)
	}
	if slices.ContainsFunc(v.Suppressed, is) {
		return policy.Violation{}, usage("%s is suppressed, and counts for nothing already; `outgate explain %s` says by whom", id, id)
	}
	return policy.Violation{}, usage("%s is not among the %d violations under this policy; `outgate check` lists them", id, len(v.Violations))
}

// prove judges once more, by the text that is about to be written.
func (f *waiveFlags) prove(name, dir, file string, after []byte, inv *inventory.Inventory, waiver string, now time.Time) error {
	p, err := policy.LoadBeside(name, after, besideFile(file))
	if err != nil {
		return usage("%s with the waiver would not load, and is left as it is\n%v", file, err)
	}
	if err := loadCLA(p, dir); err != nil {
		return err
	}
	verdict := policy.Evaluate(inv, p, now)
	if !slices.ContainsFunc(verdict.Waived, func(v policy.Violation) bool {
		return v.Fingerprint == f.waiver.Violation.Fingerprint && v.Waiver.ID == waiver
	}) {
		return usage("the waiver would not excuse %s, and %s is left as it is", f.waiver.Violation.ID, file)
	}
	return nil
}

func (f *waiveFlags) write(s program, file, name string, before, after []byte, waiver string) error {
	if f.diff {
		return deliver(s, "", func(w io.Writer) error {
			_, err := io.WriteString(w, s.redact(shownDiff(fix.Diff(filepath.ToSlash(name), before, after))))
			return err
		})
	}
	if today, err := readPolicyFile(file); err != nil || !bytes.Equal(today, before) {
		return incomplete(fmt.Errorf("%s has changed while it was read; nothing was written", file))
	}
	if err := deliver(s, file, func(w io.Writer) error {
		_, err := w.Write(after)
		return err
	}); err != nil {
		return err
	}
	v := &f.waiver.Violation
	fmt.Fprintf(s.err, "outgate: wrote %s: %s waives %s (%s) until %s\n", s.redact(file), waiver, v.ID, v.Check, f.until)
	return nil
}
