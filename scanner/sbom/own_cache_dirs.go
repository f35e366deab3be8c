// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/mod/module"

	"github.com/outgate/outgate/inventory"
)

// goCache reads modules of GOMODCACHE.
func goCache(_ *workspace, dir fs.FS) cacheLookUp {
	return func(c *inventory.Component, _ int64) (cached, error) {
		p, err := module.EscapePath(c.Name)
		v, errVersion := module.EscapeVersion(c.Version)
		if err != nil || errVersion != nil {
			return cached{}, errNotCached
		}
		return unpacked(dir, p+"@"+v, "")
	}
}

// cargoCache reads packages of registry/src of CARGO_HOME, of the first registry that has them.
func cargoCache(_ *workspace, dir fs.FS) cacheLookUp {
	registries, err := fs.ReadDir(dir, ".")
	return func(c *inventory.Component, _ int64) (cached, error) {
		if err != nil {
			return cached{}, notCached(err)
		}
		if strings.ContainsAny(c.Name+c.Version, `/\`) {
			return cached{}, errNotCached
		}
		for _, r := range registries {
			if x, err := unpacked(dir, path.Join(r.Name(), c.Name+"-"+c.Version), "Cargo.toml"); !errors.Is(err, errNotCached) {
				return x, err
			}
		}
		return cached{}, errNotCached
	}
}

// maxPOMs is how many parents of a pom.xml are asked for its license.
const maxPOMs = 10

// mavenCache reads artifacts of the local repository of Maven.
func mavenCache(_ *workspace, dir fs.FS) cacheLookUp {
	return func(c *inventory.Component, limit int64) (cached, error) {
		return mavenArtifact(c, func(group, artifact, version, ending string) ([]byte, string, error) {
			p := mavenFile(group, artifact, version, ending)
			data, err := readCached(dir, p, limit)
			return data, p, err
		})
	}
}

// mavenArtifact reads the license of a Maven artifact in its pom.xml, and the license files in
// its jar. read finds a file of an artifact by its ending, and tells its path.
func mavenArtifact(c *inventory.Component, read func(group, artifact, version, ending string) ([]byte, string, error)) (x cached, err error) {
	group, name, ok := strings.Cut(c.Name, ":")
	if !ok {
		return x, errNotCached
	}
	x.files = poms(group, name, c.Version, func(group, name, version string) []byte {
		text, _, err := read(group, name, version, ".pom")
		if err != nil || len(text) > maxLicenseBytes {
			return nil
		}
		return text
	})
	data, p, err := read(group, name, c.Version, ".jar")
	if err == nil {
		if _, problem := zip.NewReader(bytes.NewReader(data), int64(len(data))); problem != nil {
			err = errDamaged
		}
		x.files = append(x.files, zippedLicenses(data, p)...)
	}
	if len(x.files) == 0 {
		return x, err
	}
	if err != nil && !errors.Is(err, errNotCached) { // there need not be one
		x.problem, x.unread = err, true
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
