#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: check_headers.sh ROOT C-COMPILER C++-COMPILER
#
# The contract is C11, and every header of the SDK compiles on its own.
set -eu
cd "$1/core/include"
cc=$2
cxx=$3
failed=0
warnings='-Wall -Wextra -Wpedantic -Wshadow -Werror -fsyntax-only'

# shellcheck disable=SC2086  # a list of flags
compile() {
  compiler=$1 language=$2 standard=$3 header=$4
  "$compiler" $warnings -std="$standard" -I . -include "$header" -x "$language" /dev/null || {
    echo "$header does not compile on its own as $standard"
    failed=1
  }
}

compile "$cc" c c11 etl/abi.h
for header in $(find etl -name '*.h' | sort); do
  compile "$cxx" c++ c++20 "$header"
done
exit "$failed"
