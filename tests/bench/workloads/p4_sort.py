# SPDX-License-Identifier: Apache-2.0
"""P4: a CSV file sorted by name and number within 256 MiB."""

from workload import Contender, Workload, faster, within_memory

DUCKDB = """COPY (
  SELECT * FROM read_csv('{orders}', header = true, columns = {{
      'id': 'INT', 'name': 'VARCHAR', 'amount': 'VARCHAR', 'day': 'VARCHAR'}})
  ORDER BY name, id
) TO '{out}' (HEADER)"""


def workload(bench, rows):
    data = bench.data.get("orders", rows)
    contenders = [
        bench.etl("etl", bench.here / "pipelines/p4.yaml", "sorted.csv", "csv", "224MiB",
                  {"orders": data / "orders.csv"},
                  [faster("etl", ["GNU sort", "DuckDB"], 0.6), within_memory("etl", 256)]),
    ]
    if "sort" in bench.peers:
        out = bench.out("GNU sort", "sorted.csv")
        contenders.append(Contender(
            "GNU sort", ["sort", "-S", "256M", "--parallel=2", "-t,", "-k2,2", "-k1,1n", "-o", out,
                         data / "orders.body.csv"], out, "csv-body", env={"LC_ALL": "C"},
            note="-S 256M --parallel=2, LC_ALL=C, of the file without its header"))
    if "duckdb" in bench.peers:
        out = bench.out("DuckDB", "sorted.csv")
        sql = DUCKDB.format(orders=data / "orders.csv", out=out)
        contenders.append(Contender("DuckDB", bench.peers.script("duckdb_sql", "256MB", sql), out,
                                    "csv", note="memory_limit 256MB, 2 threads"))
    contenders.append(bench.copy("bare copy", data / "orders.csv"))
    return Workload("P4", f"a CSV file of {rows:,} rows sorted within 256 MiB", contenders, True)
