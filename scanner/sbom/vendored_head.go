// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

var (
	// bannerLine is "name v1.2.3" at the beginning of a line of a comment.
	bannerLine = regexp.MustCompile(`(?m)^[ \t/*!#"';-]*(?:@(?:license|preserve|name)[ \t]+)?([A-Za-z][\w.$+-]*?(?:[ _][A-Za-z][\w.+-]*?){0,4}?)(?:\.min)?(?:\.js|\.css)?[ \t]*[-,:@]?[ \t]*(?:[([]?\bv|[Vv]ersion:?[ \t]*|Ver\.?[ \t]*)?` + versionNumber + `\b`)
	// bannerName and bannerVersion are the same on two lines.
	bannerName    = regexp.MustCompile(`^[ \t/*!]*(?:@(?:license|preserve|name)[ \t]+)?([A-Za-z][\w.$+-]*(?: [A-Za-z][\w.+-]*){0,3})[ \t]*$`)
	bannerVersion = regexp.MustCompile(`(?i)^[ \t/*!]*@?(?:version|ver\.?)[ \t]*:?[ \t]*v?` + versionNumber + `\b`)
	rightsWords   = regexp.MustCompile(`(?i)licen[sc]e|copyright|\(c\)|©|https?://|public domain|\bMIT\b|\bBSD\b|\bApache\b|www\.`)
	otherWords    = regexp.MustCompile(`(?i)^(copyright|version|date|build|built|updated?|generated|license[ds]?|requires?|based|using|since|for|from|with|the|this|and|tested|created|released?|required|author|by|file|revision|table|section|rfc|utf|html|css|ecmascript)\b|licen[sc]e|public|copyright| (in|for|on|of|and|by|to|from|requires)$`)
	cVersion      = regexp.MustCompile(`(?i)\bv(?:er(?:sion|\.)?)?[ .:]*` + versionNumber + `\b`)
	anyVersion    = regexp.MustCompile(`^[ \t.\w-]{0,8}?[ \t]*[-,:]?[ \t]*v?` + versionNumber + `\b`)
)

// file makes a copy of a single file whose first comment names it with a version.
func (c *copies) file(e *scanner.TreeEntry) {
	var v evidence
	var ok bool
	if c.managed(e.Path) {
		return
	}
	switch strings.ToLower(path.Ext(e.Path)) {
	case ".js", ".mjs", ".cjs", ".css":
		if v, ok = banner(e.Path, e.Head); !ok && e.Role != inventory.RoleTest && vendoredPath(e.Path) {
			v, ok = unnumbered(e.Path, e.Head)
		}
	default:
		if !isC(e.Path) {
			return
		}
		v, ok = cHead(e.Path, e.Head, e.Role == inventory.RoleVendored)
		if !ok && e.Role == inventory.RoleVendored && isVendoredRoot(path.Dir(e.Path)) && rightsWords.Match(headComment(e.Head)) {
			if v, ok = c.foreignHead(e); ok {
				v.name = stemOf(e.Path)
			}
		}
	}
	if !ok || c.isOwn(v.name) {
		return
	}
	if in := c.inside(path.Dir(e.Path)); in != "" && (alike(in, v.name) || isC(e.Path)) {
		return // the directory's own
	}
	c.out.found = append(c.out.found, found{purl: vendoredPURL("", v.name, v.version), name: v.name, version: v.version, distributed: true, vendored: true, source: e.Path, path: e.Path, line: v.line})
}

func isC(p string) bool {
	switch strings.ToLower(path.Ext(p)) {
	case ".h", ".hh", ".hpp", ".hxx", ".c", ".cc", ".cpp", ".cxx":
		return true
	}
	return false
}

// managed reports whether a package manager answers for a path. Files come in the order
// of their paths, so the answer on the last directory is kept.
func (c *copies) managed(p string) bool {
	dir := path.Dir(p)
	if dir != c.lastDir {
		c.lastDir, c.lastManaged = dir, c.managedDir(p)
	}
	return c.lastManaged
}

func (c *copies) managedDir(p string) bool {
	for d := path.Dir(p); d != "."; d = path.Dir(d) {
		if isManaged(d) || c.taken[d] {
			return true
		}
	}
	return false
}

// headComment is the comment at the head of a file, "" when there is none.
func headComment(head []byte) []byte {
	head = bytes.TrimLeft(withoutBOM(head), " \t\r\n;")
	switch {
	case bytes.HasPrefix(head, []byte("/*")):
		if end := bytes.Index(head, []byte("*/")); end > 0 {
			return head[:end]
		}
		return head
	case bytes.HasPrefix(head, []byte("//")):
		end := 0
		for line := range bytes.Lines(head) {
			if !bytes.HasPrefix(bytes.TrimLeft(line, " \t"), []byte("//")) {
				break
			}
			end += len(line)
		}
		return head[:end]
	}
	return nil
}

// banner reads the comment at the head of a script or style sheet.
func banner(p string, head []byte) (evidence, bool) {
	comment := headComment(head)
	if comment == nil || !rightsWords.Match(comment) {
		return evidence{}, false
	}
	shift := bytes.Count(head[:bytes.Index(head, comment)], []byte("\n"))
	lines := bytes.Split(comment, []byte("\n"))
	for i, line := range lines[:min(len(lines), 6)] {
		m := bannerLine.FindSubmatch(line)
		if m == nil || otherWords.Match(m[1]) || ofLicense(line, bytes.LastIndex(line, m[2])) {
			continue
		}
		return evidence{name: ownName(string(m[1]), p), version: string(m[2]), path: p, line: shift + i + 1}, true
	}
	name := ""
	for i, line := range lines[:min(len(lines), 10)] {
		if m := bannerName.FindSubmatch(line); m != nil && name == "" && !otherWords.Match(m[1]) {
			name = string(m[1])
		}
		if m := bannerVersion.FindSubmatch(line); m != nil && name != "" && alike(name, stemOf(p)) {
			return evidence{name: ownName(name, p), version: string(m[1]), path: p, line: shift + i + 1}, true
		}
	}
	return evidence{}, false
}

// unnumbered is a script or style sheet below a vendored root whose head speaks of rights,
// whose name has a version, or that sets a variable of that name at once: it is of others, and called as the file is.
func unnumbered(p string, head []byte) (evidence, bool) {
	v := evidence{name: stemOf(p), path: p}
	if m := versionInFile.FindStringSubmatch(path.Base(p)); m != nil {
		v.version = m[1]
	}
	comment := headComment(head)
	if m := versionVariable.FindSubmatchIndex(head); m != nil && v.version == "" {
		v.version, v.line = string(head[m[2]:m[3]]), lineOfOffset(head, m[2])
	}
	if !rightsWords.Match(comment) {
		return v, v.version != ""
	}
	v.line = 1 + bytes.Count(head[:bytes.Index(head, comment)], []byte("\n"))
	for i, line := range bytes.Split(comment, []byte("\n")) {
		if m := bannerVersion.FindSubmatch(line); m != nil {
			v.version, v.line = string(m[1]), v.line+i
			break
		}
	}
	return v, true
}

// versionVariable is VERSION="1.2.3" in a script.
var versionVariable = regexp.MustCompile(`\b(?:VERSION|version)['"]?[ \t]*[:=][ \t]*['"]v?` + versionNumber + `['"]`)

// versionInFile is the version in the name of a file: jquery-3.4.1.min.js.
var versionInFile = regexp.MustCompile(`[-_.]v?(\d+(?:\.\d+){1,3})(?:[.-][a-z.]+)?\.\w+$`)

// vendoredPath reports whether a path leads through a vendored root.
func vendoredPath(p string) bool {
	for d := path.Dir(p); d != "."; d = path.Dir(d) {
		if isVendoredRoot(d) {
			return true
		}
	}
	return false
}

// ownName keeps of the words of a banner those that the name of the file repeats,
// all when it repeats none.
func ownName(words, p string) string {
	words = strings.TrimSpace(words)
	stem, all := copyName(stemOf(p)), strings.Fields(words)
	for n := len(all); n > 0; n-- {
		if name := strings.Join(all[:n], " "); copyName(name) != "" && strings.HasPrefix(stem, copyName(name)) {
			return name
		}
	}
	return words
}

// stemOf is the base name of a file without endings and versions: "jquery" of jquery-3.4.1.min.js.
func stemOf(p string) string {
	base := path.Base(p)
	base = strings.TrimSuffix(base, path.Ext(base))
	for _, end := range []string{".min", "-min", ".pack", ".slim", ".bundle", ".prod", ".all", ".umd"} {
		base = strings.TrimSuffix(base, end)
	}
	if m := versionInFile.FindStringSubmatchIndex(base + ".js"); m != nil {
		base = base[:m[0]]
	}
	return base
}

// cHead reads the head of a C file that is a library of its own. One that is not
// vendored by its path must name itself with the version, and where it comes from.
func cHead(p string, head []byte, vendored bool) (evidence, bool) {
	comment := headComment(head)
	if comment == nil {
		return evidence{}, false
	}
	shift := bytes.Count(head[:bytes.Index(head, comment)], []byte("\n"))
	stem := stemOf(p)
	elsewhere := bytes.Contains(comment, []byte("http")) || bytes.Contains(bytes.ToLower(comment), []byte("public domain"))
	for i, line := range bytes.Split(comment, []byte("\n")) {
		text := strings.TrimLeft(string(line), " \t/*|_")
		if len(text) > len(stem) && strings.EqualFold(text[:len(stem)], stem) && (vendored || elsewhere) {
			if m := anyVersion.FindStringSubmatch(text[len(stem):]); m != nil {
				return evidence{name: stem, version: m[1], path: p, line: shift + i + 1}, true
			}
		}
		if m := cVersion.FindSubmatchIndex(line); vendored && m != nil && !ofLicense(line, m[0]+1) && !bytes.Contains(line[m[1]:], []byte("icense")) {
			return evidence{name: stem, version: string(line[m[2]:m[3]]), path: p, line: shift + i + 1}, true
		}
	}
	return evidence{}, false
}
