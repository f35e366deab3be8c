// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// asNobody makes a child run as an ordinary user, because root may read every
// file, and opens the way to dir for it. For an ordinary user it is nil.
func asNobody(t *testing.T, dir string) *syscall.SysProcAttr {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	const nobody = 65534
	for d := dir; d != "/" && d != "/tmp"; d = filepath.Dir(d) {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	// The test binary lives in a directory of root's own.
	for d := filepath.Dir(os.Args[0]); d != "/" && d != "/tmp"; d = filepath.Dir(d) {
		_ = os.Chmod(d, 0o755)
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
}

// TestHermetic runs a default check in an empty network namespace and with
// fake tools on PATH. Neither is touched.
func TestHermetic(t *testing.T) {
	dir := cleanRepository(t)
	write(t, dir, "go.mod", "module example.org/m\n\ngo 1.26\n\nrequire github.com/google/uuid v1.6.0\n")
	write(t, dir, "package.json", `{"name":"x","version":"1.0.0","dependencies":{"left-pad":"1.3.0"}}`)
	write(t, dir, "pom.xml", "<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>a</artifactId><version>1</version><dependencies><dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.13.2</version></dependency></dependencies></project>\n")
	write(t, dir, ".gitmodules", "[submodule \"x\"]\n\tpath = x\n\turl = https://example.org/x.git\n")
	bin, mark := t.TempDir(), filepath.Join(t.TempDir(), "called")
	for _, tool := range []string{"go", "git", "mvn", "npm", "node", "python3", "pip", "cargo", "gradle", "ssh", "curl", "sh"} {
		write(t, bin, tool, "#!/bin/sh\necho "+tool+" \"$@\" >> "+mark+"\nexit 1\n")
		if err := os.Chmod(filepath.Join(bin, tool), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin)
	attr := &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	facts := filepath.Join(t.TempDir(), "facts.json")
	status, out := child(t, attr, "check", "-o", "inventory="+facts, dir)
	inventory, err := os.ReadFile(facts)
	if err != nil {
		t.Fatalf("status %d: %v\n%s", status, err, out)
	}
	for _, purl := range []string{"pkg:golang/github.com/google/uuid@v1.6.0", "pkg:maven/junit/junit@4.13.2"} {
		if !strings.Contains(string(inventory), purl) {
			t.Errorf("%s was not found, so the tools had no reason to run", purl)
		}
	}
	if called, err := os.ReadFile(mark); err == nil {
		t.Errorf("programs were started:\n%s", called)
	}
}
