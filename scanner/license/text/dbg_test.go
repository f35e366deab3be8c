package text

import (
	"context"
	"fmt"
	"os"
	"testing"
)

func TestDbg(t *testing.T) {
	c, _ := Load(nil)
	b, _ := os.ReadFile(os.Getenv("F"))
	var s Scratch
	s.budget = 1 << 40
	l := c.lex(b, &s)
	l.run(1 << 30)
	c.mark(&s)
	fmt.Println(len(s.words.IDs), len(s.hits))
	m, _, cut, _ := c.Find(context.Background(), b, &s)
	for _, x := range m {
		fmt.Println(x.Doc.ID, x.Doc.From, x.Confidence, x.Edit)
	}
	fmt.Println(cut)
	for i := range c.Docs {
		d := &c.Docs[i]
		if d.ID != os.Getenv("ID") {
			continue
		}
		l := c.lex(b, &s)
		l.run(1 << 30)
		s.al.heavy, s.al.rare = c.heavy, c.rare
		al, ok := s.al.align(d, s.words.IDs, len(d.Words)+len(s.words.IDs))
		fmt.Println(d.From, len(d.Words), d.grams, ok, al)
		for j := len(s.al.path) - 1; j >= 0; j-- {
			st := s.al.path[j]
			if st.n == 0 {
				fmt.Print("{")
				if int(st.a) < len(d.Words) {
					fmt.Print(c.Dict.Word(d.Words[st.a]))
				}
				fmt.Print("|")
				if int(st.b) < len(s.words.IDs) {
					fmt.Print(c.Dict.Word(s.words.IDs[st.b]))
				}
				fmt.Print("} ")
			} else {
				for k := int32(0); k < st.n && k < 6; k++ {
					fmt.Print(c.Dict.Word(d.Words[st.a+k]), " ")
				}
				if st.n > 6 {
					fmt.Print("... ")
				}
			}
		}
		fmt.Println()
	}
}
