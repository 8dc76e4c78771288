"""How many events a second the embedded log carries through Faust, beside Faust alone.

Each case is the same app in a process of its own: two agents, one table, two hops
(in -> middle -> out), all records in the log before the worker starts.

| case | log | agents |
| --- | --- | --- |
| lists | Python lists in the worker: Faust alone, nothing is kept | the same |
| lists, stock loop | as before, with Faust's own delivery loop | the same |
| embedded | the SQLite log, exactly once | the same |

    python -m bench.engine [--items 20000] [--rounds 3]

Prints items (both hops done) for each second of CPU time, which other work on the machine changes
little, items a second by the clock, and each case's ratio to `lists`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.engine_app import CASES


def main() -> None:
    """Run every case in turn, as often as asked, and print the best of each."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--items", type=int, default=20_000)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    best: dict[str, dict[str, float]] = {}
    for _round in range(given.rounds):
        for case in CASES:
            found = _run(case, given.items)
            if case not in best or found["cpu_rate"] > best[case]["cpu_rate"]:
                best[case] = found
    plain = best["lists"]["cpu_rate"]
    print(f"{given.items} items, two hops and a table, best of {given.rounds}")
    for case, found in best.items():
        print(
            f"{case:18} {found['cpu_rate']:7.0f} items per CPU second"
            f"  {found['rate']:7.0f} items/s as the machine was"
            f"  {found['cpu_rate'] / plain:5.2f} of lists"
        )


def _run(case: str, items: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.engine_app", case, str(items), f"{folder}/log.db"]
        subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parents[1])
        found: dict[str, float] = json.loads(Path(folder, "log.json").read_bytes())
    return found


if __name__ == "__main__":
    main()
