// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package main

import (
	"os"
	"runtime"
	"syscall"
	"testing"
)

func asNobody(t *testing.T, _ string) *syscall.SysProcAttr {
	t.Helper()
	if os.Getuid() <= 0 {
		t.Skip("runs as an ordinary user only on " + runtime.GOOS)
	}
	return nil
}
