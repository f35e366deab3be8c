// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// pnpmFile is a file of a package in a store of pnpm.
type pnpmFile struct {
	digest     string // "sha512:" and hexadecimal digits
	executable bool   // the store keeps those apart
}

// pnpmCache reads the stores of pnpm. None of them keeps the archive: an index leads from
// its digest to the files that were in it, each under its own digest, which is computed
// of what is read.
func pnpmCache(_ *workspace, dir fs.FS) cacheLookUp {
	stores := []struct {
		version string
		index   func(store fs.FS, c *inventory.Component, digits string) (map[string]pnpmFile, error)
	}{{"v11", pnpmDatabase}, {"v10", pnpmIndex}, {"v3", pnpmOldIndex}}
	return func(c *inventory.Component, _ int64) (cached, error) {
		problem := errNotCached
		for _, digest := range pinnedDigests(c) {
			digits, ok := strings.CutPrefix(digest, "sha512:")
			if !ok {
				continue
			}
			for _, s := range stores {
				store, err := fs.Sub(dir, s.version)
				if err != nil {
					continue
				}
				files, err := s.index(store, c, digits)
				var x cached
				if err == nil {
					if x, err = pnpmPackage(store, s.version, files); err == nil {
						return x, nil
					}
				}
				if !errors.Is(err, errNotCached) {
					problem = err
				}
			}
		}
		return cached{}, problem
	}
}

// pnpmPackage reads the files of a package that speak of its license.
func pnpmPackage(store fs.FS, version string, all map[string]pnpmFile) (x cached, err error) {
	read := func(f pnpmFile) ([]byte, error) {
		_, digits, _ := strings.Cut(f.digest, ":")
		p := path.Join("files", digits[:2], digits[2:])
		if f.executable {
			p += "-exec"
		}
		data, err := readCached(store, p, maxLicenseBytes)
		switch {
		case errors.Is(err, errNotCached): // the index says that it is there
			return nil, errDamaged
		case err == nil && !hasDigest(data, f.digest):
			return nil, errOther
		}
		return data, err
	}
	var names []string
	for name := range all {
		if !strings.ContainsAny(name, `/\`) && (isOwnLicense(name) || isReadme(name)) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	names = names[:min(len(names), maxLicenseFiles)]
	if _, ok := all["package.json"]; ok {
		names = slices.Insert(names, 0, "package.json")
	}
	for _, name := range names {
		f := all[name]
		_, digits, _ := strings.Cut(f.digest, ":")
		if len(digits) != 2*digestBytes("sha512") {
			return cached{}, errDamaged
		}
		file := ownFile{path: path.Join(version, "files", digits[:2], digits[2:]) + "!/" + name, manifest: name == "package.json", readme: isReadme(name)}
		if file.readme {
			file.open = func() ([]byte, error) { return read(f) }
		} else if file.content, err = read(f); errors.Is(err, errTooLarge) {
			x.unread = x.unread || !file.manifest
			continue
		} else if err != nil {
			return cached{}, err
		}
		x.files = append(x.files, file)
	}
	return x, x.declareNPM()
}

// pnpmJSON is an index file of the stores v3 and v10.
type pnpmJSON struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Files   map[string]struct {
		Integrity string `json:"integrity"`
		Mode      int64  `json:"mode"`
	} `json:"files"`
}

// maxIndexBytes is the largest index of one package that is read.
const maxIndexBytes = 32 << 20

// pnpmOldIndex reads the index of the store v3: files/aa/REST-index.json.
func pnpmOldIndex(store fs.FS, c *inventory.Component, digits string) (map[string]pnpmFile, error) {
	return readPnpmJSON(store, path.Join("files", digits[:2], digits[2:]+"-index.json"), c)
}

// pnpmIndex reads the index of the store v10: index/aa/REST-NAME@VERSION.json, of the
// first 32 bytes of the digest.
func pnpmIndex(store fs.FS, c *inventory.Component, digits string) (map[string]pnpmFile, error) {
	id := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`\/:*?"<>|`, r) {
			return '+'
		}
		return r
	}, c.Name+"@"+c.Version)
	return readPnpmJSON(store, path.Join("index", digits[:2], digits[2:64]+"-"+id+".json"), c)
}

func readPnpmJSON(store fs.FS, p string, c *inventory.Component) (map[string]pnpmFile, error) {
	text, err := readCached(store, p, maxIndexBytes)
	if err != nil {
		return nil, err
	}
	var index pnpmJSON
	if tooDeep(text) || json.Unmarshal(text, &index) != nil {
		return nil, errDamaged
	}
	if index.Name != "" && index.Name != c.Name || index.Version != "" && index.Version != c.Version {
		return nil, errOther
	}
	files := make(map[string]pnpmFile, len(index.Files))
	for name, f := range index.Files {
		digest := ""
		if all := integrity(f.Integrity); len(all) == 1 {
			digest = all[0]
		}
		files[name] = pnpmFile{digest: digest, executable: f.Mode&0o111 != 0}
	}
	return files, nil
}

// pnpmDatabase reads the index of the store v11: index.db, a table of SQLite with rows of
// MessagePack under "sha512-BASE64\tNAME@VERSION".
func pnpmDatabase(store fs.FS, c *inventory.Component, digits string) (map[string]pnpmFile, error) {
	sum, err := hex.DecodeString(digits)
	if err != nil {
		return nil, errNotCached
	}
	row, err := sqliteRow(store, "index.db", "package_index", "sha512-"+base64.StdEncoding.EncodeToString(sum)+"\t"+c.Name+"@"+c.Version)
	if err != nil {
		return nil, err
	}
	value, err := messagePack(row)
	if err != nil {
		return nil, errDamaged
	}
	index, _ := value.(map[string]any)
	list, ok := index["files"].(map[string]any)
	if !ok || index["algo"] != "sha512" {
		return nil, errDamaged
	}
	files := make(map[string]pnpmFile, len(list))
	for name, v := range list {
		f, _ := v.(map[string]any)
		digits, _ := f["digest"].(string)
		mode, _ := f["mode"].(int64)
		files[name] = pnpmFile{digest: "sha512:" + digits, executable: mode&0o111 != 0}
	}
	return files, nil
}
