# SPDX-License-Identifier: Apache-2.0
"""P5: a table of MySQL as lines of JSON."""

from mariadb import PASSWORD, USER
from workload import Contender, Workload, faster, within_memory

CHDB = """INSERT INTO FUNCTION file('{out}', 'JSONEachRow')
SELECT * FROM mysql('127.0.0.1:{port}', '{database}', 'user', '{user}', '{password}')
SETTINGS max_threads = 2, engine_file_truncate_on_insert = 1"""
SQL = "SELECT * FROM user"


def workload(bench, rows):
    database = bench.mariadb.load(bench.data.get("people", rows))
    pipeline = bench.here / "pipelines/p5.yaml"
    parameters = {"db_url": bench.mariadb.url(database)}
    contenders = [
        bench.etl("etl", pipeline, "users.jsonl", "jsonl", "64MiB", parameters,
                  [faster("etl", ["chdb"], 0.7), faster("etl", ["mariadb to TSV"], 1.1)]),
        bench.etl("etl 8MiB", pipeline, "users.jsonl", "jsonl", "8MiB", parameters,
                  [within_memory("etl 8MiB", 32)]),
    ]
    if "chdb" in bench.peers:
        out = bench.out("chdb", "users.jsonl")
        sql = CHDB.format(out=out, port=bench.mariadb.port, database=database, user=USER,
                          password=PASSWORD)
        contenders.append(Contender("chdb", bench.peers.script("chdb_sql", sql), out, "jsonl",
                                    note="mysql() into a file, 2 threads"))
    if "mariadb" in bench.peers:
        client = bench.mariadb.client(database, SQL)
        contenders.append(Contender("mariadb to TSV", client, bench.out("mariadb", "users.tsv"),
                                    "tsv", to_stdout=True, note="mariadb --quick -B"))
        contenders.append(Contender("bare drain", client, note="mariadb --quick, thrown away"))
    return Workload("P5", f"{rows:,} rows of MySQL as lines of JSON", contenders)
