#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The cats of a clinic (docs/jobs/clinic.md): lookups, joins, the best single statement, and the naive loop.

  tests/bench/clinic.py [--etl build/bin/etl] [--runs 15] [--work DIR] [--no-mariadb]

200 clinics, 2,000 veterinarians, 100,000 cats, 1,000,000 appointments, the same on every machine. Times are the best of
all runs: wall and processor, the program's start and its connection included (of the loop and the statement on SQLite: the
connection). All ways must give the same cats.
"""

import argparse
import json
import pathlib
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time

from mariadb import MariaDb

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLINIC = "Clinic 7"
NAMES = ["Luna", "Milo", "Bella", "Leo", "Nala", "Simba", "Cleo", "Oscar", "Kitty", "Felix", "Minka"]
TABLES = {
    "clinics": "id BIGINT PRIMARY KEY, name VARCHAR(80) NOT NULL",
    "veterinarians": "id BIGINT PRIMARY KEY, name VARCHAR(80) NOT NULL, clinic_id BIGINT NOT NULL",
    "cats": "id BIGINT PRIMARY KEY, name VARCHAR(40) NOT NULL, owner_name VARCHAR(80) NOT NULL",
    "appointments": "id BIGINT PRIMARY KEY, veterinarian_id BIGINT NOT NULL, cat_id BIGINT NOT NULL",
}
INDEXES = ["CREATE INDEX by_clinic ON veterinarians (clinic_id)",
           "CREATE INDEX by_veterinarian ON appointments (veterinarian_id)"]
# SQLite without statistics begins at the wrong end, unless the order of the tables is forced.
STATEMENT = """SELECT id, name, owner_name FROM cats WHERE id IN (SELECT a.cat_id FROM clinics k
  {join} veterinarians v ON v.clinic_id = k.id {join} appointments a ON a.veterinarian_id = v.id
  WHERE k.name = '%s') ORDER BY {name}, id""" % CLINIC


def rows():
    """Name of a table, and its rows."""
    dice = random.Random(1)
    yield "clinics", [(i, f"Clinic {i}") for i in range(1, 201)]
    yield "veterinarians", [(i, f"Vet {i}", dice.randint(1, 200)) for i in range(1, 2001)]
    yield "cats", [(i, dice.choice(NAMES), f"Owner {dice.randint(1, 60000)}")
                   for i in range(1, 100001)]
    yield "appointments", [(i, dice.randint(1, 2000), dice.randint(1, 100000))
                           for i in range(1, 1000001)]


def make_sqlite(path):
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    for name, table in rows():
        # INTEGER PRIMARY KEY is the row number itself.
        database.execute(f"CREATE TABLE {name} ({TABLES[name]})".replace("BIGINT PRIMARY", "INTEGER PRIMARY"))
        database.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(table[0]))})", table)
    for index in INDEXES:
        database.execute(index)
    database.commit()
    database.close()


def load_mariadb(server, work):
    server.execute("CREATE OR REPLACE DATABASE clinic CHARACTER SET utf8mb4")
    for name, table in rows():
        file = work / f"{name}.tsv"
        file.write_text("".join("\t".join(map(str, row)) + "\n" for row in table))
        server.execute(f"USE clinic; CREATE TABLE {name} ({TABLES[name]});"
                       f"LOAD DATA INFILE '{file}' INTO TABLE {name}")
        file.unlink()
    server.execute("USE clinic; " + ";".join(INDEXES) + "; ANALYZE TABLE " + ", ".join(TABLES))


def processor():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def measure(name, runs, statements, action):
    """Best wall and processor time of an action that gives the ids of the cats."""
    wall = cpu = float("inf")
    for _ in range(runs):
        started, used = time.perf_counter(), processor()
        ids = action()
        wall, cpu = min(wall, time.perf_counter() - started), min(cpu, processor() - used)
    print(f"  {name:<28} {statements:>10,} statements {wall * 1e3:9.1f} ms  {cpu * 1e3:9.1f} ms of processor")
    return ids


def run_etl(etl, pipeline, url, work):
    subprocess.run([etl, "run", ROOT / "pipelines" / pipeline, "-p", f"db_url={url}", "-p", f"clinic={CLINIC}",
                    "-p", f"out_dir={work}/out", "--state", f"{work}/state", "-q",
                    "--report", f"{work}/report.json"], check=True, stderr=subprocess.DEVNULL)
    return [cat["id"] for cat in json.loads((work / "out/clinic_cats.json").read_text())]


def queries(work):
    steps = json.loads((work / "report.json").read_text())["steps"].values()
    return sum(step.get("queries", 0) for step in steps)


def naive(ask):
    """The loop that brought the site down; `ask` gives the rows of one statement. Ids, and statements."""
    count, cats = 2, {}
    clinic = ask(f"SELECT id FROM clinics WHERE name = '{CLINIC}'")[0][0]
    for (vet,) in ask(f"SELECT id FROM veterinarians WHERE clinic_id = {clinic}"):
        count += 1
        for (cat,) in ask(f"SELECT cat_id FROM appointments WHERE veterinarian_id = {vet}"):
            count += 1
            cats[int(cat)] = ask(f"SELECT name, owner_name FROM cats WHERE id = {cat}")[0]
    return sorted(cats, key=lambda cat: (cats[cat][0].encode(), cat)), count


def compare(title, options, url, statement, loop):
    print(f"{title}, {options.runs} runs each, the best:")
    work, found = options.work, []
    for name, pipeline in ("lookups", "clinic_cats.yaml"), ("joins", "clinic_cats_joins.yaml"):
        run_etl(options.etl, pipeline, url, work)
        found.append(measure(f"etl, {name}", options.runs, queries(work),
                             lambda p=pipeline: run_etl(options.etl, p, url, work)))
    found.append(measure("the best single statement", options.runs, 1, statement))
    _, count = loop()
    found.append(measure("the naive loop", 3, count, lambda: loop()[0]))
    if any(ids != found[0] for ids in found):
        sys.exit("the ways do not agree")
    print(f"  {len(found[0]):,} cats, the same for all")


def compare_sqlite(options):
    path = options.work / "clinic.db"
    make_sqlite(path)

    def connected(action):
        database = sqlite3.connect(path)
        try:
            return action(lambda sql: database.execute(sql).fetchall())
        finally:
            database.close()

    sql = STATEMENT.format(join="CROSS JOIN", name="name")
    compare("SQLite", options, f"sqlite:{path}",
            lambda: connected(lambda ask: [row[0] for row in ask(sql)]), lambda: connected(naive))


def compare_mariadb(options):
    server = MariaDb(options.work / "mariadb", lambda text: None)
    try:
        load_mariadb(server, options.work)

        def client(sql):
            done = subprocess.run(server.client("clinic", sql), capture_output=True, text=True, check=True)
            return [int(line.split("\t")[0]) for line in done.stdout.splitlines()]

        def loop():
            # One client, one connection, one answer before the next question, as a program would.
            command = server.client("clinic", "")
            at = command.index("-e")
            process = subprocess.Popen(command[:at] + ["--unbuffered"] + command[at + 2:], text=True,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)

            def ask(sql):
                process.stdin.write(f"{sql}; SELECT 'end';\n")
                process.stdin.flush()
                return [tuple(line.rstrip("\n").split("\t"))
                        for line in iter(process.stdout.readline, "end\n")]
            try:
                return naive(ask)
            finally:
                process.stdin.close()
                process.wait()

        sql = STATEMENT.format(join="JOIN", name="CAST(name AS BINARY)")
        compare("MariaDB", options, server.url("clinic"), lambda: client(sql), loop)
    finally:
        server.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--etl", default=ROOT / "build/bin/etl")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("--no-mariadb", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        options.work = (options.work or pathlib.Path(directory)).resolve()
        options.work.mkdir(parents=True, exist_ok=True)
        compare_sqlite(options)
        if not options.no_mariadb:
            compare_mariadb(options)


if __name__ == "__main__":
    main()
