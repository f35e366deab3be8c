// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/report"
	"github.com/outgate/outgate/scanner/vuln"
)

func newVuln(s program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "vuln",
		Short: "Keep the vulnerability database, and write VEX documents",
		Long: `Vuln keeps the local database of known vulnerabilities that check compares
components with. Outgate opens no network connection: fetch OSV dumps yourself, for
example https://osv-vulnerabilities.storage.googleapis.com/npm/all.zip, and import them.`,
		Example: `  outgate vuln db import npm/all.zip PyPI/all.zip Go/all.zip
  outgate vuln db info
  outgate vuln vex facts.json > found.openvex.json`,
	}
	db := &cobra.Command{Use: "db", Short: "The local database of known vulnerabilities", Example: "  outgate vuln db import all.zip"}
	db.AddCommand(newVulnImport(s), newVulnInfo(s))
	cmd.AddCommand(db, newVulnVEX(s))
	return cmd
}

func newVulnImport(s program) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "import SOURCE...",
		Short: "Make the database from OSV dumps",
		Long: `Import reads OSV records from zip files, directories and single .json files, and
writes the database whole or not at all; what was there before is replaced. Import
everything that is wanted at once. Withdrawn records, and those of ecosystems that
no source repository names (distributions), are counted and left out.`,
		Example: `  outgate vuln db import npm/all.zip PyPI/all.zip
  outgate vuln db import --db security/vuln.db advisory-database/advisories`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return importVulns(cmd.Context(), s, file, args) },
	}
	cmd.Flags().StringVar(&file, "db", "", "FILE to write (default: "+"OUTGATE_VULN_DB, else outgate/vuln.db below the user's data directory)")
	return cmd
}

func importVulns(ctx context.Context, s program, file string, sources []string) error {
	if file == "" {
		if file = usualDatabase(s); file == "" {
			return usage("there is no home directory to write to; name a file with --db")
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
	}
	im := vuln.Importer{Now: time.Now(), Progress: func(n int) { s.note(fmt.Sprintf("%d records read", n)) }}
	if s.width == 0 {
		im.Progress = nil
	}
	for _, source := range sources {
		if err := im.Add(ctx, source); err != nil {
			return usage("%v", err)
		}
	}
	if im.Records() == 0 {
		return usage("the sources hold no record of a known ecosystem")
	}
	if err := report.AtomicFile(file, func(w io.Writer) error { _, err := im.WriteTo(w); return err }); err != nil {
		return incomplete(err)
	}
	return vulnInfo(s, file)
}

func newVulnInfo(s program) *cobra.Command {
	return &cobra.Command{
		Use:     "info [FILE]",
		Short:   "Say what the database holds",
		Example: "  outgate vuln db info",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			file := usualDatabase(s)
			if len(args) > 0 {
				file = args[0]
			}
			return vulnInfo(s, file)
		},
	}
}

func vulnInfo(s program, file string) error {
	db, err := vuln.Open(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usage("%s: there is no database; `outgate vuln db import` makes one", file)
	case err != nil:
		return usage("%v", err)
	}
	defer db.Close()
	m := db.Meta
	fmt.Fprintf(s.out, "%s\ndate     %s (the youngest record)\ndigest   %s\nrecords  %d, of %d packages; left out: %d withdrawn, %d of other ecosystems or of commits only\n", file, m.Date, db.Digest, m.Records, m.Packages, m.Withdrawn, m.Elsewhere)
	for _, eco := range slices.Sorted(maps.Keys(m.Ecosystems)) {
		fmt.Fprintf(s.out, "  %-15s %d\n", eco, m.Ecosystems[eco])
	}
	return nil
}

func newVulnVEX(s program) *cobra.Command {
	var flags scanFlags
	var output, author, product, at string
	cmd := &cobra.Command{
		Use:   "vex [PATH]",
		Short: "Write the vulnerabilities of the components as an OpenVEX document",
		Long: `Vex scans PATH (default: this directory), or reads an inventory, and writes one
OpenVEX 0.2.0 statement for each known vulnerability: that of --vex where somebody
has spoken, else "under_investigation". Edit the statements and give the file back
to "outgate check" with --vex. The status is 3 when manifests could not be read.`,
		Example: `  outgate vuln vex > outgate.openvex.json
  outgate vuln vex facts.json --product pkg:github/example/tool@v1.2.0 --author security@example.org`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			now, err := (&checkFlags{now: at}).time(s)
			if err != nil {
				return err
			}
			inv, err := vulnFacts(cmd.Context(), s, pathArg(args), &flags)
			if err != nil {
				return err
			}
			if inv.Vulnerabilities == nil {
				return usage("there is no vulnerability database; name one with --vuln-db, or make it with `outgate vuln db import`")
			}
			if product == "" {
				product = "pkg:generic/" + inv.Subject.Name + "@" + inv.Subject.Commit
			}
			if err := deliver(s, output, func(w io.Writer) error {
				return vuln.WriteOpenVEX(w, product, author, "outgate "+toolVersion(), now.Format(time.RFC3339), inv.Vulnerabilities)
			}); err != nil {
				return err
			}
			return sbomGaps(inv)
		},
	}
	flags.register(cmd.Flags())
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to this file, whole or not at all, instead of standard output")
	cmd.Flags().StringVar(&author, "author", "unknown", "who states it")
	cmd.Flags().StringVar(&product, "product", "", "package URL of the product (default: made of the name and commit of the subject)")
	cmd.Flags().StringVar(&at, "now", "", "time of the document, RFC 3339 (default: SOURCE_DATE_EPOCH, else the clock)")
	return cmd
}

// vulnFacts reads an inventory or scans for components alone.
func vulnFacts(ctx context.Context, s program, path string, f *scanFlags) (*inventory.Inventory, error) {
	if isInventory(path) {
		inv, err := readInventory(path)
		if err == nil {
			err = f.vulns.evaluate(s, inv)
		}
		return inv, err
	}
	if len(f.only) == 0 {
		f.only = []string{"sbom"}
	}
	t, err := openTarget(ctx, path, f.source)
	if err != nil {
		return nil, err
	}
	return scanTarget(ctx, s, t, f)
}
