# SPDX-License-Identifier: Apache-2.0
"""usage: cookbook_test.py ETL PLUGIN_DIR SOURCE_DIR

Every recipe of docs/cookbook.md in a folder of its own: its files are written, its commands run, and what they print is what
the page says. COOKBOOK_UPDATE=1 takes over what they print; read the difference before you commit it.
"""
import http.server
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import unittest

ETL, PLUGINS, SOURCE = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
PAGE = SOURCE / "docs/cookbook.md"
BLOCK = re.compile(r"^```(\w+)(?: (\w+)(?:=(\S+))?)?\n(.*?)^```$", re.M | re.S)
sys.path.insert(0, str(SOURCE / "tests/bench"))


def recipes(page):
    """[(title, [(begin, end, language, kind, name, text)])]; the places are those of the text in the page."""
    heads = [match.start() for match in re.finditer(r"^## ", page, re.M)] + [len(page)]
    for begin, end in zip(heads, heads[1:]):
        blocks = [(match.start(4), match.end(4), *match.groups()) for match in BLOCK.finditer(page, begin, end)]
        yield page[begin + 3:page.index("\n", begin)], blocks


class Folder(http.server.SimpleHTTPRequestHandler):
    """The API of a recipe: the files of its folder."""

    def log_message(self, *_):
        pass


class Cookbook(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        from mariadb import MariaDb  # noqa: the tests' own server, on a free port
        cls.home = tempfile.TemporaryDirectory(prefix="etl_cookbook_")
        cls.database = MariaDb(pathlib.Path(cls.home.name), lambda *_: None)
        cls.database.execute("CREATE DATABASE shop; CREATE USER cook@'%' IDENTIFIED BY 'salt-and-pepper';"
                             "GRANT ALL ON shop.* TO cook@'%'")

    @classmethod
    def tearDownClass(cls):
        cls.database.stop()
        cls.home.cleanup()

    def serve(self, folder):
        """The port of a server of this folder's files."""
        def handler(*args):
            return Folder(*args, directory=folder)
        api = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=api.serve_forever, daemon=True).start()
        self.addCleanup(api.server_close)
        self.addCleanup(api.shutdown)
        return api.server_port

    def run_recipe(self, blocks, folder, port, page):
        environment = {**os.environ, "ETL_PLUGIN_PATH": PLUGINS, "PATH": f"{ETL.parent}:{os.environ['PATH']}", "NO_COLOR": "1",
                       "SHOP_DB": f"mysql://cook:salt-and-pepper@127.0.0.1:{self.database.port}/shop",
                       "SHOP_API": f"http://127.0.0.1:{port}", "LC_ALL": "C.UTF-8"}
        printed = None
        commands = 0
        for begin, end, language, kind, name, text in blocks:
            if kind == "file":
                pathlib.Path(folder, name).write_text(text)
            elif kind == "sqlite":
                database = sqlite3.connect(pathlib.Path(folder, name))
                database.executescript(text)
                database.close()
            elif kind == "output":
                self.assertIsNotNone(printed, "an output without a command")
                page.append((begin, end, printed))
                self.assertTrue(printed.strip(), "it prints nothing")
                if "COOKBOOK_UPDATE" not in os.environ:
                    self.assertEqual(text, printed)
                printed = None
            else:
                self.assertEqual((language, kind), ("sh", None), f"what is ```{language} {kind}?")
                result = subprocess.run(["bash", "-c", text], cwd=folder, env=environment, capture_output=True, text=True,
                                        timeout=60)
                self.assertEqual(result.stderr, "")
                printed = result.stdout
                commands += 1
        self.assertIsNone(printed, "what a command prints is not shown")
        self.assertGreater(commands, 0)

    def test_recipes(self):
        text = PAGE.read_text()
        count, changes = 0, []
        for title, blocks in recipes(text):
            with self.subTest(title), tempfile.TemporaryDirectory() as folder:
                self.run_recipe(blocks, folder, self.serve(folder), changes)
                count += 1
        self.assertGreaterEqual(count, 10)
        if "COOKBOOK_UPDATE" in os.environ:
            for begin, end, printed in reversed(changes):
                text = text[:begin] + printed + text[end:]
            PAGE.write_text(text)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
