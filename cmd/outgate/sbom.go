// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report"
	"github.com/outgate/outgate/report/bom"
	"github.com/outgate/outgate/rules"
)

// sbomFlags are the flags of the command sbom.
type sbomFlags struct {
	scan    scanFlags
	options bom.Options
	phase   string
	format  string
	outputs []string
	now     string
	policy  string // whose curations correct licenses; "" for none
}

func newSBOM(s program) *cobra.Command {
	var f sbomFlags
	cmd := &cobra.Command{
		Use:   "sbom [PATH]",
		Short: "Write the bill of materials as SPDX or CycloneDX",
		Long: `Sbom scans PATH (default: this directory), or reads an inventory that "outgate scan"
wrote, and writes what the release contains and needs: by default the packages that
it needs at run time, and all whose bytes are in the repository. Packages of tests,
examples and pipelines are left out unless --all.

Every field is proved by a file of the tree, or said by you: --author, --supplier,
--name, --product-version. What is not known is left open, and the document says
where it is not complete. The same commit gives the same bytes: its time is --now,
else SOURCE_DATE_EPOCH, else that of the commit.

The status is 3 when manifests could not be read, or were not looked for (--only); the document is written all the same.

Formats: ` + formatNames() + `.`,
		Example: `  outgate sbom > sbom.spdx.json
  outgate sbom --format cyclonedx-json --supplier "Example Corp" --author "Example OSPO"
  outgate sbom facts.json -o spdx-json=sbom.spdx.json -o cyclonedx-xml=bom.xml
  outgate sbom --scopes runtime,build`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), s, pathArg(args)) },
	}
	flags := cmd.Flags()
	f.scan.register(flags)
	flags.StringVar(&f.format, "format", string(bom.SPDX23JSON), "what standard output gets")
	flags.StringArrayVarP(&f.outputs, "output", "o", nil, "FORMAT=FILE; - is standard output; repeatable; each file is written whole or not at all")
	flags.StringVar(&f.options.Author, "author", "", `who makes the document: an organization, or a person as "Name <mail>"`)
	flags.StringVar(&f.options.Supplier, "supplier", "", "who supplies the product")
	flags.StringVar(&f.options.Name, "name", "", "name of the product (default: that of the repository)")
	flags.StringVar(&f.options.Version, "product-version", "", "version of the product (default: the commit)")
	flags.StringVar(&f.phase, "phase", string(bom.PhaseSource), "what the document describes: source or build")
	flags.StringSliceVar(&f.options.Scopes, "scopes", []string{inventory.ScopeRuntime}, "scopes of the packages: runtime, build, dev, test, ci")
	flags.BoolVar(&f.options.All, "all", false, "packages of every role and scope")
	flags.StringVar(&f.policy, "policy", "", "policy FILE whose curations correct the licenses of packages")
	flags.StringVar(&f.now, "now", "", "time of the document, RFC 3339 (default: SOURCE_DATE_EPOCH, else the time of the commit, else the clock)")
	complete(cmd, "format", bomFormats)
	complete(cmd, "output", func() []string {
		var words []string
		for _, f := range bomFormats() {
			words = append(words, f+"=")
		}
		return words
	})
	completeScan(cmd, s.detectors)
	return cmd
}

func bomFormats() []string { return strings.Split(formatNames(), ", ") }

func formatNames() string {
	var names []string
	for _, f := range bom.Formats() {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// sbomOutput is one document to write.
type sbomOutput struct {
	format bom.Format
	file   string
}

func (f *sbomFlags) run(ctx context.Context, s program, path string) error {
	outputs, err := f.targets()
	if err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	var p *policy.Policy
	if f.policy != "" { // a broken one is told before the scan
		if p, err = loadPolicy(f.policy); err != nil {
			return err
		}
	}
	inv, err := f.facts(ctx, s, path)
	if err != nil {
		return err
	}
	if f.options.Now, err = f.time(s, inv); err != nil {
		return err
	}
	if p != nil {
		if inv, err = f.curate(s, inv, p); err != nil {
			return err
		}
	}
	f.options.License = policy.RootLicense(inv)
	doc, err := bom.New(inv, f.options)
	if err != nil {
		return err
	}
	for _, o := range outputs {
		write := func(w io.Writer) error { return doc.Write(w, o.format) }
		if err := deliver(s, o.file, write); err != nil {
			return err
		}
	}
	return sbomGaps(inv)
}

// curate corrects the licenses as the policy says, and tells the document by whom.
func (f *sbomFlags) curate(s program, inv *inventory.Inventory, p *policy.Policy) (*inventory.Inventory, error) {
	inv, curated := policy.Curate(inv, p, f.options.Now)
	if err := s.scrub(&curated); err != nil { // the policy's words
		return nil, err
	}
	f.options.Curated = map[string]bom.Curation{}
	for _, c := range curated {
		if c.Component != "" {
			f.options.Curated[c.Component] = bom.Curation{By: c.By, Date: c.Date, Reason: c.Reason, Content: c.Content}
		}
	}
	return inv, nil
}

// sbomGaps makes the status 3 of manifests that could not be read, or that nobody looked for.
func sbomGaps(inv *inventory.Inventory) error {
	if !slices.Contains(inv.Coverage.Detectors, "sbom") {
		return incomplete(errors.New("the detector sbom did not run: the document names no components because nobody looked for them"))
	}
	n, first := 0, ""
	for i := range inv.Gaps {
		if g := &inv.Gaps[i]; (g.Detector == "sbom" || g.Detector == "") && g.Code != inventory.GapGiven {
			n++
			if first == "" {
				first = strings.TrimPrefix(report.Visible(g.Path, 80)+": "+report.Visible(g.Reason, 120), ": ")
			}
		}
	}
	if n > 0 {
		return incomplete(fmt.Errorf("%d gaps: the document may lack components; the first: %s", n, first))
	}
	return nil
}

func (f *sbomFlags) targets() ([]sbomOutput, error) {
	known := bom.Formats()
	check := func(name, flag string) (bom.Format, error) {
		if !slices.Contains(known, bom.Format(name)) {
			return "", usage("%s: unknown format %q%s; known are %s", flag, name, rules.Suggest(name, strings.Split(formatNames(), ", ")), formatNames())
		}
		return bom.Format(name), nil
	}
	if len(f.outputs) == 0 {
		format, err := check(f.format, "--format")
		return []sbomOutput{{format, "-"}}, err
	}
	var out []sbomOutput
	for _, o := range f.outputs {
		name, file, ok := strings.Cut(o, "=")
		if !ok || file == "" {
			return nil, usage("-o: expected FORMAT=FILE, found %q", o)
		}
		format, err := check(name, "-o")
		if err != nil {
			return nil, err
		}
		out = append(out, sbomOutput{format, file})
	}
	return out, nil
}

func (f *sbomFlags) check() error {
	scopes := []string{inventory.ScopeRuntime, inventory.ScopeBuild, inventory.ScopeDev, inventory.ScopeTest, inventory.ScopeCI}
	for _, name := range f.options.Scopes {
		if !slices.Contains(scopes, name) {
			return usage("--scopes: unknown scope %q%s; known are %s", name, rules.Suggest(name, scopes), strings.Join(scopes, ", "))
		}
	}
	f.options.Phase = bom.Phase(f.phase)
	if f.options.Phase != bom.PhaseSource && f.options.Phase != bom.PhaseBuild {
		return usage("--phase: expected source or build, found %q", f.phase)
	}
	return nil
}

// facts reads an inventory, or scans for what a document needs.
func (f *sbomFlags) facts(ctx context.Context, s program, path string) (*inventory.Inventory, error) {
	if isInventory(path) {
		if f.scan.decidesWhatIsRead() {
			return nil, usage("%s is an inventory: flags of a scan are for `outgate scan`", path)
		}
		inv, err := readInventory(path)
		if err == nil {
			err = f.scan.online.enrich(ctx, s, inv, f.scan.noCache)
		}
		return inv, err
	}
	if len(f.scan.only) == 0 {
		f.scan.only = []string{"license", "copyright", "sbom"}
	}
	if f.scan.source.history == "" {
		f.scan.source.history = "none" // no component is in history alone
	}
	t, err := openTarget(ctx, path, f.scan.source)
	if err != nil {
		return nil, err
	}
	return scanTarget(ctx, s, t, &f.scan)
}

// time is that of the flag or the environment, else that of the commit when the
// files are those of it, else the clock.
func (f *sbomFlags) time(s program, inv *inventory.Inventory) (time.Time, error) {
	if f.now == "" && s.getenv("SOURCE_DATE_EPOCH") == "" && !inv.Subject.Dirty {
		if t, err := time.Parse(time.RFC3339, inv.Subject.Date); err == nil {
			return t, nil
		}
	}
	return (&checkFlags{now: f.now}).time(s)
}
