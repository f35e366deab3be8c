// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/outgate/outgate/inventory"
)

// Caches are the package caches outside of the tree that may be read; a nil one may not.
type Caches struct {
	Go          fs.FS // GOMODCACHE: also for the import graph of modules whose source is not in the tree
	Cargo       fs.FS // registry/src of CARGO_HOME: a directory for each registry, and in it one for each package
	Crates      fs.FS // registry/cache of CARGO_HOME: the archives of packages
	Maven       fs.FS // the local repository
	Gradle      fs.FS // caches/modules-2/files-2.1 of GRADLE_USER_HOME
	NPM         fs.FS // _cacache of npm: archives by digest
	Pnpm        fs.FS // the stores of pnpm, a directory for each version of their form: files by digest
	Yarn        fs.FS // the global cache of Yarn 2 and later: archives of its own making
	YarnClassic fs.FS // v6 of the cache of Yarn 1: packages with their archives
	NuGet       fs.FS // the global packages
	UV          fs.FS // UV_CACHE_DIR
	Venv        fs.FS // VIRTUAL_ENV: an environment of Python
	Conda       fs.FS // CONDA_PREFIX: another one
	Composer    fs.FS // files of the cache of Composer
	Gems        fs.FS // a home of RubyGems, or the directory of those of several versions of Ruby
	Pub         fs.FS // PUB_CACHE of Dart
}

// cacheKind is a cache that may hold packages of one type.
type cacheKind struct {
	name string // one of inventory's Cache constants
	kind string // of package URLs
	dir  fs.FS
	read func(w *workspace, dir fs.FS) cacheLookUp
}

// cacheLookUp returns what a cache holds of a component, of exactly its version. The error
// is errNotCached, or tells why what is there cannot be used. It is safe for concurrent use;
// limit is that of archives, in bytes.
type cacheLookUp func(c *inventory.Component, limit int64) (cached, error)

// kinds is the table of caches: of several that may hold a package the first that does counts.
func (c *Caches) kinds() []cacheKind {
	return []cacheKind{
		{inventory.CacheGo, "golang", c.Go, goCache},
		{inventory.CacheCargo, "cargo", c.Cargo, cargoCache},
		{inventory.CacheCrates, "cargo", c.Crates, crateCache},
		{inventory.CacheMaven, "maven", c.Maven, mavenCache},
		{inventory.CacheGradle, "maven", c.Gradle, gradleCache},
		{inventory.CacheNPM, "npm", c.NPM, npmCache},
		{inventory.CachePnpm, "npm", c.Pnpm, pnpmCache},
		{inventory.CacheYarn, "npm", c.Yarn, yarnCache},
		{inventory.CacheYarnClassic, "npm", c.YarnClassic, yarnClassicCache},
		{inventory.CacheNuGet, "nuget", c.NuGet, nugetCache},
		{inventory.CacheUV, "pypi", c.UV, uvCache},
		{inventory.CacheVenv, "pypi", c.Venv, environmentCache},
		{inventory.CacheConda, "pypi", c.Conda, environmentCache},
		{inventory.CacheComposer, "composer", c.Composer, composerCache},
		{inventory.CacheGems, "gem", c.Gems, gemCache},
		{inventory.CachePub, "pub", c.Pub, pubCache},
	}
}

// cached is what a cache holds of a package.
type cached struct {
	files    []ownFile
	declared string // what its metadata declares, where the reader of the same in a tree tells that itself
	unread   bool   // it has a license file that is too large or cannot be read
	problem  error  // a part of it that could not be used; nil: none
}

var (
	errNotCached = errors.New("not in the cache")
	errOther     = errors.New("its content does not have the digest that is pinned")
	errUnproved  = errors.New("nothing tells whether it has the digest that is pinned")
	errDamaged   = errors.New("it cannot be read")
)

// cacheReader reads what caches hold of components: several at once, and some ahead of who asks.
type cacheReader struct {
	w        *workspace
	open     []openCache
	all      []inventory.Component
	from     int
	ahead    []cached // of all[from:]
	problems []cacheProblem
}

// openCache is a cache that may be read.
type openCache struct {
	name, kind string // name is "" for the tree
	read       cacheLookUp
}

func newCacheReader(w *workspace, caches Caches, all []inventory.Component) *cacheReader {
	r := &cacheReader{w: w, all: all}
	if len(w.yarnZips) > 0 {
		r.open = append(r.open, openCache{"", "npm", yarnTreeCache(w)})
	}
	for _, k := range caches.kinds() {
		if k.dir != nil {
			r.open = append(r.open, openCache{k.name, k.kind, k.read(w, k.dir)})
		}
	}
	return r
}

// cacheProblem is a package that a cache holds and that could not be used.
type cacheProblem struct {
	component *inventory.Component
	cache     string
	err       error
}

func (p *cacheProblem) where() string {
	if p.cache == "" {
		return "Yarn's cache in the tree"
	}
	return "the " + p.cache + " cache"
}

const (
	readAhead       = 32 // components that are looked up at a time: their license files are held in memory
	maxCacheReaders = 8  // at once: each may hold an archive
)

// of returns what caches hold of the component at an index; it is asked for rising ones.
func (r *cacheReader) of(i int) cached {
	if len(r.open) == 0 {
		return cached{}
	}
	if i >= r.from+len(r.ahead) {
		r.from, r.ahead = i, make([]cached, min(readAhead, len(r.all)-i))
		r.read()
	}
	return r.ahead[i-r.from]
}

// read fills what is ahead. The problems are in the order of the components, whoever was first.
func (r *cacheReader) read() {
	problems := make([][]cacheProblem, len(r.ahead))
	next := make(chan int, len(r.ahead))
	for n := range r.ahead {
		if _, inTree := r.w.sources[r.all[r.from+n].PURL]; !inTree {
			next <- n
		}
	}
	close(next)
	var running sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), maxCacheReaders) {
		running.Go(func() {
			for n := range next {
				if r.w.ctx.Err() == nil {
					r.ahead[n], problems[n] = r.lookUp(&r.all[r.from+n])
				}
			}
		})
	}
	running.Wait()
	r.problems = append(r.problems, slices.Concat(problems...)...)
}

// lookUp asks the caches for one component. What could not be used counts only when no
// other cache holds the same.
func (r *cacheReader) lookUp(c *inventory.Component) (_ cached, problems []cacheProblem) {
	for _, k := range r.open {
		if k.kind != c.Type || c.Version == "" {
			continue
		}
		x, err := lookUpSafely(k, c, r.w.limit)
		if err == nil {
			for i := range x.files {
				x.files[i].cache = k.name
			}
			if x.problem != nil {
				problems = append(problems, cacheProblem{c, k.name, x.problem})
			}
			return x, problems
		}
		if !errors.Is(err, errNotCached) {
			problems = append(problems, cacheProblem{c, k.name, err})
		}
	}
	return cached{}, problems
}

// lookUpSafely turns a panic over the content of a cache into an error.
func lookUpSafely(k openCache, c *inventory.Component, limit int64) (x cached, err error) {
	defer func() {
		if p := recover(); p != nil {
			x, err = cached{}, errDamaged
		}
	}()
	return k.read(c, limit)
}

// troubles makes one problem of all packages that one file names; what one reason keeps
// from being used in one cache is told by the first of them and a number.
func (r *cacheReader) troubles() (all []problem) {
	type key struct{ path, cache, code, err string }
	first, more := map[key]string{}, map[key]int{}
	for _, p := range r.problems {
		k := key{pinnedIn(p.component), p.cache, inventory.GapUnreadable, p.err.Error()}
		if errors.Is(p.err, errTooLarge) {
			k.code = inventory.GapTooLarge
		}
		if first[k] == "" {
			first[k] = fmt.Sprintf("%s holds %s %s, which was not used: %v", p.where(), p.component.Name, p.component.Version, p.err)
		} else {
			more[k]++
		}
	}
	joined := map[problem][]string{} // without reason
	for k, reason := range first {
		if n := more[k]; n > 0 {
			reason += fmt.Sprintf(" (and %d more)", n)
		}
		p := problem{path: k.path, code: k.code}
		joined[p] = append(joined[p], reason)
	}
	for p, reasons := range joined {
		p.reason = strings.Join(sorted(reasons), "; ")
		all = append(all, p)
	}
	return all
}

// pinnedIn is the file that a component is known from, the one that pins its content first.
func pinnedIn(c *inventory.Component) string {
	for _, e := range c.Evidence {
		if slices.Contains(e.Proves, inventory.ProvesHash) {
			return e.Path
		}
	}
	if len(c.Evidence) == 0 {
		return ""
	}
	return c.Evidence[0].Path
}

// take looks at what a cache holds of a component.
func (o *ownLicense) take(x cached, c *inventory.Component) {
	if x.declared != "" {
		c.Licenses.Declared = licenseOf(c.Licenses.Declared, x.declared)
	}
	o.unread = o.unread || x.unread
	for _, f := range x.files {
		o.look(f)
	}
}

// unpacked returns the license files of a package in its directory.
func unpacked(cache fs.FS, dir, manifest string) (x cached, err error) {
	if !fs.ValidPath(dir) {
		return x, errNotCached
	}
	entries, err := fs.ReadDir(cache, dir)
	if err != nil {
		return x, notCached(err)
	}
	n := 0
	for _, e := range entries {
		own := isOwnLicense(e.Name())
		if !e.Type().IsRegular() || !own && !isReadme(e.Name()) && e.Name() != manifest || n >= maxLicenseFiles {
			continue
		}
		n++
		p := path.Join(dir, e.Name())
		if isReadme(e.Name()) {
			x.files = append(x.files, ownFile{path: p, readme: true, open: func() ([]byte, error) { return readCached(cache, p, maxLicenseBytes) }})
			continue
		}
		text, err := readCached(cache, p, maxLicenseBytes)
		if err != nil {
			x.unread = x.unread || own
			continue
		}
		x.files = append(x.files, ownFile{path: p, content: text, manifest: e.Name() == manifest})
	}
	return x, nil
}

// readCached returns the content of a regular file of a cache that is no larger than a
// limit. The error is errNotCached, errTooLarge or errDamaged.
func readCached(cache fs.FS, p string, limit int64) ([]byte, error) {
	if !fs.ValidPath(p) {
		return nil, errNotCached
	}
	info, err := fs.Stat(cache, p) // before it is opened: to open a pipe would wait for who writes
	if err != nil {
		return nil, notCached(err)
	}
	switch {
	case !info.Mode().IsRegular():
		return nil, errDamaged
	case info.Size() > limit:
		return nil, errTooLarge
	}
	f, err := cache.Open(p)
	if err != nil {
		return nil, notCached(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, errDamaged
	}
	if int64(len(data)) > limit {
		return nil, errTooLarge
	}
	return data, nil
}

// notCached tells what is not there from what cannot be read, such as a link out of the cache.
func notCached(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errNotCached
	}
	return errDamaged
}
