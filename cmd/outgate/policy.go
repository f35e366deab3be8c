// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/rules"
)

func newPolicy(s program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "Read, test and compare policies",
		Example: `  outgate policy lint
  outgate policy show
  outgate policy explain license-denied
  outgate policy diff old.yaml new.yaml facts.json
  outgate policy test`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newPolicyLint(s), newPolicyShow(s), newPolicyExplain(s), newPolicyDiff(s), newPolicyTest(s))
	return cmd
}

// readPolicy reads a policy by name: a file, preset:NAME, or, for "", the
// policy of the repository in this directory.
func readPolicy(name string) (*policy.Reading, error) {
	r, _, err := openPolicy(name)
	return r, err
}

// openPolicy is readPolicy with the way to the files beside the policy, nil for a preset.
func openPolicy(name string) (*policy.Reading, func(string) ([]byte, error), error) {
	open := besideFile(name)
	var data []byte
	var err error
	if preset, ok := strings.CutPrefix(name, "preset:"); ok {
		data, err = rules.Preset(preset)
	} else if name != "" {
		data, err = readPolicyFile(name)
	} else {
		if name, data, err = readOwnPolicy("."); err == nil && name == "" {
			return nil, nil, usage("this directory has no policy (%s); name a FILE or preset:NAME", strings.Join(policyNames, ", "))
		}
		open = (&target{policyDir: "."}).besidePolicy(name)
	}
	if err != nil {
		return nil, nil, usage("%v", err)
	}
	r, err := policy.ReadBeside(name, data, open)
	if err != nil {
		return nil, nil, usage("invalid policy\n%v", err)
	}
	return r, open, nil
}

func newPolicyLint(s program) *cobra.Command {
	return &cobra.Command{
		Use:   "lint [FILE...]",
		Short: "Tell every mistake and every dead line of policies",
		Long: `Lint reads policies (FILE or preset:NAME; default: the policy of this directory) and
tells all mistakes of each, with line and column. Of a policy without mistakes it tells what has no effect: values that the preset has
as well, entries that others cover, patterns and rows that no license reaches, levels whose
demand is off, waivers that overlap, fit nearly everything, or excuse what is switched off.

Exit status: 0 nothing to tell · 1 lines without effect · 2 mistakes.`,
		Example: `  outgate policy lint
  outgate policy lint base.yaml product.yaml`,
		Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			var mistakes []string
			var notes strings.Builder
			if len(args) == 0 {
				args = []string{""}
			}
			for _, name := range args {
				r, err := readPolicy(name)
				if err != nil {
					mistakes = append(mistakes, err.Error())
					continue
				}
				for _, e := range r.Lint() {
					fmt.Fprintln(&notes, e.Error())
				}
			}
			if err := deliver(s, "", func(w io.Writer) error {
				_, err := io.WriteString(w, s.redact(notes.String()))
				return err
			}); err != nil {
				return err
			}
			switch {
			case mistakes != nil:
				return usage("%s", strings.Join(mistakes, "\n"))
			case notes.Len() > 0:
				return &exitError{status: 1}
			}
			return nil
		},
	}
}

func newPolicyShow(s program) *cobra.Command {
	return &cobra.Command{
		Use:   "show [FILE]",
		Short: "Print the effective policy with the origin of each value",
		Long: `Show prints the policy that judges, FILE or preset:NAME (default: the policy of this
directory), with what comes from its preset, and the file and line of each value. The
output is a policy itself, and judges alike. Levels that nobody writes stand at the end.`,
		Example: `  outgate policy show
  outgate policy show preset:apache-2.0-outbound`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := readPolicy(strings.Join(args, ""))
			if err != nil {
				return err
			}
			var b strings.Builder
			if err := r.Show(&b); err != nil {
				return incomplete(err)
			}
			return deliver(s, "", func(w io.Writer) error {
				_, err := io.WriteString(w, s.redact(b.String()))
				return err
			})
		},
	}
}

func newPolicyExplain(s program) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "explain CHECK",
		Short: "Say which values of a policy drive a check",
		Long: `Explain lists the keys that decide on a check, with their values and the file and line
that each comes from, waivers for the check included. The policy is --policy FILE or
preset:NAME, else that of this directory. What the check means says "outgate explain CHECK".`,
		Example: `  outgate policy explain license-denied
  outgate policy explain secret-weak --policy preset:internal-use`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := readPolicy(name)
			if err != nil {
				return err
			}
			text, err := explainKeys(r, args[0])
			if err != nil {
				return err
			}
			return deliver(s, "", func(w io.Writer) error {
				_, err := io.WriteString(w, s.redact(text))
				return err
			})
		},
	}
	cmd.Flags().StringVar(&name, "policy", "", "policy FILE or preset:NAME")
	return cmd
}

func explainKeys(r *policy.Reading, code string) (string, error) {
	var known []string
	for _, c := range r.Policy.Checks() {
		if known = append(known, c.Code); c.Code != code {
			continue
		}
		var b strings.Builder
		fmt.Fprintf(&b, "%s: %s\npost: %s\n\n", c.Code, c.Title, c.Post)
		values := r.Keys(code)
		width := 0
		for _, o := range values {
			width = max(width, len(o.Key)+2+len(o.Value))
		}
		for _, o := range values {
			at := "by default"
			if o.At.Line > 0 {
				at = fmt.Sprintf("%s:%d", o.At.File, o.At.Line)
			} else if o.Value == "[]" {
				at = "an empty list"
			}
			fmt.Fprintf(&b, "  %-*s  %s\n", min(width, 64), o.Key+": "+o.Value, at)
		}
		if len(values) == 0 {
			b.WriteString("  No key of the policy is written; the check decides by itself.\n")
		}
		return b.String(), nil
	}
	return "", usage("unknown check %q%s; `outgate rules list` lists them", code, rules.Suggest(code, known))
}
