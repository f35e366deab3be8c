// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package community

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

func read(t testing.TB, path, text string) inventory.Facts {
	t.Helper()
	d := New()
	e := inventory.Entry{Path: path, Mode: 0o644, Size: int64(len(text))}
	if !d.Wants(&e) {
		return inventory.Facts{}
	}
	facts, err := d.File(t.Context(), &scanner.File{Entry: e, Role: inventory.RoleDocs, Content: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

func TestKinds(t *testing.T) {
	for path, want := range map[string]string{
		"README": "readme", "README.md": "readme", "readme.zh-CN.md": "readme", "README.rst": "readme", "docs/README_CN.md": "readme",
		"CONTRIBUTING.md": "contributing", ".github/CODE_OF_CONDUCT.md": "code-of-conduct", "code-of-conduct.md": "code-of-conduct", "SECURITY.md": "security",
		"docs/GOVERNANCE.md": "governance", ".github/SUPPORT.md": "support", "MAINTAINERS": "maintainers", ".github/CODEOWNERS": "maintainers", "OWNERS": "maintainers",
		"CHANGES": "changelog", "Changelog.md": "changelog", "NEWS": "changelog", "DISCLAIMER": "disclaimer", "NOTICE": "notice", "NOTICE.txt": "notice",
		"CHANGELOG/CHANGELOG-1.30.md": "changelog", "CHANGELOG/1.30/img.png": "", "docs/release-notes/v2.rst": "changelog", "src/changelog/a.md": "",
		"src/README.md": "", "security.go": "", "support.py": "", "history.js": "", "governance": "governance", "readme.png": "readme", "changes.d": "",
	} {
		if got := kindOf(path); got != want {
			t.Errorf("%s: %q, not %q", path, got, want)
		}
	}
}

func TestContacts(t *testing.T) {
	for text, want := range map[string][]string{
		"Write to conduct@outgate.dev.":                        {"mail conduct@outgate.dev"},
		"[INSERT CONTACT METHOD]":                              {"placeholder [INSERT CONTACT METHOD]"},
		"reach us at [insert email address].":                  {"placeholder [insert email address]"},
		"mail <your email here> please":                        {"placeholder <your email here>"},
		"mail security@example.com or you@outgate.dev":         {"placeholder security@example.com", "placeholder you@outgate.dev"},
		"See https://outgate.dev/report, or http://a.test/x.":  {"placeholder http://a.test/x", "url https://outgate.dev/report"},
		"https://github.com/your-org/your-repo/security":       {"placeholder https://github.com/your-org/your-repo/security"},
		"[insert mode](https://outgate.dev/m)":                 {"url https://outgate.dev/m"},
		"no address @ all, nor @jane":                          nil,
		"jane@localhost and a@b@c.dev":                         {"mail b@c.dev"},
		"This is adapted from <https://www.covenant.dev/v2.1>": {"url https://www.covenant.dev/v2.1"},
	} {
		var got []string
		for _, d := range read(t, "SECURITY.md", text).Documents {
			for _, c := range d.Contacts {
				got = append(got, c.Kind+" "+c.Text)
			}
		}
		slices.Sort(got)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: -want +got\n%s", text, d)
		}
	}
}

func TestTopics(t *testing.T) {
	for text, want := range map[string]string{
		"Please do not open a public issue.":                                          "private-channel:1",
		"# Security\n\nReport it privately. We answer within 3 days.":                 "private-channel:3 time-frame:3",
		"The roles: contributors, committers":                                         "roles:1",
		"Decisions are made by a vote;\nanybody may become a committer by nomination": "voting:1 path:2",
		"We ask for Signed-off-by lines.":                                             "dco:1",
		"Sign the Contributor License Agreement":                                      "cla:1",
		"is an effort undergoing incubation at the Apache":                            "incubator:1",
		"请勿在公开的 issue 中报告,我们会在 3 个工作日内答复":                                             "private-channel:1 time-frame:1",
		"Report bugs in the tracker.":                                                 "",
	} {
		var got []string
		for _, d := range read(t, "SECURITY.md", text).Documents {
			for _, c := range d.Topics {
				got = append(got, fmt.Sprintf("%s:%d", c.Name, c.Line))
			}
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%s: %q, not %q", text, g, want)
		}
	}
}

func TestLists(t *testing.T) {
	for _, tt := range []struct {
		path, text string
		want       []inventory.Named
	}{
		{"MAINTAINERS", "# Maintainers\n\nJane Doe <jane@outgate.dev> (@jane)\n* Bo Li <bo@outgate.dev>\n", []inventory.Named{{Name: "Jane Doe", Mail: "jane@outgate.dev", Handle: "jane", Line: 3}, {Name: "Bo Li", Mail: "bo@outgate.dev", Line: 4}}},
		{"MAINTAINERS.md", "| Jane Doe | [@jane](https://github.com/jane) | Outgate |\n|---|---|---|\n", []inventory.Named{{Name: "Jane Doe", Handle: "jane", Line: 1}}},
		{".github/CODEOWNERS", "# all: @nobody\n*  @jane @org/team\n/docs bo@outgate.dev\n", []inventory.Named{{Handle: "jane", Line: 2}, {Handle: "org/team", Line: 2}, {Mail: "bo@outgate.dev", Line: 3}}},
		{"OWNERS", "approvers:\n  - jane\n  - bo-li # lead\nreviewers:\n  - jane\n", []inventory.Named{{Handle: "jane", Line: 2}, {Handle: "bo-li", Line: 3}}},
		{"MAINTAINERS", "Your Name <you@example.com>\n", nil},
	} {
		facts := read(t, tt.path, tt.text)
		if d := cmp.Diff(tt.want, facts.Documents[0].Named); d != "" {
			t.Errorf("%s: -want +got\n%s", tt.path, d)
		}
	}
}

func TestChangelog(t *testing.T) {
	text := "# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-01-01\n\n- fixes 3.4.5\n\noutgate 1.1.0-rc.1\n==================\n\n1.0.0 (2025-01-01)\n\n## v0.9\n\n### Release 0.8.1\n\n## 1.2.0\n"
	var got []string
	for _, v := range read(t, "CHANGELOG.md", text).Documents[0].Versions {
		got = append(got, fmt.Sprintf("%s:%d", v.Version, v.Line))
	}
	want := "unreleased:3 1.2.0:5 1.1.0-rc.1:9 1.0.0:12 0.9:14 0.8.1:16"
	if g := strings.Join(got, " "); g != want {
		t.Errorf("%q, not %q", g, want)
	}
}

func TestAliases(t *testing.T) {
	got := read(t, ".mailmap", "# people\nJane Doe <jane@home.dev>\nJane Doe <jane@work.dev> <jane@home.dev>\nJane Doe <jane@work.dev> JD <jd@home.dev> # old\n<jane@work.dev> <j@home.dev>\nno address\n").Aliases
	want := []inventory.Alias{
		{Name: "Jane Doe", Mail: "jane@home.dev"}, {Name: "Jane Doe", Proper: "jane@work.dev", Mail: "jane@home.dev"},
		{Name: "Jane Doe", Proper: "jane@work.dev", CommitName: "JD", Mail: "jd@home.dev"}, {Proper: "jane@work.dev", Mail: "j@home.dev"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func FuzzDocuments(f *testing.F) {
	for i := range paths() {
		f.Add(uint8(i), "## [1.0.0]\nJane <jane@outgate.dev> @jane https://a.dev [insert]\n===\n")
	}
	f.Add(uint8(4), "https://a.d\xff\xff\xff\u0130]x\n===\n")
	f.Fuzz(func(t *testing.T, at uint8, text string) {
		p := paths()[int(at)%len(paths())]
		facts := read(t, p, text)
		for _, d := range facts.Documents {
			if len(d.Contacts) > maxContacts || len(d.Named) > maxNamed || len(d.Versions) > maxVersions {
				t.Fatalf("too much: %d %d %d", len(d.Contacts), len(d.Named), len(d.Versions))
			}
			n := strings.Count(text, "\n") + 1
			for _, c := range d.Contacts {
				if c.Line < 1 || c.Line > n || c.Text == "" {
					t.Fatalf("%+v of %d lines", c, n)
				}
			}
			for _, v := range d.Versions {
				if v.Line < 0 || v.Line > n {
					t.Fatalf("%+v of %d lines", v, n)
				}
			}
		}
	})
}

func paths() []string {
	return []string{"README.md", "SECURITY.md", "MAINTAINERS", "CODEOWNERS", "OWNERS", "CHANGELOG", ".mailmap"}
}
