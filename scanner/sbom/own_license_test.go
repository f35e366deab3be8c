// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// lineReader is a license detector for tests: a line "text MIT" in a file is the
// text of MIT, "notice", "tag", "reference" and "manifest" likewise; "~" before the
// expression makes it doubtful.
type lineReader struct{}

func (lineReader) File(_ context.Context, _ string, content []byte) (all []inventory.License, err error) {
	for i, line := range strings.Split(string(content), "\n") {
		class, expression, ok := strings.Cut(line, " ")
		if class == "fails" {
			return nil, errors.New("no")
		}
		if !ok || class != "text" && class != "notice" && class != "tag" && class != "reference" && class != "manifest" {
			if _, value, ok := strings.Cut(line, `"license": "`); ok {
				class, expression = "manifest", strings.TrimRight(value, `",}`)
			} else if _, value, ok := strings.Cut(line, "License-Expression: "); ok {
				class, expression = "manifest", value
			} else {
				continue
			}
		}
		expression, doubtful := strings.CutPrefix(expression, "~")
		expression, _, _ = strings.Cut(expression, " # ") // a comment of the test
		l := inventory.License{Expression: strings.NewReplacer("|", " OR ", "^", " WITH ", "GPL3", "GPL-3.0-only").Replace(expression), Class: class, StartLine: i + 1, EndLine: i + 1, Confidence: 1}
		if doubtful {
			l.Confidence = 0.6
		}
		all = append(all, l)
	}
	return all, nil
}

func (lineReader) Value(text string) (string, float64) {
	switch text {
	case "The MIT License":
		return "MIT", 0.9
	case "GPLv3", "Which is GPLv3":
		return "GPL-3.0-only", 0.9
	case "GPL version 3 or later":
		return "GPL-3.0-or-later", 0.9
	case "BSD":
		return "BSD-3-Clause", 0.6
	}
	return "", 0
}

// TestOwnLicenses: what an npm package in the tree declares and holds.
func TestOwnLicenses(t *testing.T) {
	const at = "node_modules/a/"
	words := strings.Repeat("word ", 12)
	for _, c := range []struct {
		name     string
		declared string
		files    map[string]string
		want     string // declared | concluded | path:line of texts
	}{
		{"text of what is declared", "MIT", map[string]string{"LICENSE": "\ntext MIT"}, "MIT | MIT | LICENSE:2"},
		{"text alone", "", map[string]string{"LICENSE": "text MIT"}, " | MIT | LICENSE:1"},
		{"several texts are all in force", "", map[string]string{"LICENSE": "text MIT\ntext ISC", "COPYING": "text Zlib"}, " | Zlib AND MIT AND ISC | COPYING:1 LICENSE:1 LICENSE:2"},
		{"both texts of a choice", "MIT OR Apache-2.0", map[string]string{"LICENSE-MIT": "text MIT", "LICENSE-APACHE": "text Apache-2.0"}, "MIT OR Apache-2.0 | MIT OR Apache-2.0 | LICENSE-APACHE:1 LICENSE-MIT:1"},
		{"one text of a choice", "MIT OR Apache-2.0", map[string]string{"LICENSE-MIT": "text MIT"}, "MIT OR Apache-2.0 | MIT OR Apache-2.0 | LICENSE-MIT:1"},
		{"more than is declared", "MIT", map[string]string{"LICENSE": "text MIT\ntext ISC"}, "MIT | MIT AND ISC | LICENSE:1 LICENSE:2"},
		{"a file offers a choice", "ISC", map[string]string{"LICENSE": "under EITHER of them\nreference ISC OR MIT\nor so\ntext ISC\ntext MIT"}, "ISC | ISC OR MIT | LICENSE:2"},
		{"dual, and not a choice", "MIT", map[string]string{"LICENSE": "both\nreference MIT|PSF-2.0\nboth\ntext MIT\ntext PSF-2.0"}, "MIT | MIT AND PSF-2.0 | LICENSE:4 LICENSE:5"},
		{"a choice asked of contributors", "", map[string]string{"LICENSE": "either, as a contributor\nreference ISC|MIT # contributors, either\ntext ISC\ntext MIT"}, " | ISC AND MIT | LICENSE:3 LICENSE:4"},
		{"a README offers the choice", "", map[string]string{"LICENSE-A": "text ISC", "LICENSE-B": "text MIT", "README": "reference ISC|MIT # either"}, " | ISC OR MIT | LICENSE-A:1 LICENSE-B:1 README:1"},
		{"COPYRIGHT offers the choice", "", map[string]string{"LICENSE-A": "text ISC", "LICENSE-B": "text MIT", "COPYRIGHT": "reference ISC|MIT # either", "README": "reference ISC|MIT # either"}, " | ISC OR MIT | LICENSE-A:1 LICENSE-B:1 COPYRIGHT:1"},
		{"a README offers the choice of something else", "", map[string]string{"LICENSE-A": "text ISC", "LICENSE-B": "text MIT", "README": "reference ISC|Zlib # either"}, " | ISC AND MIT | LICENSE-A:1 LICENSE-B:1"},
		{"a README offers a choice, and one is declared", "ISC", map[string]string{"LICENSE-A": "text ISC", "LICENSE-B": "text MIT", "README": "reference ISC|MIT # either"}, "ISC | ISC AND MIT | LICENSE-A:1 LICENSE-B:1"},
		{"choice in one file, texts in others", "Unlicense OR MIT", map[string]string{"COPYING": "notice Unlicense OR MIT", "LICENSE-MIT": "text MIT", "UNLICENSE": "text Unlicense"},
			"Unlicense OR MIT | Unlicense OR MIT | COPYING:1 LICENSE-MIT:1 UNLICENSE:1"},
		{"something else than is declared", "ISC", map[string]string{"LICENSE": "text MIT"}, "ISC | MIT | LICENSE:1"},
		{"text cannot tell later versions", "GPL-2.0-or-later", map[string]string{"COPYING": "text GPL-2.0-only"}, "GPL-2.0-or-later | GPL-2.0-or-later | COPYING:1"},
		{"a notice tells later versions", "GPL-3.0", map[string]string{"COPYING": "notice GPL-3.0-or-later\ntext GPL-3.0-only"}, "GPL-3.0-only | GPL-3.0-or-later | COPYING:2 COPYING:1"},
		{"a notice in another file", "GPL-3.0", map[string]string{"COPYING": "text GPL-3.0-only", "LICENSE": "notice GPL-3.0-or-later"}, "GPL-3.0-only | GPL-3.0-or-later | COPYING:1 LICENSE:1"},
		{"the same, and nothing declared", "", map[string]string{"COPYING": "text GPL-3.0-only", "LICENSE": "notice GPL-3.0-or-later"}, " | GPL-3.0-or-later | COPYING:1 LICENSE:1"},
		{"a notice of another version", "GPL-2.0", map[string]string{"COPYING": "text GPL-2.0-only", "LICENSE": "notice GPL-3.0-or-later"}, "GPL-2.0-only | GPL-2.0-only AND GPL-3.0-or-later | COPYING:1 LICENSE:1"},
		{"declared without later versions", "GPL-3.0-only", map[string]string{"COPYING": "notice GPL-3.0-or-later\ntext GPL-3.0-only"}, "GPL-3.0-only | GPL-3.0-only | COPYING:2 COPYING:1"},
		{"declared as a choice", "MIT OR GPL-3.0", map[string]string{"COPYING": "notice GPL-3.0-or-later\ntext GPL-3.0-only"}, "MIT OR GPL-3.0-only | MIT OR GPL-3.0-or-later | COPYING:2 COPYING:1"},
		{"one notice allows later versions, another one does not", "", map[string]string{"COPYING": "text GPL-3.0-only", "LICENSE": "notice GPL-3.0-or-later", "LICENSE.b": "notice GPL-3.0-only"}, " | GPL-3.0-only AND GPL-3.0-or-later | COPYING:1 LICENSE:1 LICENSE.b:1"},
		{"a name says only", "", map[string]string{"COPYING": "text GPL-3.0-only\nreference GPL-3.0-only # only", "LICENSE": "notice GPL-3.0-or-later"}, " | GPL-3.0-only AND GPL-3.0-or-later | COPYING:1 LICENSE:1"},
		{"a name does not say only", "", map[string]string{"COPYING": "text GPL-3.0-only\nreference GPL3", "LICENSE": "notice GPL-3.0-or-later"}, " | GPL-3.0-or-later | COPYING:1 LICENSE:1"},
		{"a notice without later versions beside the text", "", map[string]string{"COPYING": "text GPL-3.0-only\nnotice GPL3", "LICENSE": "notice GPL-3.0-or-later"}, " | GPL-3.0-only AND GPL-3.0-or-later | COPYING:1 LICENSE:1"},
		{"a text with its exception, and the notice", "", map[string]string{"COPYING": "text GPL-3.0-only^GCC-exception-3.1", "LICENSE": "notice GPL-3.0-or-later^GCC-exception-3.1"}, " | GPL-3.0-or-later WITH GCC-exception-3.1 | COPYING:1 LICENSE:1"},
		{"a text with an exception, and a notice without", "", map[string]string{"COPYING": "text GPL-3.0-only^GCC-exception-3.1", "LICENSE": "notice GPL-3.0-or-later"}, " | GPL-3.0-only WITH GCC-exception-3.1 AND GPL-3.0-or-later | COPYING:1 LICENSE:1"},
		{"a tag before the text", "", map[string]string{"COPYING": "tag GPL-3.0-or-later^GCC-exception-3.1\ntext GPL-3.0-only"}, " | GPL-3.0-or-later WITH GCC-exception-3.1 | COPYING:2 COPYING:1"},
		{"a name before the text", "", map[string]string{"COPYING": "reference GPL-3.0-or-later\ntext GPL-3.0-only"}, " | GPL-3.0-or-later | COPYING:2 COPYING:1"},
		{"a name that is not sure", "", map[string]string{"COPYING": "reference ~GPL-3.0-or-later\ntext GPL-3.0-only"}, " | GPL-3.0-only | COPYING:2"},
		{"a name behind the text", "", map[string]string{"COPYING": "text GPL-3.0-only\nreference GPL-3.0-or-later"}, " | GPL-3.0-only | COPYING:1"},
		{"a choice of later versions, and texts", "", map[string]string{"LICENSE": "reference GPL-2.0-or-later|MPL-1.1", "COPYING.GPL": "text GPL-2.0-only", "COPYING.MPL": "text MPL-1.1"}, " | GPL-2.0-or-later OR MPL-1.1 | COPYING.GPL:1 COPYING.MPL:1 LICENSE:1"},
		{"LGPL brings the GPL", "", map[string]string{"COPYING": "text GPL-3.0-only", "COPYING.LESSER": "text LGPL-3.0-only"}, " | LGPL-3.0-only | COPYING:1 COPYING.LESSER:1"},
		{"an exception brings the GPL", "", map[string]string{"COPYING": "text GPL-3.0-only\nnotice GPL-3.0-only WITH GCC-exception-3.1"}, " | GPL-3.0-only WITH GCC-exception-3.1 | COPYING:1 COPYING:2"},
		{"a notice beside a text", "", map[string]string{"LICENSE": "notice Apache-2.0\ntext BSD-3-Clause"}, " | BSD-3-Clause AND Apache-2.0 | LICENSE:2 LICENSE:1"},
		{"a name alone", "", map[string]string{"LICENSE": "reference MIT"}, " | MIT | LICENSE:1"},
		{"all but a part by its name alone", "", map[string]string{"LICENSE": "reference EPL-2.0\ntext ISC"}, " | ISC AND EPL-2.0 | LICENSE:2 LICENSE:1"},
		{"the same, and a declaration", "ISC", map[string]string{"LICENSE": "reference EPL-2.0\ntext ISC"}, "ISC | ISC | LICENSE:2"},
		{"the same, not sure", "", map[string]string{"LICENSE": "reference ~EPL-2.0\ntext ISC"}, " | ISC | LICENSE:2"},
		{"the public domain asks for nothing", "", map[string]string{"LICENSE": "reference LicenseRef-public-domain\ntext ISC"}, " | ISC | LICENSE:2"},
		{"the choice between the text and another", "", map[string]string{"LICENSE": "reference EPL-2.0|ISC\ntext ISC"}, " | ISC | LICENSE:2"},
		{"several names decide nothing", "", map[string]string{"LICENSE": "reference MIT\nreference ISC\n" + words}, " |  | "},
		{"several names that are declared", "MIT OR ISC", map[string]string{"LICENSE": "reference MIT\nreference ISC\n" + words}, "MIT OR ISC | MIT OR ISC | LICENSE:1 LICENSE:2"},
		{"several names, one of them not declared", "MIT", map[string]string{"LICENSE": "reference MIT\nreference ISC\n" + words}, "MIT |  | "},
		{"a file that nobody understands", "", map[string]string{"LICENSE": "text MIT", "COPYING": words}, " |  | "},
		{"the same, and a declaration", "MIT", map[string]string{"LICENSE": "text MIT", "COPYING": words}, "MIT | MIT | LICENSE:1"},
		{"the same, and another declaration", "ISC", map[string]string{"LICENSE": "text MIT", "COPYING": words}, "ISC |  | "},
		{"a file that cannot be read", "", map[string]string{"LICENSE": "text MIT", "COPYING": "fails"}, " |  | "},
		{"a short word is no license", "", map[string]string{"LICENSE": "text MIT", "LICENSE-LOGO": "see there"}, " | MIT | LICENSE:1"},
		{"README holds a text", "", map[string]string{"README.md": "text MIT\nreference ~ISC"}, " | MIT | README.md:1"},
		{"README holds one text and puts parts under another", "", map[string]string{"README.md": "text MIT\nreference ISC"}, " |  | "},
		{"README names one", "", map[string]string{"README.md": "reference MIT"}, " |  | "},
		{"README does not stand for a LICENSE that is not understood", "", map[string]string{"README.md": "text MIT", "LICENSE": words}, " |  | "},
		{"the same, and a declaration beside them", "MIT", map[string]string{"README.md": "text MIT", "LICENSE": words}, "MIT |  | "},
		{"a manifest that leaves it open", "~BSD-3-Clause", nil, "~BSD-3-Clause |  | "},
		{"licenses of others", "MIT", map[string]string{"LICENSE": "text MIT", "ThirdPartyLicenses.txt": "text GPL-2.0-only", "LICENSE-3rdparty": "text ISC"}, "MIT | MIT | LICENSE:1"},
		{"license of a file beside it", "", map[string]string{"LICENSE": "text MIT", "logo.svg.license": "text ISC"}, " | MIT | LICENSE:1"},
		{"a grant that no license explains", "", map[string]string{"LICENSE": "permission to use, copy and sell\n\ntext MIT"}, " |  | "},
		{"the same over two lines", "", map[string]string{"LICENSE": "Permission is hereby\ngranted to all\n\ntext MIT"}, " |  | "},
		{"the same, and a declaration", "MIT", map[string]string{"LICENSE": "permission to use, copy and sell\n\ntext MIT"}, "MIT | MIT | LICENSE:3"},
		{"a grant that is a license", "", map[string]string{"LICENSE": "text MIT # permission is hereby granted"}, " | MIT | LICENSE:1"},
		{"a grant that is an alternative", "", map[string]string{"LICENSE": "text MIT\n\nOr at your option:\nPermission is hereby granted to all"}, " | MIT | LICENSE:1"},
		{"a text that resembles one of no list", "", map[string]string{"LICENSE": "text ~LicenseRef-Ada\n" + words}, " |  | "},
		{"a text of no list", "", map[string]string{"LICENSE": "text LicenseRef-Ada"}, " | LicenseRef-Ada | LICENSE:1"},
		{"a license of its own is declared", "LicenseRef-Ada", map[string]string{"LICENSE": "text MIT"}, "LicenseRef-Ada | LicenseRef-Ada AND MIT | LICENSE:1"},
		{"the same, and a choice", "LicenseRef-Ada", map[string]string{"LICENSE": "notice ISC|MIT"}, "LicenseRef-Ada | LicenseRef-Ada AND (ISC OR MIT) | LICENSE:1"},
		{"a program is no license", "MIT", map[string]string{"license.js": "text ISC"}, "MIT |  | "},
		{"files of a package within", "MIT", map[string]string{"node_modules/b/LICENSE": "text ISC"}, "MIT |  | "},
		{"an unknown license is none", "", map[string]string{"LICENSE": "text LicenseRef-outgate-unknown\n" + words}, " |  | "},
		{"a name that is sure", "The MIT License", nil, "MIT |  | "},
		{"a name that leaves it open", "~BSD", nil, "~BSD |  | "},
		{"a name that leaves it open, and a text", "BSD", map[string]string{"LICENSE": "text BSD-2-Clause"}, "BSD | BSD-2-Clause | LICENSE:1"},
	} {
		files := map[string]string{at + "package.json": `{"name": "a", "version": "1.0.0"}`}
		if c.declared != "" {
			files[at+"package.json"] = "{\"name\": \"a\", \"version\": \"1.0.0\",\n\"license\": \"" + c.declared + "\"}"
		}
		for name, text := range c.files {
			files[at+name] = text
		}
		facts := scanTree(t, treeOf(files), Options{Licenses: lineReader{}})
		if len(facts.Components) != 1 {
			t.Fatalf("%s: %d components", c.name, len(facts.Components))
		}
		if got := licenseRow(&facts.Components[0], at); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// licenseRow prints what is known of a component's license.
func licenseRow(c *inventory.Component, at string) string {
	var places []string
	for _, x := range c.Licenses.Texts {
		p := strings.TrimPrefix(x.Path, at) + ":" + string(rune('0'+x.Line))
		if x.Cache != "" {
			p = x.Cache + "=" + p
		}
		if !strings.HasPrefix(x.Digest, "sha256:") || len(x.Digest) != len("sha256:")+64 || x.Expression == "" {
			p += " without digest or expression"
		}
		places = append(places, p)
	}
	return c.Licenses.Declared + " | " + c.Licenses.Concluded + " | " + strings.Join(places, " ")
}

// TestOwnLicensePlaces: where the files of each ecosystem lie.
func TestOwnLicensePlaces(t *testing.T) {
	files := map[string]string{
		"go.mod":                    "module m\n\nrequire (\n\texample.org/a v1.0.0\n\texample.org/old v1.0.0\n)\n\nreplace example.org/old => example.org/new v1.1.0\n",
		"vendor/modules.txt":        "# example.org/a v1.0.0\n## explicit\nexample.org/a\n# example.org/old v1.0.0 => example.org/new v1.1.0\n## explicit\nexample.org/old\n",
		"vendor/example.org/a/a.go": "package a\n", "vendor/example.org/a/LICENSE": "text MIT",
		"vendor/example.org/old/old.go": "package old\n", "vendor/example.org/old/LICENSE": "text ISC",
		"crates/c/Cargo.toml": "[package]\nname = \"c\"\nversion = \"1.0.0\"\nlicense = \"MIT/Apache-2.0\"\n", "crates/c/.cargo-checksum.json": "{}", "crates/c/LICENSE-MIT": "text MIT",
		"site-packages/p-1.0.dist-info/METADATA": "Metadata-Version: 2.4\nName: p\nVersion: 1.0\nLicense-Expression: MIT\n", "site-packages/p-1.0.dist-info/licenses/LICENSE": "text MIT",
		"site-packages/p-1.0.dist-info/licenses/AUTHORS": strings.Repeat("name ", 20), "site-packages/p-1.0.dist-info/licenses/sub/LICENSE": "text ISC",
		"app/vendor/composer/installed.json": `{"packages": [{"name": "x/y", "version": "1.0.0", "type": "library"}]}`, "app/vendor/x/y/composer.json": `{"license": "MIT"}`, "app/vendor/x/y/LICENSE": "text MIT",
		"ruby/3.3.0/specifications/g-1.2.0-x86_64-linux.gemspec": "manifest MIT\n", "ruby/3.3.0/gems/g-1.2.0-x86_64-linux/MIT-LICENSE": "text MIT",
		"ruby/3.3.0/specifications/default/rake-13.0.gemspec": "s.add_dependency \"q\"\n", "ruby/3.3.0/specifications/h-1.0.gemspec": "manifest MIT\n",
		"lib/j-1.0.jar": archive(t, "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n", "META-INF/LICENSE.txt", "text Apache-2.0", "org/x/LICENSE", "text ISC"),
		"lib/s-1.0.jar": archive(t, "META-INF/maven/g/s/pom.properties", "groupId=g\nartifactId=s\nversion=1.0\n", "META-INF/maven/g/t/pom.properties", "groupId=g\nartifactId=t\nversion=1.0\n", "META-INF/LICENSE", "text MIT"),
	}
	facts := scanTree(t, treeOf(files), Options{Licenses: lineReader{}})
	got := map[string]string{}
	for i := range facts.Components {
		got[facts.Components[i].PURL] = licenseRow(&facts.Components[i], "")
	}
	want := map[string]string{
		"pkg:golang/example.org/a@v1.0.0":   " | MIT | vendor/example.org/a/LICENSE:1",
		"pkg:golang/example.org/new@v1.1.0": " | ISC | vendor/example.org/old/LICENSE:1",
		"pkg:cargo/c@1.0.0":                 "MIT OR Apache-2.0 | MIT OR Apache-2.0 | crates/c/LICENSE-MIT:1",
		"pkg:pypi/p@1.0":                    "MIT | MIT | site-packages/p-1.0.dist-info/licenses/LICENSE:1",
		"pkg:composer/x/y@1.0.0":            "MIT | MIT | app/vendor/x/y/LICENSE:1",
		"pkg:gem/g@1.2.0":                   "MIT | MIT | ruby/3.3.0/gems/g-1.2.0-x86_64-linux/MIT-LICENSE:1",
		"pkg:maven/j@1.0":                   " | Apache-2.0 | lib/j-1.0.jar!/META-INF/LICENSE.txt:1",
		"pkg:maven/g/s@1.0":                 " |  | ",
		"pkg:maven/g/t@1.0":                 " |  | ",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestArchiveLicenses: what the metadata and the files of a Java archive tell.
func TestArchiveLicenses(t *testing.T) {
	const pom, props = "META-INF/maven/g/a/pom.xml", "META-INF/maven/g/a/pom.properties"
	own := []string{props, "groupId=g\nartifactId=a\nversion=1.0\n"}
	bundle := func(value string) []string { return []string{"META-INF/MANIFEST.MF", "manifest " + value + "\n"} }
	names := func(all ...string) string {
		text := "<project><licenses>"
		for _, name := range all {
			text += "<license><name>" + name + "</name></license>"
		}
		return text + "</licenses></project>"
	}
	for _, c := range []struct {
		name  string
		files []string
		want  string // declared | concluded | path:line of texts
	}{
		{"Bundle-License", slices.Concat(own, bundle("MIT")), "MIT |  | "},
		{"pom.xml stands above it", slices.Concat(own, bundle("ISC"), []string{pom, "<project>\nmanifest MIT\n</project>"}), "MIT |  | "},
		{"whether all or one of several, nobody can tell", slices.Concat(own, bundle("MIT AND ISC")), "ISC, MIT |  | "},
		{"several, one of them unknown", slices.Concat(own, bundle("MIT AND LicenseRef-outgate-unknown")), " |  | "},
		{"several, and a text", slices.Concat(own, bundle("MIT AND ISC"), []string{"META-INF/LICENSE", "text MIT"}), "ISC, MIT | MIT | META-INF/LICENSE:1"},
		{"a choice within one name", slices.Concat(own, []string{pom, names("x") + "\nmanifest MIT OR ISC\n"}), "MIT OR ISC |  | "},
		{"several of a pom.xml", slices.Concat(own, []string{pom, names("EPL-1.0", "MIT") + "\nmanifest EPL-1.0 OR MIT\n"}), "EPL-1.0, MIT |  | "},
		{"several of a pom.xml, and the choice in the manifest", slices.Concat(own, bundle("EPL-1.0 OR MIT"), []string{pom, names("EPL-1.0", "MIT") + "\nmanifest EPL-1.0 OR MIT\n"}), "EPL-1.0 OR MIT |  | "},
		{"one of them twice", slices.Concat(own, []string{pom, names("MIT", "MIT")}), "MIT |  | "},
		{"two names of one", slices.Concat(own, []string{pom, names("Ada's", "Bob's") + "\nmanifest MIT\n"}), "MIT |  | "},
		{"the pom.xml of another beside its own", slices.Concat(own, []string{pom, "<project>\nmanifest MIT\n</project>", "META-INF/maven/g/b/pom.xml", "<project>\nmanifest ISC\n</project>"}), " |  | "},
		{"the same, and its name", slices.Concat(own, []string{pom, names("GPL-3.0-only"), "META-INF/maven/g/b/pom.xml", names("ISC"), "META-INF/COPYING", "text GPL-3.0-only", "META-INF/LICENSE", "notice GPL-3.0-or-later"}),
			"GPL-3.0-only | GPL-3.0-only | META-INF/COPYING:1 META-INF/LICENSE:1"},
		{"the notice of an Eclipse plug-in", slices.Concat(own, []string{"about.html", "notice EPL-2.0"}), " | EPL-2.0 | about.html:1"},
		{"a license stands above it", slices.Concat(own, []string{"about.html", "notice EPL-2.0", "LICENSE", "text MIT"}), " | MIT | LICENSE:1"},
		{"a page that tells nothing", slices.Concat(own, bundle("MIT"), []string{"about.html", strings.Repeat("word ", 20)}), "MIT |  | "},
		{"a page further down", slices.Concat(own, []string{"doc/about.html", "notice EPL-2.0"}), " |  | "},
	} {
		facts := scanTree(t, treeOf(map[string]string{"lib/a-1.0.jar": archive(t, c.files...)}), Options{Licenses: lineReader{}})
		if len(facts.Components) != 1 {
			t.Fatalf("%s: %d components", c.name, len(facts.Components))
		}
		if got := licenseRow(&facts.Components[0], "lib/a-1.0.jar!/"); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// TestOwnLicensesInCaches: components that are fetched, and what caches hold of them.
func TestOwnLicensesInCaches(t *testing.T) {
	tree := map[string]string{
		"go.mod":             "module m\n\nrequire (\n\texample.org/Big v1.0.0\n\texample.org/gone v1.0.0\n\texample.org/here v1.0.0\n)\n",
		"vendor/modules.txt": "# example.org/here v1.0.0\n## explicit\nexample.org/here\n", "vendor/example.org/here/LICENSE": "text MIT",
		"Cargo.lock": "[[package]]\nname = \"c\"\nversion = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n",
		"pom.xml": "<project><groupId>m</groupId><artifactId>m</artifactId><version>1</version><dependencies><dependency><groupId>g.h</groupId><artifactId>a</artifactId><version>1.0</version></dependency>" +
			"<dependency><groupId>g.h</groupId><artifactId>loop</artifactId><version>1.0</version></dependency></dependencies></project>",
	}
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text), Mode: 0o444} }
	caches := Caches{
		Go:    fstest.MapFS{"example.org/!big@v1.0.0/LICENSE": file("text MIT"), "example.org/!big@v1.0.0/sub/LICENSE": file("text ISC"), "example.org/here@v1.0.0/LICENSE": file("text ISC")},
		Cargo: fstest.MapFS{"other/x-1.0.0/LICENSE": file("text ISC"), "index/c-1.0.0/Cargo.toml": file("manifest MIT OR Apache-2.0"), "index/c-1.0.0/LICENSE-MIT": file("text MIT")},
		Maven: fstest.MapFS{"g/h/a/1.0/a-1.0.pom": file("<project><parent><groupId>g</groupId><artifactId>p</artifactId><version>2</version></parent></project>"),
			"g/p/2/p-2.pom": file("<project>\nmanifest Apache-2.0\n</project>"), "g/h/a/1.0/a-1.0.jar": file(archive(t, "META-INF/LICENSE", "text Apache-2.0")),
			"g/h/loop/1.0/loop-1.0.pom": file("<project><parent><groupId>g.h</groupId><artifactId>loop</artifactId><version>1.0</version></parent></project>")},
	}
	row := func(caches Caches) map[string]string {
		got := map[string]string{}
		facts := scanTree(t, treeOf(tree), Options{Licenses: lineReader{}, Caches: caches})
		for i := range facts.Components {
			got[facts.Components[i].PURL] = licenseRow(&facts.Components[i], "")
		}
		return got
	}
	want := map[string]string{
		"pkg:golang/example.org/Big@v1.0.0":  " | MIT | go=example.org/!big@v1.0.0/LICENSE:1",
		"pkg:golang/example.org/gone@v1.0.0": " |  | ",
		"pkg:golang/example.org/here@v1.0.0": " | MIT | vendor/example.org/here/LICENSE:1",
		"pkg:cargo/c@1.0.0":                  "MIT OR Apache-2.0 | MIT OR Apache-2.0 | cargo=index/c-1.0.0/LICENSE-MIT:1",
		"pkg:maven/g.h/a@1.0":                "Apache-2.0 | Apache-2.0 | maven=g/h/a/1.0/a-1.0.jar!/META-INF/LICENSE:1",
		"pkg:maven/g.h/loop@1.0":             " |  | ",
	}
	if d := cmp.Diff(want, row(caches)); d != "" {
		t.Error(d)
	}
	for purl, got := range row(Caches{}) {
		if !strings.Contains(purl, "/here@") && got != " |  | " {
			t.Errorf("without caches: %s: %s", purl, got)
		}
	}
}
