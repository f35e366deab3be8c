// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package vuln

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// advisory writes an OSV record of one package.
func advisory(id, eco, name string, events string, more string) string {
	if more != "" {
		more = ", " + more
	}
	return fmt.Sprintf(`{"id": %q, "modified": "2026-01-02T03:04:05Z", "affected": [{"package": {"ecosystem": %q, "name": %q}, "ranges": [%s]}]%s}`, id, eco, name, events, more)
}

func semverRange(events string) string { return `{"type": "SEMVER", "events": [` + events + `]}` }
func ecoRange(events string) string    { return `{"type": "ECOSYSTEM", "events": [` + events + `]}` }

// database imports records from a directory and opens the result.
func database(t testing.TB, records ...string) *DB {
	t.Helper()
	dir := t.TempDir()
	for i, r := range records {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%05d.json", i)), []byte(r), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var im Importer
	if err := im.Add(context.Background(), dir); err != nil {
		t.Fatal(err)
	}
	return write(t, &im)
}

func write(t testing.TB, im *Importer) *DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "vuln.db")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := im.WriteTo(f); err != nil {
		t.Fatal(err)
	}
	f.Close()
	db, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func components(purls ...string) []inventory.Component {
	var out []inventory.Component
	for _, p := range purls {
		out = append(out, inventory.Component{PURL: p})
	}
	return out
}

func TestMatch(t *testing.T) {
	upTo2 := `{"introduced": "0"}, {"fixed": "2.0.0"}`
	for _, c := range []struct {
		name, record, purl string
		want               string // "affected FIX", "undecided FIX", ""
	}{
		{"below the fix", advisory("A", "npm", "left", semverRange(upTo2), ""), "pkg:npm/left@1.9.9", "affected 2.0.0"},
		{"the fix", advisory("A", "npm", "left", semverRange(upTo2), ""), "pkg:npm/left@2.0.0", ""},
		{"a release candidate of the fix", advisory("A", "npm", "left", semverRange(upTo2), ""), "pkg:npm/left@2.0.0-rc.1", "affected 2.0.0"},
		{"another package", advisory("A", "npm", "left", semverRange(upTo2), ""), "pkg:npm/right@1.0.0", ""},
		{"a name that begins alike", advisory("A", "npm", "left", semverRange(upTo2), ""), "pkg:npm/left-pad@1.0.0", ""},
		{"a scope", advisory("A", "npm", "@team/left", semverRange(upTo2), ""), "pkg:npm/%40team/left@1.0.0", "affected 2.0.0"},
		{"Go", advisory("A", "Go", "example.org/a/b", semverRange(upTo2), ""), "pkg:golang/example.org/a/b@v1.2.3", "affected 2.0.0"},
		{"Go, incompatible", advisory("A", "Go", "example.org/a/b", semverRange(`{"introduced": "0"}, {"fixed": "3.0.0+incompatible"}`), ""), "pkg:golang/example.org/a/b@v2.1.0%2Bincompatible", "affected 3.0.0+incompatible"},
		{"Go, between tags", advisory("A", "Go", "example.org/a/b", semverRange(`{"introduced": "0"}, {"fixed": "0.0.0-20260301000000-abcdefabcdef"}`), ""), "pkg:golang/example.org/a/b@v0.0.0-20260201000000-012345012345", "affected 0.0.0-20260301000000-abcdefabcdef"},
		{"Go, capitals", advisory("A", "Go", "github.com/Owner/Mod", semverRange(upTo2), ""), "pkg:golang/github.com/Owner/Mod@v1.2.3", "affected 2.0.0"},
		{"Go, capitals that are gone", advisory("A", "Go", "github.com/Owner/Mod", semverRange(upTo2), ""), "pkg:golang/github.com/owner/mod@v1.2.3", "affected 2.0.0"},
		{"npm, capitals", advisory("A", "npm", "LeftRight", semverRange(upTo2), ""), "pkg:npm/LeftRight@1.0.0", "affected 2.0.0"},
		{"PyPI spelling", advisory("A", "PyPI", "Zope.Interface_x", ecoRange(`{"introduced": "1.0"}, {"fixed": "1.10"}`), ""), "pkg:pypi/zope-interface-x@1.9.post1", "affected 1.10"},
		{"PyPI order", advisory("A", "PyPI", "p", ecoRange(`{"introduced": "1.0"}, {"fixed": "1.10"}`), ""), "pkg:pypi/p@1.10.dev3", "affected 1.10"},
		{"Maven order", advisory("A", "Maven", "org.e:lib", ecoRange(`{"introduced": "0"}, {"fixed": "1.0"}`), ""), "pkg:maven/org.e/lib@1.0-beta-2", "affected 1.0"},
		{"Maven release word", advisory("A", "Maven", "org.e:lib", ecoRange(`{"introduced": "0"}, {"fixed": "1.0"}`), ""), "pkg:maven/org.e/lib@1.0.RELEASE", ""},
		{"Gem order", advisory("A", "RubyGems", "rails", ecoRange(`{"introduced": "5.0"}, {"fixed": "5.2.4.3"}`), ""), "pkg:gem/rails@5.2.4.2", "affected 5.2.4.3"},
		{"crates", advisory("A", "crates.io", "time", semverRange(`{"introduced": "0.0.0-0"}, {"fixed": "0.2.23"}`), ""), "pkg:cargo/time@0.2.22", "affected 0.2.23"},
		{"NuGet case and four numbers", advisory("A", "NuGet", "Newton.Json", ecoRange(`{"introduced": "0"}, {"fixed": "13.0.1.2"}`), ""), "pkg:nuget/newton.json@13.0.1.1", "affected 13.0.1.2"},
		{"Packagist", advisory("A", "Packagist", "Vendor/Lib", ecoRange(upTo2), ""), "pkg:composer/vendor/lib@v1.0.0", "affected 2.0.0"},
		{"Hex", advisory("A", "Hex", "plug", semverRange(upTo2), ""), "pkg:hex/plug@1.0.0", "affected 2.0.0"},
		{"Actions", advisory("A", "GitHub Actions", "Owner/Act", ecoRange(upTo2), ""), "pkg:github/owner/act@v1.4", "affected 2.0.0"},
		{"last affected", advisory("A", "npm", "l", semverRange(`{"introduced": "1.0.0"}, {"last_affected": "1.5.0"}`), ""), "pkg:npm/l@1.5.0", "affected "},
		{"behind last affected", advisory("A", "npm", "l", semverRange(`{"introduced": "1.0.0"}, {"last_affected": "1.5.0"}`), ""), "pkg:npm/l@1.5.1", ""},
		{"before introduced", advisory("A", "npm", "l", semverRange(`{"introduced": "1.0.0"}, {"last_affected": "1.5.0"}`), ""), "pkg:npm/l@0.9.0", ""},
		{"two branches, fixed in both", advisory("A", "npm", "l", semverRange(`{"introduced": "1.0.0"}, {"fixed": "1.5.0"}, {"introduced": "2.0.0"}, {"fixed": "2.3.0"}`), ""), "pkg:npm/l@2.1.0", "affected 2.3.0"},
		{"between the branches", advisory("A", "npm", "l", semverRange(`{"introduced": "1.0.0"}, {"fixed": "1.5.0"}, {"introduced": "2.0.0"}, {"fixed": "2.3.0"}`), ""), "pkg:npm/l@1.6.0", ""},
		{"events in any order", advisory("A", "npm", "l", semverRange(`{"fixed": "1.5.0"}, {"introduced": "1.0.0"}`), ""), "pkg:npm/l@1.2.0", "affected 1.5.0"},
		{"fixed and introduced again at once", advisory("A", "npm", "l", semverRange(`{"introduced": "0"}, {"introduced": "2.0.0"}, {"fixed": "2.0.0"}`), ""), "pkg:npm/l@2.0.0", "affected "},
		{"a limit", advisory("A", "npm", "l", semverRange(`{"introduced": "1.0.0"}, {"limit": "1.4.0"}`), ""), "pkg:npm/l@1.4.0", ""},
		{"below a limit", advisory("A", "npm", "l", semverRange(`{"introduced": "1.0.0"}, {"limit": "1.4.0"}`), ""), "pkg:npm/l@1.3.0", "affected "},
		{"listed", `{"id": "A", "modified": "2026-01-02T03:04:05Z", "affected": [{"package": {"ecosystem": "PyPI", "name": "m"}, "versions": ["6.6.6"]}]}`, "pkg:pypi/m@6.6.6", "affected "},
		{"not listed", `{"id": "A", "modified": "2026-01-02T03:04:05Z", "affected": [{"package": {"ecosystem": "PyPI", "name": "m"}, "versions": ["6.6.6"]}]}`, "pkg:pypi/m@6.6.7", ""},
		{"commits only", advisory("A", "npm", "g", `{"type": "GIT", "repo": "https://example.org/g", "events": [{"introduced": "0"}]}`, ""), "pkg:npm/g@1.0.0", ""},
		{"a version that is none", advisory("A", "PyPI", "p", ecoRange(`{"introduced": "0"}, {"fixed": "2"}`), ""), "pkg:pypi/p@%7Bproject.version%7D", "undecided 2"},
		{"a bad version in the record", advisory("A", "PyPI", "p", ecoRange(`{"introduced": "0"}, {"fixed": "some day"}`), ""), "pkg:pypi/p@1.0", "undecided "},
		{"withdrawn", advisory("A", "npm", "left", semverRange(upTo2), `"withdrawn": "2026-02-01T00:00:00Z"`), "pkg:npm/left@1.0.0", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			other := advisory("Z-1", "Go", "example.org/other", semverRange(upTo2), "") // so that each ecosystem is covered
			all := []string{c.record, other}
			for _, eco := range []string{"npm", "PyPI"} {
				all = append(all, advisory("Z-"+eco, eco, "zzz", ecoRange(upTo2), ""))
			}
			v, err := Match(database(t, all...), components(c.purl))
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, f := range v.Found {
				got = "affected " + f.Fixed
				if f.Undecided {
					got = "undecided " + f.Fixed
				}
			}
			if got != c.want || v.Evaluated != 1 {
				t.Errorf("%q, evaluated %d; want %q", got, v.Evaluated, c.want)
			}
		})
	}
}

// What nobody could look at is counted, and is not clean.
func TestUnevaluated(t *testing.T) {
	db := database(t, advisory("A", "npm", "a", semverRange(`{"introduced": "0"}`), ""))
	v, err := Match(db, components("pkg:npm/a", "pkg:npm/b", "pkg:cargo/c@1.0.0", "pkg:vcpkg/d@1", "no purl", "pkg:npm/a@1.0.0", "pkg:npm/a@1.0.0"))
	if err != nil {
		t.Fatal(err)
	}
	want := []inventory.Unevaluated{
		{Reason: inventory.UnevaluatedPURL, Count: 1, Example: "no purl"},
		{Reason: inventory.UnevaluatedEcosystem, Count: 2, Example: "pkg:cargo/c@1.0.0"},
		{Reason: inventory.UnevaluatedVersion, Count: 2, Example: "pkg:npm/a"},
	}
	if d := cmp.Diff(want, v.Unknown); d != "" {
		t.Error(d)
	}
	if v.Evaluated != 1 || len(v.Found) != 1 || v.Database.Records != 1 || v.Database.Date != "2026-01-02T03:04:05Z" || !strings.HasPrefix(v.Database.Digest, "sha256:") {
		t.Errorf("%+v", v)
	}
}

// Records that a source has not dated yet count by the day they were published.
func TestDate(t *testing.T) {
	undated := strings.Replace(advisory("A", "npm", "a", semverRange(`{"introduced": "0"}`), `"published": "2026-03-04T05:06:07+02:00"`), "2026-01-02T03:04:05Z", "0001-01-01T00:00:00Z", 1)
	if got := database(t, undated).Meta.Date; got != "2026-03-04T03:06:07Z" {
		t.Error(got)
	}
}

// A record of the future does not keep a database young for ever.
func TestDateOfTheFuture(t *testing.T) {
	dir := t.TempDir()
	for name, modified := range map[string]string{"a": "2026-01-02T03:04:05Z", "b": "2099-01-01T00:00:00Z"} {
		record := strings.Replace(advisory(name, "npm", name, semverRange(`{"introduced": "0"}`), ""), "2026-01-02T03:04:05Z", modified, 1)
		if err := os.WriteFile(filepath.Join(dir, name+".json"), []byte(record), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	im := Importer{Now: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
	if err := im.Add(context.Background(), dir); err != nil {
		t.Fatal(err)
	}
	if m := write(t, &im).Meta; m.Date != "2026-01-02T03:04:05Z" || m.Records != 2 {
		t.Errorf("%+v", m)
	}
}

// A database whose names are looked up another way is not asked, and a name cannot hide others.
func TestNamesThatBreakTheIndex(t *testing.T) {
	up := semverRange(`{"introduced": "0"}`)
	odd := func(id, mark string) string {
		return strings.Replace(advisory(id, "npm", "left?", up, ""), "left?", "left"+mark, 1)
	}
	db := database(t, advisory("A", "npm", "left", up, ""), odd("B", `\u0001`), odd("C", `\u0002`))
	v, err := Match(db, components("pkg:npm/left@1.0.0"))
	if err != nil || len(v.Found) != 1 || db.Meta.Elsewhere != 2 {
		t.Errorf("%+v %v, %+v", v, err, db.Meta)
	}
	old := filepath.Join(t.TempDir(), "old.db")
	if err := os.WriteFile(old, []byte("outgate-vuln 1\n\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(old); err == nil || !strings.Contains(err.Error(), "import it again") {
		t.Error(err)
	}
}

func TestAliasesAreOneVulnerability(t *testing.T) {
	r := semverRange(`{"introduced": "0"}, {"fixed": "2.0.0"}`)
	db := database(t,
		advisory("GO-1", "Go", "example.org/a", r, `"aliases": ["CVE-1"], "summary": "From Go"`),
		advisory("GHSA-1", "Go", "example.org/a", semverRange(`{"introduced": "0"}`), `"aliases": ["CVE-1"], "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]`),
		advisory("GHSA-2", "Go", "example.org/a", r, `"aliases": ["CVE-2"], "database_specific": {"severity": "MODERATE"}`),
		advisory("X-1", "Go", "example.org/a", r, `"aliases": ["CVE-3", "X-2"]`),
		advisory("X-3", "Go", "example.org/a", r, `"aliases": ["X-2"]`),
	)
	v, err := Match(db, components("pkg:golang/example.org/a@v1.0.0"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range v.Found {
		got = append(got, fmt.Sprintf("%s %v %s %.1f fixed %s", f.ID, f.Aliases, f.Severity, f.Score, f.Fixed))
	}
	want := []string{"GHSA-1 [CVE-1 GO-1] critical 9.8 fixed 2.0.0", "GHSA-2 [CVE-2] medium 0.0 fixed 2.0.0", "X-1 [CVE-3 X-2 X-3] unrated 0.0 fixed 2.0.0"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestSeverity(t *testing.T) {
	for _, c := range []struct {
		scores []osvScore
		stated string
		score  float64
		want   string
	}{
		{[]osvScore{{"CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}, "LOW", 9.8, inventory.VulnCritical},
		{[]osvScore{{"CVSS_V3", "CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N"}}, "", 3.1, inventory.VulnLow},
		{[]osvScore{{"CVSS_V2", "AV:N/AC:L/Au:N/C:P/I:P/A:P"}}, "", 7.5, inventory.VulnHigh},
		{[]osvScore{{"CVSS_V2", "AV:N/AC:L/Au:N/C:P/I:P/A:P"}, {"CVSS_V4", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"}}, "", 9.3, inventory.VulnCritical},
		{[]osvScore{{"CVSS_V3", "nonsense"}}, "High", 0, inventory.VulnHigh},
		{nil, "", 0, inventory.VulnUnrated},
	} {
		score, _ := baseScore(c.scores)
		if got := severityOf(score, c.stated); score != c.score || got != c.want {
			t.Errorf("%v %s: %.1f %s, want %.1f %s", c.scores, c.stated, score, got, c.score, c.want)
		}
	}
}

func TestImportMistakes(t *testing.T) {
	for _, c := range []struct{ data, want string }{
		{`{`, "a.json: unexpected end of JSON"},
		{`{"id": "A"}`, "a.json: no OSV record: id or modified is missing"},
		{`{"id": "A", "modified": "yesterday"}`, `a.json: A: "yesterday" is no RFC 3339 time`},
		{advisory("A", "npm", "a", `{"type": "WEEKLY", "events": []}`, ""), `a.json: A: unknown type of range "WEEKLY"`},
		{advisory("A", "npm", "a", semverRange(`{"fixed": "1"}`), ""), "a.json: A: a range without introduced"},
		{advisory("A", "npm", "a", semverRange(`{"introduced": "0", "fixed": "1"}`), ""), "a.json: A: an event of a range has 2 keys"},
		{advisory("A", "npm", "a", semverRange(`{"begun": "0"}`), ""), `a.json: A: unknown event "begun"`},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "a.json"), []byte(c.data), 0o600); err != nil {
			t.Fatal(err)
		}
		err := new(Importer).Add(context.Background(), dir)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	empty := t.TempDir()
	if err := new(Importer).Add(context.Background(), empty); err == nil || !strings.Contains(err.Error(), "holds no .json file") {
		t.Error(err)
	}
	if err := new(Importer).Add(context.Background(), filepath.Join(empty, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := new(Importer).Add(ctx, empty); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A zip file and a directory of the same records, in any order and with repeats,
// give the same database.
func TestImportIsDeterministic(t *testing.T) {
	var records []string
	for i := range 300 {
		records = append(records, advisory(fmt.Sprintf("A-%d", i), "npm", fmt.Sprintf("pkg-%d", i%50), semverRange(`{"introduced": "0"}`), ""))
	}
	first := database(t, records...)
	path := filepath.Join(t.TempDir(), "dump.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for i := range records {
		w, err := z.Create(fmt.Sprintf("all/%d.json", i))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(records[len(records)-1-i])); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	var im Importer
	for range 2 {
		if err := im.Add(context.Background(), path); err != nil {
			t.Fatal(err)
		}
	}
	if second := write(t, &im); second.Digest != first.Digest || second.Meta.Packages != 50 || second.Meta.Records != 300 {
		t.Errorf("%s %+v, %s %+v", first.Digest, first.Meta, second.Digest, second.Meta)
	}
}

// Every damaged byte of a database is an error, never an empty result.
func TestDamage(t *testing.T) {
	db := database(t, advisory("A", "npm", "a", semverRange(`{"introduced": "0"}`), ""))
	whole, err := os.ReadFile(db.file.Name())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "x.db")
	try := func(data []byte) {
		t.Helper()
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if db, err := Open(path); err == nil {
			db.Close()
			t.Errorf("%d bytes: opened", len(data))
		}
	}
	for i := range whole {
		bad := bytes.Clone(whole)
		bad[i] ^= 1
		try(bad)
		try(whole[:i])
	}
}

// oracle decides in the plainest way: all records, one after the other, on small
// whole numbers.
func oracle(records []numbered, name string, version int) []string {
	var ids []string
	for _, r := range records {
		if r.name != name || r.withdrawn {
			continue
		}
		in := slices.Contains(r.listed, version)
		for _, iv := range r.intervals {
			in = in || version >= iv[0] && (iv[1] < 0 || version < iv[1])
		}
		if in {
			ids = append(ids, r.id)
		}
	}
	slices.Sort(ids)
	return ids
}

type numbered struct {
	id, name  string
	withdrawn bool
	listed    []int
	intervals [][2]int // [introduced, fixed); -1 is never
}

func (n numbered) json() string {
	var spans []string
	for _, iv := range n.intervals {
		events := []map[string]string{{"introduced": fmt.Sprintf("1.%d.0", iv[0])}}
		if iv[1] >= 0 {
			events = append(events, map[string]string{"fixed": fmt.Sprintf("1.%d.0", iv[1])})
		}
		b, _ := json.Marshal(map[string]any{"type": "SEMVER", "events": events})
		spans = append(spans, string(b))
	}
	listed := []string{}
	for _, v := range n.listed {
		listed = append(listed, fmt.Sprintf("1.%d.0", v))
	}
	b, _ := json.Marshal(listed)
	withdrawn := ""
	if n.withdrawn {
		withdrawn = `, "withdrawn": "2026-01-01T00:00:00Z"`
	}
	return fmt.Sprintf(`{"id": %q, "modified": "2026-01-02T03:04:05Z"%s, "affected": [{"package": {"ecosystem": "npm", "name": %q}, "ranges": [%s], "versions": %s}]}`, n.id, withdrawn, n.name, strings.Join(spans, ","), b)
}

func numberedRecords(n int) []numbered {
	r := rand.New(rand.NewPCG(3, 4))
	var out []numbered
	for i := range n {
		rec := numbered{id: fmt.Sprintf("R-%05d", i), name: fmt.Sprintf("p%d", r.IntN(2000)), withdrawn: r.IntN(20) == 0}
		for at := r.IntN(40); at < 100 && len(rec.intervals) < 3; at += 1 + r.IntN(60) {
			iv := [2]int{at, -1}
			if r.IntN(5) > 0 {
				at += 1 + r.IntN(30)
				iv[1] = at
			}
			rec.intervals = append(rec.intervals, iv)
			if iv[1] < 0 {
				break
			}
		}
		for range r.IntN(3) {
			rec.listed = append(rec.listed, r.IntN(100))
		}
		out = append(out, rec)
	}
	return out
}

func numberedImport(t testing.TB, records []numbered) *DB {
	t.Helper()
	var im Importer
	for _, r := range records {
		if err := im.read(r.id, strings.NewReader(r.json())); err != nil {
			t.Fatal(err)
		}
	}
	return write(t, &im)
}

func numberedComponents(n int) ([]inventory.Component, map[string][2]any) {
	r := rand.New(rand.NewPCG(5, 6))
	where := map[string][2]any{}
	var out []inventory.Component
	for len(out) < n {
		name, v := fmt.Sprintf("p%d", r.IntN(2500)), r.IntN(100)
		purl := fmt.Sprintf("pkg:npm/%s@1.%d.0", name, v)
		if _, ok := where[purl]; !ok {
			where[purl] = [2]any{name, v}
			out = append(out, inventory.Component{PURL: purl})
		}
	}
	return out, where
}

// TestOracle: 1,000 components against 20,000 records, as brute force has it.
func TestOracle(t *testing.T) {
	records := numberedRecords(20000)
	all, where := numberedComponents(1000)
	v, err := Match(numberedImport(t, records), all)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, f := range v.Found {
		got[f.PURL] = append(got[f.PURL], f.ID)
	}
	hits := 0
	for purl, w := range where {
		want := oracle(records, w[0].(string), w[1].(int))
		hits += len(want)
		if !slices.Equal(got[purl], want) {
			t.Errorf("%s: %v, want %v", purl, got[purl], want)
		}
	}
	if hits < 1000 || v.Evaluated != 1000 {
		t.Errorf("%d hits, %d evaluated", hits, v.Evaluated)
	}
}

func BenchmarkMatch(b *testing.B) {
	db := numberedImport(b, numberedRecords(20000))
	all, _ := numberedComponents(1000)
	for b.Loop() {
		db.cached = -1
		if _, err := Match(db, all); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzReadOSV(f *testing.F) {
	f.Add([]byte(advisory("A", "PyPI", "p", ecoRange(`{"introduced": "0"}, {"fixed": "2"}`), `"aliases": ["B"]`)), "pkg:pypi/p@1.0")
	f.Add([]byte(advisory("A", "npm", "p", semverRange(`{"introduced": "0"}, {"limit": "*"}`), "")), "pkg:npm/p@1")
	f.Fuzz(func(t *testing.T, data []byte, purl string) {
		var im Importer
		if err := im.read("r", bytes.NewReader(data)); err != nil {
			return
		}
		if _, err := Match(write(t, &im), components(purl)); err != nil {
			t.Fatal(err)
		}
	})
}
