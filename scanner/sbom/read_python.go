// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// requirement is the head of a requirement specifier (PEP 508): name, extras
// and version clause.
var requirement = regexp.MustCompile(`^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(.*)$`)

// pinned is a clause that allows one version.
var pinned = regexp.MustCompile(`^={2,3}\s*([^\s,;*]+)$`)

// parseRequirement reads a requirement specifier. What is no name with a version
// clause (a path, an address, prose) is not one.
func parseRequirement(text string) (d declaration, ok bool) {
	text, marker, _ := strings.Cut(text, ";")
	match := requirement.FindStringSubmatch(strings.TrimSpace(text))
	if match == nil || strings.HasPrefix(match[3], "/") || strings.HasPrefix(match[3], ":") {
		return d, false
	}
	clause := strings.Trim(strings.TrimSpace(match[3]), "()")
	if clause != "" && !strings.ContainsAny(clause[:1], "=<>!~@") {
		return d, false
	}
	d = declaration{name: match[1], allowed: clause, optional: strings.Contains(marker, "extra")}
	if match[2] != "" {
		d.extras = strings.Split(match[2], ",")
	}
	if v := pinned.FindStringSubmatch(clause); v != nil {
		d.version, d.allowed = v[1], ""
	}
	return d, true
}

// readRequirements reads a requirements file of pip: exact versions, ranges,
// files that it takes in (-r), constraints (-c), and the notes of pip-compile on
// who asked for a package.
func readRequirements(w *workspace, m manifest) (r report) {
	q := &requirements{w: w, r: &r, pins: map[string]string{}, seen: map[string]bool{}}
	q.file(m.path, m.text, cmp.Or(requirementsScope(m.path), inventory.ScopeRuntime), 0)
	q.finish()
	return r
}

// requirementList reads a list of requirements that another file names, unless it
// is one that is read for its own name; ok when it is there. Without a scope the
// name of the list tells it.
func (w *workspace) requirementList(p, scope string) (r report, ok bool) {
	if base := path.Base(p); strings.HasSuffix(base, ".txt") && (strings.Contains(base, "requirements") || strings.Contains("/"+path.Dir(p)+"/", "/requirements/")) {
		return r, w.has(p)
	}
	text, err := w.read(p)
	if err != nil || len(text) > maxManifest {
		return r, false
	}
	q := &requirements{w: w, r: &r, pins: map[string]string{}, seen: map[string]bool{}}
	q.file(p, text, cmp.Or(scope, requirementsScope(p), inventory.ScopeRuntime), 0)
	q.finish()
	return r, true
}

// maxIncludes is how many files may include one another.
const maxIncludes = 30

type requirements struct {
	w    *workspace
	r    *report
	pins map[string]string // of constraints: plain name -> version
	seen map[string]bool
	own  []pyVia
}

// pyVia is a row with the packages that ask for it, as pip-compile notes them.
type pyVia struct {
	row     int // of r.found
	by      []string
	noted   bool // there is a note
	byInput bool // an input file asks for it
}

func (q *requirements) file(p string, text []byte, scope string, depth int) {
	if q.seen[p] {
		return
	}
	q.seen[p] = true
	n := 0
	var at *pyVia
	for line := range bytes.Lines(withoutBOM(text)) {
		n++
		body := strings.TrimSpace(string(line))
		if note, ok := strings.CutPrefix(body, "#"); ok || body == "" {
			at.note(note)
			continue
		}
		via := ""
		if i := strings.Index(body, " #"); i >= 0 {
			if rest, ok := strings.CutPrefix(strings.TrimSpace(body[i+2:]), "via "); ok {
				via = rest
			}
			body = strings.TrimSpace(body[:i])
		}
		if option, file, ok := includes(body); ok {
			if !q.include(path.Join(path.Dir(p), file), option == "-c", scope, depth) && option == "-r" && q.w.role(p) == inventory.RoleProduct {
				q.r.problems = append(q.r.problems, problem{p, inventory.GapUnreadable, fmt.Sprintf("line %d includes a file that cannot be read in the tree", n)})
			}
			at = nil
			continue
		}
		for _, option := range []string{"-e ", "--editable ", "--editable="} {
			body = strings.TrimSpace(strings.TrimPrefix(body, option))
		}
		if body == "" || body[0] == '-' { // another option
			continue
		}
		body, _, _ = strings.Cut(body, " --")
		body = strings.TrimRight(body, " \\")
		if f, ok := pipAddress(body); ok {
			f.scope, f.direct, f.path, f.line = scope, true, p, n
			q.r.found = append(q.r.found, f)
			at = nil
			continue
		}
		d, ok := parseRequirement(body)
		if !ok {
			continue
		}
		q.own = append(q.own, pyVia{row: len(q.r.found)})
		at = &q.own[len(q.own)-1]
		for _, by := range strings.FieldsFunc(via, func(c rune) bool { return c == ',' }) {
			at.noted = true
			at.asked(by)
		}
		q.r.found = append(q.r.found, found{purl: pypiPURL(d.name, d.version), name: d.name, version: d.version, allowed: d.allowed, scope: scope, direct: true, path: p, line: n})
	}
}

var (
	pipVCS   = regexp.MustCompile(`^(?:git|hg|svn|bzr)\+([a-z+]+://(?:[^\s@#;/]*@)?[^\s@#;]+|git@[^\s@#;]+)(?:@([^\s#;]+))?`)
	pipEgg   = regexp.MustCompile(`[#&]egg=([A-Za-z0-9][\w.-]*)`)
	pipWheel = regexp.MustCompile(`/([A-Za-z0-9][\w.]*)-([\w.!+]+)-[\w.]+-[\w.]+-[\w.]+\.whl(?:[?#]|$)`)
	pipSDist = regexp.MustCompile(`/([A-Za-z0-9][\w.-]*?)-(\d[\w.!+]*)\.(?:tar\.gz|tar\.bz2|zip|tgz)(?:[?#]|$)`)
)

// pipAddress reads a requirement that is an address: a repository, a wheel, an
// archive. A repository that does not say which package it holds counts itself.
func pipAddress(body string) (f found, ok bool) {
	egg := firstGroup(pipEgg, []byte(body))
	if m := pipVCS.FindStringSubmatch(body); m != nil {
		f.purl, f.name = repositoryPURL(strings.TrimPrefix(m[1], "git+"), m[2])
		f.version = m[2]
		if egg != "" {
			f = found{name: egg, purl: pypiPURL(egg, "")}
		}
		return f, f.purl != ""
	}
	if !strings.HasPrefix(body, "https://") && !strings.HasPrefix(body, "http://") {
		return f, false
	}
	for _, form := range []*regexp.Regexp{pipWheel, pipSDist} {
		if m := form.FindStringSubmatch(body); m != nil {
			return found{name: m[1], version: m[2], purl: pypiPURL(m[1], m[2])}, true
		}
	}
	if egg != "" {
		return found{name: egg, purl: pypiPURL(egg, "")}, true
	}
	return f, false
}

// note reads a comment below a row: "# via a", "#   via", "#     a".
func (v *pyVia) note(text string) {
	if v == nil {
		return
	}
	text = strings.TrimSpace(text)
	if text == "via" {
		v.noted = true
		return
	}
	rest, via := strings.CutPrefix(text, "via ")
	if !via && !v.noted {
		return
	}
	v.noted = true
	v.asked(rest)
}

func (v *pyVia) asked(by string) {
	if by = strings.TrimSpace(by); strings.HasPrefix(by, "-") || strings.Contains(by, "(") {
		v.byInput = true
	} else if requirement.MatchString(by) {
		v.by = append(v.by, by)
	}
}

// includes reads "-r file", "--requirement=file", "-c file" and the like.
func includes(body string) (option, file string, ok bool) {
	for _, o := range [...]struct{ long, short string }{{"--requirement", "-r"}, {"--constraint", "-c"}} {
		for _, word := range []string{o.long, o.short} {
			if rest, is := strings.CutPrefix(body, word); is && rest != "" {
				file = strings.Trim(strings.TrimLeft(rest, " \t="), `"'`)
				return o.short, file, file != "" && !strings.Contains(file, "://")
			}
		}
	}
	return "", "", false
}

// include reads a file that another one names, and reports whether it could.
func (q *requirements) include(p string, constraint bool, scope string, depth int) bool {
	text, err := q.w.read(p)
	if err != nil || len(text) > maxManifest || depth >= maxIncludes {
		return false
	}
	if !constraint {
		q.file(p, text, cmp.Or(requirementsScope(p), scope), depth+1) // a list of tests stays one, whoever takes it in
		return true
	}
	for line := range bytes.Lines(withoutBOM(text)) {
		body, _, _ := strings.Cut(string(line), "#")
		if d, ok := parseRequirement(strings.TrimRight(strings.TrimSpace(body), " \\")); ok && d.version != "" {
			q.pins[plainName(d.name)] = d.version
		}
	}
	return true
}

// finish applies constraints and the notes.
func (q *requirements) finish() {
	rows := map[string]int{}
	for i := range q.r.found {
		f := &q.r.found[i]
		if v := q.pins[plainName(f.name)]; v != "" && f.version == "" {
			f.version, f.allowed = v, ""
			f.purl = pypiPURL(f.name, v)
		}
		rows[plainName(f.name)] = i
	}
	for _, v := range q.own {
		if !v.noted {
			continue
		}
		q.r.found[v.row].direct = v.byInput
		for _, by := range v.by {
			if i, ok := rows[plainName(by)]; ok {
				q.r.found[i].knows = true
				q.r.found[i].needs = append(q.r.found[i].needs, q.r.found[v.row].purl)
			} else {
				q.r.found[v.row].direct = true // asked for by the project itself
			}
		}
	}
}

// requirementsScope reads the purpose from the file name, as is the habit:
// requirements-dev.txt, test_requirements.txt.
func requirementsScope(p string) string {
	words := strings.FieldsFunc(strings.ToLower(p[strings.LastIndexByte(p, '/')+1:]), func(c rune) bool { return c < 'a' || c > 'z' })
	for _, word := range words {
		switch word {
		case "test", "tests", "testing":
			return inventory.ScopeTest
		case "dev", "develop", "development", "lint", "linting", "linters", "doc", "docs", "local", "typing", "mypy", "codestyle":
			return inventory.ScopeDev
		case "build":
			return inventory.ScopeBuild
		case "ci":
			return inventory.ScopeCI
		}
	}
	return ""
}

// groupScope returns the strongest scope of dependency groups.
func groupScope(groups ...string) string {
	best := ""
	for _, g := range groups {
		scope := inventory.ScopeDev
		switch strings.ToLower(g) {
		case "main", "default":
			scope = inventory.ScopeRuntime
		case "test", "tests", "testing":
			scope = inventory.ScopeTest
		case "ci":
			scope = inventory.ScopeCI
		}
		if best == "" || slices.Index(scopeOrder[:], scope) < slices.Index(scopeOrder[:], best) {
			best = scope
		}
	}
	return best
}
