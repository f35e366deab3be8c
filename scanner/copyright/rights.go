// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import "strings"

// reservation lists how "All rights reserved" is said, lower case, each word by its
// beginning. The longest is matched, so a short form comes after the long one.
func reservation(first string) []string {
	switch first {
	case "all":
		return []string{"all rights are reserved", "all rights reserved", "all right reserved", "all rights", "all right"}
	case "rights", "right":
		return []string{"rights reserved", "right reserved"}
	case "alle":
		return []string{"alle rechte vorbehalten", "alle rechten voorbehouden", "alle rettigheder forbehold", "alle rettigheter forbehold", "alle rechte"}
	case "tous":
		return []string{"tous droits r", "tous droits", "tous les droits r"}
	case "todos":
		return []string{"todos los derechos reservados", "todos os direitos reservados"}
	case "tots":
		return []string{"tots els drets reservats"}
	case "tutti":
		return []string{"tutti i diritti sono riservati", "tutti i diritti riservati"}
	case "alla":
		return []string{"alla rättigheter förbehåll", "alla rättigheter reserverade"}
	case "kaikki":
		return []string{"kaikki oikeudet pidätetään"}
	case "wszelkie", "wszystkie":
		return []string{first + " prawa zastrzeżone"}
	case "všechna":
		return []string{"všechna práva vyhrazena"}
	case "všetky":
		return []string{"všetky práva vyhradené"}
	case "minden":
		return []string{"minden jog fenntartva"}
	case "toate":
		return []string{"toate drepturile rezervate", "toate drepturile sunt rezervate"}
	case "sva", "vse":
		return []string{first + " prava pridržana", first + " prava zadržana", first + " pravice pridržane"}
	case "tüm", "her":
		return []string{"tüm hakları saklıdır", "her hakkı saklıdır", "tüm haklar saklıdır"}
	case "все":
		return []string{"все права защищены", "все права сохранены"}
	case "усі", "всі":
		return []string{first + " права захищені", first + " права застережено"}
	case "всички":
		return []string{"всички права запазени"}
	case "모든":
		return []string{"모든 권리 보유", "모든 권리"}
	case "무단":
		return []string{"무단 전재"}
	}
	return nil
}

// reservedLen is the number of words of "All rights reserved" at i, or 0.
func (p *parser) reservedLen(i int) int {
	t := p.s.at(i)
	if t == nil {
		return 0
	}
	if t.low[0] >= 0xE3 && isReservedWord(t.low) {
		return 1
	}
	for _, phrase := range reservation(t.low) {
		n := 0
		for want := range strings.SplitSeq(phrase, " ") {
			if w := p.s.at(i + n); w == nil || !strings.HasPrefix(w.low, want) {
				n = -1
				break
			}
			n++
		}
		if n > 0 {
			return n
		}
	}
	return 0
}

// isReservedWord reports the reservation of rights in scripts that set no space between words.
func isReservedWord(w string) bool {
	for _, r := range [...]string{"版权所有", "版權所有", "保留所有权利", "保留一切权利", "保留所有權利", "保留一切權利", "著作权所有", "著作權所有", "翻印必究", "無断転載", "無断複製", "不許複製", "全著作権所有"} {
		if strings.HasPrefix(w, r) {
			return true
		}
	}
	return false
}
