package text_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner/license/text"
)

func TestSelf(t *testing.T) {
	st := time.Now()
	c, err := text.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("load", time.Since(st))
	texts, _ := rules.LicenseTexts()
	var s text.Scratch
	bad := 0
	st = time.Now()
	for _, x := range texts {
		got, _, cut, _ := c.Find(context.Background(), []byte(x.Text), &s)
		ok := false
		var names []string
		for _, m := range got {
			if m.Doc.ID == x.ID || contains(m.Doc.Also, x.ID) {
				ok = true
			}
			names = append(names, fmt.Sprintf("%s %s %.2f %d-%d", m.Doc.ID, m.Doc.From, m.Confidence, m.Start, m.End))
		}
		if !ok || cut || len(names) != 1 && !x.Exception {
			bad++
			fmt.Println(x.ID, len(x.Text), ok, cut, names)
		}
	}
	fmt.Println(len(texts), bad, time.Since(st))
}

func contains(s []string, w string) bool {
	for _, x := range s {
		if x == w {
			return true
		}
	}
	return false
}
