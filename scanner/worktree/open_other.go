// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package worktree

const nonBlocking = 0 // named pipes do not live in directories here
