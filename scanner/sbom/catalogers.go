// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"regexp"

	"github.com/anchore/syft/syft/pkg"
	"github.com/anchore/syft/syft/pkg/cataloger/dotnet"
	"github.com/anchore/syft/syft/pkg/cataloger/erlang"
	"github.com/anchore/syft/syft/pkg/cataloger/githubactions"
	"github.com/anchore/syft/syft/pkg/cataloger/golang"
	"github.com/anchore/syft/syft/pkg/cataloger/haskell"
	"github.com/anchore/syft/syft/pkg/cataloger/php"
	"github.com/anchore/syft/syft/pkg/cataloger/python"
	"github.com/anchore/syft/syft/pkg/cataloger/rust"
	"github.com/anchore/syft/syft/pkg/cataloger/terraform"

	"github.com/outgate/outgate/inventory"
)

// cataloger is one of syft's, with what we need to know of it.
type cataloger struct {
	name        string // syft's name, checked by a test
	make        func() pkg.Cataloger
	files       []sourceFile
	executables bool   // it looks into ELF, Mach-O and PE files
	distributed bool   // what it finds lies in the tree
	scope       string // "" when the metadata decides
}

// sourceFile is one kind of file that a cataloger reads.
type sourceFile struct {
	glob   string         // the pattern that syft asks the resolver for, checked by a test
	kind   string         // for people
	entry  *regexp.Regexp // matches once or more when the file names a package; nil: never judged
	direct bool           // what the file names is a direct dependency
	binary bool           // not kept in memory during the walk
}

// catalogers is the list of syft's catalogers that make sense for a source
// repository. Left out: databases of operating system packages and container
// images, files that describe only themselves (gemspec, opam, DESCRIPTION),
// binary classifiers, and what our own readers replace: Java archives (syft's
// reader writes temporary files) and vcpkg manifests (it clones registries).
// Configurations are written out in full instead of taking syft's defaults:
// nothing remote, no local cache, no program.
func catalogers() []cataloger {
	one := regexp.MustCompile
	return []cataloger{
		{name: "dotnet-deps-binary-cataloger", distributed: true, executables: true,
			make: func() pkg.Cataloger {
				return dotnet.NewDotnetDepsBinaryCataloger(dotnet.CatalogerConfig{})
			}, files: []sourceFile{
				{glob: "**/*.deps.json", kind: ".NET deps.json"},
				{glob: "**/*.dll", kind: ".NET library", binary: true}, {glob: "**/*.exe", kind: ".NET executable", binary: true},
				{glob: "**/*.bpl", kind: "package library", binary: true},
				{glob: "**/*.DLL", kind: ".NET library", binary: true}, {glob: "**/*.EXE", kind: ".NET executable", binary: true},
				{glob: "**/*.BPL", kind: "package library", binary: true}}},
		{name: "erlang-rebar-lock-cataloger", make: erlang.NewRebarLockCataloger, files: []sourceFile{
			{glob: "**/rebar.lock", kind: "rebar.lock", entry: one(`\{<<"`)}}},
		{name: "github-actions-usage-cataloger", make: githubactions.NewActionUsageCataloger, scope: inventory.ScopeCI, files: []sourceFile{
			{glob: "**/.github/workflows/*.yaml", kind: "workflow", direct: true}, {glob: "**/.github/workflows/*.yml", kind: "workflow", direct: true},
			{glob: "**/.github/actions/*/action.yml", kind: "action", direct: true}, {glob: "**/.github/actions/*/action.yaml", kind: "action", direct: true}}},
		{name: "github-action-workflow-usage-cataloger", make: githubactions.NewWorkflowUsageCataloger, scope: inventory.ScopeCI, files: []sourceFile{
			{glob: "**/.github/workflows/*.yaml", kind: "workflow", direct: true}, {glob: "**/.github/workflows/*.yml", kind: "workflow", direct: true}}},
		{name: "go-module-binary-cataloger", distributed: true, executables: true,
			make: func() pkg.Cataloger {
				return golang.NewGoModuleBinaryCataloger(golang.CatalogerConfig{MainModuleVersion: golang.MainModuleVersionConfig{FromLDFlags: true, FromBuildSettings: true}})
			}},
		{name: "haskell-cataloger", make: haskell.NewHackageCataloger, files: []sourceFile{
			{glob: "**/stack.yaml", kind: "stack.yaml", direct: true},
			{glob: "**/stack.yaml.lock", kind: "stack.yaml.lock", entry: one(`(?m)^\s+hackage:`)},
			{glob: "**/cabal.project.freeze", kind: "cabal.project.freeze", entry: one(`any\.[\w-]+ ==`)}}},
		{name: "php-composer-installed-cataloger", make: php.NewComposerInstalledCataloger, distributed: true, files: []sourceFile{
			{glob: "**/installed.json", kind: "list of installed PHP packages"}}},
		{name: "python-installed-package-cataloger", make: python.NewInstalledPackageCataloger, distributed: true, files: []sourceFile{
			{glob: "**/*.egg-info", kind: "egg-info"},
			{glob: "**/*dist-info/METADATA", kind: "wheel metadata", entry: one(`(?m)^Name:`)}, {glob: "**/*egg-info/PKG-INFO", kind: "egg metadata", entry: one(`(?m)^Name:`)},
			{glob: "**/*DIST-INFO/METADATA", kind: "wheel metadata", entry: one(`(?m)^Name:`)}, {glob: "**/*EGG-INFO/PKG-INFO", kind: "egg metadata", entry: one(`(?m)^Name:`)}}},
		{name: "cargo-auditable-binary-cataloger", make: rust.NewAuditBinaryCataloger, distributed: true, executables: true},
		{name: "terraform-lock-cataloger", make: terraform.NewLockCataloger, scope: inventory.ScopeBuild, files: []sourceFile{
			{glob: "**/.terraform.lock.hcl", kind: "Terraform lock file", entry: one(`(?m)^provider "`), direct: true}}},
	}
}
