// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package notice

import (
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

const permissive = "The Short License\n\nCopyright (c) 2020 %s\nAll rights reserved.\n\nDo what you like.\nKeep this text.\n"

func vendored(p string, license, class string, statements ...string) inventory.File {
	f := inventory.File{Path: p, Role: inventory.RoleVendored}
	if license != "" {
		f.Licenses = []inventory.License{{Expression: license, Class: class}}
	}
	for _, s := range statements {
		f.Copyrights = append(f.Copyrights, inventory.Copyright{Statement: s, Confidence: 0.95})
	}
	return f
}

func sample() (*inventory.Inventory, map[string][]byte) {
	inv := &inventory.Inventory{
		Files: []inventory.File{
			{Path: "src/a.go", Role: inventory.RoleProduct, Licenses: []inventory.License{{Expression: "Apache-2.0", Class: inventory.ClassTag}}},
			vendored("third_party/one/LICENSE", "MIT", inventory.ClassText, "Copyright (c) 2020 One"),
			vendored("third_party/one/NOTICE.txt", "", ""),
			vendored("third_party/one/x.c", "BSD-3-Clause", inventory.ClassTag, "Copyright  (c) 2020 one", "Copyright 2021 Other"),
			vendored("third_party/two/COPYING", "MIT", inventory.ClassText, "Copyright (c) 2020 Two"),
			vendored("third_party/three/y.c", "ISC", inventory.ClassNotice),
			vendored("third_party/four/z.c", "GPL-2.0-only", inventory.ClassReference),
		},
		Components: []inventory.Component{
			{PURL: "pkg:generic/one@1.5", Name: "libone", Version: "1.5", Distributed: true, Role: inventory.RoleProduct, Evidence: []inventory.Evidence{{Path: "third_party/one/x.c"}}},
			{PURL: "pkg:maven/g/jar@2", Name: "g:jar", Version: "2", Distributed: true, Role: inventory.RoleProduct, Licenses: inventory.ComponentLicenses{Declared: "EPL-2.0"}, Evidence: []inventory.Evidence{{Path: "lib/jar-2.jar"}}},
			{PURL: "pkg:npm/fetched@1", Name: "fetched", Version: "1", Role: inventory.RoleProduct, Evidence: []inventory.Evidence{{Path: "package-lock.json"}}},
			{PURL: "pkg:maven/g/t@2", Name: "g:t", Version: "2", Distributed: true, Role: inventory.RoleTest, Evidence: []inventory.Evidence{{Path: "testdata/t.jar"}}},
		},
	}
	texts := map[string][]byte{
		"third_party/one/LICENSE":    []byte(strings.Replace(permissive, "%s", "One", 1)),
		"third_party/one/NOTICE.txt": []byte("One\r\nmade by \x1b[31mOne\r\n\r\n"),
		"third_party/two/COPYING":    []byte(strings.ReplaceAll(strings.Replace(permissive, "%s", "Two", 1), "\n", "\r\n")),
	}
	return inv, texts
}

func grouped(p string) string {
	if strings.HasPrefix(p, "third_party/") {
		return path.Dir(p)
	}
	return p
}

const want = Mark + `

-------- g:jar 2 --------

Place: lib/jar-2.jar
License: EPL-2.0

-------- four --------

Place: third_party/four
License: not known

-------- libone 1.5 --------

Place: third_party/one
License: MIT; text [1]
  Copyright (c) 2020 One
  Copyright 2021 Other

Its notice:

    One
    made by [31mOne

-------- three --------

Place: third_party/three
License: ISC

-------- two --------

Place: third_party/two
License: MIT; text [1]
  Copyright (c) 2020 Two

-------- License text [1] --------

The Short License

Do what you like.
Keep this text.
`

func TestText(t *testing.T) {
	inv, texts := sample()
	if d := cmp.Diff(want, New(inv, texts, grouped).Text()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got := New(&inventory.Inventory{}, nil, grouped).Text(); got != Mark+"\n\nNone.\n" {
		t.Error(got)
	}
}

// What stands above the mark stays, whatever is below; a second merge changes nothing.
func TestMerge(t *testing.T) {
	inv, texts := sample()
	d := New(inv, texts, grouped)
	for _, c := range []struct{ old, head string }{
		{"", ""},
		{"shop\nCopyright 2026 Example\n", "shop\nCopyright 2026 Example\n\n"},
		{"shop\n\n\n" + Mark + "\n\nstale\n", "shop\n\n"},
		{Mark + "\n\nstale\n", ""},
	} {
		got := d.Merge(c.old)
		if got != c.head+want {
			t.Errorf("%q: %s", c.old, cmp.Diff(c.head+want, got))
		}
		if d.Merge(got) != got {
			t.Errorf("%q: a second merge differs", c.old)
		}
	}
}

func FuzzMerge(f *testing.F) {
	f.Add("head\n"+Mark+"\nx", "Copyright 1\nText")
	f.Fuzz(func(t *testing.T, old, text string) {
		inv, texts := sample()
		texts["third_party/one/LICENSE"] = []byte(text)
		d := New(inv, texts, grouped)
		if once := d.Merge(old); d.Merge(once) != once && !strings.Contains(text, Mark) {
			t.Errorf("a second merge differs of %q", old)
		}
	})
}
