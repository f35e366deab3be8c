// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/spdx"
)

func TestCategoriesAreComplete(t *testing.T) {
	got, errs := readCategories("rules/licenses/categories.yaml", categoriesYAML, spdx.IDs())
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	for _, id := range spdx.IDs() {
		if got[id] == "" {
			t.Errorf("%s has no category", id)
		}
	}
	for id, want := range map[string]string{
		"MIT": CategoryPermissive, "Apache-2.0": CategoryPermissive, "BSD-3-Clause": CategoryPermissive, "OFL-1.1": CategoryPermissive, "CC-BY-4.0": CategoryPermissive,
		"CC0-1.0": CategoryPublicDomain, "Unlicense": CategoryPublicDomain,
		"LGPL-2.1-or-later": CategoryWeakCopyleft, "MPL-2.0": CategoryWeakCopyleft, "EPL-2.0": CategoryWeakCopyleft, "CC-BY-SA-4.0": CategoryWeakCopyleft, "GFDL-1.3-only": CategoryWeakCopyleft,
		"GPL-2.0": CategoryStrongCopyleft, "GPL-3.0-or-later": CategoryStrongCopyleft, "BSD-Protection": CategoryStrongCopyleft,
		"AGPL-3.0-only": CategoryNetworkCopyleft, "OSL-3.0": CategoryNetworkCopyleft,
		"SSPL-1.0": CategoryProprietary, "BUSL-1.1": CategoryProprietary, "CC-BY-NC-SA-4.0": CategoryProprietary, "CC-BY-ND-4.0": CategoryProprietary, "LicenseRef-Commons-Clause": CategoryProprietary,
	} {
		if got[id] != want {
			t.Errorf("%s is %s, want %s", id, got[id], want)
		}
	}
}

func TestCategoriesIsACopy(t *testing.T) {
	Categories()["MIT"] = "changed"
	if got := Categories()["MIT"]; got != CategoryPermissive {
		t.Errorf("MIT became %q", got)
	}
}

func TestReadCategoriesMistakes(t *testing.T) {
	data := `permissive:
  - MIT
  - "BSD-*"
  - Apache
strong-copyleft:
  - MIT
  - BSD-2-Clause
  - "BS*"
  - LicenseRef-own
proprietary:
  - LicenseRef-own
unknown: []
`
	_, errs := readCategories("c.yaml", []byte(data), []string{"MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Apache-2.0"})
	want := strings.TrimSpace(`
c.yaml:1:1: ISC has no category
c.yaml:1:1: Apache-2.0 has no category
c.yaml:4:5: "Apache" names no SPDX license
c.yaml:6:5: MIT is permissive already
c.yaml:8:5: BSD-2-Clause is permissive already
c.yaml:8:5: BSD-3-Clause is permissive already
c.yaml:11:5: LicenseRef-own is strong-copyleft already
c.yaml:12:1: unknown key "unknown"`)
	if diff := cmp.Diff(want, errs.Err().Error()); diff != "" {
		t.Errorf("mistakes (-want +got):\n%s", diff)
	}
}

// TestLicenseData holds names, texts and identifiers together.
func TestLicenseData(t *testing.T) {
	names := LicenseNames()
	if len(names) < 700 {
		t.Errorf("%d names", len(names))
	}
	texts, err := LicenseTexts()
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, x := range texts {
		have[x.ID] = true
		if _, known := spdx.KnownException(x.ID); x.Exception && !known {
			t.Errorf("%s is no exception of package spdx", x.ID)
		}
		if len(x.Text) < 20 {
			t.Errorf("%s has no text", x.ID)
		}
	}
	for _, n := range names {
		if _, deprecated, ok := spdx.Known(n.ID); !ok || deprecated || n.Name == "" || !have[n.ID] {
			t.Errorf("%s: known %v, deprecated %v, name %q, text %v", n.ID, ok, deprecated, n.Name, have[n.ID])
		}
	}
	if LicenseListVersion() == "" {
		t.Error("no version")
	}
}
