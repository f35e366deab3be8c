// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"testing/fstest"
)

// cacheCase is what one cache says of the license of one package.
type cacheCase struct {
	name  string
	cache fstest.MapFS
	want  string // as licenseRow has it
	gap   string // a part of the only one; "" when there is none
}

func testCache(t *testing.T, tree map[string]string, purl string, caches func(fstest.MapFS) Caches, cases []cacheCase) {
	t.Helper()
	for _, c := range cases {
		rows, gaps := cacheRows(t, tree, caches(c.cache))
		if rows[purl] != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, rows[purl], c.want)
		}
		if len(gaps) > 1 || (c.gap == "") != (len(gaps) == 0) || len(gaps) == 1 && !strings.Contains(gaps[0], c.gap) {
			t.Errorf("%s: gaps %q, want %q", c.name, gaps, c.gap)
		}
	}
}

// TestCrateCache: the archives of Rust packages, when the source is not unpacked.
func TestCrateCache(t *testing.T) {
	good := tgz(t, "c-1.0.0/Cargo.toml", "manifest MIT", "c-1.0.0/LICENSE", "text MIT", "other/LICENSE", "text ISC")
	sum := sha256.Sum256([]byte(good))
	lock := func(checksum string) map[string]string {
		return map[string]string{"Cargo.lock": "[[package]]\nname = \"c\"\nversion = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n" + checksum}
	}
	only := func(m fstest.MapFS) Caches { return Caches{Crates: m} }
	testCache(t, lock("checksum = \""+hex.EncodeToString(sum[:])+"\"\n"), "pkg:cargo/c@1.0.0", only, []cacheCase{
		{"there", fstest.MapFS{"a/x-1.0.0.crate": cacheFile(good), "b/c-1.0.0.crate": cacheFile(good)}, "MIT | MIT | crates=b/c-1.0.0.crate!/c-1.0.0/LICENSE:1", ""},
		{"not there", fstest.MapFS{"a/c-1.0.1.crate": cacheFile(good)}, " |  | ", ""},
		{"another content", fstest.MapFS{"a/c-1.0.0.crate": cacheFile(tgz(t))}, " |  | ", "the crates cache holds c 1.0.0, which was not used: its content does not have the digest"},
		{"another content in another registry", fstest.MapFS{"a/c-1.0.0.crate": cacheFile(tgz(t)), "b/c-1.0.0.crate": cacheFile(good)}, "MIT | MIT | crates=b/c-1.0.0.crate!/c-1.0.0/LICENSE:1", ""},
	})
	testCache(t, lock(""), "pkg:cargo/c@1.0.0", only, []cacheCase{{"not from a registry", fstest.MapFS{"a/c-1.0.0.crate": cacheFile(good)}, " |  | ", ""}})
	sources := func(m fstest.MapFS) Caches {
		return Caches{Crates: m, Cargo: fstest.MapFS{"a/c-1.0.0/LICENSE": cacheFile("text MIT"), "a/c-1.0.0/Cargo.toml": cacheFile("manifest MIT")}}
	}
	testCache(t, lock(""), "pkg:cargo/c@1.0.0", sources, []cacheCase{{"unpacked", fstest.MapFS{"a/c-1.0.0.crate": cacheFile("no archive")}, "MIT | MIT | cargo=a/c-1.0.0/LICENSE:1", ""}})
}

// TestMavenJarThatIsBroken: the license of the pom.xml stays, and the jar is told.
func TestMavenJarThatIsBroken(t *testing.T) {
	tree := map[string]string{"pom.xml": "<project><groupId>m</groupId><artifactId>m</artifactId><version>1</version><dependencies><dependency><groupId>g.h</groupId><artifactId>a</artifactId><version>1.0</version></dependency></dependencies></project>"}
	pom := "<project>\nmanifest MIT\n</project>"
	jar := archive(t, "META-INF/LICENSE", "text MIT", "LICENSE.txt", "text ISC", "org/x/LICENSE", "text Zlib", "META-INF/README", "text Zlib")
	digest := func(text string) string { // as Gradle names directories
		sum := sha1.Sum([]byte(text))
		return strings.TrimLeft(hex.EncodeToString(sum[:]), "0")
	}
	testCache(t, tree, "pkg:maven/g.h/a@1.0", func(m fstest.MapFS) Caches { return Caches{Maven: m} }, []cacheCase{
		{"whole", fstest.MapFS{"g/h/a/1.0/a-1.0.pom": cacheFile(pom), "g/h/a/1.0/a-1.0.jar": cacheFile(jar)}, "MIT | MIT AND ISC | maven=g/h/a/1.0/a-1.0.jar!/META-INF/LICENSE:1 maven=g/h/a/1.0/a-1.0.jar!/LICENSE.txt:1", ""},
		{"no jar", fstest.MapFS{"g/h/a/1.0/a-1.0.pom": cacheFile(pom)}, "MIT |  | ", ""},
		{"a jar that is cut", fstest.MapFS{"g/h/a/1.0/a-1.0.pom": cacheFile(pom), "g/h/a/1.0/a-1.0.jar": cacheFile(jar[:len(jar)-30])}, "MIT |  | ", "the maven cache holds g.h:a 1.0, which was not used: it cannot be read"},
		{"a jar that is cut, alone", fstest.MapFS{"g/h/a/1.0/a-1.0.jar": cacheFile(jar[:len(jar)-30])}, " |  | ", "the maven cache holds g.h:a 1.0"},
	})
	for len(digest(pom)) == 2*sha1.Size { // until it begins with a zero
		pom += " "
	}
	at := "g.h/a/1.0/"
	testCache(t, tree, "pkg:maven/g.h/a@1.0", func(m fstest.MapFS) Caches { return Caches{Gradle: m} }, []cacheCase{
		{"whole", fstest.MapFS{at + digest(pom) + "/a-1.0.pom": cacheFile(pom), at + digest(jar) + "/a-1.0.jar": cacheFile(jar), at + "0/a-1.0-sources.jar": cacheFile("x")},
			"MIT | MIT AND ISC | gradle=" + at + digest(jar) + "/a-1.0.jar!/META-INF/LICENSE:1 gradle=" + at + digest(jar) + "/a-1.0.jar!/LICENSE.txt:1", ""},
		{"no jar", fstest.MapFS{at + digest(pom) + "/a-1.0.pom": cacheFile(pom)}, "MIT |  | ", ""},
		{"another content", fstest.MapFS{at + digest(pom) + "/a-1.0.pom": cacheFile(pom), at + digest(jar) + "/a-1.0.jar": cacheFile(archive(t, "LICENSE", "text MIT"))}, "MIT |  | ", "the gradle cache holds g.h:a 1.0, which was not used: its content does not have the digest"},
		{"a pom.xml of another content is not read", fstest.MapFS{at + digest(jar) + "/a-1.0.pom": cacheFile(pom)}, " |  | ", ""},
		{"another version", fstest.MapFS{"g.h/a/1.1/" + digest(pom) + "/a-1.1.pom": cacheFile(pom)}, " |  | ", ""},
	})
	parents := tree["pom.xml"]
	child := "<project><parent><groupId>g</groupId><artifactId>p</artifactId><version>2</version></parent></project>"
	parent := "<project>\n<licenses><license><name>The MIT License</name></license></licenses>\nmanifest MIT\n</project>"
	testCache(t, map[string]string{"pom.xml": parents}, "pkg:maven/g.h/a@1.0", func(m fstest.MapFS) Caches { return Caches{Gradle: m} }, []cacheCase{
		{"by its parent", fstest.MapFS{at + digest(child) + "/a-1.0.pom": cacheFile(child), "g/p/2/" + digest(parent) + "/p-2.pom": cacheFile(parent)}, "MIT |  | ", ""},
	})
}

// TestNuGetCache: packages that lie unpacked, with NuGet's own note of what they were.
func TestNuGetCache(t *testing.T) {
	sum := strings.Repeat("\x01", 64)
	hash, other := base64.StdEncoding.EncodeToString([]byte(sum)), base64.StdEncoding.EncodeToString([]byte(strings.Repeat("\x02", 64)))
	tree := map[string]string{"packages.lock.json": `{"version": 1, "dependencies": {"net8.0": {"A.B": {"type": "Direct", "resolved": "1.0.0", "contentHash": "` + hash + `"}}}}`}
	note := func(hash string) *fstest.MapFile { return cacheFile(`{"version": 2, "contentHash": "` + hash + `"}`) }
	nuspec := func(license string) *fstest.MapFile {
		return cacheFile("<package><metadata>" + license + "</metadata></package>\nmanifest MIT")
	}
	only := func(m fstest.MapFS) Caches { return Caches{NuGet: m} }
	testCache(t, tree, "pkg:nuget/A.B@1.0.0", only, []cacheCase{
		{"with a license file", fstest.MapFS{"a.b/1.0.0/a.b.nuspec": nuspec(""), "a.b/1.0.0/LICENSE.txt": cacheFile("text MIT"), "a.b/1.0.0/.nupkg.metadata": note(hash)}, "MIT | MIT | nuget=a.b/1.0.0/LICENSE.txt:1", ""},
		{"with a file that only the metadata names", fstest.MapFS{"a.b/1.0.0/a.b.nuspec": nuspec(`<license type="file">docs\terms.md</license>`), "a.b/1.0.0/docs/terms.md": cacheFile("text MIT"), "a.b/1.0.0/.nupkg.metadata": note(hash)},
			"MIT | MIT | nuget=a.b/1.0.0/docs/terms.md:1", ""},
		{"named twice, once looked at", fstest.MapFS{"a.b/1.0.0/a.b.nuspec": nuspec(`<license type="file">LICENSE</license>`), "a.b/1.0.0/LICENSE": cacheFile("text MIT"), "a.b/1.0.0/.nupkg.metadata": note(hash)}, "MIT | MIT | nuget=a.b/1.0.0/LICENSE:1", ""},
		{"a name that leads out", fstest.MapFS{"a.b/1.0.0/a.b.nuspec": nuspec(`<license type="file">../../x/LICENSE</license>`), "x/LICENSE": cacheFile("text ISC"), "a.b/1.0.0/.nupkg.metadata": note(hash)}, "MIT |  | ", ""},
		{"metadata alone", fstest.MapFS{"a.b/1.0.0/a.b.nuspec": nuspec(""), "a.b/1.0.0/.nupkg.metadata": note(hash)}, "MIT |  | ", ""},
		{"another content", fstest.MapFS{"a.b/1.0.0/a.b.nuspec": nuspec(""), "a.b/1.0.0/.nupkg.metadata": note(other)}, " |  | ", "packages.lock.json unreadable: the nuget cache holds A.B 1.0.0, which was not used: its content does not have the digest"},
		{"without a note", fstest.MapFS{"a.b/1.0.0/a.b.nuspec": nuspec("")}, " |  | ", "nothing tells whether it has the digest"},
		{"another version", fstest.MapFS{"a.b/1.0.1/a.b.nuspec": nuspec(""), "a.b/1.0.1/.nupkg.metadata": note(hash)}, " |  | ", ""},
	})
	testCache(t, map[string]string{"packages.config": `<packages><package id="A.B" version="1.0.0" /></packages>`}, "pkg:nuget/A.B@1.0.0", only, []cacheCase{
		{"nothing is pinned", fstest.MapFS{"a.b/1.0.0/a.b.nuspec": nuspec(""), "a.b/1.0.0/LICENSE": cacheFile("text MIT")}, "MIT | MIT | nuget=a.b/1.0.0/LICENSE:1", ""},
	})
	for version, want := range map[string]string{"1.0": "1.0.0", "1.0.0.0": "1.0.0", "1.2.3.4": "1.2.3.4", "01.2.3-Beta.1+x": "1.2.3-beta.1", "1": "1.0.0", "1.0.0-a-b": "1.0.0-a-b"} {
		if got := nugetVersion(version); got != want {
			t.Errorf("%s: %s, want %s", version, got, want)
		}
	}
}

// TestComposerCache: archives under the digest of the address that composer.lock names.
func TestComposerCache(t *testing.T) {
	zip := archive(t, "v-a-0123/composer.json", "{}", "v-a-0123/LICENSE", "text MIT", "v-a-0123/sub/LICENSE", "text ISC")
	address := "https://api.example.org/repos/v/a/zipball/0123"
	key := func(text string) string {
		sum := sha1.Sum([]byte(text))
		return hex.EncodeToString(sum[:])
	}
	lock := func(sum string) map[string]string {
		return map[string]string{"composer.lock": `{"packages": [{"name": "v/a", "version": "1.0.0", "dist": {"type": "zip", "url": "` + address + `", "shasum": "` + sum + `"}}]}`}
	}
	only := func(m fstest.MapFS) Caches { return Caches{Composer: m} }
	at := "v/a/" + key(address) + ".zip"
	there := fstest.MapFS{at: cacheFile(zip)}
	want := " | MIT | composer=" + at + "!/v-a-0123/LICENSE:1"
	testCache(t, lock(""), "pkg:composer/v/a@1.0.0", only, []cacheCase{
		{"there", there, want, ""},
		{"of another address", fstest.MapFS{"v/a/" + key("x") + ".zip": cacheFile(zip)}, " |  | ", ""},
		{"damaged", fstest.MapFS{at: cacheFile(zip[:40])}, " |  | ", "the composer cache holds v/a 1.0.0, which was not used: it cannot be read"},
	})
	testCache(t, lock(key(zip)), "pkg:composer/v/a@1.0.0", only, []cacheCase{{"with a sum", there, want, ""}})
	testCache(t, lock(key("x")), "pkg:composer/v/a@1.0.0", only, []cacheCase{{"with another sum", there, " |  | ", "its content does not have the digest"}})
}

// TestGemCache: gems that are installed, those that were built for a platform too.
func TestGemCache(t *testing.T) {
	tree := map[string]string{"Gemfile.lock": "GEM\n  remote: https://rubygems.org/\n  specs:\n    g (1.2.0)\n\nDEPENDENCIES\n  g\n"}
	spec, license := cacheFile("manifest MIT"), cacheFile("text MIT")
	testCache(t, tree, "pkg:gem/g@1.2.0", func(m fstest.MapFS) Caches { return Caches{Gems: m} }, []cacheCase{
		{"in a home", fstest.MapFS{"specifications/g-1.2.0.gemspec": spec, "gems/g-1.2.0/MIT-LICENSE": license}, "MIT | MIT | gems=gems/g-1.2.0/MIT-LICENSE:1", ""},
		{"of a version of Ruby", fstest.MapFS{"3.3.0/specifications/g-1.2.0.gemspec": spec, "3.3.0/gems/g-1.2.0/MIT-LICENSE": license}, "MIT | MIT | gems=3.3.0/gems/g-1.2.0/MIT-LICENSE:1", ""},
		{"for a platform", fstest.MapFS{"specifications/g-1.2.0-x86_64-linux.gemspec": spec, "gems/g-1.2.0-x86_64-linux/LICENSE": license}, "MIT | MIT | gems=gems/g-1.2.0-x86_64-linux/LICENSE:1", ""},
		{"a specification alone", fstest.MapFS{"specifications/g-1.2.0.gemspec": spec}, "MIT |  | ", ""},
		{"another version", fstest.MapFS{"specifications/g-1.2.0.1.gemspec": spec, "gems/g-1.2.0.1/LICENSE": license, "specifications/g-1.2.gemspec": spec}, " |  | ", ""},
		{"another gem", fstest.MapFS{"specifications/g-1.2.0-1.0.gemspec": spec, "gems/g-1.2.0-1.0/LICENSE": license}, " |  | ", ""},
	})
}

// TestPubCache: packages of Dart, with the digest of their archive beside them.
func TestPubCache(t *testing.T) {
	sum := strings.Repeat("a1", 32)
	lock := func(digest string) map[string]string {
		return map[string]string{"pubspec.lock": "packages:\n  p:\n    dependency: \"direct main\"\n    description:\n      name: p\n" + digest + "      url: \"https://pub.dev\"\n    source: hosted\n    version: \"1.0.0\"\n"}
	}
	pinned, license := lock("      sha256: \""+sum+"\"\n"), cacheFile("text MIT")
	only := func(m fstest.MapFS) Caches { return Caches{Pub: m} }
	const at = "hosted/pub.dev/p-1.0.0/LICENSE"
	testCache(t, pinned, "pkg:pub/p@1.0.0", only, []cacheCase{
		{"there", fstest.MapFS{at: license, "hosted-hashes/pub.dev/p-1.0.0.sha256": cacheFile(sum + "\n")}, " | MIT | pub=" + at + ":1", ""},
		{"of another archive", fstest.MapFS{at: license, "hosted-hashes/pub.dev/p-1.0.0.sha256": cacheFile(strings.Repeat("b2", 32))}, " |  | ", "its content does not have the digest"},
		{"without a digest", fstest.MapFS{at: license}, " |  | ", "nothing tells whether it has the digest"},
		{"of another host with that digest", fstest.MapFS{"hosted/example.org/p-1.0.0/LICENSE": license, "hosted-hashes/example.org/p-1.0.0.sha256": cacheFile(sum)}, " | MIT | pub=hosted/example.org/p-1.0.0/LICENSE:1", ""},
		{"another version", fstest.MapFS{"hosted/pub.dev/p-1.0.1/LICENSE": license}, " |  | ", ""},
	})
	testCache(t, lock(""), "pkg:pub/p@1.0.0", only, []cacheCase{
		{"nothing is pinned", fstest.MapFS{at: license}, " | MIT | pub=" + at + ":1", ""},
		{"nothing is pinned, and it is of another host", fstest.MapFS{"hosted/example.org/p-1.0.0/LICENSE": license}, " |  | ", ""},
	})
}
