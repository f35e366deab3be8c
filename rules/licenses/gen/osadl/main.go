// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Command osadl writes rules/licenses/osadl.txt from the JSON form of the OSADL
// license compatibility matrix: one letter for each pair instead of a sentence.
//
//	go run ./rules/licenses/gen/osadl matrixseqexpl.json >rules/licenses/osadl.txt
//
// It reads the list form that OSADL publishes ({"licenses": [{"name",
// "compatibilities": [{"name", "compatibility"}]}]}) and the table form without
// the compatible pairs that others derive from it ({"matrix": {outbound: {inbound:
// {"compatibility"}}}}).
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"maps"
	"os"
	"slices"
	"strings"
)

type cell struct {
	Name          string `json:"name"`
	Compatibility string `json:"compatibility"`
}

type matrix struct {
	Timestamp string                     `json:"timestamp"`
	Table     map[string]map[string]cell `json:"matrix"`
	Licenses  []struct {
		Name            string `json:"name"`
		Compatibilities []cell `json:"compatibilities"`
	} `json:"licenses"`
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: osadl matrixseqexpl.json")
	}
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var m matrix
	if err := json.Unmarshal(data, &m); err != nil {
		log.Fatal(err)
	}
	if m.Table == nil {
		m.Table = map[string]map[string]cell{}
		for _, l := range m.Licenses {
			row := map[string]cell{}
			for _, c := range l.Compatibilities {
				row[c.Name] = c
			}
			m.Table[l.Name] = row
		}
	}
	write(&m)
}

func write(m *matrix) {
	letters := map[string]byte{"Same": '=', "Yes": 'y', "No": 'n', "Unknown": '?', "Check dependency": 'd', "": 'y'}
	names := slices.Sorted(maps.Keys(m.Table))
	day, _, _ := strings.Cut(m.Timestamp, "T")
	fmt.Printf("# OSADL Open Source License Checklists: license compatibility matrix, as of %s.\n", day)
	fmt.Println("# Copyright Open Source Automation Development Lab (OSADL) eG and contributors, https://www.osadl.org/Open-Source-License-Checklists.oss-compliance-lists.0.html")
	fmt.Println("# SPDX-License-Identifier: CC-BY-4.0")
	fmt.Println("# Changed: reduced to one letter a pair. A row is an outbound license; the letters stand for the inbound licenses in the order of the rows.")
	fmt.Println("# = same, y compatible, n incompatible, d depends on what is combined, ? no recommendation")
	for _, out := range names {
		row := make([]byte, len(names))
		for i, in := range names {
			letter, ok := letters[m.Table[out][in].Compatibility]
			if !ok {
				log.Fatalf("%s <- %s: unknown word %q", out, in, m.Table[out][in].Compatibility)
			}
			if out == in {
				letter = '='
			}
			row[i] = letter
		}
		fmt.Printf("%s\t%s\n", out, row)
	}
}
