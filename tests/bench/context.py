# SPDX-License-Identifier: Apache-2.0
"""What the workloads are made with: data, servers, peers, and where outputs go."""

import shutil
import subprocess

from data import Data
from mariadb import MariaDb
from nginx import Nginx
from peers import Peers
from workload import Contender


class Bench:
    """Servers start when a workload first asks for them, and stop with this object."""

    def __init__(self, root, here, options, say):
        self.root, self.here, self.say = root, here, say
        build = options.build.resolve()
        self.directory = options.cache.resolve()
        self.program = build / "bin" / "etl"
        self.launcher = build / "tests" / "etl_bench_launch"
        self.data = Data(build / "tests" / "etl_bench_data", self.directory / "data", say)
        self.peers = Peers(self.directory, options.peers, not options.no_install, say)
        self._keep = options.keep
        self._top = options.keep.resolve() if options.keep else self.directory / "out"
        self._mariadb = self._nginx = None
        self.out_root = self._top

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in (self._mariadb, self._nginx):
            if server:
                server.stop()
        if not self._keep:
            shutil.rmtree(self._top, ignore_errors=True)

    @property
    def mariadb(self):
        if not self._mariadb:
            self._mariadb = MariaDb(self.directory / "mariadb", self.say)
        return self._mariadb

    @property
    def nginx(self):
        if not self._nginx:
            self._nginx = Nginx(self.directory / "nginx", self.data.directory)
        return self._nginx

    def server_seconds(self):
        """Processor time of the servers so far."""
        servers = [server for server in (self._mariadb, self._nginx) if server]
        return sum(server.processor_seconds() for server in servers)

    def enter(self, workload):
        self.out_root = self._top / workload

    def out(self, contender, name):
        """The file that this contender writes; its directory is empty before each run."""
        return self.out_root / contender.replace(" ", "_").replace("/", "_") / name

    def etl(self, name, pipeline, output, file_format, memory, parameters, goals):
        """A run of etl with everything it leaves behind in its own directory."""
        out = self.out(name, output)
        argv = [self.program, "run", pipeline, "--quiet", "--memory", memory]
        for key, value in {**parameters, "out": out}.items():
            argv += ["-p", f"{key}={value}"]
        return Contender(name, argv, out, file_format, goals=goals, note=f"--memory {memory}")

    def copy(self, name, path):
        out = self.out(name, path.name)
        return Contender(name, ["dd", f"if={path}", f"of={out}", "bs=256K"], out,
                         note="dd of the input: the bytes read and written, nothing done")

    def versions(self):
        words = subprocess.run([self.program, "--version"], capture_output=True, text=True)
        versions = {"etl": words.stdout.strip(), **self.peers.versions}
        if self._mariadb:
            versions["MariaDB server"] = self._mariadb.execute("SELECT VERSION()")
        return versions
