// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report/bom"
	"github.com/outgate/outgate/report/notice"
)

// errNoInventory is the error of a format that shows facts, where only the verdict is at hand.
func errNoInventory(format string) error {
	return fmt.Errorf("%s shows the facts behind a verdict: give it the inventory", format)
}

// looked is nil when every one of the detectors has run: what nobody looked for is
// not absent, and a document would say that it is.
func looked(format string, inv *inventory.Inventory, detectors ...string) error {
	for _, d := range detectors {
		if !slices.Contains(inv.Coverage.Detectors, d) {
			return fmt.Errorf("%s needs what detector %s finds, and the scan ran without it", format, d)
		}
	}
	return nil
}

// NeedsInventory reports whether a format cannot do without [Options].Inventory.
func NeedsInventory(format string) bool {
	return format == "components-csv" || format == noticeFormat || slices.Contains(bom.Formats(), bom.Format(format))
}

// NeedsTexts reports whether a format cannot do without [Options].Texts.
func NeedsTexts(format string) bool { return format == noticeFormat }

const noticeFormat = "notice"

// documents are the formats of package bom: the components that the release needs
// at run time or holds itself, as of the time of the verdict. `outgate sbom` has the options.
func documents() []format {
	var list []format
	for _, f := range bom.Formats() {
		list = append(list, format{string(f), func(w io.Writer, v *policy.Verdict, o Options) error { return document(w, f, v, o) }})
	}
	return list
}

func document(w io.Writer, f bom.Format, v *policy.Verdict, o Options) error {
	if v == nil {
		return errNoVerdict
	}
	if o.Inventory == nil {
		return errNoInventory(string(f))
	}
	if err := looked(string(f), o.Inventory, "sbom"); err != nil {
		return err
	}
	now, err := time.Parse(time.RFC3339, v.Now)
	if err != nil {
		return fmt.Errorf("%s needs the time of the verdict: %w", f, err)
	}
	doc, err := bom.New(o.Inventory, bom.Options{Now: now, License: policy.RootLicense(o.Inventory)})
	if err != nil {
		return err
	}
	return doc.Write(w, f)
}

// Notice writes the notices of the third-party code in the repository, below what
// [Options].Existing has above them. It needs [Options].Inventory and [Options].Texts.
func Notice(w io.Writer, v *policy.Verdict, o Options) error {
	if v == nil {
		return errNoVerdict
	}
	if o.Inventory == nil {
		return errNoInventory(noticeFormat)
	}
	if err := looked(noticeFormat, o.Inventory, "license", "copyright", "sbom"); err != nil {
		return err
	}
	if o.Texts == nil {
		return fmt.Errorf("%s needs the texts of the licenses, which no inventory holds: take it from a scan of the repository", noticeFormat)
	}
	_, err := io.WriteString(w, notice.New(o.Inventory, o.Texts, policy.LibraryOf).Merge(o.Existing))
	return err
}
