// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import "testing"

// TestPythonNames: licenseclassifier calls the agreement of the Python Software
// Foundation alone Python-2.0, which in SPDX is the whole stack of Python.
func TestPythonNames(t *testing.T) {
	for name, want := range map[string]string{"Python-2.0": "PSF-2.0", "Python-2.0-complete": "Python-2.0"} {
		if got := expressionOf("License", name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
