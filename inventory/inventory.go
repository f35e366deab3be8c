// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package inventory holds the facts that a scan finds and everything else
// speaks of: files with their roles, licenses and copyright statements,
// secrets, leaks, components, and gaps. It holds no judgment: whether a fact
// may be published is the business of package policy.
//
// # Shape
//
// An [Inventory] is one scan of one [Subject]. Its JSON form is what
// `outgate scan --format json` prints and what `outgate check inventory.json`
// reads back, so a change of policy never needs a new scan. The JSON names are
// stable within a [Schema] version; unknown fields are an error when reading,
// because a field that is silently dropped could turn a FAIL into a PASS.
//
// # Gaps
//
// A [Gap] is a fact like any other: something that should have been examined
// and was not. A log line is never the only trace of a problem.
//
// # Order
//
// [Inventory.Sort] brings every list into one total order, so that equal scans
// give equal bytes for any number of workers.
//
// The package imports the standard library only.
package inventory

import (
	"io/fs"
	"strings"
)

// Schema names the version of the JSON form.
const Schema = "outgate.inventory.v1"

// Inventory is what a scan found. The zero value is an empty inventory.
type Inventory struct {
	Schema     string      `json:"schema"`
	Tool       Tool        `json:"tool"`
	Subject    Subject     `json:"subject"`
	Coverage   Coverage    `json:"coverage"`
	Files      []File      `json:"files"`
	Secrets    []Secret    `json:"secrets"`
	Leaks      []Leak      `json:"leaks"`
	Identities []Identity  `json:"identities"` // whom the commits and tags of the history name
	Components []Component `json:"components"`
	// Manifests are the files that components were read from, in path order.
	Manifests []Manifest `json:"manifests"`
	// Vulnerabilities is nil when no database was asked.
	Vulnerabilities *Vulnerabilities `json:"vulnerabilities,omitempty"`
	Gaps            []Gap            `json:"gaps"`
	// HeaderTexts are the texts that File.Header.Text names, each once.
	HeaderTexts []HeaderText `json:"header_texts"`
	// Idle are the entries of ignore files and baselines that speak for no finding.
	Idle []IdleSuppression `json:"idle_suppressions"`
	// Base is the earlier state that the tree was compared with; nil without one.
	Base *Base `json:"base,omitempty"`

	// Contributions are those of the published history, or of what is new in it since Coverage.ContributionsSince.
	Contributions []Contribution `json:"contributions"`
	Media         []Media        `json:"media"`   // what metadata of pictures, fonts, programs and the like says of owners
	Similar       []Similar      `json:"similar"` // files that are nearly identical
	Supply        []Supply       `json:"supply"`  // how the release is built, and where its parts come from
	// Community is nil when there is nothing to say: no document, and no history.
	Community *Community `json:"community,omitempty"`
}

// Tool says which program and which data produced the inventory.
type Tool struct {
	Name    string            `json:"name"`
	Version string            `json:"version"`
	Rules   map[string]string `json:"rules,omitempty"` // rule set -> digest ("sha256:...")
}

// Kinds of subject.
const (
	SubjectDirectory = "directory" // files on disk, no git repository
	SubjectWorktree  = "worktree"  // the work tree of a git repository
	SubjectBare      = "bare"      // the tree of HEAD of a bare repository
	SubjectArchive   = "archive"   // a tar or zip file
)

// Subject is what was scanned.
type Subject struct {
	Name       string      `json:"name"`             // base name of the path or of the remote
	Kind       string      `json:"kind"`             // one of the Subject constants
	Commit     string      `json:"commit,omitempty"` // HEAD, full hexadecimal; "" outside git
	Date       string      `json:"date,omitempty"`   // committer date of Commit, RFC 3339, UTC
	Ref        string      `json:"ref,omitempty"`    // branch that HEAD names; "" when detached
	Remote     string      `json:"remote,omitempty"` // URL of origin without credentials
	Dirty      bool        `json:"dirty,omitempty"`  // the files differ from those of the commit, or there are others beside them
	Shallow    bool        `json:"shallow,omitempty"`
	Submodules []Submodule `json:"submodules,omitempty"`
}

// Submodule is a gitlink: recorded, never entered.
type Submodule struct {
	Path   string `json:"path"`
	URL    string `json:"url,omitempty"`
	Commit string `json:"commit,omitempty"`
}

// Parts of a history that can be covered.
const (
	HistoryAll           = "all"            // what HEAD, branches and tags reach, and the stash
	HistoryEverything    = "everything"     // also other references, and commits and objects that none reaches
	HistorySince         = "since"          // what HEAD, branches and tags reach and a given commit does not
	HistoryNone          = "none"           // there is one; it was left out
	HistoryNotApplicable = "not applicable" // there is none
)

// Coverage says how much was looked at. Zero files is never a pass.
type Coverage struct {
	Files     int      `json:"files"`               // regular files of the tree that were read
	Bytes     int64    `json:"bytes"`               // sum of the bytes read of them
	Detectors []string `json:"detectors"`           // names, sorted
	History   string   `json:"history"`             // one of the History constants
	Since     string   `json:"since,omitempty"`     // of a history since a reference: its name as given, and the commit
	Commits   int      `json:"commits,omitempty"`   // commits walked
	Began     string   `json:"began,omitempty"`     // author date of the first commit, RFC 3339, UTC; "" when not the whole history was walked
	Blobs     int      `json:"blobs,omitempty"`     // distinct blobs that only history holds, examined
	Ignored   int      `json:"ignored,omitempty"`   // untracked files that .gitignore names, left out
	Untracked int      `json:"untracked,omitempty"` // untracked files examined
	// SkippedRefs names the kinds of references that were not walked, with their
	// number: "refs/stash (1)". A clone does not take them along.
	SkippedRefs []string `json:"skipped_refs,omitempty"`
	// Overridden counts the files whose role .gitattributes sets against what path
	// and content say: the repository's own word on how strictly they are judged.
	Overridden int `json:"overridden,omitempty"`
	// Staged says that the files are those alone which the next commit would add
	// or change: too little for a word on a release.
	Staged bool `json:"staged,omitempty"`
	// Caches names the package caches outside of the tree that were to be read, with
	// those that are not there: "go", "maven (not there)". Empty: none.
	Caches []string `json:"caches,omitempty"`
	// Online says what a service was asked for licenses; nil when none was.
	Online *Online `json:"online,omitempty"`
	// ContributionsSince is the reference behind which contributions were counted,
	// written as Since is; "" for all that is published.
	ContributionsSince string `json:"contributions_since,omitempty"`
}

// Role says what a file is for. Every file has exactly one.
type Role string

// The roles. Policy decides which of them a check judges.
const (
	RoleProduct   Role = "product"
	RoleTest      Role = "test"
	RoleExample   Role = "example"
	RoleDocs      Role = "docs"
	RoleVendored  Role = "vendored"
	RoleGenerated Role = "generated"
	RoleCI        Role = "ci"
)

// Entry is one file, or one historic blob, that a source offers to the scan.
type Entry struct {
	Path   string      // slash-separated, relative to the root, no leading "./"
	Mode   fs.FileMode // type bits and permissions; only regular files and symlinks are offered
	Size   int64       // bytes; -1 when unknown before reading
	Blob   string      // git object id in hexadecimal; "" when not known before reading
	Commit string      // "" for the tree, else the first commit that holds this blob; of a Record its own id
	Record string      // "" for a file; RecordCommit or RecordTag for the text of such an object
	// Stored names the place of the bytes and the state that it is in, such that
	// bytes which were read whole there are whole as long as the name is the same.
	// "" when the source knows no such thing, as of a file of a work tree.
	Stored string
	Role   Role // "" leaves the decision to scanner.RoleOf; set from .gitattributes
	// Follows says that the content has much in common with that of the entry
	// before, and is best read by the same worker.
	Follows bool
	// Open returns the content. For a symlink it is the target's text; no link is ever followed.
	Open Opener
}

// Records are the texts of git objects that are no files. Their Path is
// ".git/commit/ID" or ".git/tag/NAME", which no file of a tree can have; lines
// count in the object as `git cat-file -p` prints it.
const (
	RecordCommit = "commit"
	RecordTag    = "tag"
)

// RecordAt tells a Location of a record from one of a file: it returns the kind,
// and the id of the commit or the name of the tag. For a file both are "".
func (l Location) RecordAt() (kind, name string) {
	for _, kind := range []string{RecordCommit, RecordTag} {
		if name, ok := strings.CutPrefix(l.Path, ".git/"+kind+"/"); ok && l.Commit != "" {
			return kind, name
		}
	}
	return "", ""
}

// Regular reports whether the entry is an ordinary file.
func (e *Entry) Regular() bool { return e.Mode.IsRegular() }

// File is one file of the tree with the facts found in it.
type File struct {
	Path       string      `json:"path"`
	Role       Role        `json:"role"`
	Size       int64       `json:"size"`
	Blob       string      `json:"blob,omitempty"`   // git object id of the content; "" outside git
	Header     *Header     `json:"header,omitempty"` // nil where a header does not apply
	Licenses   []License   `json:"licenses,omitempty"`
	Copyrights []Copyright `json:"copyrights,omitempty"`
	Authors    []Author    `json:"authors,omitempty"`
	Reuse      *Reuse      `json:"reuse,omitempty"` // nil when the file says nothing, or was not asked
}

// Location is a place in the tree or in history (SARIF 2.1.0, physicalLocation and region).
type Location struct {
	Path      string `json:"path"`
	Commit    string `json:"commit"`     // "" for the tree
	StartLine int    `json:"start_line"` // from 1; 0 means the whole file
	EndLine   int    `json:"end_line"`   // inclusive
}

// Classes of license evidence, strongest first.
const (
	ClassText      = "text"      // a license text
	ClassTag       = "tag"       // SPDX-License-Identifier
	ClassNotice    = "notice"    // a standard header that grants a license
	ClassReference = "reference" // a name, alias or URL
	ClassManifest  = "manifest"  // a parsed field of a package manifest
)

// License is one license statement in a file.
type License struct {
	Expression string  `json:"expression"` // SPDX 2.3, annex D
	Class      string  `json:"class"`
	StartLine  int     `json:"start_line"`
	EndLine    int     `json:"end_line"`
	Confidence float64 `json:"confidence"` // 0 to 1
}

// Copyright is one copyright statement.
type Copyright struct {
	Statement  string   `json:"statement"`        // normal form: lines joined, without comment markers and markup, the mark as "Copyright (c)"
	Text       string   `json:"text,omitempty"`   // as the source has it, line ends and comment markers included; "" when it equals Statement
	Prefix     string   `json:"prefix,omitempty"` // the mark as the source has it: "Copyright ©", "SPDX-FileCopyrightText"
	Holders    []string `json:"holders"`
	Years      string   `json:"years,omitempty"` // "2019-2021, 2023", "2012-present", "2016-"; "" when none is given; Ranges reads it
	Mails      []string `json:"mails,omitempty"` // addresses among the holders
	URLs       []string `json:"urls,omitempty"`
	StartLine  int      `json:"start_line"`
	EndLine    int      `json:"end_line"`
	Confidence float64  `json:"confidence"`
}

// Author is a person or group named as author.
type Author struct {
	Name      string `json:"name"` // with the mail address when one is given
	StartLine int    `json:"start_line,omitempty"`
	EndLine   int    `json:"end_line,omitempty"`
}

// Tiers of secrets.
const (
	TierStructured = "structured" // a documented token format, a private key
	TierAssigned   = "assigned"   // a secret-like value given to a secret-like name
	TierWeak       = "weak"       // plain passwords, URL credentials, auth headers
)

// Statuses of a finding: where a clone would find it.
const (
	StatusInTree      = "in_tree"                // in the tree that is to be published
	StatusRemoved     = "removed_but_in_history" // branches or tags reach it, the tree no longer holds it
	StatusOnlyInRef   = "only_in_ref"            // never reached by HEAD, only by the references that Trace.Refs names
	StatusUnreachable = "unreachable"            // no reference reaches it: reflogs, lost commits, what was staged only
)

// Trace says since when a finding is in the repository and how far it spread.
// The zero value but for Status is that of a finding without a known history.
type Trace struct {
	Status      string `json:"status"`                 // one of the Status constants
	FirstCommit string `json:"first_commit"`           // "" when history was not scanned or does not hold it
	FirstAuthor string `json:"first_author,omitempty"` // "Name <mail>" of FirstCommit
	FirstDate   string `json:"first_date,omitempty"`   // author date of FirstCommit, RFC 3339, UTC
	// Refs are the references from which it can be reached, full names, sorted, at
	// most MaxTraceRefs; RefCount is their whole number. An older entry of the stash
	// is called "stash@{1}".
	Refs     []string `json:"refs,omitempty"`
	RefCount int      `json:"ref_count,omitempty"`
	// Paths are all paths in history that held it, sorted, at most MaxTracePaths;
	// those of records (see RecordAt) among them.
	Paths []string `json:"paths,omitempty"`
	// Rewrite counts the commits to rewrite in order to get rid of it: those that
	// hold it and all that are built on them, of those that were read. 0 when unknown.
	Rewrite int `json:"rewrite_commits,omitempty"`
}

// Bounds of the lists of a Trace.
const (
	MaxTraceRefs  = 20
	MaxTracePaths = 20
)

// Secret is one occurrence of a credential. It never holds the value: there is
// no field for it, so no report can print it.
type Secret struct {
	Rule    string `json:"rule"` // rule id, "secret/kebab-name"
	Title   string `json:"title"`
	Tier    string `json:"tier"`
	Context Role   `json:"context"` // role of the file
	Location
	Blob string `json:"blob,omitempty"` // git object id of the content, when known
	Trace
	Decoded     string       `json:"decoded,omitempty"` // encodings it was found under, outermost first: "base64", "base64+hex"; see the Encoding constants
	Length      int          `json:"length"`            // bytes of the value
	Fingerprint string       `json:"fingerprint"`
	Suppression *Suppression `json:"suppression,omitempty"` // nil: nobody speaks for it
}

// Encodings under which a secret was found. Secret.Decoded joins those of one
// finding with "+", outermost first.
const (
	EncodingBase64  = "base64"  // either alphabet, padded or not, in one line or in many (RFC 4648)
	EncodingHex     = "hex"     // two hexadecimal digits a byte
	EncodingPercent = "percent" // %41, as in URLs (RFC 3986)
	EncodingEscape  = "escape"  // \x41, \u0041, \u{41}, as in strings of programs and JSON
	EncodingEntity  = "entity"  // &#65;, &#x41;, &amp;, as in XML and HTML
	EncodingUTF16   = "utf-16"  // a string of a binary file
)

// Ways in which a repository, or whoever runs the scan, speaks for a finding.
const (
	SuppressedInline     = "inline"      // a comment on the line: outgate:allow, gitleaks:allow
	SuppressedIgnoreFile = "ignore-file" // .gitleaksignore
	SuppressedBaseline   = "baseline"    // a baseline file
)

// Suppression is the word of somebody that a finding is none. It is a fact like
// the finding itself, which stays in the inventory; whether it counts is up to
// the policy.
type Suppression struct {
	By      string `json:"by"`                // one of the Suppressed constants
	Path    string `json:"path"`              // where it is written
	Line    int    `json:"line"`              // from 1
	Bound   bool   `json:"bound"`             // it names the content, so that another secret in the same place is new
	Outside bool   `json:"outside,omitempty"` // it comes from outside the repository
	Reason  string `json:"reason,omitempty"`
	Expires string `json:"expires,omitempty"` // date, inclusive, "2006-01-02"
}

// Why an entry of an ignore file or baseline speaks for nothing.
const (
	IdleUnused     = "unused"     // no finding fits it
	IdleUnresolved = "unresolved" // what it names could not be looked up
	IdleInvalid    = "invalid"    // it was not understood
)

// IdleSuppression is an entry of an ignore file or baseline that speaks for no
// finding. It never holds the text of the entry.
type IdleSuppression struct {
	By      string `json:"by"`                // SuppressedIgnoreFile or SuppressedBaseline
	Path    string `json:"path"`              // the file
	Line    int    `json:"line"`              // from 1; 0 for the whole file
	Outside bool   `json:"outside,omitempty"` // it comes from outside the repository
	Code    string `json:"code"`              // one of the Idle constants
	Reason  string `json:"reason"`            // for people
}

// Kinds of leaks.
const (
	LeakHost         = "host"          // the name of a host inside an organization
	LeakRegistry     = "registry"      // a private package registry or mirror
	LeakLink         = "link"          // a page of an internal tracker, wiki or git server
	LeakAddress      = "address"       // a private network address
	LeakWebhook      = "webhook"       // a chat webhook
	LeakPath         = "path"          // a home directory
	LeakIdentity     = "identity"      // a machine-local mail address
	LeakWord         = "word"          // a word of the organization's list
	LeakMarker       = "marker"        // "confidential", "do not distribute"
	LeakPersonalData = "personal-data" // regulated personal data
	LeakCrypto       = "crypto"        // cryptography, for the export note
	LeakOpaque       = "opaque"        // content that nobody could inspect
	LeakPatent       = "patent"        // a patent by its number, or one that was applied for
)

// Leak is an internal trace: a host, a marker, personal data.
type Leak struct {
	Rule    string `json:"rule"` // "leak/kebab-name"
	Title   string `json:"title,omitempty"`
	Kind    string `json:"kind"` // one of the Leak constants
	Context Role   `json:"context"`
	Location
	Blob string `json:"blob,omitempty"`
	Trace
	// Text is what was found, where it may be shown: never for words, personal
	// data and webhooks.
	Text        string       `json:"text,omitempty"`
	Count       int          `json:"count,omitempty"` // occurrences in the file that this record stands for; 0 means 1
	Fingerprint string       `json:"fingerprint"`
	Suppression *Suppression `json:"suppression,omitempty"`
}

// Parts that an Identity plays.
const (
	IdentityAuthor    = "author"
	IdentityCommitter = "committer"
	IdentityTagger    = "tagger"
	IdentityTrailer   = "trailer" // Signed-off-by, Co-authored-by and the like
)

// Identity is a name and mail address that commits or tags of the history carry.
type Identity struct {
	Name        string `json:"name"`
	Mail        string `json:"mail"`
	Part        string `json:"part"`         // one of the Identity constants
	Commits     int    `json:"commits"`      // commits and tags that carry it in this part
	FirstCommit string `json:"first_commit"` // the earliest of them
}

// Gap is something that should have been examined and was not.
type Gap struct {
	Detector string `json:"detector"` // detector or source name; "" when it concerns all
	Path     string `json:"path"`     // "" when it concerns the whole subject
	Commit   string `json:"commit"`   // "" for the tree
	Code     string `json:"code"`     // one of the Gap constants
	Reason   string `json:"reason"`   // for people; never holds file content
}

// Codes of gaps.
const (
	GapUnreadable   = "unreadable"
	GapTooLarge     = "too-large"
	GapTruncated    = "truncated"      // a budget was reached inside the file
	GapMissing      = "missing-object" // git object absent or corrupt
	GapShallow      = "shallow-history"
	GapLFS          = "lfs-pointer"
	GapDetector     = "detector-failed"
	GapUnparsable   = "unparsable"
	GapNoFiles      = "no-files"
	GapUnsupported  = "unsupported"
	GapInterrupted  = "interrupted"
	GapNoComponents = "no-components" // manifests exist and gave no component
	GapGiven        = "given-later"   // the repository leaves it to whoever builds: the argument that names a base image
	GapRule         = "rule-failed"   // a rule of the policy gives no answer for a fact
)
