// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/outgate/outgate/ci"
)

// acceptable holds a command line of a document or pipeline to the real commands and
// flags, without running it.
func acceptable(words []string) error {
	root := newRoot(program{out: io.Discard, err: io.Discard, getenv: func(string) string { return "" }, detectors: detectors()})
	cmd, rest, err := root.Find(words)
	if err == nil {
		err = cmd.ParseFlags(rest)
	}
	if err == nil {
		err = cmd.ValidateArgs(cmd.Flags().Args())
	}
	if err == nil && cmd == root {
		err = fmt.Errorf("no command")
	}
	if err != nil {
		return err
	}
	if outputs, err := cmd.Flags().GetStringArray("output"); err == nil && cmd.Name() == "check" {
		return (&checkFlags{outputs: outputs}).checkOutputs()
	}
	return nil
}

// commandsIn finds the lines of a text that run outgate.
func commandsIn(text string) (lines [][]string) {
	text = strings.ReplaceAll(text, "\\\n", " ")
	for l := range strings.Lines(text) {
		_, after, ok := strings.Cut(" "+strings.ReplaceAll(strings.TrimSpace(l), `"$GOBIN/outgate"`, "outgate"), " outgate ")
		if !ok || strings.HasPrefix(strings.TrimSpace(l), "#") || strings.HasPrefix(strings.TrimSpace(l), "//") || strings.HasPrefix(strings.TrimSpace(l), "echo ") || strings.HasPrefix(strings.TrimSpace(l), "description: ") || strings.Contains(l, "command -v") {
			continue
		}
		after, _, _ = strings.Cut(after, " || ")
		lines = append(lines, strings.Fields(strings.ReplaceAll(strings.ReplaceAll(after, `"${args[@]}"`, "check"), `"`, "")))
	}
	return lines
}

func readCI(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Every pipeline that is shipped parses strictly and asks outgate for what it has.
func TestPipelinesParse(t *testing.T) {
	found := 0
	for _, name := range []string{"action.yml", "ci/github.yml", "ci/gitlab.yml", ".pre-commit-hooks.yaml", "ci/Jenkinsfile", "ci/action/check.sh"} {
		text := readCI(t, name)
		if strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, ".yaml") {
			var doc any
			if err := yaml.UnmarshalWithOptions([]byte(text), &doc, yaml.Strict()); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, words := range commandsIn(strings.NewReplacer("- outgate", " outgate", "entry: outgate", " outgate").Replace(text)) {
			found++
			if err := acceptable(words); err != nil {
				t.Errorf("%s: outgate %s: %v", name, strings.Join(words, " "), err)
			}
		}
	}
	if found != 4 {
		t.Errorf("%d command lines found", found)
	}
	for _, wrong := range []string{"check --no-such-flag", "chek", "check a b", "check -o jsn=x", ""} {
		if acceptable(strings.Fields(wrong)) == nil {
			t.Errorf("outgate %s is accepted", wrong)
		}
	}
}

// The workflow gives the action inputs that it has, and the action's expressions name
// inputs and steps that are there.
func TestActionIsConsistent(t *testing.T) {
	type step struct {
		ID, If, Uses, Shell, Run string
		With                     map[string]string
		Env                      map[string]string
	}
	var action struct {
		Inputs  map[string]struct{ Description, Default string }
		Outputs map[string]struct{ Description, Value string }
		Runs    struct {
			Using string
			Steps []step
		}
	}
	text := readCI(t, "action.yml")
	if err := yaml.Unmarshal([]byte(text), &action); err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`inputs\.([a-z-]+)`).FindAllStringSubmatch(text, -1) {
		if _, ok := action.Inputs[m[1]]; !ok {
			t.Errorf("there is no input %s", m[1])
		}
	}
	var ids []string
	for _, s := range action.Runs.Steps {
		ids = append(ids, s.ID)
		if s.Run != "" && s.Shell != "bash" {
			t.Errorf("step %q names no shell", s.Run)
		}
		if strings.Contains(s.Run, "${{") {
			t.Errorf("an expression stands in a script, where its value would be code: %s", s.Run)
		}
		if s.Uses != "" && !regexp.MustCompile(`^[\w-]+/[\w/-]+@v\d+$`).MatchString(s.Uses) {
			t.Errorf("uses %s", s.Uses)
		}
	}
	script := readCI(t, "ci/action/check.sh")
	for _, m := range regexp.MustCompile(`steps\.([a-z]+)\.outputs\.([a-z]+)`).FindAllStringSubmatch(text, -1) {
		if !slices.Contains(ids, m[1]) || !strings.Contains(script, `echo "`+m[2]+"=") {
			t.Errorf("%s is set by no step", m[0])
		}
	}
	var workflow struct {
		Jobs map[string]struct{ Steps []step }
	}
	if err := yaml.Unmarshal([]byte(readCI(t, "ci/github.yml")), &workflow); err != nil {
		t.Fatal(err)
	}
	used := 0
	for _, s := range workflow.Jobs["outgate"].Steps {
		if strings.HasPrefix(s.Uses, "outgate/outgate@") {
			used++
			for name := range s.With {
				if _, ok := action.Inputs[name]; !ok {
					t.Errorf("the workflow gives %s, which is no input", name)
				}
			}
		}
	}
	if used != 1 || action.Runs.Using != "composite" {
		t.Errorf("%d uses of a %s action", used, action.Runs.Using)
	}
}

func needBash(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("no bash here")
	}
}

// script runs a script of the action as a job does and returns what it prints.
func script(t *testing.T, name, dir string, env map[string]string) (string, error) {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("../../ci/action", name))
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("bash", "-n", path).CombinedOutput(); err != nil {
		t.Fatalf("%s: %s", name, out)
	}
	cmd := exec.Command("bash", path)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + env["PATH"] + ":" + os.Getenv("PATH"), "LC_ALL=C"}
	for k, v := range env {
		if k != "PATH" {
			cmd.Env = append(cmd.Env, k+"="+v)
		}
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// asProgram puts a program of that name that is this test binary playing outgate into a folder.
func asProgram(t *testing.T, dir string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("#!/bin/sh\n%s=1 exec %q \"$@\"\n", beOutgate, self)
	if err := os.WriteFile(filepath.Join(dir, "outgate"), []byte(text), 0o777); err != nil {
		t.Fatal(err)
	}
}

// The step of the action that judges, run as GitHub runs it.
func TestActionCheck(t *testing.T) {
	needBash(t)
	clean, bad := cleanRepository(t), cleanRepository(t)
	if err := os.Remove(filepath.Join(bad, "LICENSE")); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, dir, args, policy, want string
		reports                       bool
	}{
		{"pass", clean, "--now 2026-06-01", "", "verdict=PASS", true},
		{"fail", bad, "--now 2026-06-01\n--history none", "", "verdict=FAIL", true},
		{"usage", clean, "--no-such-flag", "", "verdict=no verdict", false},
		{"a value that is no word of the shell", clean, "$(touch owned) `touch owned` *", "", "verdict=no verdict", false},
		{"a policy that is no flag", clean, "", "--version", "verdict=no verdict", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			home := t.TempDir()
			asProgram(t, home)
			file := func(name string) string { return filepath.Join(home, name) }
			out, err := script(t, "check.sh", test.dir, map[string]string{
				"PATH": home, "HOME": home, "RUNNER_TEMP": home, "GITHUB_OUTPUT": file("output"), "GITHUB_STEP_SUMMARY": file("summary"),
				"OUTGATE_PATH": ".", "OUTGATE_POLICY": test.policy, "OUTGATE_SINCE": "", "OUTGATE_ARGS": test.args,
			})
			if err != nil {
				t.Fatalf("the step fails: %v\n%s", err, out)
			}
			output, _ := os.ReadFile(file("output"))
			summary, _ := os.ReadFile(file("summary"))
			if !strings.Contains(string(output), test.want+"\n") {
				t.Errorf("outputs:\n%s%s", output, out)
			}
			if test.reports != strings.Contains(string(summary), "outgate: "+strings.TrimPrefix(test.want, "verdict=")) || !strings.Contains(out, "::") {
				t.Errorf("summary:\n%s\nlog:\n%s", summary, out)
			}
			for _, name := range []string{"outgate.json", "outgate.sarif", "junit.xml"} {
				if _, err := os.Stat(filepath.Join(home, "outgate", name)); (err == nil) != test.reports {
					t.Errorf("%s: %v", name, err)
				}
			}
			if _, err := os.Stat(filepath.Join(test.dir, "owned")); err == nil {
				t.Error("an input was run")
			}
		})
	}
}

// The step that installs takes an archive whose digest is right, and no other.
func TestActionInstall(t *testing.T) {
	needBash(t)
	if _, err := exec.LookPath("tar"); err != nil {
		t.Skip("no tar here")
	}
	archive := tarball(t, "outgate", "#!/bin/sh\necho released\n")
	for _, test := range []struct{ name, version, digest, os, want string }{
		{"right", "v1.2.3", "", "Linux", ""},
		{"wrong digest", "v1.2.3", strings.Repeat("0", 64), "Linux", "is not what checksums.txt of the release says"},
		{"not listed", "v1.2.4", "", "Linux", "is not what checksums.txt of the release says"},
		{"other system", "v1.2.3", "", "Plan9", "no release for Plan9"},
		{"no version", "latest", "", "Linux", "version must be a release"},
		{"not installed", "installed", "", "Linux", "no outgate on the PATH"},
	} {
		t.Run(test.name, func(t *testing.T) {
			temp := t.TempDir()
			digest := test.digest
			if digest == "" {
				digest = fmt.Sprintf("%x", sha256.Sum256(archive))
			}
			store, bin := filepath.Join(temp, "store"), filepath.Join(temp, "bin")
			write(t, store, "checksums.txt", digest+"  outgate_1.2.3_linux_amd64.tar.gz\n")
			write(t, store, "outgate_1.2.3_linux_amd64.tar.gz", string(archive))
			write(t, store, "outgate_1.2.4_linux_amd64.tar.gz", string(archive))
			write(t, bin, "curl", "#!/bin/sh\nwhile [ $# -gt 1 ]; do case \"$1\" in --output) out=$2;; esac; shift; done\ncp \"$STORE/${1##*/}\" \"$out\"\n")
			if err := os.Chmod(filepath.Join(bin, "curl"), 0o777); err != nil {
				t.Fatal(err)
			}
			paths := filepath.Join(temp, "paths")
			out, err := script(t, "install.sh", temp, map[string]string{"PATH": bin, "STORE": store, "RUNNER_TEMP": temp, "RUNNER_OS": test.os, "RUNNER_ARCH": "X64", "OUTGATE_VERSION": test.version, "GITHUB_PATH": paths, "GITHUB_ACTION_PATH": "../.."})
			if test.want != "" {
				if _, there := exec.LookPath("outgate"); test.version == "installed" && there == nil {
					t.Skip("outgate is installed here")
				}
				if err == nil || !strings.Contains(out, test.want) {
					t.Errorf("%v:\n%s", err, out)
				}
				if _, err := os.Stat(paths); err == nil {
					t.Error("the PATH was changed")
				}
				return
			}
			if err != nil {
				t.Fatalf("%v:\n%s", err, out)
			}
			added, _ := os.ReadFile(paths)
			said, err := exec.Command(filepath.Join(strings.TrimSpace(string(added)), "outgate")).Output()
			if err != nil || string(said) != "released\n" {
				t.Errorf("%s: %v %s", added, err, said)
			}
		})
	}
}

func tarball(t *testing.T, name, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o777, Size: int64(len(text))}); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The problem matcher finds in real output what stands there, with its file and line.
func TestProblemMatcher(t *testing.T) {
	var matcher struct {
		ProblemMatcher []struct {
			Owner   string
			Pattern []struct {
				Regexp                     string
				Severity, Code, File, Line int
				Loop                       bool
			}
		}
	}
	if err := json.Unmarshal([]byte(readCI(t, "ci/outgate-matcher.json")), &matcher); err != nil {
		t.Fatal(err)
	}
	find := func(text string) (found []string) {
		lines := strings.Split(text, "\n")
		for _, m := range matcher.ProblemMatcher {
			p := m.Pattern
			last := len(p) - 1
			if !p[last].Loop {
				t.Fatalf("%s does not loop", m.Owner)
			}
			for i := 0; i < len(lines); i++ { // as a runner does: line by line, the last pattern again and again
				head := regexp.MustCompile(p[0].Regexp).FindStringSubmatch(lines[i])
				if head == nil || last == 2 && (i+1 == len(lines) || !regexp.MustCompile(p[1].Regexp).MatchString(lines[i+1])) {
					continue
				}
				for i += last; i < len(lines); i++ {
					place := regexp.MustCompile(p[last].Regexp).FindStringSubmatch(lines[i])
					if place == nil {
						break
					}
					found = append(found, strings.Join([]string{head[p[0].Severity], head[p[0].Code], place[p[last].File], place[p[last].Line]}, " "))
				}
				i--
			}
		}
		slices.Sort(found)
		return found
	}
	_, out, _ := outgate(t, "check", "--now", "2026-06-01", plantedRepository(t))
	if got, want := find(out), []string{"error holder-foreign alien.go 1", "error license-denied sort.go 2"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q in\n%s", got, want, out)
	}
	got := find("error[license-denied]: GPL may not ship  3 places  post: compliance\n   third_party/a b/LICENSE:1-674  matched\n   c.go:7\n   policy.yaml:7:5                strong = fail\n" +
		"warning[holder-foreign]: a long line that\n   goes on  V-01234567  post: ip\n   d.go:9\n")
	if want := []string{"error license-denied c.go 7", "error license-denied third_party/a b/LICENSE 1", "warning holder-foreign d.go 9"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// init writes the pipeline for a service, and over nothing.
func TestInitCI(t *testing.T) {
	for _, service := range ci.Services() {
		p, err := ci.For(service, "")
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		file := filepath.Join(dir, filepath.FromSlash(p.Path))
		expect(t, 0, "look at it, then commit it", "init", "--ci", service, dir)
		if text, err := os.ReadFile(file); err != nil || string(text) != p.Text {
			t.Errorf("%s: %v\n%s", service, err, text)
		}
		if err := os.WriteFile(file, []byte("mine\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		expect(t, exitUsage, "exists already; take over what you need from --stdout, or replace it with --force", "init", "--ci", service, dir)
		expect(t, 0, "outgate", "init", "--ci", service, "--stdout", dir)
		if text, _ := os.ReadFile(file); string(text) != "mine\n" {
			t.Errorf("%s was overwritten", service)
		}
		expect(t, 0, "wrote", "init", "--ci", service, "--force", dir)
		if text, _ := os.ReadFile(file); string(text) != p.Text {
			t.Errorf("%s was not replaced", service)
		}
		newer, err := ci.For(service, "v9.8.7")
		if err != nil || !strings.Contains(newer.Text, "v9.8.7") || strings.Contains(newer.Text, "v0.1.0") {
			t.Errorf("%s: %v\n%s", service, err, newer.Text)
		}
	}
	expect(t, exitUsage, `unknown service "githup" (known: github, gitlab, jenkins); did you mean "github"?`, "init", "--ci", "githup")
	expect(t, exitUsage, "--force is for --ci", "init", "--force")
}
