#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: check_layout.sh ROOT
#
# Holds the tree to docs/architecture.md: who may include what, what the core may not know, and what every file
# and every plugin folder has. Prints `file:line: message` for each breach; exit 1 if there was one.
set -eu
here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
cd "$1"
breaches=$(mktemp)
trap 'rm -f "$breaches"' EXIT

# The files of the repository: as git sees them, or all but the build trees where there is no git.
files() {
  git ls-files --cached --others --exclude-standard 2>/dev/null | grep . ||
    find . \( -path ./.git -o -path './build*' -o -path ./out -o -path ./.etl \) -prune -o -type f -print |
    sed 's|^\./||'
}
existing() { while IFS= read -r file; do if [ -f "$file" ]; then printf '%s\n' "$file"; fi; done; }
breach() { printf '%s\n' "$*" >>"$breaches"; }

all=$(files | existing)
sources=$(printf '%s\n' "$all" | grep -E '\.(h|cc|c)$' || true)
plugins=$(printf '%s\n' "$all" | sed -n 's|^plugins/\([^/]*\)/.*|\1|p' | sort -u | grep -vx shared || true)

# Includes and the names of plugins, in one pass over all sources.
printf '%s\n' "$sources" | tr '\n' '\0' |
  xargs -0 awk -v plugins="$(printf '%s' "$plugins" | tr '\n' ' ')" -f "$here/includes.awk" >>"$breaches"

for file in $all; do
  case $file in
    *.h | *.cc | *.c | *.cmake | *CMakeLists.txt | *.sh | *.awk | dev | .ci/run)
      head -n 3 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' ||
        breach "$file:1: has no line 'SPDX-License-Identifier: Apache-2.0'" ;;
  esac
  case $file in
    */data/*) ;; # inputs of tests are what they are
    *) if [ -s "$file" ] && [ "$(tail -c 1 "$file" | wc -l)" -eq 0 ] && grep -qI . "$file"; then
         breach "$file: does not end with a newline"
       fi ;;
  esac
done
printf '%s\n' "$all" | tr '\n' '\0' | xargs -0 -I{} find ./{} -prune -size +1024k |
  sed 's|^\./||; s|$|: is larger than 1 MiB|' >>"$breaches"

for plugin in $plugins; do
  [ -f "plugins/$plugin/README.md" ] || breach "plugins/$plugin: has no README.md"
done

# Relative links of the documentation lead somewhere.
for page in $(printf '%s\n' "$all" | grep '\.md$' || true); do
  grep -oE '\]\([^)#: ]+[)#]' "$page" | sed 's/^](//; s/[)#]$//' | while IFS= read -r target; do
    [ -e "$(dirname "$page")/$target" ] || breach "$page: links to $target, which is not there"
  done
done

if [ -s "$breaches" ]; then
  sort -u "$breaches"
  exit 1
fi
echo "$(printf '%s\n' "$all" | wc -l) files keep the layout"
