// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"encoding/xml"
	"io"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/mod/module"

	"github.com/outgate/outgate/inventory"
)

// Caches are the package caches outside of the tree that may be read; a nil one may not.
type Caches struct {
	Go    fs.FS // GOMODCACHE: also for the import graph of modules whose source is not in the tree
	Cargo fs.FS // registry/src of CARGO_HOME: a directory for each registry, and in it one for each package
	Maven fs.FS // the local repository
}

// maxPOMs is how many parents of a pom.xml are asked for its license.
const maxPOMs = 10

// fromCache adds what the files of a component in a cache say.
func (o *ownLicense) fromCache(c *inventory.Component, caches Caches) {
	if c.Version == "" {
		return
	}
	switch {
	case c.Type == "golang" && caches.Go != nil:
		p, err := module.EscapePath(c.Name)
		v, errVersion := module.EscapeVersion(c.Version)
		if err == nil && errVersion == nil {
			o.fromDir(caches.Go, inventory.CacheGo, p+"@"+v, "")
		}
	case c.Type == "cargo" && caches.Cargo != nil && !strings.ContainsAny(c.Name+c.Version, `/\`):
		registries, _ := fs.ReadDir(caches.Cargo, ".")
		for _, r := range registries {
			if o.fromDir(caches.Cargo, inventory.CacheCargo, path.Join(r.Name(), c.Name+"-"+c.Version), "Cargo.toml") {
				return
			}
		}
	case c.Type == "maven" && caches.Maven != nil:
		group, artifact, ok := strings.Cut(c.Name, ":")
		if !ok {
			return
		}
		o.fromPOM(caches.Maven, group, artifact, c.Version)
		jar := mavenFile(group, artifact, c.Version, ".jar")
		if data, ok := readCached(caches.Maven, jar, o.w.limit); ok {
			for _, f := range zippedLicenses(data, jar) {
				f.cache = inventory.CacheMaven
				o.look(f)
			}
		}
	}
}

// fromDir looks at the license files of a package in its directory; false when
// the cache does not hold it.
func (o *ownLicense) fromDir(cache fs.FS, name, dir, manifest string) bool {
	if !fs.ValidPath(dir) {
		return false
	}
	entries, err := fs.ReadDir(cache, dir)
	if err != nil {
		return false
	}
	n := 0
	for _, e := range entries {
		own := isOwnLicense(e.Name())
		if !e.Type().IsRegular() || !own && !isReadme(e.Name()) && e.Name() != manifest || n >= maxLicenseFiles {
			continue
		}
		n++
		p := path.Join(dir, e.Name())
		if isReadme(e.Name()) {
			o.look(ownFile{cache: name, path: p, readme: true, open: func() ([]byte, error) {
				text, ok := readCached(cache, p, maxLicenseBytes)
				if !ok {
					return nil, errNotInTree
				}
				return text, nil
			}})
			continue
		}
		text, ok := readCached(cache, p, maxLicenseBytes)
		if !ok {
			o.unread = o.unread || own
			continue
		}
		o.look(ownFile{cache: name, path: p, content: text, manifest: e.Name() == manifest})
	}
	return true
}

// fromPOM looks at the license of a pom.xml; one that names none has that of its parent.
func (o *ownLicense) fromPOM(cache fs.FS, group, artifact, version string) {
	for range maxPOMs {
		text, ok := readCached(cache, mavenFile(group, artifact, version, ".pom"), maxLicenseBytes)
		if !ok || tooDeep(text) {
			return
		}
		o.look(ownFile{cache: inventory.CacheMaven, path: "pom.xml", content: text, manifest: true})
		var p struct {
			Parent struct {
				Group    string `xml:"groupId"`
				Artifact string `xml:"artifactId"`
				Version  string `xml:"version"`
			} `xml:"parent"`
		}
		if len(o.declared) > 0 || xml.Unmarshal(text, &p) != nil || p.Parent.Artifact == "" {
			return
		}
		group, artifact, version = strings.TrimSpace(p.Parent.Group), strings.TrimSpace(p.Parent.Artifact), strings.TrimSpace(p.Parent.Version)
	}
}

// mavenFile is the path of a file of an artifact in a Maven repository.
func mavenFile(group, artifact, version, ending string) string {
	return path.Join(strings.ReplaceAll(group, ".", "/"), artifact, version, artifact+"-"+version+ending)
}

// readCached returns the content of a regular file of a cache that is no larger than a limit.
func readCached(cache fs.FS, p string, limit int64) ([]byte, bool) {
	if !fs.ValidPath(p) {
		return nil, false
	}
	f, err := cache.Open(p)
	if err != nil {
		return nil, false
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, false
	}
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	return data, err == nil && int64(len(data)) <= limit
}
