// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"strings"
	"testing"
	"testing/fstest"
)

// uvLock pins one package to a wheel, or to none.
func uvLock(digest string) map[string]string {
	wheels := ""
	if digest != "" {
		wheels = "wheels = [{ url = \"https://example.org/p.whl\", hash = \"sha256:" + digest + "\" }, { url = \"https://example.org/q.whl\", hash = \"sha256:" + strings.Repeat("9", 64) + "\" }]\n"
	}
	return map[string]string{"uv.lock": "version = 1\n[[package]]\nname = \"my-p\"\nversion = \"1.0\"\nsource = { registry = \"https://pypi.org/simple\" }\n" + wheels}
}

// TestUVCache: a wheel counts when uv noted a digest of it that is pinned.
func TestUVCache(t *testing.T) {
	one, other := strings.Repeat("1", 64), strings.Repeat("2", 64)
	note := func(id, digest string) *fstest.MapFile {
		digests := "\x90"
		if digest != "" {
			digests = "\x91\x81\xa6Sha256\xd9\x40" + digest
		}
		return cacheFile("\x94" + string([]byte{0xa0 | byte(len(id))}) + id + digests + "\xa5p.whl\x00 what HTTP said")
	}
	metadata := cacheFile("Metadata-Version: 2.4\nName: my_p\nVersion: 1.0\nLicense: Some\n  Terms\n\nLicense: of the description\n")
	store := func(n *fstest.MapFile) fstest.MapFS {
		return fstest.MapFS{"wheels-v8/pypi/my-p/1.0-py3-none-any.http": n, "archive-v0/abc/my_p-1.0.dist-info/METADATA": metadata,
			"archive-v0/abc/my_p-1.0.dist-info/licenses/AUTHORS": cacheFile("text ISC"), "archive-v0/abc/my_p-1.0.dist-info/licenses/LICENSES_bundled.txt": cacheFile("text Beerware"), "archive-v0/abc/my_p-1.0.dist-info/LICENSE": cacheFile("text MIT"), "archive-v0/abc/LICENSE": cacheFile("text Zlib"), "abc/my_p-1.0.dist-info/LICENSE": cacheFile("text Zlib")}
	}
	const at = "uv=archive-v0/abc/my_p-1.0.dist-info/"
	whole := "Some Terms | MIT AND ISC | " + at + "LICENSE:1 " + at + "licenses/AUTHORS:1"
	only := func(m fstest.MapFS) Caches { return Caches{UV: m} }
	testCache(t, uvLock(one), "pkg:pypi/my-p@1.0", only, []cacheCase{
		{"pinned", store(note("abc", one)), whole, ""},
		{"of another platform", store(note("abc", other)), " |  | ", ""},
		{"without a digest", store(note("abc", "")), " |  | ", ""},
		{"not unpacked", store(note("xyz", one)), " |  | ", "the uv cache holds my-p 1.0, which was not used: it cannot be read"},
		{"a note that is broken", store(cacheFile("\xde\xff")), " |  | ", "it cannot be read"},
		{"a note that leads elsewhere", store(note("../abc", one)), " |  | ", "it cannot be read"},
		{"another version", fstest.MapFS{"wheels-v8/pypi/my-p/1.0.1-py3-none-any.http": note("abc", one)}, " |  | ", ""},
		{"an older form", fstest.MapFS{"wheels-v5/pypi/my-p/1.0-py3-none-any.http": note("abc", one), "archive-v0/abc/my_p-1.0.dist-info/METADATA": cacheFile("License-Expression: MIT\nLicense: x\n")}, "MIT |  | ", ""},
	})
	testCache(t, uvLock(""), "pkg:pypi/my-p@1.0", only, []cacheCase{{"nothing is pinned", store(note("abc", "")), whole, ""}})
}

// TestEnvironmentCache: packages that are installed outside of the tree, by name and version.
func TestEnvironmentCache(t *testing.T) {
	at := "lib/python3.12/site-packages/"
	metadata := cacheFile("License: UNKNOWN\n")
	for name, caches := range map[string]func(fstest.MapFS) Caches{
		"venv":  func(m fstest.MapFS) Caches { return Caches{Venv: m} },
		"conda": func(m fstest.MapFS) Caches { return Caches{Conda: m} },
	} {
		testCache(t, uvLock(strings.Repeat("1", 64)), "pkg:pypi/my-p@1.0", caches, []cacheCase{
			{"installed", fstest.MapFS{at + "My_P-1.0.dist-info/METADATA": metadata, at + "My_P-1.0.dist-info/license_files/COPYING": cacheFile("text MIT"), at + "My_P-1.0.dist-info/license_files/AUTHORS": cacheFile("text ISC")},
				" | MIT | " + name + "=" + at + "My_P-1.0.dist-info/license_files/COPYING:1", ""},
			{"on Windows", fstest.MapFS{"Lib/site-packages/my_p-1.0.dist-info/METADATA": metadata, "Lib/site-packages/my_p-1.0.dist-info/LICENSE": cacheFile("text MIT")},
				" | MIT | " + name + "=Lib/site-packages/my_p-1.0.dist-info/LICENSE:1", ""},
			{"another version", fstest.MapFS{at + "my_p-1.0.1.dist-info/LICENSE": cacheFile("text MIT")}, " |  | ", ""},
			{"another package", fstest.MapFS{at + "my_p_q-1.0.dist-info/LICENSE": cacheFile("text MIT")}, " |  | ", ""},
			{"empty", fstest.MapFS{}, " |  | ", ""},
		})
	}
}

// FuzzUVNote gives any bytes to the reader of uv's notes.
func FuzzUVNote(f *testing.F) {
	f.Add([]byte("\x94\xa3abc\x91\x81\xa6Sha256\xd9\x40" + strings.Repeat("1", 64) + "\xa5p.whl\x00"))
	f.Add([]byte("\x92\xa2..\x90"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, _ := cacheRows(t, uvLock(strings.Repeat("1", 64)), Caches{UV: fstest.MapFS{"wheels-v8/pypi/my-p/1.0-py3.http": cacheFile(string(data)), "archive-v0/abc/my_p-1.0.dist-info/LICENSE": cacheFile("text MIT"), "my_p-1.0.dist-info/LICENSE": cacheFile("text ISC")}})
		if strings.Contains(rows["pkg:pypi/my-p@1.0"], "ISC") {
			t.Error("read outside of its directory")
		}
	})
}
