// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
)

// The closed vocabularies of the inventory, as a stored one may use them. A
// test holds them equal to the constants of package inventory and to the
// published schema.

func subjectKinds() []string {
	return []string{inventory.SubjectDirectory, inventory.SubjectWorktree, inventory.SubjectBare, inventory.SubjectArchive}
}

func histories() []string {
	return []string{inventory.HistoryAll, inventory.HistoryEverything, inventory.HistorySince, inventory.HistoryNone, inventory.HistoryNotApplicable}
}

func roles() []string {
	return []string{string(inventory.RoleProduct), string(inventory.RoleTest), string(inventory.RoleExample), string(inventory.RoleDocs),
		string(inventory.RoleVendored), string(inventory.RoleGenerated), string(inventory.RoleCI)}
}

func headerStates() []string { return []string{inventory.HeaderProper, inventory.HeaderMissing} }

func classes() []string {
	return []string{inventory.ClassText, inventory.ClassTag, inventory.ClassNotice, inventory.ClassReference, inventory.ClassManifest}
}

func tiers() []string {
	return []string{inventory.TierStructured, inventory.TierAssigned, inventory.TierWeak}
}

func statuses() []string {
	return []string{inventory.StatusInTree, inventory.StatusRemoved, inventory.StatusOnlyInRef, inventory.StatusUnreachable}
}

func suppressors() []string {
	return []string{inventory.SuppressedInline, inventory.SuppressedIgnoreFile, inventory.SuppressedBaseline}
}

func idleCodes() []string {
	return []string{inventory.IdleUnused, inventory.IdleUnresolved, inventory.IdleInvalid}
}

func leakKinds() []string {
	return []string{inventory.LeakHost, inventory.LeakRegistry, inventory.LeakLink, inventory.LeakAddress, inventory.LeakWebhook, inventory.LeakPath, inventory.LeakIdentity,
		inventory.LeakWord, inventory.LeakMarker, inventory.LeakPersonalData, inventory.LeakCrypto, inventory.LeakOpaque, inventory.LeakPatent}
}

func identityParts() []string {
	return []string{inventory.IdentityAuthor, inventory.IdentityCommitter, inventory.IdentityTagger, inventory.IdentityTrailer}
}

func contributionParts() []string {
	return []string{inventory.ContributionAuthor, inventory.ContributionCoAuthor}
}

func mediaKinds() []string {
	return []string{inventory.MediaCopyright, inventory.MediaCreator, inventory.MediaVendor, inventory.MediaLicense}
}

func scopes() []string {
	return []string{inventory.ScopeRuntime, inventory.ScopeBuild, inventory.ScopeDev, inventory.ScopeTest, inventory.ScopeCI}
}

func linked() []string {
	return []string{inventory.LinkedYes, inventory.LinkedElsewhere, inventory.LinkedNo}
}

func services() []string { return []string{inventory.ServiceDepsDev} }

func linkedWord(value string) error {
	if value == "" {
		return nil
	}
	return word("linked", value, linked())
}

func proves() []string {
	return []string{inventory.ProvesVersion, inventory.ProvesRange, inventory.ProvesScope, inventory.ProvesDirect, inventory.ProvesDistributed,
		inventory.ProvesLinked, inventory.ProvesRequires, inventory.ProvesDownload, inventory.ProvesHash, inventory.ProvesSum, inventory.ProvesAuthors, inventory.ProvesAddresses, inventory.ProvesLicense}
}

func tagKinds() []string {
	return []string{inventory.TagNotice, inventory.TagLicense, inventory.TagContributor}
}

func precedences() []string {
	return []string{inventory.PrecedenceClosest, inventory.PrecedenceAggregate, inventory.PrecedenceOverride}
}

func gapCodes() []string {
	return []string{inventory.GapUnreadable, inventory.GapTooLarge, inventory.GapTruncated, inventory.GapMissing, inventory.GapShallow, inventory.GapLFS,
		inventory.GapDetector, inventory.GapUnparsable, inventory.GapNoFiles, inventory.GapUnsupported, inventory.GapInterrupted, inventory.GapNoComponents, inventory.GapGiven, inventory.GapRule}
}

// word reports a value outside of its vocabulary.
func word(field, value string, known []string) error {
	if slices.Contains(known, value) {
		return nil
	}
	return fmt.Errorf("%s: unknown value %q (known: %s)%s", field, value, strings.Join(known, ", "), rules.Suggest(value, known))
}

func checkSubject(s *inventory.Subject) error {
	return word("kind", s.Kind, subjectKinds())
}

func checkCoverage(c *inventory.Coverage) error {
	if c.Detectors == nil {
		return errors.New("detectors: expected a list")
	}
	if err := word("history", c.History, histories()); err != nil {
		return err
	}
	if (c.History == inventory.HistorySince) != (c.Since != "") {
		return fmt.Errorf("since: goes with the history %q, and with no other", inventory.HistorySince)
	}
	if c.Online != nil {
		if err := word("online: service", c.Online.Service, services()); err != nil {
			return err
		}
	}
	if _, err := time.Parse(time.RFC3339, c.Began); err != nil && c.Began != "" {
		return errors.New("began: expected a time in RFC 3339")
	}
	for _, n := range []int64{int64(c.Files), c.Bytes, int64(c.Commits), int64(c.Blobs), int64(c.Ignored), int64(c.Untracked), int64(c.Overridden)} {
		if n < 0 {
			return fmt.Errorf("a count below zero: %d", n)
		}
	}
	return nil
}

// checkVulnerabilities holds them to what a database gives: a severity that no
// policy judges would let one pass.
func checkVulnerabilities(v *inventory.Vulnerabilities) error {
	if v.Database == nil || v.Found == nil {
		return errors.New("database and found: expected an object and a list")
	}
	severities := []string{inventory.VulnCritical, inventory.VulnHigh, inventory.VulnMedium, inventory.VulnLow, inventory.VulnUnrated}
	statuses := []string{inventory.VEXNotAffected, inventory.VEXAffected, inventory.VEXFixed, inventory.VEXUnderInvestigation}
	for i := range v.Found {
		f := &v.Found[i]
		err := word("severity", f.Severity, severities)
		if err == nil && f.VEX != nil {
			err = word("vex.status", f.VEX.Status, statuses)
		}
		if err != nil {
			return at(fmt.Sprintf("found[%d]", i), err)
		}
	}
	return nil
}

// checkBase holds the base to what a scan gives.
func checkBase(b *inventory.Base) error {
	switch {
	case b.Ref == "" || b.Commit == "":
		return errors.New("ref and commit: expected a name and an id")
	case b.New == nil || b.Reached == nil || b.Detectors == nil:
		return errors.New("new, reached and detectors: expected lists")
	}
	for i, p := range b.New {
		if err := path(p); err != nil {
			return at(fmt.Sprintf("new[%d]", i), err)
		}
	}
	if w := b.Whole; w != nil {
		err := cmp.Or(each("components", w.Components, checkComponent), each("manifests", w.Manifests, checkManifest), each("similar", w.Similar, checkSimilar))
		if err == nil && w.Vulnerabilities != nil {
			err = at("vulnerabilities", checkVulnerabilities(w.Vulnerabilities))
		}
		if err != nil {
			return at("whole", err)
		}
	}
	return cmp.Or(each("files", b.Files, checkFile), each("secrets", b.Secrets, checkSecret), each("leaks", b.Leaks, checkLeak), each("media", b.Media, checkMedia),
		each("header_texts", b.HeaderTexts, checkHeaderText), each("gaps", b.Gaps, checkGap))
}

// each checks the elements of a list.
func each[T any](name string, list []T, check func(*T) error) error {
	if list == nil {
		return fmt.Errorf("%s: expected a list", name)
	}
	for i := range list {
		if err := check(&list[i]); err != nil {
			return at(fmt.Sprintf("%s[%d]", name, i), err)
		}
	}
	return nil
}

func checkFile(f *inventory.File) error {
	err := cmp.Or(path(f.Path), word("role", string(f.Role), roles()))
	if err == nil && f.Size < 0 {
		err = fmt.Errorf("size: below zero: %d", f.Size)
	}
	if err == nil && f.Header != nil {
		err = cmp.Or(word("header: state", f.Header.State, headerStates()), lines(f.Header.StartLine, f.Header.EndLine))
	}
	for i := 0; err == nil && i < len(f.Licenses); i++ {
		l := &f.Licenses[i]
		err = at(fmt.Sprintf("licenses[%d]", i), cmp.Or(word("class", l.Class, classes()), lines(l.StartLine, l.EndLine), confidence(l.Confidence)))
	}
	for i := 0; err == nil && i < len(f.Copyrights); i++ {
		c := &f.Copyrights[i]
		err = at(fmt.Sprintf("copyrights[%d]", i), cmp.Or(lines(c.StartLine, c.EndLine), confidence(c.Confidence)))
		if err == nil && c.Holders == nil {
			err = fmt.Errorf("copyrights[%d]: holders: expected a list", i)
		}
	}
	if err == nil {
		err = checkReuse(f.Reuse)
	}
	for i := 0; err == nil && i < len(f.Authors); i++ {
		err = at(fmt.Sprintf("authors[%d]", i), lines(f.Authors[i].StartLine, f.Authors[i].EndLine))
	}
	return err
}

func checkReuse(r *inventory.Reuse) error {
	if r == nil {
		return nil
	}
	for i := range r.Tags {
		if err := cmp.Or(word("kind", r.Tags[i].Kind, tagKinds()), lines(r.Tags[i].Line, r.Tags[i].Line)); err != nil {
			return at(fmt.Sprintf("reuse: tags[%d]", i), err)
		}
	}
	for i := range r.Tables {
		t := &r.Tables[i]
		err := cmp.Or(word("precedence", t.Precedence, precedences()), lines(t.Line, t.Line))
		if err == nil && t.Paths == nil {
			err = errors.New("paths: expected a list")
		}
		if err != nil {
			return at(fmt.Sprintf("reuse: tables[%d]", i), err)
		}
	}
	return nil
}

func checkHeaderText(h *inventory.HeaderText) error {
	if h.ID == "" || len(h.Text) > inventory.MaxHeaderText {
		return errors.New("id: is empty, or the text is too long")
	}
	return nil
}

// checkHeaders holds files to texts that are there: a header whose text is lost
// could not be judged.
func checkHeaders(inv *inventory.Inventory) error {
	if b := inv.Base; b != nil {
		if err := checkHeaders(&inventory.Inventory{Files: b.Files, HeaderTexts: b.HeaderTexts}); err != nil {
			return at("base", err)
		}
	}
	known := map[string]bool{"": true}
	for _, h := range inv.HeaderTexts {
		known[h.ID] = true
	}
	for i := range inv.Files {
		if h := inv.Files[i].Header; h != nil && !known[h.Text] {
			return fmt.Errorf("files[%d]: header: text %q is not among header_texts", i, h.Text)
		}
	}
	return nil
}

func checkSecret(s *inventory.Secret) error {
	err := cmp.Or(path(s.Path), lines(s.StartLine, s.EndLine), word("tier", s.Tier, tiers()),
		word("context", string(s.Context), roles()), checkTrace(&s.Trace), checkSuppression(s.Suppression))
	if err == nil && s.Length < 0 {
		err = fmt.Errorf("length: below zero: %d", s.Length)
	}
	return err
}

func checkLeak(l *inventory.Leak) error {
	err := cmp.Or(path(l.Path), lines(l.StartLine, l.EndLine), word("kind", l.Kind, leakKinds()), word("context", string(l.Context), roles()),
		checkTrace(&l.Trace), checkSuppression(l.Suppression))
	if err == nil && l.Count < 0 {
		err = fmt.Errorf("count: below zero: %d", l.Count)
	}
	return err
}

func checkTrace(t *inventory.Trace) error {
	err := word("status", t.Status, statuses())
	if err == nil && (t.RefCount < len(t.Refs) || t.Rewrite < 0) {
		err = errors.New("ref_count, rewrite_commits: a count is too low")
	}
	return err
}

func checkSuppression(s *inventory.Suppression) error {
	if s == nil {
		return nil
	}
	return at("suppression", cmp.Or(word("by", s.By, suppressors()), lines(s.Line, 0), day("expires", s.Expires)))
}

func checkIdle(s *inventory.IdleSuppression) error {
	return cmp.Or(word("by", s.By, suppressors()), word("code", s.Code, idleCodes()), lines(s.Line, 0))
}

// day takes "" and dates: anything else would never come to its end.
func day(field, value string) error {
	if _, err := time.Parse(time.DateOnly, value); value != "" && err != nil {
		return fmt.Errorf("%s: %q is not a date", field, value)
	}
	return nil
}

func checkIdentity(i *inventory.Identity) error {
	err := word("part", i.Part, identityParts())
	if err == nil && i.Commits < 0 {
		err = fmt.Errorf("commits: below zero: %d", i.Commits)
	}
	return err
}

func checkContribution(c *inventory.Contribution) error {
	err := word("part", c.Part, contributionParts())
	if err == nil && (c.Signed < 0 || c.Signed > c.Commits || c.Signed < c.Commits && c.Unsigned == "") {
		err = fmt.Errorf("%d commits signed of %d", c.Signed, c.Commits)
	}
	return err
}

func checkMedia(m *inventory.Media) error {
	return cmp.Or(path(m.Path), word("context", string(m.Context), roles()), word("kind", m.Kind, mediaKinds()))
}

func checkSimilar(s *inventory.Similar) error {
	err := cmp.Or(path(s.A), path(s.B))
	if err == nil && (s.Share < 0 || s.Share > 100 || s.Lines < 0) {
		err = fmt.Errorf("a share of %d %%, %d lines", s.Share, s.Lines)
	}
	return err
}

func checkComponent(c *inventory.Component) error {
	err := cmp.Or(word("scope", c.Scope, scopes()), word("role", string(c.Role), roles()), linkedWord(c.Linked))
	if err == nil && c.Online != nil {
		err = at("online", word("service", c.Online.Service, services()))
	}
	if err == nil && c.Evidence == nil {
		err = errors.New("evidence: expected a list")
	}
	for i := 0; err == nil && i < len(c.Evidence); i++ {
		e := &c.Evidence[i]
		err = cmp.Or(path(e.Path), lines(e.Line, 0))
		for j := 0; err == nil && j < len(e.Proves); j++ {
			err = word("proves", e.Proves[j], proves())
		}
		err = at(fmt.Sprintf("evidence[%d]", i), err)
	}
	return err
}

func checkManifest(m *inventory.Manifest) error {
	err := cmp.Or(path(m.Path), word("role", string(m.Role), roles()))
	if err == nil && m.Components < 0 {
		err = fmt.Errorf("components: below zero: %d", m.Components)
	}
	return err
}

// checkGap lets any path stand: a path that could not be taken may be the very
// reason for the gap.
func checkGap(g *inventory.Gap) error { return word("code", g.Code, gapCodes()) }

func path(p string) error {
	if !fs.ValidPath(p) || p == "." {
		return fmt.Errorf("path: %q is not a slash-separated path below the root", p)
	}
	return nil
}

func lines(start, end int) error {
	if start < 0 || end < 0 || end != 0 && end < start {
		return fmt.Errorf("lines: %d to %d is not a range", start, end)
	}
	return nil
}

func confidence(c float64) error {
	if c < 0 || c > 1 {
		return fmt.Errorf("confidence: %v is not between 0 and 1", c)
	}
	return nil
}
