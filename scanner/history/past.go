// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"encoding/binary"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// encodePast writes the published commits, and the paths as they are now, as
// columns: a count and that many numbers, ids or texts. decodePast reads them.
func (w *walker) encodePast() []byte {
	var c columns
	n := w.published
	placed := make([]*node, n)
	for i := range w.nodes {
		if at := int(w.nodes[i].at); at < n {
			placed[at] = &w.nodes[i]
		}
	}
	c.texts(len(w.repo.store.packs), func(i int) string { return w.repo.store.packs[i].state })
	c.ids(len(w.loose), func(i int) plumbing.Hash { return w.loose[i] })

	c.ids(n, func(i int) plumbing.Hash { return w.order[i] })
	c.longs(n, func(i int) int64 { return placed[i].committed })
	c.ints(n, func(i int) int32 { return placed[i].author })
	c.ints(n, func(i int) int32 { return placed[i].committer })
	c.ints(n, func(i int) int32 { return placed[i].size })
	c.ints(n, func(i int) int32 { return int32(placed[i].flags) })
	c.ints(n, func(i int) int32 { return int32(w.graph.upto[i]) })
	c.ints(n, func(i int) int32 { return int32(w.graph.holds[i]) })
	c.ints(int(w.graph.upto[n-1]), func(i int) int32 { return w.graph.parents[i] })

	people := &w.people
	c.texts(len(people.who), func(i int) string { return people.who[i].name })
	c.texts(len(people.who), func(i int) string { return people.who[i].mail })
	more := slices.DeleteFunc(slices.Clone(people.more), func(m mention) bool { return m.node < 0 || int(w.nodes[m.node].at) >= n })
	c.ints(len(more), func(i int) int32 { return w.nodes[more[i].node].at })
	c.ints(len(more), func(i int) int32 { return more[i].who })
	c.texts(len(more), func(i int) string { return more[i].part })

	w.paths.encode(&c)
	return c.b
}

func (p *paths) encode(c *columns) {
	l := &p.log
	c.texts(len(p.dirs), func(i int) string { return p.dirs[i].name })
	c.ints(len(p.dirs), func(i int) int32 { return p.dirs[i].parent })
	c.texts(len(l.names), func(i int) string { return l.names[i] })

	ids := make([]plumbing.Hash, len(l.dir))
	for id, at := range p.trees {
		ids[at] = id
	}
	c.ids(len(ids), func(i int) plumbing.Hash { return ids[i] })
	c.ints(len(ids), func(i int) int32 { return l.dir[i] })
	c.ints(len(ids), func(i int) int32 { return int32(l.upto[i]) })
	c.ints(len(ids), func(i int) int32 { return int32(l.weakest[i]) })
	c.ints(len(l.changes), func(i int) int32 { return l.changes[i].name })
	c.ints(len(l.changes), func(i int) int32 { return int32(l.changes[i].child) })

	c.ids(len(p.blobs), func(i int) plumbing.Hash { return p.blobs[i].id })
	c.ints(len(p.blobs), func(i int) int32 { return int32(p.blobs[i].strength) })
	places := make([]place, 0, len(p.blobs)+len(p.better))
	for i := range p.blobs {
		places = append(places, p.blobs[i].place)
	}
	var better []int32
	for i, at := range p.better {
		better, places = append(better, i), append(places, at)
	}
	c.ints(len(better), func(i int) int32 { return better[i] })
	c.ints(len(places), func(i int) int32 { return places[i].order })
	c.ints(len(places), func(i int) int32 { return places[i].dir })
	c.ints(len(places), func(i int) int32 { return l.nameID[places[i].name] })
	c.ints(len(places), func(i int) int32 { return int32(places[i].mode) })

	again := make([]treeAt, 0, len(p.again))
	for t := range p.again {
		again = append(again, t)
	}
	c.ints(len(again), func(i int) int32 { return int32(again[i].tree) })
	c.ints(len(again), func(i int) int32 { return again[i].dir })
	c.longs(1, func(int) int64 { return int64(p.budget) })
}

func encodeOrders(orders []packOrder) []byte {
	var c columns
	c.texts(len(orders), func(i int) string { return orders[i].state })
	for _, o := range orders {
		c.ints(len(o.blobs), func(i int) int32 {
			if o.blobs[i].follows {
				return ^o.blobs[i].id
			}
			return o.blobs[i].id
		})
		c.longs(len(o.blobs), func(i int) int64 { return o.blobs[i].size })
	}
	return c.b
}

// decodePast returns nil for what no walk has written: nothing that a column
// points to lies outside.
func decodePast(data []byte) *past {
	c := columns{b: data}
	p := &past{}
	p.packs = c.readTexts()
	p.loose = c.readIDs()
	p.decodeCommits(&c)
	p.decodePaths(&c)
	n, trees, blobs := len(p.nodes), len(p.log.dir), len(p.blobs)
	c.must(n > 0)
	for _, at := range p.graph.holds {
		c.must(at >= 0 && int(at) < trees)
	}
	for i := range p.blobs {
		c.must(int(p.blobs[i].order) < n)
	}
	for _, at := range p.better {
		c.must(int(at.order) < n)
	}
	p.orders = make([]packOrder, 0, 8)
	for _, state := range c.readTexts() {
		ids, sizes := c.readInts(), c.readLongs()
		if !c.must(len(ids) == len(sizes)) {
			break
		}
		o := packOrder{state, make([]sized, len(ids))}
		for i := range ids {
			o.blobs[i] = sized{max(ids[i], ^ids[i]), ids[i] < 0, sizes[i]}
			c.must(within(o.blobs[i].id, blobs))
		}
		p.orders = append(p.orders, o)
	}
	if c.bad || len(c.b) > 0 {
		return nil
	}
	return p
}

func (p *past) decodeCommits(c *columns) {
	p.order = c.readIDs()
	n := len(p.order)
	committed, author, committer, size, flags := c.readLongs(), c.readInts(), c.readInts(), c.readInts(), c.readInts()
	upto, holds := c.readInts(), c.readInts()
	p.graph.parents = c.readInts()
	names, mails := c.readTexts(), c.readTexts()
	nodes, who, parts := c.readInts(), c.readInts(), c.readTexts()
	if !c.must(len(committed) == n && len(author) == n && len(committer) == n && len(size) == n && len(flags) == n && len(upto) == n && len(holds) == n &&
		len(names) == len(mails) && len(nodes) == len(who) && len(nodes) == len(parts)) {
		return
	}
	p.nodes, p.byID = make([]node, n), make(map[plumbing.Hash]int32, n+n/8)
	p.graph.upto, p.graph.holds = make([]uint32, n), make([]child, n)
	from := int32(0)
	for i := range p.nodes {
		p.nodes[i] = node{id: p.order[i], committed: committed[i], author: author[i], committer: committer[i], at: int32(i), size: size[i], flags: uint8(flags[i])}
		p.byID[p.order[i]] = int32(i)
		c.must(author[i] < int32(len(names)) && committer[i] < int32(len(names)))
		if !c.must(from <= upto[i] && int(upto[i]) <= len(p.graph.parents)) {
			return
		}
		for _, parent := range p.graph.parents[from:upto[i]] {
			c.must(within(parent, i))
		}
		from = upto[i]
		p.graph.upto[i], p.graph.holds[i] = uint32(upto[i]), child(holds[i])
	}
	c.must(len(p.byID) == n && int(from) == len(p.graph.parents))
	p.people = newPeople()
	for i := range names {
		one := person{names[i], mails[i]}
		p.people.who = append(p.people.who, one)
		if text := one.name + " <" + one.mail + ">"; parsePerson([]byte(text)) == one {
			p.people.byText[text] = int32(i)
		}
	}
	for i := range nodes {
		c.must(within(nodes[i], n) && within(who[i], len(names)))
		p.people.more = append(p.people.more, mention{nodes[i], who[i], parts[i]})
	}
}

func (p *past) decodePaths(c *columns) {
	p.paths = newPaths()
	l := &p.log
	names, parents := c.readTexts(), c.readInts()
	if !c.must(len(names) == len(parents) && len(names) > 0 && parents[0] == -1) {
		return
	}
	p.dirs = make([]directory, len(names))
	for i := range names {
		p.dirs[i] = directory{parents[i], names[i]}
		p.dirID[p.dirs[i]] = int32(i)
		c.must(i == 0 || within(parents[i], i))
	}
	l.names = c.readTexts()
	for i, name := range l.names {
		l.nameID[name] = int32(i)
	}

	ids, dirs, upto, weakest := c.readIDs(), c.readInts(), c.readInts(), c.readInts()
	changed, children := c.readInts(), c.readInts()
	blobs, strength := c.readIDs(), c.readInts()
	n := len(ids)
	if !c.must(len(dirs) == n && len(upto) == n && len(weakest) == n && len(changed) == len(children) && len(blobs) == len(strength)) {
		return
	}
	p.trees = make(map[plumbing.Hash]child, n+n/8)
	l.dir, l.upto, l.weakest, l.changes = dirs, make([]uint32, n), make([]int8, n), make([]change, len(changed))
	from := int32(0)
	for i, id := range ids {
		p.trees[id] = child(i)
		l.upto[i], l.weakest[i] = uint32(upto[i]), int8(weakest[i])
		if !c.must(within(l.home(child(i)), len(p.dirs)) && from <= upto[i] && int(upto[i]) <= len(changed)) {
			return
		}
		for j := from; j < upto[i]; j++ {
			l.changes[j] = change{changed[j], child(children[j])}
			name := max(changed[j], ^changed[j])
			c.must(within(name, len(l.names)) && (children[j] < int32(i) && ^children[j] < int32(len(blobs))))
		}
		from = upto[i]
	}
	p.decodeBlobs(c, blobs, strength)

	again, at := c.readInts(), c.readInts()
	if !c.must(len(again) == len(at)) {
		return
	}
	for i := range again {
		c.must(within(again[i], n) && within(at[i], len(p.dirs)))
		p.again[treeAt{child(again[i]), at[i]}] = struct{}{}
	}
	budget := c.readLongs()
	if c.must(len(budget) == 1) {
		p.budget = int(budget[0])
	}
}

func (p *past) decodeBlobs(c *columns, ids []plumbing.Hash, strength []int32) {
	better := c.readInts()
	order, dirs, names, modes := c.readInts(), c.readInts(), c.readInts(), c.readInts()
	n := len(ids) + len(better)
	if !c.must(len(order) == n && len(dirs) == n && len(names) == n && len(modes) == n) {
		return
	}
	p.found = make(map[plumbing.Hash]int32, len(ids)+len(ids)/8)
	p.blobs = make([]blob, len(ids))
	for i := range n {
		if !c.must(order[i] >= 0 && within(dirs[i], len(p.dirs)) && within(names[i], len(p.log.names))) {
			return
		}
		at := place{order[i], dirs[i], p.log.names[names[i]], filemode.FileMode(modes[i])}
		if i < len(ids) {
			p.blobs[i] = blob{ids[i], int8(strength[i]), at}
			p.found[ids[i]] = int32(i)
		} else {
			c.must(within(better[i-len(ids)], len(ids)))
			p.better[better[i-len(ids)]] = at
		}
	}
}

// within says that a position lies in a list of n.
func within(at int32, n int) bool { return at >= 0 && int(at) < n }

// columns writes columns, or reads them from the front.
type columns struct {
	b   []byte
	bad bool
}

// must notes what has to be so, and returns whether all has been so far.
func (c *columns) must(so bool) bool {
	c.bad = c.bad || !so
	return !c.bad
}

func (c *columns) count(n int) { c.b = binary.LittleEndian.AppendUint32(c.b, uint32(n)) }

// take returns the bytes of the column in front with its count, each of size bytes.
func (c *columns) take(size int) (n int, b []byte) {
	if !c.must(len(c.b) >= 4) {
		return 0, nil
	}
	n = int(binary.LittleEndian.Uint32(c.b))
	if !c.must(n <= (len(c.b)-4)/size) {
		return 0, nil
	}
	b = c.b[4 : 4+n*size]
	c.b = c.b[4+n*size:]
	return n, b
}

func (c *columns) ints(n int, at func(int) int32) {
	c.count(n)
	c.b = slices.Grow(c.b, 4*n)
	for i := range n {
		c.b = binary.LittleEndian.AppendUint32(c.b, uint32(at(i)))
	}
}

func (c *columns) readInts() []int32 {
	n, b := c.take(4)
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return out
}

func (c *columns) longs(n int, at func(int) int64) {
	c.count(n)
	for i := range n {
		c.b = binary.LittleEndian.AppendUint64(c.b, uint64(at(i)))
	}
}

func (c *columns) readLongs() []int64 {
	n, b := c.take(8)
	out := make([]int64, n)
	for i := range out {
		out[i] = int64(binary.LittleEndian.Uint64(b[8*i:]))
	}
	return out
}

func (c *columns) ids(n int, at func(int) plumbing.Hash) {
	c.count(n)
	c.b = slices.Grow(c.b, n*idSize)
	for i := range n {
		id := at(i)
		c.b = append(c.b, id[:]...)
	}
}

func (c *columns) readIDs() []plumbing.Hash {
	n, b := c.take(idSize)
	out := make([]plumbing.Hash, n)
	for i := range out {
		copy(out[i][:], b[i*idSize:])
	}
	return out
}

// texts writes the lengths, then the texts on end.
func (c *columns) texts(n int, at func(int) string) {
	c.ints(n, func(i int) int32 { return int32(len(at(i))) })
	for i := range n {
		c.b = append(c.b, at(i)...)
	}
}

func (c *columns) readTexts() []string {
	sizes := c.readInts()
	out := make([]string, len(sizes))
	for i, n := range sizes {
		if !c.must(n >= 0 && int(n) <= len(c.b)) {
			return nil
		}
		out[i] = string(c.b[:n])
		c.b = c.b[n:]
	}
	return out
}
