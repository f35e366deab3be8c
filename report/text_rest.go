// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// Caps of gaps and waived violations, lifted by Options.All.
const (
	gapPlaces    = 5
	waivedPlaces = 5
)

// step is the first thing that a post, or whoever runs the scan, has to do.
type step struct{ who, what, where string }

// nextSteps names the first action of each post that keeps the subject from
// being published, then that of the gaps.
func nextSteps(v *policy.Verdict, groups []*group) []step {
	var steps []step
	for _, p := range v.Posts {
		if worst, c := worstOf(p.Post, groups); worst != nil {
			where := place(c.first.Location)
			if n := len(c.members); n > 1 {
				where += fmt.Sprintf(" and %s more", number(int64(n-1)))
			}
			help := c.help
			if len(c.members) == 1 {
				help = c.first.Help
			}
			steps = append(steps, step{p.Post, cmp.Or(help, c.first.Message), worst.check + ", " + where})
		} else if stateOf(p.State) == policy.PendingApproval {
			steps = append(steps, step{p.Post, "approve the release" + by(cmp.Or(p.Awaited, p.Owner)), ""})
		}
	}
	if len(v.Gaps) > 0 && stateOf(v.State) != policy.Pass && stateOf(v.State) != policy.PassWithWaivers {
		kinds := gapKinds(v.Gaps)
		steps = append(steps, step{"gaps", gapHelp(kinds[0].code), kinds[0].code + ", " + gapPlace(kinds[0].gaps[0])})
	}
	return steps
}

func by(who string) string {
	if who == "" {
		return ""
	}
	return ": " + who
}

func worstOf(post string, groups []*group) (*group, *cluster) {
	for _, g := range groups {
		if levelRank(g.level) != 0 {
			continue
		}
		for _, c := range g.clusters {
			if c.first.Post == post {
				return g, c
			}
		}
	}
	return nil, nil
}

// next writes the steps; brief keeps each action to one line, for the first
// screen, or to two where a line is short.
func (s *screen) next(steps []step, brief bool) {
	if len(steps) == 0 {
		return
	}
	s.blank()
	who := 0
	for _, st := range steps {
		who = max(who, width(st.who))
	}
	rows := make([]row, 0, 2*len(steps))
	for i, st := range steps {
		lead := "next"
		if i > 0 {
			lead = "    "
		}
		what := ink(plain, st.what)
		if brief {
			room := max(20, s.width-len(lead)-2-who-2)
			if s.width < 72 {
				room = 2*room - 10 // the first line may end early
			}
			what.text = clipWords(what.text, room)
		}
		rows = append(rows, row{ink(plain, lead+"  "+st.who), what})
		if st.where != "" {
			rows = append(rows, row{ink(plain, ""), span{dim, s.where(st.where).text}})
		}
	}
	s.table(0, rows)
}

// closing repeats, under a long report, what its first screen said, because the
// end is what a terminal shows.
func (s *screen) closing(v *policy.Verdict, steps []step) {
	if s.lines > longReport {
		s.next(steps, false)
	}
	s.blank()
	s.line(0, ink(stateStyle(v.State), string(stateOf(v.State))), ink(plain, "  "+totals(v)))
	hint := "An automated screening by the policy named above, no legal advice."
	if len(v.Violations)+len(v.Waived)+len(v.Known)+len(v.Suppressed) > 0 {
		hint = "`outgate explain ID` tells more of a violation. " + hint
	}
	s.paragraph(0, 0, nil, ink(dim, hint))
}

// gapKind holds the gaps of one code.
type gapKind struct {
	code string
	gaps []inventory.Gap
}

// gapKinds groups gaps by code, the most frequent first.
func gapKinds(gaps []inventory.Gap) []*gapKind {
	index := map[string]*gapKind{}
	var kinds []*gapKind
	for _, g := range gaps {
		k := index[g.Code]
		if k == nil {
			k = &gapKind{code: g.Code}
			index[g.Code] = k
			kinds = append(kinds, k)
		}
		k.gaps = append(k.gaps, g)
	}
	slices.SortStableFunc(kinds, func(a, b *gapKind) int {
		return cmp.Or(len(b.gaps)-len(a.gaps), strings.Compare(a.code, b.code))
	})
	return kinds
}

func gapSummary(gaps []inventory.Gap) string {
	var parts []string
	for _, k := range gapKinds(gaps) {
		parts = append(parts, cmp.Or(k.code, "unnamed")+" "+number(int64(len(k.gaps))))
	}
	return strings.Join(parts, ", ")
}

func gapPlace(g inventory.Gap) string {
	return place(inventory.Location{Path: g.Path, Commit: g.Commit})
}

// gapHelp says what to do about gaps of a code.
func gapHelp(code string) string {
	switch code {
	case inventory.GapUnreadable:
		return "make it readable for the user who scans, or take it out of the release"
	case inventory.GapTooLarge:
		return "raise the size limit (`--max-bytes`), or take the file out of the repository"
	case inventory.GapTruncated:
		return "look at the rest of the file by hand, or split it"
	case inventory.GapMissing:
		return "fetch the missing git objects (`git fetch --refetch`), then scan again"
	case inventory.GapShallow:
		return "fetch the whole history (`git fetch --unshallow`), then scan again"
	case inventory.GapLFS:
		return "fetch the contents (`git lfs pull`), then scan again"
	case inventory.GapDetector:
		return "scan again with every detector; where one failed on a file, look at the file by hand and report the failure as a bug"
	case inventory.GapUnparsable:
		return "mend the file: what it declares is unknown as long as it cannot be parsed"
	case inventory.GapNoFiles:
		return "check the path: nothing to examine is there"
	case inventory.GapInterrupted:
		return "run the scan again, to its end"
	case inventory.GapGiven:
		return "look at the build: it names what the repository leaves open"
	case inventory.GapRule:
		return "mend the condition in the policy (`has(...)`, `size(...) > 0` before an index), and prove it with examples and `outgate policy test`"
	case inventory.GapNoComponents:
		return "add the lock file, or check that the manifest is complete"
	}
	return "see the reason: scan again without the option that left it out, or look at it by hand"
}

func (s *screen) gaps(v *policy.Verdict, all bool) {
	for _, k := range gapKinds(v.Gaps) {
		s.blank()
		s.heading(ink(yellow, "gap["+cmp.Or(k.code, "unnamed")+"]: "), ink(bold, gapTitle(k)), span{})
		shown := k.gaps
		if !all && len(shown) > gapPlaces {
			shown = shown[:gapPlaces]
		}
		var rows []row
		for _, g := range shown {
			why := g.Reason
			if g.Detector != "" {
				why = g.Detector + ": " + why
			}
			rows = append(rows, row{s.where(gapPlace(g)), ink(plain, why)})
		}
		s.table(3, rows)
		if n := len(k.gaps) - len(shown); n > 0 {
			s.more(n)
		}
		s.paragraph(3, 9, []span{ink(cyan, "help: ")}, ink(plain, gapHelp(k.code)))
	}
}

func gapTitle(k *gapKind) string {
	if len(k.gaps) == 1 {
		return "not examined"
	}
	return count(len(k.gaps), "place") + " not examined"
}

// waived lists what waivers excuse, by waiver, the first to expire first.
func (s *screen) waived(v *policy.Verdict, all bool) {
	type excuse struct {
		waiver policy.WaiverRef
		all    []*policy.Violation
	}
	index := map[policy.WaiverRef]*excuse{}
	var excuses []*excuse
	for i := range v.Waived {
		var ref policy.WaiverRef
		if w := v.Waived[i].Waiver; w != nil {
			ref = *w
		}
		e := index[ref]
		if e == nil {
			e = &excuse{waiver: ref}
			index[ref] = e
			excuses = append(excuses, e)
		}
		e.all = append(e.all, &v.Waived[i])
	}
	slices.SortStableFunc(excuses, func(a, b *excuse) int {
		return cmp.Or(strings.Compare(a.waiver.Expires, b.waiver.Expires), strings.Compare(a.waiver.ID, b.waiver.ID))
	})
	for _, e := range excuses {
		s.blank()
		until, soon := expiry(e.waiver.Expires, v.Now)
		st := dim
		if soon {
			st = yellow
		}
		s.heading(ink(cyan, "waived["+cmp.Or(e.waiver.ID, "unnamed")+"]: "), ink(bold, cmp.Or(e.waiver.Reason, "no reason given")), ink(st, until))
		shown := e.all
		if !all && len(shown) > waivedPlaces {
			shown = shown[:waivedPlaces]
		}
		var rows []row
		for _, m := range shown {
			rows = append(rows, row{s.place(m), ink(plain, strings.TrimSpace(m.ID+"  "+m.Check+": "+m.Message))})
		}
		s.table(3, rows)
		if n := len(e.all) - len(shown); n > 0 {
			s.more(n)
		}
		owner := "owner: " + cmp.Or(e.waiver.Owner, "nobody")
		if e.waiver.ApprovedBy != "" {
			owner += ", approved by " + e.waiver.ApprovedBy
		}
		if e.waiver.Ticket != "" {
			owner += ", ticket " + e.waiver.Ticket
		}
		if at := placeOf(e.waiver.At); at != "" {
			owner += ", " + at
		}
		s.line(3, ink(dim, owner))
	}
}

// expiry says until when a waiver holds, and whether that is within 30 days of
// the time of the verdict.
func expiry(expires, now string) (text string, soon bool) {
	if expires == "" {
		return "without an end", true
	}
	end, err := time.Parse(time.DateOnly, expires)
	if err != nil {
		return "until " + expires, false
	}
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		return "until " + expires, false
	}
	days := int(end.AddDate(0, 0, 1).Sub(at).Hours() / 24) // the last day is included
	switch {
	case days < 0 || days > 30:
		return "until " + expires, false
	case days == 0:
		return "until " + expires + ", its last day", true
	}
	return "until " + expires + ", " + count(days, "day") + " left", true
}
