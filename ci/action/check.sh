#!/usr/bin/env bash
# Copyright 2026 The outgate Authors
# SPDX-License-Identifier: Apache-2.0
#
# Runs `outgate check` and writes every report. The status goes to the outputs of the
# step, not to the step: what comes after it must see the reports of a verdict that fails.
#
# OUTGATE_PATH, OUTGATE_POLICY, OUTGATE_SINCE  inputs of the action
# OUTGATE_ARGS                                 further words of the command, split at blanks; no quotes, no patterns
set -euo pipefail

reports="$RUNNER_TEMP/outgate"
rm -rf "$reports"
mkdir -p "$reports"
export XDG_CACHE_HOME="$HOME/.cache"

args=(check)
if [ -n "$OUTGATE_POLICY" ]; then args+=("--policy=$OUTGATE_POLICY"); fi
if [ -n "$OUTGATE_SINCE" ]; then args+=("--since=$OUTGATE_SINCE"); fi
read -r -a more <<< "$(printf '%s' "$OUTGATE_ARGS" | tr '\n' ' ')"
args+=(${more[@]+"${more[@]}"})

status=0
outgate "${args[@]}" -o "json=$reports/outgate.json" -o "sarif=$reports/outgate.sarif" -o "junit=$reports/junit.xml" \
  -o "markdown=$reports/summary.md" -o "github=$reports/annotations.txt" -- "$OUTGATE_PATH" || status=$?

verdict="no verdict"
case "$status" in
  0) verdict=PASS ;;
  1) verdict=FAIL ;;
  3) verdict=INCOMPLETE ;;
  4) verdict=PENDING_APPROVAL ;;
esac
{
  echo "status=$status"
  echo "verdict=$verdict"
  echo "reports=$reports"
} >> "$GITHUB_OUTPUT"
if [ -s "$reports/annotations.txt" ]; then
  cat "$reports/annotations.txt"
else
  echo "::error title=outgate::$verdict: outgate ended with status $status and wrote no report"
fi
if [ -s "$reports/summary.md" ]; then
  cat "$reports/summary.md" >> "$GITHUB_STEP_SUMMARY"
fi
