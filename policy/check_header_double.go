// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"

	"github.com/outgate/outgate/holder"
	"github.com/outgate/outgate/inventory"
)

func headerDouble() check {
	return check{
		Check: Check{
			Code: "header-double", Post: PostIP,
			Title: "The head of a file carries two notices",
			Doc: "The head of a file holds a copyright statement of the project and one of somebody else, or two whole headers of the project. The first is what is left when a tool has put the project's header " +
				"above that of a file that was copied: it claims what belongs to another, and readers see our license first. The second is what is left when a tool did not recognize a header that was there. " +
				"Joint holders on neighboring lines of one header are no two notices, and holders whom project.holders allows beside the project's entities do not count. The check is off without project.entities and project.holders.",
			Help: "keep the original notice as it was, and add the project's only where the file was changed in substance; remove the header that a tool has put above it",
		},
		needs: []string{"license", "copyright"}, waivable: true,
		on: func(p *Policy) bool { return !p.double.allows() && p.knowsHolders() },
		run: func(j *judge) {
			for i := range j.inv.Files {
				f := &j.inv.Files[i]
				if f.Header == nil || f.Header.State == inventory.HeaderMissing || len(f.Copyrights) < 2 || !j.p.foreign.judges(f) || attributes(f) {
					continue
				}
				j.doubleHeader(f)
			}
		},
	}
}

// belowHeader is how many lines below the header a second notice still belongs to
// the head: a package clause or an include may stand between.
const belowHeader = 6

// jointLines is how far joint holders stand from each other: each on a line, a few lines of addresses between.
const jointLines = 4

// headStatements are the sure statements in the head of a file, in order.
func headStatements(f *inventory.File) []*inventory.Copyright {
	var out []*inventory.Copyright
	for i := range f.Copyrights {
		c := &f.Copyrights[i]
		if f.Header != nil && c.StartLine >= f.Header.StartLine && c.StartLine <= f.Header.EndLine+belowHeader && c.Confidence >= sureStatement && len(c.Holders) > 0 {
			out = append(out, c)
		}
	}
	return out
}

func (j *judge) doubleHeader(f *inventory.File) {
	var own, foreign *inventory.Copyright
	var name string
	head := headStatements(f)
	for _, c := range head {
		for _, h := range c.Holders {
			switch o := j.owner(h); {
			case o.ours() && own == nil:
				own = c
			case o.foreign != "" && foreign == nil && foldHolder(h) != "":
				foreign, name = c, o.foreign
			}
		}
	}
	where, whole := groupOf(f)
	switch {
	case own == nil:
	case foreign != nil && (foreign == own || oneHeader(f, own, foreign)):
		// both in one header: holder-foreign speaks of it
	case foreign != nil:
		message, severity := fmt.Sprintf("the head of the file carries a notice of %q and one of the project", clip(name)), Medium
		if own.StartLine < foreign.StartLine {
			message, severity = fmt.Sprintf("the project's notice stands above that of %q", clip(name)), High
		}
		j.raise(j.p.double, severity, item{
			v: Violation{Message: message, Evidence: clip(own.Statement) + "; " + clip(foreign.Statement),
				Location: inventory.Location{Path: f.Path, StartLine: min(own.StartLine, foreign.StartLine), EndLine: max(own.EndLine, foreign.EndLine)}},
			content: holder.Of(name).String() + "\n" + string(severity), where: where, whole: whole,
		})
	case foreign == nil:
		first, second := j.twice(f, head)
		if second == nil {
			return
		}
		j.raise(j.p.double, Low, item{
			v: Violation{Message: "the file carries two headers of the project", Evidence: clip(first.Statement) + "; " + clip(second.Statement),
				Location: inventory.Location{Path: f.Path, StartLine: first.StartLine, EndLine: second.EndLine}},
			content: "twice", where: where, whole: whole,
		})
	}
}

// oneHeader reports two statements of a single header, as of joint holders: each
// statement between them is near the one before, and no grant of a license stands between them.
func oneHeader(f *inventory.File, a, b *inventory.Copyright) bool {
	if a.StartLine > b.StartLine {
		a, b = b, a
	}
	end := a.EndLine
	for i := range f.Copyrights { // in the order of lines
		c := &f.Copyrights[i]
		if c.StartLine < a.StartLine || c.StartLine > b.StartLine {
			continue
		}
		if c.StartLine-end > jointLines {
			return false
		}
		end = max(end, c.EndLine)
	}
	return !slices.ContainsFunc(f.Licenses, func(l inventory.License) bool {
		return strong(&l) && l.StartLine > a.EndLine && l.EndLine < b.StartLine
	})
}

// twice finds two statements of the project in a head, each followed by a grant
// of the same license before the other begins.
func (j *judge) twice(f *inventory.File, head []*inventory.Copyright) (first, second *inventory.Copyright) {
	grants := func(from, to int) string {
		for i := range f.Licenses {
			if l := &f.Licenses[i]; strong(l) && l.StartLine >= from && l.EndLine < to {
				return l.Expression
			}
		}
		return ""
	}
	end := f.Header.EndLine + belowHeader + 1
	for i := 0; i+1 < len(head); i++ {
		a, b := head[i], head[i+1]
		if !j.owner(a.Holders[0]).ours() || !j.owner(b.Holders[0]).ours() {
			continue
		}
		if l := grants(a.StartLine, b.StartLine); l != "" && l == grants(b.StartLine, end) {
			return a, b
		}
	}
	return nil, nil
}
