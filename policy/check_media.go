// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/holder"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
)

// mediaDoc is the section media of a policy.
type mediaDoc struct {
	Foreign    word   `yaml:"foreign"`
	Sidecar    word   `yaml:"sidecar"`
	Unlicensed word   `yaml:"unlicensed"`
	Trademark  word   `yaml:"trademark"`
	Roles      []word `yaml:"roles"`
	Exclude    []word `yaml:"exclude"`
}

// mediaRules judge the metadata of pictures, fonts and the like.
type mediaRules struct {
	foreign, sidecar, unlicensed scoped
	trademark                    setting
}

func (l *loader) mediaOf(d *mediaDoc, p *Policy) {
	roles, exclude := l.roles(d.Roles, "media.roles"), l.globs(d.Exclude, "media.exclude")
	p.media = mediaRules{
		scoped{l.setting(d.Foreign, "media.foreign", "warn"), roles, exclude},
		scoped{l.setting(d.Sidecar, "media.sidecar", "warn"), roles, exclude},
		scoped{l.setting(d.Unlicensed, "media.unlicensed", "note"), roles, exclude},
		l.setting(d.Trademark, "media.trademark", "allow"),
	}
}

func mediaForeign() check {
	return check{
		Check: Check{
			Code: "media-foreign", Post: PostIP,
			Title: "A picture, font, program or package belongs to somebody else",
			Doc: "The metadata inside a file of the project (EXIF, XMP, the names of a font, the version of a program, the manifest of a JAR) names a copyright holder or vendor outside project.holders. " +
				"Nobody sees it when the file is looked at, and everybody can read it once it is published. Creators are no holders and do not count. Without project.holders the check is off. " +
				"One violation is raised for each holder below a top-level directory.",
			Help: "settle whether the file may be published: replace it, move it to third_party with its license, or add the holder to project.holders",
		},
		needs: []string{"media"}, waivable: true,
		on: func(p *Policy) bool { return !p.media.foreign.allows() && len(p.holders) > 0 },
		run: func(j *judge) {
			for i := range j.inv.Media {
				m := &j.inv.Media[i]
				f := mediaFile(m)
				if m.Kind != inventory.MediaCopyright && m.Kind != inventory.MediaVendor || !j.p.media.foreign.judges(&f) {
					continue
				}
				for _, holder := range m.Holders {
					j.foreignMedia(m, &f, holder)
				}
			}
		},
	}
}

// mediaFile is the file of the tree in which the metadata is.
func mediaFile(m *inventory.Media) inventory.File {
	path, _, _ := strings.Cut(m.Path, "!/")
	return inventory.File{Path: path, Role: m.Context}
}

func (j *judge) foreignMedia(m *inventory.Media, f *inventory.File, holder string) {
	folded := foldHolder(holder)
	if folded == "" || j.p.ours(folded) {
		return
	}
	where, whole := groupOf(f)
	s := j.p.media.foreign.setting
	s.text += "; project.holders at " + placeText(j.p.holdersAt)
	what := "the copyright holder"
	if m.Kind == inventory.MediaVendor {
		what = "the vendor"
	}
	j.raise(s, Medium, item{
		v: Violation{
			Message:  fmt.Sprintf("%s %q in the metadata is not one of the project's", what, clip(holder)),
			Location: inventory.Location{Path: f.Path},
			Evidence: mediaEvidence(m, f.Path),
		},
		content: folded, where: where, whole: whole,
	})
}

// ours reports a folded holder that is the project's.
func (p *Policy) ours(folded string) bool {
	return slices.ContainsFunc(p.holders, func(pattern string) bool { return wildcard(pattern, folded) })
}

func mediaEvidence(m *inventory.Media, path string) string {
	text := m.Field + ": " + clip(m.Text)
	if m.Path != path {
		text += " (" + strings.TrimPrefix(m.Path, path+"!/") + ")"
	}
	return text
}

func mediaSidecar() check {
	return check{
		Check: Check{
			Code: "media-sidecar", Post: PostIP,
			Title: "A sidecar says something else than the file it speaks for",
			Doc: "FILE.license names a copyright holder or a license, and the metadata inside FILE names another one. One of them is wrong, and whoever receives the file will believe the one that is inside it. " +
				"Only notices with a holder, and licenses that are known by id or address, are compared.",
			Help: "find out who owns the file and under which license it may be published, then correct the sidecar or the metadata",
		},
		needs: []string{"media", "copyright", "license"}, waivable: true,
		on: func(p *Policy) bool { return !p.media.sidecar.allows() },
		run: func(j *judge) {
			sidecars := map[string]*inventory.File{}
			for i := range j.inv.Files {
				if path, ok := strings.CutSuffix(j.inv.Files[i].Path, ".license"); ok {
					sidecars[path] = &j.inv.Files[i]
				}
			}
			for i := range j.inv.Media {
				m := &j.inv.Media[i]
				f := mediaFile(m)
				if side := sidecars[m.Path]; side != nil && j.p.media.sidecar.judges(&f) {
					j.compareSidecar(m, side)
				}
			}
		},
	}
}

func (j *judge) compareSidecar(m *inventory.Media, side *inventory.File) {
	differ := func(inside, beside string, what string) {
		j.raise(j.p.media.sidecar.setting, Medium, item{
			v: Violation{
				Message:  fmt.Sprintf("the sidecar says %s %q, the metadata of the file %q", what, clip(beside), clip(inside)),
				Location: inventory.Location{Path: m.Path}, Evidence: mediaEvidence(m, m.Path) + "; " + side.Path,
			},
			content: what + " " + inside + " " + beside,
		})
	}
	if holders := holdersOf(side); m.Kind == inventory.MediaCopyright && len(m.Holders) > 0 && len(holders) > 0 &&
		!slices.ContainsFunc(m.Holders, func(h string) bool {
			return slices.ContainsFunc(holders, func(o string) bool { return sameHolder(h, o) })
		}) {
		differ(strings.Join(m.Holders, ", "), strings.Join(holders, ", "), "holder")
	}
	if m.License == "" || len(side.Licenses) == 0 {
		return
	}
	var said []string
	for i := range side.Licenses {
		e, err := spdx.Parse(side.Licenses[i].Expression)
		if err != nil {
			return // not known, so nothing can be compared
		}
		for _, l := range e.Licenses() {
			if plainID(l) == m.License {
				return
			}
		}
		said = append(said, side.Licenses[i].Expression)
	}
	differ(m.License, strings.Join(slices.Compact(said), ", "), "license")
}

// holdersOf are the holders of a file's sure statements, as written.
func holdersOf(f *inventory.File) []string {
	var out []string
	for i := range f.Copyrights {
		if f.Copyrights[i].Confidence < sureStatement {
			continue
		}
		for _, h := range f.Copyrights[i].Holders {
			if foldHolder(h) != "" && !slices.Contains(out, h) {
				out = append(out, h)
			}
		}
	}
	return out
}

// sameHolder compares two names without legal forms: one may have a word more.
func sameHolder(a, b string) bool {
	x, y := holder.Of(a).Key+" ", holder.Of(b).Key+" "
	return x == y || strings.HasPrefix(x, y) || strings.HasPrefix(y, x)
}
