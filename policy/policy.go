// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package policy judges facts: it reads a policy file, and turns an inventory
// into one verdict with a sub-verdict for each post.
//
//	p, err := policy.Load("policy.yaml", data)  // every mistake of the file at once
//	v := policy.Evaluate(inv, p, now)           // pure: same input, same verdict
//	os.Exit(policy.StateExit(v.State))
//
// # Checks
//
// A check looks at the inventory and raises violations. Each check is one file,
// check_NAME.go, and one entry of the table in checks.go, which also says which
// detectors it needs: when one of them did not run, the verdict is INCOMPLETE,
// because a check that could not look has not found anything in order.
// docs/checks.md explains every check with examples that a test executes.
//
// # From fact to violation
//
// A check raises one item per fact. Waivers that name a path, package or
// license are applied to items, so that a waiver for one file never covers its
// neighbor. What is left is grouped (one violation for a vendored library, not
// one per file), given a fingerprint, and compared with waivers that name an id.
//
// A fingerprint is a hash over the check, the path or library, and the content
// that was found (a license id, a holder, a package, the fingerprint of a
// secret), never a line number. A group of first-party files includes the paths
// of its members: a further file is a new violation.
//
// # States
//
// FAIL wins over INCOMPLETE, that over PENDING_APPROVAL, PASS_WITH_WAIVERS and
// PASS. Gaps make a verdict INCOMPLETE; an inventory without files, or without
// a detector that a check needs, does so whatever the policy says. What a policy
// leaves out is judged strictly: a matrix cell that is not written fails.
//
// # Licenses
//
// An expression is judged by SPDX algebra: of OR the best choice counts and is
// named in the message, of AND the worst part. The outbound license and what
// may flow into it within its own family is fine; then decide the lists deny
// and allow, then category by usage. A license that is not known is never
// quietly fine: it belongs to license-unknown or component-license-unknown.
//
// What that comes to in a file is lowered by the class of the evidence: a mere
// mention of a license does not block a release unless the policy says so.
package policy

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
)

// Policy is a loaded policy: valid, complete, and never modified by
// [Evaluate]. The zero value judges nothing; use [Load].
type Policy struct {
	PolicyRef // Chosen may be set by who picked the policy

	outbound     *spdx.Expr // nil when it comes from the license file, or there is none
	fromFile     bool       // the license found in the repository is the outbound license
	outboundAt   Place
	outboundText string
	holders      []string // wildcard patterns, folded
	holdersAt    Place
	entities     []entity
	binary       bool // binaries are distributed, and with them what they are built from

	posts     map[string]post
	required  []approvalDemand
	questions []question
	approvals []Approval
	waivers   []waiver
	curations []curation
	rules     []rule
	subs      []subproject // the longest path first

	overridable []string // keys that a policy above may set as it likes

	tests []Test

	gapsBlock bool
	newOnly   bool // what the base of --since held does not decide
	gapsAt    Place
	gapsText  string

	licenseMissing, licenseMismatch setting
	notice                          setting
	headers, foreign, mismatch      scoped
	header                          HeaderRule
	person, entity, double, year    setting
	lost                            setting
	ratchet                         bool // with a base, headers are asked of new files only

	allow, deny       []listed
	pairs             []pairRule
	overrides         []override
	categories        map[string]string // SPDX id -> category, built in
	matrix            map[string]map[string]setting
	minCoverage       int     // percent
	disagreement      setting // a component declares another license than its files hold
	minCoverageAt     Place
	classes           map[string]setting // class of evidence -> the highest level its findings reach
	minConfidence     float64            // findings below are notes
	minConfidenceText string
	unknownFile       setting
	unknownVendor     setting
	unknownShipped    setting
	unknownFetched    setting

	history       bool
	sinceIsEnough bool // of the history, what is new since a reference

	historyAt Place
	secrets   map[string]tier
	spoken    suppressions

	leaks      map[string]tier // by leakKeys
	thresholds map[string]int  // rule -> different numbers
	words      []WordFile
	identities identityRules
	vulns      vulnRules
	media      mediaRules
	copied     copiedRules
	contrib    contributionRules

	readme, securityContact, contributing setting
	operations                            operationsRules

	licenseNotOpen                   setting // the outbound license is on no list of open ones
	manifestLicense, readmeLicense   setting // what a manifest, or a README, says against LICENSE
	obligations                      setting // what copyleft components ask for
	sbom                             shares
	binaries, archives               scoped
	unpinned, untrusted, permissions setting            // of workflows
	unresolvable                     map[string]setting // inventory.Supply constants of dependencies

	reuse map[string]setting // kind of problem, see package reuse
	scope string             // "" for a policy on a release
}

type post struct {
	owner     string
	approvers []string
	keys      map[string]string // approver -> public key; who has one signs with it
}

// scoped is a setting with the roles it judges and the paths it leaves out.
type scoped struct {
	setting
	roles   []inventory.Role
	exclude []string // doublestar patterns
}

func (s *scoped) judges(f *inventory.File) bool {
	return slices.Contains(s.roles, f.Role) && !slices.ContainsFunc(s.exclude, func(glob string) bool { return matchPath(glob, f.Path) })
}

// listed is an entry of the lists allow and deny.
type listed struct {
	pattern string
	at      Place
}

type override struct {
	pattern, category string
}

// tier says what secrets of one tier, or leaks of one kind, do, by role of the file.
type tier struct {
	byDefault          setting
	byRole             map[inventory.Role]setting
	removed            *setting // nil: removed secrets are judged like the others
	local, unreachable setting
}

// judge takes the mildest of what the role and the whereabouts come to.
func (t tier) judge(role inventory.Role, at whereabouts) setting {
	verdict, ok := t.byRole[role]
	if !ok {
		verdict = t.byDefault
	}
	limits := []setting{}
	if at != inTree && t.removed != nil {
		limits = append(limits, *t.removed)
	}
	switch at {
	case inLocalRef:
		limits = append(limits, t.local)
	case unreachable:
		limits = append(limits, t.unreachable)
	}
	for _, limit := range limits {
		if verdict.stricter(limit) {
			verdict = limit
		}
	}
	return verdict
}

// off reports whether no secret of the tier can matter.
func (t tier) off() bool {
	if !t.byDefault.allows() {
		return false
	}
	for _, s := range t.byRole {
		if !s.allows() {
			return false
		}
	}
	return true
}

// Posts returns the names of the posts in the order of reports.
func Posts() []string {
	return []string{PostCompliance, PostSecurity, PostIP, PostOperations}
}

// StateExit is the exit status of the program for a state: 0 for a pass, 1 for
// FAIL, 3 for INCOMPLETE and for anything unknown, 4 for PENDING_APPROVAL.
func StateExit(s State) int {
	switch s {
	case Pass, PassWithWaivers:
		return 0
	case Fail:
		return 1
	case PendingApproval:
		return 4
	}
	return 3
}

// wildcard matches a text against a pattern in which * stands for any run of
// characters. Its time is bounded by the product of the lengths.
func wildcard(pattern, text string) bool {
	p, t, star, mark := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && pattern[p] == text[t]:
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
