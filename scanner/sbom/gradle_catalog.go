// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"path"
	"strings"

	"github.com/outgate/outgate/scanner"
)

// gradleCatalog is a version catalog (libs.versions.toml); keys are aliases
// with dots, as accessors write them.
type gradleCatalog struct {
	versions  map[string]string
	libraries map[string]string   // "group:artifact[:version]"
	bundles   map[string][]string // keys of libraries
	plugins   map[string]string   // "id:version"
}

// alias turns the name of an entry into its accessor: a-b_c is a.b.c.
func alias(name string) string { return strings.NewReplacer("-", ".", "_", ".").Replace(name) }

func parseCatalog(text []byte) (*gradleCatalog, error) {
	var raw struct {
		Versions  map[string]any      `toml:"versions"`
		Libraries map[string]any      `toml:"libraries"`
		Bundles   map[string][]string `toml:"bundles"`
		Plugins   map[string]any      `toml:"plugins"`
	}
	if err := scanner.UnmarshalTOML(withoutBOM(text), &raw); err != nil {
		return nil, err
	}
	c := &gradleCatalog{versions: map[string]string{}, libraries: map[string]string{}, bundles: map[string][]string{}, plugins: map[string]string{}}
	for name, v := range raw.Versions {
		c.versions[alias(name)] = c.version(v)
	}
	for name, v := range raw.Libraries {
		if line, ok := v.(string); ok {
			c.libraries[alias(name)] = line
			continue
		}
		table, _ := v.(map[string]any)
		module, _ := table["module"].(string)
		if module == "" {
			group, _ := table["group"].(string)
			artifact, _ := table["name"].(string)
			module = group + ":" + artifact
		}
		if version := c.version(table["version"]); version != "" {
			module += ":" + version
		}
		c.libraries[alias(name)] = module
	}
	for name, list := range raw.Bundles {
		for _, l := range list {
			c.bundles[alias(name)] = append(c.bundles[alias(name)], alias(l))
		}
	}
	for name, v := range raw.Plugins {
		line, ok := v.(string)
		if !ok {
			table, _ := v.(map[string]any)
			line, _ = table["id"].(string)
			line += ":" + c.version(table["version"])
		}
		c.plugins[alias(name)] = line
	}
	return c, nil
}

// version reads "1.0", {ref = "x"} or a rich version with one definite value.
func (c *gradleCatalog) version(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case map[string]any:
		if ref, ok := v["ref"].(string); ok {
			return c.versions[alias(ref)]
		}
		for _, key := range []string{"strictly", "require", "prefer"} {
			if s, ok := v[key].(string); ok && definite(s) != "" {
				return s
			}
		}
	}
	return ""
}

// accessor resolves libs.a.b, libs.bundles.x and libs.plugins.y as a script of
// a directory sees them. known is false when no catalog has that name.
func (b *gradleBuild) accessor(file, name string) (lines []string, known bool) {
	first, rest, ok := strings.Cut(name, ".")
	if !ok {
		return nil, false
	}
	for _, suffix := range []string{".get", ".asProvider"} {
		rest = strings.TrimSuffix(rest, suffix)
	}
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if c := b.catalog[path.Join(dir, first)]; c != nil {
			return c.entry(rest), true
		}
		if dir == "." {
			return nil, false
		}
	}
}

// anyCatalog resolves an entry by the nearest catalog that has it, "libs" first.
func (b *gradleBuild) anyCatalog(file, entry string) []string {
	entry = strings.TrimSuffix(strings.TrimSuffix(entry, ".get"), ".requiredVersion")
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if c := b.catalog[path.Join(dir, "libs")]; c != nil {
			if lines := c.entry(entry); lines != nil {
				return lines
			}
		}
		for _, key := range sortedKeys(b.catalog) {
			if path.Dir(key) == dir {
				if lines := b.catalog[key].entry(entry); lines != nil {
					return lines
				}
			}
		}
		if dir == "." {
			return nil
		}
	}
}

func (c *gradleCatalog) entry(name string) []string {
	if bundle, ok := strings.CutPrefix(name, "bundles."); ok {
		var lines []string
		for _, l := range c.bundles[bundle] {
			if line := c.libraries[l]; line != "" {
				lines = append(lines, line)
			}
		}
		return lines
	}
	if version, ok := strings.CutPrefix(name, "versions."); ok && c.versions[version] != "" {
		return []string{c.versions[version]}
	}
	if plugin, ok := strings.CutPrefix(name, "plugins."); ok && c.plugins[plugin] != "" {
		return []string{c.plugins[plugin]}
	}
	if line := c.libraries[name]; line != "" {
		return []string{line}
	}
	return nil
}

// readCatalogAlone says when a catalog cannot be read; the scripts that use it
// name its libraries.
func readCatalogAlone(_ *workspace, m manifest) (r report) {
	if _, err := parseCatalog(m.text); err != nil {
		r.unparsable(m.path, "not readable as a Gradle version catalog")
	}
	return r
}
