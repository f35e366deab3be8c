#!/usr/bin/env bash
# Copyright 2026 The outgate Authors
# SPDX-License-Identifier: Apache-2.0
#
# Fetches axe-core into the cache directory, unless it is there, and prints the
# path of axe.min.js, for TestAccessibilityByAxe:
#
#   OUTGATE_AXE=$(report/html/axe.sh) go test ./report/html -run Axe -v
set -euo pipefail
version=4.10.3
dir=${XDG_CACHE_HOME:-$HOME/.cache}/outgate-axe/$version
if [ ! -s "$dir/package/axe.min.js" ]; then
	mkdir -p "$dir"
	(cd "$dir" && npm pack --silent "axe-core@$version" >/dev/null && tar xzf "axe-core-$version.tgz" package/axe.min.js && rm "axe-core-$version.tgz") >&2
fi
printf '%s\n' "$dir/package/axe.min.js"
