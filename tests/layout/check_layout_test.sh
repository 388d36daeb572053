#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: check_layout_test.sh CHECK_LAYOUT
#
# Breaks each rule once, in a small tree of its own, and expects the sentence; then expects silence on a good tree.
set -eu
check=$1
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failed=0

spdx='// SPDX-License-Identifier: Apache-2.0'
put() { # put FILE LINE...
  mkdir -p "$tree/$(dirname "$1")"
  file=$tree/$1
  shift
  printf '%s\n' "$@" >"$file"
}

good_tree() {
  rm -rf "${tree:?}"/*
  put core/include/etl/a.h "$spdx" '#include <vector>' '#include "etl/b.h"'
  put core/include/etl/abi.h "$spdx" '#include <stdint.h>'
  put core/arrow/cast.cc "$spdx" '#include "arrow/cast.h"' '#include "etl/a.h"' '#include <simdjson.h>'
  put core/config/yaml.cc "$spdx" '#include <yaml-cpp/parser.h>' '#include "arrow/cast.h"'
  put core/plugin/loader.cc "$spdx" '#include <boost/dll/shared_library.hpp>'
  put core/plan/planner.cc "$spdx" '#include "config/yaml.h"' '#include "plugin/loader.h"' '// as "rest" does'
  put core/runtime/run_test.cc "$spdx" '#include "tests/support/process/temp_dir.h"' 'Load("rest");'
  put core/cli/main.cc "$spdx" '#include "runtime/run.h"' 'format == "json"' 'word == "rest"  // not the plugin'
  put plugins/rest/rest.cc "$spdx" '#include <Poco/URI.h>' '#include "etl/a.h"' '#include "plugins/rest/rest.h"' \
    '#include "plugins/shared/expression/parse.h"' '#include <sys/stat.h>'
  put plugins/rest/README.md '[json](../json/README.md) [web](https://example.com) [here](#there)'
  put plugins/json/README.md 'json'
  put plugins/shared/expression/parse.cc "$spdx" '#include "plugins/shared/expression/parse.h"'
  mkdir -p "$tree/tests/golden/data"
  printf 'no newline' >"$tree/tests/golden/data/input.csv"
}

expect_breach() { # expect_breach TEXT: the check fails, and says TEXT and nothing else
  if output=$("$check" "$tree"); then
    echo "NOT FOUND: $1"
    failed=1
  elif [ "$(printf '%s\n' "$output" | wc -l)" != 1 ] || [ "${output#*"$1"}" = "$output" ]; then
    printf 'EXPECTED: %s\nGOT: %s\n' "$1" "$output"
    failed=1
  fi
  good_tree
}

good_tree
"$check" "$tree" || failed=1

put core/include/etl/a.h "$spdx" '#include <fmt/format.h>'
expect_breach 'core/include/etl/a.h:2: the SDK includes only "etl/..." and the standard library, not <fmt/format.h>'
put core/include/etl/a.h "$spdx" '#include <unistd.h>'
expect_breach 'not <unistd.h>'
put core/include/etl/a.h "$spdx" '#include "arrow/cast.h"'
expect_breach 'not "arrow/cast.h"'
put core/arrow/cast.cc "$spdx" '#include "config/yaml.h"'
expect_breach 'core/arrow may not include "config/yaml.h"'
put core/config/yaml.cc "$spdx" '#include "plugin/loader.h"'
expect_breach 'core/config may not include "plugin/loader.h"'
put core/plugin/loader.cc "$spdx" '  #  include "config/yaml.h"'
expect_breach 'core/plugin may not include "config/yaml.h"'
put core/plan/planner.cc "$spdx" '#include "runtime/run.h"'
expect_breach 'core/plan may not include "runtime/run.h"'
put core/runtime/run.cc "$spdx" '#include "cli/main.h"'
expect_breach 'core/runtime may not include "cli/main.h"'
put core/runtime/run.cc "$spdx" '#include "core/runtime/run.h"'
expect_breach 'inside core/ write "runtime/run.h"'
put core/runtime/run.cc "$spdx" '#include "run.h"'
expect_breach 'core/runtime includes "run.h"'
put core/runtime/run.cc "$spdx" '#include <plan/planner.h>'
expect_breach 'our own headers stand in ""'
put core/runtime/run.cc "$spdx" '#include "tests/support/process/temp_dir.h"'
expect_breach 'core/runtime includes "tests/support/process/temp_dir.h"'
put core/plan/planner.cc "$spdx" '#include <yaml-cpp/parser.h>'
expect_breach 'yaml-cpp is included in core/config only'
put core/plan/planner.cc "$spdx" '#include <boost/dll.hpp>'
expect_breach 'Boost.DLL is included in core/plugin only'
put core/plan/planner.cc "$spdx" 'if (name == "rest") return;'
expect_breach 'core/plan/planner.cc:2: the core names the plugin "rest"'
put plugins/rest/rest.cc "$spdx" '#include "plugins/json/json.h"'
expect_breach 'not "plugins/json/json.h"'
put plugins/rest/rest.cc "$spdx" '#include "arrow/cast.h"'
expect_breach 'not "arrow/cast.h"'
put plugins/shared/expression/parse.cc "$spdx" '#include "plugins/rest/rest.h"'
expect_breach 'not "plugins/rest/rest.h"'
put core/cli/main.cc 'int main() {}'
expect_breach "core/cli/main.cc:1: has no line 'SPDX-License-Identifier: Apache-2.0'"
rm "$tree/plugins/json/README.md" && put plugins/json/json.cc "$spdx" && put plugins/rest/README.md 'rest'
expect_breach 'plugins/json: has no README.md'
put plugins/rest/README.md '[a](missing.md)'
expect_breach 'plugins/rest/README.md: links to missing.md'
printf '%s' "$spdx" >"$tree/core/cli/main.cc"
expect_breach 'core/cli/main.cc: does not end with a newline'
yes 'a line' | head -c 1050000 >"$tree/large.txt" && echo >>"$tree/large.txt"
expect_breach 'large.txt: is larger than 1 MiB'

exit "$failed"
