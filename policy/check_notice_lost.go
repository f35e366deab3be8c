// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/holder"
	"github.com/outgate/outgate/inventory"
)

func noticeLost() check {
	return check{
		Check: Check{
			Code: "notice-lost", Post: PostIP,
			Title: "A notice that the base had is gone",
			Doc: "With a base (check --since): a file that is still there, perhaps moved, no longer names a copyright holder whom it named, or no longer carries the license that it carried; or a NOTICE or LICENSE " +
				"file is gone while files beside or below it are still there. Nearly every license asks to keep such notices. A changed year or another spelling of the same name is no loss. What the project's " +
				"own holders remove from their own files warns at most, and so does what is lost from documentation, from NOTICE and other attributions, or from a file that was found again by its name alone. Without --since the check finds nothing.",
			Help: "put the notice back as it was; when nothing is left of the other's work, say so in a waiver",
		},
		needs: []string{"license", "copyright"}, waivable: true, based: true,
		on: func(p *Policy) bool { return !p.lost.allows() },
		run: func(j *judge) {
			then := j.then()
			gained := j.gained(then)
			for i := range j.inv.Files {
				f := &j.inv.Files[i]
				before, how := then.of(f)
				if before == nil || before == f || before.Blob != "" && before.Blob == f.Blob {
					continue
				}
				s := j.p.lost
				switch {
				case how == movedByName:
					s = s.cap(LevelWarn, "by its name alone it is the same file, which warns at most")
				case attributes(f) || f.Role == inventory.RoleDocs:
					s = s.cap(LevelWarn, "what speaks of others may go with them, and warns at most")
				}
				j.lostNotice(s, before, f, gained)
			}
			j.lostFiles()
		},
	}
}

// lostNotice compares a file with what it was.
func (j *judge) lostNotice(s setting, before, f *inventory.File, gained map[string]bool) {
	kept := map[string]bool{}
	var names []holder.Name
	for i := range f.Copyrights { // sure or not: it is still there
		for _, h := range f.Copyrights[i].Holders {
			n := holder.Of(h)
			kept[j.identity(h)] = true
			names = append(names, n)
		}
	}
	var lost []string
	ours, elsewhere := true, true
	var at *inventory.Copyright
	for i := range before.Copyrights {
		c := &before.Copyrights[i]
		for _, h := range c.Holders {
			if n := holder.Of(h); c.Confidence < sureStatement || n.Key == "" || kept[j.identity(h)] || slices.Contains(lost, h) ||
				slices.ContainsFunc(names, func(k holder.Name) bool { return n.Compare(k) != holder.Foreign }) {
				continue
			}
			lost = append(lost, h)
			elsewhere = elsewhere && gained[j.identity(h)]
			if foreign := !j.owner(h).ours(); at == nil || foreign && ours {
				at, ours = c, !foreign
			}
		}
	}
	if at != nil {
		switch {
		case !j.p.knowsHolders():
			s = s.cap(LevelWarn, "the policy names no holders, and the notice may be the project's own")
		case elsewhere:
			s = s.cap(LevelWarn, "another file has named the holder since, and the code may have gone there")
		case ours:
			s = s.cap(LevelWarn, "the project's own notices warn at most")
		}
		j.raiseLost(s, before, f, fmt.Sprintf("the file no longer names the copyright holder %s", quoted(lost)), clip(at.Statement), strings.Join(lost, "\n"))
		return
	}
	if gone := lostLicenses(before, f); len(gone) > 0 {
		if !slices.ContainsFunc(before.Copyrights, func(c inventory.Copyright) bool {
			return slices.ContainsFunc(c.Holders, func(h string) bool { return !j.owner(h).ours() })
		}) {
			s = s.cap(LevelWarn, "the file names nobody else")
		}
		now := "none"
		if ids := licenseIDs(f, map[string][]string{}); len(ids) > 0 {
			now = strings.Join(ids, ", ")
		}
		j.raiseLost(s, before, f, "the file no longer carries the license "+strings.Join(gone, ", "), "found now: "+now, strings.Join(gone, "\n")+"\n"+now)
	}
}

// gained are the holders whom some file names today and did not in the base: where
// code is split up, its notice goes with it.
func (j *judge) gained(then *past) map[string]bool {
	out := map[string]bool{}
	for i := range j.inv.Files {
		f := &j.inv.Files[i]
		before, _ := then.of(f)
		if before == f || len(f.Copyrights) == 0 {
			continue
		}
		had := map[string]bool{}
		if before != nil {
			for _, c := range before.Copyrights {
				for _, h := range c.Holders {
					had[j.identity(h)] = true
				}
			}
		}
		for _, c := range f.Copyrights {
			for _, h := range c.Holders {
				if id := j.identity(h); c.Confidence >= sureStatement && !had[id] {
					out[id] = true
				}
			}
		}
	}
	return out
}

// identity is what tells a holder from others: the entity, or the folded name.
func (j *judge) identity(h string) string {
	if o := j.owner(h); o.entity != nil {
		return "\x00" + o.entity.name
	}
	return holder.Of(h).String()
}

// lostLicenses are the licenses that a file granted and does not grant any more.
// A mention of the same license that is left is enough.
func lostLicenses(before, f *inventory.File) []string {
	now := licenseIDs(f, map[string][]string{})
	for i := range f.Licenses {
		now = append(now, f.Licenses[i].Expression)
	}
	var gone []string
	for _, id := range licenseIDs(before, map[string][]string{}) {
		if !slices.Contains(now, id) && !strings.Contains(id, "LicenseRef-") {
			gone = append(gone, id)
		}
	}
	return gone
}

func (j *judge) raiseLost(s setting, before, f *inventory.File, message, evidence, content string) {
	if before.Path != f.Path {
		evidence = also(evidence, "it was "+before.Path)
	}
	s.text += "; since " + clip(j.inv.Base.Ref)
	where, whole := groupOf(f)
	j.raise(s, High, item{v: Violation{Message: message, Location: location(f.Path), Evidence: evidence}, content: content, where: where, whole: whole})
}

// lostFiles looks for NOTICE and LICENSE files of the base that are gone while
// something of their directory is left.
func (j *judge) lostFiles() {
	for i := range j.inv.Base.Files {
		b := &j.inv.Base.Files[i]
		dir, name := split(b.Path)
		license := isLicenseName(name) && slices.ContainsFunc(b.Licenses, func(l inventory.License) bool { return strong(&l) })
		if b.Header != nil || b.Role == inventory.RoleDocs || !license && !hasStem(name, "notice", "notices") {
			continue
		}
		var left *inventory.File
		replaced := false
		for k := range j.inv.Files {
			f := &j.inv.Files[k]
			inDir, other := split(f.Path)
			if f.Path == b.Path || f.Blob != "" && f.Blob == b.Blob || inDir == dir && (isLicenseName(name) && isLicenseName(other) || hasStem(name, "notice", "notices") && hasStem(other, "notice", "notices")) {
				replaced = true
				break
			}
			if left == nil && f.Role != inventory.RoleDocs && (dir == "" || strings.HasPrefix(f.Path, dir+"/")) && !j.inv.Base.IsNew(f.Path) {
				left = f
			}
		}
		if replaced || left == nil {
			continue
		}
		s := j.p.lost
		s.text += "; since " + clip(j.inv.Base.Ref)
		j.raise(s, High, item{v: Violation{
			Message: fmt.Sprintf("the file %s is gone, and files that it spoke for are still there", clip(b.Path)), Location: location(left.Path), Evidence: "it was in " + clip(j.inv.Base.Ref),
		}, content: b.Path})
	}
}

// quoted lists names for a message, three at most.
func quoted(names []string) string {
	var out []string
	for _, n := range names[:min(len(names), 3)] {
		out = append(out, fmt.Sprintf("%q", clip(n)))
	}
	if len(names) > 3 {
		out = append(out, fmt.Sprintf("and %d more", len(names)-3))
	}
	return strings.Join(out, ", ")
}
