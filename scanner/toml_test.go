// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"fmt"
	"strings"
	"testing"
)

// Texts that the decoder would need minutes for, or a stack without end, are refused.
func TestUnmarshalTOML(t *testing.T) {
	many := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for name, c := range map[string]struct {
		text string
		want string // of the error; "" for none
	}{
		"many packages":                   {many(50000, "[[package]]\nname = \"p%d\"\n[package.dependencies]\na = 1\n"), ""},
		"many keys in all":                {many(30000, "[[package]]\nname = \"p%d\"\nversion = \"1\"\n"), ""},
		"a wide table":                    {many(maxTOMLKeys+1, "k%d = 1\n"), "keys in one table"},
		"many tables":                     {many(maxTOMLKeys+1, "[t%d]\n"), "keys in one table"},
		"a wide inline table":             {"a = [{" + strings.TrimSuffix(many(maxTOMLKeys+1, "k%d = 1,"), ",") + "}]\n", "keys in one table"},
		"one in another":                  {"a = {b = {" + strings.TrimSuffix(many(maxTOMLKeys+1, "k%d = 1,"), ",") + "}}\n", "keys in one table"},
		"keys between things like tables": {many(maxTOMLKeys+1, "k%d = [\n[\"x\"]\n]\n"), "keys in one table"},
		"deep":                            {"a = " + strings.Repeat("[", 100000), "nested too deeply"},
		"deep tables":                     {"a = " + strings.Repeat("{a=", 100000), "nested too deeply"},
		"broken":                          {"a = \n", "toml"},
	} {
		var doc map[string]any
		err := UnmarshalTOML([]byte(c.text), &doc)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
