// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

// The checks on waivers are raised by judge.lifecycle, after all others.

func waiverExpired() check {
	return check{
		Check: Check{
			Code: "waiver-expired", Post: PostCompliance,
			Title: "A waiver has expired",
			Doc: "The last day of a waiver is over (days are UTC, the last one included). What it excused counts again, and the waiver itself is " +
				"reported at the level of the worst finding that it no longer excuses, or as a note when there is none. For critical violations a waiver " +
				"ends after 90 days, whatever its date. The post is that of the waived check.",
			Help: "fix what it excused, or have the waiver approved again with new dates; remove it when nothing is left to excuse",
		},
		run: func(*judge) {},
	}
}

func waiverFuture() check {
	return check{
		Check: Check{
			Code: "waiver-future", Post: PostCompliance,
			Title: "A waiver is dated in the future",
			Doc: "A waiver was created on a day that has not come yet: its date is wrong, or the clock is. It excuses nothing, and the verdict fails " +
				"until that is settled, because neither the waiver nor the clock can be trusted. The post is that of the waived check.",
			Help: "correct the date created of the waiver, or the clock (or --now) of the machine",
		},
		run: func(*judge) {},
	}
}

func waiverUnused() check {
	return check{
		Check: Check{
			Code: "waiver-unused", Post: PostCompliance,
			Title: "A waiver excuses nothing",
			Doc: "No finding fits the waiver: what it excused was fixed, moved or changed, or its match has a mistake. A waiver that names an id " +
				"which fits several violations excuses none of them. The post is that of the waived check.",
			Help: "remove the waiver, or correct its match",
		},
		run: func(*judge) {},
	}
}

func waiverBroad() check {
	return check{
		Check: Check{
			Code: "waiver-broad", Post: PostCompliance,
			Title: "A waiver excuses nearly everything",
			Doc: "The match of a waiver fits whatever the check finds, today and tomorrow: the path **, or all packages of an ecosystem. Nobody has looked at what it " +
				"will excuse next. Only what concerns the whole repository, a missing LICENSE for example, has no narrower pattern. The post is that of the waived check.",
			Help: "name the path, the package, the license or the id of the violation that was looked at; to switch a check off, use its key in the policy",
		},
		run: func(*judge) {},
	}
}

func waiverExpiring() check {
	return check{
		Check: Check{
			Code: "waiver-expiring", Post: PostCompliance,
			Title: "A waiver ends within 30 days",
			Doc: "A waiver that excuses something today has 30 days left or fewer (days are UTC, the last one included). After its last day the verdict may fail. " +
				"The post is that of the waived check.",
			Help: "fix what it excuses, or have the waiver approved again with new dates, before its last day",
		},
		run: func(*judge) {},
	}
}
