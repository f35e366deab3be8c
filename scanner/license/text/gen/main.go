// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Command gen writes scanner/license/text/tables.zst: the words of all license
// texts of package rules and of licenseclassifier, and an index of their
// grams. Run it by `go generate ./scanner/license/text` after any change of
// the texts or of the lexer; a test fails when the tables are out of date.
package main

import (
	"fmt"
	"os"

	"github.com/outgate/outgate/scanner/license/text"
	"github.com/outgate/outgate/scanner/license/text/sources"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run() error {
	all, err := sources.All()
	if err != nil {
		return err
	}
	c, chosen, err := text.Build(all)
	if err != nil {
		return err
	}
	data, err := c.Encode(chosen)
	if err != nil {
		return err
	}
	n, grams := 0, 0
	for i, d := range c.Docs {
		n += len(d.Words)
		grams += len(chosen[i])
	}
	fmt.Printf("%d documents, %d words, %d of %d different, %d grams, %d bytes\n", len(c.Docs), n, c.Dict.Len(), text.MaxWords, grams, len(data))
	return os.WriteFile("tables.zst", data, 0o644)
}
