// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"testing"

	"github.com/outgate/outgate/inventory"
)

// Metadata inside an archive is that of the archive, for places and for patterns.
func TestMediaInArchives(t *testing.T) {
	for exclude, want := range map[string]string{"lib/b.jar": "lib/a.jar", "lib/*.jar": ""} {
		inv := clean()
		inv.Media = []inventory.Media{{Path: "lib/a.jar!/META-INF/MANIFEST.MF", Context: inventory.RoleProduct, Format: "manifest", Field: "Bundle-Vendor", Kind: inventory.MediaVendor, Text: "Other Ltd.", Holders: []string{"Other Ltd."}}}
		p := load(t, askDCO+"project: {holders: [Example Corp]}\nmedia: {exclude: [\""+exclude+"\"]}\n")
		got := ""
		for _, v := range Evaluate(inv, p, day("2026-03-01")).Violations {
			if v.Check == "media-foreign" {
				got += v.Location.Path
			}
		}
		if got != want {
			t.Errorf("without %s: %q, want %q", exclude, got, want)
		}
	}
}

func TestSameHolder(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Example Devices, Inc.", "Example Devices Inc.", true}, {"The Example Foundation", "Example Foundation", true}, {"Example Limited", "EXAMPLE Ltd", true},
		{"Example", "Example Corp. and others", true}, {"Jane Doe <jane@example.org>", "Jane Doe", true}, {"Examples", "Example", false}, {"Other Inc.", "Example Inc.", false},
	} {
		if got := sameHolder(c.a, c.b); got != c.same || sameHolder(c.b, c.a) != c.same {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}
