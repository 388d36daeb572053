# SPDX-License-Identifier: Apache-2.0
"""Every message of an error in the sources stands in a test: `every_message.py SOURCE_DIR [-v]`.

A message is the text that is given to an exception, a finding or a function of ours that makes one. It counts
as tested if it stands in a golden case, or else if another test asserts a part of it. Those that no test
provokes are listed in unreachable.txt with the reason. Python of the system, no packages."""

import pathlib
import re
import sys

LITERAL = r'"(?:[^"\\\n]|\\.)*"'
TEXT = re.compile(rf"{LITERAL}(?:\s*{LITERAL})*")
# An exception whose text comes first; a finding, or what makes one of places and a text.
CALL = re.compile(rf"""(?<![\w:])(?:
    (?:(?:Data|Config|Environment|Transport)Error\( | UnknownOutcome\( | Error\(ETL_\w+,)
      \s*(?:(?:fmt::)?[fF]ormat\(\s*)?(?={LITERAL}) |
    (?:[fF]indings_?(?:\.|->)Error | Complain | Fail | FailAt | LoadFailure | MakeFailure | SyntaxError |
       UsageError)\( )""", re.VERBOSE)
SHORTEST = 6   # letters of a message's longest part; less is no message
ASSERTED = 10  # letters of a message that a test must assert


def unescaped(code):
    """The text of literals that stand one after the other."""
    text = "".join(literal[1:-1] for literal in re.findall(LITERAL, code))
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "r": "\r", "t": "\t"}.get(m[1], m[1]), text)


def arguments(code, start):
    """What stands between the parenthesis before `start` and its end, at most a page."""
    depth, at = 1, start
    for at in range(start, min(len(code), start + 2000)):
        depth += {"(": 1, ")": -1}.get(code[at], 0)
        if depth == 0:
            break
    return code[start:at]


def parts(message):
    """What stands between the values."""
    return re.split(r"\{[^{} ]*\}", message)


def is_source(path):
    return path.suffix in (".cc", ".h") and not path.stem.endswith("_test") and \
        "testing" not in path.parts and not path.stem.startswith("test_")


def messages(root):
    """{message: [file:line]} of the sources."""
    found = {}
    for path in sorted(p for part in ("core", "plugins") for p in (root / part).rglob("*")):
        if not is_source(path):
            continue
        code = path.read_text()
        for call in CALL.finditer(code):
            # The first literal that reads like a message: a code like "unknown-key" is none.
            for literal in TEXT.finditer(arguments(code, call.end())):
                message = unescaped(literal.group()).strip()
                if " " in message and max(len(part.strip()) for part in parts(message)) >= SHORTEST:
                    line = code.count("\n", 0, call.start()) + 1
                    found.setdefault(message, []).append(f"{path.relative_to(root)}:{line}")
                    break
    return found


def golden_text(root):
    return "".join(p.read_text() for p in sorted((root / "tests/golden/cases").glob("*.txt")))


def in_golden(message, golden):
    if max(parts(message), key=len) not in golden:
        return False
    return re.search("[^\n]*?".join(re.escape(part) for part in parts(message)), golden) is not None


def asserted_texts(root):
    """{(text, its words, folder)} of the literals in other tests that are long enough to tell a message."""
    tests = [p for p in (root / "tests").rglob("*.cc") if "golden" not in p.parts]
    tests += [p for part in ("core", "plugins") for p in (root / part).rglob("*_test.cc")]
    return {(text, words(text), tests_of(path.relative_to(root))) for path in tests
            for literal in TEXT.finditer(path.read_text())
            if len(text := unescaped(literal.group())) >= ASSERTED and " " in text}


def words(text):
    return frozenset(re.findall(r"\w{4,}", text))


def tests_of(path):
    """The folder whose messages a file asserts, or has."""
    return path.parts[:2]


def is_part(text, message):
    """Whether `text` may be a part of the message with its values in it, and is half made of its own words."""
    pattern = []  # characters, and None where a value stands
    for i, part in enumerate(parts(message)):
        pattern += ([None] if i else []) + list(part)
    states = dict.fromkeys(range(len(pattern) + 1), 0)  # place in the pattern: letters of it so far
    for c in text:
        following = {}
        for at, letters in states.items():
            while at < len(pattern) and pattern[at] is None:
                following[at] = max(letters, following.get(at, 0))
                at += 1
            if at < len(pattern) and pattern[at] == c:
                following[at + 1] = max(letters + 1, following.get(at + 1, 0))
        states = following
        if not states:
            return False
    return max(states.values()) >= max(ASSERTED, len(text) / 2)


def is_asserted(message, places, texts):
    folders = {tests_of(pathlib.Path(place)) for place in places}
    shared = any(folder[1] in ("shared", "include") for folder in folders)
    own = words(message)
    longest = max((part.strip() for part in parts(message)), key=len)
    near = [(text, told) for text, told, folder in texts
            if shared or folder[0] == "tests" or folder in folders]
    return any(longest in text for text, _ in near) or \
        any(len(own & told) * 2 >= len(told) > 0 and is_part(text, message) for text, told in near)


def unreachable(path):
    """{message: reason}: "message | reason" a line."""
    lines = (line for line in path.read_text().splitlines() if line and not line.startswith("#"))
    return dict((part.strip() for part in line.rsplit(" | ", 1)) for line in lines)


def main(root, verbose):
    found, golden, texts = messages(root), golden_text(root), asserted_texts(root)
    listed = unreachable(root / "tests/messages/unreachable.txt")
    seen = {m for m in found if in_golden(m, golden)}
    asserted = {m for m in found if m not in seen and is_asserted(m, found[m], texts)}
    wrong = []
    for message, places in found.items():
        if message not in seen | asserted | listed.keys():
            wrong += [f"{place}: no test shows: {message!r}" for place in places]
        if verbose and message in asserted:
            print(f"{places[0]}: only in a test's code: {message!r}")
    for message in listed:
        if message not in found:
            wrong.append(f"unreachable.txt: no source says: {message}")
        elif message in seen | asserted:
            wrong.append(f"unreachable.txt: a test shows: {message}")
    print("\n".join(wrong))
    print(f"{len(found)} messages: {len(seen)} in golden cases, {len(asserted)} in other tests, "
          f"{len(listed)} that no test provokes, {len(wrong)} wrong")
    return 1 if wrong or len(found) < 400 else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), "-v" in sys.argv))
