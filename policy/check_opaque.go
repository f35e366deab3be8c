// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "github.com/outgate/outgate/inventory"

func opaqueContent() check {
	return leakCheck(Check{
		Code: "opaque-content", Post: PostSecurity,
		Title: "Content that nobody could inspect",
		Doc: "Key stores and encrypted archives (leaks.keystore), and programs, libraries, databases, office documents, disk images and archives (leaks.opaque) hold what no check has " +
			"seen. Pictures, fonts, sound and films are not among them. One violation is raised for each kind in a directory.",
		Help: "remove it or build it in the release process; else have somebody look inside and waive it",
	}, Medium, []string{leakKeystore, inventory.LeakOpaque}, func(j *judge, l *inventory.Leak) *item {
		if buildWrapper(l.Path) {
			return nil // launchers of build tools: published by their makers
		}
		it := leakItem(j, l)
		if leakKey(l) == leakKeystore {
			return it
		}
		it.where, _ = split(l.Path)
		it.where = first(it.where, ".")
		return it
	})
}
