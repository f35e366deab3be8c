// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package worktree offers the files of a directory, or of an archive, to a scan.
//
// # Directories
//
// [Files] walks a directory once, in a fixed order: the names of each directory
// sorted by their bytes, a directory in the place of its name. It is told which
// files git tracks; those are always offered, and the others unless a
// .gitignore file (or .git/info/exclude) names them. Without that knowledge the
// directory is a plain one: everything is offered and .gitignore means nothing.
//
// What the walk does not do:
//
//   - follow a symbolic link. A link is an entry of its own, whose content is the
//     text of its target. All access goes through [os.Root], so that a link
//     put in the place of a directory during the walk leads nowhere outside;
//   - enter .git, or a submodule, which the repository only refers to. A
//     repository that lies inside the tree without being a submodule is part of
//     what a copy of the tree would publish: its files are offered, and its
//     history, which is not examined, is a Gap. So is that of a bare repository
//     among files that git does not track;
//   - open what is neither a file nor a directory. A device, socket or pipe is a
//     Gap;
//   - keep silent. A directory or file that cannot be read, and a tracked file
//     that is not there, is a Gap.
//
// # Roles
//
// The linguist attributes of .gitattributes set the role of an entry; without
// them it is left to scanner.RoleOf. Only files of the tree are read: neither the
// user's configuration nor .git/info/attributes has a say.
//
// # Archives
//
// [Archive] offers the members of a tar or zip file in the same form.
package worktree

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/gitattr"
)

// Tracked is what git's index says about one path.
type Tracked struct {
	Blob         string      // object id in hexadecimal
	Mode         fs.FileMode // type bits and permissions; of a submodule fs.ModeDir
	Submodule    bool        // a gitlink: another repository's commit
	SkipWorktree bool        // left out of the work tree by a sparse checkout
}

// Options say how to walk. The zero value walks a plain directory.
type Options struct {
	// Tracked holds git's index by cleaned path (see gitattr.CleanPath). nil
	// means a plain directory; an empty map is a repository without files.
	Tracked map[string]Tracked
	// IncludeIgnored offers untracked files that .gitignore names as well.
	IncludeIgnored bool
	// Exclude is the content of .git/info/exclude, "" when there is none.
	Exclude []byte
	// Below limits the walk to one directory, slash-separated and relative to
	// root; "" walks all. Paths stay relative to root.
	Below string
	// Stats, when set, is filled in by the walk, and may be read after it.
	Stats *Stats
}

// Stats are the figures of one walk.
type Stats struct {
	Ignored   int // untracked and named by .gitignore, left out; a directory left out whole counts once
	Untracked int // offered though git does not track them; 0 for a plain directory
}

const maxDepth = 400 // directories below each other; each one holds a descriptor during the walk

// Files offers the files below root. Ranging over the source a second time
// walks a second time. After ctx is done the walk ends early, without a Gap:
// the scan knows.
func Files(ctx context.Context, root string, o Options) scanner.Source {
	return func(yield func(inventory.Entry, error) bool) {
		if o.Stats != nil {
			*o.Stats = Stats{}
		}
		top, err := os.OpenRoot(root)
		if err != nil {
			yield(inventory.Entry{}, gap("", inventory.GapUnreadable, reason(err)))
			return
		}
		w := &walk{ctx: ctx, o: o, top: top, yield: yield, seen: map[string]bool{}}
		defer w.close()
		w.index()
		if w.start() {
			w.missing()
		}
	}
}

// walk is the state of one run over a directory.
type walk struct {
	ctx   context.Context
	o     Options
	top   *os.Root        // stays open for the entries; closed by its finalizer
	dirs  map[string]bool // directories that hold tracked files, by cleaned path
	seen  map[string]bool // tracked paths met on disk
	lost  []string        // directories that could not be read, cleaned
	left  []*os.Root      // directories that the walk is done with, still open
	yield func(inventory.Entry, error) bool
}

// lingering is how many directories stay open behind the walk: their last files
// are being opened by the workers, and a handle at hand spares a look-up of every
// directory on the way.
const lingering = 32

// leave is called when the walk is done with a directory.
func (w *walk) leave(root *os.Root) {
	if w.left = append(w.left, root); len(w.left) > lingering {
		w.left[0].Close()
		w.left = w.left[1:]
	}
}

func (w *walk) close() {
	for _, root := range w.left {
		root.Close()
	}
	w.left = nil
}

// level is one directory on the way down.
type level struct {
	root    *os.Root
	raw     string // path below the top as the system spells it
	path    string // the same, cleaned
	depth   int
	ignored bool // inside an ignored directory: only tracked files count
	ignore  *gitattr.Ignore
	attrs   *gitattr.Attributes
}

func gap(path, code, why string) error {
	return &scanner.GapError{Gap: inventory.Gap{Detector: "worktree", Path: path, Code: code, Reason: why}}
}

// reason is the bare cause of a system error: no absolute path gets into the
// inventory, where it would differ from machine to machine.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

func (w *walk) index() {
	w.dirs = map[string]bool{}
	for p := range w.o.Tracked {
		for d := path.Dir(p); d != "." && !w.dirs[d]; d = path.Dir(d) {
			w.dirs[d] = true
		}
	}
}

// start goes down to the directory the walk is limited to, and walks it. It
// returns false when the walk was cut short.
func (w *walk) start() bool {
	l := level{root: w.top}
	if w.o.Tracked != nil {
		l.ignore = l.ignore.Child("", w.o.Exclude)
	}
	below := path.Clean("/" + filepath.ToSlash(w.o.Below))[1:]
	for below != "" {
		w.rules(&l)
		name, rest, _ := strings.Cut(below, "/")
		info, err := l.root.Lstat(name)
		if err == nil && !info.IsDir() {
			err = errors.New("not a directory")
		}
		if err != nil {
			w.fail(path.Join(l.path, gitattr.CleanPath(name)), inventory.GapUnreadable, reason(err))
			return false
		}
		child, err := w.enter(&l, name, info)
		if l.root != w.top {
			l.root.Close()
		}
		if err != nil {
			w.fail(path.Join(l.path, gitattr.CleanPath(name)), inventory.GapUnreadable, reason(err))
			return false
		}
		l, below = child, rest
	}
	if l.root != w.top {
		defer l.root.Close()
	}
	return w.directory(&l)
}

// enter opens a directory that Lstat has just seen.
func (w *walk) enter(l *level, name string, info fs.FileInfo) (level, error) {
	root, err := l.root.OpenRoot(name)
	if err != nil {
		return level{}, err
	}
	if now, err := root.Stat("."); err != nil || !os.SameFile(info, now) {
		root.Close()
		return level{}, errors.New("replaced while it was being read")
	}
	return level{
		root: root, raw: filepath.Join(l.raw, name), path: path.Join(l.path, gitattr.CleanPath(name)),
		depth: l.depth + 1, ignored: l.ignored, ignore: l.ignore, attrs: l.attrs,
	}, nil
}

func (w *walk) fail(path, code, why string) bool {
	return w.yield(inventory.Entry{}, gap(path, code, why))
}

// lose reports a directory whose files stay unseen.
func (w *walk) lose(path, why string) bool {
	w.lost = append(w.lost, path)
	return w.fail(path, inventory.GapUnreadable, why)
}

// rules reads the .gitignore and .gitattributes of a directory. One that cannot
// be read shows itself as a Gap when it is offered as a file.
func (w *walk) rules(l *level) {
	if w.o.Tracked != nil {
		l.ignore = l.ignore.Child(l.path, readSmall(l.root, ".gitignore"))
	}
	l.attrs = l.attrs.Child(l.path, readSmall(l.root, ".gitattributes"))
}

// readSmall reads a regular file up to the limit of package gitattr. Like git,
// it follows no symbolic link to such a file.
func readSmall(root *os.Root, name string) []byte {
	info, err := root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	f, err := openFile(root, name)
	if err != nil {
		return nil
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, gitattr.MaxBytes))
	if err != nil {
		return nil
	}
	return content
}

// directory walks one directory and what is below it.
func (w *walk) directory(l *level) bool {
	if l.depth > maxDepth {
		w.lost = append(w.lost, l.path)
		return w.fail(l.path, inventory.GapUnsupported, fmt.Sprintf("more than %d directories below each other", maxDepth))
	}
	names, err := readNames(l.root)
	if err != nil && !w.lose(l.path, reason(err)) {
		return false
	}
	if !w.dirs[l.path] && l.path != "" && isBare(l.root, names) && !w.fail(l.path, inventory.GapUnsupported, ownRepository) {
		return false
	}
	w.rules(l)
	for _, name := range names {
		if w.ctx.Err() != nil {
			return false
		}
		if name == ".git" && isGit(l.root) {
			if !w.repository(l) {
				return false
			}
			continue
		}
		if !w.name(l, name) {
			return false
		}
	}
	return true
}

const ownRepository = "a git repository of its own, whose history was not examined; run outgate on it"

// repository reports a .git that is not entered: any but that of the work tree
// itself, and those in ignored directories.
func (w *walk) repository(l *level) bool {
	if w.o.Tracked != nil && (l.path == "" || l.ignored) {
		return true
	}
	return w.fail(path.Join(l.path, ".git"), inventory.GapUnsupported, ownRepository)
}

// isBare knows the layout of a repository without a work tree. Its objects are
// compressed: no detector sees into them.
func isBare(root *os.Root, names []string) bool {
	has := func(name string) bool {
		_, ok := slices.BinarySearch(names, name)
		return ok
	}
	if !has("HEAD") || !has("objects") || !has("refs") && !has("packed-refs") {
		return false
	}
	head, err := root.Lstat("HEAD")
	if err != nil || !head.Mode().IsRegular() {
		return false
	}
	objects, err := root.Lstat("objects")
	return err == nil && objects.IsDir()
}

// isGit tells a repository, or the file that points to one, from anything else
// that was given the name .git to hide it.
func isGit(root *os.Root) bool {
	info, err := root.Lstat(".git")
	if err != nil || info.IsDir() {
		return true
	}
	return bytes.HasPrefix(readSmall(root, ".git"), []byte("gitdir:"))
}

// readNames returns the names of a directory, sorted by their bytes. With an
// error it returns those read so far.
func readNames(root *os.Root) ([]string, error) {
	d, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	defer d.Close()
	names, err := d.Readdirnames(-1)
	slices.Sort(names)
	return names, err
}

// name deals with one name of a directory.
func (w *walk) name(l *level, name string) bool {
	p := path.Join(l.path, gitattr.CleanPath(name))
	info, err := l.root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return true // removed since; a tracked file is reported as missing
	}
	if err != nil {
		return w.fail(p, inventory.GapUnreadable, reason(err))
	}
	tracked, isTracked := w.o.Tracked[p]
	if info.IsDir() {
		if isTracked && tracked.Submodule {
			w.seen[p] = true
			return true
		}
		return w.subdirectory(l, name, p, info)
	}
	if isTracked {
		w.seen[p] = true
	} else if w.o.Tracked != nil {
		if !w.o.IncludeIgnored && (l.ignored || l.ignore.Match(p, false)) {
			w.count(func(s *Stats) { s.Ignored++ })
			return true
		}
		w.count(func(s *Stats) { s.Untracked++ })
	}
	return w.offer(l, name, p, info)
}

func (w *walk) count(f func(*Stats)) {
	if w.o.Stats != nil {
		f(w.o.Stats)
	}
}

func (w *walk) subdirectory(l *level, name, p string, info fs.FileInfo) bool {
	ignored := w.o.Tracked != nil && !w.o.IncludeIgnored && (l.ignored || l.ignore.Match(p, true))
	if ignored && !w.dirs[p] {
		w.count(func(s *Stats) { s.Ignored++ })
		return true
	}
	child, err := w.enter(l, name, info)
	if err != nil {
		return w.lose(p, reason(err))
	}
	defer w.leave(child.root)
	child.ignored = ignored
	return w.directory(&child)
}

// offer yields a file or a symbolic link.
func (w *walk) offer(l *level, name, p string, info fs.FileInfo) bool {
	raw := filepath.Join(l.raw, name)
	entry := inventory.Entry{Path: p, Mode: info.Mode(), Size: info.Size(), Role: l.attrs.Role(p)}
	switch info.Mode().Type() {
	case 0:
		top, dir := w.top, l.root
		entry.Open = func() (io.ReadCloser, error) {
			f, err := openFile(dir, name)
			if errors.Is(err, os.ErrClosed) { // the walk has left the directory
				return openFile(top, raw)
			}
			return f, err
		}
	case fs.ModeSymlink:
		target, err := l.root.Readlink(name)
		if err != nil {
			return w.fail(p, inventory.GapUnreadable, reason(err))
		}
		entry.Size = int64(len(target))
		entry.Open = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(target)), nil }
	default:
		return w.fail(p, inventory.GapUnsupported, kindOf(info.Mode())+", not a file")
	}
	return w.yield(entry, nil)
}

func kindOf(m fs.FileMode) string {
	switch {
	case m&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case m&fs.ModeSocket != 0:
		return "a socket"
	case m&fs.ModeDevice != 0:
		return "a device"
	}
	return "an irregular file"
}

// openFile opens a regular file. Should a pipe have taken its place, opening
// does not wait for a writer.
func openFile(root *os.Root, name string) (io.ReadCloser, error) {
	f, err := root.OpenFile(name, os.O_RDONLY|nonBlocking, 0)
	if errors.Is(err, os.ErrClosed) {
		return nil, os.ErrClosed
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %s", filepath.ToSlash(name), reason(err))
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, fmt.Errorf("%s: no longer a regular file", filepath.ToSlash(name))
	}
	return f, nil
}

// missing reports the tracked files that the walk did not meet.
func (w *walk) missing() {
	below := path.Clean("/" + filepath.ToSlash(w.o.Below))[1:]
	var absent []string
	for p, t := range w.o.Tracked {
		inside := below == "" || strings.HasPrefix(p, gitattr.CleanPath(below)+"/")
		if !t.Submodule && inside && !w.seen[p] && !w.isLost(p) {
			absent = append(absent, p)
		}
	}
	slices.Sort(absent)
	for _, p := range absent {
		why := "tracked file is missing from the work tree"
		if w.o.Tracked[p].SkipWorktree {
			why = "tracked file is not checked out (sparse checkout)"
		}
		if !w.fail(p, inventory.GapUnreadable, why) {
			return
		}
	}
}

// isLost says that a Gap for a directory above speaks for the path.
func (w *walk) isLost(p string) bool {
	return slices.ContainsFunc(w.lost, func(dir string) bool { return dir == "" || strings.HasPrefix(p, dir+"/") })
}
