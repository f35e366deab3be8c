// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/rules"
)

// wordOptions say which words of the organization must not be published.
type wordOptions struct {
	files   []string
	keyFile string
	policy  []wordFile // lists that the policy names
}

// wordFile is a list with the way to read it.
type wordFile struct {
	name string
	open func() (io.ReadCloser, error)
}

const (
	maxWordFile  = 8 << 20
	wordsKeyName = "OUTGATE_WORDS_KEY"
)

func (o *wordOptions) register(flags *pflag.FlagSet) {
	flags.StringArrayVar(&o.files, "words", nil, "FILE with words that must not be published, plain or hashed; repeatable; none in it is an error")
	o.registerKey(flags)
}

func (o *wordOptions) registerKey(flags *pflag.FlagSet) {
	flags.StringVar(&o.keyFile, "words-key", "", "FILE with the key of hashed words (default: "+wordsKeyName+" of the environment)")
}

// key is the key of hashed words; nil when there is none.
func (o *wordOptions) key(s program) ([]byte, error) {
	key := []byte(s.getenv(wordsKeyName))
	from := wordsKeyName
	if o.keyFile != "" {
		data, err := readAtMost(func() (io.ReadCloser, error) { return os.Open(o.keyFile) }, 4096)
		if err != nil {
			return nil, usage("--words-key: %v", err)
		}
		key, from = bytes.TrimRight(data, "\r\n"), "--words-key "+o.keyFile
	}
	if len(key) > 0 && len(key) < rules.MinWordKey || o.keyFile != "" && len(key) == 0 {
		return nil, usage("%s: the key has %d bytes; %d are needed at least", from, len(key), rules.MinWordKey)
	}
	return key, nil
}

// load reads all lists; nil when none is named. note says how much was loaded.
func (o *wordOptions) load(s program) (list *rules.WordList, key []byte, note string, err error) {
	files := slices.Clone(o.policy)
	for _, name := range o.files {
		files = append(files, wordFile{name, func() (io.ReadCloser, error) { return os.Open(name) }})
	}
	if len(files) == 0 {
		if o.keyFile != "" {
			return nil, nil, "", usage("--words-key: there is no word list; name one with --words")
		}
		return nil, nil, "", nil
	}
	if key, err = o.key(s); err != nil {
		return nil, nil, "", err
	}
	list = &rules.WordList{}
	for _, f := range files {
		data, err := readAtMost(f.open, maxWordFile)
		if err != nil {
			return nil, nil, "", usage("word list: %v", err)
		}
		one, err := rules.LoadWords(f.name, data, key)
		if err != nil {
			return nil, nil, "", usage("invalid word list\n%v", err)
		}
		list.Plain, list.Hashed = append(list.Plain, one.Plain...), append(list.Hashed, one.Hashed...)
	}
	return list, key, fmt.Sprintf("%d words of %d lists", list.Size(), len(files)), nil
}

// readBeyond reads a file up to a byte more than its loader takes, which says itself
// that it is too large.
func readBeyond(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit+1))
}

func readAtMost(open func() (io.ReadCloser, error), limit int64) ([]byte, error) {
	f, err := open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("larger than %d bytes", limit)
	}
	return data, err
}

// policyWords are the lists that a policy names, relative to its own directory. The
// lists of a repository's own policy are read inside of the repository only: dir is
// its directory then, else "".
func policyWords(p *policy.Policy, dir string) []wordFile {
	return policyFiles(p, p.Words(), dir, "a policy inside the repository names lists inside of it, others come with --words")
}

// policyFiles are files that a policy names, as policyWords explains; hint ends
// the error of one that is not inside the repository.
func policyFiles(p *policy.Policy, files []policy.WordFile, dir, hint string) []wordFile {
	var out []wordFile
	for _, w := range files {
		if dir == "" {
			name := w.Path
			if !filepath.IsAbs(name) {
				name = filepath.Join(filepath.Dir(p.Source), name)
			}
			out = append(out, wordFile{name, func() (io.ReadCloser, error) { return os.Open(name) }})
			continue
		}
		name := path.Join(path.Dir(p.Source), filepath.ToSlash(w.Path))
		out = append(out, wordFile{name, func() (io.ReadCloser, error) {
			root, err := os.OpenRoot(dir)
			if err != nil {
				return nil, err
			}
			defer root.Close()
			f, err := openRegular(root, name)
			if err != nil {
				return nil, fmt.Errorf("%w; %s", err, hint)
			}
			return f, nil
		}})
	}
	return out
}

func newWords(s program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "words",
		Short: "Work with lists of words that must not be published",
		Example: `  outgate words hash words.txt > words.hashed
  outgate check --words words.hashed`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var o wordOptions
	hash := &cobra.Command{
		Use:   "hash FILE",
		Short: "Print a word list with every word replaced by its hash",
		Long: `Hash prints the list with each word replaced by a hash of its normal form, so that
it can lie beside the code. Labels (the comment behind a word) stay; comments of
their own line are left out, for they may name words.

A hash without a key can be found by trying words: names are short and guessable.
With a key (--words-key FILE or ` + wordsKeyName + `) that lies outside of the
repository it cannot.`,
		Example: `  outgate words hash words.txt > words.hashed
  outgate words hash --words-key key.txt words.txt`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			key, err := o.key(s)
			if err != nil {
				return err
			}
			data, err := readAtMost(func() (io.ReadCloser, error) { return os.Open(args[0]) }, maxWordFile)
			if err != nil {
				return usage("word list: %v", err)
			}
			hashed, err := rules.HashWords(args[0], data, key)
			if err != nil {
				return usage("invalid word list\n%v", err)
			}
			return deliver(s, "", func(w io.Writer) error { _, err := w.Write(hashed); return err })
		},
	}
	o.registerKey(hash.Flags())
	cmd.AddCommand(hash)
	return cmd
}
