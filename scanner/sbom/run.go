// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"sync"

	"github.com/outgate/outgate/inventory"
)

// runCatalogers shows the tree to syft's catalogers, several at once. The
// report is in the order of the table, whatever finished first.
func runCatalogers(w *workspace, todo *work, jobs int) report {
	if len(todo.catalogers) == 0 {
		return report{}
	}
	if jobs == 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	r := &resolver{w: w, x: w.paths()}
	reports := make([]report, len(todo.catalogers))
	slots := make(chan struct{}, jobs)
	var running sync.WaitGroup
	for i, c := range todo.catalogers {
		running.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			if w.ctx.Err() == nil {
				reports[i] = runCataloger(r, c, todo)
			}
		})
	}
	running.Wait()
	var all report
	for _, one := range reports {
		all.add(one)
	}
	return all
}

// runCataloger runs one; a panic that syft did not catch becomes a problem of
// every file that this cataloger should have read.
func runCataloger(r *resolver, c *cataloger, todo *work) (rep report) {
	defer func() {
		if p := recover(); p != nil {
			rep = report{}
			for i := range c.files {
				paths, _ := r.x.glob(c.files[i].glob)
				for _, path := range paths {
					rep.unparsable(path, fmt.Sprintf("syft's %s failed (%T)", c.name, p))
				}
			}
			if len(rep.problems) == 0 {
				rep.problems = append(rep.problems, problem{"", inventory.GapDetector, fmt.Sprintf("syft's %s failed (%T)", c.name, p)})
			}
		}
	}()
	pkgs, _, err := c.make().Catalog(r.w.ctx, r)
	for i := range pkgs {
		rep.found = append(rep.found, convert(&pkgs[i], c, todo)...)
	}
	if r.w.ctx.Err() != nil {
		return rep
	}
	for _, e := range leaves(err, 0) {
		if p, ok := r.problemOf(e, c, todo); ok {
			rep.problems = append(rep.problems, p)
		}
	}
	return rep
}

// leaves takes joined errors apart.
func leaves(err error, depth int) []error {
	if err == nil {
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok && depth < 16 {
		var all []error
		for _, e := range joined.Unwrap() {
			all = append(all, leaves(e, depth+1)...)
		}
		return all
	}
	return []error{err}
}

// nothingFound is what syft says of a file that it read well and that names no
// package; silent judges those. The others are said of files whose packages
// have a form that no component can be made of.
var nothingFound = regexp.MustCompile(`unable to determine packages$|unable to determine package version|unable to parse github action usage statement`)

var lineInMessage = regexp.MustCompile(`(?i)\bline:? ?(\d{1,9})\b`)

// problemOf turns an error of a cataloger into a problem of a file. The text of
// the error stays inside: it may quote the file.
func (r *resolver) problemOf(err error, c *cataloger, todo *work) (problem, bool) {
	text := err.Error()
	path := r.pathIn(text)
	if todo.owned[path] != nil || nothingFound.MatchString(text) {
		return problem{}, false
	}
	if path == "" {
		return problem{"", inventory.GapDetector, fmt.Sprintf("syft's %s did not finish", c.name)}, true
	}
	if strings.Contains(text, errTooLarge.Error()) {
		return unreadable(path, errTooLarge), true
	}
	if strings.HasSuffix(text, errTooDeep.Error()) {
		return unreadable(path, errTooDeep), true
	}
	kind := "an executable"
	if s := todo.sources[path]; s != nil {
		kind = s.kind
	}
	if e := r.w.tree.Lookup(path); e.Size == 0 { // nothing in it to be read
		return problem{}, false
	}
	reason := fmt.Sprintf("not readable as %s (syft's %s)", kind, c.name)
	if m := lineInMessage.FindStringSubmatch(text[len(path):]); m != nil {
		reason += ", line " + m[1]
	}
	return problem{path, inventory.GapUnparsable, reason}, true
}

// pathIn returns the file that syft's error is about: it begins "path: reason".
func (r *resolver) pathIn(text string) string {
	for at := 0; ; {
		i := strings.Index(text[at:], ": ")
		if i < 0 {
			return ""
		}
		if at += i; r.w.has(text[:at]) {
			return text[:at]
		}
		at += 2
	}
}

// silent finds product manifests that evidently name packages of which none
// was seen and of which no problem tells.
func silent(w *workspace, todo *work, sofar report) report {
	seen := map[string]bool{}
	for i := range sofar.found {
		seen[sofar.found[i].path] = true
	}
	for _, p := range sofar.problems {
		seen[p.path] = true
	}
	var r report
	entries := w.tree.Entries()
	for i := range entries {
		p := entries[i].Path
		kind, entry := todo.entryOf(p)
		if entry == nil || seen[p] || w.role(p) != inventory.RoleProduct {
			continue
		}
		text, err := w.read(p)
		if err != nil {
			r.problems = append(r.problems, unreadable(p, err))
			continue
		}
		if n := len(entry.FindAllIndex(text, 10000)); n > 0 {
			r.problems = append(r.problems, noComponents(p, kind, n))
		}
	}
	return r
}

func noComponents(path, kind string, n int) problem {
	return problem{path, inventory.GapNoComponents, fmt.Sprintf("%s seems to declare %d packages; none could be read", kind, n)}
}
