// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/anchore/packageurl-go"
	"golang.org/x/mod/modfile"
)

func goPURL(module, version string) string {
	dir, base := path.Split(module)
	return purl(packageurl.TypeGolang, strings.TrimSuffix(dir, "/"), base, version)
}

// readGoMod reads what a go.mod requires: with lines, direct where it is not
// marked "// indirect", replaced modules by their replacement. A module that is
// replaced by a directory belongs to the repository. Which of them are linked is
// told by the imports of the source (golink.go).
func readGoMod(w *workspace, m manifest) (r report) {
	f, err := modfile.Parse(m.path, m.text, nil)
	if err != nil {
		reason := "not readable as go.mod"
		var list modfile.ErrorList
		if errors.As(err, &list) && len(list) > 0 {
			reason = fmt.Sprintf("%s, line %d", reason, list[0].Pos.Line)
		}
		r.unparsable(m.path, reason)
		return r
	}
	direct := map[string]bool{}
	replaced, own := map[string]bool{}, map[string]bool{}
	for _, q := range f.Require {
		direct[q.Mod.Path] = !q.Indirect
	}
	uses, workspace := w.goLinks(m.path, f), w.goWorkspace(path.Dir(m.path))
	row := func(required, module, version string, line int, direct, self bool) {
		use := uses[required]
		r.found = append(r.found, found{purl: goPURL(module, version), name: module, version: version, scope: use.scope, linked: use.linked, direct: direct, self: self, path: m.path, line: line})
	}
	for _, p := range f.Replace {
		replaced[p.Old.Path+"@"+p.Old.Version] = true
		if modfile.IsDirectoryPath(p.New.Path) {
			row(p.Old.Path, p.Old.Path, "", p.Syntax.Start.Line, false, true)
			own[p.Old.Path] = true
			continue
		}
		row(p.Old.Path, p.New.Path, p.New.Version, p.Syntax.Start.Line, direct[p.Old.Path], false)
	}
	for _, q := range f.Require {
		self := replaced[q.Mod.Path+"@"] || replaced[q.Mod.String()] || workspace[q.Mod.Path] != ""
		row(q.Mod.Path, q.Mod.Path, q.Mod.Version, q.Syntax.Start.Line, direct[q.Mod.Path], self)
		own[q.Mod.Path] = own[q.Mod.Path] || workspace[q.Mod.Path] != ""
	}
	r.found = append(r.found, w.goPinnedBy(m.path, f, own)...)
	return r
}

// readGoVendor reads vendor/modules.txt. A module is distributed when the tree
// holds files of it: a module's own zip lists what it vendors, and leaves it out.
func readGoVendor(w *workspace, m manifest) (r report) {
	lines := bufio.NewScanner(bytes.NewReader(m.text))
	for n := 1; lines.Scan(); n++ {
		text, ok := strings.CutPrefix(lines.Text(), "# ")
		if !ok {
			if lines.Text() == "## explicit" || strings.HasPrefix(lines.Text(), "## explicit;") {
				if last := len(r.found) - 1; last >= 0 {
					r.found[last].direct = true
				}
			}
			continue
		}
		old, replacement, isReplaced := strings.Cut(text, " => ")
		if isReplaced {
			text = replacement
		}
		words, from := strings.Fields(text), strings.Fields(old)
		switch {
		case len(words) == 2 && strings.HasPrefix(words[1], "v"):
			// The list of unused replacements at the end has no version on the left.
			if isReplaced && len(from) != 2 {
				continue
			}
			dir := path.Join(path.Dir(m.path), from[0]) // a replacement lies under the old name
			here := w.hasBelow(dir)
			if !here {
				dir = ""
			}
			r.found = append(r.found, found{source: dir, purl: goPURL(words[0], words[1]), name: words[0], version: words[1], distributed: here, path: m.path, line: n})
		case len(words) > 0 && !isReplaced:
			r.unparsable(m.path, fmt.Sprintf("not readable as a list of vendored modules, line %d", n))
			return r
		}
	}
	if lines.Err() != nil {
		r.unparsable(m.path, "not readable as a list of vendored modules")
	}
	return r
}
