// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// lockGraph is what a lock file says: packages, and who requires whom.
type lockGraph struct {
	nodes []lockNode
	roots []lockRoot
	names map[string][]int // by name, for formats that refer to packages by it
	edges int              // of all nodes
}

// Bounds of what is followed in a lock file: all relations, and the packages of one name
// that a relation may mean. A file in which every package needs all of one name has
// the square of their number.
const (
	maxEdges     = 1 << 21
	maxNamesakes = 100
)

// lockNode is a package of a lock file. One with a scope that the file itself
// states keeps it.
type lockNode struct {
	found
	needs []int
}

// lockRoot is a package that the repository itself asks for.
type lockRoot struct {
	to    int
	scope string
}

// add takes a package and returns its number.
func (g *lockGraph) add(f found) int {
	if g.names == nil {
		g.names = map[string][]int{}
	}
	n := len(g.nodes)
	g.nodes = append(g.nodes, lockNode{found: f})
	g.names[f.name] = append(g.names[f.name], n)
	return n
}

// named returns the packages of a name, for formats that refer to them by it.
func (g *lockGraph) named(name string) []int { return g.few(g.names[name]) }

// few bounds how many packages of one name a reference may mean.
func (g *lockGraph) few(all []int) []int {
	if len(all) <= maxNamesakes {
		return all
	}
	g.edges = maxEdges + 1
	return all[:maxNamesakes]
}

// need records that one package requires another.
func (g *lockGraph) need(from, to int) {
	if from == to {
		return
	}
	if g.edges++; g.edges <= maxEdges {
		g.nodes[from].needs = append(g.nodes[from].needs, to)
	}
}

// root records that the repository asks for a package.
func (g *lockGraph) root(to int, scope string) { g.roots = append(g.roots, lockRoot{to, scope}) }

// report gives each package the strongest scope under which a root reaches it.
// What no root reaches keeps no scope, which counts as the strictest.
func (g *lockGraph) report() (r report) {
	if g.edges > maxEdges {
		r.problems = append(r.problems, problem{g.nodes[0].path, inventory.GapTruncated, "more relations between packages than are followed"})
	}
	slices.SortStableFunc(g.roots, func(a, b lockRoot) int { return scopeRank(a.scope) - scopeRank(b.scope) })
	reached := make([]string, len(g.nodes))
	var stack []int
	for _, root := range g.roots {
		g.nodes[root.to].direct = true
		if reached[root.to] != "" {
			continue
		}
		reached[root.to] = root.scope
		for stack = append(stack[:0], root.to); len(stack) > 0; {
			n := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for _, to := range g.nodes[n].needs {
				if reached[to] == "" {
					reached[to] = root.scope
					stack = append(stack, to)
				}
			}
		}
	}
	for i := range g.nodes {
		n := &g.nodes[i]
		f := n.found
		if f.scope == "" {
			f.scope = reached[i]
		}
		f.knows = true
		for _, to := range n.needs {
			if p := &g.nodes[to]; !p.self && p.purl != f.purl {
				f.needs = append(f.needs, g.nodes[to].purl)
			}
		}
		r.found = append(r.found, f)
	}
	return r
}

// integrity reads a Subresource Integrity value ("sha512-base64 ..."), as npm,
// Yarn, pnpm and Bun write it, into "sha512:" and hexadecimal digits.
func integrity(sri string) (out []string) {
	for _, one := range strings.Fields(sri) {
		kind, value, ok := strings.Cut(one, "-")
		value, _, _ = strings.Cut(value, "?")
		if sum, err := base64.StdEncoding.DecodeString(value); ok && err == nil && digestBytes(kind) == len(sum) {
			out = append(out, kind+":"+hex.EncodeToString(sum))
		}
	}
	return out
}

// download takes the address of an archive that a lock file names. One that may
// hold what is nobody else's business, a user or a query, is left out, as is what
// is no address of the web. The sum that Yarn writes behind "#" is cut off.
func download(address string) string {
	address, _, _ = strings.Cut(address, "#")
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery {
		return ""
	}
	return u.String()
}

// hexDigest makes a hash of hexadecimal digits; nothing when they are none.
func hexDigest(kind, digits string) []string {
	if sum, err := hex.DecodeString(digits); err != nil || len(sum) != digestBytes(kind) {
		return nil
	}
	return []string{kind + ":" + strings.ToLower(digits)}
}

// digestBytes is the size of a kind of digest; -1 for one that is not known.
func digestBytes(kind string) int {
	switch kind {
	case "md5":
		return 16
	case "sha1":
		return 20
	case "sha256":
		return 32
	case "sha384":
		return 48
	case "sha512":
		return 64
	}
	return -1
}

// via finds for each component the one before it on a shortest path from a
// direct one. Paths of a stronger scope come first, so that what the release
// needs is explained by what it asks for and not by a test that needs it, too.
func via(all []inventory.Component) {
	number := make(map[string]int, len(all))
	for i := range all {
		number[all[i].PURL] = i
	}
	done := make([]bool, len(all))
	for _, scope := range scopeOrder {
		var queue []int
		for i := range all {
			if all[i].Direct && all[i].Scope == scope {
				queue = append(queue, i)
			}
		}
		for ; len(queue) > 0; queue = queue[1:] {
			for _, p := range all[queue[0]].Requires {
				if i, ok := number[p]; ok && !done[i] && !all[i].Direct {
					done[i] = true
					all[i].Via = all[queue[0]].PURL
					queue = append(queue, i)
				}
			}
		}
	}
}
