// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha1"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// tgz packs files, name and text in turn; a name that ends with "@" is a link to the text.
func tgz(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for i := 0; i+1 < len(files); i += 2 {
		h := &tar.Header{Name: files[i], Mode: 0o644, Size: int64(len(files[i+1])), Typeflag: tar.TypeReg}
		link, isLink := strings.CutSuffix(files[i], "@")
		if isLink {
			h = &tar.Header{Name: link, Linkname: files[i+1], Typeflag: tar.TypeSymlink}
		}
		err := w.WriteHeader(h)
		if err == nil && !isLink {
			_, err = io.WriteString(w, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if w.Close() != nil || z.Close() != nil {
		t.Fatal("the archive could not be finished")
	}
	return b.String()
}

// cacheRows scans a tree with caches and prints what is known of the license of each
// component, and the gaps.
func cacheRows(t testing.TB, tree map[string]string, caches Caches) (rows map[string]string, gaps []string) {
	t.Helper()
	facts := scanTree(t, treeOf(tree), Options{Licenses: lineReader{}, Caches: caches})
	rows = map[string]string{}
	for i := range facts.Components {
		rows[facts.Components[i].PURL] = licenseRow(&facts.Components[i], "")
	}
	for _, g := range facts.Gaps {
		gaps = append(gaps, g.Path+" "+g.Code+": "+g.Reason)
	}
	return rows, gaps
}

func cacheFile(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text), Mode: 0o444} }

// npmLockOf is a package-lock.json that pins one package "a" to a digest.
func npmLockOf(integrity string) map[string]string {
	return map[string]string{"package-lock.json": `{"lockfileVersion": 3, "packages": {"": {}, "node_modules/a": {"version": "1.0.0", "integrity": "` + integrity + `"}}}`}
}

// sriOf is the integrity of a content as lock files write it, and its path in npm's cache.
func sriOf(content string) (sri, at string) {
	sum := sha512.Sum512([]byte(content))
	digits := hex.EncodeToString(sum[:])
	return "sha512-" + base64.StdEncoding.EncodeToString(sum[:]), "content-v2/sha512/" + digits[:2] + "/" + digits[2:4] + "/" + digits[4:]
}

// TestNPMCache: what of an archive in npm's cache counts, and what is told of one that cannot be used.
func TestNPMCache(t *testing.T) {
	manifest := "{\"name\": \"a\",\n\"license\": \"MIT\"}"
	many := []string{"package/package.json", manifest, "package/LICENSE", "text MIT"}
	for i := range maxPackedTexts + 1 {
		many = append(many, "package/LICENSE."+strings.Repeat("x", i+1), "text ISC")
	}
	large := []string{"package/LICENSE", "text MIT"}
	for i := range maxKeptBytes/maxLicenseBytes + 1 {
		large = append(large, fmt.Sprint("package/LICENSE.", i), strings.Repeat("word ", maxLicenseBytes/5))
	}
	good := tgz(t, "package/package.json", manifest, "package/LICENSE", "text MIT")
	tooLong := "text ISC\n" + strings.Repeat("word ", maxLicenseBytes/4)
	for _, c := range []struct {
		name    string
		archive string
		want    string // as licenseRow has it, without the path of the archive
		gap     string
	}{
		{"license and manifest", good, "MIT | MIT | LICENSE:1", ""},
		{"any name of the directory", tgz(t, "a-main/package.json", manifest, "b/LICENSE", "text MIT"), "MIT | MIT | b/LICENSE:1", ""},
		{"the last of a name", tgz(t, "package/LICENSE", "text ISC", "package/package.json", manifest, "package/LICENSE", "text MIT"), "MIT | MIT | LICENSE:1", ""},
		{"manifest alone", tgz(t, "package/package.json", manifest), "MIT |  | ", ""},
		{"what only the reader of package.json understands", tgz(t, "package/package.json", `{"license": {"type": "BSD"}}`), "BSD |  | ", ""},
		{"no license at all", tgz(t, "package/index.js", "x"), " |  | ", ""},
		{"a README counts as in a directory", tgz(t, "package/package.json", manifest, "package/README.md", "text MIT"), "MIT | MIT | README.md:1", ""},
		{"files deeper inside, and outside", tgz(t, "package/package.json", manifest, "package/sub/LICENSE", "text ISC", "LICENSE", "text ISC"), "MIT |  | ", ""},
		{"a link is not followed", tgz(t, "package/package.json", manifest, "package/LICENSE@", "/etc/passwd"), "MIT |  | ", ""},
		{"no way out of the archive", tgz(t, "package/package.json", manifest, "package/../../LICENSE", "text ISC"), "MIT |  | ", ""},
		{"a license file that is too large", tgz(t, "package/LICENSE", "text MIT", "package/COPYING", tooLong), " |  | ", ""},
		{"the last of a name is too large", tgz(t, "package/package.json", manifest, "package/LICENSE", "text MIT", "package/LICENSE", tooLong), "MIT |  | ", ""},
		{"the same, and a declaration", tgz(t, "package/package.json", manifest, "package/LICENSE", "text MIT", "package/COPYING", tooLong), "MIT | MIT | LICENSE:1", ""},
		{"no archive", "text MIT", " |  | ", "unreadable: the npm cache holds a 1.0.0, which was not used: it cannot be read"},
		{"an archive that is cut", good[:len(good)-20], " |  | ", "unreadable: the npm cache holds a 1.0.0, which was not used: it cannot be read"},
		{"unpacks to too much", tgz(t, "package/package.json", manifest, "package/LICENSE", "text MIT", "package/zeros", strings.Repeat("\x00", 100<<20)), " |  | ", "too-large: the npm cache holds a 1.0.0, which was not used: larger than"},
		{"large license files", tgz(t, large...), " |  | ", "too-large: the npm cache holds a 1.0.0, which was not used: larger than"},
		{"too many license files", tgz(t, many...), " |  | ", "too-large: the npm cache holds a 1.0.0, which was not used: larger than"},
		{"a manifest that is broken", tgz(t, "package/package.json", "{", "package/LICENSE", "text MIT"), " |  | ", "unreadable: the npm cache holds a 1.0.0, which was not used: it cannot be read"},
		{"a manifest that is too deep", tgz(t, "package/package.json", strings.Repeat("[", maxNesting+1), "package/LICENSE", "text MIT"), " |  | ", "unreadable: the npm cache holds a 1.0.0, which was not used: it cannot be read"},
	} {
		sri, at := sriOf(c.archive)
		rows, gaps := cacheRows(t, npmLockOf(sri), Caches{NPM: fstest.MapFS{at: cacheFile(c.archive)}})
		got := strings.ReplaceAll(strings.ReplaceAll(rows["pkg:npm/a@1.0.0"], "npm="+at+"!/", ""), "package/", "")
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
		if len(gaps) > 1 || (c.gap == "") != (len(gaps) == 0) || len(gaps) == 1 && (!strings.Contains(gaps[0], c.gap) || !strings.HasPrefix(gaps[0], "package-lock.json ")) {
			t.Errorf("%s: gaps %q, want %q", c.name, gaps, c.gap)
		}
	}
}

// TestNPMCacheIsAddressedByDigest: nothing but the content that the lock file pins is used.
func TestNPMCacheIsAddressedByDigest(t *testing.T) {
	good := tgz(t, "package/LICENSE", "text MIT")
	sri, at := sriOf(good)
	old := sha1.Sum([]byte(good))
	oldSRI, oldAt := "sha1-"+base64.StdEncoding.EncodeToString(old[:]), "content-v2/sha1/"+hex.EncodeToString(old[:1])+"/"+hex.EncodeToString(old[1:2])+"/"+hex.EncodeToString(old[2:])
	other := tgz(t, "package/LICENSE", "text ISC")
	wrong := "package-lock.json unreadable: the npm cache holds a 1.0.0, which was not used: its content does not have the digest that is pinned"
	for _, c := range []struct {
		name, integrity string
		cache           fstest.MapFS
		want            string
		gap             string
	}{
		{"pinned", sri, fstest.MapFS{at: cacheFile(good)}, "MIT", ""},
		{"not there", sri, fstest.MapFS{}, "", ""},
		{"other content in its place", sri, fstest.MapFS{at: cacheFile(other)}, "", wrong},
		{"one byte more", sri, fstest.MapFS{at: cacheFile(good + "x")}, "", wrong},
		{"a directory in its place", sri, fstest.MapFS{at + "/x": cacheFile(good)}, "", "package-lock.json unreadable: the npm cache holds a 1.0.0, which was not used: it cannot be read"},
		{"a pipe in its place", sri, fstest.MapFS{at: {Mode: fs.ModeNamedPipe}}, "", "package-lock.json unreadable: the npm cache holds a 1.0.0, which was not used: it cannot be read"},
		{"by SHA-1, as old lock files have it", oldSRI, fstest.MapFS{oldAt: cacheFile(good)}, "MIT", ""},
		{"a weaker digest beside the stronger one", oldSRI + " " + sri, fstest.MapFS{oldAt: cacheFile(good)}, "", ""},
		{"no digest", "", fstest.MapFS{at: cacheFile(good)}, "", ""},
	} {
		rows, gaps := cacheRows(t, npmLockOf(c.integrity), Caches{NPM: c.cache})
		_, rest, _ := strings.Cut(rows["pkg:npm/a@1.0.0"], " | ")
		got, _, _ := strings.Cut(rest, " | ")
		if got != c.want || strings.Join(gaps, "\n") != c.gap {
			t.Errorf("%s: concluded %q, gaps %q", c.name, got, gaps)
		}
	}
}

// TestCacheProblemsAreTold: one gap for each file and code, whatever the number of packages.
func TestCacheProblemsAreTold(t *testing.T) {
	tree := npmLockOf("")
	tree["package-lock.json"] = `{"lockfileVersion": 3, "packages": {"": {}`
	cache := fstest.MapFS{}
	for _, name := range []string{"a", "b", "c", "d"} {
		sri, at := sriOf("content of " + name)
		if name == "d" {
			at += "/a-directory"
		}
		tree["package-lock.json"] += `, "node_modules/` + name + `": {"version": "1.0.0", "integrity": "` + sri + `"}`
		cache[at] = cacheFile("something else")
	}
	tree["package-lock.json"] += "}}"
	_, gaps := cacheRows(t, tree, Caches{NPM: cache})
	want := []string{"package-lock.json unreadable: the npm cache holds a 1.0.0, which was not used: its content does not have the digest that is pinned (and 2 more); " +
		"the npm cache holds d 1.0.0, which was not used: it cannot be read"}
	if d := cmp.Diff(want, gaps); d != "" {
		t.Error(d)
	}
}

// TestCachesAreNotAskedForTheTree: what lies in the tree is looked at there alone.
func TestCachesAreNotAskedForTheTree(t *testing.T) {
	sri, at := sriOf("something")
	tree := npmLockOf(sri + `"}, "node_modules/0": {"version": "1.0.0", "integrity": "`) // one that is not in the tree, before it
	tree["node_modules/a/package.json"] = `{"name": "a", "version": "1.0.0"}`
	tree["node_modules/a/LICENSE"] = "text MIT"
	rows, gaps := cacheRows(t, tree, Caches{NPM: fstest.MapFS{at: cacheFile("something else")}})
	if rows["pkg:npm/a@1.0.0"] != " | MIT | node_modules/a/LICENSE:1" || len(gaps) > 0 {
		t.Errorf("%v, gaps %q", rows, gaps)
	}
}

// TestCachesAreReadInOrder: many components, some of which no cache holds, each get their own.
func TestCachesAreReadInOrder(t *testing.T) {
	text := `{"lockfileVersion": 3, "packages": {"": {}`
	cache, want := fstest.MapFS{}, map[string]string{}
	for i := range 3*readAhead + 5 {
		name := "p" + strings.Repeat("x", i)
		license := []string{"MIT", "ISC", "Zlib"}[i%3]
		content := tgz(t, "package/LICENSE", "text "+license, "package/"+name, "")
		sri, at := sriOf(content)
		text += `, "node_modules/` + name + `": {"version": "1.0.0", "integrity": "` + sri + `"}`
		want["pkg:npm/"+name+"@1.0.0"] = license
		if i%7 == 0 {
			want["pkg:npm/"+name+"@1.0.0"] = ""
		} else {
			cache[at] = cacheFile(content)
		}
	}
	facts := scanTree(t, treeOf(map[string]string{"package-lock.json": text + "}}"}), Options{Licenses: lineReader{}, Caches: Caches{NPM: cache}})
	got := map[string]string{}
	for i := range facts.Components {
		got[facts.Components[i].PURL] = facts.Components[i].Licenses.Concluded
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// FuzzPacked gives any bytes to the reader of archives in caches: it must come to an end
// within its bounds, and hand out nothing but small files that speak of licenses.
func FuzzPacked(f *testing.F) {
	f.Add([]byte(tgz(f, "package/package.json", "{}", "package/LICENSE", "text MIT")))
	f.Add([]byte(archive(f, "node_modules/a/package.json", "{}", "x-1.dist-info/licenses/LICENSE", "x")))
	f.Add([]byte("PK\x05\x06"))
	f.Add([]byte("\x1f\x8b\x08"))
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := packed(data, "a", firstDir("package.json"))
		if err != nil && len(x.files) > 0 {
			t.Error("files of an archive that could not be read")
		}
		for _, file := range x.files {
			if len(file.content) > maxLicenseBytes || !strings.HasPrefix(file.path, "a!/") || strings.Contains("/"+file.path+"/", "/../") {
				t.Errorf("%q of %d bytes", file.path, len(file.content))
			}
		}
		_ = x.declareNPM()
	})
}
