# SPDX-License-Identifier: Apache-2.0
"""What the verdicts rest on: another answer is noticed, and a missed goal is called missed."""

import tempfile
import unittest
from pathlib import Path

from answers import AnswerCheck
from measure import Result
from table import defeats, format_table
from workload import Contender, Workload, faster, within_memory


class Answers(unittest.TestCase):
    def setUp(self):
        self._directory = tempfile.TemporaryDirectory()
        self.addCleanup(self._directory.cleanup)

    def answer(self, name, file_format, text):
        output = Path(self._directory.name) / name
        output.write_text(text)
        return Contender(name, [], output, file_format)

    def test_formats_and_quotes_do_not_matter(self):
        check = AnswerCheck(ordered=False)
        self.assertIsNone(check.check(self.answer(
            "a", "csv", 'id,name,on\n1,"x, y",true\n2,,false\n')))
        self.assertIsNone(check.check(self.answer("b", "tsv", "2\t\tfalse\n1\tx, y\ttrue\n")))
        self.assertIsNone(check.check(self.answer(
            "c", "jsonl", '{"id":1,"name":"x, y","on":true}\n{"id":2,"name":null,"on":false}\n')))
        self.assertIsNone(check.check(self.answer("d", "csv-body", '"1","x, y",true\n2,,false\n')))
        self.assertEqual(check.rows, 2)

    def test_another_value_a_lost_row_and_a_double_one_are_differences(self):
        for text in ("1,a\n2,c\n", "1,a\n", "1,a\n2,b\n2,b\n", "1,a\n1,a\n"):
            check = AnswerCheck(ordered=False)
            self.assertIsNone(check.check(self.answer("a", "csv-body", "1,a\n2,b\n")))
            self.assertIn("but a 2 (", check.check(self.answer("b", "csv-body", text)))

    def test_order_counts_where_it_is_the_work(self):
        check = AnswerCheck(ordered=True)
        self.assertIsNone(check.check(self.answer("a", "csv-body", "1,a\n2,b\n")))
        self.assertIsNotNone(check.check(self.answer("b", "csv-body", "2,b\n1,a\n")))

    def test_no_output_is_a_difference(self):
        missing = Contender("a", [], Path(self._directory.name) / "none", "csv")
        self.assertIn("wrote no none", AnswerCheck(False).check(missing))


class Table(unittest.TestCase):
    def test_goals_and_defeats(self):
        goals = [faster("etl", ["slow", "slower"], 0.6), within_memory("etl", 64)]
        contenders = [Contender("etl", [], format="csv", goals=goals),
                      Contender("slow", [], format="csv"), Contender("slower", [], format="csv")]
        results = {name: Result([wall], [wall], [rss])
                   for name, wall, rss in (("etl", 1.5, 65), ("slow", 2, 60), ("slower", 9, 90))}
        measured = [(Workload("P0", "", contenders), results, 1)]
        table = format_table(measured)
        self.assertIn("etl: time / slow or slower <= 0.6 x: 0.75 **missed**", table)
        self.assertIn("etl: memory <= 64 MiB: 65 **missed**", table)
        self.assertEqual(list(defeats(measured)),
                         ["P0: slow needs less memory, 60 MiB against 65 MiB"])


if __name__ == "__main__":
    unittest.main()
