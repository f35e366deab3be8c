// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// hideout is a clean repository in which a test hides the planted token.
type hideout struct {
	t     *testing.T
	dir   string
	repo  *git.Repository
	head  plumbing.Hash
	facts string // file of the last scan
}

func newHideout(t *testing.T) *hideout {
	t.Helper()
	dir := cleanRepository(t)
	repo, err := git.PlainOpen(dir)
	if err != nil {
		t.Fatal(err)
	}
	head, err := repo.Head()
	if err != nil {
		t.Fatal(err)
	}
	return &hideout{t: t, dir: dir, repo: repo, head: head.Hash()}
}

func (h *hideout) object(kind plumbing.ObjectType, content string) plumbing.Hash {
	h.t.Helper()
	o := h.repo.Storer.NewEncodedObject()
	o.SetType(kind)
	w, err := o.Writer()
	if err == nil {
		_, err = w.Write([]byte(content))
	}
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		_, err = h.repo.Storer.SetEncodedObject(o)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return o.Hash()
}

// with is the tree of HEAD with one more file.
func (h *hideout) with(name, content string, mode filemode.FileMode) plumbing.Hash {
	h.t.Helper()
	c, err := h.repo.CommitObject(h.head)
	if err != nil {
		h.t.Fatal(err)
	}
	tree, err := c.Tree()
	if err != nil {
		h.t.Fatal(err)
	}
	entries := append(slices.Clone(tree.Entries), object.TreeEntry{Name: name, Mode: mode, Hash: h.object(plumbing.BlobObject, content)})
	slices.SortFunc(entries, func(a, b object.TreeEntry) int { return strings.Compare(a.Name, b.Name) })
	var b strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&b, "%o %s\x00%s", uint32(e.Mode), e.Name, e.Hash[:])
	}
	return h.object(plumbing.TreeObject, b.String())
}

func (h *hideout) tree() plumbing.Hash {
	c, err := h.repo.CommitObject(h.head)
	if err != nil {
		h.t.Fatal(err)
	}
	return c.TreeHash
}

func (h *hideout) commit(tree plumbing.Hash, message string, parents ...plumbing.Hash) plumbing.Hash {
	h.t.Helper()
	text := fmt.Sprintf("tree %s\n", tree)
	for _, p := range parents {
		text += fmt.Sprintf("parent %s\n", p)
	}
	return h.object(plumbing.CommitObject, text+"author Eve Example <eve@example.org> 1767700000 +0000\ncommitter Eve Example <eve@example.org> 1767700000 +0000\n\n"+message+"\n")
}

func (h *hideout) ref(name string, id plumbing.Hash) {
	h.t.Helper()
	if err := h.repo.Storer.SetReference(plumbing.NewHashReference(plumbing.ReferenceName(name), id)); err != nil {
		h.t.Fatal(err)
	}
}

// publish makes a commit the tip of the branch that HEAD names, and one more on
// top of it with the tree of before.
func (h *hideout) publish(id plumbing.Hash) plumbing.Hash {
	top := h.commit(h.tree(), "clean up", id)
	h.ref("refs/heads/master", top)
	return top
}

// found scans and returns the places of the planted token.
func (h *hideout) found(args ...string) (status int, secrets []inventory.Secret, inv inventory.Inventory) {
	h.t.Helper()
	h.facts = filepath.Join(h.t.TempDir(), "facts.json")
	status, _, stderr := outgate(h.t, append([]string{"scan", "-q", "--only", "secret", "-o", h.facts}, append(args, h.dir)...)...)
	if out, err := os.ReadFile(h.facts); err != nil || json.Unmarshal(out, &inv) != nil {
		h.t.Fatalf("%v\n%s", err, stderr)
	}
	for _, s := range inv.Secrets {
		if s.Tier == inventory.TierStructured {
			secrets = append(secrets, s)
		}
	}
	return status, secrets, inv
}

// TestSafety hides a token where scanners do not look. Each place must be found,
// or be told as a gap.
func TestSafety(t *testing.T) {
	line := "token = \"" + planted() + "\"\n"
	// The merge has content that neither parent has.
	merge := func(h *hideout) {
		side := h.commit(h.tree(), "side", h.head)
		h.publish(h.commit(h.with("evil.conf", line, filemode.Regular), "merge", h.head, side))
	}
	for name, c := range map[string]struct {
		hide         func(h *hideout)
		args         []string
		path, status string // of the finding; the commit id in a path is "ID"
		refs         string
		level        policy.Level
	}{
		"only in a merge": {hide: merge, path: "evil.conf", status: inventory.StatusRemoved, refs: "refs/heads/master", level: policy.LevelFail},
		"commit message": {
			hide: func(h *hideout) { h.publish(h.commit(h.tree(), "deploy\n\nwith "+line, h.head)) },
			path: ".git/commit/ID", status: inventory.StatusRemoved, refs: "refs/heads/master", level: policy.LevelFail,
		},
		"text of a tag": {
			hide: func(h *hideout) {
				h.ref("refs/tags/v1", h.object(plumbing.TagObject, "object "+h.head.String()+"\ntype commit\ntag v1\ntagger Eve Example <eve@example.org> 1767700000 +0000\n\n"+line))
			},
			path: ".git/tag/v1", status: inventory.StatusOnlyInRef, refs: "refs/tags/v1", level: policy.LevelFail,
		},
		"binary with NUL": {
			hide: func(h *hideout) {
				h.publish(h.commit(h.with("dump.bin", strings.Repeat("\x00\x01\x02\x03\xff\xfe", 200)+line+"\x00\x00", filemode.Regular), "x", h.head))
			},
			path: "dump.bin", status: inventory.StatusRemoved, refs: "refs/heads/master", level: policy.LevelFail,
		},
		"UTF-16": {
			hide: func(h *hideout) { h.publish(h.commit(h.with("u.conf", utf16LE(line), filemode.Regular), "x", h.head)) },
			path: "u.conf", status: inventory.StatusRemoved, refs: "refs/heads/master", level: policy.LevelFail,
		},
		"target of a link": {
			hide: func(h *hideout) {
				h.publish(h.commit(h.with("link", "/nowhere/"+planted(), filemode.Symlink), "x", h.head))
			},
			path: "link", status: inventory.StatusRemoved, refs: "refs/heads/master", level: policy.LevelFail,
		},
		"reset, by default": {hide: reset(line)},
		"reset, asked for": {
			hide: reset(line), args: []string{"--history", "everything"},
			path: "reset.conf", status: inventory.StatusUnreachable, level: policy.LevelNote,
		},
		"staged and never committed": {
			hide: func(h *hideout) { h.object(plumbing.BlobObject, line) }, args: []string{"--history", "everything"},
			path: ".git/lost/ID", status: inventory.StatusUnreachable, level: policy.LevelNote,
		},
		"stash": {
			hide: func(h *hideout) {
				index := h.commit(h.tree(), "index on master", h.head)
				h.ref("refs/stash", h.commit(h.with("stash.conf", line, filemode.Regular), "WIP on master", h.head, index))
			},
			path: "stash.conf", status: inventory.StatusOnlyInRef, refs: "refs/stash", level: policy.LevelWarn,
		},
		"older stash": {
			hide: func(h *hideout) {
				old, top := h.commit(h.with("stash.conf", line, filemode.Regular), "WIP", h.head), h.commit(h.tree(), "WIP", h.head)
				h.ref("refs/stash", top)
				write(h.t, h.dir, ".git/logs/refs/stash", fmt.Sprintf("%040d %s Eve <e@example.org> 1767700000 +0000\tWIP\n%[2]s %s Eve <e@example.org> 1767700001 +0000\tWIP\n", 0, old, top))
			},
			path: "stash.conf", status: inventory.StatusOnlyInRef, refs: "stash@{1}", level: policy.LevelWarn,
		},
		"other reference, by default": {hide: other(line)},
		"other reference, asked for": {
			hide: other(line), args: []string{"--history", "everything"},
			path: "pull.conf", status: inventory.StatusOnlyInRef, refs: "refs/pull/1/head", level: policy.LevelWarn,
		},
		"replaced": {
			hide: func(h *hideout) {
				h.publish(h.commit(h.with("masked.conf", line, filemode.Regular), "x", h.head))
				h.ref("refs/replace/"+plumbing.ComputeHash(plumbing.BlobObject, []byte(line)).String(), h.object(plumbing.BlobObject, "nothing here\n"))
			},
			path: "masked.conf", status: inventory.StatusRemoved, refs: "refs/heads/master", level: policy.LevelFail,
		},
		"no diff by attribute": {
			hide: func(h *hideout) {
				write(h.t, h.dir, ".gitattributes", "*.env -diff -text\n*.env linguist-generated linguist-vendored\n")
				commit(h.t, h.dir, "attributes")
				h.reload()
				h.publish(h.commit(h.with("prod.env", line, filemode.Regular), "x", h.head))
			},
			path: "prod.env", status: inventory.StatusRemoved, refs: "refs/heads/master", level: policy.LevelFail,
		},
		"what the repository says of itself": {
			hide: func(h *hideout) {
				write(h.t, h.dir, ".gitleaks.toml", "[allowlist]\npaths = ['''.*''']\nregexes = ['''.*''']\n")
				write(h.t, h.dir, ".gitattributes", "* linguist-vendored linguist-generated linguist-documentation export-ignore\n")
				write(h.t, h.dir, ".secretlintignore", "*\n")
				write(h.t, h.dir, ".gitignore", "app.conf\n")
				commit(h.t, h.dir, "silence")
				h.reload()
				h.publish(h.commit(h.with("app.conf", line, filemode.Regular), "x", h.head))
			},
			path: "app.conf", status: inventory.StatusRemoved, refs: "refs/heads/master", level: policy.LevelFail,
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHideout(t)
			c.hide(h)
			status, secrets, _ := h.found(c.args...)
			if c.path == "" {
				if status != 0 || len(secrets) > 0 {
					t.Fatalf("status %d, %+v", status, secrets)
				}
				return
			}
			if status != 0 || len(secrets) != 1 {
				t.Fatalf("status %d, %+v", status, secrets)
			}
			s := secrets[0]
			if got := strings.Join(s.Refs, " "); strings.ReplaceAll(s.Path, s.Commit, "ID") != c.path || s.Status != c.status || got != c.refs {
				t.Errorf("%s %s %q", s.Path, s.Status, got)
			}
			if c.status != inventory.StatusUnreachable && (s.FirstCommit == "" || !strings.HasPrefix(s.FirstAuthor, "Eve Example") || !strings.HasPrefix(s.FirstDate, "2026-01-06")) {
				t.Errorf("since %q by %q on %q", s.FirstCommit, s.FirstAuthor, s.FirstDate)
			}
			facts := h.facts
			reports := []string{"check", "--policy", "preset:mit-outbound", "--all"}
			for _, format := range []string{"text", "json", "sarif"} {
				reports = append(reports, "-o", format+"="+facts+"."+format)
			}
			outgate(t, append(reports, facts)...) // not a pass: other detectors did not run
			for _, format := range []string{"text", "json", "sarif"} {
				report, err := os.ReadFile(facts + "." + format)
				if err != nil || strings.Contains(string(report), planted()) || !strings.Contains(string(report), place(s)) {
					t.Errorf("%s: %v, no %q in\n%s", format, err, place(s), report)
				}
			}
			var v policy.Verdict
			if report, err := os.ReadFile(facts + ".json"); err != nil || json.Unmarshal(report, &v) != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(v.Violations, func(v policy.Violation) bool { return v.Check == "secret-structured" })
			if i < 0 || v.Violations[i].Level != c.level || !strings.HasPrefix(v.Violations[i].Help, "revoke the credential") {
				t.Errorf("%+v", v.Violations)
			}
		})
	}
	h := newHideout(t)
	h.ref("refs/stash", h.commit(h.with("stash.conf", line, filemode.Regular), "WIP on master", h.head))
	expect(t, 0, "in references that a push does not take along", "check", "--now", "2026-06-01", h.dir)
}

// place is the part of a path that every report shows.
func place(s inventory.Secret) string {
	if kind, name := s.RecordAt(); kind != "" {
		return name[:min(len(name), 12)]
	}
	return s.Path
}

func reset(line string) func(*hideout) {
	return func(h *hideout) {
		lost := h.commit(h.with("reset.conf", line, filemode.Regular), "oops", h.head)
		write(h.t, h.dir, ".git/logs/HEAD", fmt.Sprintf("%s %s Eve <e@example.org> 1767700000 +0000\tcommit: oops\n%[2]s %[1]s Eve <e@example.org> 1767700001 +0000\treset\n", h.head, lost))
	}
}

func other(line string) func(*hideout) {
	return func(h *hideout) {
		h.ref("refs/pull/1/head", h.commit(h.with("pull.conf", line, filemode.Regular), "x", h.head))
	}
}

func (h *hideout) reload() {
	head, err := h.repo.Head()
	if err != nil {
		h.t.Fatal(err)
	}
	h.head = head.Hash()
}

func utf16LE(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

// TestSafetyOfGaps: what is not there is told, by its name.
func TestSafetyOfGaps(t *testing.T) {
	h := newHideout(t)
	h.publish(h.commit(h.with("gone.conf", "token = \""+planted()+"\"\n", filemode.Regular), "x", h.head))
	blob := plumbing.ComputeHash(plumbing.BlobObject, []byte("token = \""+planted()+"\"\n")).String()
	if err := os.Remove(filepath.Join(h.dir, ".git/objects", blob[:2], blob[2:])); err != nil {
		t.Fatal(err)
	}
	status, _, inv := h.found()
	if status != 3 || len(inv.Gaps) != 1 || inv.Gaps[0].Code != inventory.GapMissing || !strings.Contains(inv.Gaps[0].Reason, blob) {
		t.Errorf("status %d, %+v", status, inv.Gaps)
	}
	expect(t, 3, "INCOMPLETE", "check", "--now", "2026-06-01", h.dir)

	h = newHideout(t)
	write(t, h.dir, ".git/shallow", h.head.String()+"\n")
	status, _, inv = h.found()
	if status != 3 || len(inv.Gaps) != 1 || inv.Gaps[0].Code != inventory.GapShallow {
		t.Errorf("status %d, %+v", status, inv.Gaps)
	}
	expect(t, 3, "INCOMPLETE", "check", "--now", "2026-06-01", h.dir)
}

// TestLinksAreNotFollowed: a link out of the tree is content, its target is not.
func TestLinksAreNotFollowed(t *testing.T) {
	h := newHideout(t)
	outside := filepath.Join(t.TempDir(), "outside.conf")
	if err := os.WriteFile(outside, []byte("token = \""+planted()+"\"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(h.dir, "link")); err != nil {
		t.Skip(err)
	}
	commit(t, h.dir, "link")
	if _, secrets, _ := h.found(); len(secrets) > 0 {
		t.Errorf("%+v", secrets)
	}
}

// TestSince: only what a reference does not reach is looked at, the report says
// so, and by itself that is no pass.
func TestSince(t *testing.T) {
	h := newHideout(t)
	old := h.commit(h.with("old.conf", "token = \""+planted()+"\"\n", filemode.Regular), "old", h.head)
	top := h.publish(old)
	h.ref("refs/heads/main", top)
	h.ref("refs/tags/v1", h.object(plumbing.TagObject, "object "+top.String()+"\ntype commit\ntag v1\n\nx\n"))
	next := strings.Replace(planted(), "aB3d", "Zy8x", 1)
	h.head = top
	h.publish(h.commit(h.with("new.conf", "token = \""+next+"\"\n", filemode.Regular), "new", top))
	for _, since := range []string{"v1", "main", "refs/tags/v1", top.String()} {
		_, secrets, inv := h.found("--history", "since:"+since)
		if len(secrets) != 1 || secrets[0].Path != "new.conf" || inv.Coverage.Commits != 2 || inv.Coverage.History != inventory.HistorySince || inv.Coverage.Since != since+" ("+top.String()+")" {
			t.Errorf("%s: %+v %+v", since, secrets, inv.Coverage)
		}
	}
	clean := newHideout(t)
	clean.ref("refs/tags/v1", clean.head)
	clean.publish(clean.head)
	expect(t, 3, "secrets.since", "check", "--now", "2026-06-01", "--history", "since:v1", clean.dir)
	write(t, clean.dir, "policy.yaml", lenient+"secrets: {since: true}\n")
	expect(t, 0, "since v1 (", "check", "--now", "2026-06-01", "--history", "since:v1", "--policy", filepath.Join(clean.dir, "policy.yaml"), clean.dir)
	expect(t, 0, "PASS", "check", "--now", "2026-06-01", "--history", "everything", clean.dir)
	expect(t, 3, "git fetch origin v9", "check", "--history", "since:v9", clean.dir)
	expect(t, 3, "git fetch origin +refs/heads/next:refs/remotes/origin/next", "check", "--history", "since:origin/next", clean.dir)
	expect(t, 2, "names no reference", "check", "--history", "since:", clean.dir)
	expect(t, 2, `did you mean "everything"`, "check", "--history", "everithing", clean.dir)
}

// TestIdentities: whom commits, tags and trailers name.
func TestIdentities(t *testing.T) {
	h := newHideout(t)
	c := h.commit(h.tree(), "x\n\nSigned-off-by: Bob <bob@corp.example>\nCo-authored-by: Ann <ann@corp.example>\nSee: <https://example.org/@x>", h.head)
	h.ref("refs/heads/master", c)
	h.ref("refs/tags/v1", h.object(plumbing.TagObject, "object "+c.String()+"\ntype commit\ntag v1\ntagger Tim <tim@example.org> 1767700000 +0000\n\nx\n"))
	_, _, inv := h.found()
	var b bytes.Buffer
	for _, i := range inv.Identities {
		fmt.Fprintf(&b, "%s <%s> %s %d %v\n", i.Name, i.Mail, i.Part, i.Commits, i.FirstCommit == c.String())
	}
	const want = `Ada Example <ada@example.org> author 2 false
Ada Example <ada@example.org> committer 2 false
Ann <ann@corp.example> trailer 1 true
Bob <bob@corp.example> trailer 1 true
Eve Example <eve@example.org> author 1 true
Eve Example <eve@example.org> committer 1 true
Tim <tim@example.org> tagger 1 false
`
	if b.String() != want {
		t.Errorf("got\n%s", b.String())
	}
}
