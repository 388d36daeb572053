# SPDX-License-Identifier: Apache-2.0
"""`./dev bench`: is etl faster than what people would use? On one machine, side by side."""

import argparse
import fcntl
import signal
import sys
from pathlib import Path

from context import Bench
from machine import touch_memory
from measure import check_memory, measure
from peers import NAMES
from report import write_report
from servers import ServerFailed
from table import format_table
from workloads import ON_DEMAND, WORKLOADS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("workloads", nargs="*", metavar="P1..P9",
                        help=f"all but {', '.join(ON_DEMAND)} if none is named")
    parser.add_argument("--rows", type=int, help="another size than that of the goals")
    parser.add_argument("--runs", type=int, default=5, help="rounds; the median counts (5)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep what was written, here")
    parser.add_argument("--peers", default="all", metavar="all|none|" + ",".join(NAMES))
    parser.add_argument("--no-install", action="store_true", help="use the peers that are there")
    parser.add_argument("--no-report", action="store_true", help="leave docs/benchmarks.md alone")
    parser.add_argument("--build", type=Path, default=ROOT / "build", help=argparse.SUPPRESS)
    parser.add_argument("--cache", type=Path, help="data, servers, peers: build/bench")
    parsed = parser.parse_args(arguments)
    parsed.cache = parsed.cache or parsed.build / "bench"
    parsed.workloads = [name.upper() for name in parsed.workloads]
    for name in parsed.workloads:
        if name not in WORKLOADS:
            parser.error(f"no workload {name}; there are {', '.join(WORKLOADS)}")
    wanted = {"all": list(NAMES), "none": []}.get(parsed.peers, parsed.peers.split(","))
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        parser.error(f"no peer {', '.join(unknown)}; there are {', '.join(NAMES)}")
    parsed.peers = wanted
    return parsed


def run(options, bench):
    """[(workload, results, rows of the answer)] and all that was wrong."""
    check_memory(bench.launcher)
    if not options.rows:
        touch_memory(bench.directory)
    measured, wrong = [], []
    for name in options.workloads or [n for n in WORKLOADS if n not in ON_DEMAND]:
        make, rows = WORKLOADS[name]
        bench.enter(name)
        workload = make(bench, options.rows or rows)
        results, faults, answered = measure(workload, options.runs, bench)
        wrong += [f"{name}: {fault}" for fault in faults]
        measured.append((workload, results, answered))
    return measured, wrong


def main():
    options = parse_arguments(sys.argv[1:])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    directory = options.cache
    directory.mkdir(parents=True, exist_ok=True)
    with open(directory / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say(f"waiting for the one that runs in {directory}")
            fcntl.flock(lock, fcntl.LOCK_EX)
        with Bench(ROOT, HERE, options, say) as bench:
            measured, wrong = run(options, bench)
            versions = bench.versions()
    table = format_table(measured)
    print(table)
    complete = not (options.rows or options.workloads or wrong or options.no_report)
    write_report(directory / "results.json", ROOT / "docs/benchmarks.md" if complete else None,
                 table, measured, versions, options)
    for fault in wrong:
        say(fault)
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ServerFailed as failure:
        sys.exit(f"bench: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
