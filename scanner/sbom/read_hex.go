// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"github.com/outgate/outgate/inventory"
)

func hexPURL(name, version string) string { return purl("hex", "", name, version) }

var (
	mixHex  = regexp.MustCompile(`"([\w.-]+)":\s*\{:hex,\s*:"?([\w.-]+)"?,\s*"([^"]+)",\s*"([0-9a-fA-F]*)"`)
	mixGit  = regexp.MustCompile(`"([\w.-]+)":\s*\{:git,\s*"([^"]+)",\s*"([0-9a-f]+)"`)
	mixNeed = regexp.MustCompile(`\{:"?([\w.-]+)"?,\s*"[^"]*",`)
	mixDep  = regexp.MustCompile(`\{:"?([\w.-]+)"?,\s*(?:"([^"]*)")?`)
	mixOnly = regexp.MustCompile(`\bonly:\s*(\[[^\]]*\]|:\w+)`)
)

// readMixLock reads a mix.lock of Elixir: one package a line, in the terms of the
// language. The mix.exs beside it tells what is direct and for what.
func readMixLock(w *workspace, m manifest) (r report) {
	if !bytes.HasPrefix(bytes.TrimSpace(withoutBOM(m.text)), []byte("%{")) {
		r.unparsable(m.path, "not readable as mix.lock, line 1")
		return r
	}
	g := &lockGraph{}
	var rest []string
	n := 0
	for line := range bytes.Lines(m.text) {
		n++
		text := string(line)
		switch hex, git := mixHex.FindStringSubmatchIndex(text), mixGit.FindStringSubmatch(text); {
		case hex != nil:
			name, version := text[hex[4]:hex[5]], text[hex[6]:hex[7]]
			g.add(found{purl: hexPURL(name, version), name: name, version: version, hashes: hexDigest("sha256", text[hex[8]:hex[9]]), path: m.path, line: n})
			rest = append(rest, text[hex[9]:])
		case git != nil:
			p, name := repositoryPURL(git[2], git[3])
			if p == "" {
				p, name = hexPURL(git[1], ""), git[1]
			}
			i := g.add(found{purl: p, name: name, version: git[3], path: m.path, line: n})
			g.names[git[1]] = append(g.names[git[1]], i)
			rest = append(rest, "")
		}
	}
	for i, text := range rest {
		for _, need := range mixNeed.FindAllStringSubmatch(text, 200) {
			for _, to := range g.named(need[1]) {
				g.need(i, to)
			}
		}
	}
	if text, err := w.read(path.Join(path.Dir(m.path), "mix.exs")); err == nil {
		for _, d := range mixDeclared(text) {
			for _, to := range g.named(d.name) {
				g.root(to, d.scope)
			}
		}
	}
	return g.report()
}

// mixDeclared reads the tuples of deps in a mix.exs, as far as they are literal.
func mixDeclared(text []byte) (all []declaration) {
	_, deps, ok := bytes.Cut(text, []byte("defp deps"))
	if !ok {
		_, deps, ok = bytes.Cut(text, []byte("def deps"))
	}
	if !ok {
		return nil
	}
	offset := bytes.Count(text[:len(text)-len(deps)], []byte("\n"))
	n := 0
	for line := range bytes.Lines(deps) {
		n++
		body := strings.TrimSpace(string(line))
		if body == "end" {
			break
		}
		if strings.HasPrefix(body, "#") {
			continue
		}
		if d := mixDep.FindStringSubmatch(body); d != nil {
			one := declaration{name: d[1], scope: inventory.ScopeRuntime, allowed: d[2], line: offset + n, local: strings.Contains(body, "path:") || strings.Contains(body, "in_umbrella:")}
			if only := mixOnly.FindStringSubmatch(body); only != nil {
				one.scope = gemScope(gemWord.FindAllString(strings.ReplaceAll(only[1], ":dev", "dev"), -1))
			} else if strings.Contains(body, "runtime: false") {
				one.scope = inventory.ScopeBuild
			}
			if v := strings.TrimSpace(strings.TrimPrefix(d[2], "==")); exactVersion(v) {
				one.version, one.allowed = v, ""
			}
			all = append(all, one)
		}
	}
	return all
}

// readMixExs reads a mix.exs that has no lock file.
func readMixExs(w *workspace, m manifest) report {
	return declare(m, "hex", w.has(path.Join(path.Dir(m.path), "mix.lock")), mixDeclared(m.text))
}
