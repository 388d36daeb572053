#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""mistakes_test.py ETL PLUGINS SOURCE: `etl validate` finds each of hundreds of mistakes, where it was made.

The exit code is always 2, the line always right, the column in 95 of 100, and whoever misspells is told what was meant.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mistakes import Mistakes

LEAST, COLUMNS = 300, 0.95
DATASETS = {"highest": "highest_demo", "stocks_load": "stocks_demo", "users": "demo",
            "stocks_statistics": "stocks_statistics_demo", "clinic_cats": "clinic_demo",
            "clinic_cats_joins": "clinic_demo", "users_all": "demo"}
ENVIRONMENT = {"USERS_API_URL": "http://127.0.0.1:9/users", "STOCKS_API_URL": "http://127.0.0.1:9",
               "STOCKS_API_KEY": "demo-key-of-nobody", "ETL_PARAM_clinic": "Happy Paws"}


class Program:
    def __init__(self, etl, plugins, source):
        self.command = [etl]
        self.source = Path(source)
        self.environment = {**os.environ, **ENVIRONMENT, "ETL_PLUGIN_PATH": plugins,
                            "ETL_PARAM_CLINIC": "Happy Paws"}

    def __call__(self, *arguments):
        return subprocess.run([*self.command, *map(str, arguments)], capture_output=True, text=True,
                              env=self.environment, cwd=self.source)

    def options(self):
        """{(role, component): {option: (type, values)}}"""
        found = {}
        listed = json.loads(self("plugins", "list", "--json").stdout)["plugins"]
        for name in sorted({plugin["name"] for plugin in listed}):
            for one in json.loads(self("plugins", "show", name, "--json").stdout)["plugins"]:
                found[one["role"], one["name"]] = {
                    option["name"]: (option["type"], option.get("values") or [])
                    for option in one["options"]}
        return found

    def findings(self, file, dataset):
        done = self("validate", file, "--json", *(["--dataset", dataset] if dataset else []))
        try:
            return done.returncode, json.loads(done.stdout).get("findings", []), done.stderr
        except ValueError:
            return done.returncode, [], done.stdout + done.stderr


def judge(mistake, code, findings):
    """What is wrong with the answer."""
    errors = [one for one in findings if one["severity"] == "error"]
    at_line = [one for one in errors if one["line"] == mistake.line]
    faults = []
    if code != 2:
        faults.append("code")
    if not at_line:
        faults.append("line")
    if mistake.column and not any(one["column"] == mistake.column for one in at_line):
        faults.append("column")
    word = re.compile(rf"(?<!\w){re.escape(mistake.suggestion)}(?!\w)")
    if mistake.suggestion and not any(word.search(one.get("hint", "")) for one in at_line):
        faults.append("suggestion")
    return faults


def main():
    program = Program(*sys.argv[1:4])
    options = program.options()
    counts, broken = Counter(), []
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(os.cpu_count()) as pool:
        work = []
        for file in sorted((program.source / "pipelines").glob("*.yaml")):
            if file.name.endswith(".test.yaml"):
                continue
            dataset = DATASETS.get(file.stem)
            dataset = dataset and program.source / f"pipelines/datasets/{dataset}.yaml"
            code, _, said = program.findings(file, dataset)
            if code != 0:
                sys.exit(f"{file} is not right: {said}")
            work += [(mistake, dataset) for mistake in
                     Mistakes(file.stem, file.read_text(), options).all()]

        def ask(number):
            mistake, dataset = work[number]
            path = Path(scratch) / f"{number}.yaml"
            path.write_text(mistake.text)
            return program.findings(path, dataset)

        for (mistake, _), (code, findings, said) in zip(work, pool.map(ask, range(len(work)))):
            counts["all"] += 1
            counts["columns"] += bool(mistake.column)
            faults = judge(mistake, code, findings)
            counts.update(faults)
            if faults:
                told = [f"{one['line']}:{one['column']} {one['message']}; {one.get('hint', '')}"
                        for one in findings] or [said.strip()[:300]]
                broken.append((faults, mistake, code, told))
    for faults, mistake, code, told in broken:
        print(f"{' '.join(faults)}: {mistake.name}, expected {mistake.line}:{mistake.column}"
              f" {mistake.suggestion}; exit {code}: {' | '.join(told[:4])}")
    right = 1 - counts["column"] / counts["columns"]
    print(f"{counts['all']} mistakes: {counts['code']} wrong exit codes, {counts['line']} wrong "
          f"lines, {right:.1%} of columns right, {counts['suggestion']} suggestions missing")
    ok = (counts["all"] >= LEAST and right >= COLUMNS
          and not counts["code"] + counts["line"] + counts["suggestion"])
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
