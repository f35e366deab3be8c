// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report"
	"github.com/outgate/outgate/rules"
)

// Completions of a shell: the words that a flag takes. The script that asks for them
// is written by `outgate completion SHELL`.

// words completes a flag with fixed words; others (files) stay possible where a word ends in "=".
func complete(cmd *cobra.Command, flag string, words func() []string) {
	// The error is that of a flag that is not there or has one already: a mistake of ours, which a test finds.
	_ = cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		list := words()
		directive := cobra.ShellCompDirectiveNoFileComp
		for _, w := range list {
			if strings.HasSuffix(w, "=") {
				directive |= cobra.ShellCompDirectiveNoSpace
				break
			}
		}
		return list, directive
	})
}

func completeOutputs(cmd *cobra.Command) {
	complete(cmd, "format", report.Formats)
	complete(cmd, "output", func() []string {
		var words []string
		for _, f := range append(report.Formats(), "inventory") {
			words = append(words, f+"=")
		}
		return words
	})
}

func completePolicy(cmd *cobra.Command) {
	complete(cmd, "preset", rules.Presets)
	_ = cmd.RegisterFlagCompletionFunc("policy", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var words []string
		for _, p := range rules.Presets() {
			words = append(words, "preset:"+p)
		}
		return words, cobra.ShellCompDirectiveDefault // files as well
	})
}

// completeScan completes the flags that every scan has.
func completeScan(cmd *cobra.Command, all []maker) {
	complete(cmd, "only", func() []string {
		var names []string
		for _, m := range all {
			names = append(names, m.name)
		}
		return names
	})
	complete(cmd, "history", func() []string { return []string{"all", "everything", "none", "since:"} })
}

// checkCodes are the codes of all checks.
func checkCodes() []string {
	var codes []string
	for _, c := range policy.Checks() {
		codes = append(codes, c.Code)
	}
	return codes
}
