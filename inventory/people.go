// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

import (
	"slices"
	"strings"
)

// Team reports whether an entry names a team of accounts, which nothing in a repository resolves.
func (n *Named) Team() bool { return strings.Contains(n.Handle, "/") }

// Listed says of each of the people, by position, whether a list of maintainers names them: by address, by a name of
// several words, or by an account that is a part of an address or the name without blanks.
func (c *Community) Listed(people []Person) []bool {
	out := make([]bool, len(people))
	if c == nil {
		return out
	}
	d := directoryOf(people)
	for i := range c.Documents {
		for k := range c.Documents[i].Named {
			if n := &c.Documents[i].Named[k]; !n.Team() {
				for _, at := range d.find(n) {
					out[at] = true
				}
			}
		}
	}
	return out
}

// folded is a name in lower case with single blanks.
func folded(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// directory finds people by what a list of maintainers says of them.
type directory struct{ byMail, byName, byAccount map[string][]int }

func directoryOf(people []Person) *directory {
	d := &directory{map[string][]int{}, map[string][]int{}, map[string][]int{}}
	for i := range people {
		for _, mail := range people[i].Mails {
			d.byMail[mail] = append(d.byMail[mail], i)
			local, domain, _ := strings.Cut(mail, "@")
			d.byAccount[local] = append(d.byAccount[local], i)
			if strings.HasSuffix(domain, "noreply.github.com") || strings.HasSuffix(domain, "noreply.gitlab.com") {
				if _, account, ok := strings.Cut(local, "+"); ok { // "7+jane@users.noreply.github.com"
					d.byAccount[account] = append(d.byAccount[account], i)
				}
			}
		}
		for _, name := range people[i].Names {
			d.byName[folded(name)] = append(d.byName[folded(name)], i)
			account := squeezed(name)
			d.byAccount[account] = append(d.byAccount[account], i)
		}
	}
	return d
}

// squeezed is a name as accounts are made of it: "Jane Doe" is janedoe.
func squeezed(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_.", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// find returns whom an entry names: by address, by a name of several words, by account.
func (d *directory) find(n *Named) []int {
	out := slices.Clone(d.byMail[strings.ToLower(n.Mail)])
	if strings.Contains(n.Name, " ") {
		out = append(out, d.byName[folded(n.Name)]...)
	}
	if n.Handle != "" {
		account := strings.ToLower(n.Handle)
		out = append(append(out, d.byAccount[account]...), d.byAccount[squeezed(account)]...)
	}
	return out
}
