# SPDX-License-Identifier: Apache-2.0
"""A right pipeline, and what makes it wrong: (text, what stands there instead)."""

BASE = """\
version: 1
name: base
params:
  match: {type: string, default: zip, values: [zip, all]}
  limit: {type: int, default: 10}
connections:
  db: {url: "sqlite:x.db"}
sources:
  people:
    connection: db
    table: people
    order: [name, id desc]
    schema: {id: int, name: varchar(50), score: "decimal(10,2)"}
    assert: {rows: {min: 1}, unique: [id]}
  visits:
    use: csv
    path: visits.csv
    header: true
    skip: 1
    nulls: ["", NA]
    compression: none
    schema: {id: int, name: string, day: {type: date, optional: true}}
transforms:
  matched:
    use: sort_merge_join
    from: [people, visits]
    keys: [name]
    match: "${match}"
  early:
    use: filter
    from: matched
    where: day < '2020-01-01'
  chosen:
    use: select
    from: early
    keep: [name, score]
    set:
      double_score: score * 2
sinks:
  file:
    use: json
    from: chosen
    path: out.json
    limit: "${limit}"
    indent: 2
"""

WRONG = [
    ("version: 1", "version: 2"),
    ("version: 1\n", ""),
    ("name: base", "nam: base"),
    ("name: base", "name: [base]"),
    ("params:\n", "params: 7\nparameters:\n"),
    ("type: int, default: 10", "type: integer, default: 10"),
    ("type: int, default: 10", "typ: int, default: 10"),
    ("type: int, default: 10", "type: int, default: 10, sensitive: maybe"),
    ("values: [zip, all]", "values: zip"),
    ("  limit: {type", "  li-mit: {type"),
    ("connections:\n  db: {url: \"sqlite:x.db\"}", "connections: [db]"),
    ("{url: \"sqlite:x.db\"}", "{ur: \"sqlite:x.db\"}"),
    ("{url: \"sqlite:x.db\"}", "{url: \"sqlite:x.db\", hots: y}"),
    ("{url: \"sqlite:x.db\"}", "sqlite:x.db"),
    ("  db: {", "  d-b: {"),
    ("sources:\n", "sorces:\n"),
    ("  people:\n", "  1people:\n"),
    ("    connection: db\n", ""),
    ("    connection: db\n", "    connection: [db]\n"),
    ("    table: people", "    tabel: people"),
    ("    table: people", "    table: [people]"),
    ("[name, id desc]", "[name, id descending]"),
    ("[name, id desc]", "[]"),
    ("{id: int, name: varchar(50)", "{id: itn, name: varchar(50)"),
    ("{id: int, name: varchar(50)", "{id: int, name: varchar"),
    ("{id: int, name: varchar(50)", "{id: int, name: varchar(0)"),
    ("{id: int, name: varchar(50), score: \"decimal(10,2)\"}", "[id, name]"),
    ("{id: int, name: varchar(50), score: \"decimal(10,2)\"}", "{}"),
    ("\"decimal(10,2)\"", "{typ: double}"),
    ("\"decimal(10,2)\"", "{type: double, optional: perhaps}"),
    ("\"decimal(10,2)\"", "{optional: true}"),
    ("{rows: {min: 1}, unique: [id]}", "{row: {min: 1}}"),
    ("{rows: {min: 1}, unique: [id]}", "{rows: {least: 1}}"),
    ("{rows: {min: 1}, unique: [id]}", "{rows: {min: -1}}"),
    ("{rows: {min: 1}, unique: [id]}", "{rows: 1}"),
    ("{rows: {min: 1}, unique: [id]}", "{unique: []}"),
    ("{rows: {min: 1}, unique: [id]}", "[rows]"),
    ("use: csv", "use: cvs"),
    ("use: csv", "use: filter"),
    ("use: csv", "use: [csv]"),
    ("    header: true", "    header: 1"),
    ("    header: true", "    header: sure"),
    ("    header: true", "    headr: true"),
    ("    skip: 1", "    skip: one"),
    ("    skip: 1", "    skip: 1.5"),
    ("compression: none", "compression: zip"),
    ("nulls: [\"\", NA]", "nulls: {a: b}"),
    ("nulls: [\"\", NA]", "nulls: [[NA]]"),
    ("    path: visits.csv\n", "    path: {a: b}\n"),
    ("from: [people, visits]", "from: [people]"),
    ("from: [people, visits]", "from: people"),
    ("from: [people, visits]", "from: [people, visits, people]"),
    ("    from: [people, visits]\n", ""),
    ("    keys: [name]\n", ""),
    ("match: \"${match}\"", "match: some"),
    ("where: day < '2020-01-01'", "where: day < '${match}'"),
    ("    where: day < '2020-01-01'\n", ""),
    ("where: day < '2020-01-01'", "where: [day]"),
    ("    from: early\n", "    from: {a: early}\n"),
    ("      double_score: score * 2", "      double_score: [score]"),
    ("    set:\n      double_score: score * 2", "    set: score * 2"),
    ("sinks:\n", "sink:\n"),
    ("    use: json\n", ""),
    ("    use: json\n", "    use: json\n    connection: db\n"),
    ("    indent: 2", "    indent: two"),
    ("    indent: 2", "    order: [name]"),
    ("    indent: 2", "    on_error: reject"),
    ("    skip: 1", "    on_error: ignore"),
    ("    skip: 1", "    on_error: reject\n    max_rejects: some"),
    ("    skip: 1", "    on_error: reject\n    max_rejects: -1"),
    ("    skip: 1", "    incremental: id"),
    ("    skip: 1", "    incremental: {lag: 3}"),
    ("    skip: 1", "    incremental: {cursor: id, log: 3}"),
    ("{rows: {min: 1}, unique: [id]}", "{exists: [id]}"),
    ("use: filter", "use: lookup"),
]

RIGHT_DATASETS = [
    "params: {match: all, limit: 3}",
    "version: 1\nname: other\ndescription: another",
    "connections: {db: {url: \"sqlite:other.db\"}}",
    "sources: {people: {table: persons, schema: {id: int, name: string, score: double}}, visits: {path: [a.csv, b.csv]}}",
    "sinks: {file: {path: other.json}}",
]

WRONG_DATASETS = [
    "sources: {people: {use: csv}}",
    "sources: {people: {from: x}}",
    "sinks: {file: {indent: 2}}",
    "transforms: {early: {match: all}}",
    "connections: {db: {hots: y}}",
    "params: {match: {type: string}}",
    "paramters: {}",
    "version: 3",
]

TESTS = """\
tests:
  - name: early ones
    params: {match: all}
    dataset: []
    env: {A: b}
    run_date: 2024-01-31
    given:
      people: [{id: 1, name: Ann, score: 1.5}]
      visits:
        schema: {id: int, name: string, day: date}
        rows: [{id: 1, name: Ann, day: 2019-01-01}]
    expect:
      early: {count: 1, columns: [visits.day], unordered: true, rows: [{visits.day: 2019-01-01}]}
      file: [{name: Ann, score: 1.50, double_score: 3.00}]
  - name: none in order
    given: {visits: [], people: [{name: Bo}, {name: Ann}]}
    expect:
      error: {code: data, message: not in the order, step: people}
"""

WRONG_TESTS = [
    ("- name: early ones\n    params", "- params"),
    ("name: early ones", "nam: early ones"),
    ("params: {match: all}", "params: all"),
    ("params: {match: all}", "parameters: {match: all}"),
    ("dataset: []", "dataset: {}"),
    ("env: {A: b}", "env: b"),
    ("run_date: 2024-01-31", "run_date: {}"),
    ("people: [{id: 1, name: Ann, score: 1.5}]", "people: Ann"),
    ("people: [{id: 1, name: Ann, score: 1.5}]", "people: [Ann]"),
    ("people: [{id: 1, name: Ann, score: 1.5}]", "people: {}"),
    ("people: [{id: 1, name: Ann, score: 1.5}]", "people: {row: []}"),
    ("people: [{id: 1, name: Ann, score: 1.5}]", "people: {rows: [], file: x.csv}"),
    ("rows: [{id: 1, name: Ann, day: 2019-01-01}]", "rows: {id: 1}"),
    ("schema: {id: int, name: string, day: date}", "schema: [id]"),
    ("early: {count: 1, columns: [visits.day], unordered: true, rows: [{visits.day: 2019-01-01}]}", "early: 1"),
    ("early: {count: 1, columns: [visits.day], unordered: true, rows: [{visits.day: 2019-01-01}]}", "early: {columns: [visits.day]}"),
    ("count: 1", "count: one"),
    ("count: 1", "count: -1"),
    ("unordered: true", "unordered: maybe"),
    ("unordered: true", "unsorted: true"),
    ("count: 1, columns", "file: x.csv, columns"),
    ("rows: [{visits.day: 2019-01-01}]", "rows: [2019-01-01]"),
    ("code: data", "code: date"),
    ("code: data", "kode: data"),
    ("    expect:\n      error: {code: data, message: not in the order, step: people}", "    expect: {}"),
]
