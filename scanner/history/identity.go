// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
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

// mention is an identity in a part other than that of author or committer.
type mention struct {
	node int32 // position in walker.nodes; ^position in walker.named of a tag
	who  int32
	part string
}

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
// message name.
func (p *people) trailers(node int32, message []byte) {
	found := 0
	for rest := message; found < maxTrailers; {
		open := bytes.IndexByte(rest, '<') // every such line has one, and few others do
		if open < 0 {
			return
		}
		from := bytes.LastIndexByte(rest[:open], '\n') + 1
		line := rest[from:]
		if end := bytes.IndexByte(line, '\n'); end >= 0 {
			line = line[:end]
		}
		rest = rest[from+len(line):]
		key, value, ok := bytes.Cut(line, []byte(":"))
		if !ok || len(line) > maxTrailer || !trailerKey(string(key)) {
			continue
		}
		value = bytes.TrimSpace(value)
		if end := bytes.LastIndexByte(value, '>'); end >= 0 && bytes.IndexByte(value, '@') >= 0 {
			if who := p.of(value[:end+1]); who >= 0 {
				p.more = append(p.more, mention{node, who, inventory.IdentityTrailer})
				found++
			}
		}
	}
}

// tag notes the tagger of an annotated tag, and whom its message names.
func (p *people) tag(at int32, text []byte) {
	who, _ := parseTagger(text)
	if len(who) > 0 {
		p.more = append(p.more, mention{^at, p.of(who), inventory.IdentityTagger})
	}
	p.trailers(^at, message(text))
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
		add(m.who, m.part, at)
	}
	out := make([]inventory.Identity, 0, len(counts))
	for k, c := range counts {
		out = append(out, inventory.Identity{Name: k.name, Mail: k.mail, Part: k.part, Commits: int(c.n), FirstCommit: w.commitAt(c.first)})
	}
	v := inventory.Inventory{Identities: out}
	v.Sort()
	return v.Identities
}
