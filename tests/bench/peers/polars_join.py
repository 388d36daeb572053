# SPDX-License-Identifier: Apache-2.0
"""polars_join.py ORDERS MARKS OUT: lazily, so that only what is needed is read."""

import sys

import polars

orders, marks, out = sys.argv[1:]
left = polars.scan_csv(orders, schema={
    "id": polars.Int32, "name": polars.String, "amount": polars.String, "day": polars.String})
right = polars.scan_csv(marks, schema={
    "id": polars.Int32, "mark": polars.Int32, "level": polars.String})
joined = left.join(right, on="id").select("id", "name", "amount", "day", "mark", "level")
joined.sink_csv(out, maintain_order=False)
