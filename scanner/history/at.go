// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"errors"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// BlobAt returns the id of the file that a commit holds at a path. The error
// says what is missing and never repeats the path.
func (r *Repo) BlobAt(commit, path string) (blob string, err error) {
	id, ok := parseID(commit)
	if !ok {
		return "", errors.New("not a commit id")
	}
	data, err := r.store.getKind(id, plumbing.CommitObject)
	if err != nil {
		return "", errors.New("the commit that it names is not in the repository")
	}
	c, err := parseCommit(data)
	if err != nil {
		return "", errors.New("the commit that it names is damaged")
	}
	at := c.tree
	segments := strings.Split(path, "/")
	if len(segments) > maxLevel {
		return "", errors.New("the path that it names is too deep")
	}
	for i, name := range segments {
		data, err := r.store.getKind(at, plumbing.TreeObject)
		if err != nil {
			return "", errors.New("a directory of the commit that it names is not in the repository")
		}
		entries, _ := parseTree(data)
		found := false
		for _, e := range entries {
			if e.name != name || (e.mode == filemode.Dir) != (i < len(segments)-1) || e.mode == filemode.Submodule {
				continue
			}
			at, found = e.id, true
			break
		}
		if !found {
			return "", errors.New("the commit that it names holds no such file")
		}
	}
	return at.String(), nil
}
