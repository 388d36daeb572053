# SPDX-License-Identifier: Apache-2.0
"""results.json for programs, docs/benchmarks.md for people."""

import datetime
import json
import os
import platform
import re
from pathlib import Path

from table import defeats

PAGE = """# Benchmarks

Written by `./dev bench`; do not edit. What is measured, and why it is fair, stands in
[tests/bench](../tests/bench/README.md).

- Machine: {machine}
- Date: {date}
- {versions}
- {runs} rounds, all programs of a workload in turn; medians.
- "x etl" is the time of a program over that of the first line of its workload. Processor time is the
  program's alone; what the servers used meanwhile stands beside it.

{table}

## Answers
{answers}

## How each ran
{commands}

## Where a peer wins
{defeats}
"""


def _machine():
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return (f"{cpu.group(1) if cpu else platform.machine()}, {os.cpu_count()} cores, "
            f"{int(memory.group(1)) / 2**20:.0f} GiB, {system}, Linux {platform.release()}")


def _results(measured):
    return {
        workload.key: {
            "title": workload.title,
            "answer_rows": rows,
            "programs": {
                name: {"wall": result.wall, "processor": result.cpu,
                       "servers": result.server, "rss_mib": result.rss_mib, "walls": result.walls}
                for name, result in results.items()
            },
            "goals": [
                {"text": goal.text, "limit": goal.limit, "actual": goal.actual(results)}
                for contender in workload.contenders for goal in contender.goals
            ],
        }
        for workload, results, rows in measured
    }


def _quoted(word):
    if re.fullmatch(r"[\w@%+=:,./-]+", word):
        return word
    if "'" not in word:
        return f"'{word}'"
    return '"' + re.sub(r'([\\"$`])', r"\\\1", word) + '"'


def _command(contender, root):
    """One line to read, with the paths of this machine taken out."""
    words = [_quoted(re.sub(r"\s+", " ", str(word))) for word in contender.argv]
    line = " ".join([*(f"{key}={value}" for key, value in contender.env.items()), *words])
    for path, short in ((f"{root}/build/bench/venv/bin/", ""), (f"{root}/", "")):
        line = line.replace(path, short)
    return re.sub(r"(127\.0\.0\.1[:' ]+-?P?)\d+", r"\1PORT", line)


def _commands(measured, root):
    for workload, _, _ in measured:
        for contender in workload.contenders:
            note = f": {contender.note}" if contender.note else ""
            yield f"{workload.key} {contender.name}{note}\n\n  ```sh\n  " + _command(
                contender, root) + "\n  ```"


def _bullets(lines):
    return "\n".join(f"- {line}" for line in lines) or "- nowhere"


def write_report(results_path, page_path, table, measured, versions, options):
    """The page is written only where `page_path` says so: after a complete run at full size."""
    date = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    results_path.write_text(json.dumps(
        {"date": date, "machine": _machine(), "versions": versions, "runs": options.runs,
         "workloads": _results(measured)}, indent=1) + "\n")
    if not page_path:
        return
    page_path.write_text(PAGE.format(
        machine=_machine(), date=date, runs=options.runs, table=table,
        versions="\n- ".join(f"{name}: {version}" for name, version in versions.items()),
        answers=_bullets(f"{w.key}, {w.title}: {rows:,} rows, the same from every program"
                         for w, _, rows in measured if rows is not None),
        commands=_bullets(_commands(measured, page_path.parent.parent)),
        defeats=_bullets(defeats(measured))))
