#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: first_pipeline.sh ETL
# From two URLs, DB_URL and API_URL, to a running pipeline; .env holds DB_PASSWORD. docs/start.md shows the same commands.
set -euo pipefail
program=$1
etl() { "$program" "$@"; }

etl discover "$DB_URL" --password-env DB_PASSWORD --env-file .env
etl discover "$API_URL"
etl init "$DB_URL" "$API_URL" --password-env DB_PASSWORD --env-file .env --out users.yaml
etl validate --connect users.yaml --env-file .env
etl preview users.yaml --env-file .env
etl run users.yaml --env-file .env
