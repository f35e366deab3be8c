// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package community

import (
	"strings"

	"github.com/outgate/outgate/inventory"
)

// topic is something that a line speaks of: all the words of one of the groups, in any order.
type topic struct {
	name   string
	groups [][]string
}

func topics() []topic {
	return []topic{
		{inventory.TopicPrivate, [][]string{
			{"privately"}, {"private", "report"}, {"private", "disclos"}, {"private", "vulnerabilit"}, {"confidential", "report"}, {"security advisor"}, {"security/advisories"},
			{"do not", "public", "issue"}, {"don't", "public", "issue"}, {"do not", "issue tracker"}, {"responsible disclosure"}, {"responsibly", "disclos"}, {"coordinated", "disclosure"},
			{"security@"}, {"pgp key"}, {"gpg key"}, {"hackerone.com"}, {"bugcrowd"}, {"请勿", "公开"}, {"不要", "公开"}, {"私下"}, {"私密"},
		}},
		{inventory.TopicTime, [][]string{
			{"within", "hour"}, {"within", "day"}, {"within", "week"}, {"business day"}, {"working day"}, {"90 days"}, {"90-day"}, {"小时内"}, {"工作日"}, {"天内"},
		}},
		{inventory.TopicRoles, [][]string{
			{"maintainers", "committers"}, {"contributors", "maintainers"}, {"contributors", "committers"}, {"roles"}, {"steering committee"}, {"technical committee"}, {"project management committee"}, {"pmc"},
			{"role", "maintainer"}, {"responsibilities"}, {"角色"}, {"职责"},
		}},
		{inventory.TopicVoting, [][]string{{"vote"}, {"voting"}, {"consensus"}, {"majority"}, {"veto"}, {"benevolent dictator"}, {"投票"}, {"表决"}}},
		{inventory.TopicPath, [][]string{
			{"become", "committer"}, {"become", "maintainer"}, {"becoming", "committer"}, {"becoming", "maintainer"}, {"nominat"}, {"new maintainers"}, {"new committers"}, {"promot", "maintainer"}, {"成为", "committer"}, {"晋升"}, {"提名"},
		}},
		{inventory.TopicDCO, [][]string{{"developer certificate of origin"}, {"developercertificate.org"}, {"signed-off-by"}, {"sign off", "commit"}, {"sign-off", "commit"}, {"git commit -s"}}},
		{inventory.TopicCLA, [][]string{{"contributor license agreement"}, {"contributor licence agreement"}, {"contributor agreement"}, {"贡献者许可协议"}, {"贡献者协议"}}},
		{inventory.TopicIncubator, [][]string{{"apache incubator"}, {"incubating", "apache"}, {"undergoing incubation"}}},
	}
}

// said reports whether a line, in lower case, speaks of the topic.
func (t *topic) said(line string) bool {
	for _, group := range t.groups {
		all := true
		for _, w := range group {
			all = all && strings.Contains(line, w)
		}
		if all {
			return true
		}
	}
	return false
}
