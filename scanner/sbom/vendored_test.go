// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// wordsReader takes a text for the license that its first line names behind "license:".
type wordsReader struct{}

func (wordsReader) File(_ context.Context, _ string, content []byte) (all []inventory.License, _ error) {
	for i, line := range strings.Split(string(content), "\n") {
		if _, id, ok := strings.Cut(line, "license: "); ok {
			all = append(all, inventory.License{Expression: strings.Fields(id)[0], Class: inventory.ClassText, StartLine: i + 1, EndLine: i + 1, Confidence: 1})
		}
	}
	return all, nil
}

func (wordsReader) Value(string) (string, float64) { return "", 0 }

// copied prints components one a line: purl role license places.
func copied(cs []inventory.Component) []string {
	var out []string
	for _, c := range cs {
		line := fmt.Sprintf("%s %s %s", c.PURL, c.Role, c.Licenses.Concluded)
		if !c.Distributed {
			line += " not distributed"
		}
		for _, e := range c.Evidence {
			line += fmt.Sprintf(" %s:%d", e.Path, e.Line)
		}
		out = append(out, line)
	}
	return out
}

func TestVendoredCopies(t *testing.T) {
	const apache, mit = "license: Apache-2.0\n", "license: MIT\n"
	for name, test := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"version file and license": {map[string]string{"third_party/tool/LICENSE": mit, "third_party/tool/VERSION": "v1.2.3\n", "third_party/tool/src/a.c": "int a;"},
			[]string{"pkg:generic/tool@1.2.3 vendored MIT third_party/tool/LICENSE:1 third_party/tool/VERSION:1"}},
		"license without version":     {map[string]string{"lib/vendor/tool/COPYING": mit, "lib/vendor/tool/a.c": ""}, []string{"pkg:generic/tool vendored MIT lib/vendor/tool/COPYING:1"}},
		"version in the directory":    {map[string]string{"extern/zlib-1.2.13/zlib.c": "int z;"}, []string{"pkg:generic/zlib@1.2.13 vendored  extern/zlib-1.2.13/zlib.c:0"}},
		"configure.ac":                {map[string]string{"deps/x/configure.ac": "dnl\nAC_INIT([jemalloc], [5.3.0], [x])\n"}, []string{"pkg:generic/jemalloc@5.3.0 vendored  deps/x/configure.ac:2"}},
		"CMake":                       {map[string]string{"third_party/x/CMakeLists.txt": "project(Expat\n  VERSION 2.5.0 LANGUAGES C)\n"}, []string{"pkg:generic/expat@2.5.0 vendored  third_party/x/CMakeLists.txt:2"}},
		"meson":                       {map[string]string{"third_party/x/meson.build": "project('dav1d', ['c'],\n  version: '1.4.0')\n"}, []string{"pkg:generic/dav1d@1.4.0 vendored  third_party/x/meson.build:2"}},
		"setup.py":                    {map[string]string{"third_party/x/setup.py": "setup(\n name='six', version='1.16.0')\n"}, []string{"pkg:generic/six@1.16.0 vendored  third_party/x/setup.py:2"}},
		"README.chromium":             {map[string]string{"third_party/x/README.chromium": "Name: x\nVersion: 3.1\n"}, []string{"pkg:generic/x@3.1 vendored  third_party/x/README.chromium:2"}},
		"one macro":                   {map[string]string{"third_party/zlib/zlib.h": "/* zlib */\n#define ZLIB_VERSION \"1.3.1\"\n#define OTHER_VERSION \"9.9\"\n"}, []string{"pkg:generic/zlib@1.3.1 vendored  third_party/zlib/zlib.h:2"}},
		"macros of numbers":           {map[string]string{"third_party/fmt/include/fmt/version.h": "#define FMT_VERSION_MAJOR 10\n#define FMT_VERSION_MINOR 2\n#define FMT_VERSION_PATCH 1\n"}, []string{"pkg:generic/fmt@10.2.1 vendored  third_party/fmt/include/fmt/version.h:1"}},
		"macros of something else":    {map[string]string{"third_party/fmt/other.h": "#define SSL_VERSION \"1.1.1\"\n#define SSL_VERSION_MAJOR 1\n#define SSL_VERSION_MINOR 2\n"}, nil},
		"title of the README":         {map[string]string{"third_party/lz4/README.md": "# LZ4 1.9.4\n"}, []string{"pkg:generic/lz4@1.9.4 vendored  third_party/lz4/README.md:1"}},
		"sentence of the README":      {map[string]string{"third_party/lz4/README.md": "Python 3.9 is needed\n"}, nil},
		"head of the changelog":       {map[string]string{"third_party/cat/CHANGES": "Version 2.4.1 (2020)\n"}, []string{"pkg:generic/cat@2.4.1 vendored  third_party/cat/CHANGES:1"}},
		"version of a license":        {map[string]string{"third_party/cat/NEWS": "GNU GPL version 2.0\n"}, nil},
		"package.json":                {map[string]string{"static/vendor/chart/package.json": "{\"name\": \"@org/chart\",\n \"version\": \"4.0.1\"}", "static/vendor/chart/LICENSE": mit}, []string{"pkg:npm/%40org/chart@4.0.1 vendored MIT static/vendor/chart/LICENSE:1 static/vendor/chart/package.json:2"}},
		"the level below a category":  {map[string]string{"third_party/c/zlib/LICENSE": mit, "third_party/c/zlib/src/include/LICENSE": mit}, []string{"pkg:generic/zlib vendored MIT third_party/c/zlib/LICENSE:1"}},
		"a copy inside of a copy":     {map[string]string{"third_party/a/LICENSE": mit, "third_party/a/third_party/b/LICENSE": apache}, []string{"pkg:generic/a vendored MIT third_party/a/LICENSE:1", "pkg:generic/b vendored Apache-2.0 third_party/a/third_party/b/LICENSE:1"}},
		"sources without a name":      {map[string]string{"LICENSE": apache + "\n" + mit, "third_party/mix/src/a.c": "/* Copyright X\nlicense: MIT\n*/\n"}, []string{"pkg:generic/mix vendored MIT third_party/mix/src/a.c:2"}},
		"own code in the directory":   {map[string]string{"LICENSE": apache, "third_party/glue/a.c": "/* Copyright X\nlicense: Apache-2.0\n*/\n", "third_party/empty/CMakeLists.txt": "add_library(x)"}, nil},
		"apart: another license":      {map[string]string{"LICENSE": apache, "src/lua/COPYRIGHT": "", "src/lua/LICENSE": mit, "src/lua/README": "Lua 5.4.6\n"}, []string{"pkg:generic/lua@5.4.6 vendored MIT src/lua/LICENSE:1 src/lua/README:1"}},
		"apart: the same license":     {map[string]string{"LICENSE": apache, "src/own/LICENSE": apache, "src/own/VERSION": "1.0\n"}, nil},
		"apart: a project":            {map[string]string{"LICENSE": apache, "src/sdk/LICENSE": mit, "src/sdk/VERSION": "1.0\n", "src/sdk/pom.xml": "<project/>"}, nil},
		"apart: no version":           {map[string]string{"LICENSE": apache, "src/x/LICENSE": mit}, nil},
		"a manager answers":           {map[string]string{"go.mod": "module m\n\nrequire example.org/a v1.0.0\n", "vendor/modules.txt": "# example.org/a v1.0.0\n## explicit\nexample.org/a\n", "vendor/example.org/a/LICENSE": mit, "vendor/example.org/a/VERSION": "1.0.0\n"}, []string{"pkg:golang/example.org/a@v1.0.0 product MIT go.mod:3 vendor/modules.txt:1"}},
		"banner":                      {map[string]string{"web/js/jquery-3.4.1.min.js": "/*! jQuery v3.4.1 | (c) JS Foundation and other contributors | jquery.org/license */\n!function(){}"}, []string{"pkg:generic/jquery@3.4.1 vendored  web/js/jquery-3.4.1.min.js:1"}},
		"banner of several words":     {map[string]string{"web/font-awesome.css": "/*!\n *  Font Awesome 4.7.0 by @x - http://fontawesome.io\n *  license: OFL-1.1 \n */\n", "web/jquery.js": "/*!\n * jQuery JavaScript Library v2.1.4\n * http://jquery.com/\n */"}, []string{"pkg:generic/font-awesome@4.7.0 vendored OFL-1.1 web/font-awesome.css:2", "pkg:generic/jquery@2.1.4 vendored  web/jquery.js:2"}},
		"banner of two lines":         {map[string]string{"web/moment.js": "//! moment.js\n//! version : 2.18.1\n//! license: MIT \n"}, []string{"pkg:generic/moment.js@2.18.1 vendored MIT web/moment.js:2"}},
		"banner: tests keep theirs":   {map[string]string{"test/web/x.js": "/*! jQuery v3.4.1 | (c) X */\n"}, []string{"pkg:generic/jquery@3.4.1 test  test/web/x.js:1"}},
		"banner of its own":           {map[string]string{"package.json": `{"name":"@me/tool","version":"1.0.0"}`, "dist/tool.js": "/*! tool v1.0.0 | (c) me */"}, nil},
		"no banner":                   {map[string]string{"a.js": "/* Copyright 2020.1 X */", "b.js": "// Licensed under the Apache License, Version 2.0\n// http://x", "c.js": "/* since 1.2.3 http://x */", "d.js": "/* x 1.2.3 */", "e.js": "var a = 'jQuery v1.2.3 http://'", "f.js": "/**\n * Requires jQuery 1.7 http://x\n */"}, nil},
		"below a root":                {map[string]string{"static/vendor/ui-router.min.js": "/**\n * Routing of states\n * @version v1.0.1\n * @license X */", "static/vendor/toastr-1.4.1.min.js": "!function(){}", "static/vendor/own.js": "var x", "static/vendor/lo.min.js": "(function(){\nvar VERSION=\"4.6.1\";"}, []string{"pkg:generic/lo@4.6.1 vendored  static/vendor/lo.min.js:2", "pkg:generic/toastr@1.4.1 vendored  static/vendor/toastr-1.4.1.min.js:0", "pkg:generic/ui-router@1.0.1 vendored  static/vendor/ui-router.min.js:3"}},
		"node_modules have manifests": {map[string]string{"node_modules/jquery/package.json": `{"name":"jquery","version":"3.4.1"}`, "node_modules/jquery/dist/jquery.js": "/*! jQuery v3.4.1 | (c) X */", "node_modules/jquery/LICENSE": mit}, []string{"pkg:npm/jquery@3.4.1 vendored MIT node_modules/jquery/package.json:1"}},
		"single headers":              {map[string]string{"src/stb_image.h": "/* stb_image - v2.26 - public domain image loader\n*/", "third_party/json.hpp": "/*\n JSON for Modern C++\n version 3.7.3\n license: MIT \n*/", "third_party/sqlite3.c": "/****\n** This file is an amalgamation of many separate files from SQLite\n** version 3.35.5.  By combining\n*/"}, []string{"pkg:generic/json@3.7.3 vendored MIT third_party/json.hpp:3", "pkg:generic/sqlite3@3.35.5 vendored  third_party/sqlite3.c:3", "pkg:generic/stb_image@2.26 vendored  src/stb_image.h:1"}},
		"own C files":                 {map[string]string{"src/tool.c": "/* tool.c - v1.2, ours */", "src/gpl.c": "/* GNU General Public License v2.0 http://x */"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			facts := scanTree(t, treeOf(test.files), Options{Licenses: wordsReader{}})
			if d := cmp.Diff(test.want, copied(facts.Components)); d != "" {
				t.Errorf("components (-want +got):\n%s", d)
			}
			for _, m := range facts.Manifests {
				if m.Kind == "executable" {
					t.Errorf("%s is taken for an executable", m.Path)
				}
			}
		})
	}
}

func FuzzVendoredHead(f *testing.F) {
	for _, head := range []string{"/*! x v1.2.3 (c) */", "// a\n// version: 1.0\n// http://", "/* stb - v1.2 - public domain", "\xef\xbb\xbf/*\n\n*/", "//", "/*"} {
		f.Add("vendor/x.js", []byte(head))
		f.Add("vendor/x-1.2.h", []byte(head))
	}
	f.Fuzz(func(t *testing.T, p string, head []byte) {
		for _, read := range []func() (evidence, bool){
			func() (evidence, bool) { return banner(p, head) },
			func() (evidence, bool) { return unnumbered(p, head) },
			func() (evidence, bool) { return cHead(p, head, true) },
			func() (evidence, bool) { return macroVersion(head, "x", true) },
		} {
			if v, ok := read(); ok && v.line > strings.Count(string(head), "\n")+1 {
				t.Errorf("line %d of %d", v.line, strings.Count(string(head), "\n")+1)
			}
		}
	})
}
