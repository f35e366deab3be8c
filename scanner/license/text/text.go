// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package text finds license texts, license headers and license exceptions in
// files, also when they were edited, and says how well each fits. It knows
// nothing of names, tags or grants: that is package license.
//
// # How a text is found
//
//	bytes -> words -> grams that some document has -> regions -> candidates -> comparison -> choice
//
// Words. One pass over the bytes yields the words of the file by their numbers
// in a dictionary. What says nothing is passed over on both sides, in documents
// and files: case, punctuation, comment leaders, list markers, markup, entities,
// dated copyright lines; a word that a hyphen divides at the end of a line is
// read whole; Chinese, Japanese and Korean characters are words of their own.
//
// Grams. Of each document some runs of four words are indexed: from every
// stretch of it (all of a short one, every eighth word of a long one) the run
// that the fewest documents have. A file without such a run holds no document:
// most files end here, having cost one pass.
//
// Candidates. Around the runs that a file has, documents of which at least a
// fifth of the runs are there are put in place: the run says where the document
// would begin. The likeliest are compared first. A document is not compared
// when its words, in whatever order, or its missing runs show that it cannot
// explain the place better than what was found there already.
//
// Comparison. The number of words in common, counted for 64 words at a time
// (lcs.go), rules out most documents. Of the others Myers' algorithm, in time
// proportional to the size times the number of differences, gives the words in
// common. Words that the text puts in
// between count up to a limit and are kept as holes: something else may be said
// there. Words at the places where licenses name their holder ("provided by
// ... as is", see zones.go) count nothing.
//
// Choice. Of documents that explain the same words, the one with the best score
// is reported: words in common, less twice the words that differ, less more for
// words that decide between licenses (not, lesser, a version) and for lost
// words that only a few documents have (the name of a company). So a BSD license
// of some company is not the BSD license of another that happens to share its
// wording, and a shorter text that is there as it stands wins over a longer one
// that nearly is.
//
// # Confidence
//
// The share of the document's words that is there unchanged. Documents below
// 0.8 are not reported (short ones need more), but for licenses of up to 400
// words of which the first half or more is there as it stands: files often quote
// a license without its disclaimer.
//
// # Bounds
//
// Work is counted in steps of comparison; a file has a budget (fileWork). When
// it is spent, Find says so and the caller leaves a gap. Memory is bounded by
// chunks of a million words that overlap.
//
// # Documents
//
// All licenses and exceptions of the SPDX License List (package rules), and the
// texts and headers of licenseclassifier, whose answers are the yardstick: a
// test holds that whatever unmodified licenseclassifier finds in its own
// documents and in thousands of damaged mixtures is found here, or a document
// with a better score in its place.
//
// The words and the index are made beforehand by `go generate` into tables.zst;
// loading them takes some 15 milliseconds. A test fails when they are out of
// date.
package text

//go:generate go run ./gen
