// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package supply

import (
	"path"
	"regexp"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// shape says how a kind of manifest writes dependencies that are no packages of a
// registry. The first group of an expression is what is noted.
type shape struct {
	local, ssh, system *regexp.Regexp
	skip               *regexp.Regexp // lines of other things
}

var (
	goMod = &shape{local: regexp.MustCompile(`=>\s*"?((?:\.{1,2}/|/)\S*?)"?\s*(?://.*)?$`)}
	npm   = &shape{
		local: regexp.MustCompile(`^\s*"[^"]+"\s*:\s*"(?:file|link|portal):([^"]+)"`), ssh: regexp.MustCompile(`^\s*"[^"]+"\s*:\s*"((?:git\+ssh://|ssh://|git@)[^"]+)"`),
		skip: regexp.MustCompile(`^\s*"(?:url|repository|homepage|bugs|name|description)"`),
	}
	pip = &shape{
		local:  regexp.MustCompile(`^\s*(?:-e\s+|--editable[ =])?(\.{1,2}/[^\s;#]*)`),
		ssh:    regexp.MustCompile(`((?:git\+)?ssh://[^\s;#'"]+|git\+git@[^\s;#'"]+)`),
		system: regexp.MustCompile(`(file:///[^\s;#'"]+)`),
	}
	toml = &shape{
		local:  regexp.MustCompile(`\bpath\s*=\s*["'](\.{1,2}(?:/[^"']*)?|/[^"']+)["']`),
		ssh:    regexp.MustCompile(`["']((?:git\+)?ssh://[^"']+|git@[^"':]+:[^"']+|[^"'@\s]+ @ git\+ssh://[^"']+)["']`),
		system: regexp.MustCompile(`(file:///[^\s;#'"]+)`),
		skip:   regexp.MustCompile(`^\s*(?:repository|homepage|documentation|url|source)\s*=`),
	}
	maven = &shape{system: regexp.MustCompile(`<systemPath>\s*([^<]+?)\s*</systemPath>`)}
	ruby  = &shape{local: regexp.MustCompile(`(?:\bpath:|:path\s*=>)\s*["']([^"']+)["']`), ssh: regexp.MustCompile(`["']((?:git\+)?ssh://[^"']+|git@[^"':]+:[^"']+)["']`)}
	dart  = &shape{local: regexp.MustCompile(`^\s+path:\s*["']?([^\s"'#]+)`), ssh: regexp.MustCompile(`(?:url|git):\s*["']?(ssh://[^\s"'#]+|git@[^\s"'#]+)`)}
	php   = &shape{local: regexp.MustCompile(`"url"\s*:\s*"(\.{1,2}/[^"]+)"`), ssh: regexp.MustCompile(`"url"\s*:\s*"(ssh://[^"]+|git@[^"]+)"`)}
)

// manifestOf returns how a manifest is read; nil for other files.
func manifestOf(p string) *shape {
	name := path.Base(p)
	switch name {
	case "go.mod":
		return goMod
	case "package.json":
		return npm
	case "pyproject.toml", "Cargo.toml", "Pipfile":
		return toml
	case "pom.xml":
		return maven
	case "Gemfile":
		return ruby
	case "pubspec.yaml":
		return dart
	case "composer.json":
		return php
	}
	if strings.HasPrefix(name, "requirements") && strings.HasSuffix(name, ".txt") {
		return pip
	}
	return nil
}

func manifest(o *found, s *shape, text []byte) {
	lines(text, func(line string, at int) {
		if trimmed := strings.TrimSpace(line); strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, "//") || s.skip != nil && s.skip.MatchString(line) {
			return
		}
		if m := match(s.local, line); m != "" {
			target, _ := within(o.path, m)
			o.add(inventory.SupplyLocal, m, target, at)
			return
		}
		if m := match(s.ssh, line); m != "" {
			o.add(inventory.SupplySSH, m, "", at)
			return
		}
		if m := match(s.system, line); m != "" {
			target := ""
			if rest, ok := cutBase(m); ok { // ${project.basedir}/lib/a.jar is in the tree
				target, _ = within(o.path, rest)
			}
			o.add(inventory.SupplySystem, m, target, at)
		}
	})
}

func match(re *regexp.Regexp, line string) string {
	if re == nil {
		return ""
	}
	if m := re.FindStringSubmatch(line); m != nil {
		return m[1]
	}
	return ""
}

// cutBase takes the directory of the project from a path of Maven.
func cutBase(p string) (string, bool) {
	for _, base := range []string{"${project.basedir}/", "${basedir}/", "${pom.basedir}/"} {
		if rest, ok := strings.CutPrefix(p, base); ok {
			return rest, true
		}
	}
	return "", false
}
