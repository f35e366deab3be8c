// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

// The checks on suppressions are raised by judge.suppressionLifecycle, after all
// others.

func suppressionExpired() check {
	return check{
		Check: Check{
			Code: "suppression-expired", Post: PostSecurity,
			Title: "A word for a finding has ended",
			Doc: "A comment or an entry of a baseline speaks for a finding until a day that is over (days are UTC, the last one included). The finding counts " +
				"again, as a violation of its own; this note says why.",
			Help: "revoke what is real; else look at the finding again and write a new date, or remove the word",
		},
		run: func(*judge) {},
	}
}

func suppressionUnused() check {
	return check{
		Check: Check{
			Code: "suppression-unused", Post: PostSecurity,
			Title: "An entry speaks for no finding",
			Doc: "An entry of a baseline or of .gitleaksignore fits no finding: what it spoke for is gone or has changed, or the commit that it names is not " +
				"in the repository.",
			Help: "remove the entry (`outgate baseline --prune` does, in a baseline), or correct it",
		},
		run: func(*judge) {},
	}
}

func suppressionInvalid() check {
	return check{
		Check: Check{
			Code: "suppression-invalid", Post: PostSecurity,
			Title: "An entry of an ignore file was not understood",
			Doc: "A line of .gitleaksignore is neither COMMIT:FILE:RULE:LINE nor FILE:RULE:LINE, or the file could not be read. It silences nothing; whoever wrote " +
				"it may believe that it does.",
			Help: "correct the line or remove it; `outgate baseline` writes a list that names content",
		},
		run: func(*judge) {},
	}
}
