// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"encoding/xml"
	"errors"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/mod/module"

	"github.com/outgate/outgate/inventory"
)

// cachedGo reads a module of GOMODCACHE.
func cachedGo(dir fs.FS, c *inventory.Component, _ int64) (cached, error) {
	p, err := module.EscapePath(c.Name)
	v, errVersion := module.EscapeVersion(c.Version)
	if err != nil || errVersion != nil {
		return cached{}, errNotCached
	}
	return unpacked(dir, p+"@"+v, "")
}

// cachedCargo reads a package of registry/src of CARGO_HOME, of the first registry that has it.
func cachedCargo(dir fs.FS, c *inventory.Component, _ int64) (cached, error) {
	if strings.ContainsAny(c.Name+c.Version, `/\`) {
		return cached{}, errNotCached
	}
	registries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return cached{}, notCached(err)
	}
	for _, r := range registries {
		if x, err := unpacked(dir, path.Join(r.Name(), c.Name+"-"+c.Version), "Cargo.toml"); !errors.Is(err, errNotCached) {
			return x, err
		}
	}
	return cached{}, errNotCached
}

// maxPOMs is how many parents of a pom.xml are asked for its license.
const maxPOMs = 10

// cachedMaven reads an artifact of the local repository of Maven: the license of its
// pom.xml, and the license files in its jar.
func cachedMaven(dir fs.FS, c *inventory.Component, limit int64) (x cached, err error) {
	group, artifact, ok := strings.Cut(c.Name, ":")
	if !ok {
		return x, errNotCached
	}
	x.files = poms(group, artifact, c.Version, func(group, artifact, version string) []byte {
		text, _ := readCached(dir, mavenFile(group, artifact, version, ".pom"), maxLicenseBytes)
		return text
	})
	jar := mavenFile(group, artifact, c.Version, ".jar")
	data, err := readCached(dir, jar, limit)
	if err == nil {
		x.files = append(x.files, zippedLicenses(data, jar)...)
	}
	if len(x.files) == 0 {
		return x, err
	}
	return x, nil
}

// poms returns the pom.xml of an artifact and, as long as none of them names a license,
// those of its parents.
func poms(group, artifact, version string, read func(group, artifact, version string) []byte) (files []ownFile) {
	for range maxPOMs {
		text := read(group, artifact, version)
		if text == nil || tooDeep(text) {
			return files
		}
		files = append(files, ownFile{path: "pom.xml", content: text, manifest: true})
		var p struct {
			Parent struct {
				Group    string `xml:"groupId"`
				Artifact string `xml:"artifactId"`
				Version  string `xml:"version"`
			} `xml:"parent"`
		}
		if pomLicense(text) != "" || xml.Unmarshal(text, &p) != nil || p.Parent.Artifact == "" {
			return files
		}
		group, artifact, version = strings.TrimSpace(p.Parent.Group), strings.TrimSpace(p.Parent.Artifact), strings.TrimSpace(p.Parent.Version)
	}
	return files
}

// mavenFile is the path of a file of an artifact in a Maven repository.
func mavenFile(group, artifact, version, ending string) string {
	return path.Join(strings.ReplaceAll(group, ".", "/"), artifact, version, artifact+"-"+version+ending)
}
