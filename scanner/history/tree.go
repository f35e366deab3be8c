// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"crypto/sha1" // the name of an index file's content
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/config"
	"github.com/go-git/go-git/v5/plumbing/format/index"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/gitattr"
	"github.com/outgate/outgate/scanner/worktree"
)

// TrackedFile is what git's index says about one path.
type TrackedFile = worktree.Tracked

const (
	maxIndex = 512 << 20 // bytes of an index file
	maxFiles = 2 << 20   // files of one tree: small objects can stand for any number of them
	maxLevel = 512       // directories below each other
)

// Tracked returns the files that the index names, by cleaned path. A repository
// without an index tracks nothing.
func (r *Repo) Tracked() (map[string]TrackedFile, error) {
	tracked := map[string]TrackedFile{}
	if r.bare {
		return tracked, nil
	}
	entries, err := r.readIndex("index")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		p := gitattr.CleanPath(e.Name)
		if _, twice := tracked[p]; twice && e.Stage != index.OurMode {
			continue // a merge conflict: ours stands for the others
		}
		tracked[p] = TrackedFile{
			Blob: e.Hash.String(), Mode: modeOf(e.Mode),
			Submodule: e.Mode == filemode.Submodule, SkipWorktree: e.SkipWorktree,
		}
	}
	return tracked, nil
}

// readIndex returns the entries of an index file of the repository; nil when there
// is none.
func (r *Repo) readIndex(name string) ([]*index.Entry, error) {
	data, err := readFile(r.git, name, maxIndex)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("index: %s", cause(err))
	}
	if n := len(data) - sha1.Size; n > 0 && bytes.Count(data[n:], []byte{0}) == sha1.Size {
		sum := sha1.Sum(data[:n]) // git may leave the checksum out (index.skipHash)
		copy(data[n:], sum[:])
	}
	var idx index.Index
	if err := index.NewDecoder(bytes.NewReader(data)).Decode(&idx); err != nil {
		if errors.Is(err, index.ErrUnknownExtension) {
			return nil, errors.New("index: split and sparse indexes are not supported; run git update-index --no-split-index, or git sparse-checkout reapply --no-sparse-index")
		}
		return nil, fmt.Errorf("index: %w", err)
	}
	if idx.Entries == nil {
		return []*index.Entry{}, nil
	}
	return idx.Entries, nil
}

// modeOf translates git's modes.
func modeOf(m filemode.FileMode) fs.FileMode {
	switch m {
	case filemode.Symlink:
		return fs.ModeSymlink | 0o777
	case filemode.Executable:
		return 0o755
	case filemode.Dir, filemode.Submodule:
		return fs.ModeDir | 0o755
	}
	return 0o644
}

// treeEntry is one line of a tree object.
type treeEntry struct {
	name string
	mode filemode.FileMode
	id   plumbing.Hash
}

// parseTree reads a tree object. What stands before a mistake is returned with
// the error.
func parseTree(data []byte) ([]treeEntry, error) {
	entries := make([]treeEntry, 0, len(data)/32)
	for len(data) > 0 {
		space := bytes.IndexByte(data[:min(len(data), 8)], ' ')
		if space < 1 {
			return entries, errors.New("tree is malformed")
		}
		var mode filemode.FileMode
		for _, c := range data[:space] {
			if c < '0' || c > '7' {
				return entries, errors.New("tree is malformed")
			}
			mode = mode<<3 | filemode.FileMode(c-'0')
		}
		data = data[space+1:]
		end := bytes.IndexByte(data, 0)
		if end < 0 || len(data) < end+1+len(plumbing.ZeroHash) {
			return entries, errors.New("tree is malformed")
		}
		e := treeEntry{name: safeName(string(data[:end])), mode: kindOnly(mode)}
		data = data[end+1:]
		copy(e.id[:], data)
		data = data[len(e.id):]
		entries = append(entries, e)
	}
	return entries, nil
}

// kindOnly maps the odd modes of old repositories to those of today.
func kindOnly(m filemode.FileMode) filemode.FileMode {
	switch m & 0o170000 {
	case 0o040000:
		return filemode.Dir
	case 0o120000:
		return filemode.Symlink
	case 0o160000:
		return filemode.Submodule
	}
	if m&0o100 != 0 {
		return filemode.Executable
	}
	return filemode.Regular
}

// safeName spells a name of a tree object so that it is one element of a path,
// which git would demand but an object need not heed.
// Different names stay different.
func safeName(name string) string {
	switch name {
	case "":
		return "%00" // no name holds this byte
	case ".", "..":
		return strings.ReplaceAll(name, ".", "%2E")
	}
	return strings.ReplaceAll(gitattr.CleanPath(name), "/", "%2F")
}

// treeWalk goes through one tree with all its directories.
type treeWalk struct {
	repo  *Repo
	gap   func(inventory.Gap) bool
	file  func(p string, e treeEntry, attrs *gitattr.Attributes) bool
	attrs bool // read .gitattributes on the way
	files int
}

// missing is the Gap for an object that cannot be read.
func (r *Repo) missing(p, commit string, kind string, id plumbing.Hash, err error) inventory.Gap {
	why := err.Error()
	if errors.Is(err, errAbsent) {
		switch {
		case len(r.store.outside) > 0:
			why = "is missing; objects/info/alternates names a directory outside, which is not followed (git repack -a -d copies the objects in)"
		case r.partial:
			why = "is missing: this is a partial clone"
		default:
			why = "is missing from the repository"
		}
	} else {
		why = "cannot be read: " + why
	}
	return inventory.Gap{Detector: "history", Path: p, Commit: commit, Code: inventory.GapMissing, Reason: fmt.Sprintf("%s %s %s", kind, id, why)}
}

// root returns the tree of HEAD. ok is false when there is no commit, or none
// that can be read, which is a Gap.
func (w *treeWalk) root() (tree plumbing.Hash, ok bool) {
	id := w.repo.head.id
	if id.IsZero() {
		return id, false
	}
	data, err := w.repo.store.getKind(id, plumbing.CommitObject)
	var c commit
	if err == nil {
		c, err = parseCommit(data)
	}
	if err != nil {
		w.gap(w.repo.missing("", id.String(), "commit", id, err))
		return id, false
	}
	return c.tree, true
}

func (w *treeWalk) walk(dir string, id plumbing.Hash, level int, attrs *gitattr.Attributes) bool {
	if level > maxLevel {
		return w.gap(inventory.Gap{Detector: "history", Path: dir, Code: inventory.GapUnsupported, Reason: fmt.Sprintf("more than %d directories below each other", maxLevel)})
	}
	data, err := w.repo.store.getKind(id, plumbing.TreeObject)
	var entries []treeEntry
	if err == nil {
		entries, err = parseTree(data)
	}
	if err != nil && !w.gap(w.repo.missing(dir, "", "tree", id, err)) {
		return false
	}
	if w.attrs {
		attrs = w.attributes(dir, entries, attrs)
	}
	for _, e := range entries {
		p := path.Join(dir, e.name)
		switch {
		case e.mode == filemode.Submodule:
		case e.mode == filemode.Dir:
			if !w.walk(p, e.id, level+1, attrs) {
				return false
			}
		default:
			if w.files++; w.files > maxFiles {
				w.gap(inventory.Gap{Detector: "history", Path: dir, Code: inventory.GapTruncated, Reason: fmt.Sprintf("the tree has more than %d files", maxFiles)})
				return false
			}
			if !w.file(p, e, attrs) {
				return false
			}
		}
	}
	return true
}

func (w *treeWalk) attributes(dir string, entries []treeEntry, attrs *gitattr.Attributes) *gitattr.Attributes {
	i := slices.IndexFunc(entries, func(e treeEntry) bool { return e.name == ".gitattributes" })
	if i < 0 || entries[i].mode == filemode.Symlink || entries[i].mode == filemode.Dir {
		return attrs
	}
	content, err := w.repo.store.getKind(entries[i].id, plumbing.BlobObject)
	if err != nil {
		return attrs // the file itself becomes a Gap
	}
	return attrs.Child(dir, content)
}

// HeadBlobs returns the blob ids of HEAD's tree by path: what a clean work tree
// holds. Submodules are left out.
func (r *Repo) HeadBlobs() (map[string]string, []inventory.Gap) {
	blobs := map[string]string{}
	var gaps []inventory.Gap
	w := &treeWalk{repo: r}
	w.gap = func(g inventory.Gap) bool { gaps = append(gaps, g); return true }
	w.file = func(p string, e treeEntry, _ *gitattr.Attributes) bool { blobs[p] = e.id.String(); return true }
	if tree, ok := w.root(); ok {
		w.walk("", tree, 0, nil)
	}
	return blobs, gaps
}

// Tree offers the files of HEAD's tree: what a bare repository publishes. The
// roles of .gitattributes are set as in a work tree.
func (r *Repo) Tree() scanner.Source {
	return func(yield func(inventory.Entry, error) bool) {
		w := &treeWalk{repo: r, attrs: true}
		w.gap = func(g inventory.Gap) bool { return yield(inventory.Entry{}, &scanner.GapError{Gap: g}) }
		w.file = func(p string, e treeEntry, attrs *gitattr.Attributes) bool {
			size, err := r.store.size(e.id)
			if err != nil {
				return w.gap(r.missing(p, "", "blob", e.id, err))
			}
			return yield(inventory.Entry{
				Path: p, Mode: modeOf(e.mode), Size: size, Blob: e.id.String(), Role: attrs.Role(p), Open: r.opener(p, "", e.id),
			}, nil)
		}
		for _, g := range r.problems() {
			if !w.gap(g) {
				return
			}
		}
		if tree, ok := w.root(); ok {
			w.walk("", tree, 0, nil)
		}
	}
}

// opener reads a blob when it is asked to. A blob that turns out to be damaged
// gives a *scanner.GapError.
func (r *Repo) opener(p, commit string, id plumbing.Hash) inventory.Opener {
	return func() (io.ReadCloser, error) {
		o, stored, err := r.store.find(id)
		if err == nil {
			err = o.must(plumbing.BlobObject)
		}
		if err != nil {
			return nil, &scanner.GapError{Gap: r.missing(p, commit, "blob", id, err)}
		}
		c := content{Reader: bytes.NewReader(o.data), data: o.data, stored: stored}
		if commit != "" {
			c.base = r.store.base(id, stored, o.data)
		}
		return c, nil
	}
}

// content is a blob that was read: a scanner.InMemory, and scanner.Derived.
type content struct {
	*bytes.Reader
	data   []byte
	stored string
	base   *scanner.Base
}

func (c content) Bytes() []byte  { return c.data }
func (c content) Stored() string { return c.stored }

func (c content) Base() *scanner.Base { return c.base }
func (content) Close() error          { return nil }

// problems are packs and object directories that could not be opened. What they
// hold may be needed or not: either way somebody must look.
func (r *Repo) problems() []inventory.Gap {
	var gaps []inventory.Gap
	for _, p := range r.store.problems {
		gaps = append(gaps, inventory.Gap{Detector: "history", Code: inventory.GapMissing, Reason: p})
	}
	return gaps
}

// Submodules returns the gitlinks of the index, or of HEAD in a bare
// repository, in path order, with the URLs of .gitmodules.
func (r *Repo) Submodules() []inventory.Submodule {
	var subs []inventory.Submodule
	urls := r.moduleURLs()
	if r.bare {
		r.gitlinks(func(p string, id plumbing.Hash) {
			subs = append(subs, inventory.Submodule{Path: p, URL: urls[p], Commit: id.String()})
		})
	} else if tracked, err := r.Tracked(); err == nil {
		for p, t := range tracked {
			if t.Submodule {
				subs = append(subs, inventory.Submodule{Path: p, URL: urls[p], Commit: t.Blob})
			}
		}
	}
	slices.SortFunc(subs, func(a, b inventory.Submodule) int { return strings.Compare(a.Path, b.Path) })
	return subs
}

// gitlinks visits the gitlinks of HEAD's tree; each distinct directory once.
func (r *Repo) gitlinks(visit func(string, plumbing.Hash)) {
	w := &treeWalk{repo: r, gap: func(inventory.Gap) bool { return true }}
	tree, ok := w.root()
	if !ok {
		return
	}
	done := map[plumbing.Hash]bool{}
	var down func(dir string, id plumbing.Hash, level int)
	down = func(dir string, id plumbing.Hash, level int) {
		if done[id] || level > maxLevel {
			return
		}
		done[id] = true
		data, err := r.store.getKind(id, plumbing.TreeObject)
		if err != nil {
			return // a Gap of the tree's own walk
		}
		entries, _ := parseTree(data)
		for _, e := range entries {
			switch e.mode {
			case filemode.Submodule:
				visit(path.Join(dir, e.name), e.id)
			case filemode.Dir:
				down(path.Join(dir, e.name), e.id, level+1)
			}
		}
	}
	down("", tree, 0)
}

// moduleURLs reads .gitmodules of the work tree, or of HEAD when bare.
func (r *Repo) moduleURLs() map[string]string {
	var text []byte
	if r.bare {
		text = r.headFile(".gitmodules")
	} else if root, err := os.OpenRoot(r.dir); err == nil {
		text, _ = readFile(root, ".gitmodules", 1<<20) // without it the URLs are unknown, no more
		root.Close()
	}
	c := config.New()
	if err := config.NewDecoder(bytes.NewReader(text)).Decode(c); err != nil {
		return nil
	}
	urls := map[string]string{}
	for _, s := range c.Section("submodule").Subsections {
		urls[gitattr.CleanPath(path.Clean(s.Option("path")))] = moduleURL(s.Option("url"))
	}
	return urls
}

// moduleURL is publicURL, which also lets through what is relative to the
// repository's own URL, as long as nothing in it could be a credential.
func moduleURL(raw string) string {
	if strings.HasPrefix(raw, "./") || strings.HasPrefix(raw, "../") {
		if i := strings.IndexAny(raw, "?#"); i >= 0 {
			raw = raw[:i]
		}
		if !strings.ContainsAny(raw, "@:") {
			return raw
		}
		return ""
	}
	return publicURL(raw)
}

// headFile reads a file at the top of HEAD's tree.
func (r *Repo) headFile(name string) []byte {
	w := &treeWalk{repo: r, gap: func(inventory.Gap) bool { return true }}
	tree, ok := w.root()
	if !ok {
		return nil
	}
	data, err := r.store.getKind(tree, plumbing.TreeObject)
	if err != nil {
		return nil
	}
	entries, _ := parseTree(data)
	for _, e := range entries {
		if e.name == name && e.mode != filemode.Dir && e.mode != filemode.Submodule {
			content, err := r.store.getKind(e.id, plumbing.BlobObject)
			if err == nil {
				return content
			}
		}
	}
	return nil
}
