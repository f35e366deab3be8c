// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report"
)

func newPolicyTest(s program) *cobra.Command {
	var flags checkFlags
	cmd := &cobra.Command{
		Use:   "test [FILE]",
		Short: "Run the examples of a policy",
		Long: `Test judges the examples that a policy (default: that of this directory) holds in its
section "tests": each check in expect must have a violation (open, waived or suppressed), each in not must have none.

A check that the policy itself makes fail, by a key that its preset does not have so, needs
an example of both kinds: without one nobody has seen the rule fire, or be quiet.

Exit status: 0 all examples hold · 1 some do not, or a check is not proven · 2 mistakes.`,
		Example: `  outgate policy test
  outgate policy test .outgate/policy.yaml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			r, open, err := openPolicy(strings.Join(args, ""))
			if err != nil {
				return err
			}
			now, err := flags.time(s)
			if err != nil {
				return err
			}
			lines, err := runExamples(r, open, now)
			if err != nil {
				return err
			}
			for _, e := range append(r.Misjudged(), r.Unproven()...) {
				lines = append(lines, e.Error())
			}
			text := strings.Join(append(lines, ""), "\n")
			if lines == nil {
				text = fmt.Sprintf("%s: every expect and not holds\n", counted(len(r.Policy.Tests()), "test"))
			}
			if err := deliver(s, "", func(w io.Writer) error {
				_, err := io.WriteString(w, s.redact(text))
				return err
			}); err != nil {
				return err
			}
			if lines != nil {
				return &exitError{status: 1}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&flags.now, "now", "", "judge as of this time, RFC 3339 (default: SOURCE_DATE_EPOCH, else the clock)")
	return cmd
}

// runExamples tells the examples that do not hold.
func runExamples(r *policy.Reading, open func(string) ([]byte, error), now time.Time) ([]string, error) {
	var out []string
	for i, t := range r.Policy.Tests() {
		inv, err := exampleFacts(&t, open)
		if err != nil {
			return nil, usage("%s:%d:%d: tests: %v", t.At.File, t.At.Line, t.At.Column, err)
		}
		v := policy.Evaluate(inv, r.Policy, now)
		raised := func(code string) int {
			return slices.IndexFunc(slices.Concat(v.Violations, v.Waived, v.Suppressed), func(x policy.Violation) bool { return x.Check == code })
		}
		name := fmt.Sprintf("%s:%d:%d: %s", t.At.File, t.At.Line, t.At.Column, cmp.Or(t.Name, fmt.Sprintf("test %d", i+1)))
		for _, code := range t.Expect {
			if raised(code) < 0 {
				out = append(out, fmt.Sprintf("%s: %s is expected and has no violation", name, code))
			}
		}
		for _, code := range t.Not {
			if k := raised(code); k >= 0 {
				x := slices.Concat(v.Violations, v.Waived, v.Suppressed)[k]
				out = append(out, fmt.Sprintf("%s: %s has a violation: %s (%s:%d)", name, code, report.Visible(x.Message, 0), x.PolicyAt.File, x.PolicyAt.Line))
			}
		}
	}
	return out, nil
}

// exampleFacts reads the facts of an example: a stored inventory, or a part of
// one, as if every detector had run.
func exampleFacts(t *policy.Test, open func(string) ([]byte, error)) (*inventory.Inventory, error) {
	if t.Inventory != "" {
		if open == nil {
			return nil, fmt.Errorf("%s cannot be read here: the policy does not lie on disk", t.Inventory)
		}
		data, err := open(t.Inventory)
		if err != nil {
			return nil, err
		}
		inv, err := report.ReadInventory(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.Inventory, err)
		}
		return inv, nil
	}
	var inv inventory.Inventory
	d := json.NewDecoder(strings.NewReader(t.Facts))
	d.DisallowUnknownFields()
	if err := d.Decode(&inv); err != nil {
		return nil, fmt.Errorf("facts: %w", err)
	}
	if d.More() {
		return nil, fmt.Errorf("facts: more than one JSON value")
	}
	inv.Schema = inventory.Schema
	inv.Subject.Kind = cmp.Or(inv.Subject.Kind, inventory.SubjectDirectory)
	if inv.Coverage.Detectors == nil {
		inv.Coverage.Detectors = []string{"community", "contributions", "copyright", "leak", "license", "media", "reuse", "sbom", "secret", "similar", "supply"}
	}
	if inv.Coverage.Files == 0 {
		inv.Coverage.Files = len(inv.Files)
	}
	for i := range inv.Files {
		if inv.Files[i].Role == "" {
			inv.Files[i].Role = inventory.RoleProduct
		}
	}
	return &inv, nil
}
