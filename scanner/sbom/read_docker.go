// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/outgate/outgate/inventory"
)

var (
	dockerFrom  = regexp.MustCompile(`(?i)^FROM\s+(?:--platform=\S+\s+)?(\S+)(?:\s+AS\s+(\S+))?\s*$`)
	dockerArg   = regexp.MustCompile(`(?i)^ARG\s+(\w+)=["']?([^\s"']*)`)
	dockerValue = regexp.MustCompile(`\$\{(\w+)(?::?-([^}]*))?\}|\$(\w+)`)
)

// fillDocker fills in the arguments of a Dockerfile that have a default.
func fillDocker(text string, args map[string]string, missing *bool) string {
	return dockerValue.ReplaceAllStringFunc(text, func(v string) string {
		g := dockerValue.FindStringSubmatch(v)
		value := args[g[1]+g[3]]
		if value == "" {
			value = g[2]
		}
		*missing = *missing || value == ""
		return value
	})
}

// readDockerfile reads the base images of a Dockerfile. They run the release or
// build it and are no part of the source: scope ci.
func readDockerfile(_ *workspace, m manifest) (r report) {
	if ext := path.Ext(m.path); ext == ".md" || ext == ".dockerignore" || ext == ".go" || ext == ".py" || ext == ".sh" {
		return r
	}
	args, stages := map[string]string{}, map[string]bool{}
	n, unread := 0, 0
	for line := range bytes.Lines(withoutBOM(m.text)) {
		n++
		body := strings.TrimSpace(string(line))
		if a := dockerArg.FindStringSubmatch(body); a != nil {
			if _, known := args[a[1]]; !known {
				args[a[1]] = a[2]
			}
		}
		f := dockerFrom.FindStringSubmatch(body)
		if f == nil {
			continue
		}
		missing := false
		named, tag := f[1], ""
		if i := strings.LastIndexByte(named, '/') + 1; strings.ContainsRune(named[i:], ':') {
			i += strings.IndexByte(named[i:], ':')
			if strings.Count(named[:i], "{") == strings.Count(named[:i], "}") {
				named, tag = named[:i], named[i:]
			}
		}
		image := fillDocker(named, args, &missing)
		untold := false // a tag that only the build knows is an unknown version
		if tag = fillDocker(tag, args, &untold); !untold {
			image += tag
		}
		known := stages[strings.ToLower(image)] || strings.EqualFold(image, "scratch")
		if f[2] != "" {
			stages[strings.ToLower(f[2])] = true
		}
		switch {
		case known:
		case missing || strings.ContainsAny(image, "{}$<>"):
			unread++
		default:
			one := found{scope: inventory.ScopeCI, direct: true, path: m.path, line: n}
			dockerImage(&one, image)
			r.found = append(r.found, one)
		}
	}
	if unread > 0 && m.role == inventory.RoleProduct {
		r.problems = append(r.problems, problem{m.path, inventory.GapGiven, fmt.Sprintf("%d base images of the Dockerfile are arguments of the build", unread)})
	}
	return r
}
