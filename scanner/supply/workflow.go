// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package supply

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// isWorkflow knows the workflows of GitHub Actions, and the actions that a repository holds for them.
func isWorkflow(p string) bool {
	dir, name := path.Split(p)
	yaml := strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, ".yaml")
	return yaml && (dir == ".github/workflows/" || (name == "action.yml" || name == "action.yaml") && (dir == "" || strings.HasPrefix(dir, ".github/")))
}

var (
	uses     = regexp.MustCompile(`^\s*(?:-\s+)?uses:\s*['"]?([^\s'"#]+)`)
	commitID = regexp.MustCompile(`^[0-9a-f]{40}(?:[0-9a-f]{24})?$`)
	trigger  = regexp.MustCompile(`^\s*(?:-\s*)?(?:on\s*:|['"]on['"]\s*:)?[\s\[{,]*(?:[\w, ]*[\s,\[])?(pull_request_target|workflow_run)\b`)
	block    = regexp.MustCompile(`^(\s*)(?:-\s+)?(run|script):\s*(.*)$`)
	proposed = regexp.MustCompile(`github\.event\.pull_request\.head\.(?:sha|ref)|github\.head_ref|github\.event\.workflow_run\.head_(?:sha|branch)|refs/pull/\$\{\{`)
	// What strangers write: titles, texts, names of branches, messages of commits.
	written = regexp.MustCompile(`\$\{\{\s*(?:github\.head_ref|github\.event\.(?:issue\.(?:title|body)|pull_request\.(?:title|body|head\.(?:ref|label|repo\.default_branch))|comment\.body|review\.body|review_comment\.body|discussion\.(?:title|body)|` +
		`pages[^}]*\.page_name|head_commit\.(?:message|author\.(?:name|email))|commits[^}]*\.(?:message|author\.(?:name|email))|workflow_run\.(?:head_branch|display_title|head_commit\.message)))\s*\}\}`)
	permissions = regexp.MustCompile(`^\s*permissions:\s*(\S*)`)
)

// workflow reads a workflow.
func workflow(o *found, text []byte) {
	privileged := bytes.Contains(text, []byte("pull_request_target")) || bytes.Contains(text, []byte("workflow_run"))
	if privileged {
		privileged = false
		lines(text, func(line string, _ int) { privileged = privileged || trigger.MatchString(uncommented(line)) })
	}
	w := walk{found: o, privileged: privileged, indent: -1}
	lines(text, w.line)
	if !w.restricted && w.jobs > 0 {
		o.add(inventory.SupplyPermissions, "no permissions are set", "", w.jobs)
	}
}

// walk goes through the lines of one workflow.
type walk struct {
	*found
	privileged bool // it runs with the rights of the repository on what strangers do
	indent     int  // of the key of the script that the lines belong to; -1 outside
	restricted bool // it says what it may do
	jobs       int  // the line of "jobs:"
}

func (w *walk) line(text string, at int) {
	if trimmed := strings.TrimSpace(text); trimmed == "" {
		return
	}
	if w.indent >= 0 && indentOf(text) <= w.indent {
		w.indent = -1
	}
	if w.indent >= 0 {
		w.script(text, at)
		return
	}
	text = uncommented(text)
	if m := block.FindStringSubmatch(text); m != nil {
		if body := strings.TrimSpace(m[3]); body == "" || body[0] == '|' || body[0] == '>' {
			w.indent = len(m[1])
		} else {
			w.script(m[3], at)
		}
		return
	}
	switch {
	case strings.HasPrefix(text, "jobs:"):
		w.jobs = at
	case permissions.MatchString(text):
		w.restricted = true
		if strings.Trim(permissions.FindStringSubmatch(text)[1], `'"`) == "write-all" {
			w.add(inventory.SupplyPermissions, strings.TrimSpace(text), "", at)
		}
	}
	if m := uses.FindStringSubmatch(text); m != nil && !pinned(m[1]) {
		w.add(inventory.SupplyUnpinned, m[1], "", at)
	}
	key, value, _ := strings.Cut(strings.TrimSpace(text), ":")
	if w.privileged && (key == "ref" || key == "repository") && (proposed.MatchString(value) || strings.Contains(value, "pull_request.head.repo")) {
		w.add(inventory.SupplyCheckout, strings.TrimSpace(text), "", at)
	}
}

// script reads a line of a script.
func (w *walk) script(text string, at int) {
	if m := written.FindString(text); m != "" {
		w.add(inventory.SupplyInjection, m, "", at)
	}
	if w.privileged && (strings.Contains(text, "git checkout") || strings.Contains(text, "git fetch") || strings.Contains(text, "gh pr checkout")) &&
		(proposed.MatchString(text) || strings.Contains(text, "gh pr checkout")) {
		w.add(inventory.SupplyCheckout, text, "", at)
	}
}

// pinned reports an action that cannot become another one: of the repository itself, a commit, a digest.
func pinned(action string) bool {
	if strings.HasPrefix(action, "./") || strings.HasPrefix(action, "$") {
		return true
	}
	if strings.HasPrefix(action, "docker://") {
		return strings.Contains(action, "@sha256:")
	}
	_, ref, _ := strings.Cut(action, "@")
	return commitID.MatchString(ref)
}

func indentOf(text string) int { return len(text) - len(strings.TrimLeft(text, " ")) }

// uncommented takes the comment from a line of YAML.
func uncommented(text string) string {
	if trimmed := strings.TrimSpace(text); strings.HasPrefix(trimmed, "#") {
		return ""
	}
	before, _, _ := strings.Cut(text, " #")
	return before
}
