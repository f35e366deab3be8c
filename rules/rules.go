// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package rules holds what outgate judges by as data: secret rules, policy
// presets and license categories, embedded in the program, together with the
// one strict loader that reads them. Users' own files come in by the same door
// and meet the same checks.
//
// # Strictness
//
// [Decode] reads YAML into a struct. An unknown key, a wrong type, an anchor or
// a second document is a mistake; every mistake of a file is reported at once,
// as file:line:column, with a suggestion for a misspelled word. Nothing is
// skipped in silence: a rule that does not load is an error, not a rule less.
//
// # Secret rules
//
// A [SecretRule] names a kind of credential: the words near which to look
// (keywords), what the credential looks like (an RE2 pattern of bounded
// length), how random it must be, and examples that must and must not match.
// Examples are written in a small generator language, so that no file of the
// rule set looks like a secret itself: "ghp_{base62:36}". [Expand] turns them
// into text, the same text for the same seed. docs/rules.md is the guide.
//
//	set, err := rules.Secrets()          // the embedded set
//	mine, err := rules.LoadSecretRules("mine.yaml", data)
//	set, err = rules.NewSecretSet(append(set.Rules, mine...))
//
// [LoadGitleaks] reads rules in the TOML of gitleaks, with the same strictness:
// what it does not know it refuses. They keep the meaning they have there.
//
// The package decides nothing about content: scanner/secret runs the rules,
// package policy judges what they find.
package rules
