# SPDX-License-Identifier: Apache-2.0
"""One table of everything: a line per program, the goals behind etl's."""


def _goal(goal, results):
    actual = goal.actual(results)
    if actual is None:
        return f"{goal.text} <= {goal.limit:.3g} {goal.unit}: not measured"
    verdict = "ok" if actual <= goal.limit else "**missed**"
    return f"{goal.text} <= {goal.limit:.3g} {goal.unit}: {actual:.3g} {verdict}"


def _time(seconds):
    return f"{seconds * 1000:.1f} ms" if seconds < 0.5 else f"{seconds:.2f} s"


def _lines(workload, results):
    base = results.get(workload.contenders[0].name)
    for contender in workload.contenders:
        result = results.get(contender.name)
        if not result:
            yield [workload.key, contender.name, "failed", "", "", "", "", ""]
            continue
        spread = f"{_time(min(result.walls))} to {_time(max(result.walls))}"
        ratio = f"{result.wall / base.wall:.2f}" if base else ""
        goals = "; ".join(_goal(goal, results) for goal in contender.goals)
        servers = _time(result.server) if result.server else ""
        yield [workload.key, contender.name, _time(result.wall), spread, ratio,
               _time(result.cpu), servers, f"{result.rss_mib:.0f} MiB", goals]


def format_table(measured):
    """Markdown, aligned so that it reads well in a terminal, too."""
    head = ["", "program", "median", "lowest to highest", "x etl", "processor", "servers'",
            "peak memory", "goals"]
    lines = [line for workload, results, _ in measured for line in _lines(workload, results)]
    widths = [max(len(line[i]) for line in [head, *lines]) for i in range(len(head) - 1)]

    def row(cells):
        padded = [cell.ljust(width) for cell, width in zip(cells, widths)]
        return "| " + " | ".join(padded + [cells[-1]]) + " |"

    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|---|"
    return "\n".join([row(head), rule, *(row(line) for line in lines)])


def defeats(measured):
    """Sentences about the peers that are faster than every etl line, or need less memory."""
    for workload, results, _ in measured:
        ours = {n: r for n, r in results.items() if n.startswith("etl")}
        theirs = {c.name: results[c.name] for c in workload.contenders
                  if c.format and c.name in results and not c.name.startswith("etl")}
        if not ours:
            continue
        best_wall = min(result.wall for result in ours.values())
        best_rss = min(result.rss_mib for result in ours.values())
        for name, result in theirs.items():
            if result.wall < best_wall:
                yield (f"{workload.key}: {name} is faster, {_time(result.wall)} against "
                       f"{_time(best_wall)}")
            if result.rss_mib < best_rss:
                yield (f"{workload.key}: {name} needs less memory, {result.rss_mib:.0f} MiB "
                       f"against {best_rss:.0f} MiB")
