// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package header

// Short is the header of two lines: a statement and an SPDX tag.
func Short(license string) string {
	return "Copyright {year} {holder}\nSPDX-License-Identifier: " + license
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
	return `Licensed to the Apache Software Foundation (ASF) under one
or more contributor license agreements.  See the NOTICE file
distributed with this work for additional information
regarding copyright ownership.  The ASF licenses this file
to you under the Apache License, Version 2.0 (the
"License"); you may not use this file except in compliance
with the License.  You may obtain a copy of the License at

  http://www.apache.org/licenses/LICENSE-2.0

Unless required by applicable law or agreed to in writing,
software distributed under the License is distributed on an
"AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY
KIND, either express or implied.  See the License for the
specific language governing permissions and limitations
under the License.`
}

func notices() map[string]string {
	gnu := func(name, version, later string) string {
		return `This program is free software: you can redistribute it and/or modify
it under the terms of the ` + name + ` as published by
the Free Software Foundation, ` + version + later + `.

This program is distributed in the hope that it will be useful,
but WITHOUT ANY WARRANTY; without even the implied warranty of
MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
` + name + ` for more details.

You should have received a copy of the ` + name + `
along with this program.  If not, see <https://www.gnu.org/licenses/>.`
	}
	const later = ", or\n(at your option) any later version"
	out := map[string]string{
		"Apache-2.0": `Licensed under the Apache License, Version 2.0 (the "License");
you may not use this file except in compliance with the License.
You may obtain a copy of the License at

    http://www.apache.org/licenses/LICENSE-2.0

Unless required by applicable law or agreed to in writing, software
distributed under the License is distributed on an "AS IS" BASIS,
WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
See the License for the specific language governing permissions and
limitations under the License.`,
		"MPL-2.0": `This Source Code Form is subject to the terms of the Mozilla Public
License, v. 2.0. If a copy of the MPL was not distributed with this
file, You can obtain one at https://mozilla.org/MPL/2.0/.`,
		"BSD-3-Clause": `Use of this source code is governed by a BSD-style
license that can be found in the LICENSE file.`,
		"EPL-2.0": `This program and the accompanying materials are made available under the
terms of the Eclipse Public License 2.0 which is available at
https://www.eclipse.org/legal/epl-2.0/

SPDX-License-Identifier: EPL-2.0`,
		"MulanPSL-2.0": `This software is licensed under Mulan PSL v2.
You can use this software according to the terms and conditions of the Mulan PSL v2.
You may obtain a copy of Mulan PSL v2 at:
         http://license.coscl.org.cn/MulanPSL2
THIS SOFTWARE IS PROVIDED ON AN "AS IS" BASIS, WITHOUT WARRANTIES OF ANY KIND,
EITHER EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO NON-INFRINGEMENT,
MERCHANTABILITY OR FIT FOR A PARTICULAR PURPOSE.
See the Mulan PSL v2 for more details.`,
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
func Known() []*Template {
	texts := []string{ASF()}
	for id := range notices() {
		texts = append(texts, Standard(id))
	}
	var out []*Template
	for _, text := range texts {
		if t, err := NewTemplate("", text); err == nil {
			out = append(out, t)
		}
	}
	return out
}
