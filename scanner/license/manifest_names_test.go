// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"strings"
	"testing"

	"github.com/outgate/outgate/spdx"
)

// TestDeclaredOne holds values as people write them into license fields.
func TestDeclaredOne(t *testing.T) {
	const unknown = UnknownLicense
	for _, c := range []struct {
		in, want string
		least    float64 // confidence; what is vague has less than exactField
	}{
		{"MIT", "MIT", 1},
		{"Apache-2.0", "Apache-2.0", 1},
		{"GPL-2.0-or-later OR MIT", "GPL-2.0-or-later OR MIT", 1},
		{"(MIT OR Apache-2.0)", "MIT OR Apache-2.0", 1},
		{"MIT/Apache-2.0", "MIT OR Apache-2.0", 1},
		{"MIT / Apache-2.0", "MIT OR Apache-2.0", 1},
		{"MIT License", "MIT", 0.9},
		{"The MIT License", "MIT", 0.9},
		{"The MIT License (MIT)", "MIT", 0.9},
		{"MIT license", "MIT", 0.9},
		{"MIT Licence", "MIT", 0.9},
		{"MIT Licensed", "MIT", 0.9},
		{"License :: OSI Approved :: MIT License", "MIT", 0.9},
		{"License: MIT", "MIT", 0.9},
		{"MIT/X11", "MIT", 0.9},
		{"MIT/X11 License", "MIT", 0.9},
		{"Expat", "MIT", 0.9},
		{"MIT-style", "MIT", 0.6},
		{"MIT style", "MIT", 0.6},
		{"\"MIT\"", "MIT", 1},
		{"MIT (see LICENSE)", "MIT", 0.9},
		{"MIT, see LICENSE", "MIT", 0.9},
		{"Apache", "Apache-2.0", 0.6},
		{"Apache 2", "Apache-2.0", 0.9},
		{"Apache 2.0", "Apache-2.0", 0.9},
		{"Apache2", "Apache-2.0", 0.9},
		{"Apache v2", "Apache-2.0", 0.9},
		{"Apache License", "Apache-2.0", 0.6},
		{"Apache License 2.0", "Apache-2.0", 0.9},
		{"Apache License, Version 2.0", "Apache-2.0", 0.9},
		{"Apache License Version 2.0", "Apache-2.0", 0.9},
		{"Apache License Version 2.0, January 2004", "Apache-2.0", 0.9},
		{"The Apache Software License, Version 2.0", "Apache-2.0", 0.9},
		{"Apache Software License 2.0", "Apache-2.0", 0.9},
		{"Licensed under the Apache License, Version 2.0", "Apache-2.0", 0.9},
		{"ASL 2.0", "Apache-2.0", 0.9},
		{"Apache-2.0; MIT", "Apache-2.0 AND MIT", 0.6},
		{"Apache 2.0 and MIT", "Apache-2.0 AND MIT", 0.9},
		{"Apache License 2.0 or MIT license", "Apache-2.0 OR MIT", 0.9},
		{"Apache-2.0 with LLVM exception", "Apache-2.0 WITH LLVM-exception", 0.9},
		{"BSD", "BSD-3-Clause", 0.6},
		{"BSD License", "BSD-3-Clause", 0.6},
		{"BSD-like", "BSD-3-Clause", 0.6},
		{"BSD (3-clause)", "BSD-3-Clause", 0.9},
		{"BSD 3-Clause", "BSD-3-Clause", 0.9},
		{"BSD 3-Clause License", "BSD-3-Clause", 0.9},
		{"3-clause BSD", "BSD-3-Clause", 0.9},
		{"New BSD License", "BSD-3-Clause", 0.9},
		{"new BSD", "BSD-3-Clause", 0.9},
		{"Modified BSD", "BSD-3-Clause", 0.9},
		{"Simplified BSD", "BSD-2-Clause", 0.9},
		{"BSD 2-Clause \"Simplified\" License", "BSD-2-Clause", 0.9},
		{"BSD-2-Clause-FreeBSD", "BSD-2-Clause-Views", 1},
		{"BSD2", "BSD-2-Clause", 0.9},
		{"BSD or GPL", "BSD-3-Clause OR GPL-1.0-or-later", 0.6},
		{"MIT and BSD", "MIT AND BSD-3-Clause", 0.6},
		{"MIT, BSD", "MIT AND BSD-3-Clause", 0.6},
		{"MIT, BSD or GPLv2", "MIT OR BSD-3-Clause OR GPL-2.0-only", 0.6},
		{"GPL", "GPL-1.0-or-later", 0.6},
		{"GPLv2", "GPL-2.0-only", 0.9},
		{"GPL v2", "GPL-2.0-only", 0.9},
		{"GPL2", "GPL-2.0-only", 0.9},
		{"GPL-2", "GPL-2.0-only", 0.9},
		{"GPL-4", unknown, 0},
		{"GFDL-1.3+", "GFDL-1.3-or-later", 0.9},
		{"LGPLv2.1 or later", "LGPL-2.1-or-later", 0.9},
		{"GPLv2+", "GPL-2.0-or-later", 0.9},
		{"GPL v2 or later", "GPL-2.0-or-later", 0.9},
		{"GPL version 2, or (at your option) any later version", "GPL-2.0-or-later", 0.9},
		{"GPL 3", "GPL-3.0-only", 0.9},
		{"GNU GPL v3", "GPL-3.0-only", 0.9},
		{"GNU GPLv3+", "GPL-3.0-or-later", 0.9},
		{"GNU General Public License v3.0", "GPL-3.0-only", 0.9},
		{"GNU General Public License v3 or later (GPLv3+)", "GPL-3.0-or-later", 0.9},
		{"GNU General Public License, version 2", "GPL-2.0-only", 0.9},
		{"GPLv2 with Classpath exception", "GPL-2.0-only WITH Classpath-exception-2.0", 0.9},
		{"GNU General Public License, version 2, with the Classpath Exception", "GPL-2.0-only WITH Classpath-exception-2.0", 0.9},
		{"GPL-2+ with Libtool exception and GPL-3+ with Bison exception", "GPL-2.0-or-later WITH Libtool-exception AND GPL-3.0-or-later WITH Bison-exception-2.2", 0.9},
		{"GPL-3+-WITH-BISON-EXCEPTION", "GPL-3.0-or-later WITH Bison-exception-2.2", 0.9},
		{"GPLv3+ with some exception", "GPL-3.0-or-later", 0.6},
		{"LGPL", "LGPL-2.0-or-later", 0.6},
		{"LGPLv2.1", "LGPL-2.1-only", 0.9},
		{"LGPL-2.1+", "LGPL-2.1-or-later", 0.9},
		{"LGPL 3.0", "LGPL-3.0-only", 0.9},
		{"GNU LGPL v2.1 or later", "LGPL-2.1-or-later", 0.9},
		{"AGPLv3", "AGPL-3.0-only", 0.9},
		{"GNU Affero General Public License v3", "AGPL-3.0-only", 0.9},
		{"Dual MIT/GPL", "MIT OR GPL-1.0-or-later", 0.6},
		{"Dual licensed under the MIT and GPLv2", "MIT OR GPL-2.0-only", 0.9},
		{"dual-licensed: Apache-2.0, MIT", "Apache-2.0 OR MIT", 0.9},
		{"GPLv2+ and (MIT or BSD)", "GPL-2.0-or-later AND (MIT OR BSD-3-Clause)", 0.6},
		{"Artistic or GPL-1+, and MIT", "(Artistic-1.0 OR GPL-1.0-or-later) AND MIT", 0.6},
		{"MPL 2.0", "MPL-2.0", 0.9},
		{"Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0", 0.9},
		{"Mozilla Public License Version 2.0", "MPL-2.0", 0.9},
		{"MPL-1.1/GPL-2.0/LGPL-2.1", "MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-only", 1},
		{"Eclipse Public License - v 1.0", "EPL-1.0", 0.9},
		{"Eclipse Public License v2.0", "EPL-2.0", 0.9},
		{"EPL", "EPL-1.0", 0.6},
		{"ISC", "ISC", 1},
		{"ISC License (ISCL)", "ISC", 0.9},
		{"zlib/libpng", "Zlib", 0.9},
		{"zlib", "Zlib", 1},
		{"Boost Software License 1.0", "BSL-1.0", 0.9},
		{"Boost Software License - Version 1.0", "BSL-1.0", 0.9},
		{"PSF", "PSF-2.0", 0.6},
		{"Public Domain", "LicenseRef-public-domain", 0.9},
		{"CC0", "CC0-1.0", 0.9},
		{"CC0 1.0 Universal", "CC0-1.0", 0.9},
		{"CC BY 4.0", "CC-BY-4.0", 0.9},
		{"CC-BY-SA 3.0", "CC-BY-SA-3.0", 0.9},
		{"The Unlicense", "Unlicense", 0.9},
		{"WTFPL", "WTFPL", 1},
		{"Artistic 2.0", "Artistic-2.0", 0.9},
		{"Same as Perl", "Artistic-1.0-Perl OR GPL-1.0-or-later", 0.9},
		{"http://opensource.org/licenses/MIT", "MIT", 0.9},
		{"https://www.apache.org/licenses/LICENSE-2.0.txt", "Apache-2.0", 0.9},
		{"MIT (https://opensource.org/licenses/MIT)", "MIT", 0.9},
		{"Apache License <http://www.apache.org/licenses/LICENSE-2.0.html>", "Apache-2.0", 0.9},
		{"https://spdx.org/licenses/BSD-3-Clause.html", "BSD-3-Clause", 0.9},
		{"https://licenses.nuget.org/MIT", "MIT", 0.9},
		{"https://www.gnu.org/licenses/old-licenses/gpl-2.0.html", "GPL-2.0-only", 0.9},
		{"https://creativecommons.org/licenses/by-nc-sa/4.0/legalcode", "CC-BY-NC-SA-4.0", 0.9},
		{"https://github.com/someone/thing/blob/main/LICENSE", unknown, 0},
		{"UNLICENSED", proprietary, 1},
		{"Proprietary", proprietary, 1},
		{"All rights reserved", proprietary, 1},
		{"Not licensed under the MIT", unknown, 0},
		{"Other/Proprietary License", proprietary, 0.6},
		{"Our own terms", unknown, 0},
		{"MIT and our own terms", "MIT AND " + unknown, 0},
		{"GPL-2.0-only AND Nothing-1.0", "GPL-2.0-only AND " + unknown, 0},
		{"free", unknown, 0},
		{"SEE LICENSE IN terms.txt", "", 0},
		{"LICENSE.txt", "", 0},
		{"${license}", "", 0},
		{"", "", 0},
	} {
		e, confidence := declaredOne(c.in)
		if got := e.String(); got != c.want || confidence < c.least || c.least < exactField && confidence > c.least {
			t.Errorf("declaredOne(%q) = %q, %v; want %q, %v", c.in, got, confidence, c.want, c.least)
		}
	}
}

// TestNameTables proves that every expression of the tables is one.
func TestNameTables(t *testing.T) {
	for table, n := range map[string]nameTable{
		"field": fieldNames, "cpan": cpanNames, "haxe": haxeNames, "cabal": cabalNames, "arch": archNames, "fedora": fedoraNames,
		"debian": debianNames, "gentoo": gentooNames, "macports": macportsNames, "r": rNames, "classifier": classifierNames, "page": licensePages,
	} {
		for key, e := range n {
			if _, err := spdx.Parse(strings.TrimPrefix(e, "~")); err != nil {
				t.Errorf("%s: %q: %v", table, key, err)
			}
			if key != strings.ToLower(key) {
				t.Errorf("%s: %q is not in lower case", table, key)
			}
		}
	}
}

func TestDeclaredOneIsBounded(t *testing.T) {
	for _, s := range []string{
		strings.Repeat("(", 100000), strings.Repeat("MIT or ", 100000), strings.Repeat("GPL (", 100000), strings.Repeat("://", 100000),
		strings.Repeat(", ", 100000), strings.Repeat("a", 1<<20), strings.Repeat("(MIT and ", 60) + "ISC",
	} {
		declaredOne(s)
	}
}
