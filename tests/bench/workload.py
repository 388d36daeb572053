# SPDX-License-Identifier: Apache-2.0
"""What is measured: a workload is one question, its contenders are the programs that answer it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Optional


@dataclass
class Goal:
    """A limit on what etl takes: a number of times what others take, or MiB, or seconds."""

    text: str
    limit: float
    actual: Callable[[dict], Optional[float]]  # of {contender: Result}; None where one is missing
    unit: str = ""


@dataclass
class Contender:
    """One program at its best setting. Its answer is a file, or its standard output."""

    name: str
    argv: list
    output: Optional[Path] = None  # synced within the measured time
    format: str = ""  # how answers.py reads the output; empty: a bare read, no answer
    to_stdout: bool = False
    env: dict = field(default_factory=dict)
    goals: list = field(default_factory=list)
    repeat: int = 1  # times per round, for what takes milliseconds
    note: str = ""
    before: Optional[Callable] = None  # makes what a run needs, outside of its time
    after: Optional[Callable] = None  # writes the output from where the run has left it


@dataclass
class Workload:
    key: str  # "P1"
    title: str
    contenders: list
    ordered: bool = False  # whether the order of the rows is part of the answer


def faster(who, than, limit):
    """`who` takes at most `limit` times the time of the fastest of `than`."""

    def actual(results):
        walls = [results[name].wall for name in than if name in results]
        return results[who].wall / min(walls) if walls and who in results else None

    return Goal(f"{who}: time / {' or '.join(than)}", limit, actual, "x")


def leaner(who, than, limit):
    """The peak memory of `who` is at most `limit` times that of `than`."""

    def actual(results):
        both = who in results and than in results
        return results[who].rss_mib / results[than].rss_mib if both else None

    return Goal(f"{who}: memory / {than}", limit, actual, "x")


def within_memory(who, mib):
    return Goal(f"{who}: memory", mib, lambda r: r[who].rss_mib if who in r else None, "MiB")


def within_seconds(who, seconds):
    return Goal(f"{who}: time", seconds, lambda r: r[who].wall if who in r else None, "s")
