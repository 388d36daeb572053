# SPDX-License-Identifier: Apache-2.0
"""The database: one data directory in the build tree, with one database per number of rows."""

import os
import subprocess

from servers import Server, ServerFailed, find_program, free_port

# A name and no secret: the server listens on loopback while the benchmark runs.
USER = "app"
PASSWORD = "bench"

TABLE = """
DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name}; USE {name};
CREATE TABLE user (
  id INT NOT NULL PRIMARY KEY, firstname VARCHAR(50) NOT NULL, lastname VARCHAR(50) NOT NULL,
  last_active_date DATE, platform_registered_on VARCHAR(25), practice_id INT,
  specialty VARCHAR(50), classification VARCHAR(50)
) DEFAULT CHARSET utf8mb4 COLLATE utf8mb4_bin;
LOAD DATA INFILE '{file}' INTO TABLE user;
ALTER TABLE user ADD INDEX name (lastname, firstname);
ANALYZE TABLE user;
CREATE TABLE loaded (people BIGINT); INSERT INTO loaded SELECT COUNT(*) FROM user;
"""


class MariaDb:
    def __init__(self, directory, say):
        self._say = say
        self._directory = directory
        self._data = directory / "data"
        self._socket = directory / "socket"
        self.port = free_port()
        directory.mkdir(parents=True, exist_ok=True)
        self._user = ["--user=root"] if os.geteuid() == 0 else []
        if not self._data.exists():
            self._install()
        self._server = Server(self._command(), directory / "log")
        self._server.wait_until(self._answers)
        self.execute(f"CREATE USER IF NOT EXISTS {USER}@'%' IDENTIFIED BY '{PASSWORD}';"
                     f"GRANT SELECT ON *.* TO {USER}@'%'")

    def _install(self):
        program = find_program("mariadb-install-db")
        if not program:
            raise ServerFailed("mariadb-install-db is not installed (Debian: mariadb-server-core)")
        done = subprocess.run(
            [program, "--no-defaults", f"--datadir={self._data}", "--skip-test-db", "--force",
             "--auth-root-authentication-method=normal", *self._user],
            capture_output=True, text=True)
        if done.returncode != 0:
            raise ServerFailed(done.stdout + done.stderr)

    def _command(self):
        return [
            find_program("mariadbd"), "--no-defaults", f"--datadir={self._data}",
            f"--tmpdir={self._directory}", f"--socket={self._socket}",
            f"--pid-file={self._directory}/pid", "--bind-address=127.0.0.1", f"--port={self.port}",
            "--skip-name-resolve", "--innodb-buffer-pool-size=1G", "--innodb-doublewrite=0",
            "--innodb-flush-log-at-trx-commit=2", "--performance-schema=OFF", *self._user]

    def _answers(self):
        try:
            self.execute("SELECT 1")
            return True
        except ServerFailed:
            return False

    def execute(self, sql):
        done = subprocess.run(
            ["mariadb", "--no-defaults", f"--socket={self._socket}", "-uroot", "-N", "-B"],
            input=sql, capture_output=True, text=True)
        if done.returncode != 0:
            raise ServerFailed(done.stderr)
        return done.stdout.strip()

    def load(self, people):
        """The name of the database that holds the table `user` of this directory of people."""
        name = people.name.replace("-", "_")
        known = self.execute("SELECT COUNT(*) FROM information_schema.tables "
                             f"WHERE table_schema = '{name}' AND table_name = 'loaded'")
        if known == "0":
            self._say(f"loading {name} into MariaDB")
            self.execute(TABLE.format(name=name, file=people / "user.tsv"))
        return name

    def url(self, database):
        return f"mysql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def client(self, database, sql):
        """The command line of the bare client: rows as they come, one line each."""
        return ["mariadb", "--no-defaults", "--protocol=tcp", "-h127.0.0.1", f"-P{self.port}",
                f"-u{USER}", f"-p{PASSWORD}", "--quick", "-B", "-N", "-e", sql, database]

    def processor_seconds(self):
        return self._server.processor_seconds()

    def stop(self):
        self._server.stop()
