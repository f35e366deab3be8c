// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/attest"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report"
)

// approveFlags are the flags of approve.
type approveFlags struct {
	check          checkFlags // for --policy and --now
	post, by       string
	answers, notes []string
	key, output    string
}

func newApprove(s program) *cobra.Command {
	var flags approveFlags
	cmd := &cobra.Command{
		Use:   "approve [PATH]",
		Short: "Answer for a post: what no machine can decide, on one commit",
		Long: `Approve writes the approval of a post for the commit of the repository at PATH
(default: this directory), with the answers to the questions that the policy asks of
the post. "check --approval FILE" lets it count.

With --key it is signed: an in-toto statement in a DSSE envelope. Where the policy lists
a key of the approver, nothing else counts. Without one it is YAML for a reviewed place
outside of the commit; whoever may write there can forge it.`,
		Example: `  outgate approve --post ip --by carol --answer patents=no --note patents="searched on 2026-03-01" --key carol.pem -o ip.approval.json
  outgate approve --post operations --by dora -o operations.approval.yaml
  outgate check --approval ip.approval.json --approval operations.approval.yaml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return flags.run(cmd.Context(), s, pathArg(args))
		},
	}
	cmd.Flags().StringVar(&flags.check.policy, "policy", "", "policy FILE or preset:NAME (default: that of the repository)")
	cmd.Flags().StringVar(&flags.check.now, "now", "", "the day of the approval, RFC 3339 or a date (default: SOURCE_DATE_EPOCH, else the clock)")
	cmd.Flags().StringVar(&flags.post, "post", "", "the post: compliance, security, ip or operations (required)")
	cmd.Flags().StringVar(&flags.by, "by", "", "who approves; an approver of the post (required)")
	cmd.Flags().StringArrayVar(&flags.answers, "answer", nil, "QUESTION=ANSWER; repeatable")
	cmd.Flags().StringArrayVar(&flags.notes, "note", nil, "QUESTION=TEXT, what the answer rests on; repeatable")
	cmd.Flags().StringVar(&flags.key, "key", "", "sign with the private key in FILE, PEM")
	cmd.Flags().StringVarP(&flags.output, "output", "o", "", "FILE of the approval (default: standard output)")
	return cmd
}

func (f *approveFlags) run(ctx context.Context, s program, path string) error {
	if f.post == "" || f.by == "" {
		return usage("--post and --by are missing: which post approves, and who for it")
	}
	now, err := f.check.time(s)
	if err != nil {
		return err
	}
	p, subject, err := f.subject(ctx, path)
	if err != nil {
		return err
	}
	a := policy.Approval{Post: f.post, By: f.by, Commit: subject.Commit, Date: now}
	if a.Answers, err = f.answered(); err != nil {
		return err
	}
	if err := p.Approve(a); err != nil {
		return usage("%v", err)
	}
	a.Answers = p.Asked(a.Answers)
	if open := p.Unanswered(a); len(open) > 0 {
		return usage("post %s is asked more; give each an --answer\n%s", a.Post, strings.Join(open, "\n"))
	}
	data := approvalYAML(a)
	if f.key != "" {
		if data, err = f.sign(ctx, s, p, a, subject); err != nil {
			return err
		}
	} else if p.KeyOf(a.Post, a.By) != "" {
		return usage("the policy lists a key of %s for post %s, so that an approval without a signature does not count; sign it with --key", a.By, a.Post)
	}
	return deliver(s, f.output, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// subject is the commit that is approved, and the policy that asks.
func (f *approveFlags) subject(ctx context.Context, path string) (*policy.Policy, inventory.Subject, error) {
	t, subject, err := openSubject(ctx, path)
	switch {
	case err != nil:
		return nil, subject, err
	case subject.Commit == "":
		return nil, subject, usage("%s is no git repository with a commit, and an approval is of a commit", path)
	case subject.Dirty:
		return nil, subject, usage("the files of %s differ from commit %s; commit them first", path, subject.Commit)
	case f.check.policy != "":
		p, err := loadPolicy(f.check.policy)
		return p, subject, err
	}
	name, data, err := t.ownPolicy()
	if err != nil {
		return nil, subject, err
	}
	if name == "" {
		return nil, subject, usage("%s has no policy of its own; name one with --policy", path)
	}
	p, err := parsePolicy(name, data, t.besidePolicy(name))
	return p, subject, err
}

func (f *approveFlags) answered() ([]policy.Answer, error) {
	var out []policy.Answer
	at := map[string]int{}
	for _, a := range f.answers {
		id, answer, ok := strings.Cut(a, "=")
		if _, twice := at[id]; !ok || twice || strings.TrimSpace(answer) == "" {
			return nil, usage("--answer %q: expected QUESTION=ANSWER, each question once", a)
		}
		at[id] = len(out)
		out = append(out, policy.Answer{Question: id, Answer: strings.TrimSpace(answer)})
	}
	for _, n := range f.notes {
		id, note, ok := strings.Cut(n, "=")
		i, known := at[id]
		if !ok || !known || out[i].Note != "" {
			return nil, usage("--note %q: expected QUESTION=TEXT for a question that has an --answer, once", n)
		}
		out[i].Note = note
	}
	return out, nil
}

func (f *approveFlags) sign(ctx context.Context, s program, p *policy.Policy, a policy.Approval, subject inventory.Subject) ([]byte, error) {
	k, err := readSigningKey(s, f.key)
	if err != nil {
		return nil, err
	}
	data, err := attest.SignApproval(ctx, a, attest.ResourceOf(subject), k)
	if err != nil {
		return nil, incomplete(err)
	}
	if p.KeyOf(a.Post, a.By) == "" {
		s.note(fmt.Sprintf("the policy lists no key of %s; it needs this one:\nposts:\n  %s:\n    keys: [{by: %q, key: %s}]", a.By, a.Post, a.By, k.PublicText()))
	} else if _, err := attest.ReadApproval(ctx, p, "the approval", data); err != nil {
		return nil, usage("--key %s is not the key that the policy lists for %s", f.key, a.By)
	}
	return data, nil
}

// approvalYAML writes an approval as [policy.Policy.ReadApproval] reads it.
func approvalYAML(a policy.Approval) []byte {
	var b bytes.Buffer
	quote := func(s string) string {
		return "'" + strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "'", "''") + "'"
	}
	fmt.Fprintf(&b, "# An approval for outgate; it counts when it is named with --approval.\npost: %s\nby: %s\ncommit: %s\ndate: %s\n", a.Post, quote(a.By), a.Commit, a.Date.Format("2006-01-02"))
	if len(a.Answers) > 0 {
		b.WriteString("answers:\n")
	}
	for _, w := range a.Answers {
		fmt.Fprintf(&b, "  - question: %s\n    answer: %s\n", quote(w.Question), quote(w.Answer))
		if w.Note != "" {
			fmt.Fprintf(&b, "    note: %s\n", quote(w.Note))
		}
		if w.Asked != "" {
			fmt.Fprintf(&b, "    asked: %s\n", quote(w.Asked))
		}
	}
	return b.Bytes()
}

// addApprovals lets the approvals of --approval count.
func (f *checkFlags) addApprovals(ctx context.Context, p *policy.Policy) error {
	for _, name := range f.approvals {
		data, err := readAtMost(func() (io.ReadCloser, error) { return os.Open(name) }, 1<<20)
		if err != nil {
			return usage("--approval: %v", bare(err))
		}
		a, err := attest.ReadApproval(ctx, p, name, data)
		if err != nil {
			return usage("--approval: invalid approval\n%v", err)
		}
		if err := p.Approve(a); err != nil {
			return usage("--approval %s: %v", report.Visible(name, 0), err)
		}
	}
	return nil
}
