// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// words writes makers in short: organizations in brackets.
func words(all []inventory.Maker) string {
	var out []string
	for _, m := range all {
		if m.Organization {
			m.Name = "[" + m.Name + "]"
		}
		out = append(out, m.Name)
	}
	return strings.Join(out, "|")
}

func TestMakers(t *testing.T) {
	for _, c := range []struct {
		organizations bool
		fields        []string
		want          string
	}{
		{false, []string{"Jane Doe <jane@example.org> (https://example.org)"}, "Jane Doe"},
		{false, []string{"Jane Doe jane@example.org"}, "Jane Doe"},
		{false, []string{"jane@example.org"}, ""},
		{false, []string{"<jane@example.org>"}, ""},
		{false, []string{"https://example.org/jane"}, ""},
		{false, []string{`"Doe, Jane" <jane@example.org>, John Roe <john@example.org>`}, "Doe, Jane|John Roe"},
		{false, []string{"Jane Doe, The Sample Team"}, "[The Sample Team]|Jane Doe"},
		{false, []string{"Example Corporation, Inc."}, "[Example Corporation, Inc.]"},
		{false, []string{"Jane Doe", "Jane Doe", "and others"}, "Jane Doe"},
		{false, []string{"UNKNOWN", "Your Name", "", "  ", "1234"}, ""},
		{false, []string{"Jane\n\x1b[31m Doe\u202e"}, "Jane [31m Doe"},
		{false, []string{"\xff\xfe"}, ""},
		{false, []string{strings.Repeat("Jane ", 100)}, ""},
		{false, []string{"A a", "B b", "C c", "D d", "E e", "F f", "G g", "H h", "I i"}, "A a|B b|C c|D d|E e|F f|G g|H h"},
		{true, []string{"Sample"}, "[Sample]"},
		{true, []string{"${project.organization}"}, ""},
	} {
		if got := words(makers(c.organizations, c.fields...)); got != c.want {
			t.Errorf("%q: %q, want %q", c.fields, got, c.want)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, c := range []struct{ text, web, repository string }{
		{"https://example.org/a#readme", "https://example.org/a", "https://example.org/a"},
		{"http://EXAMPLE.org", "http://example.org", "http://example.org"},
		{"https://me:word@example.org/a", "", ""},
		{"https://me@github.com/a/b", "", ""},
		{"https://example.org/a?token=x", "", ""},
		{"https://github.com/a/b?x=y", "", ""},
		{"https://example.org:8443/a", "", ""},
		{"https://wiki/a", "", ""},
		{"https://git.example.corp/a", "", ""},
		{"https://10.1.2.3/a", "", ""},
		{"https://[::1]/a", "", ""},
		{"https://0x7f.1/a", "", ""},
		{"javascript:alert(1)", "", ""},
		{"file:///etc/passwd", "", ""},
		{"https://example.org/a b", "", ""},
		{"https://example.org/\u202e", "", ""},
		{"https://example.org/" + strings.Repeat("a", 400), "", ""},
		{"https://${host}.org/a", "", ""},
		{"https://github.com/A/b.git", "https://github.com/A/b.git", "https://github.com/A/b"},
		{"https://www.github.com/a/b/tree/main/packages/c", "https://www.github.com/a/b/tree/main/packages/c", "https://github.com/a/b"},
		{"git+https://github.com/a/b.git", "", "https://github.com/a/b"},
		{"git://github.com/a/b.git#v1", "", "https://github.com/a/b"},
		{"git@github.com:a/b.git", "", "https://github.com/a/b"},
		{"git+ssh://git@gitlab.com/a/b/c.git", "", "https://gitlab.com/a/b/c"},
		{"scm:git:git@bitbucket.org:a/b.git", "", "https://bitbucket.org/a/b"},
		{"scm:git:https://github.com/a/b", "", "https://github.com/a/b"},
		{"scm:git:git://github.com/a/b.git", "", "https://github.com/a/b"},
		{"github:a/b", "", "https://github.com/a/b"},
		{"git@git.example.org:a/b.git", "", ""}, // by ssh alone: not for everybody
		{"https://github.com/a", "https://github.com/a", ""},
		{"https://github.com/a/%62%00", "https://github.com/a/%62%00", ""},
	} {
		if got := webAddress(c.text); got != c.web {
			t.Errorf("web address of %q: %q, want %q", c.text, got, c.web)
		}
		if got := repositoryAddress(c.text); got != c.repository {
			t.Errorf("repository of %q: %q, want %q", c.text, got, c.repository)
		}
	}
	for purl, want := range map[string]string{
		"pkg:golang/github.com/a/b/v2@v2.0.0": "https://github.com/a/b", "pkg:github/a/b@v1#sub": "https://github.com/a/b", "pkg:golang/bitbucket.org/a/b@v1": "https://bitbucket.org/a/b",
		"pkg:golang/golang.org/x/mod@v1": "", "pkg:golang/gitlab.com/a/b@v1": "", "pkg:golang/github.com/a@v1": "", "pkg:npm/github.com/a/b@1": "", "pkg:golang/github.com/a/%0Ab@v1": "",
	} {
		if got := impliedRepository(purl); got != want {
			t.Errorf("%s: %q, want %q", purl, got, want)
		}
	}
}

// TestOrigins: what the metadata of each ecosystem says, and which file proves it.
func TestOrigins(t *testing.T) {
	const commit = "0123456789abcdef0123456789abcdef01234567"
	jar := func(files ...string) string { return archive(t, files...) }
	all := &inventory.Origin{Authors: []inventory.Maker{{Name: "Jane Doe"}}, Repository: "https://github.com/o/a", Homepage: "https://a.example.org", Issues: "https://a.example.org/issues"}
	with := func(change func(*inventory.Origin)) *inventory.Origin { o := *all; change(&o); return &o }
	for _, c := range []struct {
		name   string
		files  map[string]string
		path   string // of the evidence that proves it
		caches Caches
		want   *inventory.Origin
	}{
		{name: "npm", path: "node_modules/a/package.json", want: all, files: map[string]string{"node_modules/a/package.json": `{"name": "a", "version": "1.0.0", "author": "Jane Doe <jane@example.org>", "contributors": ["John Roe"],
			"repository": {"type": "git", "url": "git+https://github.com/o/a.git"}, "homepage": "https://a.example.org#readme", "bugs": {"url": "https://a.example.org/issues", "email": "x@example.org"}}`}},
		{name: "npm, other forms", path: "node_modules/a/package.json", want: all, files: map[string]string{"node_modules/a/package.json": `{"name": "a", "version": "1.0.0", "author": {"name": 7}, "contributors": [{"name": "Jane Doe"}, 5, null],
			"repository": "o/a", "homepage": "https://a.example.org", "bugs": "https://a.example.org/issues"}`}},
		{name: "npm, nothing", files: map[string]string{"node_modules/a/package.json": `{"name": "a", "version": "1.0.0", "author": [], "repository": false, "homepage": [""], "bugs": 1}`}},
		{name: "npm from git", path: "package-lock.json", want: &inventory.Origin{Repository: "https://github.com/o/a", Revision: commit},
			files: map[string]string{"package-lock.json": `{"lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1.0.0", "resolved": "git+ssh://git@github.com/o/a.git#` + commit + `"}}}`}},
		{name: "composer.lock", path: "composer.lock", want: with(func(o *inventory.Origin) { o.Revision = commit }), files: map[string]string{"composer.lock": `{"packages": [{"name": "o/a", "version": "1.0.0", "authors": [{"name": "Jane Doe", "email": "jane@example.org"}],
			"homepage": "https://a.example.org", "support": {"issues": "https://a.example.org/issues"}, "source": {"type": "git", "url": "https://github.com/o/a.git", "reference": "` + commit + `"}}]}`}},
		{name: "composer.lock, empty lists", files: map[string]string{"composer.lock": `{"packages": [{"name": "o/a", "version": "1.0.0", "authors": [], "support": [], "source": []}]}`}},
		{name: "cargo vendor", path: "vendor/a/Cargo.toml", want: with(func(o *inventory.Origin) { o.Issues = "" }), files: map[string]string{"vendor/a/.cargo-checksum.json": "{}",
			"vendor/a/Cargo.toml": "[package]\nname = \"a\"\nversion = \"1.0.0\"\nauthors = [\"Jane Doe <jane@example.org>\"]\nrepository = \"https://github.com/o/a\"\nhomepage = \"https://a.example.org\"\n"}},
		{name: "Python", path: "lib/a-1.0.0.dist-info/METADATA", want: all, files: map[string]string{"lib/a-1.0.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: a\nVersion: 1.0.0\nAuthor-email: Jane Doe <jane@example.org>\nMaintainer: John Roe\n" +
			"Project-URL: Home Page, https://a.example.org\nProject-URL: Issue Tracker, https://a.example.org/issues\nProject-URL: Source Code, https://github.com/o/a\n\nAuthor: Not Me\n"}},
		{name: "Python without authors", path: "lib/a-1.0.0.dist-info/METADATA", want: &inventory.Origin{Authors: []inventory.Maker{{Name: "John Roe"}}}, files: map[string]string{
			"lib/a-1.0.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: a\nVersion: 1.0.0\nAuthor: UNKNOWN\nHome-page: UNKNOWN\nMaintainer: John Roe\n"}},
		{name: "gem", path: "gems/specifications/a-1.0.0.gemspec", want: all, files: map[string]string{"gems/gems/a-1.0.0/lib/a.rb": "",
			"gems/specifications/a-1.0.0.gemspec": "Gem::Specification.new do |s|\n  s.name = \"a\".freeze\n  s.version = \"1.0.0\"\n  s.authors = [\"Jane Doe\".freeze]\n  s.homepage = \"https://a.example.org\".freeze\n" +
				"  s.metadata = { \"bug_tracker_uri\" => \"https://a.example.org/issues\", \"source_code_uri\" => \"https://github.com/o/a/tree/v1\" }\nend\n"}},
		{name: "jar", path: "a-1.0.0.jar", want: with(func(o *inventory.Origin) { o.Authors = []inventory.Maker{{Name: "Sample", Organization: true}} }), files: map[string]string{"a-1.0.0.jar": jar(
			"META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nImplementation-Vendor: Other\n", "META-INF/maven/o/a/pom.properties", "groupId=o\nartifactId=a\nversion=1.0.0\n",
			"META-INF/maven/o/a/pom.xml", "<project><url>https://a.example.org</url><organization><name>Sample</name></organization><developers><developer><name>Jane Doe</name></developer></developers>"+
				"<scm><connection>scm:git:git://github.com/o/a.git</connection></scm><issueManagement><url>https://a.example.org/issues</url></issueManagement></project>")}},
		{name: "jar by its manifest", path: "a-1.0.0.jar", want: &inventory.Origin{Authors: []inventory.Maker{{Name: "Sample", Organization: true}}}, files: map[string]string{"a-1.0.0.jar": jar("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nBundle-Vendor: Sample\n")}},
		{name: "shaded jar: whose vendor is it", files: map[string]string{"a-1.0.0.jar": jar("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nBundle-Vendor: Sample\n",
			"META-INF/maven/o/a/pom.properties", "groupId=o\nartifactId=a\nversion=1.0.0\n", "META-INF/maven/o/b/pom.properties", "groupId=o\nartifactId=b\nversion=1.0.0\n")}},
		{name: "Go", path: "go.mod", want: &inventory.Origin{Repository: "https://github.com/o/a"}, files: map[string]string{"go.mod": "module example.org/m\n\nrequire github.com/o/a/v2 v2.0.0\n"}},
		{name: "Maven in the local repository", want: with(func(o *inventory.Origin) { o.Cache, o.Path = inventory.CacheMaven, "pom.xml" }),
			caches: Caches{Maven: fstest.MapFS{"o/a/1.0.0/a-1.0.0.pom": {Data: []byte("<project><url>https://a.example.org</url><developers><developer><name>Jane Doe</name><email>jane@example.org</email></developer></developers>" +
				"<scm><url>https://github.com/o/a</url></scm><issueManagement><url>https://a.example.org/issues</url></issueManagement></project>")}}},
			files: map[string]string{"pom.xml": "<project><groupId>m</groupId><artifactId>m</artifactId><version>1</version><dependencies><dependency><groupId>o</groupId><artifactId>a</artifactId><version>1.0.0</version></dependency></dependencies></project>"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts := scanTree(t, treeOf(c.files), Options{Licenses: lineReader{}, Caches: c.caches})
			if len(facts.Components) == 0 || len(facts.Gaps) != 0 {
				t.Fatalf("components %v, gaps %v", facts.Components, facts.Gaps)
			}
			one := facts.Components[0]
			if diff := cmp.Diff(c.want, one.Origin); diff != "" {
				t.Error(diff)
			}
			for _, e := range one.Evidence {
				here := e.Path == c.path && c.want != nil
				if got := slices.Contains(e.Proves, inventory.ProvesAuthors); got != (here && len(c.want.Authors) > 0) {
					t.Errorf("%s proves authors: %t", e.Path, got)
				}
				if got := slices.Contains(e.Proves, inventory.ProvesAddresses); got != (here && c.want.Repository+c.want.Homepage+c.want.Issues != "") {
					t.Errorf("%s proves addresses: %t", e.Path, got)
				}
			}
		})
	}
}

// The first file in path order that names anybody counts, whatever was read first.
func TestOriginsOfSeveralFiles(t *testing.T) {
	facts := scan(t, map[string]string{
		"a/node_modules/x/package.json": `{"name": "x", "version": "1.0.0", "homepage": "https://one.example.org"}`,
		"b/node_modules/x/package.json": `{"name": "x", "version": "1.0.0", "author": "Jane Doe", "homepage": "https://two.example.org"}`,
		"c/node_modules/x/package.json": `{"name": "x", "version": "1.0.0", "author": "John Roe"}`,
	})
	want := &inventory.Origin{Authors: []inventory.Maker{{Name: "Jane Doe"}}, Homepage: "https://one.example.org"}
	if diff := cmp.Diff(want, facts.Components[0].Origin); diff != "" {
		t.Error(diff)
	}
}

func FuzzOrigin(f *testing.F) {
	names := []string{"package.json", "composer.json", "Cargo.toml", "METADATA", "a.gemspec", "pom.xml"}
	f.Add(uint8(0), []byte(`{"author": {"name": "Jane Doe <jane@example.org>"}, "contributors": [["x"]], "repository": "git@github.com:a/b.git", "bugs": {"url": []}}`))
	f.Add(uint8(1), []byte(`{"authors": [{"name": "x, y"}], "source": {"type": "git", "url": "https://u:p@example.org/", "reference": "0123"}}`))
	f.Add(uint8(2), []byte("[package]\nauthors = [\"a\", 1]\nrepository = \"https://x.example.corp\"\n"))
	f.Add(uint8(3), []byte("Author: a@b.org\nProject-URL: Source, scm:git:https://github.com/a/b?x\n"))
	f.Add(uint8(4), []byte("s.authors = ['a', \"b\"]\ns.homepage = 'https://example.org'\n"))
	f.Add(uint8(5), []byte("<project><scm><connection>scm:git:ssh://git@github.com/a/b</connection></scm></project>"))
	f.Fuzz(func(t *testing.T, which uint8, text []byte) {
		if len(text) > 1<<16 || tooDeep(text) {
			return
		}
		o := originOf(names[int(which)%len(names)], text)
		if len(o.Authors) > maxMakers {
			t.Errorf("%d authors", len(o.Authors))
		}
		for _, m := range o.Authors {
			if len(m.Name) > maxMaker || strings.Contains(m.Name, "<") || strings.ContainsAny(m.Name, "\n\x1b\u202e") {
				t.Errorf("author %q", m.Name)
			}
		}
		for _, a := range []string{o.Repository, o.Homepage, o.Issues} {
			if again := webAddress(a); again != a {
				t.Errorf("address %q, again %q", a, again)
			}
		}
	})
}
