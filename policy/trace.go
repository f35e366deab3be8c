// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// whereabouts is where a clone would find what was found.
type whereabouts int

const (
	inTree      whereabouts = iota
	inHistory               // of HEAD
	inOtherRef              // other branches, tags, pull requests alone
	inLocalRef              // the stash, notes and the like of a work tree, which a push does not take along
	unreachable             // no reference at all
)

// word is part of the fingerprints of violations: never changed.
func (w whereabouts) word() string {
	return [...]string{"", "removed", "removed", "local", "unreachable"}[w]
}

// whereOf tells the whereabouts. A status that is not known is one of history.
func whereOf(t *inventory.Trace, subject string) whereabouts {
	switch t.Status {
	case inventory.StatusInTree:
		return inTree
	case inventory.StatusUnreachable:
		return unreachable
	case inventory.StatusOnlyInRef:
		// Of a bare repository all references may go out; where the list is cut, a branch may be among the rest.
		if subject == inventory.SubjectWorktree && len(t.Refs) > 0 && t.RefCount <= len(t.Refs) && !slices.ContainsFunc(t.Refs, published) {
			return inLocalRef
		}
		return inOtherRef
	}
	return inHistory
}

func published(ref string) bool {
	return strings.HasPrefix(ref, "refs/heads/") || strings.HasPrefix(ref, "refs/tags/") || strings.HasPrefix(ref, "refs/remotes/")
}

// traced words where something is: "in product file", "in the git history, removed from the tree".
func traced(l inventory.Location, role inventory.Role, at whereabouts) string {
	place := ""
	switch kind, _ := l.RecordAt(); kind {
	case inventory.RecordCommit:
		place = "in a commit message"
	case inventory.RecordTag:
		place = "in the text of a tag"
	}
	switch {
	case place == "" && at == inTree:
		return "in " + string(first(role, inventory.RoleProduct)) + " file"
	case place == "" && at == inHistory:
		return "in the git history, removed from the tree"
	case at == inOtherRef:
		return strings.TrimSpace(place + " in the git history, only of other references")
	case at == inLocalRef:
		return strings.TrimSpace(place + " in references that a push does not take along")
	case at == unreachable:
		return strings.TrimSpace(place + " in objects that no branch or tag reaches")
	}
	return place
}

// maxRefsTold is how many references an evidence names.
const maxRefsTold = 3

// sinceWhen words the rest of a trace, for the evidence: "since commit X by Y on
// Z; in 2 references (A, B); 5 commits to rewrite", the references by name where
// HEAD is none of them. "" when nothing is known.
func sinceWhen(t *inventory.Trace, at whereabouts) string {
	var parts []string
	if t.FirstCommit != "" {
		text := "since commit " + t.FirstCommit[:min(12, len(t.FirstCommit))]
		if t.FirstAuthor != "" {
			text += " by " + t.FirstAuthor
		}
		if len(t.FirstDate) >= 10 {
			text += " on " + t.FirstDate[:10]
		}
		parts = append(parts, text)
	}
	if t.RefCount > 0 {
		text := "in " + plural(t.RefCount, "reference")
		if at != inTree && at != inHistory { // there HEAD is one of them, and the others are nothing to act on
			told := t.Refs[:min(len(t.Refs), maxRefsTold)]
			text += " (" + strings.Join(told, ", ")
			if len(told) < t.RefCount {
				text += ", ..."
			}
			text += ")"
		}
		parts = append(parts, text)
	}
	if t.Rewrite > 0 && at != unreachable {
		parts = append(parts, plural(t.Rewrite, "commit")+" to rewrite")
	}
	return strings.Join(parts, "; ")
}

// remedy says what to do about a credential. To revoke it always comes first: who
// has read it keeps it, whatever happens to the repository.
func remedy(at whereabouts) string {
	switch at {
	case inHistory, inOtherRef:
		return "revoke the credential first; whoever clones the repository can read it, so publish without this history or rewrite it"
	case inLocalRef:
		return "revoke the credential first; a push does not send it, a copy of the directory does: drop it (git stash drop, git update-ref -d) or publish a fresh clone"
	case unreachable:
		return "revoke the credential first; a push does not send it, a copy of the directory does: publish a fresh clone"
	}
	return "revoke the credential first, then remove it from the tree and from the history"
}
