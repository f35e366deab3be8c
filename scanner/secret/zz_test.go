package secret
import ("testing")
func TestZZ(t *testing.T){ 
 text:=expand(t,"ENV API_KEY {alnum:32}\n",5)
 a,ok:=assignmentAt([]byte(text),4,11,data)
 t.Log(text, a,ok, text[a.name.start:a.name.end], text[a.value.start:a.value.end])
}
