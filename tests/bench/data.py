# SPDX-License-Identifier: Apache-2.0
"""The data, written once per kind and size and kept in the build tree."""

import shutil
import subprocess

SEED = 7


class Data:
    def __init__(self, program, directory, say):
        self._program = program
        self.directory = directory
        self._say = say

    def get(self, kind, rows):
        """The directory of `kind` (people, orders, events) with so many rows."""
        made = self.directory / f"{kind}-{rows}-{SEED}"
        if made.exists():
            return made
        self._say(f"writing {rows:,} {kind}")
        partial = made.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        subprocess.run([self._program, kind, str(rows), str(SEED), partial], check=True)
        partial.rename(made)
        return made
