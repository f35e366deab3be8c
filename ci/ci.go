// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package ci holds what runs outgate in a pipeline: the workflow for GitHub Actions,
// the template for GitLab and the snippet for Jenkins, which `outgate init --ci` writes,
// the problem matcher for GitHub, and the scripts of the action (action.yml at
// the root of the repository).
package ci

import (
	_ "embed"
	"fmt"
	"strings"
)

var (
	//go:embed github.yml
	github string
	//go:embed gitlab.yml
	gitlab string
	//go:embed Jenkinsfile
	jenkins string
)

// Pipeline is a file that runs outgate in a service.
type Pipeline struct {
	Service string // "github", "gitlab" or "jenkins"
	Path    string // where the service expects it, below the root of the repository
	Text    string
}

// releaseInFiles is the version that the files name.
const releaseInFiles = "v0.1.0"

// Services names the services, in the order in which help shows them.
func Services() []string { return []string{"github", "gitlab", "jenkins"} }

// For returns the file for a service. version is the release it is to use, "v1.2.3";
// "" leaves the one that the file names.
func For(service, version string) (Pipeline, error) {
	p := Pipeline{Service: service}
	switch service {
	case "github":
		p.Path, p.Text = ".github/workflows/outgate.yml", github
	case "gitlab":
		p.Path, p.Text = ".gitlab-ci.yml", gitlab
	case "jenkins":
		p.Path, p.Text = "Jenkinsfile", jenkins
	default:
		return p, fmt.Errorf("unknown service %q (known: %s)", service, strings.Join(Services(), ", "))
	}
	if version != "" {
		p.Text = strings.ReplaceAll(p.Text, releaseInFiles, version)
	}
	return p, nil
}
