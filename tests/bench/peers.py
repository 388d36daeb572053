# SPDX-License-Identifier: Apache-2.0
"""The programs etl is compared with: Python packages in a private environment, and Debian's own."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "requirements.txt"
PACKAGES = {"chdb": "chdb", "duckdb": "duckdb", "polars": "polars", "script": "mysqlclient"}
PROGRAMS = {"sort": "sort", "mariadb": "mariadb", "curl": "curl"}
NAMES = (*PACKAGES, *PROGRAMS)


class Peers:
    """Which peers take part: those asked for that are there."""

    def __init__(self, directory, wanted, install, say):
        self._venv = directory / "venv"
        self.python = self._venv / "bin" / "python"
        self._wanted = set(wanted)
        if install and self._wanted & PACKAGES.keys():
            self._install(say)
        self.versions = self._find_versions()
        self._there = set(self.versions)

    def __contains__(self, name):
        return name in self._there

    def _install(self, say):
        stamp = self._venv / "requirements.txt"
        if stamp.exists() and stamp.read_text() == REQUIREMENTS.read_text():
            return
        say("installing the peers of tests/bench/requirements.txt")
        subprocess.run([sys.executable, "-m", "venv", self._venv], check=True)
        subprocess.run([self.python, "-m", "pip", "install", "--quiet", "-r", REQUIREMENTS],
                       check=True)
        shutil.copy(REQUIREMENTS, stamp)

    def _find_versions(self):
        versions = {}
        if self.python.exists():
            code = ("import importlib.metadata as m, json\n"
                    "print(json.dumps({d.metadata['Name'].lower(): d.version"
                    " for d in m.distributions()}))")
            found = json.loads(subprocess.check_output([self.python, "-c", code]))
            for name, package in PACKAGES.items():
                if name in self._wanted and package.lower() in found:
                    versions[name] = f"{package} {found[package.lower()]}"
        for name, program in PROGRAMS.items():
            if name in self._wanted and shutil.which(program):
                words = subprocess.run([program, "--version"], capture_output=True, text=True)
                versions[name] = words.stdout.splitlines()[0]
        return versions

    def script(self, name, *arguments):
        """The command line of tests/bench/peers/<name>.py in the private environment."""
        return [self.python, HERE / "peers" / f"{name}.py", *arguments]
