// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

func gemPURL(name, version string) string { return purl(packageurl.TypeGem, "", name, version) }

// readGemfileLock reads a Gemfile.lock (Bundler); groups come from the Gemfile.
func readGemfileLock(w *workspace, m manifest) (r report) {
	g := &lockGraph{}
	type edge struct {
		from int
		to   string
	}
	var edges []edge
	asked := map[string]bool{}
	sums := map[string][]string{}
	section, from, n := "", -1, 0
	for line := range bytes.Lines(withoutBOM(m.text)) {
		n++
		text := strings.TrimRight(string(line), "\r\n ")
		body := strings.TrimLeft(text, " ")
		indent := len(text) - len(body)
		name, rest, _ := strings.Cut(body, " ")
		switch {
		case strings.HasPrefix(body, "<<<<<<<") || strings.HasPrefix(body, ">>>>>>>"):
			r.unparsable(m.path, "not readable as Gemfile.lock: the marks of a merge")
			return r
		case body == "":
		case indent == 0:
			section, from = body, -1
		case indent == 4 && (section == "GEM" || section == "GIT" || section == "PATH" || section == "PLUGIN SOURCE"):
			version := strings.Trim(rest, "()")
			version, _, _ = strings.Cut(version, "-") // a platform
			from = g.add(found{purl: gemPURL(name, version), name: name, version: version, self: section == "PATH", path: m.path, line: n})
		case indent == 6 && from >= 0:
			edges = append(edges, edge{from, name})
		case indent == 2 && section == "DEPENDENCIES":
			asked[strings.TrimSuffix(name, "!")] = true
		case indent == 2 && section == "CHECKSUMS":
			if i := strings.Index(rest, "sha256="); i >= 0 {
				sums[name] = append(sums[name], hexDigest("sha256", strings.TrimSpace(rest[i+7:]))...)
			}
		}
	}
	for _, e := range edges {
		for _, to := range g.named(e.to) {
			g.need(e.from, to)
		}
	}
	scopes := map[string]string{}
	for _, d := range w.gemDeclared(path.Dir(m.path), strings.TrimSuffix(m.path, ".lock")) {
		if old, ok := scopes[d.name]; !ok || scopeRank(d.scope) < scopeRank(old) {
			scopes[d.name] = d.scope
		}
	}
	for i := range g.nodes {
		f := &g.nodes[i].found
		f.hashes = sums[f.name]
		if f.self { // what a gem of the repository needs is asked for directly
			for _, to := range g.nodes[i].needs {
				g.root(to, inventory.ScopeRuntime)
			}
			continue
		}
		if asked[f.name] {
			scope := scopes[f.name]
			if scope == "" {
				scope = inventory.ScopeRuntime
			}
			g.root(i, scope)
		}
	}
	r.add(g.report())
	return r
}

// gemDeclared returns what a Gemfile and the gemspecs beside it ask for.
func (w *workspace) gemDeclared(dir, gemfile string) (all []declaration) {
	if text, err := w.read(gemfile); err == nil {
		all = append(all, gemfileDeclared(text)...)
		if !bytes.Contains(text, []byte("gemspec")) {
			return all
		}
	}
	for _, p := range w.withSuffix(dir, ".gemspec") {
		if text, err := w.read(p); err == nil {
			more, _ := gemspecDeclared(text)
			all = append(all, more...)
		}
	}
	return all
}

// ownGems are the names of the gems that the tree makes.
func (w *workspace) ownGems() map[string]bool {
	if w.gems == nil {
		w.gems = map[string]bool{}
		entries := w.tree.Entries()
		for i := range entries {
			e := &entries[i]
			if name, ok := strings.CutSuffix(path.Base(e.Path), ".gemspec"); ok && e.Regular() && !strings.Contains("/"+e.Path, "/specifications/") {
				if role := w.role(e.Path); role == inventory.RoleProduct || role == inventory.RoleExample { // not a fixture that bears the name of another's gem
					w.gems[name] = true
				}
			}
		}
	}
	return w.gems
}

// ofOwnGems marks what is asked for and made here.
func (w *workspace) ofOwnGems(all []declaration) []declaration {
	for i := range all {
		all[i].local = all[i].local || w.ownGems()[all[i].name]
	}
	return all
}

var (
	gemLine   = regexp.MustCompile(`^gem[\s(]+["']([\w.-]+)["']\s*(.*)$`)
	gemGroups = regexp.MustCompile(`\bgroups?:?\s*(?:=>)?\s*(\[[^\]]*\]|:?["']?\w+["']?)`)
	gemRange  = regexp.MustCompile(`^,\s*\[?\s*((?:["'][^"']*\d[^"']*["']\s*,?\s*)+)`)
	gemSpec   = regexp.MustCompile(`\.add_(runtime_|development_)?dependency[\s(]+(?:["']([\w.-]+)["']|([^\s,()]+))\s*(.*)$`)
	gemEach   = regexp.MustCompile(`(?:%w[\[({]([^\])}]*)[\])}]|\[((?:\s*["'][\w.-]+["']\s*,?)+)\s*\])\.each\s*(?:do|\{)\s*\|(\w+)\|`)
	gemOfSpec = regexp.MustCompile(`(?m)^\s*gemspec\b`)
	gemName   = regexp.MustCompile(`[\w.-]+`)
	gemBlock  = regexp.MustCompile(`(?:\bdo\b(?:\s*\|[^|]*\|)?|\bthen)\s*$|^(?:if|unless|case|begin|def|while|until|for)\b`)
	gemWord   = regexp.MustCompile(`\w+`)
)

// gemfileDeclared reads the gem lines of a Gemfile with their groups. It follows
// blocks by their "do" and "end".
func gemfileDeclared(text []byte) (all []declaration) {
	library := gemOfSpec.Match(text) // what the gem needs is in its gemspec; the rest is for those who work on it
	var blocks [][]string            // groups of each open block
	n := 0
	for line := range bytes.Lines(text) {
		n++
		body, _, _ := strings.Cut(strings.TrimSpace(string(line)), " #")
		if body == "" || body[0] == '#' {
			continue
		}
		if m := gemLine.FindStringSubmatch(body); m != nil {
			d := declaration{name: m[1], line: n, local: strings.Contains(m[2], "path:") || strings.Contains(m[2], ":path")}
			var groups []string
			for _, b := range blocks {
				groups = append(groups, b...)
			}
			if own := gemGroups.FindStringSubmatch(m[2]); own != nil {
				groups = append(groups, gemWord.FindAllString(own[1], -1)...)
			}
			d.scope = gemScope(groups)
			if library && scopeRank(d.scope) < scopeRank(inventory.ScopeDev) {
				d.scope = inventory.ScopeDev
			}
			d.allowed = gemAllowed(m[2])
			if exact := strings.TrimSpace(strings.TrimPrefix(d.allowed, "=")); exactVersion(exact) {
				d.version, d.allowed = exact, ""
			}
			all = append(all, d)
			continue
		}
		switch {
		case body == "end":
			if len(blocks) > 0 {
				blocks = blocks[:len(blocks)-1]
			}
		case gemBlock.MatchString(body) && len(blocks) < 100:
			var groups []string
			if rest, ok := strings.CutPrefix(body, "group"); ok {
				groups = gemWord.FindAllString(strings.TrimSuffix(rest, "do"), -1)
			}
			blocks = append(blocks, groups)
		}
	}
	return all
}

// gemScope is the strongest scope of Bundler groups; without one it is runtime.
func gemScope(groups []string) string {
	if len(groups) == 0 {
		return inventory.ScopeRuntime
	}
	best := inventory.ScopeCI
	for _, g := range groups {
		scope := inventory.ScopeRuntime
		switch g {
		case "test", "tests", "spec", "rspec", "cucumber":
			scope = inventory.ScopeTest
		case "development", "dev", "debug", "doc", "docs", "documentation", "lint", "rubocop", "tools", "local":
			scope = inventory.ScopeDev
		case "ci":
			scope = inventory.ScopeCI
		case "optional", "true":
			continue
		}
		if scopeRank(scope) < scopeRank(best) {
			best = scope
		}
	}
	return best
}

// gemAllowed reads the ranges behind the name of a gem: "~> 1.0", ">= 1", "< 3".
func gemAllowed(rest string) string {
	v := gemRange.FindStringSubmatch(rest)
	if v == nil {
		return ""
	}
	var all []string
	for _, s := range setupText.FindAllStringSubmatch(v[1], 10) {
		all = append(all, strings.TrimSpace(s[1]+s[2]))
	}
	return strings.Join(all, ", ")
}

// gemspecDeclared reads the dependencies of a gemspec. A name that a loop over a
// list of words stands for counts for each of them; unread counts other names that
// a program makes.
func gemspecDeclared(text []byte) (all []declaration, unread int) {
	type loop struct {
		line  int
		names []string
	}
	loops := map[string][]loop{}
	for _, at := range gemEach.FindAllSubmatchIndex(text, 100) {
		words := max(at[2], at[4])
		name := string(text[at[6]:at[7]])
		loops[name] = append(loops[name], loop{1 + bytes.Count(text[:at[0]], []byte("\n")), gemName.FindAllString(string(text[words:max(at[3], at[5])]), -1)})
	}
	n := 0
	for line := range bytes.Lines(text) {
		n++
		body := strings.TrimSpace(string(line))
		m := gemSpec.FindStringSubmatch(body)
		if m == nil || body[0] == '#' {
			continue
		}
		d := declaration{scope: inventory.ScopeRuntime, line: n, allowed: gemAllowed(m[4])}
		if m[1] == "development_" {
			d.scope = inventory.ScopeDev
		}
		names := []string{m[2]}
		if m[2] == "" {
			names = nil
			for _, l := range loops[m[3]] {
				if l.line <= n {
					names = l.names
				}
			}
			if len(names) == 0 {
				unread++
			}
		}
		for _, name := range names {
			d.name = name
			all = append(all, d)
		}
	}
	return all, unread
}

// readGemfile reads a Gemfile that has no lock file.
func readGemfile(w *workspace, m manifest) report {
	return declare(m, packageurl.TypeGem, w.has(m.path+".lock"), w.ofOwnGems(gemfileDeclared(m.text)))
}

// installedGem splits the name of a gemspec below specifications: name, version
// and, for a gem that was built, platform.
var installedGem = regexp.MustCompile(`^(.+?)-(\d[\w.]*)(?:-[\w-]+)?\.gemspec$`)

// readGemspec reads a gemspec whose directory has no lock file. One below
// specifications belongs to a gem that is installed; beside it, below gems, lie
// its files.
func readGemspec(w *workspace, m manifest) (r report) {
	dir, base := path.Split(m.path)
	if !strings.Contains("/"+dir, "/specifications/") {
		all, unread := gemspecDeclared(m.text)
		locked := w.has(dir + "Gemfile.lock")
		if unread > 0 && !locked && m.role == inventory.RoleProduct {
			r.problems = append(r.problems, problem{m.path, inventory.GapNoComponents, fmt.Sprintf("gemspec names %d dependencies by expressions that are computed", unread)})
		}
		r.add(declare(m, packageurl.TypeGem, locked, w.ofOwnGems(all)))
		return r
	}
	source := path.Join(dir, "../gems", strings.TrimSuffix(base, ".gemspec"))
	if s := installedGem.FindStringSubmatch(base); s != nil && w.hasBelow(source) {
		r.found = append(r.found, found{purl: purl(packageurl.TypeGem, "", s[1], s[2]), name: s[1], version: s[2], distributed: true, source: source, path: m.path})
	}
	return r
}
