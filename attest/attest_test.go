// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package attest

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"github.com/secure-systems-lab/go-securesystemslib/dsse"
	"github.com/secure-systems-lab/go-securesystemslib/encrypted"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

var (
	ctx    = context.Background()
	commit = strings.Repeat("a1", 20)
	other  = strings.Repeat("b2", 20)
)

func verdict(state policy.State) *policy.Verdict {
	waiver := &policy.WaiverRef{ID: "W-1", Reason: "sample", Owner: "oss@example.org", Expires: "2026-12-31"}
	return &policy.Verdict{
		Schema: policy.VerdictSchema, State: state, Now: "2026-03-01T10:00:00Z",
		Tool:    inventory.Tool{Name: "outgate", Version: "1.2.3", Rules: map[string]string{"secret": "sha256:aa"}},
		Subject: inventory.Subject{Name: "x", Kind: inventory.SubjectWorktree, Commit: commit, Remote: "https://git.example.org/x.git"},
		Policy:  policy.PolicyRef{Name: "bank", Source: "policy.yaml", Digest: "sha256:" + strings.Repeat("c", 64)},
		Posts:   []policy.PostVerdict{{Post: policy.PostIP, State: state, Owner: "ip@example.org"}},
		Waived:  []policy.Violation{{Check: "gap", Fingerprint: "f", Waiver: waiver}},
	}
}

func newTestKey(t testing.TB) *Key {
	t.Helper()
	private, _, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	k, err := ReadPrivateKey(private, nil)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func signed(t testing.TB, k *Key, v *policy.Verdict) []byte {
	t.Helper()
	lines, err := Sign(ctx, v, []byte(`{"verdict":"x"}`), k)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestSignAndVerify(t *testing.T) {
	k := newTestKey(t)
	for _, state := range []policy.State{policy.Pass, policy.PassWithWaivers, policy.Fail, policy.Incomplete, policy.PendingApproval} {
		got, err := Verify(ctx, signed(t, k, verdict(state)), []*Key{newTestKey(t), k}, Expect{Commit: commit, Policy: "sha256:" + strings.Repeat("c", 64)})
		if err != nil {
			t.Fatal(err)
		}
		if got.State != state || got.Commit != commit || got.Resource != "git+https://git.example.org/x.git" || got.KeyIDs[0] != k.ID() || got.Waived[0].Waiver.Reason != "sample" {
			t.Errorf("%s: %+v", state, got)
		}
	}
}

// summaryOf is the predicate of the first envelope.
func summaryOf(t *testing.T, lines []byte) (s Summary) {
	t.Helper()
	var e dsse.Envelope
	if err := json.Unmarshal(bytes.Split(lines, []byte("\n"))[0], &e); err != nil {
		t.Fatal(err)
	}
	payload, err := e.DecodeB64Payload()
	if err != nil {
		t.Fatal(err)
	}
	var st Statement
	if err := json.Unmarshal(payload, &st); err != nil {
		t.Fatal(err)
	}
	if st.Type != StatementType || st.PredicateType != SummaryType || st.Subject[0].Digest["gitCommit"] != commit {
		t.Fatalf("statement %+v", st)
	}
	if err := json.Unmarshal(st.Predicate, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// What a reader of SLSA sees: only a pass is PASSED.
func TestSummary(t *testing.T) {
	k := newTestKey(t)
	for state, want := range map[policy.State]string{
		policy.Pass: "PASSED OUTGATE_PASS", policy.PassWithWaivers: "PASSED OUTGATE_PASS_WITH_WAIVERS",
		policy.Fail: "FAILED FAILED", policy.Incomplete: "FAILED FAILED", policy.PendingApproval: "FAILED FAILED", "": "FAILED FAILED",
	} {
		s := summaryOf(t, signed(t, k, verdict(state)))
		if got := s.VerificationResult + " " + strings.Join(s.VerifiedLevels, ","); got != want {
			t.Errorf("%q: %s, want %s", state, got, want)
		}
		if s.Policy.URI != "policy.yaml" || s.Policy.Digest["sha256"] != strings.Repeat("c", 64) || s.TimeVerified != "2026-03-01T10:00:00Z" || s.Verifier.Version["outgate"] != "1.2.3" || s.SLSAVersion == "" {
			t.Errorf("%+v", s)
		}
	}
}

func TestNothingToSign(t *testing.T) {
	k := newTestKey(t)
	for name, change := range map[string]func(*policy.Verdict){
		"is no git repository with a commit": func(v *policy.Verdict) { v.Subject.Commit = "" },
		"differ from those of commit":        func(v *policy.Verdict) { v.Subject.Dirty = true },
		"what is staged is no commit":        func(v *policy.Verdict) { v.Coverage.Staged = true },
		"1 violations are known":             func(v *policy.Verdict) { v.Known = []policy.Violation{{}} },
	} {
		v := verdict(policy.Pass)
		change(v)
		if _, err := Sign(ctx, v, nil, k); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want %q", err, name)
		}
	}
}

// Whatever differs from what was expected is refused.
func TestRefused(t *testing.T) {
	k, stranger := newTestKey(t), newTestKey(t)
	day := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	good := signed(t, k, verdict(policy.Pass))
	line := bytes.SplitAfter(good, []byte("\n"))
	elsewhere, failing := verdict(policy.Pass), verdict(policy.Fail)
	elsewhere.Subject.Commit = other
	forged := bytes.SplitAfter(signed(t, stranger, verdict(policy.Pass)), []byte("\n"))
	both := func(a, b []byte) []byte { return append(bytes.Clone(a), b...) }
	for _, c := range []struct {
		name string
		file []byte
		keys []*Key
		want Expect
		why  string
	}{
		{"another key", good, []*Key{stranger}, Expect{}, "not by a key that was given"},
		{"no key", good, nil, Expect{}, "no key to verify with"},
		{"another commit", good, []*Key{k}, Expect{Commit: other}, "is about commit " + commit + ", not about " + other},
		{"another policy", good, []*Key{k}, Expect{Policy: "sha256:" + strings.Repeat("d", 64)}, "was judged by the policy bank"},
		{"too old", good, []*Key{k}, Expect{Now: day.Add(25 * time.Hour), MaxAge: 24 * time.Hour}, "more than 24h0m0s ago"},
		{"from the future", good, []*Key{k}, Expect{Now: day.Add(-time.Hour)}, "is in the future"},
		{"empty", nil, []*Key{k}, Expect{}, "holds no envelope"},
		{"no JSON", []byte("PASS"), []*Key{k}, Expect{}, "is not JSON"},
		{"summary alone", line[0], []*Key{k}, Expect{}, "expected two statements"},
		{"verdict alone", line[1], []*Key{k}, Expect{}, "expected two statements"},
		{"summary twice", both(line[0], good), []*Key{k}, Expect{}, "two statements of type"},
		{"a forged one beside", both(good, forged[0]), []*Key{k}, Expect{}, "envelope 3: the signature"},
		{"two keys, one each", both(line[0], forged[1]), []*Key{k, stranger}, Expect{}, "signed by different keys"},
		{"pass and fail", both(line[0], bytes.SplitAfter(signed(t, k, failing), []byte("\n"))[1]), []*Key{k}, Expect{}, "disagree on the result"},
		{"two commits", both(line[0], bytes.SplitAfter(signed(t, k, elsewhere), []byte("\n"))[1]), []*Key{k}, Expect{}, "disagree on the commit"},
		{"cut off", good[:len(good)-40], []*Key{k}, Expect{}, "envelope 2"},
		{"unknown field", bytes.Replace(good, []byte(`{"payloadType"`), []byte(`{"more":1,"payloadType"`), 1), []*Key{k}, Expect{}, "unknown field"},
		{"another payload type", bytes.Replace(good, []byte("vnd.in-toto"), []byte("vnd.in-todo"), 1), []*Key{k}, Expect{}, "payload type"},
		{"too many", bytes.Repeat(line[0], 20), []*Key{k}, Expect{}, "more than 16 envelopes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Verify(ctx, c.file, c.keys, c.want); err == nil || !strings.Contains(err.Error(), c.why) {
				t.Errorf("%v; want %q", err, c.why)
			}
		})
	}
	if _, err := Verify(ctx, good, []*Key{k}, Expect{Now: day.Add(23 * time.Hour), MaxAge: 24 * time.Hour}); err != nil {
		t.Error(err)
	}
}

// No change of a single character of the file is verified, but for those that
// leave the same bytes under the signature.
func TestTampered(t *testing.T) {
	k := newTestKey(t)
	good := signed(t, k, verdict(policy.Fail))
	accepted := 0
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 1
		got, err := Verify(ctx, bad, []*Key{k}, Expect{Commit: commit})
		if err != nil {
			continue
		}
		accepted++
		if got.State != policy.Fail {
			t.Errorf("byte %d: %s", i, got.State)
		}
	}
	// The key id is a hint, and base64 may have idle bits at its end.
	if accepted > 2*(len(k.ID())+8) {
		t.Errorf("%d changes of %d are accepted", accepted, len(good))
	}
}

func ecdsaKey(t *testing.T, curve elliptic.Curve) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestKeys(t *testing.T) {
	p256 := ecdsaKey(t, elliptic.P256())
	locked, err := encrypted.Encrypt(p256, []byte("sesame"))
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	rsaDER, err := x509.MarshalPKCS8PrivateKey(rsaKey)
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, der []byte) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	}
	for _, c := range []struct {
		name     string
		data     []byte
		password string
		why      string
	}{
		{"ECDSA", block("PRIVATE KEY", p256), "", ""},
		{"cosign", block(sigstoreLabel, locked), "sesame", ""},
		{"cosign, its older label", block(cosignLabel, locked), "sesame", ""},
		{"cosign, wrong password", block(sigstoreLabel, locked), "please", "the password does not open the key"},
		{"another curve", block("PRIVATE KEY", ecdsaKey(t, elliptic.P384())), "", "expected a key for Ed25519 or ECDSA P-256"},
		{"RSA", block("PRIVATE KEY", rsaDER), "", "expected a key for Ed25519 or ECDSA P-256"},
		{"no PEM", []byte("abc"), "", "expected a private key in PEM"},
		{"broken", block("PRIVATE KEY", p256[:20]), "", "is not PKCS #8"},
		{"SEC 1", block("EC PRIVATE KEY", p256), "", "openssl pkcs8 -topk8"},
		{"public", block("PUBLIC KEY", p256), "", "this is the public key"},
		{"something else", block("CERTIFICATE", p256), "", `a PEM block "CERTIFICATE" is no private key`},
	} {
		t.Run(c.name, func(t *testing.T) {
			k, err := ReadPrivateKey(c.data, []byte(c.password))
			if c.why != "" {
				if err == nil || !strings.Contains(err.Error(), c.why) {
					t.Errorf("%v; want %q", err, c.why)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			public, err := ReadPublicKey([]byte(k.PublicText()))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Verify(ctx, signed(t, k, verdict(policy.Pass)), []*Key{public}, Expect{Commit: commit}); err != nil {
				t.Error(err)
			}
			if _, err := public.Sign(ctx, nil); err == nil {
				t.Error("a public key has signed")
			}
		})
	}
	if !Encrypted(block(sigstoreLabel, locked)) || Encrypted(block("PRIVATE KEY", p256)) {
		t.Error("Encrypted")
	}
}

const approvalPolicy = `version: 1
extends: preset:mit-outbound
posts: {ip: {approvers: [carol, dave], keys: [{by: carol, key: KEY}]}}
questions: [{id: patents, post: ip, ask: "Does it practice a patent of ours?", expect: "no"}]
verdict: {require-approvals: [ip]}
`

func TestApprovals(t *testing.T) {
	k, stranger := newTestKey(t), newTestKey(t)
	p, err := policy.Load("p.yaml", []byte(strings.Replace(approvalPolicy, "KEY", k.PublicText(), 1)))
	if err != nil {
		t.Fatal(err)
	}
	a := policy.Approval{Post: "ip", By: "carol", Commit: commit, Date: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Answers: []policy.Answer{{Question: "patents", Answer: "no", Note: "searched"}}}
	sign := func(a policy.Approval, k *Key) []byte {
		data, err := SignApproval(ctx, a, "x", k)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	good := sign(a, k)
	got, err := ReadApproval(ctx, p, "a.json", good)
	if err != nil || !got.Signed || got.By != "carol" || got.Commit != commit || got.Answers[0].Note != "searched" || got.Source != "a.json" {
		t.Fatalf("%+v, %v", got, err)
	}
	byDave := a
	byDave.By = "dave"
	tampered := bytes.Replace(good, []byte(`"payload":"`), []byte(`"payload":"`+base64.StdEncoding.EncodeToString([]byte("{}"))), 1)
	for name, c := range map[string]struct {
		data []byte
		why  string
	}{
		"another key":          {sign(a, stranger), "a.json: envelope 1: the signature is not by a key that was given"},
		"a key nobody lists":   {sign(byDave, stranger), `a.json: the policy lists no key of "dave" for post "ip"; add it to posts.ip.keys`},
		"tampered":             {tampered, "a.json: "},
		"a verdict":            {signed(t, k, verdict(policy.Pass)), "a.json: "},
		"an approval twice":    {append(bytes.Clone(good), good...), "something follows"},
		"not signed, mistakes": {[]byte("post: ip\nby: carl\ncommit: abc\ndate: soon\nanswers: [{question: patent, answer: no}]\n"), `a.json:2:5: "carl" may not approve for post ip; did you mean "carol"?; approvers are carol, dave`},
	} {
		if _, err := ReadApproval(ctx, p, "a.json", c.data); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %v; want %q", name, err, c.why)
		}
	}
	plain, err := ReadApproval(ctx, p, "a.yaml", []byte("{post: ip, by: dave, commit: "+commit+", date: 2026-03-01, answers: [{question: patents, answer: 'No'}]}"))
	if err != nil || plain.Signed || plain.By != "dave" {
		t.Errorf("%+v, %v", plain, err)
	}
}

func FuzzVerify(f *testing.F) {
	k := newTestKey(f)
	p, err := policy.Load("p.yaml", []byte(strings.Replace(approvalPolicy, "KEY", k.PublicText(), 1)))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(signed(f, k, verdict(policy.Fail)))
	f.Add([]byte(`{"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[]}`))
	f.Add([]byte("post: ip\nby: carol\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, err := Verify(ctx, data, []*Key{k}, Expect{Commit: commit}); err == nil && got.State != policy.Fail {
			t.Errorf("%s from %q", got.State, data)
		}
		if a, err := ReadApproval(ctx, p, "a", data); err == nil && a.Signed {
			t.Errorf("%q is signed", data)
		}
	})
}
