// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/outgate/outgate/spdx"
)

// jsonReader reads "license" and the older "licenses" of the top object: a
// string, an object with a type, or a list of either.
func jsonReader(op func(...*spdx.Expr) *spdx.Expr, own nameTable) func([]byte) ([]declaration, error) {
	read := own.reader()
	return func(content []byte) ([]declaration, error) {
		d := json.NewDecoder(bytes.NewReader(content))
		if t, err := d.Token(); err != nil || t != json.Delim('{') {
			return nil, errors.New("not a JSON object")
		}
		var out []declaration
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return nil, errors.New("not valid JSON")
			}
			at := int(d.InputOffset())
			var raw json.RawMessage
			if err := d.Decode(&raw); err != nil {
				return nil, errors.New("not valid JSON")
			}
			if key == "license" || key == "licenses" {
				if values := jsonValues(raw); len(values) > 0 && len(out) <= maxDeclarations {
					out = append(out, declaration{values: values, op: op, offset: at, read: read})
				}
			}
		}
		if _, err := d.Token(); err != nil {
			return nil, errors.New("not valid JSON")
		}
		return out, nil
	}
}

func jsonValues(raw json.RawMessage) []string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return []string{s}
	}
	var o struct{ Type, Name string }
	if json.Unmarshal(raw, &o) == nil {
		if o.Type == "" {
			o.Type = o.Name
		}
		return []string{o.Type}
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	var out []string
	for _, one := range list[:min(len(list), maxManifests+1)] {
		if len(one) > 0 && one[0] != '[' {
			out = append(out, jsonValues(one)...)
		}
	}
	return out
}
