// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

const (
	maxJarDepth   = 3       // archives within archives
	maxJarEntries = 1 << 18 // files of one archive
	maxJarMember  = 1 << 20 // bytes read of one manifest inside
)

// readJar reads a Java archive in memory: the Maven coordinates that were packed
// into it (several in a shaded one), else its manifest, else its file name.
// Archives inside it are read as well. Everything in it is distributed.
func readJar(w *workspace, m manifest) (r report) {
	data, err := w.read(m.path)
	if err != nil {
		r.problems = append(r.problems, unreadable(m.path, err))
		return r
	}
	j := jarReader{w: w, path: m.path, budget: 4 * w.limit}
	if err := j.archive(data, m.path, 0); err != nil {
		if errors.Is(err, errTooLarge) {
			j.r.problems = append(j.r.problems, problem{m.path, inventory.GapTooLarge, "the archive unpacks to more than the limit"})
		} else if w.ctx.Err() == nil {
			j.r.unparsable(m.path, "not readable as a Java archive")
		}
	}
	if len(j.r.found) == 1 && j.r.found[0].source == m.path {
		w.keepArchived(m.path, zippedLicenses(data, m.path))
	}
	return j.r
}

type jarReader struct {
	w      *workspace
	path   string
	budget int64 // bytes that may still be unpacked
	r      report
}

func (j *jarReader) archive(data []byte, name string, depth int) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	if len(z.File) > maxJarEntries {
		return errTooLarge
	}
	before := len(j.r.found)
	var manifest map[string]string
	licenses, origins := map[string]string{}, map[string]inventory.Origin{}
	for _, f := range z.File {
		if err := j.w.ctx.Err(); err != nil {
			return err
		}
		switch dir, base := path.Split(f.Name); {
		case f.Name == "META-INF/MANIFEST.MF":
			text, err := j.member(f, maxJarMember)
			if err != nil {
				return err
			}
			manifest = jarManifest(text)
		case base == "pom.properties" && strings.HasPrefix(dir, "META-INF/maven/"):
			text, err := j.member(f, maxJarMember)
			if err != nil {
				return err
			}
			j.maven(text, dir)
		case base == "pom.xml" && strings.HasPrefix(dir, "META-INF/maven/"):
			if text, err := j.member(f, maxJarMember); err == nil {
				licenses[dir], origins[dir] = pomLicense(text), pomOrigin(text)
			}
		case nestedArchive(base) && depth < maxJarDepth:
			inner, err := j.member(f, j.w.limit)
			if err == nil {
				err = j.archive(inner, base, depth+1)
			}
			if errors.Is(err, errTooLarge) {
				return err
			}
			if err != nil && j.w.ctx.Err() == nil {
				j.r.unparsable(j.path, "an archive inside it is not readable")
			}
		}
	}
	for i := before; i < len(j.r.found); i++ {
		f := &j.r.found[i]
		dir := "META-INF/maven/" + strings.Replace(f.name, ":", "/", 1) + "/"
		f.license = cmp.Or(f.license, licenses[dir])
		joinOrigins(&f.origin, origins[dir])
	}
	if !j.own(before, name) {
		j.fromManifest(manifest, name)
	}
	if len(j.r.found) == before+1 { // else the vendor may be that of another
		joinOrigins(&j.r.found[before].origin, jarOrigin(manifest))
	}
	if depth == 0 && len(j.r.found) == 1 { // else the license files may be those of another
		j.r.found[0].source = j.path
	}
	return nil
}

// member unpacks one file of the archive.
func (j *jarReader) member(f *zip.File, limit int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	limit = min(limit, j.budget)
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, errTooLarge
	}
	j.budget -= int64(len(data))
	return data, nil
}

func nestedArchive(base string) bool {
	switch path.Ext(base) {
	case ".jar", ".war", ".ear", ".aar":
		return true
	}
	return false
}

// maven records the coordinates of a pom.properties.
func (j *jarReader) maven(text []byte, dir string) {
	p := map[string]string{}
	for line := range bytes.Lines(text) {
		if key, value, ok := strings.Cut(strings.TrimSpace(string(line)), "="); ok && !strings.HasPrefix(key, "#") {
			p[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	parts := strings.Split(strings.Trim(strings.TrimPrefix(dir, "META-INF/maven/"), "/"), "/")
	if len(parts) == 2 {
		p["groupId"], p["artifactId"] = cmp.Or(p["groupId"], parts[0]), cmp.Or(p["artifactId"], parts[1])
	}
	if p["groupId"] == "" || p["artifactId"] == "" {
		return
	}
	j.add(p["groupId"], p["artifactId"], definite(p["version"]), "")
}

func (j *jarReader) add(group, artifact, version, license string) {
	name, scope := artifact, ""
	if artifact == "gradle-wrapper" { // runs the build, is no part of the program
		scope = inventory.ScopeBuild
	}
	if group != "" {
		name = group + ":" + artifact
	}
	j.r.found = append(j.r.found, found{purl: purl(packageurl.TypeMaven, group, artifact, version), name: name, version: version, scope: scope, license: license, distributed: true, path: j.path})
}

// own reports whether one of the coordinates found since is the archive's own:
// its artifact id begins the file name. A shaded archive may hold others only.
func (j *jarReader) own(since int, file string) bool {
	base := path.Base(file)
	for _, f := range j.r.found[since:] {
		if strings.HasPrefix(base, f.name[strings.IndexByte(f.name, ':')+1:]) {
			return true
		}
	}
	return false
}

// jarVersion splits "name-1.2.3" where the version begins.
var jarVersion = regexp.MustCompile(`^(.+?)-v?(\d[\w.+-]*)$`)

// fromManifest names an archive by its manifest and its file name.
func (j *jarReader) fromManifest(m map[string]string, file string) {
	base := path.Base(file)
	base = strings.TrimSuffix(base, path.Ext(base))
	artifact, version := base, ""
	if s := jarVersion.FindStringSubmatch(base); s != nil {
		artifact, version = s[1], s[2]
	}
	version = cmp.Or(version, definite(m["Implementation-Version"]), definite(m["Bundle-Version"]), definite(m["Specification-Version"]))
	group := ""
	for _, g := range []string{m["Implementation-Vendor-Id"], m["Bundle-SymbolicName"], m["Automatic-Module-Name"]} {
		g, _, _ = strings.Cut(g, ";")
		if g = strings.TrimSpace(g); mavenPart.MatchString(g) && strings.Contains(g, ".") {
			group = strings.TrimSuffix(g, "."+artifact)
			break
		}
	}
	license := m["Bundle-License"]
	if strings.ContainsAny(license, ";,\"") || strings.Contains(license, "://") {
		license = ""
	}
	j.add(group, artifact, version, licenseOf(license))
}

// jarManifest reads the main section of a manifest (JAR specification).
func jarManifest(text []byte) map[string]string {
	m := map[string]string{}
	last := ""
	for line := range bytes.Lines(text) {
		s := strings.TrimRight(string(line), "\r\n")
		if s == "" {
			break
		}
		if s[0] == ' ' && last != "" {
			m[last] += s[1:]
			continue
		}
		if key, value, ok := strings.Cut(s, ": "); ok {
			m[key] = value
			last = key
		}
	}
	return m
}

// pomLicense reads the license names of a pom.xml. Several are no expression:
// whether all or any of them hold, nobody can tell.
func pomLicense(text []byte) string {
	var p struct {
		Licenses []struct {
			Name string `xml:"name"`
		} `xml:"licenses>license"`
	}
	if xml.Unmarshal(text, &p) != nil {
		return ""
	}
	var names []string
	for _, l := range p.Licenses {
		if name := licenseOf(l.Name); name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(sorted(names), ", ")
}
