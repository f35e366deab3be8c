// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
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
	readme   bool                   // counts only when no license file does
	head     bool                   // the license stands in the first lines
}

// ownLicense gathers what the files of one package say.
type ownLicense struct {
	w           *workspace
	by          LicenseReader
	declared    []string                // expressions of the manifest
	doubt       bool                    // the manifest says something that is not sure
	classifiers []string                // names of licenses in Python metadata
	field       []inventory.LicenseText // whole texts in a field of the metadata
	texts       []inventory.LicenseText
	readme      []inventory.LicenseText
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
		for i := range found {
			if l := &found[i]; l.Class == inventory.ClassManifest {
				o.declared = append(o.declared, l.Expression)
				o.doubt = o.doubt || l.Confidence < sureName
			}
		}
		if isPythonMetadata(f.path) {
			o.lookAtMetadata(f, found)
		}
		return
	}
	texts, file := textsOf(f, text, found)
	o.files = append(o.files, file)
	if len(texts) == 0 {
		o.unread = o.unread || isOwnLicense(path.Base(f.path)) && len(bytes.Fields(f.content)) >= minLicenseWords
	}
	o.texts = append(o.texts, texts...)
}

// lookAtReadmes adds what READMEs say when license files and metadata hold no text:
// else they do not count, and to read the many words of each would be for nothing.
func (o *ownLicense) lookAtReadmes() {
	if len(o.texts) > 0 || o.unread {
		return
	}
	if o.texts = o.field; len(o.texts) > 0 {
		return
	}
	for _, f := range o.readmes {
		if f.open != nil {
			text, err := f.open()
			if err != nil {
				continue
			}
			f.content = text
		}
		if found, err := o.by.File(o.w.ctx, f.path, f.content); err == nil {
			texts, _ := textsOf(f, f.content, found)
			o.readme = append(o.readme, texts...)
		}
	}
}

// textsOf returns the licenses that a file puts something under, with its place, and what the file is.
func textsOf(f ownFile, text []byte, found []inventory.License) ([]inventory.LicenseText, inventory.LicenseFile) {
	sum := sha256.Sum256(f.content)
	file := inventory.LicenseFile{Cache: f.cache, Path: f.path, Digest: "sha256:" + hex.EncodeToString(sum[:])}
	texts := textsIn(text, found, f.readme)
	for i := range texts {
		texts[i].Cache, texts[i].Path, texts[i].Digest = file.Cache, file.Path, file.Digest
	}
	return texts, file
}

// textsIn returns the licenses that a file puts something under: those of its
// texts and notices, else of its tags, else the only one that it names. Of a
// README texts alone count: it names many.
func textsIn(content []byte, found []inventory.License, readme bool) (texts []inventory.LicenseText) {
	take := func(class string) {
		named := and(distinct(texts))
		for i := range found {
			l := &found[i]
			e, err := spdx.Parse(l.Expression)
			if l.Class != class || l.Confidence == 0 || err != nil || strings.Contains(l.Expression, "LicenseRef-outgate-") {
				continue
			}
			if named != nil && len(spdx.Beyond(named, e)) == 0 && !strings.Contains(l.Expression, " WITH ") || slices.ContainsFunc(texts, func(t inventory.LicenseText) bool { return t.Expression == l.Expression }) {
				continue // said by a text already
			}
			texts = append(texts, inventory.LicenseText{Line: l.StartLine, Expression: l.Expression})
		}
	}
	take(inventory.ClassText)
	if readme {
		return texts
	}
	if choice, ok := choiceOf(content, texts, found); ok {
		return []inventory.LicenseText{choice}
	}
	take(inventory.ClassNotice)
	for _, class := range []string{inventory.ClassTag, inventory.ClassReference} {
		if len(texts) == 0 {
			take(class)
		}
		if class == inventory.ClassReference && len(texts) > 1 && texts[0].Expression != texts[1].Expression && !stronger(found) {
			return nil
		}
	}
	return texts
}

// stronger reports whether a file does more than name licenses.
func stronger(found []inventory.License) bool {
	return slices.ContainsFunc(found, func(l inventory.License) bool { return l.Class != inventory.ClassReference })
}

var choiceWords = regexp.MustCompile(`(?i)\b(either|or|option|choose|choice)\b`)

// choiceOf returns the choice that a file offers between all of its texts, in so
// many words: "dual licensed" alone may as well mean that both count.
func choiceOf(content []byte, texts []inventory.LicenseText, found []inventory.License) (inventory.LicenseText, bool) {
	if len(texts) < 2 {
		return inventory.LicenseText{}, false
	}
	all := and(distinct(texts))
	for i := range found {
		l := &found[i]
		e, err := spdx.Parse(l.Expression)
		if err == nil && strings.Contains(e.String(), " OR ") && l.Confidence >= sureName && len(spdx.Beyond(e, all)) == 0 && len(spdx.Beyond(all, e)) == 0 &&
			choiceWords.Match(linesFrom(content, l.StartLine, l.EndLine+1)) {
			return inventory.LicenseText{Line: l.StartLine, Expression: e.String()}, true
		}
	}
	return inventory.LicenseText{}, false
}

// linesFrom returns the lines first to last of a text, from 1.
func linesFrom(content []byte, first, last int) []byte {
	lines := bytes.Split(content, []byte("\n"))
	return bytes.Join(lines[min(max(first-1, 0), len(lines)):min(max(last, 0), len(lines))], []byte("\n"))
}

// distinct returns the expressions of texts, each once, in order.
func distinct(texts []inventory.LicenseText) (all []string) {
	for i := range texts {
		if !slices.Contains(all, texts[i].Expression) {
			all = append(all, texts[i].Expression)
		}
	}
	return all
}

// and joins expressions; those that cannot be parsed are none of ours.
func and(expressions []string) *spdx.Expr {
	var all []*spdx.Expr
	for _, s := range expressions {
		if e, err := spdx.Parse(s); err == nil {
			all = append(all, e)
		}
	}
	return spdx.And(all...)
}

// fill writes what is known into the licenses of a component.
func (o *ownLicense) fill(l *inventory.ComponentLicenses) {
	declared, err := spdx.Parse(l.Declared)
	if err != nil || l.Declared == "" {
		declared = nil
		if e := and(o.declared); len(o.declared) > 0 && !o.doubt && e != nil {
			declared, l.Declared = e, e.String()
		} else if s, sure := o.by.Value(l.Declared); l.Declared != "" && s != "" && sure >= sureName {
			if e, err := spdx.Parse(s); err == nil {
				declared, l.Declared = e, s
			}
		}
	}
	if l.Declared == "" {
		l.Declared = o.named()
		declared, _ = spdx.Parse(l.Declared)
	}
	texts := o.texts
	if len(texts) == 0 && !o.unread {
		texts = o.readme
	}
	found := and(withoutBase(distinct(texts)))
	switch {
	case found == nil:
		return
	case declared == nil && o.unread: // half of what it says is not known
		return
	case declared == nil:
		l.Concluded = found.String()
	case !spdx.Agree(declared, found):
		if o.unread {
			return
		}
		l.Concluded = found.String()
	case len(spdx.Beyond(declared, found)) > 0 && strings.Contains(found.String(), " OR "): // the files offer more than the field
		l.Concluded = found.String()
	default:
		all := []*spdx.Expr{declared}
		for _, b := range spdx.Beyond(declared, found) {
			if e, err := spdx.Parse(b.String()); err == nil {
				all = append(all, e)
			}
		}
		l.Concluded = spdx.And(all...).String()
	}
	l.Texts = texts
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

// withoutBase drops what another expression brings along as a part: the texts
// between which a file offers the choice, the text of the GPL beside an exception
// to it, or beside the LGPL-3.0, which is written as an addition to it.
func withoutBase(expressions []string) []string {
	return slices.DeleteFunc(expressions, func(s string) bool {
		return slices.ContainsFunc(expressions, func(o string) bool {
			return slices.Contains(strings.Split(o, " OR "), s) && o != s || strings.HasPrefix(o, s+" WITH ") || strings.HasPrefix(s, "GPL-3.0-") && !strings.Contains(s, " ") && strings.HasPrefix(o, "LGPL-3.0-")
		})
	})
}

// isOwnLicense reports whether a file by its name holds the license of what lies
// beside it: no list of the licenses of others.
func isOwnLicense(base string) bool {
	lower := strings.ToLower(base)
	for _, other := range []string{"3rd", "third", "depend", "bundled", "vendor", "binary", "notice", "header", "template", "spdx"} {
		if strings.Contains(lower, other) {
			return false
		}
	}
	switch path.Ext(lower) {
	case ".go", ".js", ".ts", ".mjs", ".cjs", ".json", ".py", ".rs", ".rb", ".java", ".class", ".h", ".c", ".php", ".yml", ".yaml", ".toml", ".xml", ".sh", ".map", ".png", ".svg", ".pdf":
		return false
	}
	stem := strings.TrimSuffix(lower, path.Ext(lower))
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

func isReadme(base string) bool {
	lower := strings.ToLower(base)
	return lower == "readme" || strings.HasPrefix(lower, "readme.")
}
