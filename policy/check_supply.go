// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"strings"

	"github.com/outgate/outgate/inventory"
)

// supplyDetector reads workflows, and the manifests of dependencies that are no packages.
const supplyDetector = "supply"

// supplyCheck judges the flaws of some kinds; words says what one of them is. Nil words leaves it out.
func supplyCheck(c Check, severity Severity, of func(*Policy, string) setting, kinds []string, message func(j *judge, s *inventory.Supply) string) check {
	return check{
		Check: c, needs: []string{supplyDetector}, waivable: true,
		on: func(p *Policy) bool {
			for _, k := range kinds {
				if !of(p, k).allows() {
					return true
				}
			}
			return false
		},
		run: func(j *judge) {
			for i := range j.inv.Supply {
				s := &j.inv.Supply[i]
				if !oneOf(s.Kind, kinds) {
					continue
				}
				text := message(j, s)
				if text == "" {
					continue
				}
				level := of(j.p, s.Kind)
				switch s.Context {
				case inventory.RoleTest, inventory.RoleExample, inventory.RoleDocs:
					level = level.cap(LevelNote, "tests, examples and documentation are not in the release")
				case inventory.RoleVendored:
					continue // the library's own
				}
				j.raise(level, severity, item{
					v:       Violation{Message: text, Location: inventory.Location{Path: s.Path, StartLine: s.Line, EndLine: s.Line}, Evidence: clip(s.Text)},
					content: s.Kind, where: s.Path, detail: s.Kind + " " + s.Text,
				})
			}
		},
	}
}

func dependencyUnresolvable() check {
	return supplyCheck(Check{
		Code: "dependency-unresolvable", Post: PostSecurity,
		Title: "A dependency that strangers cannot fetch",
		Doc: "A manifest points to a directory outside of the repository or to one that is not in it (dependencies.local: replace of go.mod, file: of npm, path of Cargo and others), to a repository behind ssh, which asks for an account (dependencies.ssh), " +
			"or to a file of the machine that builds (dependencies.system). Whoever gets the release cannot build it, and the name of what is missing tells of the inside. Private registries are what leak-internal speaks of.",
		Help: "publish the dependency and name it by its package, take it into the repository, or fetch it by https",
	}, Medium, func(p *Policy, kind string) setting { return p.unresolvable[kind] }, []string{inventory.SupplyLocal, inventory.SupplySSH, inventory.SupplySystem},
		func(j *judge, s *inventory.Supply) string {
			switch {
			case s.Kind == inventory.SupplySSH:
				return "a dependency is fetched over ssh, which asks for an account"
			case s.Target == "" && s.Kind == inventory.SupplySystem:
				return "a dependency is a file of the machine that builds"
			case s.Target == "":
				return "a dependency is a directory outside of the repository"
			case !j.hasPath(s.Target):
				return "a dependency is a path that is not in the repository"
			}
			return ""
		})
}

// hasPath reports whether the tree has a file at a path, or below it.
func (j *judge) hasPath(target string) bool {
	if j.paths == nil {
		j.paths = map[string]bool{".": true}
		for i := range j.inv.Files {
			for p := j.inv.Files[i].Path; p != "" && !j.paths[p]; p, _ = split(p) {
				j.paths[p] = true
			}
		}
	}
	if j.paths[target] {
		return true
	}
	for _, m := range j.inv.Subject.Submodules {
		if target == m.Path || strings.HasPrefix(target, m.Path+"/") {
			return true
		}
	}
	return false
}

func workflowUnpinned() check {
	return supplyCheck(Check{
		Code: "workflow-unpinned", Post: PostSecurity,
		Title: "A workflow runs an action by a name that can be moved",
		Doc: "A step of GitHub Actions names an action by a tag or branch, or an image by a tag. Whoever can move it decides what runs with the rights and secrets of the repository. A commit id (40 digits) or a digest cannot be moved. " +
			"One violation for each workflow.",
		Help: "name the commit, with the version in a comment: uses: owner/action@<commit> # v4",
	}, Low, func(p *Policy, _ string) setting { return p.unpinned }, []string{inventory.SupplyUnpinned},
		func(_ *judge, s *inventory.Supply) string { return "an action is named by what can be moved" })
}

func workflowUntrusted() check {
	return supplyCheck(Check{
		Code: "workflow-untrusted", Post: PostSecurity,
		Title: "A workflow lets strangers run commands",
		Doc: "A workflow that runs with the rights of the repository (pull_request_target, workflow_run) checks out what a stranger proposes, or a script holds a text that strangers write, such as a title or the name of a branch, in place of reading it from a variable. " +
			"Either way whoever opens a pull request or an issue can run commands with the secrets of the repository.",
		Help: "do the work in a workflow on pull_request, which has no secrets; hand texts over by env: and quote them in the script",
	}, High, func(p *Policy, _ string) setting { return p.untrusted }, []string{inventory.SupplyCheckout, inventory.SupplyInjection},
		func(_ *judge, s *inventory.Supply) string {
			if s.Kind == inventory.SupplyCheckout {
				return "a workflow with the rights of the repository checks out what strangers propose"
			}
			return "a script holds a text that strangers write"
		})
}

func workflowPermissions() check {
	return supplyCheck(Check{
		Code: "workflow-permissions", Post: PostSecurity,
		Title: "A workflow does not restrict what it may do",
		Doc:   "A workflow of GitHub Actions has write-all, or says nothing of permissions, so that the default of the repository counts, which may be to write everything.",
		Help:  "write `permissions: {contents: read}` at the top, and more only for the job that needs it",
	}, Low, func(p *Policy, _ string) setting { return p.permissions }, []string{inventory.SupplyPermissions},
		func(_ *judge, s *inventory.Supply) string {
			if s.Text == "permissions: write-all" {
				return "the workflow may write everything"
			}
			return "the workflow does not say what it may do"
		})
}
