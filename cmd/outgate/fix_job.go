// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/outgate/outgate/fix"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report"
	"github.com/outgate/outgate/scanner"
)

// fixJob is one run of fix headers.
type fixJob struct {
	flags *fixHeaderFlags
	dir   string // of the files
	root  *os.Root
	inv   *inventory.Inventory
	spec  *fix.Spec

	added, replaced, dated, kept int
	left                         []leftFile
}

// open scans path and settles what headers must be.
func (f *fixHeaderFlags) open(ctx context.Context, s program, path string) (*fixJob, error) {
	year, extend, err := f.newYear(s)
	if err != nil {
		return nil, err
	}
	var p *policy.Policy
	if f.check.policy != "" {
		if p, err = loadPolicy(f.check.policy); err != nil {
			return nil, err
		}
	}
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return nil, usage("%s is no directory; name the one that holds the files", path)
	}
	scan := &f.check.scan
	scan.only, scan.source.history = []string{"license", "copyright"}, inventory.HistoryNone
	inv, p, err := judgeTarget(ctx, s, path, p, scan)
	if err != nil {
		return nil, err
	}
	if inv.Subject.Kind != inventory.SubjectDirectory && inv.Subject.Kind != inventory.SubjectWorktree {
		return nil, usage("%s has no files on disk to fix", path)
	}
	if p == nil { // whose license is that of the files that were found
		if p, err = loadPolicy("preset:generic-outbound"); err != nil {
			return nil, err
		}
	}
	f.wish.Open = besideFile("command line")
	rule, err := p.HeaderRuleFor(inv, f.wish)
	if err != nil {
		return nil, usage("%v", err)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, incomplete(err)
	}
	j := &fixJob{flags: f, dir: path, root: root, inv: inv, spec: fix.NewSpec(rule, rule.Holder(), year)}
	j.spec.Extend = extend
	ds, err := pick(s.detectors, scan.only, scan.detectors)
	if err != nil {
		return nil, err
	}
	j.spec.Facts = func(f *inventory.File, content []byte) (*inventory.File, error) { return factsOf(ctx, ds, f, content) }
	return j, nil
}

// factsOf scans another content of a file.
func factsOf(ctx context.Context, ds []*scanner.Detector, f *inventory.File, content []byte) (*inventory.File, error) {
	one := inventory.Entry{Path: f.Path, Size: int64(len(content)), Role: f.Role, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }}
	inv, err := scanner.Scan(ctx, scanner.Input{Tree: func(yield func(inventory.Entry, error) bool) { yield(one, nil) }}, ds, scanner.Options{Jobs: 1})
	switch {
	case err != nil:
		return nil, err
	case len(inv.Gaps) > 0:
		return nil, errors.New(inv.Gaps[0].Reason)
	}
	return &inv.Files[0], nil
}

// run goes over the files. Its error is that of a cancelled run or of standard output.
func (j *fixJob) run(ctx context.Context, s program) error {
	beside := map[string]bool{}
	for i := range j.inv.Files {
		beside[j.inv.Files[i].Path] = true
	}
	for i := range j.inv.Files {
		f := &j.inv.Files[i]
		if err := ctx.Err(); err != nil {
			return err
		}
		if !j.spec.Rule.Judges(f) || strings.HasPrefix(f.Path, ".outgate/") { // outgate's own files are no work of the project's
			continue
		}
		if beside[f.Path+".license"] {
			j.leave(f.Path, "has its header in "+f.Path+".license")
			continue
		}
		if err := j.file(s, f); err != nil {
			return err
		}
	}
	for _, g := range j.inv.Gaps {
		if g.Path != "" {
			j.leave(g.Path, "was not examined: "+g.Reason)
		}
	}
	return nil
}

func (j *fixJob) leave(path, why string) { j.left = append(j.left, leftFile{path, why}) }

// file fixes one file.
func (j *fixJob) file(s program, f *inventory.File) error {
	content, mode, err := j.read(f)
	if err != nil {
		j.leave(f.Path, err.Error())
		return nil
	}
	r := j.spec.Header(f, content)
	switch r.Action {
	case fix.Left:
		j.leave(f.Path, r.Why)
		return nil
	case fix.Kept:
		j.kept++
		return nil
	}
	if j.flags.diff {
		text := s.redact(fix.Diff(f.Path, content, r.Content))
		if _, err := io.WriteString(s.out, shownDiff(text)); err != nil {
			return incomplete(fmt.Errorf("standard output: %w", err))
		}
	} else if mode&0o200 == 0 {
		j.leave(f.Path, "is not writable")
		return nil
	} else if err := report.AtomicFile(filepath.Join(j.dir, filepath.FromSlash(f.Path)), func(w io.Writer) error {
		_, err := w.Write(r.Content)
		return err
	}); err != nil {
		return incomplete(err)
	}
	switch r.Action {
	case fix.Added:
		j.added++
	case fix.Replaced:
		j.replaced++
	case fix.Dated:
		j.dated++
	}
	return nil
}

// read returns the content that the facts of a file are about.
func (j *fixJob) read(f *inventory.File) ([]byte, fs.FileMode, error) {
	name := filepath.FromSlash(f.Path)
	info, err := j.root.Lstat(name)
	if err != nil {
		return nil, 0, errors.New("could not be read")
	}
	if !info.Mode().IsRegular() {
		return nil, 0, errors.New("is no regular file")
	}
	content, err := j.root.ReadFile(name)
	if err != nil {
		return nil, 0, errors.New("could not be read")
	}
	if int64(len(content)) != f.Size || f.Blob != "" && scanner.BlobID(content) != f.Blob {
		return nil, 0, errors.New("has changed since it was examined")
	}
	return content, info.Mode(), nil
}

// shownDiff makes a diff safe for a terminal, line by line.
func shownDiff(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(report.Visible(strings.TrimRight(line, "\r\n"), 0))
		b.WriteByte('\n')
	}
	return b.String()
}
