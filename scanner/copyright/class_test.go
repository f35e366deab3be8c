// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/outgate/outgate/inventory"
)

// TestClasses holds one class of texts a line: the input and the statements in
// it as "statement = holder | years". A second line of the input follows "⏎".
func TestClasses(t *testing.T) {
	for input, want := range map[string]string{
		// a comment or string on each line is one text
		"/* Copyright 2004, 2006 by */⏎/* Mara Winter and Ivo Reed. */":                      "Copyright 2004, 2006 by Mara Winter and Ivo Reed = Mara Winter and Ivo Reed | 2004, 2006",
		"(* Copyright 2004 by *)⏎(* Mara Winter *)":                                          "Copyright 2004 by Mara Winter = Mara Winter | 2004",
		"puts(\"Copyright 2003,\\n\"⏎     \"Mara Winter <m@w.example>\\n\"":                  "Copyright 2003, Mara Winter <m@w.example> = Mara Winter | 2003",
		"/* Copyright 2004 by */⏎int Winter;":                                                "Copyright 2004 = | 2004",
		"dnl Copyright 1999, 2000⏎dnl The Board of Umbra.":                                   "Copyright 1999, 2000 The Board of Umbra = The Board of Umbra | 1999-2000",
		"Copyright 1990, 91, 93, 2001 Umbra, Inc.":                                           "Copyright 1990, 91, 93, 2001 Umbra, Inc. = Umbra, Inc. | 1990-1991, 1993, 2001",
		"Copyright 2016 and later Umbra, Inc.":                                               "Copyright 2016 and later Umbra, Inc. = Umbra, Inc. | 2016-present",
		"Copyright 2004-⏎2006 Umbra Inc.":                                                    "Copyright 2004- 2006 Umbra Inc. = Umbra Inc. | 2004-2006",
		"Copyright (c) 2000 Mara Winter, m@w.example⏎   1994, 1995 Ivo Reed, i@reed.example": "Copyright (c) 2000 Mara Winter, m@w.example 1994, 1995 Ivo Reed, i@reed.example = Mara Winter, Ivo Reed | 1994-1995, 2000",
		// a holder named in a sentence
		"under the same copyright terms, except that⏎the holder is Mara Winter (m@w.example).":    "holder is Mara Winter (m@w.example) = Mara Winter | ",
		"the copyright holder, Reed Works of Oslo, allows":                                        "copyright holder, Reed Works of Oslo = Reed Works of Oslo | ",
		"contains copyrighted works of Reed Works Ltd. which":                                     "copyrighted works of Reed Works Ltd. = Reed Works Ltd. | ",
		"The copyright holder is not liable.":                                                     "",
		"Portions created by the Initial Developer are Copyright (C) 2004⏎the Initial Developer.": "Portions created by the Initial Developer are Copyright (c) 2004 the Initial Developer = the Initial Developer | 2004",
		// the end of a name
		"Copyright 1999 Reed Works, Inc. -- Licensing details are in the file": "Copyright 1999 Reed Works, Inc. = Reed Works, Inc. | 1999",
		"Copyright 1999 Ivo Reed - Placed under the rules":                     "Copyright 1999 Ivo Reed = Ivo Reed | 1999",
		"Copyright 1999 Umbra University Additional copyrights follow":         "Copyright 1999 Umbra University = Umbra University | 1999",
		"Copyright 2020 Ivo Reed, MIT License":                                 "Copyright 2020 Ivo Reed = Ivo Reed | 2020",
		"Copyright 2005 Reed Company, Version 2.4":                             "Copyright 2005 Reed Company = Reed Company | 2005",
		"Copyright 1995 by Paal-Kr. Reed and Mara Winter":                      "Copyright 1995 by Paal-Kr. Reed and Mara Winter = Paal-Kr. Reed and Mara Winter | 1995",
		"Copyright 2008 Umbra AG, Reedstr. 30, 8048 Oslo":                      "Copyright 2008 Umbra AG, Reedstr. 30, 8048 Oslo = Umbra AG, Reedstr. 30, 8048 Oslo | 2008",
		"(see it, Copyright 2001 Ivo Reed)":                                    "Copyright 2001 Ivo Reed = Ivo Reed | 2001",
		// parentheses
		"Copyright 1995 Umbra Institutet (Royal Institute, Oslo)":    "Copyright 1995 Umbra Institutet (Royal Institute, Oslo) = Umbra Institutet (Royal Institute, Oslo) | 1995",
		"Copyright 1995 Reed Group, University of Umbra (Norway)":    "Copyright 1995 Reed Group, University of Umbra (Norway) = Reed Group, University of Umbra (Norway) | 1995",
		"Copyright 2012 Ivo Reed (the tables and their translation)": "Copyright 2012 Ivo Reed = Ivo Reed | 2012",
		"Copyright 2012 Ivo Reed <i@reed.example> (reed.example)":    "Copyright 2012 Ivo Reed <i@reed.example> (reed.example) = Ivo Reed | 2012",
		// addresses
		"Copyright 2003 Ivo Reed ivo at reed dot example":     "Copyright 2003 Ivo Reed ivo at reed dot example = Ivo Reed | 2003",
		"Copyright 2003 <ivo@reed.example>":                   "Copyright 2003 <ivo@reed.example> = ivo@reed.example | 2003",
		"Copyright 2008 Umbra Inc.⏎https://umbra.example/src": "Copyright 2008 Umbra Inc. https://umbra.example/src = Umbra Inc. | 2008",
		"Copyright 2003 Ivo Reed. <ivo@reed.example>":         "Copyright 2003 Ivo Reed. <ivo@reed.example> = Ivo Reed | 2003",
		// forms of names
		"Copyright 2020 Umbra Sp. z o.o. Wszelkie prawa zastrzeżone.":        "Copyright 2020 Umbra Sp. z o.o. = Umbra Sp. z o.o. | 2020",
		"Copyright 2020 Studio Umbra v.o.f.":                                 "Copyright 2020 Studio Umbra v.o.f. = Studio Umbra v.o.f. | 2020",
		"Copyright 2020 Umbra, by Ivo Reed <ivo@reed.example>":               "Copyright 2020 Umbra = Umbra | 2020",
		"Copyright 2020 Umbra by Ivo Reed <ivo@reed.example>":                "Copyright 2020 Umbra by Ivo Reed <ivo@reed.example> = Umbra by Ivo Reed | 2020",
		"Copyright 2020 <a href=\"mailto:ivo@reed.example\">Ivo Reed</a>":    "Copyright 2020 Ivo Reed = Ivo Reed | 2020",
		"Copyright 2020 Umbra and 21st Reed Inc.":                            "Copyright 2020 Umbra and 21st Reed Inc. = Umbra and 21st Reed Inc. | 2020",
		"Copyright 2020 Ivo \"ivy\" Reed":                                    "Copyright 2020 Ivo \"ivy\" Reed = Ivo \"ivy\" Reed | 2020",
		"Copyright 2020 Ivo Reed @ivy":                                       "Copyright 2020 Ivo Reed @ivy = Ivo Reed @ivy | 2020",
		"Copyright 2020 Mara Winter, abc, Inc.":                              "Copyright 2020 Mara Winter, abc, Inc. = Mara Winter, abc, Inc. | 2020",
		"Copyright 2000 United States Government as represented by the Navy": "Copyright 2000 United States Government as represented by the Navy = United States Government as represented by the Navy | 2000",
		"Copyright 1998 Umbra, Mara Winter, and ivo reed":                    "Copyright 1998 Umbra, Mara Winter, and ivo reed = Umbra, Mara Winter, and ivo reed | 1998",
		// the sign alone
		"parts (C) Ivo Reed":         "parts (c) Ivo Reed = Ivo Reed | ",
		"fonts (c) by Ivo Reed from": "(c) by Ivo Reed = Ivo Reed | ",
		"MIT © ivy":                  "(c) ivy = ivy | ",
		"/*! (c) Ivo Reed - ISC */":  "(c) Ivo Reed = Ivo Reed | ",
		"  (c) Derivative Works":     "",
		"power (c) State":            "",
		"\x01\x02 (c) Umbra Inc.":    "",
		// no statements
		"Copyright Office Circular 92":                      "",
		"the Copyright Directive 2019/790":                  "",
		"COPYRIGHT README VERSION":                          "",
		"Copyright (C) 2017 THE PACKAGE'S COPYRIGHT HOLDER": "",
		"Copyright (c) <%= year %> <%= name %>":             "",
		"f(int c) { return (int)(c) + g((c), 2019); }":      "",
		"[A\\xA9]|\\uD834":                                  "",
		"copyright (c) ivy123":                              "",
		// other languages
		"Copyright 2018 Umbra S.r.l. - Tutti i diritti riservati": "Copyright 2018 Umbra S.r.l. = Umbra S.r.l. | 2018",
		"版权所有 2022 深圳示例有限公司":                                      "Copyright 2022 深圳示例有限公司 = 深圳示例有限公司 | 2022",
		"© 2022 深圳示例有限公司 版权所有":                                    "(c) 2022 深圳示例有限公司 = 深圳示例有限公司 | 2022",
		"本软件的版权所有者保留权利":                                           "",
		"© 2021 АО «Пример два». Все права защищены.":             "(c) 2021 АО «Пример два» = АО «Пример два» | 2021",
		"// Copyright (c) 2017 \xc9\xee\xdb\xda\xc0\xb6\xcd\xe5":  "Copyright (c) 2017 深圳蓝湾 = 深圳蓝湾 | 2017",
		"// Copyright (c) 2017 \xff\x9d\xff\xc9\xff\xee":          "Copyright (c) 2017 = | 2017",
		"// Copyright (c) 2017 J\xfcrgen Gro\xdf":                 "Copyright (c) 2017 Jürgen Groß = Jürgen Groß | 2017",
		// markup and escapes
		`<meta name="copyright" content="2022 Reed &amp; Sons Ltd.">`: "Copyright 2022 Reed & Sons Ltd. = Reed & Sons Ltd. | 2022",
		`<theme copyright="Copyright 2017 Ivo Reed"/>`:                "Copyright 2017 Ivo Reed = Ivo Reed | 2017",
		`<dc:title>Copyright 2017 Ivo Reed</dc:title>`:                "Copyright 2017 Ivo Reed = Ivo Reed | 2017",
		`<copyright>Reed, Inc. 2015</copyright>`:                      "Copyright Reed, Inc. 2015 = Reed, Inc. | 2015",
		`&amp;copy; 2020 Reed Press`:                                  "(c) 2020 Reed Press = Reed Press | 2020",
		`content: "\00A9  2018 Reed Press"`:                           "(c) 2018 Reed Press = Reed Press | 2018",
		"`\\u{a9} 2022 Reed Press`":                                   "(c) 2022 Reed Press = Reed Press | 2022",
		`"Copyright 2021 Jos\u00e9 Reed"`:                             "Copyright 2021 José Reed = José Reed | 2021",
		"[MIT][license] © [Ivo Reed][website]":                        "(c) Ivo Reed = Ivo Reed | ",
		"<b>© {new Date().getFullYear()} Umbra, Inc.</b>":             "(c) Umbra, Inc. = Umbra, Inc. | ",
		`__copyright__ = "(C) 2008 Ivo Reed"`:                         "(c) 2008 Ivo Reed = Ivo Reed | 2008",
	} {
		f := look(t, "a.txt", []byte(strings.ReplaceAll(input, "⏎", "\n")))
		var got []string
		for _, c := range f.Copyrights {
			got = append(got, c.Statement+" = "+strings.Join(c.Holders, " + ")+" | "+c.Years)
		}
		if d := cmp.Diff(want, strings.ReplaceAll(strings.Join(got, "\n"), "=  |", "= |")); d != "" {
			t.Errorf("%q: -want +got\n%s", input, d)
		}
	}
}

// TestAuthors holds one class of texts a line, with the authors in it.
func TestAuthors(t *testing.T) {
	for input, want := range map[string]string{
		"ported to it by Ivo Reed <ivo@reed.example>":                "Ivo Reed <ivo@reed.example>",
		"put together by⏎Ivo Reed <ivo@reed.example>, from":          "Ivo Reed <ivo@reed.example>",
		"reported by <ivo@reed.example>. Add":                        "<ivo@reed.example>",
		"Created 2003 by ivo@reed.example":                           "ivo@reed.example",
		"debianized by ivo reed <ivo@reed.example> on":               "ivo reed <ivo@reed.example>",
		"seen by the user of a@b":                                    "",
		"developed by the University of Umbra and its contributors.": "the University of Umbra and its contributors",
		"written by the host until":                                  "",
		"Created by IntelliJ IDEA":                                   "",
		"portions created by Ivo Reed are Copyright 2001 Umbra":      "",
		"/// \\author Ivo Reed <ivo@reed.example>":                   "Ivo Reed <ivo@reed.example>",
		"Authors: Ivo Reed, Mara Winter,⏎  Lea Moor, Tim Heath":      "Ivo Reed, Mara Winter, Lea Moor, Tim Heath",
		"# Author:⏎#   Ivo Reed":                                     "Ivo Reed",
		"Author: abc LLC <https://abc.example>":                      "abc LLC https://abc.example",
		"Authors: The Reed Foundation - https://reed.example":        "The Reed Foundation",
		"Written by Ivo Reed (ivo@reed.example). March 1996":         "Ivo Reed (ivo@reed.example)",
		`<meta name="author" content="Mara Winter">`:                 "Mara Winter",
		// addresses alone, on the line of "by" and on the next
		"reported by <ivo@reed.example> and <mara@winter.example>.":   "<ivo@reed.example>\n<mara@winter.example>",
		"reported by <ivo@reed.example>⏎   and <mara@winter.example>": "<ivo@reed.example>\n<mara@winter.example>",
		"work reported by <ivo@reed.example> and⏎  <mara@w.example>":  "<ivo@reed.example>\n<mara@w.example>",
		"a bug reported by⏎	   <ivo@reed.example>.":                   "<ivo@reed.example>",
		"IT WAS MODIFIED BY ivo@reed.example FOR⏎USE BY UMBRA":        "ivo@reed.example",
		// "by" on the line after the word that it goes with
		"the software was developed⏎ * by the University of Umbra, Oslo.  The name": "the University of Umbra, Oslo",
		"the software was developed⏎⏎x = by the University of Umbra":                "",
		// who contributed, packages or maintains
		" * Contributed by Ivo Reed":                                    "Ivo Reed",
		"(Contributed by Ivo Reed) Write the vector":                    "",
		"the patch contributed by Ivo Reed and others in the team":      "",
		"the patch contributed by Ivo Reed <ivo@reed.example>":          "Ivo Reed <ivo@reed.example>",
		"It is maintained by Ivo Reed":                                  "Ivo Reed",
		"Maintained by the kelp-packaging team on forge":                "the kelp-packaging team",
		"which is maintained by the kelp group, but":                    "",
		"Packaging is done by the Kelp Packagers <pack@kelp.example>":   "",
		"New co-maintainer Mara van Winter <mara@winter.example>  2005": "Mara van Winter <mara@winter.example>",
		"MAINTAINER Ivo Reed <ivo@reed.example>":                        "Ivo Reed <ivo@reed.example>",
		"Maintainer: Ivo Reed <ivo@reed.example> (author)":              "",
		"Based on shell.c by Ivo Reed <ivo@reed.example>":               "",
		"Based on ideas. Ported by Ivo Reed <ivo@reed.example>":         "Ivo Reed <ivo@reed.example>",
		"it was written. By Ivo Reed, the author":                       "",
		// tags, lists and objects
		` * @author <a href="mailto:ivo@reed.example">Ivo Reed</a>`:                                   "ivo@reed.example Ivo Reed",
		"* Author: Ivo Reed, mw, Mara Winter":                                                         "Ivo Reed, mw, Mara Winter",
		"* Author: Ivo Reed <ivo@reed.example>, Mara Winter⏎*   <mara@winter.example>, lm⏎* Devices:": "Ivo Reed <ivo@reed.example>, Mara Winter <mara@winter.example>, lm",
		"* Author: Ivo Reed, somewhere else":                                                          "Ivo Reed",
		`authors = ["The Kelp Developers", "The Umbra Developers"]`:                                   "The Kelp Developers, The Umbra Developers",
		`f("Author: Ivo Reed", "Mara Winter")`:                                                        "Ivo Reed",
		`__contributors__ = ["Ivo Reed (ivo@reed.example)",⏎    "Mara Winter"]`:                       "Ivo Reed (ivo@reed.example), Mara Winter",
		`"author": {⏎  "name": "Ivo Reed",⏎  "url": "https://reed.example"⏎}`:                         "Ivo Reed",
		`"authors": [{"name": "Ivo Reed", "role": "lead"}]`:                                           "Ivo Reed",
		"Authors: Umbra GmbH⏎  Ivo Reed <ivo@reed.example> et. al.":                                   "Umbra GmbH Ivo Reed <ivo@reed.example>",
		"written by Ivo Reed (NL:54)⏎at the University":                                               "Ivo Reed",
		"/* Created by Ivo, 2011.08.03. */":                                                           "Ivo",
		"Created by Ivo, 2011":                                                                        "Ivo",
		"Created by Rollup, 2011 is":                                                                  "",
		"written by FROB BAR":                                                                         "",
		// who wrote it for the holder
		"Copyright (C) 2002 Umbra, by Ivo Reed <ivo@reed.example>": "Ivo Reed <ivo@reed.example>",
	} {
		f := look(t, "a.txt", []byte(strings.ReplaceAll(input, "⏎", "\n")))
		var got []string
		for _, a := range f.Authors {
			got = append(got, a.Name)
		}
		if d := cmp.Diff(want, strings.Join(got, "\n")); d != "" {
			t.Errorf("%q: -want +got\n%s", input, d)
		}
	}
}

// TestSourceText holds that a statement keeps what the source has: its text,
// the mark, addresses.
func TestSourceText(t *testing.T) {
	for input, want := range map[string]inventory.Copyright{
		"# Copyright 2020 Umbra Inc.":                           {Statement: "Copyright 2020 Umbra Inc.", Prefix: "Copyright"},
		"# Copyright ©  2020   Umbra Inc. All rights reserved.": {Statement: "Copyright (c) 2020 Umbra Inc.", Text: "Copyright ©  2020   Umbra Inc.", Prefix: "Copyright ©"},
		"/*\n * Copyright (C) 2020,\n *   Ivo <i@reed.example>,\n *   https://reed.example/\n */": {Statement: "Copyright (c) 2020, Ivo <i@reed.example>, https://reed.example",
			Text: "Copyright (C) 2020,\n *   Ivo <i@reed.example>,\n *   https://reed.example/", Prefix: "Copyright (C)", Mails: []string{"i@reed.example"}, URLs: []string{"https://reed.example/"}},
		"SPDX-FileCopyrightText: 2020 Umbra Inc.":       {Statement: "Copyright 2020 Umbra Inc.", Text: "SPDX-FileCopyrightText: 2020 Umbra Inc.", Prefix: "SPDX-FileCopyrightText"},
		"<p>Jos&eacute; &copy; 2020</p>":                {Statement: "José (c) 2020", Text: "Jos&eacute; &copy; 2020", Prefix: "&copy;"},
		"Copyright 2020 &lt;ivo@reed.example&gt; here":  {Statement: "Copyright 2020 <ivo@reed.example>", Text: "Copyright 2020 &lt;ivo@reed.example&gt;", Prefix: "Copyright", Mails: []string{"ivo@reed.example"}},
		"// J\xfcrgen, Copyright \xa9 2020 J\xfcrgen R": {Statement: "Copyright (c) 2020 Jürgen R", Text: "Copyright © 2020 Jürgen R", Prefix: "Copyright ©"},
	} {
		f := look(t, "a.c", []byte(input))
		if len(f.Copyrights) != 1 {
			t.Errorf("%q: %+v", input, f.Copyrights)
			continue
		}
		c := f.Copyrights[0]
		got := inventory.Copyright{Statement: c.Statement, Text: c.Text, Prefix: c.Prefix, Mails: c.Mails, URLs: c.URLs}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: -want +got\n%s", input, d)
		}
	}
}

// TestPairs holds that the search by pairs stops wherever the look at every byte would.
func TestPairs(t *testing.T) {
	r := newRare()
	for _, trigger := range []string{"copyright", "COPYRIGHT", "Copr. X", "copr x", "&copy;", "|copy|", "(c) x", "(C)", "( c ) x", "©", "\xa9", "ⓒ", "Ⓒ", "&#169;", "&#xA9;", "&#x00a9;", `\u00A9`, `\xa9`, `\(co x`, `\[co]`, `\251`,
		`\00A9`, `\a9 x`, `\u{A9}`, "author", "AUTHORS", "SPDX-FileContributor: x", "__contributors__", "MAINTAINER A <x@y>", "maintainer x@y", "written by A", "reported by\tA x@y", "repaired by\nA x@y", "版权所有", "版權所有", "著作権", "著作权", "저작권"} {
		for _, pad := range []string{"", "x", "  ", "x. ", "....", "reserved by  "} {
			b := []byte(pad + trigger + " 2020")
			want := -1
			for i := range b {
				if r.anchors[b[i]] && triggered(b, i) {
					want = i
					break
				}
			}
			if want < 0 && pad != "x" {
				t.Errorf("%q is no trigger", b)
			}
			if got := r.next(b, 0); got != want {
				t.Errorf("%q: %d, want %d", b, got, want)
			}
		}
	}
}
