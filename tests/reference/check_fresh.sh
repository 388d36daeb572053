#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: check_fresh.sh ETL PLUGIN_DIR REFERENCE_DIR
# The committed reference is what the program writes today.
set -euo pipefail
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
env -u ETL_PLUGIN_PATH "$1" reference "$fresh" --plugin-dir "$2"
if ! diff -r -u "$3" "$fresh"; then
  echo "docs/reference is not what the program would write: run ./dev docs and commit it" >&2
  exit 1
fi
# The manual page is one, as far as a formatter is there to say so.
if command -v man >/dev/null && command -v groff >/dev/null; then
  warnings=$(MANROFFSEQ='' MANWIDTH=100 man --warnings -E UTF-8 -l -Tutf8 -Z "$fresh/etl.1" 2>&1 >/dev/null)
  [[ -z $warnings ]] || { echo "$warnings"; exit 1; }
fi
