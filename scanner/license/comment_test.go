// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"strings"
	"testing"
)

func TestLeadingComment(t *testing.T) {
	for _, c := range []struct{ file, comment, code string }{
		{"a.c", "/* a\n b */\n// c\n\n", "int x; /* d */\n"},
		{"a.c", "#ifndef A_H\n#define A_H\n/* a */\n", "#include <b>\n/* c */\n"},
		{"a.js", "/*! a */", "!function(){}\n// b\n"},
		{"a.js", "'use strict'\n// a\n", ";(function() {\n"},
		{"a.go", "// a\n\npackage b\n\n// c\n", "var x int\n"},
		{"run", "#!/bin/sh\n# a\n", "echo b\n"},
		{"a.py", "\"\"\"\na\n\"\"\"\n# b\n", "import c\n"},
		{"a.html", "<!DOCTYPE html>\n<!-- a\nb -->\n", "<body>\n"},
		{"a.el", ";;; a\n; b\n", "(c)\n"},
		{"CMakeLists.txt", "# a\n", "project(b)\n"},
		{"config.h.in", "/* a */\n", "int b;\n"},
		{"README.md", "", "# a\n"},
		{"LICENSE", "", "# a\n"},
		{"a.c", "", "int a;\n"},
		{"a.c", "/* a */ /* b\n", ""},
		{"a.c", "", ""},
	} {
		if got := leadingComment(c.file, []byte(c.comment+c.code)); got != len(c.comment) && strings.TrimSpace((c.comment + c.code)[min(got, len(c.comment)):max(got, len(c.comment))]) != "" {
			t.Errorf("%s: %q: comment of %d bytes, want %d", c.file, c.comment+c.code, got, len(c.comment))
		}
	}
	long := strings.Repeat("// a\n", leadingLines+1)
	if got := leadingComment("a.go", []byte(long)); got != leadingLines*len("// a\n") {
		t.Errorf("%d bytes of a long comment", got)
	}
}
