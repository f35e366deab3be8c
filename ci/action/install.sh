#!/usr/bin/env bash
# Copyright 2026 The outgate Authors
# SPDX-License-Identifier: Apache-2.0
#
# Puts outgate onto the PATH of the job: a release archive whose digest is the one of
# the release's checksums.txt, or what the source of this action gives.
#
# OUTGATE_VERSION  "v1.2.3" for that release; "source" builds with the job's Go; "installed" takes what is there
set -euo pipefail

bin="$RUNNER_TEMP/outgate-bin"
mkdir -p "$bin"

digest() { # of a file, with what the machine has
  if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

release() {
  local version="${OUTGATE_VERSION#v}" os arch ending=tar.gz
  case "$RUNNER_OS" in
    Linux) os=linux ;;
    macOS) os=darwin ;;
    Windows) os=windows ending=zip ;;
    *) echo "::error::outgate has no release for $RUNNER_OS; set version to source" && exit 2 ;;
  esac
  case "$RUNNER_ARCH" in
    X64) arch=amd64 ;;
    ARM64) arch=arm64 ;;
    *) echo "::error::outgate has no release for $RUNNER_ARCH; set version to source" && exit 2 ;;
  esac
  local archive="outgate_${version}_${os}_${arch}.${ending}" from="https://github.com/outgate/outgate/releases/download/v$version"
  cd "$RUNNER_TEMP"
  curl --fail --silent --show-error --location --proto '=https' --retry 3 --output "$archive" "$from/$archive"
  curl --fail --silent --show-error --location --proto '=https' --retry 3 --output checksums.txt "$from/checksums.txt"
  local want
  want="$(awk -v name="$archive" '$2 == name { print $1 }' checksums.txt)"
  if [ -z "$want" ] || [ "$want" != "$(digest "$archive")" ]; then
    echo "::error::$archive is not what checksums.txt of the release says"
    exit 2
  fi
  case "$ending" in
    zip) unzip -q -o "$archive" -d "$bin" ;;
    *) tar -xzf "$archive" -C "$bin" ;;
  esac
}

case "$OUTGATE_VERSION" in
  installed)
    command -v outgate > /dev/null || { echo "::error::version is installed, and there is no outgate on the PATH"; exit 2; }
    exit 0
    ;;
  source) (cd "$GITHUB_ACTION_PATH" && CGO_ENABLED=0 go build -trimpath -o "$bin/" ./cmd/outgate) ;;
  v[0-9]*.[0-9]*.[0-9]*) release ;;
  *) echo "::error::version must be a release (v1.2.3), source or installed" && exit 2 ;;
esac
echo "$bin" >> "$GITHUB_PATH"
