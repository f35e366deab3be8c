// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestReadmeCommands runs every command of the README.
func TestReadmeCommands(t *testing.T) {
	if _, err := os.Stat("../../.git/shallow"); err == nil {
		t.Skip("this clone is shallow: outgate rightly calls it incomplete")
	}
	text := readme(t)
	other := cleanRepository(t)
	if err := os.RemoveAll(filepath.Join(other, ".outgate")); err != nil { // for the README's init
		t.Fatal(err)
	}
	t.Chdir("../..")
	ran := 0
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(text, -1) {
		for line := range strings.Lines(block[1]) {
			ran++
			words := strings.Fields(strings.ReplaceAll(line, "../your-repository", other))
			switch command := strings.Join(words, " "); {
			case strings.HasPrefix(command, "go run ./cmd/outgate "):
				if status, out, stderr := outgate(t, words[3:]...); status != 0 {
					t.Errorf("%s: status %d\n%s%s", command, status, out, stderr)
				}
			case strings.HasPrefix(command, "./outgate "):
				// Somebody's repository may fail; it may not be a mistake in the command.
				if status, out, stderr := outgate(t, words[1:]...); status == exitUsage {
					t.Errorf("%s: status %d\n%s%s", command, status, out, stderr)
				}
			case command == "go build -o outgate ./cmd/outgate":
				build := exec.Command("go", "build", "-o", filepath.Join(t.TempDir(), "outgate"), "./cmd/outgate")
				if out, err := build.CombinedOutput(); err != nil {
					t.Errorf("%s: %v\n%s", command, err, out)
				}
			case command == "go test ./...": // what runs this test
				ci, err := os.ReadFile(".ci/run")
				if err != nil || !strings.Contains(string(ci), command) {
					t.Errorf(".ci/run does not call %q: %v", command, err)
				}
			default:
				t.Errorf("no test runs %q", command)
			}
		}
	}
	if ran < 4 {
		t.Errorf("only %d commands found", ran)
	}
}

// TestReadmeCounts holds what the README counts against what "rules list" lists.
func TestReadmeCounts(t *testing.T) {
	_, out, _ := outgate(t, "rules", "list")
	listed, table := map[string]int{}, ""
	for line := range strings.Lines(out) {
		switch words := strings.Fields(line); {
		case len(words) > 0 && words[0] == strings.ToUpper(words[0]):
			table = words[0]
		case len(words) > 0:
			listed[table]++
		}
	}
	secrets := strings.Count(out, "\nsecret/")
	for _, want := range []string{fmt.Sprintf("%d checks (", listed["CHECK"]), map[int]string{12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen"}[listed["PRESET"]] + " presets", fmt.Sprintf("over %d rules", secrets/50*50)} {
		if !strings.Contains(readme(t), want) {
			t.Errorf("the README does not say %q", want)
		}
	}
}

// TestReadmeTranscript compares the README's transcript with what the program
// prints for the planted repository, which is the same on every machine.
func TestReadmeTranscript(t *testing.T) {
	dir := plantedRepository(t)
	_, out, _ := outgate(t, "check", "--now", "2026-06-01", dir)
	blocks := regexp.MustCompile("(?s)```text\n\\$ outgate check example\n(.*?)```").FindStringSubmatch(readme(t))
	if blocks == nil {
		t.Fatal("the README has no transcript")
	}
	for _, part := range strings.Split(blocks[1], "...\n") {
		if !strings.Contains(out, strings.TrimSpace(part)) {
			t.Errorf("the program does not print:\n%s\nit prints:\n%s", part, out)
		}
	}
}
