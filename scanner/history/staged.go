// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/gitattr"
)

// Staged is what a commit would now bring: the index compared with HEAD. It is
// read from the index and the objects; the files on disk have no say.
type Staged struct {
	repo    *Repo
	index   map[string]treeEntry // by path, without gitlinks and conflicts
	changed []string             // paths whose content or kind HEAD does not have there, sorted
	removed int
	gaps    []inventory.Gap
	attrs   map[string]*gitattr.Attributes // by directory
}

// Staged compares the index with HEAD. indexFile names another index than the
// repository's own, as git does to its hooks when it commits some files only
// (GIT_INDEX_FILE); "" is the own one, anything else must lie in the directory
// of the repository. Without a commit everything in the index is new. A path
// with a merge conflict is a Gap; one that is only intended to be added (git add
// -N) is not part of a commit and left out, as are submodules.
func (r *Repo) Staged(indexFile string) (*Staged, error) {
	name := "index"
	if indexFile != "" {
		var err error
		if name, err = r.inGitDir(indexFile); err != nil {
			return nil, err
		}
	}
	entries, err := r.readIndex(name)
	if err != nil {
		return nil, err
	}
	if entries == nil && indexFile != "" {
		return nil, fmt.Errorf("%s: there is no such index", indexFile)
	}
	s := &Staged{repo: r, index: map[string]treeEntry{}, attrs: map[string]*gitattr.Attributes{}}
	s.gaps = append(s.gaps, r.problems()...)
	top := &indexDir{}
	unmerged := ""
	for _, e := range entries {
		p := gitattr.CleanPath(e.Name)
		switch {
		case e.IntentToAdd: // not part of a commit
		case e.Stage != 0: // (index.Merged of go-git is not what git writes)
			if p != unmerged {
				s.gaps = append(s.gaps, inventory.Gap{Detector: "history", Path: p, Code: inventory.GapUnsupported, Reason: "a merge conflict that is not resolved: what will be committed is not known"})
			}
			unmerged = p
		case p == "." || !fs.ValidPath(p):
			s.gaps = append(s.gaps, inventory.Gap{Detector: "history", Code: inventory.GapUnsupported, Reason: "an entry of the index has a name that no file of a repository can have"})
		case strings.Count(e.Name, "/") > maxLevel:
			s.gaps = append(s.gaps, inventory.Gap{Detector: "history", Path: path.Base(p), Code: inventory.GapUnsupported, Reason: fmt.Sprintf("more than %d directories below each other", maxLevel)})
		default:
			top.add(e.Name, treeEntry{name: p, mode: e.Mode, id: e.Hash})
			if e.Mode != filemode.Submodule {
				s.index[p] = treeEntry{name: p, mode: kindOnly(e.Mode), id: e.Hash}
			}
		}
	}
	top.hash()
	w := &treeWalk{repo: r, gap: func(g inventory.Gap) bool { s.gaps = append(s.gaps, g); return true }}
	if tree, ok := w.root(); ok {
		s.compare(top, "", tree)
	} else {
		s.whole(top)
	}
	slices.Sort(s.changed)
	return s, nil
}

// indexDir is a directory of the index. With the id of the tree that a commit would
// write for it, whole directories are compared with HEAD without reading HEAD's.
type indexDir struct {
	id    plumbing.Hash
	files []treeEntry          // name is the whole path, cleaned
	names []string             // of files: the last element, as the index has it
	dirs  map[string]*indexDir // by element, as the index has it
}

func (d *indexDir) add(name string, e treeEntry) {
	for {
		element, rest, below := strings.Cut(name, "/")
		if !below {
			d.files, d.names = append(d.files, e), append(d.names, name)
			return
		}
		if d.dirs[element] == nil {
			if d.dirs == nil {
				d.dirs = map[string]*indexDir{}
			}
			d.dirs[element] = &indexDir{}
		}
		d, name = d.dirs[element], rest
	}
}

// hash computes the id of the tree, and those of all below it.
func (d *indexDir) hash() {
	type line struct {
		key, text string
		id        plumbing.Hash
	}
	lines := make([]line, 0, len(d.files)+len(d.dirs))
	for i, e := range d.files {
		lines = append(lines, line{d.names[i], fmt.Sprintf("%o %s\x00", uint32(e.mode), d.names[i]), e.id})
	}
	for element, sub := range d.dirs {
		sub.hash()
		lines = append(lines, line{element + "/", "40000 " + element + "\x00", sub.id})
	}
	slices.SortFunc(lines, func(a, b line) int { return strings.Compare(a.key, b.key) })
	var content []byte
	for _, l := range lines {
		content = append(append(content, l.text...), l.id[:]...)
	}
	d.id = plumbing.ComputeHash(plumbing.TreeObject, content)
}

// compare notes what of a directory HEAD does not have in its tree. A tree that
// cannot be read is a Gap, and what it may hold counts as new.
func (s *Staged) compare(d *indexDir, dir string, tree plumbing.Hash) {
	if d.id == tree {
		return
	}
	data, err := s.repo.store.getKind(tree, plumbing.TreeObject)
	var entries []treeEntry
	if err == nil {
		entries, err = parseTree(data)
	}
	if err != nil {
		s.gaps = append(s.gaps, s.repo.missing(dir, "", "tree", tree, err))
	}
	head := make(map[string]treeEntry, len(entries))
	for _, e := range entries {
		head[e.name] = e
	}
	for i, e := range d.files {
		old, known := head[safeName(d.names[i])]
		if !known || old.id != e.id || (old.mode == filemode.Symlink) != (e.mode == filemode.Symlink) {
			s.add(e)
		}
		delete(head, safeName(d.names[i]))
	}
	for element, sub := range d.dirs {
		name := safeName(element)
		if old, known := head[name]; known && old.mode == filemode.Dir {
			s.compare(sub, path.Join(dir, name), old.id)
		} else {
			s.whole(sub)
		}
		delete(head, name)
	}
	s.removed += len(head)
}

// whole notes a directory that HEAD does not have.
func (s *Staged) whole(d *indexDir) {
	for _, e := range d.files {
		s.add(e)
	}
	for _, sub := range d.dirs {
		s.whole(sub)
	}
}

func (s *Staged) add(e treeEntry) {
	if e.mode != filemode.Submodule { // another repository's commit
		s.changed = append(s.changed, e.name)
	}
}

// inGitDir returns the name of a file below the directory of the repository.
func (r *Repo) inGitDir(file string) (string, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	dir, err := filepath.EvalSymlinks(r.git.Name())
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(filepath.Dir(abs)); err == nil {
		abs = filepath.Join(real, filepath.Base(abs))
	}
	name, err := filepath.Rel(dir, abs)
	if err != nil || !filepath.IsLocal(name) {
		return "", fmt.Errorf("%s is outside of the repository's directory %s", file, r.git.Name())
	}
	return filepath.ToSlash(name), nil
}

// Source offers what is staged, in path order, with the roles that the staged
// .gitattributes give.
func (s *Staged) Source() scanner.Source {
	return func(yield func(inventory.Entry, error) bool) {
		for _, g := range s.gaps {
			if !yield(inventory.Entry{}, &scanner.GapError{Gap: g}) {
				return
			}
		}
		for _, p := range s.changed {
			e := s.index[p]
			size, err := s.repo.store.size(e.id)
			if err != nil {
				if !yield(inventory.Entry{}, &scanner.GapError{Gap: s.repo.missing(p, "", "blob", e.id, err)}) {
					return
				}
				continue
			}
			entry := inventory.Entry{Path: p, Mode: modeOf(e.mode), Size: size, Blob: e.id.String(), Role: s.attributes(parent(p)).Role(p), Open: s.repo.opener(p, "", e.id)}
			if !yield(entry, nil) {
				return
			}
		}
	}
}

// Changes reports whether a commit would change anything.
func (s *Staged) Changes() bool { return len(s.changed)+s.removed > 0 }

// File returns the content of a regular file of the index, changed or not. ok is
// false when there is none of that name.
func (s *Staged) File(name string) (content []byte, ok bool, err error) {
	e, ok := s.index[name]
	if !ok {
		return nil, false, nil
	}
	if e.mode == filemode.Symlink {
		return nil, true, fmt.Errorf("%s is no regular file", name)
	}
	if content, err = s.repo.store.getKind(e.id, plumbing.BlobObject); err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return content, true, err
}

// attributes are those of all .gitattributes on the way to a directory. One that
// cannot be read takes no role away: more is judged strictly, not less.
func (s *Staged) attributes(dir string) *gitattr.Attributes {
	if a, ok := s.attrs[dir]; ok {
		return a
	}
	var a *gitattr.Attributes
	if dir != "" {
		a = s.attributes(parent(dir))
	}
	if content, ok, err := s.File(path.Join(dir, ".gitattributes")); ok && err == nil {
		a = a.Child(dir, content)
	}
	s.attrs[dir] = a
	return a
}

func parent(p string) string {
	i := strings.LastIndexByte(p, '/')
	return p[:max(i, 0)]
}
