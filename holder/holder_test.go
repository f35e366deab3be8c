// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package holder

import (
	"slices"
	"strings"
	"testing"
)

func TestOf(t *testing.T) {
	for _, tt := range []struct {
		in, key, form string
		kind          Kind
		slip          string
	}{
		{"", "", "", Unknown, ""},
		{"Example", "example", "", Unknown, ""},
		{"WeBank Co., Ltd.", "webank", "co ltd", Organization, ""},
		{"webank co.,ltd", "webank", "co ltd", Organization, ""},
		{"WEBANK CO LTD", "webank", "co ltd", Organization, ""},
		{"WeBank Company Limited", "webank", "co ltd", Organization, ""},
		{"Webank Co,. Ltd", "webank", "co ltd", Organization, "Co,."},
		{"Example Incoporated", "example", "inc", Organization, "Incoporated"},
		{"Example Corperation", "example", "corp", Organization, "Corperation"},
		{"Example Co., Limted", "example", "co ltd", Organization, "Limted"},
		{"Example Co. Ldt.", "example", "co ltd", Organization, "Ldt."},
		{"The Example Company, Inc.", "example", "co inc", Organization, ""},
		{"The Kubernetes Authors", "kubernetes", "authors", Collective, ""},
		{"Kubernetes authors.", "kubernetes", "authors", Collective, ""},
		{"The Kubernetes Project Authors", "kubernetes", "authors", Collective, ""},
		{"Jane Doe and contributors", "jane doe", "", Person, ""},
		{"Jane Doe <jane@example.org>", "jane doe", "", Person, ""},
		{"Xqzara Doe <x@example.org>", "xqzara doe", "", Person, ""},
		{"Xqzara Doe <info@example.org>", "xqzara doe", "", Unknown, ""},
		{"Xqzara Doe <xqzara at example dot org>", "xqzara doe", "", Person, ""},
		{"Xqzara Doe <info at example dot org>", "xqzara doe", "", Unknown, ""},
		{"Xqzara van Doe", "xqzara van doe", "", Person, ""},
		{"Xqzara R. Doe", "xqzara r doe", "", Person, ""},
		{"Dr. Xqzara Doe", "dr xqzara doe", "", Person, ""},
		{"Zhang Weiming", "zhang weiming", "", Person, ""},
		{"Silicon Graphics", "silicon graphics", "", Unknown, ""},
		{"Red Hat", "red hat", "", Unknown, ""},
		{"Sun Microsystems", "sun microsystems", "", Organization, ""},
		{"IBM", "ibm", "", Organization, ""},
		{"I.B.M. Corp.", "ibm", "corp", Organization, ""},
		{"Oracle and/or its affiliates", "oracle", "", Unknown, ""},
		{"Oracle and/or its affiliates. All rights reserved.", "oracle", "", Unknown, ""},
		{"Example Inc., 123 Main Street, Springfield", "example", "inc", Organization, ""},
		{"Example Inc., Suite 5 Main Road", "example", "inc", Organization, ""},
		{"Example GmbH (formerly Sample GmbH)", "example", "gmbh", Organization, ""},
		{"Example (Pty) Ltd", "example", "pty ltd", Organization, ""},
		{"Société Générale S.A.", "societe generale", "sa", Organization, ""},
		{"Škoda a.s.", "skoda", "as", Organization, ""},
		{"Müller & Söhne GmbH & Co. KG", "muller and sohne", "gmbh co kg", Organization, ""},
		{"Sample sp. z o.o.", "sample", "sp zoo", Organization, ""},
		{"ООО Пример", "пример", "ooo", Organization, ""},
		{"深圳前海微众银行股份有限公司", "深圳前海微众银行", "股份有限公司", Organization, ""},
		{"例子科技有限责任公司", "例子科技", "有限公司", Organization, ""},
		{"例子科技有限公司", "例子科技", "有限公司", Organization, ""},
		{"例公司", "例", "公司", Organization, ""},
		{"株式会社サンプル", "サンプル", "株式会社", Organization, ""},
		{"サンプル（株）", "サンプル", "株式会社", Organization, ""},
		{"Sample K.K.", "sample", "株式会社", Organization, ""},
		{"(주)예제", "예제", "주식회사", Organization, ""},
		{"예제 주식회사", "예제", "주식회사", Organization, ""},
		{"清华大学", "清华大学", "", Organization, ""},
		{"王小明", "王小明", "", Person, ""},
		{"김철수", "김철수", "", Person, ""},
		{"2019 Example Inc", "example", "inc", Organization, ""},
		{"University of Example", "university of example", "", Organization, ""},
		{"Ｅｘａｍｐｌｅ Ｉｎｃ．", "example", "inc", Organization, ""},
		{"Inc", "inc", "", Unknown, ""},
		{"Jane Doe, and many contributors", "jane doe", "", Person, ""},
		{"Example & Co", "example and", "co", Organization, ""},
		{"Jane Doe & John Roe", "jane doe and john roe", "", Person, ""},
		{"Jane Doe, Example Technologies", "jane doe example technologies", "", Organization, ""},
		{"Jane Doe, Xqzara", "jane doe xqzara", "", Unknown, ""},
		{"others", "others", "", Unknown, ""},
		{"http://example.org", "", "", Unknown, ""},
	} {
		n := Of(tt.in)
		if n.Key != tt.key || n.Form != tt.form || n.Kind != tt.kind || n.Slip != tt.slip {
			t.Errorf("%q: key %q form %q kind %q (%.2f) slip %q; want %q %q %q %q", tt.in, n.Key, n.Form, n.Kind, n.Confidence, n.Slip, tt.key, tt.form, tt.kind, tt.slip)
		}
	}
}

func TestCompare(t *testing.T) {
	for _, tt := range []struct {
		in, right string
		want      Difference
	}{
		{"EXAMPLE CORP", "Example Corp.", None},
		{"Example Corporation", "Example Corp", None},
		{"Example Incoporated", "Example Inc.", Slip},
		{"Webank Co,. Ltd", "WeBank Co., Ltd.", Slip},
		{"Example", "Example Inc.", Form},
		{"Example LLC", "Example Inc.", Form},
		{"We Bank Co., Ltd.", "WeBank Co., Ltd.", Typo},
		{"Kuberentes Authors", "The Kubernetes Authors", Typo},
		{"Exanple Holdings Inc", "Example Holdings Inc", Typo},
		{"Sample Inc.", "Example Inc.", Foreign},
		{"Area 51 Systems", "Area 52 Systems", Foreign},
		{"Acme", "Acne", Foreign},
		{"", "Example", Foreign},
		{"Example", "", Foreign},
	} {
		if got := Of(tt.in).Compare(Of(tt.right)); got != tt.want {
			t.Errorf("%q for %q: %d, want %d", tt.in, tt.right, got, tt.want)
		}
	}
}

// TestForms: every spelling of a legal form is recognized behind and, where it
// stands there, before a name, and no entry is dead.
func TestForms(t *testing.T) {
	for _, f := range endForms() {
		if n := Of("Beispiel " + f.spelling); n.Key != "beispiel" || n.Form != f.is {
			t.Errorf("%q: %+v, want %q", f.spelling, n, f.is)
		}
	}
	for _, f := range leadForms() {
		if n := Of(f.spelling + " Beispiel"); n.Key != "beispiel" || n.Form != f.is {
			t.Errorf("%q: %+v, want %q", f.spelling, n, f.is)
		}
	}
	for _, sign := range []string{"大学", "研究院", "科技", "集团", "银行", "은행", "университет"} {
		if n := Of("某" + sign); n.Kind != Organization {
			t.Errorf("%q: %+v", sign, n)
		}
	}
}

// TestWords holds the lists to their order, and every entry to what it is there for.
func TestWords(t *testing.T) {
	for name, list := range map[string]string{"organizationWords": organizationWords, "givenNames": givenNames, "latinFamilies": latinFamilies} {
		words := strings.Fields(list)
		if len(words) < 50 || !slices.IsSorted(words) || len(slices.Compact(slices.Clone(words))) != len(words) {
			t.Errorf("%s: %d words, not sorted or with repeats", name, len(words))
		}
		for _, w := range words {
			if f := foldWord(w); f != w {
				t.Errorf("%s: %q folds to %q", name, w, f)
			}
		}
	}
	for _, w := range strings.Fields(organizationWords) {
		if n := Of("Xqzara " + w + " Beispiel"); n.Kind != Organization {
			t.Errorf("%q: %+v", w, n)
		}
	}
	for _, w := range strings.Fields(givenNames) {
		if n := Of(strings.ToUpper(w[:1]) + w[1:] + " Xqzara"); n.Kind != Person {
			t.Errorf("%q: %+v", w, n)
		}
	}
	for _, w := range strings.Fields(latinFamilies) {
		if n := Of(strings.ToUpper(w[:1]) + w[1:] + " Weiping"); n.Kind != Person {
			t.Errorf("%q: %+v", w, n)
		}
	}
	for _, r := range hanFamilies {
		if n := Of(string(r) + "小明"); n.Kind != Person {
			t.Errorf("%q: %+v", r, n)
		}
	}
	for _, r := range hangulFamilies {
		if n := Of(string(r) + "철수"); n.Kind != Person {
			t.Errorf("%q: %+v", r, n)
		}
	}
}

func FuzzOf(f *testing.F) {
	for _, s := range []string{"WeBank Co,. Ltd", "(주)예제", "The X Authors <a@b.c>", "&&& and others", "((((", "et al", strings.Repeat("a,", 400), "\xff\xfe", "Inc Inc Inc", "Å. Ström-Øst a/s", "ＩＮＣ"} {
		f.Add(s, "Example Inc.")
	}
	f.Fuzz(func(t *testing.T, s, right string) {
		n, m := Of(s), Of(right)
		if n.Confidence < 0 || n.Confidence > 1 || (n.Kind == Unknown) != (n.Confidence == 0) {
			t.Errorf("%q: %+v", s, n)
		}
		if n.Key != "" && n.Slip == "" && n.Compare(n) != None {
			t.Errorf("%q differs from itself", s)
		}
		if again := Of(s); again != n {
			t.Errorf("%q: %+v, then %+v", s, n, again)
		}
		n.Compare(m)
		if len(n.Key) > 4*maxName || len(n.Text) > 2*maxName {
			t.Errorf("%q: %d bytes of key, %d of text", s, len(n.Key), len(n.Text))
		}
	})
}
