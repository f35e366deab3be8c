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
Nothing in a scan starts a program or, without --online, opens a network connection.

Exit status: 0 pass · 1 the policy fails · 2 usage or invalid policy ·
3 incomplete: could not decide · 4 waiting for an approval.`,
		Example: `  outgate check                       judge the repository in this directory
  outgate check --policy policy.yaml -o sarif=outgate.sarif ../service
  outgate scan > facts.json           facts only; judge them later:
  outgate check facts.json
  outgate check --since v1.4.0        only what is new since then decides
  outgate check -o html=report.html -o markdown=comment.md
  outgate explain license-denied      what a check means and how to fix it
  outgate init                        write a policy that fits this repository
  outgate waive V-7c1e0a42 --reason "..." --until 2027-01-31 --approved-by alice
  outgate fix headers --diff          show the headers that files should have
  outgate baseline                    list the findings that are known
  outgate diff v1.3.0 v1.4.0          what two states differ in
  outgate attest sign --key release.pem -o verdict.intoto.jsonl
  outgate sbom -o cyclonedx-json=bom.json`,
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
	sayUsage(root)
	return root
}

// sayUsage has every command say how it is called when the number of its arguments is wrong. A command that only
// holds others prints its help, and refuses the name of one that is not there: "attest verfy x" must not end with 0.
func sayUsage(c *cobra.Command) {
	if c.HasParent() && c.HasSubCommands() && !c.Runnable() {
		c.Args = cobra.NoArgs
		c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	}
	if check := c.Args; check != nil {
		c.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return usage("%w; usage: %s", err, c.UseLine())
			}
			return nil
		}
	}
	for _, sub := range c.Commands() {
		sayUsage(sub)
	}
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
