// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/outgate/outgate/scanner"
)

// memory is where a walk is kept for the next run.
type memory struct {
	file   string
	digest [sha256.Size]byte // of the program that wrote it: other ones may judge paths in another way
	hide   func(string) string
}

const (
	walkMagic = "outgate walk 2\n"
	// maxNew bounds the commits that are looked at in advance: a run with more of
	// them is better off without what is known.
	maxNew = 1 << 14
	// fewNew: the file is not written again for one new commit to so many that are
	// known. Walking these takes less than writing it.
	fewNew = 64
)

// Remember has the walk go on from where the last run of the same program on the
// same subject ended, and keeps it below dir for the next one, in a file that the
// user alone can read. What is offered and said is the same as without it.
//
// hide takes credentials out of a text: a walk whose names it would change is not
// kept. nil hides nothing. Only a history as a whole is remembered, not one since
// a commit, and not everything.
func (h *History) Remember(dir, subject, tool string, hide func(text string) string) {
	m := &memory{hide: hide, digest: sha256.Sum256([]byte(walkMagic + tool))}
	name := sha256.Sum256(append(m.digest[:], subject...))
	m.file = filepath.Join(dir, hex.EncodeToString(name[:16])+scanner.WalkEnd)
	h.memory = m
}

// load reads what the last run has left; nil when that is of no use.
func (m *memory) load() *past {
	data, err := scanner.ReadPrivate(m.file)
	if err != nil {
		return nil
	}
	rest, ok := bytes.CutPrefix(data, []byte(walkMagic))
	if !ok || len(rest) < 2*sha256.Size {
		return nil
	}
	sum, body := rest[:sha256.Size], rest[sha256.Size:]
	if s := sha256.Sum256(body); !bytes.Equal(s[:], sum) || !bytes.HasPrefix(body, m.digest[:]) {
		return nil
	}
	return decodePast(body[sha256.Size:])
}

// save keeps a walk with the order in which its blobs were offered.
func (m *memory) save(walk []byte, orders []packOrder) {
	body := slices.Concat(m.digest[:], walk, encodeOrders(orders))
	sum := sha256.Sum256(body)
	scanner.WritePrivate(m.file, slices.Concat([]byte(walkMagic), sum[:], body))
}

// past is the walk of an earlier run over the published commits, which come first
// in the order whatever else is read (see sort).
type past struct {
	walker
	packs  []string        // states of all packs that there were
	loose  []plumbing.Hash // commits and trees that were in none of them
	orders []packOrder
}

// packOrder is the order of families of one pack.
type packOrder struct {
	state string
	blobs []sized
}

// resume takes over the walk of the last run, if the one that begins here would
// start with the same steps.
func (w *walker) resume(ctx context.Context, m *memory, s scope) {
	if !w.memorable(s) || m == nil {
		return
	}
	p := m.load()
	if p == nil || !p.whole(w.repo.store) || !p.begins(ctx, w.repo, s.tips) {
		return
	}
	w.nodes, w.byID, w.order, w.graph, w.people, w.paths = p.nodes, p.byID, p.order, p.graph, p.people, p.paths
	w.known, w.loose = len(p.nodes), p.loose
	w.orders = p.orders
	if w.offer == nil {
		return
	}
	for i := range w.nodes {
		w.recordAgain(&w.nodes[i])
	}
}

// memorable says that nothing of a walk so far stands against keeping it.
func (w *walker) memorable(s scope) bool {
	return s.since.IsZero() && !s.lost && len(w.repo.shallow) == 0 && len(w.gaps.list) == 0
}

// whole says that the objects of the walk are still what was read then: packs
// that were not touched, and loose objects that are read again.
func (p *past) whole(s *store) bool {
	for _, state := range p.packs {
		if !slices.ContainsFunc(s.packs, func(now *pack) bool { return now.state == state }) {
			return false
		}
	}
	for _, id := range p.loose {
		if _, err := s.get(id); err != nil {
			return false
		}
	}
	return true
}

// begins says that a walk from these tips places the commits of the past first,
// and in the same order: it reaches all of them as published ones, and every other
// published commit was made later than the last of them. (What is not published
// comes behind, and no commit reaches what is built on it.)
func (p *past) begins(ctx context.Context, r *Repo, tips []tip) bool {
	ends := 0 // commits on which no other one is built: what reaches them reaches all
	end := make([]bool, len(p.nodes))
	for i := range end {
		end[i] = true
	}
	for _, parent := range p.graph.parents {
		end[parent] = false
	}
	latest := p.nodes[0].committed
	for i := range p.nodes {
		latest = max(latest, p.nodes[i].committed)
		if end[i] {
			ends++
		}
	}
	var todo []plumbing.Hash
	for _, t := range tips {
		if t.reach != reachPublished {
			continue
		}
		id, ok := r.peeled(t.id)
		if !ok {
			return false
		}
		if !id.IsZero() {
			todo = append(todo, id)
		}
	}
	seen := map[plumbing.Hash]bool{}
	for len(todo) > 0 && ctx.Err() == nil {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if at, known := p.byID[id]; known {
			if end[at] {
				end[at] = false
				ends--
			}
			continue
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		if len(seen) > maxNew {
			return false
		}
		c, err := r.commit(id)
		if err != nil || c.committed <= latest {
			return false
		}
		todo = append(todo, c.parents...)
	}
	return ends == 0 && ctx.Err() == nil
}

// peeled follows tags as a walk does. ok is false where a walk would tell of a Gap.
// What is no commit is a zero id.
func (r *Repo) peeled(id plumbing.Hash) (commit plumbing.Hash, ok bool) {
	for range maxSymbolic + 1 {
		o, err := r.store.get(id)
		switch {
		case err != nil:
			return plumbing.ZeroHash, false
		case o.kind == plumbing.CommitObject:
			return id, true
		case o.kind != plumbing.TagObject:
			return plumbing.ZeroHash, true
		}
		if id, ok = parseTag(o.data); !ok {
			return id, false
		}
	}
	return id, false
}

// keep notes the walk as it is when the published commits have been walked, to be
// saved in the end.
func (w *walker) keep(m *memory, s scope) {
	if m == nil || w.known > 0 && w.published-w.known <= w.known/w.fewNew {
		return // what is kept goes on to serve
	}
	if !w.memorable(s) || w.log.full || w.budget < pathBudget/2 || len(w.log.changes) > w.log.maxChanges/2 {
		return
	}
	if m.hide != nil && w.hides(m.hide) {
		return
	}
	w.kept, w.keptBlobs = w.encodePast(), len(w.blobs)
}

// hides says that a name of the walk holds a credential.
func (w *walker) hides(hide func(string) string) bool {
	type spot struct{ dir, name int32 }
	met := map[spot]bool{}
	var text strings.Builder
	full := func() bool {
		s := text.String()
		text.Reset()
		return hide(s) != s
	}
	from := uint32(0)
	for i := range w.log.dir {
		for _, c := range w.log.changes[from:w.log.upto[i]] {
			if s := (spot{w.log.home(child(i)), c.name}); c.name >= 0 && !met[s] {
				met[s] = true
				text.WriteString(w.path(place{dir: s.dir, name: w.log.names[s.name]}))
				text.WriteByte('\n')
				if text.Len() > 1<<16 && full() {
					return true
				}
			}
		}
		from = w.log.upto[i]
	}
	for _, who := range w.people.who {
		text.WriteString(who.name + " <" + who.mail + ">\n")
	}
	return full()
}

// read is getKind which notes what lies in no pack, if that is to be remembered.
func (w *walker) read(id plumbing.Hash, kind plumbing.ObjectType, r reach) (data []byte, stored string, err error) {
	o, stored, err := w.repo.store.find(id)
	if err == nil {
		err = o.must(kind)
	}
	if err == nil && stored == "" && r == reachPublished {
		w.loose = append(w.loose, id)
	}
	return o.data, stored, err
}
