// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// People are joined by .mailmap and by address, however they spell it.
func TestPeople(t *testing.T) {
	c := &Community{
		Aliases: []Alias{
			{Name: "Ann Lee", Proper: "ann@work.dev", Mail: "ann@home.dev"},
			{Name: "Bob", Proper: "bob@work.dev", CommitName: "Robert", Mail: "shared@home.dev"},
			{Name: "Somebody", Mail: "shared@home.dev"},
		},
		Contributors: []Contributor{
			{Name: "ann", Mail: "ann@home.dev", Authored: 3, Recent: 1, First: "2020-01-01", Last: "2021-01-01"},
			{Name: "Ann Lee", Mail: "Ann@Work.dev", Authored: 5, Committed: 2, Recent: 5, First: "2021-06-01", Last: "2026-01-01"},
			{Name: "Robert", Mail: "shared@home.dev", Authored: 2, Recent: 2, First: "2022-01-01", Last: "2022-01-02"},
			{Name: "Other", Mail: "shared@home.dev", Authored: 1, First: "2022-01-01", Last: "2022-01-02"},
			{Name: "nobody", Mail: "", Authored: 1, First: "2022-01-01", Last: "2022-01-02"},
		},
	}
	var got []string
	for _, p := range c.People() {
		got = append(got, fmt.Sprintf("%s <%s> %d+%d, %d recent, %s to %s, %s: %s; %s", p.Name, p.Mail, p.Authored, p.Committed, p.Recent, p.First, p.Last, p.Standing(), strings.Join(p.Names, "/"), strings.Join(p.Mails, " ")))
	}
	want := []string{
		"Ann Lee <Ann@Work.dev> 8+2, 6 recent, 2020-01-01 to 2026-01-01, committer: Ann Lee/ann; ann@home.dev ann@work.dev",
		"Bob <bob@work.dev> 2+0, 2 recent, 2022-01-01 to 2022-01-02, contributor: Bob/Robert; bob@work.dev shared@home.dev",
		"nobody <> 1+0, 0 recent, 2022-01-01 to 2022-01-02, contributor: nobody; ",
		"Somebody <shared@home.dev> 1+0, 0 recent, 2022-01-01 to 2022-01-02, contributor: Other/Somebody; shared@home.dev",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if (*Community)(nil).People() != nil {
		t.Error("nobody is somebody")
	}
}

func TestBusFactor(t *testing.T) {
	for _, tt := range []struct {
		recent []int
		want   int
	}{{nil, 0}, {[]int{0, 0}, 0}, {[]int{1}, 1}, {[]int{5, 5}, 1}, {[]int{4, 3, 3}, 2}, {[]int{1, 1, 1, 1}, 2}, {[]int{9, 1, 1}, 1}} {
		var people []Person
		for i, n := range tt.recent {
			people = append(people, Person{Contributor: Contributor{Name: fmt.Sprint(i), Recent: n}})
		}
		if got := BusFactor(people, func(*Person) bool { return false }); got != tt.want {
			t.Errorf("%v: %d, not %d", tt.recent, got, tt.want)
		}
		if BusFactor(people, func(*Person) bool { return true }) != 0 {
			t.Errorf("%v: all left out", tt.recent)
		}
	}
}

func TestFindPeople(t *testing.T) {
	d := directoryOf([]Person{{Names: []string{"Ann Lee"}, Mails: []string{"7+ann-l@users.noreply.github.com", "ann@work.dev"}}})
	for _, tt := range []struct {
		n  Named
		is bool
	}{
		{Named{Mail: "Ann@Work.dev"}, true}, {Named{Name: "ann  lee"}, true}, {Named{Handle: "ann-l"}, true}, {Named{Handle: "AnnLee"}, true}, {Named{Handle: "ann"}, true},
		{Named{Name: "Ann"}, false}, {Named{Handle: "lee"}, false}, {Named{Mail: "ann@home.dev"}, false}, {Named{}, false},
	} {
		if (len(d.find(&tt.n)) > 0) != tt.is {
			t.Errorf("%+v: %v", tt.n, !tt.is)
		}
	}
}

// A list that names nobody of the history lists nobody; teams are nobody.
func TestListed(t *testing.T) {
	people := []Person{{Contributor: Contributor{Name: "Ann Lee"}, Names: []string{"Ann Lee"}, Mails: []string{"ann@work.dev"}}, {Contributor: Contributor{Name: "Bo"}, Names: []string{"Bo"}, Mails: []string{"team@work.dev"}}}
	c := &Community{Documents: []Document{{Kind: DocumentMaintainers, Named: []Named{{Name: "Ann Lee"}, {Handle: "work/team"}, {Handle: "gone"}}}}}
	if got := c.Listed(people); !slices.Equal(got, []bool{true, false}) {
		t.Error(got)
	}
	if got := (*Community)(nil).Listed(people); !slices.Equal(got, []bool{false, false}) {
		t.Error(got)
	}
}
