// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// screenLines is what a terminal shows at once.
const screenLines = 24

// longReport is how many lines a report has that ends with its beginning: the
// verdict and what to do next. A shorter one is in sight as a whole.
const longReport = 60

// Text writes the report for a person. Its first screen says whether the
// subject may be published, why not, and what to do next; below it stand the
// violations, the worst first, grouped by check, then the gaps and what was
// waived. Long lists are cut short with a count unless [Options].All is set.
func Text(w io.Writer, v *policy.Verdict, o Options) error {
	if v == nil {
		return errNoVerdict
	}
	s := newScreen(w, o)
	if o.Quiet {
		s.line(0, ink(stateStyle(v.State), string(stateOf(v.State))), ink(plain, " "+strings.TrimSpace(cmp.Or(v.Subject.Name, "the subject")+" "+short(v.Subject.Commit))+staged(v)+": "+totals(v)))
		return s.w.Flush()
	}
	groups := groupViolations(v.Violations)
	steps := nextSteps(v, groups)
	s.banner(v)
	s.posts(v)
	s.next(steps, true)
	s.summary(v)
	s.groups(groups, o.All)
	s.gaps(v, o.All)
	s.waived(v, o.All)
	s.known(v, o.All)
	s.suppressed(v, o.All)
	s.curated(v, o.All)
	s.closing(v, steps)
	return s.w.Flush()
}

// staged marks the one line of a quiet run.
func staged(v *policy.Verdict) string {
	if v.Coverage.Staged {
		return " (staged changes only)"
	}
	if v.Policy.Scope != "" {
		return " (" + strings.ToUpper(v.Policy.Scope) + " only)"
	}
	return ""
}

func stateStyle(st policy.State) style {
	switch stateOf(st) {
	case policy.Pass:
		return green
	case policy.Fail:
		return red
	}
	return yellow
}

// meaning completes "<subject> ..." in the first line.
func meaning(v *policy.Verdict) string {
	if v.Coverage.Staged {
		return meaningStaged(v)
	}
	if v.Policy.Scope != "" {
		return meaningScope(v)
	}
	switch stateOf(v.State) {
	case policy.Pass:
		if comparing(v) {
			return "holds no violation that " + v.Base.Ref + " did not hold"
		}
		return "may be published"
	case policy.PassWithWaivers:
		if comparing(v) {
			return "holds no violation that " + v.Base.Ref + " did not hold, but " + count(len(v.Waived), "waived one")
		}
		return "may be published, with " + count(len(v.Waived), "violation") + " waived"
	case policy.PendingApproval:
		return "waits for an approval before it may be published"
	case policy.Fail:
		return "may not be published as it stands"
	}
	return "could not be judged: not everything was examined"
}

// meaningStaged is meaning for a commit that is being made.
func meaningStaged(v *policy.Verdict) string {
	const lead = "(staged changes only) "
	switch stateOf(v.State) {
	case policy.Pass:
		return lead + "may be committed"
	case policy.PassWithWaivers:
		return lead + "may be committed, with " + count(len(v.Waived), "violation") + " waived"
	case policy.Fail:
		return lead + "may not be committed as staged"
	}
	return lead + "could not be judged: not everything was examined"
}

// meaningScope is meaning for a policy that judges one thing alone.
func meaningScope(v *policy.Verdict) string {
	lead := "(" + strings.ToUpper(v.Policy.Scope) + " only) "
	switch stateOf(v.State) {
	case policy.Pass:
		return lead + "conforms"
	case policy.PassWithWaivers:
		return lead + "conforms, with " + count(len(v.Waived), "violation") + " waived"
	case policy.Fail:
		return lead + "does not conform"
	}
	return lead + "could not be judged: not everything was examined"
}

func (s *screen) banner(v *policy.Verdict) {
	state := string(stateOf(v.State))
	s.paragraph(0, len(state)+2, []span{ink(stateStyle(v.State), state), ink(plain, "  ")},
		ink(bold, cmp.Or(v.Subject.Name, "the subject")+" "+meaning(v)))
	var facts []string
	switch {
	case v.Coverage.Staged && v.Subject.Commit != "":
		facts = append(facts, "on top of commit "+short(v.Subject.Commit))
	case v.Subject.Commit != "":
		facts = append(facts, "commit "+short(v.Subject.Commit))
	}
	if v.Subject.Ref != "" {
		facts = append(facts, "branch "+strings.TrimPrefix(v.Subject.Ref, "refs/heads/"))
	}
	if v.Subject.Commit == "" && v.Subject.Kind != "" && !v.Coverage.Staged {
		facts = append(facts, v.Subject.Kind)
	}
	if v.Coverage.Staged || v.Policy.Scope != "" || comparing(v) {
		facts = append(facts, "no verdict on a release")
	}
	if !v.Coverage.Staged && v.Policy.Scope == "" && v.Subject.Dirty {
		facts = append(facts, "uncommitted changes: the files on disk are judged")
	}
	if v.Subject.Shallow {
		facts = append(facts, "shallow clone")
	}
	if n := len(v.Subject.Submodules); n > 0 {
		facts = append(facts, count(n, "submodule"))
	}
	if len(facts) > 0 {
		s.paragraph(len(state)+2, len(state)+2, nil, ink(dim, strings.Join(facts, ", ")))
	}
}

// posts writes the table of the posts.
func (s *screen) posts(v *policy.Verdict) {
	posts := v.Posts
	if len(posts) == 0 {
		return
	}
	s.blank()
	name, state := len("post"), len("verdict")
	for _, p := range posts {
		name, state = max(name, width(ink(plain, p.Post).text)), max(state, len(stateOf(p.State)))
	}
	const figures = 2 + 6 + 2 + 8 + 2 + 6 + 2
	if s.width < name+2+state+figures+len("owner@example.org") {
		s.postsNarrow(v, name, state)
		return
	}
	s.line(0, ink(dim, fmt.Sprintf("%-*s  %-*s  %6s  %8s  %6s  owner", name, "post", state, "verdict", "errors", "warnings", "waived")))
	for _, p := range posts {
		owner := cmp.Or(p.Owner, "(no owner named)")
		if p.Awaited != "" {
			owner += ", waits for " + p.Awaited
		}
		owner += approved(v.Approvals, p.Post)
		post, verdict := ink(bold, p.Post), ink(stateStyle(p.State), string(stateOf(p.State)))
		lead := []span{post, pad(post.text, name+2), verdict, pad(verdict.text, state+2),
			figure(p.Fails, 6, red), {plain, "  "}, figure(p.Warns, 8, yellow), {plain, "  "}, figure(p.Waived, 6, plain), {plain, "  "}}
		s.paragraph(0, name+2+state+2, lead, ink(plain, owner))
	}
}

// approved says who has signed for a post; "" when nobody had to or has.
func approved(all []policy.ApprovalState, post string) string {
	for _, a := range all {
		if a.Post == post && a.Given {
			text := ", approved by " + a.By + " on " + a.Date
			if a.Signed {
				text += " (signature verified)"
			}
			return text
		}
	}
	return ""
}

// postsNarrow is posts for a window in which the table has no room: what is not zero, in words.
func (s *screen) postsNarrow(v *policy.Verdict, name, state int) {
	for _, p := range v.Posts {
		var parts []string
		for _, f := range []struct {
			n    int
			noun string
		}{{p.Fails, "error"}, {p.Warns, "warning"}} {
			if f.n > 0 {
				parts = append(parts, count(f.n, f.noun))
			}
		}
		if p.Waived > 0 {
			parts = append(parts, number(int64(p.Waived))+" waived")
		}
		owner := cmp.Or(p.Owner, "(no owner named)")
		if p.Awaited != "" {
			owner += ", waits for " + p.Awaited
		}
		owner += approved(v.Approvals, p.Post)
		post, verdict := ink(bold, p.Post), ink(stateStyle(p.State), string(stateOf(p.State)))
		s.paragraph(0, 4, []span{post, pad(post.text, name+2), verdict, pad(verdict.text, state+2)}, ink(plain, strings.Join(append(parts, owner), ", ")))
	}
}

// figure is a number set to the right in n columns; zero is a dash.
func figure(v, n int, st style) span {
	if v == 0 {
		return span{dim, fmt.Sprintf("%*s", n, "-")}
	}
	return span{st, fmt.Sprintf("%*s", n, number(int64(v)))}
}

// summary writes what was seen, what was not, and by which policy it was judged.
func (s *screen) summary(v *policy.Verdict) {
	s.blank()
	c := v.Coverage
	seen := count(c.Files, "file") + ", " + byteSize(c.Bytes)
	if len(c.Detectors) > 0 {
		seen += ", for " + strings.Join(c.Detectors, ", ")
	}
	if c.Files == 0 {
		seen += " (nothing was examined)"
	}
	if c.Overridden > 0 {
		seen += "; the role of " + count(c.Overridden, "file") + " set by .gitattributes"
	}
	if c.Untracked > 0 {
		seen += "; " + count(c.Untracked, "untracked file")
	}
	if c.Ignored > 0 {
		seen += "; " + count(c.Ignored, "ignored file") + " left out"
	}
	if o := c.Online; o != nil {
		seen += "; " + o.Service + " asked for the licenses of " + count(o.Asked, "package") + ", " + number(int64(o.Known)) + " known"
		if o.Failed > 0 {
			seen += ", " + number(int64(o.Failed)) + " without an answer"
		}
	}
	if c.Files == 0 && c.Staged {
		seen = "no file: nothing to judge is staged"
	}
	history := strings.TrimSpace(cmp.Or(c.History, "not examined") + " " + c.Since)
	if c.Staged {
		history = "not examined, nor any file that is not staged"
	}
	if c.Commits > 0 || c.Blobs > 0 {
		history += ": " + count(c.Commits, "commit") + ", " + count(c.Blobs, "blob") + " outside of the tree"
	}
	if len(c.SkippedRefs) > 0 {
		history += "; without " + strings.Join(c.SkippedRefs, ", ")
	}
	unseen, unseenStyle := "nothing: no gaps", plain
	if len(v.Gaps) > 0 {
		unseen, unseenStyle = count(len(v.Gaps), "gap")+": "+gapSummary(v.Gaps), yellow
	}
	rows := []row{
		{ink(dim, "not seen"), ink(unseenStyle, unseen)}, // first: no cap of a small screen may hide it
		{ink(dim, "examined"), ink(plain, seen)},
		{ink(dim, "history"), ink(plain, history)},
		{ink(dim, "found"), ink(plain, found(v))},
		{ink(dim, "policy"), ink(plain, policyName(v.Policy)+curatedCount(v))},
	}
	if len(v.Suppressed) > 0 {
		rows = slices.Insert(rows, 1, row{ink(dim, "suppressed"), ink(yellow, suppressedBy(v.Facts))})
	}
	if v.Base != nil {
		rows = slices.Insert(rows, 1, row{ink(dim, "compared"), ink(plain, compared(v.Base))})
	}
	for i := range v.Lists {
		rows = slices.Insert(rows, 1+i, row{ink(dim, "known"), ink(plain, listed(&v.Lists[i], len(v.Known)))})
	}
	if v.Policy.Chosen != "" {
		rows = append(rows, row{ink(plain, ""), ink(dim, v.Policy.Chosen)})
	}
	for _, d := range slices.Sorted(maps.Keys(v.Tool.Rules)) {
		rows = append(rows, row{ink(dim, "data"), ink(plain, d+": "+shortDigests(v.Tool.Rules[d]))})
	}
	s.table(0, rows)
}

func policyName(p policy.PolicyRef) string {
	switch {
	case p.Name == "" && p.Source == "":
		return "none"
	case p.Source == "" || p.Source == p.Name:
		return p.Name
	case p.Name == "":
		return p.Source
	}
	return p.Name + ", from " + p.Source
}

func found(v *policy.Verdict) string {
	f := v.Facts
	switch {
	case v.Policy.Scope != "":
		return "looked for nothing but what " + strings.ToUpper(v.Policy.Scope) + " asks"
	case v.Coverage.Staged:
		return count(f.Secrets, "secret")
	}
	type license struct {
		id    string
		files int
	}
	var all []license
	for id, n := range f.Licenses {
		all = append(all, license{id, n})
	}
	slices.SortFunc(all, func(a, b license) int { return cmp.Or(b.files-a.files, strings.Compare(a.id, b.id)) })
	var ids []string
	for _, l := range all[:min(len(all), 4)] {
		ids = append(ids, l.id+" "+number(int64(l.files)))
	}
	if n := len(all) - len(ids); n > 0 {
		ids = append(ids, count(n, "more license"))
	}
	if len(ids) == 0 {
		ids = []string{"no license"}
	}
	text := strings.Join(ids, ", ") + "; " + count(f.Secrets, "secret") + "; " + count(f.Components, "component")
	if f.Fetched > 0 {
		text += fmt.Sprintf(", licenses known for %s of %s fetched", number(int64(f.FetchedLicensed)), number(int64(f.Fetched)))
	}
	return text
}

// totals is the verdict in figures, without a word of the repository: formats escape
// differently.
func totals(v *policy.Verdict) string {
	var fails, warns, notes int
	for i := range v.Violations {
		switch levelRank(v.Violations[i].Level) {
		case 0:
			fails++
		case 1:
			warns++
		default:
			notes++
		}
	}
	parts := []string{count(fails, "error"), count(warns, "warning")}
	if notes > 0 {
		parts = append(parts, count(notes, "note"))
	}
	parts = append(parts, number(int64(len(v.Waived)))+" waived")
	if len(v.Lists) > 0 && v.Base == nil {
		parts = append(parts, number(int64(len(v.Known)))+" known")
	}
	if v.Base != nil {
		parts = append(parts, number(int64(v.Base.New))+" new", number(int64(v.Base.Known))+" known")
	}
	if len(v.Suppressed) > 0 {
		parts = append(parts, number(int64(len(v.Suppressed)))+" suppressed")
	}
	return strings.Join(append(parts, count(len(v.Gaps), "gap")), ", ")
}

// shortDigests cuts the digests in a text to 12 digits, as JSON has them whole.
func shortDigests(text string) string {
	const digits = 12
	var out strings.Builder
	for {
		before, after, ok := strings.Cut(text, "sha256:")
		out.WriteString(before)
		if !ok {
			return out.String()
		}
		n := len(after) - len(strings.TrimLeft(after, "0123456789abcdef"))
		out.WriteString("sha256:" + after[:min(n, digits)])
		text = after[n:]
	}
}

// short is the usual abbreviation of a git object id.
func short(commit string) string {
	if len(commit) > 12 {
		return commit[:12]
	}
	return commit
}

// place writes a location the way terminals and editors take it.
func place(l inventory.Location) string {
	text, commit := l.Path, l.Commit
	switch kind, name := l.RecordAt(); kind {
	case inventory.RecordCommit:
		text, commit = "message of commit "+short(name), ""
	case inventory.RecordTag:
		text = "text of tag " + name
	}
	switch {
	case text == "" && l.Commit != "":
		return "commit " + short(l.Commit)
	case text == "":
		return "(the whole repository)"
	case l.StartLine > 0 && l.EndLine > l.StartLine:
		text += fmt.Sprintf(":%d-%d", l.StartLine, l.EndLine)
	case l.StartLine > 0:
		text += fmt.Sprintf(":%d", l.StartLine)
	}
	if commit != "" {
		text += " @" + short(commit)
	}
	return text
}

func placeOf(p policy.Place) string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// number writes 12345 as 12,345.
func number(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return number(int64(n)) + " " + noun
}

func byteSize(n int64) string {
	units := []string{"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"}
	f, u := float64(n), 0
	for f >= 1024 && u < len(units)-1 {
		f /= 1024
		u++
	}
	if u == 0 {
		return number(n) + " bytes"
	}
	return fmt.Sprintf("%.1f %s", f, units[u])
}
