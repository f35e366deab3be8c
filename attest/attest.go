// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package attest puts a verdict, and what people answer for, into signed
// statements that travel with a release and are verified without a network.
//
//	lines, err := attest.Sign(ctx, verdict, signer)              // two envelopes, one a line
//	found, err := attest.Verify(ctx, lines, keys, attest.Expect{Commit: head})
//
// # What is signed
//
// A statement is an in-toto Statement v1 about one commit: its subject has the
// digest gitCommit. It is wrapped in a DSSE envelope, as base64 under a signature over
// the pre-authentication encoding, so that not a byte of it can be changed. A
// verdict makes two of them:
//
//   - the Verification Summary of SLSA ([SummaryType]), which any tool that knows
//     SLSA can read: PASSED or FAILED, by which policy;
//   - our own [VerdictType]: the exact state, the posts, the versions of tool and
//     data, digests of the policy and of all that it extends, the waivers that the
//     verdict rests on, and the digest of the JSON verdict.
//
// FAILED stands for every state but PASS and PASS_WITH_WAIVERS: what could not be
// decided is no pass.
//
// An approval ([ApprovalType]) is what an approver of a post answers for on one
// commit. See [ReadApproval].
//
// # What verification refuses
//
// [Verify] wants both statements, under a signature by one of the keys that the
// caller trusts, in agreement with each other, and in agreement with what the
// caller expects: the commit, the digest of the policy, an age. Whatever is missing, doubled
// or different is an error that says what; there is no partial success.
//
// # Keys
//
// Ed25519 and ECDSA P-256, in PEM: PKCS #8 and PKIX as openssl writes them, and
// private keys as cosign writes them, under a password ([ReadPrivateKey]). A signature
// says which key made it, not who held it or when; times in a statement are
// those of the verdict.
package attest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// The types of statement and predicates.
const (
	StatementType = "https://in-toto.io/Statement/v1"
	SummaryType   = "https://slsa.dev/verification_summary/v1"
	VerdictType   = "https://github.com/outgate/outgate/verdict/v1"
	ApprovalType  = "https://github.com/outgate/outgate/approval/v1"
	// PayloadType of the envelopes (in-toto Attestation Framework, envelope).
	PayloadType = "application/vnd.in-toto+json"
)

const verifierID = "https://github.com/outgate/outgate"

// Statement is an in-toto Statement v1.
type Statement struct {
	Type          string          `json:"_type"`
	Subject       []Subject       `json:"subject"`
	PredicateType string          `json:"predicateType"`
	Predicate     json.RawMessage `json:"predicate"`
}

// Subject is what a statement is about.
type Subject struct {
	Name   string            `json:"name"`
	Digest map[string]string `json:"digest"` // "gitCommit": full hexadecimal
}

// Summary is the predicate of [SummaryType] (SLSA 1.0, Verification Summary
// Attestation).
type Summary struct {
	Verifier           Verifier     `json:"verifier"`
	TimeVerified       string       `json:"timeVerified"` // RFC 3339, UTC
	ResourceURI        string       `json:"resourceUri"`
	Policy             Descriptor   `json:"policy"`
	InputAttestations  []Descriptor `json:"inputAttestations"` // the verdict, by the digest of its JSON form
	VerificationResult string       `json:"verificationResult"`
	VerifiedLevels     []string     `json:"verifiedLevels"`
	SLSAVersion        string       `json:"slsaVersion"`
}

// Verifier names the tool.
type Verifier struct {
	ID      string            `json:"id"`
	Version map[string]string `json:"version"`
}

// Descriptor points to a resource.
type Descriptor struct {
	URI    string            `json:"uri"`
	Digest map[string]string `json:"digest,omitempty"` // "sha256": hexadecimal
}

const (
	passed = "PASSED"
	failed = "FAILED"
)

// Verdict is the predicate of [VerdictType].
type Verdict struct {
	State      policy.State         `json:"verdict"`
	Now        string               `json:"now"` // RFC 3339, UTC
	Tool       inventory.Tool       `json:"tool"`
	Policy     policy.PolicyRef     `json:"policy"`
	Posts      []policy.PostVerdict `json:"posts"`
	Coverage   inventory.Coverage   `json:"coverage"`
	Violations int                  `json:"violations"`
	Waived     []Waived             `json:"waived"`
	Known      int                  `json:"known"`
	Suppressed int                  `json:"suppressed"`
	Gaps       int                  `json:"gaps"`
	Digest     string               `json:"digest"` // "sha256:..." over the JSON form of the whole verdict
}

// Waived is a violation that does not count, and why.
type Waived struct {
	Fingerprint string           `json:"fingerprint"`
	Check       string           `json:"check"`
	Waiver      policy.WaiverRef `json:"waiver"`
}

// statements makes the two of a verdict; written is its JSON form.
func statements(v *policy.Verdict, written []byte) ([]Statement, error) {
	if why := unfit(v.Subject); why != "" {
		return nil, fmt.Errorf("there is nothing to attest: %s", why)
	}
	if v.Coverage.Staged {
		return nil, fmt.Errorf("there is nothing to attest: what is staged is no commit")
	}
	if len(v.Known) > 0 {
		return nil, fmt.Errorf("there is nothing to attest: %d violations are known and do not decide (--since, a list of known violations), so the verdict is none on a release; verdict.new-only: false lets all of them decide", len(v.Known))
	}
	sum := sha256.Sum256(written)
	digest := hex.EncodeToString(sum[:])
	resource := ResourceOf(v.Subject)
	result, levels := failed, []string{failed}
	if policy.StateExit(v.State) == 0 {
		result, levels = passed, []string{"OUTGATE_" + string(v.State)}
	}
	summary := Summary{
		Verifier:     Verifier{ID: verifierID, Version: map[string]string{v.Tool.Name: v.Tool.Version}},
		TimeVerified: v.Now, ResourceURI: resource, Policy: descriptor(v.Policy.Source, v.Policy.Digest),
		InputAttestations:  []Descriptor{{URI: policy.VerdictSchema, Digest: map[string]string{"sha256": digest}}},
		VerificationResult: result, VerifiedLevels: levels, SLSAVersion: "1.0",
	}
	own := Verdict{
		State: v.State, Now: v.Now, Tool: v.Tool, Policy: v.Policy, Posts: v.Posts, Coverage: v.Coverage, Violations: len(v.Violations),
		Waived: []Waived{}, Known: len(v.Known), Suppressed: len(v.Suppressed), Gaps: len(v.Gaps), Digest: "sha256:" + digest,
	}
	for _, w := range v.Waived {
		if w.Waiver != nil {
			own.Waived = append(own.Waived, Waived{w.Fingerprint, w.Check, *w.Waiver})
		}
	}
	subject := []Subject{{Name: resource, Digest: map[string]string{"gitCommit": v.Subject.Commit}}}
	var out []Statement
	for _, p := range []struct {
		kind  string
		value any
	}{{SummaryType, summary}, {VerdictType, own}} {
		data, err := json.Marshal(p.value)
		if err != nil {
			return nil, err
		}
		out = append(out, Statement{Type: StatementType, Subject: subject, PredicateType: p.kind, Predicate: data})
	}
	return out, nil
}

// unfit says why nothing can be stated about a subject; "" when it can.
func unfit(s inventory.Subject) string {
	switch {
	case s.Commit == "":
		return s.Name + " is no git repository with a commit, and a statement is about a commit"
	case s.Dirty:
		return "the files differ from those of commit " + s.Commit + "; commit them, or clone it afresh"
	}
	return ""
}

// ResourceOf names the repository as SLSA and in-toto do.
func ResourceOf(s inventory.Subject) string {
	if s.Remote == "" {
		return s.Name
	}
	if strings.HasPrefix(s.Remote, "git+") || !strings.Contains(s.Remote, "://") {
		return s.Remote
	}
	return "git+" + s.Remote
}

func descriptor(uri, digest string) Descriptor {
	d := Descriptor{URI: uri}
	if kind, hex, ok := strings.Cut(digest, ":"); ok {
		d.Digest = map[string]string{kind: hex}
	}
	return d
}

// commitOf is the commit that a statement is about; "" for none or several.
func commitOf(s *Statement) string {
	if len(s.Subject) != 1 {
		return ""
	}
	return s.Subject[0].Digest["gitCommit"]
}

// decode reads a statement strictly: what we do not know could change its meaning.
func decode(data []byte) (*Statement, error) {
	var s Statement
	if err := strict(data, &s); err != nil {
		return nil, fmt.Errorf("statement: %w", err)
	}
	switch {
	case s.Type != StatementType:
		return nil, fmt.Errorf("statement: type %q, expected %q", s.Type, StatementType)
	case !slices.Contains([]string{SummaryType, VerdictType, ApprovalType}, s.PredicateType):
		return nil, fmt.Errorf("statement: predicate %q is not known", s.PredicateType)
	case commitOf(&s) == "":
		return nil, fmt.Errorf("statement: expected one subject with the digest gitCommit")
	}
	return &s, nil
}
