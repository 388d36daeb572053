#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# relocatable.sh BUILD: what is installed runs from any directory, and takes nothing from the build tree.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cmake --install "$1" --prefix "$place/first" >/dev/null
mv "$place/first" "$place/second name"
prefix="$place/second name"
cd "$place"
cp -r "$prefix/share/etl/pipelines" .
env -u ETL_PLUGIN_PATH "$prefix/bin/etl-demo" -- "$prefix/bin/etl" run pipelines/users.yaml \
  --dataset pipelines/datasets/demo.yaml
grep -q '"first_name"\|"firstname"' out/users.json
grep -q 'CREATE TABLE' out/users.sql
[[ $(env -u ETL_PLUGIN_PATH "$prefix/bin/etl" plugins list | wc -l) -ge 20 ]]
# Nobody would find the libraries of a path that is not there.
for file in "$prefix"/bin/* "$prefix"/lib/etl/*.so; do
  ! readelf -d "$file" | grep -q 'R\(UN\)\?PATH' || { echo "$file has a run path"; exit 1; }
done
