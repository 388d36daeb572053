# SPDX-License-Identifier: Apache-2.0
"""P7: what a run costs before it does anything."""

import shutil
import sqlite3

from workload import Contender, Workload, within_seconds

REPEAT = 10


def _database(directory, rows):
    path = directory / "ten.db"
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
    connection.executemany("INSERT INTO person VALUES (?, ?)",
                           [(i, f"person {i}") for i in range(rows)])
    connection.commit()
    connection.close()
    return path


def workload(bench, rows):
    pipeline = bench.here / "pipelines/p7.yaml"
    run = bench.etl("etl run", pipeline, "people.jsonl", "jsonl", "64MiB",
                    {"database": _database(bench.directory, rows)},
                    [within_seconds("etl run", 0.020)])
    validate = Contender("etl validate", [*run.argv], goals=[within_seconds("etl validate", 0.015)])
    validate.argv[1] = "validate"
    contenders = [run, validate, Contender("python3 -c pass", ["python3", "-c", "pass"])]
    if shutil.which("node"):
        contenders.append(Contender("node -e 0", ["node", "-e", "0"]))
    for contender in contenders:
        contender.repeat = REPEAT
    return Workload("P7", f"three plugins over {rows} rows", contenders)
