// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report"
)

func newPolicyDiff(s program) *cobra.Command {
	var flags checkFlags
	cmd := &cobra.Command{
		Use:   "diff A B INVENTORY",
		Short: "Say what another policy changes in the verdict on stored facts",
		Long: `Diff judges an inventory by two policies (FILE or preset:NAME) and lists the violations
that are gone, new, or stand otherwise under the second: their level, severity, waived or
suppressed. Violations about waivers themselves are left out.

Exit status: 0 both were judged, whatever the verdicts · 2 usage or invalid policy.`,
		Example: "  outgate policy diff preset:apache-2.0-outbound policy.yaml facts.json",
		Args:    cobra.ExactArgs(3),
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := policyDiff(s, &flags, args)
			if err != nil {
				return err
			}
			return deliver(s, "", func(w io.Writer) error {
				_, err := io.WriteString(w, s.redact(text))
				return err
			})
		},
	}
	cmd.Flags().StringVar(&flags.now, "now", "", "judge as of this time, RFC 3339 (default: SOURCE_DATE_EPOCH, else the clock)")
	return cmd
}

func policyDiff(s program, flags *checkFlags, args []string) (string, error) {
	now, err := flags.time(s)
	if err != nil {
		return "", err
	}
	var verdicts [2]policy.Verdict
	for i, name := range args[:2] {
		p, err := loadPolicy(name)
		if err != nil {
			return "", err
		}
		inv, _, err := judgeStored(args[2], p)
		if err != nil {
			return "", err
		}
		verdicts[i] = policy.Evaluate(inv, p, now)
		if err := s.scrub(&verdicts[i]); err != nil {
			return "", err
		}
	}
	return changesText(args, &verdicts[0], &verdicts[1]), nil
}

func changesText(names []string, a, b *policy.Verdict) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s: %s, %s\n%s: %s, %s\n", names[0], a.State, counted(len(a.Violations), "violation"), names[1], b.State, counted(len(b.Violations), "violation"))
	changes := policy.Compare(a, b)
	for _, kind := range []struct {
		title string
		is    func(*policy.Change) bool
	}{
		{"gone", func(c *policy.Change) bool { return c.After == policy.StandingNone }},
		{"new", func(c *policy.Change) bool { return c.Before == policy.StandingNone }},
		{"changed", func(c *policy.Change) bool {
			return c.Before != policy.StandingNone && c.After != policy.StandingNone
		}},
	} {
		var lines strings.Builder
		n := 0
		for i := range changes {
			if c := &changes[i]; kind.is(c) {
				n++
				fmt.Fprintf(&lines, "  %s  %s  %s: %s\n    %s\n", c.Violation.ID, standing(c), c.Violation.Check, report.Visible(c.Violation.Message, 0), changeAt(c))
			}
		}
		fmt.Fprintf(&out, "\n%s: %d\n%s", kind.title, n, lines.String())
	}
	return out.String()
}

// standing words what changes.
func standing(c *policy.Change) string {
	word := func(s policy.Standing, severity policy.Severity) string {
		if s == policy.StandingNone {
			return "nothing"
		}
		return string(s) + " (" + string(severity) + ")"
	}
	return word(c.Before, c.Severity) + " -> " + word(c.After, c.Violation.Severity)
}

func changeAt(c *policy.Change) string {
	v := &c.Violation
	at := v.PolicyAt.File
	if v.PolicyAt.Line > 0 {
		at = fmt.Sprintf("%s:%d", at, v.PolicyAt.Line)
	}
	return strings.TrimSpace(report.Visible(cmp.Or(v.Location.Path, "the repository"), 0) + "; " + at + " " + v.PolicyText)
}
