// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"path"
	"regexp"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/outgate/outgate/scanner"
)

// matcher finds the files that readers and catalogers want: one look-up by base
// name and a short list of suffixes per file.
type matcher struct {
	readers    []reader
	catalogers []cataloger
	byBase     map[string][]rule
	loose      []rule
}

// rule is one pattern and whose it is.
type rule struct {
	glob           string
	prefix, suffix string // literal ends of the base name, for patterns in it
	keep           bool
	reader         *reader
	cataloger      int // index; -1 for a reader's rule
	source         *sourceFile
}

func newMatcher() *matcher {
	m := &matcher{readers: readers(), catalogers: catalogers(), byBase: map[string][]rule{}}
	for i := range m.readers {
		for _, glob := range m.readers[i].files {
			m.insert(rule{glob: glob, keep: m.readers[i].keep, reader: &m.readers[i], cataloger: -1})
		}
	}
	for i := range m.catalogers {
		for j := range m.catalogers[i].files {
			s := &m.catalogers[i].files[j]
			m.insert(rule{glob: s.glob, keep: !s.binary, cataloger: i, source: s})
		}
	}
	return m
}

func (m *matcher) insert(r rule) {
	base := path.Base(r.glob)
	if !strings.ContainsAny(base, `*?[{\`) {
		m.byBase[base] = append(m.byBase[base], r)
		return
	}
	r.prefix = base[:strings.IndexAny(base, `*?[{\`)]
	r.suffix = base[strings.LastIndexAny(base, `*?]}`)+1:]
	m.loose = append(m.loose, r)
}

// rules calls yield for each rule that the path meets.
func (m *matcher) rules(p string, yield func(*rule)) {
	base := path.Base(p)
	exact := m.byBase[base]
	for i := range exact {
		if matches(exact[i].glob, p) {
			yield(&exact[i])
		}
	}
	for i := range m.loose {
		r := &m.loose[i]
		if strings.HasPrefix(base, r.prefix) && strings.HasSuffix(base, r.suffix) && matches(r.glob, p) {
			yield(r)
		}
	}
}

// matches applies a pattern; one that is not valid matches nothing (a test
// checks all of the tables).
func matches(glob, p string) bool {
	ok, err := doublestar.Match(glob, p)
	return err == nil && ok
}

// keep is the detector's Keep.
func (m *matcher) keep(p string) bool {
	keep := false
	m.rules(p, func(r *rule) { keep = keep || r.keep })
	return keep
}

// work is what one tree holds for us.
type work struct {
	manifests  []manifest             // for own readers, in path order
	catalogers []*cataloger           // syft's that have something to read
	sources    map[string]*sourceFile // path -> what a cataloger takes it for
	owned      map[string]*reader     // path -> the reader that judges it
	copies     map[string]bool        // paths that tell of vendored copies
}

// kind says what a file is taken for.
func (w *work) kind(p string) string {
	if r := w.owned[p]; r != nil {
		return r.kind
	}
	if s := w.sources[p]; s != nil {
		return s.kind
	}
	if w.copies[p] {
		return "vendored copy"
	}
	if path.Ext(p) == ".zip" {
		return "archive in Yarn's cache"
	}
	return "executable"
}

// entryOf returns what a file is taken for and what fits it when it names a
// package; nil when that cannot be told.
func (w *work) entryOf(p string) (kind string, entry *regexp.Regexp) {
	if r := w.owned[p]; r != nil {
		if r.entry == "" {
			return "", nil
		}
		return r.kind, regexp.MustCompile(r.entry) // seldom: for a lock file that gave nothing
	}
	if s := w.sources[p]; s != nil {
		return s.kind, s.entry
	}
	return "", nil
}

// pick selects the candidates of a tree.
func (m *matcher) pick(t *scanner.Tree) *work {
	w := &work{sources: map[string]*sourceFile{}, owned: map[string]*reader{}}
	wanted := make([]bool, len(m.catalogers))
	entries := t.Entries()
	for i := range entries {
		e := &entries[i]
		if !e.Regular() {
			continue
		}
		if executable(e.Head) != "" {
			for j := range m.catalogers {
				wanted[j] = wanted[j] || m.catalogers[j].executables
			}
		}
		m.rules(e.Path, func(r *rule) {
			if r.reader != nil {
				w.manifests = append(w.manifests, manifest{path: e.Path, by: r.reader})
				w.owned[e.Path] = r.reader
				return
			}
			if w.owned[e.Path] != nil {
				return
			}
			wanted[r.cataloger] = true
			w.sources[e.Path] = r.source
		})
	}
	for i := range m.catalogers {
		if wanted[i] {
			w.catalogers = append(w.catalogers, &m.catalogers[i])
		}
	}
	return w
}
