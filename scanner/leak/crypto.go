// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package leak

import (
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
)

// cryptoNeedle is a text that tells of an algorithm or library.
type cryptoNeedle struct{ rule, algorithm string }

func (e *engine) addCrypto(set *rules.LeakSet) (ns []needle) {
	for _, list := range []struct{ name, rule string }{{"crypto-needles", "leak/crypto-use"}, {"code-needles", "leak/crypto-code"}} {
		for _, entry := range set.Lists[list.name] {
			algorithm, text, _ := strings.Cut(entry, " = ")
			e.crypto = append(e.crypto, cryptoNeedle{list.rule, algorithm})
			n := needle{text: text, what: atCrypto, arg: len(e.crypto) - 1}
			if strings.HasPrefix(text, "0x") {
				n.text, n.fold = strings.ToLower(text), true
			}
			ns = append(ns, n)
		}
	}
	return ns
}

// cryptography takes stock of what the release contains: code and build files of
// the tree, no documents, no history.
func (s *scan) cryptography(at, arg int) {
	if s.setting == prose || s.f.Commit != "" || s.f.Role == inventory.RoleDocs || s.lockFile || isAlpha(s.byteAt(at-1)) && isAlpha(s.text[at]) {
		return
	}
	c := s.crypto[arg]
	s.add(c.rule, at, c.algorithm, c.algorithm)
}
