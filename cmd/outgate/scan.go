// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/leak"
)

// scanFlags are the flags of every command that scans.
type scanFlags struct {
	only      []string
	jobs      int
	maxBytes  int64
	quiet     bool
	baseline  []string // FILEs from outside the repository
	noCache   bool
	caches    bool
	document  string // FILE with a bill of materials; "" reads components from the tree
	source    sourceOptions
	detectors detectorOptions
	words     wordOptions
	vulns     vulnFlags
	online    onlineFlags
}

func (f *scanFlags) register(flags *pflag.FlagSet) {
	f.registerSource(flags)
	flags.StringSliceVar(&f.only, "only", nil, "run these detectors alone: license, copyright, secret, leak, media, similar, sbom, community, supply, reuse (which runs only when named, or when the policy asks for it)")
	flags.StringVar(&f.source.history, "history", "", "all, none, everything (stash, notes, other references and lost commits too) or since:REF (what is new since a tag, branch or commit): the git history to look at (default all for a repository)")
	flags.StringVar(&f.source.base, "since", "", "REF of an earlier state, such as the last release, to compare the tree with: what it held already does not decide, and the checks notice-lost and header-new look for what has changed")
	flags.StringArrayVar(&f.detectors.secretRules, "secret-rules", nil, "FILE with secret rules beside the built-in ones: own YAML, or the .toml of gitleaks; repeatable")
	f.words.register(flags)
	f.vulns.register(flags)
	f.online.register(flags)
	flags.BoolVar(&f.caches, "caches", false, "read the source and licenses of components from the package caches of this machine (npm, pnpm, Yarn, Go, Cargo, Maven, Gradle, NuGet, uv, Composer, RubyGems, Dart, the Python environment) when their source is not in the tree; nothing is fetched")
	flags.StringVar(&f.document, "sbom", "", "FILE with a bill of materials (SPDX 2.2 or 2.3 as JSON or tag-value, SPDX 3.0 as JSON, CycloneDX as JSON or XML) to take components from; the manifests of the tree are not read then")
	flags.StringArrayVar(&f.baseline, "baseline", nil, "FILE of known findings or known violations, from outside the repository (its own are .outgate/baseline and .outgate/known); repeatable")
	flags.StringVar(&f.detectors.licenseEngine, "license-engine", "", "fast or plain: plain gives whole files to licenseclassifier, to compare (default fast)")
}

// decidesWhatIsRead reports flags that a stored inventory cannot honor.
func (f *scanFlags) decidesWhatIsRead() bool {
	return len(f.only) > 0 || len(f.detectors.secretRules) > 0 || len(f.words.files) > 0 || f.caches || f.document != "" || f.source != sourceOptions{} || f.maxBytes != scanner.DefaultMaxBytes
}

// registerSource registers the flags that say which files are read, and how.
func (f *scanFlags) registerSource(flags *pflag.FlagSet) {
	flags.BoolVar(&f.source.includeIgnored, "include-ignored", false, "examine untracked files that .gitignore names as well")
	flags.IntVar(&f.jobs, "jobs", 0, "workers (default one per processor)")
	flags.Int64Var(&f.maxBytes, "max-bytes", scanner.DefaultMaxBytes, "largest file examined, in bytes; a larger one is a gap")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "no progress")
	flags.BoolVar(&f.noCache, "no-cache", false, "examine everything anew, and remember nothing for the next run")
}

// scanTarget reads the target once and returns its facts.
func scanTarget(ctx context.Context, s program, t *target, f *scanFlags) (inv *inventory.Inventory, err error) {
	if f.jobs < 0 || f.maxBytes <= 0 {
		return nil, usage("--jobs must not be negative, and --max-bytes must be positive")
	}
	if err := f.online.check(); err != nil {
		return nil, err
	}
	options := f.detectors
	options.note, options.secrets, options.submodules = s.note, s.secrets, t.subject.Submodules
	var caches []string
	if f.caches {
		options.caches, caches = openCaches(os.Getenv)
	}
	if options.document, err = f.readDocument(); err != nil {
		return nil, err
	}
	var wordsNote string
	if options.words, options.wordsKey, wordsNote, err = f.words.load(s); err != nil {
		return nil, err
	}
	makers := s.detectors
	if t.staged != nil {
		if makers, err = stagedMakers(makers, f.only); err != nil {
			return nil, err
		}
	}
	ds, err := pick(makers, f.online.detectors(f.only), options)
	if err != nil {
		return nil, err
	}
	t.noteForeignConfig(options)
	spoken, err := t.openSpoken(f.baseline)
	if err != nil {
		return nil, err
	}
	for _, note := range t.notes {
		s.note(note)
	}
	var progress scanner.Progress
	stop := watch(s, &progress, f.quiet)
	defer stop()
	o := scanner.Options{Jobs: f.jobs, MaxBytes: f.maxBytes, Progress: &progress}
	// Words are no part of what names the cache, not even as a digest: with a list everything is examined anew.
	ofBase := o
	if s.cacheDir != "" && !f.noCache && t.cacheName != "" && options.words == nil {
		open := func(name string) *scanner.Cache {
			c := scanner.OpenCache(s.cacheDir, name, cacheVersion()+" "+f.detectors.licenseEngine, ds, o)
			c.Hide = s.redact
			return c
		}
		o.Cache = open(t.cacheName)
		if t.base != nil {
			ofBase.Cache = open(t.cacheName + " since")
		}
		if t.history != nil {
			t.history.Remember(s.cacheDir, t.cacheName, cacheVersion(), s.redact)
		}
	}
	inv, err = scanner.Scan(ctx, t.input, ds, o)
	if err != nil {
		return nil, err
	}
	inv.Tool = inventory.Tool{Name: "outgate", Version: toolVersion(), Rules: map[string]string{}}
	for _, d := range ds {
		if d.Rules != "" {
			inv.Tool.Rules[d.Name] = d.Rules
		}
	}
	if wordsNote != "" && slices.Contains(inv.Coverage.Detectors, leak.Name) {
		inv.Tool.Rules[policy.WordsTool] = wordsNote
	}
	if err := spoken.apply(t, inv); err != nil {
		return nil, err
	}
	t.complete(inv)
	inv.Coverage.Detectors = slices.DeleteFunc(inv.Coverage.Detectors, func(name string) bool { return name == textDetector }) // it finds no facts
	inv.Coverage.Caches = caches
	if err := addIdentityLeaks(inv); err != nil {
		return nil, err
	}
	if err := t.addBase(ctx, inv, ds, ofBase); err != nil {
		return nil, err
	}
	if err := f.online.enrich(ctx, s, inv, f.noCache); err != nil {
		return nil, err
	}
	if err := f.vulns.evaluate(s, inv); err != nil {
		return nil, err
	}
	if err := s.scrub(inv); err != nil {
		return nil, err
	}
	inv.Sort()
	return inv, ctx.Err()
}

// addIdentityLeaks looks at the identities that the history has given.
func addIdentityLeaks(inv *inventory.Inventory) error {
	if len(inv.Identities) == 0 || !slices.Contains(inv.Coverage.Detectors, leak.Name) {
		return nil
	}
	set, err := rules.Leaks()
	if err != nil {
		return err
	}
	inv.Leaks = append(inv.Leaks, leak.Identities(set, inv.Identities)...)
	inv.Sort()
	return nil
}

func newScan(s program) *cobra.Command {
	var flags scanFlags
	var output, format string
	cmd := &cobra.Command{
		Use:   "scan [PATH]",
		Short: "Print the facts of a repository as JSON, without a judgment",
		Long: `Scan reads PATH (default: this directory) once and prints its inventory: files with
role, licenses, copyright statements and headers, secrets (never their values),
leaks, components, and gaps. "outgate check" judges such a file without a new scan.

PATH is a directory, a bare repository, or a .tar, .tar.gz or .zip archive.
The status is 0 when everything could be examined and 3 when there are gaps.`,
		Example: `  outgate scan > facts.json
  outgate scan --only license,copyright ../service
  outgate scan --history none release-1.2.tar.gz -o facts.json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "json" {
				return usage("--format: unknown format %q; scan writes json", format)
			}
			go s.secrets() // while the target is opened; whoever redacts needs them, too
			t, err := openTarget(cmd.Context(), pathArg(args), flags.source)
			if err != nil {
				return err
			}
			inv, err := scanTarget(cmd.Context(), s, t, &flags)
			if err != nil {
				return err
			}
			write := func(w io.Writer) error { return report.WriteInventory(w, inv) }
			if err := deliver(s, output, write); err != nil {
				return err
			}
			if n := blocking(inv.Gaps); n > 0 {
				return incomplete(fmt.Errorf("%d gaps: not everything could be examined; the list is in the inventory", n))
			}
			return nil
		},
	}
	flags.register(cmd.Flags())
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to this file, whole or not at all, instead of standard output")
	cmd.Flags().StringVar(&format, "format", "json", "json")
	completeScan(cmd, s.detectors)
	return cmd
}

// blocking counts the gaps that a scan could have closed: what only the build
// decides is not among them.
func blocking(gaps []inventory.Gap) (n int) {
	for i := range gaps {
		if gaps[i].Code != inventory.GapGiven {
			n++
		}
	}
	return n
}

func pathArg(args []string) string {
	if len(args) == 0 {
		return "."
	}
	return args[0]
}

// deliver writes to a file atomically, or to standard output when file is "" or "-".
// What could not be delivered was not decided: status 3.
func deliver(s program, file string, write func(io.Writer) error) error {
	if file == "" || file == "-" || file == "/dev/stdout" {
		if err := write(s.out); err != nil {
			return incomplete(fmt.Errorf("standard output: %w", err))
		}
		return nil
	}
	if err := report.AtomicFile(file, write); err != nil {
		return incomplete(err)
	}
	return nil
}
