"""Measurements, all of them or one: `python -m benchmarks [NAME] [--rows N] [--rounds N]`.

`soak` takes long, so it is run by its name alone; its exit code is 1 when memory grows.
"""

import argparse
import subprocess
import sys

from benchmarks import (
    audit,
    columns,
    decide,
    delimited,
    dispatch,
    durable,
    growth,
    impact,
    journal,
    proving,
    soak,
    table,
    testing,
    timed,
)

NAMES = {
    "decide": decide,
    "columns": columns,
    "csv": delimited,
    "growth": growth,
    "impact": impact,
    "table": table,
    "deadlines": timed,
    "dispatch": dispatch,
    "journal": journal,
    "audit": audit,
    "durable": durable,
    "proving": proving,
    "testing": testing,
}


def main() -> int:
    """Measure, and print the results; without a name every measurement in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", choices=[*NAMES, "soak"], help="what to measure; default: everything")
    parser.add_argument("--rows", type=int, help="of how many complaints, or rows of the longest table")
    parser.add_argument("--rounds", type=int, help="how often; the median counts")
    given = parser.parse_args()
    if given.name is None:
        commands = [[sys.executable, "-m", "benchmarks", name, *sys.argv[1:]] for name in NAMES]
        return max(subprocess.run(command, check=False).returncode for command in commands)
    if given.name == "soak":
        soaked = soak.measure(given.rows or soak.ROWS, given.rounds or soak.ROUNDS)
        soaked.show()
        return 0 if soaked.steady else 1
    chosen = NAMES[given.name]
    chosen.measure(given.rows or chosen.ROWS, given.rounds or chosen.ROUNDS).show()
    return 0


if __name__ == "__main__":
    sys.exit(main())
