// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"bytes"
	"strings"

	"github.com/outgate/outgate/inventory"
)

const maxManifest = 4 << 20

// readManifest reads the main section of a JAR manifest, in which a line that
// begins with a space goes on with the one before.
func readManifest(o *found, b []byte) {
	if len(b) > maxManifest {
		o.gap(inventory.GapTruncated, "the manifest is larger than is looked at")
		return
	}
	name, value := "", []byte(nil)
	flush := func() {
		switch strings.ToLower(name) {
		case "bundle-vendor", "implementation-vendor", "specification-vendor":
			o.add(inventory.MediaVendor, name, string(value))
		case "bundle-copyright":
			o.add(inventory.MediaCopyright, name, string(value))
		case "bundle-license":
			o.add(inventory.MediaLicense, name, string(value))
		}
		name, value = "", nil
	}
	for line := range bytes.Lines(b) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break // sections of single entries follow
		}
		if line[0] == ' ' {
			if len(value) < 16*maxText {
				value = append(value, line[1:]...)
			}
			continue
		}
		flush()
		key, rest, ok := bytes.Cut(line, []byte(": "))
		if ok && len(key) <= 70 {
			name, value = string(key), bytes.Clone(rest)
		}
	}
	flush()
}
