// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bufio"
	"compress/zlib"
	"crypto/sha1" // the name of an object, not a matter of trust
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// cacheBytes bounds the memory for the bases of deltas.
const cacheBytes = 16 << 20

// store reads objects out of packs and loose files. It is safe for concurrent
// use once it is open.
type store struct {
	packs    []*pack
	loose    []*os.Root // object directories: the repository's own first, then its alternates
	problems []string   // what could not be opened, for people
	outside  []string   // alternates that were not followed
	files    []*os.File
}

// maxAlternates bounds how deep alternates may refer to further ones: git's limit.
const maxAlternates = 5

// openStore opens the object directory below dir. Alternates are followed only
// below inside, an absolute path.
func openStore(objects, inside string) *store {
	s := &store{}
	s.add(objects, inside, 0, map[string]bool{})
	c := newCache(cacheBytes)
	for _, root := range s.loose {
		s.addPacks(root, c)
	}
	return s
}

func (s *store) add(objects, inside string, depth int, done map[string]bool) {
	if done[objects] {
		return
	}
	done[objects] = true
	if depth > maxAlternates {
		s.problems = append(s.problems, fmt.Sprintf("objects/info/alternates: more than %d on top of each other, as in git; the last was not followed", maxAlternates))
		return
	}
	root, err := openRoot(objects)
	if err != nil {
		s.problems = append(s.problems, "object directory: "+cause(err))
		return
	}
	s.loose = append(s.loose, root)
	list, err := readFile(root, "info/alternates", 1<<20)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.problems = append(s.problems, "objects/info/alternates: "+cause(err))
	}
	for line := range strings.Lines(string(list)) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if !filepath.IsAbs(line) {
			line = filepath.Join(objects, filepath.FromSlash(line))
		}
		target, err := filepath.EvalSymlinks(line)
		if err != nil {
			target = filepath.Clean(line)
		}
		if rel, err := filepath.Rel(inside, target); err != nil || !filepath.IsLocal(rel) {
			s.outside = append(s.outside, line)
			continue
		}
		s.add(target, inside, depth+1, done)
	}
}

func (s *store) addPacks(root *os.Root, c *cache) {
	names, err := readNames(root, "pack")
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		s.problems = append(s.problems, "objects/pack: "+cause(err))
	}
	slices.Sort(names)
	for _, name := range names {
		stem, ok := strings.CutSuffix(name, ".pack") // of any name, as in git
		if !ok {
			continue
		}
		if err := s.addPack(root, stem, c); err != nil {
			s.problems = append(s.problems, "objects/pack/"+name+": "+cause(err))
		}
	}
}

func (s *store) addPack(root *os.Root, stem string, c *cache) error {
	file, info, err := openStat(root, path.Join("pack", stem+".pack"))
	if err != nil {
		return err
	}
	size := info.Size()
	p, err := func() (*pack, error) {
		idx, indexInfo, err := openStat(root, path.Join("pack", stem+".idx"))
		if err != nil {
			return nil, fmt.Errorf("its index: %s", cause(err))
		}
		defer idx.Close()
		index, err := readIndex(idx, indexInfo.Size(), size)
		if err != nil {
			return nil, err
		}
		return openPack(stem, len(s.packs), file, size, index, c)
	}()
	if err != nil {
		file.Close()
		return err
	}
	p.state = fmt.Sprintf("%s %s %d %d", stem, p.index.pack, size, info.ModTime().UnixNano())
	s.files = append(s.files, file)
	s.packs = append(s.packs, p)
	return nil
}

// openStat is openRegular with what is known of the file.
func openStat(root *os.Root, name string) (*os.File, fs.FileInfo, error) {
	f, err := openRegular(root, name)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

func (s *store) close() error {
	var errs []error
	for _, f := range s.files {
		errs = append(errs, f.Close())
	}
	for _, r := range s.loose {
		errs = append(errs, r.Close())
	}
	return errors.Join(errs...)
}

// get returns an object whose content was checked against its id.
func (s *store) get(id plumbing.Hash) (object, error) {
	o, _, err := s.find(id)
	return o, err
}

// stored names the state of the pack that an object is looked for in first; ""
// when it is in none.
func (s *store) stored(id plumbing.Hash) string {
	for _, p := range s.packs {
		if _, ok := p.offset(id); ok {
			return p.state
		}
	}
	return ""
}

// find is get with the state of the pack that had the object; "" for a loose one.
// It tries every copy before it gives up.
func (s *store) find(id plumbing.Hash) (o object, stored string, err error) {
	failure := errAbsent
	for _, p := range s.packs {
		at, ok := p.offset(id)
		if !ok {
			continue
		}
		o, err := p.read(at)
		if err == nil && o.checked != id {
			if err = check(id, o.object); err == nil {
				p.cache.checked(p, at, id)
			}
		}
		if err == nil {
			return o.object, p.state, nil
		}
		failure = err
	}
	for _, root := range s.loose {
		o, _, err := readLoose(root, id, maxObject)
		if err == nil {
			err = check(id, o)
		}
		if err == nil {
			return o, "", nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			failure = err
		}
	}
	return object{}, "", failure
}

// getKind is get for an object that must be of one kind.
func (s *store) getKind(id plumbing.Hash, kind plumbing.ObjectType) ([]byte, error) {
	o, err := s.get(id)
	if err == nil {
		err = o.must(kind)
	}
	return o.data, err
}

// must says that an object is not of a kind.
func (o object) must(kind plumbing.ObjectType) error {
	if o.kind == kind {
		return nil
	}
	return fmt.Errorf("object is a %s, not a %s", o.kind, kind)
}

// size returns the size of an object, in bytes.
func (s *store) size(id plumbing.Hash) (int64, error) {
	failure := errAbsent
	for _, p := range s.packs {
		if at, ok := p.offset(id); ok {
			n, err := p.sizeOf(at)
			if err == nil {
				return n, nil
			}
			failure = err
		}
	}
	for _, root := range s.loose {
		_, n, err := readLoose(root, id, 0)
		if err == nil {
			return n, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			failure = err
		}
	}
	return 0, failure
}

// has says that there is an object of this id, whole or not.
func (s *store) has(id plumbing.Hash) bool {
	for _, p := range s.packs {
		if _, ok := p.offset(id); ok {
			return true
		}
	}
	for _, root := range s.loose {
		if _, err := root.Lstat(loosePath(id)); err == nil {
			return true
		}
	}
	return false
}

// maxProbes bounds how many loose objects are looked at in search of a commit.
const maxProbes = 1 << 16

// hasCommits says that there are commits, reachable or not. Packs are made of
// commits; loose objects are looked at until one is a commit, and when they are
// too many one is taken to be.
func (s *store) hasCommits() bool {
	if len(s.packs) > 0 {
		return true
	}
	probes := 0
	for _, root := range s.loose {
		for fan := range 256 {
			dir := fmt.Sprintf("%02x", fan)
			names, err := readNames(root, dir)
			if err != nil {
				continue // absent, or a Gap once an object in it is needed
			}
			for _, name := range names {
				id, ok := parseID(dir + name)
				if !ok {
					continue
				}
				if probes++; probes > maxProbes {
					return true
				}
				if o, _, err := readLoose(root, id, 0); err == nil && o.kind == plumbing.CommitObject {
					return true
				}
			}
		}
	}
	return false
}

// check compares an object with its name.
func check(id plumbing.Hash, o object) error {
	h := sha1.New()
	fmt.Fprintf(h, "%s %d\x00", o.kind, len(o.data))
	h.Write(o.data)
	var sum plumbing.Hash
	if h.Sum(sum[:0]); sum != id {
		return errors.New("object does not have the content that its id stands for")
	}
	return nil
}

func loosePath(id plumbing.Hash) string {
	hex := id.String()
	return path.Join(hex[:2], hex[2:])
}

// readLoose reads a loose object: see parseLoose.
func readLoose(root *os.Root, id plumbing.Hash, limit int64) (o object, size int64, err error) {
	f, err := openRegular(root, loosePath(id))
	if err != nil {
		return o, 0, err
	}
	defer f.Close()
	return parseLoose(f, limit)
}

// parseLoose reads a zlib stream of "kind size\x00content". With a limit of 0 it
// stops behind the size.
func parseLoose(f io.Reader, limit int64) (o object, size int64, err error) {
	z, err := zlib.NewReader(bufio.NewReader(f))
	if err != nil {
		return o, 0, unexpected(err)
	}
	defer z.Close()
	var head [32]byte
	n := 0
	for ; n < len(head); n++ {
		if _, err := io.ReadFull(z, head[n:n+1]); err != nil {
			return o, 0, unexpected(err)
		}
		if head[n] == 0 {
			break
		}
	}
	kind, digits, _ := strings.Cut(string(head[:n]), " ")
	if o.kind, err = plumbing.ParseObjectType(kind); err != nil {
		return o, 0, errors.New("header of the object is malformed")
	}
	if size, err = strconv.ParseInt(digits, 10, 64); err != nil || size < 0 {
		return o, 0, errors.New("header of the object is malformed")
	}
	if limit == 0 {
		return o, size, nil
	}
	if size > limit {
		return o, size, errTooLarge
	}
	o.data, err = readExactly(z, size)
	return o, size, err
}

// openRoot is os.OpenRoot for what is a directory already: a pipe in its place
// is not waited for.
func openRoot(dir string) (*os.Root, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, errors.New("not a directory")
	}
	return os.OpenRoot(dir)
}

// readDir returns what a directory below root holds; a pipe in its place
// is not waited for. With an error it returns what was read so far.
func readDir(root *os.Root, name string) ([]fs.DirEntry, error) {
	info, err := root.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, errors.New("not a directory")
	}
	d, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return d.ReadDir(-1)
}

func readNames(root *os.Root, name string) ([]string, error) {
	entries, err := readDir(root, name)
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names, err
}

// openRegular opens a regular file. Nothing else can stand in its place: a
// link that leads outside is refused by the root, a pipe is not waited for.
func openRegular(root *os.Root, name string) (*os.File, error) {
	info, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", name)
	}
	return root.Open(name)
}

// readFile reads a regular file of at most limit bytes.
func readFile(root *os.Root, name string, limit int64) ([]byte, error) {
	f, err := openRegular(root, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, fmt.Errorf("larger than %d bytes", limit)
	}
	return data, err
}

// cause is the bare reason of an error, without a path of this machine.
func cause(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}
