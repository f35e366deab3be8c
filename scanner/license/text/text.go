// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package text

//go:generate go run ./gen
