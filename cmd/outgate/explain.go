// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report"
	"github.com/outgate/outgate/rules"
)

func newExplain(s program) *cobra.Command {
	var flags checkFlags
	cmd := &cobra.Command{
		Use:   "explain ID [PATH]",
		Short: "Say what a check, a rule or a violation means and how to fix it",
		Long: `Explain takes the code of a check (license-denied), the id of a rule
(secret/github-pat, leak/internal-host; of a rule of the policy's own: office/no-origin) or the id of a violation (V-7c1e0a42). For a violation it
judges PATH (default: this directory; an inventory is faster) once more and
prints that one violation in full.`,
		Example: `  outgate explain license-denied
  outgate explain secret/private-key
  outgate explain V-7c1e0a42 facts.json
  outgate explain license LICENSE     what the license findings of a file rest on
  outgate explain combination GPL-2.0-only Apache-2.0`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if strings.HasPrefix(args[0], "V-") {
				return explainViolation(cmd.Context(), s, args[0], pathArg(args[1:]), &flags)
			}
			if len(args) == 2 {
				return usage("PATH is for violations; %q is not the id of one (V-...)", args[0])
			}
			checks, err := knownChecks(args[0], &flags)
			if err != nil {
				return err
			}
			return explainCode(s, args[0], checks, flags.scan.detectors)
		},
	}
	flags.register(cmd)
	cmd.ValidArgsFunction = func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveDefault
		}
		return checkCodes(), cobra.ShellCompDirectiveNoFileComp
	}
	cmd.AddCommand(newExplainLicense(s), newExplainCombination(s))
	return cmd
}

// knownChecks are those of outgate and, when a policy is named, or the id can
// only be that of a policy's own rule, those of the policy.
func knownChecks(id string, flags *checkFlags) ([]policy.Check, error) {
	name := flags.policy
	if name == "" && flags.preset != "" {
		name = "preset:" + flags.preset
	}
	word, _, slash := strings.Cut(id, "/")
	if name == "" && (!slash || word == "secret" || word == "leak") {
		return policy.Checks(), nil
	}
	r, err := readPolicy(name)
	if err != nil {
		return nil, err
	}
	return r.Policy.Checks(), nil
}

func explainCode(s program, id string, checks []policy.Check, o detectorOptions) error {
	var known []string
	for _, c := range checks {
		if c.Code == id {
			fmt.Fprintf(s.out, "%s: %s\npost: %s\n\n%s\n\nhelp: %s\n", c.Code, c.Title, c.Post, wrap(c.Doc, 88), wrap(c.Help, 82))
			return nil
		}
		known = append(known, c.Code)
	}
	set, err := secretRules(o)
	if err != nil {
		return err
	}
	for _, r := range set.Rules {
		if r.ID == id {
			explainRule(s, &r)
			return nil
		}
		known = append(known, r.ID)
	}
	leaks, err := rules.Leaks()
	if err != nil {
		return incomplete(err)
	}
	for _, r := range leaks.Rules {
		if r.ID == id {
			fmt.Fprintf(s.out, "%s: %s\nkind: %s\n\nhelp: %s\n", r.ID, r.Title, r.Kind, wrap(r.Help, 82))
			return nil
		}
		known = append(known, r.ID)
	}
	return usage("nothing is known as %q%s; `outgate rules list` lists checks and rules", id, rules.Suggest(id, known))
}

func explainRule(s program, r *rules.SecretRule) {
	fmt.Fprintf(s.out, "%s: %s\ntier: %s\nseverity: %s\npattern: %s\nkeywords: %s\n", r.ID, r.Title, r.Tier, r.Severity, r.Pattern, strings.Join(r.Keywords, ", "))
	if r.Foreign != nil && r.Foreign.Path != "" {
		fmt.Fprintf(s.out, "path: %s\n", r.Foreign.Path)
	}
	if r.Source != "" {
		fmt.Fprintf(s.out, "source: %s\n", r.Source)
	}
	help := r.Help
	if help == "" {
		help = "revoke and replace the credential first; then remove it from the files and, if it was ever committed, from the history"
	}
	fmt.Fprintf(s.out, "\nhelp: %s\n", wrap(help, 82))
}

func explainViolation(ctx context.Context, s program, id, path string, flags *checkFlags) error {
	v, p, _, err := judge(ctx, s, path, flags)
	if err != nil {
		return err
	}
	all := slices.Concat(v.Violations, v.Waived, v.Suppressed)
	i := slices.IndexFunc(all, func(x policy.Violation) bool { return x.ID == id })
	if i < 0 {
		return usage("%s is not among the %d violations of %s under this policy", id, len(all), path)
	}
	if err := report.WriteViolation(s.out, &all[i], report.Options{Color: s.color(), Width: s.width}); err != nil {
		return incomplete(err)
	}
	for _, c := range p.Checks() {
		if c.Code == all[i].Check {
			fmt.Fprintf(s.out, "\n%s\n\nfingerprint: %s\n", wrap(c.Doc, 88), all[i].Fingerprint)
		}
	}
	return nil
}

// wrap breaks text into lines of at most width columns at white space.
func wrap(text string, width int) string {
	var b strings.Builder
	for i, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if i > 0 {
			b.WriteString("\n\n")
		}
		column := 0
		for _, word := range strings.Fields(paragraph) {
			switch {
			case column == 0:
			case column+1+len(word) > width:
				b.WriteByte('\n')
				column = 0
			default:
				b.WriteByte(' ')
				column++
			}
			b.WriteString(word)
			column += len(word)
		}
	}
	return b.String()
}
