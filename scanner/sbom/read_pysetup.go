// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// readSetupCfg reads a setup.cfg of setuptools: install_requires, extras_require,
// tests_require and setup_requires.
func readSetupCfg(w *workspace, m manifest) (r report) {
	var all []declaration
	section, key, n := "", "", 0
	row := func(text string) {
		scope := ""
		switch {
		case section == "options" && key == "install_requires":
			scope = inventory.ScopeRuntime
		case section == "options" && key == "tests_require":
			scope = inventory.ScopeTest
		case section == "options" && key == "setup_requires":
			scope = inventory.ScopeBuild
		case section == "options.extras_require":
			scope = extraScope(key)
		default:
			return
		}
		if file, ok := strings.CutPrefix(text, "file:"); ok {
			for _, one := range strings.Split(file, ",") {
				more, ok := w.requirementList(path.Join(path.Dir(m.path), strings.TrimSpace(one)), scope)
				if !ok && m.role == inventory.RoleProduct {
					r.problems = append(r.problems, problem{m.path, inventory.GapUnreadable, "takes requirements from a file that cannot be read in the tree"})
				}
				r.add(more)
			}
			return
		}
		if d, ok := parseRequirement(text); ok {
			d.scope, d.line = scope, n
			all = append(all, d)
		}
	}
	for line := range bytes.Lines(withoutBOM(m.text)) {
		n++
		text := strings.TrimRight(string(line), "\r\n ")
		body := strings.TrimSpace(text)
		switch {
		case body == "" || body[0] == '#' || body[0] == ';':
		case body[0] == '[' && text[0] == '[':
			section, key = strings.Trim(body, "[]"), ""
		case text[0] == ' ' || text[0] == '\t':
			row(body)
		default:
			var value string
			if key, value, _ = strings.Cut(body, "="); value != "" {
				key = strings.TrimSpace(key)
				row(strings.TrimSpace(value))
			}
			key = strings.TrimSpace(key)
		}
	}
	r.add(declare(m, packageurl.TypePyPi, w.pythonLocked(path.Dir(m.path), nil), all))
	return r
}

var (
	setupList  = regexp.MustCompile(`\b(install_requires|tests_require|setup_requires)\s*=\s*\[`)
	setupExtra = regexp.MustCompile(`\bextras_require\s*=\s*(?:dict\s*\(|\{)`)
	setupKey   = regexp.MustCompile(`["']?([\w.-]+)["']?\s*[:=]\s*\[`)
	setupText  = regexp.MustCompile(`"([^"\n]*)"|'([^'\n]*)'`)
)

// readSetupPy reads the literal lists of a setup.py. A list that a program makes
// is not known; a product file that has no other list is a Gap.
func readSetupPy(w *workspace, m manifest) (r report) {
	text := pythonComments.ReplaceAllFunc(m.text, func(c []byte) []byte { return bytes.Repeat([]byte(" "), len(c)) })
	var all []declaration
	take := func(from int, scope string) int {
		body := bracketed(text[from:])
		for _, at := range setupText.FindAllSubmatchIndex(body, 2000) {
			i := max(at[2], at[4])
			if d, ok := parseRequirement(string(body[i:max(at[3], at[5])])); ok {
				d.scope, d.line = scope, 1+bytes.Count(text[:from+i], []byte("\n"))
				all = append(all, d)
			}
		}
		return len(body)
	}
	for _, at := range setupList.FindAllSubmatchIndex(text, 100) {
		scope := inventory.ScopeRuntime
		switch string(text[at[2]:at[3]]) {
		case "tests_require":
			scope = inventory.ScopeTest
		case "setup_requires":
			scope = inventory.ScopeBuild
		}
		take(at[1], scope)
	}
	for _, at := range setupExtra.FindAllIndex(text, 10) {
		body := bracketed(text[at[1]:])
		for _, key := range setupKey.FindAllSubmatchIndex(body, 200) {
			take(at[1]+key[1], extraScope(string(body[key[2]:key[3]])))
		}
	}
	listed := false
	if len(all) == 0 && setupComputed.Match(text) { // often a list of requirements is read
		for _, name := range setupText.FindAllSubmatch(text, 2000) {
			p := path.Join(path.Dir(m.path), string(name[1])+string(name[2]))
			if ext := path.Ext(p); (ext == ".txt" || ext == ".in") && w.has(p) {
				more, ok := w.requirementList(p, "")
				r.add(more)
				listed = listed || ok
			}
		}
	}
	if len(all) == 0 && !listed && m.role == inventory.RoleProduct && setupComputed.Match(text) && setupCall.Match(text) && !w.has(path.Join(path.Dir(m.path), "pyproject.toml")) {
		r.problems = append(r.problems, problem{m.path, inventory.GapNoComponents, "setup.py computes what it requires; its packages are not known"})
	}
	r.add(declare(m, packageurl.TypePyPi, w.pythonLocked(path.Dir(m.path), nil), all))
	return r
}

var (
	pythonComments = regexp.MustCompile(`(?m)(?:^|[ \t])#[^\n]*`)
	setupCall      = regexp.MustCompile(`\bsetup\s*\(`)
	setupComputed  = regexp.MustCompile(`\binstall_requires\s*=\s*[A-Za-z_]`)
)

// bracketed returns the text up to the bracket that closes the one before it.
func bracketed(text []byte) []byte {
	depth := 1
	for i, c := range text {
		switch c {
		case '[', '(', '{':
			depth++
		case ']', ')', '}':
			if depth--; depth == 0 {
				return text[:i]
			}
		}
	}
	return text
}

// readPipfile reads a Pipfile that has no lock file.
func readPipfile(w *workspace, m manifest) (r report) {
	var doc map[string]any
	if err := scanner.UnmarshalTOML(withoutBOM(m.text), &doc); err != nil {
		r.unparsable(m.path, tomlReason("Pipfile", err))
		return r
	}
	return declare(m, packageurl.TypePyPi, w.has(m.path+".lock"), pipfileDeclared(m.text))
}

// pipfileDeclared returns the declarations of a Pipfile; nothing when it is broken.
func pipfileDeclared(text []byte) (all []declaration) {
	var doc map[string]any
	if scanner.UnmarshalTOML(withoutBOM(text), &doc) != nil {
		return nil
	}
	for _, section := range sortedKeys(doc) {
		scope := inventory.ScopeRuntime
		switch section {
		case "source", "requires", "scripts", "pipenv", "pipfile":
			continue
		case "packages":
		case "dev-packages":
			scope = inventory.ScopeDev
		default:
			scope = groupScope(section)
		}
		t := table(doc[section])
		for _, name := range sortedKeys(t) {
			d := declaration{name: name, scope: scope}
			d.allowed, _ = t[name].(string)
			if v, ok := table(t[name])["version"].(string); ok {
				d.allowed = v
			}
			if v := pinned.FindStringSubmatch(d.allowed); v != nil {
				d.version, d.allowed = v[1], ""
			}
			_, d.local = table(t[name])["path"]
			all = append(all, d)
		}
	}
	return all
}
