// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"fmt"
	"path"
	"strings"
	"testing"
)

// TestPythonLicenses: an installed Python package that keeps no license file.
func TestPythonLicenses(t *testing.T) {
	const at, info = "site-packages/", "site-packages/p-1.0.dist-info/"
	words := "\n" + strings.Repeat("word ", 12)
	record := func(names ...string) string { return strings.Join(names, ",sha256=x,1\n") + ",,\n" }
	for _, c := range []struct {
		name     string
		metadata string // lines behind name and version
		files    map[string]string
		want     string // declared | concluded | path:line of texts
	}{
		{"a classifier", "Classifier: License :: OSI Approved :: The MIT License\n", nil, "MIT |  | "},
		{"a classifier that leaves it open", "Classifier: License :: OSI Approved :: BSD License\nClassifier: License :: OSI Approved\n", nil, "BSD License |  | "},
		{"several classifiers", "Classifier: License :: Public Domain\nClassifier: License :: OSI Approved :: The MIT License\n", nil, "Public Domain, The MIT License |  | "},
		{"several classifiers, one of them sure", "Classifier: License :: OSI Approved :: The MIT License\nLicense: \nClassifier: License :: Public Domain\n", nil, "Public Domain, The MIT License |  | "},
		{"a classifier below the head", "\nClassifier: License :: Freeware\n", nil, " |  | "},
		{"a field before a classifier", "License: BSD\nClassifier: License :: OSI Approved :: The MIT License\n", nil, "BSD |  | "},
		{"a classifier tells of later versions what the field leaves open", "License: GPLv3\nClassifier: License :: OSI Approved :: GPL version 3 or later\n", nil, "GPL-3.0-or-later |  | "},
		{"the field leaves nothing open", "License-Expression: GPL-3.0-only\nClassifier: License :: OSI Approved :: GPL version 3 or later\n", nil, "GPL-3.0-only |  | "},
		{"a name that is declared, and a notice", "License: GPLv3\n", map[string]string{info + "COPYING": "text GPL-3.0-only", info + "LICENSE": "notice GPL-3.0-or-later"}, "GPL-3.0-only | GPL-3.0-or-later | p-1.0.dist-info/COPYING:1 p-1.0.dist-info/LICENSE:1"},
		{"a classifier, and a notice", "Classifier: License :: OSI Approved :: GPLv3\n", map[string]string{info + "COPYING": "text GPL-3.0-only", info + "LICENSE": "notice GPL-3.0-or-later"}, "GPL-3.0-only | GPL-3.0-or-later | p-1.0.dist-info/COPYING:1 p-1.0.dist-info/LICENSE:1"},
		{"licenses of others among its own", "", map[string]string{info + "licenses/LICENSE": "text MIT", info + "licenses/LICENSE-THIRD-PARTY": "text ISC"}, " | MIT | p-1.0.dist-info/licenses/LICENSE:1"},
		{"a description that puts a part under another", "\ntext ISC\nreference MIT\n", nil, " |  | "},
		{"a text in the field", "License: Some words\ntext MIT\nPlatform: any\n\ntext ISC\n", nil, "Some words | MIT | p-1.0.dist-info/METADATA:5"},
		{"a name in the field is no text", "License: words\nreference MIT\n", nil, "words |  | "},
		{"a text in the description", "\nThe package\ntext ISC\n", nil, " | ISC | p-1.0.dist-info/METADATA:6"},
		{"a license file before both", "License: words\ntext MIT\n\ntext ISC\n", map[string]string{info + "LICENSE": "text Zlib"}, "words | Zlib | p-1.0.dist-info/LICENSE:1"},
		{"a license file that nobody understands", "License: words\ntext MIT\n", map[string]string{info + "LICENSE": words}, "words |  | "},
		{"every module has a tag", "", map[string]string{info + "RECORD": record("p/__init__.py", "p/a.py", "p/short.py", "p/data.txt"), at + "p/data.txt": words, at + "p/__init__.py": "tag MIT" + words, at + "p/a.py": "\ntag MIT" + words, at + "p/short.py": "import p"},
			" | MIT | p/__init__.py:1"},
		{"tags and notices differ", "", map[string]string{info + "RECORD": record("p/__init__.py", "p/a.py"), at + "p/__init__.py": "tag MIT" + words, at + "p/a.py": "notice ISC" + words}, " | MIT AND ISC | p/__init__.py:1 p/a.py:1"},
		{"a module without", "", map[string]string{info + "RECORD": record("p/__init__.py", "p/a.py"), at + "p/__init__.py": "tag MIT" + words, at + "p/a.py": words}, " |  | "},
		{"a name is no notice", "", map[string]string{info + "RECORD": record("p.py"), at + "p.py": "reference MIT" + words}, " |  | "},
		{"a tag far down", "", map[string]string{info + "RECORD": record("p.py"), at + "p.py": strings.Repeat("word ", 1000) + "\ntag MIT"}, " |  | "},
		{"a module of another package", "", map[string]string{info + "RECORD": record("p.py"), at + "p.py": "tag MIT" + words, at + "q.py": "tag ISC" + words}, " | MIT | p.py:1"},
		{"a license file stands above modules", "", map[string]string{info + "RECORD": record("p.py"), at + "p.py": "tag MIT" + words, info + "LICENSE": "text ISC"}, " | ISC | p-1.0.dist-info/LICENSE:1"},
		{"a text in the description stands above modules", "\ntext ISC\n", map[string]string{info + "RECORD": record("p.py"), at + "p.py": "tag MIT" + words}, " | ISC | p-1.0.dist-info/METADATA:5"},
		{"a license file that is not understood, and modules", "Classifier: License :: OSI Approved :: The MIT License\n", map[string]string{info + "RECORD": record("p.py"), at + "p.py": "tag MIT" + words, info + "LICENSE": words}, "MIT |  | "},
		{"a broken list", "", map[string]string{info + "RECORD": "\"p.py\nq", at + "p.py": "tag MIT" + words}, " |  | "},
		{"a list that leads out", "", map[string]string{info + "RECORD": record("../../p.py"), "p.py": "tag MIT" + words, at + "p.py": "tag ISC" + words}, " |  | "},
	} {
		files := map[string]string{info + "METADATA": "Metadata-Version: 2.1\nName: p\nVersion: 1.0\n" + c.metadata}
		for name, text := range c.files {
			files[name] = text
		}
		facts := scanTree(t, treeOf(files), Options{Licenses: lineReader{}})
		if len(facts.Components) != 1 {
			t.Fatalf("%s: %d components", c.name, len(facts.Components))
		}
		if l := facts.Components[0].Licenses; strings.Contains(c.name, "others among") && (len(l.Others) != 1 || path.Base(l.Others[0].Path) != "LICENSE-THIRD-PARTY") {
			t.Errorf("%s: others %+v", c.name, l.Others)
		}
		if got := licenseRow(&facts.Components[0], at); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// TestPythonEggs: what an egg lists as its own, in either form.
func TestPythonEggs(t *testing.T) {
	words := "\n" + strings.Repeat("word ", 12)
	for list, names := range map[string]string{"installed-files.txt": "../e.py\nPKG-INFO\n", "SOURCES.txt": "setup.py\ne.py\ngone.py\n"} {
		facts := scanTree(t, treeOf(map[string]string{"lib/e-1.0.egg-info/PKG-INFO": "Metadata-Version: 1.1\nName: e\nVersion: 1.0\n", "lib/e-1.0.egg-info/" + list: names, "lib/e.py": "tag MIT" + words, "lib/setup.py": words}), Options{Licenses: lineReader{}})
		if len(facts.Components) != 1 || facts.Components[0].Licenses.Concluded != "MIT" {
			t.Errorf("%s: %+v", list, facts.Components)
		}
	}
}

// TestManyModules: where not all modules can be asked, none of them decides.
func TestManyModules(t *testing.T) {
	for modules, want := range map[int]string{maxModules: "MIT", maxModules + 1: ""} {
		files := map[string]string{"lib/p-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: p\nVersion: 1.0\n"}
		var record strings.Builder
		for i := range modules {
			name := fmt.Sprintf("p/m%d.py", i)
			files["lib/"+name] = "tag MIT\n" + strings.Repeat("word ", 12)
			record.WriteString(name + ",,\n")
		}
		files["lib/p-1.0.dist-info/RECORD"] = record.String()
		facts := scanTree(t, treeOf(files), Options{Licenses: lineReader{}})
		if len(facts.Components) != 1 || facts.Components[0].Licenses.Concluded != want {
			t.Errorf("%d modules: %+v", modules, facts.Components[0].Licenses)
		}
	}
}
