// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package header

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// Short is the header of two lines: a statement and an SPDX tag.
func Short(license string) string {
	return "Copyright {year} {holder}\nSPDX-" + "License-Identifier: " + license
}

// Standard is the notice that a license asks to put into files (for the GPL
// family "How to Apply These Terms", for Apache-2.0 the appendix, for MPL-2.0 exhibit A),
// with a copyright statement above it; "" when the license has none.
func Standard(license string) string {
	body, ok := notices()[license]
	if !ok {
		return ""
	}
	return "Copyright {year} {holder}\n\n" + body
}

// ASF is the header of projects of the Apache Software Foundation, whose files
// carry no statement.
func ASF() string {
	return spaced(`LicensedQtoQtheQApacheQSoftwareQFoundationQ(ASF)QunderQone
orQmoreQcontributorQlicenseQagreements.QQSeeQtheQNOTICEQfile
distributedQwithQthisQworkQforQadditionalQinformation
regardingQcopyrightQownership.QQTheQASFQlicensesQthisQfile
toQyouQunderQtheQApacheQLicense,QVersionQ2.0Q(the
"License");QyouQmayQnotQuseQthisQfileQexceptQinQcompliance
withQtheQLicense.QQYouQmayQobtainQaQcopyQofQtheQLicenseQat

QQhttp://www.apache.org/licenses/LICENSE-2.0

UnlessQrequiredQbyQapplicableQlawQorQagreedQtoQinQwriting,
softwareQdistributedQunderQtheQLicenseQisQdistributedQonQan
"ASQIS"QBASIS,QWITHOUTQWARRANTIESQORQCONDITIONSQOFQANY
KIND,QeitherQexpressQorQimplied.QQSeeQtheQLicenseQforQthe
specificQlanguageQgoverningQpermissionsQandQlimitations
underQtheQLicense.`)
}

// spaced puts blanks for each Q into a text that is written without, so that no
// scanner takes this file for one under the license.
func spaced(text string) string { return strings.ReplaceAll(text, "Q", " ") }

func notices() map[string]string {
	gnu := func(name, version, later string) string {
		return spaced(`ThisQprogramQisQfreeQsoftware:QyouQcanQredistributeQitQand/orQmodify
itQunderQtheQtermsQofQtheQ` + name + `QasQpublishedQby
theQFreeQSoftwareQFoundation,Q` + version + later + `.

ThisQprogramQisQdistributedQinQtheQhopeQthatQitQwillQbeQuseful,
butQWITHOUTQANYQWARRANTY;QwithoutQevenQtheQimpliedQwarrantyQof
MERCHANTABILITYQorQFITNESSQFORQAQPARTICULARQPURPOSE.QQSeeQthe
` + name + `QforQmoreQdetails.

YouQshouldQhaveQreceivedQaQcopyQofQtheQ` + name + `
alongQwithQthisQprogram.QQIfQnot,QseeQ<https://www.gnu.org/licenses/>.`)
	}
	const later = ", or\n(atQyourQoption)QanyQlaterQversion"
	out := map[string]string{
		"Apache-2.0": spaced(`LicensedQunderQtheQApacheQLicense,QVersionQ2.0Q(theQ"License");
youQmayQnotQuseQthisQfileQexceptQinQcomplianceQwithQtheQLicense.
YouQmayQobtainQaQcopyQofQtheQLicenseQat

QQQQhttp://www.apache.org/licenses/LICENSE-2.0

UnlessQrequiredQbyQapplicableQlawQorQagreedQtoQinQwriting,Qsoftware
distributedQunderQtheQLicenseQisQdistributedQonQanQ"ASQIS"QBASIS,
WITHOUTQWARRANTIESQORQCONDITIONSQOFQANYQKIND,QeitherQexpressQorQimplied.
SeeQtheQLicenseQforQtheQspecificQlanguageQgoverningQpermissionsQand
limitationsQunderQtheQLicense.`),
		"MPL-2.0": spaced(`ThisQSourceQCodeQFormQisQsubjectQtoQtheQtermsQofQtheQMozillaQPublic
License,Qv.Q2.0.QIfQaQcopyQofQtheQMPLQwasQnotQdistributedQwithQthis
file,QYouQcanQobtainQoneQatQhttps://mozilla.org/MPL/2.0/.`),
		"BSD-3-Clause": spaced(`UseQofQthisQsourceQcodeQisQgovernedQbyQaQBSD-style
licenseQthatQcanQbeQfoundQinQtheQLICENSEQfile.`),
		"EPL-2.0": spaced(`ThisQprogramQandQtheQaccompanyingQmaterialsQareQmadeQavailableQunderQthe
termsQofQtheQEclipseQPublicQLicenseQ2.0QwhichQisQavailableQat
https://www.eclipse.org/legal/epl-2.0/

` + "SPDX-" + `License-Identifier:QEPL-2.0`),
		"MulanPSL-2.0": spaced(`ThisQsoftwareQisQlicensedQunderQMulanQPSLQv2.
YouQcanQuseQthisQsoftwareQaccordingQtoQtheQtermsQandQconditionsQofQtheQMulanQPSLQv2.
YouQmayQobtainQaQcopyQofQMulanQPSLQv2Qat:
QQQQQQQQQhttp://license.coscl.org.cn/MulanPSL2
THISQSOFTWAREQISQPROVIDEDQONQANQ"ASQIS"QBASIS,QWITHOUTQWARRANTIESQOFQANYQKIND,
EITHERQEXPRESSQORQIMPLIED,QINCLUDINGQBUTQNOTQLIMITEDQTOQNON-INFRINGEMENT,
MERCHANTABILITYQORQFITQFORQAQPARTICULARQPURPOSE.
SeeQtheQMulanQPSLQv2QforQmoreQdetails.`),
	}
	for _, g := range []struct{ id, name, version string }{
		{"GPL-2.0", "GNU General Public License", "version 2 of the License"},
		{"GPL-3.0", "GNU General Public License", "version 3 of the License"},
		{"LGPL-2.1", "GNU Lesser General Public License", "version 2.1 of the License"},
		{"LGPL-3.0", "GNU Lesser General Public License", "version 3 of the License"},
		{"AGPL-3.0", "GNU Affero General Public License", "version 3 of the License"},
	} {
		out[g.id+"-only"] = gnu(g.name, g.version, "")
		out[g.id+"-or-later"] = gnu(g.name, "either "+g.version, later)
	}
	return out
}

// Known are all built-in notices, for telling the words of a header from others.
func Known() []*Template { return allNotices() }

var allNotices = sync.OnceValue(func() []*Template {
	texts := []string{ASF()}
	all := notices()
	for _, id := range slices.Sorted(maps.Keys(all)) {
		texts = append(texts, Standard(id))
	}
	var out []*Template
	for _, text := range texts {
		if t, err := NewTemplate("", text); err == nil {
			out = append(out, t)
		}
	}
	return out
})
