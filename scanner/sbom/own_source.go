// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"slices"
	"strings"
)

// ownSource is where a package's own files lie in the tree.
type ownSource struct {
	dir      string // a directory, or an archive
	manifest string // its metadata; "" when there is none
}

// sourcesOf returns the place of each package, by purl; of several copies the
// first by path.
func sourcesOf(all []found) map[string]ownSource {
	out := map[string]ownSource{}
	for i := range all {
		f := &all[i]
		if f.source == "" {
			continue
		}
		s := ownSource{dir: f.source}
		switch base := path.Base(f.path); {
		case base == "modules.txt", f.vendored && f.source == f.path:
		case f.vendored && base != "package.json":
		case base == "installed.json":
			s.manifest = path.Join(f.source, "composer.json")
		default:
			s.manifest = f.path
		}
		if old, ok := out[f.purl]; !ok || s.dir < old.dir {
			out[f.purl] = s
		}
	}
	return out
}

// licenseFiles returns the license files and READMEs of the tree by directory.
func (w *workspace) licenseFiles() map[string][]string {
	byDir := map[string][]string{}
	if len(w.sources) == 0 {
		return byDir
	}
	entries := w.tree.Entries()
	for i := range entries {
		if !entries[i].Regular() {
			continue
		}
		dir, base := path.Split(entries[i].Path)
		dir = strings.TrimSuffix(dir, "/")
		if isOwnLicense(base) || isReadme(base) || path.Base(dir) == "licenses" && strings.HasSuffix(path.Dir(dir), "-info") {
			byDir[dir] = append(byDir[dir], entries[i].Path)
		}
	}
	return byDir
}

// ownFiles reads the files of a package that speak of its license: its manifest,
// license files beside it, and those that a wheel keeps below licenses.
func (w *workspace) ownFiles(s ownSource, byDir map[string][]string) (files []ownFile) {
	if readsAsZip(s.dir) {
		return w.archived(s.dir)
	}
	if e := w.tree.Lookup(s.dir); e != nil && e.Size <= maxSingleFile { // a single file
		if text, err := w.read(s.dir); err == nil {
			files = append(files, ownFile{path: s.dir, content: text, head: true})
		}
		return files
	}
	if s.manifest != "" {
		if text, err := w.read(s.manifest); err == nil {
			files = append(files, ownFile{path: s.manifest, content: text, manifest: true})
		}
	}
	list := byDir[s.dir]
	if strings.HasSuffix(s.dir, "-info") {
		list = slices.Concat(list, byDir[s.dir+"/licenses"], byDir[s.dir+"/license_files"])
	}
	for _, p := range list[:min(len(list), maxLicenseFiles)] {
		if e := w.tree.Lookup(p); e == nil || e.Size > maxLicenseBytes {
			continue
		}
		if isReadme(path.Base(p)) {
			files = append(files, ownFile{path: p, readme: true, open: func() ([]byte, error) { return w.read(p) }})
		} else if text, err := w.read(p); err == nil {
			files = append(files, ownFile{path: p, content: text})
		}
	}
	return files
}

func readsAsZip(p string) bool {
	switch path.Ext(p) {
	case ".jar", ".war", ".ear", ".aar", ".hpi", ".jpi":
		return true
	}
	return false
}

// maxArchivedTexts bounds the license files of archives that are kept, in bytes.
const maxArchivedTexts = 64 << 20

// keepArchived keeps the license files of an archive for archived, as long as there is room.
func (w *workspace) keepArchived(p string, files []ownFile) {
	for i := range files {
		w.archiveBytes += len(files[i].content)
	}
	if w.archiveBytes <= maxArchivedTexts {
		w.archives[p] = files
	}
}

// archived returns the license files of a Java archive in the tree, those that were
// kept when it was read, else it reads it again.
func (w *workspace) archived(p string) []ownFile {
	if files, ok := w.archives[p]; ok {
		return files
	}
	data, err := w.read(p)
	if err != nil {
		return nil
	}
	return zippedLicenses(data, p)
}

// zippedLicenses returns the license files at the root of an archive and in its META-INF.
func zippedLicenses(data []byte, name string) (files []ownFile) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil // the reader of archives says so
	}
	for _, f := range z.File {
		dir, base := path.Split(f.Name)
		if dir != "" && dir != "META-INF/" || !isOwnLicense(base) || len(files) >= maxLicenseFiles {
			continue
		}
		r, err := f.Open()
		if err != nil {
			continue
		}
		text, err := io.ReadAll(io.LimitReader(r, maxLicenseBytes+1))
		r.Close()
		if err == nil && len(text) <= maxLicenseBytes {
			files = append(files, ownFile{path: name + "!/" + f.Name, content: text})
		}
	}
	return files
}
