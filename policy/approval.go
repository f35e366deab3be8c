// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/outgate/outgate/rules"
)

// What no machine can decide (patents, trademarks, whether the business wants it) an
// approver of a post answers for, on one commit. An approval stands in the policy,
// in a file beside it, or under the approver's signature; see package attest for
// the last two.

// Approval is what an approver of a post answers for on one commit.
type Approval struct {
	Post    string
	By      string
	Commit  string // full hexadecimal
	Date    time.Time
	Answers []Answer
	Signed  bool   // under a signature by the key that the policy lists for By
	Source  string // file that it was given in; "" for the policy
}

// Answer is what an approver says to a question of the policy.
type Answer struct {
	Question string `json:"question"` // id
	Answer   string `json:"answer"`   // one word, or as many as it takes
	Note     string `json:"note,omitempty"`
	Asked    string `json:"asked,omitempty"` // the question as it was read; "" when nobody wrote that down
}

// ApprovalState tells how the approval of a post that must sign stands.
type ApprovalState struct {
	Post    string   `json:"post"`
	Given   bool     `json:"given"`
	Awaited string   `json:"awaited,omitempty"` // who must sign, and what is missing
	By      string   `json:"by,omitempty"`
	Date    string   `json:"date,omitempty"` // YYYY-MM-DD, UTC
	Signed  bool     `json:"signed,omitempty"`
	Source  string   `json:"source,omitempty"` // file that it was given in
	Answers []Answer `json:"answers,omitempty"`
}

type approvalDemand struct {
	post string
	at   Place
}

// question is asked of whoever signs for a post.
type question struct {
	id, post, ask string
	expect        string // the only answer that counts; "" for any
}

type keyDoc struct {
	At  rules.Position
	By  word `yaml:"by"`
	Key word `yaml:"key"`
}

type questionDoc struct {
	At     rules.Position
	ID     word `yaml:"id"`
	Post   word `yaml:"post"`
	Ask    word `yaml:"ask"`
	Expect word `yaml:"expect"`
}

type approvalDoc struct {
	At      rules.Position
	Post    word        `yaml:"post"`
	By      word        `yaml:"by"`
	Commit  word        `yaml:"commit"`
	Date    word        `yaml:"date"`
	Answers []answerDoc `yaml:"answers"`
}

type answerDoc struct {
	At       rules.Position
	Question word `yaml:"question"`
	Answer   word `yaml:"answer"`
	Note     word `yaml:"note"`
	Asked    word `yaml:"asked"`
}

// keysOf reads the public keys of a post's approvers.
func (l *loader) keysOf(name string, docs []keyDoc) {
	one := l.posts[name]
	for _, d := range docs {
		by := l.required(d.By, d.At, "posts."+name+".keys: by")
		l.approver(d.By, by, name)
		key := strings.Join(strings.Fields(l.required(d.Key, d.At, "posts."+name+".keys: key")), "")
		if key == "" || by == "" {
			continue
		}
		der, err := base64.StdEncoding.DecodeString(key)
		if err == nil {
			_, err = x509.ParsePKIXPublicKey(der)
		}
		if err != nil {
			l.add(d.Key.At, "posts.%s.keys: key: expected the base64 of a public key, the lines between BEGIN and END PUBLIC KEY", name)
		}
		if one.keys[by] != "" {
			l.add(d.By.At, "posts.%s.keys: %s has a key already", name, clip(by))
		}
		if one.keys == nil {
			one.keys = map[string]string{}
		}
		one.keys[by] = key
	}
	l.posts[name] = one
}

func (l *loader) questions(docs []questionDoc) (out []question) {
	for _, d := range docs {
		q := question{l.required(d.ID, d.At, "questions: id"), l.required(d.Post, d.At, "questions: post"), l.required(d.Ask, d.At, "questions: ask"), l.text(d.Expect, "questions: expect")}
		if q.post != "" {
			l.oneOf(d.Post, "questions: post", Posts())
		}
		if slices.ContainsFunc(out, func(o question) bool { return o.id == q.id }) && q.id != "" {
			l.add(d.ID.At, "questions: there is a question %q already", clip(q.id))
		}
		out = append(out, q)
	}
	return out
}

func (l *loader) approvals(docs []approvalDoc, asked []question) []Approval {
	var out []Approval
	for _, d := range docs {
		out = append(out, l.approvalOf(&d, asked))
	}
	return out
}

func (l *loader) approvalOf(d *approvalDoc, asked []question) Approval {
	a := Approval{Post: l.required(d.Post, d.At, "approvals: post"), By: l.required(d.By, d.At, "approvals: by"), Commit: l.required(d.Commit, d.At, "approvals: commit")}
	a.Date, _ = l.date(d.Date, d.At, "approvals: date")
	if a.Post != "" && l.oneOf(d.Post, "approvals: post", Posts()) {
		l.approver(d.By, a.By, a.Post)
	}
	if a.Commit != "" && !isHex(a.Commit, 40) && !isHex(a.Commit, 64) {
		l.add(d.Commit.At, "approvals: commit: expected all 40 (or 64) lower-case hexadecimal digits, found %q", clip(a.Commit))
	}
	for _, w := range d.Answers {
		answer := Answer{l.required(w.Question, w.At, "answers: question"), l.required(w.Answer, w.At, "answers: answer"), l.text(w.Note, "answers: note"), l.text(w.Asked, "answers: asked")}
		if message := unasked(asked, a.Post, answer.Question); message != "" && answer.Question != "" {
			l.add(w.Question.At, "answers: %s", message)
		}
		a.Answers = append(a.Answers, answer)
	}
	return a
}

// unasked says that a post is not asked a question; "" when it is.
func unasked(asked []question, post, id string) string {
	var ids []string
	for _, q := range asked {
		if q.post == post {
			ids = append(ids, q.id)
		}
	}
	if slices.Contains(ids, id) {
		return ""
	}
	return fmt.Sprintf("the policy asks post %s no question %q%s", post, clip(id), rules.Suggest(id, ids))
}

// approver complains when a name may not sign for a post.
func (l *loader) approver(v word, name, post string) {
	if message := l.posts[post].mayNot(name, post); name != "" && message != "" {
		l.add(v.At, "%s", message)
	}
}

// mayNot says why a name may not sign for a post; "" when it may.
func (p post) mayNot(name, of string) string {
	switch {
	case slices.Contains(p.approvers, name):
		return ""
	case len(p.approvers) == 0:
		return fmt.Sprintf("%q may not approve for post %s: it has no approvers; name them in posts.%s.approvers", clip(name), of, of)
	}
	return fmt.Sprintf("%q may not approve for post %s%s; approvers are %s", clip(name), of, rules.Suggest(name, p.approvers), strings.Join(p.approvers, ", "))
}

// ReadApproval reads an approval out of a file of its own, a mapping with the keys
// of an entry of `approvals`. The error is a [rules.Errors] with every mistake.
func (p *Policy) ReadApproval(file string, data []byte) (Approval, error) {
	var d approvalDoc
	l := &loader{file: file, posts: p.posts}
	l.errs = rules.Decode(file, data, &d)
	a := l.approvalOf(&d, p.questions)
	a.Source = file
	return a, l.errs.Err()
}

// Approve lets an approval count. The error says why it cannot: its post, who gave
// it, or a question that nobody asks.
func (p *Policy) Approve(a Approval) error {
	if !slices.Contains(Posts(), a.Post) {
		return fmt.Errorf("unknown post %q%s", clip(a.Post), rules.Suggest(a.Post, Posts()))
	}
	if message := p.posts[a.Post].mayNot(a.By, a.Post); message != "" {
		return fmt.Errorf("%s", message)
	}
	for _, answer := range a.Answers {
		if message := unasked(p.questions, a.Post, answer.Question); message != "" {
			return fmt.Errorf("%s", message)
		}
	}
	if !isHex(a.Commit, 40) && !isHex(a.Commit, 64) || a.Date.IsZero() {
		return fmt.Errorf("an approval needs a commit and a date")
	}
	p.approvals = append(p.approvals, a)
	return nil
}

// Unanswered lists the questions of the policy that an approval leaves open: id,
// text and the answer that is expected.
func (p *Policy) Unanswered(a Approval) (out []string) {
	for _, q := range p.questions {
		if q.post != a.Post || slices.ContainsFunc(a.Answers, func(w Answer) bool { return w.Question == q.id }) {
			continue
		}
		line := "  " + q.id + ": " + q.ask
		if q.expect != "" {
			line += " (expected: " + q.expect + ")"
		}
		out = append(out, line)
	}
	return out
}

// Asked returns answers with the words of the questions that they are to, so that they
// count for these alone.
func (p *Policy) Asked(answers []Answer) []Answer {
	out := slices.Clone(answers)
	for i := range out {
		for _, q := range p.questions {
			if q.id == out[i].Question {
				out[i].Asked = oneLine(q.ask)
			}
		}
	}
	return out
}

// KeyOf returns the public key that the policy lists for an approver of a post, as
// base64; "" when it lists none.
func (p *Policy) KeyOf(post, by string) string { return p.posts[post].keys[by] }

// approvals tells how those stand that the policy demands.
func (j *judge) approvals() []ApprovalState {
	out := []ApprovalState{}
	if j.staged() {
		return out
	}
	for _, name := range Posts() {
		if !slices.ContainsFunc(j.p.required, func(d approvalDemand) bool { return d.post == name }) {
			continue
		}
		state, missing := ApprovalState{Post: name}, ""
		for i := range j.p.approvals {
			a := &j.p.approvals[i]
			if a.Post != name || a.Commit != j.inv.Subject.Commit || a.Commit == "" {
				continue
			}
			if missing = j.lacks(a); missing == "" && j.inv.Subject.Dirty {
				missing = "the work tree differs from the commit"
			}
			if missing == "" {
				state = ApprovalState{Post: name, Given: true, By: a.By, Date: a.Date.Format(time.DateOnly), Signed: a.Signed, Source: a.Source, Answers: a.Answers}
				break
			}
		}
		if !state.Given {
			state.Awaited = j.awaits(name, missing)
		}
		out = append(out, state)
	}
	return out
}

// lacks says what keeps an approval from counting.
func (j *judge) lacks(a *Approval) string {
	if a.Date.After(j.now) {
		return "the approval of " + a.By + " is dated " + a.Date.Format(time.DateOnly)
	}
	if j.p.KeyOf(a.Post, a.By) != "" && !a.Signed {
		return "the approval of " + a.By + " is not signed"
	}
	var open []string
	for _, q := range j.p.questions {
		if q.post != a.Post {
			continue
		}
		n := slices.IndexFunc(a.Answers, func(w Answer) bool { return w.Question == q.id })
		switch {
		case n < 0:
			open = append(open, q.id)
		case a.Answers[n].Asked != "" && oneLine(a.Answers[n].Asked) != oneLine(q.ask):
			return fmt.Sprintf("%s answered another question than %s is now: %s", a.By, q.id, clip(a.Answers[n].Asked))
		case q.expect != "" && !strings.EqualFold(a.Answers[n].Answer, q.expect):
			return fmt.Sprintf("%s answers %q to %s, and the policy expects %q", a.By, clip(a.Answers[n].Answer), q.id, q.expect)
		}
	}
	if len(open) > 0 {
		return a.By + " has not answered " + strings.Join(open, ", ")
	}
	return ""
}

// awaits names who must sign, and why nobody could or what is missing.
func (j *judge) awaits(name, missing string) string {
	who := strings.Join(j.p.posts[name].approvers, " or ")
	switch {
	case j.inv.Subject.Commit == "":
		missing = "there is no commit to approve"
	case j.inv.Subject.Dirty:
		missing = "the work tree differs from the commit"
	}
	if missing == "" {
		return who
	}
	return who + " (" + missing + ")"
}

// awaited names who must still approve for a post; "" when nobody.
func (j *judge) awaited(post string) string {
	for _, a := range j.approvals() {
		if a.Post == post {
			return a.Awaited
		}
	}
	return ""
}
