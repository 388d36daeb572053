# SPDX-License-Identifier: Apache-2.0
"""`./dev bench instructions`: instructions that etl needs for small fixed inputs, which no other
load on the machine changes, next to those that were kept last."""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
KEPT = HERE / "instructions.json"
ROWS = 100_000
SEED = 7

# name: (pipeline, data, its files as parameters)
RUNS = {
    "join": ("p3.yaml", "orders", {"orders": "orders.csv", "marks": "marks.csv"}),
    "sort": ("p4.yaml", "orders", {"orders": "orders.csv"}),
    "filter": ("p6.yaml", "events", {"events": "events.jsonl"}),
}


def count(build, directory, name):
    """Instructions of the whole process, threads included, without the kernel's."""
    pipeline, kind, files = RUNS[name]
    data = directory / kind
    if not data.exists():
        subprocess.run([build / "tests/etl_bench_data", kind, str(ROWS), str(SEED), data],
                       check=True)
    parameters = {key: data / file for key, file in files.items()}
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
               build / "bin/etl", "run", HERE / "pipelines" / pipeline, "--quiet"]
    for key, value in {**parameters, "out": directory / "out"}.items():
        command += ["-p", f"{key}={value}"]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"bench: {name}: {done.stderr[-2000:]}")
    return int(found.group(1))


def main():
    parser = argparse.ArgumentParser(prog="./dev bench instructions", description=__doc__)
    parser.add_argument("runs", nargs="*", choices=[[], *RUNS], metavar="|".join(RUNS))
    parser.add_argument("--keep-counts", action="store_true", help=f"write {KEPT.name}")
    parser.add_argument("--build", type=Path, default=ROOT / "build", help=argparse.SUPPRESS)
    options = parser.parse_args()
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    print(f"| {ROWS:,} rows | instructions | a row | kept | ratio |\n|---|---|---|---|---|")
    for name in options.runs or RUNS:
        with tempfile.TemporaryDirectory() as directory:
            now = count(options.build.resolve(), Path(directory), name)
        before = kept.get(name)
        compared = f"{before:,} | {now / before:.3f}" if before else "|"
        print(f"| {name} | {now:,} | {now // ROWS:,} | {compared} |", flush=True)
        kept[name] = now
    if options.keep_counts:
        KEPT.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
