// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package online asks deps.dev for the licenses of packages that the tree knows none
// of. It is the only package that opens a socket, and does so only when a person
// has asked for it.
//
// # What is told
//
// The name and version of a package are sent, and nothing else of the repository.
// A package is left out when it could be private: when it is of an ecosystem
// without a public registry, when a lock file fetches it from a host that is not one, when
// a file that names it, or the settings beside that, name a registry that
// strangers cannot reach or that no list knows (facts of detector leak), and when
// Options.Exclude names it.
//
// # What comes of it
//
// The answer is the word of the registry: it becomes the declared license of a component that
// has none, with the [inventory.Lookup] beside it; a text is never concluded from it.
// Whatever goes wrong leaves the component as it was, and is counted and told as a
// gap. Answers are kept on disk; a version does not change its license.
package online

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
)

// DefaultBase is the address of the API (docs.deps.dev/api/v3).
const DefaultBase = "https://api.deps.dev"

// Options say whom to ask, and about what not. The zero value of a field means its default.
type Options struct {
	Base    string                                      // address of the API; "" is DefaultBase
	Exclude []string                                    // patterns of package URLs that are not asked about, * for anything but "/", ** for anything
	Private []string                                    // patterns of Go module paths (GOPRIVATE) that are not asked about, as `go help module-private` has them
	Public  []string                                    // hosts that packages are fetched from for everybody, with those below them
	Cache   string                                      // directory that answers are kept in; "" for none
	Now     time.Time                                   // the day of the answers
	Agent   string                                      // what the program calls itself
	Timeout time.Duration                               // of one question; 0 is 10 seconds
	Wait    time.Duration                               // before the first repetition, doubled each time; 0 is half a second
	Every   time.Duration                               // between two questions; 0 is 20 milliseconds
	Jobs    int                                         // questions at once; 0 is 4
	Client  *http.Client                                // nil: one of its own, which follows no redirection
	sleep   func(d time.Duration, done <-chan struct{}) // for tests
}

// maxFailures in a row are taken for a network that does not work: nothing more is asked.
const maxFailures = 5

// Enrich asks about every fetched component of the product without a known license,
// and writes what it learns into the inventory. The error is that of the context, or
// of an inventory that does not tell what is private; whatever the network does is a fact in it.
func Enrich(ctx context.Context, inv *inventory.Inventory, o Options) error {
	if !slices.Contains(inv.Coverage.Detectors, "leak") {
		return fmt.Errorf("the detector leak did not run: without it nobody knows which packages are private, and nothing is asked online")
	}
	c, err := newClient(o)
	if err != nil {
		return err
	}
	hidden := newHidden(inv, &o)
	var todo []*question
	online := &inventory.Online{Service: inventory.ServiceDepsDev}
	for i := range inv.Components {
		x := &inv.Components[i]
		if !wanted(x) {
			continue
		}
		q, ok := ask(x)
		if !ok || hidden.holds(x) {
			online.Left++
			continue
		}
		q.url = c.base + q.path
		todo = append(todo, q)
	}
	c.run(ctx, todo)
	if err := ctx.Err(); err != nil {
		return err
	}
	reason := ""
	for _, q := range todo {
		online.Asked++
		if q.err != nil {
			online.Failed++
			reason = cmp.Or(reason, q.err.Error())
			continue
		}
		if q.put() {
			online.Known++
		}
	}
	inv.Coverage.Online = online
	if online.Failed > 0 {
		inv.Gaps = append(inv.Gaps, inventory.Gap{Detector: "online", Code: inventory.GapUnreadable, Reason: fmt.Sprintf("%s did not answer for %d of %d packages; the first: %s", online.Service, online.Failed, online.Asked, reason)})
	}
	return nil
}

// wanted reports whether a component is fetched by users and no license of it is known.
func wanted(c *inventory.Component) bool {
	if c.Distributed || c.Role != inventory.RoleProduct || c.Licenses.Concluded != "" {
		return false
	}
	_, err := spdx.Parse(c.Licenses.Declared)
	return c.Licenses.Declared == "" || err != nil
}

// question is what is asked about one component.
type question struct {
	component *inventory.Component
	path      string // of the API
	url       string
	answer    answer
	err       error
}

// systems are the ecosystems with a public registry that the service knows, by purl type.
func systems() map[string]string {
	return map[string]string{"npm": "npm", "golang": "go", "maven": "maven", "pypi": "pypi", "cargo": "cargo", "nuget": "nuget", "gem": "rubygems"}
}

// ask makes the question about a component; ok is false when the service cannot know it.
func ask(c *inventory.Component) (*question, bool) {
	system := systems()[c.Type]
	bare, _, _ := strings.Cut(c.PURL, "?")
	rest, ok := strings.CutPrefix(bare, "pkg:"+c.Type+"/")
	name, version, hasVersion := cutLast(rest, "@")
	if system == "" || !ok || !hasVersion || c.Version == "" || strings.Contains(c.PURL, "?") { // a qualifier tells of another source
		return nil, false
	}
	name, err := url.PathUnescape(name)
	if err != nil {
		return nil, false
	}
	if version, err = url.PathUnescape(version); err != nil {
		return nil, false
	}
	if c.Type == "maven" {
		name = strings.ReplaceAll(name, "/", ":")
	}
	return &question{component: c, path: "/v3/systems/" + system + "/packages/" + escape(name) + "/versions/" + escape(version)}, true
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// escape encodes a part of a path whole: "@a/b" becomes %40a%2Fb.
func escape(s string) string { return strings.ReplaceAll(url.PathEscape(s), "@", "%40") }

// put writes an answer into the component, and reports whether it has a license.
func (q *question) put() bool {
	a := &q.answer
	if !a.Found {
		return false
	}
	look := &inventory.Lookup{Service: inventory.ServiceDepsDev, Date: a.Date, URL: q.url, License: strings.Join(a.Licenses, ", "), Repository: a.Repository}
	q.component.Online = look
	var all []*spdx.Expr
	for _, text := range a.Licenses {
		e, err := spdx.Parse(text)
		if err != nil { // "non-standard"
			return false
		}
		all = append(all, e)
	}
	if len(all) == 0 {
		return false
	}
	q.component.Licenses.Declared = spdx.And(all...).String()
	return true
}

// run asks all, a few at once, until too many fail in a row.
func (c *client) run(ctx context.Context, todo []*question) {
	next := make(chan *question)
	var running sync.WaitGroup
	for range c.jobs {
		running.Go(func() {
			for q := range next {
				q.answer, q.err = c.get(ctx, q.url)
			}
		})
	}
	for _, q := range todo {
		next <- q
	}
	close(next)
	running.Wait()
}

// matchPURL reports whether a pattern names a package URL, with or without its version.
func matchPURL(pattern, purl string) bool {
	bare, _, _ := strings.Cut(purl, "?")
	noVersion, _, _ := cutLast(bare, "@")
	for _, text := range []string{purl, bare, noVersion} {
		if ok, err := doublestar.Match(pattern, text); ok && err == nil {
			return true
		}
	}
	return false
}
