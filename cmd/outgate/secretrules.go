// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/outgate/outgate/rules"
)

// gitleaksConfig is the file in which a repository keeps its own rules for gitleaks.
const gitleaksConfig = ".gitleaks.toml"

// secretRules is the built-in set together with the rules of --secret-rules.
func secretRules(o detectorOptions) (*rules.SecretSet, error) {
	set, err := rules.Secrets()
	if err != nil || len(o.secretRules) == 0 {
		return set, err
	}
	own, notes, err := readRuleFiles(o.secretRules)
	if err != nil {
		return nil, err
	}
	for _, n := range notes {
		if o.note != nil {
			o.note(n)
		}
	}
	if set, err = rules.NewSecretSet(slices.Concat(set.Rules, own)); err != nil {
		return nil, usage("invalid rules\n%v", err)
	}
	return set, nil
}

// readRuleFiles reads rules of our own form and gitleaks' TOML. The error tells
// every mistake of all files.
func readRuleFiles(files []string) (all []rules.SecretRule, notes []string, err error) {
	var broken []error
	for _, name := range files {
		data, err := readRuleFile(name)
		if err != nil {
			return nil, nil, usage("%v", err)
		}
		loaded, said, err := rules.LoadRuleFile(name, data, readExtended)
		if err != nil {
			broken = append(broken, err)
		}
		all, notes = slices.Concat(all, loaded), slices.Concat(notes, said)
	}
	if err := errors.Join(broken...); err != nil {
		return nil, nil, usage("invalid rules\n%v", err)
	}
	return all, notes, nil
}

// maxRuleFile is the largest file of rules that is read, in bytes; the loader takes no more.
const maxRuleFile = 4 << 20

func readRuleFile(name string) ([]byte, error) { return readBeyond(name, maxRuleFile) }

// readExtended is readRuleFile for a file that a file names: no pipe is waited for.
func readExtended(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", name)
	}
	return readRuleFile(name)
}

// noteForeignConfig tells of rules that a repository brings for gitleaks. They are
// not read by themselves: the repository that is judged must not decide what is found.
func (t *target) noteForeignConfig(o detectorOptions) {
	if t.policyDir == "" || len(o.secretRules) > 0 {
		return
	}
	root, err := os.OpenRoot(t.policyDir)
	if err != nil {
		return
	}
	defer root.Close()
	info, err := root.Lstat(gitleaksConfig)
	if err != nil || !info.Mode().IsRegular() {
		return
	}
	data, err := readLimited(root, gitleaksConfig)
	if err != nil {
		return // a Gap of the scan
	}
	count := 0
	for line := range bytes.Lines(data) {
		if bytes.HasPrefix(bytes.ReplaceAll(line, []byte(" "), nil), []byte("[[rules]]")) {
			count++
		}
	}
	if count > 0 {
		t.notes = append(t.notes, fmt.Sprintf("%s of the repository (rules: %d) is not used, because a repository could excuse itself; if you trust it: --secret-rules %s", gitleaksConfig, count, gitleaksConfig))
	}
}
