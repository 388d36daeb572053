# SPDX-License-Identifier: Apache-2.0
"""heapq_script.py FILE OUT: what one writes in an evening; every line is parsed."""

import heapq
import json
import sys


def scores(file):
    for line in file:
        score, record = line.split(":", 1)
        yield int(score), json.loads(record)["id"]


with open(sys.argv[1], encoding="utf-8") as file, open(sys.argv[2], "w", encoding="utf-8") as out:
    for score, key in heapq.nlargest(5, scores(file)):
        print(json.dumps({"score": score, "id": key}), file=out)
