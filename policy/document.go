// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "github.com/outgate/outgate/rules"

type (
	word     = rules.Value[string]
	number   = rules.Value[int]
	fraction = rules.Value[float64]
	flag     = rules.Value[bool]
)

// document is a policy file as it is written. Every key that a policy may hold
// stands here once; docs/policy.md explains them.
type document struct {
	At          rules.Position
	Version     number          `yaml:"version"`
	Name        word            `yaml:"name"`
	Extends     rules.Words     `yaml:"extends"`
	Overridable []word          `yaml:"overridable"`
	Scope       word            `yaml:"scope"`
	Project     projectDoc      `yaml:"project"`
	Posts       postsDoc        `yaml:"posts"`
	Verdict     verdictDoc      `yaml:"verdict"`
	LicenseFile licenseFileDoc  `yaml:"license-file"`
	Licenses    licensesDoc     `yaml:"licenses"`
	Unknown     unknownDoc      `yaml:"unknown-license"`
	Notice      noticeDoc       `yaml:"notice"`
	Headers     headersDoc      `yaml:"headers"`
	Holders     holdersDoc      `yaml:"holders"`
	Secrets     secretsDoc      `yaml:"secrets"`
	Leaks       leaksDoc        `yaml:"leaks"`
	Identities  identitiesDoc   `yaml:"identities"`
	Media       mediaDoc        `yaml:"media"`
	Copied      copiedDoc       `yaml:"copied"`
	Contrib     contribDoc      `yaml:"contributions"`
	Suppress    suppressDoc     `yaml:"suppressions"`
	Vulns       vulnDoc         `yaml:"vulnerabilities"`
	Operations  operationsDoc   `yaml:"operations"`
	Release     releaseDoc      `yaml:"release"`
	Workflows   workflowsDoc    `yaml:"workflows"`
	Depends     dependsDoc      `yaml:"dependencies"`
	SBOM        sbomDoc         `yaml:"sbom"`
	Reuse       reuseDoc        `yaml:"reuse"`
	Rules       []ruleDoc       `yaml:"rules"`
	Subprojects []subprojectDoc `yaml:"subprojects"`
	Questions   []questionDoc   `yaml:"questions"`
	Curations   []curationDoc   `yaml:"curations"`
	Approvals   []approvalDoc   `yaml:"approvals"`
	Waivers     []waiverDoc     `yaml:"waivers"`
	Tests       []testDoc       `yaml:"tests"`
}

type projectDoc struct {
	Outbound     word        `yaml:"outbound"`
	Holders      []word      `yaml:"holders"`
	Entities     []entityDoc `yaml:"entities"`
	Distribution []word      `yaml:"distribution"`
}

type postDoc struct {
	Owner     word     `yaml:"owner"`
	Approvers []word   `yaml:"approvers"`
	Keys      []keyDoc `yaml:"keys"`
}

type postsDoc struct {
	Compliance postDoc `yaml:"compliance"`
	Security   postDoc `yaml:"security"`
	IP         postDoc `yaml:"ip"`
	Operations postDoc `yaml:"operations"`
}

type verdictDoc struct {
	Gaps             word   `yaml:"gaps"`
	RequireApprovals []word `yaml:"require-approvals"`
	NewOnly          flag   `yaml:"new-only"`
}

type licenseFileDoc struct {
	Missing  word `yaml:"missing"`
	Mismatch word `yaml:"mismatch"`
	NotOpen  word `yaml:"not-open"`
	Manifest word `yaml:"manifest"`
	Readme   word `yaml:"readme"`
}

type licensesDoc struct {
	Allow         []word            `yaml:"allow"`
	Deny          []word            `yaml:"deny"`
	Categories    map[string][]word `yaml:"categories"`
	Matrix        map[string]rowDoc `yaml:"matrix"`
	MinCoverage   number            `yaml:"min-coverage"`
	Disagreement  word              `yaml:"disagreement"`
	Obligations   word              `yaml:"obligations"`
	Classes       classesDoc        `yaml:"classes"`
	MinConfidence fraction          `yaml:"min-confidence"`
	Compatibility []pairDoc         `yaml:"compatibility"`
}

// classesDoc says how far findings go, by the class of the evidence.
type classesDoc struct {
	Tag       word `yaml:"tag"`
	Text      word `yaml:"text"`
	Notice    word `yaml:"notice"`
	Reference word `yaml:"reference"`
	Manifest  word `yaml:"manifest"`
}

// rowDoc is one row of the license matrix: a category by usage.
type rowDoc struct {
	At       rules.Position
	Vendored word `yaml:"vendored"`
	Linked   word `yaml:"linked"`
	Dynamic  word `yaml:"dynamic"`
	Tool     word `yaml:"tool"`
	Test     word `yaml:"test"`
}

type unknownDoc struct {
	File        word `yaml:"file"`
	Vendored    word `yaml:"vendored"`
	Distributed word `yaml:"distributed"`
	Fetched     word `yaml:"fetched"`
}

type noticeDoc struct {
	Required flag `yaml:"required"`
	Level    word `yaml:"level"`
	Lost     word `yaml:"lost"`
}

type headersDoc struct {
	Required     flag       `yaml:"required"`
	Level        word       `yaml:"level"`
	Roles        []word     `yaml:"roles"`
	Exclude      []word     `yaml:"exclude"`
	Mismatch     word       `yaml:"mismatch"`
	Ratchet      flag       `yaml:"ratchet"`
	License      word       `yaml:"license"`
	OtherLicense word       `yaml:"other-license"`
	Holders      []word     `yaml:"holders"`
	OtherHolder  word       `yaml:"other-holder"`
	Template     []word     `yaml:"template"`
	Year         word       `yaml:"year"`
	Altered      alteredDoc `yaml:"altered"`
}

// alteredDoc says what a header does that is not as its template.
type alteredDoc struct {
	Cosmetic    word `yaml:"cosmetic"`
	YearOnly    word `yaml:"year-only"`
	Substantive word `yaml:"substantive"`
}

type holdersDoc struct {
	Foreign word   `yaml:"foreign"`
	Person  word   `yaml:"person"`
	Entity  word   `yaml:"entity"`
	Double  word   `yaml:"double"`
	Year    word   `yaml:"year"`
	Roles   []word `yaml:"roles"`
	Exclude []word `yaml:"exclude"`
}

type secretsDoc struct {
	History    flag    `yaml:"history"`
	Since      flag    `yaml:"since"`
	Structured tierDoc `yaml:"structured"`
	Assigned   tierDoc `yaml:"assigned"`
	Weak       tierDoc `yaml:"weak"`
}

// tierDoc says what a secret of a tier does, by the role of its file. Removed,
// Local and Unreachable soften it for a secret that only history holds, by where
// a clone would find it.
type tierDoc struct {
	Default   word `yaml:"default"`
	Product   word `yaml:"product"`
	Test      word `yaml:"test"`
	Example   word `yaml:"example"`
	Docs      word `yaml:"docs"`
	Vendored  word `yaml:"vendored"`
	Generated word `yaml:"generated"`
	CI        word `yaml:"ci"`
	Removed   word `yaml:"removed"`

	Local       word `yaml:"local"`
	Unreachable word `yaml:"unreachable"`
}

// leaksDoc says what internal traces do, by kind and by the role of their file.
type leaksDoc struct {
	Host         tierDoc       `yaml:"host"`
	Registry     tierDoc       `yaml:"registry"`
	Link         tierDoc       `yaml:"link"`
	Address      tierDoc       `yaml:"address"`
	Path         tierDoc       `yaml:"path"`
	Webhook      tierDoc       `yaml:"webhook"`
	Word         tierDoc       `yaml:"word"`
	Marker       tierDoc       `yaml:"marker"`
	Identity     tierDoc       `yaml:"identity"`
	PersonalData tierDoc       `yaml:"personal-data"`
	Keystore     tierDoc       `yaml:"keystore"`
	Opaque       tierDoc       `yaml:"opaque"`
	Crypto       tierDoc       `yaml:"crypto"`
	Patent       tierDoc       `yaml:"patent"`
	Thresholds   thresholdsDoc `yaml:"thresholds"`
	Words        []word        `yaml:"words"`
}

// thresholdsDoc says from how many different numbers on a file counts.
type thresholdsDoc struct {
	ResidentID number `yaml:"prc-resident-id"`
	BankCard   number `yaml:"bank-card"`
	Mobile     number `yaml:"prc-mobile"`
	USCC       number `yaml:"prc-uscc"`
	IBAN       number `yaml:"iban"`
	SSN        number `yaml:"us-ssn"`
}

type identitiesDoc struct {
	Foreign word   `yaml:"foreign"`
	Domains []word `yaml:"domains"`
	Allow   []word `yaml:"allow"`
}

// suppressDoc says whose word counts that a finding is none.
type suppressDoc struct {
	Repository word `yaml:"repository"`
	Structured word `yaml:"structured"`
	Unbound    word `yaml:"unbound"`
	Reason     word `yaml:"reason"`
	Expiry     word `yaml:"expiry"`
}

type waiverDoc struct {
	At         rules.Position
	ID         word     `yaml:"id"`
	Check      word     `yaml:"check"`
	Match      matchDoc `yaml:"match"`
	Reason     word     `yaml:"reason"`
	Owner      word     `yaml:"owner"`
	ApprovedBy word     `yaml:"approved-by"`
	Created    word     `yaml:"created"`
	Expires    word     `yaml:"expires"`
	Ticket     word     `yaml:"ticket"`
}

type matchDoc struct {
	At          rules.Position
	Path        word `yaml:"path"`
	PURL        word `yaml:"purl"`
	License     word `yaml:"license"`
	ID          word `yaml:"id"`
	Fingerprint word `yaml:"fingerprint"`
	When        word `yaml:"when"`
}

// cells returns the cells of a row in the order of usages.
func (r *rowDoc) cells() []*word {
	return []*word{&r.Vendored, &r.Linked, &r.Dynamic, &r.Tool, &r.Test}
}

// The ways in which a release uses a licensed work; the columns of the matrix.
const (
	usageVendored = "vendored" // its bytes are part of the repository
	usageLinked   = "linked"   // built into the program
	usageDynamic  = "dynamic"  // loaded by the program at run time
	usageTool     = "tool"     // builds or checks the release and stays behind
	usageTest     = "test"     // used by tests, examples and documentation only
)

func usages() []string {
	return []string{usageVendored, usageLinked, usageDynamic, usageTool, usageTest}
}
