// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// uvCache reads the cache of uv: wheels-vN/pypi/NAME/VERSION-TAGS.http begins with a note of
// the digest of the wheel and of the directory of archive-v0 into which uv unpacked it. A
// wheel with another digest than those that are pinned is not used; one that was fetched
// without asking for its digest has none.
func uvCache(_ *workspace, dir fs.FS) cacheLookUp {
	wheels := uvWheels(dir)
	return func(c *inventory.Component, _ int64) (cached, error) {
		problem := errNotCached
		for _, w := range wheels {
			own := path.Join(w, plainName(c.Name))
			if !fs.ValidPath(own) {
				continue
			}
			entries, err := fs.ReadDir(dir, own)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				problem = errDamaged
			}
			for _, e := range entries {
				if !strings.HasPrefix(e.Name(), c.Version+"-") || path.Ext(e.Name()) != ".http" {
					continue
				}
				x, err := uvWheel(dir, path.Join(own, e.Name()), c)
				if err == nil {
					return x, nil
				}
				if !errors.Is(err, errNotCached) {
					problem = err
				}
			}
		}
		return cached{}, problem
	}
}

// uvWheels returns the directories of wheels from PyPI, those of later forms first.
func uvWheels(dir fs.FS) (all []string) {
	entries, _ := fs.ReadDir(dir, ".")
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "wheels-v") {
			all = append([]string{path.Join(e.Name(), "pypi")}, all...)
		}
	}
	return all
}

// uvWheel reads the wheel that a note is about. errNotCached: it is another one than those
// that are pinned, as of another platform.
func uvWheel(dir fs.FS, note string, c *inventory.Component) (cached, error) {
	text, err := readCached(dir, note, maxLicenseBytes)
	if err != nil {
		return cached{}, err
	}
	value, err := messagePack(text) // what follows is of the HTTP cache
	fields, _ := value.([]any)
	if err != nil || len(fields) < 2 {
		return cached{}, errDamaged
	}
	id, _ := fields[0].(string)
	own := path.Join("archive-v0", id)
	if id == "" || strings.ContainsAny(id, `/\`) || !fs.ValidPath(own) {
		return cached{}, errDamaged
	}
	if !uvPinned(fields[1], c) {
		return cached{}, errNotCached
	}
	return pythonPackage(dir, own, c)
}

// uvPinned reports whether a note has one of the digests that are pinned, or none is.
func uvPinned(digests any, c *inventory.Component) bool {
	if len(c.Hashes) == 0 {
		return true
	}
	list, _ := digests.([]any)
	for _, d := range list {
		m, _ := d.(map[string]any)
		for kind, digits := range m {
			text, _ := digits.(string)
			for _, h := range c.Hashes {
				if h == strings.ToLower(kind)+":"+text {
					return true
				}
			}
		}
	}
	return false
}

// pythonPackage reads the metadata of the package of that name and version in a directory
// of packages.
func pythonPackage(dir fs.FS, packages string, c *inventory.Component) (cached, error) {
	entries, err := fs.ReadDir(dir, packages)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) { // the note says that it is there
			return cached{}, errDamaged
		}
		return cached{}, notCached(err)
	}
	for _, e := range entries {
		if e.IsDir() && isMetadataOf(e.Name(), c) {
			return pythonMetadata(dir, path.Join(packages, e.Name()))
		}
	}
	return cached{}, errNotCached
}

// isMetadataOf reports whether a directory is named NAME-VERSION.dist-info of a component.
func isMetadataOf(base string, c *inventory.Component) bool {
	base, ok := strings.CutSuffix(base, ".dist-info")
	name, version, _ := strings.Cut(base, "-")
	return ok && plainName(name) == plainName(c.Name) && strings.EqualFold(version, c.Version)
}

// pythonMetadata returns the files of a *.dist-info directory that speak of the license:
// those that ownFiles takes of one in the tree.
func pythonMetadata(dir fs.FS, own string) (x cached, err error) {
	if x, err = unpacked(dir, own, "METADATA"); err != nil {
		return x, err
	}
	for _, sub := range []string{"licenses", "license_files"} {
		entries, err := fs.ReadDir(dir, path.Join(own, sub))
		if err != nil {
			continue
		}
		for _, e := range entries {
			if len(x.files) >= maxLicenseFiles || !e.Type().IsRegular() || sub != "licenses" && !isOwnLicense(e.Name()) {
				continue
			}
			p := path.Join(own, sub, e.Name())
			text, err := readCached(dir, p, maxLicenseBytes)
			if err != nil {
				x.unread = x.unread || isOwnLicense(e.Name())
				continue
			}
			x.files = append(x.files, ownFile{path: p, content: text, readme: isReadme(e.Name()), others: ofOthers(e.Name())})
		}
	}
	for _, f := range x.files {
		if f.manifest {
			x.declared = pythonDeclared(f.content)
		}
	}
	return x, nil
}

// pythonDeclared is what the head of Python metadata declares, as syft reads it in a tree:
// the expression, else the field License.
func pythonDeclared(metadata []byte) string {
	fields, last := map[string]string{}, ""
	for line := range bytes.Lines(metadata) {
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			break
		}
		if text[0] == ' ' || text[0] == '\t' {
			fields[last] += " " + text
			continue
		}
		key, value, _ := strings.Cut(text, ":")
		last = key
		fields[key] = strings.TrimSpace(value)
	}
	if value := cmp.Or(fields["License-Expression"], fields["License"]); value != "UNKNOWN" {
		return licenseOf(value)
	}
	return ""
}

// environmentCache reads the packages of a Python environment: lib/pythonX.Y/site-packages
// or, on Windows, Lib/site-packages. What is installed does not tell of which archive it is:
// name and version count, whatever is pinned.
func environmentCache(_ *workspace, dir fs.FS) cacheLookUp {
	type place struct{ packages, base string }
	places := map[string][]place{} // by name
	for _, packages := range sitePackages(dir) {
		entries, _ := fs.ReadDir(dir, packages)
		for _, e := range entries {
			if base, ok := strings.CutSuffix(e.Name(), ".dist-info"); ok && e.IsDir() {
				name, _, _ := strings.Cut(base, "-")
				places[plainName(name)] = append(places[plainName(name)], place{packages, e.Name()})
			}
		}
	}
	return func(c *inventory.Component, _ int64) (cached, error) {
		for _, p := range places[plainName(c.Name)] {
			if isMetadataOf(p.base, c) {
				return pythonMetadata(dir, path.Join(p.packages, p.base))
			}
		}
		return cached{}, errNotCached
	}
}

// sitePackages returns the directories of packages in an environment.
func sitePackages(dir fs.FS) (all []string) {
	libs, _ := fs.ReadDir(dir, "lib")
	for _, e := range libs {
		if strings.HasPrefix(e.Name(), "python") && e.IsDir() {
			all = append(all, path.Join("lib", e.Name(), "site-packages"))
		}
	}
	return append(all, "Lib/site-packages")
}
