// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"strings"

	"github.com/outgate/outgate/holder"
	"github.com/outgate/outgate/rules"
)

// entityDoc is a legal entity to which the project's files may belong.
type entityDoc struct {
	At      rules.Position
	Name    word        `yaml:"name"`
	Aliases []word      `yaml:"aliases"`
	Former  []formerDoc `yaml:"former"`
	Since   number      `yaml:"since"`
	Until   number      `yaml:"until"`
}

type formerDoc struct {
	At    rules.Position
	Name  word   `yaml:"name"`
	Since number `yaml:"since"`
	Until number `yaml:"until"`
}

// entity is a legal entity of the policy. Years are 0 when they are not written.
type entity struct {
	name         string
	since, until int
	at           Place
	spellings    []spelling // the legal name first
}

// spelling is a name under which an entity may stand.
type spelling struct {
	text         string
	name         holder.Name
	former       bool
	since, until int // of a former name
	at           Place
}

// holders reads the levels of the checks on holders. A person is a foreign holder
// like others unless the policy says otherwise.
func (l *loader) holders(d *holdersDoc, p *Policy) {
	p.foreign = scoped{l.setting(d.Foreign, "holders.foreign", "fail"), l.roles(d.Roles, "holders.roles"), l.globs(d.Exclude, "holders.exclude")}
	p.person = p.foreign.setting
	if d.Person.At.Line > 0 {
		p.person = l.setting(d.Person, "holders.person", "fail")
	}
	p.entity = l.setting(d.Entity, "holders.entity", "fail")
	p.double = l.setting(d.Double, "holders.double", "warn")
	p.year = l.setting(d.Year, "holders.year", "warn")
}

// entities reads project.entities.
func (l *loader) entities(docs []entityDoc) []entity {
	var out []entity
	seen := map[string]rules.Position{}
	for i := range docs {
		d := &docs[i]
		e := entity{at: PlaceOf(d.At)}
		e.since, e.until = l.years(d.Since, d.Until, "project.entities")
		e.name = l.required(d.Name, d.At, "project.entities: name")
		l.spelling(&e, seen, d.Name, spelling{}, "project.entities: name")
		for _, a := range d.Aliases {
			l.text(a, "project.entities: aliases")
			l.spelling(&e, seen, a, spelling{}, "project.entities: aliases")
		}
		for _, f := range d.Former {
			l.required(f.Name, f.At, "project.entities: former: name")
			if f.Until.At.Line == 0 {
				l.add(f.At, "project.entities: former: until is missing; write the last year of the name, or list it in aliases when it still counts")
			}
			s := spelling{former: true}
			s.since, s.until = l.years(f.Since, f.Until, "project.entities: former")
			if s.since > 0 && s.since < e.since || s.until > 0 && s.until < e.since {
				l.add(f.At, "project.entities: former: the name is older than the entity (since: %d)", e.since)
			}
			l.spelling(&e, seen, f.Name, s, "project.entities: former: name")
		}
		out = append(out, e)
	}
	return out
}

// spelling adds a name to an entity.
func (l *loader) spelling(e *entity, seen map[string]rules.Position, v word, s spelling, key string) {
	text := strings.TrimSpace(v.V)
	if v.At.Line == 0 || text == "" {
		return // a mandatory name has been complained of
	}
	s.text, s.name, s.at = text, holder.Of(text), PlaceOf(v.At)
	same, twice := seen[s.name.String()]
	switch {
	case strings.Contains(text, "*"):
		l.add(v.At, "%s: %q is a pattern; an entity has names, patterns belong to project.holders", key, clip(text))
	case s.name.Key == "":
		l.add(v.At, "%s: %q is no name of a holder", key, clip(text))
	case s.name.Slip != "":
		l.add(v.At, "%s: %q looks misspelt at %q; list names as they should be, others are reported with them", key, clip(text), clip(s.name.Slip))
	case twice:
		l.add(v.At, "%s: %q is the same name as the one at line %d: case, punctuation and the spelling of the legal form do not count", key, clip(text), same.Line)
	default:
		seen[s.name.String()] = v.At
		e.spellings = append(e.spellings, s)
	}
}

// years reads a pair of years, each of which may be left out.
func (l *loader) years(since, until number, key string) (from, to int) {
	for _, y := range []struct {
		v    number
		name string
	}{{since, "since"}, {until, "until"}} {
		if y.v.At.Line > 0 && (y.v.V < 1800 || y.v.V > 2200) {
			l.add(y.v.At, "%s: %s: expected a year such as 2014, found %d", key, y.name, y.v.V)
		}
	}
	if since.At.Line > 0 && until.At.Line > 0 && until.V < since.V {
		l.add(until.At, "%s: until: %d is before since: %d", key, until.V, since.V)
	}
	return since.V, until.V
}

// owner is what the policy makes of a holder's name.
type owner struct {
	entity   *entity
	spelling *spelling         // the one it is, or the nearest one
	diff     holder.Difference // from that spelling; Foreign when entity is nil
	pattern  bool              // project.holders allows it as it stands
	foreign  string            // the part of the name that is nobody's here; "" when all of it is the project's
}

// ours reports whether the name is, or is meant to be, one of the project's.
func (o *owner) ours() bool { return o.foreign == "" && (o.entity != nil || o.pattern) }

// owner looks a holder's name up, remembered.
func (j *judge) owner(text string) *owner {
	if o, ok := j.owners[text]; ok {
		return o
	}
	o := j.p.owner(text)
	j.owners[text] = o
	return o
}

func (p *Policy) owner(text string) *owner {
	if p.mayHold(text) {
		return &owner{pattern: true, diff: holder.Foreign}
	}
	best := p.nearest(holder.Of(text))
	if best.diff == holder.None || best.diff == holder.Slip {
		return best
	}
	if rest, own := p.shared(text); own != nil {
		own.foreign = rest
		return own
	}
	if best.entity == nil {
		best.foreign = text
	}
	return best
}

// mayHold compares a name with the patterns of project.holders.
func (p *Policy) mayHold(text string) bool {
	folded := foldHolder(text)
	for _, pattern := range p.holders {
		if wildcard(pattern, folded) {
			return true
		}
	}
	return false
}

// nearest returns the spelling of the policy that is nearest to a name.
func (p *Policy) nearest(n holder.Name) *owner {
	best := &owner{diff: holder.Foreign}
	for i := range p.entities {
		e := &p.entities[i]
		for k := range e.spellings {
			if d := n.Compare(e.spellings[k].name); d < best.diff {
				best.entity, best.spelling, best.diff = e, &e.spellings[k], d
			}
		}
	}
	return best
}

// shared reads a name as a list of holders of which one is the project's. rest
// are the others; "" when none of them is somebody else.
func (p *Policy) shared(text string) (rest string, own *owner) {
	parts := strings.Split(strings.NewReplacer(" and ", "\x00", " & ", "\x00", "; ", "\x00", ", ", "\x00", " / ", "\x00").Replace(text), "\x00")
	if len(parts) < 2 || len(parts) > 32 {
		return "", nil
	}
	var others []string
	for _, part := range parts {
		n := holder.Of(part)
		o := p.nearest(n)
		switch {
		case p.mayHold(part):
			own = &owner{pattern: true, diff: holder.Foreign}
		case o.diff == holder.None:
			own = o
		case n.Key == "" || holder.Nobody(part) || described(part):
		default:
			others = append(others, strings.TrimSpace(part))
		}
	}
	return strings.Join(others, ", "), own
}

// described reports the apposition of a name: "a nonprofit organization".
func described(part string) bool {
	first, rest, _ := strings.Cut(strings.TrimSpace(part), " ")
	return rest != "" && (first == "a" || first == "an")
}

// should words the spelling that is meant, for a message.
func (o *owner) should() string {
	if o.spelling.former {
		return fmt.Sprintf("%q (a former name)", o.spelling.text)
	}
	return fmt.Sprintf("%q", o.spelling.text)
}
