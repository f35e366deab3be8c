// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// Limits of a SARIF report. Code scanning services reject a run of more
// results, so the worst are kept and a notification counts the others; of those
// GitHub shows the first 5,000.
const (
	maxResults       = 25_000
	resultsShown     = 5_000
	maxNotifications = 1_000
	maxRelated       = 99 // places of one result, besides the first: GitHub takes 100
)

const (
	sarifVersion = "2.1.0"
	sarifSchema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	homepage     = "https://github.com/outgate/outgate"
)

// SARIF writes the verdict as a SARIF 2.1.0 log of one run: a rule for each
// check, a result for each violation, those that are waived, known or suppressed with a
// suppression, and a notification for each gap. Where the verdict was compared with a base,
// each result says whether it is new (baselineState). At most 25,000 results are kept, the worst
// first, and a notification says how many were left out. [Options].Checks
// describes the rules; a check that is not among them gets a rule with its code
// alone.
func SARIF(w io.Writer, v *policy.Verdict, o Options) error {
	if v == nil {
		return errNoVerdict
	}
	kept, left := worstResults(v)
	excused := len(v.Waived)+len(v.Known)+len(v.Suppressed) > 0
	rules, index := sarifRules(o.Checks, v)
	e := newEncoder(w)
	e.open('{')
	e.field("$schema", sarifSchema)
	e.field("version", sarifVersion)
	e.key("runs")
	e.open('[')
	e.next()
	e.open('{')
	e.field("tool", sarifTool{sarifDriver{
		Name: cmp.Or(v.Tool.Name, "outgate"), Version: cmp.Or(v.Tool.Version, "unknown"), InformationURI: homepage, Rules: rules,
	}})
	e.field("invocations", []sarifInvocation{invocation(v, left)})
	if p := provenance(v.Subject); p != nil {
		e.field("versionControlProvenance", []sarifProvenance{*p})
	}
	e.field("originalUriBaseIds", map[string]sarifBase{srcRoot: {sarifText{"The root of the examined tree."}}})
	e.field("columnKind", "unicodeCodePoints")
	e.field("properties", runProperties(v))
	list(e, "results", kept, func(k keptResult) any { return result(k, index[k.Check], excused) })
	e.close('}')
	e.close(']')
	e.close('}')
	return e.flush()
}

// keptResult is a violation to report, with its standing.
type keptResult struct {
	*policy.Violation
	as standing
}

// worstResults returns the violations to report, the worst first, the excused
// ones last, and how many the limit leaves out.
func worstResults(v *policy.Verdict) (kept []keptResult, left int) {
	for _, one := range worstFirst(v.Violations) {
		kept = append(kept, keptResult{one, asOpen})
	}
	for as, one := range all(v) {
		if as != asOpen {
			kept = append(kept, keptResult{one, as})
		}
	}
	left = max(0, len(kept)-maxResults)
	return kept[:len(kept)-left], left
}

// sarifRules makes a rule of each known check, in the given order, then of each
// further check that the verdict names, sorted. The index is by code.
func sarifRules(checks []policy.Check, v *policy.Verdict) ([]sarifRule, map[string]int) {
	worst := map[string]policy.Level{}
	posts := map[string]string{}
	for _, one := range all(v) {
		if have, ok := worst[one.Check]; !ok || levelRank(one.Level) < levelRank(have) {
			worst[one.Check] = one.Level
			posts[one.Check] = one.Post
		}
	}
	known := map[string]bool{}
	for _, c := range checks {
		known[c.Code] = true
	}
	var others []policy.Check
	for code := range worst {
		if !known[code] {
			others = append(others, policy.Check{Code: code, Post: posts[code], Title: code})
		}
	}
	slices.SortFunc(others, func(a, b policy.Check) int { return strings.Compare(a.Code, b.Code) })
	rules, index := []sarifRule{}, map[string]int{}
	for _, c := range slices.Concat(checks, others) {
		if _, twice := index[c.Code]; twice {
			continue
		}
		level := "warning"
		if l, ok := worst[c.Code]; ok {
			level = sarifLevel(l)
		}
		index[c.Code] = len(rules)
		rules = append(rules, rule(c, level))
	}
	return rules, index
}

func rule(c policy.Check, level string) sarifRule {
	title, doc, help := escapeMessage(cmp.Or(c.Title, c.Code)), escapeMessage(cmp.Or(c.Doc, c.Title, c.Code)), cmp.Or(c.Help, "See `outgate explain "+c.Code+"`.")
	r := sarifRule{
		ID: c.Code, Name: pascal(c.Code), ShortDescription: sarifText{title}, FullDescription: sarifText{doc}, HelpURI: homepage + "/blob/main/docs/checks.md#" + escapePath(c.Code),
		Help:                 sarifMarkdown{Text: escapeMessage(help), Markdown: "**How to fix it:** " + escapeHTML(escapeMessage(help))},
		DefaultConfiguration: sarifConfiguration{level},
		Properties:           sarifRuleProperties{Tags: []string{}, Post: c.Post},
	}
	if c.Post != "" {
		r.Properties.Tags = []string{c.Post}
	}
	return r
}

// pascal turns "license-denied" into "LicenseDenied".
func pascal(code string) string {
	var b strings.Builder
	for part := range strings.FieldsFuncSeq(code, func(r rune) bool { return r == '-' || r == '/' || r == '_' || r == ' ' }) {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

func result(v keptResult, ruleIndex int, suppressing bool) sarifResult {
	r := sarifResult{
		RuleID: v.Check, RuleIndex: ruleIndex, Level: sarifLevel(v.Level), BaselineState: baselineState(v),
		Locations: []sarifLocation{location(v.Location)},
		Properties: sarifResultProperties{
			ID: v.ID, Post: v.Post, Severity: string(v.Severity), Policy: placeOf(v.PolicyAt), PolicyText: v.PolicyText,
			Component: v.Component, Commit: v.Location.Commit,
		},
	}
	cut := 0
	for _, l := range v.Places { // the first one may be the speaker, which stands above
		switch {
		case l == v.Location:
		case len(r.RelatedLocations) < maxRelated:
			r.RelatedLocations = append(r.RelatedLocations, location(l))
		default:
			cut++
		}
	}
	r.Message.Text = message(v.Violation, cut)
	if v.Fingerprint != "" {
		r.PartialFingerprints = map[string]string{"outgate/v1": v.Fingerprint}
	}
	if suppressing { // in a run that suppresses at all, each result says so
		r.Suppressions = &[]sarifSuppression{}
	}
	if why := excuse(v.as, v.Violation); why != "" {
		kind := "external"
		if w := v.Suppression; v.as == asSuppressed && w != nil && w.By == inventory.SuppressedInline {
			kind = "inSource"
		}
		r.Suppressions = &[]sarifSuppression{{Kind: kind, Status: "accepted", Justification: visible(why)}}
	}
	return r
}

// baselineState is "" where nothing was compared with a base.
func baselineState(v keptResult) string {
	switch {
	case v.as == asKnown, v.Baseline == policy.BaselineUnchanged:
		return "unchanged"
	case v.Baseline == policy.BaselineNew:
		return "new"
	}
	return ""
}

// spokenFor tells who speaks for a finding, where, until when and why.
func spokenFor(w *inventory.Suppression) string {
	text := cmp.Or(w.Reason, "no reason given") + " (" + speaker(w) + ", " + spokenWhere(w)
	if w.Expires != "" {
		text += ", until " + w.Expires
	}
	return text + ")"
}

func justification(w *policy.WaiverRef) string {
	text := cmp.Or(w.Reason, "no reason given") + " (waiver " + cmp.Or(w.ID, "without id") + ", owner " + cmp.Or(w.Owner, "nobody") + ", until " + cmp.Or(w.Expires, "no end")
	if w.ApprovedBy != "" {
		text += ", approved by " + w.ApprovedBy
	}
	if w.Ticket != "" {
		text += ", ticket " + w.Ticket
	}
	if at := placeOf(w.At); at != "" {
		text += ", " + at
	}
	return text + ")"
}

// message is the violation in sentences; the first is a summary. cut is how many
// of its places the limit leaves out.
func message(v *policy.Violation, cut int) string {
	parts := []string{cmp.Or(v.Message, v.Check)}
	if v.Evidence != "" {
		parts = append(parts, "Seen: "+v.Evidence)
	}
	if v.PolicyText != "" || v.PolicyAt.File != "" {
		parts = append(parts, "Policy: "+strings.TrimSpace(placeOf(v.PolicyAt)+" "+v.PolicyText))
	}
	if v.Help != "" {
		parts = append(parts, "Help: "+v.Help)
	}
	if cut > 0 {
		parts = append(parts, count(cut, "more place")+" in the JSON report")
	}
	for i := range parts {
		parts[i] = strings.TrimSuffix(parts[i], ".")
	}
	return escapeMessage(visible(strings.Join(parts, ". ") + "."))
}

// escapeMessage makes text of the examined repository literal in a SARIF
// message: braces would be placeholders (SARIF 2.1.0, 3.11.5) and "[text](uri)"
// a link (3.11.6).
func escapeMessage(s string) string {
	return strings.NewReplacer("{", "{{", "}", "}}", "](", `]\(`).Replace(s)
}

func escapeHTML(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

func sarifLevel(l policy.Level) string {
	return [...]string{"error", "warning", "note"}[levelRank(l)]
}

// srcRoot is the customary name of the base of relative addresses.
const srcRoot = "%SRCROOT%"

func location(l inventory.Location) sarifLocation {
	uri := "."
	if l.Path != "" {
		uri = escapePath(l.Path)
	}
	p := sarifPhysical{ArtifactLocation: sarifArtifact{URI: uri, URIBaseID: srcRoot}}
	if l.Path != "" && l.StartLine > 0 {
		p.Region = &sarifRegion{StartLine: l.StartLine, EndLine: max(l.StartLine, l.EndLine)}
	}
	return sarifLocation{p}
}

// escapePath writes a path as a relative address. Every byte outside of the
// unreserved set is percent-encoded, so that no path reads as a scheme, a host,
// a query or a fragment.
func escapePath(path string) string {
	var b strings.Builder
	for i := range len(path) {
		c := path[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~", c) >= 0, c == '/' && i > 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// invocation tells how the run went. Gaps are notifications: errors when the
// verdict could not be reached because of them, else warnings.
func invocation(v *policy.Verdict, left int) sarifInvocation {
	in := sarifInvocation{ExecutionSuccessful: stateOf(v.State) != policy.Incomplete, Notifications: []sarifNotification{}}
	if _, err := time.Parse(time.RFC3339, v.Now); err == nil {
		in.EndTimeUTC = v.Now
	}
	level := "warning"
	if !in.ExecutionSuccessful {
		level = "error"
	}
	if left > 0 {
		in.Notifications = append(in.Notifications, note("results-left-out", "warning", fmt.Sprintf("%s left out: a report holds at most %s. The worst are kept; all of them are in the JSON report.",
			count(left, "result"), number(maxResults))))
	}
	if n := len(v.Violations) + len(v.Waived) + len(v.Known) + len(v.Suppressed) - left; n > resultsShown {
		in.Notifications = append(in.Notifications, note("results-not-shown", "note", fmt.Sprintf("GitHub shows %s of the %s, the worst first; all of them are in this file.", number(resultsShown), count(n, "result"))))
	}
	for i, g := range v.Gaps {
		if i == maxNotifications {
			in.Notifications = append(in.Notifications, note("gaps-left-out", level, count(len(v.Gaps)-i, "more gap")+"; all of them are in the JSON report."))
			break
		}
		n := note("gap/"+cmp.Or(g.Code, "unnamed"), level, escapeMessage(visible(gapMessage(g))))
		if g.Path != "" {
			n.Locations = []sarifLocation{location(inventory.Location{Path: g.Path})}
		}
		in.Notifications = append(in.Notifications, n)
	}
	return in
}

func gapMessage(g inventory.Gap) string {
	text := "Not examined"
	if g.Detector != "" {
		text += " by " + g.Detector
	}
	if g.Commit != "" {
		text += " in commit " + g.Commit
	}
	return text + ": " + cmp.Or(g.Reason, g.Code, "no reason given")
}

func note(id, level, text string) sarifNotification {
	return sarifNotification{Descriptor: sarifDescriptor{id}, Level: level, Message: sarifText{text}}
}

// provenance names the repository where its remote is an absolute address; the
// scp form of git (host:path) is none.
func provenance(s inventory.Subject) *sarifProvenance {
	u, err := url.Parse(s.Remote)
	if err != nil || u.Scheme == "" || u.Host == "" {
		return nil
	}
	u.User = nil // never, whatever the inventory holds
	return &sarifProvenance{RepositoryURI: u.String(), RevisionID: s.Commit, Branch: strings.TrimPrefix(s.Ref, "refs/heads/"), MappedTo: &sarifArtifact{URIBaseID: srcRoot}}
}

func runProperties(v *policy.Verdict) sarifRunProperties {
	p := sarifRunProperties{
		Verdict: string(stateOf(v.State)), Policy: v.Policy.Name, PolicySource: v.Policy.Source, PolicyDigest: v.Policy.Digest,
		Subject: v.Subject.Name, Commit: v.Subject.Commit, Posts: []sarifPost{}, Staged: v.Coverage.Staged, Data: v.Tool.Rules,
	}
	for _, post := range v.Posts {
		p.Posts = append(p.Posts, sarifPost{post.Post, string(stateOf(post.State)), post.Owner})
	}
	return p
}
