# SPDX-License-Identifier: Apache-2.0
"""chdb_sql.py SQL: runs one statement that writes its own file."""

import sys

import chdb

chdb.query(sys.argv[1])
