#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: completion_test.sh ETL PLUGIN_DIR
# Calls the function that the script defines as bash does, and looks at COMPREPLY.
set -uo pipefail
self=$(realpath "$0") etl=$1 plugins=$2 failures=0 passed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export ETL_PLUGIN_PATH=$plugins
mkdir -p "$work/bin" "$work/some dir"
ln -s "$etl" "$work/bin/etl"
PATH=$work/bin:$PATH
cd "$work" || exit 1
touch 'a file.yaml' notes.txt
cat >p.yaml <<'END'
version: 1
params:
  match: {type: string, default: zip, values: [zip, all], help: How to pair}
  verbose: {type: bool, default: false}
  secret: {type: string, default: hunter2, sensitive: true}
sources:
  people: {use: csv, path: "${env:NOT_SET}"}
transforms:
  adults: {use: filter, from: people, where: age > 17}
sinks:
  out: {use: json, from: adults, path: x.json}
END
# shellcheck disable=SC1090
source <("$etl" completion bash)

# expect WORDS... -- REPLIES...: `=` stands alone, as readline splits it.
expect() {
  local -a words=(etl)
  while [[ $1 != -- ]]; do words+=("$1"); shift; done
  shift
  COMP_WORDS=("${words[@]}") COMP_CWORD=$((${#words[@]} - 1)) COMPREPLY=()
  _etl
  local got wanted
  got=$(printf '%s\n' "${COMPREPLY[@]}" | sort)
  wanted=$(printf '%s\n' "$@" | sort)
  [[ $got == "$wanted" ]] && { passed=$((passed + 1)); return; }
  printf 'FAILED: %s\n got:    %s\n wanted: %s\n' "${words[*]}" "${got//$'\n'/ }" "${wanted//$'\n'/ }"
  failures=$((failures + 1))
}

expect pre -- preview
expect co -- config-schema completion
expect plugins '' -- list show
expect plugins show cs -- csv
expect completion '' -- bash zsh fish
expect run --spill-c -- --spill-codec
expect run --spill-codec '' -- auto none lz4
expect run --spill-codec = l -- lz4
expect run -- run
expect run p.ya -- p.yaml
expect run 'a f' -- 'a file.yaml'
expect run --state some -- 'some dir'
expect run --dataset no -- notes.txt
expect run --dataset = no -- notes.txt
expect run p.yaml -p '' -- match= secret= verbose=
expect run p.yaml -p ma -- match=
expect run p.yaml -p match = '' -- zip all
expect run p.yaml --param match = a -- all
expect run p.yaml -p verbose = t -- true
expect run p.yaml -p secret = '' -- ''
expect run p.yaml -p match = all -p ve -- verbose=
expect preview p.yaml '' -- people adults out
expect preview -n 3 p.yaml a -- adults
expect preview missing.yaml '' -- ''
expect run p.yaml --memory '' -- ''
expect frobnicate --x -- ''

# Nothing is told of a secret's value.
"$etl" __complete -- run p.yaml -p '' | grep -q hunter2 && { echo "FAILED: shows a secret"; failures=$((failures + 1)); }

# The scripts of the other shells, where these are installed.
if command -v zsh >/dev/null; then
  "$etl" completion zsh | zsh -n || { echo "FAILED: zsh -n"; failures=$((failures + 1)); }
fi
if command -v fish >/dev/null; then
  got=$(HOME=$work fish --no-config -c 'etl completion fish | source; complete -C "etl preview p.yaml a"')
  [[ $got == $'adults\tfilter' ]] || { echo "FAILED: fish said: $got"; failures=$((failures + 1)); }
fi
echo "$passed passed, $failures failures"
((failures == 0 && passed == $(grep -c '^expect ' "$self")))
