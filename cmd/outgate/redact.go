// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import "reflect"

// Whatever the program prints may repeat a text of the examined repository: a
// name of a file, a line of copyright, the reason of a waiver. Facts are scrubbed
// once, when they are complete, so that all that is made of them agrees; so are
// the verdict, because of the policy's words, and messages.

// redact hides the credentials in a message. When the rules cannot be read, the
// message itself stays: it most likely says so.
func (s *program) redact(text string) string {
	if s.secrets == nil {
		return text
	}
	e, err := s.secrets()
	if err != nil {
		return text
	}
	return e.Redact(text)
}

// scrub hides the credentials in every text that a pointer leads to. The error is
// that of the rules.
func (s *program) scrub(v any) error {
	e, err := s.secrets()
	if err != nil {
		return incomplete(err)
	}
	scrubValue(reflect.ValueOf(v), remembered(e.Redact))
	return nil
}

// remembered asks once for a text: most lines of copyright are the same in all files.
func remembered(redact func(string) string) func(string) string {
	const most = 1 << 12 // texts
	clean := map[string]string{}
	return func(text string) string {
		if out, known := clean[text]; known {
			return out
		}
		out := redact(text)
		if len(clean) < most {
			clean[text] = out
		}
		return out
	}
}

func scrubValue(v reflect.Value, redact func(string) string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			scrubValue(v.Elem(), redact)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			scrubValue(v.Field(i), redact)
		}
	case reflect.Slice:
		for i := range v.Len() {
			scrubValue(v.Index(i), redact)
		}
	case reflect.Map: // of names or numbers, by text; it may be shared, so a new one is made
		if v.IsNil() {
			return
		}
		fresh := reflect.MakeMapWithSize(v.Type(), v.Len())
		for at := v.MapRange(); at.Next(); {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			key.Set(at.Key())
			value.Set(at.Value())
			scrubValue(key, redact)
			scrubValue(value, redact)
			fresh.SetMapIndex(key, value)
		}
		v.Set(fresh)
	case reflect.String:
		if text := v.String(); v.CanSet() {
			if clean := redact(text); clean != text {
				v.SetString(clean)
			}
		}
	}
}
