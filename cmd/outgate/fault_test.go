// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// The fault list: whatever goes wrong, the status is never 0.

const lenient = `version: 1
name: lenient
extends: preset:mit-outbound
project:
  holders: ["Example Corp"]
`

// cleanRepository is a repository that passes under the lenient policy, so that
// each fault test shows the effect of its fault alone.
func cleanRepository(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	license, err := os.ReadFile("testdata/MIT.txt")
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "LICENSE", string(license))
	write(t, dir, "README.md", "# Example\n\nSecurity: write to security@example.org.\n")
	write(t, dir, "SECURITY.md", "Report vulnerabilities to security@example.org.\n")
	write(t, dir, "CONTRIBUTING.md", "Patches are welcome.\n")
	write(t, dir, "main.go", "// Copyright 2026 Example Corp\n// SPDX-License-Identifier: MIT\n\npackage main\n\nfunc main() {}\n")
	write(t, dir, "old.go", "package main\n\nvar x = 1\n")
	write(t, dir, ".outgate/policy.yaml", lenient)
	if err := commitAll(dir, "first"); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "old.go")); err != nil {
		t.Fatal(err)
	}
	if err := commitAll(dir, "second"); err != nil {
		t.Fatal(err)
	}
	return dir
}

// outgate runs the program in this process.
func outgate(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	return outgateWith(t, detectors(), args...)
}

func outgateWith(t *testing.T, ds []maker, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = run(t.Context(), args, program{out: &out, err: &err, getenv: func(string) string { return "" }, detectors: ds})
	return status, out.String(), err.String()
}

func expect(t *testing.T, want int, words string, args ...string) {
	t.Helper()
	status, out, err := outgate(t, args...)
	if status != want || !strings.Contains(out+err, words) {
		t.Errorf("outgate %s: status %d, want %d with %q\n%s%s", strings.Join(args, " "), status, want, words, out, err)
	}
}

func TestCleanRepositoryPasses(t *testing.T) {
	expect(t, 0, "PASS", "check", cleanRepository(t))
}

func TestFaults(t *testing.T) {
	t.Run("truncated pack", func(t *testing.T) {
		needGit(t)
		dir := cleanRepository(t)
		runGit(t, dir, "gc", "-q")
		packs, _ := filepath.Glob(filepath.Join(dir, ".git/objects/pack/*.pack"))
		if len(packs) != 1 {
			t.Fatalf("packs: %v", packs)
		}
		if err := os.Chmod(packs[0], 0o666); err != nil {
			t.Fatal(err)
		}
		info, _ := os.Stat(packs[0])
		if err := os.Truncate(packs[0], info.Size()/2); err != nil {
			t.Fatal(err)
		}
		expect(t, 3, "", "check", dir)
	})
	t.Run("missing blob", func(t *testing.T) {
		dir := cleanRepository(t)
		id := scanner.BlobID([]byte("package main\n\nvar x = 1\n"))
		if err := os.Remove(filepath.Join(dir, ".git/objects", id[:2], id[2:])); err != nil {
			t.Fatal(err)
		}
		expect(t, 3, inventory.GapMissing, "check", dir)
	})
	t.Run("shallow clone", func(t *testing.T) {
		needGit(t)
		dir := cleanRepository(t)
		clone := filepath.Join(t.TempDir(), "clone")
		runGit(t, dir, "clone", "-q", "--depth", "1", "file://"+dir, clone)
		expect(t, 3, inventory.GapShallow, "check", clone)
	})
	t.Run("unreadable file", func(t *testing.T) {
		dir := cleanRepository(t)
		write(t, dir, "locked.txt", "x")
		if err := os.Chmod(filepath.Join(dir, "locked.txt"), 0); err != nil {
			t.Fatal(err)
		}
		status, out := child(t, asNobody(t, dir), "check", dir)
		if status != 3 || !strings.Contains(out, "locked.txt") {
			t.Errorf("status %d\n%s", status, out)
		}
	})
	t.Run("directory of zero files", func(t *testing.T) { expect(t, 3, "no-files", "check", "--policy", "preset:internal-use", t.TempDir()) })
	t.Run("missing path", func(t *testing.T) { expect(t, 2, "nowhere", "check", filepath.Join(t.TempDir(), "nowhere")) })
	t.Run("detector panic", func(t *testing.T) {
		dir := cleanRepository(t)
		broken := append(detectors(), maker{name: "broken", new: func(detectorOptions) (*scanner.Detector, error) {
			return &scanner.Detector{Name: "broken", File: func(context.Context, *scanner.File) (inventory.Facts, error) { panic("boom") }}, nil
		}})
		if status, out, _ := outgateWith(t, broken, "check", dir); status != 3 || !strings.Contains(out, "broken") {
			t.Errorf("status %d\n%s", status, out)
		}
	})
	t.Run("detector left out", func(t *testing.T) {
		expect(t, 3, "secret", "check", "--only", "license,copyright,sbom", cleanRepository(t))
	})
	t.Run("broken policy", func(t *testing.T) {
		dir := cleanRepository(t)
		write(t, dir, ".outgate/policy.yaml", "version: 1\nname: x\nprojet: {}\nposts: [1]\n")
		status, out, err := outgate(t, "check", dir)
		if status != 2 || out != "" || !strings.Contains(err, "policy.yaml:3:1") || !strings.Contains(err, `did you mean "project"`) || !strings.Contains(err, "policy.yaml:4:8") {
			t.Errorf("status %d\n%s\n%s", status, out, err)
		}
	})
	t.Run("unknown preset", func(t *testing.T) {
		expect(t, 2, `did you mean "mit-outbound"`, "check", "--policy", "preset:mit-outbond", cleanRepository(t))
	})
	t.Run("unreadable policy", func(t *testing.T) { expect(t, 2, "nope.yaml", "check", "--policy", "nope.yaml", cleanRepository(t)) })
	for name, dates := range map[string][3]string{
		"expired waiver":      {"2026-01-01", "2026-02-01", "waiver-expired"},
		"future-dated waiver": {"2027-01-01", "2027-02-01", "waiver-future"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := cleanRepository(t)
			if err := os.Remove(filepath.Join(dir, "LICENSE")); err != nil {
				t.Fatal(err)
			}
			waiver := lenient + "waivers:\n  - id: W-1\n    check: license-file-missing\n    match: {path: '**'}\n    reason: because\n    owner: ada\n    created: " + dates[0] + "\n    expires: " + dates[1] + "\n"
			write(t, dir, ".outgate/policy.yaml", waiver)
			expect(t, 1, dates[2], "check", "--history", "none", "--now", "2026-06-01", dir)
		})
	}
	t.Run("truncated inventory", func(t *testing.T) {
		dir := cleanRepository(t)
		_, out, _ := outgate(t, "scan", "-q", dir)
		path := filepath.Join(t.TempDir(), "facts.json")
		if err := os.WriteFile(path, []byte(out[:len(out)/2]), 0o666); err != nil {
			t.Fatal(err)
		}
		expect(t, 2, "facts.json", "check", path)
	})
}

func TestFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full on this system")
	}
	dir := cleanRepository(t)
	expect(t, 3, "/dev/full", "check", "-o", "json=/dev/full", dir)
	expect(t, 3, "/dev/full", "scan", "-o", "/dev/full", dir)
	info, err := os.Stat("/dev/full")
	if err != nil || info.Mode().IsRegular() {
		t.Fatal("the device was replaced by a file")
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	for _, args := range [][]string{{"check", dir}, {"version"}, {"explain", "license-denied"}, {"rules", "list"}, {"help"}} {
		var stderr bytes.Buffer
		status := run(t.Context(), args, program{out: full, err: &stderr, getenv: os.Getenv, detectors: detectors()})
		if status != 3 || !strings.Contains(stderr.String(), "standard output: ") {
			t.Errorf("%s, standard output full: status %d\n%s", args[0], status, &stderr)
		}
	}
}

// A message that names what others have chosen cannot take hold of the terminal.
func TestMessagesAreHarmless(t *testing.T) {
	dump := filepath.Join(t.TempDir(), "all.zip")
	out, err := os.Create(dump)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(out)
	if w, err := z.Create("a\x1b[31m\n::error::x.json"); err != nil {
		t.Fatal(err)
	} else if _, err := w.Write([]byte("{")); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(z.Close(), out.Close()); err != nil {
		t.Fatal(err)
	}
	status, _, stderr := outgate(t, "vuln", "db", "import", "--db", filepath.Join(t.TempDir(), "v.db"), dump)
	if status != 2 || strings.Contains(stderr, "\x1b") || strings.Contains(stderr, "\n::error") {
		t.Errorf("status %d\n%q", status, stderr)
	}
}

// TestInterrupted ends a scan of many files half-way: by an interrupt within a
// second and with status 3, and by a kill. Either way no output is left behind.
func TestInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("signals are sent differently on Windows")
	}
	dir := t.TempDir()
	text := strings.Repeat("This program is licensed without any warranty; permission to redistribute.\n", 4000)
	for i := range 400 {
		write(t, dir, "d/"+strings.Repeat("x", i%50)+string(rune('a'+i%26))+"/"+strings.Repeat("y", i/26+1)+".c", text)
	}
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGKILL} {
		t.Run(signal.String(), func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "verdict.json")
			cmd := exec.Command(os.Args[0], "check", "--jobs", "1", "-o", "json="+out, dir)
			cmd.Env = append(os.Environ(), beOutgate+"=1")
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(300 * time.Millisecond) // the scan takes seconds
			sent := time.Now()
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			err := cmd.Wait()
			if took := time.Since(sent); took > 5*time.Second { // a second on an idle machine
				t.Errorf("ended after %s", took)
			}
			if err == nil || signal == syscall.SIGINT && cmd.ProcessState.ExitCode() != 3 {
				t.Errorf("ended with %v\n%s", err, &stderr)
			}
			if left, _ := os.ReadDir(filepath.Dir(out)); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

const beOutgate = "OUTGATE_TEST_BE_OUTGATE"

func needGit(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
}

func runGit(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// child runs outgate as a process of its own.
func child(t *testing.T, attr *syscall.SysProcAttr, args ...string) (status int, output string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), beOutgate+"=1")
	cmd.SysProcAttr = attr
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Skipf("the child cannot be started this way here: %v", err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}
