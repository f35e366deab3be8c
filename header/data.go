// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package header

// markup are the comments of XML and its kin, and others that end alike.
func markup(more ...[2]string) style {
	return style{blocks: append(more, [2]string{"<!--", "-->"}), write: framed("<!--", "  ", "-->")}
}

// tight is a style in whose files an empty line is output.
func tight(s style) style {
	s.tight = true
	return s
}

// data are the languages of interfaces, queries, builds, configuration, style
// sheets and pages, the second half of the table.
func data() []Language {
	return []Language{
		{Name: "Protocol Buffers", exts: "proto", style: cLike()},
		{Name: "Tars", exts: "tars jce", style: cLike()},
		{Name: "FlatBuffers", exts: "fbs", style: style{line: []string{"//"}, write: lines("//")}},
		{Name: "Thrift", exts: "thrift", style: slashHash()},
		{Name: "Cap'n Proto", exts: "capnp", style: hash()},
		{Name: "Avro IDL", exts: "avdl", style: cBlock()},
		{Name: "Smithy", exts: "smithy", style: style{line: []string{"//"}, write: lines("//")}, may: []string{"$version"}},
		{Name: "TypeSpec", exts: "tsp", style: cLike()},
		{Name: "WIT", exts: "wit", style: cLike()},
		{Name: "YANG", exts: "yang", style: cLike()},
		{Name: "ASN.1", exts: "asn asn1", style: dash()},
		{Name: "Prisma", exts: "prisma", style: style{line: []string{"//"}, write: lines("//")}},
		{Name: "SQL", exts: "sql psql ddl pls pks pkb cql hql", style: style{line: []string{"--", "#"}, blocks: [][2]string{{"/*", "*/"}}, write: lines("--")}},
		{Name: "GraphQL", exts: "graphql gql graphqls", style: hash()},
		{Name: "SPARQL", exts: "sparql rq", style: hash()},
		{Name: "Turtle", exts: "ttl", style: hash()},
		{Name: "XQuery", exts: "xq xqy xquery", style: style{blocks: [][2]string{{"(:", ":)"}}, write: framed("(:", " :", " :)")}, may: []string{"xquery version"}},
		{Name: "Terraform", exts: "tf tfvars hcl nomad", style: hashC()},
		{Name: "Bicep", exts: "bicep", style: cLike()},
		{Name: "Pkl", exts: "pkl", style: cLike()},
		{Name: "Nix", exts: "nix", style: style{line: []string{"#"}, blocks: [][2]string{{"/*", "*/"}}, write: lines("#")}},
		{Name: "Jsonnet", exts: "jsonnet libsonnet", style: slashHash()},
		{Name: "CUE", exts: "cue", style: style{line: []string{"//"}, write: lines("//")}},
		{Name: "Rego", exts: "rego", style: hash()},
		{Name: "Puppet", exts: "pp", style: hash()},
		{Name: "Make", exts: "mk mak make", files: "Makefile makefile GNUmakefile Makefile.am Makefile.in Kbuild", run: "make", style: hash()},
		{Name: "CMake", exts: "cmake", files: "CMakeLists.txt", style: style{line: []string{"#"}, blocks: [][2]string{{"#[[", "]]"}}, write: lines("#")}},
		{Name: "Meson", files: "meson.build meson_options.txt meson.options", style: hash()},
		{Name: "GN", exts: "gn gni", style: hash()},
		{Name: "Ninja", exts: "ninja", style: hash()},
		{Name: "qmake", exts: "pri", style: hash()},
		{Name: "Kconfig", exts: "kconfig", files: "Kconfig", style: hash()},
		{Name: "Just", exts: "just", files: "justfile Justfile", run: "just", style: hash()},
		{Name: "Earthfile", files: "Earthfile", style: hash(), must: []string{"version "}},
		{Name: "M4", exts: "m4 ac", files: "configure.ac configure.in aclocal.m4", style: style{line: []string{"dnl", "#"}, write: lines("dnl"), tight: true}},
		{Name: "Dockerfile", exts: "dockerfile containerfile", files: "Dockerfile Containerfile", style: hash(), must: []string{"# syntax=", "#syntax=", "# escape=", "#escape=", "# check=", "#check=", "# syntax ="}},
		{Name: "YAML", exts: "yaml yml", style: hash(), must: []string{"# yaml-language-server", "#cloud-config", "# cloud-config"}, may: []string{"---", "%yaml"}},
		{Name: "TOML", exts: "toml", style: hash()},
		{Name: "Properties", exts: "properties", style: style{line: []string{"#", "!"}, write: lines("#")}},
		{Name: "INI", exts: "ini cfg conf", style: style{line: []string{"#", ";"}, write: lines("#")}},
		{Name: "Gherkin", exts: "feature", style: hash(), must: []string{"# language:", "#language:"}},
		{Name: "Gettext", exts: "po pot", style: hash()},
		{Name: "Device tree", exts: "dts dtsi", style: cBlock(), may: []string{"/dts-v1/"}},
		{Name: "Linker script", exts: "ld lds", style: style{blocks: [][2]string{{"/*", "*/"}}, write: framed("/*", " *", " */")}},
		{Name: "RPM spec", exts: "spec", style: hash()},
		{Name: "Gnuplot", exts: "gp gnuplot plt", style: hash()},
		{Name: "TeX", exts: "tex sty dtx ltx", style: tight(percent()), must: []string{"% !tex", "%!tex", "%&", "% !bib"}},
		{Name: "BibTeX style", exts: "bst", style: percent()},
		{Name: "Roff", exts: "man roff 1 3 5 7 8", style: style{line: []string{`.\"`, `'\"`, `\"`}, write: lines(`.\"`), tight: true}, must: []string{`'\" t`, `'\" e`, `'\" p`, `'\" r`, `'\" v`}},
		{Name: "Typst", exts: "typ", style: cLike()},
		{Name: "CSS", exts: "css", style: style{blocks: [][2]string{{"/*", "*/"}}, write: framed("/*", " *", " */")}, must: []string{"@charset"}},
		{Name: "SCSS", exts: "scss less pcss", style: cBlock(), must: []string{"@charset"}},
		{Name: "Sass", exts: "sass", style: cLike(), must: []string{"@charset"}},
		{Name: "Stylus", exts: "styl", style: cLike(), must: []string{"@charset"}},
		{Name: "HTML", exts: "html htm xhtml", style: markup(), must: []string{"<?xml", "<!doctype"}, may: []string{"<html"}},
		{Name: "XML", exts: "xml xsd xsl xslt wsdl xaml csproj vbproj fsproj props targets nuspec fxml rng dita dtd ui qrc plist storyboard xib", style: markup(), must: []string{"<?xml"}, may: []string{"<!doctype", "<html"}},
		{Name: "Vue", exts: "vue svelte", style: style{line: []string{"//"}, blocks: [][2]string{{"<!--", "-->"}, {"/*", "*/"}}, write: framed("<!--", "  ", "-->")}, may: []string{"<script"}},
		{Name: "Astro", exts: "astro", style: style{line: []string{"//"}, blocks: [][2]string{{"<!--", "-->"}, {"/*", "*/"}}, write: lines("//")}, must: []string{"---"}, needs: "---"},
		{Name: "JSP", exts: "jsp jspx tag jspf", style: style{blocks: [][2]string{{"<%--", "--%>"}, {"<!--", "-->"}}, write: framed("<%--", "  ", "--%>"), tight: true}, must: []string{"<?xml"}, may: []string{"<%@", "<!doctype"}},
		{Name: "ASP", exts: "asp aspx ascx ashx asax", style: style{blocks: [][2]string{{"<%--", "--%>"}, {"<!--", "-->"}}, write: framed("<%--", "  ", "--%>"), tight: true}, must: []string{"<%@"}},
		{Name: "Razor", exts: "cshtml razor", style: style{blocks: [][2]string{{"@*", "*@"}, {"<!--", "-->"}}, write: framed("@*", "  ", "*@"), tight: true}, must: []string{"@page"}},
		{Name: "ERB", exts: "erb rhtml", style: style{blocks: [][2]string{{"<%#", "%>"}, {"<!--", "-->"}}, write: framed("<%#", "  ", "%>"), tight: true}, must: []string{"<?xml"}},
		{Name: "EJS", exts: "ejs", style: style{blocks: [][2]string{{"<%#", "%>"}, {"<!--", "-->"}}, write: framed("<%#", "  ", "%>"), tight: true}, must: []string{"<?xml"}},
		{Name: "HEEx", exts: "heex", style: style{line: []string{"#"}, blocks: [][2]string{{"<%!--", "--%>"}, {"<!--", "-->"}}, write: framed("<%!--", "  ", "--%>"), tight: true}},
		{Name: "Go template", exts: "tpl tmpl gotmpl gohtml", style: style{line: []string{"#", "//"}, blocks: [][2]string{{"{{/*", "*/}}"}, {"{{- /*", "*/"}, {"{{ /*", "*/"}, {"<!--", "-->"}, {"/*", "*/"}}, write: framed("{{- /*", "  ", "*/ -}}"), tight: true}, may: []string{"<?xml", "<!doctype"}},
		{Name: "Jinja", exts: "j2 jinja jinja2 njk twig", style: style{line: []string{"#"}, blocks: [][2]string{{"{#", "#}"}, {"<!--", "-->"}}, write: framed("{#", "  ", "-#}"), tight: true}},
		{Name: "Liquid", exts: "liquid", style: style{blocks: [][2]string{{"{%- comment -%}", "{%- endcomment -%}"}, {"{% comment %}", "{% endcomment %}"}, {"<!--", "-->"}}, write: framed("{%- comment -%}", "  ", "{%- endcomment -%}"), tight: true}},
		{Name: "Smarty", exts: "smarty latte", style: style{blocks: [][2]string{{"{*", "*}"}, {"<!--", "-->"}}, write: framed("{*", "  ", "*}"), tight: true}},
		{Name: "Blade", exts: "blade.php", style: style{blocks: [][2]string{{"{{--", "--}}"}, {"<!--", "-->"}}, write: framed("{{--", "  ", "--}}"), tight: true}},
		{Name: "Mako", exts: "mako", style: style{line: []string{"##"}, blocks: [][2]string{{"<%doc>", "</%doc>"}, {"<!--", "-->"}}, write: lines("##"), tight: true}, must: []string{"## -*-"}},
		{Name: "Handlebars", exts: "hbs handlebars mustache", style: style{blocks: [][2]string{{"{{!--", "--}}"}, {"{{!", "}}"}, {"<!--", "-->"}}, write: framed("{{!--", "  ", "--}}"), tight: true}},
		{Name: "FreeMarker", exts: "ftl ftlh", style: style{blocks: [][2]string{{"<#--", "-->"}, {"<!--", "-->"}}, write: framed("<#--", "  ", "-->"), tight: true}, must: []string{"<#ftl"}},
		{Name: "Velocity", exts: "vm vtl", style: style{line: []string{"##"}, blocks: [][2]string{{"#*", "*#"}}, write: lines("##"), tight: true}},
		{Name: "ColdFusion", exts: "cfm cfml", style: style{blocks: [][2]string{{"<!---", "--->"}, {"<!--", "-->"}}, write: framed("<!---", "  ", "--->"), tight: true}},
		{Name: "Pug", exts: "pug jade", style: style{line: []string{"//"}, write: lines("//-")}, may: []string{"doctype"}},
		{Name: "Haml", exts: "haml slim", style: style{line: []string{"-#", "/"}, write: lines("-#")}, may: []string{"!!!", "doctype"}},
	}
}
