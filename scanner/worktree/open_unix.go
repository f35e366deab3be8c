// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package worktree

import "syscall"

const nonBlocking = syscall.O_NONBLOCK
