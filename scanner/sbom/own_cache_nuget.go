// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"path"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// nugetCache reads the global packages of NuGet, ID/VERSION in lower case, where packages
// lie unpacked. What packages.lock.json pins is the digest of the package without its
// signature; NuGet has computed it when it unpacked the package and noted it there, and a
// package with another note, or without, is not used for a pinned one.
func nugetCache(_ *workspace, dir fs.FS) cacheLookUp {
	return func(c *inventory.Component, _ int64) (x cached, err error) {
		id, version := strings.ToLower(c.Name), nugetVersion(c.Version)
		if strings.ContainsAny(id+version, `/\`) {
			return x, errNotCached
		}
		own := path.Join(id, version)
		if x, err = unpacked(dir, own, id+".nuspec"); err != nil {
			return x, err
		}
		if digests := pinnedDigests(c); len(digests) > 0 {
			note, err := readCached(dir, path.Join(own, ".nupkg.metadata"), maxLicenseBytes)
			if err != nil {
				return cached{}, errUnproved // NuGet has not finished, or is too old to note it
			}
			if !notedBy(note, digests) {
				return cached{}, errOther
			}
		}
		for _, f := range x.files {
			if f.manifest {
				x.addLicenseFile(dir, own, nuspecLicenseFile(f.content))
			}
		}
		return x, nil
	}
}

// notedBy reports whether .nupkg.metadata notes one of the digests.
func notedBy(note []byte, digests []string) bool {
	var m struct {
		ContentHash string `json:"contentHash"`
	}
	if tooDeep(note) || json.Unmarshal(withoutBOM(note), &m) != nil {
		return false
	}
	sum, err := base64.StdEncoding.DecodeString(m.ContentHash)
	if err != nil {
		return false
	}
	for _, d := range digests {
		if d == "sha512:"+hex.EncodeToString(sum) {
			return true
		}
	}
	return false
}

// nugetVersion is a version as NuGet names directories: three numbers or, when the last is
// not zero, four; without what is behind "+".
func nugetVersion(version string) string {
	version, _, _ = strings.Cut(strings.ToLower(version), "+")
	core, pre, isPre := strings.Cut(version, "-")
	parts := strings.Split(core, ".")
	for len(parts) < 3 {
		parts = append(parts, "0")
	}
	if len(parts) == 4 && strings.Trim(parts[3], "0") == "" {
		parts = parts[:3]
	}
	for i, p := range parts {
		if trimmed := strings.TrimLeft(p, "0"); trimmed != "" {
			parts[i] = trimmed
		} else {
			parts[i] = "0"
		}
	}
	if isPre {
		pre = "-" + pre
	}
	return strings.Join(parts, ".") + pre
}

// nuspecLicenseFile is the file that <license type="file"> names; "" when none is named.
func nuspecLicenseFile(nuspec []byte) (name string) {
	doc, err := parseXML(withoutBOM(nuspec))
	if err != nil {
		return ""
	}
	doc.each("license", func(e *xmlElement) {
		if e.attr("type") == "file" {
			name = strings.ReplaceAll(strings.TrimSpace(e.text), `\`, "/")
		}
	})
	return name
}

// addLicenseFile adds a file that metadata names as the license, when its own name does not tell.
func (x *cached) addLicenseFile(dir fs.FS, own, name string) {
	if name == "" || !fs.ValidPath(name) {
		return
	}
	p := path.Join(own, name)
	for _, f := range x.files {
		if f.path == p && !f.readme {
			return
		}
	}
	text, err := readCached(dir, p, maxLicenseBytes)
	if err != nil {
		x.unread = true
		return
	}
	x.files = append(x.files, ownFile{path: p, content: text})
}
