// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/outgate/outgate/inventory"
)

// webCommitter is the committer of what people do in the web interface of GitHub: nobody.
const webCommitter = "noreply@github.com"

// recentDays are those before the newest published commit whose commits count as recent.
const recentDays = 365

// Contributors says who wrote and who committed the published history, the day
// from which commits are recent, and which tags are published. Nothing of a
// history that was not read.
func (h *History) Contributors() (list []inventory.Contributor, recentSince string, tags []inventory.Tag) {
	if h.walk == nil {
		return nil, "", nil
	}
	return h.walk.contributors, h.walk.recentSince, h.walk.tags
}

// takePart counts who took part in a finished walk.
func (p *people) takePart(w *walker) (list []inventory.Contributor, recentSince string) {
	newest := int64(0)
	for i := range w.nodes {
		if n := &w.nodes[i]; int(n.at) < w.published {
			newest = max(newest, n.committed)
		}
	}
	from := newest - recentDays*24*60*60
	type span struct {
		authored, committed, recent int
		first, last                 int64
	}
	spans := make([]span, len(p.who))
	saw := func(who int32, n *node) *span {
		s := &spans[who]
		if s.first == 0 || n.committed < s.first {
			s.first = n.committed
		}
		s.last = max(s.last, n.committed)
		return s
	}
	for i := range w.nodes {
		n := &w.nodes[i]
		if int(n.at) >= w.published {
			continue
		}
		merge := n.flags&flagMerge != 0
		if n.author >= 0 {
			s := saw(n.author, n)
			switch {
			case merge:
				s.committed++
			default:
				s.authored++
				if n.committed >= from {
					s.recent++
				}
			}
		}
		if n.committer >= 0 && n.committer != n.author && !strings.EqualFold(p.who[n.committer].mail, webCommitter) {
			saw(n.committer, n).committed++
		}
	}
	for who, s := range spans {
		if s.authored+s.committed > 0 {
			list = append(list, inventory.Contributor{Name: p.who[who].name, Mail: p.who[who].mail, Authored: s.authored, Committed: s.committed, Recent: s.recent, First: dayOf(s.first), Last: dayOf(s.last)})
		}
	}
	return joinSame(list), dayOf(from)
}

// joinSame adds up those whose texts differ and whose cleaned names and addresses do not.
func joinSame(list []inventory.Contributor) []inventory.Contributor {
	v := inventory.Inventory{Community: &inventory.Community{Contributors: list}}
	v.Sort()
	var out []inventory.Contributor
	for _, c := range v.Community.Contributors {
		if last := len(out) - 1; last >= 0 && out[last].Name == c.Name && out[last].Mail == c.Mail {
			o := &out[last]
			o.Authored, o.Committed, o.Recent = o.Authored+c.Authored, o.Committed+c.Committed, o.Recent+c.Recent
			o.First, o.Last = min(o.First, c.First), max(o.Last, c.Last)
			continue
		}
		out = append(out, c)
	}
	return out
}

// dayOf is a date, UTC; "" for none.
func dayOf(seconds int64) string {
	text := rfc3339(seconds)
	if seconds == 0 || text == "" {
		return ""
	}
	return text[:len(time.DateOnly)]
}

// publishedTags lists the tags of the repository with what the walk has seen of them.
func (w *walker) publishedTags() []inventory.Tag {
	var out []inventory.Tag
	for _, ref := range w.repo.refs {
		name, ok := strings.CutPrefix(ref.name, "refs/tags/")
		if !ok {
			continue
		}
		t := inventory.Tag{Name: cleanText(name)}
		id := ref.id
		for first := true; ; first = false {
			at, ok := w.namedAt[id]
			if !ok || w.named[at].kind != plumbing.TagObject {
				break
			}
			if n := &w.named[at]; first {
				t.Annotated, t.Signature, t.Date = true, n.signature, rfc3339(n.made)
				if n.made == 0 {
					t.Date = ""
				}
			}
			id = w.named[at].next
		}
		if at, ok := w.byID[id]; ok && at >= 0 {
			t.Commit = id.String()
			if committed := w.nodes[at].committed; t.Date == "" && committed > 0 {
				t.Date = rfc3339(committed)
			}
		}
		out = append(out, t)
	}
	return out
}

// signatureOf tells from the text of a tag which signature it bears; "" for none.
// Only its presence is seen: nothing is verified.
func signatureOf(data []byte) string {
	for _, kind := range []struct{ mark, name string }{
		{"\n-----BEGIN PGP SIGNATURE-----\n", inventory.SignaturePGP},
		{"\n-----BEGIN PGP MESSAGE-----\n", inventory.SignaturePGP},
		{"\n-----BEGIN SSH SIGNATURE-----\n", inventory.SignatureSSH},
		{"\n-----BEGIN SIGNED MESSAGE-----\n", inventory.SignatureX509},
	} {
		begin := bytes.LastIndex(data, []byte(kind.mark))
		end := "-----END " + strings.TrimPrefix(strings.TrimSpace(kind.mark), "-----BEGIN ")
		if begin >= 0 && slices.Contains(strings.Split(string(data[begin+len(kind.mark):]), "\n"), end) {
			return kind.name
		}
	}
	return ""
}
