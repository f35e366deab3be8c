// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package attest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/secure-systems-lab/go-securesystemslib/dsse"

	"github.com/outgate/outgate/policy"
)

const (
	maxFile  = 16 << 20 // bytes of a file of statements
	maxLines = 16       // envelopes in it
)

// Sign states a verdict under a signature: two envelopes as JSON, one a line.
// written is the JSON form of the verdict, whose digest is stated. It is an error
// when the verdict is not about the exact content of a commit.
func Sign(ctx context.Context, v *policy.Verdict, written []byte, key dsse.Signer) ([]byte, error) {
	all, err := statements(v, written)
	if err != nil {
		return nil, err
	}
	var out []byte
	for i := range all {
		line, err := seal(ctx, &all[i], key)
		if err != nil {
			return nil, err
		}
		out = append(out, line...)
	}
	return out, nil
}

// seal signs one statement.
func seal(ctx context.Context, s *Statement, key dsse.Signer) ([]byte, error) {
	payload, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	signer, err := dsse.NewEnvelopeSigner(key)
	if err != nil {
		return nil, err
	}
	envelope, err := signer.SignPayload(ctx, PayloadType, payload)
	if err != nil {
		return nil, err
	}
	line, err := json.Marshal(envelope)
	return append(line, '\n'), err
}

// opened is a statement under a signature that was verified.
type opened struct {
	*Statement
	keyIDs []string // of the keys that signed it
}

// open verifies every envelope of a file with one of the keys.
func open(ctx context.Context, file []byte, keys []*Key) ([]opened, error) {
	if len(file) > maxFile {
		return nil, fmt.Errorf("more than %d bytes", maxFile)
	}
	if len(keys) == 0 {
		return nil, errors.New("no key to verify with")
	}
	var verifiers []dsse.Verifier
	for _, k := range keys {
		verifiers = append(verifiers, k)
	}
	verifier, err := dsse.NewMultiEnvelopeVerifier(1, verifiers...)
	if err != nil {
		return nil, err
	}
	var out []opened
	for number := 1; len(bytes.TrimSpace(file)) > 0; number++ {
		if number > maxLines {
			return nil, fmt.Errorf("more than %d envelopes", maxLines)
		}
		var line []byte
		if line, file, err = nextEnvelope(file); err != nil {
			return nil, fmt.Errorf("envelope %d: %w", number, err)
		}
		one, err := openOne(ctx, line, verifier)
		if err != nil {
			return nil, fmt.Errorf("envelope %d: %w", number, err)
		}
		out = append(out, one)
	}
	if len(out) == 0 {
		return nil, errors.New("holds no envelope")
	}
	return out, nil
}

// nextEnvelope cuts the first JSON value off a file.
func nextEnvelope(file []byte) (value, rest []byte, err error) {
	d := json.NewDecoder(bytes.NewReader(file))
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return nil, nil, fmt.Errorf("is not JSON: %w", unexpected(err))
	}
	return raw, file[d.InputOffset():], nil
}

func openOne(ctx context.Context, line []byte, verifier *dsse.EnvelopeVerifier) (opened, error) {
	var e dsse.Envelope
	if err := strict(line, &e); err != nil {
		return opened{}, err
	}
	if e.PayloadType != PayloadType {
		return opened{}, fmt.Errorf("payload type %q, expected %q", e.PayloadType, PayloadType)
	}
	accepted, payload, err := verifier.VerifyAndDecode(ctx, &e)
	if err != nil {
		return opened{}, fmt.Errorf("the signature is not by a key that was given, or the content was changed (%w)", err)
	}
	s, err := decode(payload)
	if err != nil {
		return opened{}, err
	}
	out := opened{Statement: s}
	for _, k := range accepted {
		out.keyIDs = append(out.keyIDs, k.KeyID)
	}
	return out, nil
}

// strict reads one JSON value with known fields alone, none of them twice.
func strict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return unexpected(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows the JSON value")
	}
	return nil
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
