"""Cost of a mention and size of the values, as a company's cases and a case's mentions grow.

`python -m bench.resolving [--cases 5000] [--mentions 2000]` prints two curves: milliseconds of
processor time for one more mention (median and p99 of the last tenth before each mark) and the
largest value that the store was ever given.
"""

import argparse
import datetime as dt
import statistics
import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from agents.ledger import settle
from agents.resolve import ResolveSettings
from schemas.mention import Evidence, Mention, Reading
from schemas.words import Kind, Stage

MARKS = (10, 30, 100, 300, 1000, 2000, 3000, 5000)
GROUP = "Acme"
TOPICS = (
    "ladders",
    "saws",
    "overdraft fees",
    "diesel emissions",
    "patient data",
    "talc",
    "opioids",
)
PLACES = ("Ireland", "Italy", "Texas", "Ohio", "Korea", "Brazil", "New York", "Poland")
DAY = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def many_cases(count: int) -> Iterator[Reading]:
    """One company, `count` unlike events over twenty years, a report each."""
    for number in range(count):
        kind = (Kind.FINE, Kind.LAWSUIT, Kind.SETTLEMENT)[number % 3]
        stage = {Kind.FINE: Stage.IMPOSED, Kind.LAWSUIT: Stage.SOUGHT}.get(kind, Stage.AGREED)
        amount = Decimal(10_000 + number * 7919) if number % 4 else None
        topic, place = TOPICS[number % len(TOPICS)], PLACES[number % len(PLACES)]
        text = f"Acme {kind} number {number} in {place} over {topic} by plaintiff{number}"
        at = DAY + dt.timedelta(days=number * 7300 // count)
        party = f"Plaintiff{number}"
        yield reading(f"i{number}", at, text, kind=kind, stage=stage, amount=amount, party=party)


def many_mentions(count: int) -> Iterator[Reading]:
    """One fine, told `count` times in as many wordings over two years."""
    for number in range(count):
        topic = TOPICS[number % len(TOPICS)]
        text = f"Acme fine of $5 billion over privacy, word{number} word{number // 7} {topic}"
        at = DAY + dt.timedelta(hours=number * 17520 // count)
        amount = Decimal(5_000_000_000) if number % 3 else None
        told = {"kind": Kind.FINE, "stage": Stage.IMPOSED, "amount": amount, "party": "FTC"}
        yield reading(f"i{number}", at, text, **told)


def reading(item: str, at: dt.datetime, text: str, **told: Any) -> Reading:
    """One report."""
    mention = Mention(
        id=f"m-{item}",
        item=item,
        company=GROUP,
        group=GROUP,
        currency="USD" if told["amount"] is not None else None,
        evidence=Evidence(field="title", start=0, end=len(text), text=text),
        rule="bench",
        **told,
    )
    return Reading(
        item=item, revision=1, group=GROUP, mentions=(mention,), title=text, published=at
    )


class Watched(dict[str, bytes]):
    """A store that remembers its largest value, the journal's notes included."""

    def __init__(self) -> None:
        super().__init__()
        self.largest: dict[str, int] = {}

    def __setitem__(self, key: str, value: bytes) -> None:
        sort = key.split("|")[1]
        self.largest[sort] = max(self.largest.get(sort, 0), len(value))
        super().__setitem__(key, value)


def curve(name: str, readings: Iterator[Reading], settings: ResolveSettings) -> None:
    """Feed all readings and print a line at each mark."""
    store, took, cases = Watched(), [], set()
    for number, one in enumerate(readings, 1):
        begun = time.process_time()
        settled = settle(store, one, settings)
        took.append((time.process_time() - begun) * 1e3)
        cases.update(case.id for _before, case in settled.outcome.cases)
        if number in MARKS:
            latest = sorted(took[-max(10, number // 10) :])
            sort, size = max(store.largest.items(), key=lambda pair: pair[1])
            print(
                f"{name:9} {number:5}  cases {len(cases):5}"
                f"  median {statistics.median(latest):6.2f} ms"
                f"  p99 {latest[int(len(latest) * 0.99) - 1]:6.2f} ms"
                f"  largest value {size / 1024:6.1f} KiB ({sort})"
            )


def main() -> None:
    """Print both curves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--mentions", type=int, default=2000)
    wanted = parser.parse_args()
    settings = ResolveSettings()
    curve("cases", many_cases(wanted.cases), settings)
    curve("mentions", many_mentions(wanted.mentions), settings)


if __name__ == "__main__":
    main()
