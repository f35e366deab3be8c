// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"fmt"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/outgate/outgate/inventory"
)

// What is known of a commit besides who made it.
const (
	flagMerge  uint8 = 1 << iota // it has several parents
	flagSigned                   // its author has signed off
)

// CountContributionsSince has [History.Contributions] leave out what a commit reaches.
// It must be called before the history is read.
func (h *History) CountContributionsSince(commit string) {
	h.contributionsSince = plumbing.NewHash(commit)
}

// Contributions says of each author, and of each co-author that a message names, how
// many of the published commits bear a Signed-off-by of that person. Merges are left
// out, and so is what is not published: the stash, lost commits.
func (h *History) Contributions() []inventory.Contribution {
	if h.walk == nil {
		return nil
	}
	return h.walk.contributions
}

// contribute counts the contributions of a finished walk. Nothing of it is kept per
// commit but two bits of a node.
func (p *people) contribute(w *walker, since plumbing.Hash) []inventory.Contribution {
	old := w.reached(since)
	type key struct {
		person
		part string
	}
	type count struct {
		n, signed       int
		unsigned, again int32 // position of the first unsigned commit; of the last one counted
	}
	counts := map[key]*count{}
	add := func(who int32, part string, n *node, signed bool) {
		if who < 0 || n.flags&flagMerge != 0 || int(n.at) >= w.published || old != nil && old[n.at] {
			return
		}
		k := key{p.who[who], part}
		c := counts[k]
		if c == nil {
			c = &count{unsigned: -1, again: -1}
			counts[k] = c
		}
		if c.again == n.at { // named twice in one message
			return
		}
		c.n, c.again = c.n+1, n.at
		switch {
		case signed:
			c.signed++
		case c.unsigned < 0 || n.at < c.unsigned:
			c.unsigned = n.at
		}
	}
	for i := range w.nodes {
		n := &w.nodes[i]
		add(n.author, inventory.ContributionAuthor, n, n.flags&flagSigned != 0)
	}
	for _, m := range p.more {
		if m.node >= 0 && (m.part == partCo || m.part == partCoSigned) && m.who != w.nodes[m.node].author {
			add(m.who, inventory.ContributionCoAuthor, &w.nodes[m.node], m.part == partCoSigned)
		}
	}
	var v inventory.Inventory
	for k, c := range counts {
		v.Contributions = append(v.Contributions, inventory.Contribution{Name: k.name, Mail: k.mail, Part: k.part, Commits: c.n, Signed: c.signed, Unsigned: w.commitAt(c.unsigned)})
	}
	v.Sort()
	return v.Contributions
}

// reached marks the commits that a commit reaches, itself included, by position in the order;
// nil for none. One that is not in the walk is a Gap, unless the walk has left it out.
func (w *walker) reached(since plumbing.Hash) []bool {
	if since.IsZero() {
		return nil
	}
	at := w.position(since)
	if at < 0 {
		if _, out := w.before[since]; !out {
			w.gaps.add(inventory.Gap{Detector: "contributions", Code: inventory.GapMissing, Reason: fmt.Sprintf("contributions are to be counted since %s, which is not in the history that was read", since)})
		}
		return nil
	}
	marks := make([]bool, w.count)
	todo := []int32{at}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if at < 0 || int(at) >= w.count || marks[at] {
			continue
		}
		marks[at] = true
		todo = append(todo, w.graph.parentsOf(int(at))...)
	}
	return marks
}
