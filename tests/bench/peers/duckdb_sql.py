# SPDX-License-Identifier: Apache-2.0
"""duckdb_sql.py MEMORY SQL: two threads, spilling into the current directory; - is no limit."""

import sys

import duckdb

memory, sql = sys.argv[1:]
connection = duckdb.connect()
connection.execute("SET threads = 2; SET preserve_insertion_order = false; "
                   "SET temp_directory = 'duckdb_spill'")
if memory != "-":
    connection.execute(f"SET memory_limit = '{memory}'")
connection.execute(sql)
