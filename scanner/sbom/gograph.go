// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/outgate/outgate/inventory"
)

// What go.sum pins, and what the module cache holds that it pins: which module
// requires which, the archive that was fetched and where it is from.
//
// A go.mod lists the selected version of each module that the build needs (`go
// help modules`; of all of them from go 1.17 on). A requirement of a dependency is
// an edge to the selected version of that module, whichever it names itself, and
// none when go.mod does not list the module: no package of it is imported then.

// goSum is a go.sum: what it pins by "path version" or "path version/go.mod".
type goSum map[string]goPin

type goPin struct {
	hash string // "h1:" and base64
	line int
}

// goSumOf reads the go.sum beside a go.mod; one that is not there pins nothing.
func (w *workspace) goSumOf(p string) goSum {
	sums := goSum{}
	text, err := w.read(p)
	if err != nil || len(text) > maxManifest {
		return sums
	}
	n := 0
	for line := range bytes.Lines(text) {
		n++
		if f := strings.Fields(string(line)); len(f) == 3 && goSumHash(f[2]) != "" {
			if key := f[0] + " " + f[1]; sums[key].line == 0 {
				sums[key] = goPin{f[2], n}
			}
		}
	}
	return sums
}

// goPinned says of the modules that a go.mod names what go.sum pins and the
// cache holds of them.
type goPinned struct {
	w     *workspace
	path  string // of the go.sum
	sums  goSum
	byMod map[string]module.Version // required path -> what stands for it: selected, or its replacement
	drop  map[module.Version]bool   // excluded
	own   map[string]bool           // required paths that the repository itself provides
	whole bool                      // go.mod lists all that the build needs
}

// goPinnedBy returns one finding for each module that go.sum, or the cache beside it, tells more of.
func (w *workspace) goPinnedBy(modPath string, f *modfile.File, own map[string]bool) (out []found) {
	g := &goPinned{w: w, own: own, path: path.Join(path.Dir(modPath), "go.sum"), byMod: map[string]module.Version{}, drop: map[module.Version]bool{}}
	g.sums = w.goSumOf(g.path)
	g.whole = f.Go != nil && semver.Compare("v"+f.Go.Version, "v1.17") >= 0
	for _, q := range f.Require {
		if !own[q.Mod.Path] {
			g.byMod[q.Mod.Path] = q.Mod
		}
	}
	for _, r := range f.Replace {
		if old, ok := g.byMod[r.Old.Path]; ok && !modfile.IsDirectoryPath(r.New.Path) && (r.Old.Version == "" || r.Old.Version == old.Version) {
			g.byMod[r.Old.Path] = r.New
		}
	}
	for _, x := range f.Exclude {
		g.drop[x.Mod] = true
	}
	for _, name := range sortedKeys(g.byMod) {
		if one, ok := g.tell(g.byMod[name]); ok {
			out = append(out, one)
		}
	}
	return out
}

// tell makes the finding of one module.
func (g *goPinned) tell(m module.Version) (found, bool) {
	tree, mod := g.sums[m.Path+" "+m.Version], g.sums[m.Path+" "+m.Version+"/go.mod"]
	f := found{purl: goPURL(m.Path, m.Version), name: m.Path, version: m.Version, aside: true, path: g.path, line: cmp.Or(tree.line, mod.line), sum: tree.hash}
	if f.line == 0 {
		return f, false // nothing is pinned, so nothing in the cache is known to be the module
	}
	held := g.held(m, tree.hash, mod.hash)
	if held.knows {
		f.knows = true
		for _, r := range held.requires {
			to, listed := g.byMod[r.Path]
			switch {
			case g.drop[r]:
			case listed:
				f.needs = append(f.needs, goPURL(to.Path, to.Version))
			case !g.whole && !g.own[r.Path]: // go.mod leaves out what others need
				f.knows = false
			}
		}
	}
	f.hashes, f.origin = held.hashes, held.origin
	return f, f.knows || f.sum != ""
}

// goHeld is what the cache holds of a module.
type goHeld struct {
	requires []module.Version
	knows    bool // requires is what its go.mod says
	hashes   []string
	origin   inventory.Origin
}

// held looks into the cache, once for each module and what is pinned of it: the
// modules of a repository share most of what they require.
func (g *goPinned) held(m module.Version, tree, mod string) *goHeld {
	key := strings.Join([]string{m.Path, m.Version, tree, mod}, " ")
	h := g.w.goHeld[key]
	if h == nil {
		h = &goHeld{hashes: g.archive(m, tree), origin: g.origin(m)}
		h.requires, h.knows = g.requires(m, mod)
		g.w.goHeld[key] = h
	}
	return h
}

// cached opens a file of the download cache (`go help goproxy`, "cache layout").
func (g *goPinned) cached(m module.Version, ending string) (fs.File, error) {
	if g.w.goModCache == nil {
		return nil, fs.ErrNotExist
	}
	p, err := module.EscapePath(m.Path)
	if err != nil {
		return nil, err
	}
	v, err := module.EscapeVersion(m.Version)
	if err != nil {
		return nil, err
	}
	name := path.Join("cache/download", p, "@v", v+ending)
	f, err := g.w.goModCache.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() || info.Size() > g.w.limit {
		f.Close()
		return nil, fs.ErrInvalid
	}
	return f, nil
}

// small reads a file of the download cache that is text.
func (g *goPinned) small(m module.Version, ending string) []byte {
	f, err := g.cached(m, ending)
	if err != nil {
		return nil
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxGoFile+1))
	if err != nil || len(text) > maxGoFile {
		return nil
	}
	return text
}

// requires reads the go.mod of a module; it counts when it is the one that go.sum pins.
func (g *goPinned) requires(m module.Version, pin string) (out []module.Version, ok bool) {
	text := g.small(m, ".mod")
	if text == nil || pin == "" || pin != goModHash(text) {
		return nil, false
	}
	f, err := modfile.ParseLax("go.mod", text, nil)
	if err != nil {
		return nil, false
	}
	for _, q := range f.Require {
		out = append(out, q.Mod)
	}
	return out, true
}

// goModHash is the hash of a go.mod in go.sum: that of a list with it as the only file (golang.org/x/mod/sumdb/dirhash, Hash1).
func goModHash(text []byte) string {
	one := sha256.Sum256(text)
	all := sha256.Sum256(fmt.Appendf(nil, "%x  go.mod\n", one))
	return "h1:" + base64.StdEncoding.EncodeToString(all[:])
}

// archive is the digest of the archive of a module, when the go command noted beside
// it that its files are those that go.sum pins.
func (g *goPinned) archive(m module.Version, pin string) []string {
	if noted := strings.TrimSpace(string(g.small(m, ".ziphash"))); pin == "" || noted != pin {
		return nil
	}
	f, err := g.cached(m, ".zip")
	if err != nil {
		return nil
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return nil
	}
	return []string{"sha256:" + hex.EncodeToString(sum.Sum(nil))}
}

// origin is where the go command, or its proxy, noted that a version is from (`go help goproxy`, field Origin).
func (g *goPinned) origin(m module.Version) inventory.Origin {
	var info struct {
		Version string
		Origin  struct{ VCS, URL, Hash string }
	}
	if text := g.small(m, ".info"); text == nil || json.Unmarshal(text, &info) != nil || info.Version != m.Version || info.Origin.VCS != "git" {
		return inventory.Origin{}
	}
	o := inventory.Origin{Repository: repositoryAddress(info.Origin.URL)}
	if o.Repository != "" {
		o.Revision = revision(info.Origin.Hash)
	}
	return o
}
