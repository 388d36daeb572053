# SPDX-License-Identifier: Apache-2.0
"""Mistakes that people make in a pipeline file, each made at every place where it can be made."""

from collections.abc import Iterator
from dataclasses import dataclass

import ruamel.yaml

# Mappings whose keys are the user's own names; "*" stands for one of them.
NAMES = {
    ("params",), ("connections",), ("sources",), ("transforms",), ("sinks",),
    ("sources", "*", "schema"), ("sources", "*", "columns"), ("transforms", "*", "set"),
    ("transforms", "*", "rename"), ("transforms", "*", "compute"), ("transforms", "*", "schema"),
    ("sources", "*", "query"), ("sources", "*", "headers"), ("connections", "*", "query"),
    ("connections", "*", "headers"), ("sources", "*", "envelope"), ("sources", "*", "error_if"),
    ("transforms", "*", "on"), ("sinks", "*", "rename"),
}


@dataclass
class Mistake:
    """A file with one mistake, and what must be said of it."""
    name: str
    text: str
    line: int        # from 1
    column: int      # from 1; 0: anywhere in the line
    suggestion: str  # that must be made; empty: none can be


def misspelt(word):
    """As people do: two letters swapped, or one left out."""
    for i in range(1, len(word) - 1):
        if word[i] != word[i + 1] and len(word) > 4:
            return word[:i] + word[i + 1] + word[i] + word[i + 2:]
    return word + word[-1]


def _replaced(text, line, column, old, new):
    """`old` stands there (from 0); None if it does not, as it was written in another way."""
    lines = text.split("\n")
    at = lines[line]
    if not at[column:].startswith(old):
        return None
    lines[line] = at[:column] + new + at[column + len(old):]
    return "\n".join(lines)


def _is_own_name(path):
    """Whether the keys of the mapping at `path` are names that the user has chosen."""
    return any(len(path) == len(names) and all(n in ("*", p) for n, p in zip(names, path))
               for names in NAMES)


def _walk(node, path=()):
    """(path of the mapping, key, value, position of the key, position of the value)"""
    if isinstance(node, dict):
        for key, value in node.items():
            yield path, key, value, node.lc.key(key), node.lc.value(key)
            yield from _walk(value, (*path, key))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from _walk(value, (*path, i))


class Mistakes:
    """`options`: {(role, component): {option: (type, [values])}} as the program tells them."""

    def __init__(self, name, text, options):
        self.name, self.text, self.options = name, text, options
        self.tree = ruamel.yaml.YAML().load(text)
        self.steps = [step for section in ("sources", "transforms")
                      for step in self.tree.get(section, {})]

    def _mistake(self, kind, path, place, old, new, suggestion, column=None):
        text = _replaced(self.text, *place, old, new)
        if text is None:
            return
        where = ".".join(str(part) for part in path)
        yield Mistake(f"{self.name}: {kind} at {where}", text, place[0] + 1,
                      place[1] + 1 if column is None else column, suggestion)

    def _option(self, path, key):
        section, step = path[0], self.tree[path[0]][path[1]]
        role = {"sources": "source", "transforms": "transform", "sinks": "sink"}[section]
        use = step.get("use")
        return self.options.get((role, use), {}).get(key) if len(path) == 2 else None

    def keys(self) -> Iterator[Mistake]:
        for path, key, _, place, _ in _walk(self.tree):
            if _is_own_name(path) or len(str(key)) < 3 or "schema" in path:
                continue
            yield from self._mistake("misspelt key", (*path, key), place, key, misspelt(key), key)
            twice = self.text.split("\n")
            if len(path) == 2 and twice[place[0]].strip().startswith(f"{key}:"):
                indent = " " * place[1]
                twice.insert(place[0], f"{indent}{key}: 1")
                yield Mistake(f"{self.name}: duplicate key at {'.'.join(path)}.{key}",
                              "\n".join(twice), place[0] + 2, place[1] + 1, "")

    def values(self) -> Iterator[Mistake]:
        for path, key, value, _, place in _walk(self.tree):
            if len(path) != 2 or path[0] not in ("sources", "transforms", "sinks"):
                continue
            if key == "use":
                yield from self._mistake("unknown plugin", (*path, key), place, value,
                                         misspelt(value), value)
            if key == "from" and isinstance(value, str):
                yield from self._mistake("unknown step", (*path, key), place, value,
                                         misspelt(value), value)
            if key == "connection":
                yield from self._mistake("unknown connection", (*path, key), place, value,
                                         misspelt(value), value)
            option = self._option(path, key)
            if not option:
                continue
            kind, values = option
            if kind in ("int", "bool", "size", "duration") and not str(value).startswith("$"):
                old = str(value).lower() if isinstance(value, bool) else str(value)
                yield from self._mistake(f"no {kind}", (*path, key), place, old, "perhaps", "")
            if values and value in values and len(value) > 2:
                yield from self._mistake("unknown value", (*path, key), place, value,
                                         misspelt(value), value)
            in_block = self._written(place) == str(value)
            if kind in ("string", "int", "bool") and in_block:
                yield from self._mistake("a list for one value", (*path, key), place,
                                         self._written(place), "[1, 2]", "")

    def _written(self, place):
        return self.text.split("\n")[place[0]][place[1]:]

    def references(self) -> Iterator[Mistake]:
        params = list(self.tree.get("params", {}))
        for number, line in enumerate(self.text.split("\n")):
            for param in params:
                at = line.find("${" + param + "}")
                if at >= 0 and not line.lstrip().startswith("#"):
                    yield from self._mistake("unknown parameter", (number + 1,), (number, at),
                                             "${" + param + "}", "${" + misspelt(param) + "}",
                                             param, column=0)

    def lists(self) -> Iterator[Mistake]:
        """Columns and steps that are listed in one line."""
        for path, key, value, _, place in _walk(self.tree):
            if not isinstance(value, list) or key not in ("from", "keys", "keep", "order", "by",
                                                          "drop", "group_by"):
                continue
            if not all(isinstance(item, str) for item in value) or path[0] == "params":
                continue
            for i, item in enumerate(value):
                word = item.split()[0]
                if len(word) > 3 and "." not in word and word.isidentifier():
                    yield from self._mistake(f"unknown name in {key}", (*path, key, i),
                                             value.lc.item(i), word, misspelt(word), word)

    def missing(self) -> Iterator[Mistake]:
        """A required option is not there: the step is to blame."""
        lines = self.text.split("\n")
        for path, key, value, place, _ in _walk(self.tree):
            if len(path) != 2 or path[0] not in ("transforms", "sinks") or key != "from":
                continue
            if not lines[place[0]].strip().startswith("from:"):
                continue
            step = self.tree[path[0]].lc.key(path[1])
            text = "\n".join(lines[:place[0]] + lines[place[0] + 1:])
            yield Mistake(f"{self.name}: no `from` in {'.'.join(path)}", text, step[0] + 1,
                          step[1] + 1, "")

    def syntax(self) -> Iterator[Mistake]:
        lines = self.text.split("\n")
        for number, line in enumerate(lines):
            code = line.split("#")[0].rstrip()
            if not code:
                continue
            if line.startswith("  ") and number % 3 == 0:
                tab = [*lines[:number], "\t" + line.lstrip(), *lines[number + 1:]]
                yield Mistake(f"{self.name}: a tab in line {number + 1}", "\n".join(tab),
                              number + 1, 1, "")
            if code.endswith('"') and code.count('"') == 2 and number % 2 == 0:
                # The text goes on to the next quote: it is enough to say where it begins or ends.
                open_quote = [*lines[:number], code[:-1]]
                yield Mistake(f"{self.name}: an open quote in line {number + 1}",
                              "\n".join(open_quote), number + 1, 0, "")
            if code.endswith("}") and "{" in code and "${" not in code and number % 2 == 1:
                yield Mistake(f"{self.name}: an open brace in line {number + 1}",
                              "\n".join([*lines[:number], code[:-1]]), number + 1, 0, "")

    def all(self):
        for make in (self.keys, self.values, self.references, self.lists, self.missing,
                     self.syntax):
            yield from make()
