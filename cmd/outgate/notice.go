// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report/notice"
	"github.com/outgate/outgate/scanner"
)

const maxNotice = 64 << 20

func newNotice(s program) *cobra.Command {
	var flags scanFlags
	var output, check string
	cmd := &cobra.Command{
		Use:   "notice [PATH]",
		Short: "Write the notices of the third-party code in the repository",
		Long: `Notice scans PATH (default: this directory) and writes what a release must say of the
third-party code inside it: for each library its license, copyright statements and own
NOTICE (Apache-2.0, section 4d), and each license text once.

With -o the text is written into that file: what stands above the line that begins with
"======== Third-party software" is yours and stays. --check FILE writes nothing: the
status is 1, with the difference, when FILE is not what would be written.

Packages that users fetch are no part of the release and are not named.`,
		Example: `  outgate notice
  outgate notice -o NOTICE
  outgate notice --check NOTICE           in CI: fails when it is stale`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if output != "" && check != "" {
				return usage("-o writes and --check does not: give one of them")
			}
			doc, gaps, err := noticeOf(cmd.Context(), s, pathArg(args), &flags)
			if err != nil {
				return err
			}
			if check != "" {
				err = checkNotice(s, doc, check)
			} else {
				err = writeNotice(s, doc, output)
			}
			if err == nil && gaps > 0 {
				err = incomplete(fmt.Errorf("%d gaps: not every file could be read; `outgate scan` lists them", gaps))
			}
			return err
		},
	}
	flags.register(cmd.Flags())
	cmd.Flags().StringVarP(&output, "output", "o", "", "FILE to write into, whole or not at all (default: standard output)")
	cmd.Flags().StringVar(&check, "check", "", "FILE to compare with; nothing is written")
	return cmd
}

// noticeOf scans for what a notice needs.
func noticeOf(ctx context.Context, s program, path string, f *scanFlags) (*notice.Document, int, error) {
	if isInventory(path) {
		return nil, 0, usage("%s is an inventory, which does not hold the texts of licenses; name the repository", path)
	}
	if len(f.only) > 0 {
		return nil, 0, usage("--only is not for notice: it looks at licenses, copyright statements and components")
	}
	texts := map[string][]byte{}
	own := s
	own.detectors = append(s.detectors[:len(s.detectors):len(s.detectors)], textMaker(texts))
	f.only = []string{"license", "copyright", "sbom", textDetector}
	if f.source.history == "" {
		f.source.history = "none"
	}
	t, err := openTarget(ctx, path, f.source)
	if err != nil {
		return nil, 0, err
	}
	inv, err := scanTarget(ctx, own, t, f)
	if err != nil {
		return nil, 0, err
	}
	redactTexts(s, texts)
	return notice.New(inv, texts, policy.LibraryOf), len(inv.Gaps), nil
}

// textDetector is the name of the detector that finds nothing and hands over texts.
const textDetector = "text"

func textMaker(into map[string][]byte) maker {
	return maker{name: textDetector, new: func(detectorOptions) (*scanner.Detector, error) { return textKeeper(into), nil }}
}

// textKeeper hands over the contents of license and notice files of third parties.
func textKeeper(into map[string][]byte) *scanner.Detector {
	return &scanner.Detector{
		Name: textDetector, Doc: "license and notice texts of third-party code", Version: 1,
		Keep: notice.Wants,
		Tree: func(ctx context.Context, t *scanner.Tree) (facts inventory.Facts, err error) {
			for i := range t.Entries() {
				e := &t.Entries()[i]
				if e.Role != inventory.RoleVendored || !e.Regular() || !notice.Wants(e.Path) {
					continue
				}
				data, err := readAtMost(func() (io.ReadCloser, error) { return t.Open(e) }, maxNotice)
				if err != nil {
					facts.Gaps = append(facts.Gaps, inventory.Gap{Path: e.Path, Code: inventory.GapUnreadable, Reason: "its text cannot be read"})
					continue
				}
				into[e.Path] = data
			}
			return facts, ctx.Err()
		},
	}
}

// readOld reads the file that is to be written or compared; a missing one is empty.
func readOld(file string) (string, error) {
	data, err := readAtMost(func() (io.ReadCloser, error) { return os.Open(file) }, maxNotice)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return string(data), err
}

func writeNotice(s program, doc *notice.Document, file string) error {
	if file == "" || file == "-" {
		return deliver(s, "", func(w io.Writer) error { _, err := io.WriteString(w, doc.Text()); return err })
	}
	old, err := readOld(file)
	if err != nil {
		return usage("%v", err)
	}
	return deliver(s, file, func(w io.Writer) error { _, err := io.WriteString(w, doc.Merge(old)); return err })
}

func checkNotice(s program, doc *notice.Document, file string) error {
	old, err := readOld(file)
	if err != nil {
		return usage("--check: %v", err)
	}
	now := doc.Merge(old)
	if now == old {
		fmt.Fprintf(s.out, "%s is up to date: %d libraries, %d license texts\n", file, len(doc.Libraries), len(doc.Texts))
		return nil
	}
	if err := deliver(s, "", func(w io.Writer) error {
		_, err := w.Write(diff.Diff(file, []byte(old), file+" (as it should be)", []byte(now)))
		return err
	}); err != nil {
		return err
	}
	return &exitError{status: policy.StateExit(policy.Fail), err: fmt.Errorf("%s is stale; write it with `outgate notice -o %s`", file, file)}
}
