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
			files = append(files, ownFile{path: p, content: text, others: ofOthers(path.Base(p))})
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

// zippedLicenses returns the files of an archive that speak of its license: its
// metadata, which is the pom.xml when there is but one, and its manifest; and the
// license files at its root and in its META-INF, else the notice of an Eclipse plug-in.
func zippedLicenses(data []byte, name string) (files []ownFile) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil // the reader of archives says so
	}
	var poms, manifest, licenses, about []*zip.File
	for _, f := range z.File {
		switch dir, base := path.Split(f.Name); {
		case f.Name == jarManifestPath:
			manifest = []*zip.File{f}
		case base == "pom.xml" && strings.HasPrefix(dir, "META-INF/maven/"):
			poms = append(poms, f)
		case (dir == "" || dir == "META-INF/") && isOwnLicense(base):
			licenses = append(licenses, f)
		case f.Name == "about.html":
			about = append(about, f)
		}
	}
	if len(licenses) == 0 {
		licenses = about
	}
	if len(poms) != 1 {
		poms = nil
	}
	for _, f := range slices.Concat(poms, manifest, licenses[:min(len(licenses), maxLicenseFiles)]) {
		r, err := f.Open()
		if err != nil {
			continue
		}
		text, err := io.ReadAll(io.LimitReader(r, maxLicenseBytes+1))
		r.Close()
		if err == nil && len(text) <= maxLicenseBytes {
			files = append(files, ownFile{path: name + "!/" + f.Name, content: text, manifest: path.Base(f.Name) == "pom.xml" || f.Name == jarManifestPath})
		}
	}
	return files
}

// jarManifestPath is where an archive keeps its manifest (JAR specification).
const jarManifestPath = "META-INF/MANIFEST.MF"
