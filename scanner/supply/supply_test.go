// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package supply

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

func read(t testing.TB, path, text string) []string {
	t.Helper()
	d := New()
	e := inventory.Entry{Path: path, Mode: 0o644, Size: int64(len(text))}
	if !d.Wants(&e) {
		return []string{"not wanted"}
	}
	facts, err := d.File(t.Context(), &scanner.File{Entry: e, Role: inventory.RoleProduct, Content: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range facts.Supply {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%d %s %s %s", s.Line, s.Kind, s.Text, s.Target)))
	}
	return out
}

const head = "permissions: {contents: read}\njobs:\n"

func TestWorkflows(t *testing.T) {
	id := strings.Repeat("a1", 20)
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"pinned", head + "  a:\n    steps:\n      - uses: actions/checkout@" + id + " # v4\n      - uses: ./local\n      - uses: docker://alpine@sha256:00\n", nil},
		{"unpinned", head + "  a:\n    steps:\n      - uses: actions/checkout@v4\n      - name: x\n        uses: 'a/b/c@main'\n      - uses: docker://alpine:3\n      # - uses: a/b@v1\n",
			[]string{"5 unpinned-action actions/checkout@v4", "7 unpinned-action a/b/c@main", "8 unpinned-action docker://alpine:3"}},
		{"checkout", "on:\n  pull_request_target:\n" + head + "  a:\n    steps:\n      - with:\n          ref: ${{ github.event.pull_request.head.sha }}\n      - run: |\n          gh pr checkout 1\n",
			[]string{"8 untrusted-checkout ref: ${{ github.event.pull_request.head.sha }}", "10 untrusted-checkout gh pr checkout 1"}},
		{"checkout in one line", "on: [push, pull_request_target]\n" + head + "  a:\n    steps:\n      - with: \n          ref: ${{ github.head_ref }}\n", []string{"7 untrusted-checkout ref: ${{ github.head_ref }}"}},
		{"checkout of a pull request", "on:\n  pull_request:\n# not pull_request_target\n" + head + "  a:\n    steps:\n      - with:\n          ref: ${{ github.event.pull_request.head.sha }}\n", nil},
		{"own checkout", "on: pull_request_target\n" + head + "  a:\n    steps:\n      - with:\n          ref: main\n", nil},
		{"input", head + "  a:\n    steps:\n      - env: {T: '${{ github.event.issue.title }}'}\n        run: |\n          echo \"$T\"\n          echo ${{ github.event.issue.title }}\n      - run: echo ${{ github.head_ref }}\n      - run: echo ${{ github.sha }}\n",
			[]string{"8 untrusted-input ${{ github.event.issue.title }}", "9 untrusted-input ${{ github.head_ref }}"}},
		{"permissions", "permissions: write-all\njobs:\n  a:\n    runs-on: x\n", []string{"1 broad-permissions permissions: write-all"}},
		{"no permissions", "on: push\njobs:\n  a:\n    runs-on: x\n", []string{"2 broad-permissions no permissions are set"}},
		{"permissions of the job", "on: push\njobs:\n  a:\n    permissions:\n      contents: read\n", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, read(t, ".github/workflows/ci.yml", tt.text)); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
	if got := read(t, "docs/workflows/ci.yml", head); got[0] != "not wanted" {
		t.Error(got)
	}
	if got := read(t, "action.yml", "runs:\n  steps:\n    - uses: a/b@v1\n"); len(got) != 1 {
		t.Errorf("an action: %v", got)
	}
}

func TestManifests(t *testing.T) {
	for _, tt := range []struct {
		path, text string
		want       []string
	}{
		{"go.mod", "module x\nreplace a => ../a\nreplace (\n\tb => ./b // here\n\tc v1 => d v2\n)\n", []string{"2 local-path ../a", "4 local-path ./b b"}},
		{"sub/go.mod", "replace a => ../a\n", []string{"1 local-path ../a a"}},
		{"package.json", "{\n \"dependencies\": {\n  \"a\": \"file:../a\",\n  \"b\": \"git+ssh://git@host.test/b.git\",\n  \"c\": \"^1\"\n },\n \"repository\": \"git@host.test:x/y\",\n \"url\": \"git+ssh://git@host.test/b.git\"}",
			[]string{"3 local-path ../a", "4 ssh git+ssh://git@host.test/b.git"}},
		{"requirements-dev.txt", "a==1\n-e ../lib\n./wheels/x.whl\ngit+ssh://git@host.test/x.git#egg=x\nb @ file:///opt/b.whl\n# -e ../no\n",
			[]string{"2 local-path ../lib", "3 local-path ./wheels/x.whl wheels/x.whl", "4 ssh git+ssh://git@host.test/x.git", "5 system-path file:///opt/b.whl"}},
		{"Cargo.toml", "[dependencies]\na = { path = \"../a\" }\nb = { git = \"ssh://git@host.test/b\" }\nrepository = \"ssh://git@host.test/me\"\nc = \"1\"\n", []string{"2 local-path ../a", "3 ssh ssh://git@host.test/b"}},
		{"pom.xml", "<systemPath>${project.basedir}/lib/a.jar</systemPath>\n<systemPath>/opt/b.jar</systemPath>\n", []string{"1 system-path ${project.basedir}/lib/a.jar lib/a.jar", "2 system-path /opt/b.jar"}},
		{"Gemfile", "gem 'a', path: '../a'\ngem 'b', git: 'git@host.test:x/b.git'\n", []string{"1 local-path ../a", "2 ssh git@host.test:x/b.git"}},
		{"pubspec.yaml", "dependencies:\n  a:\n    path: ../a\n", []string{"3 local-path ../a"}},
		{"composer.json", "{\"repositories\": [{\"type\": \"path\", \"url\": \"../a\"}]}", []string{"1 local-path ../a"}},
		{"package.json", "{\"dependencies\": {\n\"a\": \"git+ssh://jane:pw@host.test/b.git\"}}", []string{"2 ssh git+ssh://host.test/b.git"}},
		{"pyproject.toml", "deps = ['b @ git+ssh://jane@host.test/b.git']\n", []string{"1 ssh b @ git+ssh://host.test/b.git"}},
	} {
		t.Run(tt.path, func(t *testing.T) {
			if d := cmp.Diff(tt.want, read(t, tt.path, tt.text)); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

func FuzzSupply(f *testing.F) {
	names := []string{".github/workflows/a.yml", "go.mod", "package.json", "requirements.txt", "Cargo.toml", "pom.xml", "Gemfile", "pubspec.yaml", "composer.json"}
	f.Add(uint8(0), "on: pull_request_target\njobs:\n - run: |\n  echo ${{ github.head_ref }}\n")
	f.Add(uint8(1), "replace a => ../a\n")
	f.Fuzz(func(t *testing.T, at uint8, text string) {
		for _, s := range read(t, names[int(at)%len(names)], text) {
			if len(s) > 3*maxText+100 {
				t.Fatalf("too long: %d", len(s))
			}
		}
	})
}
