// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"io/fs"
	"path"
	"regexp"
	"sort"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// yarnZip is the archive that Yarn 2 and later makes of a package and pins in yarn.lock.
type yarnZip struct {
	name   string // of the package, below node_modules
	slug   string // how file names begin
	key    string // how they end in a global cache
	digest string // "sha512:" and hexadecimal digits of the archive
	path   string // in the tree; "" when it is not there
}

// zipOf reads what yarn.lock says of the archive of an entry; false for what is not from a
// registry, and without a checksum.
func zipOf(resolution, checksum, cacheKey string) (z yarnZip, ok bool) {
	name, reference := cutSpec(resolution)
	version, npm := strings.CutPrefix(reference, "npm:")
	version, _, _ = strings.Cut(version, "::") // where it is from
	if prefix, digits, ok := strings.Cut(checksum, "/"); ok {
		cacheKey, checksum = prefix, digits
	}
	digest := hexDigest("sha512", checksum)
	if !npm || !exactVersion(version) || digest == nil || strings.Contains(version, "/") {
		return z, false
	}
	scope, base, scoped := strings.Cut(strings.TrimPrefix(name, "@"), "/")
	if !scoped {
		scope, base = "", scope
	}
	ident := sha512.Sum512([]byte(scope + base))
	locator := sha512.Sum512([]byte(hex.EncodeToString(ident[:]) + reference))
	return yarnZip{name: name, slug: strings.ReplaceAll(name, "/", "-") + "-npm-" + version + "-" + hex.EncodeToString(locator[:5]), key: cacheKey, digest: digest[0]}, true
}

// inTree is the name of the archive in the cache of a project.
func (z *yarnZip) inTree() string { return z.slug + "-" + z.digest[len("sha512:"):][:10] + ".zip" }

// read returns the files of an archive that speak of the package's license.
func (z *yarnZip) read(data []byte, p string) (x cached, err error) {
	if !hasDigest(data, z.digest) {
		return x, errOther
	}
	dir := "node_modules/" + z.name + "/"
	x, err = packed(data, p, packing{
		within:   func(member string) (string, bool) { return strings.CutPrefix(member, dir) },
		manifest: func(within string) bool { return within == "package.json" },
	})
	if err == nil {
		err = x.declareNPM()
	}
	return x, err
}

// yarnCache reads the global cache of Yarn 2 and later.
func yarnCache(w *workspace, dir fs.FS) cacheLookUp {
	return func(c *inventory.Component, limit int64) (cached, error) {
		z, ok := w.yarnZips[c.PURL]
		if !ok {
			return cached{}, errNotCached
		}
		for _, p := range []string{z.slug + "-" + z.key + ".zip", z.inTree()} {
			data, err := readCached(dir, p, limit)
			if errors.Is(err, errNotCached) {
				continue
			}
			if err != nil {
				return cached{}, err
			}
			return z.read(data, p)
		}
		return cached{}, errNotCached
	}
}

var classicSlug = regexp.MustCompile(`[^@a-z0-9]+`)

// yarnClassicCache reads the cache of Yarn 1, which keeps the archive of a package beside
// its files: npm-NAME-VERSION-SHA1.../node_modules/NAME/.yarn-tarball.tgz.
func yarnClassicCache(_ *workspace, dir fs.FS) cacheLookUp {
	entries, listErr := fs.ReadDir(dir, ".") // sorted
	return func(c *inventory.Component, limit int64) (x cached, err error) {
		if listErr != nil {
			return x, notCached(listErr)
		}
		if len(c.Hashes) == 0 {
			return x, errNotCached
		}
		prefix := "npm-" + strings.Trim(classicSlug.ReplaceAllString(c.Name, "-"), "-") + "-" + c.Version + "-"
		var paths []string
		for i := sort.Search(len(entries), func(i int) bool { return entries[i].Name() >= prefix }); i < len(entries) && strings.HasPrefix(entries[i].Name(), prefix); i++ {
			paths = append(paths, path.Join(entries[i].Name(), "node_modules", c.Name, ".yarn-tarball.tgz"))
		}
		return firstArchive(dir, paths, c, limit)
	}
}

// yarnTreeCache reads the archives that a project keeps in its tree (.yarn/cache).
func yarnTreeCache(w *workspace) cacheLookUp {
	return func(c *inventory.Component, _ int64) (cached, error) {
		z, ok := w.yarnZips[c.PURL]
		if !ok || z.path == "" {
			return cached{}, errNotCached
		}
		data, err := w.read(z.path)
		if errors.Is(err, errTooLarge) {
			return cached{}, err
		}
		if err != nil {
			return cached{}, errDamaged
		}
		return z.read(data, z.path)
	}
}

// noteZip keeps what yarn.lock says of an archive, and returns its place in the cache
// directory of the project; "" when it is not there.
func (w *workspace) noteZip(cacheDir, purl string, z yarnZip) string {
	if w.yarnZips == nil {
		w.yarnZips = map[string]yarnZip{}
	}
	if p := path.Join(cacheDir, z.inTree()); w.has(p) {
		z.path = p
	}
	if known, ok := w.yarnZips[purl]; !ok || known.path == "" {
		w.yarnZips[purl] = z
	}
	return z.path
}
