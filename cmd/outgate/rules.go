// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner/leak"
	"github.com/outgate/outgate/scanner/secret"
)

func newRules(s program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List and test the rules",
		Example: `  outgate rules list
  outgate rules test my-rule.yaml`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use:   "list [FILE...]",
			Short: "List the checks of the policy, the presets, the secret rules and the leak rules",
			Long: `List prints the checks of the policy, the presets, the built-in secret and leak
rules, and those of FILEs: our own YAML, or the TOML of gitleaks.`,
			Example: "  outgate rules list | grep slack",
			RunE:    func(_ *cobra.Command, files []string) error { return listRules(s, files) },
		},
		&cobra.Command{
			Use:   "test [FILE...]",
			Short: "Run rules on their own examples",
			Long: `Test runs every secret rule on its examples: each "match" example must be found by
that rule, each "no-match" example must not. Without FILE it tests the built-in
rules, with FILEs the rules in them, through the same strict loader. A FILE whose
name ends in .toml holds rules of gitleaks; they have no examples.`,
			Example: `  outgate rules test
  outgate rules test my-rule.yaml
  outgate rules test gitleaks.toml`,
			RunE: func(cmd *cobra.Command, files []string) error { return testRules(cmd.Context(), s, files) },
		},
	)
	return cmd
}

func listRules(s program, files []string) error {
	set, err := secretRules(detectorOptions{secretRules: files, note: s.note})
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "CHECK\tPOST\tTITLE")
	for _, c := range policy.Checks() {
		fmt.Fprintf(w, "%s\t%s\t%s\n", c.Code, c.Post, c.Title)
	}
	fmt.Fprintln(w, "\t\t\nPRESET\t\t")
	for _, name := range rules.Presets() {
		fmt.Fprintf(w, "preset:%s\t\t\n", name)
	}
	fmt.Fprintln(w, "\t\t\nRULE\tTIER\tTITLE")
	for _, r := range set.Rules {
		fmt.Fprintf(w, "%s\t%s\t%s\n", r.ID, r.Tier, r.Title)
	}
	leaks, err := rules.Leaks()
	if err != nil {
		return incomplete(err)
	}
	for _, r := range leaks.Rules {
		fmt.Fprintf(w, "%s\t%s\t%s\n", r.ID, r.Kind, r.Title)
	}
	return w.Flush()
}

func testRules(ctx context.Context, s program, files []string) error {
	set, err := rules.Secrets()
	if err != nil {
		return incomplete(err)
	}
	if len(files) > 0 {
		own, notes, err := readRuleFiles(files)
		if err != nil {
			return err
		}
		for _, n := range notes {
			s.note(n)
		}
		if set, err = rules.NewSecretSet(own); err != nil {
			return usage("invalid rules\n%v", err)
		}
	}
	if err := secret.TestRules(ctx, set); err != nil {
		return &exitError{1, err}
	}
	if len(files) == 0 {
		leaks, err := rules.Leaks()
		if err != nil {
			return incomplete(err)
		}
		if err := leak.TestRules(ctx, leaks); err != nil {
			return &exitError{1, err}
		}
		fmt.Fprintf(s.out, "%d leak rules: every match and no-match example behaves\n", len(leaks.Rules))
	}
	without := 0
	for i := range set.Rules {
		if len(set.Rules[i].Match) == 0 {
			without++
		}
	}
	fmt.Fprintf(s.out, "%d rules: every match and no-match example behaves\n", len(set.Rules))
	if without > 0 {
		fmt.Fprintf(s.out, "%d of them are in a form that has no examples: they are valid, and that is all that was tested\n", without)
	}
	return nil
}

func printVersion(s program) error {
	set, err := rules.Secrets()
	if err != nil {
		return incomplete(err)
	}
	leaks, err := rules.Leaks()
	if err != nil {
		return incomplete(err)
	}
	fmt.Fprintf(s.out, "outgate %s\nsecret rules: %d, %s\nleak rules: %d, %s\n", toolVersion(), len(set.Rules), set.Digest, len(leaks.Rules), leaks.Digest)
	return nil
}
