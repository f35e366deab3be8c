// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package history reads git repositories: what they track, what their HEAD
// holds, and every distinct blob that their branches and tags can reach.
//
// # What is read
//
// Files of the repository, and nothing else: no configuration of the user or of
// the system, no environment, no hooks, no program. refs/replace and grafts are
// ignored, so that nothing in a repository can put one object in another's
// place, and every object is checked against its id. Alternates are followed
// only inside the directory that was opened; what is missing because of one
// that was not followed is a Gap that says so.
//
// go-git decodes configuration and index. Objects are read by a reader of our
// own ([Repo] is safe for concurrent use, which go-git's storage is not), with
// bounds on sizes and on chains of deltas; tests hold it against go-git and git.
// Blobs are offered family by family: what is stored as a change to something
// else follows it, so that every object is inflated once and few are in memory, and
// what it has in common with the other is known (scanner.Base).
//
// # History
//
// [Repo.History] of a work tree covers HEAD, wherever it leads, refs/heads,
// refs/tags (peeled) and refs/remotes, which is where a fresh clone keeps its
// branches; and the stash with its older entries, which no push takes along but a
// copy of the directory does. Not notes or other namespaces, which
// [History.Skipped] names. A bare repository may be published as it is: there all
// references count, notes and refs/pull included. [Options] can ask for
// everything, which takes the other references and all objects that none of them
// reaches (those of reflogs among them), or for what is new since a commit.
//
// Commits are put in one order: parents first; among those that are ready the
// published before those of local references, these before what nothing
// references; then the oldest committer date, then the lowest id. So what is
// said of a published commit does not depend on what else was read. In this order
// each distinct tree is walked once, and again where it turns up at another path
// which may be judged more strictly: a blob is offered under the strictest of
// its paths. The first commit whose tree holds a blob is the blob's first
// commit, merges included. A blob that only a tag names, without a commit,
// counts as introduced by the tag.
//
// The texts of commits and annotated tags are offered as records while the walk
// holds them anyway, and the people whom they name are counted
// ([History.Identities]).
//
// # A second run
//
// With [History.Remember] the walk over the published commits, which come first in
// the order, is kept in a file. The next walk goes on from it if it would begin
// with the same steps: the commits of the file are all reached by published
// references, as the ones show on which no other is built, and what else is
// published has later dates, so that it comes behind them. The objects must be what
// they were: packs with the same name, size, time and checksum, and loose objects
// that are read again. Where one of this does not hold, and in a history that has
// Gaps or is cut off, the walk begins at the beginning. Tags, local references and
// blobs are looked at in every run.
//
// # Gaps
//
// A missing or damaged commit, tree or blob is a Gap of code missing-object,
// and the rest is read all the same; a clone that was cut off is one Gap of code
// shallow-history. A HEAD that leads to nothing is a missing object, unless the
// repository holds no commits. Objects that a partial clone has left on its server are
// missing objects.
//
// # After the scan
//
// [Attribute] says of each secret and leak since when it is in the repository,
// by whom, at which paths, which references reach it, how many commits are to be
// rewritten, and whether it is still in the tree. No tree is read again for it:
// the walk has kept what each distinct tree holds as its difference to the one
// before it in the same directory (treeLog). From the blobs of the findings, 64
// findings at a time, a bit goes up to the trees that hold them, to the commits,
// and along the order to all that is built on these (spreads).
package history

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/config"

	"github.com/outgate/outgate/inventory"
)

// ErrNotRepository is returned by Open for a directory that is neither the top
// of a work tree nor a bare repository.
var ErrNotRepository = errors.New("not a git repository")

// Repo is an open repository. It is safe for concurrent use.
type Repo struct {
	dir     string // as given, absolute
	bare    bool
	git     *os.Root // of this work tree: HEAD, index
	common  *os.Root // shared by linked work trees: refs, config, info, objects
	config  *config.Config
	store   *store
	head    reference
	refs    []reference // what is published, by name: see published
	others  []reference // those that are not; one that cannot be read leads to nothing
	shallow map[plumbing.Hash]bool
	partial bool // objects may have been left on a server
}

// Open opens the repository whose work tree has its top at dir, or the bare
// repository dir. A linked work tree or a submodule, whose .git is a file, is
// followed to its directory. ErrNotRepository means that dir is neither; any
// other error that it is a repository which cannot be read.
func Open(dir string) (*Repo, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	gitDir, bare, err := locate(abs)
	if err != nil {
		return nil, err
	}
	r := &Repo{dir: abs, bare: bare}
	if err := r.open(gitDir); err != nil {
		r.Close()
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return r, nil
}

// Close closes the files of the repository. Entries can no longer be opened.
func (r *Repo) Close() error {
	var errs []error
	if r.store != nil {
		errs = append(errs, r.store.close())
	}
	for _, root := range []*os.Root{r.git, r.common} {
		if root != nil {
			errs = append(errs, root.Close())
		}
	}
	return errors.Join(errs...)
}

// Bare reports whether the repository has no work tree.
func (r *Repo) Bare() bool { return r.bare }

// Enclosing returns the nearest directory above dir that is the top of a work tree.
func Enclosing(dir string) (top string, ok bool) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", false
	}
	for {
		parent := filepath.Dir(abs)
		if parent == abs {
			return "", false
		}
		abs = parent
		if _, err := os.Lstat(filepath.Join(abs, ".git")); err == nil {
			if _, _, err := locate(abs); err == nil {
				return abs, true
			}
		}
	}
}

// locate finds the git directory of a work tree or bare repository.
func locate(dir string) (gitDir string, bare bool, err error) {
	dot := filepath.Join(dir, ".git")
	info, err := os.Lstat(dot)
	switch {
	case err == nil && info.IsDir():
		if !isGitDir(dot) {
			return "", false, fmt.Errorf("%s is damaged: HEAD or objects is missing", dot)
		}
		return dot, false, nil
	case err == nil && info.Mode().IsRegular():
		gitDir, err := followFile(dir)
		return gitDir, false, err
	case err == nil:
		return "", false, fmt.Errorf("%s is neither a directory nor a file; links are not followed", dot)
	case !errors.Is(err, fs.ErrNotExist):
		return "", false, err
	}
	if isGitDir(dir) {
		return dir, true, nil
	}
	return "", false, fmt.Errorf("%s: %w", dir, ErrNotRepository)
}

// isGitDir knows the layout of a git directory.
func isGitDir(dir string) bool {
	head, err := os.Lstat(filepath.Join(dir, "HEAD"))
	if err != nil || !head.Mode().IsRegular() {
		return false
	}
	if _, err := os.Lstat(filepath.Join(dir, "commondir")); err == nil {
		return true
	}
	objects, err := os.Stat(filepath.Join(dir, "objects"))
	if err != nil || !objects.IsDir() {
		return false
	}
	_, refs := os.Stat(filepath.Join(dir, "refs"))
	_, packed := os.Stat(filepath.Join(dir, "packed-refs"))
	return refs == nil || packed == nil
}

// followFile reads a .git file, which names the git directory.
func followFile(dir string) (string, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", err
	}
	defer root.Close()
	text, err := readFile(root, ".git", 64<<10)
	if err != nil {
		return "", fmt.Errorf("%s: %s", filepath.Join(dir, ".git"), cause(err))
	}
	target, ok := strings.CutPrefix(strings.TrimRight(string(text), "\r\n"), "gitdir:")
	if !ok {
		return "", fmt.Errorf("%s: %w: the .git file names no directory", dir, ErrNotRepository)
	}
	target = strings.TrimSpace(target)
	if !filepath.IsAbs(target) {
		target = filepath.Join(dir, filepath.FromSlash(target))
	}
	if !isGitDir(target) {
		return "", fmt.Errorf("%s: the repository that it names is not there", filepath.Join(dir, ".git"))
	}
	return target, nil
}

func (r *Repo) open(gitDir string) (err error) {
	if r.git, err = openRoot(gitDir); err != nil {
		return err
	}
	commonDir := gitDir
	text, err := readFile(r.git, "commondir", 64<<10)
	if err == nil {
		commonDir = filepath.FromSlash(strings.TrimRight(string(text), "\r\n"))
		if !filepath.IsAbs(commonDir) {
			commonDir = filepath.Join(gitDir, commonDir)
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("commondir: %s", cause(err))
	}
	if r.common, err = openRoot(commonDir); err != nil {
		return fmt.Errorf("common directory: %s", cause(err))
	}
	if err := r.readConfig(); err != nil {
		return err
	}
	if err := r.readRefs(); err != nil {
		return err
	}
	if err := r.readShallow(); err != nil {
		return err
	}
	inside := r.dir
	if commonDir != gitDir { // a linked work tree: its objects live elsewhere by design
		inside = filepath.Dir(commonDir)
	}
	if real, err := filepath.EvalSymlinks(inside); err == nil {
		inside = real
	}
	r.store = openStore(filepath.Join(commonDir, "objects"), inside)
	return nil
}

// readConfig reads the repository's own configuration and refuses what would
// make objects or references mean something else.
func (r *Repo) readConfig() error {
	r.config = config.New()
	text, err := readFile(r.common, "config", 4<<20)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = config.NewDecoder(bytes.NewReader(text)).Decode(r.config)
	}
	if err != nil {
		return fmt.Errorf("config: %s", cause(err))
	}
	switch v := r.config.Section("core").Option("repositoryformatversion"); v {
	case "", "0", "1":
	default:
		return fmt.Errorf("config: repository format version %q is not supported", v)
	}
	for _, o := range r.config.Section("extensions").Options {
		name, value := strings.ToLower(o.Key), strings.ToLower(o.Value)
		switch {
		case name == "objectformat" && value != "sha1":
			return fmt.Errorf("config: object format %s is not supported, only sha1", value)
		case name == "refstorage" && value != "files":
			return fmt.Errorf("config: reference storage %s is not supported, only files", value)
		case name == "partialclone":
			r.partial = true
		case name == "objectformat", name == "refstorage", name == "noop", name == "noop-v1", name == "preciousobjects", name == "worktreeconfig", name == "relativeworktrees":
		default:
			return fmt.Errorf("config: extension %q is not supported", o.Key)
		}
	}
	for _, remote := range r.config.Section("remote").Subsections {
		r.partial = r.partial || remote.Option("promisor") == "true"
	}
	return nil
}

func (r *Repo) readShallow() error {
	r.shallow = map[plumbing.Hash]bool{}
	text, err := readFile(r.common, "shallow", 64<<20)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("shallow: %s", cause(err))
	}
	for line := range strings.Lines(string(text)) {
		id, ok := parseID(strings.TrimSpace(line))
		if !ok {
			return errors.New("shallow: a line is not an object id")
		}
		r.shallow[id] = true
	}
	return nil
}

// Subject describes the repository. Dirty and Submodules are left to the caller.
func (r *Repo) Subject() inventory.Subject {
	s := inventory.Subject{Kind: inventory.SubjectWorktree, Shallow: len(r.shallow) > 0}
	if r.bare {
		s.Kind = inventory.SubjectBare
	}
	if !r.head.id.IsZero() {
		s.Commit = r.head.id.String()
		if c, err := r.commit(r.head.id); err == nil { // a commit that cannot be read is a gap of the walk
			s.Date = time.Unix(c.committed, 0).UTC().Format(time.RFC3339)
		}
	}
	s.Ref = strings.TrimPrefix(r.head.target, "refs/heads/")
	s.Remote = publicURL(r.config.Section("remote").Subsection("origin").Option("url"))
	if i := strings.LastIndexAny(s.Remote, "/:"); i >= 0 {
		s.Name = strings.TrimSuffix(s.Remote[i+1:], ".git")
	}
	if s.Name == "" {
		s.Name = strings.TrimSuffix(filepath.Base(r.dir), ".git")
	}
	return s
}

// Exclude returns the content of info/exclude, the repository's own ignore
// file outside the tree; nil when there is none.
func (r *Repo) Exclude() []byte {
	text, err := readFile(r.common, "info/exclude", 1<<20)
	if err != nil {
		return nil
	}
	return text
}
