// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"

	"github.com/outgate/outgate/policy"
)

const strictPolicy = `version: 1
name: strict
extends: preset:apache-2.0-outbound
project: {outbound: MIT}
headers: {required: true, level: fail}
notice: {required: false, lost: allow}
license-file: {missing: fail, mismatch: allow}
secrets: {assigned: {default: fail, test: warn}}
operations: {readme: allow, security-contact: allow, contributing: allow}
`

// password is a value that the rules take for a credential, put together here.
func password(n int) string {
	const letters = "k3Vq9Zr7Lw2Xt8Pm4Ys6Bn1Hd5Gf0Jc"
	return letters[n%len(letters):] + letters[:n%len(letters)] + fmt.Sprint(n)
}

// debtor is a repository with old debt: a file without a header, a secret, a GPL file.
func debtor(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	license, err := os.ReadFile("testdata/MIT.txt")
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "LICENSE", string(license))
	write(t, dir, ".outgate/policy.yaml", strictPolicy)
	write(t, dir, "src/ok.go", "// Copyright 2026 Example Corp\n// SPDX-License-Identifier: MIT\n\npackage src\n")
	write(t, dir, "src/old.go", "package src\n\nfunc old() {}\n")
	write(t, dir, "src/gpl.go", "// Copyright 2026 Example Corp\n// SPDX-License-Identifier: GPL-3.0-only\n\npackage src\n")
	write(t, dir, "conf/app.properties", "name=x\nservice.password="+password(3)+"\n")
	commitOr(t, dir)
	return dir
}

func commitOr(t *testing.T, dir string) {
	t.Helper()
	if err := commitAll(dir, "state"); err != nil {
		t.Fatal(err)
	}
}

// since checks a repository and returns the verdict; each is one line "LIST BASELINE CHECK PATH".
func since(t *testing.T, dir string, args ...string) (policy.Verdict, []string, int) {
	t.Helper()
	status, out, stderr := outgate(t, append([]string{"check", dir, "--format", "json", "-q", "--vuln-db", "none", "--now", "2026-06-01"}, args...)...)
	var v policy.Verdict
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatalf("%v: status %d\n%s\n%s", err, status, out, stderr)
	}
	var lines []string
	for name, list := range map[string][]policy.Violation{"open": v.Violations, "known": v.Known, "waived": v.Waived, "suppressed": v.Suppressed} {
		for _, x := range list {
			lines = append(lines, strings.TrimSpace(strings.Join([]string{name, x.Baseline, x.Check, x.Location.Path}, " ")))
		}
	}
	slices.Sort(lines)
	lines = slices.DeleteFunc(lines, func(l string) bool { return strings.Contains(l, "vulnerab") })
	return v, lines, status
}

// tidy is the debt of debtor, as it stands with the debt as the base.
func debt() []string {
	return []string{"known unchanged header-missing src/old.go", "known unchanged license-denied src/gpl.go", "known unchanged secret-assigned conf/app.properties"}
}

func TestNewOnly(t *testing.T) {
	structured := "-----BEGIN RSA PRIVATE KEY-----\n" + strings.Repeat(password(1)+password(7)+"\n", 12) + "-----END RSA PRIVATE KEY-----\n"
	for _, c := range []struct {
		name   string
		before func(t *testing.T, dir string)
		change func(t *testing.T, dir string)
		want   []string // debt() when nil
		status int
	}{
		{name: "nothing", change: func(t *testing.T, dir string) { write(t, dir, "notes.txt", "hello\n") }},
		{name: "a new file without a header", change: func(t *testing.T, dir string) { write(t, dir, "src/new.go", "package src\n\nfunc fresh() {}\n") },
			want: append(debt(), "open new header-missing src/new.go"), status: 1},
		{name: "other lines of an old file", change: func(t *testing.T, dir string) {
			write(t, dir, "src/old.go", "package src\n\n\n\nfunc old() { _ = 1 }\n")
		}},
		{name: "renamed", change: func(t *testing.T, dir string) { move(t, dir, "src/old.go", "lib/old.go") },
			want: []string{"known unchanged header-missing lib/old.go", debt()[1], debt()[2]}},
		{name: "copied", change: func(t *testing.T, dir string) { write(t, dir, "lib/old.go", "package src\n\nfunc old() {}\n") },
			want: append(debt(), "open new header-missing lib/old.go"), status: 1},
		{name: "one moved and copied", change: func(t *testing.T, dir string) {
			move(t, dir, "src/old.go", "lib/a.go")
			write(t, dir, "lib/b.go", "package src\n\nfunc old() {}\n")
		}, want: []string{"known unchanged header-missing lib/a.go", debt()[1], debt()[2], "open new header-missing lib/b.go"}, status: 1},
		{name: "the group grows", change: func(t *testing.T, dir string) {
			write(t, dir, "src/gpl2.go", "// Copyright 2026 Example Corp\n// SPDX-License-Identifier: GPL-3.0-only\n\npackage src\n")
		}, want: append(debt(), "open new license-denied src/gpl2.go"), status: 1},
		{name: "the group shrinks", before: func(t *testing.T, dir string) {
			write(t, dir, "src/gpl2.go", "// Copyright 2026 Example Corp\n// SPDX-License-Identifier: GPL-3.0-only\n\npackage src\n")
		}, change: func(t *testing.T, dir string) { remove(t, dir, "src/gpl2.go") }},
		{name: "another license in the same file", change: func(t *testing.T, dir string) {
			write(t, dir, "src/gpl.go", "// Copyright 2026 Example Corp\n// SPDX-License-Identifier: AGPL-3.0-only\n\npackage src\n")
		}, want: []string{debt()[0], debt()[2], "open new license-denied src/gpl.go"}, status: 1},
		{name: "a further secret in the file", change: func(t *testing.T, dir string) {
			write(t, dir, "conf/app.properties", "name=x\nservice.password="+password(3)+"\nother.password="+password(11)+"\n")
		}, want: append(debt(), "open new secret-assigned conf/app.properties"), status: 1},
		{name: "a secret moved to another file", change: func(t *testing.T, dir string) {
			write(t, dir, "conf/app.properties", "name=x\n")
			write(t, dir, "conf/moved.properties", "a=b\nservice.password="+password(3)+"\n")
		}, want: []string{debt()[0], debt()[1], "known unchanged secret-assigned conf/moved.properties"}},
		{name: "a secret copied to another file", change: func(t *testing.T, dir string) {
			write(t, dir, "conf/moved.properties", "a=b\nservice.password="+password(3)+"\n")
		}, want: append(debt(), "open new secret-assigned conf/moved.properties"), status: 1},
		{name: "a secret is removed, and stays in history", change: func(t *testing.T, dir string) { write(t, dir, "conf/app.properties", "name=x\n") }},
		{name: "a secret of the history comes back", before: func(t *testing.T, dir string) { write(t, dir, "conf/app.properties", "name=x\n") },
			change: func(t *testing.T, dir string) {
				write(t, dir, "conf/app.properties", "name=x\nservice.password="+password(3)+"\n")
			},
			want: []string{debt()[0], debt()[1], "open new secret-assigned conf/app.properties"}, status: 1},
		{name: "a secret between base and head, removed again", change: func(t *testing.T, dir string) {
			write(t, dir, "conf/b.properties", "service.password="+password(5)+"\n")
			commitOr(t, dir)
			remove(t, dir, "conf/b.properties")
		}, want: append(debt(), "open new secret-assigned conf/b.properties"), status: 1},
		{name: "severity and level rise with the role", before: func(t *testing.T, dir string) { move(t, dir, "conf/app.properties", "tests/app.properties") },
			change: func(t *testing.T, dir string) { move(t, dir, "tests/app.properties", "conf/app.properties") },
			want:   []string{debt()[0], debt()[1], "open new secret-assigned conf/app.properties"}, status: 1},
		{name: "the role rises by attributes", before: func(t *testing.T, dir string) { write(t, dir, ".gitattributes", "conf/** linguist-documentation\n") },
			change: func(t *testing.T, dir string) { remove(t, dir, ".gitattributes") },
			want:   []string{debt()[0], debt()[1], "open new secret-assigned conf/app.properties"}, status: 1},
		{name: "a structured secret is known", before: func(t *testing.T, dir string) { write(t, dir, "key.pem", structured) },
			want: append(debt(), "open unchanged secret-structured key.pem"), status: 1},
		{name: "the policy forbids it", change: func(t *testing.T, dir string) {
			write(t, dir, ".outgate/policy.yaml", strictPolicy+"verdict: {new-only: false}\n")
		}, want: []string{"open unchanged header-missing src/old.go", "open unchanged license-denied src/gpl.go", "open unchanged secret-assigned conf/app.properties"}, status: 1},
		{name: "the policy of the head judges both", change: func(t *testing.T, dir string) {
			write(t, dir, ".outgate/policy.yaml", strings.Replace(strictPolicy, "readme: allow", "readme: fail", 1))
		}, want: append(debt(), "known unchanged readme-missing")},
		{name: "a waiver goes before", change: func(t *testing.T, dir string) {
			write(t, dir, ".outgate/policy.yaml", strictPolicy+"waivers:\n  - {id: W-1, check: header-missing, match: {path: src/old.go}, reason: old, owner: o, created: 2026-05-01, expires: 2026-12-31}\n")
		}, want: []string{debt()[1], debt()[2], "waived unchanged header-missing src/old.go"}},
		{name: "a file leaves its waiver", before: func(t *testing.T, dir string) {
			write(t, dir, ".outgate/policy.yaml", strictPolicy+"waivers:\n  - {id: W-1, check: header-missing, match: {path: 'src/o*.go'}, reason: old, owner: o, created: 2026-05-01, expires: 2026-12-31}\n")
			write(t, dir, "src/other.go", "package src\n")
		}, change: func(t *testing.T, dir string) { move(t, dir, "src/old.go", "lib/old.go") },
			want: []string{debt()[1], debt()[2], "open new header-missing lib/old.go", "waived unchanged header-missing src/other.go"}, status: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := debtor(t)
			if c.before != nil {
				c.before(t, dir)
				commitOr(t, dir)
			}
			tag(t, dir, "base")
			if c.change != nil {
				c.change(t, dir)
				commitOr(t, dir)
			}
			want := c.want
			if want == nil {
				want = debt()
			}
			slices.Sort(want)
			v, got, status := since(t, dir, "--since", "base")
			if !slices.Equal(got, want) || status != c.status {
				t.Errorf("status %d, want %d\ngot  %s\nwant %s", status, c.status, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
			}
			if v.Base == nil || v.Base.New+v.Base.Known < len(want)-len(v.Waived) || len(v.Base.Gaps) > 0 {
				t.Errorf("base: %+v", v.Base)
			}
		})
	}
}

func tag(t *testing.T, dir, name string) {
	t.Helper()
	repo, err := git.PlainOpen(dir)
	if err == nil {
		var head *plumbing.Reference
		if head, err = repo.Head(); err == nil {
			_, err = repo.CreateTag(name, head.Hash(), nil)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

func move(t *testing.T, dir, from, to string) {
	t.Helper()
	to = filepath.Join(dir, to)
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, from), to); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

// TestNewOnlyFaults: a base that cannot be read excuses nothing, and is never a pass.
func TestNewOnlyFaults(t *testing.T) {
	t.Run("shallow clone", func(t *testing.T) {
		dir := debtor(t)
		write(t, dir, "a.txt", "a\n")
		commitOr(t, dir)
		repo, err := git.PlainOpen(dir)
		if err != nil {
			t.Fatal(err)
		}
		head, err := repo.Head()
		if err != nil {
			t.Fatal(err)
		}
		write(t, dir, ".git/shallow", head.Hash().String()+"\n")
		expect(t, 3, "git fetch --unshallow", "check", dir, "--since", "HEAD~1")
		expect(t, 3, "fetch it: git fetch origin main", "check", dir, "--since", "main")
		expect(t, 3, "fetch it: git fetch origin "+strings.Repeat("1", 40), "check", dir, "--since", strings.Repeat("1", 40))
		expect(t, 3, "is not in the form of REF~N", "check", dir, "--since", "HEAD^0x")
	})
	for _, c := range []struct {
		name, policy string
		want         []string
		status       int
		words        string
	}{
		{"unreadable blob", strictPolicy, []string{"known unchanged license-denied src/gpl.go", "known unchanged secret-assigned conf/app.properties", "open new header-missing src/old.go"}, 1, "missing-object"},
		{"unreadable blob, where notices are compared", strings.Replace(strictPolicy, ", lost: allow", "", 1), []string{"known unchanged license-denied src/gpl.go", "known unchanged secret-assigned conf/app.properties", "open new header-missing src/old.go"}, 1, "git archive"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := debtor(t)
			tag(t, dir, "base")
			write(t, dir, ".outgate/policy.yaml", strings.Replace(c.policy, "secrets: {", "secrets: {history: false, ", 1))
			write(t, dir, "src/old.go", "package src\n\nfunc older() {}\n")
			commitOr(t, dir)
			old := plumbing.ComputeHash(plumbing.BlobObject, []byte("package src\n\nfunc old() {}\n")).String()
			remove(t, dir, ".git/objects/"+old[:2]+"/"+old[2:])
			v, got, status := since(t, dir, "--since", "base", "--history", "none")
			if !slices.Equal(got, c.want) || status != c.status || len(v.Base.Gaps) != 1 || !strings.Contains(v.Base.Gaps[0].Code+v.Base.Gaps[0].Reason, c.words) {
				t.Errorf("status %d, gaps %v\n%s", status, v.Base.Gaps, strings.Join(got, "\n"))
			}
			if blocks := strings.Contains(c.name, "notices"); (len(v.Gaps) == 1) != blocks {
				t.Errorf("gaps %v", v.Gaps)
			}
		})
	}
}

// TestNewOnlyBytes: any number of workers, and any state of the cache, gives the same bytes.
func TestNewOnlyBytes(t *testing.T) {
	dir := debtor(t)
	tag(t, dir, "base")
	write(t, dir, "go.mod", "module example.org/x\n\nrequire example.org/y v1.0.0\n")
	move(t, dir, "src/old.go", "lib/old.go")
	write(t, dir, "src/new.go", "package src\n")
	commitOr(t, dir)
	cache := t.TempDir()
	var first string
	for _, args := range [][]string{{"--no-cache", "--jobs", "1"}, {"--jobs", "1"}, {"--jobs", "7"}, {"--jobs", "7", "--no-cache"}} {
		var out, errs bytes.Buffer
		status := run(t.Context(), append([]string{"check", dir, "--since", "base", "--format", "json", "-q", "--vuln-db", "none", "--now", "2026-06-01"}, args...),
			program{out: &out, err: &errs, getenv: func(string) string { return "" }, detectors: detectors(), cacheDir: cache})
		if first == "" {
			first = out.String()
		}
		if status != 1 || out.String() != first || !strings.Contains(first, `"baseline": "unchanged"`) {
			t.Errorf("%v: status %d, %d bytes, %d at first\n%s", args, status, out.Len(), len(first), errs.String())
		}
	}
}

// A list of known violations is read to its end, or refused: never in part.
func TestLargeKnownList(t *testing.T) {
	dir := cleanRepository(t)
	lines := strings.Repeat("# "+strings.Repeat("x", 997)+"\n", 5<<10)
	write(t, dir, policy.KnownPath, "# outgate known violations 1\n"+lines+"nonsense\n")
	expect(t, 2, policy.KnownPath+":5122:1: expected an identity", "check", dir)
}
