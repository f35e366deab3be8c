// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/scanner"
)

// evidence is a place that tells the version of a vendored copy.
type evidence struct {
	kind          string // purl type; "" for generic
	name, version string // name is "" when the place does not tell it
	path          string
	line          int // from 1; 0 for the name of a directory
}

const (
	maxVersionFile    = 1 << 20 // bytes of a file that may tell a version
	maxVersionHeaders = 8       // headers of one directory that are read for it
	versionNumber     = `(\d+(?:\.\d+){1,3}(?:[-.]?(?:rc|beta|alpha|pre)[-.]?\d*)?)`
)

// teller reads a version out of a file whose base name it fits.
type teller struct {
	names *regexp.Regexp // of the base name, lower case
	find  *regexp.Regexp // groups: name and version, or the version alone
	lines int            // how many lines from the top count; 0 for all
}

// tellers are the files that tell a version by convention, the surest first.
var tellers = []teller{
	{regexp.MustCompile(`^readme\.chromium$`), regexp.MustCompile(`(?m)^()Version: *v?` + versionNumber), 0},
	{regexp.MustCompile(`^configure\.(ac|in)$`), regexp.MustCompile(`(?s)AC_INIT\(\s*\[?([\w .+-]+?)\]?\s*,\s*\[?v?` + versionNumber + `\]?`), 0},
	{regexp.MustCompile(`^cmakelists\.txt$`), regexp.MustCompile(`(?is)\bproject\s*\(\s*"?([\w.+-]+)"?\s[^)]*?\bVERSION\s+"?` + versionNumber), 0},
	{regexp.MustCompile(`^meson\.build$`), regexp.MustCompile(`(?s)\bproject\(\s*'([\w.+-]+)'[^)]*?\bversion\s*:\s*'v?` + versionNumber), 0},
	{regexp.MustCompile(`^setup\.py$`), regexp.MustCompile(`(?s)\bsetup\([^)]*?\bname\s*=\s*["']([\w.-]+)["'][^)]*?\bversion\s*=\s*["']v?` + versionNumber), 0},
	{regexp.MustCompile(`^version(\.txt)?$`), regexp.MustCompile(`^()\s*v?` + versionNumber + `\s*$`), 2},
	{nil, nil, 0}, // the macros of headers stand here, see inHeaders
	{regexp.MustCompile(`^readme(\.\w+)?$`), regexp.MustCompile(`(?m)^[#=\s]*([A-Za-z][\w.+-]*)[ ,:-]+(?:[Vv]ersion |v)?` + versionNumber + `\b`), 6},
	{regexp.MustCompile(`^(changelog|changes|news|history|release[_-]?notes)(\.\w+)?$`), regexp.MustCompile(`(?m)^()[#=*\s]*(?:[A-Za-z][\w.+-]* |Changes (?:in|for) (?:version )?|\[)?(?:[Vv]ersion |v)?` + versionNumber + `\b`), 12},
}

// version returns what a directory tells of the version of what it holds.
func (c *copies) version(dir string) (evidence, bool) {
	if v, ok := c.npmVersion(dir); ok {
		return v, true
	}
	for _, t := range tellers {
		if t.find == nil {
			if v, ok := c.inHeaders(dir); ok {
				return v, true
			}
			continue
		}
		for _, e := range c.files[dir] {
			if t.names.MatchString(strings.ToLower(path.Base(e.Path))) {
				if v, ok := c.tell(e, t); ok {
					return v, true
				}
			}
		}
	}
	if m := versionInDir.FindStringSubmatch(path.Base(dir)); m != nil && len(c.files[dir]) > 0 {
		return evidence{name: m[1], version: m[2], path: c.files[dir][0].Path}, true
	}
	return evidence{}, false
}

func (c *copies) tell(e *scanner.TreeEntry, t teller) (evidence, bool) {
	text, ok := c.small(e)
	if !ok {
		return evidence{}, false
	}
	part := text
	if t.lines > 0 {
		part = linesFrom(bytes.Split(text, []byte("\n")), 1, t.lines)
	}
	m := t.find.FindSubmatchIndex(part)
	if m == nil || ofLicense(part, m[4]) {
		return evidence{}, false
	}
	v := evidence{name: string(part[m[2]:m[3]]), version: string(part[m[4]:m[5]]), path: e.Path, line: lineOfOffset(part, m[4])}
	if base := strings.ToLower(path.Base(e.Path)); strings.HasPrefix(base, "readme.") && !strings.HasSuffix(base, ".chromium") || base == "readme" {
		if !alike(v.name, nameOfDir(path.Dir(e.Path))) { // a number in a sentence on something else
			return evidence{}, false
		}
		v.name = ""
	}
	return v, true
}

// small reads a file that may tell a version.
func (c *copies) small(e *scanner.TreeEntry) ([]byte, bool) {
	if e.Size > maxVersionFile {
		return nil, false
	}
	text, err := c.w.read(e.Path)
	return text, err == nil
}

func lineOfOffset(text []byte, offset int) int { return 1 + bytes.Count(text[:offset], []byte("\n")) }

var licenseWords = regexp.MustCompile(`(?i)(licen[sc]e|[ALM]?GPL|MPL|EPL|CDDL|public)[\w ,.()-]*$`)

// ofLicense reports whether the number at an offset is the version of a license.
func ofLicense(text []byte, offset int) bool {
	line := text[bytes.LastIndexByte(text[:offset], '\n')+1 : offset]
	return licenseWords.Match(line[max(0, len(line)-60):])
}

// npmVersion reads the package.json of a copy of an npm package.
func (c *copies) npmVersion(dir string) (evidence, bool) {
	for _, base := range []string{"package.json", "bower.json"} {
		i := slices.IndexFunc(c.files[dir], func(e *scanner.TreeEntry) bool { return path.Base(e.Path) == base })
		if i < 0 {
			continue
		}
		text, ok := c.small(c.files[dir][i])
		var p struct{ Name, Version string }
		if !ok || json.Unmarshal(text, &p) != nil || p.Name == "" || p.Version == "" {
			continue
		}
		v := evidence{name: p.Name, version: p.Version, path: c.files[dir][i].Path, line: lineOfOffset(text, max(0, bytes.Index(text, []byte(`"version"`))))}
		if base == "package.json" {
			v.kind = packageurl.TypeNPM
		}
		return v, true
	}
	return evidence{}, false
}

var (
	versionMacro = regexp.MustCompile(`(?m)^[ \t]*#[ \t]*define[ \t]+(\w*?)_?VER(?:SION)?(?:_STR(?:ING)?|_TEXT)?[ \t]+"v?` + versionNumber + `"`)
	majorMacro   = regexp.MustCompile(`(?m)^[ \t]*#[ \t]*define[ \t]+(\w*?)_?(?:VER(?:SION)?_?)?MAJOR(?:_VERSION)?[ \t]+\(?(\d+)`)
	minorMacro   = regexp.MustCompile(`(?m)^[ \t]*#[ \t]*define[ \t]+\w*?MINOR(?:_VERSION)?[ \t]+\(?(\d+)`)
	patchMacro   = regexp.MustCompile(`(?m)^[ \t]*#[ \t]*define[ \t]+\w*?(?:PATCH(?:LEVEL)?|REVISION|BUILD|MICRO|RELEASE)(?:_VERSION)?[ \t]+\(?(\d+)`)
)

// inHeaders reads version macros of the headers in a directory, or where its public
// headers are by convention. Those named after it or a version come first.
func (c *copies) inHeaders(dir string) (evidence, bool) {
	name := copyName(nameOfDir(dir))
	var headers []*scanner.TreeEntry
	for _, d := range []string{dir, dir + "/include", dir + "/src", dir + "/include/" + path.Base(dir), dir + "/" + path.Base(dir), dir + "/lib"} {
		for _, e := range c.files[d] {
			switch path.Ext(e.Path) {
			case ".h", ".hpp", ".hh", ".hxx":
				headers = append(headers, e)
			}
		}
	}
	rank := func(e *scanner.TreeEntry) int {
		base := path.Base(e.Path)
		switch stem := copyName(strings.TrimSuffix(base, path.Ext(base))); {
		case strings.Contains(stem, "version"):
			return 0
		case stem == name:
			return 1
		case strings.HasPrefix(stem, name) || strings.HasPrefix(name, stem):
			return 2
		}
		return 3
	}
	slices.SortStableFunc(headers, func(a, b *scanner.TreeEntry) int { return rank(a) - rank(b) })
	for _, e := range headers[:min(len(headers), maxVersionHeaders)] {
		text, ok := c.small(e)
		if !ok {
			continue
		}
		if v, ok := macroVersion(text, name, rank(e) == 1 || rank(e) == 2); ok {
			v.path = e.Path
			return v, true
		}
	}
	return evidence{}, false
}

// macroVersion reads the macros of a header; their prefix must fit the name, or be none,
// but for three numbers in the library's main header.
func macroVersion(text []byte, name string, main bool) (evidence, bool) {
	for _, m := range versionMacro.FindAllSubmatchIndex(text, 32) {
		if prefix := string(text[m[2]:m[3]]); prefix == "" || alike(prefix, name) {
			return evidence{version: string(text[m[4]:m[5]]), line: lineOfOffset(text, m[4])}, true
		}
	}
	for _, m := range majorMacro.FindAllSubmatchIndex(text, 32) {
		prefix := string(text[m[2]:m[3]])
		version := string(text[m[4]:m[5]])
		rest := text[m[5]:min(len(text), m[5]+600)]
		minor, patch := minorMacro.FindSubmatch(rest), patchMacro.FindSubmatch(rest)
		if minor == nil || prefix != "" && !alike(prefix, name) && !(main && patch != nil) {
			continue
		}
		version += "." + string(minor[1])
		if patch != nil {
			version += "." + string(patch[1])
		}
		return evidence{version: version, line: lineOfOffset(text, m[4])}, true
	}
	return evidence{}, false
}

// alike reports whether two names are spellings of one: one begins with the other,
// "lib" in front and "js" or digits behind apart.
func alike(a, b string) bool {
	a, b = strings.TrimPrefix(copyName(a), "lib"), strings.TrimPrefix(copyName(b), "lib")
	if len(a) < 2 || len(b) < 2 {
		return a == b && a != ""
	}
	return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}
