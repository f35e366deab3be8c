// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// The service is asked when a person says so, and at no other time.
func TestOnline(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		fmt.Fprint(w, `{"versionKey":{"name":"x"},"licenses":["ISC"],"links":[{"label":"SOURCE_REPO","url":"https://example.org/left"}]}`)
	}))
	defer server.Close()
	t.Setenv("HTTP_PROXY", "") // the server is local
	dir := cleanRepository(t)
	write(t, dir, "requirements.txt", "left==1.0.0\n")
	facts := filepath.Join(t.TempDir(), "facts.json")

	expect(t, 0, "licenses known for 0 of 1 fetched", "check", "-o", "inventory="+facts, dir)
	expect(t, 2, "go with --online", "check", "--online-url", server.URL, dir)
	expect(t, 2, "no pattern of package URLs", "check", "--online", "--online-exclude", "left", dir)
	expect(t, 2, "no address of the service", "check", "--online", "--online-url", "ftp://x", dir)
	expect(t, 0, "deps.dev asked for the licenses of 0 packages", "check", "--online", "--online-url", server.URL, "--online-exclude", "pkg:pypi/*", dir)
	if n := asked.Load(); n != 0 {
		t.Fatalf("%d questions that nobody wanted", n)
	}

	expect(t, 0, "licenses known for 1 of 1 fetched", "check", "--online", "--online-url", server.URL, dir)
	expect(t, 0, `"outgate:online"`, "sbom", "--online", "--online-url", server.URL, "--format", "cyclonedx-json", dir)
	expect(t, 0, "declared as deps.dev said on", "sbom", "--online", "--online-url", server.URL, facts)
	expect(t, 0, "licenses known for 1 of 1 fetched", "check", "--online", "--online-url", server.URL, "--policy", filepath.Join(dir, ".outgate/policy.yaml"), facts)
	if n := asked.Load(); n != 4 {
		t.Errorf("%d questions, want 4", n)
	}

	// No answer is no license, and the verdict says that it was not examined.
	server.Close()
	status, out, _ := outgate(t, "check", "--online", "--online-url", server.URL, dir)
	if status != 3 || !strings.Contains(out, "did not answer for 1 of 1 packages") || !strings.Contains(out, "known for 0 of 1 fetched") {
		t.Errorf("status %d\n%s", status, out)
	}
	if _, err := os.Stat(facts); err != nil {
		t.Error(err)
	}
}
