# SPDX-License-Identifier: Apache-2.0
"""P3: two CSV files in no order, joined by a number; a third of the rows match."""

from workload import Contender, Workload, faster, leaner

DUCKDB = """COPY (
  SELECT id, name, amount, day, mark, level
  FROM read_csv('{orders}', header = true, columns = {{
      'id': 'INT', 'name': 'VARCHAR', 'amount': 'VARCHAR', 'day': 'VARCHAR'}}) AS orders
  JOIN read_csv('{marks}', header = true, columns = {{
      'id': 'INT', 'mark': 'INT', 'level': 'VARCHAR'}}) AS marks USING (id)
) TO '{out}' (HEADER)"""


def workload(bench, rows):
    data = bench.data.get("orders", rows)
    orders, marks = data / "orders.csv", data / "marks.csv"
    contenders = [
        bench.etl("etl", bench.here / "pipelines/p3.yaml", "joined.csv", "csv", "128MiB",
                  {"orders": orders, "marks": marks},
                  [faster("etl", ["Polars"], 0.8), leaner("etl", "Polars", 1 / 5)]),
    ]
    if "polars" in bench.peers:
        out = bench.out("Polars", "joined.csv")
        contenders.append(Contender(
            "Polars", bench.peers.script("polars_join", orders, marks, out), out, "csv",
            env={"POLARS_MAX_THREADS": "2"}, note="lazy, streaming into a file, 2 threads"))
    if "duckdb" in bench.peers:
        out = bench.out("DuckDB", "joined.csv")
        sql = DUCKDB.format(orders=orders, marks=marks, out=out)
        contenders.append(Contender("DuckDB", bench.peers.script("duckdb_sql", "-", sql), out,
                                    "csv", note="2 threads, no limit"))
    return Workload("P3", f"two CSV files of {rows:,} rows joined by a number", contenders)
