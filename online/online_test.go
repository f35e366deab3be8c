// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package online

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// service is a local server of the API, which remembers what it was asked.
type service struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
}

func serve(t *testing.T, answer func(w http.ResponseWriter, path string, n int)) *service {
	t.Helper()
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.URL.EscapedPath())
		n := 0
		for _, p := range s.asked {
			if p == r.URL.EscapedPath() {
				n++
			}
		}
		s.mu.Unlock()
		if r.Method != http.MethodGet || r.URL.RawQuery != "" || r.Header.Get("Cookie")+r.Header.Get("Authorization")+r.Header.Get("Referer") != "" {
			t.Errorf("%s %s tells more than it should", r.Method, r.URL)
		}
		answer(w, r.URL.EscapedPath(), n)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *service) paths() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(slices.Values(s.asked))
}

func licensed(w http.ResponseWriter, licenses string) {
	fmt.Fprintf(w, `{"versionKey":{"system":"NPM","name":"x","version":"1"},"licenses":[%s],"links":[{"label":"HOMEPAGE","url":"https://example.org"},{"label":"SOURCE_REPO","url":"https://example.org/x.git"}]}`, licenses)
}

func pkg(purl string, change ...func(*inventory.Component)) inventory.Component {
	kind, rest, _ := strings.Cut(strings.TrimPrefix(purl, "pkg:"), "/")
	name, version, _ := cutLast(rest, "@")
	c := inventory.Component{PURL: purl, Name: name, Version: version, Type: kind, Scope: inventory.ScopeRuntime, Role: inventory.RoleProduct, Evidence: []inventory.Evidence{{Path: "app/manifest"}}}
	for _, f := range change {
		f(&c)
	}
	return c
}

func inventoryOf(all ...inventory.Component) *inventory.Inventory {
	return &inventory.Inventory{Coverage: inventory.Coverage{Detectors: []string{"leak", "sbom"}}, Components: all}
}

// options ask a service without waiting; the waits are counted.
func options(s *service, waits *[]time.Duration) Options {
	var mu sync.Mutex
	return Options{Base: s.URL, Jobs: 1, Every: time.Nanosecond, Wait: time.Second, Timeout: 5 * time.Second, Now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Public: []string{"npmjs.org"}, sleep: func(d time.Duration, _ <-chan struct{}) {
		mu.Lock()
		defer mu.Unlock()
		if waits != nil && d >= time.Millisecond {
			*waits = append(*waits, d)
		}
	}}
}

func enrich(t *testing.T, inv *inventory.Inventory, o Options) {
	t.Helper()
	if err := Enrich(t.Context(), inv, o); err != nil {
		t.Fatal(err)
	}
}

func TestAnswers(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, path string, _ int) {
		switch {
		case strings.Contains(path, "%40a%2Fb"):
			licensed(w, `"MIT"`)
		case strings.Contains(path, "two"):
			licensed(w, `"Apache-2.0","MIT OR ISC"`)
		case strings.Contains(path, "odd"):
			licensed(w, `"non-standard"`)
		case strings.Contains(path, "none"):
			licensed(w, ``)
		default:
			http.NotFound(w, nil)
		}
	})
	inv := inventoryOf(pkg("pkg:npm/%40a/b@1.0.0"), pkg("pkg:maven/g.h/two@2"), pkg("pkg:pypi/odd@3"), pkg("pkg:cargo/none@4"), pkg("pkg:golang/example.org/m@v1.0.0"))
	enrich(t, inv, options(s, nil))
	if d := cmp.Diff([]string{"/v3/systems/cargo/packages/none/versions/4", "/v3/systems/go/packages/example.org%2Fm/versions/v1.0.0", "/v3/systems/maven/packages/g.h:two/versions/2", "/v3/systems/npm/packages/%40a%2Fb/versions/1.0.0", "/v3/systems/pypi/packages/odd/versions/3"}, s.paths()); d != "" {
		t.Errorf("asked (-want +got):\n%s", d)
	}
	var got []string
	for _, c := range inv.Components {
		line := c.Licenses.Declared + "|" + c.Licenses.Concluded
		if o := c.Online; o != nil {
			line += "|" + o.Service + "|" + o.Date + "|" + o.License + "|" + o.Repository
		}
		got = append(got, line)
	}
	if d := cmp.Diff([]string{"MIT||deps.dev|2026-03-01|MIT|https://example.org/x.git", "Apache-2.0 AND (MIT OR ISC)||deps.dev|2026-03-01|Apache-2.0, MIT OR ISC|https://example.org/x.git", "||deps.dev|2026-03-01|non-standard|https://example.org/x.git", "||deps.dev|2026-03-01||https://example.org/x.git", "|"}, got); d != "" {
		t.Errorf("licenses (-want +got):\n%s", d)
	}
	if d := cmp.Diff(&inventory.Online{Service: "deps.dev", Asked: 5, Known: 2}, inv.Coverage.Online); d != "" || len(inv.Gaps) != 0 {
		t.Errorf("%s %v", d, inv.Gaps)
	}
}

// What could be private, is known, or is none of the product's, is never told to anybody.
func TestNothingPrivateIsTold(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, path string, _ int) { t.Errorf("asked %s", path) })
	at := func(p string) func(*inventory.Component) {
		return func(c *inventory.Component) { c.Evidence = []inventory.Evidence{{Path: p}} }
	}
	from := func(u string) func(*inventory.Component) { return func(c *inventory.Component) { c.Download = u } }
	inv := inventoryOf(
		pkg("pkg:npm/excluded@1"), pkg("pkg:npm/%40corp/lib@1"),
		pkg("pkg:npm/elsewhere@1", from("https://npm.corp.example/elsewhere-1.tgz")), pkg("pkg:npm/alike@1", from("https://evilnpmjs.org/x.tgz")), pkg("pkg:npm/broken@1", from("https://%zz/")),
		pkg("pkg:npm/locked@1", at("web/package-lock.json")), pkg("pkg:maven/g/below@1", at("java/sub/pom.xml")),
		pkg("pkg:golang/git.corp/team/x@v1.0.0"), pkg("pkg:golang/build.internal/x@v1"), pkg("pkg:golang/example.com/private/x@v1"), pkg("pkg:golang/nodomain/x@v1"),
		pkg("pkg:generic/vendored@1"), pkg("pkg:npm/unknown", func(c *inventory.Component) { c.Version = "" }), pkg("pkg:gem/x@1?repository_url=https://gems.corp.example"), pkg("pkg:docker/x@1"),
	)
	inv.Leaks = []inventory.Leak{{Kind: inventory.LeakRegistry, Location: inventory.Location{Path: "web/package-lock.json"}}, {Kind: inventory.LeakRegistry, Location: inventory.Location{Path: "java/settings.xml"}}}
	left := len(inv.Components)
	inv.Components = append(inv.Components,
		pkg("pkg:npm/known@1", func(c *inventory.Component) { c.Licenses.Declared = "MIT" }), pkg("pkg:npm/read@1", func(c *inventory.Component) { c.Licenses.Concluded = "MIT" }),
		pkg("pkg:npm/held@1", func(c *inventory.Component) { c.Distributed = true }), pkg("pkg:npm/fixture@1", func(c *inventory.Component) { c.Role = inventory.RoleTest }))
	o := options(s, nil)
	o.Exclude, o.Private = []string{"pkg:npm/excluded", "pkg:npm/%40corp/*"}, []string{"", "example.com/private", "*.corp"}
	enrich(t, inv, o)
	if d := cmp.Diff(&inventory.Online{Service: "deps.dev", Left: left}, inv.Coverage.Online); d != "" {
		t.Error(d)
	}
	// Without the facts on registries nothing is asked at all.
	inv.Coverage.Detectors = []string{"sbom"}
	if err := Enrich(t.Context(), inv, o); err == nil || !strings.Contains(err.Error(), "leak did not run") {
		t.Errorf("%v", err)
	}
}

// A package that its lock file fetches from a public host may be told, whatever the settings beside it say.
func TestPublicDownloadIsTold(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ string, _ int) { licensed(w, `"MIT"`) })
	inv := inventoryOf(pkg("pkg:npm/a@1", func(c *inventory.Component) { c.Download = "https://registry.npmjs.org/a/-/a-1.tgz" }))
	inv.Leaks = []inventory.Leak{{Kind: inventory.LeakRegistry, Location: inventory.Location{Path: ".npmrc"}}}
	enrich(t, inv, options(s, nil))
	if inv.Components[0].Licenses.Declared != "MIT" {
		t.Errorf("%+v", inv.Coverage.Online)
	}
}

func TestTroubles(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter, n int)
		asked  int
		known  bool
		reason string
		waits  []time.Duration
	}{
		"comes back": {func(w http.ResponseWriter, n int) {
			if n < 3 {
				w.WriteHeader(503)
			} else {
				licensed(w, `"MIT"`)
			}
		}, 3, true, "", []time.Duration{time.Second, 2 * time.Second}},
		"too fast": {func(w http.ResponseWriter, n int) {
			if n < 2 {
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(429)
			} else {
				licensed(w, `"MIT"`)
			}
		}, 2, true, "", []time.Duration{7 * time.Second}},
		"much too fast": {func(w http.ResponseWriter, n int) {
			if n < 2 {
				w.Header().Set("Retry-After", "99999")
				w.WriteHeader(429)
			} else {
				licensed(w, `"MIT"`)
			}
		}, 2, true, "", []time.Duration{30 * time.Second}},
		"stays away": {func(w http.ResponseWriter, _ int) { w.WriteHeader(500) }, 4, false, "status 500", []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}},
		"refuses":    {func(w http.ResponseWriter, _ int) { w.WriteHeader(403) }, 1, false, "status 403", nil},
		"points elsewhere": {func(w http.ResponseWriter, _ int) {
			w.Header().Set("Location", "http://example.org/")
			w.WriteHeader(302)
		}, 1, false, "points elsewhere", nil},
		"talks nonsense":    {func(w http.ResponseWriter, _ int) { fmt.Fprint(w, "<html>log in</html>") }, 1, false, "none of the service", nil},
		"talks another way": {func(w http.ResponseWriter, _ int) { fmt.Fprint(w, `{"licenses":["MIT"]}`) }, 1, false, "none of the service", nil},
		"names half the list": {func(w http.ResponseWriter, _ int) {
			licensed(w, strings.Repeat(`"MIT",`, maxLicenses)+`"GPL-3.0-only"`)
		}, 1, false, "more licenses than can be", nil},
		"speaks without end": {func(w http.ResponseWriter, _ int) {
			licensed(w, `"`+strings.Repeat("MIT AND ", maxLicense/8)+`GPL-3.0-only"`)
		}, 1, false, "more licenses than can be", nil},
		"never ends": {func(w http.ResponseWriter, _ int) { fmt.Fprint(w, strings.Repeat(" ", maxAnswer+2)) }, 1, false, "none of the service", nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, _ string, n int) { c.answer(w, n) })
			inv := inventoryOf(pkg("pkg:npm/a@1"))
			var waits []time.Duration
			enrich(t, inv, options(s, &waits))
			if len(s.paths()) != c.asked || inv.Components[0].Licenses.Declared == "MIT" != c.known {
				t.Errorf("asked %q, licenses %+v", s.paths(), inv.Components[0].Licenses)
			}
			if d := cmp.Diff(c.waits, waits); d != "" {
				t.Errorf("waits (-want +got):\n%s", d)
			}
			switch failed := inv.Coverage.Online.Failed == 1; {
			case failed == c.known, failed != (len(inv.Gaps) == 1):
				t.Errorf("%+v %v", inv.Coverage.Online, inv.Gaps)
			case failed && (!strings.Contains(inv.Gaps[0].Reason, c.reason) || inv.Gaps[0].Detector != "online"):
				t.Errorf("%v", inv.Gaps)
			}
		})
	}
}

// A network that does not work is not asked for ever, and nothing becomes known by it.
func TestNetworkDown(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, string, int) {})
	s.Close()
	var all []inventory.Component
	for i := range 40 {
		all = append(all, pkg(fmt.Sprintf("pkg:npm/p%d@1", i)))
	}
	inv := inventoryOf(all...)
	var waits []time.Duration
	enrich(t, inv, options(s, &waits))
	if inv.Coverage.Online.Failed != 40 || len(inv.Gaps) != 1 || len(waits) != maxFailures*(tries-1) {
		t.Errorf("%+v %v, %d waits", inv.Coverage.Online, inv.Gaps, len(waits))
	}
	for _, c := range inv.Components {
		if c.Licenses.Declared != "" || c.Online != nil {
			t.Errorf("%+v", c)
		}
	}
}

// Answers are kept on disk, those without a license for a day.
func TestKeptAnswers(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, path string, _ int) {
		if strings.Contains(path, "known") {
			licensed(w, `"MIT"`)
		} else {
			http.NotFound(w, nil)
		}
	})
	o := options(s, nil)
	o.Cache = filepath.Join(t.TempDir(), "deep", "cache")
	ask := func(days int) int {
		before := len(s.paths())
		inv := inventoryOf(pkg("pkg:npm/known@1"), pkg("pkg:npm/other@1"))
		again := o
		again.Now = o.Now.AddDate(0, 0, days)
		enrich(t, inv, again)
		if inv.Components[0].Licenses.Declared != "MIT" || inv.Coverage.Online.Asked != 2 {
			t.Errorf("after %d days: %+v", days, inv.Components[0])
		}
		return len(s.paths()) - before
	}
	for days, want := range []int{2, 0, 1} {
		if n := ask(days); n != want {
			t.Errorf("after %d days %d questions, want %d", days, n, want)
		}
	}
	if n := ask(keepKnown + 1); n != 2 {
		t.Errorf("old answers: %d questions", n)
	}
	files, _ := filepath.Glob(o.Cache + "/*")
	for _, f := range files { // a damaged one is asked anew
		if err := os.WriteFile(f, []byte("{"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if n := ask(keepKnown + 1); n != 2 || len(files) != 2 {
		t.Errorf("damaged answers: %d questions, files %q", n, files)
	}
}

func TestCancelled(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ string, _ int) { licensed(w, `"MIT"`) })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Enrich(ctx, inventoryOf(pkg("pkg:npm/a@1")), options(s, nil)); err == nil || len(s.paths()) != 0 {
		t.Errorf("%v %q", err, s.paths())
	}
}

func TestBadBase(t *testing.T) {
	for _, base := range []string{"ftp://x", "https://", "https://u:p@x", "https://x?y", "%"} {
		if err := Enrich(t.Context(), inventoryOf(), Options{Base: base}); err == nil {
			t.Errorf("%s is taken", base)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"versionKey":{"name":"x"},"licenses":["MIT\n"],"links":[{"label":"SOURCE_REPO","url":"https://u:p@x/y"}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		c, err := newClient(Options{})
		if err != nil {
			t.Fatal(err)
		}
		a, err := c.read(strings.NewReader(string(body)), "u")
		if err == nil && !a.Found || strings.ContainsFunc(strings.Join(a.Licenses, ""), unicode.IsControl) || strings.Contains(a.Repository, "@") && strings.Contains(a.Repository, "u:p") {
			t.Errorf("%+v %v", a, err)
		}
	})
}
