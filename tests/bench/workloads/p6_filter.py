# SPDX-License-Identifier: Apache-2.0
"""P6: lines of nested JSON, filtered by two conditions, two columns computed, as CSV."""

from workload import Contender, Workload, faster, within_memory

DUCKDB = """COPY (
  SELECT id, "user".name AS name, day, score, lower("user".address.city) AS city,
    price * quantity AS total
  FROM read_json('{events}', format = 'newline_delimited', columns = {{
      'id': 'INT', 'user': 'STRUCT(name VARCHAR, address STRUCT(city VARCHAR))', 'score': 'INT',
      'active': 'BOOLEAN', 'price': 'BIGINT', 'quantity': 'BIGINT', 'day': 'DATE'}})
  WHERE score >= 40 AND active
) TO '{out}' (HEADER)"""
CHDB = """INSERT INTO FUNCTION file('{out}', 'CSVWithNames')
SELECT id, tupleElement(user, 'name') AS name, day, score,
  lower(tupleElement(tupleElement(user, 'address'), 'city')) AS city, price * quantity AS total
FROM file('{events}', 'JSONEachRow', 'id Int32, user Tuple(name String, address Tuple(city String)),
  score Int32, active Bool, price Int64, quantity Int64, day Date')
WHERE score >= 40 AND active
SETTINGS max_threads = 2, engine_file_truncate_on_insert = 1,
  input_format_json_ignore_unknown_keys_in_named_tuple = 1"""


def workload(bench, rows):
    events = bench.data.get("events", rows) / "events.jsonl"
    contenders = [
        bench.etl("etl", bench.here / "pipelines/p6.yaml", "chosen.csv", "csv", "32MiB",
                  {"events": events},
                  [faster("etl", ["DuckDB", "chdb"], 0.6), within_memory("etl", 64)]),
    ]
    for peer, name, template in (("duckdb", "DuckDB", DUCKDB), ("chdb", "chdb", CHDB)):
        if peer in bench.peers:
            out = bench.out(name, "chosen.csv")
            sql = template.format(events=events, out=out)
            arguments = ["-", sql] if peer == "duckdb" else [sql]
            contenders.append(Contender(name, bench.peers.script(f"{peer}_sql", *arguments), out,
                                        "csv", note="2 threads"))
    contenders.append(bench.copy("bare copy", events))
    return Workload("P6", f"{rows:,} lines of nested JSON filtered into CSV", contenders)
