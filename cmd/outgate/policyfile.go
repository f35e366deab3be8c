// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/suppress"
)

// policyNames are the files in which a repository keeps its own policy.
var policyNames = []string{".outgate/policy.yaml", "outgate.yaml"}

// ownNames are the files in which a repository says how it wants to be judged.
func ownNames() []string {
	return append([]string{suppress.BaselinePath, suppress.IgnorePath}, policyNames...)
}

// maxPolicy is the largest policy that is read, in bytes; the loader takes no more.
const maxPolicy = 4 << 20

// ownPolicy returns the policy that the repository keeps itself: its path,
// slash-separated, and its bytes; "" when there is none. Of a directory it is read
// before the scan. Of a bare repository or an archive the scan has caught it on its
// way. No link is followed out of the repository.
func (t *target) ownPolicy() (name string, data []byte, err error) {
	if t.staged != nil {
		name, data, err = t.stagedPolicy()
	} else if t.caught != nil {
		name, data, err = t.caught.policy()
	} else {
		name, data, err = readOwnPolicy(t.policyDir)
	}
	if err != nil {
		return "", nil, usage("the repository's own policy: %v", err)
	}
	return name, data, nil
}

func readOwnPolicy(dir string) (name string, data []byte, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", nil, err
	}
	defer root.Close()
	for _, candidate := range policyNames {
		info, err := root.Lstat(filepath.FromSlash(candidate))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		switch {
		case err != nil:
			return "", nil, err
		case !info.Mode().IsRegular():
			return "", nil, fmt.Errorf("%s is no regular file", candidate)
		case name != "":
			return "", nil, twoPolicies(name, candidate)
		}
		if data, err = readLimited(root, candidate); err != nil {
			return "", nil, err
		}
		name = candidate
	}
	return name, data, nil
}

// besideFile reads files that a policy named by the user names, by their path
// relative to it; nil for a preset.
func besideFile(name string) func(string) ([]byte, error) {
	if strings.HasPrefix(name, "preset:") {
		return nil
	}
	return func(file string) ([]byte, error) {
		if !filepath.IsAbs(file) {
			file = filepath.Join(filepath.Dir(name), filepath.FromSlash(file))
		}
		return readPolicyFile(file)
	}
}

// besidePolicy reads files that the repository's own policy, of the given name,
// names: inside the repository only, and as they are staged when the policy is. nil when its files do not lie on disk.
func (t *target) besidePolicy(name string) func(string) ([]byte, error) {
	if t.caught != nil {
		return nil
	}
	return func(file string) ([]byte, error) {
		if t.staged != nil {
			return t.stagedFile(path.Join(path.Dir(name), filepath.ToSlash(file)))
		}
		root, err := os.OpenRoot(t.policyDir)
		if err != nil {
			return nil, err
		}
		defer root.Close()
		return readLimited(root, path.Join(path.Dir(name), filepath.ToSlash(file)))
	}
}

func twoPolicies(a, b string) error {
	return fmt.Errorf("there are two, %s and %s; keep one, or name it with --policy", a, b)
}

// openRegular opens a file of the repository that its policy names. A pipe would be waited for.
func openRegular(root *os.Root, name string) (*os.File, error) {
	switch info, err := root.Stat(filepath.FromSlash(name)); {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no regular file", name)
	}
	return root.Open(filepath.FromSlash(name))
}

func readLimited(root *os.Root, name string) ([]byte, error) {
	f, err := openRegular(root, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxPolicy+1))
}

// catcher keeps the bytes of the repository's own files (policy, baseline, ignore
// file) that pass by in a source, so that a bare repository or an archive is
// judged by its own policy without a second reading.
type catcher struct {
	mu    sync.Mutex
	found map[string]*bytes.Buffer
}

// watch wraps a source.
func (c *catcher) watch(src scanner.Source) scanner.Source {
	return func(yield func(inventory.Entry, error) bool) {
		for e, err := range src {
			if err == nil && e.Regular() && slices.Contains(ownNames(), e.Path) {
				e.Open = c.tee(e)
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

func (c *catcher) tee(e inventory.Entry) inventory.Opener {
	return func() (io.ReadCloser, error) {
		rc, err := e.Open()
		if err != nil {
			return nil, err
		}
		kept := new(bytes.Buffer)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.found[e.Path] = kept
		return struct {
			io.Reader
			io.Closer
		}{io.TeeReader(rc, kept), rc}, nil
	}
}

func (c *catcher) policy() (name string, data []byte, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, candidate := range policyNames {
		kept, ok := c.found[candidate]
		switch {
		case !ok:
			continue
		case name != "":
			return "", nil, twoPolicies(name, candidate)
		}
		name, data = candidate, kept.Bytes()
	}
	return name, data, nil
}
