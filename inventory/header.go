// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

import (
	"crypto/sha256"
	"encoding/hex"
)

// Header states.
const (
	HeaderProper  = "proper"  // the first comments carry a license notice, tag or copyright statement
	HeaderMissing = "missing" // the file could carry a header and does not
)

// Header is what the comments at the head of a source file say of rights.
type Header struct {
	State     string `json:"state"`
	StartLine int    `json:"start_line,omitempty"`
	EndLine   int    `json:"end_line,omitempty"`
	Text      string `json:"text,omitempty"` // ID of the HeaderText; "" when missing
}

// HeaderText is the text of a header, which many files share.
type HeaderText struct {
	ID string `json:"id"` // see HeaderTextID
	// Text has a line for each line of the comment, without comment marks, and an
	// empty one between two comments. {year} stands for the years of copyright
	// statements, which Copyrights of the file hold. At most MaxHeaderText bytes.
	Text string `json:"text"`
}

// MaxHeaderText is the largest text of a header that is kept, in bytes.
const MaxHeaderText = 8 << 10

// HeaderTextID names a text: 16 hexadecimal digits of its SHA-256.
func HeaderTextID(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}
