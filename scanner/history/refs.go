// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// reference is a name for an object.
type reference struct {
	name   string
	target string        // of a symbolic reference: the name it stands for
	id     plumbing.Hash // zero when the reference leads to nothing
}

// published tells the references that are part of what a repository publishes:
// all of a bare one. Of a work tree refs/remotes is, because a fresh clone
// holds all branches but one only there.
func (r *Repo) published(name string) bool {
	return r.bare || strings.HasPrefix(name, "refs/heads/") || strings.HasPrefix(name, "refs/tags/") || strings.HasPrefix(name, "refs/remotes/")
}

const (
	maxRefs     = 1 << 20
	maxRefDepth = 64 // directories below refs/
	maxRefBytes = 4096
	maxSymbolic = 5 // references that lead to references: git's limit
)

// readRefs reads HEAD and all references. Loose ones win over packed ones.
func (r *Repo) readRefs() error {
	all := map[string]string{} // name -> id or "ref: name"
	packed, err := readFile(r.common, "packed-refs", 256<<20)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("packed-refs: %s", cause(err))
	}
	for line := range strings.Lines(string(packed)) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' || line[0] == '^' {
			continue
		}
		id, name, ok := strings.Cut(line, " ")
		if _, valid := parseID(id); !ok || !valid {
			return errors.New("packed-refs: a line is not a reference")
		}
		all[name] = id
	}
	if err := r.looseRefs("refs", 0, all); err != nil {
		return err
	}
	text, err := readFile(r.git, "HEAD", maxRefBytes)
	if err != nil {
		return fmt.Errorf("HEAD: %s", cause(err))
	}
	all["HEAD"] = strings.TrimSpace(string(text))
	if r.head, err = resolve("HEAD", all); err != nil {
		return err
	}
	delete(all, "HEAD")
	for _, name := range slices.Sorted(maps.Keys(all)) {
		ref, err := resolve(name, all)
		if !r.published(name) {
			r.others = append(r.others, ref)
			continue
		}
		if err != nil {
			return err
		}
		if !ref.id.IsZero() {
			r.refs = append(r.refs, ref)
		}
	}
	return nil
}

func (r *Repo) looseRefs(dir string, depth int, all map[string]string) error {
	if depth > maxRefDepth || len(all) > maxRefs {
		return fmt.Errorf("%s: too many references", dir)
	}
	entries, err := readDir(r.common, dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %s", dir, cause(err))
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		if e.IsDir() {
			if err := r.looseRefs(name, depth+1, all); err != nil {
				return err
			}
			continue
		}
		if strings.HasSuffix(name, ".lock") {
			continue
		}
		text, err := readFile(r.common, name, maxRefBytes)
		if err != nil && r.published(name) {
			return fmt.Errorf("%s: %s", name, cause(err))
		}
		all[name] = strings.TrimSpace(string(text))
	}
	return nil
}

// namespace is the first two elements of a reference's name.
func namespace(name string) string {
	parts := strings.SplitN(name, "/", 3)
	return strings.Join(parts[:min(len(parts), 2)], "/")
}

// resolve follows symbolic references. One that leads to a name that does not
// exist is no mistake: an unborn branch, or a branch that was removed.
func resolve(name string, all map[string]string) (reference, error) {
	ref := reference{name: name}
	at := name
	for range maxSymbolic + 1 {
		value, ok := all[at]
		if !ok {
			return ref, nil
		}
		if target, symbolic := strings.CutPrefix(value, "ref:"); symbolic {
			at = strings.TrimSpace(target)
			if ref.target == "" {
				ref.target = at
			}
			continue
		}
		id, valid := parseID(value)
		if !valid {
			return ref, fmt.Errorf("%s: not an object id", at)
		}
		ref.id = id
		return ref, nil
	}
	return ref, fmt.Errorf("%s: references lead in a circle", name)
}

func parseID(text string) (id plumbing.Hash, ok bool) {
	if len(text) != 2*len(id) {
		return id, false
	}
	_, err := hex.Decode(id[:], []byte(text))
	return id, err == nil
}

// publicURL returns the URL of a remote without user, password, query and
// fragment, any of which may carry a credential. The user of an ssh URL names
// an account and stays. A path of this machine gives "".
func publicURL(raw string) string {
	if !strings.Contains(raw, "://") { // host:path, the form of scp
		host, rest, ok := strings.Cut(raw, ":")
		if !ok || len(host) < 2 || strings.ContainsAny(host, `/\`) || strings.Contains(rest, "@") {
			return ""
		}
		return host + ":" + rest
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return ""
	}
	switch u.Scheme {
	case "ssh", "git+ssh", "ssh+git":
		if u.User != nil {
			u.User = url.User(u.User.Username())
		}
	case "http", "https", "git", "ftp", "ftps":
		u.User = nil
	default:
		return ""
	}
	u.RawQuery, u.ForceQuery, u.Fragment, u.RawFragment = "", false, "", ""
	return u.String()
}
