// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "strings"

// checkKeys says which keys of a policy drive each check: whole keys, or those
// that others stand below.
func checkKeys() map[string][]string {
	licenses := []string{"project.outbound", "licenses.allow", "licenses.deny", "licenses.categories", "licenses.matrix", "licenses.compatibility", "curations"}
	evidence := []string{"licenses.classes", "licenses.min-confidence"}
	headers := []string{"headers.roles", "headers.exclude"}
	holders := []string{"holders.roles", "holders.exclude", "project.holders", "project.entities"}
	with := func(lists ...[]string) []string {
		var out []string
		for _, l := range lists {
			out = append(out, l...)
		}
		return out
	}
	secret := func(tier string) []string {
		return []string{"secrets." + tier, "secrets.history", "secrets.since", "suppressions"}
	}
	keys := map[string][]string{
		"license-file-missing":        {"license-file.missing", "project.outbound"},
		"license-file-mismatch":       {"license-file.mismatch", "project.outbound", "curations"},
		"license-denied":              with(licenses, evidence),
		"license-unknown":             with([]string{"unknown-license.file", "unknown-license.vendored", "licenses.categories", "curations"}, evidence),
		"component-license-denied":    with(licenses, []string{"project.distribution"}),
		"component-license-unknown":   {"unknown-license.distributed", "unknown-license.fetched", "licenses.categories", "project.distribution", "curations"},
		"license-coverage":            {"licenses.min-coverage", "curations"},
		"component-license-disagrees": {"licenses.disagreement", "curations"},
		"notice-missing":              {"notice.required", "notice.level"},
		"notice-lost":                 {"notice.lost"},
		"header-missing":              with([]string{"headers.required", "headers.level", "headers.ratchet"}, headers),
		"header-new":                  with([]string{"headers.required", "headers.level", "headers.ratchet"}, headers),
		"header-license-mismatch":     with([]string{"headers.mismatch"}, headers),
		"header-double":               with([]string{"holders.double"}, holders),
		"header-license":              with([]string{"headers.license", "headers.other-license"}, headers),
		"header-holder":               with([]string{"headers.holders", "headers.other-holder", "project.holders", "project.entities"}, headers),
		"header-altered":              with([]string{"headers.template", "headers.license", "headers.altered", "headers.year"}, headers),
		"holder-foreign":              with([]string{"holders.foreign"}, holders),
		"holder-person":               with([]string{"holders.person"}, holders),
		"holder-entity":               with([]string{"holders.entity"}, holders),
		"copyright-year":              with([]string{"holders.year"}, holders),
		"media-foreign":               {"media.foreign", "media.roles", "media.exclude", "project.holders", "project.entities"},
		"media-sidecar":               {"media.sidecar", "media.roles", "media.exclude"},
		"copied-file":                 {"copied"},
		"contribution-unsigned":       {"contributions"},
		"secret-structured":           secret("structured"),
		"secret-assigned":             secret("assigned"),
		"secret-weak":                 secret("weak"),
		"leak-internal":               {"leaks.host", "leaks.registry", "leaks.link", "leaks.address", "leaks.path"},
		"leak-webhook":                {"leaks.webhook"},
		"leak-word":                   {"leaks.word", "leaks.words"},
		"leak-marker":                 {"leaks.marker"},
		"leak-personal-data":          {"leaks.personal-data", "leaks.thresholds"},
		"opaque-content":              {"leaks.opaque", "leaks.keystore"},
		"leak-identity":               {"leaks.identity"},
		"identity-foreign":            {"identities"},
		"crypto-inventory":            {"leaks.crypto"},
		"vulnerability-known":         {"vulnerabilities"},
		"vulnerability-data":          {"vulnerabilities.not-evaluated", "vulnerabilities.max-age", "vulnerabilities.stale"},
		"readme-missing":              {"operations.readme"},
		"security-contact-missing":    {"operations.security-contact"},
		"contributing-missing":        {"operations.contributing"},
		"license-file-not-open":       {"license-file.not-open", "project.outbound"},
		"license-manifest-mismatch":   {"license-file.manifest", "license-file.readme", "project.outbound"},
		"copyleft-obligation":         {"licenses.obligations", "licenses.categories", "project.distribution"},
		"sbom-quality":                {"sbom"},
		"media-unlicensed":            {"media.unlicensed", "media.roles", "media.exclude"},
		"trademark-review":            {"media.trademark"},
		"patent-mention":              {"leaks.patent"},
		"dependency-unresolvable":     {"dependencies"},
		"workflow-unpinned":           {"workflows.unpinned"},
		"workflow-untrusted":          {"workflows.untrusted"},
		"workflow-permissions":        {"workflows.permissions"},
		"release-binary":              {"release.binaries", "release.roles", "release.exclude"},
		"release-archive":             {"release.archives", "release.roles", "release.exclude"},
		"security-channel":            {"operations.security-channel"},
		"security-time-frame":         {"operations.security-time"},
		"contribution-terms":          {"operations.contribution-terms"},
		"code-of-conduct-missing":     {"operations.code-of-conduct"},
		"conduct-contact":             {"operations.conduct-contact"},
		"governance-missing":          {"operations.governance"},
		"governance-roles":            {"operations.governance-roles"},
		"support-missing":             {"operations.support"},
		"maintainers-missing":         {"operations.maintainers"},
		"maintainers-inactive":        {"operations.living-maintainers", "operations.at-least", "operations.months", "contributions.bots"},
		"bus-factor":                  {"operations.bus-factor", "operations.at-least", "contributions.bots"},
		"changelog-missing":           {"operations.changelog"},
		"changelog-entry":             {"operations.changelog-entry"},
		"tag-unsigned":                {"operations.signed-tags"},
		"disclaimer-missing":          {"operations.disclaimer"},
		"subproject-unused":           {"subprojects"},
		"gap":                         {"verdict.gaps", "secrets.history", "secrets.since"},
	}
	for _, c := range table() {
		switch {
		case strings.HasPrefix(c.Code, "reuse-"):
			keys[c.Code] = []string{"scope", "reuse.required", "reuse." + strings.TrimPrefix(c.Code, "reuse-")}
		case strings.HasPrefix(c.Code, "waiver-"):
			keys[c.Code] = []string{"waivers"}
		case strings.HasPrefix(c.Code, "curation-"):
			keys[c.Code] = []string{"curations"}
		case strings.HasPrefix(c.Code, "suppression-"):
			keys[c.Code] = []string{"suppressions"}
		}
	}
	return keys
}
