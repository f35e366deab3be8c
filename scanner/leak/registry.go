// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package leak

import (
	"bytes"
	"strings"
)

// unlisted reports a registry's host that the list of public ones does not hold. Where
// it is merely named, and no lock file has used it, open domains count as public.
func (s *scan) unlisted(at int, host string) {
	labels := strings.Split(host, ".")
	if !s.lockFile && below(s.lists["open-domains"], labels) != "" {
		return
	}
	if len(labels) > 1 && below(s.lists["public-registries"], labels) == "" && !s.lists["placeholder-labels"][labels[len(labels)-2]] {
		s.add("leak/unlisted-registry", at, host, host)
	}
}

// inRegistry reports whether an address at this place says where packages come
// from: by the name of the file and the words before it.
func (s *scan) inRegistry(at int) bool {
	line := strings.ToLower(string(s.lineBefore(at)))
	if s.lockFile {
		return s.inLockFile(at, line)
	}
	if s.buildFile && s.inBuildFile(at, line) {
		return true
	}
	line = line[max(0, len(line)-100):]
	for _, mark := range []string{"--index-url", "--extra-index-url", "goproxy=", "goproxy:", "config set registry", "--registry", "npm_config_registry", "pip_index_url", "distributionurl=", "--find-links", "registry-mirrors"} {
		if strings.Contains(line, mark) {
			return true
		}
	}
	return strings.Contains(line, "pip") && strings.Contains(line, " -i ")
}

func (s *scan) inLockFile(at int, line string) bool {
	switch {
	case s.base == "package-lock.json" || s.base == "npm-shrinkwrap.json":
		return strings.Contains(line, `"resolved"`)
	case s.base == "yarn.lock" || s.base == "bun.lock":
		return strings.Contains(line, "resol") || s.base == "bun.lock"
	case s.base == "pnpm-lock.yaml":
		return strings.Contains(line, "tarball:") || strings.Contains(line, "registry:")
	case s.base == "composer.lock":
		w := string(s.text[max(0, at-600):at])
		return strings.Contains(line, `"url"`) && max(strings.LastIndex(w, `"dist"`), strings.LastIndex(w, `"source"`)) > strings.LastIndex(w, `"funding"`)
	}
	return strings.Contains(line, "url") || strings.Contains(line, "remote:") || strings.Contains(line, "source") || strings.Contains(line, "registry") || strings.Contains(line, "tarball")
}

func (s *scan) inBuildFile(at int, line string) bool {
	window := func(n int) string { return strings.ToLower(string(s.text[max(0, at-n):at])) }
	switch {
	case s.base == ".npmrc", s.base == ".yarnrc", s.base == ".yarnrc.yml", s.base == ".bowerrc":
		return strings.Contains(line, "registry")
	case s.base == "pip.conf", s.base == "pip.ini":
		return strings.Contains(line, "index-url") || strings.Contains(line, "find-links")
	case strings.HasSuffix(s.base, ".gradle"), strings.HasSuffix(s.base, ".kts"):
		w := window(300)
		i := max(strings.LastIndex(w, "maven"), strings.LastIndex(w, "ivy"))
		if i < 0 {
			return false
		}
		return strings.Contains(line, "url") && strings.Count(w[i:], "}") == 0 && strings.Count(w[i:], "{") > 0 && !strings.Contains(w[i:], "pom") || strings.Contains(line, "maven(") || strings.Contains(line, "maven {")
	case strings.HasSuffix(s.base, ".xml"):
		return s.base == "ivysettings.xml" || inElement(window(1500))
	case s.base == "build.sbt":
		return strings.Contains(line, " at ") || strings.Contains(line, "resolver")
	case s.base == "gemfile", s.base == ".gemrc":
		return strings.Contains(line, "source") || s.base == ".gemrc"
	case s.base == "cargo.toml", s.base == "config.toml":
		return strings.HasPrefix(strings.TrimSpace(line), "index") || strings.HasPrefix(strings.TrimSpace(line), "registry") || strings.HasPrefix(strings.TrimSpace(line), "replace-with")
	case s.base == "nuget.config":
		return strings.Contains(line, "value")
	case s.base == "composer.json":
		return strings.Contains(window(500), `"repositories"`)
	case s.base == ".condarc":
		return true
	case s.base == "pyproject.toml", s.base == "pipfile":
		w := window(200)
		return strings.Contains(w, "source]") || strings.Contains(line, "index")
	}
	return strings.Contains(line, "distributionurl") || strings.Contains(line, "goproxy")
}

// inElement reports whether XML is inside an element that names a repository.
func inElement(before string) bool {
	for _, tag := range []string{"repository", "snapshotrepository", "pluginrepository", "mirror"} {
		if strings.LastIndex(before, "<"+tag+">") > strings.LastIndex(before, "</"+tag+">") {
			return true
		}
	}
	return false
}

func isDockerfile(base string) bool {
	return strings.HasPrefix(base, "dockerfile") || strings.HasSuffix(base, ".dockerfile") || strings.HasPrefix(base, "containerfile")
}

// dockerfile reads the images that FROM and COPY --from name.
func (s *scan) dockerfile() {
	at := 0
	for line := range bytes.Lines(s.text) {
		fields := bytes.Fields(line)
		for i, f := range fields {
			ref, isFrom := bytes.CutPrefix(f, []byte("--from="))
			if !isFrom && (i == 0 || !bytes.EqualFold(fields[0], []byte("FROM")) || bytes.HasPrefix(f, []byte("--")) || i > 1 && !bytes.HasPrefix(fields[i-1], []byte("--"))) {
				continue
			}
			if !isFrom {
				ref = f
			}
			s.imageRef(at+max(0, bytes.Index(line, ref)), ref)
		}
		at += len(line)
	}
}

// image reads the value behind "image:" of a configuration.
func (s *scan) image(from int) {
	if s.setting != config {
		return
	}
	line := s.lineAfter(from)
	value := bytes.Trim(bytes.TrimSpace(line), "\"'")
	if i := bytes.IndexAny(value, " \t\"'#,"); i >= 0 {
		value = value[:i]
	}
	if len(value) > 0 {
		s.imageRef(from+bytes.Index(line, value), value)
	}
}

// imageRef judges the registry of a reference HOST[:PORT]/NAME.
func (s *scan) imageRef(at int, ref []byte) {
	host, _, slash := strings.Cut(strings.ToLower(string(ref)), "/")
	name, _, port := strings.Cut(host, ":")
	if !slash || !strings.Contains(name, ".") && !port || hostOf([]byte(host)) != name {
		return
	}
	s.hostDone = max(s.hostDone, at+len(host))
	switch s.hostStanding(name) {
	case invented, bare:
	case public:
		s.unlisted(at, name)
	default:
		s.add("leak/private-registry", at, name, name)
	}
}
