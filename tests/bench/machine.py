# SPDX-License-Identifier: Apache-2.0
"""What the machine does the first time only, and no contender should pay for."""

from pathlib import Path

BLOCK = bytes(1 << 20)
MOST = 8 << 30


def _free_memory():
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemFree:"):
            return int(line.split()[1]) * 1024
    return 0


def touch_memory(directory):
    """A virtual machine gets its memory when it first writes to it, at a tenth of the speed: who
    runs first would pay. So half of the free memory becomes a file's pages once, and is free again."""
    path = directory / "touch"
    try:
        with open(path, "wb", buffering=0) as file:
            for _ in range(min(_free_memory() // 2, MOST) // len(BLOCK)):
                file.write(BLOCK)
    except OSError:
        pass  # no space: then less of it
    finally:
        path.unlink(missing_ok=True)
