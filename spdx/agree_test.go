// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package spdx

import "testing"

func TestAgree(t *testing.T) {
	for _, c := range []struct {
		declared, found string
		agree           bool
		beyond          string // the first license that is not declared
	}{
		{"MIT", "MIT", true, ""},
		{"ISC", "MIT", false, "MIT"},
		{"MIT OR Apache-2.0", "MIT", true, ""},
		{"MIT OR Apache-2.0", "MIT AND Apache-2.0", true, ""},
		{"MIT AND BSD-3-Clause", "MIT", true, ""},
		{"MIT", "MIT AND ISC", true, "ISC"},
		{"ISC", "ISC OR MIT", true, "MIT"},
		{"GPL-2.0-or-later", "GPL-2.0-only", true, ""},
		{"GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only", true, ""},
		{"LGPL-2.1-or-later", "LGPL-3.0-only", false, "LGPL-3.0-only"},
		{"LGPL-3.0-or-later", "GPL-3.0-only", true, ""},
		{"GPL-3.0-only", "MIT", false, "MIT"},
		{"PSF-2.0", "Python-2.0", true, "Python-2.0"},
		{"Python-2.0", "Python-2.0.1", true, ""},
		{"BSD-2-Clause", "BSD-2-Clause-Views", true, ""},
		{"LicenseRef-Ada", "MIT", true, "MIT"},
		{"LicenseRef-public-domain", "MIT", false, "MIT"},
		{"LicenseRef-outgate-proprietary", "MIT", false, "MIT"},
		{"BSD-2-Clause", "BSD-3-Clause", false, "BSD-3-Clause"},
	} {
		d, err := Parse(c.declared)
		if err != nil {
			t.Fatal(err)
		}
		f, err := Parse(c.found)
		if err != nil {
			t.Fatal(err)
		}
		beyond := ""
		if b := Beyond(d, f); len(b) > 0 {
			beyond = b[0].String()
		}
		if Agree(d, f) != c.agree || beyond != c.beyond {
			t.Errorf("%s, found %s: agree %v, beyond %q", c.declared, c.found, Agree(d, f), beyond)
		}
	}
	if !Agree(nil, nil) {
		t.Error("nothing disagrees with nothing")
	}
}
