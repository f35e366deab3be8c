// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

func TestDownload(t *testing.T) {
	npm := func(resolved string) map[string]string {
		return map[string]string{"package-lock.json": fmt.Sprintf(`{"lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1.0.0", "resolved": %q}}}`, resolved)}
	}
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"npm", npm("https://registry.example.org/a/-/a-1.0.0.tgz"), "https://registry.example.org/a/-/a-1.0.0.tgz"},
		{"a user", npm("https://me:word@registry.example.org/a.tgz"), ""},
		{"a query", npm("https://registry.example.org/a.tgz?token=x"), ""},
		{"an empty query", npm("https://registry.example.org/a.tgz?"), ""},
		{"git", npm("git+ssh://git@example.org/o/a.git#0123"), ""},
		{"a file", npm("file:../a.tgz"), ""},
		{"no host", npm("https:///a.tgz"), ""},
		{"not an address", npm("https://[a"), ""},
		{"npm 6", map[string]string{"package-lock.json": `{"lockfileVersion": 1, "dependencies": {"a": {"version": "1.0.0", "resolved": "http://registry.example.org/a.tgz"}}}`}, "http://registry.example.org/a.tgz"},
		{"Yarn 1", map[string]string{"yarn.lock": "# yarn lockfile v1\n\n\na@1:\n  version \"1.0.0\"\n  resolved \"https://registry.example.org/a.tgz#0123\"\n"}, "https://registry.example.org/a.tgz"},
		{"composer", map[string]string{"composer.lock": `{"packages": [{"name": "o/a", "version": "1.0.0", "dist": {"type": "zip", "url": "https://example.org/a.zip", "shasum": null}}]}`}, "https://example.org/a.zip"},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts := scan(t, c.files)
			if len(facts.Components) != 1 || len(facts.Gaps) != 0 {
				t.Fatalf("components %v, gaps %v", facts.Components, facts.Gaps)
			}
			one := facts.Components[0]
			if diff := cmp.Diff(c.want, one.Download); diff != "" {
				t.Error(diff)
			}
			if proved := slices.Contains(one.Evidence[0].Proves, inventory.ProvesDownload); proved != (c.want != "") {
				t.Errorf("proves %v", one.Evidence[0].Proves)
			}
		})
	}
}
