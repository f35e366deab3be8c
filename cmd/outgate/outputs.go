// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report"
)

// registerOutputs registers the flags that say what is written where.
func (f *checkFlags) registerOutputs(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.format, "format", "text", "what standard output gets, a `FORMAT`: "+strings.Join(report.Formats(), ", "))
	cmd.Flags().StringArrayVarP(&f.outputs, "output", "o", nil, "`FORMAT=FILE`, any of the formats of --format, also inventory=FILE; - is standard output; repeatable; each file is written whole or not at all")
	cmd.Flags().BoolVar(&f.all, "all", false, "list every violation, uncapped")
	cmd.Flags().IntVar(&f.markdownBytes, "markdown-bytes", 0, "size of the largest markdown report, in `BYTES` (default 60000, which fits into a comment)")
	f.shown.register(cmd.Flags())
	completeOutputs(cmd)
}

// checkOutputs refuses unknown formats before anything is scanned.
func (f *checkFlags) checkOutputs() error {
	if f.format != "" {
		if _, err := report.ByName(f.format); err != nil {
			return usage("--format: %v", err)
		}
	}
	seen := map[string]bool{}
	for _, o := range f.outputs {
		_, file, err := parseOutput(o)
		if err != nil {
			return err
		}
		if file = filepath.Clean(file); seen[file] {
			return usage("-o: %s is named twice; the second report would replace the first", file)
		}
		seen[file] = true
	}
	if f.markdownBytes < 0 {
		return usage("--markdown-bytes must not be negative")
	}
	return f.shown.read()
}

// wants reports whether any output has a format for which the question is true.
func (f *checkFlags) wants(question func(format string) bool) bool {
	return question(f.format) || slices.ContainsFunc(f.outputs, func(o string) bool {
		format, _, err := parseOutput(o)
		return err == nil && question(format)
	})
}

// keepTexts lets the scan hand over the texts of licenses when a notice is to be written.
func (f *checkFlags) keepTexts(s program, path string) (program, error) {
	if !f.wants(report.NeedsTexts) {
		return s, nil
	}
	switch {
	case isInventory(path):
		return s, usage("%s is an inventory, which does not hold the texts of licenses that a notice needs; name the repository", path)
	case len(f.scan.only) > 0 || f.scan.source.staged:
		return s, usage("a notice is made of licenses, copyright statements and components: --only and --staged are not for it")
	}
	f.texts = map[string][]byte{}
	s.detectors = append(s.detectors[:len(s.detectors):len(s.detectors)], textMaker(f.texts))
	return s, nil
}

// redactTexts hides the credentials in the texts of licenses, as facts are scrubbed.
func (f *checkFlags) redactTexts(s program) { redactTexts(s, f.texts) }

func redactTexts(s program, texts map[string][]byte) {
	for path, text := range texts {
		texts[path] = []byte(s.redact(string(text)))
	}
}

func parseOutput(o string) (format, file string, err error) {
	if file, ok := strings.CutPrefix(o, "inventory="); ok && file != "" {
		return "inventory", file, nil
	}
	format, file, err = report.ParseOutput(o)
	if err != nil {
		err = usage("-o %v; inventory=FILE stores the facts", err)
	}
	return format, file, err
}

// print writes the files of -o first: when one cannot be written, nothing on
// standard output may look like a finished run.
func (f *checkFlags) print(s program, v *policy.Verdict, p *policy.Policy, inv *inventory.Inventory) error {
	if err := f.printFiles(s, v, p, inv); err != nil {
		return err
	}
	render, err := report.ByName(f.format)
	if err != nil {
		return usage("--format: %v", err)
	}
	o := f.options(p, inv)
	o.Color, o.Width, o.All, o.Quiet = s.color(), s.width, f.all, f.scan.quiet
	return deliver(s, "", func(w io.Writer) error { return render(w, v, o) })
}

// options are those of a report that is written into a file; without a policy its own
// rules are not described.
func (f *checkFlags) options(p *policy.Policy, inv *inventory.Inventory) report.Options {
	checks := policy.Checks()
	if p != nil {
		checks = p.Checks()
	}
	return report.Options{All: true, Checks: checks, Inventory: inv, Texts: f.texts, Comparisons: f.compared, MaxBytes: f.markdownBytes, Previous: f.shown.earlier, Lang: f.shown.lang}
}

func (f *checkFlags) printFiles(s program, v *policy.Verdict, p *policy.Policy, inv *inventory.Inventory) error {
	for _, output := range f.outputs {
		format, file, err := parseOutput(output)
		if err != nil {
			return err
		}
		write := func(w io.Writer) error { return report.WriteInventory(w, inv) }
		if format != "inventory" {
			render, err := report.ByName(format)
			if err != nil {
				return usage("-o: %v", err)
			}
			o := f.options(p, inv)
			if report.NeedsTexts(format) && file != "-" { // what the file says above the notices stays
				if o.Existing, err = readOld(file); err != nil {
					return usage("-o %s: %v", format, err)
				}
			}
			write = func(w io.Writer) error { return render(w, v, o) }
		}
		if err := deliver(s, file, write); err != nil {
			return err
		}
	}
	return nil
}
