// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"crypto/sha256"
	"encoding/base64"
)

// contentPolicy is the Content Security Policy (Level 3) of the page: no request
// of any kind, no style or script but the two whose digests it names, and no
// attribute that is one.
func contentPolicy() string {
	return "default-src 'none'; style-src " + digestSource(styleSheet) + "; script-src " + digestSource(script()) + "; base-uri 'none'; form-action 'none'"
}

func digestSource(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
