# SPDX-License-Identifier: Apache-2.0
"""P8: what it costs that plugins stand behind a C boundary, by itself and as a share of P5."""

import json

from workload import Contender, Goal, Workload
from workloads import p5_rows

BATCH_ROWS = 4096  # the fewest that P5's batches have but for the last


def workload(bench, rows):
    program = bench.launcher.parent / "etl_benchmarks"
    out = bench.directory / "p8.json"

    def microseconds():
        return json.loads(out.read_text())["benchmarks"][0]["cpu_time"] / 1000

    def crossing(results):
        return microseconds() if "boundary" in results else None

    def share(results):
        if not {"boundary", "etl"} <= results.keys():
            return None
        batches = (rows + BATCH_ROWS - 1) // BATCH_ROWS
        return 100 * batches * microseconds() / 1e6 / results["etl"].wall

    goals = [Goal("a batch of 16 columns", 1, crossing, "us"), Goal("all of P5's", 1, share, "%")]
    micro = Contender(
        "boundary", [program, "--benchmark_filter=p8_16_int_columns", "--benchmark_min_time=0.5",
                     f"--benchmark_out={out}", "--benchmark_out_format=json"],
        goals=goals, note="one thread, processor time per batch")
    etl = p5_rows.workload(bench, rows).contenders[0]
    etl.goals = []
    contenders = [etl, micro] if program.exists() else [etl]
    return Workload("P8", "crossing the plugin boundary", contenders)
