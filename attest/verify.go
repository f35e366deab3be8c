// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package attest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/outgate/outgate/policy"
)

// Expect is what a verdict has to be about. The zero value asks for nothing but a
// valid signature and two statements that agree.
type Expect struct {
	Commit string        // full hexadecimal; "" takes any
	Policy string        // "sha256:...", the digest of the policy; "" takes any
	Now    time.Time     // zero: age is not looked at
	MaxAge time.Duration // of the verdict at Now; 0 for any
}

// Found is a verified verdict.
type Found struct {
	Verdict
	Resource string   // what the commit is of
	Commit   string   // full hexadecimal
	KeyIDs   []string // of the keys that signed both statements
}

// Verify reads a file that [Sign] wrote. It returns what was stated only when all
// of it holds; a verdict that is not a pass is no error here.
func Verify(ctx context.Context, file []byte, keys []*Key, want Expect) (*Found, error) {
	all, err := open(ctx, file, keys)
	if err != nil {
		return nil, err
	}
	var summary Summary
	out := &Found{}
	seen := map[string]*opened{}
	for i := range all {
		s := &all[i]
		if seen[s.PredicateType] != nil {
			return nil, fmt.Errorf("two statements of type %s", s.PredicateType)
		}
		seen[s.PredicateType] = s
		switch s.PredicateType {
		case SummaryType:
			err = strict(s.Predicate, &summary)
		case VerdictType:
			err = strict(s.Predicate, &out.Verdict)
		default:
			err = errors.New("does not belong to a verdict")
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.PredicateType, err)
		}
	}
	short, long := seen[SummaryType], seen[VerdictType]
	if short == nil || long == nil {
		return nil, errors.New("expected two statements, the summary and the verdict")
	}
	if err := agree(short, long, &summary, &out.Verdict); err != nil {
		return nil, err
	}
	out.Commit, out.Resource = commitOf(long.Statement), long.Subject[0].Name
	for _, id := range long.keyIDs {
		if slices.Contains(short.keyIDs, id) {
			out.KeyIDs = append(out.KeyIDs, id)
		}
	}
	if len(out.KeyIDs) == 0 {
		return nil, errors.New("the two statements are signed by different keys")
	}
	return out, want.met(out)
}

// agree compares the two statements of a verdict.
func agree(short, long *opened, summary *Summary, v *Verdict) error {
	result := failed
	if policy.StateExit(v.State) == 0 {
		result = passed
	}
	policyDigest := descriptor("", v.Policy.Digest).Digest["sha256"]
	_, digest, _ := strings.Cut(v.Digest, ":")
	for _, c := range []struct {
		what      string
		one, both string
	}{
		{"commit", commitOf(short.Statement), commitOf(long.Statement)},
		{"subject", short.Subject[0].Name, long.Subject[0].Name},
		{"result", summary.VerificationResult, result},
		{"time", summary.TimeVerified, v.Now},
		{"policy", summary.Policy.Digest["sha256"], policyDigest},
		{"verdict", inputDigest(summary), digest},
		{"verifier", summary.Verifier.ID, verifierID},
	} {
		if c.one != c.both || c.one == "" {
			return fmt.Errorf("the two statements disagree on the %s: %q and %q", c.what, c.one, c.both)
		}
	}
	return nil
}

func inputDigest(s *Summary) string {
	if len(s.InputAttestations) != 1 {
		return ""
	}
	return s.InputAttestations[0].Digest["sha256"]
}

// met compares what was stated with what was expected.
func (want Expect) met(got *Found) error {
	if want.Commit != "" && got.Commit != want.Commit {
		return fmt.Errorf("it is about commit %s, not about %s", got.Commit, want.Commit)
	}
	if want.Policy != "" && got.Policy.Digest != want.Policy {
		return fmt.Errorf("it was judged by the policy %s (%s), not by the one that is %s", got.Policy.Name, got.Policy.Digest, want.Policy)
	}
	if want.Now.IsZero() {
		return nil
	}
	when, err := time.Parse(time.RFC3339, got.Now)
	if err != nil {
		return fmt.Errorf("it says %q for its time", got.Now)
	}
	const skew = 5 * time.Minute // between the clocks of two machines
	switch age := want.Now.Sub(when); {
	case age < -skew:
		return fmt.Errorf("it was made at %s, which is in the future", got.Now)
	case want.MaxAge > 0 && age > want.MaxAge:
		return fmt.Errorf("it was made at %s, more than %s ago", got.Now, want.MaxAge)
	}
	return nil
}
