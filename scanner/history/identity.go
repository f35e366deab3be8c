// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// people gathers the identities that commits and tags carry. Each commit holds
// numbers for its author and committer; what else it names is a list.
type people struct {
	who    []person
	byText map[string]int32
	more   []mention
}

type person struct{ name, mail string }

// mention is an identity in a part other than that of author or committer: one
// of the inventory, or partCo or partCoSigned.
type mention struct {
	node int32 // position in walker.nodes; ^position in walker.named of a tag
	who  int32
	part string
}

// The parts of those whom Co-authored-by names, with a Signed-off-by of their own and without.
// In the inventory's list of identities they are trailers like others.
const (
	partCo       = "co-author"
	partCoSigned = "co-author, signed off"
)

func newPeople() people { return people{byText: map[string]int32{}} }

// of returns the number of an identity that is written "Name <mail>"; -1 for
// none. A mailmap is not applied: it does not change what a clone shows.
func (p *people) of(text []byte) int32 {
	if at, ok := p.byText[string(text)]; ok {
		return at
	}
	at := int32(-1)
	if who := parsePerson(text); who != (person{}) {
		at = int32(len(p.who))
		p.who = append(p.who, who)
	}
	p.byText[string(text)] = at
	return at
}

// parsePerson takes "Name <mail>" apart. Text becomes valid UTF-8 without
// control characters.
func parsePerson(text []byte) person {
	open, end := bytes.IndexByte(text, '<'), bytes.LastIndexByte(text, '>')
	if open < 0 || end < open {
		return person{name: cleanText(string(text))}
	}
	return person{cleanText(string(text[:open])), cleanText(string(text[open+1 : end]))}
}

const (
	maxTrailers = 64  // of one message
	maxTrailer  = 320 // bytes of one
)

// trailers notes whom the lines "Signed-off-by: Name <mail>" and the like of a
// message name, and reports whether the author has signed off; author -1 is none.
func (p *people) trailers(node, author int32, message []byte) (signed bool) {
	from := len(p.more)
	signers := p.named(node, message)
	for i := from; i < len(p.more); i++ {
		if m := &p.more[i]; m.part == partCo && p.among(m.who, signers) {
			m.part = partCoSigned
		}
	}
	return p.among(author, signers)
}

// named notes those whom the trailers of a message name, and returns who has signed off.
func (p *people) named(node int32, message []byte) (signers []int32) {
	found := 0
	for rest := message; found < maxTrailers; {
		open := bytes.IndexByte(rest, '<') // every such line has one, and few others do
		if open < 0 {
			return signers
		}
		start := bytes.LastIndexByte(rest[:open], '\n') + 1
		line := rest[start:]
		if end := bytes.IndexByte(line, '\n'); end >= 0 {
			line = line[:end]
		}
		rest = rest[start+len(line):]
		key, value, ok := bytes.Cut(line, []byte(":"))
		if !ok || len(line) > maxTrailer || !trailerKey(string(key)) {
			continue
		}
		value = bytes.TrimSpace(value)
		if end := bytes.LastIndexByte(value, '>'); end >= 0 && bytes.IndexByte(value, '@') >= 0 {
			if who := p.of(value[:end+1]); who >= 0 {
				part := inventory.IdentityTrailer
				switch {
				case bytes.EqualFold(key, []byte("signed-off-by")):
					signers = append(signers, who)
				case bytes.EqualFold(key, []byte("co-authored-by")) && node >= 0:
					part = partCo
				}
				p.more = append(p.more, mention{node, who, part})
				found++
			}
		}
	}
	return signers
}

// among reports whether one of the signers has the name or the mail of somebody.
func (p *people) among(who int32, signers []int32) bool {
	if who < 0 {
		return false
	}
	a := p.who[who]
	return slices.ContainsFunc(signers, func(s int32) bool {
		b := p.who[s]
		return a.mail != "" && strings.EqualFold(a.mail, b.mail) || a.name != "" && strings.EqualFold(a.name, b.name)
	})
}

// tag notes the tagger of an annotated tag, and whom its message names.
func (p *people) tag(at int32, text []byte) {
	who, _ := parseTagger(text)
	if len(who) > 0 {
		p.more = append(p.more, mention{^at, p.of(who), inventory.IdentityTagger})
	}
	p.trailers(^at, -1, message(text))
}

// trailerKey knows Signed-off-by, Co-authored-by, Reviewed-by, Cc and whatever
// else is called so.
func trailerKey(key string) bool {
	if len(key) > 40 || strings.Trim(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") != "" {
		return false
	}
	key = strings.ToLower(key)
	return strings.HasSuffix(key, "-by") || key == "cc" || key == "from" || key == "author" || key == "co-author"
}

// gather counts the identities of a finished walk, each with the earliest commit
// that carries it.
func (p *people) gather(w *walker) []inventory.Identity {
	type key struct {
		person
		part string
	}
	type count struct{ first, last, n int32 }
	counts := map[key]*count{}
	add := func(who int32, part string, at int32) {
		if who < 0 {
			return
		}
		k := key{p.who[who], part}
		c := counts[k]
		switch {
		case c == nil:
			counts[k] = &count{at, at, 1}
		case c.last != at: // a commit that says it twice counts once
			c.first, c.last, c.n = min(c.first, at), at, c.n+1
		}
	}
	for i := range w.nodes {
		n := &w.nodes[i]
		add(n.author, inventory.IdentityAuthor, n.at)
		add(n.committer, inventory.IdentityCommitter, n.at)
	}
	for _, m := range p.more {
		at := int32(w.count) + ^m.node
		if m.node >= 0 {
			at = w.nodes[m.node].at
		}
		part := m.part
		if part == partCo || part == partCoSigned {
			part = inventory.IdentityTrailer
		}
		add(m.who, part, at)
	}
	out := make([]inventory.Identity, 0, len(counts))
	for k, c := range counts {
		out = append(out, inventory.Identity{Name: k.name, Mail: k.mail, Part: k.part, Commits: int(c.n), FirstCommit: w.commitAt(c.first)})
	}
	v := inventory.Inventory{Identities: out}
	v.Sort()
	return v.Identities
}
