// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report"
	"github.com/outgate/outgate/report/html"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner/reuse"
)

// checkFlags are the flags of check, and of explain for a violation.
type checkFlags struct {
	scan    scanFlags
	policy  string
	preset  string // short for policy "preset:NAME"
	now     string
	format  string
	outputs []string
	all     bool
	shown   shownFlags

	approvals     []string          // files
	isStored      bool              // PATH is an inventory, whatever its name
	markdownBytes int               // of the largest Markdown report; 0 is the default of package report
	texts         map[string][]byte // for a notice; nil when none is asked for
	compared      map[string][]html.Comparison
}

func newCheck(s program) *cobra.Command {
	var flags checkFlags
	cmd := &cobra.Command{
		Use:   "check [PATH]",
		Short: "Scan, judge by the policy, print the verdict",
		Long: `Check answers one question: may PATH (default: this directory) be published?

PATH is a directory, a bare repository, an archive, or an inventory that
"outgate scan" wrote. The policy is --policy, else .outgate/policy.yaml or
outgate.yaml of the repository, else the preset that fits its LICENSE.

With --staged the files that the next commit would add or change are judged, as
they are staged, and for secrets only; it is for hooks and no word on a release.

Exit status: 0 pass · 1 the policy fails · 2 usage or invalid policy ·
3 incomplete: could not decide · 4 waiting for an approval.`,
		Example: `  outgate check
  outgate check --policy preset:apache-2.0-outbound ../service
  outgate check -o sarif=outgate.sarif -o json=verdict.json -o markdown=comment.md -o html=report.html
  outgate check facts.json --policy policy.yaml
  outgate check --since v1.4.0                  also what has changed since the release
  outgate check --preset reuse                  the REUSE specification 3.3, nothing else
  outgate check --staged                        what the next commit would bring
  outgate check --now 2026-01-31T00:00:00Z      the same answer tomorrow`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := flags.keepTexts(s, pathArg(args))
			if err != nil {
				return err
			}
			v, p, inv, err := judge(cmd.Context(), s, pathArg(args), &flags)
			if err != nil {
				return err
			}
			flags.redactTexts(s)
			if err := flags.compareLicenses(cmd.Context(), s, pathArg(args), v, inv); err != nil {
				return err
			}
			if err := flags.print(s, v, p, inv); err != nil {
				return err
			}
			if status := policy.StateExit(v.State); status != exitOK {
				return &exitError{status: status}
			}
			return nil
		},
	}
	flags.register(cmd)
	cmd.Flags().Lookup("quiet").Usage = "no progress, and the verdict in one line"
	flags.registerOutputs(cmd)
	completeScan(cmd, s.detectors)
	return cmd
}

func (f *checkFlags) register(cmd *cobra.Command) {
	f.scan.register(cmd.Flags())
	f.registerJudging(cmd)
	cmd.Flags().BoolVar(&f.scan.source.staged, "staged", false, "judge what the next commit would add or change, and nothing else: secrets only, for a pre-commit hook")
}

// registerJudging registers the flags that say by what an inventory is judged.
func (f *checkFlags) registerJudging(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.policy, "policy", "", "policy FILE or preset:NAME")
	cmd.Flags().StringVar(&f.preset, "preset", "", "short for --policy preset:NAME; --preset reuse judges by the REUSE specification alone")
	cmd.Flags().StringArrayVar(&f.approvals, "approval", nil, "FILE that approve wrote, for a policy that demands approvals; repeatable")
	completePolicy(cmd)
	cmd.Flags().StringVar(&f.now, "now", "", "judge as of this time, RFC 3339 (default: SOURCE_DATE_EPOCH, else the clock)")
}

// judge makes the verdict on path. The policy and the inventory are returned as well.
func judge(ctx context.Context, s program, path string, f *checkFlags) (*policy.Verdict, *policy.Policy, *inventory.Inventory, error) {
	now, err := f.time(s)
	if err != nil {
		return nil, nil, nil, err
	}
	lists, err := knownLists(path, f.scan.baseline)
	if err != nil {
		return nil, nil, nil, err
	}
	inv, p, err := judged(ctx, s, path, f)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := f.addApprovals(ctx, p); err != nil {
		return nil, nil, nil, err
	}
	v := policy.EvaluateKnown(inv, p, now, lists)
	if err := s.scrub(&v); err != nil { // the policy's words
		return nil, nil, nil, err
	}
	return &v, p, inv, nil
}

// judged returns the facts of path and the policy that judges them.
func judged(ctx context.Context, s program, path string, f *checkFlags) (*inventory.Inventory, *policy.Policy, error) {
	if err := f.checkOutputs(); err != nil {
		return nil, nil, err
	}
	var err error
	// A broken policy is told before the scan, not after minutes of it.
	var p *policy.Policy
	switch {
	case f.policy != "" && f.preset != "":
		return nil, nil, usage("--policy and --preset both name a policy; write one of them")
	case f.preset != "":
		f.policy = "preset:" + f.preset
	}
	if f.policy != "" {
		if p, err = loadPolicy(f.policy); err != nil {
			return nil, nil, err
		}
	}
	if p != nil && p.Scope() != "" && f.scan.source.staged {
		return nil, nil, usage("--staged judges secrets, and the policy judges by %s alone; run it without --staged", p.Scope())
	}
	if f.scan.source.staged {
		f.scan.source.index = s.getenv("GIT_INDEX_FILE")
	}
	var inv *inventory.Inventory
	if f.isStored || isInventory(path) {
		if f.scan.source.staged {
			return nil, nil, usage("%s is an inventory: --staged is for a repository", path)
		}
		if f.scan.decidesWhatIsRead() {
			return nil, nil, usage("%s is an inventory: --only, --history, --since, --words, --include-ignored, --max-bytes and --secret-rules are for a scan; give them to `outgate scan`", path)
		}
		if inv, p, err = judgeStored(path, p); err == nil {
			err = cmp.Or(applyOutside(inv, f.scan.baseline), f.scan.online.enrich(ctx, s, inv, f.scan.noCache), f.scan.vulns.evaluate(s, inv), s.scrub(inv))
		}
	} else {
		inv, p, err = judgeTarget(ctx, s, path, p, &f.scan)
	}
	if err != nil {
		return nil, nil, err
	}
	if p == nil {
		if p, err = presetPolicy(inv); err != nil {
			return nil, nil, err
		}
	}
	return inv, p, nil
}

// judgeTarget scans path. Without a policy it takes the repository's own, if any.
func judgeTarget(ctx context.Context, s program, path string, p *policy.Policy, f *scanFlags) (*inventory.Inventory, *policy.Policy, error) {
	t, err := openTarget(ctx, path, f.source)
	if err != nil {
		return nil, nil, err
	}
	own := func() error {
		name, data, err := t.ownPolicy()
		if err == nil && name != "" {
			p, err = parsePolicy(name, data, t.besidePolicy(name))
		}
		return err
	}
	owns := p == nil
	if owns && t.caught == nil {
		if err := own(); err != nil {
			return nil, nil, err
		}
	}
	if p != nil {
		dir := ""
		if owns {
			dir = t.policyDir
		}
		f.words.policy = policyWords(p, dir)
		f.asksFor(p, t)
		if err := loadCLA(p, dir); err != nil {
			return nil, nil, err
		}
		if err := t.countContributions(p.ContributionsSince()); err != nil {
			return nil, nil, err
		}
	} else if t.caught != nil { // a policy that is read on the way may ask for anything
		f.detectors.also = []string{reuse.Name}
	}
	inv, err := scanTarget(ctx, s, t, f)
	if err == nil && p == nil && t.caught != nil {
		err = own()
	}
	return inv, p, err
}

// asksFor runs what the policy asks for. One with a scope asks for nothing else,
// and not for the history.
func (f *scanFlags) asksFor(p *policy.Policy, t *target) {
	f.detectors.also = p.Detectors()
	if p.Scope() == "" || t.staged != nil {
		return
	}
	if len(f.only) == 0 {
		f.only = []string{p.Scope()}
	}
	if !f.source.wantsHistory() {
		t.history, t.input.History = nil, nil
	}
}

// judgeStored reads an inventory. It holds facts and no policy, so one of a
// repository that keeps its own must be named: another one could be milder.
func judgeStored(path string, p *policy.Policy) (*inventory.Inventory, *policy.Policy, error) {
	inv, err := readInventory(path)
	if err == nil && p != nil {
		err = loadCLA(p, "")
	}
	if err != nil || p != nil {
		return inv, p, err
	}
	for i := range inv.Files {
		if name := inv.Files[i].Path; slices.Contains(policyNames, name) {
			return nil, nil, usage("%s: the repository has a policy of its own, %s, which an inventory does not hold; name it, or another one, with --policy", path, name)
		}
	}
	return inv, nil, nil
}

const maxEpoch = 253402300799 // 9999-12-31T23:59:59Z

func (f *checkFlags) time(s program) (time.Time, error) {
	if f.now != "" {
		for _, layout := range []string{time.RFC3339, time.DateOnly} {
			if t, err := time.Parse(layout, f.now); err == nil {
				return t.UTC(), nil
			}
		}
		return time.Time{}, usage("--now: %q is neither RFC 3339 (2026-01-31T00:00:00Z) nor a date (2026-01-31)", f.now)
	}
	if epoch := s.getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		var seconds int64
		if _, err := fmt.Sscanf(epoch, "%d", &seconds); err != nil || fmt.Sprint(seconds) != epoch || seconds < 0 || seconds > maxEpoch {
			return time.Time{}, usage("SOURCE_DATE_EPOCH: %q is not a number of seconds within the years of RFC 3339", epoch)
		}
		return time.Unix(seconds, 0).UTC(), nil
	}
	return time.Now().UTC().Truncate(time.Second), nil
}

// isInventory reports whether path is a stored inventory: a JSON file.
func isInventory(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && strings.HasSuffix(path, ".json")
}

func readInventory(path string) (*inventory.Inventory, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, usage("%v", err)
	}
	defer file.Close()
	inv, err := report.ReadInventory(file)
	if err != nil {
		return nil, usage("%s: %v", path, err)
	}
	return inv, nil
}

// loadPolicy reads a policy file or, for "preset:NAME", an embedded one.
func loadPolicy(name string) (*policy.Policy, error) {
	var data []byte
	var err error
	if preset, ok := strings.CutPrefix(name, "preset:"); ok {
		data, err = rules.Preset(preset)
	} else {
		data, err = readPolicyFile(name)
	}
	if err != nil {
		return nil, usage("--policy: %v", err)
	}
	return parsePolicy(name, data, besideFile(name))
}

// readPolicyFile reads a file, or a pipe that the shell names, up to the limit.
func readPolicyFile(name string) ([]byte, error) { return readBeyond(name, maxPolicy) }

// parsePolicy reads a policy; open reads the files that it names.
func parsePolicy(name string, data []byte, open func(string) ([]byte, error)) (*policy.Policy, error) {
	p, err := policy.LoadBeside(name, data, open)
	if err != nil {
		return nil, usage("invalid policy\n%v", err)
	}
	return p, nil
}

// presetPolicy takes the embedded preset that fits the license found.
func presetPolicy(inv *inventory.Inventory) (*policy.Policy, error) {
	name, why := policy.PresetFor(inv)
	if inv.Coverage.Staged {
		name, why = "generic-outbound", "no policy was named; the outbound presets judge secrets alike"
	}
	p, err := loadPolicy("preset:" + name)
	if err != nil {
		return nil, err
	}
	p.Chosen = why
	return p, nil
}
