// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

const commit = "9f3c1a2b4d5e60718293a4b5c6d7e8f901234567"

// violation fills in what is the same everywhere: identity from check and place.
func violation(check, post string, level policy.Level, severity policy.Severity, message string, at inventory.Location) policy.Violation {
	sum := sha256.Sum256([]byte(check + at.Path + message + at.Commit))
	print := hex.EncodeToString(sum[:16])
	return policy.Violation{
		ID: "V-" + print[:8], Check: check, Post: post, Level: level, Severity: severity, Message: message, Location: at, Fingerprint: print,
		PolicyAt: policy.Place{File: "policy.yaml", Line: 7, Column: 5}, PolicyText: check + " = " + string(level), Help: "mend it",
	}
}

func lineAt(path string, start, end int) inventory.Location {
	return inventory.Location{Path: path, StartLine: start, EndLine: end}
}

func base(state policy.State) *policy.Verdict {
	return &policy.Verdict{
		Schema: policy.VerdictSchema, State: state, Now: "2026-11-23T08:00:00Z",
		Tool: inventory.Tool{Name: "outgate", Version: "0.1.0", Rules: map[string]string{"secrets": "sha256:5e1f", "licenses": "sha256:77aa"}},
		Subject: inventory.Subject{Name: "WeEvent", Kind: inventory.SubjectWorktree, Commit: commit, Date: "2026-11-22T10:00:00Z", Ref: "master",
			Remote: "https://git.example.org/ospo/WeEvent.git"},
		Policy: policy.PolicyRef{Name: "example-outbound", Source: "policy.yaml", Digest: "sha256:0c52b1"},
		Posts: []policy.PostVerdict{
			{Post: policy.PostCompliance, Owner: "oss@example.org", State: policy.Pass},
			{Post: policy.PostSecurity, Owner: "infosec@example.org", State: policy.Pass},
			{Post: policy.PostIP, Owner: "ip@example.org", State: policy.Pass},
			{Post: policy.PostOperations, State: policy.Pass},
		},
		Coverage: inventory.Coverage{Files: 4211, Bytes: 40_055_312, Detectors: []string{"copyright", "license", "sbom", "secret"}, History: "all", Commits: 812, Blobs: 3104},
		Facts: policy.FactCounts{Licenses: map[string]int{"Apache-2.0": 3902, "MIT": 210, "BSD-3-Clause": 40, "GPL-3.0-only": 1, "ISC": 1}, Secrets: 3,
			Components: 141, Fetched: 129, FetchedLicensed: 12, FilesWithHolders: 3870},
		Violations: []policy.Violation{}, Waived: []policy.Violation{}, Gaps: []inventory.Gap{},
	}
}

func passing() *policy.Verdict {
	v := base(policy.Pass)
	v.Policy = policy.PolicyRef{Name: "apache-2.0-outbound", Source: "preset:apache-2.0-outbound", Digest: "sha256:90ab", Chosen: "no policy was named; this preset fits the Apache-2.0 text in LICENSE"}
	return v
}

// waived has waivers that expire soon, late and on the day, and a warning.
func waived() *policy.Verdict {
	v := base(policy.PassWithWaivers)
	v.Posts[0].Waived, v.Posts[1].Waived, v.Posts[3].Warns = 2, 1, 1
	mpl := &policy.WaiverRef{ID: "W-2026-014", Reason: "MPL file unmodified, source linked", Owner: "alice", ApprovedBy: "carol", Ticket: "OSPO-214", Expires: "2027-03-31", At: policy.Place{File: "policy.yaml", Line: 40, Column: 5}}
	sample := &policy.WaiverRef{ID: "W-2026-020", Reason: "sample key of the vendor's documentation", Owner: "bob", Expires: "2026-12-05", At: policy.Place{File: "policy.yaml", Line: 44, Column: 5}}
	for _, path := range []string{"third_party/mpl/a.c", "third_party/mpl/b.c"} {
		w := violation("license-denied", policy.PostCompliance, policy.LevelFail, policy.Medium, "MPL-2.0 may not be vendored", lineAt(path, 1, 15))
		w.Waiver, w.Evidence = mpl, "matched MPL-2.0 (notice, 0.99)"
		v.Waived = append(v.Waived, w)
	}
	w := violation("secret", policy.PostSecurity, policy.LevelFail, policy.Critical, "a private key is in the tree", lineAt("docs/sample.pem", 1, 27))
	w.Waiver = sample
	v.Waived = append(v.Waived, w)
	at := policy.Place{File: "policy.yaml", Line: 60, Column: 5}
	v.Curated = []policy.Curated{
		{Path: "third_party/mpl/notes.c", Detected: "GPL-2.0-only", License: "MIT", Content: []string{"blob:" + commit}, Reason: "the GPL is named in a comment", By: "carol", Date: "2026-11-02", At: at},
		{Component: "pkg:npm/left@1.0.0", License: "BSD-3-Clause", Content: []string{"sha256:aa"}, Reason: "that text, with words moved", By: "carol", Date: "2026-11-02", At: policy.Place{File: "policy.yaml", Line: 66, Column: 5}},
	}
	v.Violations = append(v.Violations, violation("file-missing", policy.PostOperations, policy.LevelWarn, policy.Low, "there is no CONTRIBUTING file", inventory.Location{}))
	return v
}

// spoken has violations that somebody speaks for, inside and outside.
func spoken() *policy.Verdict {
	v := base(policy.Pass)
	v.Facts.Suppressed, v.Facts.SuppressedOutside = 4, 1
	v.Posts[1].Suppressed, v.Posts[1].Known = 3, 1
	for i, w := range []inventory.Suppression{
		{By: inventory.SuppressedInline, Path: "conf/app.yaml", Line: 3, Bound: true, Reason: "sample of the {manual}"},
		{By: inventory.SuppressedIgnoreFile, Path: ".gitleaksignore", Line: 1},
		{By: inventory.SuppressedBaseline, Path: "../release/baseline", Line: 4, Bound: true, Outside: true, Reason: "revoked on 2026-01-01", Expires: "2027-01-01"},
	} {
		s := violation("secret-assigned", policy.PostSecurity, policy.LevelFail, policy.High, "Generic assignment in product file", lineAt("conf/app.yaml", 3+i, 3+i))
		s.Suppression, s.Evidence = &w, "secret/generic-assignment, 24 characters"
		v.Suppressed = append(v.Suppressed, s)
	}
	v.Known = []policy.Violation{v.Suppressed[1]}
	v.Known[0].Suppression = nil
	v.Suppressed[0].Places = []inventory.Location{v.Suppressed[0].Location, lineAt("conf/b.yaml", 3, 3)}
	return v
}

// comparedVerdict was judged beside a base: some violations are new, some are not, and some
// that the base held do not count.
func comparedVerdict() *policy.Verdict {
	v := base(policy.Fail)
	v.Posts[0] = policy.PostVerdict{Post: policy.PostCompliance, Owner: "oss@example.org", State: policy.Fail, Fails: 4, Warns: 1, Known: 7}
	for i := range 5 {
		one := violation("license-denied", policy.PostCompliance, policy.LevelFail, policy.High, fmt.Sprintf("GPL-3.0-only of library %d may not be vendored", i), lineAt(fmt.Sprintf("third_party/lib%d/LICENSE", i), 1, 674))
		if one.Baseline = policy.BaselineUnchanged; i > 2 {
			one.Baseline = policy.BaselineNew
		}
		if i == 4 {
			one.Level = policy.LevelWarn
		}
		v.Violations = append(v.Violations, one)
	}
	for i := range 7 {
		v.Known = append(v.Known, violation("header-missing", policy.PostCompliance, policy.LevelFail, policy.Medium, "a source file has no license header", lineAt(fmt.Sprintf("src/old%d.go", i), 1, 1)))
		v.Known[i].Baseline = policy.BaselineUnchanged
	}
	return v
}

// failing has everything at once, in realistic sizes.
func failing() *policy.Verdict {
	v := waived()
	v.State = policy.Fail
	v.Subject.Dirty, v.Subject.Shallow = true, true
	v.Subject.Submodules = []inventory.Submodule{{Path: "deps/x", URL: "https://git.example.org/x.git", Commit: commit}}
	v.Coverage.Untracked, v.Coverage.Ignored, v.Coverage.Overridden = 4, 1290, 12
	v.Coverage.SkippedRefs = []string{"refs/stash (1)"}
	v.Posts[0] = policy.PostVerdict{Post: policy.PostCompliance, Owner: "oss@example.org", State: policy.Fail, Fails: 71, Warns: 1, Waived: 2}
	v.Posts[1] = policy.PostVerdict{Post: policy.PostSecurity, Owner: "infosec@example.org", State: policy.Fail, Fails: 2, Waived: 1}
	v.Posts[2] = policy.PostVerdict{Post: policy.PostIP, Owner: "ip@example.org", State: policy.PendingApproval, Awaited: "carol"}
	var vs []policy.Violation
	gpl := violation("license-denied", policy.PostCompliance, policy.LevelFail, policy.Critical, "GPL-3.0-only may not ship in this release", lineAt("third_party/foo/LICENSE", 1, 674))
	gpl.Evidence, gpl.PolicyText = "matched GPL-3.0-only (text, 0.98)", "strong-copyleft x vendored = fail"
	gpl.Help = "replace the component, or `outgate waive " + gpl.ID + " --reason ... --until ...`"
	vs = append(vs, gpl)
	for i := range 16 {
		l := violation("license-denied", policy.PostCompliance, policy.LevelFail, policy.High, fmt.Sprintf("LGPL-2.1-or-later of component %d may not be linked statically", i),
			inventory.Location{Path: "pom.xml", StartLine: 100 + i})
		l.Component, l.Evidence = fmt.Sprintf("pkg:maven/org.example/lib-%d@1.%d", i, i), "declared LGPL-2.1-or-later"
		vs = append(vs, l)
	}
	token := violation("secret", policy.PostSecurity, policy.LevelFail, policy.Critical, "an access token is in the history", inventory.Location{Path: "deploy/ci.yml", Commit: commit, StartLine: 12, EndLine: 12})
	token.Evidence, token.Help = "rule secret/example-token, removed from the tree but in the history", "revoke it at its issuer first; then rewrite the history, or accept with a waiver"
	vs = append(vs, token)
	key := violation("secret", policy.PostSecurity, policy.LevelFail, policy.Critical, "a private key is in the tree",
		lineAt("weevent-governance/src/main/resources/conf/certificates/production/cluster-01/very/deep/folder/of/keys/server.key", 1, 27))
	key.Evidence = "rule secret/private-key"
	vs = append(vs, key)
	for i := range 54 {
		h := violation("header-missing", policy.PostCompliance, policy.LevelFail, policy.Medium, "a source file has no license header", lineAt(fmt.Sprintf("src/main/java/com/example/weevent/Class%03d.java", i), 1, 1))
		h.Help = "outgate fix headers"
		vs = append(vs, h)
	}
	cjk := violation("holder-unknown", policy.PostIP, policy.LevelWarn, policy.Medium, "the holder 微众银行股份有限公司 is not on the list of allowed holders", lineAt("文档/说明.md", 3, 3))
	cjk.Evidence = "Copyright (C) 2019 微众银行股份有限公司"
	unset := violation("license-unknown", policy.PostCompliance, policy.LevelNote, policy.Low, "the license of 117 fetched components is not known offline", inventory.Location{})
	unset.PolicyAt, unset.PolicyText = policy.Place{}, ""
	v.Violations = append(append(vs, v.Violations...), cjk, unset)
	v.Gaps = gaps()
	return v
}

func gaps() []inventory.Gap {
	list := []inventory.Gap{
		{Detector: "history", Commit: commit, Code: inventory.GapMissing, Reason: "blob 77ab0e12 is not in the object store"},
		{Detector: "sbom", Path: "weevent-web/package-lock.json", Code: inventory.GapUnparsable, Reason: "not valid JSON at byte 120"},
	}
	for i := range 7 {
		list = append(list, inventory.Gap{Path: fmt.Sprintf("assets/video-%d.mp4", i), Code: inventory.GapTooLarge, Reason: "72.4 MiB, larger than the limit of 64 MiB"})
	}
	return list
}

func incomplete() *policy.Verdict {
	v := base(policy.Incomplete)
	v.Gaps = gaps()
	v.Subject.Commit, v.Subject.Ref, v.Subject.Remote, v.Subject.Kind = "", "", "", inventory.SubjectDirectory
	v.Coverage.History, v.Coverage.Commits, v.Coverage.Blobs = "not applicable", 0, 0
	return v
}

func pending() *policy.Verdict {
	v := base(policy.PendingApproval)
	v.Posts[2].State, v.Posts[2].Awaited = policy.PendingApproval, "carol"
	v.Approvals = []policy.ApprovalState{
		{Post: policy.PostSecurity, Given: true, By: "bob", Date: "2026-11-20", Signed: true, Source: "security.json", Answers: []policy.Answer{{Question: "pentest", Answer: "yes", Note: "report 14"}}},
		{Post: policy.PostIP, Awaited: "carol"},
	}
	return v
}

func checks() []policy.Check {
	return []policy.Check{
		{Code: "license-denied", Post: policy.PostCompliance, Title: "A license that the policy does not allow", Doc: "A file or component is under a license that the policy does not allow for its usage.", Help: "Replace the component, or waive it."},
		{Code: "secret", Post: policy.PostSecurity, Title: "A secret", Doc: "A credential is in the tree or in the history.", Help: "Revoke it; <b>then</b> rewrite the history."},
		{Code: "never-seen", Post: policy.PostIP, Title: "A check without a result", Doc: "It {0} is [quiet](http://example.org).", Help: "Nothing."},
	}
}

// everything is an inventory in which each field is set.
func everything() *inventory.Inventory {
	at := inventory.Location{Path: "src/a.go", Commit: commit, StartLine: 3, EndLine: 4}
	trace := inventory.Trace{FirstCommit: commit, FirstAuthor: "Jane Doe <jane@example.org>", FirstDate: "2020-01-02T03:04:05Z", Status: inventory.StatusRemoved,
		Refs: []string{"refs/heads/main"}, RefCount: 1, Paths: []string{"src/a.go"}, Rewrite: 3}
	word := &inventory.Suppression{By: inventory.SuppressedBaseline, Path: ".outgate/baseline", Line: 3, Bound: true, Outside: true, Reason: "made up", Expires: "2027-01-01"}
	inv := &inventory.Inventory{
		Schema: inventory.Schema,
		Tool:   inventory.Tool{Name: "outgate", Version: "0.1.0", Rules: map[string]string{"secrets": "sha256:5e1f"}},
		Subject: inventory.Subject{Name: "x", Kind: inventory.SubjectWorktree, Commit: commit, Date: "2026-11-22T10:00:00Z", Ref: "main", Remote: "https://git.example.org/x.git", Dirty: true, Shallow: true,
			Submodules: []inventory.Submodule{{Path: "deps/y", URL: "https://git.example.org/y.git", Commit: commit}}},
		Coverage: inventory.Coverage{Files: 1, Bytes: 120, Detectors: []string{"license"}, History: inventory.HistorySince, Since: "v1.0.0 (" + commit + ")", ContributionsSince: "v0.9.0 (" + commit + ")", Commits: 3, Began: "2019-01-02T03:04:05Z", Blobs: 4, Ignored: 5, Untracked: 6, SkippedRefs: []string{"refs/stash (1)"}, Overridden: 7, Staged: true, Caches: []string{"go"}, Online: &inventory.Online{Service: inventory.ServiceDepsDev, Asked: 4, Known: 2, Failed: 1, Left: 3}},
		Files: []inventory.File{{
			Path: "src/a.go", Role: inventory.RoleProduct, Size: 100, Blob: commit,
			Header:   &inventory.Header{State: inventory.HeaderProper, StartLine: 1, EndLine: 2, Text: "0123456789abcdef"},
			Licenses: []inventory.License{{Expression: "Apache-2.0 OR MIT", Class: inventory.ClassTag, StartLine: 2, EndLine: 2, Confidence: 1}},
			Copyrights: []inventory.Copyright{{Statement: "Copyright 2020 The <A> & Co Authors <ab@example.org> https://example.org", Text: "Copyright 2020 The <A> & Co Authors <ab@example.org>,\n// https://example.org/", Prefix: "Copyright",
				Holders: []string{"The <A> & Co Authors"}, Years: "2020", Mails: []string{"ab@example.org"}, URLs: []string{"https://example.org/"}, StartLine: 1, EndLine: 2, Confidence: 0.97}},
			Authors: []inventory.Author{{Name: "Jane Doe <jane@example.org>", StartLine: 5, EndLine: 5}},
			Reuse: &inventory.Reuse{
				Tags:   []inventory.ReuseTag{{Kind: inventory.TagLicense, Text: "MIT", Line: 2, Snippet: true}},
				Tables: []inventory.ReuseTable{{Line: 3, Paths: []string{"**"}, Precedence: inventory.PrecedenceOverride, Notices: []string{"2021 Ana"}, Licenses: []string{"MIT"}}},
				Link:   "other",
			},
		}},
		Secrets: []inventory.Secret{{Rule: "secret/x", Title: "X", Tier: inventory.TierStructured, Context: inventory.RoleTest, Location: at, Blob: commit, Trace: trace,
			Decoded: "base64", Length: 40, Fingerprint: "f1", Suppression: word}},
		Leaks: []inventory.Leak{{Rule: "leak/host", Title: "Internal host", Kind: inventory.LeakHost, Context: inventory.RoleDocs, Location: at, Blob: commit, Trace: trace, Text: "db.corp", Count: 2, Fingerprint: "f2",
			Suppression: word}},
		Identities: []inventory.Identity{{Name: "Jane Doe", Mail: "jane@example.org", Part: inventory.IdentityAuthor, Commits: 3, FirstCommit: commit}},
		Components: []inventory.Component{{PURL: "pkg:npm/a@1", Name: "a", Version: "1", Type: "npm", Scope: inventory.ScopeRuntime, Role: inventory.RoleProduct, Direct: true, Distributed: true,
			Range: "^1", Optional: true, Linked: inventory.LinkedYes, Via: "pkg:npm/b@1", Requires: []string{"pkg:npm/c@1"}, Hashes: []string{"sha512:00"}, Download: "https://example.org/a.tgz", Sum: "h1:AA==",
			Origin:   &inventory.Origin{Authors: []inventory.Maker{{Name: "Example Team", Organization: true}}, Repository: "https://example.org/a/git", Revision: commit, Homepage: "https://example.org/a", Issues: "https://example.org/a/issues", Cache: inventory.CacheMaven, Path: "org/a/a.pom"},
			Online:   &inventory.Lookup{Service: inventory.ServiceDepsDev, Date: "2026-11-02", URL: "https://api.deps.dev/v3/systems/npm/packages/a/versions/1", License: "MIT", Repository: "https://example.org/a"},
			Licenses: inventory.ComponentLicenses{Declared: "MIT", Concluded: "MIT", Texts: []inventory.LicenseText{{Cache: inventory.CacheGo, Path: "example.org/a@v1.0.0/LICENSE", Line: 1, Expression: "MIT", Digest: "sha256:bb"}}, Others: []inventory.LicenseFile{{Cache: inventory.CacheGo, Path: "example.org/a@v1.0.0/COPYING", Digest: "sha256:cc"}}}, Evidence: []inventory.Evidence{{Path: "package-lock.json", Line: 4, Proves: []string{inventory.ProvesVersion}}}}},
		Manifests:   []inventory.Manifest{{Path: "package-lock.json", Kind: "npm lock file", Role: inventory.RoleProduct, Digest: "sha256:00", Components: 1}},
		Gaps:        []inventory.Gap{{Detector: "secret", Path: "b.bin", Commit: commit, Code: inventory.GapTooLarge, Reason: "too large"}},
		Idle:        []inventory.IdleSuppression{{By: inventory.SuppressedBaseline, Path: ".outgate/baseline", Line: 4, Outside: true, Code: inventory.IdleUnused, Reason: "no finding fits"}},
		HeaderTexts: []inventory.HeaderText{{ID: "0123456789abcdef", Text: "Copyright {year} The <A> & Co Authors"}},
		Base: &inventory.Base{Ref: "v1.0.0", Commit: commit, New: []string{"src/a.go"}, Files: []inventory.File{{
			Path: "src/b.go", Role: inventory.RoleProduct, Size: 100, Blob: commit,
			Header:     &inventory.Header{State: inventory.HeaderProper, StartLine: 1, EndLine: 2, Text: "0123456789abcdef"},
			Licenses:   []inventory.License{{Expression: "MIT", Class: inventory.ClassTag, StartLine: 2, EndLine: 2, Confidence: 1}},
			Copyrights: []inventory.Copyright{{Statement: "Copyright 2020 Jane Doe", Text: "Copyright 2020  Jane Doe", Prefix: "Copyright", Holders: []string{"Jane Doe"}, Years: "2020", Mails: []string{"jane@example.org"}, URLs: []string{"https://example.org"}, StartLine: 1, EndLine: 1, Confidence: 0.97}},
			Reuse: &inventory.Reuse{
				Tags:   []inventory.ReuseTag{{Kind: inventory.TagLicense, Text: "MIT", Line: 2, Snippet: true}},
				Tables: []inventory.ReuseTable{{Line: 3, Paths: []string{"**"}, Precedence: inventory.PrecedenceOverride, Notices: []string{"2021 Ana"}, Licenses: []string{"MIT"}}},
				Link:   "other",
			},
			Authors: []inventory.Author{{Name: "Jane Doe <jane@example.org>", StartLine: 5, EndLine: 5}},
		}},
			Reached: []string{commit}, Detectors: []string{"license"},
			Supply: []inventory.Supply{{Path: "go.mod", Line: 3, Context: inventory.RoleProduct, Kind: inventory.SupplyLocal, Text: "./lib", Target: "lib"}},
			Documents: []inventory.Document{{Path: "MAINTAINERS.md", Kind: inventory.DocumentMaintainers, Topics: []inventory.Topic{{Name: inventory.TopicRoles, Line: 2}},
				Contacts: []inventory.Contact{{Kind: inventory.ContactMail, Text: "jane@example.org", Line: 3}}, Named: []inventory.Named{{Name: "Jane Doe", Mail: "jane@example.org", Handle: "jane", Line: 3}},
				Versions: []inventory.Release{{Version: "0.9.0", Line: 4}}}},
		},
		Vulnerabilities: &inventory.Vulnerabilities{
			Database: &inventory.VulnDatabase{Date: "2026-11-01T00:00:00Z", Digest: "sha256:00", Records: 1}, Evaluated: 1,
			Unknown: []inventory.Unevaluated{{Reason: inventory.UnevaluatedVersion, Count: 1, Example: "pkg:npm/c"}},
			Found: []inventory.Vulnerability{{ID: "GHSA-1", Aliases: []string{"CVE-1"}, PURL: "pkg:npm/a@1", Summary: "it goes wrong", Severity: inventory.VulnHigh, Score: 7.5, Vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H",
				Fixed: "2", Published: "2026-10-01T00:00:00Z", Undecided: true,
				VEX: &inventory.VEXStatement{Status: inventory.VEXNotAffected, Justification: "component_not_present", Impact: "none", Author: "Jane Doe", Time: "2026-10-02T00:00:00Z", Path: "vex.json"}}},
		},
		Contributions: []inventory.Contribution{{Name: "Jane Doe", Mail: "jane@example.org", Part: inventory.ContributionAuthor, Commits: 3, Signed: 2, Unsigned: commit}},
		Media:         []inventory.Media{{Path: "logo.png", Context: inventory.RoleProduct, Format: "png", Field: "text Copyright", Kind: inventory.MediaCopyright, Text: "(c) Example Ltd.", Holders: []string{"Example Ltd."}, License: "MIT"}},
		Similar:       []inventory.Similar{{A: "src/a.go", B: "vendor/x/a.go", Share: 93, Lines: 120}},
		Supply:        []inventory.Supply{{Path: "go.mod", Line: 3, Context: inventory.RoleProduct, Kind: inventory.SupplyLocal, Text: "./lib", Target: "lib"}},
		Community: &inventory.Community{
			Documents: []inventory.Document{{Path: "MAINTAINERS.md", Kind: inventory.DocumentMaintainers, Topics: []inventory.Topic{{Name: inventory.TopicRoles, Line: 2}},
				Contacts: []inventory.Contact{{Kind: inventory.ContactMail, Text: "jane@example.org", Line: 3}}, Named: []inventory.Named{{Name: "Jane Doe", Mail: "jane@example.org", Handle: "jane", Line: 3}},
				Versions: []inventory.Release{{Version: "1.0.0", Line: 4}}}},
			Aliases:      []inventory.Alias{{Name: "Jane Doe", Proper: "jane@example.org", CommitName: "J", Mail: "j@example.org"}},
			Contributors: []inventory.Contributor{{Name: "Jane Doe", Mail: "jane@example.org", Authored: 3, Committed: 1, Recent: 2, First: "2019-01-02", Last: "2026-11-22"}},
			RecentSince:  "2025-11-22",
			Tags:         []inventory.Tag{{Name: "v1.0.0", Commit: commit, Annotated: true, Signature: inventory.SignaturePGP, Date: "2026-11-22T10:00:00Z"}},
		},
	}
	b := inv.Base
	b.Secrets, b.Leaks, b.Media, b.HeaderTexts, b.Gaps = inv.Secrets, inv.Leaks, inv.Media, inv.HeaderTexts, inv.Gaps
	b.Whole = &inventory.Whole{Components: inv.Components, Manifests: inv.Manifests, Similar: inv.Similar, Vulnerabilities: inv.Vulnerabilities}
	return inv
}
