// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package worktree

import "syscall"

func makePipe(name string) error { return syscall.Mkfifo(name, 0o644) }
