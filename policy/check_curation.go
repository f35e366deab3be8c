// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

// The checks on curations are raised by judge.curationLifecycle, after all others.

func curationStale() check {
	return check{
		Check: Check{
			Code: "curation-stale", Post: PostCompliance,
			Title: "A curation does not apply any more",
			Doc: "A curation says which license a file or a package is under, for the content that somebody has read. What fits its match holds another content today, " +
				"has a license file that the curation does not name, or cannot be compared; or the curation is dated in the future. What was detected is judged as if the curation were not there.",
			Help: "read the license again, and write the new content and date into the curation, or remove it",
		},
		run: func(*judge) {},
	}
}

func curationUnused() check {
	return check{
		Check: Check{
			Code: "curation-unused", Post: PostCompliance,
			Title: "A curation corrects nothing",
			Doc:   "No file or package fits the match of a curation: what it was about is gone, has moved, or the match has a mistake.",
			Help:  "remove the curation, or correct its match",
		},
		run: func(*judge) {},
	}
}
