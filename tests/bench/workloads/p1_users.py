# SPDX-License-Identifier: Apache-2.0
"""P1: a table of MySQL joined with the pages of an API; P2: the same ten times as large."""

from mariadb import PASSWORD, USER
from workload import Contender, Goal, Workload, faster, within_memory

TODAY = "2017-02-02"
COLUMNS = ("firstname, lastname, last_active_date, platform_registered_on, specialty, "
           "classification")
PERSON = ("Tuple(firstname String, lastname String, last_active_date Date, "
          "practice_location String, user_type_classification String)")
CHDB = """INSERT INTO FUNCTION file('{out}', 'JSONEachRow')
WITH api AS (
  SELECT tupleElement(person, 1) AS firstname, tupleElement(person, 2) AS lastname,
    tupleElement(person, 3) AS last_active_date, tupleElement(person, 4) AS practice_location,
    tupleElement(person, 5) AS classification
  FROM (SELECT arrayJoin(users) AS person
        FROM url('{api}/{{1..{pages}}}.json', 'JSONEachRow', 'users Array({person})')))
SELECT internal.firstname AS firstname, internal.lastname AS lastname,
  lower(internal.specialty) AS specialty, api.practice_location AS practice_location,
  internal.platform_registered_on AS platform_registered_on,
  lower(internal.classification) AS internal_classification,
  lower(api.classification) AS external_classification,
  toBool(dateDiff('day', internal.last_active_date, toDate('{today}')) <= 30)
    AS is_active_internal_platform,
  toBool(dateDiff('day', api.last_active_date, toDate('{today}')) <= 30)
    AS is_active_external_platform
FROM mysql('127.0.0.1:{port}', '{database}', 'user', '{user}', '{password}') AS internal
JOIN api ON internal.lastname = api.lastname AND internal.firstname = api.firstname
SETTINGS max_threads = 2, glob_expansion_max_elements = 1000000,
  input_format_skip_unknown_fields = 1, engine_file_truncate_on_insert = 1"""


def _etl(bench, name, rows, memory, goals):
    people = bench.data.get("people", rows)
    url = bench.mariadb.url(bench.mariadb.load(people))
    return bench.etl(name, bench.root / "pipelines/users_all.yaml", "users.jsonl", "jsonl", memory,
                     {"db_url": url, "api_url": bench.nginx.url(people), "today": TODAY}, goals)


def _drain(bench, name, rows):
    people = bench.data.get("people", rows)
    client = bench.mariadb.client(bench.mariadb.load(people), f"SELECT {COLUMNS} FROM user")
    pages = (rows + 999) // 1000
    script = 'url=$1; shift; curl -sS "$url" >/dev/null & "$@" >/dev/null; wait'
    return Contender(name, ["sh", "-c", script, "sh",
                            f"{bench.nginx.url(people)}/[1-{pages}].json", *client],
                     note="mariadb --quick and a curl of all pages at once, thrown away")


def _chdb(bench, rows):
    people = bench.data.get("people", rows)
    out = bench.out("chdb", "users.jsonl")
    sql = CHDB.format(out=out, api=bench.nginx.url(people), pages=(rows + 999) // 1000,
                      person=PERSON, today=TODAY, port=bench.mariadb.port,
                      database=bench.mariadb.load(people), user=USER, password=PASSWORD)
    return Contender("chdb", bench.peers.script("chdb_sql", sql), out, "jsonl",
                     note="mysql() joined with url(), 2 threads")


def _script(bench, rows):
    people = bench.data.get("people", rows)
    out = bench.out("script", "users.jsonl")
    arguments = ["127.0.0.1", bench.mariadb.port, USER, PASSWORD, bench.mariadb.load(people),
                 bench.nginx.url(people), TODAY, out]
    return Contender("script", bench.peers.script("users_script", *arguments), out, "jsonl",
                     note="Python by hand: generators over mysqlclient and urllib, heapq.merge")


def workload(bench, rows):
    contenders = [
        _etl(bench, "etl", rows, "256MiB",
             [faster("etl", ["chdb"], 1 / 3), faster("etl", ["script"], 1 / 15)]),
        _etl(bench, "etl 32MiB", rows, "32MiB",
             [faster("etl 32MiB", ["chdb"], 0.4), within_memory("etl 32MiB", 64)]),
    ]
    if "chdb" in bench.peers:
        contenders.append(_chdb(bench, rows))
    if "script" in bench.peers:
        contenders.append(_script(bench, rows))
    if {"mariadb", "curl"} <= bench.peers.versions.keys():
        contenders.append(_drain(bench, "bare drains", rows))
    return Workload("P1", f"MySQL joined with a paged API, {rows:,} people each", contenders)


def growth(bench, rows):
    small = rows // 10

    def actual(results):
        names = ("etl", "etl 1/10", "bare drains", "drains 1/10")
        if not all(name in results for name in names):
            return None
        large_etl, small_etl, large_drain, small_drain = (results[name].wall for name in names)
        return (large_etl / small_etl) / (large_drain / small_drain)

    goals = [Goal("growth / growth of the bare drains", 1.05, actual, "x"),
             within_memory("etl", 64)]
    contenders = [_etl(bench, "etl", rows, "32MiB", goals),
                  _drain(bench, "bare drains", rows),
                  _etl(bench, "etl 1/10", small, "32MiB", []),
                  _drain(bench, "drains 1/10", small)]
    contenders[2].format = ""  # another size, another answer
    return Workload("P2", f"P1 with {rows:,} people each, next to {small:,}", contenders)
