// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"testing"

	"github.com/outgate/outgate/inventory"
)

// TestHeaderLicense: which headers fit which declarations.
func TestHeaderLicense(t *testing.T) {
	license := func(path, expression string) inventory.File {
		return inventory.File{Path: path, Role: inventory.RoleProduct, Licenses: text(expression)}
	}
	for _, tt := range []struct {
		name, outbound, header string
		declared               []inventory.File
		fires                  bool
	}{
		{"the same", "MIT", "MIT", []inventory.File{license("LICENSE", "MIT")}, false},
		{"another", "MIT", "ISC", []inventory.File{license("LICENSE", "MIT")}, true},
		{"only and or later", "GPL-2.0-or-later", "GPL-2.0-only", []inventory.File{license("LICENSE", "GPL-2.0-or-later")}, false},
		{"an older or later into a newer version", "GPL-3.0-only", "GPL-2.0-or-later", []inventory.File{license("LICENSE", "GPL-3.0-only")}, false},
		{"a license that nobody knows", "MIT", "LicenseRef-Own", []inventory.File{license("LICENSE", "MIT")}, false},
		{"texts below LICENSES", "MIT", "ISC", []inventory.File{license("LICENSE", "MIT"), license("LICENSES/ISC.txt", "ISC")}, false},
		{"texts below LICENSES of a directory", "MIT", "ISC", []inventory.File{license("LICENSE", "MIT"), license("src/LICENSES/ISC.txt", "ISC")}, false},
		{"a license file nearer", "MIT", "MIT", []inventory.File{license("LICENSE", "MIT"), license("src/COPYING", "ISC")}, true},
		{"the policy alone", "MIT", "ISC", nil, true},
		{"the policy beside LICENSE", "MIT OR ISC", "ISC", []inventory.File{license("LICENSE", "MIT")}, false},
		{"a source file that is called license", "MIT", "ISC", []inventory.File{license("LICENSE", "MIT"), {Path: "src/license.go", Header: proper(), Licenses: tag("ISC")}}, true},
		{"nothing declared", "from-license-file", "ISC", nil, false},
	} {
		inv := clean()
		inv.Files = append(tt.declared, inventory.File{Path: "src/a.c", Role: inventory.RoleProduct, Header: proper(), Licenses: tag(tt.header)})
		fired := false
		p := load(t, "version: 1\nextends: preset:apache-2.0-outbound\nproject: {outbound: "+tt.outbound+"}\n")
		for _, v := range Evaluate(inv, p, day("2026-03-01")).Violations {
			fired = fired || v.Check == "header-license-mismatch" && v.Location.Path == "src/a.c"
		}
		if fired != tt.fires {
			t.Errorf("%s: fires %v", tt.name, fired)
		}
	}
}

// TestNameWithFormSplit: a whole name with a slip is not taken for a list.
func TestNameWithFormSplit(t *testing.T) {
	p := load(t, "version: 1\nextends: preset:apache-2.0-outbound\nproject: {entities: [{name: \"Beispiel Co., Ltd.\", aliases: [Beispiel Co]}]}\n")
	if o := p.owner("Beispiel Co, Limted"); o.foreign != "" || o.entity == nil {
		t.Errorf("%+v", o)
	}
}
