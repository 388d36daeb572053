# SPDX-License-Identifier: Apache-2.0
"""Whether two outputs are the same answer, whatever their format and quoting."""

import csv
import hashlib
import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    rows: int
    digest: str  # of the values of all rows; without regard to their order, if that is free


def _text(value):
    if value is True:
        return "true"
    if value is False:
        return "false"
    return "" if value is None else str(value)


def _json_rows(file):
    for line in file:
        record = json.loads(line)
        yield [_text(value) for value in record.values()]


def _tsv_rows(file):
    for line in file:
        yield line.rstrip("\n").split("\t")


def _csv_rows(file):
    rows = csv.reader(file)
    next(rows)
    return rows


_READERS = {
    "jsonl": _json_rows,
    "tsv": _tsv_rows,
    "csv": _csv_rows,
    "csv-body": csv.reader,
}


def file_digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_answer(path, file_format, ordered):
    """Reads all rows; the columns must come in the same order from every program."""
    count, total, sequence = 0, 0, hashlib.sha256()
    with open(path, newline="", encoding="utf-8") as file:
        for row in _READERS[file_format](file):
            line = "\x1f".join(row).encode()
            count += 1
            if ordered:
                sequence.update(line + b"\n")
            else:
                total += int.from_bytes(hashlib.blake2b(line, digest_size=8).digest(), "big")
    digest = sequence.hexdigest() if ordered else f"{total % 2**64:016x}"
    return Answer(count, digest)


class AnswerCheck:
    """Compares the answers of one workload; a file that was read once is not read again."""

    def __init__(self, ordered):
        self._ordered = ordered
        self._known = {}
        self._first = None

    def check(self, contender):
        """A sentence about what is wrong, or None."""
        if not contender.output.exists():
            return f"{contender.name} wrote no {contender.output.name}"
        key = (file_digest(contender.output), contender.format)
        if key not in self._known:
            self._known[key] = read_answer(contender.output, contender.format, self._ordered)
        answer = self._known[key]
        if self._first is None:
            self._first = (contender.name, answer)
        name, expected = self._first
        if answer == expected:
            return None
        return (
            f"{contender.name} answers {answer.rows} rows ({answer.digest[:16]}), "
            f"but {name} {expected.rows} ({expected.digest[:16]})"
        )

    @property
    def rows(self):
        return self._first[1].rows if self._first else None
