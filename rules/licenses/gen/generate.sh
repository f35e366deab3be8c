#!/usr/bin/env bash
# Copyright 2026 The outgate Authors
# SPDX-License-Identifier: Apache-2.0
#
# Rebuilds the license data from pinned packages: fetches them with npm and
# cargo, compares their digests, and runs the generators. Called by
# `go generate ./rules`.
set -euo pipefail
cd "$(dirname "$0")/../../.." # the root of the module
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

pinned() { # FILE SHA256
	echo "$2  $1" | sha256sum --check --quiet || { echo "generate: $1 is not the pinned file" >&2; exit 1; }
}

npm pack --silent --pack-destination "$work" spdx-license-list@6.12.0 spdx-license-ids@3.0.24 >/dev/null
pinned "$work/spdx-license-list-6.12.0.tgz" 54cc8d13086187333ca1457c8edaa06d9a412144f076aa7f7c1b59c4f3b0a1ef
pinned "$work/spdx-license-ids-3.0.24.tgz" 2ccb1debbc8a6f5c588d8bac9a0a9b2420c635ebe9a0eaccd11b6ebc4b91bd9c
for name in spdx-license-list-6.12.0 spdx-license-ids-3.0.24; do
	mkdir "$work/$name"
	tar -xzf "$work/$name.tgz" -C "$work/$name"
done

mkdir -p "$work/fetch/src"
touch "$work/fetch/src/lib.rs"
cat >"$work/fetch/Cargo.toml" <<TOML
[package]
name = "fetch"
version = "0.0.0"
edition = "2021"
[dependencies]
spdx = "=0.13.6"
TOML
cargo fetch --quiet --manifest-path "$work/fetch/Cargo.toml"
crate=$(find "${CARGO_HOME:-$HOME/.cargo}/registry/cache" -name spdx-0.13.6.crate | head -n 1)
pinned "$crate" 646c5a367da914e3babcb9cd8e91c37ccaac42325b8f86f036513ad103f2a716
tar -xzf "$crate" -C "$work"

go run ./spdx/gen "$work"
go run ./rules/licenses/gen "$work"
go generate ./scanner/license/text
