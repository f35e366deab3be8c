// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// sureName is the confidence from which a declared name counts as the license:
// names that leave version or variant open ("BSD") are below it.
const sureName = 0.9

const (
	minLicenseWords = 10       // less than any license text needs to grant something
	maxLicenseFiles = 32       // of one package
	maxLicenseBytes = 1 << 20  // of one file
	maxSingleFile   = 16 << 20 // of a library that is one file
	maxHead         = 4096     // bytes of a single file in which its license is looked for
)

// ownLicenses fills in what components say of their license in their own files:
// Declared from their manifest where nothing better is known, Concluded from
// the license texts. It returns what caches hold and could not be used.
func (w *workspace) ownLicenses(all []inventory.Component, by LicenseReader, caches Caches) []problem {
	byDir := w.licenseFiles()
	outside := newCacheReader(w, caches, all)
	by = remembering{LicenseReader: by, known: map[fileKey][]inventory.License{}}
	for i := range all {
		c := &all[i]
		if w.ctx.Err() != nil {
			return nil
		}
		var files []ownFile
		s, ok := w.sources[c.PURL]
		if ok {
			files = w.ownFiles(s, byDir)
		}
		o := ownLicense{w: w, by: by, from: c.Origin}
		for _, f := range files {
			o.look(f)
		}
		if !ok {
			o.take(outside.of(i), c)
		}
		o.lookAtReadmes()
		o.lookAtModules(s)
		before := c.Licenses.Declared
		o.fill(&c.Licenses)
		c.Licenses.Others = o.others(c.Licenses.Texts)
		o.tellOrigin(c)
		if c.Licenses.Declared != before && len(o.declared)+len(o.classifiers) > 0 {
			provesLicense(c.Evidence, s.manifest)
		}
	}
	return outside.troubles()
}

// provesLicense notes that a manifest among the evidence tells the declared license.
func provesLicense(all []inventory.Evidence, manifest string) {
	for i := range all {
		if all[i].Path == manifest && !slices.Contains(all[i].Proves, inventory.ProvesLicense) {
			all[i].Proves = sorted(append(slices.Clone(all[i].Proves), inventory.ProvesLicense))
		}
	}
}

// ownFile is a file that speaks of a package's license.
type ownFile struct {
	cache    string // "" for the tree
	path     string
	content  []byte
	open     func() ([]byte, error) // instead of content: it may not be wanted
	manifest bool                   // the package's own metadata
	readme   bool                   // counts only when no license file does, and for a choice between their texts
	others   bool                   // tells the licenses of others: listed, and no evidence
	head     bool                   // the license stands in the first lines
}

// ownLicense gathers what the files of one package say.
type ownLicense struct {
	w           *workspace
	by          LicenseReader
	declared    []string  // expressions of the manifest
	doubt       bool      // the manifest says something that is not sure
	classifiers []string  // names of licenses in Python metadata
	several     bool      // the manifest names several licenses, and not how they go together
	onlyThat    bool      // the manifest says that it means no later version
	field       []granted // whole texts in a field of the metadata
	texts       []granted
	readme      []granted
	byName      []granted               // under which license files put something by name
	readmes     []ownFile               // not looked at yet
	unread      bool                    // a license file that nobody understands
	from        *inventory.Origin       // what is known before
	origins     []metadataOrigin        // what metadata says of makers and addresses, in the order in which it was looked at
	files       []inventory.LicenseFile // all that should hold a license, in the order in which they were looked at
}

// look adds what one file says; a README waits for lookAtReadmes.
func (o *ownLicense) look(f ownFile) {
	if f.readme {
		o.readmes = append(o.readmes, f)
		return
	}
	if f.others {
		o.files = append(o.files, fileOf(&f))
		return
	}
	if f.manifest {
		o.lookAtOrigin(f)
	}
	text := f.content
	if f.head {
		text = text[:min(len(text), maxHead)]
	}
	found, err := o.by.File(o.w.ctx, f.path, text)
	if err != nil {
		o.unread = o.unread || !f.manifest
		return
	}
	if f.manifest {
		lines := bytes.Split(text, []byte("\n"))
		for i := range found {
			if found[i].Class == inventory.ClassManifest {
				o.lookAtDeclared(f, lines, &found[i])
			}
		}
		if isPythonMetadata(f.path) {
			o.lookAtMetadata(f, found)
		}
		return
	}
	texts, file := textsOf(f, text, found)
	o.files = append(o.files, file)
	o.unread = o.unread || isOwnLicense(path.Base(f.path)) && (len(texts) == 0 && len(bytes.Fields(f.content)) >= minLicenseWords || grantsMore(text, found))
	o.texts = append(o.texts, texts...)
	o.byName = append(o.byName, namedIn(file, found)...)
}

// namedIn returns the licenses that a file names and puts something under.
func namedIn(file inventory.LicenseFile, found []inventory.License) (all []granted) {
	for i := range found {
		if l := &found[i]; l.Class == inventory.ClassReference && l.Confidence >= sureName && understood(l) {
			all = append(all, granted{LicenseText: inventory.LicenseText{Cache: file.Cache, Path: file.Path, Line: l.StartLine, Expression: l.Expression, Digest: file.Digest}})
		}
	}
	return all
}

// lookAtDeclared adds what a manifest declares. Of the Bundle-License of an archive,
// which stands behind its pom.xml, and of a pom.xml nobody can tell whether all or
// any of several licenses hold: some name those of parts. But a Bundle-License that
// offers the choice tells it for a pom.xml that does not.
func (o *ownLicense) lookAtDeclared(f ownFile, lines [][]byte, l *inventory.License) {
	bundle := strings.HasSuffix(f.path, "!/"+jarManifestPath)
	choice := strings.Contains(l.Expression, " OR ") && !strings.Contains(l.Expression, " AND ")
	switch {
	case bundle && o.several && choice:
		o.declared, o.several, o.doubt = nil, false, false
	case bundle && len(o.declared) > 0:
		return
	case bundle && strings.Contains(l.Expression, " AND "), path.Base(f.path) == "pom.xml" && strings.Contains(l.Expression, " OR ") && bytes.Count(f.content, []byte("<license>")) > 1:
		o.several, o.doubt = true, true
	}
	o.declared = append(o.declared, l.Expression)
	o.doubt = o.doubt || l.Confidence < sureName
	o.onlyThat = o.onlyThat || onlyWord.Match(linesFrom(lines, l.StartLine, l.EndLine))
}

// lookAtReadmes adds what READMEs say when license files and metadata hold no text:
// else they do not count, and to read the many words of each would be for nothing.
// But where nothing is declared they may offer the choice between several texts.
func (o *ownLicense) lookAtReadmes() {
	if o.unread || len(o.texts) > 0 && (len(o.declared)+len(o.classifiers) > 0 || len(distinct(o.texts)) == 1) {
		return
	}
	if len(o.texts) == 0 {
		if o.texts = o.field; len(o.texts) > 0 {
			return
		}
	}
	for _, f := range o.readmes {
		if f.open != nil {
			text, err := f.open()
			if err != nil {
				continue
			}
			f.content = text
		}
		found, err := o.by.File(o.w.ctx, f.path, f.content)
		if err != nil {
			continue
		}
		if len(o.texts) == 0 {
			texts, _ := textsOf(f, f.content, found)
			o.readme = append(o.readme, texts...)
		} else if choice, ok := choiceOf(f.content, o.texts, found); ok {
			choice.Cache, choice.Path, choice.Digest = f.cache, f.path, digestOf(f.content)
			o.texts = append(o.texts, choice)
			return
		}
	}
}

// others are the license files that are not among the texts, in path order.
func (o *ownLicense) others(texts []inventory.LicenseText) (out []inventory.LicenseFile) {
	for _, f := range o.files {
		if !slices.ContainsFunc(texts, func(t inventory.LicenseText) bool { return t.Cache == f.Cache && t.Path == f.Path }) {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b inventory.LicenseFile) int {
		return cmp.Or(strings.Compare(a.Cache, b.Cache), strings.Compare(a.Path, b.Path))
	})
	return slices.Compact(out)
}

// isOwnLicense reports whether a file by its name holds the license of what lies
// beside it: no list of the licenses of others, and no license of one file beside
// it ("logo.svg.license", REUSE).
func isOwnLicense(base string) bool {
	lower := strings.ToLower(base)
	if ofOthers(base) {
		return false
	}
	switch path.Ext(lower) {
	case ".go", ".js", ".ts", ".mjs", ".cjs", ".json", ".py", ".rs", ".rb", ".java", ".class", ".h", ".c", ".php", ".yml", ".yaml", ".toml", ".xml", ".sh", ".map", ".png", ".svg", ".pdf":
		return false
	}
	stem := strings.TrimSuffix(lower, path.Ext(lower))
	if path.Ext(lower) == ".license" && strings.Contains(stem, ".") {
		return false
	}
	for _, word := range []string{"license", "licence", "copying", "unlicense", "licenses"} {
		if rest, ok := strings.CutPrefix(lower, word); ok && (rest == "" || strings.ContainsRune("._-", rune(rest[0]))) {
			return true
		}
		if strings.HasSuffix(stem, "-"+word) || strings.HasSuffix(stem, "_"+word) || strings.HasSuffix(stem, "."+word) || strings.HasSuffix(lower, "."+word) {
			return true
		}
	}
	return false
}

// ofOthers reports whether a file by its name tells the licenses of others.
func ofOthers(base string) bool {
	lower := strings.ToLower(base)
	return slices.ContainsFunc([]string{"3rd", "third", "depend", "bundled", "vendor", "binary", "notice", "header", "template", "spdx"}, func(word string) bool { return strings.Contains(lower, word) })
}

// isReadme reports whether a file speaks of the package, or of the rights in it,
// without being a license.
func isReadme(base string) bool {
	lower := strings.ToLower(base)
	return lower == "readme" || lower == "copyright" || strings.HasPrefix(lower, "readme.") || strings.HasPrefix(lower, "copyright.")
}
