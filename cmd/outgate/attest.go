// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/attest"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report"
	"github.com/outgate/outgate/scanner"
)

const maxKeyFile = 64 << 10 // bytes

func newAttest(s program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "attest",
		Short: "Sign a verdict, and verify a signed one",
		Long: `Attest makes a verdict portable: signed statements about one commit that go along
with a release and are verified without a network and without a scan.

The file holds two in-toto statements in DSSE envelopes, one a line: the Verification
Summary of SLSA, and outgate's own with the state, the posts, the waivers, the versions
of tool and data and the digests of the policy. Keys are Ed25519 or ECDSA P-256 in PEM,
those of cosign included.`,
		Example: `  outgate attest key release.pem                      make a pair of keys
  outgate attest sign --key release.pem -o verdict.intoto.jsonl
  outgate attest verify verdict.intoto.jsonl --key release.pem.pub`,
	}
	cmd.AddCommand(newAttestSign(s), newAttestVerify(s), newAttestKey(s))
	return cmd
}

func newAttestSign(s program) *cobra.Command {
	var flags checkFlags
	var key, output string
	cmd := &cobra.Command{
		Use:   "sign [PATH]",
		Short: "Judge as check does, and sign the verdict",
		Long: `Sign judges PATH (default: this directory; a stored inventory is faster) as check
does and signs the verdict, whatever it is: all but PASS and PASS_WITH_WAIVERS is FAILED
in the summary. The exit status is that of check.

The subject is the commit. A work tree with changes, or without git, has nothing to sign.
The password of a key that cosign wrote is read from COSIGN_PASSWORD.`,
		Example: `  outgate attest sign --key release.pem -o verdict.intoto.jsonl
  outgate attest sign facts.json --policy policy.yaml --key cosign.key -o verdict.intoto.jsonl`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			k, err := readSigningKey(s, key)
			if err != nil {
				return err
			}
			v, _, _, err := judge(cmd.Context(), s, pathArg(args), &flags)
			if err != nil {
				return err
			}
			return signVerdict(cmd.Context(), s, v, k, output)
		},
	}
	flags.register(cmd)
	cmd.Flags().StringVar(&key, "key", "", "FILE of the private key, PEM (required)")
	cmd.Flags().StringVarP(&output, "output", "o", "", "FILE of the statements (default: standard output)")
	return cmd
}

func signVerdict(ctx context.Context, s program, v *policy.Verdict, k *attest.Key, output string) error {
	var written bytes.Buffer
	if err := report.JSON(&written, v, report.Options{}); err != nil {
		return err
	}
	lines, err := attest.Sign(ctx, v, written.Bytes(), k)
	if err != nil {
		return usage("%v", err)
	}
	err = deliver(s, output, func(w io.Writer) error {
		_, err := w.Write(lines)
		return err
	})
	if err != nil {
		return err
	}
	s.note(fmt.Sprintf("signed %s of commit %s by %s", v.State, v.Subject.Commit, k.ID()))
	if status := policy.StateExit(v.State); status != exitOK {
		return &exitError{status: status}
	}
	return nil
}

func newAttestVerify(s program) *cobra.Command {
	var flags verifyFlags
	cmd := &cobra.Command{
		Use:   "verify FILE [PATH]",
		Short: "Verify a signed verdict: the key, the commit, the policy, a pass",
		Long: `Verify reads the statements that sign wrote. It succeeds when they are signed by one
of the keys, are about the commit of the repository at PATH (default: this directory)
or that of --commit, were judged by the policy of --policy, and state PASS or
PASS_WITH_WAIVERS. Without --policy any policy will do, and it is named.

Exit status: 0 verified and a pass · 1 refused: another key, commit or policy, changed
content, or no pass · 2 usage · 3 something could not be read.`,
		Example: `  outgate attest verify verdict.intoto.jsonl --key release.pem.pub
  outgate attest verify verdict.intoto.jsonl --key release.pem.pub --commit 1f0c... --policy policy.yaml --max-age 720h`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return flags.run(cmd.Context(), s, args[0], args[1:])
		},
	}
	cmd.Flags().StringArrayVar(&flags.keys, "key", nil, "FILE of a public key, PEM; repeatable: one of them must have signed (required)")
	cmd.Flags().StringVar(&flags.commit, "commit", "", "the commit, full hexadecimal (default: that of PATH)")
	cmd.Flags().StringVar(&flags.policy, "policy", "", "policy FILE or preset:NAME that must have judged")
	cmd.Flags().DurationVar(&flags.maxAge, "max-age", 0, "how old the verdict may be, as in 720h (default: any age)")
	cmd.Flags().StringVar(&flags.clock.now, "now", "", "verify as of this time, RFC 3339 (default: SOURCE_DATE_EPOCH, else the clock)")
	return cmd
}

type verifyFlags struct {
	keys           []string
	commit, policy string
	maxAge         time.Duration
	clock          checkFlags // for --now
}

func (f *verifyFlags) run(ctx context.Context, s program, file string, args []string) error {
	want := attest.Expect{Commit: f.commit, MaxAge: f.maxAge}
	var err error
	if want.Now, err = f.clock.time(s); err != nil {
		return err
	}
	switch {
	case len(f.keys) == 0:
		return usage("--key is missing: name the public key that you trust")
	case f.commit != "" && len(args) > 0:
		return usage("--commit and PATH both name a commit; write one of them")
	case f.commit != "" && strings.Trim(f.commit, "0123456789abcdef") != "" || f.commit != "" && len(f.commit) != 40 && len(f.commit) != 64:
		return usage("--commit: expected all 40 (or 64) lower-case hexadecimal digits, found %q", f.commit)
	case f.maxAge < 0:
		return usage("--max-age: %s is no age", f.maxAge)
	case f.commit == "":
		if want.Commit, err = commitAt(ctx, pathArg(args)); err != nil {
			return err
		}
	}
	var keys []*attest.Key
	for _, name := range f.keys {
		data, err := readSmall(name)
		if err != nil {
			return usage("--key: %v", err)
		}
		k, err := attest.ReadPublicKey(data)
		if err != nil {
			return usage("--key %s: %v", name, err)
		}
		keys = append(keys, k)
	}
	if f.policy != "" {
		p, err := loadPolicy(f.policy)
		if err != nil {
			return err
		}
		want.Policy = p.Digest
	}
	data, err := readAtMost(func() (io.ReadCloser, error) { return os.Open(file) }, 16<<20)
	if err != nil {
		if _, named := errors.AsType[*os.PathError](err); !named {
			err = fmt.Errorf("%s: %w", file, err)
		}
		return incomplete(bare(err))
	}
	found, err := attest.Verify(ctx, data, keys, want)
	if err != nil {
		return &exitError{exitRefused, fmt.Errorf("refused: %s: %w", file, err)}
	}
	return f.tell(s, found)
}

func (f *verifyFlags) tell(s program, found *attest.Found) error {
	compared := "not compared; name the one you trust with --policy"
	if f.policy != "" {
		compared = "the one of " + f.policy
	}
	clean := func(text string) string { return report.Visible(s.redact(text), 0) }
	fmt.Fprintf(s.out, "verified  %s\ncommit    %s of %s\npolicy    %s, %s (%s)\njudged    %s by %s %s\nsigned    %s\n", found.State, found.Commit, clean(found.Resource),
		clean(cmp.Or(found.Policy.Name, found.Policy.Source)), clean(found.Policy.Digest), clean(compared), clean(found.Now), clean(found.Tool.Name), clean(found.Tool.Version), strings.Join(found.KeyIDs, ", "))
	for _, w := range found.Waived {
		fmt.Fprintf(s.out, "waived    %s\n", clean(fmt.Sprintf("%s by %s until %s: %s", w.Check, w.Waiver.ID, w.Waiver.Expires, w.Waiver.Reason)))
	}
	if policy.StateExit(found.State) != exitOK {
		return &exitError{exitRefused, fmt.Errorf("refused: the verdict on commit %s is %s", found.Commit, found.State)}
	}
	return nil
}

// commitAt is the commit of a repository whose files are those of the commit.
func commitAt(ctx context.Context, path string) (string, error) {
	_, subject, err := openSubject(ctx, path)
	switch {
	case err != nil:
		return "", err
	case subject.Commit == "":
		return "", usage("%s is no git repository with a commit; name the commit with --commit", path)
	case subject.Dirty:
		return "", &exitError{exitRefused, fmt.Errorf("refused: the files of %s differ from commit %s", path, subject.Commit)}
	}
	return subject.Commit, nil
}

// openSubject tells what path is, and whether its files are those of the commit; no
// detector looks into them.
func openSubject(ctx context.Context, path string) (*target, inventory.Subject, error) {
	t, err := openTarget(ctx, path, sourceOptions{history: "none"})
	if err != nil {
		return nil, inventory.Subject{}, err
	}
	inv, err := scanner.Scan(ctx, t.input, nil, scanner.Options{})
	if err != nil {
		return nil, inventory.Subject{}, err
	}
	t.complete(inv)
	if len(inv.Gaps) > 0 {
		return nil, inv.Subject, incomplete(fmt.Errorf("%s: %s: %s", path, inv.Gaps[0].Path, inv.Gaps[0].Reason))
	}
	return t, inv.Subject, nil
}

func newAttestKey(s program) *cobra.Command {
	return &cobra.Command{
		Use:   "key FILE",
		Short: "Make a pair of keys: FILE and FILE.pub",
		Long: `Key writes a new Ed25519 key: the private half to FILE, which only you may read, the public
half to FILE.pub. Neither may be there. The private half has no password: keep it out of
repositories, in the store for secrets of whoever signs.`,
		Example: "  outgate attest key release.pem",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			private, public, err := attest.Generate()
			if err != nil {
				return incomplete(err)
			}
			for _, f := range []struct {
				name string
				data []byte
				mode fs.FileMode
			}{{args[0], private, 0o600}, {args[0] + ".pub", public, 0o644}} {
				if err := createFile(f.name, f.data, f.mode); err != nil {
					return err
				}
			}
			k, err := attest.ReadPublicKey(public)
			if err == nil {
				s.note(fmt.Sprintf("wrote %s and %s.pub, key %s", args[0], args[0], k.ID()))
			}
			return err
		},
	}
}

func readSigningKey(s program, name string) (*attest.Key, error) {
	if name == "" {
		return nil, usage("--key is missing: name the private key to sign with (`outgate attest key FILE` makes one)")
	}
	data, err := readSmall(name)
	if err != nil {
		return nil, usage("--key: %v", err)
	}
	password := ""
	if attest.Encrypted(data) {
		if password = s.getenv("COSIGN_PASSWORD"); password == "" {
			return nil, usage("--key %s: the key is under a password; put it into COSIGN_PASSWORD", name)
		}
	}
	k, err := attest.ReadPrivateKey(data, []byte(password))
	if err != nil {
		return nil, usage("--key %s: %v", name, err)
	}
	return k, nil
}

func readSmall(name string) ([]byte, error) {
	data, err := readAtMost(func() (io.ReadCloser, error) { return os.Open(name) }, maxKeyFile)
	if err != nil {
		return nil, bare(err)
	}
	return data, nil
}
