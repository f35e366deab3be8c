// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/outgate/outgate/policy"
)

var update = flag.Bool("update", false, "rewrite the expected output of the scripts")

func TestMain(m *testing.M) {
	if os.Getenv(beOutgate) != "" { // the test binary plays the program, for tests that need a process
		main()
	}
	testscript.Main(m, map[string]func(){"outgate": main})
}

// TestScript runs testdata/script: acceptance tests through the real main.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "../../testdata/script",
		UpdateScripts: *update,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"commit": func(ts *testscript.TestScript, _ bool, args []string) {
				if len(args) != 2 {
					ts.Fatalf("usage: commit DIR MESSAGE")
				}
				ts.Check(commitAll(ts.MkAbs(args[0]), args[1]))
			},
			"assemble": assemble,
			"stage":    stage,
			"stamp":    stamp,
			"status":   status,
			"publickey": func(ts *testscript.TestScript, _ bool, args []string) {
				block, _ := pem.Decode([]byte(ts.ReadFile(args[0])))
				ts.Setenv(args[1], base64.StdEncoding.EncodeToString(block.Bytes))
			},
			"bind": bind,
			"violation": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Setenv(args[2], violationID(ts, args[0], args[1]))
			},
			"replace": func(ts *testscript.TestScript, _ bool, args []string) { substitute(ts, args[2], args[1], args[0]) },
		},
	})
}

// commitAll commits every file of the directory, making it a repository first
// when it is none. Author and date are fixed; each commit is a day later.
func commitAll(dir, message string) error {
	repo, err := git.PlainInit(dir, false)
	if err != nil {
		if repo, err = git.PlainOpen(dir); err != nil {
			return err
		}
	}
	tree, err := repo.Worktree()
	if err != nil {
		return err
	}
	when := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	if head, err := repo.Head(); err == nil {
		c, err := repo.CommitObject(head.Hash())
		if err != nil {
			return err
		}
		when = c.Author.When.AddDate(0, 0, 1)
	}
	if err := tree.AddWithOptions(&git.AddOptions{All: true}); err != nil {
		return err
	}
	_, err = tree.Commit(message, &git.CommitOptions{Author: &object.Signature{Name: "Ada Example", Email: "ada@example.org", When: when}})
	return err
}

// stage adds files to the index of a repository, which it makes when there is none.
func stage(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: stage DIR FILE...")
	}
	dir := ts.MkAbs(args[0])
	repo, err := git.PlainInit(dir, false)
	if err != nil {
		repo, err = git.PlainOpen(dir)
	}
	ts.Check(err)
	tree, err := repo.Worktree()
	ts.Check(err)
	for _, name := range args[1:] {
		_, err := tree.Add(name)
		ts.Check(err)
	}
}

// assemble replaces, in a file, each {{a|b|c}} by abc: so that secret-shaped
// text comes to be at run time and never stands in this repository.
func assemble(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		path := ts.MkAbs(name)
		data, err := os.ReadFile(path)
		ts.Check(err)
		ts.Check(os.WriteFile(path, []byte(joined(string(data))), 0o666))
	}
}

func joined(text string) string {
	for {
		before, rest, found := strings.Cut(text, "{{")
		if !found {
			return text
		}
		inside, after, _ := strings.Cut(rest, "}}")
		text = before + strings.ReplaceAll(inside, "|", "") + after
	}
}

// status runs a command that must end with an exit status.
func status(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit status %d", got)
	}
}

// stamp replaces COMMIT in a file by the id of the HEAD of a repository.
func stamp(ts *testscript.TestScript, _ bool, args []string) {
	repo, err := git.PlainOpen(ts.MkAbs(args[0]))
	ts.Check(err)
	head, err := repo.Head()
	ts.Check(err)
	substitute(ts, args[1], "COMMIT", head.Hash().String())
}

// bind replaces PRINT in a file by the fingerprint, and SHORT by its first 8
// digits, of the first secret that an inventory has at a path.
func bind(ts *testscript.TestScript, _ bool, args []string) {
	inv, err := readInventory(ts.MkAbs(args[0]))
	ts.Check(err)
	for _, s := range inv.Secrets {
		if s.Path == args[1] {
			substitute(ts, args[2], "PRINT", s.Fingerprint)
			substitute(ts, args[2], "SHORT", s.Fingerprint[:8])
			substitute(ts, args[2], "RULE", s.Rule)
			return
		}
	}
	ts.Fatalf("no secret at %s in %s", args[1], args[0])
}

// violationID is the id of the first violation of a check in a verdict.
func violationID(ts *testscript.TestScript, file, check string) string {
	data, err := os.ReadFile(ts.MkAbs(file))
	ts.Check(err)
	var v policy.Verdict
	ts.Check(json.Unmarshal(data, &v))
	for _, x := range v.Violations {
		if x.Check == check {
			return x.ID
		}
	}
	ts.Fatalf("no violation of %s in %s", check, file)
	return ""
}

func substitute(ts *testscript.TestScript, name, old, new string) {
	path := ts.MkAbs(name)
	data, err := os.ReadFile(path)
	ts.Check(err)
	ts.Check(os.WriteFile(path, []byte(strings.ReplaceAll(string(data), old, new)), 0o666))
}

// write makes a file with its directories.
func write(t *testing.T, dir, name, content string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}
