// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package attest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/secure-systems-lab/go-securesystemslib/dsse"

	"github.com/outgate/outgate/policy"
)

// Approval is the predicate of [ApprovalType].
type Approval struct {
	Post    string          `json:"post"`
	By      string          `json:"by"`
	Date    string          `json:"date"` // YYYY-MM-DD, UTC
	Answers []policy.Answer `json:"answers"`
}

// SignApproval states an approval under the signature of who gives it; resource names
// what the commit is of.
func SignApproval(ctx context.Context, a policy.Approval, resource string, key dsse.Signer) ([]byte, error) {
	answers := a.Answers
	if answers == nil {
		answers = []policy.Answer{}
	}
	predicate, err := json.Marshal(Approval{a.Post, a.By, a.Date.Format(time.DateOnly), answers})
	if err != nil {
		return nil, err
	}
	subject := []Subject{{Name: resource, Digest: map[string]string{"gitCommit": a.Commit}}}
	return seal(ctx, &Statement{StatementType, subject, ApprovalType, predicate}, key)
}

// ReadApproval reads an approval for a policy: a signed one, which [SignApproval]
// wrote, or a YAML file as [policy.Policy.ReadApproval] does. A signature must be
// by the key that the policy lists for whoever it names; without such a key in the
// policy nothing vouches for the signature, and that is an error.
func ReadApproval(ctx context.Context, p *policy.Policy, file string, data []byte) (policy.Approval, error) {
	if trimmed := bytes.TrimSpace(data); !bytes.HasPrefix(trimmed, []byte("{")) || !bytes.Contains(trimmed, []byte(`"payload"`)) {
		return p.ReadApproval(file, data)
	}
	a, err := readSigned(ctx, p, data)
	a.Source = file
	if err != nil {
		err = fmt.Errorf("%s: %w", file, err)
	}
	return a, err
}

func readSigned(ctx context.Context, p *policy.Policy, data []byte) (a policy.Approval, err error) {
	claim, err := claimed(data)
	if err != nil {
		return a, err
	}
	listed := p.KeyOf(claim.Post, claim.By)
	if listed == "" {
		return a, fmt.Errorf("the policy lists no key of %q for post %q; add it to posts.%s.keys", claim.By, claim.Post, claim.Post)
	}
	key, err := ReadPublicKey([]byte(listed))
	if err != nil {
		return a, fmt.Errorf("posts.%s.keys: %w", claim.Post, err)
	}
	all, err := open(ctx, data, []*Key{key})
	if err != nil {
		return a, err
	}
	if len(all) != 1 || all[0].PredicateType != ApprovalType {
		return a, errors.New("expected one statement, an approval")
	}
	var signed Approval
	if err := strict(all[0].Predicate, &signed); err != nil {
		return a, err
	}
	day, err := time.Parse(time.DateOnly, signed.Date)
	if err != nil {
		return a, fmt.Errorf("date: expected YYYY-MM-DD, found %q", signed.Date)
	}
	return policy.Approval{Post: signed.Post, By: signed.By, Commit: commitOf(all[0].Statement), Date: day, Answers: signed.Answers, Signed: true}, nil
}

// claimed reads who says to have signed, to look for the key; nothing else of it is used.
func claimed(data []byte) (Approval, error) {
	var e dsse.Envelope
	var a Approval
	if err := strict(data, &e); err != nil {
		return a, err
	}
	payload, err := e.DecodeB64Payload()
	if err != nil {
		return a, errors.New("the payload is not base64")
	}
	s, err := decode(payload)
	if err == nil {
		err = strict(s.Predicate, &a)
	}
	return a, err
}
