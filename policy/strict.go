// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/outgate/outgate/rules"
)

// sectionOf is the part of a policy that is decided as a whole: who writes a key
// of it has decided on the others, by their defaults.
func sectionOf(key string) string {
	parts := strings.SplitN(plainKey(key), ".", 3)
	switch {
	case len(parts) == 1:
		return parts[0]
	case parts[0] == "licenses":
		switch parts[1] {
		case "allow", "compatibility", "categories", "classes", "min-confidence": // they soften what the matrix says
			return "licenses.matrix"
		}
		return parts[0] + "." + parts[1]
	case parts[0] == "leaks" && parts[1] == "thresholds":
		return "leaks.personal-data"
	case parts[0] == "leaks", parts[0] == "secrets" && len(parts) == 3, parts[0] == "operations", parts[0] == "project", parts[0] == "posts":
		return parts[0] + "." + parts[1]
	}
	return parts[0]
}

// decides reports whether the layer has a say on a key that it does not write.
func (y *layer) decides(key string) bool {
	section := sectionOf(key)
	switch section {
	case "verdict", "scope":
		return true // what is judged, and that what could not be examined is not let pass, is decided by whoever says nothing, too
	case "secrets", "suppressions":
		return slices.ContainsFunc([]string{"secrets", "secrets.structured", "secrets.assigned", "secrets.weak", "suppressions"}, func(s string) bool { return y.decided[s] })
	case "operations.at-least", "operations.months": // the figures of two checks
		return y.decided[section] || y.decided["operations.living-maintainers"] || y.decided["operations.bus-factor"]
	}
	return y.decided[section]
}

// ladders are words in the order of strictness, the mildest first.
func ladders() map[string][]string {
	return map[string][]string{
		"scope": {"reuse", "all"}, "verdict.gaps": {"warn", "incomplete"}, "vulnerabilities.vex": {"honor", "ignore"},
		"suppressions.repository": {"honor", "forbid"}, "suppressions.structured": {"honor", "forbid"}, "suppressions.unbound": {"honor", "forbid"},
		"suppressions.reason": {"optional", "required"}, "suppressions.expiry": {"optional", "required"},
		"headers.required": {"false", "true"}, "notice.required": {"false", "true"}, "secrets.history": {"false", "true"}, "reuse.required": {"false", "true"},
		"verdict.new-only": {"true", "false"}, "headers.ratchet": {"true", "false"}, "secrets.since": {"true", "false"},
	}
}

// fallbacks are the values of keys that are not written, but for levels.
func fallbacks() map[string]string {
	return map[string]string{
		"scope": "all", "verdict.gaps": "incomplete", "vulnerabilities.vex": "honor", "suppressions.repository": "forbid", "suppressions.structured": "forbid", "suppressions.unbound": "forbid",
		"suppressions.reason": "optional", "suppressions.expiry": "optional", "headers.required": "false", "notice.required": "false", "secrets.history": "true", "reuse.required": "false",
		"verdict.new-only": "true", "headers.ratchet": "false", "secrets.since": "false", "licenses.min-coverage": "0", "licenses.min-confidence": "0", "copied.share": "80", "vulnerabilities.max-age": "0",
		"contributions.since": "", "operations.at-least": "2", "operations.months": "12", "sbom.purl": "0", "sbom.version": "0", "sbom.license": "0",
		"leaks.thresholds.prc-resident-id": "1", "leaks.thresholds.bank-card": "1", "leaks.thresholds.prc-mobile": "5", "leaks.thresholds.prc-uscc": "10", "leaks.thresholds.iban": "1", "leaks.thresholds.us-ssn": "1",
	}
}

// fallsTo is the key whose value counts for one that is not written; "" when there is none.
func fallsTo(key string) string {
	if key == "holders.person" {
		return "holders.foreign"
	}
	parts := strings.Split(key, ".")
	if len(parts) != 3 || parts[0] != "secrets" && parts[0] != "leaks" || parts[1] == "thresholds" {
		return ""
	}
	switch parts[2] {
	case "default", "local", "unreachable":
		return ""
	}
	return parts[0] + "." + parts[1] + ".default"
}

// strictness grades a value of a key; ok is false when values of the key are
// neither stricter nor milder than others.
func strictness(key, text string) (grade float64, ok bool) {
	if ladder := ladders()[key]; ladder != nil {
		return float64(slices.Index(ladder, text)), slices.Contains(ladder, text)
	}
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case key == "licenses.min-coverage", key == "operations.at-least", key == "sbom.purl", key == "sbom.version", key == "sbom.license":
		return n, err == nil
	case key == "contributions.since": // whoever writes it leaves out what was before
		return 0, text == ""
	case key == "vulnerabilities.max-age" && n == 0:
		return -1e9, err == nil
	case key == "copied.share", key == "operations.months", key == "licenses.min-confidence", key == "vulnerabilities.max-age", strings.HasPrefix(key, "leaks.thresholds."):
		return -n, err == nil
	case under(key, "project"), under(key, "posts"), key == "headers.license", key == "headers.year":
		return 0, false
	}
	if level, severity, is := levelOf(text); is {
		grade := float64(2 * rank(level))
		if severity == Critical {
			grade++ // "fail" leaves the severity to the check, and is as good as "high"
		}
		return grade, true
	}
	return 0, false
}

// How the lists of a policy are joined.
type listKind int

const (
	listFixed   listKind = iota // one list is as good as another
	listAdds                    // both count
	listGrows                   // more is stricter
	listShrinks                 // less is stricter
)

func listOf(key string) listKind {
	switch key {
	case "rules", "questions", "curations", "waivers", "approvals", "subprojects", "licenses.deny", "verdict.require-approvals", "leaks.words", "licenses.compatibility":
		return listAdds
	case "project.distribution", "headers.roles", "holders.roles", "media.roles", "copied.roles", "release.roles":
		return listGrows
	case "licenses.allow", "headers.exclude", "holders.exclude", "media.exclude", "copied.exclude", "release.exclude", "identities.domains", "identities.allow", "contributions.company-domains", "contributions.bots", "contributions.cla":
		return listShrinks
	}
	return listFixed
}

// listDefault is what a list that is not written holds.
func listDefault(key string) []string {
	switch key {
	case "headers.roles", "holders.roles", "media.roles", "copied.roles":
		return []string{"product"}
	case "release.roles":
		return []string{"product", "vendored", "generated"}
	case "contributions.bots":
		return []string{"*[bot]", "*[bot]@*"}
	}
	return nil
}

// keysOf lists the keys of a policy as whole paths, list entries without numbers.
func keysOf() []string {
	var out []string
	var walk func(t reflect.Type, prefix string)
	walk = func(t reflect.Type, prefix string) {
		for t.Kind() == reflect.Slice || t.Kind() == reflect.Map || t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if prefix != "" {
			out = append(out, prefix)
		}
		if t.Kind() != reflect.Struct || t == reflect.TypeFor[rules.Node]() {
			return
		}
		for i := range t.NumField() {
			if name := t.Field(i).Tag.Get("yaml"); name != "" {
				walk(t.Field(i).Type, strings.TrimPrefix(prefix+"."+name, "."))
			}
		}
	}
	walk(reflect.TypeFor[document](), "")
	return out
}
