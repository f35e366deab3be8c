// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package vuln

import (
	"strings"

	cvss20 "github.com/pandatix/go-cvss/20"
	cvss30 "github.com/pandatix/go-cvss/30"
	cvss31 "github.com/pandatix/go-cvss/31"
	cvss40 "github.com/pandatix/go-cvss/40"

	"github.com/outgate/outgate/inventory"
)

// baseScore is the score of the newest CVSS version among the vectors; 0 and ""
// when there is none that can be read.
func baseScore(scores []osvScore) (float64, string) {
	best, bestVector, newest := 0.0, "", 0
	for _, s := range scores {
		if score, version := vectorScore(s.Score); version > newest {
			best, bestVector, newest = score, s.Score, version
		}
	}
	return best, bestVector
}

// vectorScore computes the score of a CVSS vector; version 0 means that it is none.
func vectorScore(vector string) (score float64, version int) {
	switch {
	case strings.HasPrefix(vector, "CVSS:4.0/"):
		if v, err := cvss40.ParseVector(vector); err == nil {
			return v.Score(), 40
		}
	case strings.HasPrefix(vector, "CVSS:3.1/"):
		if v, err := cvss31.ParseVector(vector); err == nil {
			return v.BaseScore(), 31
		}
	case strings.HasPrefix(vector, "CVSS:3.0/"):
		if v, err := cvss30.ParseVector(vector); err == nil {
			return v.BaseScore(), 30
		}
	case strings.HasPrefix(vector, "AV:"):
		if v, err := cvss20.ParseVector(vector); err == nil {
			return v.BaseScore(), 20
		}
	}
	return 0, 0
}

// severityOf grades a score; without one the record's own word counts.
func severityOf(score float64, stated string) string {
	switch {
	case score >= 9:
		return inventory.VulnCritical
	case score >= 7:
		return inventory.VulnHigh
	case score >= 4:
		return inventory.VulnMedium
	case score > 0:
		return inventory.VulnLow
	}
	switch strings.ToLower(stated) {
	case "critical":
		return inventory.VulnCritical
	case "high", "important":
		return inventory.VulnHigh
	case "medium", "moderate":
		return inventory.VulnMedium
	case "low", "minor":
		return inventory.VulnLow
	}
	return inventory.VulnUnrated
}

// severer orders severities from the worst on.
func severer(a, b string) bool { return severityRank(a) > severityRank(b) }

func severityRank(s string) int {
	switch s {
	case inventory.VulnCritical:
		return 4
	case inventory.VulnHigh:
		return 3
	case inventory.VulnMedium:
		return 2
	case inventory.VulnLow:
		return 1
	}
	return 0
}
