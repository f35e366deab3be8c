// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "slices"

// What is staged for a commit is judged by less than a release: by the checks
// whose facts stand in one file each, whatever the other files hold. Those on
// licenses, components and the files that a repository must have look at the
// whole tree and would be wrong on a part of it.

// StagedDetectors are those whose facts are complete for a single file, so that they
// can judge what is staged.
func StagedDetectors() []string { return []string{"secret", "leak"} }

// judgesStaged reports whether the check has a say on what is staged.
func (c *check) judgesStaged() bool {
	if c.Code == "gap" {
		return true
	}
	return len(c.needs) > 0 && !slices.ContainsFunc(c.needs, func(name string) bool { return !slices.Contains(StagedDetectors(), name) })
}

// staged reports whether the inventory holds staged changes only.
func (j *judge) staged() bool { return j.inv.Coverage.Staged }

// judging are the posts that have a say, in the order of Posts.
func (j *judge) judging() []string {
	if j.staged() {
		return slices.DeleteFunc(Posts(), func(post string) bool {
			return post != PostSecurity && !slices.ContainsFunc(j.p.rules, func(r rule) bool {
				c := r.check()
				return r.Post == post && !r.allows() && c.judgesStaged()
			})
		})
	}
	if j.p.scope != "" {
		return []string{PostCompliance}
	}
	return Posts()
}
