# SPDX-License-Identifier: Apache-2.0
"""P9: the five best of lines of `score: record`, every record valid JSON."""

from workload import Contender, Workload, faster, within_memory

CHDB = """INSERT INTO FUNCTION file('{out}', 'JSONEachRow')
SELECT score, id FROM (
  SELECT toInt64(substring(line, 1, position(line, ':') - 1)) AS score,
    substring(line, position(line, ':') + 1) AS record, JSONExtractString(record, 'id') AS id
  FROM file('{scores}', 'LineAsString', 'line String')
  WHERE throwIf(NOT isValidJSON(record), 'no JSON') = 0)
ORDER BY score DESC LIMIT 5
SETTINGS max_threads = 2, engine_file_truncate_on_insert = 1,
  output_format_json_quote_64bit_integers = 0"""
DUCKDB = """COPY (
  SELECT score, json_extract_string(record, '$.id') AS id FROM (
    SELECT CAST(substr(line, 1, strpos(line, ':') - 1) AS BIGINT) AS score,
      substr(line, strpos(line, ':') + 1) AS record
    FROM read_csv('{scores}', delim = chr(1), quote = '', escape = '', header = false,
      columns = {{'line': 'VARCHAR'}}))
  WHERE CASE WHEN json_valid(record) THEN true ELSE error('no JSON') END
  ORDER BY score DESC LIMIT 5
) TO '{out}' (FORMAT json)"""


def workload(bench, rows):
    scores = bench.data.get("scores", rows) / "scores.data"
    contenders = [
        bench.etl("etl 6MiB", bench.here / "pipelines/p9.yaml", "best.jsonl", "jsonl", "6MiB",
                  {"scores": scores},
                  [faster("etl 6MiB", ["chdb"], 1 / 3), faster("etl 6MiB", ["heapq script"], 0.1),
                   within_memory("etl 6MiB", 32)]),
    ]
    for peer, name, template in (("duckdb", "DuckDB", DUCKDB), ("chdb", "chdb", CHDB)):
        if peer in bench.peers:
            out = bench.out(name, "best.jsonl")
            sql = template.format(scores=scores, out=out)
            arguments = ["-", sql] if peer == "duckdb" else [sql]
            contenders.append(Contender(name, bench.peers.script(f"{peer}_sql", *arguments), out,
                                        "jsonl", note="2 threads"))
    if "script" in bench.peers:
        out = bench.out("heapq script", "best.jsonl")
        contenders.append(Contender("heapq script",
                                    bench.peers.script("heapq_script", scores, out), out, "jsonl",
                                    note="json.loads and heapq.nlargest"))
    contenders.append(bench.copy("bare copy", scores))
    return Workload("P9", f"the 5 best of {rows:,} lines of JSON, each validated", contenders,
                    ordered=True)
