# SPDX-License-Identifier: Apache-2.0
"""usage: schema_test.py ETL PLUGIN_DIR SOURCE_DIR

The JSON Schemas of `etl config-schema` against the program: what `etl validate` takes they take, and what they
are there to reject it rejects, too.
"""
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import jsonschema
import ruamel.yaml

from wrong_pipelines import BASE, RIGHT_DATASETS, TESTS, WRONG, WRONG_DATASETS, WRONG_TESTS

ETL, PLUGINS, SOURCE = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
ENVIRONMENT = {**os.environ, "ETL_PLUGIN_PATH": PLUGINS, "USERS_DB_URL": "sqlite:x.db", "USERS_API_URL": "http://x"}


def etl(*args, cwd=None):
    return subprocess.run([ETL, *args], cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, timeout=60)


def validator(*args):
    schema = json.loads(etl("config-schema", *args).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def plain(node):
    """As JSON has it: a date is text."""
    if isinstance(node, dict):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(item) for item in node]
    return node.isoformat() if isinstance(node, (datetime.date, datetime.datetime)) else node


def parse(text):
    return plain(ruamel.yaml.YAML(typ="safe", pure=True).load(text))


def sections(case):
    """The sections of a golden case: [kind, argument, text]."""
    found = []
    for line in case.read_text().splitlines(keepends=True):
        if line.startswith("=== "):
            kind, _, argument = line[4:].strip().partition(" ")
            found.append([kind, argument, ""])
        else:
            found[-1][2] += line
    return found


class SchemaTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pipeline, cls.dataset, cls.test = validator(), validator("--dataset"), validator("--test")

    def assert_takes(self, schema, text, name):
        errors = [f"{error.json_path}: {error.message[:300]}" for error in schema.iter_errors(parse(text))]
        self.assertEqual(errors, [], name)

    def test_takes_all_pipelines_of_the_repository(self):
        files = [file for file in [*SOURCE.glob("pipelines/*.yaml"), *SOURCE.glob("tests/bench/pipelines/*.yaml")]
                 if not file.name.endswith(".test.yaml")]
        self.assertGreaterEqual(len(files), 7)
        for file in files:
            self.assert_takes(self.pipeline, file.read_text(), file)
        for file in SOURCE.glob("pipelines/datasets/*.yaml"):
            self.assert_takes(self.dataset, file.read_text(), file)

    def test_takes_what_validate_takes(self):
        """Every pipeline of the golden cases that is right."""
        pipelines = 0
        for case in sorted(SOURCE.glob("tests/golden/cases/*.txt")):
            with tempfile.TemporaryDirectory() as folder:
                for kind, argument, text in sections(case):
                    if kind == "file":
                        path = pathlib.Path(folder, argument)
                        path.parent.mkdir(parents=True, exist_ok=True)
                        path.write_text(text.replace("${HTTP}", "http://127.0.0.1:1").replace("${DIR}", folder))
                for path in pathlib.Path(folder).rglob("*.yaml"):
                    if etl("validate", str(path), cwd=folder).returncode == 0:
                        pipelines += 1
                        self.assert_takes(self.pipeline, path.read_text(), f"{case.name}: {path.name}")
        self.assertGreater(pipelines, 12)

    def test_rejects_what_is_wrong(self):
        self.assert_takes(self.pipeline, BASE, "the base")
        self.assertGreaterEqual(len(WRONG), 50)
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "p.yaml")
            file.write_text(BASE)
            self.assertEqual(etl("validate", str(file)).stderr, "")
            for old, new in WRONG:
                self.assertIn(old, BASE)
                text = BASE.replace(old, new, 1)
                file.write_text(text)
                self.assertFalse(self.pipeline.is_valid(parse(text)), f"the schema takes {new!r}")
                self.assertEqual(etl("validate", str(file)).returncode, 2, f"validate takes {new!r}")

    def test_datasets(self):
        with tempfile.TemporaryDirectory() as folder:
            pipeline, dataset = pathlib.Path(folder, "p.yaml"), pathlib.Path(folder, "d.yaml")
            pipeline.write_text(BASE)
            for text, code in [*((text, 0) for text in RIGHT_DATASETS), *((text, 2) for text in WRONG_DATASETS)]:
                dataset.write_text(text)
                self.assertEqual(etl("validate", str(pipeline), "--dataset", str(dataset)).returncode, code, text)
                self.assertEqual(self.dataset.is_valid(parse(text)), code == 0, text)

    def test_tests(self):
        """Of a *.test.yaml and of `tests:` in a pipeline: what the schema takes and what the program does."""
        for file in SOURCE.glob("pipelines/*.test.yaml"):
            self.assert_takes(self.test, file.read_text(), file)
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "base.yaml").write_text(BASE)
            file = pathlib.Path(folder, "base.test.yaml")
            whole = pathlib.Path(folder, "whole.yaml")
            self.assertGreaterEqual(len(WRONG_TESTS), 20)
            for old, new in [("", ""), *WRONG_TESTS]:
                self.assertIn(old, TESTS)
                text = TESTS.replace(old, new, 1)
                file.write_text(text)
                whole.write_text(BASE + text)
                right = old == ""
                result = etl("test", str(file), cwd=folder)
                self.assertEqual(result.returncode == 2, not right, f"{new!r}: {result.stdout}{result.stderr}")
                self.assertEqual(etl("validate", str(whole)).returncode, 0 if right else 2, f"validate takes {new!r}")
                self.assertEqual(self.test.is_valid(parse(text)), right, f"the schema takes {new!r}")
                self.assertEqual(self.pipeline.is_valid(parse(BASE + text)), right, f"the pipeline's takes {new!r}")

    def test_shipped_files_are_mapped(self):
        settings = json.loads((SOURCE / ".vscode/settings.json").read_text())
        for schema in settings["yaml.schemas"]:
            self.assertTrue((SOURCE / schema).is_file(), schema)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
