// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"path"
	"strings"
)

// yarnEntry is one package of a yarn.lock of either form.
type yarnEntry struct {
	specs     []string // "name@range", as the lock file writes them
	name      string
	version   string
	integrity string
	resolved  string  // of Yarn 1
	zip       yarnZip // of Yarn 2 and later; without a slug when there is none
	self      bool
	needs     []yarnNeed
	line      int
}

// hashes are those of the archive; old lock files have SHA-1 alone, behind its address.
func (e *yarnEntry) hashes() []string {
	if e.integrity != "" {
		return integrity(e.integrity)
	}
	_, sum, _ := strings.Cut(e.resolved, "#")
	return hexDigest("sha1", sum)
}

type yarnNeed struct{ name, spec string }

// readYarn reads a yarn.lock: the form of Yarn 1, and the YAML of Yarn 2 and
// later. Neither says what is for development: that comes from the package.json
// files of the project.
func readYarn(w *workspace, m manifest) (r report) {
	if strings.Contains("/"+m.path, "/node_modules/") {
		return r // of a package that is installed
	}
	var entries []yarnEntry
	var err error
	if bytes.Contains(m.text[:min(len(m.text), 2000)], []byte("__metadata:")) {
		entries, err = parseYarnBerry(m.text)
	} else {
		entries, err = parseYarnClassic(m.text)
	}
	if err != nil {
		r.unparsable(m.path, "not readable as yarn.lock, "+err.Error())
		return r
	}
	g := &lockGraph{}
	bySpec := map[string]int{}
	for i := range entries {
		e := &entries[i]
		n := g.add(found{purl: npmPURL(e.name, e.version), name: e.name, version: e.version, self: e.self, hashes: e.hashes(), download: download(e.resolved), path: m.path, line: e.line})
		for _, s := range e.specs {
			bySpec[s] = n
		}
	}
	catalogs := w.yarnCatalogs(path.Dir(m.path))
	find := func(name, spec string) []int {
		if group, ok := strings.CutPrefix(spec, "catalog:"); ok {
			spec = catalogs[group+":"+name]
		}
		for _, s := range []string{name + "@" + spec, name + "@npm:" + spec, name + "@workspace:" + spec} {
			if n, ok := bySpec[s]; ok {
				return []int{n}
			}
		}
		for _, n := range g.named(name) {
			if g.nodes[n].self {
				return []int{n}
			}
		}
		return g.named(name) // the project overrides the range (resolutions), or a plugin chooses
	}
	for i := range entries {
		if _, source, ok := strings.Cut(entries[i].specs[0], "@patch:"); ok { // the package that is patched
			source, _, _ = strings.Cut(source, "#")
			if plain, err := url.PathUnescape(source); err == nil {
				if to, ok := bySpec[plain]; ok { // who asks for the one may get the other (resolutions)
					g.need(i, to)
					g.need(to, i)
				}
			}
		}
		for _, need := range entries[i].needs {
			for _, to := range find(need.name, need.spec) {
				g.need(i, to)
			}
		}
	}
	for _, p := range w.npmProjects(path.Dir(m.path)) {
		role := w.role(path.Join(p.dir, "package.json"))
		for _, group := range p.groups() {
			for name, spec := range group.names {
				for _, to := range find(name, string(spec)) {
					g.root(to, memberScope(group.scope, role))
				}
			}
		}
		for i := range entries { // what a workspace needs is a root's matter, by its package.json
			if entries[i].self && entries[i].name == p.Name {
				g.nodes[i].needs = nil
			}
		}
	}
	r = g.report()
	cacheDir := path.Join(path.Dir(m.path), cmp.Or(w.yarnSettings(path.Dir(m.path)).get("cacheFolder").value, ".yarn/cache"))
	for i := range entries {
		f := r.found[i]
		if entries[i].zip.slug == "" || f.self {
			continue
		}
		if p := w.noteZip(cacheDir, f.purl, entries[i].zip); p != "" {
			r.found = append(r.found, found{purl: f.purl, name: f.name, version: f.version, optional: f.optional, distributed: true, vendored: true, path: p})
		}
	}
	return r
}

// yarnSettings reads a .yarnrc.yml; an empty one when there is none.
func (w *workspace) yarnSettings(dir string) *blockNode {
	text, err := w.read(path.Join(dir, ".yarnrc.yml"))
	if err != nil {
		return &blockNode{}
	}
	doc, err := parseBlockYAML(text)
	if err != nil {
		return &blockNode{}
	}
	return doc
}

// yarnCatalogs reads the catalogs of a .yarnrc.yml: "group:name" -> range; the
// default group is "".
func (w *workspace) yarnCatalogs(dir string) map[string]string {
	out := map[string]string{}
	doc := w.yarnSettings(dir)
	for _, d := range doc.get("catalog").below {
		out[":"+d.key] = d.value
	}
	for _, group := range doc.get("catalogs").below {
		for _, d := range group.below {
			out[group.key+":"+d.key] = d.value
		}
	}
	return out
}

// cutSpec cuts "@scope/name@range" at the second "@".
func cutSpec(spec string) (name, version string) {
	i := strings.IndexByte(spec[min(1, len(spec)):], '@')
	if i < 0 {
		return spec, ""
	}
	return spec[:i+1], spec[i+2:]
}

// aliased returns the package behind "name@npm:other@range"; else the name itself.
func aliased(spec string) string {
	name, version := cutSpec(spec)
	if target, ok := strings.CutPrefix(version, "npm:"); ok {
		if other, v := cutSpec(target); v != "" && other != "" && strings.Trim(other[:1], "0123456789^~*<>=vx") != "" {
			return other
		}
	}
	return name
}

// parseYarnClassic reads the form of Yarn 1.
func parseYarnClassic(text []byte) (all []yarnEntry, err error) {
	var e *yarnEntry
	section := ""
	n := 0
	for line := range bytes.Lines(withoutBOM(text)) {
		n++
		raw := strings.TrimRight(string(line), "\r\n ")
		body := strings.TrimLeft(raw, " ")
		if body == "" || body[0] == '#' {
			continue
		}
		indent := len(raw) - len(body)
		switch {
		case indent == 0:
			head, ok := strings.CutSuffix(body, ":")
			if !ok {
				return nil, fmt.Errorf("line %d", n)
			}
			all = append(all, yarnEntry{line: n})
			e, section = &all[len(all)-1], ""
			for _, s := range strings.Split(head, ",") {
				e.specs = append(e.specs, strings.Trim(strings.TrimSpace(s), `"`))
			}
			e.name = aliased(e.specs[0])
			_, version := cutSpec(e.specs[0])
			e.self = local(version)
		case e == nil:
			return nil, fmt.Errorf("line %d", n)
		case indent == 2:
			key, value, _ := strings.Cut(body, " ")
			value = strings.Trim(value, `"`)
			section = ""
			switch strings.Trim(key, `"`) {
			case "version":
				e.version = value
			case "integrity":
				e.integrity = value
			case "resolved":
				e.resolved = value
			case "dependencies:", "optionalDependencies:":
				section = key
			}
		case section != "":
			name, spec := cutWord(body)
			e.needs = append(e.needs, yarnNeed{name, spec})
		}
	}
	return all, nil
}

// cutWord cuts `name "range"`; the name may be quoted, too.
func cutWord(body string) (name, spec string) {
	if strings.HasPrefix(body, `"`) {
		if end := strings.IndexByte(body[1:], '"'); end >= 0 {
			return body[1 : end+1], strings.Trim(strings.TrimSpace(body[end+2:]), `"`)
		}
	}
	name, spec, _ = strings.Cut(body, " ")
	return name, strings.Trim(strings.TrimSpace(spec), `"`)
}

// parseYarnBerry reads the YAML form of Yarn 2 and later.
func parseYarnBerry(text []byte) (all []yarnEntry, err error) {
	doc, err := parseBlockYAML(text)
	if err != nil {
		return nil, err
	}
	for _, b := range doc.below {
		if b.key == "__metadata" || b.key == "" {
			continue
		}
		e := yarnEntry{version: b.get("version").value, line: b.line}
		for _, s := range strings.Split(b.key, ",") {
			e.specs = append(e.specs, strings.TrimSpace(s))
		}
		name, reference := cutSpec(b.get("resolution").value)
		e.zip, _ = zipOf(b.get("resolution").value, b.get("checksum").value, doc.get("__metadata").get("cacheKey").value)
		if name == "" {
			name = aliased(e.specs[0])
		}
		e.name = name
		e.self = b.get("linkType").value == "soft" || local(reference)
		for _, section := range []string{"dependencies", "optionalDependencies"} {
			for _, d := range b.get(section).below {
				e.needs = append(e.needs, yarnNeed{d.key, d.value})
			}
		}
		all = append(all, e)
	}
	return all, nil
}
