# SPDX-License-Identifier: Apache-2.0
"""usage: help_examples_test.py ETL PLUGIN_DIR SOURCE
Runs the examples that the help of verbs shows, in their order, where `pipelines` is the source tree's."""
import os
import subprocess
import sys
import tempfile

etl, plugins, source = (os.path.abspath(argument) for argument in sys.argv[1:4])
failures = 0
count = 0
for verb in ("run", "validate", "explain", "preview"):
    with tempfile.TemporaryDirectory() as work:
        os.symlink(os.path.join(source, "pipelines"), os.path.join(work, "pipelines"))
        os.mkdir(os.path.join(work, "bin"))
        os.symlink(etl, os.path.join(work, "bin", "etl"))
        environment = dict(os.environ, ETL_PLUGIN_PATH=plugins, PATH=f"{work}/bin:{os.environ['PATH']}")
        help_text = subprocess.run([etl, verb, "--help"], capture_output=True, text=True, check=True).stdout
        examples = [line.strip() for line in help_text.splitlines() if line.startswith(f"  etl {verb} ")]
        if not examples:
            print(f"FAILED: the help of {verb} has no examples")
            failures += 1
        for example in examples:
            count += 1
            result = subprocess.run(example, shell=True, cwd=work, env=environment, capture_output=True, text=True)
            if result.returncode != 0 or "warning" in result.stderr:
                print(f"FAILED ({result.returncode}): {example}\n{result.stderr}")
                failures += 1
print(f"{count} examples, {failures} failures")
sys.exit(1 if failures or count < 10 else 0)
