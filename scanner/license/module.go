// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"

	"github.com/outgate/outgate/inventory"
)

// moduleLicense is what the license macro of a Linux kernel module stands for
// (Documentation/process/license-rules.rst; "GPL" does not tell later versions
// apart, and was documented as "v2 or later" before).
func moduleLicense(value string) string {
	switch value {
	case "GPL", "GPL and additional rights":
		return "GPL-2.0-or-later"
	case "GPL v2":
		return "GPL-2.0-only"
	case "Dual BSD/GPL":
		return "BSD-3-Clause OR GPL-2.0-only"
	case "Dual MIT/GPL":
		return "MIT OR GPL-2.0-only"
	case "Dual MPL/GPL":
		return "MPL-1.1 OR GPL-2.0-only"
	case "Proprietary":
		return proprietary
	}
	return ""
}

const moduleMacro = "MODULE_LICENSE"

// moduleTags finds the license macro of kernel modules.
func moduleTags(content []byte) (out []inventory.License) {
	line, counted := 1, 0
	for pos := 0; len(out) < maxTags; {
		at := index(content, moduleMacro, pos)
		if at < 0 {
			break
		}
		pos = at + len(moduleMacro)
		rest := bytes.TrimLeft(content[pos:min(len(content), pos+80)], " \t(")
		if len(rest) == 0 || rest[0] != '"' {
			continue
		}
		value, _, ok := bytes.Cut(rest[1:], []byte{'"'})
		if !ok {
			continue
		}
		line += bytes.Count(content[counted:at], []byte("\n"))
		counted = at
		if e := moduleLicense(string(value)); e != "" {
			out = append(out, inventory.License{Expression: e, Class: inventory.ClassTag, StartLine: line, EndLine: line, Confidence: exactName})
		}
	}
	return out
}
