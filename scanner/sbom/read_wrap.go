// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"path"
	"strings"
)

// readWrap reads a wrap of Meson, which tells where a subproject is fetched from.
// It is named by its file; the version is the commit, or stands in the name of the
// directory that the archive unpacks to.
func readWrap(_ *workspace, m manifest) (r report) {
	fields, lines := map[string]string{}, map[string]int{}
	n := 0
	for line := range bytes.Lines(withoutBOM(m.text)) {
		n++
		key, value, ok := strings.Cut(string(line), "=")
		if key = strings.TrimSpace(key); ok && key != "" && key[0] != '#' && lines[key] == 0 {
			fields[key], lines[key] = strings.TrimSpace(value), n
		}
	}
	name := strings.TrimSuffix(path.Base(m.path), ".wrap")
	f := found{name: name, direct: true, path: m.path, scope: toolScope(name)}
	switch {
	case fields["url"] != "":
		f.line = lines["url"]
		if f.version = fields["revision"]; strings.EqualFold(f.version, "head") {
			f.version = ""
		}
		f.purl, f.name = repositoryPURL(fields["url"], f.version)
	case fields["source_url"] != "":
		f.line = lines["source_url"]
		one, ok := archiveFound(fields["source_url"], "", m.path, f.line)
		if !ok {
			version := firstGroup(archiveVersion, []byte("/"+fields["directory"]))
			one, _ = namedSource(name, fields["source_url"], version, false)
		}
		f.purl, f.name, f.version = one.purl, one.name, one.version
		f.hashes = hexDigest("sha256", strings.ToLower(fields["source_hash"]))
	}
	if f.purl != "" {
		r.found = append(r.found, f)
	}
	return r
}
