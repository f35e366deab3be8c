// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

// The part of the SARIF 2.1.0 object model that the report uses. Names and
// meanings are those of the standard; sections are given where it is not plain.

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	Version        string      `json:"version"`
	InformationURI string      `json:"informationUri"`
	Rules          []sarifRule `json:"rules"`
}

// sarifRule is a reportingDescriptor (3.49).
type sarifRule struct {
	ID                   string              `json:"id"`
	Name                 string              `json:"name,omitempty"`
	ShortDescription     sarifText           `json:"shortDescription"`
	FullDescription      sarifText           `json:"fullDescription"`
	HelpURI              string              `json:"helpUri"`
	Help                 sarifMarkdown       `json:"help"`
	DefaultConfiguration sarifConfiguration  `json:"defaultConfiguration"`
	Properties           sarifRuleProperties `json:"properties"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifMarkdown struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown"`
}

type sarifConfiguration struct {
	Level string `json:"level"`
}

type sarifRuleProperties struct {
	Tags []string `json:"tags"`
	Post string   `json:"post,omitempty"`
}

type sarifResult struct {
	RuleID              string                `json:"ruleId"`
	RuleIndex           int                   `json:"ruleIndex"`
	Level               string                `json:"level"`
	BaselineState       string                `json:"baselineState,omitempty"` // new or unchanged
	Message             sarifText             `json:"message"`
	Locations           []sarifLocation       `json:"locations"`
	RelatedLocations    []sarifLocation       `json:"relatedLocations,omitempty"`
	PartialFingerprints map[string]string     `json:"partialFingerprints,omitempty"`
	Suppressions        *[]sarifSuppression   `json:"suppressions,omitempty"` // empty: not suppressed (3.27.23)
	Properties          sarifResultProperties `json:"properties"`
}

type sarifResultProperties struct {
	ID         string `json:"id,omitempty"`
	Post       string `json:"post"`
	Severity   string `json:"severity"`
	Policy     string `json:"policy"` // file:line:column of the deciding line
	PolicyText string `json:"policyText,omitempty"`
	Component  string `json:"component,omitempty"` // purl
	Commit     string `json:"commit,omitempty"`    // "" for the tree
}

type sarifLocation struct {
	PhysicalLocation sarifPhysical `json:"physicalLocation"`
}

type sarifPhysical struct {
	ArtifactLocation sarifArtifact `json:"artifactLocation"`
	Region           *sarifRegion  `json:"region,omitempty"` // nil for the whole file
}

type sarifArtifact struct {
	URI       string `json:"uri,omitempty"`
	URIBaseID string `json:"uriBaseId,omitempty"`
}

type sarifRegion struct {
	StartLine int `json:"startLine"`
	EndLine   int `json:"endLine"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Status        string `json:"status"`
	Justification string `json:"justification"`
}

type sarifInvocation struct {
	ExecutionSuccessful bool                `json:"executionSuccessful"`
	EndTimeUTC          string              `json:"endTimeUtc,omitempty"`
	Notifications       []sarifNotification `json:"toolExecutionNotifications"`
}

type sarifNotification struct {
	Descriptor sarifDescriptor `json:"descriptor"`
	Level      string          `json:"level"`
	Message    sarifText       `json:"message"`
	Locations  []sarifLocation `json:"locations,omitempty"`
}

type sarifDescriptor struct {
	ID string `json:"id"`
}

// sarifProvenance is a versionControlDetails (3.23).
type sarifProvenance struct {
	RepositoryURI string         `json:"repositoryUri"`
	RevisionID    string         `json:"revisionId,omitempty"`
	Branch        string         `json:"branch,omitempty"`
	MappedTo      *sarifArtifact `json:"mappedTo,omitempty"`
}

type sarifBase struct {
	Description sarifText `json:"description"`
}

type sarifRunProperties struct {
	Verdict      string            `json:"verdict"`
	Subject      string            `json:"subject,omitempty"`
	Commit       string            `json:"commit,omitempty"`
	Policy       string            `json:"policy,omitempty"`
	PolicySource string            `json:"policySource,omitempty"`
	PolicyDigest string            `json:"policyDigest,omitempty"`
	Posts        []sarifPost       `json:"posts"`
	Staged       bool              `json:"staged,omitempty"` // staged changes only: no word on a release
	Data         map[string]string `json:"data,omitempty"`   // by detector: what it judges by
}

type sarifPost struct {
	Post    string `json:"post"`
	Verdict string `json:"verdict"`
	Owner   string `json:"owner,omitempty"`
}
