// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set by the release build (-ldflags "-X main.version=1.2.3").
var version = ""

// toolVersion is the released version, else what the Go toolchain recorded.
func toolVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}

func newRoot(s program) *cobra.Command {
	root := &cobra.Command{
		Use:   "outgate",
		Short: "Decide whether a repository may be published",
		Long: `outgate decides whether a repository may be published, as it stands, history included.

It finds licenses, copyright statements, secrets, internal traces and components in
the files, secrets and traces in the whole git history, judges them by a policy and
prints one verdict.
Nothing in a scan opens a network connection or starts a program.

Exit status: 0 pass · 1 the policy fails · 2 usage or invalid policy ·
3 incomplete: could not decide · 4 waiting for an approval.`,
		Example: `  outgate check                       judge the repository in this directory
  outgate check --policy policy.yaml -o sarif=outgate.sarif ../service
  outgate scan > facts.json           facts only; judge them later:
  outgate check facts.json
  outgate explain license-denied      what a check means and how to fix it
  outgate init                        write a policy that fits this repository
  outgate fix headers --diff          show the headers that files should have
  outgate baseline                    list the findings that are known`,
		SilenceUsage:      true,
		SilenceErrors:     true,
		DisableAutoGenTag: true,
	}
	root.Version = toolVersion()
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.AddCommand(
		newCheck(s), newScan(s), newReport(s), newExplain(s), newInit(s), newWaive(s), newApprove(s), newAttest(s), newPolicy(s), newFix(s), newBaseline(s), newDiff(s), newRules(s), newWords(s), newVuln(s), newSBOM(s), newNotice(s), newSchema(s), newMan(s), newVersion(s),
	)
	return root
}

func newVersion(s program) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version of outgate and of its data",
		Example: "  outgate version",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return printVersion(s) },
	}
}
