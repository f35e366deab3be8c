// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The word classes of the state machine. All take lower-case words without
// punctuation around them, unless they say otherwise. They are switches and
// not maps, so that they cannot change.

// isCopyrightWord reports the words and tags that begin a statement.
func isCopyrightWord(w string) bool {
	switch w {
	case "版权所有", "版權所有", "著作权", "著作權", "著作権", "저작권", "copyright", "opyright", "opyrighted", "copyrights", "copyrighted", "copr", "copyright's", "(copyright", "@copyright", "copyright(s", "copyrite", "copyrigh", "copyleft",
		"spdx-filecopyrighttext", "spdx-snippetcopyrighttext", "filecopyrighttext", "packagecopyrighttext", "assemblycopyright",
		"assemblycopyrightattribute", "legalcopyright", "copyright__", "copyright-text", "nshumanreadablecopyright", "bundle-copyright", "x-copyright":
		return w != "copyleft"
	}
	return false
}

// isMade reports the participles that make "by" name an author.
func isMade(w string) bool {
	switch w {
	case "written", "contributed", "developed", "created", "authored", "rewritten", "coded", "programmed", "maintained":
		return true
	}
	return false
}

// isSuffix reports the legal forms of companies, periods removed.
func isSuffix(w string) bool {
	switch w {
	case "inc", "incorporated", "incorporation", "ltd", "limited", "llc", "llp", "corp", "corporation", "co", "company", "gmbh", "ag", "kg", "sa", "sas",
		"sarl", "srl", "spa", "bv", "nv", "ab", "oy", "oyj", "as", "aps", "pty", "plc", "pvt", "pte", "kk", "ev", "asa", "spzoo", "sro", "lda", "ltda",
		"kft", "doo", "ooo", "ucla", "mbh", "kgaa", "se", "sl", "slu", "eurl", "lp", "pbc", "eg":
		return true
	}
	return false
}

// isOrg reports words that end the name of an organization and are so typical
// of one that they may open a continuation line.
func isOrg(w string) bool {
	switch w {
	case "foundation", "university", "institute", "laboratory", "laboratories", "labs", "technologies", "systems", "software", "consortium", "association",
		"project", "authors", "contributors", "group", "team", "center", "centre", "college", "school", "society", "press", "council", "ministry",
		"department", "committee", "international", "semiconductor", "semiconductors", "communications", "microsystems", "electronics", "networks",
		"solutions":
		return true
	}
	return isSuffix(w)
}

// isTailWord reports the lower-case words that name a group and so belong to a holder.
func isTailWord(w string) bool {
	switch w {
	case "authors", "author", "creators", "author(s", "contributors", "contributor", "contributor(s", "others", "team", "project", "projects", "developers",
		"developer", "community", "maintainers", "maintainer", "et.al", "group", "foundation", "members", "committers", "company", "inc", "ltd", "llc", "gmbh", "ag",
		"corp", "corporation", "limited", "co", "al", "affiliates", "affiliate(s", "subsidiary(-ies", "affiliate", "subsidiary", "teams", "groups",
		"contributers", "individuals", "subsidiaries", "licensors", "organization", "organisation", "university", "partners", "friends", "owners", "holders",
		"sro", "s.r.o", "e.v", "a.s", "d.o.o", "b.v", "entities", "companies", "collaborators", "students", "association", "consortium", "volunteers",
		"participants":
		return true
	}
	return false
}

// isLink reports the lower-case words that join the parts of a name or a list of
// names and count only between two of them.
func isLink(w string) bool {
	switch w {
	case "and", "&", "+", "of", "the", "de", "del", "della", "der", "den", "des", "di", "da", "dos", "du", "la", "le", "les", "van", "von", "vom", "zu",
		"zum", "y", "et", "und", "e", "i", "for", "at", "al", "bin", "ben", "ter", "ten", "af", "av", "or", "and/or", "d/b/a", "dba", "c/o", "on", "behalf",
		"in", "its", "their", "other", "all", "original", "respective", "individual", "various", "many", "several", "a", "für", "pour", "para", "per", "el",
		"os", "och", "en", "oder", "ve", "to", "by", "aka", "a.k.a", "non-profit", "numerous", "anonymous":
		return true
	}
	return false
}

// isListLink reports the links that join names to a list.
func isListLink(w string) bool {
	switch w {
	case "and", "&", "+", "et", "und", "y", "or", "and/or", "och":
		return true
	}
	return false
}

// isStop reports the words that never belong to a holder, in any case.
func isStop(w string) bool {
	switch w {
	case "all-rights-reserved", "licensed", "licence", "license", "licenses", "licensee", "licensing", "this", "these", "permission", "permissions",
		"released", "distributed", "distribution", "redistribution", "redistributions", "redistributed", "portions", "portion", "parts", "written",
		"rewritten", "based", "derived", "derives", "forked", "you", "your", "it", "under", "version", "is", "are", "was", "were", "has", "have", "had", "may", "can",
		"shall", "must", "will", "should", "would", "which", "that", "with", "without", "from", "contact", "created", "modified", "modifications",
		"modification", "adapted", "ported", "maintained", "converted", "updated", "changed", "changes", "added", "fixed", "reserved", "rights", "right",
		"see", "use", "used", "using", "usage", "please", "if", "when", "where", "who", "whose", "not", "no", "any", "such", "as", "email", "e-mail", "mail",
		"url", "homepage", "website", "web", "http", "file", "files", "filename", "name", "description", "purpose", "summary", "synopsis", "abstract",
		"title", "subject", "module", "maintainer", "tel", "fax", "phone", "address", "date", "created-by", "holder", "holders", "holder's", "owner",
		"owners", "notice", "notices", "law", "laws", "act", "infringement", "protection", "protected", "claim", "claims", "information", "statement",
		"statements", "message", "string", "text", "symbol", "sign", "header", "headers", "line", "lines", "interest", "year", "years", "treaty", "treaties",
		"assignment", "disclaimer", "disclaimers", "policy", "agreement", "terms", "conditions", "gpl", "gplv2", "gplv3", "lgpl", "bsd", "mit-licensed",
		"redistributable", "permitted", "granted", "warranty", "warranties", "software-is", "provided", "unless", "except", "however", "therefore", "hereby",
		"herein", "thereof", "available", "applies", "apply", "covers", "covered", "contained", "containing", "includes", "including", "included",
		"implements", "implementation", "initial", "originally", "original-author", "also", "thanks", "special", "todo", "note", "notes", "warning", "fixme",
		"revision", "rev", "history", "changelog", "author", "$id", "id", "$revision", "spdx-license-identifier", "spdx-filecontributor", "alle", "droits",
		"tous", "todos", "rechte", "vorbehalten", "do", "don't", "does", "did", "be", "been", "being", "but", "than", "then", "there", "they", "he", "she",
		"we", "i'm", "our", "my", "me", "us", "him", "her", "his", "it's", "so", "here", "what", "how", "why", "because", "since", "while", "into", "onto",
		"about", "above", "below", "after", "before", "between", "through", "during", "against", "within", "according", "both", "each", "every", "either",
		"neither", "only", "just", "more", "most", "some", "same", "own", "very", "free-software", "freely", "published", "printed", "produced", "prepared",
		"generated", "compiled", "built", "powered", "designed", "tested", "support", "supported", "return", "returns", "void", "int", "char", "null",
		"true", "false", "const", "function", "var", "var.", "import", "include", "define", "end", "begin", "permission-is", "read", "made", "make", "makes",
		"taken", "found", "let", "get", "set", "reproduce", "reproduced", "copy", "copies", "copied", "copying", "material", "materials", "derivative",
		"work", "works", "via", "upon", "whatsoever", "ownership", "property", "proprietary", "confidential", "trademark", "trademarks", "patent", "patents",
		"registered", "legal", "et-al", "until", "till", "etc", "e.g", "i.e":
		return true
	}
	return false
}

// isWeakStop reports the stop words that are also common inside the names of
// persons and organizations when capitalized, "Free Software Work Group".
func isWeakStop(w string) bool {
	switch w {
	case "work", "works", "here", "initial", "distributed", "web", "will", "may", "file", "files", "information", "law", "laws", "legal", "support", "name", "text", "string",
		"line", "media", "material", "materials", "free", "use", "special", "protection", "message", "copy", "property", "parts", "licensing",
		"set", "built", "line's", "policy", "about", "made", "version", "url", "e-mail", "mail", "email", "act", "end", "do", "it", "patent", "generated",
		"holders", "owners", "header", "i'm", "interest", "claims", "since", "bsd", "rev", "me", "more", "some", "id", "title", "module", "su", "su's",
		"year", "both", "notes", "who", "with", "you", "distribution", "assignment", "trademark", "void", "null", "true", "only", "so", "we", "us", "date", "gpl", "lgpl":
		return true
	}
	return false
}

// isMonth reports names of months, which belong to a date and not to a holder.
func isMonth(w string) bool {
	switch w {
	case "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "jan", "feb", "mar", "apr",
		"jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return true
	}
	return false
}

// isAbbreviation reports whether a period after the word does not end a sentence. core keeps its case.
func isAbbreviation(core, low string) bool {
	if r, n := utf8.DecodeRuneInString(core); unicode.IsUpper(r) && utf8.RuneCountInString(core[n:]) <= 1 || strings.ContainsRune(core, '.') && len(core) <= 8 && !strings.Contains(core, "..") && strings.IndexByte(core, '.') <= 2 {
		return true
	}
	if i := strings.LastIndexByte(low, '-'); i >= 0 && len(low)-i <= 3 || strings.HasSuffix(low, "str") {
		return true
	}
	switch low {
	case "jr", "sr", "dr", "st", "sta", "mr", "mrs", "ms", "prof", "dept", "univ", "inst", "dipl", "ing", "assoc", "bros", "intl", "int'l", "eng", "tech", "sci",
		"comp", "vs", "no", "ph", "copr", "mfg", "natl", "lab", "res", "al", "chr", "wm", "jos", "joh", "alex":
		return true
	}
	return false
}

// isPlaceholder reports whether bracketed text stands for something to be filled in.
func isPlaceholder(in string) bool {
	low := strings.ToLower(in)
	if strings.ContainsAny(low, "@/:=\"") {
		return false
	}
	for _, w := range [...]string{"year", "yyyy", "name", "owner", "holder", "author", "date", "company", "organi", "your", "licensor", "copyright", "project", "%", "legal", "entity", "email", "person", "individual"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// isPlaceholderWord reports words that stand for something to be filled in.
func isPlaceholderWord(w string) bool {
	switch w {
	case "YEAR", "YEARS", "YYYY", "yyyy", "XXXX", "xxxx", "19xx", "20xx", "19XX", "20XX", "200x", "201x", "19yy", "20yy", "19YY", "20YY", "<year", "<YEAR",
		"{year}", "%Y", "%s", "%d", "%{", "$year", "$YEAR", "$date", "currentYear", "THE_COPYRIGHT_HOLDER", "YOUR", "COPYRIGHT_HOLDER", "HOLDER_NAME",
		"year-present", "YEAR-present", "YYYY-YYYY", "AUTHOR", "FULLNAME", "OWNER", "ORGANIZATION", "CompanyName":
		return true
	}
	if len(w) > 3 && strings.Trim(w, "XYN-") == "" && strings.ContainsAny(w, "XY") {
		return true // XXXX-YYYY
	}
	return strings.HasPrefix(w, "${") || strings.HasPrefix(w, "%(") || strings.HasPrefix(w, "{{") || strings.HasPrefix(w, "@year") || strings.HasPrefix(w, "@YEAR")
}

// isMarkup reports names of HTML and XML elements that stand around statements.
func isMarkup(w string) bool {
	switch w {
	case "a", "abbr", "address", "b", "big", "blockquote", "body", "br", "center", "cite", "code", "copyright", "dd", "div", "dl", "dt", "em", "font",
		"footer", "h1", "h2", "h3", "h4", "h5", "h6", "head", "hr", "html", "i", "img", "li", "link", "meta", "nobr", "ol", "p", "para", "pre", "s",
		"script", "section", "small", "span", "strong", "style", "sub", "sup", "table", "tbody", "td", "th", "title", "tr", "tt", "u", "ul", "string", "key",
		"text", "value", "dc:rights", "cc:agent", "rdf:li", "rights", "legalnotice", "ulink", "para/", "author", "firstname", "surname", "othername",
		"affiliation", "orgname", "copyrights", "xsl:text", "var", "main", "header", "article", "comment", "description", "notice", "summary", "remarks",
		"authors", "owners", "packagedescription", "metadata", "data", "product", "company", "trademark", "culture", "version", "strike", "kbd", "samp",
		"emphasis", "bookinfo", "holder", "year":
		return true
	}
	return false
}

// isHolderWord reports the words for the holder himself, which stand after the mark in license texts.
func isHolderWord(w string) bool {
	switch w {
	case "holder", "holders", "holder(s", "owner", "owners", "owner(s":
		return true
	}
	return false
}

// isAfterMark reports the lower-case words between the mark and the holder.
func isAfterMark(w string) bool {
	switch w {
	case "by", "by:", "held", "owned", "assigned", "belongs", "to", "of", "is", "are", "for", "von", "par", "por", "door", "od", "przez", "dari", "oleh", "av", "af", "από", "от", "від", "מאת", "بواسطة":
		return true
	}
	return false
}

// isAdjective reports the links before a group that say which it is.
func isAdjective(w string) bool {
	switch w {
	case "original", "respective", "various", "individual", "many", "several", "numerous", "all", "other", "its", "their":
		return true
	}
	return false
}

// isParticle reports the joining words of other languages that go on with a name on the next line.
func isParticle(w string) bool {
	switch w {
	case "de", "del", "della", "delle", "des", "du", "di", "da", "dos", "das", "en", "der", "für", "pour", "para", "per", "van", "von", "voor", "och", "og":
		return true
	}
	return false
}

// isAboutCopyright reports the words that make "Copyright" the first word of
// a name or title of something else: "Copyright Office", "Copyright Directive 2019/790".
func isAboutCopyright(w string) bool {
	switch w {
	case "act", "acts", "office", "convention", "directive", "treaty", "code", "ordinance", "tribunal", "board", "clearance", "agency", "council", "header",
		"headers", "footer", "check", "checker", "template", "term", "terms", "troll", "trolls", "alliance", "claim", "infringement", "royalty", "modernization", "reform", "status", "page":
		return true
	}
	return false
}
