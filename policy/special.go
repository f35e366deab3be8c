// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"strings"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

// Ids that the license detector gives to findings that no license of the SPDX
// list describes.
const (
	publicDomain    = "LicenseRef-public-domain"
	exceptionHolder = "LicenseRef-outgate-exception" // WITH the exception
	licenseList     = "LicenseRef-outgate-license-list"
)

// loneException names the exception of a finding that is nothing else: the
// file holds it and does not say which license it belongs to. Within a larger
// expression the placeholder is a license that nobody knows, or a choice of it
// would excuse the rest.
func loneException(expression string) string {
	rest, ok := strings.CutPrefix(expression, exceptionHolder+" WITH ")
	if !ok {
		return ""
	}
	id, _ := spdx.KnownException(rest)
	return id
}

// builtin are the categories of the SPDX list and of the ids that the license
// detector gives. A policy may judge either differently.
func builtin() map[string]string {
	all := rules.Categories()
	all[publicDomain] = rules.CategoryPublicDomain
	return all
}

// dedication reports a dedication to the public domain by wording: the one
// LicenseRef of the detector that says what is granted.
func dedication(expression string) bool { return expression == publicDomain }
