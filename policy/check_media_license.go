// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"path"
	"strings"

	"github.com/outgate/outgate/inventory"
)

func mediaUnlicensed() check {
	return check{
		Check: Check{
			Code: "media-unlicensed", Post: PostIP,
			Title: "A font, sound or film without a license",
			Doc: "Fonts, sound and films are seldom made by those who write the code, and LICENSE does not speak for them. A file of the product (media.roles) has no license when its metadata names none, no sidecar or REUSE table does, and no license file stands in its directory " +
				"or in one above it below the root. One violation for each directory.",
			Help: "put the license text beside it (OFL.txt, LICENSE), name it in FILE.license or REUSE.toml, or take the file out",
		},
		needs: []string{"media", "license"}, waivable: true,
		on:  func(p *Policy) bool { return !p.media.unlicensed.allows() },
		run: func(j *judge) { j.unlicensedMedia() },
	}
}

func (j *judge) unlicensedMedia() {
	licensed := map[string]bool{} // paths and directories that something speaks for
	for i := range j.inv.Files {
		f := &j.inv.Files[i]
		dir, name := split(f.Path)
		lower := strings.ToLower(name)
		if isLicenseName(name) || hasStem(name, "ofl", "notice", "fontlog") || f.Header == nil && strings.Contains(lower, "license") {
			if dir != "" {
				licensed[dir+"/"] = true
			}
		}
		if side, ok := strings.CutSuffix(f.Path, ".license"); ok {
			licensed[side] = true
		}
		if len(f.Licenses) > 0 {
			licensed[f.Path] = true
		}
	}
	for i := range j.inv.Media {
		if m := &j.inv.Media[i]; m.Kind == inventory.MediaLicense || m.License != "" {
			licensed[m.Path] = true
		}
	}
	for i := range j.inv.Files {
		f := &j.inv.Files[i]
		kind := mediaKind(f.Path)
		if kind == "" || !j.p.media.unlicensed.judges(f) || licensed[f.Path] {
			continue
		}
		dir, _ := split(f.Path)
		covered := false
		for d := dir; d != "" && !covered; d, _ = split(d) {
			covered = licensed[d+"/"]
		}
		if !covered {
			j.raise(j.p.media.unlicensed.setting, Medium, item{v: Violation{Message: "no license for a " + kind, Location: location(f.Path)}, content: kind, where: first(dir, ".")})
		}
	}
}

// mediaKind tells by the extension what people license by itself; "" for the rest.
func mediaKind(p string) string {
	switch strings.ToLower(path.Ext(p)) {
	case ".ttf", ".otf", ".ttc", ".woff", ".woff2", ".eot":
		return "font"
	case ".mp3", ".wav", ".ogg", ".flac", ".aac", ".m4a", ".aiff", ".mid", ".midi":
		return "sound"
	case ".mp4", ".webm", ".mov", ".avi", ".mkv", ".m4v":
		return "film"
	}
	return ""
}

func trademarkReview() check {
	return check{
		Check: Check{
			Code: "trademark-review", Post: PostIP,
			Title: "Pictures that look like marks",
			Doc: "Pictures are called logo, trademark or brand. A license on code grants no right in a mark, and the mark of somebody else in a release says more than it should. Which mark is whose cannot be told by a program: one violation lists them, " +
				"of the roles product and docs, for somebody to look at and waive.",
			Help: "see whose marks they are, say in TRADEMARKS or NOTICE what may be done with your own, and take out those of others without leave",
		},
		waivable: true,
		on:       func(p *Policy) bool { return !p.media.trademark.allows() },
		run: func(j *judge) {
			for i := range j.inv.Files {
				f := &j.inv.Files[i]
				if (f.Role == inventory.RoleProduct || f.Role == inventory.RoleDocs) && looksLikeMark(f.Path) {
					j.raise(j.p.media.trademark, Low, item{v: Violation{Message: "pictures that look like marks", Location: location(f.Path)}, where: "the root", content: "marks"})
				}
			}
		},
	}
}

func looksLikeMark(p string) bool {
	switch strings.ToLower(path.Ext(p)) {
	case ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".eps", ".ai", ".pdf", ".bmp":
	default:
		return false
	}
	lower := strings.ToLower(p)
	for _, segment := range strings.FieldsFunc(lower, func(r rune) bool { return strings.ContainsRune("/._- ", r) }) {
		switch segment {
		case "logo", "logos", "trademark", "trademarks", "brand", "branding", "wordmark", "logotype":
			return true
		}
	}
	return false
}
