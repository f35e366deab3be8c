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
// the license texts.
func (w *workspace) ownLicenses(all []inventory.Component, by LicenseReader, caches Caches) {
	byDir := w.licenseFiles()
	by = remembering{LicenseReader: by, known: map[fileKey][]inventory.License{}}
	for i := range all {
		c := &all[i]
		if w.ctx.Err() != nil {
			return
		}
		var files []ownFile
		s, ok := w.sources[c.PURL]
		if ok {
			files = w.ownFiles(s, byDir)
		}
		o := ownLicense{w: w, by: by}
		for _, f := range files {
			o.look(f)
		}
		if !ok {
			o.fromCache(c, caches)
		}
		o.lookAtReadmes()
		o.lookAtModules(s)
		before := c.Licenses.Declared
		o.fill(&c.Licenses)
		c.Licenses.Others = o.others(c.Licenses.Texts)
		if c.Licenses.Declared != before && len(o.declared)+len(o.classifiers) > 0 {
			provesLicense(c.Evidence, s.manifest)
		}
	}
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
	readmes     []ownFile               // not looked at yet
	unread      bool                    // a license file that nobody understands
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
			if found[i].Class == inventory.ClassManifest {
				o.lookAtDeclared(f, text, &found[i])
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
}

// lookAtDeclared adds what a manifest declares. Of the Bundle-License of an archive,
// which stands behind its pom.xml, and of a pom.xml nobody can tell whether all or
// any of several licenses hold: some name those of parts.
func (o *ownLicense) lookAtDeclared(f ownFile, text []byte, l *inventory.License) {
	bundle := strings.HasSuffix(f.path, "!/"+jarManifestPath)
	switch {
	case bundle && len(o.declared) > 0:
		return
	case bundle && strings.Contains(l.Expression, " AND "), path.Base(f.path) == "pom.xml" && strings.Contains(l.Expression, " OR ") && bytes.Count(text, []byte("<license>")) > 1:
		o.several, o.doubt = true, true
	}
	o.declared = append(o.declared, l.Expression)
	o.doubt = o.doubt || l.Confidence < sureName
	o.onlyThat = o.onlyThat || onlyWord.Match(linesFrom(text, l.StartLine, l.EndLine))
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

// textsOf returns the licenses that a file puts something under, with its place, and what the file is.
func textsOf(f ownFile, text []byte, found []inventory.License) ([]granted, inventory.LicenseFile) {
	file := fileOf(&f)
	texts := textsIn(text, found, f.readme)
	for i := range texts {
		texts[i].Cache, texts[i].Path, texts[i].Digest = file.Cache, file.Path, file.Digest
	}
	return texts, file
}

func fileOf(f *ownFile) inventory.LicenseFile {
	return inventory.LicenseFile{Cache: f.cache, Path: f.path, Digest: digestOf(f.content)}
}

func digestOf(content []byte) string {
	sum := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// granted is a license that a file puts something under.
type granted struct {
	inventory.LicenseText
	bare bool // by its text alone, which cannot tell whether later versions are allowed
}

// onlyWord tells in a name that later versions are not allowed.
var onlyWord = regexp.MustCompile(`(?i)\b(only|exclusively|solely)\b`)

// textsIn returns the licenses that a file puts something under: those of its
// texts and notices, else of its tags, else the only one that it names. Of a
// README texts alone count: it names many.
func textsIn(content []byte, found []inventory.License, readme bool) (texts []granted) {
	take := func(class string) {
		named := and(distinct(texts))
		for i := range found {
			l := &found[i]
			e, err := spdx.Parse(l.Expression)
			if l.Class != class || err != nil || !understood(l) {
				continue
			}
			if j := slices.IndexFunc(texts, func(t granted) bool { return t.Expression == l.Expression }); j >= 0 {
				texts[j].bare = texts[j].bare && class == inventory.ClassText
				continue
			}
			if named != nil && len(spdx.Beyond(named, e)) == 0 && !strings.Contains(l.Expression, " WITH ") && !slices.ContainsFunc(texts, func(t granted) bool { return t.bare && laterThan(l.Expression, t.Expression) }) {
				continue // said by a text already
			}
			texts = append(texts, granted{inventory.LicenseText{Line: l.StartLine, Expression: l.Expression}, class == inventory.ClassText})
		}
	}
	take(inventory.ClassText)
	if readme {
		if namesMore(texts, found) {
			return nil
		}
		return texts
	}
	if choice, ok := choiceOf(content, texts, found); ok {
		return []granted{choice}
	}
	take(inventory.ClassNotice)
	for _, class := range []string{inventory.ClassTag, inventory.ClassReference} {
		if len(texts) == 0 {
			take(class)
		} else {
			texts = append(texts, introduced(texts, found, class)...)
		}
		if class == inventory.ClassReference && len(texts) > 1 && texts[0].Expression != texts[1].Expression && !stronger(found) {
			return nil
		}
	}
	for i := range texts {
		texts[i].bare = texts[i].bare && !slices.ContainsFunc(found, func(l inventory.License) bool {
			return l.Expression == texts[i].Expression && l.Class != inventory.ClassText && onlyWord.Match(linesFrom(content, l.StartLine, l.EndLine))
		})
	}
	return texts
}

// namesMore reports whether a README puts something under a license of which it
// does not hold the text: that of a part, who knows of which.
func namesMore(texts []granted, found []inventory.License) bool {
	named := and(distinct(texts))
	return named != nil && slices.ContainsFunc(found, func(l inventory.License) bool {
		e, err := spdx.Parse(l.Expression)
		return err == nil && understood(&l) && l.Confidence >= sureName && l.Class != inventory.ClassManifest && len(spdx.Beyond(named, e)) > 0
	})
}

// understood reports whether a fact says which license. A text that merely resembles
// one without an identifier of the SPDX list is that of somebody else.
func understood(l *inventory.License) bool {
	return l.Confidence > 0 && !strings.Contains(l.Expression, "LicenseRef-outgate-") &&
		!(l.Class == inventory.ClassText && l.Confidence < sureName && strings.HasPrefix(l.Expression, "LicenseRef-"))
}

// introduced returns the later versions that tags or names before a bare text allow of it.
func introduced(texts []granted, found []inventory.License, class string) (more []granted) {
	for i := range found {
		l := &found[i]
		if l.Class == class && l.Confidence >= sureName && slices.ContainsFunc(texts, func(t granted) bool {
			return t.bare && l.StartLine < t.Line && laterThan(l.Expression, t.Expression)
		}) && !slices.ContainsFunc(slices.Concat(texts, more), func(t granted) bool { return t.Expression == l.Expression }) {
			more = append(more, granted{LicenseText: inventory.LicenseText{Line: l.StartLine, Expression: l.Expression}})
		}
	}
	return more
}

// grantWords begin the grant of many licenses.
var grantWords = regexp.MustCompile(`(?i)\bpermission\s+(is\s+(hereby\s+)?(granted|given)|to\s+use,?\s+copy)|\bredistribution\s+and\s+use\s+in\b`)

// offered are the words that make a grant an alternative: to leave it out is to say less than is allowed.
var offered = regexp.MustCompile(`(?i)\b(at\s+your\s+option|alternative)\b`)

// grantsMore reports whether a license file grants something in lines that no
// license recognized in it explains, and not as an alternative: then it is not
// understood as a whole.
func grantsMore(content []byte, found []inventory.License) bool {
	if !grantWords.Match(content) {
		return false
	}
	lines := bytes.Split(content, []byte("\n"))
	for i := range found {
		if l := &found[i]; understood(l) {
			for n := max(l.StartLine, 1); n <= min(l.EndLine, len(lines)); n++ {
				lines[n-1] = nil
			}
		}
	}
	rest := bytes.Join(lines, []byte("\n"))
	for _, at := range grantWords.FindAllIndex(rest, -1) {
		if before := rest[max(at[0]-offerBytes, 0):at[0]]; !offered.Match(before) {
			return true
		}
	}
	return false
}

// offerBytes is how far before a grant the words stand that make it an alternative.
const offerBytes = 200

// stronger reports whether a file does more than name licenses.
func stronger(found []inventory.License) bool {
	return slices.ContainsFunc(found, func(l inventory.License) bool { return l.Class != inventory.ClassReference })
}

// contribution tells that a choice is asked of those who contribute, not offered to users.
var contribution = regexp.MustCompile(`(?i)\bcontribut(or|ion)`)

var choiceWords = regexp.MustCompile(`(?i)\b(either|or|option|choose|choice)\b`)

// choiceOf returns the choice that a file offers between all of its texts, in so
// many words: "dual licensed" alone may as well mean that both count.
func choiceOf(content []byte, texts []granted, found []inventory.License) (granted, bool) {
	if len(texts) < 2 {
		return granted{}, false
	}
	all := and(distinct(texts))
	for i := range found {
		l := &found[i]
		e, err := spdx.Parse(l.Expression)
		if err == nil && strings.Contains(e.String(), " OR ") && l.Confidence >= sureName && len(spdx.Beyond(e, all)) == 0 && len(spdx.Beyond(all, e)) == 0 &&
			choiceWords.Match(linesFrom(content, l.StartLine, l.EndLine+1)) && !contribution.Match(linesFrom(content, l.StartLine, l.EndLine)) {
			return granted{LicenseText: inventory.LicenseText{Line: l.StartLine, Expression: e.String()}}, true
		}
	}
	return granted{}, false
}

// linesFrom returns the lines first to last of a text, from 1.
func linesFrom(content []byte, first, last int) []byte {
	lines := bytes.Split(content, []byte("\n"))
	return bytes.Join(lines[min(max(first-1, 0), len(lines)):min(max(last, 0), len(lines))], []byte("\n"))
}

// distinct returns the expressions of texts, each once, in order.
func distinct(texts []granted) (all []string) {
	for i := range texts {
		if !slices.Contains(all, texts[i].Expression) {
			all = append(all, texts[i].Expression)
		}
	}
	return all
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
