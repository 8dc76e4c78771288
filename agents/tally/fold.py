"""Changed cases -> the group's tally, incrementally.

In: the store and an outcome. Out: the group's `Tally` when there is a case to count. What each case
last added is kept, so folding a case again, or any number of its states at once, counts it once.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from agents.resolve.journal import Journal, Store
from agents.resolve.outcome import Outcome
from agents.tally.contribution import Contribution, contribution
from agents.tally.state import Counted, Month, Slot, State, pack, slot_of, unpack
from agents.tally.totals import add, add_under
from schemas.case import Case
from schemas.group import group_key
from schemas.tally import LargestCase, Tally, Totals
from schemas.words import Bucket

# A rolling window of a year, and some days for a reader whose clock is behind.
_DAYS_KEPT = 400
_KEYS_KEPT = 8


def fold(store: Store, outcome: Outcome) -> list[Tally]:
    """Bring the tally to the outcome's cases; one tally, or none if the outcome has no case."""
    if not outcome.cases:
        return []
    book = Ledger(store, outcome.group)
    for _before, case in outcome.cases:
        book.count(case)
    return [book.close()]


class Ledger:
    """One group's tally during one fold."""

    def __init__(self, store: Store, group: str) -> None:
        """Finishes what a crash left undone."""
        prefix = group_key(group) + "|"
        self._prefix = prefix
        self._journal = Journal(store, prefix + "tally-journal")
        raw = self._journal.get(prefix + "tally")
        self._state: State = unpack(State, raw) if raw else State(group=group)
        self._changed = False
        self._touched: dict[str, None] = {}

    def count(self, case: Case) -> None:
        """Let `case` count as it is now, in place of how it counted before."""
        key = f"{self._prefix}counted|{case.id}"
        raw = self._journal.get(key)
        counted: Counted = unpack(Counted, raw) if raw else Counted()
        new = contribution(case)
        if counted.now == new:
            # Seen before: assign everything anew, for a store that ran ahead of its changelog.
            self._journal.again([key, *counted.keys])
            return
        self._changed = True
        self._touched = {}
        for one, sign in ((counted.now, -1), (new, 1)):
            if one is not None:
                self._move(one, sign)
        keys = [*self._touched, *(name for name in counted.keys if name not in self._touched)]
        self._journal[key] = pack(Counted(now=new, keys=tuple(keys[:_KEYS_KEPT])))

    def close(self) -> Tally:
        """Keep everything and give the tally."""
        sequence = self._state.sequence + int(self._changed)
        self._state = replace(self._state, sequence=sequence)
        self._journal[self._prefix + "tally"] = pack(self._state)
        result = self._tally()
        self._journal.commit()
        return result

    def _move(self, one: Contribution, sign: int) -> None:
        state = self._state
        self._state = replace(
            state,
            kinds=add(state.kinds, one, sign),
            by_year=add_under(state.by_year, one.year, one, sign),
            by_jurisdiction=add_under(state.by_jurisdiction, one.jurisdiction, one, sign),
            by_authority=add_under(state.by_authority, one.authority, one, sign),
            by_company=add_under(state.by_company, one.company, one, sign),
        )
        if one.day:
            self._move_day(one, one.day, sign)
        if one.bucket is Bucket.STANDING and one.usd:
            self._move_sum(one, sign)

    def _move_day(self, one: Contribution, day: dt.date, sign: int) -> None:
        month = f"{day:%Y-%m}"
        days = self._month(month)
        totals = add(days.get(day, {}), one, sign)
        changed = {key: value for key, value in (days | {day: totals}).items() if value}
        self._put(f"days|{month}", dict(sorted(changed.items())))
        months = {*self._state.months, month} if changed else {*self._state.months} - {month}
        self._state = replace(self._state, months=tuple(sorted(months)))

    def _move_sum(self, one: Contribution, sign: int) -> None:
        number = slot_of(one.case)
        raw = self._journal.get(f"{self._prefix}sums|{number}")
        known: Slot = unpack(Slot, raw) if raw else {}
        slot = {case: usd for case, usd in known.items() if case != one.case}
        if sign > 0:
            slot[one.case] = one.usd
        self._put(f"sums|{number}", slot)
        largest = {n: top for n, top in self._state.largest.items() if n != number}
        if slot:
            case = min(slot, key=lambda name: (-slot[name], name))
            largest[number] = LargestCase(case=case, usd=slot[case])
        self._state = replace(self._state, largest=dict(sorted(largest.items())))

    def _put(self, name: str, value: Month | Slot) -> None:
        key = self._prefix + name
        self._journal[key] = pack(value) if value else b""
        self._touched[key] = None

    def _month(self, month: str) -> Month:
        raw = self._journal.get(f"{self._prefix}days|{month}")
        days: Month = unpack(Month, raw) if raw else {}
        return days

    def _tally(self) -> Tally:
        state = self._state
        last = max(self._month(state.months[-1]), default=None) if state.months else None
        first = min(self._month(state.months[0]), default=None) if state.months else None
        return Tally(
            group=state.group,
            kinds=state.kinds,
            by_year=state.by_year,
            by_jurisdiction=state.by_jurisdiction,
            by_authority=state.by_authority,
            by_company=state.by_company,
            days=self._days(last) if last else {},
            first=first,
            last=last,
            largest=top(state.largest.values()),
            sequence=state.sequence,
        )

    def _days(self, last: dt.date) -> dict[dt.date, Totals]:
        since = last - dt.timedelta(days=_DAYS_KEPT)
        first = f"{since:%Y-%m}"
        months = [month for month in self._state.months if month >= first]
        found = (item for month in months for item in self._month(month).items())
        return {day: totals for day, totals in found if day >= since}


def top(cases: Iterable[LargestCase]) -> LargestCase | None:
    """The largest of some cases; of equals the one with the smallest id."""
    return min(cases, key=lambda one: (-one.usd, one.case), default=None)
