// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
)

// VerdictSchema names the version of the verdict's JSON form.
const VerdictSchema = "outgate.verdict.v1"

// State is the outcome of a check.
type State string

// The states. Order of precedence: FAIL, INCOMPLETE, PENDING_APPROVAL,
// PASS_WITH_WAIVERS, PASS.
const (
	Pass            State = "PASS"
	PassWithWaivers State = "PASS_WITH_WAIVERS"
	PendingApproval State = "PENDING_APPROVAL"
	Fail            State = "FAIL"
	Incomplete      State = "INCOMPLETE"
)

// Severity grades a violation.
type Severity string

// The severities.
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
)

// Level is what a violation does to the verdict.
type Level string

// The levels. SARIF 2.1.0 calls them error, warning and note.
const (
	LevelFail Level = "fail"
	LevelWarn Level = "warn"
	LevelNote Level = "note"
)

// Names of the posts, in the order in which reports show them.
const (
	PostCompliance = "compliance"
	PostSecurity   = "security"
	PostIP         = "ip"
	PostOperations = "operations"
)

// Verdict is the judgment of one inventory by one policy at one time.
type Verdict struct {
	Schema     string             `json:"schema"`
	State      State              `json:"verdict"`
	Now        string             `json:"now"` // the time the verdict was made for, RFC 3339, UTC
	Tool       inventory.Tool     `json:"tool"`
	Subject    inventory.Subject  `json:"subject"`
	Policy     PolicyRef          `json:"policy"`
	Posts      []PostVerdict      `json:"posts"`     // all four, in the order of the Post constants; security alone when coverage says staged
	Approvals  []ApprovalState    `json:"approvals"` // of the posts that must sign, in their order
	Coverage   inventory.Coverage `json:"coverage"`
	Facts      FactCounts         `json:"facts"`
	Violations []Violation        `json:"violations"` // worst first; waived ones are not here
	Waived     []Violation        `json:"waived"`     // excused by a waiver; never hidden
	Known      []Violation        `json:"known"`      // the base held them already, where the policy lets that count; never hidden
	Suppressed []Violation        `json:"suppressed"` // somebody speaks for them, and the policy lets that count; never hidden
	Gaps       []inventory.Gap    `json:"gaps"`
}

// PolicyRef names the policy that judged.
type PolicyRef struct {
	Name   string `json:"name"`
	Source string `json:"source"`           // "policy.yaml" or "preset:mit-outbound"
	Digest string `json:"digest"`           // "sha256:..." over the policy's bytes
	Chosen string `json:"chosen,omitempty"` // why a preset was taken, when no policy was named
	Scope  string `json:"scope,omitempty"`  // "reuse": the policy judges that alone, and its verdict is no word on a release
}

// PostVerdict is the sub-verdict of one post.
type PostVerdict struct {
	Post       string `json:"post"`
	Owner      string `json:"owner,omitempty"`
	State      State  `json:"verdict"`
	Fails      int    `json:"fails"`
	Warns      int    `json:"warns"`
	Waived     int    `json:"waived"`
	Known      int    `json:"known"`
	Suppressed int    `json:"suppressed"`
	Awaited    string `json:"awaited,omitempty"` // who must approve, in state PENDING_APPROVAL
}

// FactCounts are the figures of the first screen.
type FactCounts struct {
	Licenses          map[string]int `json:"licenses"` // SPDX id -> files
	Secrets           int            `json:"secrets"`
	Components        int            `json:"components"`       // all
	Fetched           int            `json:"fetched"`          // product components not distributed in the tree
	FetchedLicensed   int            `json:"fetched_licensed"` // of these, with a known license
	FilesWithHolders  int            `json:"files_with_holders"`
	Suppressed        int            `json:"suppressed"`         // findings that somebody speaks for, where the policy lets that count
	SuppressedOutside int            `json:"suppressed_outside"` // of these, from outside the repository
}

// Violation is one thing that the policy does not allow, with both causes: the
// place in the repository and the line of the policy.
type Violation struct {
	ID          string                 `json:"id"`    // "V-" and 8 hexadecimal digits of the fingerprint
	Check       string                 `json:"check"` // stable code: "license-denied"
	Post        string                 `json:"post"`
	Severity    Severity               `json:"severity"`
	Level       Level                  `json:"level"`
	Message     string                 `json:"message"`            // one sentence, no trailing period
	Location    inventory.Location     `json:"location"`           // Path "" when it concerns the whole subject
	Places      []inventory.Location   `json:"places,omitempty"`   // all of them, when the violation stands for several
	Evidence    string                 `json:"evidence,omitempty"` // what was seen there
	PolicyAt    Place                  `json:"policy_at"`
	PolicyText  string                 `json:"policy_text,omitempty"` // the deciding line in words: "strong-copyleft x vendored = fail"
	Help        string                 `json:"help"`                  // what to do
	Component   string                 `json:"component,omitempty"`   // purl
	Fingerprint string                 `json:"fingerprint"`           // 32 hexadecimal digits; survives moved lines
	Waiver      *WaiverRef             `json:"waiver,omitempty"`
	Suppression *inventory.Suppression `json:"suppression,omitempty"` // who speaks for it; only where that counts
	Baseline    string                 `json:"baseline,omitempty"`    // "new" or "unchanged", beside the base; "" when there was none to compare with
}

// Place is a position in a policy file.
type Place struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

// PlaceOf converts a position of the rules loader.
func PlaceOf(p rules.Position) Place { return Place{p.File, p.Line, p.Column} }

// WaiverRef is the waiver that excused a violation.
type WaiverRef struct {
	ID         string `json:"id"`
	Reason     string `json:"reason"`
	Owner      string `json:"owner"`
	ApprovedBy string `json:"approved_by,omitempty"` // where the post has approvers
	Ticket     string `json:"ticket,omitempty"`      // where the work is tracked
	Expires    string `json:"expires"`               // the last day for this violation, YYYY-MM-DD, UTC, inclusive
	At         Place  `json:"at"`
}

// Check describes one check of the policy engine, for explain, SARIF rules and docs/checks.md.
type Check struct {
	Code  string // "license-denied"
	Post  string
	Title string // one line
	Doc   string // what it means and why, a paragraph
	Help  string // how to fix it
}
