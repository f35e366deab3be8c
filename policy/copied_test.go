// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
)

func file(path string, role inventory.Role, years string, holders ...string) inventory.File {
	f := inventory.File{Path: path, Role: role}
	for _, h := range holders {
		f.Copyrights = append(f.Copyrights, inventory.Copyright{Statement: "Copyright " + years + " " + h, Holders: []string{h}, Years: years, Confidence: 0.95})
	}
	return f
}

func TestCopied(t *testing.T) {
	const product, vendored = inventory.RoleProduct, inventory.RoleVendored
	pair := func(share int) inventory.Similar {
		return inventory.Similar{A: "src/a.c", B: "third_party/x/a.c", Share: share, Lines: 90}
	}
	own := inventory.Similar{A: "src/a.c", B: "src/b.c", Share: 95, Lines: 90}
	back := inventory.Similar{A: "src/b.c", B: "src/a.c", Share: 95, Lines: 90}
	for _, tt := range []struct {
		name  string
		files []inventory.File
		pairs []inventory.Similar
		want  string // "level path", "" for nothing
	}{
		{"the notice is lost", []inventory.File{file("src/a.c", product, "2026", "Example Corp"), file("third_party/x/a.c", vendored, "2019", "Other Ltd.")}, []inventory.Similar{pair(90)}, "warn src/a.c"},
		{"the notice is kept", []inventory.File{file("src/a.c", product, "2026", "Example Corp", "Other, Ltd"), file("third_party/x/a.c", vendored, "2019", "Other Ltd.")}, []inventory.Similar{pair(90)}, ""},
		{"one of two is kept", []inventory.File{file("src/a.c", product, "2026", "Other Ltd."), file("third_party/x/a.c", vendored, "2019", "Other Ltd.", "Jane Doe")}, []inventory.Similar{pair(90)}, "warn src/a.c"},
		{"too little", []inventory.File{file("src/a.c", product, "2026", "Example Corp"), file("third_party/x/a.c", vendored, "2019", "Other Ltd.")}, []inventory.Similar{pair(79)}, ""},
		{"just enough", []inventory.File{file("src/a.c", product, "2026", "Example Corp"), file("third_party/x/a.c", vendored, "2019", "Other Ltd.")}, []inventory.Similar{pair(80)}, "warn src/a.c"},
		{"own code, vendored", []inventory.File{file("src/a.c", product, ""), file("third_party/x/a.c", vendored, "2019", "EXAMPLE  Corp")}, []inventory.Similar{pair(90)}, ""},
		{"the library's license speaks", []inventory.File{file("src/a.c", product, "2026", "Example Corp"), file("third_party/x/a.c", vendored, ""), file("third_party/x/LICENSE", vendored, "2019", "Other Ltd.")}, []inventory.Similar{pair(90)}, "warn src/a.c"},
		{"nobody speaks", []inventory.File{file("src/a.c", product, "2026", "Example Corp"), file("third_party/x/a.c", vendored, "")}, []inventory.Similar{pair(90)}, "note src/a.c"},
		{"of a test", []inventory.File{file("src/a.c", inventory.RoleTest, "2026", "Example Corp"), file("third_party/x/a.c", vendored, "2019", "Other Ltd.")}, []inventory.Similar{pair(90)}, ""},
		{"own files, the younger lacks it", []inventory.File{file("src/a.c", product, "2026", "Jane Doe"), file("src/b.c", product, "2019", "Other Ltd.")}, []inventory.Similar{own, back}, "warn src/a.c"},
		{"own files, the older is first", []inventory.File{file("src/a.c", product, "2019", "Other Ltd."), file("src/b.c", product, "2026", "Jane Doe")}, []inventory.Similar{own, back}, "warn src/b.c"},
		{"own files of one year, told once", []inventory.File{file("src/a.c", product, "2026", "Jane Doe"), file("src/b.c", product, "2026", "Other Ltd.")}, []inventory.Similar{own, back}, "warn src/a.c"},
		{"own files, one extends the other", []inventory.File{file("src/a.c", product, "2019", "Other Ltd."), file("src/b.c", product, "2019", "Other Ltd.", "Jane Doe")}, []inventory.Similar{own, back}, ""},
		{"own files, no notice in one", []inventory.File{file("src/a.c", product, ""), file("src/b.c", product, "2019", "Other Ltd.")}, []inventory.Similar{own, back}, "warn src/a.c"},
		{"own files, few lines", []inventory.File{file("src/a.c", product, ""), file("src/b.c", product, "2019", "Other Ltd.")}, []inventory.Similar{{A: "src/a.c", B: "src/b.c", Share: 95, Lines: 39}}, ""},
		{"own files, the project's notice", []inventory.File{file("src/a.c", product, ""), file("src/b.c", product, "2019", "Example Corp")}, []inventory.Similar{own, back}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inv := clean()
			inv.Files = append(inv.Files, tt.files...)
			inv.Similar = tt.pairs
			p, err := Load("p.yaml", []byte(askDCO+"project: {holders: [Example Corp]}\n"))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, v := range Evaluate(inv, p, day("2026-03-01")).Violations {
				if v.Check == "copied-file" {
					got = append(got, string(v.Level)+" "+v.Location.Path)
				}
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("%q, want %q", s, tt.want)
			}
		})
	}
}
