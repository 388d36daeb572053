# SPDX-License-Identifier: Apache-2.0
"""The workloads by name, in the order of the table. Each takes a Bench and a number of rows."""

from workloads import (p1_users, p3_join, p4_sort, p5_rows, p6_filter, p7_start, p8_boundary,
                       p9_highest, p10_load)

# name: (what makes it, its rows if none are asked for)
WORKLOADS = {
    "P1": (p1_users.workload, 1_000_000),
    "P2": (p1_users.growth, 10_000_000),
    "P3": (p3_join.workload, 5_000_000),
    "P4": (p4_sort.workload, 5_000_000),
    "P5": (p5_rows.workload, 1_000_000),
    "P6": (p6_filter.workload, 2_000_000),
    "P7": (p7_start.workload, 10),
    "P8": (p8_boundary.workload, 1_000_000),
    "P9": (p9_highest.workload, 1_000_000),
    "P10": (p10_load.workload, 1_000_000),
}
ON_DEMAND = {"P2"}
