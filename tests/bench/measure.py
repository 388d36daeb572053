# SPDX-License-Identifier: Apache-2.0
"""Runs the contenders of a workload in turn, so that noise hits all alike, and takes medians."""

import json
import os
import shutil
import statistics
import subprocess
from dataclasses import dataclass, field

from answers import AnswerCheck

TIMEOUT_SECONDS = 3600


class RunFailed(Exception):
    pass


@dataclass
class Result:
    walls: list = field(default_factory=list)
    cpus: list = field(default_factory=list)
    peaks_mib: list = field(default_factory=list)
    servers: list = field(default_factory=list)  # processor time of the servers meanwhile

    @property
    def wall(self):
        return statistics.median(self.walls)

    @property
    def cpu(self):
        return statistics.median(self.cpus)

    @property
    def rss_mib(self):
        return max(self.peaks_mib)

    @property
    def server(self):
        return statistics.median(self.servers) if self.servers else 0

    def add(self, sample, server_seconds=0):
        self.servers.append(server_seconds)
        self.walls.append(sample["wall"])
        self.cpus.append(sample["user"] + sample["sys"])
        self.peaks_mib.append(sample["rss_kib"] / 1024)


def run_once(launcher, contender, directory):
    """One run in an empty directory; time, processor time and peak memory of the process tree."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    errors = directory / "stderr.txt"
    out = contender.output if contender.to_stdout and contender.output else "/dev/null"
    command = [launcher, "--stdout", out, "--stderr", errors]
    if contender.output and not contender.after:
        command += ["--sync", contender.output]
    command += ["--", *contender.argv]
    done = subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        cwd=directory,
        env={**os.environ, "TMPDIR": str(directory), **contender.env},
        timeout=TIMEOUT_SECONDS,
        check=True,
    )
    sample = json.loads(done.stdout)
    if sample["status"] != 0:
        words = errors.read_text(errors="replace")[-2000:]
        raise RunFailed(f"{contender.name} ended with status {sample['status']}: {words}")
    return sample


def check_memory(launcher):
    """That nothing of this driver's own memory is counted: `true` needs next to none."""
    done = subprocess.run([launcher, "--", "true"], stdout=subprocess.PIPE, check=True)
    peak = json.loads(done.stdout)["rss_kib"]
    if peak > 4096:
        raise RunFailed(f"`true` is said to need {peak} KiB: memory cannot be measured here")


def measure(workload, runs, bench):
    """{contender: Result}, what was wrong, and the number of rows of the answer."""
    results = {contender.name: Result() for contender in workload.contenders}
    check = AnswerCheck(workload.ordered)
    wrong = []
    for turn in range(runs):
        for contender in workload.contenders:
            if contender.name not in results:
                continue
            own = contender.output.parent if contender.output else bench.out_root / "nothing"
            try:
                for _ in range(contender.repeat):
                    if contender.before:
                        contender.before()
                    before = bench.server_seconds()
                    sample = run_once(bench.launcher, contender, own)
                    results[contender.name].add(sample, bench.server_seconds() - before)
            except RunFailed as failure:
                wrong.append(str(failure))
                del results[contender.name]
                continue
            bench.say(f"{workload.key} {turn + 1}/{runs} {contender.name}: "
                      f"{results[contender.name].walls[-1]:.3f} s")
            if contender.after:
                contender.after()
            if contender.format:
                difference = check.check(contender)
                if difference:
                    wrong.append(difference)
    return results, sorted(set(wrong)), check.rows
