// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/policy"
)

const header = "// Copyright 2026 Example Corp\n// SPDX-License-Identifier: Apache-2.0\n\n"

// plantedRepository holds one of each thing that a gate is there to find.
func plantedRepository(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "example")
	apache, err := os.ReadFile("../../LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "LICENSE", string(apache))
	write(t, dir, "NOTICE", "Example\nCopyright 2026 Example Corp\n")
	write(t, dir, "README.md", "# Example\n")
	write(t, dir, "SECURITY.md", "Report vulnerabilities in private: https://github.com/outgate/outgate/security/advisories/new\n")
	write(t, dir, "CONTRIBUTING.md", "Patches are welcome.\n")
	write(t, dir, "good.go", header+"package main\n")
	// A token that was committed and removed again.
	write(t, dir, "deploy.go", header+"package main\n\nconst token = \""+planted()+"\"\n")
	commit(t, dir, "add deployment")
	write(t, dir, "deploy.go", header+"package main\n\nvar token = os.Getenv(\"TOKEN\")\n")
	// A GPL file under an Apache LICENSE.
	write(t, dir, "sort.go", "// Copyright 2026 Example Corp\n// SPDX-License-Identifier: GPL-3.0-only\n\npackage main\n")
	// A vendored library without a license.
	write(t, dir, "third_party/quick/quick.c", "int quick(void) { return 1; }\n")
	// A file without a header.
	write(t, dir, "bare.go", "package main\n\nfunc bare() {}\n")
	// A file of somebody else.
	write(t, dir, "alien.go", "// Copyright 2019 Other Industries Ltd\n// SPDX-License-Identifier: Apache-2.0\n\npackage main\n")
	write(t, dir, ".outgate/policy.yaml", plantedPolicy)
	commit(t, dir, "clean up")
	return dir
}

const plantedPolicy = `version: 1
name: planted
extends: preset:apache-2.0-outbound
project:
  holders: ["Example Corp"]
posts:
  compliance: {owner: oss@example.org}
  security: {owner: infosec@example.org}
  ip: {owner: ip@example.org}
`

// planted is a token that looks real: the vendor's prefix and checksum are made here, at run time.
func planted() string {
	return "xo" + "xb-" + "482910374652-" + "5820194637281-" + "aB3dE5fG7hJ9kL1mN3pQ5rS7"
}

func commit(t *testing.T, dir, message string) {
	t.Helper()
	if err := commitAll(dir, message); err != nil {
		t.Fatal(err)
	}
}

func verdictOf(t *testing.T, dir string, args ...string) (int, policy.Verdict) {
	t.Helper()
	status, out, stderr := outgate(t, append([]string{"check", "--format", "json", "--now", "2026-06-01"}, append(args, dir)...)...)
	var v policy.Verdict
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatalf("status %d: %v\n%s\n%s", status, err, out, stderr)
	}
	return status, v
}

// failing lists post, check and path of all violations that fail.
func failing(vs []policy.Violation) []string {
	var out []string
	for _, v := range vs {
		if v.Level == policy.LevelFail {
			out = append(out, fmt.Sprintf("%s %s %s", v.Post, v.Check, v.Location.Path))
		}
	}
	slices.Sort(out)
	return out
}

func TestPlantedRepositoryFailsWithExactlyWhatWasPlanted(t *testing.T) {
	dir := plantedRepository(t)
	want := []string{
		"compliance header-missing bare.go",
		"compliance license-denied sort.go",
		"compliance license-unknown third_party/quick/quick.c",
		"ip holder-foreign alien.go",
		"security secret-structured deploy.go",
	}
	status, v := verdictOf(t, dir)
	if diff := cmp.Diff(want, failing(v.Violations)); status != 1 || diff != "" {
		t.Fatalf("status %d, violations (-want +got):\n%s", status, diff)
	}
	for _, p := range v.Posts {
		if want := map[string]policy.State{"compliance": policy.Fail, "security": policy.Fail, "ip": policy.Fail, "operations": policy.Pass}[p.Post]; p.State != want {
			t.Errorf("post %s: %s, want %s", p.Post, p.State, want)
		}
	}
	if text, _ := json.Marshal(v); strings.Contains(string(text), planted()) {
		t.Error("the verdict holds the token")
	}

	waivers := "waivers:\n"
	for i, x := range v.Violations {
		if x.Level != policy.LevelFail {
			continue
		}
		waivers += fmt.Sprintf("  - {id: W-%d, check: %s, match: {fingerprint: %s}, reason: agreed, owner: ada, created: 2026-05-01, expires: 2026-07-01}\n", i, x.Check, x.Fingerprint)
	}
	write(t, dir, ".outgate/policy.yaml", plantedPolicy+waivers)
	status, v = verdictOf(t, dir)
	if status != 0 || v.State != policy.PassWithWaivers || len(v.Waived) != len(want) {
		t.Errorf("with waivers: status %d, %s, %d waived, still failing %v, gaps %v", status, v.State, len(v.Waived), failing(v.Violations), v.Gaps)
	}
	status, _, _ = outgate(t, "check", "--now", "2026-07-01T23:59:59Z", dir)
	if status != 0 {
		t.Errorf("on the last day of the waivers: status %d", status)
	}
	status, out, _ := outgate(t, "check", "--now", "2026-07-02", dir)
	if status != 1 || !strings.Contains(out, "waiver-expired") {
		t.Errorf("after the waivers: status %d\n%s", status, out)
	}
}

func TestAFileUntrackedAndIgnoredIsLeftOutUnlessAsked(t *testing.T) {
	dir := cleanRepository(t)
	write(t, dir, ".gitignore", "build/\n")
	commit(t, dir, "ignore")
	write(t, dir, "build/out.go", "// SPDX-License-Identifier: GPL-3.0-only\n")
	if status, v := verdictOf(t, dir); status != 0 || v.Coverage.Ignored == 0 {
		t.Errorf("status %d, coverage %+v, %v", status, v.Coverage, v.Violations)
	}
	if status, v := verdictOf(t, dir, "--include-ignored"); status != 1 {
		t.Errorf("with --include-ignored: status %d, %v", status, v.Violations)
	}
}

// TestJobsDoNotChangeTheOutput compares whole outputs, byte by byte.
func TestJobsDoNotChangeTheOutput(t *testing.T) {
	dir := plantedRepository(t)
	for i := range 60 {
		write(t, dir, fmt.Sprintf("pkg%d/file.go", i), header+fmt.Sprintf("package pkg%d\n", i))
	}
	for _, command := range [][]string{{"scan", "-q"}, {"check", "--now", "2026-06-01"}, {"check", "--now", "2026-06-01", "--format", "sarif"}, {"check", "--now", "2026-06-01", "--format", "json"}} {
		var first string
		for i, jobs := range []string{"1", "8", "8"} {
			_, out, _ := outgate(t, append(command, "--jobs", jobs, dir)...)
			if i == 0 {
				first = out
			}
			if len(out) == 0 || out != first {
				t.Errorf("%v --jobs %s differs:\n%s", command, jobs, cmp.Diff(first, out))
			}
		}
	}
}

// TestStoredInventoryGivesTheSameVerdict judges facts without the repository.
func TestStoredInventoryGivesTheSameVerdict(t *testing.T) {
	dir := plantedRepository(t)
	facts := filepath.Join(t.TempDir(), "facts.json")
	pol := filepath.Join(dir, ".outgate/policy.yaml")
	_, direct, _ := outgate(t, "check", "--format", "json", "--now", "2026-06-01", "--policy", pol, "-o", "inventory="+facts, dir)
	_, stored, stderr := outgate(t, "check", "--format", "json", "--now", "2026-06-01", "--policy", pol, facts)
	if diff := cmp.Diff(direct, stored); diff != "" {
		t.Errorf("%s\n%s", diff, stderr)
	}
}
