# SPDX-License-Identifier: Apache-2.0
"""The API: /<people>/users?page=N answers users/N.json below the directory of the data."""

import shutil
import subprocess

from servers import Server, ServerFailed, find_program, free_port

CONFIGURATION = """
daemon off;
master_process off;
pid nginx.pid;
error_log error.log warn;
events {{ worker_connections 512; }}
http {{
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  types {{ application/json json; }}
  access_log off;
  sendfile on;
  keepalive_requests 1000000;
  map $arg_page $page {{ default $arg_page; "" 1; }}
  server {{
    listen 127.0.0.1:{port};
    server_name localhost;
    root {root};
    location / {{ try_files $uri/$page.json $uri =404; }}
  }}
}}
"""


class Nginx:
    def __init__(self, directory, root):
        program = find_program("nginx")
        if not program:
            raise ServerFailed("nginx is not installed (Debian: nginx)")
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        self.port = free_port()
        (directory / "nginx.conf").write_text(CONFIGURATION.format(port=self.port, root=root))
        self._server = Server([program, "-p", directory, "-c", directory / "nginx.conf",
                               "-e", directory / "error.log"], directory / "log")
        # nginx writes its pid file after it listens.
        pid = directory / "nginx.pid"
        self._server.wait_until(lambda: pid.exists() and pid.stat().st_size > 0)

    def url(self, people):
        return f"http://127.0.0.1:{self.port}/{people.name}/users"

    def processor_seconds(self):
        return self._server.processor_seconds()

    def stop(self):
        self._server.stop()
