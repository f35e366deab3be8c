// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"

	"github.com/outgate/outgate/inventory"
)

// check is one check of the engine: what people read of it, what it needs, and
// the function that raises its items. Each stands in a file of its own.
type check struct {
	Check
	needs    []string           // detectors without which it cannot decide
	waivable bool               // a waiver may excuse it
	on       func(*Policy) bool // nil: always
	based    bool               // it compares with the base, and has nothing to say without one
	ofToday  bool               // it asks for what is known of today's history alone, so nobody knows what the base had
	run      func(*judge)
}

// table is the one list of all checks, in the order of docs/checks.md.
func table() []check {
	all := []check{
		licenseFileMissing(), licenseFileMismatch(), licenseFileNotOpen(), licenseManifestMismatch(), licenseDenied(), licenseUnknown(),
		componentLicenseDenied(), componentLicenseUnknown(), componentLicenseDisagrees(), licenseCoverage(), copyleftObligation(), sbomQuality(),
		noticeMissing(), noticeLost(), headerMissing(), headerNew(), headerLicenseMismatch(), headerDouble(),
		headerLicense(), headerHolder(), headerAltered(), holderForeign(), holderPerson(), holderEntity(), copyrightYear(),
		mediaForeign(), mediaSidecar(), mediaUnlicensed(), trademarkReview(), copiedFile(), contributionUnsigned(),
		secretStructured(), secretAssigned(), secretWeak(),
		leakInternal(), leakWebhook(), leakWord(), leakMarker(), leakPersonal(), opaqueContent(), leakIdentity(), identityForeign(), cryptoInventory(), patentMention(),
		vulnerabilityKnown(), vulnerabilityData(),
		dependencyUnresolvable(), workflowUnpinned(), workflowUntrusted(), workflowPermissions(), releaseBinary(), releaseArchive(),
		readmeMissing(), securityContactMissing(), securityChannel(), securityTimeFrame(), contributingMissing(), contributionTerms(),
		codeOfConductMissing(), conductContact(), governanceMissing(), governanceRoles(), supportMissing(), maintainersMissing(), maintainersInactive(), busFactor(),
		changelogMissing(), changelogEntry(), tagUnsigned(), disclaimerMissing(),
		gapCheck(), waiverExpired(), waiverFuture(), waiverUnused(), waiverBroad(), waiverExpiring(),
		curationStale(), curationUnused(), subprojectUnused(),
		suppressionExpired(), suppressionUnused(), suppressionInvalid(),
	}
	at := slices.IndexFunc(all, func(c check) bool { return c.Code == "secret-structured" })
	return slices.Insert(all, at, reuseChecks()...)
}

// Checks describes every check, for explain, SARIF rules and docs/checks.md.
func Checks() []Check {
	all := table()
	out := make([]Check, len(all))
	for i, c := range all {
		out[i] = c.Check
	}
	return out
}

// location is a whole file of the tree.
func location(path string) inventory.Location { return inventory.Location{Path: path} }
