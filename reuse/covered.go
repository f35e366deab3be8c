// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package reuse

import (
	"path"
	"strings"
)

// Covered returns the paths of the files that must have licensing information, sorted.
func (p *Project) Covered() []string {
	var out []string
	for _, name := range p.order {
		f := p.files[name]
		if link(f) == "" && (f.Size > 0 || p.unread[name]) && !exempt(path.Base(name)) && p.enters(name) {
			out = append(out, name)
		}
	}
	return out
}

// exempt tells by its name a file that no directory makes covered.
func exempt(base string) bool {
	for _, stem := range []string{"LICENSE", "LICENCE", "COPYING"} {
		if rest, ok := strings.CutPrefix(base, stem); ok && (rest == "" || rest[0] == '-' || rest[0] == '.') {
			return true
		}
	}
	// The texts of these two licenses hold tags as examples.
	for _, stem := range []string{"CAL-1.0", "CAL-1.0-Combined-Work-Exception", "SHL-2.1"} {
		if rest, ok := strings.CutPrefix(base, stem); ok && (rest == "" || rest[0] == '.' && len(rest) > 1) {
			return true
		}
	}
	switch base {
	case "REUSE.toml", ".git", ".hgtags":
		return true
	}
	if strings.HasSuffix(base, ".license") {
		return true
	}
	for _, form := range []string{".spdx", ".spdx.rdf", ".spdx.json", ".spdx.xml", ".spdx.yaml", ".spdx.yml"} {
		if strings.HasSuffix(base, form) {
			return true
		}
	}
	return false
}

// enters reports whether no directory above a file is left out.
func (p *Project) enters(name string) bool {
	for at := 0; ; {
		n := strings.IndexByte(name[at:], '/')
		if n < 0 {
			return true
		}
		switch name[at : at+n] {
		case "LICENSES", ".reuse", ".git", ".hg", ".sl":
			return false
		case "subprojects":
			if above := strings.TrimSuffix(name[:at], "/"); p.meson[above] && strings.Contains(name[at+n+1:], "/") {
				return false
			}
		}
		at += n + 1
	}
}
