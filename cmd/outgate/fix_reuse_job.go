// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/outgate/outgate/annotate"
	"github.com/outgate/outgate/fix"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/report"
	"github.com/outgate/outgate/reuse"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
	reusetags "github.com/outgate/outgate/scanner/reuse"
	"github.com/outgate/outgate/spdx"
)

// reuseJob is one run of fix reuse.
type reuseJob struct {
	flags           *fixReuseFlags
	notice, license string // lines; "" when none was named
	dir             string
	root            *os.Root
	inv             *inventory.Inventory
	files           map[string]*inventory.File
	project         *reuse.Project
	writer          *annotate.Writer

	tables                            []inventory.ReuseTable // to be added to REUSE.toml
	comments, sidecars, tabled, texts int
	left                              []leftFile
	named                             []string // licenses that were written into files
}

// open scans path.
func (f *fixReuseFlags) open(ctx context.Context, s program, path string) (*reuseJob, error) {
	notice, license, err := f.tags(s)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return nil, usage("%s is no directory; name the one that holds the files", path)
	}
	// What a file says of rights in other words keeps tags away that contradict it.
	f.scan.only, f.scan.source.history = []string{reusetags.Name, "license", "copyright"}, inventory.HistoryNone
	t, err := openTarget(ctx, path, f.scan.source)
	if err != nil {
		return nil, err
	}
	if t.policyDir == "" {
		return nil, usage("%s has no files on disk to fix", path)
	}
	inv, err := scanTarget(ctx, s, t, &f.scan)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, incomplete(err)
	}
	j := &reuseJob{flags: f, notice: notice, license: license, dir: path, root: root, inv: inv, files: map[string]*inventory.File{}, project: reuse.New(inv), writer: annotate.New()}
	for i := range inv.Files {
		j.files[inv.Files[i].Path] = &inv.Files[i]
	}
	return j, nil
}

// want is what a file lacks.
type want struct{ notice, license bool }

// run writes what is missing. Its error is that of a cancelled run, of what was
// not named, or of a file that could not be written.
func (j *reuseJob) run(ctx context.Context, s program) error {
	result := reuse.Lint(j.inv)
	lacks := map[string]want{}
	var order []string
	for _, p := range result.Problems {
		w, known := lacks[p.Path]
		switch p.Kind {
		case reuse.MissingCopyright:
			w.notice = true
		case reuse.MissingLicensing:
			w.license = true
		case reuse.MissingLicense, reuse.Disagreement:
			continue
		default:
			j.leave(p.Path, strings.TrimSpace(p.Kind+" "+p.License)+" is not for this command to mend")
			continue
		}
		if !known {
			order = append(order, p.Path)
		}
		lacks[p.Path] = w
	}
	slices.Sort(order)
	for _, name := range order {
		if w := lacks[name]; w.notice && j.notice == "" || w.license && j.license == "" {
			return usage("%s lacks a %s; name --copyright HOLDER and --license EXPRESSION", name, map[bool]string{true: "copyright notice", false: "license"}[w.notice && j.notice == ""])
		}
	}
	for _, name := range order {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := j.file(s, name, lacks[name]); err != nil {
			return err
		}
	}
	if err := j.writeTables(s); err != nil {
		return err
	}
	return j.writeTexts(s, result.Used)
}

func (j *reuseJob) leave(path, why string) { j.left = append(j.left, leftFile{path, why}) }

// file gives one file what it lacks.
func (j *reuseJob) file(s program, name string, w want) error {
	f := j.files[name]
	if why := j.foreign(f); why != "" {
		j.leave(name, why)
		return nil
	}
	said, _ := j.project.Says(name)
	partly := slices.ContainsFunc(said, func(x reuse.Statement) bool { return x.Source == reuse.TOML })
	if slices.ContainsFunc(said, func(x reuse.Statement) bool { return x.Source == reuse.Inline && !x.Used }) && j.files[name+".license"] == nil {
		j.leave(name, "a table of REUSE.toml overrides what it says; complete the table")
		return nil
	}
	var lines []string
	if w.notice {
		lines = append(lines, j.notice)
	}
	if w.license {
		lines = append(lines, j.license)
	}
	switch {
	case j.flags.toml && (partly || j.project.Mentions(name)):
		j.leave(name, "a table of REUSE.toml speaks of it in part; complete the table")
		return nil
	case j.flags.toml:
		j.addToTable(name, w)
	case j.files[name+".license"] != nil:
		if err := j.sidecar(s, name, lines); err != nil {
			return err
		}
	default:
		if err := j.inline(s, f, lines); err != nil {
			return err
		}
	}
	if w.license {
		j.named = append(j.named, j.license)
	}
	return nil
}

// foreign says why a file is not the project's to speak of; "" when nothing is against it.
func (j *reuseJob) foreign(f *inventory.File) string {
	if f.Role == inventory.RoleVendored {
		return "it is vendored; say in REUSE.toml whose it is"
	}
	for _, c := range f.Copyrights {
		for _, h := range c.Holders {
			if c.Confidence >= 0.9 && j.notice != "" && !strings.Contains(strings.ToLower(h), strings.ToLower(strings.TrimSpace(j.flags.copyright))) && !strings.Contains(strings.ToLower(j.flags.copyright), strings.ToLower(h)) {
				return "it names another holder, " + h
			}
		}
	}
	if j.license == "" {
		return ""
	}
	wanted, err := spdx.Parse(j.flags.license)
	if err != nil {
		return err.Error()
	}
	for _, l := range f.Licenses {
		switch l.Class {
		case inventory.ClassTag, inventory.ClassNotice, inventory.ClassText:
			if e, err := spdx.Parse(l.Expression); err != nil || e.String() != wanted.String() {
				return "it names another license, " + l.Expression
			}
		}
	}
	return ""
}

// inline writes a comment where the file can carry one and it is found there, else a sidecar.
func (j *reuseJob) inline(s program, f *inventory.File, lines []string) error {
	content, err := j.read(f)
	if err != nil {
		j.leave(f.Path, err.Error())
		return nil
	}
	if f.Role == inventory.RoleGenerated {
		return j.sidecar(s, f.Path, lines)
	}
	out, why := j.writer.Comment(f.Path, content, lines)
	if why != "" || !holds(out, f, lines) {
		return j.sidecar(s, f.Path, lines)
	}
	j.comments++
	return j.write(s, f.Path, content, out)
}

// holds reports whether a content says what it said before and the lines.
func holds(content []byte, f *inventory.File, lines []string) bool {
	facts, err := reusetags.New().File(context.Background(), &scanner.File{Entry: inventory.Entry{Path: f.Path, Size: int64(len(content))}, Raw: content, Content: content})
	if err != nil || facts.Reuse == nil {
		return false
	}
	has := func(kind, text string) bool {
		return slices.ContainsFunc(facts.Reuse.Tags, func(t inventory.ReuseTag) bool { return t.Kind == kind && t.Text == text && !t.Snippet })
	}
	for _, l := range lines {
		if value, ok := strings.CutPrefix(l, "SPDX-"+"License-Identifier: "); ok && !has(inventory.TagLicense, value) || !ok && !has(inventory.TagNotice, l) {
			return false
		}
	}
	if f.Reuse == nil {
		return true
	}
	return !slices.ContainsFunc(f.Reuse.Tags, func(t inventory.ReuseTag) bool { return !t.Snippet && !has(t.Kind, t.Text) })
}

// sidecar adds lines to FILE.license. A new one takes the place of what the file
// itself says, so it repeats that.
func (j *reuseJob) sidecar(s program, name string, lines []string) error {
	var old []byte
	if side := j.files[name+".license"]; side != nil {
		var err error
		if old, err = j.read(side); err != nil {
			j.leave(name, "its sidecar "+err.Error())
			return nil
		}
		if !holds(annotate.Sidecar(old, lines), side, lines) {
			j.leave(name, "its sidecar would not show a further line")
			return nil
		}
	} else if f := j.files[name]; f.Reuse != nil {
		for _, t := range f.Reuse.Tags {
			switch {
			case t.Snippet:
			case t.Kind == inventory.TagNotice:
				lines = append([]string{t.Text}, lines...)
			case t.Kind == inventory.TagLicense:
				lines = append(lines, "SPDX-"+"License-Identifier: "+t.Text)
			}
		}
	}
	j.sidecars++
	return j.write(s, name+".license", old, annotate.Sidecar(old, lines))
}

// addToTable puts the file into the table of those that lack the same.
func (j *reuseJob) addToTable(name string, w want) {
	var notices, licenses []string
	if w.notice {
		notices = []string{strings.TrimPrefix(j.notice, "SPDX-"+"FileCopyrightText: ")}
	}
	if w.license {
		licenses = []string{strings.TrimPrefix(j.license, "SPDX-"+"License-Identifier: ")}
	}
	j.tabled++
	for i := range j.tables {
		if t := &j.tables[i]; slices.Equal(t.Notices, notices) && slices.Equal(t.Licenses, licenses) {
			t.Paths = append(t.Paths, name)
			return
		}
	}
	j.tables = append(j.tables, inventory.ReuseTable{Paths: []string{name}, Notices: notices, Licenses: licenses})
}

func (j *reuseJob) writeTables(s program) error {
	if len(j.tables) == 0 {
		return nil
	}
	if j.files[".reuse/dep5"] != nil {
		return usage("--toml: there is a .reuse/dep5, which REUSE.toml excludes; convert it first")
	}
	var old []byte
	if f := j.files["REUSE.toml"]; f != nil {
		if f.Reuse == nil && slices.ContainsFunc(j.inv.Gaps, func(g inventory.Gap) bool { return g.Path == "REUSE.toml" }) {
			return usage("--toml: REUSE.toml is not valid; mend it first")
		}
		var err error
		if old, err = j.read(f); err != nil {
			return incomplete(fmt.Errorf("REUSE.toml: %w", err))
		}
	}
	return j.write(s, "REUSE.toml", old, annotate.Table(old, j.tables))
}

// writeTexts writes the license texts that are named and not there.
func (j *reuseJob) writeTexts(s program, used []string) error {
	if len(j.named) > 0 {
		ids, err := reuse.Licenses(j.flags.license)
		if err != nil {
			return usage("--license: %v", err)
		}
		used = append(slices.Clone(used), ids...)
	}
	present := map[string]bool{}
	for _, t := range j.project.Texts() {
		present[t.ID] = true
	}
	slices.Sort(used)
	var known map[string]string
	for _, id := range slices.Compact(used) {
		base := strings.TrimSuffix(id, "+")
		if present[id] || present[base] {
			continue
		}
		if known == nil {
			texts, err := rules.LicenseTexts()
			if err != nil {
				return incomplete(err)
			}
			known = map[string]string{}
			for _, t := range texts {
				known[t.ID] = t.Text
			}
		}
		text, ok := known[base]
		if !ok {
			j.leave("LICENSES/"+base+".txt", "no text of that name is known; write it yourself, or correct the identifier")
			continue
		}
		present[base] = true
		j.texts++
		if err := j.write(s, "LICENSES/"+base+".txt", nil, []byte(strings.TrimRight(text, "\n")+"\n")); err != nil {
			return err
		}
	}
	return nil
}

// read returns the content that the facts of a file are about.
func (j *reuseJob) read(f *inventory.File) ([]byte, error) {
	name := filepath.FromSlash(f.Path)
	info, err := j.root.Lstat(name)
	switch {
	case err != nil:
		return nil, errors.New("could not be read")
	case !info.Mode().IsRegular():
		return nil, errors.New("is no regular file")
	case info.Mode()&0o200 == 0:
		return nil, errors.New("is not writable")
	}
	content, err := j.root.ReadFile(name)
	if err != nil {
		return nil, errors.New("could not be read")
	}
	if int64(len(content)) != f.Size || f.Blob != "" && scanner.BlobID(content) != f.Blob {
		return nil, errors.New("has changed since it was examined")
	}
	return content, nil
}

// write delivers one file, or shows what would change. old is nil for a new one.
func (j *reuseJob) write(s program, name string, old, content []byte) error {
	if j.flags.diff {
		for line := range strings.Lines(s.redact(fix.Diff(name, old, content))) {
			if _, err := io.WriteString(s.out, report.Visible(strings.TrimRight(line, "\r\n"), 0)+"\n"); err != nil {
				return incomplete(fmt.Errorf("standard output: %w", err))
			}
		}
		return nil
	}
	local := filepath.FromSlash(name)
	if err := j.root.MkdirAll(filepath.Dir(local), 0o755); err != nil {
		return incomplete(err)
	}
	if info, err := j.root.Lstat(local); old == nil && !errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		j.leave(name, "it is there already, and was not examined")
		return nil
	}
	if _, err := j.root.Stat(filepath.Dir(local)); err != nil { // a link out of the tree
		return incomplete(err)
	}
	if err := report.AtomicFile(filepath.Join(j.dir, local), func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}); err != nil {
		return incomplete(err)
	}
	return nil
}
