// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

// packedSecrets is what the loader makes of secrets/*.yaml, checked and with its
// digest: reading the files themselves would be a tenth of the time that a small
// scan takes. `go test ./rules -update` writes it, a test holds it against the files.
//
//go:embed secrets.json
var packedSecrets []byte

// Secrets returns the embedded set. It is the caller's own.
func Secrets() (*SecretSet, error) {
	set := new(SecretSet)
	if err := json.Unmarshal(packedSecrets, set); err != nil {
		return nil, fmt.Errorf("embedded secret rules: %w", err)
	}
	return set, nil
}
