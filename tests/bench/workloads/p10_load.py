# SPDX-License-Identifier: Apache-2.0
"""P10: a file into a table of MySQL: appended, replaced, upserted."""

from pathlib import Path

from mariadb import PASSWORD, USER
from workload import Contender, Workload, faster

DATABASE = "p10"
TABLE = """DROP TABLE IF EXISTS {database}.{table};
CREATE TABLE {database}.{table} (
  id INT NOT NULL PRIMARY KEY, firstname VARCHAR(50) NOT NULL, lastname VARCHAR(50) NOT NULL,
  last_active_date DATE, platform_registered_on VARCHAR(25), practice_id INT,
  specialty VARCHAR(50), classification VARCHAR(50)
) DEFAULT CHARSET utf8mb4 COLLATE utf8mb4_bin;"""
# Half of the rows are there, and half of those differ.
HALF = """INSERT INTO {database}.{table}
SELECT id, firstname, lastname, last_active_date, platform_registered_on, practice_id,
  IF(id % 4 = 0, 'other', specialty), classification
FROM {people}.user WHERE id % 2 = 0;"""
COLUMNS = ("id, firstname, lastname, last_active_date, platform_registered_on, practice_id, "
           "specialty, classification")
CHDB = """INSERT INTO FUNCTION mysql('127.0.0.1:{port}', '{database}', '{table}', '{user}',
  '{password}') SELECT * FROM file('{file}', 'TSV', 'id Int32, firstname String, lastname String,
  last_active_date Nullable(Date32), platform_registered_on Nullable(String),
  practice_id Nullable(Int32), specialty Nullable(String), classification Nullable(String)')
SETTINGS max_threads = 2"""


class _Tables:
    """A table for each contender: made before its run, read after it."""

    def __init__(self, bench, people):
        self._mariadb, self._people, self.file = bench.mariadb, people, people / "user.tsv"
        self.filled = bench.mariadb.load(people)
        bench.mariadb.execute(f"CREATE DATABASE IF NOT EXISTS {DATABASE}; SET GLOBAL local_infile=1; "
                              f"GRANT ALL ON {DATABASE}.* TO {USER}@'%'")

    def before(self, table, half):
        names = {"database": DATABASE, "table": table, "people": self.filled}
        sql = TABLE.format(**names) + (HALF.format(**names) if half else "")
        return lambda: self._mariadb.execute(sql)

    def after(self, table, output):
        def read():
            rows = self._mariadb.execute(f"SELECT * FROM {DATABASE}.{table} ORDER BY id")
            Path(output).write_text(rows + "\n", encoding="utf-8")

        return read

    def contender(self, bench, name, argv, half=False, goals=(), note=""):
        table = name.replace(" ", "_").lower()
        output = bench.out(name, "rows.tsv")
        return Contender(name, argv, output, "tsv", goals=list(goals), note=note,
                         before=self.before(table, half), after=self.after(table, output))


def _etl(bench, tables, mode, half, goals):
    name = f"etl {mode}"
    argv = [bench.program, "run", bench.here / "pipelines/p10.yaml", "--quiet"]
    for key, value in {"db_url": bench.mariadb.url(DATABASE), "file": tables.file,
                       "table": name.replace(" ", "_"), "mode": mode}.items():
        argv += ["-p", f"{key}={value}"]
    return tables.contender(bench, name, argv, half, goals)


def _client(bench, sql):
    argv = bench.mariadb.client(DATABASE, sql)
    return [argv[0], argv[1], "--local-infile=1", *argv[2:]]


def _by_hand(bench, tables):
    update = ", ".join(f"{name} = VALUES({name})" for name in COLUMNS.split(", ")[1:])
    sql = ("CREATE TABLE staged LIKE upsert_by_hand; "
           f"LOAD DATA LOCAL INFILE '{tables.file}' INTO TABLE staged; "
           f"INSERT INTO upsert_by_hand ({COLUMNS}) SELECT {COLUMNS} FROM staged "
           f"ON DUPLICATE KEY UPDATE {update}; DROP TABLE staged")
    return tables.contender(bench, "upsert by hand", _client(bench, sql), half=True,
                            note="mariadb client: load a staging table, insert or update")


def workload(bench, rows):
    tables = _Tables(bench, bench.data.get("people", rows))
    contenders = [
        _etl(bench, tables, "append", False, [faster("etl append", ["load data"], 1.15),
                                              faster("etl append", ["chdb"], 0.5)]),
        _etl(bench, tables, "replace", True, [faster("etl replace", ["load data"], 1.15)]),
        _etl(bench, tables, "upsert", True, [faster("etl upsert", ["upsert by hand"], 1.2)]),
    ]
    if "mariadb" in bench.peers:
        load = f"LOAD DATA LOCAL INFILE '{tables.file}' INTO TABLE load_data"
        contenders.append(tables.contender(bench, "load data", _client(bench, load),
                                           note="mariadb client: LOAD DATA LOCAL INFILE"))
        contenders.append(_by_hand(bench, tables))
    if "chdb" in bench.peers:
        sql = CHDB.format(port=bench.mariadb.port, database=DATABASE, table="chdb", user=USER,
                          password=PASSWORD, file=tables.file)
        contenders.append(tables.contender(bench, "chdb", bench.peers.script("chdb_sql", sql),
                                           note="file() into mysql(), 2 threads"))
    return Workload("P10", f"{rows:,} rows of a file into a table of MySQL", contenders)
