// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

// Value reads the license that a package declares in some field, as manifests
// are read: an expression, a name, or names that are joined. The expression is
// "" when it names no license that is known; confidence is 0 to 1.
func Value(text string) (expression string, confidence float64) {
	e, confidence := declaredOne(text)
	if e == nil || confidence == 0 {
		return "", 0
	}
	return e.String(), confidence
}
